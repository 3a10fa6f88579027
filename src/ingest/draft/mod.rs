//! A proposal of a form definition for a table that no definition knows: the header is found, each column's reading is
//! guessed from its values, and the columns are given to the lake's. What is not sure is said in a comment; the person
//! who knows the table decides.

mod guess;
mod keys;
mod roles;
mod sheet;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use thiserror::Error;

use super::definition::{DefinitionError, Forms};
use super::examine::{Examined, examine};
use super::job::JobError;
use super::read::{self, ReadError};

/// A proposed definition, and what it makes of the file it was proposed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The definition, in TOML with comments.
    pub text: String,
    /// The name of the form.
    pub name: String,
    /// The sheets of the file, read with it.
    pub read: Vec<Examined>,
}

/// Why there is no proposal.
#[derive(Debug, Error)]
pub enum DraftError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The proposal cannot be tried on the file.
    #[error(transparent)]
    Try(#[from] JobError),
    /// There is no such sheet.
    #[error("there is no sheet `{sheet}` in {file}; it has {found}")]
    NoSheet {
        /// The sheet that was asked for.
        sheet: String,
        /// The file.
        file: String,
        /// The sheets there are.
        found: String,
    },
    /// No sheet has a header with rows below it.
    #[error("no table was found in {file}: a header of at least two columns and a row below it")]
    NoTable {
        /// The file.
        file: String,
    },
    /// The proposal cannot be used: a mistake of the program.
    #[error("the proposal cannot be used: {0}")]
    Unusable(#[from] DefinitionError),
}

impl DraftError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read(error) => error.hint().map(str::to_owned),
            Self::Try(error) => error.hint(),
            Self::NoSheet { .. } => None,
            Self::NoTable { .. } => Some(
                "forms of labels and blocks are not drafted; `jixiao forms show` prints one to start from".to_owned(),
            ),
            Self::Unusable(error) => error.hint(),
        }
    }
}

/// Proposes a definition for a sheet of a file: the one named, else the first that has a table.
///
/// # Errors
/// When the file cannot be read, or no sheet has a table.
pub fn draft(path: &Path, sheet: Option<&str>, forms: &Forms) -> Result<Draft, DraftError> {
    let file = path.display().to_string();
    let book = read::read(path, &read::bytes_of(path)?)?;
    let named = |name: &Option<std::sync::Arc<str>>| sheet.is_none_or(|sheet| name.as_deref() == Some(sheet));
    if let Some(asked) = sheet
        && !book.grids.iter().any(|grid| named(&grid.sheet))
    {
        let found: Vec<&str> = book.grids.iter().filter_map(|grid| grid.sheet.as_deref()).collect();
        return Err(DraftError::NoSheet { sheet: asked.to_owned(), file, found: found.join(", ") });
    }
    let mut grids = book.grids.iter().filter(|grid| named(&grid.sheet));
    let Some(table) = grids.find_map(|grid| sheet::find(grid, &forms.words)) else {
        return Err(DraftError::NoTable { file });
    };
    let plan = roles::plan(&table, forms);
    let name = name_of(path);
    let shown = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = write::write(&name, &shown, &table, &plan);
    let mut with_it = forms.clone();
    with_it.add(&format!("draft of {name}"), &text)?;
    let read = examine(path, None, &with_it)?;
    Ok(Draft { text, name, read })
}

/// The name of a form, from its file's: letters, digits and `_`.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String = stem.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '_' }).collect();
    let name = name.trim_matches('_').to_owned();
    if name.is_empty() { "drafted".to_owned() } else { name }
}
