//! Why a query failed, said to the person who asked it.

use std::collections::HashSet;
use std::error::Error;
use std::fmt;

use datafusion::arrow::error::ArrowError;
use datafusion::common::{DataFusionError, SchemaError};
use datafusion::sql::sqlparser::parser::ParserError;
use thiserror::Error;

use super::plain_words::in_sql_words;
use crate::lake::LakeError;
use crate::model::nearest;

/// Where in the text of a statement, from 1; at the start where it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

/// A query that could not be answered.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The text is not SQL that the engine reads.
    #[error("the SQL cannot be read: {message}{}", at(*position))]
    Syntax {
        /// What the parser found.
        message: String,
        /// Where.
        position: Option<Position>,
    },
    /// The SQL names or mixes things that do not fit.
    #[error("the query cannot be planned: {message}{}", at(*position))]
    Plan {
        /// What does not fit.
        message: String,
        /// Where.
        position: Option<Position>,
        /// What to try instead.
        hint: Option<String>,
    },
    /// No statement, or several.
    #[error("a query is one statement, found {found}")]
    NotOneStatement {
        /// How many there are, in words.
        found: &'static str,
    },
    /// The SQL would change something.
    #[error("`{verb}` is refused: queries only read the lake")]
    NotReadOnly {
        /// The first word of the statement.
        verb: String,
    },
    /// The query ran and failed.
    #[error("the query failed: {message}")]
    Execution {
        /// What went wrong.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The lake could not be read.
    #[error("{message}")]
    Lake {
        /// What the lake says.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The query needs more memory than the session may use.
    #[error("the query needs more memory than it may use: {message}")]
    Memory {
        /// Which operators asked for it.
        message: String,
    },
    /// The engine failed, not the query.
    #[error("the query engine made a mistake of its own: {message}")]
    Internal {
        /// What it says.
        message: String,
    },
}

impl EngineError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Plan { hint, .. } | Self::Lake { hint, .. } | Self::Execution { hint, .. } => hint.clone(),
            Self::NotOneStatement { .. } => Some("give one SELECT; WITH … puts several steps into it".to_owned()),
            Self::NotReadOnly { .. } => {
                Some("SELECT, EXPLAIN, SHOW and DESCRIBE are answered; `jixiao ingest` changes the lake".to_owned())
            }
            Self::Memory { .. } => Some("raise --memory-limit, or ask for fewer rows or groups".to_owned()),
            Self::Internal { .. } => Some("please report this with the statement that led to it".to_owned()),
            Self::Syntax { .. } => None,
        }
    }

    /// Where in the statement it is, where that is known.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Syntax { position, .. } | Self::Plan { position, .. } => *position,
            _ => None,
        }
    }

    /// Explains an error of the engine; `names` are the tables and views there are.
    pub(super) fn explain(error: &DataFusionError, names: &[String]) -> Self {
        if let Some(damage) = explain_storage(error) {
            return damage;
        }
        let span = error.diagnostic().and_then(|diagnostic| diagnostic.span);
        let position = span
            .filter(|span| span.start.line > 0)
            .map(|span| Position { line: span.start.line, column: span.start.column });
        let failed = |message: String| Self::Execution { message, hint: None };
        match error.find_root() {
            DataFusionError::SQL(parser, _) => explain_syntax(parser),
            DataFusionError::SchemaError(schema, _) => explain_schema(schema, position),
            DataFusionError::ResourcesExhausted(message) => Self::Memory { message: in_sql_words(message) },
            DataFusionError::Plan(message) if message.starts_with("No SQL statements") => {
                Self::NotOneStatement { found: "none" }
            }
            DataFusionError::NotImplemented(message) if message.contains("single SQL statement") => {
                Self::NotOneStatement { found: "several" }
            }
            DataFusionError::Plan(message) => explain_plan(message, names, position),
            DataFusionError::Diagnostic(_, inner) => Self::explain(inner, names),
            DataFusionError::Collection(errors) if !errors.is_empty() => Self::explain(&errors[0], names),
            DataFusionError::Execution(message) => explain_execution(message),
            DataFusionError::ArrowError(error, _) => failed(arrow_message(error)),
            DataFusionError::NotImplemented(message) => Self::Plan {
                message: format!("this is not supported: {}", in_sql_words(message)),
                position,
                hint: None,
            },
            DataFusionError::Internal(message) => Self::Internal { message: in_sql_words(message) },
            DataFusionError::External(error) => failed(external_message(&error.to_string())),
            other => failed(in_sql_words(&other.strip_backtrace())),
        }
    }
}

