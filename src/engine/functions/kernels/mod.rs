//! The statistics as pure functions.
//!
//! Every kernel takes rows that are free of NaN and sorted by their columns in turn. Rank statistics need the order to
//! find ties; the others need it so that their sums always run the same way.

pub mod association;
pub mod gini;
pub mod interval;
pub mod kendall;
pub mod p_value;
pub mod pearson;
pub mod rank;
pub mod summation;

/// A count, or a sum of counts, as a double: exact up to 2⁵³, rounded to the nearest double beyond.
#[allow(clippy::cast_precision_loss, reason = "rounding is what is wanted beyond 2⁵³")]
pub(crate) fn real(count: i128) -> f64 {
    count as f64
}

/// A number of rows as an integer wide enough for sums of its cubes.
pub(crate) fn wide(count: usize) -> i128 {
    // usize has at most 64 bits, so the conversion never fails
    i128::try_from(count).unwrap_or(i128::MAX)
}
