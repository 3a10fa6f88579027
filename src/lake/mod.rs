//! The lake: Delta tables and the ledger that makes a load atomic across them.
//!
//! One ingest is one load. Each table gets at most one commit; the commit to `loads`, which names the version of
//! every table, is the moment the load exists. Readers open tables at the versions that the ledger names, so nobody
//! sees half a load, and every earlier load stays readable.

mod commit;
#[cfg(test)]
mod contribution_tests;
mod contributions;
mod error;
mod fault;
mod gather;
mod ledger;
mod lock;
mod merge;
mod originals;
mod report;
mod sources;
mod spooled;
mod storage;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};
use tokio::task::JoinSet;

pub use commit::{CommitOptions, plan_without_lake};
pub use contributions::key_text as contribution_key;
pub use error::LakeError;
pub use ledger::{AsOf, AsOfError, LoadRecord, Snapshot};
pub use report::{LoadReport, SourceReport, TableChange};
pub use sources::{CurrentSource, Origin};
pub use spooled::Spool;

use crate::model::original::Original;
use crate::model::tables::{ALL, LOADS};
use crate::model::{Row, SourceRows};
use gather::Gathered;
use storage::Place;

/// The `source_id` of the reference rows that a new lake starts with.
pub const DEFAULT_SOURCE: &str = "default";

/// A lake in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lake {
    root: PathBuf,
}

impl Lake {
    /// Opens the lake in a folder.
    ///
    /// # Errors
    /// When there is none, the path is a file, or the folder cannot be read or is something else.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, LakeError> {
        let root = root.as_ref();
        match state(root)? {
            State::Lake => Ok(Self { root: absolute(root)? }),
            State::Missing => Err(LakeError::Missing { root: root.to_owned() }),
            State::Empty | State::Other => Err(LakeError::NotALake { root: root.to_owned() }),
        }
    }

    /// Opens the lake in a folder, or makes one in a new or empty folder: load 0, with every table empty but for
    /// the reference rows `defaults`. A creation that was cut short is made anew.
    ///
    /// # Errors
    /// When the path is a file, the folder holds other things or cannot be written.
    pub async fn create_or_open(
        root: impl AsRef<Path>,
        defaults: Vec<Row>,
        options: &CommitOptions,
    ) -> Result<Self, LakeError> {
        let root = root.as_ref();
        match state(root)? {
            State::Lake => return Self::open(root),
            State::Other => return Err(LakeError::NotALake { root: root.to_owned() }),
            State::Missing | State::Empty => {}
        }
        fs::create_dir_all(root).map_err(|source| LakeError::file("create the lake's folder", root, source))?;
        let lake = Self { root: absolute(root)? };
        let _lock = lock::take(&lake.root, options.on_wait.as_deref()).await?;
        fault::point("locked");
        if matches!(state(&lake.root)?, State::Lake) {
            return Ok(lake);
        }
        lake.create(defaults, &options.by).await?;
        Ok(lake)
    }

    /// The lake's folder, as an absolute path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The source that each path gave last; ingest skips files that are still the same.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub async fn current_sources(&self) -> Result<BTreeMap<String, CurrentSource>, LakeError> {
        let snapshot = self.snapshot(None).await?;
        Ok(sources::read(&self.root, &snapshot).await?.current)
    }

    /// Where the rows of every source come from, as a load left it: by `source_id`.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub async fn origins(&self, snapshot: &Snapshot) -> Result<HashMap<String, Origin>, LakeError> {
        sources::origins(&self.root, snapshot).await
    }

    /// The file that a source was, as it was sent; none where it was not kept.
    ///
    /// # Errors
    /// When the copy cannot be read.
    pub fn original(&self, source_id: &str) -> Result<Option<Original>, LakeError> {
        originals::read(&self.root, source_id)
    }

    /// The lake as a load left it; none asked for: the newest.
    ///
    /// # Errors
    /// When there is no such load, or the ledger cannot be read.
    pub async fn snapshot(&self, as_of: Option<AsOf>) -> Result<Snapshot, LakeError> {
        let loads = ledger::read(&self.root).await?;
        Ok(Snapshot::of(&self.root, ledger::find(&loads, as_of)?))
    }

    /// The loads, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn history(&self) -> Result<Vec<LoadRecord>, LakeError> {
        let mut loads = ledger::read(&self.root).await?;
        let snapshot = Snapshot::of(&self.root, ledger::find(&loads, None)?);
        sources::count(&self.root, &snapshot, &mut loads).await?;
        Ok(loads)
    }

    /// Loads sources as one load: all of them or, where something fails, none. See [`LoadReport`].
    ///
    /// # Errors
    /// When the lake cannot be read or written, or under `strict` when a row was rejected
    /// ([`LakeError::Refused`], with the report); nothing is loaded then.
    pub async fn commit(&self, sources: Vec<SourceRows>, options: &CommitOptions) -> Result<LoadReport, LakeError> {
        commit::commit(&self.root, sources, options).await
    }

    /// What [`Lake::commit`] would do; writes nothing and waits for nobody.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub async fn plan(&self, sources: Vec<SourceRows>, options: &CommitOptions) -> Result<LoadReport, LakeError> {
        commit::plan(&self.root, sources, options).await
    }

    /// A folder for rows on their way into the lake; it goes when it is dropped.
    ///
    /// # Errors
    /// When the lake's folder cannot be written.
    pub fn spool(&self) -> Result<Spool, LakeError> {
        Spool::within(&self.root)
    }

    async fn create(&self, defaults: Vec<Row>, by: &str) -> Result<(), LakeError> {
        for table in ALL {
            let folder = self.root.join(table.name);
            if folder.exists() {
                fs::remove_dir_all(&folder)
                    .map_err(|source| LakeError::file("remove what a killed creation left in", &folder, source))?;
            }
        }
        let mut given = vec![SourceRows { source_id: DEFAULT_SOURCE.to_owned(), rows: defaults, ..Default::default() }];
        let mut gathering = gather::gather(&mut given);
        if let Some(row) = gathering.rejects.first() {
            let found = row.text("reason").unwrap_or_default().to_owned();
            return Err(LakeError::Value { table: "of the defaults".to_owned(), found });
        }
        let mut creations = JoinSet::new();
        for table in ALL.into_iter().filter(|table| table.name != LOADS.name) {
            let empty = Gathered::of(table, Vec::new());
            let rows = commit::batch(&gathering.tables.remove(table.name).unwrap_or(empty))?;
            let rows = merge::sort(table, &rows).map_err(|error| commit::unstorable(table, &error))?;
            let root: Arc<Path> = Arc::from(self.root.as_path());
            creations.spawn(async move {
                let version = Place { root: &root, table }.create(rows).await?;
                Ok::<_, LakeError>((table.name.to_owned(), version))
            });
        }
        let mut versions = BTreeMap::from([(LOADS.name.to_owned(), 0)]);
        while let Some(created) = creations.join_next().await {
            let (table, version) = created
                .map_err(|error| LakeError::file("create the tables of", &self.root, std::io::Error::other(error)))??;
            versions.insert(table, version);
        }
        let record = ledger::record(0, now(), by, &versions)?;
        Place { root: &self.root, table: &LOADS }.create(record).await.map(|_| ())
    }
}

