//! Why a query failed, said to the person who asked it.

use datafusion::common::{DataFusionError, SchemaError};
use datafusion::sql::sqlparser::parser::ParserError;
use thiserror::Error;

/// A query that could not be answered.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The text is not SQL that the engine reads.
    #[error("the SQL cannot be read: {message}")]
    Syntax {
        /// What the parser found.
        message: String,
    },
    /// The SQL names or mixes things that do not fit.
    #[error("the query cannot be planned: {message}")]
    Plan {
        /// What does not fit.
        message: String,
        /// What to try instead.
        hint: Option<String>,
    },
    /// The SQL would change something.
    #[error("the query would change something: {message}")]
    NotReadOnly {
        /// What it would have done.
        message: String,
    },
    /// The query ran and failed.
    #[error("the query failed: {message}")]
    Execution {
        /// What went wrong.
        message: String,
    },
    /// The query needs more memory than the session may use.
    #[error("the query needs more memory than it may use: {message}")]
    Memory {
        /// Which operators asked for it.
        message: String,
    },
}

impl EngineError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Plan { hint, .. } => hint.clone(),
            Self::NotReadOnly { .. } => Some("only SELECT, EXPLAIN, SHOW and DESCRIBE are answered".to_owned()),
            Self::Memory { .. } => Some("raise --memory-limit, or ask for fewer rows or groups".to_owned()),
            Self::Syntax { .. } | Self::Execution { .. } => None,
        }
    }

    /// Explains an error of the engine; `names` are the tables and views there are.
    pub(super) fn explain(error: &DataFusionError, names: &[String]) -> Self {
        match error.find_root() {
            DataFusionError::SQL(parser, _) => Self::Syntax { message: parser_message(parser) },
            DataFusionError::SchemaError(schema, _) => explain_schema(schema),
            DataFusionError::ResourcesExhausted(message) => Self::Memory { message: first_line(message) },
            DataFusionError::Plan(message) => explain_plan(message, names),
            DataFusionError::Diagnostic(_, inner) => Self::explain(inner, names),
            DataFusionError::Execution(message) => Self::Execution { message: first_line(message) },
            DataFusionError::NotImplemented(message) => {
                Self::Plan { message: first_line(&format!("this is not supported: {message}")), hint: None }
            }
            other => Self::Execution { message: first_line(&other.strip_backtrace()) },
        }
    }
}

fn parser_message(error: &ParserError) -> String {
    match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.clone(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply".to_owned(),
    }
}

fn explain_schema(error: &SchemaError) -> EngineError {
    if let SchemaError::FieldNotFound { field, valid_fields } = error {
        let names: Vec<&str> = valid_fields.iter().map(|column| column.name.as_str()).collect();
        let hint = crate::model::nearest(&field.name, names.iter().copied())
            .map(|nearest| format!("did you mean `{nearest}`?"))
            .or_else(|| (!names.is_empty()).then(|| format!("there are: {}", names.join(", "))));
        return EngineError::Plan { message: format!("there is no column `{}`", field.name), hint };
    }
    EngineError::Plan { message: first_line(&error.to_string()), hint: None }
}

fn explain_plan(message: &str, names: &[String]) -> EngineError {
    if message.contains("not supported") && ["DDL", "DML", "Statement"].iter().any(|kind| message.contains(kind)) {
        return EngineError::NotReadOnly { message: first_line(message) };
    }
    let missing = message.strip_prefix("table '").and_then(|rest| rest.strip_suffix("' not found"));
    if let Some(table) = missing {
        let table = table.rsplit('.').next().unwrap_or(table);
        let hint = crate::model::nearest(table, names.iter().map(String::as_str)).map_or_else(
            || "`jixiao tables` lists the tables and views".to_owned(),
            |nearest| format!("did you mean `{nearest}`? `jixiao tables` lists them all"),
        );
        return EngineError::Plan { message: format!("there is no table or view `{table}`"), hint: Some(hint) };
    }
    EngineError::Plan { message: first_line(message), hint: None }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().trim().to_owned()
}
