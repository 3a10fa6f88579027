//! Which rows of the lake's tables a row of a query's result comes from.
//!
//! The plan is walked from its result down to its scans. At every step the rows in question are known, and those rows
//! of the step's input are found that they come from: for a projection the rows that give them, for a grouping the
//! rows of the groups, for a join the rows of each side. Views are walked like queries.
//!
//! Where one column is asked for, only the sides of joins that it comes from are followed, and of a sum only the rows
//! that it adds (`CASE WHEN … THEN amount END`, `FILTER (WHERE …)`, no NULL). Where all are asked for, a window
//! function stands for its own row. Conditions in subqueries (`IN (SELECT …)`) are not followed: they decide whether a
//! row counts, not what it holds.

mod values;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, RecordBatch, new_null_array};
use datafusion::arrow::compute::cast as arrow_cast;
use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema, SchemaRef};
use datafusion::common::{Column, DFSchema, NullEquality, Result, ScalarValue};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::{
    Aggregate, Case, Distinct, Expr, Join, JoinType, LogicalPlan, LogicalPlanBuilder, Projection, TableScan, Union,
    Window, cast, ident, lit,
};
use datafusion::prelude::SessionContext;
use futures::FutureExt;
use futures::future::BoxFuture;

pub(super) use self::values::{Positions, Wanted};
use self::values::{is_nothing, row_counts, take_apart, values_of, window_function};
use crate::model::{Row, Table, row_of_batch, tables};

/// Rows of one table that a result comes from.
#[derive(Clone, Debug)]
pub struct TracedRows {
    /// The table.
    pub table: &'static Table,
    /// The columns that the result comes from; all of them where none was asked for.
    pub columns: BTreeSet<&'static str>,
    /// Columns that stand in for another: the first counts only where the second has no value.
    pub stand_ins: BTreeSet<(&'static str, &'static str)>,
    /// The rows, with all their columns; one may stand in several batches.
    pub batches: Vec<RecordBatch>,
}

/// One row that a result comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TracedRow {
    /// The row.
    pub row: Row,
    /// Its source, where its table has one.
    pub source_id: Option<String>,
    /// The columns of it that count; none where the row counts as a whole.
    pub columns: BTreeSet<&'static str>,
}

impl TracedRows {
    /// Rows of a table that are asked for as they are.
    pub fn whole(table: &'static Table, batches: Vec<RecordBatch>) -> Self {
        Self { table, columns: BTreeSet::new(), stand_ins: BTreeSet::new(), batches }
    }

    /// The rows, each once, in order of their places.
    pub fn rows(&self) -> Vec<TracedRow> {
        let mut seen = HashSet::new();
        let mut rows = Vec::new();
        for batch in &self.batches {
            let sources = batch.column_by_name("source_id").and_then(|column| column.as_string_opt::<i32>());
            for index in 0..batch.num_rows() {
                let row = row_of_batch(self.table, batch, index);
                let source_id = sources.filter(|sources| sources.is_valid(index)).map(|sources| sources.value(index));
                if !seen.insert(format!("{source_id:?}{:?}{:?}", row.provenance, row.key())) {
                    continue;
                }
                let stood_for = |name: &str| {
                    self.stand_ins.iter().any(|(stand_in, other)| *stand_in == name && row.get(other).is_some())
                };
                let columns = self.columns.iter().copied().filter(|name| !stood_for(name)).collect();
                rows.push(TracedRow { source_id: source_id.map(str::to_owned), columns, row });
            }
        }
        rows.sort_by_cached_key(|traced| {
            let place = &traced.row.provenance;
            (traced.source_id.clone(), place.sheet.clone(), place.row, place.cells.clone())
        });
        rows
    }
}

/// What a row of a result comes from.
#[derive(Clone, Debug, Default)]
pub struct Lineage {
    /// The rows, by table.
    pub tables: BTreeMap<&'static str, TracedRows>,
    /// What could not be followed, in words.
    pub notes: BTreeSet<String>,
}

/// The rows in question at a step, in the order of its columns.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) schema: SchemaRef,
    pub(super) batches: Vec<RecordBatch>,
}

