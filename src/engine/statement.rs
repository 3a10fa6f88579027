//! One statement before it is planned: only questions pass, and unnamed columns get the words they were asked in.

use datafusion::execution::SessionState;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{Expr, Ident, Query, SelectItem, SetExpr, Statement as Sql};

use super::error::EngineError;

/// Reads one statement that asks and changes nothing.
///
/// # Errors
/// When the text is no SQL, holds none or several statements, or a statement that would change something.
pub(super) fn read(state: &SessionState, sql: &str) -> Result<Statement, EngineError> {
    let dialect = state.config_options().sql_parser.dialect;
    let mut statement = state.sql_to_statement(sql, &dialect).map_err(|error| EngineError::explain(&error, &[]))?;
    if !asks(&statement) {
        let text = statement.to_string();
        let verb = text.split_whitespace().next().unwrap_or_default().to_uppercase();
        return Err(EngineError::NotReadOnly { verb });
    }
    if let Statement::Statement(inner) = &mut statement
        && let Sql::Query(query) = inner.as_mut()
    {
        name_columns(query);
    }
    Ok(statement)
}

fn asks(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(inner) => matches!(
            inner.as_ref(),
            Sql::Query(_)
                | Sql::Explain { .. }
                | Sql::ExplainTable { .. }
                | Sql::ShowTables { .. }
                | Sql::ShowColumns { .. }
                | Sql::ShowFunctions { .. }
                | Sql::ShowVariable { .. }
        ),
        Statement::Explain(explain) => asks(&explain.statement),
        _ => false,
    }
}

/// Names the columns of a SELECT that have no name by the text of their expression; the engine's own names would show
/// its types (`Int64(1)`).
fn name_columns(query: &mut Query) {
    let mut body = query.body.as_mut();
    // the first part of a UNION names its columns
    while let SetExpr::SetOperation { left, .. } = body {
        body = left.as_mut();
    }
    match body {
        SetExpr::Query(inner) => name_columns(inner),
        // DISTINCT sorts by the expressions that it lists, and would not know them by other names
        SetExpr::Select(select) if select.distinct.is_none() || query.order_by.is_none() => {
            for item in &mut select.projection {
                if let SelectItem::UnnamedExpr(expr) = item
                    && !matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_))
                {
                    let alias = Ident::with_quote('"', expr.to_string());
                    *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias };
                }
            }
        }
        _ => {}
    }
}
