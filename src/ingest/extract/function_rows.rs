//! The rows of a table by function code: code rows, total rows, and what stands between them.

use super::super::definition::{Definition, Hierarchy};
use super::super::grid::{Cell, Grid, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::super::vocabulary::Vocabulary;
use super::function_columns::{Frame, read_code, read_name};
use super::{Block, Finding, Severity, Sheet, is_note_row};
use crate::model::Money;

/// A code row.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) row: usize,
    pub(super) code: String,
    pub(super) name: String,
    /// The unit of the row, in a table of several units.
    pub(super) unit: Option<String>,
    pub(super) amounts: Vec<Option<Money>>,
}

impl Line {
    /// Whether another row is part of this one: a deeper code of the same unit, or any unit's where this row is all
    /// units' together.
    pub(super) fn holds(&self, other: &Line) -> bool {
        other.code.starts_with(&self.code)
            && match (&self.unit, &other.unit) {
                (None, Some(_)) => true,
                (mine, theirs) => mine == theirs && other.code.len() > self.code.len(),
            }
    }

    /// Whether no other row is part of it.
    pub(super) fn is_leaf(&self, lines: &[Line]) -> bool {
        !lines.iter().any(|other| self.holds(other))
    }
}

/// A row that prints a unit's total.
#[derive(Clone, Debug)]
pub(super) struct UnitTotal {
    pub(super) row: usize,
    pub(super) unit: String,
}

/// The rows of a table.
#[derive(Default)]
pub(super) struct Found {
    pub(super) lines: Vec<Line>,
    /// Rows of grand totals.
    pub(super) totals: Vec<usize>,
    pub(super) unit_totals: Vec<UnitTotal>,
    pub(super) refused: i32,
}

/// Sorts the rows below the header.
pub(super) fn read_rows(
    sheet: &mut Sheet<'_>,
    definition: &Definition,
    frame: &Frame,
    block: Block,
    title: usize,
) -> Found {
    let mut found = Found::default();
    let Some(parts) = &definition.hierarchy else { return found };
    let grid = sheet.grid;
    let words = sheet.words;
    let is_numbering = |row: usize| is_numbering(grid, words, frame, row);
    found.totals.extend(frame.body.checked_sub(1).filter(|row| is_fused(grid, frame, *row) && !is_numbering(*row)));
    let above: Vec<Vec<String>> = (title..frame.body).map(|row| squeezed_row(grid, row)).collect();
    let mut code_above: Vec<String> = Vec::new();
    let mut unit_above: Option<String> = None;
    let mut page_totals = 0;
    // where the first row names no unit, a row without one is of all units together
    let mut fills_down = None;
    for row in frame.body..block.to {
        if grid.is_blank_row(row) || is_numbering(row) || above.contains(&squeezed_row(grid, row)) {
            continue;
        }
        let labels = labels(grid, frame, row);
        let first = squeezed_row(grid, row).into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        if is_repeated_header(parts, &first) || definition.head.is_line(&first) || first.contains("单位:") {
            continue;
        }
        let printed_unit = unit_of(grid, frame, row);
        let has_unit_columns = frame.unit.or(frame.unit_code).is_some();
        let mut refuse = |sheet: &mut Sheet<'_>, check: &'static str, reason: String| {
            let place = Place::new(row, frame.codes[0]);
            sheet.report(&Finding { place, field: "function_code", reason, check, severity: Severity::Error });
            found.refused += 1;
        };
        match read_code(grid, frame, row, &mut code_above) {
            Ok(Some(code)) => {
                let fills = *fills_down.get_or_insert(printed_unit.is_some());
                let unit = printed_unit.clone().or_else(|| unit_above.clone().filter(|_| fills));
                if printed_unit.is_some() {
                    unit_above = printed_unit;
                }
                let name = read_name(grid, frame, row);
                found.lines.push(Line { row, code, name, unit, amounts: Vec::new() });
            }
            _ if labels.iter().any(|label| parts.grand_total.has(label)) => {
                // a unit's own 合计 stands beside its name
                match printed_unit.filter(|unit| !parts.grand_total.has(&squeezed(unit))) {
                    Some(unit) => found.unit_totals.push(UnitTotal { row, unit }),
                    None => found.totals.push(row),
                }
            }
            _ if labels.iter().any(|label| sheet.words.page_totals.has(label)) => match unit_above.clone() {
                Some(unit) if has_unit_columns => found.unit_totals.push(UnitTotal { row, unit }),
                _ => page_totals += 1,
            },
            _ if is_note_row(sheet, row) || sheet.words.empty.any_in(&first) || prints_nothing(grid, frame, row) => {}
            Ok(None) if has_unit_columns && printed_unit.is_some() => {
                unit_above.clone_from(&printed_unit);
                fills_down = Some(true);
                found.unit_totals.extend(printed_unit.map(|unit| UnitTotal { row, unit }));
            }
            Ok(None) => {
                let reason = "expected a function code of 3, 5 or 7 digits; found none; hint: type the code, or take \
                              the row out if it is not part of the table";
                refuse(sheet, "key.missing", reason.to_owned());
            }
            Err(text) => {
                let reason = format!("expected a function code of 3, 5 or 7 digits; found `{text}`");
                refuse(sheet, "code.unreadable", reason);
            }
        }
    }
    if frame.unit.is_none() {
        name_units(grid, frame, &mut found);
    }
    if page_totals > 0 {
        sheet.note(&format!("{page_totals} subtotals of pages were left out"));
    }
    found
}

