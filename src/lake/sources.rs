//! Which files the lake has: the current source of each path, and all that it ever had.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::Int32Type;

use super::error::LakeError;
use super::ledger::{self, LoadRecord, Snapshot};
use super::storage::Place;
use crate::model::tables::SOURCES;

/// The source that a path gave last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrentSource {
    /// The hash of its content.
    pub source_id: String,
    /// The kind of file.
    pub file_kind: String,
    /// The forms it was read as.
    pub form: Option<String>,
    /// The versions of those forms and of the cleaning rules.
    pub form_version: String,
}

/// Where the rows of a source come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The path by which the user knows the file; where several paths gave the same content, the last.
    pub path: String,
    /// The last load that read it.
    pub load_id: i32,
    /// When that load was committed.
    pub at: DateTime<Utc>,
    /// Who ran it.
    pub by: String,
    /// For flat tables, which column of the sheet fed which field.
    pub columns: Option<String>,
}

/// The files of the lake.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The last source of each path.
    pub(super) current: BTreeMap<String, CurrentSource>,
    /// Every source that a path ever gave.
    pub(super) ever: HashMap<String, HashSet<String>>,
    /// The last load that read each source.
    pub(super) loads: HashMap<String, i32>,
}

/// Reads the files as a load left them.
pub(super) async fn read(root: &Path, snapshot: &Snapshot) -> Result<Known, LakeError> {
    let batch = rows(root, snapshot).await?;
    let loads = number(root, &batch, "load_id")?;
    let (paths, ids) = (text(root, &batch, "path")?, text(root, &batch, "source_id")?);
    let (kinds, forms) = (text(root, &batch, "file_kind")?, text(root, &batch, "form")?);
    let versions = text(root, &batch, "form_version")?;
    let mut order: Vec<usize> = (0..batch.num_rows()).collect();
    order.sort_by_key(|row| loads[*row]);
    let mut known = Known::default();
    for row in order {
        let path = paths.value(row).to_owned();
        known.loads.insert(ids.value(row).to_owned(), loads[row]);
        known.ever.entry(path.clone()).or_default().insert(ids.value(row).to_owned());
        let current = CurrentSource {
            source_id: ids.value(row).to_owned(),
            file_kind: kinds.value(row).to_owned(),
            form: forms.is_valid(row).then(|| forms.value(row).to_owned()),
            form_version: versions.value(row).to_owned(),
        };
        known.current.insert(path, current);
    }
    Ok(known)
}

/// Where the rows of every source come from.
pub(super) async fn origins(root: &Path, snapshot: &Snapshot) -> Result<HashMap<String, Origin>, LakeError> {
    let loads = ledger::read(root).await?;
    let batch = rows(root, snapshot).await?;
    let numbers = number(root, &batch, "load_id")?;
    let (paths, ids) = (text(root, &batch, "path")?, text(root, &batch, "source_id")?);
    let columns = text(root, &batch, "columns")?;
    let mut order: Vec<usize> = (0..batch.num_rows()).collect();
    order.sort_by_key(|row| (numbers[*row], paths.value(*row)));
    let mut origins = HashMap::new();
    for row in order {
        let Some(load) = loads.iter().find(|load| load.load_id == numbers[row]) else { continue };
        let origin = Origin {
            path: paths.value(row).to_owned(),
            load_id: load.load_id,
            at: load.at,
            by: load.by.clone(),
            columns: columns.is_valid(row).then(|| columns.value(row).to_owned()),
        };
        origins.insert(ids.value(row).to_owned(), origin);
    }
    Ok(origins)
}

/// Fills in how many sources and rows each load had.
pub(super) async fn count(root: &Path, snapshot: &Snapshot, loads: &mut [LoadRecord]) -> Result<(), LakeError> {
    let batch = rows(root, snapshot).await?;
    let ids = number(root, &batch, "load_id")?;
    let (accepted, rejected) = (number(root, &batch, "rows_accepted")?, number(root, &batch, "rows_rejected")?);
    for (row, id) in ids.iter().enumerate() {
        if let Some(load) = loads.iter_mut().find(|load| load.load_id == *id) {
            load.sources += 1;
            load.rows_accepted += i64::from(accepted[row]);
            load.rows_rejected += i64::from(rejected[row]);
        }
    }
    Ok(())
}

async fn rows(root: &Path, snapshot: &Snapshot) -> Result<RecordBatch, LakeError> {
    Place { root, table: &SOURCES }.read(Some(snapshot.version(&SOURCES)?), None).await
}

fn text<'a>(root: &Path, batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, LakeError> {
    let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    column.ok_or_else(|| missing(root, name))
}

fn number<'a>(root: &Path, batch: &'a RecordBatch, name: &str) -> Result<&'a [i32], LakeError> {
    let column = batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int32Type>());
    column.map(|column| column.values().as_ref()).ok_or_else(|| missing(root, name))
}

fn missing(root: &Path, name: &str) -> LakeError {
    LakeError::Ledger { root: root.to_owned(), found: format!("`sources` has no column {name}") }
}
