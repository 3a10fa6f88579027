//! The columns and rows of a table of incomes beside expenditures (财政拨款收支总表).

use super::super::definition::{Meaning, Summary};
use super::super::grid::{Cell, Grid, Place};
use super::super::spelling::squeezed;
use super::super::value;
use super::super::vocabulary::Vocabulary;
use super::Block;

/// How far down a header is looked for.
const DEEPEST: usize = 15;

/// Where the parts of the table stand.
#[derive(Clone, Debug)]
pub(crate) struct SummaryFrame {
    /// The first row of the header.
    pub(super) first: usize,
    /// The row after the header.
    pub(super) body: usize,
    pub(super) income_item: usize,
    pub(super) income: usize,
    pub(super) item: usize,
    /// The column of an expenditure's total.
    pub(super) total: Option<usize>,
    /// The column of each budget, and its word.
    pub(super) budgets: Vec<(usize, String)>,
}

/// Finds the header: two columns of items, and beside the second at least two budgets. None where there is none.
pub(crate) fn find_summary_frame(grid: &Grid, block: Block, title: usize, parts: &Summary) -> Option<SummaryFrame> {
    let from = if block.from <= title { title + 1 } else { block.from };
    (from..block.to.min(from + DEEPEST)).find_map(|row| frame_at(grid, block, row, parts))
}

fn frame_at(grid: &Grid, block: Block, row: usize, parts: &Summary) -> Option<SummaryFrame> {
    let texts = |row: usize| -> Vec<String> { grid.row(row).iter().map(|cell| squeezed(&cell.text)).collect() };
    let own = texts(row);
    let mut items = own.iter().enumerate().filter(|(_, text)| parts.item.has(text)).map(|(column, _)| column);
    let (income_item, item) = (items.next()?, items.next()?);
    let rows = [row, row + 1];
    let at = |is_it: &dyn Fn(usize, &str) -> bool| {
        rows.iter().filter(|row| **row < block.to).find_map(|row| {
            let texts = texts(*row);
            texts.iter().enumerate().find(|(column, text)| is_it(*column, text)).map(|(column, _)| (*row, column))
        })
    };
    let mut last = row;
    let mut budgets: Vec<(usize, String)> = Vec::new();
    for row in rows.iter().filter(|row| **row < block.to) {
        for (column, text) in texts(*row).iter().enumerate().skip(item + 1) {
            if let Some(budget) = budget_of(&parts.budgets, text)
                && !budgets.iter().any(|(_, known)| known == budget)
            {
                budgets.push((column, budget.to_owned()));
                last = last.max(*row);
            }
        }
    }
    if budgets.len() < 2 {
        return None;
    }
    let (of_income, income) = at(&|column, text| column > income_item && column < item && parts.amount.has(text))?;
    let total = at(&|column, text| column > item && parts.total.has(text));
    last = last.max(of_income).max(total.map_or(row, |(row, _)| row));
    Some(SummaryFrame {
        first: row,
        body: last + 1,
        income_item,
        income,
        item,
        total: total.map(|(_, column)| column),
        budgets,
    })
}

/// The budget that a header or an item (squeezed, its ordinal apart) names.
pub(super) fn budget_of<'a>(budgets: &'a [Meaning], text: &str) -> Option<&'a str> {
    budgets.iter().find(|budget| budget.says.has(text)).map(|budget| budget.word.as_str())
}

/// What a row of one of the two sides is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Item,
    YearTotal,
    Carried,
    /// An item below what is carried over: a part of it.
    CarriedPart,
    GrandTotal,
}

/// A row of one side.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) row: usize,
    pub(super) kind: Kind,
    /// The item without its ordinal (八、社会保障和就业支出).
    pub(super) label: String,
}

/// The rows of the side whose items stand in this column.
pub(super) fn entries(
    grid: &Grid,
    words: &Vocabulary,
    parts: &Summary,
    block: Block,
    body: usize,
    column: usize,
) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for row in body..block.to {
        let cell = grid.cell(Place::new(row, column));
        let text = squeezed(&cell.text);
        if text.is_empty() || is_aside(grid, words, row) {
            continue;
        }
        let label = without_lead(&text).to_owned();
        let after_carried = found.iter().rev().find(|entry| entry.kind != Kind::CarriedPart);
        let kind = if parts.year_total.has(&label) {
            Kind::YearTotal
        } else if parts.carried.has(&label) {
            Kind::Carried
        } else if parts.grand_total.has(&label) {
            Kind::GrandTotal
        } else if after_carried.is_some_and(|entry| entry.kind == Kind::Carried) {
            Kind::CarriedPart
        } else {
            Kind::Item
        };
        found.push(Entry { row, kind, label });
    }
    found
}

/// Whether a row is a note, a page number or numbers the columns.
fn is_aside(grid: &Grid, words: &Vocabulary, row: usize) -> bool {
    let mut printed = grid.row(row).iter().filter(|cell| !cell.is_blank());
    let Some(first) = printed.next() else { return true };
    let text = squeezed(&first.text);
    let is_number = |cell: &Cell| cell.text.trim().parse::<u32>().is_ok();
    words.begins_note(&text) || words.numbering.has(&text) || is_number(first) || text.starts_with('-')
}

/// An item without 其中 and what numbers it: 八、, (一), 1.
fn without_lead(text: &str) -> &str {
    value::without_ordinal(text.strip_prefix("其中").unwrap_or(text).trim_start_matches([':', '、']))
}
