//! Rows that a definition says stand once and that stand more than once: a file that prints two scores for one
//! programme does not say which one holds.

use std::collections::BTreeMap;

use super::super::definition::Definition;
use super::super::grid::Place;
use super::header::Header;
use super::{Block, Finding, Severity, Sheet};

/// How many of the other rows are named.
const ROWS_NAMED: usize = 10;

/// Of each row that shares its `unique` fields with a row that differs from it, all rows that share them. Rows that are
/// equal throughout contradict nothing.
pub(crate) fn repeated(
    sheet: &Sheet<'_>,
    definition: &Definition,
    header: &Header,
    block: Block,
) -> BTreeMap<usize, Vec<usize>> {
    let columns: Option<Vec<usize>> =
        definition.unique.iter().map(|field| header.columns.get(field).copied()).collect();
    let Some(columns) = columns.filter(|columns| !columns.is_empty()) else { return BTreeMap::new() };
    let text = |row: usize, column: usize| sheet.grid.cell(Place::new(row, column)).text.trim();
    let mut rows_of: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for row in header.rows.to..block.to {
        let key: Vec<&str> = columns.iter().map(|column| text(row, *column)).collect();
        // a note or a total has no key
        if key.iter().all(|part| !part.is_empty()) {
            rows_of.entry(key).or_default().push(row);
        }
    }
    let differ = |rows: &&Vec<usize>| {
        let line = |row: usize| sheet.grid.row(row).iter().map(|cell| cell.text.trim());
        rows.first().is_some_and(|first| rows.iter().any(|row| !line(*row).eq(line(*first))))
    };
    rows_of.values().filter(differ).flat_map(|rows| rows.iter().map(|row| (*row, rows.clone()))).collect()
}

/// Refuses one of these rows, naming the others.
pub(crate) fn refuse(sheet: &mut Sheet<'_>, definition: &Definition, header: &Header, row: usize, rows: &[usize]) {
    let first = definition.unique.first().map_or("", String::as_str);
    let names: Vec<&str> =
        definition.unique.iter().filter_map(|name| definition.field(name)).map(|field| field.headers.first()).collect();
    let others: Vec<usize> = rows.iter().copied().filter(|other| *other != row).collect();
    let mut rows_named: Vec<String> = others.iter().take(ROWS_NAMED).map(|other| (other + 1).to_string()).collect();
    if others.len() > ROWS_NAMED {
        rows_named.push(format!("{} more", others.len() - ROWS_NAMED));
    }
    let reason = format!(
        "expected each {} once; found it with other values in row {} too, so none of them was loaded; hint: keep the one \
         that holds",
        names.join(", "),
        rows_named.join(", ")
    );
    sheet.out.rows_read += 1;
    sheet.out.rows_rejected += 1;
    let place = Place::new(row, header.columns.get(first).copied().unwrap_or(0));
    sheet.report(&Finding { place, field: first, reason, check: "key.conflict", severity: Severity::Error });
}
