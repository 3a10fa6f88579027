//! One table in storage: the only place that speaks to Delta. Files are zstd Parquet without deletion vectors, and
//! the log is never cleaned, so that every version that the ledger names stays readable.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::{cast, concat_batches};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::catalog::TableProvider;
use datafusion::common::ScalarValue;
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, col, ident, lit};
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::prelude::{SessionConfig, SessionContext};
use deltalake::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, LogicalFileView, MetadataExt, StructType};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::table::state::DeltaTableState;
use deltalake::writer::{DeltaWriter, RecordBatchWriter};
use deltalake::{DeltaTable, DeltaTableBuilder, ensure_table_uri};

use super::error::LakeError;
use super::fault;
use super::spooled::Adoption;
use crate::model::Table;

/// A table whose files are not divided is rewritten as one file when it has this many.
const MANY_FILES: usize = 32;

/// The properties of every table: history stays readable for good.
const PROPERTIES: [(&str, &str); 4] = [
    ("delta.logRetentionDuration", "interval 36500 days"),
    ("delta.deletedFileRetentionDuration", "interval 36500 days"),
    ("delta.enableExpiredLogCleanup", "false"),
    ("delta.enableDeletionVectors", "false"),
];

/// The years of a table that a load touches; tables without years have the one part `None`.
pub(super) type Years = BTreeSet<Option<i32>>;

/// A table in a lake, not yet opened.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The lake's folder.
    pub(super) root: &'a Path,
    /// The table.
    pub(super) table: &'static Table,
}

