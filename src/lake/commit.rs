//! A load: what it changes in every table, and the order of writing that makes it atomic.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Field, Int32Type, Schema};
use datafusion::arrow::error::ArrowError;
use datafusion::logical_expr::{col, lit};
use futures::future::try_join_all;

use super::contributions::{self, OfTable, OfTables, Update};
use super::error::LakeError;
use super::gather::{Gathered, gather};
use super::ledger::{self, Snapshot};
use super::report::{LoadReport, SourceReport, TableChange};
use super::sources::{self, Known};
use super::spooled::{self, Adopted, Adoption, Adoptions};
use super::storage::{Place, Years, in_years};
use super::{fault, lock, merge, now, originals};
use crate::model::tables::{ALL, CONTRIBUTIONS, CONTROL_TOTALS, LOADS, REJECTS, SOURCES};
use crate::model::{Kind, Provenance, Row, SourceRows, Table, Value, rows_to_batch};

/// How to load.
#[derive(Clone, Default)]
pub struct CommitOptions {
    /// Load nothing if any row or value is rejected as an error.
    pub strict: bool,
    /// Who loads, for the ledger.
    pub by: String,
    /// Keep no copies of the files under the lake.
    pub no_originals: bool,
    /// Called once when another process is writing and this one has to wait for it.
    pub on_wait: Option<Arc<dyn Fn() + Send + Sync>>,
}

impl std::fmt::Debug for CommitOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("CommitOptions")
            .field("strict", &self.strict)
            .field("by", &self.by)
            .finish_non_exhaustive()
    }
}

/// What a load would do where there is no lake yet.
///
/// # Errors
/// When a path stands twice with different contents, or a row does not fit its table.
pub async fn plan_without_lake(sources: Vec<SourceRows>, options: &CommitOptions) -> Result<LoadReport, LakeError> {
    let mut load = Load::prepare(sources, &Known::default(), 1, options, None).await?;
    load.plan_changes(None).await?;
    Ok(LoadReport { load_id: None, ..load.report })
}

/// What a load would do.
pub(super) async fn plan(
    root: &Path,
    sources: Vec<SourceRows>,
    options: &CommitOptions,
) -> Result<LoadReport, LakeError> {
    let loads = ledger::read(root).await?;
    let newest = ledger::find(&loads, None)?;
    let snapshot = Snapshot::of(root, newest);
    let known = sources::read(root, &snapshot).await?;
    let lake = Some((root, &snapshot.versions));
    let mut load = Load::prepare(sources, &known, newest.load_id + 1, options, lake).await?;
    load.plan_changes(Some((root, &snapshot.versions))).await?;
    Ok(LoadReport { load_id: None, ..load.report })
}

/// Loads sources: under the lock, restores what a killed load left ahead, writes each table, and last the ledger.
pub(super) async fn commit(
    root: &Path,
    sources: Vec<SourceRows>,
    options: &CommitOptions,
) -> Result<LoadReport, LakeError> {
    let lock = lock::take(root, options.on_wait.as_deref()).await?;
    fault::point("locked");
    let loads = ledger::read(root).await?;
    let newest = ledger::find(&loads, None)?;
    let snapshot = Snapshot::of(root, newest);
    let known = sources::read(root, &snapshot).await?;
    let load_id = newest.load_id + 1;
    let mut load = Load::prepare(sources, &known, load_id, options, Some((root, &snapshot.versions))).await?;
    if load.sources.is_empty() {
        return Ok(LoadReport { load_id: None, ..load.report });
    }
    let mut versions = newest.table_versions.clone();
    load.report.restored = restore(root, &mut versions).await?;
    load.plan_changes(Some((root, &versions))).await?;
    if !options.no_originals {
        for source in &load.sources {
            if let Some(packed) = &source.original {
                originals::keep(root, &source.source_id, packed)?;
            }
        }
    }
    let changes = load.changes;
    let written = try_join_all(changes.into_iter().map(|(table, change, adoptions)| async move {
        let place = Place { root, table };
        let version = match change {
            Change::Append(rows) => place.append(rows, &adoptions).await?,
            Change::Replace(years, rows) => place.replace(&years, rows, &adoptions).await?,
        };
        Ok::<_, LakeError>((table.name.to_owned(), version))
    }));
    versions.extend(written.await?);
    let ledger = Place { root, table: &LOADS };
    versions.insert(LOADS.name.to_owned(), ledger.newest().await? + 1);
    fault::point("ledger next");
    ledger.append(ledger::record(load_id, now(), &options.by, &versions)?, &[]).await?;
    fault::point("ledger committed");
    drop(lock);
    Ok(LoadReport { load_id: Some(load_id), ..load.report })
}

