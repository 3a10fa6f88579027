//! The titles of a sheet: printed lines that end as the name of a table does, or have the title words of a definition.

use super::super::definition::{Definition, Forms, Layout};
use super::super::extract::{Block, Head};
use super::super::grid::{Cell, CellKind, Grid};
use super::super::spelling::{squeezed, without_brackets};
use super::super::value::without_ordinal;
use super::super::vocabulary::Vocabulary;
use super::is_table;

/// A title on a sheet, and the definitions that it may begin.
pub(super) struct Title<'a> {
    pub(super) row: usize,
    pub(super) text: String,
    pub(super) definitions: Vec<&'a Definition>,
}

/// The titles in their order. A table's own title again, on its next page, begins nothing; nor does a cell among data
/// that only ends as a title does.
pub(super) fn titles<'a>(grid: &Grid, forms: &'a Forms) -> Vec<Title<'a>> {
    let mut titles: Vec<Title<'_>> = Vec::new();
    for row in 0..grid.height() {
        let Some(title) = title_at(grid, row, forms) else { continue };
        if title.definitions.is_empty() && !titles.is_empty() && !begins_table(grid, row) {
            continue;
        }
        let known = titles.last().filter(|known| known.text == title.text);
        let goes_on = known.is_some_and(|known| match known.definitions.first() {
            Some(definition) => {
                definition.layout == Layout::Hierarchy && same_owner(grid, known.row, definition, row, &forms.words)
            }
            None => same_lines(grid, known.row, row),
        });
        if !goes_on {
            titles.push(title);
        }
    }
    titles
}

/// Whether the lines below a repeated title name no other department than those below the first.
fn same_owner(grid: &Grid, known: usize, definition: &Definition, row: usize, words: &Vocabulary) -> bool {
    let read = |row: usize| {
        let to = (row + 1..grid.height().min(row + 5))
            .find(|row| grid.row(*row).iter().filter(|cell| !cell.is_blank()).count() > 3)
            .unwrap_or(row + 1);
        Head::read(grid, Block { from: row, to }, Some(row), definition, words)
    };
    let (first, next) = (read(known), read(row));
    (next.department.is_none() || next.department == first.department)
        && (next.unit.is_none() || next.unit == first.unit)
        && (next.year.is_none() || next.year == first.year)
}

/// Whether the two rows below a title print what those below its repetition print.
fn same_lines(grid: &Grid, known: usize, row: usize) -> bool {
    let texts = |row: usize| -> Vec<String> {
        let cells = grid.row(row).iter().map(|cell| squeezed(&cell.text));
        cells.filter(|text| !text.is_empty()).collect()
    };
    (1..=2).all(|below| texts(known + below) == texts(row + below))
}

/// Whether what follows a line looks as a table begins: a line with a label, or a header without figures.
fn begins_table(grid: &Grid, row: usize) -> bool {
    (row + 1..grid.height().min(row + 6)).find(|row| !grid.is_blank_row(*row)).is_some_and(|row| {
        let printed: Vec<&Cell> = grid.row(row).iter().filter(|cell| !cell.is_blank()).collect();
        let is_line = printed.iter().any(|cell| cell.text.contains([':', '：']) || cell.text.contains("单位"));
        is_line || (printed.len() >= 3 && !printed.iter().any(|cell| is_figure(cell)))
    })
}

/// Whether a cell is a figure, a date or a code of digits.
pub(super) fn is_figure(cell: &Cell) -> bool {
    match cell.kind {
        CellKind::Number | CellKind::Percent | CellKind::Date | CellKind::Flag | CellKind::Error => true,
        CellKind::Blank => false,
        CellKind::Text => {
            let text = cell.text.trim();
            text.bytes().any(|byte| byte.is_ascii_digit())
                && text.bytes().all(|byte| byte.is_ascii_digit() || b".,-+%/: ".contains(&byte))
        }
    }
}

/// The title that a row is: a printed cell (a table's number before it and a page number or unit after it apart) that
/// ends as the name of a table does, or has the title words of a definition.
fn title_at<'a>(grid: &Grid, row: usize, forms: &'a Forms) -> Option<Title<'a>> {
    let mut cells = grid.row(row).iter().filter(|cell| !cell.is_blank());
    let printed: Vec<&Cell> = cells.by_ref().take(3).collect();
    if cells.next().is_some() {
        return None;
    }
    let first = squeezed(&printed.first()?.text);
    // 表3, 公开03表, 附件2, 预算04表
    let is_number = |text: &str| {
        let numbered = text.chars().any(|letter| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter));
        let named = ["表", "附件", "附表", "公开"].iter().any(|word| text.starts_with(word)) || text.ends_with('表');
        text.chars().count() <= 8 && numbered && named
    };
    let text = if is_number(&first) && printed.len() > 1 { squeezed(&printed[1].text) } else { first };
    let is_sentence = text.contains(['。', ';', '，', ','])
        || forms.words.begins_note(&text)
        || forms.words.empty.any_in(&text)
        || text.starts_with("本");
    // 一、一般公共预算财政拨款 is an item of a table
    let is_item = without_ordinal(&text).len() < text.len() && !text.contains('表');
    if text.chars().count() > 60 || is_sentence || is_item {
        return None;
    }
    let fits = |definition: &&Definition| {
        !is_table(definition) && definition.title.any.any_in(&text) && !definition.title.none.any_in(&text)
    };
    let definitions: Vec<&Definition> = forms.definitions.iter().filter(fits).collect();
    let bare = without_brackets(&text);
    let is_named = bare.ends_with('表') && bare.chars().count() >= 5 && !text.contains(':') && !is_number(&text);
    let text = text.replace("(续)", "").replace("续表", "");
    (!definitions.is_empty() || (is_named && printed.len() <= 2)).then_some(Title { row, text, definitions })
}
