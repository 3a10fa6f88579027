//! The keys of `layout = "summary"`: incomes beside expenditures, the budgets as columns.

use schemars::JsonSchema;
use serde::Deserialize;

use super::hierarchy::Meaning;
use crate::ingest::spelling::Spellings;

/// The parts of a table of incomes beside expenditures by budget.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    /// Headers of the two columns of items, incomes first.
    pub(crate) item: Spellings,
    /// Headers of the amounts of incomes.
    pub(crate) amount: Spellings,
    /// Headers of the total of an expenditure.
    pub(crate) total: Spellings,
    /// Budgets: the headers of their columns and the names of their incomes.
    pub(crate) budgets: Vec<Meaning>,
    /// First words of the total of the year's incomes or expenditures.
    pub(crate) year_total: Spellings,
    /// First words of what is carried over from or to another year.
    pub(crate) carried: Spellings,
    /// First words of the total with what is carried over.
    pub(crate) grand_total: Spellings,
    /// Phases and their title words, the first that fits counts.
    pub(crate) phases: Vec<Meaning>,
    /// The phase where nothing names one.
    pub(crate) phase: Option<String>,
}
