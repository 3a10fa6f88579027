//! The table on a sheet that nobody has described: where its header stands, which rows are data.

use super::guess::{self, Guess};
use crate::ingest::extract::Block;
use crate::ingest::grid::{Cell, Grid, Place};
use crate::ingest::spelling::squeezed;
use crate::ingest::value::{self, AmountUnit};
use crate::ingest::vocabulary::Vocabulary;

/// How far down the first row of data may stand.
const DEEPEST: usize = 40;

/// How many rows of data are looked at.
const ROWS_READ: usize = 20_000;

/// A table without a definition.
pub(super) struct Table<'a> {
    pub(super) grid: &'a Grid,
    pub(super) header: Block,
    pub(super) columns: Vec<Column>,
    /// The rows of data.
    pub(super) rows: Vec<usize>,
    /// The year that the lines above the header print.
    pub(super) year: Option<i32>,
    /// The unit that they print.
    pub(super) unit: Option<AmountUnit>,
}

/// A column of it.
pub(super) struct Column {
    /// Where it stands, from 0.
    pub(super) position: usize,
    /// What its header prints, as a definition would spell it.
    pub(super) header: String,
    /// How its cells read.
    pub(super) guess: Guess,
}

impl Table<'_> {
    /// The text of a cell.
    pub(super) fn text(&self, row: usize, column: usize) -> &str {
        self.grid.cell(Place::new(row, column)).text.trim()
    }
}

/// The table of a sheet; none where no row of data stands below a header.
pub(super) fn find<'a>(grid: &'a Grid, words: &Vocabulary) -> Option<Table<'a>> {
    let header = header_of(grid, words)?;
    let is_data = |row: &usize| {
        let mut printed = grid.row(*row).iter().filter(|cell| !cell.is_blank());
        let first = printed.next().map(|cell| squeezed(&cell.text)).unwrap_or_default();
        printed.next().is_some()
            && !words.begins_note(&first)
            && !words.totals.has(&first)
            && !words.numbering.has(&first)
    };
    let rows: Vec<usize> = (header.to..grid.height()).filter(is_data).take(ROWS_READ).collect();
    let headers: Vec<String> = (0..grid.width()).map(|column| header_text(grid, header, column)).collect();
    let mut columns = Vec::new();
    for (position, text) in headers.iter().enumerate() {
        if text.is_empty() || words.serial.has(&squeezed(text)) {
            continue;
        }
        // where two columns share their last line, the lines above tell them apart
        let is_alone = headers.iter().filter(|other| squeezed(other) == squeezed(text)).count() == 1;
        let text = if is_alone { text.clone() } else { whole_header(grid, header, position) };
        let cells: Vec<&Cell> = rows.iter().map(|row| grid.cell(Place::new(*row, position))).collect();
        columns.push(Column { position, guess: guess::guess(&text, &cells), header: text });
    }
    let above: Vec<String> = (0..header.from).flat_map(|row| grid.row(row)).map(|cell| cell.text.clone()).collect();
    let year = above.iter().find_map(|text| value::year_in(text));
    let unit = above.iter().find_map(|text| AmountUnit::find_in(text));
    (columns.len() >= 2 && !rows.is_empty()).then_some(Table { grid, header, columns, rows, year, unit })
}

/// The rows of the header: the lines of text above the first row that prints a figure; without figures the first row
/// that is as wide as the table.
fn header_of(grid: &Grid, words: &Vocabulary) -> Option<Block> {
    let printed = |row: usize| grid.row(row).iter().filter(|cell| !cell.is_blank()).count();
    let deepest = grid.height().min(DEEPEST);
    let first_of = |row: usize| {
        let first = grid.row(row).iter().find(|cell| !cell.is_blank());
        first.map(|cell| squeezed(&cell.text)).unwrap_or_default()
    };
    let is_header_line = |row: usize| {
        let texts = || grid.row(row).iter().filter(|cell| !cell.is_blank());
        printed(row) >= 2
            && texts().all(|cell| !is_figure(cell))
            && texts().all(|cell| !cell.text.contains([':', '：']))
    };
    let data = (1..deepest).find(|row| {
        printed(*row) >= 2
            && grid.row(*row).iter().any(is_figure)
            && !words.numbering.has(&first_of(*row))
            && (0..*row).any(is_header_line)
    });
    let last = if let Some(data) = data {
        (0..data).rev().find(|row| is_header_line(*row))?
    } else {
        let widest = (0..deepest).map(printed).max().filter(|widest| *widest >= 2)?;
        (0..deepest).find(|row| printed(*row) == widest && is_header_line(*row))?
    };
    let mut from = last;
    while from > 0 && last - from < 2 && is_header_line(from - 1) {
        from -= 1;
    }
    // without figures the rows above the widest are titles
    if data.is_none() {
        from = last;
    }
    Some(Block { from, to: last + 1 })
}

/// Whether a cell prints a number, a year or a day.
fn is_figure(cell: &Cell) -> bool {
    !cell.is_blank()
        && !value::is_missing(&cell.text)
        && (value::amount(cell, AmountUnit::Yuan).is_ok() || value::decimal(cell, 2).is_ok())
}

/// The lowest printed line of a column's header.
fn header_text(grid: &Grid, header: Block, column: usize) -> String {
    let mut lines = (header.from..header.to).rev().map(|row| grid.cell(Place::new(row, column)));
    lines.find(|cell| !cell.is_blank()).map(|cell| value::name(&cell.text)).unwrap_or_default()
}

/// All lines of a column's header, those merged over it from the left included.
fn whole_header(grid: &Grid, header: Block, column: usize) -> String {
    let line = |row: usize| {
        let own = grid.cell(Place::new(row, column));
        let spread = || (0..column).rev().map(|left| grid.cell(Place::new(row, left))).find(|cell| !cell.is_blank());
        let cell = if own.is_blank() && row + 1 < header.to { spread() } else { Some(own) };
        cell.map(|cell| value::name(&cell.text)).unwrap_or_default()
    };
    (header.from..header.to).map(line).collect()
}
