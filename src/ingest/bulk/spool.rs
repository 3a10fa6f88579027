//! The rows of a file on their way to the lake: Parquet files beside it, by table and year, without the column of the
//! year, as the lake's own files are.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::polars_utils::compression::ZstdLevel;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, IntoColumn, NamedFrom, ParquetCompression, ParquetReader, ParquetWriter,
    PlSmallStr, PolarsError, PolarsResult, SerReader, Series,
};

use super::frame;
use super::keys::Keys;
use super::piece::TableRows;
use crate::model::{SpooledFile, Table};

/// How hard files are compressed: as the lake compresses its own.
const ZSTD_LEVEL: i32 = 1;

/// Rows of one table and year that wait to be written.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) table: &'static Table,
    pub(super) year: Option<i32>,
    parts: Vec<Part>,
    pub(super) rows: usize,
}

/// Rows that one piece gave.
#[derive(Debug)]
struct Part {
    given: Arc<TableRows>,
    /// Which of its rows.
    rows: Vec<u32>,
    /// The positions of their keys.
    entries: Vec<u32>,
}

/// A file that was written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) table: &'static Table,
    pub(super) file: SpooledFile,
    /// The positions of the keys of its rows.
    pub(super) entries: Vec<u32>,
}

impl Pending {
    pub(super) fn new(table: &'static Table, year: Option<i32>) -> Self {
        Self { table, year, parts: Vec::new(), rows: 0 }
    }

    /// Adds rows of a piece.
    pub(super) fn add(&mut self, given: &Arc<TableRows>, rows: Vec<u32>, entries: Vec<u32>) {
        self.rows += rows.len();
        self.parts.push(Part { given: Arc::clone(given), rows, entries });
    }

    /// Writes the rows as a file.
    pub(super) fn write(self, source_id: &str, path: &Path) -> PolarsResult<Written> {
        let Self { table, year, parts, rows } = self;
        let which: Vec<Vec<u32>> = parts.iter().map(Part::rows_of_columns).collect();
        let mut columns: Vec<Column> = Vec::with_capacity(table.columns.len() + 4);
        for (position, column) in table.columns.iter().enumerate() {
            if Some(column.name) == table.partition() {
                continue;
            }
            let mut made: Option<Series> = None;
            for (part, which) in parts.iter().zip(&which) {
                let taken = match &part.given.columns[position] {
                    Some(column) => column.take(which)?,
                    None => Series::full_null(PlSmallStr::EMPTY, which.len(), &frame::data_type(column.kind)),
                };
                match &mut made {
                    None => made = Some(taken),
                    Some(made) => {
                        made.append(&taken)?;
                    }
                }
            }
            let name = PlSmallStr::from_static(column.name);
            let empty = || Series::full_null(name.clone(), 0, &frame::data_type(column.kind));
            columns.push(made.unwrap_or_else(empty).with_name(name.clone()).into_column());
        }
        let numbers = |part: &Part| {
            let number = |row: &u32| part.given.numbers.get(*row as usize).copied().unwrap_or(0);
            part.rows.iter().map(number).collect::<Vec<i32>>()
        };
        let numbers: Vec<i32> = parts.iter().flat_map(numbers).collect();
        columns.push(frame::text_of_all("source_id", Some(source_id), rows).into_column());
        columns.push(frame::text_of_all("source_sheet", None, rows).into_column());
        columns.push(Series::new(PlSmallStr::from_static("source_row"), numbers).into_column());
        columns.push(frame::text_of_all("source_cells", None, rows).into_column());
        let bytes = write(DataFrame::new(rows, columns)?, path)?;
        let entries = parts.into_iter().flat_map(|part| part.entries).collect();
        let file = SpooledFile { path: path.to_owned(), year, rows, bytes };
        Ok(Written { table, file, entries })
    }
}

impl Part {
    /// Its rows as the columns number them.
    fn rows_of_columns(&self) -> Vec<u32> {
        self.rows.iter().map(|row| self.given.rows.get(*row as usize).copied().unwrap_or(0)).collect()
    }
}

/// Writes a frame as one row group, and gives the size of the file.
fn write(mut rows: DataFrame, path: &Path) -> PolarsResult<u64> {
    rows.rechunk_mut();
    let file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(PolarsError::from)?);
    let compression = ParquetCompression::Zstd(Some(ZstdLevel::try_new(ZSTD_LEVEL)?));
    let mut writer =
        ParquetWriter::new(file).with_compression(compression).set_parallel(false).batched(rows.schema())?;
    if rows.height() > 0 {
        writer.write_batch(&rows)?;
    }
    writer.finish()
}

impl Written {
    /// Writes the file again without the rows of keys in dispute, and with what was added up. Gives none where no row
    /// is left.
    pub(super) fn settle(mut self, keys: &Keys, summed: &[usize]) -> PolarsResult<Option<Self>> {
        let is_disputed = keys.has_disputes() && self.entries.iter().any(|entry| keys.is_disputed(*entry));
        if !is_disputed && !keys.has_sums() {
            return Ok(Some(self));
        }
        let mut rows = ParquetReader::new(File::open(&self.file.path).map_err(PolarsError::from)?).finish()?;
        if keys.has_sums() {
            for (at, position) in summed.iter().enumerate() {
                let column = &self.table.columns[*position];
                let sums = self.entries.iter().map(|entry| keys.sum(at, *entry));
                rows.with_column(frame::decimals(column.name, column.kind, sums)?.into_column())?;
            }
        }
        if is_disputed {
            let keep: Vec<bool> = self.entries.iter().map(|entry| !keys.is_disputed(*entry)).collect();
            rows = rows.filter_seq(&BooleanChunked::new(PlSmallStr::EMPTY, keep.as_slice()))?;
            self.entries.retain(|entry| !keys.is_disputed(*entry));
        }
        let again = with_ending(&self.file.path, "again");
        self.file.rows = rows.height();
        self.file.bytes = write(rows, &again)?;
        std::fs::rename(&again, &self.file.path).map_err(PolarsError::from)?;
        if self.entries.is_empty() {
            std::fs::remove_file(&self.file.path).map_err(PolarsError::from)?;
            return Ok(None);
        }
        Ok(Some(self))
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}
