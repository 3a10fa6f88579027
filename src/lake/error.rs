//! What can go wrong with a lake, in words for its user.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::report::LoadReport;
use crate::model::system_answer;

/// Why the lake could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// Nothing stands at the path.
    #[error("there is no lake at {}", root.display())]
    Missing {
        /// The path.
        root: PathBuf,
    },
    /// The path is a file.
    #[error("the lake path {} is a file, not a folder", root.display())]
    IsFile {
        /// The path.
        root: PathBuf,
    },
    /// The folder holds other things.
    #[error("the folder {} is not a lake", root.display())]
    NotALake {
        /// The path.
        root: PathBuf,
    },
    /// The path cannot be written as text.
    #[error("the lake path {} is not valid UTF-8", root.display())]
    PathNotText {
        /// The path.
        root: PathBuf,
    },
    /// The file system refused.
    #[error("could not {doing} {}: {}", path.display(), system_answer(source))]
    File {
        /// What was being done.
        doing: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// A table could not be read or written.
    #[error("could not {doing} table {table} of the lake {}: {}", root.display(), cause(source.as_ref()))]
    Table {
        /// What was being done.
        doing: &'static str,
        /// The table.
        table: String,
        /// The lake.
        root: PathBuf,
        /// What the storage answered.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The ledger names no version of a table.
    #[error("load {load_id} of the lake has no table {table}")]
    TableMissing {
        /// The load.
        load_id: i32,
        /// The table.
        table: String,
    },
    /// The ledger holds something else than jixiao writes.
    #[error("the ledger of the lake {} cannot be understood: {found}", root.display())]
    Ledger {
        /// The lake.
        root: PathBuf,
        /// What was found.
        found: String,
    },
    /// No such load.
    #[error("the lake has no load {asked}: its loads are 0 to {newest}")]
    NoSuchLoad {
        /// What was asked for.
        asked: i32,
        /// The newest load.
        newest: i32,
    },
    /// Nothing had been loaded by that day.
    #[error("the lake did not exist on {asked}: its first load is of {first}, its last of {last}")]
    NoLoadBy {
        /// The day asked for.
        asked: NaiveDate,
        /// The day of the first load.
        first: NaiveDate,
        /// The day of the last load.
        last: NaiveDate,
    },
    /// The same path with two contents in one load.
    #[error("the path {path} stands twice in one load with different contents")]
    PathTwice {
        /// The path.
        path: String,
    },
    /// A row cannot be stored as its table wants it.
    #[error("a row for table {table} cannot be stored: {found}")]
    Value {
        /// The table.
        table: String,
        /// What is wrong with it.
        found: String,
    },
    /// A row was rejected and the load was to be strict.
    #[error("nothing was loaded: {} rejected", count(report.errors()))]
    Refused {
        /// What the load would have been, with its rejects.
        report: Box<LoadReport>,
    },
}

impl LakeError {
    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Missing { .. } => {
                Some("run `jixiao ingest PATH… --lake DIR` to make one, or give its folder with --lake".to_owned())
            }
            Self::IsFile { .. } => Some("give a folder with --lake".to_owned()),
            Self::NotALake { .. } => Some("give a lake, or an empty or new folder to make one in".to_owned()),
            Self::File { source, .. } => hint_of_system(source).map(str::to_owned),
            Self::TableMissing { .. } => {
                Some("the load was made by an earlier jixiao; the next ingest adds the table".to_owned())
            }
            Self::NoSuchLoad { .. } | Self::NoLoadBy { .. } => Some("`jixiao history` lists the loads".to_owned()),
            Self::PathTwice { .. } => Some("give each file once".to_owned()),
            Self::Refused { .. } => Some("correct the rows listed, or load without --strict".to_owned()),
            Self::Table { source, .. } if system_error(source.as_ref()).and_then(hint_of_system).is_some() => {
                system_error(source.as_ref()).and_then(hint_of_system).map(str::to_owned)
            }
            Self::Table { .. } | Self::Ledger { .. } => {
                Some("the lake's files may be changed by jixiao only; restore them from a backup".to_owned())
            }
            Self::PathNotText { .. } | Self::Value { .. } => None,
        }
    }

    pub(super) fn table(
        doing: &'static str,
        table: &str,
        root: &Path,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::Table { doing, table: table.to_owned(), root: root.to_owned(), source: source.into() }
    }

    pub(super) fn file(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { doing, path: path.to_owned(), source }
    }
}

fn count(errors: usize) -> String {
    if errors == 1 { "1 value or row was".to_owned() } else { format!("{errors} values or rows were") }
}

/// The storage libraries' own messages name their types; what helps a user is the system's answer beneath them.
fn cause(error: &(dyn Error + 'static)) -> String {
    let damaged = || "its files are damaged, or were changed by another program".to_owned();
    system_error(error).map_or_else(damaged, system_answer)
}

/// What the system answered, beneath what libraries made of it.
fn system_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    let mut link = Some(error);
    while let Some(error) = link {
        if let Some(system) = error.downcast_ref::<io::Error>() {
            // an error of a library may be wrapped as one of the system
            let inner = system.get_ref().and_then(|inner| system_error(inner));
            return Some(inner.unwrap_or(system));
        }
        link = error.source();
    }
    None
}

/// What to do about what the system answered.
fn hint_of_system(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Some("check that you may read and write this folder and what is in it")
        }
        io::ErrorKind::NotADirectory => Some("a part of the path is a file; name a folder"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("make room on this disk, then load again: the lake is as it was")
        }
        _ => None,
    }
}