fn at(position: Option<Position>) -> String {
    position.map(|position| format!(" at {position}")).unwrap_or_default()
}

/// The lake behind the query: its own error, or a data file that is gone or damaged.
fn explain_storage(error: &DataFusionError) -> Option<EngineError> {
    const DAMAGED: &str = "the lake's files may be changed by jixiao only; restore them from a backup";
    let mut link: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = link {
        if let Some(error) = error.downcast_ref::<LakeError>() {
            return Some(EngineError::Lake { message: error.to_string(), hint: error.hint() });
        }
        let found = match error.downcast_ref::<DataFusionError>() {
            Some(DataFusionError::ObjectStore(_) | DataFusionError::ParquetError(_)) => Some(error.to_string()),
            // the tables' own storage speaks through this one; functions use it for their arguments too
            Some(DataFusionError::External(source)) => {
                let text = source.to_string();
                let is_storage = ["kernel error", "Kernel error", "Object Store", "Delta table", "log segment"];
                is_storage.iter().any(|word| text.contains(word)).then_some(text)
            }
            _ => None,
        };
        if let Some(text) = found {
            let message = match damaged_file(&text) {
                Some(file) => format!("the lake's file {file} is missing or damaged"),
                None => "the lake cannot be read: its files are damaged, or were changed by another program".to_owned(),
            };
            return Some(EngineError::Lake { message, hint: Some(DAMAGED.to_owned()) });
        }
        link = error.source();
    }
    None
}

/// The data file that a message of the storage is about: table and file name.
fn damaged_file(message: &str) -> Option<String> {
    let path = message
        .split_whitespace()
        .map(|word| word.trim_matches([':', ',', '"']))
        .find(|word| word.ends_with(".parquet"))?;
    let mut parts = path.rsplit('/');
    let file = parts.next()?;
    let folders: Vec<&str> = parts.take_while(|part| part.contains('=')).collect();
    let table = path.rsplit('/').nth(folders.len() + 1)?;
    Some(format!("{table}/{file}"))
}

fn explain_syntax(error: &ParserError) -> EngineError {
    let text = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
        ParserError::RecursionLimitExceeded => "it is nested too deeply",
    };
    let (message, place) = text.split_once(" at Line: ").unwrap_or((text, ""));
    let position = place.split_once(", Column: ").and_then(|(line, column)| {
        Some(Position { line: line.trim().parse().ok()?, column: column.trim().parse().ok()? })
    });
    let message = in_sql_words(message).replace("expected: ", "expected ").replace("found: ", "found ");
    EngineError::Syntax { message, position }
}

fn explain_schema(error: &SchemaError, position: Option<Position>) -> EngineError {
    let plan = |message: String, hint: Option<String>| EngineError::Plan { message, position, hint };
    match error {
        SchemaError::FieldNotFound { field, valid_fields } => {
            // where a row came from is seldom what was meant
            let known = valid_fields.iter().map(|column| column.name.as_str());
            let mut seen = HashSet::new();
            let wanted = known.filter(|name| !["source_", "来源"].iter().any(|of| name.starts_with(of)));
            let names: Vec<&str> = wanted.filter(|name| seen.insert(*name)).collect();
            let hint = nearest(&field.name, names.iter().copied())
                .map(|nearest| format!("did you mean `{nearest}`?"))
                .or_else(|| (!names.is_empty()).then(|| format!("there are: {}", names.join(", "))));
            plan(format!("there is no column `{}`", field.name), hint)
        }
        SchemaError::AmbiguousReference { field } => plan(
            format!("the column `{}` stands in several tables", field.name),
            Some(format!("write table.{}", field.name)),
        ),
        SchemaError::DuplicateQualifiedField { name, .. } | SchemaError::DuplicateUnqualifiedField { name } => {
            plan(format!("the column `{name}` comes twice"), Some("give one of them another name with AS".to_owned()))
        }
    }
}

