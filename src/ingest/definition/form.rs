//! The keys of `layout = "form"`: labels and blocks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hierarchy::Meaning;
use crate::ingest::spelling::Spellings;

/// The parts of a form of labels and blocks.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormParts {
    /// What is evaluated: `project`, `department`.
    pub(crate) subject_kind: String,
    /// Who commissioned the evaluation: `self`, `department`, `finance`.
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
}
