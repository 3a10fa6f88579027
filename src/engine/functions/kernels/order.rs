//! Sorting doubles: as whole-number keys, on all cores where there are many.

use rayon::slice::ParallelSliceMut;

/// From so many values on a sort is divided among the cores.
const MANY: usize = 1 << 15;

/// The number whose order among whole numbers is that of `value` among doubles (`f64::total_cmp`).
pub fn key(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// Sorts by `key_of`; equal keys come in any order.
pub fn sort_by_key<T: Send, K: Ord>(values: &mut [T], key_of: impl Fn(&T) -> K + Sync) {
    if values.len() < MANY {
        values.sort_unstable_by_key(key_of);
    } else {
        values.par_sort_unstable_by_key(key_of);
    }
}

/// Sorts by `compare`; equal values come in any order.
pub fn sort_by<T: Send>(values: &mut [T], compare: impl Fn(&T, &T) -> std::cmp::Ordering + Sync) {
    if values.len() < MANY {
        values.sort_unstable_by(compare);
    } else {
        values.par_sort_unstable_by(compare);
    }
}

/// The positions of the values in ascending order; equal ones by position.
pub fn positions(values: &[f64]) -> Vec<usize> {
    let mut keyed: Vec<(i64, usize)> =
        values.iter().enumerate().map(|(position, value)| (key(*value), position)).collect();
    sort_by_key(&mut keyed, |entry| *entry);
    keyed.into_iter().map(|(_, position)| position).collect()
}

#[cfg(test)]
mod tests {
    use super::{key, positions};

    #[test]
    fn keys_order_as_doubles_do() {
        let values = [f64::NEG_INFINITY, -2.5, -1e-310, -0.0, 0.0, 1e-310, 3.0, f64::INFINITY];
        assert!(values.windows(2).all(|pair| key(pair[0]) < key(pair[1])));
        assert_eq!(positions(&[3.0, -1.0, 3.0]), [1, 0, 2]);
    }
}
