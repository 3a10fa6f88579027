//! The statistical SQL functions every session has: `corr_spearman`, `corr_kendall`, `corr_test` and `gini`.
//!
//! All of them keep the complete rows of their group and sort them before computing, so neither the order of rows nor
//! the number of partitions changes a single bit of the result. A row is complete when none of its columns is NULL or
//! NaN; other rows are left out. `-0.0` is `0.0`. Integers, decimals and floats are read as DOUBLE.
//!
//! The functions may be used with `GROUP BY`, `FILTER` and over windows whose frame only grows. `DISTINCT` is refused:
//! an association of distinct pairs is another statistic, and a query that wants it can say so in a subquery.
//!
//! - [`kernels`]: the statistics themselves, as pure functions over sorted rows
//! - `rows`: the accumulator that keeps and merges rows
//! - `statistic`: what the engine has to know of each function
//! - `documentation`: what the user is told of each function

mod documentation;
pub mod kernels;
mod rows;
mod statistic;
#[cfg(test)]
mod tests;

use datafusion::logical_expr::AggregateUDF;
use datafusion::prelude::SessionContext;
use statistic::{Statistic, StatisticalFunction};

/// Every statistical aggregate function, for the session, the server and the cluster alike.
pub fn all() -> Vec<AggregateUDF> {
    [Statistic::Spearman, Statistic::Kendall, Statistic::Test, Statistic::Gini]
        .into_iter()
        .map(|statistic| AggregateUDF::new_from_impl(StatisticalFunction::new(statistic)))
        .collect()
}

/// Adds [`all`] functions to a session.
pub fn register(context: &SessionContext) {
    for function in all() {
        context.register_udaf(function);
    }
}
