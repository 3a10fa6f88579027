//! The keys of `layout = "form"`: labels and blocks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::hierarchy::Meaning;
use crate::ingest::spelling::Spellings;

/// The parts of a form of labels and blocks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormParts {
    pub(crate) subject_kind: String,
    pub(crate) evaluator_kind: String,
    /// Labels whose value stands to their right.
    pub(crate) labels: BTreeMap<String, Spellings>,
    /// The label that opens the funds block and may print its unit.
    pub(crate) funds: Spellings,
    pub(crate) fund_columns: BTreeMap<String, Spellings>,
    pub(crate) fund_rows: Vec<Meaning>,
    pub(crate) objective: Spellings,
    pub(crate) objective_done: Spellings,
    pub(crate) indicator_columns: BTreeMap<String, Spellings>,
    pub(crate) total: Spellings,
    /// Beginnings of template placeholders that number an indicator (`指标1`).
    pub(crate) placeholder: Vec<String>,
}
