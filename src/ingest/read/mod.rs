//! Reading a file as sheets of cells: which kind of file it is by its content, never by its name.

mod archive;
mod compound;
mod container;
mod decode;
mod delimited;
mod document;
mod docx;
mod error;
#[cfg(test)]
pub(super) mod examples;
mod html;
mod limits;
mod number;
mod ods;
mod sheet;
mod sniff;
mod spreadsheet_xml;
mod steady;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use std::fs;
use std::io::Read;
use std::path::Path;

pub(super) use archive::Archive;
pub use error::ReadError;
pub use limits::{Exceeded, Limit, LimitError, Limits};
pub use sniff::{FileKind, Other};

use super::grid::Grid;

/// A file as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its visible sheets, in order; a text file is one without a name.
    pub grids: Vec<Grid>,
    /// One line for people about each sheet that was not read, and about what may be wrong with those that were.
    pub notes: Vec<String>,
}

/// The endings of files that may hold tables; in a folder a file with another one is read only where it is a workbook.
const TABLES: [&str; 15] =
    ["csv", "tsv", "xlsx", "xlsm", "xlsb", "xltx", "xls", "et", "ods", "fods", "docx", "html", "htm", "mht", "xml"];

/// Whether a file by its name may hold a table.
pub(super) fn is_table_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| TABLES.contains(&ending.as_str()))
}

/// Whether a file is a workbook, whatever its name.
pub(super) fn is_workbook(path: &Path, limits: &Limits) -> bool {
    let mut beginning = [0; 8];
    let begins = fs::File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    let is_container = beginning.starts_with(sniff::PACKED) || beginning == sniff::COMPOUND;
    let kind = || bytes_within(path, limits).map(|bytes| sniff::kind_of(&bytes));
    begins.is_ok()
        && is_container
        && matches!(kind(), Ok(FileKind::Xlsx | FileKind::Xlsb | FileKind::Xls | FileKind::Ods | FileKind::Encrypted))
}

/// The bytes of a file, within the usual limits.
///
/// # Errors
/// As [`bytes_within`].
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, ReadError> {
    bytes_within(path, &Limits::default())
}

/// The bytes of a file.
///
/// # Errors
/// When there is no such file, it is a folder, may not be read, or is too large.
pub fn bytes_within(path: &Path, limits: &Limits) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::from_io(path, source);
    let about = fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        return Err(ReadError::Folder { path: path.to_owned() });
    }
    limits.allow_count(Limit::FileBytes, about.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    steady::bytes(path)
}

/// Reads the content of a file as sheets of cells, within the usual limits.
///
/// # Errors
/// As [`read_within`].
pub fn read(path: &Path, bytes: &[u8]) -> Result<Book, ReadError> {
    read_within(path, bytes, &Limits::default())
}

/// Reads the content of a file as sheets of cells; `path` is only what messages call it.
///
/// # Errors
/// When the content is no table that can be read, or exceeds a limit; each cause has its own [`ReadError`] with a hint.
pub fn read_within(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let kind = sniff::kind_of(bytes);
    let owned = || path.to_owned();
    let book = match kind {
        FileKind::Empty => return Err(ReadError::Empty { path: owned() }),
        FileKind::Binary => return Err(ReadError::Binary { path: owned() }),
        FileKind::Encrypted => return Err(ReadError::PasswordProtected { path: owned() }),
        FileKind::Other(what) => return Err(ReadError::OtherKind { path: owned(), what }),
        FileKind::Zip => return Err(archive::refusal(path, bytes, limits)),
        FileKind::Xml => {
            let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
            let root = sniff::first_element(beginning.trim_start_matches('\u{feff}')).unwrap_or_default();
            return Err(ReadError::Xml { path: owned(), root: root.chars().take(40).collect() });
        }
        FileKind::Text => return delimited::read(path, bytes, limits),
        FileKind::Html => return html::read(path, bytes, limits),
        FileKind::Docx => return docx::read(path, bytes, limits).map_err(|error| error.of_a("Word document")),
        FileKind::Xlsx => xlsx::read(path, bytes, limits)?,
        FileKind::Xls => xls::read(path, bytes, limits)?,
        FileKind::Xlsb => xlsb::read(path, bytes, limits)?,
        FileKind::Ods => ods::read(path, bytes, limits)?,
        FileKind::FlatOds => ods::read_flat(path, bytes, limits)?,
        FileKind::SpreadsheetXml => spreadsheet_xml::read(path, bytes, limits)?,
    };
    if book.grids.iter().all(|grid| (0..grid.height()).all(|row| grid.is_blank_row(row))) {
        let mut sheets = book.notes;
        sheets
            .extend(book.grids.iter().filter_map(|grid| Some(format!("sheet {:?} is empty", grid.sheet.as_deref()?))));
        return Err(ReadError::NoCells { path: owned(), sheets });
    }
    Ok(book)
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
            (b"".as_slice(), "given.xls is empty"),
            (b"\x00\x01\x02", "given.xls is neither a text table nor a workbook"),
            (b"%PDF-1.7\x00", "given.xls is a PDF document, not a table"),
            (b"<html><body>", "given.xls is a web page (HTML) without a table"),
            (
                b"<?xml version='1.0'?><rss/>",
                "given.xls is an XML file that holds no spreadsheet: its first element is `rss`",
            ),
            (b"<?xml version='1.0'?><Workbook/>", "given.xls has no sheet with cells to read"),
            (
                b"PK\x03\x04 xl/workbook.xml",
                "given.xls is a damaged workbook: the list of its parts breaks off or does not agree with its checksum",
            ),
        ] {
            let error = read(path, bytes).unwrap_err();
            assert!(error.to_string() == words && error.hint().is_some(), "{error}");
        }
        assert!(matches!(bytes_of(Path::new("no/such/file")), Err(ReadError::Missing { .. })));
        assert!(matches!(bytes_of(&std::env::temp_dir()), Err(ReadError::Folder { .. })));
    }
}
