//! Rows that a source hands over as Parquet files, beside those in memory: which files the lake can adopt as they are,
//! and which rows have to be compared with others one by one.
//!
//! A file is adopted when nothing else has rows of its keys. Rows whose keys other sources of the load give in memory, or
//! other current sources gave the lake, are taken out of it and into memory, where all rows are compared. What earlier
//! versions of the same sources gave in the years of the files goes with those years, unread but for its keys. All rows
//! of a source come into memory where another one hands over files for the same table, where the lake knows of rows of
//! the table that several sources give, or where earlier versions had columns that this one lacks.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray, Int32Array, RecordBatch, new_null_array};
use datafusion::arrow::compute::{cast, filter_record_batch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::RowConverter;
use datafusion::logical_expr::{Expr, col, lit};
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use datafusion::parquet::arrow::{ArrowWriter, ProjectionMask};

use super::contributions;
use super::error::LakeError;
use super::merge;
use super::storage::{Place, Years, in_years, writer_properties};
use crate::model::tables::CONTRIBUTIONS;
use crate::model::{Row, SourceRows, SpooledFile, SpooledTable, Table, Value, row_of_batch, rows_to_batch};

/// The folder of spools in a lake's folder.
const FOLDER: &str = ".spool";

/// The lock under which spools are made and removed, in the lake's folder.
const GUARD: &str = "spool.lock";

/// The lock of a spool: the system frees it when its process ends.
const LOCK: &str = "in-use.lock";

/// A folder on the lake's disk for rows on their way into it; it goes when this is dropped.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    /// Held as long as the spool is used.
    lock: Option<File>,
    /// The lake's folder; none for a spool apart.
    root: Option<PathBuf>,
}

impl Spool {
    /// A new spool in a lake's folder. Spools that a killed process left there go.
    pub(super) fn within(root: &Path) -> Result<Self, LakeError> {
        let all = root.join(FOLDER);
        let failed = |source| LakeError::file("make a folder for rows on their way in", &all, source);
        let guard = guard(root).map_err(failed)?;
        fs::create_dir_all(&all).map_err(failed)?;
        remove_abandoned(&all);
        let spool = Self::make(&all.join(unique_name()), Some(root)).map_err(failed)?;
        drop(guard);
        Ok(spool)
    }

    /// A new spool apart from any lake, for what is only checked.
    ///
    /// # Errors
    /// When the system's folder for temporary files cannot be written.
    pub fn apart() -> Result<Self, LakeError> {
        let folder = std::env::temp_dir().join(format!("jixiao-{}", unique_name()));
        Self::make(&folder, None)
            .map_err(|source| LakeError::file("make a folder for rows to be checked", &folder, source))
    }

    fn make(folder: &Path, root: Option<&Path>) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join(LOCK))?;
        lock.try_lock().map_err(io::Error::from)?;
        Ok(Self { folder: folder.to_owned(), lock: Some(lock), root: root.map(Path::to_owned) })
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // what cannot be removed now is removed by the next ingest
        let guard = self.root.as_deref().map(guard);
        drop(self.lock.take());
        let _ = fs::remove_dir_all(&self.folder);
        if let Some(root) = &self.root {
            // it stays where another process has a spool in it
            let _ = fs::remove_dir(root.join(FOLDER));
        }
        drop(guard);
    }
}

/// Held for the moment in which a spool is made or removed.
fn guard(root: &Path) -> io::Result<File> {
    let guard = File::create(root.join(GUARD))?;
    guard.lock()?;
    Ok(guard)
}