impl Rows {
    fn is_empty(&self) -> bool {
        self.batches.iter().all(|batch| batch.num_rows() == 0)
    }
}

/// A walk down one plan.
pub(super) struct Walk<'a> {
    pub(super) context: &'a SessionContext,
    /// The SQL of every view, by name.
    pub(super) views: &'a BTreeMap<String, String>,
    pub(super) found: Lineage,
}

impl Walk<'_> {
    /// Follows `rows` of a step's output down to the tables.
    pub(super) fn follow<'b>(
        &'b mut self,
        plan: &'b LogicalPlan,
        rows: Rows,
        wanted: Wanted,
    ) -> BoxFuture<'b, Result<()>> {
        async move {
            if rows.is_empty() {
                return Ok(());
            }
            match plan {
                LogicalPlan::SubqueryAlias(alias) => self.follow(&alias.input, rows, wanted).await,
                LogicalPlan::Sort(sort) => self.follow(&sort.input, rows, wanted).await,
                LogicalPlan::Limit(limit) => self.follow(&limit.input, rows, wanted).await,
                LogicalPlan::Repartition(repartition) => self.follow(&repartition.input, rows, wanted).await,
                LogicalPlan::Subquery(subquery) => self.follow(&subquery.subquery, rows, wanted).await,
                // what a filter lets through is what stood before it
                LogicalPlan::Filter(filter) => self.follow(&filter.input, rows, wanted).await,
                LogicalPlan::Distinct(Distinct::All(input)) => self.follow(input, rows, wanted).await,
                LogicalPlan::Projection(projection) => self.projection(projection, &rows, &wanted).await,
                LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate, &rows, &wanted).await,
                LogicalPlan::Window(window) => self.window(window, &rows, &wanted).await,
                LogicalPlan::Join(join) => self.join(join, &rows, &wanted).await,
                LogicalPlan::Union(union) => self.union(union, &rows, &wanted).await,
                LogicalPlan::TableScan(scan) => self.scan(scan, rows, wanted).await,
                LogicalPlan::EmptyRelation(_) | LogicalPlan::Values(_) => Ok(()),
                other => {
                    let name = other.display().to_string();
                    let name = name.split([':', ' ']).next().unwrap_or_default().to_owned();
                    self.found.notes.insert(format!("a step of the query cannot be followed to its rows: {name}"));
                    Ok(())
                }
            }
        }
        .boxed()
    }

    async fn projection(&mut self, projection: &Projection, rows: &Rows, wanted: &Wanted) -> Result<()> {
        let keys = projection.expr.iter().cloned().enumerate().collect();
        let input = self.narrow(&projection.input, keys, None, rows).await?;
        let wanted = match wanted {
            Wanted::All => Wanted::All,
            Wanted::Some(positions) => {
                let chosen = positions.at.iter().filter_map(|at| projection.expr.get(*at)).collect();
                let live = self.live(&projection.input, &input, chosen).await?;
                values_of(live.iter(), projection.input.schema())
            }
        };
        self.follow(&projection.input, input, wanted).await
    }

    async fn aggregate(&mut self, aggregate: &Aggregate, rows: &Rows, wanted: &Wanted) -> Result<()> {
        if aggregate.group_expr.iter().any(|expr| matches!(expr, Expr::GroupingSet(_))) {
            self.found.notes.insert("GROUPING SETS are not followed to their rows".to_owned());
            return Ok(());
        }
        let groups = aggregate.group_expr.len();
        let keys = aggregate.group_expr.iter().cloned().enumerate().collect();
        let (filter, values) = match wanted {
            Wanted::All => (None, None),
            Wanted::Some(positions) => {
                let chosen: Vec<&Expr> =
                    positions.at.iter().filter_map(|at| aggregate.aggr_expr.get(at.checked_sub(groups)?)).collect();
                let named = positions.at.iter().filter_map(|at| aggregate.group_expr.get(*at));
                // a row counts where it counts for one of the columns
                let counts: Option<Vec<Expr>> = chosen.iter().map(|expr| row_counts(expr)).collect();
                let only_figures = positions.at.iter().all(|at| *at >= groups);
                let filter = counts.filter(|_| only_figures).and_then(|counts| counts.into_iter().reduce(Expr::or));
                (filter, Some(chosen.iter().copied().chain(named).collect()))
            }
        };
        let input = self.narrow(&aggregate.input, keys, filter, rows).await?;
        let wanted = match values {
            None => Wanted::All,
            Some(values) => {
                let live = self.live(&aggregate.input, &input, values).await?;
                values_of(live.iter(), aggregate.input.schema())
            }
        };
        self.follow(&aggregate.input, input, wanted).await
    }

    async fn window(&mut self, window: &Window, rows: &Rows, wanted: &Wanted) -> Result<()> {
        let schema = window.input.schema();
        let width = schema.fields().len();
        let own = (0..width).map(|at| (at, column(schema, at))).collect();
        let input = self.narrow(&window.input, own, None, rows).await?;
        let Wanted::Some(positions) = wanted else {
            return self.follow(&window.input, input, Wanted::All).await;
        };
        let below: BTreeSet<usize> = positions.at.iter().copied().filter(|at| *at < width).collect();
        for function in positions.at.iter().filter_map(|at| window.window_expr.get(at.checked_sub(width)?)) {
            let Some(function) = window_function(function) else { continue };
            // the figure comes from all rows of the partition
            let keys: Vec<(usize, Expr)> = function.params.partition_by.iter().cloned().enumerate().collect();
            let partition = self.evaluate(&window.input, &input, &function.params.partition_by).await?;
            let of_partition = self.narrow(&window.input, keys, None, &partition).await?;
            let values = values_of(function.params.args.iter(), schema);
            self.follow(&window.input, of_partition, values).await?;
        }
        if below.is_empty() && !positions.at.is_empty() {
            return Ok(());
        }
        self.follow(&window.input, input, Wanted::Some(Positions { at: below, ..Positions::default() })).await
    }

    async fn join(&mut self, join: &Join, rows: &Rows, wanted: &Wanted) -> Result<()> {
        let left = join.left.schema().fields().len();
        let sides: [(&Arc<LogicalPlan>, usize); 2] = match join.join_type {
            JoinType::LeftSemi | JoinType::LeftAnti => [(&join.left, 0), (&join.left, 0)],
            JoinType::RightSemi | JoinType::RightAnti => [(&join.right, 0), (&join.right, 0)],
            _ => [(&join.left, 0), (&join.right, left)],
        };
        let one_side = Arc::ptr_eq(sides[0].0, sides[1].0);
        for (side, offset) in sides.into_iter().take(if one_side { 1 } else { 2 }) {
            let schema = side.schema();
            let width = schema.fields().len();
            let of_side = match wanted {
                Wanted::All => Wanted::All,
                Wanted::Some(positions) if positions.at.is_empty() => Wanted::Some(Positions::default()),
                Wanted::Some(positions) => {
                    let below = |at: usize| at.checked_sub(offset).filter(|at| *at < width);
                    let within: BTreeSet<usize> = positions.at.iter().filter_map(|at| below(*at)).collect();
                    if within.is_empty() {
                        continue;
                    }
                    let stand_ins = positions.stand_ins.iter();
                    let stand_ins = stand_ins.filter_map(|(one, other)| Some((below(*one)?, below(*other)?))).collect();
                    Wanted::Some(Positions { at: within, stand_ins })
                }
            };
            let keys = (0..width).map(|at| (offset + at, column(schema, at))).collect();
            let input = self.narrow(side, keys, None, rows).await?;
            self.follow(side, input, of_side).await?;
        }
        Ok(())
    }

    async fn union(&mut self, union: &Union, rows: &Rows, wanted: &Wanted) -> Result<()> {
        for input in &union.inputs {
            let schema = input.schema();
            let keys = (0..schema.fields().len()).map(|at| (at, column(schema, at))).collect();
            let of_input = self.narrow(input, keys, None, rows).await?;
            self.follow(input, of_input, wanted.clone()).await?;
        }
        Ok(())
    }

    async fn scan(&mut self, scan: &TableScan, rows: Rows, wanted: Wanted) -> Result<()> {
        let name = scan.table_name.table();
        if let Some(sql) = self.views.get(name) {
            let plan = self.context.state().create_logical_plan(sql).await?;
            return self.follow(&plan, rows, wanted).await;
        }
        let Some(table) = tables::find(name) else { return Ok(()) };
        let positions = match wanted {
            Wanted::All => Positions { at: (0..rows.schema.fields().len()).collect(), ..Positions::default() },
            Wanted::Some(positions) => positions,
        };
        let name = |at: usize| {
            let field = rows.schema.fields().get(at)?;
            table.columns.iter().find(|column| column.name == field.name()).map(|column| column.name)
        };
        let entry = self.found.tables.entry(table.name).or_insert_with(|| TracedRows::whole(table, Vec::new()));
        entry.columns.extend(positions.at.iter().filter_map(|at| name(*at)));
        let stand_ins = positions.stand_ins.iter().filter_map(|(one, other)| Some((name(*one)?, name(*other)?)));
        entry.stand_ins.extend(stand_ins);
        for batch in &rows.batches {
            entry.batches.push(in_table_schema(table, batch)?);
        }
        Ok(())
    }

    /// The rows of `plan` whose expressions have the values that `rows` has at their positions.
    async fn narrow(
        &self,
        plan: &LogicalPlan,
        keys: Vec<(usize, Expr)>,
        filter: Option<Expr>,
        rows: &Rows,
    ) -> Result<Rows> {
        let mut input = LogicalPlanBuilder::from(plan.clone());
        if let Some(filter) = filter {
            input = input.filter(filter)?;
        }
        self.run(narrowed(input, keys, rows)?.build()?).await
    }

    /// The values of expressions over rows of a step.
    async fn evaluate(&self, plan: &LogicalPlan, rows: &Rows, expressions: &[Expr]) -> Result<Rows> {
        let schema = plan.schema();
        let own = (0..schema.fields().len()).map(|at| (at, column(schema, at))).collect();
        let named = expressions.iter().enumerate().map(|(at, expr)| expr.clone().unalias().alias(key_name(at)));
        let mut named: Vec<Expr> = named.collect();
        if named.is_empty() {
            named.push(lit(1).alias(key_name(0)));
        }
        self.run(narrowed(LogicalPlanBuilder::from(plan.clone()), own, rows)?.project(named)?.build()?).await
    }

    /// The expressions that give the values of these for the rows in question: of a CASE, the branches that are taken.
    async fn live(&self, plan: &LogicalPlan, rows: &Rows, expressions: Vec<&Expr>) -> Result<Vec<Expr>> {
        let mut parts = Vec::new();
        for expr in expressions {
            take_apart(expr, &mut parts);
        }
        let mut live = Vec::new();
        for part in parts {
            let Expr::Case(case) = &part else {
                live.push(part);
                continue;
            };
            let thens = case.when_then_expr.iter().map(|(_, then)| &**then);
            let branches: Vec<&Expr> = thens.chain(case.else_expr.as_deref()).collect();
            if branches.iter().filter(|branch| !is_nothing(branch)).count() < 2 {
                live.push(part);
                continue;
            }
            let number = |at: usize| Box::new(lit(i64::try_from(at).unwrap_or(i64::MAX)));
            let whens = case.when_then_expr.iter().enumerate();
            let numbered = Expr::Case(Case {
                expr: case.expr.clone(),
                when_then_expr: whens.map(|(at, (when, _))| (when.clone(), number(at))).collect(),
                else_expr: Some(number(case.when_then_expr.len())),
            });
            let taken = self.evaluate(plan, rows, &[numbered]).await?;
            let numbers = taken.batches.iter().filter_map(|batch| batch.column(0).as_primitive_opt::<Int64Type>());
            let numbers: BTreeSet<usize> =
                numbers.flat_map(|column| column.iter().flatten()).filter_map(|at| usize::try_from(at).ok()).collect();
            live.extend(numbers.iter().filter_map(|at| branches.get(*at)).map(|branch| (*branch).clone()));
        }
        Ok(live)
    }

    async fn run(&self, plan: LogicalPlan) -> Result<Rows> {
        let frame = self.context.execute_logical_plan(plan).await?;
        let schema = Arc::clone(frame.schema().inner());
        let batches = frame.collect().await?;
        // types are settled only in what was run: the branches of a union may differ before
        let schema = batches.first().map_or(schema, RecordBatch::schema);
        Ok(Rows { schema, batches })
    }
}

