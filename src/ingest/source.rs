//! The files of one load: which they are, and what each is known by.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::about::{About, AboutError, Constants};
use super::read::{ReadError, bytes_of};

/// The endings of files that may hold tables; a file with another one is counted, not read.
const TABLES: [&str; 7] = ["csv", "tsv", "xlsx", "xlsm", "xls", "et", "ods"];

/// The name of the file that says what its neighbours do not print.
const ABOUT: &str = "about.toml";

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its path as the user gave it, or below the folder that the user gave.
    pub path: PathBuf,
    /// What is given for it.
    pub constants: Constants,
}

/// The files of one load.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The files to read, in a stable order.
    pub files: Vec<Source>,
    /// How many files of other kinds stood in the folders.
    pub other_files: usize,
}

/// Why the files of a load cannot be listed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A path that cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An about file that cannot be used.
    #[error(transparent)]
    About(#[from] AboutError),
    /// Paths under which there is no table.
    #[error("there is no table in {}{}", listed(paths), beside(*other_files))]
    NoTables {
        /// The paths.
        paths: Vec<PathBuf>,
        /// How many files of other kinds are there.
        other_files: usize,
    },
}

fn listed(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

fn beside(other_files: usize) -> String {
    match other_files {
        0 => ": no file at all".to_owned(),
        1 => ": 1 file of another kind".to_owned(),
        count => format!(": {count} files of other kinds"),
    }
}

impl SourceError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Read(error) => error.hint(),
            Self::NoTables { .. } => Some("files that end in .csv, .tsv, .xlsx, .xlsm, .xls, .et or .ods are read"),
            Self::About(_) => Some("an entry is [[files]] with match, fiscal_year, region, department, unit, phase"),
        }
    }
}

/// The files at these paths: a file stands for itself, a folder for the tables below it in order of their paths.
/// Hidden files, `about.toml`, README and the lock files of open workbooks (`~$…`) are passed over. Constants
/// come from the `about.toml` beside each file and, over it, from `about`.
///
/// # Errors
/// When a path does not exist or may not be read, holds no table, or an about file cannot be used.
pub fn sources(paths: &[PathBuf], about: Option<&Path>) -> Result<Sources, SourceError> {
    let given = about.map(read_about).transpose()?;
    let mut found = Sources::default();
    let mut files = Vec::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|source| ReadError::from_io(path, source))?;
        if metadata.is_dir() {
            walk(path, &mut files, &mut found.other_files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        return Err(SourceError::NoTables { paths: paths.to_owned(), other_files: found.other_files });
    }
    let mut seen = std::collections::HashSet::new();
    for path in files {
        // one file reached by two paths is one source
        let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if !seen.insert(identity) {
            continue;
        }
        let beside = path.parent().unwrap_or(Path::new("")).join(ABOUT);
        let mut constants = if beside.is_file() { read_about(&beside)?.of(&path) } else { Constants::default() };
        if let Some(given) = &given {
            constants = constants.with(&given.of(&path));
        }
        found.files.push(Source { path, constants });
    }
    Ok(found)
}

/// What a source is known by: SHA-256 of its content and of the constants given for it, hexadecimal.
pub fn source_id(bytes: &[u8], constants: &Constants) -> String {
    let content = Sha256::digest(bytes);
    let mut hash = Sha256::new();
    hash.update(content);
    hash.update(constants.canonical().as_bytes());
    hash.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

fn read_about(path: &Path) -> Result<About, SourceError> {
    let bytes = bytes_of(path)?;
    Ok(About::parse(path, &String::from_utf8_lossy(&bytes))?)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, others: &mut usize) -> Result<(), ReadError> {
    let failed = |source| ReadError::from_io(folder, source);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, kind) in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        // a linked folder could lead back here: only linked files are followed
        if kind.is_dir() {
            walk(&path, files, others)?;
        } else if name == ABOUT || name.starts_with("readme") {
        } else if TABLES.contains(&ending.as_str()) && path.is_file() {
            files.push(path);
        } else {
            *others += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn folders_give_their_tables_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("b")).unwrap();
        for name in ["z.csv", "a.xlsx", "b/k.CSV", ".hidden.csv", "~$a.xlsx", "README", "n.md", "p.pdf"] {
            fs::write(root.join(name), "a,b\n").unwrap();
        }
        fs::write(root.join("about.toml"), "[[files]]\nmatch = \"z.*\"\nfiscal_year = 2024\n").unwrap();
        let found = sources(&[root.to_owned(), root.join("z.csv")], None).unwrap();
        let names: Vec<_> = found.files.iter().map(|file| file.path.strip_prefix(root).unwrap().to_owned()).collect();
        assert_eq!(names, ["a.xlsx", "b/k.CSV", "z.csv"].map(PathBuf::from));
        assert_eq!(found.other_files, 2, "n.md, p.pdf");
        assert_eq!(found.files[2].constants.fiscal_year, Some(2024));
        assert!(sources(&[root.join("none")], None).is_err());
    }

    #[test]
    fn constants_are_part_of_a_source() {
        let given = Constants { fiscal_year: Some(2024), ..Constants::default() };
        assert_ne!(source_id(b"a", &Constants::default()), source_id(b"a", &given));
        assert_eq!(source_id(b"a", &given).len(), 64);
    }
}
