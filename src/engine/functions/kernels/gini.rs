//! The Gini coefficient.

use super::summation::compensated_sum;
use super::{real, wide};

/// Σ(2i − n − 1)x₍ᵢ₎ / (n Σx) over ascending values (Gini 1914; Sen 1973), without the correction n/(n − 1).
///
/// `None` without values, where a value is negative or infinite, and where all are 0.
pub fn coefficient(sorted: &[[f64; 1]]) -> Option<f64> {
    let ([smallest], [largest]) = (sorted.first()?, sorted.last()?);
    if *smallest < 0.0 || largest.is_infinite() || *largest <= 0.0 {
        return None;
    }
    // shares of the largest value, so that no sum overflows
    let share = |[value]: &[f64; 1]| value / largest;
    let n = wide(sorted.len());
    let weighted = sorted.iter().enumerate().map(|(index, row)| real(2 * wide(index) + 1 - n) * share(row));
    let total = compensated_sum(sorted.iter().map(share));
    Some((compensated_sum(weighted) / (real(n) * total)).max(0.0))
}