/// Sets every table whose newest version is not the ledger's back to the ledger's, and creates those that the ledger
/// does not know yet.
async fn restore(root: &Path, versions: &mut BTreeMap<String, u64>) -> Result<Vec<String>, LakeError> {
    let ledger = &*versions;
    let checks = ALL.into_iter().filter(|table| table.name != LOADS.name).map(|table| async move {
        let place = Place { root, table };
        let Some(version) = ledger.get(table.name).copied() else {
            return Ok::<_, LakeError>((table.name, place.create_anew().await?, false));
        };
        if place.newest().await? <= version {
            return Ok((table.name, version, false));
        }
        Ok((table.name, place.restore(version).await?, true))
    });
    let checked = try_join_all(checks).await?;
    let mut restored = Vec::new();
    for (table, version, was_ahead) in checked {
        versions.insert(table.to_owned(), version);
        if was_ahead {
            restored.push(table.to_owned());
        }
    }
    Ok(restored)
}

enum Change {
    Append(RecordBatch),
    Replace(Years, RecordBatch),
}

/// A load on its way.
struct Load {
    report: LoadReport,
    /// The sources that are not in the lake as they are, by path, their rows taken out.
    sources: Vec<SourceRows>,
    tables: BTreeMap<&'static str, Gathered>,
    /// Sources whose rows go unless this load gives them again.
    gone: HashSet<String>,
    /// The last load of every source that the lake knows.
    loads: HashMap<String, i32>,
    /// The files of the sources that become the lake's own.
    adoptions: Adoptions,
    changes: Vec<(&'static Table, Change, Vec<Adoption>)>,
    /// Its `load_id`.
    number: i32,
}

impl Load {
    async fn prepare(
        mut sources: Vec<SourceRows>,
        known: &Known,
        load_id: i32,
        options: &CommitOptions,
        lake: Option<(&Path, &BTreeMap<String, u64>)>,
    ) -> Result<Self, LakeError> {
        sources.sort_by(|left, right| left.path.cmp(&right.path));
        if let Some(pair) = sources.windows(2).find(|pair| pair[0].path == pair[1].path && pair[0] != pair[1]) {
            return Err(LakeError::PathTwice { path: pair[0].path.clone() });
        }
        sources.dedup_by(|right, left| left.path == right.path);
        let mut report = LoadReport::default();
        let mut fresh = Vec::with_capacity(sources.len());
        for source in sources {
            let current = known.current.get(&source.path);
            let skipped = current.is_some_and(|current| {
                current.source_id == source.source_id && current.form_version == source.form_version
            });
            let mut read = account(&source);
            read.skipped = skipped;
            report.read.push(read);
            if !skipped {
                fresh.push(source);
            }
        }
        let gone = gone(&fresh, known);
        let adoptions = spooled::settle(&mut fresh, lake, &gone).await?;
        let gathering = gather(&mut fresh);
        let accounts = report.read.iter_mut().filter(|read| !read.skipped);
        for (position, read) in accounts.enumerate() {
            let refused = gathering.refused.get(&position).map_or(0, HashSet::len);
            read.rows_rejected = read.rows_rejected.saturating_add(i32::try_from(refused).unwrap_or(i32::MAX));
            read.rows_accepted = read.rows_read.saturating_sub(read.rows_rejected).max(0);
        }
        report.conflicts = gathering.conflicts;
        let mut contents = HashSet::new();
        for source in &mut fresh {
            let mut rejects = std::mem::take(&mut source.rejects);
            let mut totals = std::mem::take(&mut source.control_totals);
            // a content that stands at two paths is accounted for once
            if contents.insert(source.source_id.clone()) {
                for row in rejects.iter_mut().chain(&mut totals) {
                    stamp(row, "source_id", Value::Text(source.source_id.clone()));
                }
                report.rejects.append(&mut rejects);
                report.control_totals.append(&mut totals);
            }
        }
        report.rejects.extend(gathering.rejects);
        for row in report.rejects.iter_mut().chain(&mut report.control_totals) {
            stamp(row, "load_id", Value::Integer(load_id));
        }
        if options.strict && report.errors() > 0 {
            return Err(LakeError::Refused { report: Box::new(report) });
        }
        Ok(Self {
            report,
            sources: fresh,
            tables: gathering.tables,
            gone,
            loads: known.loads.clone(),
            adoptions,
            changes: Vec::new(),
            number: load_id,
        })
    }

