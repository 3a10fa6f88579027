//! The header of a flat table: which column is which field.

use std::collections::BTreeMap;

use super::super::about::Constants;
use super::super::definition::{Definition, Field, Reading};
use super::super::grid::{Grid, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::super::vocabulary::Vocabulary;
use super::Block;

/// How far down a header is looked for.
const DEEPEST: usize = 30;

/// The header of a flat table.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// Its rows: from, up to (excluded).
    pub(crate) rows: Block,
    /// The column of each field that was found.
    pub(crate) columns: BTreeMap<String, usize>,
    /// The unit that a column's header prints.
    pub(crate) units: BTreeMap<usize, AmountUnit>,
    /// Printed headers that no field has.
    pub(crate) others: Vec<String>,
    /// Required headers (or groups of them) that are missing.
    pub(crate) missing: Vec<String>,
}

impl Header {
    /// The best header of a definition on a sheet: complete, or near enough to say what is missing (two thirds of what
    /// is required and at least half of what is printed).
    pub(crate) fn find(
        grid: &Grid,
        texts: &HeaderTexts,
        definition: &Definition,
        constants: &Constants,
        words: &Vocabulary,
    ) -> Option<Self> {
        let mut best: Option<Self> = None;
        for from in 0..grid.height().min(DEEPEST) {
            // a header stands above its rows
            if best.as_ref().is_some_and(|known| known.missing.is_empty() && from > known.rows.to) {
                break;
            }
            if texts.rows[from].iter().filter(|text| !text.is_empty()).count() < 2 {
                continue;
            }
            for height in 1..=3 {
                let rows = Block { from, to: from + height };
                let Some(header) = Self::read(grid, texts, definition, constants, words, rows) else { continue };
                // fewer rows win where more add nothing
                if best.as_ref().is_none_or(|known| header.rank() > known.rank()) {
                    best = Some(header);
                }
            }
        }
        best
    }

    /// For comparing headers: completeness, then fields found, then fewer headers that nobody knows.
    pub(crate) fn rank(&self) -> (bool, usize, std::cmp::Reverse<usize>) {
        (self.missing.is_empty(), self.columns.len(), std::cmp::Reverse(self.others.len()))
    }

    fn read(
        grid: &Grid,
        texts: &HeaderTexts,
        definition: &Definition,
        constants: &Constants,
        words: &Vocabulary,
        rows: Block,
    ) -> Option<Self> {
        let mut header =
            Self { rows, columns: BTreeMap::new(), units: BTreeMap::new(), others: Vec::new(), missing: Vec::new() };
        if rows.to > grid.height() {
            return None;
        }
        for column in 0..grid.width() {
            let texts = texts.names(rows, column);
            let Some(last) = texts.first() else { continue };
            let free = |field: &&Field| !header.columns.contains_key(&field.name);
            let field = texts.iter().find_map(|text| definition.fields_called(text).find(free));
            let Some(field) = field else {
                if !words.serial.has(last) {
                    header.others.push(last.clone());
                }
                continue;
            };
            header.columns.insert(field.name.clone(), column);
            if let Some(unit) = texts.iter().find_map(|text| unit_in_header(text)) {
                header.units.insert(column, unit);
            }
        }
        if header.columns.len() < 2 {
            return None;
        }
        // a data row must not become a second header row
        if rows.to - rows.from > 1 && has_figures(grid, rows, definition, &header) {
            return None;
        }
        header.missing = missing(definition, &header.columns, constants);
        let needed = definition.fields.iter().filter(|field| field.required).count().max(1);
        let needed_groups = groups(definition).len();
        let found = (needed + needed_groups).saturating_sub(header.missing.len());
        let near = found * 3 >= (needed + needed_groups) * 2 && header.columns.len() >= header.others.len();
        (header.missing.is_empty() || (near && header.columns.len() >= 3)).then_some(header)
    }
}

/// The unit in a header, which stands in brackets or after 单位: 年初批复数(万元), not 单元.
fn unit_in_header(text: &str) -> Option<AmountUnit> {
    let marked = text.contains('(') || text.contains("单位");
    if marked { AmountUnit::find_in(text) } else { None }
}

