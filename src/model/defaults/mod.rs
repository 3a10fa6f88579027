//! The reference rows that the lake starts with (load 0). A bureau's own, ingested later, replace them.
//!
//! Sources: the 款-level lists of the four budgets in 政府收支分类科目; grades of 财预〔2020〕10号 and of 上海; thresholds
//! of 四川 川财绩〔2025〕10号. They are stated from general knowledge of these documents: check them against the edition
//! in force, and ingest the corrected table where they differ. Each file says so in its first lines.

use std::sync::LazyLock;

use super::row::{Provenance, Row, Value};
use super::table::{Kind, Table};
use super::tables;

/// The files, with their tables. Lines that begin with `#` are comments; a blank cell is NULL.
static FILES: [(&Table, &str); 3] = [
    (&tables::FUNCTION_CLASSES, include_str!("function_classes.csv")),
    (&tables::GRADE_SCHEMES, include_str!("grade_schemes.csv")),
    (&tables::MONITORING_RULES, include_str!("monitoring_rules.csv")),
];

/// The reference rows of all reference tables that have defaults.
///
/// A cell that its column cannot hold is left out; a test keeps the files free of such cells.
pub fn rows() -> Vec<Row> {
    FILES.iter().flat_map(|(table, text)| rows_of(table, text)).collect()
}

fn rows_of(table: &'static Table, text: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
    let Ok(headers) = reader.headers().cloned() else { return Vec::new() };
    let mut rows = Vec::new();
    for record in reader.records().flatten() {
        let mut row = Row::new(table, Provenance::default());
        for (column, cell) in headers.iter().zip(&record) {
            let kind = table.column(column).map(|column| column.kind);
            let known = row.set(column, kind.and_then(|kind| value(kind, cell)));
            debug_assert!(known, "{} has no column {column}", table.name);
        }
        rows.push(row);
    }
    rows
}

fn value(kind: Kind, cell: &str) -> Option<Value> {
    if cell.is_empty() {
        return None;
    }
    match kind {
        Kind::Year | Kind::Integer => cell.parse().ok().map(Value::Integer),
        Kind::Score => {
            let (whole, part) = cell.split_once('.').unwrap_or((cell, ""));
            format!("{whole}{part:0<2}").parse().ok().map(Value::Decimal)
        }
        _ => Some(cell.into()),
    }
}

/// The list of function classes: code prefix and budget, the longest first.
static BUDGETS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let rows = rows_of(&tables::FUNCTION_CLASSES, FILES[0].1);
    let pair = |row: &Row| Some((row.text("code")?.to_owned(), row.text("budget_type")?.to_owned()));
    let mut list: Vec<(String, String)> = rows.iter().filter_map(pair).collect();
    list.sort_by_key(|(code, _)| std::cmp::Reverse(code.len()));
    list
});

/// The budget that a function code belongs to by the default list: that of the longest listed code it begins with. The
/// last resort, after 资金性质 and the title of the table (data-model.md).
pub fn budget_of_function(code: &str) -> Option<&'static str> {
    BUDGETS.iter().find(|(listed, _)| code.starts_with(listed)).map(|(_, budget)| budget.as_str())
}

/// The classes (类) by name.
static CLASSES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let rows = rows_of(&tables::FUNCTION_CLASSES, FILES[0].1);
    let pair = |row: &Row| Some((row.text("name")?.to_owned(), row.text("code")?.to_owned()));
    rows.iter().filter_map(pair).filter(|(_, code)| code.len() == 3).collect()
});

/// The code of the class (类) of this name in the default list, as its edition prints it.
pub fn class_of_name(name: &str) -> Option<&'static str> {
    CLASSES.iter().find(|(listed, _)| listed == name).map(|(_, code)| code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_of_the_files_is_read() {
        for (table, text) in FILES {
            let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).count() - 1;
            let rows = rows_of(table, text);
            assert_eq!(rows.len(), lines, "{}", table.name);
            let mut keys = std::collections::HashSet::new();
            for row in &rows {
                let key: Vec<Option<Value>> = row.key().into_iter().map(Option::<&Value>::cloned).collect();
                assert!(keys.insert(key), "{} twice: {row:?}", table.name);
                for column in table.columns {
                    if let (Kind::Word(words), Some(text)) = (column.kind, row.text(column.name)) {
                        assert!(words.by_code(text).is_some(), "{text}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_class_alone_does_not_decide_the_budget() {
        // domain.md §4.2
        for (code, budget) in [
            ("2120101", "general_public"),
            ("2120801", "government_fund"),
            ("2080505", "general_public"),
            ("20901", "social_insurance"),
            ("2230201", "state_capital"),
            ("2300803", "state_capital"),
            ("2296002", "government_fund"),
            ("2219899", "government_fund"),
            ("2080401", "state_capital"),
        ] {
            assert_eq!(budget_of_function(code), Some(budget), "{code}");
        }
        assert_eq!(budget_of_function("9990101"), None);
    }
}
