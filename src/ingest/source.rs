//! The files of one load: which they are, and what each is known by.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::about::{About, AboutError, Constants};
use super::read::{Archive, Limits, ReadError, bytes_of, bytes_within, is_table_name, is_workbook};

/// The path that stands for what is piped in.
const PIPED: &str = "-";

/// The name of the file that says what its neighbours do not print.
const ABOUT: &str = "about.toml";

/// A file to read.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path as the user gave it, or below the folder or archive that the user gave.
    pub path: PathBuf,
    /// What is given for it.
    pub constants: Constants,
    content: Content,
}

/// Where the content of a file is.
#[derive(Clone, Debug)]
enum Content {
    /// On the disk, at its path.
    File,
    /// In an archive, under this number.
    Packed(Archive, usize),
    /// Piped in.
    Given(Arc<[u8]>),
}

impl Source {
    /// Its bytes.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than is read.
    pub fn bytes(&self, limits: &Limits) -> Result<Cow<'_, [u8]>, ReadError> {
        match &self.content {
            Content::File => bytes_within(&self.path, limits).map(Cow::Owned),
            Content::Packed(archive, index) => archive.bytes(*index, &self.path).map(Cow::Owned),
            Content::Given(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// Whether its path is that of a file on the disk.
    pub fn is_on_disk(&self) -> bool {
        matches!(self.content, Content::File)
    }
}

/// The files of one load.
#[derive(Clone, Debug, Default)]
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
            Self::NoTables { .. } => {
                Some("files that end in .csv, .tsv, .xlsx, .xls, .et, .ods, .docx, .html, .xml or .zip are read")
            }
            Self::About(_) => Some("an entry is [[files]] with match, fiscal_year, region, department, unit, phase"),
        }
    }
}

/// The files at these paths: a file stands for itself, a folder for the tables below it in order of their paths, an
/// archive (`.zip`) for the tables in it, `-` for what is piped in. Hidden files, `about.toml`, README and the lock
/// files of open workbooks (`~$…`) are passed over. Constants come from the `about.toml` beside each file (for a file in
/// an archive, of the one beside the archive and of the one beside it in the archive) and, over it, from `about`.
///
/// # Errors
/// When a path does not exist or may not be read, holds no table, or an about file cannot be used.
pub fn sources(paths: &[PathBuf], about: Option<&Path>, limits: &Limits) -> Result<Sources, SourceError> {
    let given = about.map(read_about).transpose()?;
    let mut found = Sources::default();
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == PIPED {
            files.push(path.clone());
            continue;
        }
        let metadata = fs::metadata(path).map_err(|source| ReadError::from_io(path, source))?;
        if metadata.is_dir() {
            walk(path, limits, &mut files, &mut found.other_files)?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        return Err(SourceError::NoTables { paths: paths.to_owned(), other_files: found.other_files });
    }
    let mut seen = std::collections::HashSet::new();
    let mut abouts: HashMap<PathBuf, Option<Arc<About>>> = HashMap::new();
    for path in files {
        // one file reached by two paths is one source
        let identity = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if !seen.insert(identity) {
            continue;
        }
        if path.as_os_str() == PIPED {
            let constants = given.as_ref().map(|given| given.of(&path)).unwrap_or_default();
            found.files.push(Source { content: Content::Given(piped(&path, limits)?), path, constants });
            continue;
        }
        let beside = about_beside(&path, &mut abouts)?;
        let constants = |path: &Path, inner: Option<&About>| {
            let layers = [beside.as_deref(), inner, given.as_ref()];
            layers.into_iter().flatten().fold(Constants::default(), |known, about| known.with(&about.of(path)))
        };
        let archive = if may_be_archive(&path) { open_archive(&path, limits) } else { None };
        let Some(archive) = archive else {
            found.files.push(Source { constants: constants(&path, None), content: Content::File, path });
            continue;
        };
        let mut inner_abouts: HashMap<PathBuf, About> = HashMap::new();
        let mut packed = Vec::new();
        for file in archive.files() {
            let path = path.join(&file.name);
            let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
            if name == ABOUT {
                let about = About::parse(&path, &String::from_utf8_lossy(&archive.bytes(file.index, &path)?))?;
                inner_abouts.insert(path.parent().map(Path::to_path_buf).unwrap_or_default(), about);
            } else if name.starts_with("~$") || name.starts_with("readme") {
            } else if is_table_name(&name) || is_archive_name(&name) {
                packed.push((path, file.index));
            } else {
                found.other_files += 1;
            }
        }
        for (path, index) in packed {
            let inner = path.parent().and_then(|folder| inner_abouts.get(folder));
            let constants = constants(&path, inner);
            found.files.push(Source { path, constants, content: Content::Packed(archive.clone(), index) });
        }
    }
    Ok(found)
}

