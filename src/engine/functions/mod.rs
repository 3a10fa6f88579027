//! The statistical SQL functions that every session has; [`documentation`] lists and defines them.
//!
//! Those that compute from doubles keep the complete rows of their group and sort them before computing, so neither the
//! order of rows nor the number of partitions changes a bit of the result; those that count ranks need no order, and
//! `weighted_mean` keeps sums of twice a double's precision instead of rows. A row is complete when none of its columns
//! is NULL or NaN; other rows are left out. `-0.0` is `0.0`. Integers, decimals and floats are read as DOUBLE, words of
//! any plain type as text. What a function keeps is reported to the memory pool; what it needs while it computes (about
//! as much again) is not.
//!
//! The functions may be used with `GROUP BY`, `FILTER` and over windows whose frame only grows. `DISTINCT` is refused:
//! an association of distinct pairs is another statistic, and a query that wants it can say so in a subquery.
//!
//! - [`kernels`]: the statistics themselves, as pure functions over rows
//! - `rows`, `records`, `weighted`: the accumulators that keep and merge rows or sums
//! - `statistic`, `constants`, `values`: what the engine has to know of each aggregate
//! - `scalar`: the functions of one row

mod constants;
pub mod documentation;
pub mod kernels;
mod records;
mod rows;
mod scalar;
mod statistic;
#[cfg(test)]
mod tests;
mod values;
mod weighted;

use datafusion::logical_expr::{AggregateUDF, ScalarUDF};
use datafusion::prelude::SessionContext;
use scalar::BinomialTest;
use statistic::StatisticalFunction;

/// Every statistical aggregate function, for the session, the server and the cluster alike.
pub fn aggregates() -> Vec<AggregateUDF> {
    let function = |statistic| AggregateUDF::new_from_impl(StatisticalFunction::new(statistic));
    statistic::ALL.into_iter().map(function).collect()
}

/// Every statistical function of one row.
pub fn scalars() -> Vec<ScalarUDF> {
    vec![ScalarUDF::new_from_impl(BinomialTest::new())]
}

/// Adds all functions to a session.
pub fn register(context: &SessionContext) {
    for function in aggregates() {
        context.register_udaf(function);
    }
    for function in scalars() {
        context.register_udf(function);
    }
}
