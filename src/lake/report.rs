//! What a load did, or would do.

use std::collections::BTreeMap;

use crate::model::Row;

/// What became of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceReport {
    /// The path by which the user knows it.
    pub path: String,
    /// The hash of its content.
    pub source_id: String,
    /// The kind of file.
    pub file_kind: String,
    /// The forms it was read as; none where no sheet was recognised.
    pub form: Option<String>,
    /// Rows (or forms) read as data.
    pub rows_read: i32,
    /// Rows of these that were loaded.
    pub rows_accepted: i32,
    /// Rows that were refused, those in conflict with others among them.
    pub rows_rejected: i32,
    /// Whether the lake has this very content already, so that nothing was done.
    pub skipped: bool,
    /// One line for people about each sheet that gave nothing.
    pub notes: Vec<String>,
}

/// What a load does to one table, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableChange {
    /// Rows written: new ones and those that replace.
    pub loaded: usize,
    /// Rows of the lake that were replaced by key.
    pub replaced: usize,
    /// Rows of the lake that went because a newer version of their source lacks them.
    pub removed: usize,
}

/// What a load did; from [`super::Lake::plan`], what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadReport {
    /// The load; none when nothing changed, or when this is a plan.
    pub load_id: Option<i32>,
    /// The sources, by path.
    pub read: Vec<SourceReport>,
    /// The data and reference tables that changed, by name.
    pub rows_by_table: BTreeMap<&'static str, TableChange>,
    /// The rows for `rejects`: what was refused (error) or loaded with a doubt (warning).
    pub rejects: Vec<Row>,
    /// Rows refused because another row of the same load has the same key and other values.
    pub conflicts: usize,
    /// The control totals of the sources.
    pub control_totals: Vec<Row>,
    /// Tables that a killed load had left ahead of the ledger and that were set back.
    pub restored: Vec<String>,
}

impl LoadReport {
    /// The number of rejects that are errors.
    pub fn errors(&self) -> usize {
        self.rejects.iter().filter(|row| row.text("severity") == Some("error")).count()
    }

    /// The number of rejects that are warnings.
    pub fn warnings(&self) -> usize {
        self.rejects.len() - self.errors()
    }

    /// Whether every source stands in the lake already.
    pub fn is_unchanged(&self) -> bool {
        self.read.iter().all(|source| source.skipped)
    }
}