/// The columns of a table's rows in the table's own types: scans may hand out text as views. A column that is not there
/// is NULL.
pub(super) fn in_table_schema(table: &Table, batch: &RecordBatch) -> Result<RecordBatch> {
    let schema = table.schema();
    let columns = schema.fields().iter().map(|field| match batch.column_by_name(field.name()) {
        Some(column) => Ok(arrow_cast(column, field.data_type())?),
        None => Ok(new_null_array(field.data_type(), batch.num_rows())),
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(RecordBatch::try_new(schema, columns)?)
}

/// What the rows in question are called in a join with them.
const ASKED: &str = "__asked";

fn key_name(at: usize) -> String {
    format!("__k{at}")
}

/// The rows of a step whose expressions have the values that `rows` has at their positions.
fn narrowed(input: LogicalPlanBuilder, keys: Vec<(usize, Expr)>, rows: &Rows) -> Result<LogicalPlanBuilder> {
    let kind = |at: usize| rows.schema.fields().get(at).map(|field| field.data_type());
    let exact: Vec<(usize, Expr)> = keys.iter().filter(|(at, _)| kind(*at).is_some_and(is_exact)).cloned().collect();
    // floats are compared only where there is nothing else
    let keys = if exact.is_empty() { keys } else { exact };
    if keys.is_empty() {
        return Ok(input);
    }
    let schema = Arc::clone(input.schema());
    let own: Vec<Expr> = (0..schema.fields().len()).map(|at| column(&schema, at)).collect();
    let mut with_keys = own.clone();
    for (at, expr) in &keys {
        let expr = expr.clone().unalias();
        let expr = match kind(*at) {
            Some(kind) => cast(expr, kind.clone()),
            None => expr,
        };
        with_keys.push(expr.alias(key_name(*at)));
    }
    let names: Vec<Column> = keys.iter().map(|(at, _)| Column::from_name(key_name(*at))).collect();
    let asked = scan_of(rows, keys.iter().map(|(at, _)| *at))?;
    let asked_names: Vec<Column> = keys.iter().map(|(at, _)| Column::new(Some(ASKED), format!("t{at}"))).collect();
    let null_equality = NullEquality::NullEqualsNull;
    input
        .project(with_keys)?
        .join_detailed(asked, JoinType::LeftSemi, (names, asked_names), None, null_equality)?
        .project(own)
}

/// A scan of some columns of the rows in question, named by their positions.
fn scan_of(rows: &Rows, positions: impl Iterator<Item = usize>) -> Result<LogicalPlan> {
    let positions: Vec<usize> = positions.collect();
    let fields: Vec<Field> = positions
        .iter()
        .map(|at| Field::new(format!("t{at}"), rows.schema.field(*at).data_type().clone(), true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let batches = rows.batches.iter().map(|batch| {
        let columns = positions.iter().map(|at| Arc::clone(batch.column(*at))).collect();
        RecordBatch::try_new(Arc::clone(&schema), columns)
    });
    let batches = batches.collect::<Result<Vec<_>, _>>()?;
    let table = MemTable::try_new(schema, vec![batches])?;
    LogicalPlanBuilder::scan(ASKED, provider_as_source(Arc::new(table)), None)?.build()
}

/// Whether values of this type are equal or not, without noise.
fn is_exact(kind: &DataType) -> bool {
    !kind.is_floating() && !kind.is_nested() && !kind.is_null()
}

fn column(schema: &DFSchema, at: usize) -> Expr {
    Expr::Column(Column::from(schema.qualified_field(at)))
}

/// The condition that columns hold these texts; an empty text is no value.
pub(super) fn condition(conditions: &[(String, ScalarValue)]) -> Option<Expr> {
    let equal = |(name, value): &(String, ScalarValue)| {
        if value.is_null() { ident(name).is_null() } else { ident(name).eq(lit(value.clone())) }
    };
    conditions.iter().map(equal).reduce(Expr::and)
}
