//! On which line of its file a key of a definition stands.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// A file of keys and where they stand.
pub(super) struct Lines<'a> {
    text: &'a str,
    tree: Option<Spanned<DeTable<'a>>>,
}

impl<'a> Lines<'a> {
    /// The keys of a text; one that is no TOML has none.
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, tree: DeTable::parse(text).ok() }
    }

    /// The line, from 1, of the deepest part of a path that the file has: keys, and places in arrays (`rows`, `0`,
    /// `take`).
    pub(super) fn line(&self, path: &[&str]) -> usize {
        let mut start = 0;
        let mut table = self.tree.as_ref().map(Spanned::get_ref);
        let mut array = None;
        for step in path {
            let in_table = || {
                let (key, value) = table?.iter().find(|(key, _)| key.get_ref().as_ref() == *step)?;
                Some((key.span().start, value))
            };
            let in_array = || {
                let value: &Spanned<DeValue<'_>> =
                    array.and_then(|array: &DeArray<'_>| array.get(step.parse::<usize>().ok()?))?;
                Some((value.span().start, value))
            };
            let Some((at, value)) = in_table().or_else(in_array) else { break };
            start = at;
            (table, array) = match value.get_ref() {
                DeValue::Table(table) => (Some(table), None),
                DeValue::Array(array) => (None, Some(array)),
                _ => (None, None),
            };
        }
        line_at(self.text, start)
    }
}

/// The line, from 1, on which a byte of a text stands.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_on_their_lines() {
        let text = "name = \"a\"\nfields = [\n  { name = \"x\" },\n  { name = \"y\",\n    headers = [\"甲\"] },\n]\n\n\
                    [[rows]]\ntable = \"projects\"\ntake = [\n  \"x\",\n  \"y\",\n]\nset.unit.value = \"乙\"\n[[rows]]\n";
        let lines = Lines::of(text);
        for (steps, line) in [
            (vec!["name"], 1),
            (vec!["fields", "1"], 4),
            (vec!["fields", "1", "headers", "0"], 5),
            (vec!["rows", "0"], 8),
            (vec!["rows", "0", "take", "1"], 12),
            (vec!["rows", "0", "set", "unit", "field"], 14),
            (vec!["rows", "1", "table"], 15),
            (vec!["nothing"], 1),
        ] {
            assert_eq!(lines.line(&steps), line, "{steps:?}");
        }
        assert_eq!(Lines::of("no toml").line(&["name"]), 1);
    }
}
