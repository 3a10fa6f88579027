//! The limits at which a column is winsorised.

use super::count;
use super::order::{key, sort_by_key};

/// The quantiles at `share` and 1 − `share`, linear between order statistics at (n − 1)q (type 7 of Hyndman and Fan
/// 1996); `None` without values.
pub fn limits(values: &[[f64; 1]], share: f64) -> Option<(f64, f64)> {
    let mut sorted: Vec<f64> = values.iter().map(|[value]| *value).collect();
    sort_by_key(&mut sorted, |value| key(*value));
    Some((quantile(&sorted, share)?, quantile(&sorted, 1.0 - share)?))
}

/// A quantile (type 7) of ascending values; `None` without values.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = count(last) * share.clamp(0.0, 1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the last place")]
    let below = (place.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let beyond = place - count(below);
    // as numpy interpolates: from the nearer end
    Some(if beyond == 0.0 || low.total_cmp(&high).is_eq() {
        low
    } else if beyond < 0.5 {
        low + (high - low) * beyond
    } else {
        high - (high - low) * (1.0 - beyond)
    })
}

#[cfg(test)]
mod tests {
    use super::limits;

    #[test]
    fn limits_stand_between_order_statistics() {
        // places .4 and 3.6 of 0 … 4
        assert_eq!(limits(&[[4.0], [1.0], [2.0], [3.0], [0.0]], 0.1), Some((0.4, 3.6)));
        assert_eq!(limits(&[[4.0]], 0.01), Some((4.0, 4.0)));
        assert_eq!(limits(&[], 0.01), None);
    }
}
