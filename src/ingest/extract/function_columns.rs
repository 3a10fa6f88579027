//! The columns of a table by function code: where codes, names and amounts stand, and what a row's code is.

use std::fmt::Write;

use super::super::definition::Hierarchy;
use super::super::grid::{Grid, Place};
use super::super::spelling::{Spellings, squeezed};
use super::super::value;
use super::Block;

/// What a value column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Total,
    Kind(String),
}

/// The columns of a table by function code.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// The row after the header; the row before it is also the total row where header and total are fused.
    pub(super) body: usize,
    pub(super) first: usize,
    pub(super) codes: Vec<usize>,
    pub(super) name: Option<usize>,
    /// Column, what it holds, its header.
    pub(super) values: Vec<(usize, Measure, String)>,
}

/// Finds the header: a row with 基本支出 or 项目支出 and, in it or beside it, a code column. None where there is none.
pub(crate) fn find_columns(grid: &Grid, block: Block, parts: &Hierarchy) -> Option<Columns> {
    let anchor = (block.from..block.to.min(block.from + 20)).find(|row| {
        grid.row(*row).iter().any(|cell| parts.kinds.iter().any(|kind| kind.says.has(&squeezed(&cell.text))))
    })?;
    let is_header = |text: &str| {
        [&parts.code, &parts.code_levels, &parts.name, &parts.total].into_iter().any(|list| list.has(text))
            || ["项目", "支出功能分类"].contains(&text)
    };
    let printed = |row: usize| grid.row(row).iter().filter(|cell| !cell.is_blank());
    let mut first = anchor;
    while first > block.from && printed(first - 1).any(|cell| is_header(&squeezed(&cell.text))) {
        first -= 1;
    }
    let starts_with_header = |row: usize| {
        printed(row).next().is_some_and(|cell| {
            let text = squeezed(&cell.text);
            is_header(&text) && !parts.grand_total.has(&text)
        })
    };
    let mut body = anchor + 1;
    while body < block.to && starts_with_header(body) {
        body += 1;
    }
    let width = grid.width();
    let texts = |column: usize| -> Vec<String> {
        (first..body).map(|row| squeezed(&grid.cell(Place::new(row, column)).text)).filter(|t| !t.is_empty()).collect()
    };
    let any = |column: usize, list: &Spellings| texts(column).iter().any(|text| list.has(text));
    let levels: Vec<usize> = (0..width).filter(|column| any(*column, &parts.code_levels)).collect();
    let codes = if levels.len() >= 2 {
        levels
    } else {
        (0..width).find(|column| any(*column, &parts.code)).into_iter().collect()
    };
    let name = (0..width).find(|column| !codes.contains(column) && any(*column, &parts.name));
    let mut values: Vec<(usize, Measure, String)> = Vec::new();
    for column in (0..width).filter(|column| !codes.contains(column) && Some(*column) != name) {
        let texts = texts(column);
        // a kind wins over 小计 below it
        let kind = texts.iter().rev().find_map(|text| {
            let kind = parts.kinds.iter().find(|kind| kind.says.has(text))?;
            Some((Measure::Kind(kind.word.clone()), text.clone()))
        });
        let is_first_total = !values.iter().any(|(_, measure, _)| *measure == Measure::Total);
        let total = || {
            let text = texts.iter().rev().find(|text| is_first_total && parts.total.has(text))?;
            Some((Measure::Total, text.clone()))
        };
        let meaning = kind.or_else(total);
        values.extend(meaning.map(|(measure, text)| (column, measure, text)));
    }
    let has_kind = values.iter().any(|(_, measure, _)| *measure != Measure::Total);
    (!codes.is_empty() && has_kind).then_some(Columns { body, first, codes, name, values })
}

/// A second column of a kind that the table has already: two years side by side, which nothing tells apart.
pub(super) fn repeated_kind(columns: &Columns) -> Option<&(usize, Measure, String)> {
    let values = &columns.values;
    values
        .iter()
        .enumerate()
        .find(|(index, (_, measure, _))| values[..*index].iter().any(|(_, known, _)| known == measure))
        .map(|(_, value)| value)
}

/// Whether a row repeats the first header row (a table that goes on over a page).
pub(super) fn is_repeated(grid: &Grid, columns: &Columns, row: usize) -> bool {
    columns.values.iter().all(|(column, ..)| {
        let text = |row: usize| squeezed(&grid.cell(Place::new(row, *column)).text);
        text(row) == text(columns.first)
    })
}

/// The code of a row: one cell, or parts by level; a blank higher level is that of the row above.
pub(super) fn read_code(
    grid: &Grid,
    columns: &Columns,
    row: usize,
    above: &mut Vec<String>,
) -> Result<Option<String>, String> {
    let texts: Vec<String> = columns
        .codes
        .iter()
        .map(|column| {
            let cell = grid.cell(Place::new(row, *column));
            value::code(cell).map_or_else(|_| cell.text.clone(), Option::unwrap_or_default)
        })
        .collect();
    let Some(last) = texts.iter().rposition(|text| !text.is_empty()) else { return Ok(None) };
    let mut code = String::new();
    for (level, text) in texts.iter().enumerate().take(last + 1) {
        let width = if level == 0 { 3 } else { 2 };
        let part = if text.is_empty() { above.get(level).cloned().unwrap_or_default() } else { text.clone() };
        if part.len() == width + code.len() && level > 0 && part.starts_with(&code) {
            code = part;
        } else if columns.codes.len() > 1 {
            // writing to a string does not fail
            let _ = write!(code, "{part:0>width$}");
        } else {
            code = part;
        }
    }
    // what one cell prints with its name (208社会保障和就业支出) begins with the code
    if columns.codes.len() == 1 && !code.chars().all(|letter| letter.is_ascii_digit()) {
        code = value::code_and_name(&texts[0]).map_or(code, |(code, _)| code);
    }
    if !code.chars().all(|letter| letter.is_ascii_digit()) || ![3, 5, 7].contains(&code.len()) {
        return Err(texts.join(" "));
    }
    *above = [code.get(..3), code.get(3..5), code.get(5..7)].into_iter().flatten().map(str::to_owned).collect();
    Ok(Some(code))
}

/// Where the amounts of a total row stand: under their headers, or moved left because its label is a merged cell
/// (as many printed cells as value columns). None where neither is so.
pub(super) fn total_places(grid: &Grid, columns: &Columns, row: usize) -> Option<Vec<Option<Place>>> {
    let headed: Vec<usize> = columns.values.iter().map(|(column, ..)| *column).collect();
    let leading = grid.row(row).iter().position(|cell| !cell.is_blank()).unwrap_or(0);
    let label = columns.name.filter(|_| row < columns.body).unwrap_or(leading);
    let printed: Vec<usize> =
        (label + 1..grid.width()).filter(|column| !grid.cell(Place::new(row, *column)).is_blank()).collect();
    if printed.iter().all(|column| headed.contains(column))
        && printed.first().is_none_or(|first| headed.contains(first))
    {
        let shifted = printed.len() == headed.len() && printed != headed;
        return (!shifted).then(|| headed.iter().map(|column| Some(Place::new(row, *column))).collect());
    }
    (printed.len() == headed.len()).then(|| printed.iter().map(|column| Some(Place::new(row, *column))).collect())
}
