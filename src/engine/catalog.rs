//! The catalog of a session: schema `public` holds the lake's tables and the views, schema `zh` the same under their
//! Chinese labels. Nothing is opened or planned before a query names it.
//!
//! Analyses stand on views that stand on views: inlined, their plans take longer to optimise than to run. A view whose
//! rows are few is therefore computed once a session and kept; a larger one is planned into each query.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, TableProvider};
use datafusion::common::{Column, DataFusionError, Result};
use datafusion::datasource::{MemTable, ViewTable, provider_as_source};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, TableType};
use datafusion::prelude::DataFrame;
use futures::TryStreamExt;

use super::view::View;
use crate::lake::Snapshot;
use crate::model::tables;

/// The schema of the SQL names.
pub(super) const PUBLIC: &str = "public";
/// The schema of the Chinese labels.
pub(super) const CHINESE: &str = "zh";

/// A view with more rows than fit into this is planned into each query.
const KEPT_BYTES_MAX: usize = 64 << 20;

/// Gives the session's present state; none once the session is gone.
type StateOfSession = Box<dyn Fn() -> Option<SessionState> + Send + Sync>;

/// The catalog of one session over one version of the lake.
#[derive(Debug)]
pub(super) struct LakeCatalog {
    public: Arc<PublicSchema>,
    chinese: Arc<ChineseSchema>,
}

impl LakeCatalog {
    /// The catalog of this version of the lake with these views.
    pub(super) fn new(snapshot: Snapshot, views: Vec<View>) -> Self {
        let views = views.into_iter().map(|view| (view.name.clone(), view)).collect();
        let public =
            Arc::new(PublicSchema { snapshot, views, opened: Mutex::new(HashMap::new()), state: OnceLock::new() });
        Self { chinese: Arc::new(ChineseSchema { public: Arc::clone(&public) }), public }
    }

    /// Lets views be planned in the session that this catalog is of.
    pub(super) fn plan_views_in(&self, state: StateOfSession) {
        // A catalog is given to one session only, so the first state is the only one.
        let _ = self.public.state.set(state);
    }
}

impl CatalogProvider for LakeCatalog {
    fn schema_names(&self) -> Vec<String> {
        vec![PUBLIC.to_owned(), CHINESE.to_owned()]
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        match name {
            PUBLIC => Some(Arc::<PublicSchema>::clone(&self.public)),
            CHINESE => Some(Arc::<ChineseSchema>::clone(&self.chinese)),
            _ => None,
        }
    }
}

struct PublicSchema {
    snapshot: Snapshot,
    views: BTreeMap<String, View>,
    opened: Mutex<HashMap<String, Arc<dyn TableProvider>>>,
    state: OnceLock<StateOfSession>,
}

impl fmt::Debug for PublicSchema {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PublicSchema").field("views", &self.views.keys()).finish_non_exhaustive()
    }
}

impl PublicSchema {
    async fn open(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if let Some(table) = tables::find(name) {
            let provider = self.snapshot.provider(table).await;
            return provider.map(Some).map_err(|error| DataFusionError::External(Box::new(error)));
        }
        let Some(view) = self.views.get(name) else { return Ok(None) };
        let state = self.state.get().and_then(|state| state());
        let state = state.ok_or_else(|| DataFusionError::Plan("the session is closed".to_owned()))?;
        let plan = state.create_logical_plan(&view.sql).await?;
        if let Some(kept) = kept(state, plan.clone()).await? {
            return Ok(Some(Arc::new(kept)));
        }
        Ok(Some(Arc::new(ViewTable::new(plan, Some(view.sql.clone())))))
    }
}

/// The rows of a view, where they are few enough to keep.
async fn kept(state: SessionState, plan: LogicalPlan) -> Result<Option<MemTable>> {
    let mut stream = DataFrame::new(state, plan).execute_stream().await?;
    let (schema, mut batches, mut bytes) = (stream.schema(), Vec::new(), 0);
    while let Some(batch) = stream.try_next().await? {
        bytes += batch.get_array_memory_size();
        if bytes > KEPT_BYTES_MAX {
            return Ok(None);
        }
        batches.push(batch);
    }
    MemTable::try_new(schema, vec![batches]).map(Some)
}

#[async_trait]
impl SchemaProvider for PublicSchema {
    fn table_names(&self) -> Vec<String> {
        let tables = tables::ALL.iter().map(|table| table.name.to_owned());
        tables.chain(self.views.keys().cloned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if opened.is_some() {
            return Ok(opened);
        }
        let provider = self.open(name).await?;
        if let Some(provider) = &provider {
            let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
            opened.insert(name.to_owned(), Arc::clone(provider));
        }
        Ok(provider)
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        let table = tables::find(name).map(|_| TableType::Base);
        Ok(table.or_else(|| self.views.contains_key(name).then_some(TableType::View)))
    }

    fn table_exist(&self, name: &str) -> bool {
        tables::find(name).is_some() || self.views.contains_key(name)
    }
}

/// The same tables and views under their Chinese labels.
#[derive(Debug)]
struct ChineseSchema {
    public: Arc<PublicSchema>,
}

impl ChineseSchema {
    fn public_name(&self, chinese: &str) -> Option<&str> {
        let table = tables::ALL.iter().find(|table| table.label.zh == chinese).map(|table| table.name);
        table.or_else(|| {
            let view = self.public.views.values().find(|view| view.chinese_name == chinese)?;
            Some(view.name.as_str())
        })
    }

    fn column_name(&self, table: &str, column: &str) -> String {
        if let Some(label) = tables::find(table).and_then(|table| table.column(column)) {
            return label.label.zh.to_owned();
        }
        let of_view = self.public.views.get(table).and_then(|view| view.chinese_columns.get(column));
        let label = of_view.cloned().or_else(|| Some(tables::column_label(column)?.zh.to_owned()));
        label.unwrap_or_else(|| column.to_owned())
    }
}

#[async_trait]
impl SchemaProvider for ChineseSchema {
    fn table_names(&self) -> Vec<String> {
        let tables = tables::ALL.iter().map(|table| table.label.zh.to_owned());
        let views = self.public.views.values().map(|view| view.chinese_name.clone());
        tables.chain(views.filter(|name| !name.is_empty())).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(public_name) = self.public_name(name) else { return Ok(None) };
        let Some(provider) = self.public.table(public_name).await? else { return Ok(None) };
        let mut taken = HashSet::new();
        let renamed: Vec<Expr> = provider
            .schema()
            .fields()
            .iter()
            .map(|field| {
                let label = self.column_name(public_name, field.name());
                let label = if taken.insert(label.clone()) { label } else { field.name().clone() };
                Expr::Column(Column::from_name(field.name())).alias(label)
            })
            .collect();
        let scan = LogicalPlanBuilder::scan(public_name, provider_as_source(provider), None)?;
        Ok(Some(Arc::new(ViewTable::new(scan.project(renamed)?.build()?, None))))
    }

    async fn table_type(&self, name: &str) -> Result<Option<TableType>> {
        Ok(self.public_name(name).map(|_| TableType::View))
    }

    fn table_exist(&self, name: &str) -> bool {
        self.public_name(name).is_some()
    }
}
