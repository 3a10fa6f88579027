//! The accumulators of functions over one or two columns of numbers: they keep the complete rows of a group, merge them
//! with those of other partitions, and hand them to the statistic.

use std::cmp::Ordering;
use std::fmt;
use std::mem::{size_of, size_of_val, take};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, ListArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Float64Type};
use datafusion::common::cast::as_float64_array;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};

use super::kernels::order::sort_by;

/// Makes a value of complete rows.
type Statistic<const COLUMNS: usize> = Arc<dyn Fn(&[[f64; COLUMNS]]) -> Result<ScalarValue> + Send + Sync>;

/// A statistic of complete rows of `COLUMNS` numbers each.
#[derive(Clone)]
pub(super) struct Finish<const COLUMNS: usize> {
    sorts: bool,
    statistic: Statistic<COLUMNS>,
}

impl<const COLUMNS: usize> Finish<COLUMNS> {
    /// A statistic with sums of doubles, which needs the rows sorted so that they always run the same way.
    pub(super) fn of_sorted(
        statistic: impl Fn(&[[f64; COLUMNS]]) -> Result<ScalarValue> + Send + Sync + 'static,
    ) -> Self {
        Self { sorts: true, statistic: Arc::new(statistic) }
    }

    /// A statistic to which the order of the rows is of no account.
    pub(super) fn of_any_order(
        statistic: impl Fn(&[[f64; COLUMNS]]) -> Result<ScalarValue> + Send + Sync + 'static,
    ) -> Self {
        Self { sorts: false, statistic: Arc::new(statistic) }
    }

    fn value(&self, rows: &mut [[f64; COLUMNS]]) -> Result<ScalarValue> {
        if self.sorts {
            sort_by(rows, by_columns);
        }
        (self.statistic)(rows)
    }
}

/// Orders rows by their first column, then by the second.
fn by_columns<const COLUMNS: usize>(left: &[f64; COLUMNS], right: &[f64; COLUMNS]) -> Ordering {
    left.iter().zip(right).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Hands over each row that has a number in every column. Arrays beyond the first `COLUMNS` are arguments that are the
/// same for all rows, and are not looked at.
fn complete_rows<const COLUMNS: usize>(
    columns: &[ArrayRef],
    mut hand_over: impl FnMut(usize, [f64; COLUMNS]),
) -> Result<()> {
    let Some(columns) = columns.first_chunk::<COLUMNS>() else {
        return exec_err!("expected {COLUMNS} columns, found {}", columns.len());
    };
    let columns = columns.iter().map(|column| as_float64_array(column)).collect::<Result<Vec<&Float64Array>>>()?;
    let length = columns.first().map_or(0, |column| Array::len(*column));
    if columns.iter().any(|column| column.len() != length) {
        return exec_err!("columns of unequal length");
    }
    let has_nulls = columns.iter().any(|column| column.null_count() > 0);
    for index in 0..length {
        let mut row = [0.0; COLUMNS];
        for (number, column) in row.iter_mut().zip(&columns) {
            // adding zero turns -0.0 into 0.0, which would otherwise sort apart and break a tie
            *number = column.value(index) + 0.0;
        }
        let is_null = has_nulls && columns.iter().any(|column| column.is_null(index));
        if !is_null && !row.iter().any(|number| number.is_nan()) {
            hand_over(index, row);
        }
    }
    Ok(())
}

/// The rows in the states of other partitions: hands over each with the place of its state.
fn rows_of_states<const COLUMNS: usize>(
    states: &[ArrayRef],
    mut hand_over: impl FnMut(usize, [f64; COLUMNS]),
) -> Result<()> {
    let lists = states.iter().map(AsArray::as_list::<i32>).collect::<Vec<_>>();
    for state in 0..states.first().map_or(0, Array::len) {
        if lists.iter().any(|list| list.is_null(state)) {
            continue;
        }
        let columns = lists
            .iter()
            .map(|list| Arc::new(list.value(state).as_primitive::<Float64Type>().clone()) as ArrayRef)
            .collect::<Vec<_>>();
        complete_rows(&columns, |_, row| hand_over(state, row))?;
    }
    Ok(())
}

/// The complete rows of a group; its state is one list of doubles for each column.
pub(super) struct CompleteRows<const COLUMNS: usize> {
    rows: Vec<[f64; COLUMNS]>,
    finish: Finish<COLUMNS>,
}

impl<const COLUMNS: usize> CompleteRows<COLUMNS> {
    /// No rows yet; `finish` makes the value of them.
    pub(super) fn new(finish: Finish<COLUMNS>) -> Self {
        Self { rows: Vec::new(), finish }
    }
}

impl<const COLUMNS: usize> fmt::Debug for CompleteRows<COLUMNS> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CompleteRows").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl<const COLUMNS: usize> Accumulator for CompleteRows<COLUMNS> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.rows.reserve(values.first().map_or(0, Array::len));
        complete_rows(values, |_, row| self.rows.push(row))
    }

    /// Keeps the rows: a growing window frame asks again after the next row.
    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.finish.value(&mut self.rows)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.rows.capacity() * size_of::<[f64; COLUMNS]>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let rows = take(&mut self.rows);
        Ok((0..COLUMNS)
            .map(|column| {
                let numbers = Float64Array::from_iter_values(rows.iter().map(|row| row[column]));
                SingleRowListArrayBuilder::new(Arc::new(numbers)).build_list_scalar()
            })
            .collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        rows_of_states(states, |_, row| self.rows.push(row))
    }
}

