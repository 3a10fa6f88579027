//! What a definition must say: the parts of its layout, and names that exist.

use super::{Definition, DefinitionError, Layout};
use crate::model::tables;

impl Definition {
    pub(super) fn check(&self, file: &str, text: &str) -> Result<(), DefinitionError> {
        let wrong = |word: &str, found: String| {
            let quoted = format!("\"{word}\"");
            let line = text.lines().position(|line| line.contains(&quoted) || line.contains(&format!("{word} =")));
            Err(DefinitionError::Meaning { file: file.to_owned(), line: line.map_or(1, |line| line + 1), found })
        };
        let parts = match self.layout {
            Layout::Table => !self.fields.is_empty() && !self.rows.is_empty(),
            Layout::Hierarchy => self.hierarchy.is_some(),
            Layout::Form => self.form.is_some(),
        };
        if !parts {
            return wrong("layout", "the parts that its layout needs are missing".to_owned());
        }
        if let Some(field) = self.fields.iter().find(|field| field.headers.is_empty()) {
            return wrong(&field.name, format!("field `{}` has no headers", field.name));
        }
        for rows in &self.rows {
            let Some(table) = tables::find(&rows.table) else {
                return wrong(&rows.table, format!("there is no table `{}`", rows.table));
            };
            let set = rows.set.iter().chain(rows.each.iter().flat_map(|each| &each.set));
            let columns = rows.take.iter().chain(set.clone().map(|(column, _)| column)).chain(&rows.sum);
            for column in columns {
                if table.position(column).is_none() {
                    return wrong(column, format!("table `{}` has no column `{column}`", table.name));
                }
            }
            let origins = set.flat_map(|(_, origin)| origin.reads());
            let each = rows.each.iter().map(|each| each.field.as_str());
            let named = rows.take.iter().chain(&rows.when_any).map(String::as_str);
            for field in named.chain(origins).chain(each) {
                let field = field.split('.').next().unwrap_or(field);
                if self.field(field).is_none() {
                    return wrong(field, format!("there is no field `{field}`"));
                }
            }
        }
        Ok(())
    }
}
