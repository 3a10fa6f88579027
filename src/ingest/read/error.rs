//! Why a file cannot be read.

use std::io;
use std::path::{Path, PathBuf};

use super::limits::{Exceeded, Limit, Limits};
use super::sniff::Other;
use crate::model::system_answer;

/// What a web page is called in messages.
pub(super) const WEB_PAGE: &str = "a web page (HTML)";

/// What a Word document is called in messages.
pub(super) const WORD_DOCUMENT: &str = "a Word document";

/// Why a file cannot be read as a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// No such file.
    #[error("{} does not exist", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A folder where a file was expected.
    #[error("{} is a folder", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The user may not read it.
    #[error("{} may not be read by this user", .path.display())]
    NotPermitted {
        /// The file.
        path: PathBuf,
    },
    /// Another program was writing it all the time.
    #[error("{} kept changing while it was read", .path.display())]
    Changing {
        /// The file.
        path: PathBuf,
    },
    /// The system could not read it.
    #[error("{} could not be read: {}", .path.display(), system_answer(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// More than is read: see [`Limits`](super::Limits).
    #[error("{}{} {}", .path.display(), of_sheet(sheet.as_deref()), exceeded.limit.sentence(exceeded.found, exceeded.allowed))]
    Limit {
        /// The file.
        path: PathBuf,
        /// The sheet, or the part of a container, where one is to blame.
        sheet: Option<String>,
        /// Which limit, and by what.
        exceeded: Exceeded,
    },
    /// Nothing in it.
    #[error("{} is empty", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A workbook without a cell to read.
    #[error("{} has no sheet with cells to read{}", .path.display(), of_sheets(sheets))]
    NoCells {
        /// The file.
        path: PathBuf,
        /// Its sheets, and why each is passed over.
        sheets: Vec<String>,
    },
    /// Neither text nor a workbook.
    #[error("{} is neither a text table nor a workbook", .path.display())]
    Binary {
        /// The file.
        path: PathBuf,
    },
    /// A workbook behind a password.
    #[error("{} is protected by a password", .path.display())]
    PasswordProtected {
        /// The file.
        path: PathBuf,
    },
    /// A document that may hold tables and holds none.
    #[error("{} is {what} without a table{}", .path.display(), titled(title.as_deref()))]
    NoTable {
        /// The file.
        path: PathBuf,
        /// What it is: `a web page (HTML)`.
        what: &'static str,
        /// The title it gives itself.
        title: Option<String>,
    },
    /// XML of another kind than the spreadsheet format of 2003.
    #[error("{} is an XML file that holds no spreadsheet: its first element is `{root}`", .path.display())]
    Xml {
        /// The file.
        path: PathBuf,
        /// The name of its first element.
        root: String,
    },
    /// A kind of file that is known and holds no cells.
    #[error("{} is {what}, not a table", .path.display())]
    OtherKind {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: Other,
    },
    /// An archive within an archive.
    #[error("{} is an archive inside an archive, which is not opened", .path.display())]
    NestedArchive {
        /// The inner archive.
        path: PathBuf,
    },
    /// An archive without a file to read.
    #[error("{} is an archive without a table: {}", .path.display(), counted_files(*other_files))]
    EmptyArchive {
        /// The archive.
        path: PathBuf,
        /// How many files of other kinds it holds.
        other_files: usize,
    },
    /// Bytes that no encoding explains.
    #[error("{} line {line}, column {column} holds bytes that are no {encoding} text", .path.display())]
    Undecodable {
        /// The file.
        path: PathBuf,
        /// The first line with such bytes, from 1.
        line: usize,
        /// The character of that line, from 1.
        column: usize,
        /// What they were read as.
        encoding: String,
    },
    /// A replacement character: some program before this one could not read the text, and lost it.
    #[error("{} line {line}, column {column} holds `\u{fffd}`, which stands for a character that was lost", .path.display())]
    LostCharacter {
        /// The file.
        path: PathBuf,
        /// The first line with one, from 1.
        line: usize,
        /// The character of that line, from 1.
        column: usize,
    },
    /// A quotation mark that is never closed.
    #[error("{} line {line} opens a quotation mark that nothing closes", .path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line where it opens, from 1.
        line: usize,
    },
    /// A file that cannot be taken apart.
    #[error("{} is a damaged {what}: {detail}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What it is: `workbook`.
        what: &'static str,
        /// What was found.
        detail: String,
    },
}

