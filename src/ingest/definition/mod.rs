//! Form definitions: which sheet is which form, and which cell becomes which column. They are data (TOML), the
//! embedded ones in `src/ingest/forms/`; a bureau adds its own with [`Forms::with_path`].
//!
//! A definition has a `layout`: `table` (a header and rows), `hierarchy` (a table by function code with subtotals) or
//! `form` (labels and blocks), or `summary` (incomes beside expenditures by budget). Unknown keys, tables, columns and fields are errors that name file and line.

mod check;
mod constant;
mod error;
mod form;
mod forms;
mod head;
mod hierarchy;
mod lines;
mod lookup;
mod origin;
mod schema;
mod summary;
mod table;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use constant::constant;
pub use error::DefinitionError;
pub(crate) use form::{FormParts, Gives};
pub use forms::{Entry, Forms, definition_files, faults};
pub(crate) use head::{HeadLabels, Layout, TitleWords};
pub(crate) use hierarchy::{Hierarchy, Meaning, meaning_in};
pub(crate) use origin::{Origin, SubjectRule};
pub use schema::schema;
pub(crate) use summary::Summary;
pub(crate) use table::{Each, Field, Reading, Rows};

/// A form definition.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    /// What the form is stored as; a definition with the name of an embedded one takes its place.
    pub(crate) name: String,
    /// A new version reads every source again; of a definition of your own, so does any change.
    #[serde(default = "first_version")]
    pub(crate) version: String,
    /// What people call the form; its name where none is given.
    #[serde(default)]
    pub(crate) label: String,
    /// How it is laid out.
    pub(crate) layout: Layout,
    /// The unit of amounts (元, 万元, …) where neither header nor unit line prints one; 元 is the plain unit of any currency.
    pub(crate) unit: Option<String>,
    /// Further markers of a missing value in every field (`n.a.`), besides blank, —, / and 无.
    #[serde(default)]
    pub(crate) missing: Vec<String>,
    /// The fields that together name a row: rows that agree in them and differ elsewhere are refused, all of them.
    #[serde(default)]
    pub(crate) unique: Vec<String>,
    /// The grades that the form prints and the lowest score of each (`{ "ALTO" = "4.6", … }`), where they are none of a
    /// scheme that the lake knows: they become a scheme of the form's name.
    #[serde(default)]
    pub(crate) grades: BTreeMap<String, String>,
    /// Words of the title (`hierarchy`, `form`).
    #[serde(default)]
    pub(crate) title: TitleWords,
    /// Labels of the lines above a table.
    #[serde(default)]
    pub(crate) head: HeadLabels,
    /// The columns of the sheet (`table`).
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    /// Columns, and where their values come from, of every table of `rows` that has them and says nothing else.
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Origin>,
    /// The rows that each row of the sheet gives (`table`).
    #[serde(default)]
    pub(crate) rows: Vec<Rows>,
    /// The parts of a table by function code (`hierarchy`).
    pub(crate) hierarchy: Option<Hierarchy>,
    /// The parts of a form (`form`).
    pub(crate) form: Option<FormParts>,
    /// The parts of `layout = "summary"`.
    pub(crate) summary: Option<Summary>,
    /// The fields that a header (squeezed) may be, by position, worked out once.
    #[serde(skip)]
    headers: HashMap<String, Vec<usize>>,
    /// Where it was read from, and its text.
    #[serde(skip)]
    pub(crate) from: Place,
}

fn first_version() -> String {
    "1".to_owned()
}

/// Where a definition was read from, and its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    /// The file; an embedded one's name.
    pub(crate) file: String,
    /// The text of the file.
    pub(crate) text: String,
    /// Whether it is one that a bureau added.
    pub(crate) is_own: bool,
}
