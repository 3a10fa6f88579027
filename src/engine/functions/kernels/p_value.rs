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
    let (a, b) = (real(wide(degrees)) / 2.0, 0.5);
    // p = I(1 − r²; a, b) = 1 − I(r²; b, a): the side is chosen on which neither r² nor p loses its digits
    let square = r * r;
    let p = if square <= (b + 1.0) / (a + b + 2.0) {
        1.0 - checked_beta_reg(b, a, square).ok()?
    } else {
        checked_beta_reg(a, b, (1.0 - r) * (1.0 + r)).ok()?
    };
    Some(p.clamp(0.0, 1.0))
}