/// A name that no other spool has: of this process and moment.
fn unique_name() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Removes spools whose process is gone.
fn remove_abandoned(all: &Path) {
    let Ok(folders) = fs::read_dir(all) else { return };
    for folder in folders.flatten() {
        let is_free = match File::open(folder.path().join(LOCK)) {
            Ok(lock) => lock.try_lock().is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if is_free {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}

/// A file that the lake takes as its own.
#[derive(Clone, Debug)]
pub(super) struct Adoption {
    pub(super) source_id: String,
    pub(super) file: SpooledFile,
}

/// The files of one table to adopt.
#[derive(Debug, Default)]
pub(super) struct Adopted {
    pub(super) files: Vec<Adoption>,
    /// The lake has rows in the years of the files: those of earlier versions of the sources go with the years, unread.
    pub(super) replaces: bool,
}

/// Files to adopt, by table.
pub(super) type Adoptions = BTreeMap<&'static str, Adopted>;

/// Keys as a [`RowConverter`] makes them comparable.
type Keys = HashSet<Vec<u8>>;

/// The lake that is loaded into: its folder and the version of every table.
type LakeAt<'a> = Option<(&'a Path, &'a BTreeMap<String, u64>)>;

impl Adopted {
    /// The years of the files.
    pub(super) fn years(&self) -> Years {
        self.files.iter().map(|adoption| adoption.file.year).collect()
    }

    /// How many rows they have.
    pub(super) fn rows(&self) -> usize {
        self.files.iter().map(|adoption| adoption.file.rows).sum()
    }
}

/// Takes the files that can be adopted out of the sources; rows that have to be compared with others come into memory.
/// `gone` are the sources whose rows go unless they are given again.
pub(super) async fn settle(
    sources: &mut [SourceRows],
    lake: LakeAt<'_>,
    gone: &HashSet<String>,
) -> Result<Adoptions, LakeError> {
    let mut adoptions = Adoptions::new();
    forget_copies(sources);
    let mut feeding: BTreeMap<&'static str, usize> = BTreeMap::new();
    for spooled in sources.iter().flat_map(|source| &source.spooled) {
        *feeding.entry(spooled.table.name).or_default() += 1;
    }
    for position in 0..sources.len() {
        for spooled in std::mem::take(&mut sources[position].spooled) {
            let failed =
                |file: &SpooledFile, error| LakeError::file("read rows on their way in from", &file.path, error);
            let held = match feeding.get(spooled.table.name) {
                Some(1) => held(lake, &spooled, gone).await?,
                _ => Held::Entangled,
            };
            let replaces = matches!(held, Held::Rows(_));
            let mut rows = Vec::new();
            let mut others = match held {
                Held::Nothing => Keys::new(),
                Held::Rows(keys) => keys,
                Held::Entangled => {
                    for file in &spooled.files {
                        rows.extend(rows_of(&spooled, file, None).map_err(|error| failed(file, error))?);
                    }
                    sources[position].rows.extend(rows);
                    continue;
                }
            };
            others.extend(keys_of_others(sources, position, spooled.table)?);
            let adopted = adoptions.entry(spooled.table.name).or_default();
            adopted.replaces |= replaces;
            for file in &spooled.files {
                let (kept, taken) = apart(&spooled, file, &others).map_err(|error| failed(file, error))?;
                rows.extend(taken);
                let source_id = sources[position].source_id.clone();
                adopted.files.extend(kept.map(|file| Adoption { source_id, file }));
            }
            sources[position].rows.extend(rows);
        }
    }
    Ok(adoptions)
}

/// Rows that stand at two paths with one content count once: those of the later paths go.
fn forget_copies(sources: &mut [SourceRows]) {
    let mut seen = HashSet::new();
    for source in sources.iter_mut().filter(|source| !source.spooled.is_empty()) {
        if !seen.insert((source.source_id.clone(), source.form_version.clone())) {
            source.spooled.clear();
            source.rows.clear();
        }
    }
}

/// What the lake has in the years of a source's files.
enum Held {
    Nothing,
    /// Rows: the keys of those that current sources gave.
    Rows(Keys),
    /// Rows of which more must be known than their keys.
    Entangled,
}

async fn held(lake: LakeAt<'_>, spooled: &SpooledTable, gone: &HashSet<String>) -> Result<Held, LakeError> {
    let table = spooled.table;
    let Some((root, versions)) = lake else { return Ok(Held::Nothing) };
    let Some(version) = versions.get(table.name).copied() else { return Ok(Held::Nothing) };
    let place = Place { root, table };
    let years: Years = spooled.files.iter().map(|file| file.year).collect();
    if !place.holds(version, Some(&years)).await? {
        return Ok(Held::Nothing);
    }
    if let Some(version) = versions.get(CONTRIBUTIONS.name) {
        let shared = contributions::read(Place { root, table: &CONTRIBUTIONS }, *version).await?;
        if shared.get(table.name).is_some_and(|of_table| !of_table.is_empty()) {
            return Ok(Held::Entangled);
        }
    }
    let lacking = table.columns.iter().enumerate().filter(|(at, _)| spooled.present & (1 << at) == 0);
    let lacking = lacking.map(|(_, column)| col(column.name).is_not_null()).reduce(Expr::or);
    if let Some(lacking) = lacking
        && !gone.is_empty()
    {
        let condition = within(table, &years, gone, true).and(lacking);
        let schema = Arc::new(table.schema().project(&[table.columns.len()]).unwrap_or_else(|_| Schema::empty()));
        if place.read_columns(Some(version), Some(condition), schema).await?.num_rows() > 0 {
            return Ok(Held::Entangled);
        }
    }
    let current =
        place.read_columns(Some(version), Some(within(table, &years, gone, false)), key_schema(table)).await?;
    Ok(Held::Rows(keys_of(table, &current)?))
}

/// The condition that a row stands in these years and is, or is not, of one of these sources.
pub(super) fn within(table: &Table, years: &Years, sources: &HashSet<String>, is_of_them: bool) -> Expr {
    let ordered: BTreeSet<&String> = sources.iter().collect();
    let ids = ordered.into_iter().map(|id| lit(id.as_str())).collect();
    let of_sources = col("source_id").in_list(ids, !is_of_them);
    match table.partition() {
        Some(partition) => in_years(partition, years).and(of_sources),
        None => of_sources,
    }
}

fn key_schema(table: &Table) -> SchemaRef {
    let fields = table.key.iter().filter_map(|name| table.column(name));
    let fields: Vec<Field> = fields.map(|column| Field::new(column.name, column.kind.data_type(), true)).collect();
    Arc::new(Schema::new(fields))
}

fn keys_of(table: &'static Table, rows: &RecordBatch) -> Result<Keys, LakeError> {
    let found = merge::key_converter(table).and_then(|converter| merge::keys(table, &converter, rows));
    let found = found.map_err(|error| super::commit::unstorable(table, &error))?;
    Ok(found.iter().map(|key| key.data().to_vec()).collect())
}

/// The keys of the rows of a table that other sources of the load give in memory.
fn keys_of_others(sources: &[SourceRows], position: usize, table: &'static Table) -> Result<Keys, LakeError> {
    let others = sources.iter().enumerate().filter(|(other, _)| *other != position);
    let rows: Vec<Row> =
        others.flat_map(|(_, source)| &source.rows).filter(|row| row.table.name == table.name).cloned().collect();
    if rows.is_empty() {
        return Ok(Keys::new());
    }
    let batch = rows_to_batch(table, &rows, &vec![""; rows.len()]);
    keys_of(table, &batch.map_err(|error: ArrowError| super::commit::unstorable(table, &error))?)
}

/// How many rows that earlier versions of the sources gave are replaced by rows of the files and by `new` ones, and how
/// many go: counted year by year, by their keys.
pub(super) async fn count(
    place: Place<'_>,
    version: u64,
    years: &Years,
    gone: &HashSet<String>,
    files: &[Adoption],
    new: &RecordBatch,
) -> Result<(usize, usize), LakeError> {
    let table = place.table;
    if gone.is_empty() {
        return Ok((0, 0));
    }
    let given = keys_of(table, new)?;
    let (mut replaced, mut removed) = (0, 0);
    for year in years {
        let condition = within(table, &Years::from([*year]), gone, true);
        let before = place.read_columns(Some(version), Some(condition), key_schema(table)).await?;
        let before = keys_of(table, &before)?;
        let mut again = before.iter().filter(|key| given.contains(*key)).count();
        for adoption in files.iter().filter(|adoption| adoption.file.year == *year) {
            let found = keys_in(table, &adoption.file, &before);
            let found =
                found.map_err(|error| LakeError::file("read rows on their way in from", &adoption.file.path, error))?;
            again += found.into_iter().filter(|is_found| *is_found).count();
        }
        replaced += again;
        removed += before.len().saturating_sub(again);
    }
    Ok((replaced, removed))
}

/// For each row of a file, whether its key is among these.
fn keys_in(table: &'static Table, file: &SpooledFile, keys: &Keys) -> io::Result<Vec<bool>> {
    let converter: RowConverter = merge::key_converter(table).map_err(io::Error::other)?;
    let mut found = Vec::with_capacity(file.rows);
    for batch in batches(file, Some(table.key))? {
        let batch = in_schema(&batch?, &key_schema(table), table, file.year)?;
        let rows = converter.convert_columns(batch.columns()).map_err(io::Error::other)?;
        found.extend(rows.iter().map(|key| keys.contains(key.data())));
    }
    Ok(found)
}

/// Parts the rows of a file: those whose keys are among these come into memory, the others stay in the file, which is
/// written again if need be; none where none is left.
fn apart(spooled: &SpooledTable, file: &SpooledFile, keys: &Keys) -> io::Result<(Option<SpooledFile>, Vec<Row>)> {
    if keys.is_empty() {
        return Ok((Some(file.clone()), Vec::new()));
    }
    let is_among = keys_in(spooled.table, file, keys)?;
    if !is_among.contains(&true) {
        return Ok((Some(file.clone()), Vec::new()));
    }
    let taken = rows_of(spooled, file, Some(&is_among))?;
    if is_among.iter().all(|is_among| *is_among) {
        return Ok((None, taken));
    }
    let mut kept = SpooledFile { path: file.path.with_extension("kept.parquet"), rows: 0, ..file.clone() };
    let mut writer: Option<ArrowWriter<File>> = None;
    let mut from = 0;
    for batch in batches(file, None)? {
        let batch = batch?;
        let mask: BooleanArray = is_among.iter().skip(from).take(batch.num_rows()).map(|is| Some(!*is)).collect();
        from += batch.num_rows();
        let batch = filter_record_batch(&batch, &mask).map_err(io::Error::other)?;
        kept.rows += batch.num_rows();
        if writer.is_none() {
            let file = File::create(&kept.path)?;
            let made = ArrowWriter::try_new(file, batch.schema(), Some(writer_properties()));
            writer = Some(made.map_err(io::Error::other)?);
        }
        if let Some(writer) = &mut writer {
            writer.write(&batch).map_err(io::Error::other)?;
        }
    }
    if let Some(writer) = writer {
        writer.close().map_err(io::Error::other)?;
    }
    kept.bytes = fs::metadata(&kept.path)?.len();
    Ok((Some(kept), taken))
}

/// The batches of a file, of these columns where some are named.
fn batches(file: &SpooledFile, columns: Option<&[&str]>) -> io::Result<impl Iterator<Item = io::Result<RecordBatch>>> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(&file.path)?).map_err(io::Error::other)?;
    let mask = match columns {
        Some(names) => ProjectionMask::columns(builder.parquet_schema(), names.iter().copied()),
        None => ProjectionMask::all(),
    };
    let reader = builder.with_projection(mask).build().map_err(io::Error::other)?;
    Ok(reader.map(|batch| batch.map_err(io::Error::other)))
}

/// A batch of a file with the columns of a schema, the year among them.
fn in_schema(batch: &RecordBatch, schema: &SchemaRef, table: &Table, year: Option<i32>) -> io::Result<RecordBatch> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(schema.fields().len());
    for field in schema.fields() {
        columns.push(if Some(field.name().as_str()) == table.partition() {
            Arc::new(Int32Array::from(vec![year; batch.num_rows()]))
        } else if let Some(column) = batch.column_by_name(field.name()) {
            cast(column, field.data_type()).map_err(io::Error::other)?
        } else {
            new_null_array(field.data_type(), batch.num_rows())
        });
    }
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(io::Error::other)
}

/// The rows of a file, or those of them that `which` names.
fn rows_of(spooled: &SpooledTable, file: &SpooledFile, which: Option<&[bool]>) -> io::Result<Vec<Row>> {
    let table = spooled.table;
    let schema = table.schema();
    let (mut rows, mut at) = (Vec::new(), 0);
    for batch in batches(file, None)? {
        let batch = in_schema(&batch?, &schema, table, file.year)?;
        for index in 0..batch.num_rows() {
            if which.is_none_or(|which| which.get(at + index) == Some(&true)) {
                let mut row: Row = row_of_batch(table, &batch, index);
                for position in 0..table.columns.len() {
                    // a column that the source has may be blank
                    if spooled.present & (1 << position) != 0 && !row.has(position) {
                        row.set_at(position, None::<Value>);
                    }
                }
                rows.push(row);
            }
        }
        at += batch.num_rows();
    }
    Ok(rows)
}
