//! `jixiao forms draft`

use std::path::PathBuf;

use super::FormsOptions;
use super::check::describe;
use crate::cli::error::CommandError;
use crate::cli::output::write_file;
use crate::cli::terminal;
use crate::ingest::draft::{DraftError, draft};

/// Propose a definition for a table that no definition knows
///
/// Finds the header, guesses how each column reads from its values, and gives the columns to the
/// lake's. What it is not sure of stands in comments with `?`. It also says how the file reads.
///
/// Examples:
///   jixiao forms draft 2024.xlsx --output 表样/2024.toml
///   jixiao ingest 2024.xlsx --forms 表样
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Draft {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet [default: the first that has a table]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Write the proposal to this file instead of stdout
    #[arg(long, value_name = "FILE.toml")]
    output: Option<PathBuf>,
    #[command(flatten)]
    forms: FormsOptions,
}

/// How many rows of each table are shown.
const ROWS_SHOWN: usize = 2;

impl Draft {
    /// Proposes a definition.
    ///
    /// # Errors
    /// When the file cannot be read or has no table.
    pub(super) fn execute(&self) -> Result<(), CommandError> {
        let drafted = draft(&self.file, self.sheet.as_deref(), &self.forms.read()?)?;
        let mut said = String::new();
        for sheet in &drafted.read {
            describe(&mut said, sheet, ROWS_SHOWN);
        }
        terminal::say(said.trim_start());
        match &self.output {
            Some(path) => write_file(path, drafted.text.as_bytes()),
            None => terminal::data(&drafted.text),
        }
    }
}

impl From<DraftError> for CommandError {
    fn from(error: DraftError) -> Self {
        let hint = error.hint();
        match error {
            DraftError::Unusable(_) => Self::internal(error).hint(hint),
            DraftError::NoSheet { .. } => Self::usage(error).hint(hint),
            _ => Self::data(error).hint(hint),
        }
    }
}
