//! What is asked of a definition for every cell, worked out once.

use super::Definition;
use super::table::{Feed, Field, Reading};
use crate::ingest::spelling::{Spellings, without_brackets};
use crate::model::{Kind, tables};

impl Definition {
    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that a header (squeezed) may be, brackets apart, in their order.
    pub(crate) fn fields_called(&self, header: &str) -> impl Iterator<Item = &Field> {
        let bare = || header.contains(['(', '[', '〔', '【']).then(|| self.headers.get(&without_brackets(header)));
        let positions = self.headers.get(header).or_else(|| bare().flatten());
        positions.into_iter().flatten().map(|position| &self.fields[*position])
    }

    /// Works out once what is asked for every cell, and gives what the tables share to each of them.
    pub(super) fn resolve(&mut self) {
        if self.label.is_empty() {
            self.label.clone_from(&self.name);
        }
        for field in self.fields.iter_mut().filter(|field| field.headers.is_empty()) {
            field.headers = Spellings::from(vec![field.name.clone()]);
        }
        for rows in &mut self.rows {
            let Some(table) = tables::find(&rows.table) else { continue };
            for (column, origin) in &self.set {
                if table.column(column).is_some() && !rows.take.contains(column) && !rows.set.contains_key(column) {
                    rows.set.insert(column.clone(), origin.clone());
                }
            }
        }
        let feeds: Vec<Option<Feed>> = self.fields.iter().map(|field| self.feed(&field.name)).collect();
        for (position, (field, feed)) in self.fields.iter_mut().zip(feeds).enumerate() {
            field.feed = feed;
            for header in field.headers.comparable() {
                let positions = self.headers.entry(header.to_owned()).or_default();
                if !positions.contains(&position) {
                    positions.push(position);
                }
            }
        }
    }

    fn feed(&self, name: &str) -> Option<Feed> {
        let mut found: Option<Feed> = None;
        for rows in &self.rows {
            let Some(table) = tables::find(&rows.table) else { continue };
            let taken = rows.take.iter().filter(|field| *field == name).map(String::as_str);
            let set = rows.set.iter().chain(rows.each.iter().flat_map(|each| &each.set));
            let set = set.filter(|(_, origin)| origin.reads().contains(&name)).map(|(column, _)| column.as_str());
            for column in taken.chain(set) {
                let Some(column) = table.columns.iter().find(|known| known.name == column) else { continue };
                let is_key = table.is_key(column.name);
                if found.is_none_or(|known| is_key && !known.is_key) {
                    found = Some(Feed { column, is_key });
                }
            }
        }
        found
    }

    /// How a field's cells are read: as declared, else as the column it feeds asks.
    pub(crate) fn reading(field: &Field) -> Reading {
        field.reading.unwrap_or_else(|| match field.feed.map(|feed| feed.column.kind) {
            Some(Kind::Year) => Reading::Year,
            Some(Kind::Integer) => Reading::Integer,
            Some(Kind::Word(_)) => Reading::Word,
            Some(Kind::Money) => Reading::Money,
            Some(Kind::Score) => Reading::Score,
            Some(Kind::Measure) => Reading::Actual,
            Some(Kind::Date) => Reading::Date,
            Some(Kind::Flag) => Reading::Flag,
            _ if field.name.ends_with("code") => Reading::Code,
            _ => Reading::Name,
        })
    }
}