    /// Works out what every table becomes.
    async fn plan_changes(&mut self, lake: Option<(&Path, &BTreeMap<String, u64>)>) -> Result<(), LakeError> {
        let totals = Gathered::of(&CONTROL_TOTALS, self.report.control_totals.clone());
        let mut tables = std::mem::take(&mut self.tables);
        tables.insert(CONTROL_TOTALS.name, totals);
        let own = [LOADS.name, SOURCES.name, REJECTS.name, CONTRIBUTIONS.name];
        let place = |table: &'static Table| {
            lake.and_then(|(root, versions)| versions.get(table.name).map(|version| (Place { root, table }, *version)))
        };
        let mut shared = match place(&CONTRIBUTIONS) {
            Some((place, version)) => contributions::read(place, version).await?,
            None => OfTables::new(),
        };
        let (gone, loads, number) = (&self.gone, &self.loads, self.number);
        let mut adoptions = std::mem::take(&mut self.adoptions);
        let planned = ALL.into_iter().filter(|table| !own.contains(&table.name)).map(|table| {
            let given = tables.remove(table.name).unwrap_or_else(|| Gathered::of(table, Vec::new()));
            let before = shared.remove(table.name).unwrap_or_default();
            let adopted = adoptions.remove(table.name).unwrap_or_default();
            let lake = place(table);
            async move {
                let mut update = Update::default();
                let sharing = Sharing { before, loads, number, update: &mut update };
                let change = change(lake, given, gone, sharing, &adopted).await?;
                Ok::<_, LakeError>((table, change, update, adopted.files))
            }
        });
        let mut updates = Vec::new();
        for (table, planned, update, adoptions) in try_join_all(planned).await? {
            updates.push(update);
            let Some((change, counts)) = planned else { continue };
            if table.has_provenance {
                self.report.rows_by_table.insert(table.name, counts);
            }
            self.changes.push((table, change, adoptions));
        }
        let accounts = self.report.read.iter().filter(|read| !read.skipped);
        let files: Vec<Row> =
            self.sources.iter().zip(accounts).map(|(source, read)| file(source, read, self.number)).collect();
        for (table, rows) in [(&SOURCES, files), (&REJECTS, self.report.rejects.clone())] {
            if !rows.is_empty() {
                let rows = batch(&Gathered::of(table, rows))?;
                self.changes.push((table, Change::Append(rows), Vec::new()));
            }
        }
        self.changes.extend(change_of_contributions(&updates)?.map(|change| (&CONTRIBUTIONS, change, Vec::new())));
        Ok(())
    }
}

/// What `contributions` becomes; none where nothing changes.
fn change_of_contributions(updates: &[Update]) -> Result<Option<Change>, LakeError> {
    let table = &CONTRIBUTIONS;
    let sorted = |rows: Vec<Row>| {
        let rows = batch(&Gathered::of(table, rows))?;
        merge::sort(table, &rows).map_err(|error| unstorable(table, &error))
    };
    if updates.iter().any(|update| update.is_rewritten) {
        let all = sorted(contributions::rows(updates.iter().flat_map(|update| &update.after)))?;
        return Ok(Some(Change::Replace(Years::from([None]), all)));
    }
    let added = updates.iter().flat_map(|update| update.added.iter().filter_map(|key| update.after.get_key_value(key)));
    let added = contributions::rows(added);
    Ok(if added.is_empty() { None } else { Some(Change::Append(sorted(added)?)) })
}

