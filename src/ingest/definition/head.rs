//! The keys that every layout shares: its title words and the labels of the lines above a table.

use serde::Deserialize;

use crate::ingest::spelling::Spellings;

/// How a form is laid out.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    Table,
    Hierarchy,
    Form,
}

/// Words of the title: one of `any` must stand in it (where any are given), none of `none` may.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TitleWords {
    pub(crate) any: Spellings,
    pub(crate) none: Spellings,
}

/// Labels of the lines above a table, before the colon.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HeadLabels {
    pub(crate) department: Vec<String>,
    pub(crate) unit: Vec<String>,
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
