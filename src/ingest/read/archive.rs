//! Archives of files (`.zip`): which files they hold, and the bytes of each.

use std::fmt;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zip::ZipArchive;

use super::container::{allow_sizes, open_archive, readable_name, unpack};
use super::limits::Limits;
use super::sniff::{self, FileKind, Other};
use super::{ReadError, is_table_name};

/// What an archive is called in messages.
const ARCHIVE: &str = "archive";

/// An archive that is held open; a copy shares its bytes.
#[derive(Clone)]
pub(in crate::ingest) struct Archive {
    path: PathBuf,
    limits: Limits,
    content: ZipArchive<Cursor<Arc<[u8]>>>,
}

impl fmt::Debug for Archive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Archive").field("path", &self.path).finish_non_exhaustive()
    }
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ingest) struct PackedFile {
    /// Its path below the archive.
    pub(in crate::ingest) name: String,
    /// Its number in the archive.
    pub(in crate::ingest) index: usize,
}

impl Archive {
    /// Opens an archive; none where the bytes are a file of another kind, a workbook among them.
    ///
    /// # Errors
    /// When it is damaged, or holds more than is read.
    pub(in crate::ingest) fn open(path: &Path, bytes: Vec<u8>, limits: &Limits) -> Result<Option<Self>, ReadError> {
        if sniff::kind_of(&bytes) != FileKind::Zip {
            return Ok(None);
        }
        let bytes: Arc<[u8]> = Arc::from(bytes);
        let archive = open_archive(path, Cursor::new(bytes), limits).map_err(|error| error.of_a(ARCHIVE))?;
        allow_sizes(path, &archive, limits).map_err(|error| error.of_a(ARCHIVE))?;
        Ok(Some(Self { path: path.to_owned(), limits: *limits, content: archive }))
    }

    /// The files it holds, in the order of their names; folders and what a Mac adds are passed over.
    pub(in crate::ingest) fn files(&self) -> Vec<PackedFile> {
        let mut files: Vec<PackedFile> = (0..self.content.len())
            .filter_map(|index| {
                let part = self.content.by_index_data(index).ok()?;
                let name = readable_name(part.name_raw());
                let is_passed_over = part.is_dir()
                    || name.is_empty()
                    || name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
                (!is_passed_over).then_some(PackedFile { name, index })
            })
            .collect();
        files.sort_by(|one, other| one.name.cmp(&other.name));
        files
    }

    /// The bytes of one of its files; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is damaged or encrypted, is an archive itself, or unpacks to more than is read.
    pub(in crate::ingest) fn bytes(&self, file: usize, path: &Path) -> Result<Vec<u8>, ReadError> {
        let left = self.limits.file_bytes.min(self.limits.decompressed_bytes);
        let bytes = unpack(path, &mut self.content.clone(), file, &self.limits, left)
            .map_err(|error| error.of_a("part of an archive"))?;
        if sniff::kind_of(&bytes) == FileKind::Zip {
            return Err(ReadError::NestedArchive { path: path.to_owned() });
        }
        Ok(bytes)
    }
}

/// Why an archive that was given as a file to read gives nothing.
pub(super) fn refusal(path: &Path, bytes: &[u8], limits: &Limits) -> ReadError {
    match Archive::open(path, bytes.to_vec(), limits) {
        Err(error) => error,
        Ok(archive) => {
            let files = archive.map(|archive| archive.files()).unwrap_or_default();
            if files.iter().any(|file| is_table_name(&file.name)) {
                ReadError::OtherKind { path: path.to_owned(), what: Other::Zip }
            } else {
                ReadError::EmptyArchive { path: path.to_owned(), other_files: files.len() }
            }
        }
    }
}