impl Place<'_> {
    fn error(&self, doing: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> LakeError {
        LakeError::table(doing, self.table.name, self.root, source)
    }

    fn path(&self) -> Result<String, LakeError> {
        let path = self.root.join(self.table.name);
        path.to_str().map(str::to_owned).ok_or_else(|| LakeError::PathNotText { root: self.root.to_owned() })
    }

    fn handle(&self) -> Result<DeltaTable, LakeError> {
        let location = ensure_table_uri(self.path()?).map_err(|error| self.error("open", error))?;
        DeltaTableBuilder::from_url(location)
            .and_then(DeltaTableBuilder::build)
            .map_err(|error| self.error("open", error))
    }

    /// The newest version in storage, which may be ahead of the ledger.
    pub(super) async fn newest(&self) -> Result<u64, LakeError> {
        self.handle()?.get_latest_version().await.map_err(|error| self.error("open", error))
    }

    /// The table at a version (none: the newest), ready to be queried; its data files stay closed. Columns that an
    /// earlier jixiao did not know are NULL.
    pub(super) async fn provider(&self, version: Option<u64>) -> Result<Arc<dyn TableProvider>, LakeError> {
        let provider = self.handle()?.table_provider().with_table_version(version);
        let provider: Arc<dyn TableProvider> = provider.await.map_err(|error| self.error("open", error))?;
        let stored = provider.schema();
        if self.table.all_columns().all(|column| stored.column_with_name(column.name).is_some()) {
            return Ok(provider);
        }
        let columns = self.table.schema();
        let columns = columns.fields().iter().map(|field| match stored.column_with_name(field.name()) {
            Some(_) => Ok(ident(field.name())),
            None => ScalarValue::try_from(field.data_type()).map(|missing| lit(missing).alias(field.name())),
        });
        let filled = columns.collect::<Result<Vec<_>, _>>().and_then(|columns| {
            let scan = LogicalPlanBuilder::scan(self.table.name, provider_as_source(provider), None)?;
            Ok(ViewTable::new(scan.project(columns)?.build()?, None))
        });
        Ok(Arc::new(filled.map_err(|error| self.error("open", error))?))
    }

    /// Creates the table, with these rows in it, as its version 0.
    pub(super) async fn create(&self, rows: RecordBatch) -> Result<u64, LakeError> {
        let adds = self.write_files(rows).await?;
        let structure: StructType =
            self.table.schema().as_ref().try_into_kernel().map_err(|error| self.error("create", error))?;
        let created = CreateBuilder::new()
            .with_location(self.path()?)
            .with_table_name(self.table.name)
            .with_comment(self.table.about)
            .with_columns(structure.fields().cloned())
            .with_partition_columns(self.table.partition())
            .with_configuration(PROPERTIES.map(|(name, value)| (name.to_owned(), Some(value.to_owned()))))
            .with_actions(adds)
            .await
            .map_err(|error| self.error("create", error))?;
        fault::point(&format!("table created {}", self.table.name));
        Ok(created.version().unwrap_or(0))
    }

    /// Puts `rows` and the rows of these files in place of everything in `years` as one commit, and gives its version.
    pub(super) async fn replace(
        &self,
        years: &Years,
        rows: RecordBatch,
        adoptions: &[Adoption],
    ) -> Result<u64, LakeError> {
        let table = self.load(None).await?;
        let snapshot = table.snapshot().map_err(|error| self.error("write", error))?;
        let mut actions = self.new_columns(snapshot)?;
        actions.extend(self.write_files(rows).await?);
        actions.extend(self.adopt(adoptions)?);
        let before = actions.len();
        for file in snapshot.snapshot().log_data().iter() {
            if self.is_in(&file, years) {
                actions.push(Action::Remove(file.remove_action(true)));
            }
        }
        let mode = if actions.len() == before { SaveMode::Append } else { SaveMode::Overwrite };
        self.commit(&table, actions, mode).await
    }

    /// Whether the table has files at a version, in these years where they are given; reads its log only.
    pub(super) async fn holds(&self, version: u64, years: Option<&Years>) -> Result<bool, LakeError> {
        let table = self.load(Some(version)).await?;
        let snapshot = table.snapshot().map_err(|error| self.error("read", error))?;
        Ok(snapshot.snapshot().log_data().iter().any(|file| years.is_none_or(|years| self.is_in(&file, years))))
    }

    fn is_in(&self, file: &LogicalFileView, years: &Years) -> bool {
        let Some(partition) = self.table.partition() else { return true };
        let year = file.partition_values_map().remove(partition).flatten();
        years.contains(&year.and_then(|year| year.parse().ok()))
    }

    /// Adds rows, and the rows of these files, as one commit, and gives its version; a table of many small files
    /// becomes one file.
    pub(super) async fn append(&self, rows: RecordBatch, adoptions: &[Adoption]) -> Result<u64, LakeError> {
        let table = self.load(None).await?;
        let snapshot = table.snapshot().map_err(|error| self.error("write", error))?;
        if self.table.partition().is_none() && snapshot.snapshot().log_data().num_files() >= MANY_FILES {
            let existing = self.read(table.version(), None).await?;
            let all =
                concat_batches(&self.table.schema(), [&existing, &rows]).map_err(|error| self.error("write", error))?;
            return self.replace(&Years::from([None]), all, adoptions).await;
        }
        let mut actions = self.new_columns(snapshot)?;
        actions.extend(self.write_files(rows).await?);
        actions.extend(self.adopt(adoptions)?);
        self.commit(&table, actions, SaveMode::Append).await
    }

    /// What a commit says besides its files where the table was made before some of its columns were known.
    fn new_columns(&self, snapshot: &DeltaTableState) -> Result<Vec<Action>, LakeError> {
        let stored = snapshot.schema();
        if self.table.all_columns().all(|column| stored.field(column.name).is_some()) {
            return Ok(Vec::new());
        }
        let structure: StructType =
            self.table.schema().as_ref().try_into_kernel().map_err(|error| self.error("write", error))?;
        let metadata = snapshot.metadata().clone().with_schema(&structure);
        Ok(vec![Action::Metadata(metadata.map_err(|error| self.error("write", error))?)])
    }

    /// Makes the table empty where the ledger does not know it yet: what a killed load or creation left of it goes.
    pub(super) async fn create_anew(&self) -> Result<u64, LakeError> {
        let folder = self.root.join(self.table.name);
        if folder.join("_delta_log").join(format!("{:020}.json", 0)).is_file() {
            // its first version is the empty table
            return if self.newest().await? == 0 { Ok(0) } else { self.restore(0).await };
        }
        if folder.exists() {
            std::fs::remove_dir_all(&folder)
                .map_err(|source| LakeError::file("remove what a killed creation left in", &folder, source))?;
        }
        self.create(RecordBatch::new_empty(self.table.schema())).await
    }

    /// Sets the table back to what it was at `version`, as a new version.
    pub(super) async fn restore(&self, version: u64) -> Result<u64, LakeError> {
        fault::point(&format!("table restored {}", self.table.name));
        let restore = self.load(None).await?.restore().with_version_to_restore(version);
        let (table, _) = restore.await.map_err(|error| self.error("restore", error))?;
        Ok(table.version().unwrap_or(version))
    }

    /// The rows at a version for which `condition` holds, in the table's schema.
    pub(super) async fn read(&self, version: Option<u64>, condition: Option<Expr>) -> Result<RecordBatch, LakeError> {
        self.read_columns(version, condition, self.table.schema()).await
    }

    /// Some columns of the rows at a version for which `condition` holds, in the given schema.
    pub(super) async fn read_columns(
        &self,
        version: Option<u64>,
        condition: Option<Expr>,
        schema: SchemaRef,
    ) -> Result<RecordBatch, LakeError> {
        let provider = self.provider(version).await?;
        let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        let batches = async {
            let mut rows = session.read_table(provider)?;
            if let Some(condition) = condition {
                rows = rows.filter(condition)?;
            }
            rows.select(schema.fields().iter().map(|field| col(field.name())).collect::<Vec<_>>())?.collect().await
        };
        let batches = batches.await.map_err(|error| self.error("read", error))?;
        let batches: Result<Vec<_>, _> = batches.iter().map(|batch| in_schema(batch, &schema)).collect();
        batches.and_then(|batches| concat_batches(&schema, &batches)).map_err(|error| self.error("read", error))
    }

    async fn load(&self, version: Option<u64>) -> Result<DeltaTable, LakeError> {
        let mut table = self.handle()?;
        let loaded = match version {
            Some(version) => table.load_version(version).await,
            None => table.load().await,
        };
        loaded.map_err(|error| self.error("open", error))?;
        Ok(table)
    }

    async fn write_files(&self, rows: RecordBatch) -> Result<Vec<Action>, LakeError> {
        if rows.num_rows() == 0 {
            return Ok(Vec::new());
        }
        let location = ensure_table_uri(self.path()?).map_err(|error| self.error("write", error))?;
        let properties = writer_properties();
        let partition = self.table.partition().map(|column| vec![column.to_owned()]);
        let adds = async {
            let mut writer = RecordBatchWriter::try_new(location.as_str(), rows.schema(), partition, None)?
                .with_writer_properties(properties);
            writer.write(rows).await?;
            writer.flush().await
        };
        let adds = adds.await.map_err(|error| self.error("write", error))?;
        fault::point(&format!("table written {}", self.table.name));
        Ok(adds.into_iter().map(Action::Add).collect())
    }

    /// Moves files to where the table keeps its own; they are part of it once they are committed.
    fn adopt(&self, adoptions: &[Adoption]) -> Result<Vec<Action>, LakeError> {
        let mut actions = Vec::with_capacity(adoptions.len());
        for Adoption { source_id, file } in adoptions {
            let failed = |source| LakeError::file("take into the lake the file", &file.path, source);
            let year = file.year.map(|year| year.to_string());
            let (folder, values) = match self.table.partition() {
                None => (String::new(), HashMap::new()),
                Some(column) => {
                    let named = year.as_deref().unwrap_or("__HIVE_DEFAULT_PARTITION__");
                    (format!("{column}={named}/"), HashMap::from([(column.to_owned(), year.clone())]))
                }
            };
            let moment = chrono::Utc::now().timestamp_millis();
            let name = file.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let path = format!("{folder}part-{moment}-{}-{name}.zstd.parquet", std::process::id());
            let at = self.root.join(self.table.name).join(&path);
            if let Some(folder) = at.parent() {
                fs::create_dir_all(folder).map_err(failed)?;
            }
            // the spool is on the lake's disk, unless someone has mounted another there
            if fs::rename(&file.path, &at).is_err() {
                fs::copy(&file.path, &at).map_err(failed)?;
            }
            let stats = serde_json::json!({
                "numRecords": file.rows,
                "minValues": {"source_id": source_id}, "maxValues": {"source_id": source_id},
                "nullCount": {"source_id": 0},
            });
            actions.push(Action::Add(Add {
                path,
                size: i64::try_from(file.bytes).unwrap_or(i64::MAX),
                partition_values: values,
                modification_time: moment,
                data_change: true,
                stats: Some(stats.to_string()),
                ..Add::default()
            }));
        }
        Ok(actions)
    }

    async fn commit(&self, table: &DeltaTable, actions: Vec<Action>, mode: SaveMode) -> Result<u64, LakeError> {
        let operation = DeltaOperation::Write {
            mode,
            partition_by: self.table.partition().map(|column| vec![column.to_owned()]),
            predicate: None,
        };
        let snapshot = table.snapshot().map_err(|error| self.error("write", error))?;
        let committed = CommitBuilder::from(CommitProperties::default().with_cleanup_expired_logs(Some(false)))
            .with_actions(actions)
            .build(Some(snapshot), table.log_store(), operation)
            .await
            .map_err(|error| self.error("write", error))?;
        fault::point(&format!("table committed {}", self.table.name));
        Ok(committed.version())
    }
}

/// How files are written.
pub(super) fn writer_properties() -> WriterProperties {
    WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build()
}

/// The condition that a row stands in one of these years; a year may be missing.
pub(super) fn in_years(column: &str, years: &Years) -> Expr {
    let known: Vec<Expr> = years.iter().flatten().map(|year| lit(*year)).collect();
    let known = col(column).in_list(known, false);
    if years.contains(&None) { known.or(col(column).is_null()) } else { known }
}

/// The same rows with each column in the type that `schema` gives it: scans may hand out text as views.
fn in_schema(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns: Result<Vec<_>, _> =
        batch.columns().iter().zip(schema.fields()).map(|(column, field)| cast(column, field.data_type())).collect();
    RecordBatch::try_new(schema.clone(), columns?)
}