/// The complete rows of many groups side by side: rows stand as they come, and are brought to their groups once.
pub(super) struct GroupedRows<const COLUMNS: usize> {
    rows: Vec<[f64; COLUMNS]>,
    /// the group of each row
    groups: Vec<usize>,
    group_count: usize,
    result_type: DataType,
    finish: Finish<COLUMNS>,
}

impl<const COLUMNS: usize> GroupedRows<COLUMNS> {
    /// No groups yet; `finish` makes a value of `result_type` of the rows of each.
    pub(super) fn new(finish: Finish<COLUMNS>, result_type: DataType) -> Self {
        Self { rows: Vec::new(), groups: Vec::new(), group_count: 0, result_type, finish }
    }

    /// The rows of the groups to be emitted, group after group, and where each group ends; the others stay.
    fn take(&mut self, emit_to: EmitTo) -> (Vec<[f64; COLUMNS]>, Vec<usize>) {
        let emitted = match emit_to {
            EmitTo::All => self.group_count,
            EmitTo::First(groups) => groups.min(self.group_count),
        };
        let mut ends = vec![0; emitted];
        self.groups.iter().filter(|group| **group < emitted).for_each(|&group| ends[group] += 1);
        let mut total = 0;
        let mut next: Vec<usize> = Vec::with_capacity(emitted);
        for end in &mut ends {
            next.push(total);
            total += *end;
            *end = total;
        }
        let mut rows = vec![[0.0; COLUMNS]; total];
        let (mut left_rows, mut left_groups) = (Vec::new(), Vec::new());
        for (row, group) in take(&mut self.rows).into_iter().zip(take(&mut self.groups)) {
            if group < emitted {
                rows[next[group]] = row;
                next[group] += 1;
            } else {
                left_rows.push(row);
                left_groups.push(group - emitted);
            }
        }
        (self.rows, self.groups) = (left_rows, left_groups);
        self.group_count -= emitted;
        (rows, ends)
    }
}

/// One list array for each column.
fn lists<const COLUMNS: usize>(rows: &[[f64; COLUMNS]], ends: &[usize]) -> Result<Vec<ArrayRef>> {
    let lengths = ends.iter().scan(0, |start, &end| Some(end - std::mem::replace(start, end)));
    let offsets = OffsetBuffer::<i32>::from_lengths(lengths);
    let field = Arc::new(Field::new_list_field(DataType::Float64, true));
    (0..COLUMNS)
        .map(|column| {
            let numbers = Float64Array::from_iter_values(rows.iter().map(|row| row[column]));
            let list = ListArray::try_new(Arc::clone(&field), offsets.clone(), Arc::new(numbers), None)?;
            Ok(Arc::new(list) as ArrayRef)
        })
        .collect()
}

impl<const COLUMNS: usize> GroupsAccumulator for GroupedRows<COLUMNS> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        total_num_groups: usize,
    ) -> Result<()> {
        self.group_count = total_num_groups;
        complete_rows(values, |index, row| {
            if filter.is_none_or(|filter| filter.is_valid(index) && filter.value(index)) {
                self.rows.push(row);
                self.groups.push(group_indices[index]);
            }
        })
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (mut rows, ends) = self.take(emit_to);
        let mut values = Vec::with_capacity(ends.len());
        let mut rest = rows.as_mut_slice();
        let mut start = 0;
        for end in ends {
            let (of_group, after) = rest.split_at_mut(end - start);
            values.push(self.finish.value(of_group)?);
            (rest, start) = (after, end);
        }
        if values.is_empty() {
            return Ok(datafusion::arrow::array::new_empty_array(&self.result_type));
        }
        ScalarValue::iter_to_array(values)
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (rows, ends) = self.take(emit_to);
        lists(&rows, &ends)
    }

    fn merge_batch(&mut self, values: &[ArrayRef], group_indices: &[usize], total_num_groups: usize) -> Result<()> {
        self.group_count = total_num_groups;
        rows_of_states(values, |state, row| {
            self.rows.push(row);
            self.groups.push(group_indices[state]);
        })
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let mut rows: Vec<[f64; COLUMNS]> = Vec::new();
        let mut lengths = vec![0_usize; values.first().map_or(0, Array::len)];
        complete_rows(values, |index, row| {
            if filter.is_none_or(|filter| filter.is_valid(index) && filter.value(index)) {
                rows.push(row);
                lengths[index] = 1;
            }
        })?;
        let ends: Vec<usize> = lengths
            .iter()
            .scan(0, |end, length| {
                *end += length;
                Some(*end)
            })
            .collect();
        lists(&rows, &ends)
    }

    fn size(&self) -> usize {
        size_of_val(self)
            + self.rows.capacity() * size_of::<[f64; COLUMNS]>()
            + self.groups.capacity() * size_of::<usize>()
    }
}
