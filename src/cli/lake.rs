//! What commands share: which lake, which version of it, which queries, within which limits.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Local, Utc};

use super::error::CommandError;
use crate::analysis::Catalogue;
use crate::engine::{Session, SessionOptions};
use crate::lake::{AsOf, CommitOptions, Lake, LakeError, Snapshot};
use crate::model::defaults;

/// The options of every command that reads or writes a lake.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct LakeOptions {
    /// The folder of the lake
    #[arg(long, global = true, env = "JIXIAO_LAKE", default_value = "./lake", value_name = "DIR")]
    pub(super) lake: PathBuf,
    /// A folder of your own queries, beside or over the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) queries: Option<PathBuf>,
    /// How many partitions a query is divided into [default: the number of cores]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) partitions: Option<u16>,
    /// How much memory queries may hold at once, in MiB
    #[arg(long, global = true, value_name = "MIB", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(16..))]
    pub(super) memory_limit: u32,
}

/// Which version of the lake to read.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct VersionOptions {
    /// Read the lake as it was after this load (a number), or at the end of this day (2024-03-01)
    #[arg(long, value_name = "LOAD|DATE")]
    pub(super) as_of: Option<AsOf>,
}

/// A version of the lake, opened for reading.
pub(super) struct Reading {
    /// The session that answers queries on it.
    pub(super) session: Session,
    /// The analyses.
    pub(super) catalogue: Catalogue,
    /// The load that is the version.
    pub(super) load_id: i32,
    /// The version in words: `load 3 (2026-11-23 10:15)`.
    pub(super) version: String,
    /// When that load was committed, in local time.
    pub(super) loaded_at: String,
    /// When that load was committed.
    pub(super) at: DateTime<Utc>,
}

impl LakeOptions {
    /// How much memory may be held at once, in bytes.
    pub(super) fn memory_limit_bytes(&self) -> usize {
        usize::try_from(self.memory_limit).unwrap_or(usize::MAX).saturating_mul(1 << 20)
    }

    /// The analyses there are.
    ///
    /// # Errors
    /// When the user's own folder cannot be read or a file of it is wrong.
    pub(super) fn catalogue(&self) -> Result<Catalogue, CommandError> {
        let catalogue = Catalogue::embedded()?;
        Ok(match &self.queries {
            Some(folder) => catalogue.with_folder(folder)?,
            None => catalogue,
        })
    }

    /// The lake, made where there is none.
    ///
    /// # Errors
    /// When the folder cannot be a lake.
    pub(super) async fn create_or_open(root: &Path, options: &CommitOptions) -> Result<Lake, CommandError> {
        Ok(Lake::create_or_open(root, defaults::rows(), options).await?)
    }

    /// The lake as it stands, or stood.
    ///
    /// # Errors
    /// When there is no lake or no such version.
    pub(super) async fn read(&self, version: &VersionOptions) -> Result<Reading, CommandError> {
        let lake = Lake::open(&self.lake)?;
        let snapshot = lake.snapshot(version.as_of).await?;
        self.session(snapshot)
    }

    /// A session over a version of the lake.
    ///
    /// # Errors
    /// When the session cannot be set up.
    pub(super) fn session(&self, snapshot: Snapshot) -> Result<Reading, CommandError> {
        let catalogue = self.catalogue()?;
        let load_id = snapshot.load_id;
        let at = snapshot.at;
        let loaded_at = at.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string();
        let version = format!("load {load_id} ({loaded_at})");
        let options = SessionOptions {
            target_partitions: self.partitions.map(usize::from),
            memory_limit_bytes: self.memory_limit_bytes(),
        };
        let session = Session::open(snapshot, catalogue.engine_views(), options)?;
        Ok(Reading { session, catalogue, load_id, version, loaded_at, at })
    }
}

impl From<LakeError> for CommandError {
    fn from(error: LakeError) -> Self {
        let hint = error.hint();
        let usage = matches!(
            error,
            LakeError::Missing { .. }
                | LakeError::IsFile { .. }
                | LakeError::NotALake { .. }
                | LakeError::NoSuchLoad { .. }
                | LakeError::NoLoadBy { .. }
        );
        if usage { Self::usage(error).hint(hint) } else { Self::data(error).hint(hint) }
    }
}