/// What gathering makes of sources: rows that count and rejects, for the tests of those that hand sources over.
#[cfg(test)]
pub(crate) fn gathered(sources: &mut [SourceRows]) -> (Vec<Row>, Vec<Row>) {
    let gathering = gather::gather(sources);
    (gathering.tables.into_values().flat_map(|table| table.rows).collect(), gathering.rejects)
}

enum State {
    Missing,
    /// Nothing in it, or only what a creation cut short has left.
    Empty,
    Lake,
    Other,
}

fn state(root: &Path) -> Result<State, LakeError> {
    let unreadable = |source| LakeError::file("read the lake's folder", root, source);
    match fs::metadata(root) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(State::Missing),
        Err(error) => return Err(unreadable(error)),
        Ok(found) if !found.is_dir() => return Err(LakeError::IsFile { root: root.to_owned() }),
        Ok(_) => {}
    }
    // the ledger is created last, in one file: where it stands, the lake is whole
    let ledger = root.join(LOADS.name).join("_delta_log").join(format!("{:020}.json", 0));
    if ledger.is_file() {
        return Ok(State::Lake);
    }
    for entry in fs::read_dir(root).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        if !lock::is_lock(&name) && !originals::is_originals(&name) && !ALL.iter().any(|table| name == table.name) {
            return Ok(State::Other);
        }
    }
    let locked = fs::read_dir(root).map_err(unreadable)?.flatten().any(|entry| lock::is_lock(&entry.file_name()));
    let empty = fs::read_dir(root).map_err(unreadable)?.next().is_none();
    Ok(if locked || empty { State::Empty } else { State::Other })
}

fn absolute(root: &Path) -> Result<PathBuf, LakeError> {
    fs::canonicalize(root).map_err(|source| LakeError::file("read the lake's folder", root, source))
}

/// The moment of a load, as exact as the ledger stores it.
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}
