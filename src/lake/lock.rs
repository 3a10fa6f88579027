//! The lake's lock: one writer at a time. The system frees it when its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::error::LakeError;

const NAME: &str = "lake.lock";

/// Whether a file of the lake's folder is the lock.
pub(super) fn is_lock(name: &std::ffi::OsStr) -> bool {
    name == NAME
}

/// Takes the lock; calls `on_wait` once if another process holds it, then waits. It is held until the file is dropped.
pub(super) async fn take(root: &Path, on_wait: Option<&(dyn Fn() + Send + Sync)>) -> Result<File, LakeError> {
    let path = root.join(NAME);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|source| LakeError::file("open the lock", &path, source))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::Error(source)) => return Err(LakeError::file("take the lock", &path, source)),
        Err(TryLockError::WouldBlock) => {}
    }
    if let Some(on_wait) = on_wait {
        on_wait();
    }
    let waited = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    waited
        .map_err(|error| LakeError::file("take the lock", &path, std::io::Error::other(error)))?
        .map_err(|source| LakeError::file("take the lock", &path, source))
}
