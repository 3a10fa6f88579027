//! Reading a file as sheets of cells: which kind of file it is by its content, never by its name.

mod delimited;
mod error;
mod sniff;
mod steady;
mod workbook;

use std::fs;
use std::path::Path;

pub use error::ReadError;
pub use sniff::FileKind;

use super::grid::Grid;

/// The largest file that is read as sheets, in bytes.
const LARGEST_FILE: u64 = 512 * 1024 * 1024;

/// A file as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its visible sheets, in order; a text file is one without a name.
    pub grids: Vec<Grid>,
    /// One line for people about each sheet that was not read.
    pub notes: Vec<String>,
}

/// The bytes of a file.
///
/// # Errors
/// When there is no such file, it is a folder, may not be read, or is too large.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::from_io(path, source);
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    if about.len() > LARGEST_FILE {
        return Err(ReadError::TooLarge { path: path.to_owned(), bytes: about.len(), limit: LARGEST_FILE });
    }
    steady::bytes(path)
}

/// Reads the content of a file as sheets of cells; `path` is only what messages call it.
///
/// # Errors
/// When the content is no table that can be read; each cause has its own [`ReadError`] with a hint.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Book, ReadError> {
    let kind = sniff::kind_of(bytes);
    let path = path.to_owned();
    match kind {
        FileKind::Empty => Err(ReadError::Empty { path }),
        FileKind::Binary => Err(ReadError::Binary { path }),
        FileKind::Encrypted => Err(ReadError::PasswordProtected { path }),
        FileKind::Html => Err(ReadError::WebPage { path }),
        FileKind::Xml => Err(ReadError::Xml { path }),
        FileKind::Xlsx | FileKind::Xls | FileKind::Ods => workbook::read(&path, kind, bytes),
        FileKind::Text => delimited::read(&path, bytes),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::print_stderr)]

    use std::path::PathBuf;

    use super::*;
    use crate::ingest::grid::Place;

    fn real_input() -> Option<PathBuf> {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input");
        let root = std::env::var_os("JIXIAO_REAL_INPUT").map_or(beside, PathBuf::from).join("cn");
        if root.is_dir() {
            return Some(root);
        }
        eprintln!("skipped: no real input");
        None
    }

    fn book(path: &Path) -> Book {
        read(path, &bytes_of(path).unwrap()).unwrap()
    }

    #[test]
    fn every_published_table_is_read() {
        let Some(root) = real_input() else { return };
        for entry in fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "csv" || extension == "xlsx") {
                let book = book(&path);
                assert!(book.grids.iter().all(|grid| grid.height() > 1 && grid.width() > 1), "{}", path.display());
            }
        }
    }

    #[test]
    fn both_encodings_of_the_dictionary_give_the_same_cells() {
        let Some(root) = real_input() else { return };
        let utf8 = book(&root.join("func-classification-2017-system-dictionary.csv"));
        let gb18030 = book(&root.join("func-classification-2017-system-dictionary.gbk.csv"));
        assert_eq!(utf8.grids, gb18030.grids);
        assert_eq!(utf8.grids[0].height(), 1542, "1541 codes under one header");
    }

    #[test]
    fn the_check_sheet_gives_the_same_cells_from_a_workbook() {
        let Some(root) = real_input() else { return };
        let text = book(&root.join("shpt-2026-disclosure-check-sheet.csv"));
        let workbook = book(&root.join("shpt-2026-disclosure-check-sheet.xlsx"));
        let (text, sheet) = (&text.grids[0], &workbook.grids[0]);
        assert_eq!(sheet.merges().len(), 14, "its description counts 14 merged ranges");
        assert_eq!(sheet.merge_at(Place::new(10, 0)).unwrap().to, Place::new(22, 0), "A7:A23");
        for row in 0..text.height().max(sheet.height()) {
            for column in 0..text.width().max(sheet.width()) {
                let place = Place::new(row, column);
                let (typed, stored) = (&text.cell(place).text, &sheet.cell(place).text);
                assert_eq!(typed.trim(), stored.trim(), "{place}");
            }
        }
    }

    #[test]
    fn what_is_no_table_has_its_own_message() {
        let path = Path::new("given.xls");
        for (bytes, words) in [
            (b"".as_slice(), "is empty"),
            (b"%PDF-1.7\x00", "neither"),
            (b"<html><table>", "web page"),
            (b"<?xml version='1.0'?><Workbook/>", "XML"),
            (b"PK\x03\x04 xl/workbook.xml", "damaged"),
        ] {
            let error = read(path, bytes).unwrap_err();
            assert!(error.to_string().contains(words) && error.hint().is_some(), "{error}");
        }
        assert!(matches!(bytes_of(Path::new("no/such/file")), Err(ReadError::Missing { .. })));
        assert!(matches!(bytes_of(&std::env::temp_dir()), Err(ReadError::Folder { .. })));
    }
}
