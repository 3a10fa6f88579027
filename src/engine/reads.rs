//! What a statement stands on: the tables and columns that its plan reads, through every view.

use std::collections::{BTreeMap, BTreeSet};

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Column, Result};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

use crate::model::tables;

/// A table or view that a statement reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its SQL name.
    pub name: String,
    /// Whether it is a view, which stands on the tables listed after it.
    pub is_view: bool,
    /// The columns that are read, by name.
    pub columns: Vec<String>,
    /// What reads it: views, and the statement itself as an empty text.
    pub read_by: Vec<String>,
}

#[derive(Default)]
struct Read {
    columns: BTreeSet<String>,
    read_by: BTreeSet<String>,
}

/// Everything that `plan` reads: views first, then tables, each by name.
pub(super) async fn sources(
    state: &SessionState,
    plan: LogicalPlan,
    views: &BTreeMap<String, String>,
) -> Result<Vec<Source>> {
    let mut read: BTreeMap<String, Read> = BTreeMap::new();
    scans(state, &plan, "", &mut read)?;
    // a view is planned for its columns that are read, until no view gives anything new
    let mut planned: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    loop {
        let next = views.iter().find_map(|(name, sql)| {
            let wanted = &read.get(name)?.columns;
            (planned.get(name) != Some(wanted)).then(|| (name, sql, wanted.clone()))
        });
        let Some((name, sql, wanted)) = next else { break };
        planned.insert(name.clone(), wanted.clone());
        let plan = state.create_logical_plan(sql).await?;
        let columns: Vec<Expr> = plan
            .schema()
            .columns()
            .into_iter()
            .filter(|column| wanted.contains(&column.name))
            .map(Expr::Column)
            .collect();
        let plan = if columns.is_empty() { plan } else { LogicalPlanBuilder::from(plan).project(columns)?.build()? };
        scans(state, &plan, name, &mut read)?;
    }
    let is_view = |name: &str| tables::find(name).is_none();
    let mut sources: Vec<Source> = read
        .into_iter()
        .map(|(name, read)| Source {
            is_view: is_view(&name),
            name,
            columns: read.columns.into_iter().collect(),
            read_by: read.read_by.into_iter().collect(),
        })
        .collect();
    sources.sort_by_key(|source| (!source.is_view, source.name.clone()));
    Ok(sources)
}

/// Notes the tables that a plan reads once it is optimised, and the columns of each.
fn scans(state: &SessionState, plan: &LogicalPlan, reader: &str, read: &mut BTreeMap<String, Read>) -> Result<()> {
    let plan = state.optimize(plan)?;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let of_table = read.entry(scan.table_name.table().to_owned()).or_default();
            of_table.read_by.insert(reader.to_owned());
            let projected = scan.projected_schema.fields().iter().map(|field| field.name().clone());
            let filtered = scan.filters.iter().flat_map(Expr::column_refs).map(|column: &Column| column.name.clone());
            of_table.columns.extend(projected.chain(filtered));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(())
}
