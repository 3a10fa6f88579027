//! Exports of millions of rows: read in pieces, by whole columns, with memory that does not grow with the file.
//!
//! A text file larger than [`THRESHOLD`] whose header a flat-table definition knows is read here. There is one set of
//! rules, that of the small path: a row that is not plain in every cell (and every row that may be a note, a total or a
//! repeated header) is read by `extract/table.rs` itself, and so is one cell of each distinct text. What a row makes is
//! held in polars columns and written as Parquet files into a spool beside the lake, which adopts them.
//!
//! - [`rows`], [`chunks`]: the text in pieces, the pieces in rows and cells, numbered as the user's spreadsheet does.
//! - [`rule`], [`plan`], [`field`]: what a text says in a column, and which columns of which tables come of it.
//! - [`piece`]: one piece read, by any thread. [`keys`]: which keys there have been, in the order of the rows.
//! - [`spool`]: the files. [`run`]: all of it for one file.
//!
//! Rows of one key that say different things are left out of the files and handed to the lake as rows in memory, all of
//! them, so that it refuses them with the words it has for it.

mod chunks;
mod field;
mod frame;
mod hash;
mod keys;
mod open;
mod piece;
mod plan;
mod rows;
mod rule;
mod run;
mod spool;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use super::about::Constants;
use super::definition::Forms;
use super::read::ReadError;
use crate::model::SourceRows;

/// The size from which a text file is read in bulk, in bytes.
pub const THRESHOLD: u64 = 8 << 20;

/// Which files are read in bulk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Text files from [`THRESHOLD`] on that a flat-table definition knows.
    #[default]
    Auto,
    /// Text files of any size that a flat-table definition knows.
    Always,
    /// None.
    Never,
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "always" => Ok(Self::Always),
            "never" => Ok(Self::Never),
            other => Err(format!("`{other}` is none of auto, always, never")),
        }
    }
}

/// How far a file has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub bytes: u64,
    /// Bytes of the file.
    pub of_bytes: u64,
    /// Rows read.
    pub rows: u64,
}

/// What is called while a file is read: its path, and how far it is.
pub type OnProgress = Arc<dyn Fn(&str, Progress) + Send + Sync>;

/// How files are read in bulk.
#[derive(Clone)]
pub struct BulkOptions {
    /// Which files.
    pub when: When,
    /// Where the rows wait for the lake: a folder on its disk.
    pub spool: PathBuf,
    /// How much memory rows on their way may take, in bytes.
    pub memory_limit_bytes: usize,
    /// Called now and then with the file's path.
    pub on_progress: Option<OnProgress>,
    /// Bytes of a piece.
    pub(crate) piece_bytes: usize,
    /// Rows of a file of the spool.
    pub(crate) rows_per_file: usize,
}

impl BulkOptions {
    /// The usual options, with this folder for the rows on their way.
    pub fn new(spool: PathBuf) -> Self {
        Self {
            when: When::Auto,
            spool,
            memory_limit_bytes: 1 << 30,
            on_progress: None,
            piece_bytes: 4 << 20,
            rows_per_file: 1 << 18,
        }
    }
}

impl std::fmt::Debug for BulkOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BulkOptions")
            .field("when", &self.when)
            .field("spool", &self.spool)
            .finish_non_exhaustive()
    }
}

/// Why a file cannot be read in bulk.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BulkError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Its rows cannot be written beside the lake.
    #[error("the rows of {path} could not be written to {}: {found}", spool.display())]
    Spool {
        /// The file.
        path: String,
        /// Where its rows go.
        spool: PathBuf,
        /// What was found.
        found: String,
    },
}

impl BulkError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Read(error) => error.hint(),
            Self::Spool { .. } => Some("check that the disk of the lake has room and may be written"),
        }
    }
}

/// What became of a file.
#[derive(Debug)]
pub(crate) enum Answer {
    /// It is none for the bulk path.
    NotBulk,
    /// The lake has it as it is.
    Known,
    /// What it gave.
    Rows(Box<SourceRows>),
}

/// A file and what is given for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// Where it is.
    pub(crate) path: &'a Path,
    /// What the user calls it.
    pub(crate) name: &'a str,
    pub(crate) constants: &'a Constants,
    pub(crate) forms: &'a Forms,
    /// The hash of what the lake has of it.
    pub(crate) known: Option<&'a str>,
}

/// Reads a file in bulk, if it is one for it. `form_version` is still to be filled in.
///
/// # Errors
/// When the file cannot be read, or its rows cannot be written.
pub(crate) fn read(asked: Asked<'_>, options: &BulkOptions) -> Result<Answer, BulkError> {
    let size = match std::fs::metadata(asked.path) {
        Ok(about) if about.is_file() => about.len(),
        _ => return Ok(Answer::NotBulk),
    };
    let is_asked_for = match options.when {
        When::Never => false,
        When::Auto => size >= THRESHOLD,
        When::Always => true,
    };
    if !is_asked_for {
        return Ok(Answer::NotBulk);
    }
    let Some(opened) = open::open(asked, size) else { return Ok(Answer::NotBulk) };
    let source_id = match asked.known {
        None => None,
        Some(known) => {
            let source_id = open::source_id(asked).map_err(|source| ReadError::from_io(asked.path, source))?;
            if source_id == known {
                return Ok(Answer::Known);
            }
            Some(source_id)
        }
    };
    run::run(asked, opened, size, source_id, options)
}
