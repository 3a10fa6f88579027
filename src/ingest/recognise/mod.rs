//! Which forms and tables a sheet holds: by title words, header words and structure, never by its file's name.
//!
//! A sheet is cut at its titles. Of each section that begins with a title, the definitions whose title words fit it are
//! tried by their structure (labels of a form, a code column beside 基本支出, two columns of items); what none of them
//! takes is searched for flat tables, of which several may stand below or beside each other.

mod flat;
mod title;

use super::about::Constants;
use super::definition::{Definition, Forms, Layout};
use super::extract::{Block, Header, find_frame, find_summary_frame};
use super::grid::{Cell, Grid};
use super::spelling::squeezed;
use super::vocabulary::Vocabulary;

use flat::tables_in;
use title::{Title, titles};

/// A form that was recognised.
pub(crate) struct Found<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) fit: Fit,
    /// Its rows, the lines above it included.
    pub(crate) block: Block,
    /// Its columns (from, up to) where other tables stand beside it.
    pub(crate) columns: Option<(usize, usize)>,
}

/// Where it stands.
pub(crate) enum Fit {
    /// The header of a flat table.
    Header(Header),
    /// A block of the sheet and the row of its title.
    Block { title: usize, block: Block },
}

/// How many rows of a block may lie above its header.
const HEAD_ROWS: usize = 12;

/// The forms and tables of a sheet, in their order, and the titles of tables beside them that no definition fits; empty
/// where no definition fits at all.
pub(crate) fn recognise<'a>(grid: &Grid, constants: &Constants, forms: &'a Forms) -> (Vec<Found<'a>>, Vec<String>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    let mut others: Vec<String> = Vec::new();
    let mut sections = sections(grid, titles(grid, forms));
    // a small table that ends before the first title
    if let Some((Some(title), block)) = sections.first_mut()
        && block.from == 0
        && title.row > 1
    {
        let above = Block { from: 0, to: title.row };
        let (tables, unknown) = tables_in(grid, above, constants, forms);
        if !tables.is_empty() {
            block.from = title.row;
            found.extend(tables);
            others.extend(unknown);
        }
    }
    for (title, block) in sections {
        let fitting = title.iter().flat_map(|title| &title.definitions).copied();
        let at = title.as_ref().map_or(block.from, |title| title.row);
        if let Some(definition) =
            fitting.into_iter().find(|definition| has_structure(grid, definition, at, block, &forms.words))
        {
            found.push(Found { definition, fit: Fit::Block { title: at, block }, block, columns: None });
            continue;
        }
        let (tables, unknown) = tables_in(grid, block, constants, forms);
        if tables.is_empty()
            && unknown.is_empty()
            && let Some(title) = title
            && block.to > title.row + 3
        {
            others.push(format!("the table `{}`", title.text));
        }
        found.extend(tables);
        others.extend(unknown);
    }
    if found.is_empty() { (found, Vec::new()) } else { (found, others) }
}

/// The sheet cut at its titles; the lines above the first one belong to it.
fn sections<'a>(grid: &Grid, titles: Vec<Title<'a>>) -> Vec<(Option<Title<'a>>, Block)> {
    let mut sections: Vec<(Option<Title<'a>>, Block)> = Vec::new();
    let starts: Vec<usize> = titles.iter().map(|title| title.row).collect();
    if starts.first().is_none_or(|first| *first > HEAD_ROWS) {
        sections.push((None, Block { from: 0, to: starts.first().copied().unwrap_or(grid.height()) }));
    }
    for (at, title) in titles.into_iter().enumerate() {
        let to = starts.get(at + 1).copied().unwrap_or(grid.height());
        // 某局部门预算公开表 above the first table's own title is one of its lines
        let is_line = |(known, block): &(Option<Title<'a>>, Block)| {
            known.as_ref().is_some_and(|known| known.definitions.is_empty()) && rows_printed(grid, *block) <= 3
        };
        let is_first = title.row <= HEAD_ROWS && sections.iter().all(is_line);
        if is_first {
            sections.clear();
        }
        let from = if is_first { 0 } else { title.row };
        sections.push((Some(title), Block { from, to }));
    }
    sections
}

fn rows_printed(grid: &Grid, block: Block) -> usize {
    (block.from..block.to).filter(|row| !grid.is_blank_row(*row)).count()
}

/// Whether a block has the parts of its layout.
fn has_structure(grid: &Grid, definition: &Definition, title: usize, block: Block, words: &Vocabulary) -> bool {
    if definition.hierarchy.is_some() {
        return find_frame(grid, block, title, definition, words).is_some();
    }
    if let Some(parts) = &definition.summary {
        return find_summary_frame(grid, block, title, parts).is_some();
    }
    let Some(parts) = &definition.form else { return false };
    let lists = || parts.labels.values().chain([&parts.funds]);
    let is_label = |cell: &Cell| {
        let text = squeezed(&cell.text);
        lists().any(|list| list.has(text.split(':').next().unwrap_or(&text)))
    };
    let is_column = |cell: &Cell| {
        let text = squeezed(&cell.text);
        parts.indicator_columns.values().any(|list| list.has(&text))
    };
    let count = |is_it: &dyn Fn(&Cell) -> bool| -> Vec<usize> {
        (block.from..block.to).map(|row| grid.row(row).iter().filter(|cell| is_it(cell)).count()).collect()
    };
    let labels = count(&is_label);
    // the labels of a form stand in several rows, those of a flat table's header in one
    if labels.iter().sum::<usize>() >= 3 && labels.iter().filter(|count| **count > 0).count() >= 2 {
        return true;
    }
    let indicators = count(&is_column).iter().position(|count| *count >= 4);
    indicators.is_some_and(|row| labels[..row].iter().any(|count| *count > 0))
}

/// The first printed cells of a sheet, for a message.
pub(crate) fn opening(grid: &Grid) -> String {
    opening_at(grid, 0)
}

/// The first printed cells from a row on.
fn opening_at(grid: &Grid, from: usize) -> String {
    let rows = from..grid.height().min(from + HEAD_ROWS);
    let cells = rows.flat_map(|row| grid.row(row)).filter(|cell| !cell.is_blank());
    let cells: Vec<String> = cells
        .take(4)
        .map(|cell| {
            let text = squeezed(&cell.text);
            if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text }
        })
        .collect();
    format!("`{}`", cells.join("`, `"))
}

/// Whether a definition is of a flat table.
fn is_table(definition: &Definition) -> bool {
    definition.layout == Layout::Table
}