/// Whether a file is to be looked into as an archive: it does not end as a table does. One that does and is an archive
/// all the same is explained when it is read.
fn may_be_archive(path: &Path) -> bool {
    path.file_name().is_some_and(|name| !is_table_name(&name.to_string_lossy()))
}

fn is_archive_name(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// The archive at a path, where it is one that holds a table; what is wrong with it is said when it is read as a file.
fn open_archive(path: &Path, limits: &Limits) -> Option<Archive> {
    let bytes = bytes_within(path, limits).ok()?;
    let archive = Archive::open(path, bytes, limits).ok()??;
    let holds_table = archive.files().iter().any(|file| is_table_name(&file.name) || is_archive_name(&file.name));
    holds_table.then_some(archive)
}

/// What is piped in, up to the size of a file.
fn piped(path: &Path, limits: &Limits) -> Result<Arc<[u8]>, ReadError> {
    let mut bytes = Vec::new();
    let most = limits.file_bytes.saturating_add(1);
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(|source| ReadError::from_io(path, source))?;
    ReadError::refuse_large(path, bytes.len(), limits)?;
    Ok(Arc::from(bytes))
}

/// The about file in the folder of a file; each is read once.
fn about_beside(
    path: &Path,
    known: &mut HashMap<PathBuf, Option<Arc<About>>>,
) -> Result<Option<Arc<About>>, SourceError> {
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    if let Some(about) = known.get(&folder) {
        return Ok(about.clone());
    }
    let beside = folder.join(ABOUT);
    let about = if beside.is_file() { Some(Arc::new(read_about(&beside)?)) } else { None };
    known.insert(folder, about.clone());
    Ok(about)
}

/// What a source is known by: SHA-256 of its content and of the constants given for it, hexadecimal.
pub fn source_id(bytes: &[u8], constants: &Constants) -> String {
    id_of_digest(&Sha256::digest(bytes), constants)
}

/// What a source is known by, from the SHA-256 of its content.
pub(crate) fn id_of_digest(content: &[u8], constants: &Constants) -> String {
    let mut hash = Sha256::new();
    hash.update(content);
    hash.update(constants.canonical().as_bytes());
    hash.finalize().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}

fn read_about(path: &Path) -> Result<About, SourceError> {
    let bytes = bytes_of(path)?;
    Ok(About::parse(path, &String::from_utf8_lossy(&bytes))?)
}

fn walk(folder: &Path, limits: &Limits, files: &mut Vec<PathBuf>, others: &mut usize) -> Result<(), ReadError> {
    let failed = |source| ReadError::from_io(folder, source);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (path, kind) in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        // a linked folder could lead back here: only linked files are followed
        if kind.is_dir() {
            walk(&path, limits, files, others)?;
        } else if name == ABOUT || name.starts_with("readme") {
        } else if path.is_file() && (is_table_name(&name) || is_archive_name(&name) || is_workbook(&path, limits)) {
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

    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn found(paths: &[PathBuf]) -> Sources {
        sources(paths, None, &Limits::default()).unwrap()
    }

    #[test]
    fn folders_give_their_tables_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("b")).unwrap();
        for name in ["z.csv", "a.xlsx", "b/k.CSV", ".hidden.csv", "~$a.xlsx", "README", "n.md", "p.pdf"] {
            fs::write(root.join(name), "a,b\n").unwrap();
        }
        // a workbook whose name says nothing
        let book = rust_xlsxwriter::Workbook::new().save_to_buffer().unwrap();
        fs::write(root.join("报表.bak"), book).unwrap();
        fs::write(root.join("about.toml"), "[[files]]\nmatch = \"z.*\"\nfiscal_year = 2024\n").unwrap();
        let found = found(&[root.to_owned(), root.join("z.csv")]);
        let names: Vec<_> = found.files.iter().map(|file| file.path.strip_prefix(root).unwrap().to_owned()).collect();
        assert_eq!(names, ["a.xlsx", "b/k.CSV", "z.csv", "报表.bak"].map(PathBuf::from));
        assert_eq!(found.other_files, 2, "n.md, p.pdf");
        assert_eq!(found.files[2].constants.fiscal_year, Some(2024));
        assert!(sources(&[root.join("none")], None, &Limits::default()).is_err());
    }

    fn archive(files: &[(&[u8], &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut places = Vec::new();
        for (number, (name, content)) in files.iter().enumerate() {
            // names that are no UTF-8 are put in afterwards, at the same length
            let letter = char::from(b'a' + u8::try_from(number).unwrap());
            let placeholder = letter.to_string().repeat(name.len());
            writer.start_file(placeholder.as_str(), SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
            places.push((placeholder, *name));
        }
        let mut bytes = writer.finish().unwrap().into_inner();
        for (placeholder, name) in places {
            while let Some(at) = bytes.windows(name.len()).position(|window| window == placeholder.as_bytes()) {
                bytes[at..at + name.len()].copy_from_slice(name);
            }
        }
        bytes
    }

    #[test]
    fn archives_give_the_tables_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let gbk = encoding_rs::GBK.encode("报送\\教育局.csv").0;
        let inner = archive(&[(b"a.csv", b"a,b\n")]);
        let about = "[[files]]\nmatch = \"*\"\nfiscal_year = 2023\n";
        let files: [(&[u8], &[u8]); 7] = [
            (&gbk, b"a,b\n1,2\n"),
            ("2023/表.csv".as_bytes(), b"c\n"),
            (b"2023/about.toml", about.as_bytes()),
            (b"__MACOSX/2023/t.csv", b"x"),
            (b"notice.pdf", b"%PDF"),
            (b"inner.zip", &inner),
            (b"../../etc/up.csv", b"d\n"),
        ];
        fs::write(root.join("a.zip"), archive(&files)).unwrap();
        let outer = "[[files]]\nmatch = \"*.csv\"\nregion = \"某区\"\nfiscal_year = 2020\n";
        fs::write(root.join("about.toml"), outer).unwrap();
        let found = found(&[root.to_owned()]);
        let names: Vec<_> = found.files.iter().map(|file| file.path.strip_prefix(root).unwrap().to_owned()).collect();
        let expected = ["a.zip/2023/表.csv", "a.zip/etc/up.csv", "a.zip/inner.zip", "a.zip/报送/教育局.csv"];
        assert_eq!(names, expected.map(PathBuf::from));
        assert_eq!(found.other_files, 1);
        let constants = &found.files[0].constants;
        assert_eq!((constants.fiscal_year, constants.region.as_deref()), (Some(2023), Some("某区")));
        assert_eq!(found.files[3].constants.fiscal_year, Some(2020));
        let limits = Limits::default();
        assert_eq!(found.files[3].bytes(&limits).unwrap().as_ref(), b"a,b\n1,2\n");
        let nested = found.files[2].bytes(&limits).unwrap_err().to_string();
        assert!(nested.ends_with("a.zip/inner.zip is an archive inside an archive, which is not opened"), "{nested}");
    }

    #[test]
    fn constants_are_part_of_a_source() {
        let given = Constants { fiscal_year: Some(2024), ..Constants::default() };
        assert_ne!(source_id(b"a", &Constants::default()), source_id(b"a", &given));
        assert_eq!(source_id(b"a", &given).len(), 64);
    }
}
