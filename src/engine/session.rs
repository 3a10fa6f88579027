//! A query session over one version of the lake.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::ident;
use datafusion::physical_plan::collect;
use datafusion::prelude::{DataFrame, SQLOptions, SessionConfig, SessionContext};

use super::catalog::{CHINESE, LakeCatalog, PUBLIC};
use super::error::EngineError;
use super::lineage::{Lineage, Positions, Rows, Walk, Wanted, condition, in_table_schema};
use super::reads::{self, Source};
use super::view::View;
use super::{functions, statement};
use crate::lake::Snapshot;
use crate::model::{Table, nearest};

/// The catalog's name.
const CATALOG: &str = "jixiao";
/// How many of the hungriest operators an error about memory names.
const CONSUMERS_NAMED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4);

/// The values of a query's named parameters (`$year`).
pub type Parameters = Vec<(String, ScalarValue)>;

/// The limits of a session.
#[derive(Clone, Copy, Debug)]
pub struct SessionOptions {
    /// How many partitions a query is divided into; the number of cores where none is given.
    pub target_partitions: Option<usize>,
    /// How many bytes queries may hold at once.
    pub memory_limit_bytes: usize,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self { target_partitions: None, memory_limit_bytes: 4 << 30 }
    }
}

/// A read-only session over one version of the lake.
#[derive(Clone)]
pub struct Session {
    context: SessionContext,
    names: Vec<String>,
    /// The SQL of every view, by name.
    views: Arc<BTreeMap<String, String>>,
}

/// The rows that a query gave.
#[derive(Clone, Debug)]
pub struct QueryResult {
    /// Names and types of its columns.
    pub schema: SchemaRef,
    /// Its rows.
    pub batches: Vec<RecordBatch>,
}

impl QueryResult {
    /// How many rows there are.
    pub fn row_count(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

impl Session {
    /// A session over `snapshot` with these views and limits. Nothing is opened yet.
    ///
    /// # Errors
    /// When the runtime cannot be set up (no folder for spilling).
    pub fn open(snapshot: Snapshot, views: Vec<View>, options: SessionOptions) -> Result<Self, EngineError> {
        let mut config = SessionConfig::new()
            .with_default_catalog_and_schema(CATALOG, PUBLIC)
            .with_create_default_catalog_and_schema(false)
            .with_information_schema(true);
        if let Some(partitions) = options.target_partitions {
            config = config.with_target_partitions(partitions);
        }
        // `amount * 0.1` must stay a decimal.
        config.options_mut().sql_parser.parse_float_as_decimal = true;
        // so that an error can say where in the statement it is
        config.options_mut().sql_parser.collect_spans = true;
        let pool = TrackConsumersPool::new(FairSpillPool::new(options.memory_limit_bytes), CONSUMERS_NAMED);
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(pool))
            .build_arc()
            .map_err(|error| EngineError::explain(&error, &[]))?;
        let context = SessionContext::new_with_config_rt(config, runtime);
        functions::register(&context);
        let sql_of_views = views.iter().map(|view| (view.name.clone(), view.sql.clone())).collect();
        let catalog = Arc::new(LakeCatalog::new(snapshot, views));
        let state = context.state_weak_ref();
        catalog.plan_views_in(Box::new(move || Some(state.upgrade()?.read().clone())));
        let names = schema_names(&catalog);
        context.register_catalog(CATALOG, catalog);
        Ok(Self { context, names, views: Arc::new(sql_of_views) })
    }

    /// Answers one read-only statement, its `$name` parameters bound to `parameters`.
    ///
    /// # Errors
    /// When the SQL cannot be read or planned, would change something, or fails.
    pub async fn query(&self, sql: &str, parameters: &Parameters) -> Result<QueryResult, EngineError> {
        let frame = self.plan(sql, parameters).await?;
        let context = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await.map_err(|error| self.explain(&error))?;
        // types are settled only here: the branches of a union may differ before
        let schema = plan.schema();
        let batches = collect(plan, context).await.map_err(|error| self.explain(&error))?;
        Ok(QueryResult { schema, batches })
    }

    /// The columns that one statement would give, without running it.
    ///
    /// # Errors
    /// As [`Session::query`], short of running.
    pub async fn schema(&self, sql: &str, parameters: &Parameters) -> Result<SchemaRef, EngineError> {
        let frame = self.plan(sql, parameters).await?;
        Ok(Arc::clone(frame.schema().inner()))
    }

    /// The rows of the lake's tables that row `row` (from 0) of a query's result comes from; where `column` is given,
    /// those that this column of it comes from. None where the result has no such row.
    ///
    /// # Errors
    /// As [`Session::query`], and when the result has no such column.
    pub async fn trace(
        &self,
        sql: &str,
        parameters: &Parameters,
        row: usize,
        column: Option<&str>,
    ) -> Result<Option<Lineage>, EngineError> {
        let frame = self.plan(sql, parameters).await?;
        let plan = frame.logical_plan().clone();
        let schema = Arc::clone(frame.schema().inner());
        let wanted = match column {
            None => Wanted::All,
            Some(name) => {
                let position = schema.index_of(name).map_err(|_| no_column(name, &schema))?;
                Wanted::Some(Positions::one(position))
            }
        };
        let mut before = row;
        let mut asked = None;
        for batch in frame.collect().await.map_err(|error| self.explain(&error))? {
            if before < batch.num_rows() {
                asked = Some(batch.slice(before, 1));
                break;
            }
            before -= batch.num_rows();
        }
        let Some(asked) = asked else { return Ok(None) };
        let rows = Rows { schema: asked.schema(), batches: vec![asked] };
        let mut walk = Walk { context: &self.context, views: &self.views, found: Lineage::default() };
        walk.follow(&plan, rows, wanted).await.map_err(|error| self.explain(&error))?;
        Ok(Some(walk.found))
    }

    /// The rows of a table in which columns have these values, NULL included; at most `limit`.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn rows_where(
        &self,
        table: &'static Table,
        conditions: &[(String, ScalarValue)],
        limit: usize,
    ) -> Result<Vec<RecordBatch>, EngineError> {
        let rows = async {
            let mut frame = self.context.table(table.name).await?;
            if let Some(condition) = condition(conditions) {
                frame = frame.filter(condition)?;
            }
            let keys = table.key.iter().map(|name| ident(*name).sort(true, true)).collect();
            let batches = frame.sort(keys)?.limit(0, Some(limit))?.collect().await?;
            batches.iter().map(|batch| in_table_schema(table, batch)).collect()
        };
        let rows: datafusion::common::Result<Vec<RecordBatch>> = rows.await;
        rows.map_err(|error| self.explain(&error))
    }