/// What is known, and becomes known, of rows that several sources give.
struct Sharing<'a> {
    before: OfTable,
    loads: &'a HashMap<String, i32>,
    /// The load on its way.
    number: i32,
    update: &'a mut Update,
}

/// The sources whose rows go with this load: all that its paths ever gave, but not what another path still gives.
fn gone(fresh: &[SourceRows], known: &Known) -> HashSet<String> {
    let paths: HashSet<&str> = fresh.iter().map(|source| source.path.as_str()).collect();
    let mut gone: HashSet<String> =
        fresh.iter().filter_map(|source| known.ever.get(&source.path)).flatten().cloned().collect();
    for (path, current) in &known.current {
        if !paths.contains(path.as_str()) {
            gone.remove(&current.source_id);
        }
    }
    gone
}

/// What one table becomes; none where nothing changes.
async fn change(
    lake: Option<(Place<'_>, u64)>,
    mut given: Gathered,
    gone: &HashSet<String>,
    sharing: Sharing<'_>,
    adopted: &Adopted,
) -> Result<Option<(Change, TableChange)>, LakeError> {
    let table = given.table;
    let Sharing { before, loads, number, update } = sharing;
    // rows are changed below only where they are shared
    let as_given = if before.is_empty() { None } else { Some(given.rows.clone()) };
    let losing = contributions::years_losing(table, &before, gone);
    let reinstated = contributions::reinstate(&mut given, &before, gone);
    let new = batch(&given)?;
    let unstorable = |error: ArrowError| unstorable(table, &error);
    let mut years: Years = match table.partition() {
        None if new.num_rows() == 0 => Years::new(),
        None => Years::from([None]),
        Some(partition) => years_of(&new, partition),
    };
    if let Some((place, version)) = lake
        && !gone.is_empty()
        && place.holds(version, None).await?
    {
        years.extend(years_losing(place, version, gone).await?);
    }
    years.extend(losing);
    if adopted.replaces {
        years.extend(adopted.years());
    }
    if years.is_empty() {
        update.after = before;
        let counts = TableChange { loaded: adopted.rows(), ..TableChange::default() };
        let nothing = Change::Append(RecordBatch::new_empty(table.schema()));
        return Ok((!adopted.files.is_empty()).then_some((nothing, counts)));
    }
    let existing = match lake {
        None => RecordBatch::new_empty(table.schema()),
        Some((place, version)) if !place.holds(version, Some(&years)).await? => RecordBatch::new_empty(table.schema()),
        Some((place, version)) => {
            let condition = if adopted.replaces {
                // what earlier versions of the sources gave goes with the years
                Some(spooled::within(table, &years, gone, false))
            } else {
                table.partition().map(|partition| in_years(partition, &years))
            };
            place.read(Some(version), condition).await?
        }
    };
    let merged = merge::merge(table, &existing, &new, &given.rows, gone).map_err(unstorable)?;
    let from_files = new.num_rows() - reinstated;
    if table.has_provenance {
        let files = contributions::AsGiven {
            rows: as_given.as_deref().unwrap_or(&given.rows),
            source_ids: &given.source_ids[..from_files],
            shared: &given.shared,
        };
        *update = contributions::update(&files, &merged, &existing, before, gone, loads, number);
    }
    let mut counts = TableChange {
        loaded: from_files + adopted.rows(),
        replaced: merged.before.iter().take(from_files).flatten().count(),
        removed: merged.removed,
    };
    if let Some((place, version)) = lake
        && adopted.replaces
    {
        let (replaced, removed) = spooled::count(place, version, &years, gone, &adopted.files, &new).await?;
        counts.replaced += replaced;
        counts.removed += removed;
        return Ok(Some((Change::Replace(years, merged.rows), counts)));
    }
    let untouched = merged.replaced == 0 && merged.removed == 0;
    if existing.num_rows() == 0 || (untouched && table.partition().is_none()) {
        let sorted = merge::sort(table, &new).map_err(unstorable)?;
        let is_any = new.num_rows() > 0 || !adopted.files.is_empty();
        return Ok(is_any.then_some((Change::Append(sorted), counts)));
    }
    if untouched && new.num_rows() == 0 && adopted.files.is_empty() {
        return Ok(None);
    }
    Ok(Some((Change::Replace(years, merged.rows), counts)))
}

fn years_of(rows: &RecordBatch, partition: &str) -> Years {
    let years = rows.column_by_name(partition).and_then(|column| column.as_primitive_opt::<Int32Type>());
    years.map(|years| years.iter().collect()).unwrap_or_default()
}

/// The years in which a table has rows of these sources.
async fn years_losing(place: Place<'_>, version: u64, gone: &HashSet<String>) -> Result<Years, LakeError> {
    let ordered: BTreeSet<&String> = gone.iter().collect();
    let condition = col("source_id").in_list(ordered.into_iter().map(|id| lit(id.as_str())).collect(), false);
    let column = place.table.partition().unwrap_or("source_id");
    let kind = place.table.column(column).map_or(Kind::Text, |column| column.kind);
    let schema = Arc::new(Schema::new(vec![Field::new(column, kind.data_type(), true)]));
    let rows = place.read_columns(Some(version), Some(condition), schema).await?;
    Ok(match place.table.partition() {
        Some(partition) => years_of(&rows, partition),
        None if rows.num_rows() > 0 => Years::from([None]),
        None => Years::new(),
    })
}

fn account(source: &SourceRows) -> SourceReport {
    SourceReport {
        path: source.path.clone(),
        source_id: source.source_id.clone(),
        file_kind: source.file_kind.clone(),
        form: source.form.clone(),
        rows_read: source.rows_read,
        rows_accepted: source.rows_read.saturating_sub(source.rows_rejected).max(0),
        rows_rejected: source.rows_rejected,
        skipped: false,
        notes: source.notes.clone(),
    }
}

/// The row of `sources` for a file.
fn file(source: &SourceRows, read: &SourceReport, load_id: i32) -> Row {
    let mut row = Row::new(&SOURCES, Provenance::default());
    let values = [
        ("load_id", Some(Value::Integer(load_id))),
        ("path", Some(Value::Text(source.path.clone()))),
        ("source_id", Some(Value::Text(source.source_id.clone()))),
        ("file_kind", Some(Value::Text(source.file_kind.clone()))),
        ("form", source.form.clone().map(Value::Text)),
        ("form_version", Some(Value::Text(source.form_version.clone()))),
        ("columns", source.columns.clone().map(Value::Text)),
        ("rows_read", Some(Value::Integer(read.rows_read))),
        ("rows_accepted", Some(Value::Integer(read.rows_accepted))),
        ("rows_rejected", Some(Value::Integer(read.rows_rejected))),
    ];
    for (column, value) in values {
        let known = row.set(column, value);
        debug_assert!(known, "sources has no column {column}");
    }
    row
}

fn stamp(row: &mut Row, column: &str, value: Value) {
    let known = row.set(column, Some(value));
    debug_assert!(known, "{} has no column {column}", row.table.name);
}

/// The rows as a batch in their table's schema.
pub(super) fn batch(gathered: &Gathered) -> Result<RecordBatch, LakeError> {
    let ids: Vec<&str> = gathered.source_ids.iter().map(String::as_str).collect();
    rows_to_batch(gathered.table, &gathered.rows, &ids).map_err(|error| unstorable(gathered.table, &error))
}

/// The error for rows that their table cannot hold.
pub(super) fn unstorable(table: &Table, error: &ArrowError) -> LakeError {
    let found = match error {
        ArrowError::InvalidArgumentError(found) => found.clone(),
        _ => "a value does not fit its column".to_owned(),
    };
    LakeError::Value { table: table.name.to_owned(), found }
}
