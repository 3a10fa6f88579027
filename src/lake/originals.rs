//! The files as they were sent, in `originals/`, each under its `source_id`: what a figure is traced to when the file
//! itself is gone. They are written before the ledger names their load; one that a killed load left behind is what the
//! next load of the same file would write.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::LakeError;
use super::fault;
use crate::model::original::{Original, unpack};

/// Their folder in the lake.
const FOLDER: &str = "originals";

/// Whether an entry of the lake's folder is theirs.
pub(super) fn is_originals(name: &std::ffi::OsStr) -> bool {
    name == FOLDER
}

fn path_of(root: &Path, source_id: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{source_id}.zip"))
}

/// Keeps a packed file, unless it is kept already. The writer holds the lake's lock.
pub(super) fn keep(root: &Path, source_id: &str, packed: &[u8]) -> Result<(), LakeError> {
    let path = path_of(root, source_id);
    if path.is_file() {
        return Ok(());
    }
    let folder = root.join(FOLDER);
    fs::create_dir_all(&folder).map_err(|source| LakeError::file("create the folder", &folder, source))?;
    // the same name for every load: what a killed one left is overwritten
    let part = folder.join(".part");
    let written = fs::write(&part, packed).and_then(|()| {
        fault::point("original written");
        fs::rename(&part, &path)
    });
    written.map_err(|source| {
        let _ = fs::remove_file(&part);
        LakeError::file("keep a copy in", &folder, source)
    })
}

/// The file that this source was; none where it was not kept.
pub(super) fn read(root: &Path, source_id: &str) -> Result<Option<Original>, LakeError> {
    let path = path_of(root, source_id);
    if !path.is_file() {
        return Ok(None);
    }
    let packed = fs::read(&path).and_then(|packed| unpack(&packed));
    packed.map(Some).map_err(|source| LakeError::file("open the kept copy", &path, source))
}
