//! The keys of `layout = "form"`: labels and blocks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hierarchy::Meaning;
use crate::ingest::spelling::Spellings;

/// What a form of labels and blocks gives.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Gives {
    /// An evaluation with its funds, objective, indicators and results.
    #[default]
    Evaluation,
    /// An objective with its amounts and indicators.
    Objective,
    /// The state of money and goals at a day of the year.
    Monitoring,
}

/// The parts of a form of labels and blocks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormParts {
    /// What the form gives: `evaluation`, `objective` or `monitoring`.
    #[serde(default)]
    pub(crate) gives: Gives,
    /// What is evaluated: `project`, `department`.
    pub(crate) subject_kind: String,
    /// Who commissioned the evaluation, where the form is one: `self`, `department`, `finance`.
    #[serde(default)]
    pub(crate) evaluator_kind: String,
    /// Labels whose value stands to their right.
    pub(crate) labels: BTreeMap<String, Spellings>,
    /// The label that opens the funds block and may print its unit.
    pub(crate) funds: Spellings,
    /// The columns of the funds block.
    pub(crate) fund_columns: BTreeMap<String, Spellings>,
    /// Its lines by source of funds.
    pub(crate) fund_rows: Vec<Meaning>,
    /// Labels of the objective.
    pub(crate) objective: Spellings,
    /// Labels of what became of it, beside the objective.
    pub(crate) objective_done: Spellings,
    /// The columns of the indicators.
    pub(crate) indicator_columns: BTreeMap<String, Spellings>,
    /// The first words of the total row.
    pub(crate) total: Spellings,
    /// Beginnings of template placeholders that number an indicator (`指标1`).
    pub(crate) placeholder: Vec<String>,
    /// Columns of a monitoring form that are ticked: causes of deviation and their stored words.
    #[serde(default)]
    pub(crate) causes: Vec<Meaning>,
    /// Columns of a monitoring form that are ticked: how likely the goal is.
    #[serde(default)]
    pub(crate) likelihoods: Vec<Meaning>,
}