/// The upper rows of a sheet, made comparable once for all definitions.
pub(crate) struct HeaderTexts {
    rows: Vec<Vec<String>>,
    /// What each column may be called, by first row, height less one, column.
    names: Vec<Vec<Vec<Vec<String>>>>,
}

impl HeaderTexts {
    /// The rows in which a header may stand.
    pub(crate) fn of(grid: &Grid) -> Self {
        let rows = (0..grid.height().min(DEEPEST + 3))
            .map(|row| grid.row(row).iter().map(|cell| squeezed(&cell.text)).collect())
            .collect();
        let mut texts = Self { rows, names: Vec::new() };
        let names = |from: usize, height: usize| -> Vec<Vec<String>> {
            let rows = Block { from, to: from + height };
            (0..grid.width()).map(|column| texts.of_column(rows, column)).collect()
        };
        texts.names = (0..texts.rows.len()).map(|from| (1..=3).map(|height| names(from, height)).collect()).collect();
        texts
    }

    /// What a column may be called in a header of these rows.
    fn names(&self, rows: Block, column: usize) -> &[String] {
        let of_rows = self.names.get(rows.from).and_then(|heights| heights.get(rows.to - rows.from - 1));
        of_rows.and_then(|columns| columns.get(column)).map_or(&[], Vec::as_slice)
    }

    fn at(&self, row: usize, column: usize) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// What a column may be called: upper and lower header rows together, the lower one, the upper one.
    fn of_column(&self, rows: Block, column: usize) -> Vec<String> {
        // nothing of the column's own: only what spreads over it from the left
        if (rows.from..rows.to).all(|row| self.at(row, column).is_empty()) {
            return Vec::new();
        }
        let parts = (rows.from..rows.to).map(|row| match self.at(row, column) {
            "" if row + 1 < rows.to => self.spread(row, column),
            own => own,
        });
        let printed: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let mut texts = vec![printed.concat()];
        texts.extend(printed.iter().rev().map(|text| (*text).to_owned()));
        texts.dedup();
        texts
    }

    /// The text of an upper header cell that is merged over this column: the next printed one to the left.
    fn spread(&self, row: usize, column: usize) -> &str {
        (0..column).rev().map(|column| self.at(row, column)).find(|text| !text.is_empty()).unwrap_or("")
    }
}

/// Whether the last row of a would-be header prints a number or a year under a column of numbers.
fn has_figures(grid: &Grid, rows: Block, definition: &Definition, header: &Header) -> bool {
    header.columns.iter().any(|(name, column)| {
        let reading = definition.field(name).map(Definition::reading);
        let cell = grid.cell(Place::new(rows.to - 1, *column));
        let numeric = matches!(reading, Some(Reading::Money | Reading::Year | Reading::Integer | Reading::Score));
        numeric && !cell.is_blank() && value::decimal(cell, 2).is_ok()
    })
}

fn groups(definition: &Definition) -> Vec<&str> {
    let mut groups: Vec<&str> = definition.fields.iter().filter_map(|field| field.group.as_deref()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

/// Required headers that are not there and that no constant stands for.
fn missing(definition: &Definition, columns: &BTreeMap<String, usize>, constants: &Constants) -> Vec<String> {
    let has = |field: &Field| columns.contains_key(&field.name) || constant(constants, &field.name);
    let required = definition.fields.iter().filter(|field| field.required && !has(field));
    // a year that the title prints counts too; whether it does is known when the table is read
    let mut missing: Vec<String> =
        required.filter(|field| field.name != "fiscal_year").map(|field| field.headers.first().to_owned()).collect();
    for group in groups(definition) {
        let members: Vec<&Field> =
            definition.fields.iter().filter(|field| field.group.as_deref() == Some(group)).collect();
        if !members.iter().any(|field| has(field)) {
            missing.push(members.iter().map(|field| field.headers.first()).collect::<Vec<_>>().join(" or "));
        }
    }
    missing
}

/// Whether a constant is given that stands for a column.
fn constant(constants: &Constants, field: &str) -> bool {
    match field {
        "fiscal_year" => constants.fiscal_year.is_some(),
        "department" => constants.department.is_some(),
        "unit" => constants.unit.is_some(),
        // the region may stay unknown (data-model.md, Constants)
        "region" => true,
        _ => false,
    }
}
