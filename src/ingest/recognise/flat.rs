//! Flat tables of a section: one below another, each from its own header, and side by side.

use std::cmp::Reverse;

use super::super::about::Constants;
use super::super::definition::{Definition, Forms};
use super::super::extract::{Block, Header, HeaderTexts, is_repeated};
use super::super::grid::{Grid, Place};
use super::super::spelling::squeezed;
use super::title::is_figure;
use super::{Fit, Found, is_table, opening_at};

/// The flat tables of a section, and what begins a table that no definition fits.
pub(super) fn tables_in<'a>(
    grid: &Grid,
    section: Block,
    constants: &Constants,
    forms: &'a Forms,
) -> (Vec<Found<'a>>, Vec<String>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    let mut from = section.from;
    while from < section.to {
        let rest = Block { from, to: section.to };
        let Some((definition, header)) = best_header(grid, rest, constants, forms) else {
            if !found.is_empty() {
                others.push(format!("the table that begins with {} in row {}", opening_at(grid, from), from + 1));
            }
            break;
        };
        let to = next_table(grid, &header, section.to, forms);
        let block = Block { from, to };
        match side_by_side(grid, block, &header, constants, forms) {
            Some(tables) => found.extend(tables),
            None => found.push(Found { definition, fit: Fit::Header(header), block, columns: None }),
        }
        from = to;
    }
    (found, others)
}

/// The best header of any definition in these rows.
fn best_header<'a>(
    grid: &Grid,
    rows: Block,
    constants: &Constants,
    forms: &'a Forms,
) -> Option<(&'a Definition, Header)> {
    let texts = HeaderTexts::of(grid, rows);
    let mut all: Vec<(&Definition, Header)> = Vec::new();
    for definition in forms.definitions.iter().filter(|definition| is_table(definition)) {
        let Some(after) = title_row(grid, rows, definition) else { continue };
        let below = Block { from: after, to: rows.to };
        let Some(header) = Header::find(grid, &texts, below, definition, constants, &forms.words) else { continue };
        all.push((definition, header));
    }
    // the first table, even where a later one has more columns
    let first = all.iter().map(|(_, header)| header).filter(|header| header.missing.is_empty());
    let reach = first.min_by_key(|header| header.rows.from).map(|header| header.rows.to);
    let is_first = |header: &Header| reach.is_none_or(|reach| header.rows.from < reach);
    let mut best: Option<(&Definition, Header)> = None;
    for (definition, header) in all.into_iter().filter(|(_, header)| is_first(header)) {
        // a table that lacks a column stands above it as its own
        let is_above = |known: &Header| header.rows.to <= known.rows.from || known.rows.to <= header.rows.from;
        let is_better = match &best {
            Some((_, known)) if is_above(known) => header.rows.from < known.rows.from,
            Some((other, known)) => rank(definition, &header) > rank(other, known),
            None => true,
        };
        if is_better {
            best = Some((definition, header));
        }
    }
    best
}

/// For comparing: completeness, a bureau's own definition before the embedded ones, fields found, a title that the
/// definition asks for, then fewer unknown headers, then fewer rows.
fn rank(definition: &Definition, header: &Header) -> (bool, bool, usize, bool, Reverse<usize>, Reverse<usize>) {
    let (complete, fields, others, rows) = header.rank();
    (complete, definition.from.is_own, fields, !definition.title.any.is_empty(), others, rows)
}

/// The row from which a header of this definition may stand: that after a line with its title words; where it asks for
/// none, the first. None where its title words are not there.
fn title_row(grid: &Grid, rows: Block, definition: &Definition) -> Option<usize> {
    let title = &definition.title;
    if title.any.is_empty() && title.none.is_empty() {
        return Some(rows.from);
    }
    let lines = (rows.from..rows.to.min(rows.from + super::HEAD_ROWS)).map(|row| {
        let printed: Vec<String> =
            grid.row(row).iter().filter(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text)).collect();
        (row, printed)
    });
    let lines: Vec<(usize, Vec<String>)> = lines.filter(|(_, printed)| printed.len() <= 3).collect();
    let texts = || lines.iter().flat_map(|(row, printed)| printed.iter().map(move |text| (*row, text)));
    if texts().any(|(_, text)| title.none.any_in(text)) {
        return None;
    }
    if title.any.is_empty() {
        return Some(rows.from);
    }
    texts().find(|(_, text)| title.any.any_in(text)).map(|(row, _)| row + 1)
}

