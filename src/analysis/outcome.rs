//! Running an analysis: its rows with what their columns are called and how they are shown.

use std::collections::BTreeMap;

use thiserror::Error;

use super::bilingual::Bilingual;
use super::catalogue::Analysis;
use super::front_matter::{ColumnText, Format};
use super::parameter::{self, BoundParameters, Parameter, ParameterError};
use crate::engine::{Cell, EngineError, Lineage, QueryResult, Session, Source};
use crate::model::words::{self, Vocabulary};
use crate::model::{Kind, tables};

/// An analysis that could not be run.
#[derive(Debug, Error)]
pub enum AnalysisError {
    /// Its parameters do not fit.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// Its query failed.
    #[error("{file}{}: {source}", line(source))]
    Query {
        /// The query file.
        file: String,
        /// What failed.
        #[source]
        source: EngineError,
    },
    /// A sentence of its front matter is not a template over its rows.
    #[error("{file}: the template of `{key}` cannot be filled: {message}")]
    Template {
        /// The query file.
        file: String,
        /// The key of the front matter.
        key: String,
        /// What the template engine says.
        message: String,
    },
}

/// The line of the query file that an error is about: the SQL keeps the file's line numbers.
fn line(error: &EngineError) -> String {
    error.position().map(|position| format!(":{}", position.line)).unwrap_or_default()
}

impl AnalysisError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Parameter(error) => Some(error.hint()),
            Self::Query { source, .. } => source.hint(),
            Self::Template { .. } => Some("docs/QUERIES.md describes the templates".to_owned()),
        }
    }
}

/// A column of a result as people see it.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumn {
    /// Its SQL name.
    pub name: String,
    /// Its heading.
    pub label: Bilingual,
    /// How it is shown.
    pub format: Format,
    /// The vocabularies of its stored words.
    pub words: Vec<&'static Vocabulary>,
    /// What its values are called where no vocabulary has them.
    pub labels: BTreeMap<String, Bilingual>,
    /// The position of the column whose word is shown where this one has no value.
    pub state: Option<usize>,
    /// The word that stands where this one has no value.
    pub missing: Option<Bilingual>,
    /// Whether reports leave it out.
    pub hidden: bool,
}

/// What an analysis gave.
#[derive(Clone, Debug)]
pub struct Outcome<'a> {
    /// The analysis.
    pub analysis: &'a Analysis,
    /// Its parameters as they were bound.
    pub parameters: BoundParameters,
    /// Its rows as the engine gave them.
    pub result: QueryResult,
    /// Its columns.
    pub columns: Vec<ResultColumn>,
    /// Its rows as cells.
    pub rows: Vec<Vec<Cell>>,
}

/// Runs an analysis with these parameters.
///
/// # Errors
/// When the parameters do not fit or the query fails.
pub async fn run<'a>(
    session: &Session,
    analysis: &'a Analysis,
    given: &[(String, String)],
) -> Result<Outcome<'a>, AnalysisError> {
    let parameters = parameter::bind(&analysis.name, &analysis.front_matter.params, given)?;
    let result = session.query(&analysis.sql, &parameters.values).await;
    let result = result.map_err(|source| AnalysisError::Query { file: analysis.file.clone(), source })?;
    let names: Vec<&str> = result.schema.fields().iter().map(|field| field.name().as_str()).collect();
    let columns = names.iter().map(|name| result_column(analysis, name, &names)).collect();
    let rows = result.rows();
    Ok(Outcome { analysis, parameters, result, columns, rows })
}

/// The rows of the lake that row `row` (from 0) of an analysis' result comes from; see [`Session::trace`].
///
/// # Errors
/// As [`run`], and when the result has no such column.
pub async fn trace(
    session: &Session,
    analysis: &Analysis,
    given: &[(String, String)],
    row: usize,
    column: Option<&str>,
) -> Result<Option<Lineage>, AnalysisError> {
    let parameters = parameter::bind(&analysis.name, &analysis.front_matter.params, given)?;
    let lineage = session.trace(&analysis.sql, &parameters.values, row, column).await;
    lineage.map_err(|source| AnalysisError::Query { file: analysis.file.clone(), source })
}

/// The tables and views that an analysis stands on, with the columns that its plan reads of each. A parameter that is
/// neither given nor has a default stands for some value, so that what it would need is read.
///
/// # Errors
/// When the parameters do not fit or the query cannot be planned.
pub async fn reads(
    session: &Session,
    analysis: &Analysis,
    given: &[(String, String)],
) -> Result<Vec<Source>, AnalysisError> {
    let declared = &analysis.front_matter.params;
    let is_open =
        |parameter: &&Parameter| parameter.default.is_none() && !given.iter().any(|(name, _)| *name == parameter.name);
    let stand_ins = declared.iter().filter(is_open).map(|parameter| (parameter.name.clone(), parameter.stand_in()));
    let given: Vec<(String, String)> = given.iter().cloned().chain(stand_ins).collect();
    let parameters = parameter::bind(&analysis.name, declared, &given)?;
    let sources = session.reads(&analysis.sql, &parameters.values).await;
    sources.map_err(|source| AnalysisError::Query { file: analysis.file.clone(), source })
}

fn result_column(analysis: &Analysis, name: &str, names: &[&str]) -> ResultColumn {
    let known = tables::column(name);
    let default = ColumnText::default();
    let text = analysis.front_matter.columns.get(name).unwrap_or(&default);
    let label = |given: &Option<String>, of_model: Option<&'static str>| {
        given.clone().unwrap_or_else(|| of_model.unwrap_or(name).to_owned())
    };
    let kind_words = known.and_then(|column| match column.kind {
        Kind::Word(vocabulary) => Some(vocabulary),
        _ => None,
    });
    let declared: Vec<&'static Vocabulary> = text.words.iter().filter_map(|name| words::find(name)).collect();
    ResultColumn {
        name: name.to_owned(),
        label: Bilingual {
            zh: label(&text.zh, known.map(|column| column.label.zh)),
            en: label(&text.en, known.map(|column| column.label.en)),
        },
        format: text.format.or_else(|| known.map(|column| format_of(column.kind))).unwrap_or_default(),
        words: if declared.is_empty() { kind_words.into_iter().collect() } else { declared },
        labels: text.labels.clone(),
        state: text.state.as_ref().and_then(|state| names.iter().position(|name| name == state)),
        missing: text.missing.clone(),
        hidden: text.hidden,
    }
}

fn format_of(kind: Kind) -> Format {
    match kind {
        Kind::Money => Format::Money,
        Kind::Integer => Format::Count,
        Kind::Year => Format::Number,
        Kind::Score => Format::Score,
        _ => Format::Text,
    }
}

impl Outcome<'_> {
    /// The position of the column of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}
