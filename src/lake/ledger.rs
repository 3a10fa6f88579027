//! The ledger: which loads there are, and on which version of every table each of them stands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Days, Local, NaiveDate, NaiveTime, TimeZone, Utc};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Int32Type, TimestampMicrosecondType};
use datafusion::catalog::TableProvider;
use datafusion::datasource::empty::EmptyTable;

use super::error::LakeError;
use super::storage::Place;
use crate::model::tables::LOADS;
use crate::model::{Provenance, Row, Table, Value, rows_to_batch};

/// Which state of the lake to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// As this load left it.
    Load(i32),
    /// As the last load by the end of this day left it, local time.
    Date(NaiveDate),
}

/// Text that is neither a load nor a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a load (a number from 0) nor a day (YYYY-MM-DD)")]
pub struct AsOfError(pub String);

impl FromStr for AsOf {
    type Err = AsOfError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || AsOfError(text.to_owned());
        let trimmed = text.trim();
        if !trimmed.is_empty() && trimmed.chars().all(|letter| letter.is_ascii_digit()) {
            return trimmed.parse().map(Self::Load).map_err(|_| wrong());
        }
        trimmed.parse().map(Self::Date).map_err(|_| wrong())
    }
}

/// One load, as the ledger has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRecord {
    /// The load, which is the lake's version.
    pub load_id: i32,
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// Who ran it.
    pub by: String,
    /// The version of jixiao that made it.
    pub tool_version: String,
    /// The Delta version of every table as the load left it.
    pub table_versions: BTreeMap<String, u64>,
    /// Files that the load read.
    pub sources: usize,
    /// Rows that the load accepted.
    pub rows_accepted: i64,
    /// Rows that the load rejected.
    pub rows_rejected: i64,
}

/// A state of the lake: one load, with the tables as it left them. Tables open when they are asked for.
#[derive(Clone, Debug)]
pub struct Snapshot {
    root: PathBuf,
    /// The load.
    pub load_id: i32,
    /// When it was committed.
    pub at: DateTime<Utc>,
    /// The Delta version of every table.
    pub versions: BTreeMap<String, u64>,
}

impl Snapshot {
    pub(super) fn of(root: &Path, load: &LoadRecord) -> Self {
        Self { root: root.to_owned(), load_id: load.load_id, at: load.at, versions: load.table_versions.clone() }
    }

    /// Opens a table as this load left it. Only its log is read; data files are read when a query runs. A table that
    /// the load's jixiao did not know yet is empty.
    ///
    /// # Errors
    /// When its log cannot be read.
    pub async fn provider(&self, table: &'static Table) -> Result<Arc<dyn TableProvider>, LakeError> {
        if !self.versions.contains_key(table.name) {
            return Ok(Arc::new(EmptyTable::new(table.schema())));
        }
        Place { root: &self.root, table }.provider(Some(self.version(table)?)).await
    }

    pub(super) fn version(&self, table: &'static Table) -> Result<u64, LakeError> {
        let missing = || LakeError::TableMissing { load_id: self.load_id, table: table.name.to_owned() };
        self.versions.get(table.name).copied().ok_or_else(missing)
    }
}

/// Reads the ledger; the loads in order, the counts of their sources left at zero.
pub(super) async fn read(root: &Path) -> Result<Vec<LoadRecord>, LakeError> {
    let batch = Place { root, table: &LOADS }.read(None, None).await?;
    let wrong = |found: &str| LakeError::Ledger { root: root.to_owned(), found: found.to_owned() };
    let column = |name: &str| batch.column_by_name(name).ok_or_else(|| wrong("a column is missing"));
    let ids = column("load_id")?.as_primitive::<Int32Type>();
    let moments = column("at")?.as_primitive::<TimestampMicrosecondType>();
    let (people, tools) = (column("by")?.as_string::<i32>(), column("tool_version")?.as_string::<i32>());
    let versions = column("table_versions")?.as_string::<i32>();
    let mut loads = Vec::with_capacity(batch.num_rows());
    for row in 0..batch.num_rows() {
        let at = DateTime::from_timestamp_micros(moments.value(row)).ok_or_else(|| wrong("a load without a time"))?;
        loads.push(LoadRecord {
            load_id: ids.value(row),
            at,
            by: people.value(row).to_owned(),
            tool_version: tools.value(row).to_owned(),
            table_versions: serde_json::from_str(versions.value(row)).map_err(|error| wrong(&error.to_string()))?,
            sources: 0,
            rows_accepted: 0,
            rows_rejected: 0,
        });
    }
    loads.sort_by_key(|load| load.load_id);
    if loads.is_empty() { Err(wrong("it names no load")) } else { Ok(loads) }
}

/// The row of the ledger for a load.
pub(super) fn record(
    load_id: i32,
    at: DateTime<Utc>,
    by: &str,
    versions: &BTreeMap<String, u64>,
) -> Result<RecordBatch, LakeError> {
    let value = |found: String| LakeError::Value { table: LOADS.name.to_owned(), found };
    let versions = serde_json::to_string(versions).map_err(|error| value(error.to_string()))?;
    let values = [
        Value::Integer(load_id),
        Value::Instant(at),
        Value::from(by),
        Value::from(env!("CARGO_PKG_VERSION")),
        Value::Text(versions),
    ];
    let mut row = Row::new(&LOADS, Provenance::default());
    for (position, entry) in values.into_iter().enumerate() {
        row.set_at(position, Some(entry));
    }
    rows_to_batch(&LOADS, &[row], &[]).map_err(|error| value(error.to_string()))
}

/// Finds the load to read; none asked for: the newest.
pub(super) fn find(loads: &[LoadRecord], as_of: Option<AsOf>) -> Result<&LoadRecord, LakeError> {
    let (Some(first), Some(newest)) = (loads.first(), loads.last()) else {
        return Err(LakeError::NoSuchLoad { asked: 0, newest: -1 });
    };
    match as_of {
        None => Ok(newest),
        Some(AsOf::Load(asked)) => loads
            .iter()
            .find(|load| load.load_id == asked)
            .ok_or(LakeError::NoSuchLoad { asked, newest: newest.load_id }),
        Some(AsOf::Date(asked)) => {
            let end = end_of_day(asked);
            let day = |load: &LoadRecord| load.at.with_timezone(&Local).date_naive();
            loads.iter().rfind(|load| load.at < end).ok_or_else(|| LakeError::NoLoadBy {
                asked,
                first: day(first),
                last: day(newest),
            })
        }
    }
}

/// The first moment after a local day. Where clocks skip midnight, the first moment that exists.
fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let Some(next) = day.checked_add_days(Days::new(1)) else { return DateTime::<Utc>::MAX_UTC };
    let midnight = next.and_time(NaiveTime::MIN);
    let local = Local.from_local_datetime(&midnight).earliest();
    local.map_or_else(|| midnight.and_utc(), |moment| moment.with_timezone(&Utc))
}
