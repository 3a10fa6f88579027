//! The accumulator behind every statistical function: it keeps the complete rows of a group, merges them with those
//! of other partitions, and hands them sorted to the statistic.

use std::cmp::Ordering;
use std::mem::{size_of, size_of_val, take};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use datafusion::arrow::datatypes::Float64Type;
use datafusion::common::cast::as_float64_array;
use datafusion::common::utils::SingleRowListArrayBuilder;
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::Accumulator;

/// A statistic of sorted, complete rows of `COLUMNS` numbers each.
pub(super) type Finish<const COLUMNS: usize> = fn(&[[f64; COLUMNS]]) -> Result<ScalarValue>;

/// The complete rows of a group; its state is one list of doubles for each column.
#[derive(Debug)]
pub(super) struct CompleteRows<const COLUMNS: usize> {
    rows: Vec<[f64; COLUMNS]>,
    finish: Finish<COLUMNS>,
}

impl<const COLUMNS: usize> CompleteRows<COLUMNS> {
    /// No rows yet; `finish` makes the value of them.
    pub(super) fn new(finish: Finish<COLUMNS>) -> Self {
        Self { rows: Vec::new(), finish }
    }

    /// Appends the rows that have a number in every column. Arrays beyond the first `COLUMNS` are arguments that are
    /// the same for all rows, and are not looked at.
    fn append(&mut self, columns: &[ArrayRef]) -> Result<()> {
        let Some(columns) = columns.first_chunk::<COLUMNS>() else {
            return exec_err!("expected {COLUMNS} columns, found {}", columns.len());
        };
        let columns = columns.iter().map(|column| as_float64_array(column)).collect::<Result<Vec<&Float64Array>>>()?;
        let length = columns.first().map_or(0, |column| Array::len(*column));
        if columns.iter().any(|column| column.len() != length) {
            return exec_err!("columns of unequal length");
        }
        for index in 0..length {
            let mut row = [0.0; COLUMNS];
            let complete = row.iter_mut().zip(&columns).all(|(number, column)| {
                // adding zero turns -0.0 into 0.0, which would otherwise sort apart and break a tie
                *number = column.value(index) + 0.0;
                column.is_valid(index) && !number.is_nan()
            });
            if complete {
                self.rows.push(row);
            }
        }
        Ok(())
    }
}

/// Orders rows by their first column, then by the second.
fn by_columns<const COLUMNS: usize>(left: &[f64; COLUMNS], right: &[f64; COLUMNS]) -> Ordering {
    left.iter().zip(right).map(|(a, b)| a.total_cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

impl<const COLUMNS: usize> Accumulator for CompleteRows<COLUMNS> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.append(values)
    }

    /// Keeps the rows: a growing window frame asks again after the next row.
    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.rows.sort_unstable_by(by_columns);
        (self.finish)(&self.rows)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.rows.capacity() * size_of::<[f64; COLUMNS]>()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let rows = take(&mut self.rows);
        Ok((0..COLUMNS)
            .map(|column| {
                let numbers: Float64Array = rows.iter().map(|row| Some(row[column])).collect();
                SingleRowListArrayBuilder::new(Arc::new(numbers)).build_list_scalar()
            })
            .collect())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let lists = states.iter().map(AsArray::as_list::<i32>).collect::<Vec<_>>();
        let groups = states.first().map_or(0, Array::len);
        for group in 0..groups {
            if lists.iter().any(|list| list.is_null(group)) {
                continue;
            }
            let columns = lists
                .iter()
                .map(|list| Arc::new(list.value(group).as_primitive::<Float64Type>().clone()) as ArrayRef)
                .collect::<Vec<_>>();
            self.append(&columns)?;
        }
        Ok(())
    }
}
