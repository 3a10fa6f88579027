//! What a definition must say: the parts of its layout, and names that exist.

use std::collections::BTreeMap;

use super::constant::constant;
use super::lines::Lines;
use super::origin::{Origin, SOURCES};
use super::table::Rows;
use super::{Definition, DefinitionError, Layout};
use crate::ingest::value::AmountUnit;
use crate::model::{Kind, Table, nearest, tables};

/// The faults of a definition, as they are found.
struct Faults<'a> {
    file: &'a str,
    lines: Lines<'a>,
    found: Vec<DefinitionError>,
}

impl Faults<'_> {
    fn add(&mut self, path: &[&str], found: String, hint: impl Into<Option<String>>) {
        let hint = hint.into();
        let line = self.lines.line(path);
        self.found.push(DefinitionError::Meaning { file: self.file.to_owned(), line, found, hint });
    }
}

/// The nearest of the names there are, else all of them.
fn near<'a>(asked: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    match nearest(asked, names.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("there are {}", names.collect::<Vec<_>>().join(", ")),
    }
}

impl Definition {
    /// Everything that is wrong with the definition, in the order of its keys.
    pub(super) fn faults(&self, file: &str, text: &str) -> Vec<DefinitionError> {
        let mut faults = Faults { file, lines: Lines::of(text), found: Vec::new() };
        self.check_layout(&mut faults);
        if let Some(unit) = &self.unit
            && AmountUnit::find_in(unit).is_none()
        {
            let hint = "a unit is 元, 千元, 万元, 百万元 or 亿元; 元 is the plain unit of any currency".to_owned();
            faults.add(&["unit"], format!("`{unit}` is no unit of amounts"), hint);
        }
        for (grade, lowest) in &self.grades {
            if constant(Kind::Score, lowest).is_none() {
                faults.add(&["grades", grade], format!("the lowest score of `{grade}` is no score: `{lowest}`"), None);
            }
        }
        self.check_fields(&mut faults);
        for (column, origin) in &self.set {
            let path = ["set", column];
            self.check_origin(&mut faults, &path, origin);
            let tables: Vec<&Table> = self.rows.iter().filter_map(|rows| tables::find(&rows.table)).collect();
            if let Some(known) = tables.iter().find_map(|table| table.column(column)) {
                check_constant(&mut faults, &path, column, known.kind, origin);
            } else {
                let names = tables.iter().flat_map(|table| table.columns.iter().map(|known| known.name));
                faults.add(&path, format!("no table of `rows` has a column `{column}`"), near(column, names));
            }
        }
        for (position, rows) in self.rows.iter().enumerate() {
            self.check_rows(&mut faults, &position.to_string(), rows);
        }
        faults.found
    }

    fn check_layout(&self, faults: &mut Faults<'_>) {
        let needs = match self.layout {
            Layout::Table if self.fields.is_empty() || self.rows.is_empty() => "[[fields]] and [[rows]]",
            Layout::Hierarchy if self.hierarchy.is_none() => "[hierarchy]",
            Layout::Form if self.form.is_none() => "[form]",
            Layout::Summary if self.summary.is_none() => "[summary]",
            _ => "",
        };
        if !needs.is_empty() {
            faults.add(
                &["layout"],
                "the parts that its layout needs are missing".to_owned(),
                format!("it needs {needs}"),
            );
        }
        if self.layout != Layout::Table {
            let of_tables = [
                ("missing", self.missing.is_empty()),
                ("unique", self.unique.is_empty()),
                ("grades", self.grades.is_empty()),
            ];
            for (key, _) in of_tables.iter().filter(|(_, is_empty)| !is_empty) {
                faults.add(&[key], format!("`{key}` is a key of `layout = \"table\"` only"), None);
            }
        }
    }

