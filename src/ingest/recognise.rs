//! Which form a sheet is: by title words, header words and structure, never by its file's name.
//!
//! A flat table is recognised by its header; a table by function code by a code column beside 基本支出 or 项目支出 and
//! its title; a form by its title. A sheet may hold several forms or tables one after another: each title begins one.

use super::about::Constants;
use super::definition::{Definition, Forms, Layout, TitleWords};
use super::extract::{Block, Header, find_columns};
use super::grid::Grid;
use super::spelling::squeezed;

/// A form that was recognised.
pub(crate) struct Found<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) fit: Fit,
}

/// Where it stands.
pub(crate) enum Fit {
    /// The header of a flat table.
    Header(Header),
    /// A block of the sheet.
    Block(Block),
}

/// How many rows of a block may lie above its header.
const HEAD_ROWS: usize = 12;

/// The forms and tables of a sheet, in their order; empty where no definition fits.
pub(crate) fn recognise<'a>(grid: &Grid, constants: &Constants, forms: &'a Forms) -> Vec<Found<'a>> {
    let blocks = blocks(grid, forms);
    if !blocks.is_empty() {
        return blocks;
    }
    let mut best: Option<(&Definition, Header)> = None;
    for definition in forms.definitions.iter().filter(|definition| definition.layout == Layout::Table) {
        let Some(header) = Header::find(grid, definition, constants) else { continue };
        if best.as_ref().is_none_or(|(_, known)| header.rank() > known.rank()) {
            best = Some((definition, header));
        }
    }
    best.map(|(definition, header)| Found { definition, fit: Fit::Header(header) }).into_iter().collect()
}

/// The blocks that begin with a fitting title and have the structure it promises: each reaches to the next title.
fn blocks<'a>(grid: &Grid, forms: &'a Forms) -> Vec<Found<'a>> {
    let titled = |row: usize| {
        let mut blocks = forms.definitions.iter().filter(|definition| definition.layout != Layout::Table);
        blocks.find(|definition| is_title(grid, row, &definition.title)).map(|definition| (row, definition))
    };
    let starts: Vec<(usize, &Definition)> = (0..grid.height()).filter_map(titled).collect();
    let ends = starts.iter().skip(1).map(|(row, _)| *row).chain([grid.height()]);
    let blocks = starts.iter().zip(ends).map(|((from, definition), to)| (*definition, Block { from: *from, to }));
    blocks
        .filter(|(definition, block)| has_structure(grid, definition, *block))
        .map(|(definition, block)| Found { definition, fit: Fit::Block(block) })
        .collect()
}

/// Whether a block has the parts of its layout: three labels of a form, the columns of a table by function code.
fn has_structure(grid: &Grid, definition: &Definition, block: Block) -> bool {
    if let Some(parts) = &definition.hierarchy {
        return find_columns(grid, block, parts).is_some();
    }
    let Some(parts) = &definition.form else { return false };
    let cells = (block.from..block.to).flat_map(|row| grid.row(row)).map(|cell| squeezed(&cell.text));
    let lists = || parts.labels.values().chain([&parts.funds]);
    cells.filter(|text| lists().any(|list| list.has(text))).count() >= 3
}

/// Whether a row is a title: one printed cell (a page number apart) with a word of `any` and none of `none`.
fn is_title(grid: &Grid, row: usize, title: &TitleWords) -> bool {
    let mut printed = grid.row(row).iter().filter(|cell| !cell.is_blank());
    let Some(cell) = printed.next() else { return false };
    let text = squeezed(&cell.text);
    if text.chars().count() > 60 || printed.count() > 2 || text.starts_with('注') {
        return false;
    }
    title.any.any_in(&text) && !title.none.any_in(&text)
}

/// The first printed cells of a sheet, for a message.
pub(crate) fn opening(grid: &Grid) -> String {
    let cells = (0..grid.height().min(HEAD_ROWS)).flat_map(|row| grid.row(row)).filter(|cell| !cell.is_blank());
    let cells: Vec<String> = cells
        .take(4)
        .map(|cell| {
            let text = squeezed(&cell.text);
            if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
        })
        .collect();
    format!("`{}`", cells.join("`, `"))
}
