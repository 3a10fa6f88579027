//! Why a file cannot be read.

use std::io;
use std::path::{Path, PathBuf};

use crate::model::system_answer;

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
    /// More bytes than are read.
    #[error("{} has {bytes} bytes, more than the {limit} that are read as a sheet", .path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
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
    /// A web page, often saved under the name of a workbook.
    #[error("{} is a web page (HTML), not a table", .path.display())]
    WebPage {
        /// The file.
        path: PathBuf,
    },
    /// XML, often the spreadsheet format of 2003.
    #[error("{} is an XML file, not a table", .path.display())]
    Xml {
        /// The file.
        path: PathBuf,
    },
    /// Bytes that no encoding explains.
    #[error("{} line {line} holds bytes that are neither UTF-8 nor GB18030 text", .path.display())]
    Undecodable {
        /// The file.
        path: PathBuf,
        /// The first line with such bytes, from 1.
        line: usize,
    },
    /// A quotation mark that is never closed.
    #[error("{} line {line} opens a quotation mark that nothing closes", .path.display())]
    OpenQuote {
        /// The file.
        path: PathBuf,
        /// The line where it opens, from 1.
        line: usize,
    },
    /// A workbook that cannot be taken apart.
    #[error("{} is a damaged workbook: {detail}", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// A sheet with more cells than are read.
    #[error("{} sheet {sheet:?} reaches over more than {limit} cells", .path.display())]
    TooManyCells {
        /// The file.
        path: PathBuf,
        /// The sheet; empty for a text file.
        sheet: String,
        /// The limit.
        limit: usize,
    },
}

impl ReadError {
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
            Self::TooLarge { .. } | Self::TooManyCells { .. } => {
                Some("divide it by year, or delete formats that reach beyond the data")
            }
            Self::Empty { .. } => Some("export it again; the transfer may have broken off"),
            Self::NoCells { .. } => Some("save the sheet that holds the table as the workbook's first, not hidden"),
            Self::Binary { .. } => Some("save the table as .xlsx or .csv"),
            Self::PasswordProtected { .. } => Some("open it, remove the password and save it again"),
            Self::WebPage { .. } | Self::Xml { .. } => {
                Some("open it in Excel or WPS and save it as .xlsx; its name may end in .xls all the same")
            }
            Self::Undecodable { .. } => Some("save it as UTF-8 (CSV UTF-8), or as .xlsx"),
            Self::OpenQuote { .. } => Some("double a quotation mark inside a cell, or save the table as .xlsx"),
            Self::Damaged { .. } => Some("open it in Excel or WPS, save it again as .xlsx and try again"),
        }
    }
}

fn of_sheets(sheets: &[String]) -> String {
    if sheets.is_empty() { String::new() } else { format!(": {}", sheets.join("; ")) }
}
