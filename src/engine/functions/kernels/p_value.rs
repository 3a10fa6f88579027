//! Two-sided probabilities under no association.

use statrs::function::beta::checked_beta_reg;
use statrs::function::erf::erfc;

use super::{real, wide};

/// Two-sided p of a standard normal statistic.
pub fn normal(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Two-sided p of a correlation of `n` pairs, from t = r √((n − 2)/(1 − r²)) with n − 2 degrees of freedom.
///
/// `None` with fewer than three pairs, which leave no degree of freedom.
pub fn student(r: f64, n: usize) -> Option<f64> {
    let degrees = n.checked_sub(2).filter(|&degrees| degrees > 0)?;
    let half_degrees = real(wide(degrees)) / 2.0;
    // p = I(1 − r²; df/2, ½) = 1 − I(r²; ½, df/2): the side is chosen on which neither r² nor p loses its digits
    let square = r * r;
    let p = if square <= 1.5 / (half_degrees + 2.5) {
        1.0 - checked_beta_reg(0.5, half_degrees, square).ok()?
    } else {
        checked_beta_reg(half_degrees, 0.5, (1.0 - r) * (1.0 + r)).ok()?
    };
    Some(p.clamp(0.0, 1.0))
}