/// Where the next table begins: at a header that is not this one's again, with the lines above it.
fn next_table(grid: &Grid, header: &Header, end: usize, forms: &Forms) -> usize {
    for row in header.rows.to + 1..end {
        if !looks_like_header(grid, row, forms) || is_repeated(grid, header, row) {
            continue;
        }
        // its title and its lines stand above it, up to a blank row or the last row of data
        let mut from = row;
        while from > header.rows.to + 1 && is_line(grid, from - 1, forms) {
            from -= 1;
        }
        return from;
    }
    end
}

/// Whether a row is a line above a table: a title, a label with its value, a unit; no note.
fn is_line(grid: &Grid, row: usize, forms: &Forms) -> bool {
    let printed: Vec<_> = grid.row(row).iter().filter(|cell| !cell.is_blank()).collect();
    let Some(first) = printed.first() else { return true };
    let has_label = printed.iter().any(|cell| cell.text.contains([':', '：']) || cell.text.contains("单位"));
    (printed.len() == 1 || (printed.len() <= 4 && has_label)) && !forms.words.begins_note(&squeezed(&first.text))
}

/// Whether a row of words is the header of a table: three or more that definitions know as headers, at least half of them.
fn looks_like_header(grid: &Grid, row: usize, forms: &Forms) -> bool {
    let mut printed = 0;
    let mut known = 0;
    for cell in grid.row(row).iter().filter(|cell| !cell.is_blank()) {
        if is_figure(cell) || cell.text.len() > 90 {
            return false;
        }
        printed += 1;
        let text = squeezed(&cell.text);
        let is_header = |definition: &Definition| definition.fields_called(&text).next().is_some();
        known += usize::from(forms.words.serial.has(&text) || forms.definitions.iter().any(is_header));
        // words that are none of headers, one after another
        if printed >= 3 && known == 0 {
            return false;
        }
    }
    known >= 3 && known * 2 >= printed
}

/// The tables whose headers stand beside each other in these rows: apart by a blank column, or the same headers again.
fn side_by_side<'a>(
    grid: &Grid,
    block: Block,
    header: &Header,
    constants: &Constants,
    forms: &'a Forms,
) -> Option<Vec<Found<'a>>> {
    let strips = blank_strips(grid, block, header).or_else(|| repeated_strips(grid, header))?;
    let mut tables = Vec::new();
    for (at, (from, to)) in strips.iter().copied().enumerate() {
        // the lines above belong to every table that has none of its own
        let part = grid.part(block, header.rows.from, (from, to));
        let (definition, header) = best_header(&part, block, constants, forms)?;
        if !header.missing.is_empty() {
            return None;
        }
        let columns = Some((if at == 0 { 0 } else { from }, to));
        tables.push(Found { definition, fit: Fit::Header(header), block, columns });
    }
    (tables.len() > 1).then_some(tables)
}

/// The columns (from, up to) between columns that are blank from the header down.
fn blank_strips(grid: &Grid, block: Block, header: &Header) -> Option<Vec<(usize, usize)>> {
    let blank = |row: usize, column: usize| grid.cell(Place::new(row, column)).is_blank();
    // row by row, as far as each goes: a stray cell far away makes a sheet high and wide, and its rows short all the same
    let mut is_printed = vec![false; grid.width()];
    for row in header.rows.from..block.to {
        for (column, _) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            is_printed[column] = true;
        }
    }
    let apart: Vec<usize> = (0..grid.width()).filter(|column| !is_printed[*column]).collect();
    let mut strips = Vec::new();
    let mut from = 0;
    for column in apart.iter().copied().chain([grid.width()]) {
        let printed = (from..column).filter(|at| (header.rows.from..header.rows.to).any(|row| !blank(row, *at)));
        if printed.count() >= 2 {
            strips.push((from, column));
        }
        from = column + 1;
    }
    (strips.len() > 1).then_some(strips)
}

/// The columns of headers that are printed again from left to right (序号, 项目名称, 金额, 序号, 项目名称, 金额).
fn repeated_strips(grid: &Grid, header: &Header) -> Option<Vec<(usize, usize)>> {
    let row = header.rows.to - 1;
    let texts: Vec<String> =
        (0..grid.width()).map(|column| squeezed(&grid.cell(Place::new(row, column)).text)).collect();
    let width = texts.iter().rposition(|text| !text.is_empty())? + 1;
    let texts = &texts[..width];
    let period = (2..=width / 2).find(|period| {
        width % period == 0
            && texts.iter().enumerate().all(|(at, text)| !text.is_empty() && *text == texts[at % period])
    })?;
    Some((0..width / period).map(|at| (at * period, (at + 1) * period)).collect())
}