/// Where units have codes only, the row of a unit's total prints its name.
fn name_units(grid: &Grid, frame: &Frame, found: &mut Found) {
    let Found { lines, unit_totals, .. } = found;
    for total in unit_totals {
        let name = read_name(grid, frame, total.row);
        if value::is_missing(&name) {
            continue;
        }
        for line in lines.iter_mut().filter(|line| line.unit.as_ref() == Some(&total.unit)) {
            line.unit = Some(name.clone());
        }
        total.unit = name;
    }
}

fn squeezed_row(grid: &Grid, row: usize) -> Vec<String> {
    let mut texts: Vec<String> = grid.row(row).iter().map(|cell| squeezed(&cell.text)).collect();
    while texts.last().is_some_and(String::is_empty) {
        texts.pop();
    }
    texts
}

/// The printed texts of a row that are no amounts.
fn labels(grid: &Grid, frame: &Frame, row: usize) -> Vec<String> {
    let is_amount = |column: usize| frame.others.iter().any(|(other, _)| *other == column);
    let texts = grid.row(row).iter().enumerate().filter(|(column, cell)| !is_amount(*column) && !cell.is_blank());
    let mut texts: Vec<String> = texts.map(|(_, cell)| squeezed(&cell.text)).collect();
    // a label may be a merged cell that begins in any column
    let first = grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text));
    texts.extend(first);
    texts
}

fn is_repeated_header(parts: &Hierarchy, first: &str) -> bool {
    [&parts.code, &parts.code_levels, &parts.name].into_iter().any(|list| list.has(first))
}

/// Whether the last header row is the total row too: 合计 in it, and amounts.
fn is_fused(grid: &Grid, frame: &Frame, row: usize) -> bool {
    frame.others.iter().any(|(column, _)| is_amount(grid, Place::new(row, *column)))
}

fn is_amount(grid: &Grid, place: Place) -> bool {
    value::amount(grid.cell(place), AmountUnit::Yuan).is_ok_and(|amount| amount.is_some())
}

/// Whether a row numbers the columns: 栏次 in it, or 1 2 3 … and nothing else.
fn is_numbering(grid: &Grid, words: &Vocabulary, frame: &Frame, row: usize) -> bool {
    let cells = || grid.row(row).iter().filter(|cell| !cell.is_blank());
    let is_mark = |cell: &Cell| {
        let text = cell.text.trim();
        (!text.is_empty() && text.bytes().all(|byte| byte == b'*')) || words.numbering.has(&squeezed(text))
    };
    if cells().take(4).any(is_mark) {
        return true;
    }
    let in_code = frame.codes.iter().any(|column| !grid.cell(Place::new(row, *column)).is_blank());
    let numbers: Vec<Option<u32>> = cells().map(|cell| squeezed(&cell.text).parse().ok()).collect();
    let counts = numbers.windows(2).all(|pair| matches!(pair, [Some(one), Some(next)] if *one + 1 == *next));
    numbers.len() >= 3 && counts && (!in_code || numbers.first() == Some(&Some(1)))
}

/// The unit that a row prints, its code apart.
fn unit_of(grid: &Grid, frame: &Frame, row: usize) -> Option<String> {
    let text = |column: Option<usize>| {
        let cell = grid.cell(Place::new(row, column?));
        (!value::is_missing(&cell.text)).then(|| value::name(&cell.text))
    };
    let name = text(frame.unit).map(|name| value::code_and_name(&name).map_or(name, |(_, name)| name));
    // where the unit has a code only, its total row prints its name in the column of names
    name.or_else(|| text(frame.unit_code))
}

/// Whether a row without a code has no amount but zeros.
fn prints_nothing(grid: &Grid, frame: &Frame, row: usize) -> bool {
    let amounts = frame.others.iter().map(|(column, _)| {
        value::amount(grid.cell(Place::new(row, *column)), AmountUnit::Yuan).map(|amount| amount.map(|a| a.money))
    });
    let has_no_name = frame.name.is_none_or(|column| value::is_missing(&grid.cell(Place::new(row, column)).text));
    let mut amounts = amounts.peekable();
    has_no_name
        && amounts.peek().is_some()
        && amounts.all(|amount| amount.is_ok_and(|a| a.is_none_or(|m| m == Money::ZERO)))
}
