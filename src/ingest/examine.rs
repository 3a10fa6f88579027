//! What the definitions make of a file, sheet by sheet, without a lake: for people who write definitions.

use std::path::Path;

use super::definition::Forms;
use super::extract::{SheetRows, extract};
use super::job::JobError;
use super::read::{self, Limits};
use super::source;

/// One sheet, and what was read from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// The path of its file.
    pub path: String,
    /// The kind of the file.
    pub file_kind: String,
    /// The sheet's name; none for a text file.
    pub sheet: Option<String>,
    /// What it gave.
    pub read: SheetRows,
}

/// Reads the sheets of a file (or of the files of a folder) as ingest would.
///
/// # Errors
/// When a file cannot be read, or the constants cannot.
pub fn examine(path: &Path, about: Option<&Path>, forms: &Forms) -> Result<Vec<Examined>, JobError> {
    let mut examined = Vec::new();
    let limits = Limits::default();
    for file in source::sources(&[path.to_owned()], about, &limits)?.files {
        let book = read::read_within(&file.path, &file.bytes(&limits)?, &limits)?;
        let path = file.path.display().to_string();
        for grid in &book.grids {
            examined.push(Examined {
                path: path.clone(),
                file_kind: book.kind.name().to_owned(),
                sheet: grid.sheet.as_deref().map(str::to_owned),
                read: extract(grid, &path, &file.constants, forms),
            });
        }
    }
    Ok(examined)
}
