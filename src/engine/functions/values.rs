//! Results of the kernels as values of SQL.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, StructArray};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue};
use datafusion::scalar::ScalarValue::{Float64, Int64};

use super::kernels::association::Association;
use super::kernels::rank_association::RankAssociation;
use super::kernels::regression::{Regression, Term};
use super::kernels::resampling::{Bootstrap, Permutation, Plan};
use super::kernels::weighted_mean::WeightedSums;
use super::kernels::wild_bootstrap::WildTest;

/// Fields of counts and of numbers, in this order.
fn fields(counts_before: &[&str], numbers: &[&str], counts_after: &[&str]) -> Fields {
    let count = |name: &&str| Field::new(*name, DataType::Int64, true);
    let number = |name: &&str| Field::new(*name, DataType::Float64, true);
    let before = counts_before.iter().map(count).chain(numbers.iter().map(number));
    before.chain(counts_after.iter().map(count)).collect()
}

fn structure(fields: Fields, values: &[ScalarValue]) -> Result<ScalarValue> {
    let arrays = values.iter().map(ScalarValue::to_array).collect::<Result<Vec<_>>>()?;
    Ok(ScalarValue::Struct(Arc::new(StructArray::try_new(fields, arrays, None)?)))
}

fn count(rows: usize) -> ScalarValue {
    Int64(i64::try_from(rows).ok())
}

fn seed(plan: Plan) -> ScalarValue {
    Int64(i64::try_from(plan.seed).ok())
}

fn interval(interval: Option<(f64, f64)>) -> [ScalarValue; 2] {
    [Float64(interval.map(|(low, _)| low)), Float64(interval.map(|(_, high)| high))]
}

/// The structure that no rows give: no rows counted, no value.
pub(super) fn of_nothing(fields: &Fields) -> Result<ScalarValue> {
    let value = |field: &Arc<Field>| match field.name().as_str() {
        "n" | "dropped" => Ok(Int64(Some(0))),
        _ => ScalarValue::try_from(field.data_type()),
    };
    let values = fields.iter().map(value).collect::<Result<Vec<_>>>()?;
    structure(fields.clone(), &values)
}

/// The fields of `corr_test` and `corr_partial`.
pub(super) fn association_fields() -> Fields {
    fields(&["n"], &["coefficient", "p", "ci_low", "ci_high"], &[])
}

/// The value of `corr_test` and `corr_partial`.
pub(super) fn association(found: &Association) -> Result<ScalarValue> {
    let [low, high] = interval(found.interval);
    structure(association_fields(), &[count(found.n), Float64(found.coefficient), Float64(found.p), low, high])
}

/// The fields of `rank_association`.
pub(super) fn rank_association_fields() -> Fields {
    fields(&["n", "clusters"], &["coefficient", "std_error", "p", "ci_low", "ci_high"], &[])
}

/// The value of `rank_association`.
pub(super) fn rank_association(found: &RankAssociation) -> Result<ScalarValue> {
    let [low, high] = interval(found.interval);
    let estimate = [Float64(found.coefficient), Float64(found.std_error), Float64(found.p)];
    let [coefficient, std_error, p] = estimate;
    let values = [count(found.n), count(found.clusters), coefficient, std_error, p, low, high];
    structure(rank_association_fields(), &values)
}

/// The fields of `permutation_test`.
pub(super) fn permutation_fields() -> Fields {
    fields(&["n", "strata"], &["coefficient", "p"], &["replications", "seed"])
}

/// The value of `permutation_test`.
pub(super) fn permutation(found: &Permutation, plan: Plan) -> Result<ScalarValue> {
    let replications = Int64(Some(i64::from(plan.replications)));
    let (coefficient, p) = (Float64(found.coefficient), Float64(found.p));
    let values = [count(found.n), count(found.strata), coefficient, p, replications, seed(plan)];
    structure(permutation_fields(), &values)
}

/// The fields of `cluster_bootstrap`.
pub(super) fn bootstrap_fields() -> Fields {
    fields(&["n", "clusters"], &["coefficient", "std_error", "ci_low", "ci_high"], &["replications", "seed"])
}

