//! Pearson's product-moment correlation.

use super::summation::compensated_sum;
use super::{real, wide};

/// Pearson's coefficient of sorted pairs: two passes, deviations from the mean, compensated sums.
///
/// `None` with fewer than two pairs, where a column is constant, and where a value is infinite.
pub fn coefficient(sorted: &[[f64; 2]]) -> Option<f64> {
    let x = deviations(sorted, 0)?;
    let y = deviations(sorted, 1)?;
    let products = compensated_sum(x.iter().zip(&y).map(|(x, y)| x * y));
    let squares = |column: &[f64]| compensated_sum(column.iter().map(|value| value * value));
    let r = products / squares(&x).sqrt() / squares(&y).sqrt();
    Some(r.clamp(-1.0, 1.0))
}

/// Deviations of a column from its mean, scaled so that the largest is 1 and no square overflows or vanishes.
fn deviations(rows: &[[f64; 2]], column: usize) -> Option<Vec<f64>> {
    let values = || rows.iter().map(|row| row[column]);
    let first = values().next()?;
    if values().any(f64::is_infinite) || values().all(|value| value.total_cmp(&first).is_eq()) {
        return None;
    }
    let largest = values().map(f64::abs).fold(0.0, f64::max);
    // dividing costs a rounding, so only where sums would leave the range of a double
    let scale = if (1e-150..1e150).contains(&largest) { 1.0 } else { largest };
    let n = real(wide(rows.len()));
    let mean = compensated_sum(values().map(|value| value / scale)) / n;
    let shifted = values().map(|value| value / scale - mean).collect::<Vec<_>>();
    // the mean itself was rounded: what is left of it is taken off too
    let rest = compensated_sum(shifted.iter().copied()) / n;
    let widest = shifted.iter().map(|value| (value - rest).abs()).fold(0.0, f64::max);
    Some(shifted.iter().map(|value| (value - rest) / widest).collect())
}

#[cfg(test)]
mod tests {
    use super::coefficient;

    #[test]
    fn scale_and_offset_change_nothing() {
        let r = coefficient(&[[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]);
        for scale in [1e-300, 1e300, 1e-5] {
            let rows = [[1.0 * scale, 2.0], [2.0 * scale, 1.0], [3.0 * scale, 3.0]];
            assert!(coefficient(&rows).zip(r).is_some_and(|(scaled, r)| (scaled - r).abs() < 1e-15), "{scale}");
        }
    }

    #[test]
    fn infinite_values_have_no_coefficient() {
        assert_eq!(coefficient(&[[1.0, 2.0], [f64::INFINITY, 3.0]]), None);
    }
}
