//! Two-sided probabilities under no association, and the critical values of intervals.

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::erfc;

use super::{count, real, wide};

/// The 97.5 % point of the standard normal distribution (scipy.stats.norm.ppf(0.975)).
pub const CRITICAL: f64 = 1.959_963_984_540_054;

/// Two-sided p of a standard normal statistic.
pub fn normal(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Two-sided p of a correlation of `n` pairs, from t = r √((n − 2)/(1 − r²)) with n − 2 degrees of freedom.
///
/// `None` with fewer than three pairs, which leave no degree of freedom.
pub fn student(r: f64, n: usize) -> Option<f64> {
    let degrees = n.checked_sub(2).filter(|&degrees| degrees > 0)?;
    beyond(r * r, (1.0 - r) * (1.0 + r), real(wide(degrees)))
}

/// Two-sided p of a t statistic with so many degrees of freedom; `None` without any.
pub fn student_t(t: f64, degrees: usize) -> Option<f64> {
    if degrees == 0 || t.is_nan() {
        return None;
    }
    if t.is_infinite() {
        return Some(0.0);
    }
    let degrees = count(degrees);
    // shares of degrees + t², without squaring what is large
    let (small, large) = if t.abs() > 1.0 { (degrees / t / t, 1.0) } else { (degrees, t * t) };
    let whole = small + large;
    beyond(large / whole, small / whole, degrees)
}

/// P(|T| > t) where `square` = t²/(df + t²) and `rest` = 1 − `square`.
fn beyond(square: f64, rest: f64, degrees: f64) -> Option<f64> {
    let half_degrees = degrees / 2.0;
    // p = I(1 − r²; df/2, ½) = 1 − I(r²; ½, df/2): the side is chosen on which neither r² nor p loses its digits
    let p = if square <= 1.5 / (half_degrees + 2.5) {
        1.0 - checked_beta_reg(0.5, half_degrees, square.clamp(0.0, 1.0)).ok()?
    } else {
        checked_beta_reg(half_degrees, 0.5, rest.clamp(0.0, 1.0)).ok()?
    };
    Some(p.clamp(0.0, 1.0))
}

/// The 97.5 % point of Student's t; `None` without a degree of freedom.
pub fn student_critical(degrees: usize) -> Option<f64> {
    if degrees == 0 {
        return None;
    }
    if degrees > 200 {
        return Some(expansion(count(degrees)));
    }
    // p falls as t rises: halve until the doubles run out
    let (mut low, mut high) = (CRITICAL, 12.8);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if student_t(middle, degrees)? > 0.05 { low = middle } else { high = middle }
    }
    Some(f64::midpoint(low, high))
}

/// The point from the normal one by the expansion in 1/df (Abramowitz and Stegun 26.7.5), to 1e-13 from 200 on.
fn expansion(degrees: f64) -> f64 {
    let z = CRITICAL;
    let odd = |coefficients: &[f64]| coefficients.iter().rev().fold(0.0, |sum, c| sum * z * z + c) * z;
    let terms = [
        odd(&[1.0, 1.0]) / 4.0,
        odd(&[3.0, 16.0, 5.0]) / 96.0,
        odd(&[-15.0, 17.0, 19.0, 3.0]) / 384.0,
        odd(&[-945.0, -1920.0, 1482.0, 776.0, 79.0]) / 92160.0,
    ];
    z + terms.iter().rev().fold(0.0, |sum, term| (sum + term) / degrees)
}

#[cfg(test)]
mod tests {
    use super::{student_critical, student_t};

    /// scipy.stats.t.ppf(0.975, degrees) and 2·scipy.stats.t.sf(2.5, degrees)
    #[test]
    fn points_and_tails_are_those_of_scipy() {
        for (degrees, point, tail) in [
            (1, 12.706_204_736_174_694, 0.242_237_883_181_686_82),
            (2, 4.302_652_729_749_462, 0.129_611_720_221_510_82),
            (30, 2.042_272_456_301_237_8, 0.018_115_649_068_066_69),
            (200, 1.971_896_223_633_908_8, 0.013_223_172_641_700_783),
            (201, 1.971_836_506_779_859, 0.013_219_126_453_802_06),
            (752, 1.963_123_597_673_381_2, 0.012_631_251_383_689_555),
        ] {
            assert!((student_critical(degrees).unwrap() - point).abs() < 1e-9 * point, "{degrees}");
            assert!((student_t(2.5, degrees).unwrap() - tail).abs() < 1e-9, "{degrees}");
        }
    }
}
