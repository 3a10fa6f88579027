//! A file as ingest hands it to the lake.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::money::Money;
use super::row::Row;
use super::table::Table;

/// What a table of incomes and expenditures (财政拨款收支总表) prints for one class in one budget: to be compared with
/// the table of that budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTotal {
    /// The budget year.
    pub fiscal_year: i32,
    /// The phase, as the lake stores it.
    pub phase: String,
    /// The department.
    pub department: String,
    /// The budget, as the lake stores it.
    pub budget_type: String,
    /// The class (类): three digits.
    pub class: String,
    /// The title of the table.
    pub table_title: String,
    /// The sheet; none for a text file.
    pub sheet: Option<Arc<str>>,
    /// The cell, as the user's spreadsheet names it.
    pub cell: String,
    /// What it prints; none where it is blank.
    pub amount: Option<Money>,
    /// One of the units that the table counts in.
    pub unit: Money,
    /// The most decimals that the table prints.
    pub decimals: u32,
}

/// One file as it was read: what it is, what it gave, and what was refused.
///
/// `rows`, `control_totals` and `rejects` are rows of the lake's tables; the lake fills in their `load_id` and
/// `source_id`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceRows {
    /// The path by which the user knows it; a later load of the same path replaces what this one gave.
    pub path: String,
    /// The hash of its content (and of the constants given for it): SHA-256, hexadecimal.
    pub source_id: String,
    /// The kind of file by its content: `csv`, `xlsx`, ….
    pub file_kind: String,
    /// The forms its sheets were read as, joined by `;`; none where no sheet was recognised.
    pub form: Option<String>,
    /// The versions of those forms and of the cleaning rules; a source is read again when this changes.
    pub form_version: String,
    /// For flat tables, which column of the sheet fed which field: `project_code=D;executed=M`.
    pub columns: Option<String>,
    /// Rows (or forms) of the source that were read as data.
    pub rows_read: i32,
    /// Rows that were refused whole.
    pub rows_rejected: i32,
    /// Rows for the data and reference tables.
    pub rows: Vec<Row>,
    /// Rows for `control_totals`.
    pub control_totals: Vec<Row>,
    /// What summaries print for classes of budgets whose own tables may stand elsewhere.
    pub class_totals: Vec<ClassTotal>,
    /// Rows for `rejects`.
    pub rejects: Vec<Row>,
    /// The file itself, packed to be kept ([`super::original::pack`]); none where it is too large.
    pub original: Option<Vec<u8>>,
    /// One line for people about each sheet that no form fits, or that holds nothing.
    pub notes: Vec<String>,
    /// The departments of rows in `rows` by their number, where the rows beside them that name it are not there.
    pub owners: BTreeMap<i32, String>,
    /// Further rows, of a file with millions of them, as Parquet files for the lake to adopt.
    pub spooled: Vec<SpooledTable>,
}

/// Rows of one table that a source gives as Parquet files: each key once, and none that stands in `rows`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpooledTable {
    /// The table.
    pub table: &'static Table,
    /// The columns that the source has, as bits by their position in the table.
    pub present: u64,
    /// The files, in the order of the source's rows within each year.
    pub files: Vec<SpooledFile>,
}

/// A Parquet file with rows of one table and year: the table's columns and those of the provenance, without the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpooledFile {
    /// Where it is.
    pub path: PathBuf,
    /// The year of its rows, where the table is divided by years.
    pub year: Option<i32>,
    /// How many rows it has.
    pub rows: usize,
    /// How many bytes it has.
    pub bytes: u64,
}
