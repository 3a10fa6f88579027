//! A named query that others stand on.

use std::collections::BTreeMap;

/// A view of the session: planned when a query first names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Its SQL name.
    pub name: String,
    /// Its name in the `zh` schema.
    pub chinese_name: String,
    /// One SELECT.
    pub sql: String,
    /// Chinese names of columns that no table of the model has, by column name.
    pub chinese_columns: BTreeMap<String, String>,
}
