//! Rows of a flat table that are no data: totals, lines of a page's head, rows that number the columns, fillers.

use super::super::definition::{Definition, Reading};
use super::super::grid::{Cell, Place};
use super::super::spelling::squeezed;
use super::super::value;
use super::Sheet;
use super::table_row::Context;

/// What a total row adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TotalKind {
    Grand,
    /// The rows above it, down from the subtotal before.
    Group,
    /// The rows of a page: they are in another total already.
    Page,
}

/// The longest label of a total: a longer text that ends in 合计 is a sentence.
const LONGEST_LABEL: usize = 20;

/// Whether a row is a total, and of what: by its first printed cell, else by one of its first texts where it has no code.
pub(super) fn total_of(sheet: &Sheet<'_>, context: &Context<'_>, row: usize) -> Option<TotalKind> {
    let words = sheet.words;
    let of = |text: &str| {
        if words.page_totals.has(text) && text != "小计" {
            return Some(TotalKind::Page);
        }
        if words.totals.has(text) {
            return Some(if text == "小计" { TotalKind::Group } else { TotalKind::Grand });
        }
        let is_short = text.chars().count() <= LONGEST_LABEL;
        (is_short && (text.ends_with("小计") || text.ends_with("合计"))).then_some(TotalKind::Group)
    };
    let mut printed = sheet.grid.row(row).iter().filter(|cell| !cell.is_blank());
    let first = squeezed(&printed.next()?.text);
    if words.totals.has(&first) || words.page_totals.has(&first) {
        return of(&first);
    }
    // 某局小计, or 小计 in the column of names: not where the row has a code of its own
    let has_code = context.header.columns.iter().any(|(name, column)| {
        let field = context.definition.field(name);
        field.is_some_and(|field| {
            Definition::reading(field) == Reading::Code && field.feed.is_some_and(|feed| feed.is_key)
        }) && !sheet.grid.cell(Place::new(row, *column)).is_blank()
    });
    if has_code {
        return None;
    }
    let rest = printed.take(2).map(|cell| squeezed(&cell.text));
    std::iter::once(first).chain(rest).find_map(|text| of(&text))
}

/// Whether a row repeats a line above the table on a further page (编制部门：某局 单位：元).
pub(super) fn is_head_line(sheet: &Sheet<'_>, context: &Context<'_>, row: usize) -> bool {
    let mut printed = sheet.grid.row(row).iter().filter(|cell| !cell.is_blank());
    let Some(first) = printed.next() else { return false };
    let text = squeezed(&first.text);
    let is_line = context.definition.head.is_line(&text)
        || ((text.starts_with("单位:") || text.starts_with("金额单位:")) && text.contains('元'));
    is_line && printed.count() <= 3
}

/// Whether a row numbers the columns: 栏次, or 1 2 3 … and nothing else.
pub(super) fn is_numbering(sheet: &Sheet<'_>, row: usize) -> bool {
    let cells = || sheet.grid.row(row).iter().filter(|cell| !cell.is_blank());
    if cells().take(2).any(|cell| sheet.words.numbering.has(&squeezed(&cell.text))) {
        return true;
    }
    let mut count = 0;
    for cell in cells() {
        count += 1;
        if cell.text.trim().parse::<usize>() != Ok(count) {
            return false;
        }
    }
    count >= 3
}

/// Whether a row prints nothing but its number and zeros.
pub(super) fn is_filler(sheet: &Sheet<'_>, context: &Context<'_>, row: usize) -> bool {
    let is_serial = |column: usize| {
        !context.header.columns.values().any(|known| *known == column)
            && (context.header.rows.from..context.header.rows.to)
                .any(|row| sheet.words.serial.has(&squeezed(&sheet.grid.cell(Place::new(row, column)).text)))
    };
    let is_nothing = |cell: &Cell| value::is_missing(&cell.text) || matches!(value::decimal(cell, 2), Ok(Some(0)));
    let mut cells = sheet.grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank());
    cells.all(|(column, cell)| is_nothing(cell) || is_serial(column))
}