impl ReadError {
    /// A file of which more is asked than a limit allows; `sheet` where one is to blame.
    pub(super) fn limit(path: &Path, sheet: Option<&str>, exceeded: Exceeded) -> Self {
        Self::Limit { path: path.to_owned(), sheet: sheet.map(str::to_owned), exceeded }
    }

    /// Whether so many bytes are read of a file.
    ///
    /// # Errors
    /// When they are more.
    pub(in crate::ingest) fn refuse_large(path: &Path, bytes: usize, limits: &Limits) -> Result<(), Self> {
        limits.allow(Limit::FileBytes, bytes).map_err(|exceeded| Self::limit(path, None, exceeded))
    }

    /// A workbook that cannot be taken apart.
    pub(super) fn damaged(path: &Path, detail: impl std::fmt::Display) -> Self {
        Self::Damaged { path: path.to_owned(), what: "workbook", detail: detail.to_string() }
    }

    /// The same of another kind of file than a workbook.
    pub(super) fn of_a(self, kind: &'static str) -> Self {
        match self {
            Self::Damaged { path, detail, .. } => Self::Damaged { path, what: kind, detail },
            other => other,
        }
    }

    /// Whether the file is whole and merely holds no table: no fault of whoever sent it.
    pub fn is_no_table(&self) -> bool {
        matches!(self, Self::NoTable { .. } | Self::EmptyArchive { .. } | Self::Xml { .. })
    }

    pub(in crate::ingest) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::PermissionDenied => Self::NotPermitted { path },
            _ => Self::Io { path, source },
        }
    }

    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { .. } => Some("check the path; names with blanks need quotation marks"),
            Self::Folder { .. } | Self::Io { .. } => None,
            Self::Changing { .. } => Some("wait until it is saved or copied, then load it again"),
            Self::NotPermitted { .. } => Some("close it in other programs, or ask for the right to read it"),
            Self::Limit { exceeded, .. } => Some(exceeded.limit.hint()),
            Self::Empty { .. } => Some("export it again; the transfer may have broken off"),
            Self::NoCells { .. } => Some("save the sheet that holds the table as the workbook's first, not hidden"),
            Self::Binary { .. } => Some("save the table as .xlsx or .csv"),
            Self::PasswordProtected { .. } => Some("open it, remove the password and save it again"),
            Self::NoTable { what: WEB_PAGE, .. } => {
                Some("it may be the login page of the system: log in and export again, as .xlsx or .csv")
            }
            Self::NoTable { .. } => Some("text outside tables is not read; put the figures into a table"),
            Self::Xml { .. } => Some("open it in Excel or WPS and save it as .xlsx"),
            Self::OtherKind { what, .. } => Some(what.hint()),
            Self::NestedArchive { .. } => Some("unpack it and give the folder"),
            Self::EmptyArchive { .. } => Some("files that end in .csv, .xlsx, .xls, .ods or .docx are read"),
            Self::Undecodable { .. } => Some("save it as UTF-8 (CSV UTF-8), or as .xlsx"),
            Self::LostCharacter { .. } => Some("export the table again from the program that has the text whole"),
            Self::OpenQuote { .. } => Some("double a quotation mark inside a cell, or save the table as .xlsx"),
            Self::Damaged { what: "archive" | "part of an archive", .. } => {
                Some("pack it again, or give the folder itself")
            }
            Self::Damaged { what: "Word document", .. } => {
                Some("open it in Word or WPS, save it again as .docx and try again")
            }
            Self::Damaged { .. } => Some("open it in Excel or WPS, save it again as .xlsx and try again"),
        }
    }
}

fn of_sheet(sheet: Option<&str>) -> String {
    sheet.map(|sheet| format!(" sheet {sheet:?}")).unwrap_or_default()
}

fn titled(title: Option<&str>) -> String {
    title.map(|title| format!("; its title is `{title}`")).unwrap_or_default()
}

fn counted_files(other_files: usize) -> String {
    match other_files {
        0 => "it is empty".to_owned(),
        1 => "it holds 1 file of another kind".to_owned(),
        count => format!("it holds {count} files of other kinds"),
    }
}

fn of_sheets(sheets: &[String]) -> String {
    if sheets.is_empty() { String::new() } else { format!(": {}", sheets.join("; ")) }
}
