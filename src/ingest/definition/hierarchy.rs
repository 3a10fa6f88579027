//! The keys of `layout = "hierarchy"`: a table by function code with subtotals.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ingest::spelling::{Spellings, squeezed};

/// A word that title words stand for.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meaning {
    /// The word that is stored.
    pub(crate) word: String,
    /// What stands for it on sheets.
    pub(crate) says: Spellings,
    /// Headers of what it is split into, added up where nothing says the kind itself.
    #[serde(default)]
    pub(crate) parts: Spellings,
}

/// The first meaning whose words stand in a title.
pub(crate) fn meaning_in<'a>(title: &str, meanings: &'a [Meaning]) -> Option<&'a str> {
    let title = squeezed(title);
    let fits = |meaning: &&Meaning| meaning.says.any_in(&title);
    meanings.iter().find(fits).map(|meaning| meaning.word.as_str())
}

/// The parts of a table by function code.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hierarchy {
    /// Stored in `budget_lines.table_kind`.
    pub(crate) table_kind: String,
    /// Headers of a code in one column.
    pub(crate) code: Spellings,
    /// Headers of a code in columns by level, from the highest.
    pub(crate) code_levels: Spellings,
    /// Headers of the function's name; where none is there the code's cell prints both.
    pub(crate) name: Spellings,
    /// Headers of the unit of a row, in tables of several units.
    #[serde(default)]
    pub(crate) unit_name: Spellings,
    /// Headers of the code of the unit of a row.
    #[serde(default)]
    pub(crate) unit_code: Spellings,
    /// Headers of the row total.
    pub(crate) total: Spellings,
    /// The first words of a grand-total row.
    pub(crate) grand_total: Spellings,
    /// Expenditure kinds and their headers.
    pub(crate) kinds: Vec<Meaning>,
    /// Phases and their title words, the first that fits counts.
    pub(crate) phases: Vec<Meaning>,
    /// The phase where neither title, lines, columns nor constants name one.
    pub(crate) phase: Option<String>,
    /// Budgets and their title words; empty for tables of all funds.
    #[serde(default)]
    pub(crate) budgets: Vec<Meaning>,
}
