//! The keys that every layout shares: its title words and the labels of the lines above a table.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::ingest::spelling::Spellings;

/// How a form is laid out.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    /// A header and rows.
    Table,
    /// A table by function code with subtotals.
    Hierarchy,
    /// Labels and blocks.
    Form,
    /// Incomes beside expenditures, the budgets as columns.
    Summary,
}

impl Layout {
    /// The layout as definitions write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Hierarchy => "hierarchy",
            Self::Form => "form",
            Self::Summary => "summary",
        }
    }
}

/// Words of the title: one of `any` must stand in it (where any are given), none of `none` may.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TitleWords {
    /// One of these must stand in the title, where any are given.
    pub(crate) any: Spellings,
    /// None of these may.
    pub(crate) none: Spellings,
}

/// Labels of the lines above a table, before the colon.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HeadLabels {
    /// Labels of the department (编制部门).
    pub(crate) department: Vec<String>,
    /// Labels of the unit (填报单位).
    pub(crate) unit: Vec<String>,
    /// Labels of the region (财政区划).
    pub(crate) region: Vec<String>,
}

impl HeadLabels {
    /// Whether a text (squeezed) is one of these labels, its value apart.
    pub(crate) fn is_label(&self, text: &str) -> bool {
        let mut labels = self.department.iter().chain(&self.unit).chain(&self.region);
        labels.any(|label| text == label)
    }

    /// Whether a text (squeezed) is one of these labels with a colon and its value.
    pub(crate) fn is_line(&self, text: &str) -> bool {
        let mut labels = self.department.iter().chain(&self.unit).chain(&self.region);
        text.contains(':') && labels.any(|label| text.starts_with(label.as_str()))
    }
}