/// The value of `cluster_bootstrap`.
pub(super) fn bootstrap(found: &Bootstrap, plan: Plan) -> Result<ScalarValue> {
    let [low, high] = interval(found.interval);
    let (coefficient, std_error) = (Float64(found.coefficient), Float64(found.std_error));
    let (n, clusters) = (count(found.n), count(found.clusters));
    let values = [n, clusters, coefficient, std_error, low, high, count(found.replications), seed(plan)];
    structure(bootstrap_fields(), &values)
}

/// The fields of `wild_cluster_bootstrap`.
pub(super) fn wild_fields() -> Fields {
    fields(&["n", "clusters"], &["coefficient", "t", "p"], &["draws", "seed"])
}

/// The value of `wild_cluster_bootstrap`.
pub(super) fn wild(found: &WildTest, plan: Plan) -> Result<ScalarValue> {
    let (n, clusters, draws) = (count(found.n), count(found.clusters), count(found.draws));
    let (coefficient, t, p) = (Float64(found.coefficient), Float64(found.t), Float64(found.p));
    structure(wild_fields(), &[n, clusters, coefficient, t, p, draws, seed(plan)])
}

/// The fields of `weighted_mean`.
pub(super) fn weighted_mean_fields() -> Fields {
    fields(&["n"], &["weight", "mean", "std_error", "ci_low", "ci_high"], &[])
}

/// The value of `weighted_mean`.
pub(super) fn weighted_mean(sums: &WeightedSums) -> Result<ScalarValue> {
    let found = sums.mean();
    let [low, high] = interval(found.interval);
    let (weight, mean, std_error) = (Float64(found.weight), Float64(found.mean), Float64(found.std_error));
    structure(weighted_mean_fields(), &[count(found.n), weight, mean, std_error, low, high])
}

/// The fields of `winsor_limits`.
pub(super) fn limits_fields() -> Fields {
    fields(&[], &["low", "high"], &[])
}

/// The value of `winsor_limits`.
pub(super) fn limits(found: Option<(f64, f64)>) -> Result<ScalarValue> {
    structure(limits_fields(), &interval(found))
}

const TERM: [&str; 7] =
    ["coefficient", "std_error_iid", "std_error_hc1", "std_error_clustered", "p", "ci_low", "ci_high"];

/// The fields of `ols`.
pub(super) fn regression_fields() -> Fields {
    let terms = DataType::List(Arc::new(Field::new_list_field(DataType::Struct(fields(&[], &TERM, &[])), true)));
    let plain = fields(&["n", "k"], &["r2"], &["clusters", "dropped"]);
    plain.iter().cloned().chain([Arc::new(Field::new("terms", terms, true))]).collect()
}

/// The value of `ols`; rows that are incomplete or alone in a level of a fixed effect are `dropped`.
pub(super) fn regression(found: &Regression, incomplete: usize) -> Result<ScalarValue> {
    let column = |value: fn(&Term) -> Option<f64>| -> ArrayRef {
        Arc::new(found.terms.iter().map(value).collect::<Float64Array>())
    };
    let columns = vec![
        column(|term| term.coefficient),
        column(|term| term.std_error_iid),
        column(|term| term.std_error_hc1),
        column(|term| term.std_error_clustered),
        column(|term| term.p),
        column(|term| term.interval.map(|(low, _)| low)),
        column(|term| term.interval.map(|(_, high)| high)),
    ];
    let terms = StructArray::try_new(fields(&[], &TERM, &[]), columns, None)?;
    let terms = SingleRowListArrayBuilder::new(Arc::new(terms)).build_list_scalar();
    let k = if found.n == 0 { Int64(None) } else { count(found.k) };
    let clusters = found.clusters.map_or(Int64(None), count);
    let dropped = count(incomplete + found.singletons);
    structure(regression_fields(), &[count(found.n), k, Float64(found.r2), clusters, dropped, terms])
}
