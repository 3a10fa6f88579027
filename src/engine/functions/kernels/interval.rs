//! 95 % intervals of correlations by Fisher's z transformation.
//!
//! Artanh of the coefficient is taken as normal with a variance that depends on the statistic. Where there are too few
//! pairs for that variance the interval is the whole range [-1, 1], as scipy has it for Pearson's coefficient; where
//! the coefficient is ±1 and there are enough, the interval is that point.

use super::p_value::CRITICAL;
use super::{real, wide};

/// Interval of Pearson's coefficient: variance 1/(n − 3) (Fisher 1921).
pub fn pearson(r: f64, n: usize) -> (f64, f64) {
    fisher(r, 1.0, 3, n)
}

/// Interval of Spearman's coefficient: variance (1 + r²/2)/(n − 3) (Bonett and Wright 2000, Psychometrika 65).
pub fn spearman(r: f64, n: usize) -> (f64, f64) {
    fisher(r, 1.0 + r * r / 2.0, 3, n)
}

/// Interval of a partial correlation given so many others: variance 1/(n − 3 − controls) (Fisher 1924).
pub fn partial(r: f64, n: usize, controls: usize) -> (f64, f64) {
    fisher(r, 1.0, 3 + controls, n)
}

/// Interval of Kendall's τ: variance 0.437/(n − 4) (Fieller, Hartley and Pearson 1957, Biometrika 44); derived without
/// ties and for |τ| < 0.8.
pub fn kendall(tau: f64, n: usize) -> (f64, f64) {
    fisher(tau, 0.437, 4, n)
}

fn fisher(coefficient: f64, numerator: f64, lost: usize, n: usize) -> (f64, f64) {
    let Some(left) = n.checked_sub(lost).filter(|&left| left > 0) else {
        return (-1.0, 1.0);
    };
    let centre = coefficient.atanh();
    let half = CRITICAL * (numerator / real(wide(left))).sqrt();
    ((centre - half).tanh(), (centre + half).tanh())
}
