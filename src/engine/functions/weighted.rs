//! The accumulators of `weighted_mean`: sums that add up in any order, so no rows are kept.

use std::mem::size_of_val;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Float64Type, Int64Type};
use datafusion::common::cast::{as_boolean_array, as_float64_array};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::kernels::double_double::DoubleDouble;
use super::kernels::weighted_mean::WeightedSums;

/// The parts of its five sums: each a double and what is missing to twice its precision.
const SUMS: [&str; 10] = ["w", "w_rest", "wx", "wx_rest", "ww", "ww_rest", "wwx", "wwx_rest", "wwxx", "wwxx_rest"];

/// The state's fields.
pub(super) fn state_fields(name: &str) -> Vec<FieldRef> {
    let field = |column: &str, kind| Field::new(format_state_name(name, column), kind, true).into();
    let sums = SUMS.iter().map(|sum| field(sum, DataType::Float64));
    [field("n", DataType::Int64), field("is_undefined", DataType::Boolean)].into_iter().chain(sums).collect()
}

/// Makes a value of sums.
pub(super) type Finish = fn(&WeightedSums) -> Result<ScalarValue>;

fn rows(values: &[ArrayRef], mut hand_over: impl FnMut(usize, f64, f64)) -> Result<()> {
    let [x, w, ..] = values else { return exec_err!("weighted_mean takes two columns") };
    let (x, w) = (as_float64_array(x)?, as_float64_array(w)?);
    for (index, (x, w)) in x.iter().zip(w).enumerate() {
        if let Some((x, w)) = x.zip(w).filter(|(x, w)| !x.is_nan() && !w.is_nan()) {
            hand_over(index, x, w);
        }
    }
    Ok(())
}

fn states(sums: &[WeightedSums]) -> Vec<ArrayRef> {
    let n: Int64Array = sums.iter().map(|sums| i64::try_from(sums.n).ok()).collect();
    let is_undefined: BooleanArray = sums.iter().map(|sums| Some(sums.is_undefined)).collect();
    let mut columns: Vec<ArrayRef> = vec![Arc::new(n), Arc::new(is_undefined)];
    for sum in 0..SUMS.len() / 2 {
        columns.push(Arc::new(Float64Array::from_iter_values(sums.iter().map(|sums| sums.sums[sum].high))));
        columns.push(Arc::new(Float64Array::from_iter_values(sums.iter().map(|sums| sums.sums[sum].low))));
    }
    columns
}

fn from_states(values: &[ArrayRef], mut hand_over: impl FnMut(usize, &WeightedSums)) -> Result<()> {
    let [n, is_undefined, sums @ ..] = values else { return exec_err!("the state of weighted_mean is incomplete") };
    if sums.len() != SUMS.len() {
        return exec_err!("the state of weighted_mean has {} sums, not {}", sums.len(), SUMS.len());
    }
    let (n, is_undefined) = (n.as_primitive::<Int64Type>(), as_boolean_array(is_undefined)?);
    let sums: Vec<&Float64Array> = sums.iter().map(AsArray::as_primitive::<Float64Type>).collect();
    for state in (0..n.len()).filter(|&state| n.is_valid(state)) {
        let mut one = WeightedSums {
            n: usize::try_from(n.value(state)).unwrap_or(0),
            is_undefined: is_undefined.value(state),
            ..WeightedSums::default()
        };
        for (sum, parts) in one.sums.iter_mut().zip(sums.chunks(2)) {
            *sum = DoubleDouble { high: parts[0].value(state), low: parts[1].value(state) };
        }
        hand_over(state, &one);
    }
    Ok(())
}

/// The sums of one group.
#[derive(Debug)]
pub(super) struct WeightedGroup {
    sums: WeightedSums,
    finish: Finish,
}

impl WeightedGroup {
    /// No rows yet.
    pub(super) fn new(finish: Finish) -> Self {
        Self { sums: WeightedSums::default(), finish }
    }
}

impl Accumulator for WeightedGroup {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        rows(values, |_, x, w| self.sums.add(x, w))
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        (self.finish)(&self.sums)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        states(&[self.sums]).iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn merge_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        from_states(values, |_, sums| self.sums.merge(sums))
    }
}

/// The sums of many groups.
#[derive(Debug)]
pub(super) struct WeightedGroups {
    sums: Vec<WeightedSums>,
    result_type: DataType,
    finish: Finish,
}

impl WeightedGroups {
    /// No groups yet.
    pub(super) fn new(finish: Finish, result_type: DataType) -> Self {
        Self { sums: Vec::new(), result_type, finish }
    }
}

impl GroupsAccumulator for WeightedGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.sums.resize(total_num_groups, WeightedSums::default());
        rows(values, |index, x, w| {
            if filter.is_none_or(|filter| filter.is_valid(index) && filter.value(index)) {
                self.sums[group_indices[index]].add(x, w);
            }
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = emit_to.take_needed(&mut self.sums);
        if sums.is_empty() {
            return Ok(datafusion::arrow::array::new_empty_array(&self.result_type));
        }
        ScalarValue::iter_to_array(sums.iter().map(self.finish).collect::<Result<Vec<_>>>()?)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(states(&emit_to.take_needed(&mut self.sums)))
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total_num_groups: usize) -> Result<()> {
        self.sums.resize(total_num_groups, WeightedSums::default());
        from_states(values, |state, sums| self.sums[group_indices[state]].merge(sums))
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let mut sums = vec![WeightedSums::default(); values.first().map_or(0, Array::len)];
        rows(values, |index, x, w| {
            if filter.is_none_or(|filter| filter.is_valid(index) && filter.value(index)) {
                sums[index].add(x, w);
            }
        })?;
        Ok(states(&sums))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.sums.capacity() * std::mem::size_of::<WeightedSums>()
    }
}
