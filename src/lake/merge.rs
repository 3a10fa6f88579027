//! New rows against those that the lake has, as Arrow columns: a new row takes the place of the row of its key and
//! keeps the values of the columns that its source lacks.

use std::collections::{HashMap, HashSet};

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{concat_batches, filter_record_batch, interleave, take_record_batch};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{RowConverter, Rows, SortField};

use crate::model::{Row, Table};

/// The touched part of a table after a load.
pub(super) struct Merged {
    /// All its rows, sorted by key.
    pub(super) rows: RecordBatch,
    /// Rows of the lake that were replaced.
    pub(super) replaced: usize,
    /// Rows of the lake that went.
    pub(super) removed: usize,
    /// For each new row, the row of the lake that it replaced.
    pub(super) before: Vec<Option<usize>>,
}

/// Merges `new` (one row a key; `given[i]` is the row that row i was made of) into `existing`, from which rows of the
/// sources in `gone` are removed unless replaced. Keys compare NULL-safe.
pub(super) fn merge(
    table: &Table,
    existing: &RecordBatch,
    new: &RecordBatch,
    given: &[Row],
    gone: &HashSet<String>,
) -> Result<Merged, ArrowError> {
    let converter = key_converter(table)?;
    let existing_keys = keys(table, &converter, existing)?;
    let new_keys = keys(table, &converter, new)?;
    let new_by_key: HashMap<&[u8], usize> =
        new_keys.iter().enumerate().map(|(index, key)| (key.data(), index)).collect();
    let mut before: Vec<Option<usize>> = vec![None; new.num_rows()];
    let mut keep = Vec::with_capacity(existing.num_rows());
    let (mut replaced, mut removed) = (0, 0);
    let sources = existing.column_by_name("source_id").and_then(AsArray::as_string_opt::<i32>);
    for (index, key) in existing_keys.iter().enumerate() {
        if let Some(row) = new_by_key.get(key.data()) {
            before[*row] = Some(index);
            replaced += 1;
            keep.push(false);
            continue;
        }
        let source = sources.filter(|sources| sources.is_valid(index)).map(|sources| sources.value(index));
        let goes = source.is_some_and(|source| gone.contains(source));
        removed += usize::from(goes);
        keep.push(!goes);
    }
    let kept = filter_record_batch(existing, &BooleanArray::from(keep))?;
    let filled = fill(table, existing, new, given, &before)?;
    let all = concat_batches(&new.schema(), [&kept, &filled])?;
    Ok(Merged { rows: sort(table, &all)?, replaced, removed, before })
}

/// The rows sorted by key, so that files hold neighbours together.
pub(super) fn sort(table: &Table, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let keys = keys(table, &key_converter(table)?, rows)?;
    let mut order: Vec<usize> = (0..rows.num_rows()).collect();
    order.sort_by(|left, right| keys.row(*left).cmp(&keys.row(*right)));
    let order: Result<Vec<u32>, _> = order.into_iter().map(u32::try_from).collect();
    let order = order.map_err(|_| ArrowError::InvalidArgumentError("too many rows in one part of a table".into()))?;
    take_record_batch(rows, &UInt32Array::from(order))
}

/// Fills the columns that the source of a new row lacks with what the row that it replaces has there.
fn fill(
    table: &Table,
    existing: &RecordBatch,
    new: &RecordBatch,
    given: &[Row],
    before: &[Option<usize>],
) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<ArrayRef> = new.columns().to_vec();
    for (position, column) in columns.iter_mut().enumerate().take(table.columns.len()) {
        let lacks = |row: usize| before[row].filter(|_| given.get(row).is_some_and(|given| !given.has(position)));
        if (0..new.num_rows()).all(|row| lacks(row).is_none()) {
            continue;
        }
        let from: Vec<(usize, usize)> =
            (0..new.num_rows()).map(|row| lacks(row).map_or((0, row), |index| (1, index))).collect();
        *column = interleave(&[column.as_ref(), existing.column(position).as_ref()], &from)?;
    }
    RecordBatch::try_new(new.schema(), columns)
}

pub(super) fn key_converter(table: &Table) -> Result<RowConverter, ArrowError> {
    let kinds = table.key.iter().filter_map(|name| table.column(name)).map(|column| column.kind.data_type());
    RowConverter::new(kinds.map(SortField::new).collect())
}

pub(super) fn keys(table: &Table, converter: &RowConverter, rows: &RecordBatch) -> Result<Rows, ArrowError> {
    let columns: Vec<ArrayRef> = table.key.iter().filter_map(|name| rows.column_by_name(name).cloned()).collect();
    converter.convert_columns(&columns)
}