/// What stands between the first pair of `'`.
fn quoted(message: &str) -> Option<&str> {
    message.split('\'').nth(1)
}

fn explain_plan(message: &str, names: &[String], position: Option<Position>) -> EngineError {
    let plan = |message: String, hint: Option<String>| EngineError::Plan { message, position, hint };
    if message.contains("not supported") && ["DDL", "DML", "Statement"].iter().any(|kind| message.starts_with(kind)) {
        // other statements are refused before they are planned
        return EngineError::NotReadOnly { verb: "SELECT INTO".to_owned() };
    }
    let missing = message.strip_prefix("table '").and_then(|rest| rest.strip_suffix("' not found"));
    if let Some(table) = missing {
        let table = ["jixiao.public.", "jixiao."].iter().find_map(|prefix| table.strip_prefix(prefix)).unwrap_or(table);
        let hint = nearest(table.trim_start_matches("zh."), names.iter().map(String::as_str)).map_or_else(
            || "`jixiao tables` lists the tables and views".to_owned(),
            |nearest| format!("did you mean `{nearest}`? `jixiao tables` lists them all"),
        );
        return plan(format!("there is no table or view `{table}`"), Some(hint));
    }
    if message.starts_with("Invalid function") {
        let hint = message.lines().nth(1).and_then(quoted).map(|nearest| format!("did you mean `{nearest}`?"));
        return plan(format!("there is no function `{}`", quoted(message).unwrap_or_default()), hint);
    }
    // a statistical function says itself how it is called
    if let Some((_, own)) = message.split_once("user-defined coercion failed with: ") {
        let own = own.split(" No function matches").next().unwrap_or(own).trim();
        return plan(in_sql_words(own.strip_prefix("Error during planning: ").unwrap_or(own)), None);
    }
    if let Some((_, function)) = message.split_once("unction '").or_else(|| message.split_once("a call to '"))
        && let Some((function, rest)) = function.split_once('\'')
    {
        let given = rest.split_once(&format!("'{function}(")).and_then(|(_, types)| types.split_once(")'"));
        let count = rest.trim_start().strip_prefix("expects ").and_then(|rest| rest.split_once(". "));
        let said = match (count, given) {
            (Some((count, _)), _) => format!("the function `{function}` expects {count}"),
            (None, Some((types, _))) => format!("the function `{function}` does not take ({})", in_sql_words(types)),
            (None, None) => format!("the function `{function}` does not take values of this type"),
        };
        return plan(said, None);
    }
    if let Some((_, name)) = message.split_once("unique expression names but the expression \"")
        && let Some((name, _)) = name.split_once("\" at position")
    {
        let name = name.rsplit(" AS ").next().unwrap_or(name);
        return explain_schema(&SchemaError::DuplicateUnqualifiedField { name: name.to_owned() }, position);
    }
    if let Some((_, column)) = message.split_once("olumn \"")
        && let Some((column, _)) = column.split_once("\" must appear in the GROUP BY")
    {
        return plan(
            format!("the column `{column}` stands neither in GROUP BY nor in an aggregate function"),
            Some("add it to GROUP BY".to_owned()),
        );
    }
    plan(in_sql_words(message), None)
}

fn explain_execution(message: &str) -> EngineError {
    if message.starts_with("Placeholder ") {
        let name = quoted(message).unwrap_or_default();
        return EngineError::Execution {
            message: format!("the parameter `{name}` has no value"),
            hint: Some("write the value itself; only `jixiao query NAME -p name=value` has parameters".to_owned()),
        };
    }
    EngineError::Execution { message: in_sql_words(message), hint: None }
}

fn external_message(message: &str) -> String {
    // the pattern is drawn over several lines, the reason stands in the last
    match message.strip_prefix("regex parse error:").and_then(|rest| rest.rsplit_once("error: ")) {
        Some((_, reason)) => format!("the regular expression cannot be read: {}", in_sql_words(reason)),
        None => in_sql_words(message),
    }
}

fn arrow_message(error: &ArrowError) -> String {
    match error {
        ArrowError::DivideByZero => "a number is divided by zero".to_owned(),
        ArrowError::ArithmeticOverflow(message) => format!("a number grows too large: {}", in_sql_words(message)),
        other => in_sql_words(&other.to_string()),
    }
}
