//! What an expression takes its value from, and when a row counts in a sum.

use std::collections::BTreeSet;

use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::expr::WindowFunction;
use datafusion::logical_expr::{Case, Expr, not};

/// The columns of a step that are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Wanted {
    /// Every column.
    All,
    /// These; none: that there are rows.
    Some(Positions),
}

/// Columns of a step, by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Positions {
    pub(super) at: BTreeSet<usize>,
    /// Of `COALESCE(b, a)`: a counts only where b has no value.
    pub(super) stand_ins: BTreeSet<(usize, usize)>,
}

impl Positions {
    pub(in crate::engine) fn one(at: usize) -> Self {
        Self { at: BTreeSet::from([at]), stand_ins: BTreeSet::new() }
    }
}

/// The window function of a column, under its name or not.
pub(super) fn window_function(expr: &Expr) -> Option<&WindowFunction> {
    match expr {
        Expr::Alias(alias) => window_function(&alias.expr),
        Expr::WindowFunction(function) => Some(function),
        _ => None,
    }
}

/// The condition under which a row counts in an aggregate; none where every row does.
pub(super) fn row_counts(expr: &Expr) -> Option<Expr> {
    match expr {
        Expr::Alias(alias) => row_counts(&alias.expr),
        Expr::AggregateFunction(function) => {
            let mut conditions: Vec<Expr> = function.params.filter.iter().map(|filter| (**filter).clone()).collect();
            for argument in &function.params.args {
                if matches!(argument, Expr::Literal(..)) {
                    continue;
                }
                conditions.push(argument.clone().is_not_null());
                conditions.extend(condition_of(argument));
            }
            conditions.into_iter().reduce(Expr::and)
        }
        _ => None,
    }
}

/// The condition of `CASE WHEN condition THEN value [ELSE 0] END`.
fn condition_of(expr: &Expr) -> Option<Expr> {
    let Expr::Case(Case { expr: None, when_then_expr, else_expr }) = expr else { return None };
    let nothing = else_expr.as_ref().is_none_or(|other| is_nothing(other));
    let [(when, then)] = when_then_expr.as_slice() else { return None };
    if is_nothing(then) {
        // CASE WHEN missing THEN 0 ELSE value END
        return else_expr.as_ref().filter(|other| !is_nothing(other)).map(|_| not((**when).clone()));
    }
    nothing.then(|| (**when).clone())
}

/// Whether an expression adds nothing to a sum: 0 or NULL.
pub(super) fn is_nothing(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(value, _) => {
            value.is_null() || ScalarValue::new_zero(&value.data_type()).is_ok_and(|zero| zero == *value)
        }
        Expr::Cast(cast) => is_nothing(&cast.expr),
        _ => false,
    }
}

/// The expressions whose values an expression passes on or sums.
pub(super) fn take_apart(expr: &Expr, parts: &mut Vec<Expr>) {
    match expr {
        Expr::Alias(alias) => take_apart(&alias.expr, parts),
        Expr::Cast(cast) => take_apart(&cast.expr, parts),
        Expr::AggregateFunction(function) => function.params.args.iter().for_each(|value| take_apart(value, parts)),
        other => parts.push(other.clone()),
    }
}

/// The columns that expressions take their values from, by position in `schema`.
pub(super) fn values_of<'a>(expressions: impl Iterator<Item = &'a Expr>, schema: &DFSchema) -> Wanted {
    let mut columns = Positions::default();
    for expr in expressions {
        add_values(expr, schema, &mut columns);
    }
    Wanted::Some(columns)
}

fn add_values(expr: &Expr, schema: &DFSchema, columns: &mut Positions) {
    match expr {
        Expr::Alias(alias) => add_values(&alias.expr, schema, columns),
        // conditions decide; they give no value
        Expr::Case(case) => {
            let values = case.when_then_expr.iter().map(|(_, then)| then).chain(&case.else_expr);
            values.for_each(|value| add_values(value, schema, columns));
        }
        Expr::AggregateFunction(function) => {
            function.params.args.iter().for_each(|value| add_values(value, schema, columns));
        }
        Expr::WindowFunction(function) => {
            function.params.args.iter().for_each(|value| add_values(value, schema, columns));
        }
        Expr::ScalarFunction(function) if function.func.name() == "coalesce" => {
            let plain = |expr: &Expr| expr.try_as_col().and_then(|column| schema.index_of_column(column).ok());
            for (at, argument) in function.args.iter().enumerate() {
                let earlier = function.args[..at].iter().filter_map(plain);
                if let Some(own) = plain(argument) {
                    columns.stand_ins.extend(earlier.map(|other| (own, other)));
                }
                add_values(argument, schema, columns);
            }
        }
        other => {
            for column in other.column_refs() {
                if let Ok(at) = schema.index_of_column(column) {
                    columns.at.insert(at);
                }
            }
        }
    }
}
