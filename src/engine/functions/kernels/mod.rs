//! The statistics as pure functions.
//!
//! Every kernel takes rows that are free of NaN. Sums of doubles need them sorted by their columns in turn, so that they
//! always run the same way; counts of ranks are whole numbers and need no order.

pub mod association;
pub mod binomial;
pub mod double_double;
pub mod fixed_effects;
pub mod gini;
pub mod interval;
pub mod kendall;
pub mod least_squares;
pub mod order;
pub mod p_value;
pub mod partial;
pub mod pearson;
pub mod rank;
pub mod rank_association;
pub mod records;
pub mod regression;
pub mod resampling;
pub mod summation;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]
mod tests;
pub mod weighted_mean;
pub mod wild_bootstrap;
pub mod winsor;

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

/// A number of rows as a double.
pub(crate) fn count(rows: usize) -> f64 {
    real(wide(rows))
}