    /// The tables and views that one statement stands on, with the columns that are read of each.
    ///
    /// # Errors
    /// As [`Session::query`], short of running.
    pub async fn reads(&self, sql: &str, parameters: &Parameters) -> Result<Vec<Source>, EngineError> {
        let plan = self.plan(sql, parameters).await?.into_unoptimized_plan();
        reads::sources(&self.context.state(), plan, &self.views).await.map_err(|error| self.explain(&error))
    }

    /// The names of all tables and views, Chinese ones included.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    async fn plan(&self, sql: &str, parameters: &Parameters) -> Result<DataFrame, EngineError> {
        let state = self.context.state();
        let statement = statement::read(&state, sql)?;
        let frame = async {
            let plan = state.statement_to_plan(statement).await?;
            let read_only = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
            read_only.verify_plan(&plan)?;
            let frame = self.context.execute_logical_plan(plan).await?;
            if parameters.is_empty() { Ok(frame) } else { frame.with_param_values(parameters.clone()) }
        };
        frame.await.map_err(|error| self.explain(&error))
    }

    fn explain(&self, error: &DataFusionError) -> EngineError {
        EngineError::explain(error, &self.names)
    }
}

fn no_column(name: &str, schema: &SchemaRef) -> EngineError {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let hint = nearest(name, names.iter().copied()).map(|name| format!("did you mean `{name}`?"));
    EngineError::Plan {
        message: format!("the result has no column `{name}`"),
        position: None,
        hint: hint.or_else(|| Some(format!("its columns are: {}", names.join(", ")))),
    }
}

fn schema_names(catalog: &LakeCatalog) -> Vec<String> {
    use datafusion::catalog::CatalogProvider;
    let schemas = [PUBLIC, CHINESE].into_iter().filter_map(|schema| catalog.schema(schema));
    schemas.flat_map(|schema| schema.table_names()).collect()
}
