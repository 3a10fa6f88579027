//! Form definitions: which sheet is which form, and which cell becomes which column. They are data (TOML), the
//! embedded ones in `src/ingest/forms/`; a bureau adds its own with [`Forms::with_file`].
//!
//! A definition has a `layout`: `table` (a header and rows), `hierarchy` (a table by function code with subtotals) or
//! `form` (labels and blocks). Unknown keys, tables, columns and fields are errors that name file and line.

mod check;
mod error;
mod form;
mod forms;
mod head;
mod hierarchy;
mod lookup;
mod origin;
mod table;

use std::collections::HashMap;

use serde::Deserialize;

pub use error::DefinitionError;
pub(crate) use form::FormParts;
pub use forms::Forms;
pub(crate) use head::{HeadLabels, Layout, TitleWords};
pub(crate) use hierarchy::{Hierarchy, Meaning, meaning_in};
pub(crate) use origin::{Origin, SubjectRule};
pub(crate) use table::{Each, Field, Reading, Rows};

/// A form definition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) version: String,
    /// What people call the form.
    pub(crate) label: String,
    pub(crate) layout: Layout,
    /// The unit of amounts where neither header nor unit line prints one.
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) title: TitleWords,
    #[serde(default)]
    pub(crate) head: HeadLabels,
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    #[serde(default)]
    pub(crate) rows: Vec<Rows>,
    pub(crate) hierarchy: Option<Hierarchy>,
    pub(crate) form: Option<FormParts>,
    /// The fields that a header (squeezed) may be, by position, worked out once.
    #[serde(skip)]
    headers: HashMap<String, Vec<usize>>,
}