    fn check_fields(&self, faults: &mut Faults<'_>) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (position, field) in self.fields.iter().enumerate() {
            let at = position.to_string();
            if seen.insert(&field.name, position).is_some() {
                faults.add(&["fields", &at], format!("there are two fields `{}`", field.name), None);
            }
            if let Some(other) = &field.unit_from {
                self.check_field(faults, &["fields", &at, "unit_from"], other);
            }
        }
        for (position, name) in self.unique.iter().enumerate() {
            self.check_field(faults, &["unique", &position.to_string()], name);
        }
    }

    /// A field by its name, or a part of one (`target.value`).
    fn check_field(&self, faults: &mut Faults<'_>, path: &[&str], name: &str) {
        let field = name.split('.').next().unwrap_or(name);
        if self.field(field).is_none() {
            let names = self.fields.iter().map(|field| field.name.as_str());
            faults.add(path, format!("there is no field `{field}`"), near(field, names));
        }
    }

    fn check_rows(&self, faults: &mut Faults<'_>, at: &str, rows: &Rows) {
        let Some(table) = tables::find(&rows.table) else {
            let names = tables::ALL.iter().map(|table| table.name);
            let hint = nearest(&rows.table, names).map(|name| format!("did you mean `{name}`?"));
            let hint = hint.or_else(|| Some("`jixiao tables` lists them".to_owned()));
            return faults.add(&["rows", at, "table"], format!("there is no table `{}`", rows.table), hint);
        };
        for (position, name) in rows.take.iter().enumerate() {
            let path = ["rows", at, "take", &position.to_string()];
            check_column(faults, &path, table, name);
            self.check_field(faults, &path, name);
        }
        for (position, name) in rows.when_any.iter().enumerate() {
            self.check_field(faults, &["rows", at, "when_any", &position.to_string()], name);
        }
        for (position, column) in rows.sum.iter().enumerate() {
            check_column(faults, &["rows", at, "sum", &position.to_string()], table, column);
        }
        for (column, origin) in &rows.set {
            self.check_set(faults, &["rows", at, "set", column], table, column, origin);
        }
        for (position, each) in rows.each.iter().enumerate() {
            let position = position.to_string();
            self.check_field(faults, &["rows", at, "each", &position, "field"], &each.field);
            for (column, origin) in &each.set {
                self.check_set(faults, &["rows", at, "each", &position, "set", column], table, column, origin);
            }
        }
    }

    fn check_set(&self, faults: &mut Faults<'_>, path: &[&str], table: &Table, column: &str, origin: &Origin) {
        check_column(faults, path, table, column);
        self.check_origin(faults, path, origin);
        if let Some(known) = table.column(column) {
            check_constant(faults, path, column, known.kind, origin);
        }
    }

    fn check_origin(&self, faults: &mut Faults<'_>, path: &[&str], origin: &Origin) {
        let column = path.last().copied().unwrap_or_default();
        if origin.sources() != 1 {
            let which = if origin.sources() == 0 { "no source" } else { "more than one source" };
            faults.add(path, format!("`{column}` has {which} of its value"), format!("give one of {SOURCES}"));
        }
        for (key, beside, is_wrong) in [
            ("with", "join", origin.with.is_some() && origin.join.is_none()),
            (
                "or_year_after",
                "field or first",
                origin.or_year_after.is_some() && origin.field.is_none() && origin.first.is_none(),
            ),
            ("words", "a field", !origin.words.is_empty() && origin.reads().is_empty()),
        ] {
            if is_wrong {
                let inner: Vec<&str> = path.iter().copied().chain([key]).collect();
                faults.add(&inner, format!("`{key}` stands beside {beside} only"), None);
            }
        }
        for name in origin.reads() {
            self.check_field(faults, path, name);
        }
    }
}

fn check_column(faults: &mut Faults<'_>, path: &[&str], table: &Table, column: &str) {
    if table.column(column).is_none() {
        let names = table.columns.iter().map(|known| known.name);
        faults.add(path, format!("table `{}` has no column `{column}`", table.name), near(column, names));
    }
}

fn check_constant(faults: &mut Faults<'_>, path: &[&str], column: &str, kind: Kind, origin: &Origin) {
    let stored = origin.value.iter().chain(origin.words.values().filter(|_| matches!(kind, Kind::Word(_))));
    for text in stored {
        if constant(kind, text).is_some() {
            continue;
        }
        let (found, hint) = match kind {
            Kind::Word(vocabulary) => {
                let words = vocabulary.words.iter().map(|word| word.code);
                (format!("`{text}` is no word of `{column}`"), Some(near(text, words)))
            }
            _ => (format!("`{column}` cannot hold `{text}`"), None),
        };
        faults.add(path, found, hint);
    }
}
