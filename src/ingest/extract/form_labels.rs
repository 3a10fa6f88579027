//! The labels and headers of a form: where they stand and what stands beside them.

use std::collections::BTreeMap;

use super::super::definition::{FormParts, Gives};
use super::super::grid::{Cell, Place};
use super::super::spelling::{Spellings, squeezed};
use super::super::value::{self, Unreadable};
use super::months::months;
use super::{Block, Finding, Severity, Sheet};

/// The columns of an indicator or funds block, by field name.
pub(super) type BlockColumns<'a> = BTreeMap<&'a str, usize>;

/// The amounts of a funds line: one that cannot be read refuses the line.
pub(super) const AMOUNTS: [&str; 5] = ["initial", "adjusted", "executed", "executed_to_date", "expected_year_end"];

/// Whether a text is a declared spelling of a label or column.
pub(super) fn spelled(lists: &BTreeMap<String, Spellings>, name: &str, text: &str) -> bool {
    lists.get(name).is_some_and(|list| list.has(text))
}

pub(super) fn printed(cell: &Cell) -> bool {
    !value::is_missing(&cell.text)
}

/// The column that a header (squeezed) names; in a monitoring form what follows its months (1-7月执行数) counts.
pub(super) fn column_named<'a>(
    parts: &FormParts,
    columns: &'a BTreeMap<String, Spellings>,
    text: &str,
) -> Option<&'a str> {
    let named = |text: &str| columns.iter().find(|(_, list)| list.has(text)).map(|(name, _)| name.as_str());
    named(text).or_else(|| match parts.gives {
        Gives::Monitoring => months(text).and_then(|(_, rest)| named(rest)),
        _ => None,
    })
}

/// Every label of the form's parts.
pub(super) fn is_label(parts: &FormParts, text: &str) -> bool {
    let lists = parts.labels.values().chain([&parts.funds, &parts.objective, &parts.objective_done]);
    lists.chain(parts.indicator_columns.values()).chain(parts.fund_columns.values()).any(|list| list.has(text))
        || column_named(parts, &parts.fund_columns, text).is_some()
}

/// The value of each label and its place: what follows its colon, else the next printed cell to its right, unless that
/// is a label too.
pub(super) fn find_labels<'a>(
    sheet: &Sheet<'_>,
    parts: &'a FormParts,
    block: Block,
) -> BTreeMap<&'a str, (Place, Cell)> {
    let mut found = BTreeMap::new();
    let named = |text: &str| parts.labels.iter().find(|(_, list)| list.has(text)).map(|(name, _)| name.as_str());
    for row in block.from..block.to {
        let cells = sheet.grid.row(row);
        for (column, cell) in cells.iter().enumerate() {
            let text = squeezed(&cell.text);
            if let Some(name) = named(&text) {
                let next = cells.iter().enumerate().skip(column + 1).find(|(_, cell)| !cell.is_blank());
                if let Some((at, next)) = next
                    && !is_label(parts, &squeezed(&next.text))
                    && printed(next)
                {
                    found.entry(name).or_insert((Place::new(row, at), next.clone()));
                }
            } else if let Some((label, value)) = value::half_width(&cell.text).split_once(':')
                && let Some(name) = named(&squeezed(label))
                && !value::is_missing(value)
            {
                found.entry(name).or_insert((Place::new(row, column), Cell::text(value)));
            }
        }
    }
    found
}

/// The header of a block.
#[derive(Clone)]
pub(super) struct BlockHeader<'a> {
    pub(super) row: usize,
    /// Its columns; where one is named twice (a block of the medium term beside one of the year), the last.
    pub(super) columns: BlockColumns<'a>,
    /// Printed headers that name none.
    pub(super) others: Vec<(usize, String)>,
    /// Whether one is named twice.
    pub(super) is_doubled: bool,
}

/// The first row of the block in which at least `least` of the columns are printed, and where they stand.
pub(super) fn find_header<'a>(
    sheet: &Sheet<'_>,
    parts: &FormParts,
    block: Block,
    columns: &'a BTreeMap<String, Spellings>,
    least: usize,
) -> Option<BlockHeader<'a>> {
    let takes_last = parts.gives == Gives::Objective;
    (block.from..block.to).find_map(|row| {
        let mut header = BlockHeader { row, columns: BlockColumns::new(), others: Vec::new(), is_doubled: false };
        for (column, cell) in sheet.grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let text = squeezed(&cell.text);
            let Some(name) = column_named(parts, columns, &text) else {
                header.others.push((column, text));
                continue;
            };
            let known = header.columns.contains_key(name);
            if !known || (takes_last && name != "dimension") {
                header.columns.insert(name, column);
            }
            header.is_doubled |= known && name == "name";
        }
        (header.columns.len() >= least).then_some(header)
    })
}

/// A value of a row, with its cell in `cells`; what cannot be read is listed and left missing.
pub(super) fn take<T>(
    sheet: &mut Sheet<'_>,
    place: Place,
    column: &'static str,
    cells: &mut Vec<String>,
    read: impl Fn(&Cell) -> Result<Option<T>, Unreadable>,
) -> Option<T> {
    let cell = sheet.grid.cell(place);
    match read(cell) {
        Ok(value) => {
            if value.is_some() {
                cells.push(format!("{column}={place}"));
            }
            value
        }
        Err(error) => {
            let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
            let reason = format!("expected {}; found `{}`{hint}", error.expected, cell.text);
            let is_amount = AMOUNTS.contains(&column);
            let check = if is_amount { "amount.unreadable" } else { "value.unreadable" };
            let severity = if is_amount { Severity::Error } else { Severity::Warning };
            sheet.report(&Finding { place, field: column, reason, check, severity });
            None
        }
    }
}

/// The first printed cell of a row, for comparing.
pub(super) fn first_text(sheet: &Sheet<'_>, row: usize) -> String {
    sheet.grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text)).unwrap_or_default()
}

/// The first cell of the block whose text (squeezed) is what is asked for.
pub(super) fn find_cell(sheet: &Sheet<'_>, block: Block, is_it: impl Fn(&str) -> bool) -> Option<Place> {
    (block.from..block.to).find_map(|row| {
        let mut cells = sheet.grid.row(row).iter().enumerate();
        cells
            .find(|(_, cell)| !cell.is_blank() && is_it(&squeezed(&cell.text)))
            .map(|(column, _)| Place::new(row, column))
    })
}
