//! The header of a flat table: which column is which field.

use std::cmp::Reverse;
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
    /// The columns of a code that stands in several by level (类, 款, 项).
    pub(crate) levels: BTreeMap<String, Vec<usize>>,
    /// Whether its last row is the row of the total too.
    pub(crate) is_fused: bool,
}

impl Header {
    /// The best header of a definition on a sheet: complete, or near enough to say what is missing (two thirds of what
    /// is required and at least half of what is printed).
    pub(crate) fn find(
        grid: &Grid,
        texts: &HeaderTexts,
        block: Block,
        definition: &Definition,
        constants: &Constants,
        words: &Vocabulary,
    ) -> Option<Self> {
        let mut best: Option<Self> = None;
        for from in block.from..block.to.min(block.from + DEEPEST) {
            // a header stands above its rows
            if best.as_ref().is_some_and(|known| known.missing.is_empty() && from > known.rows.to) {
                break;
            }
            if texts.row(from).iter().filter(|text| !text.is_empty()).count() < 2 {
                continue;
            }
            for height in (1..=3).take_while(|height| from + height <= block.to) {
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

    /// For comparing headers: completeness, then fields found, then fewer headers that nobody knows, then fewer rows (a
    /// line above the header is none of it).
    pub(crate) fn rank(&self) -> (bool, usize, Reverse<usize>, Reverse<usize>) {
        let rows = self.rows.to - self.rows.from;
        let others = self.others.len();
        (self.missing.is_empty(), self.columns.len(), Reverse(others), Reverse(rows))
    }

    fn read(
        grid: &Grid,
        texts: &HeaderTexts,
        definition: &Definition,
        constants: &Constants,
        words: &Vocabulary,
        rows: Block,
    ) -> Option<Self> {
        let mut header = Self {
            rows,
            columns: BTreeMap::new(),
            units: BTreeMap::new(),
            others: Vec::new(),
            missing: Vec::new(),
            levels: BTreeMap::new(),
            is_fused: false,
        };
        for field in definition.fields.iter().filter(|field| !field.code_levels.is_empty()) {
            let is_level = |column: &usize| field.code_levels.has(texts.at(rows.to - 1, *column));
            let columns: Vec<usize> = (0..grid.width()).filter(is_level).collect();
            if columns.len() >= 2 {
                header.columns.insert(field.name.clone(), columns[0]);
                header.levels.insert(field.name.clone(), columns);
            }
        }
        for column in 0..grid.width() {
            if header.levels.values().flatten().any(|level| *level == column) {
                continue;
            }
            let texts = texts.names(rows, column);
            let Some(last) = texts.first() else { continue };
            let free = |field: &&Field| !header.columns.contains_key(&field.name);
            let called = |text: &str| definition.fields_called(text).find(free);
            let field = texts.iter().find_map(|text| called(text).or_else(|| called(without_day(text)?)));
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
            if !prints_headers_and_total(grid, rows, definition, &header, words) {
                return None;
            }
            header.is_fused = true;
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
    /// The row that they begin at.
    from: usize,
    rows: Vec<Vec<String>>,
    /// What each column may be called, by first row, height less one, column.
    names: Vec<Vec<Vec<Vec<String>>>>,
}

impl HeaderTexts {
    /// The rows of a block in which a header may stand.
    pub(crate) fn of(grid: &Grid, block: Block) -> Self {
        let rows = (block.from..block.to.min(block.from + DEEPEST + 3))
            .map(|row| grid.row(row).iter().map(|cell| squeezed(&cell.text)).collect())
            .collect();
        let mut texts = Self { from: block.from, rows, names: Vec::new() };
        let names = |from: usize, height: usize| -> Vec<Vec<String>> {
            let rows = Block { from, to: from + height };
            (0..grid.width()).map(|column| texts.of_column(grid, rows, column)).collect()
        };
        let first = block.from;
        texts.names =
            (0..texts.rows.len()).map(|at| (1..=3).map(|height| names(first + at, height)).collect()).collect();
        texts
    }

    fn row(&self, row: usize) -> &[String] {
        row.checked_sub(self.from).and_then(|row| self.rows.get(row)).map_or(&[], Vec::as_slice)
    }

    /// What a column may be called in a header of these rows.
    fn names(&self, rows: Block, column: usize) -> &[String] {
        let from = rows.from.checked_sub(self.from);
        let of_rows =
            from.and_then(|from| self.names.get(from)).and_then(|heights| heights.get(rows.to - rows.from - 1));
        of_rows.and_then(|columns| columns.get(column)).map_or(&[], Vec::as_slice)
    }

    fn at(&self, row: usize, column: usize) -> &str {
        self.row(row).get(column).map_or("", String::as_str)
    }

    /// What a column may be called: all its header rows together, two of them, one of them, the lower ones first.
    fn of_column(&self, grid: &Grid, rows: Block, column: usize) -> Vec<String> {
        // nothing of the column's own: only what spreads over it from the left
        if (rows.from..rows.to).all(|row| self.at(row, column).is_empty()) {
            return Vec::new();
        }
        let parts = (rows.from..rows.to).map(|row| match self.at(row, column) {
            "" if row + 1 < rows.to => self.spread(grid, row, column),
            own => own,
        });
        let printed: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let mut texts = vec![printed.concat()];
        if let [upper, middle, lower] = printed.as_slice() {
            texts.extend([format!("{middle}{lower}"), format!("{upper}{lower}"), format!("{upper}{middle}")]);
        }
        texts.extend(printed.iter().rev().map(|text| (*text).to_owned()));
        texts.dedup();
        texts
    }

    /// The text of an upper header cell that is merged over this column: the next printed one to the left, unless it
    /// is merged and ends before.
    fn spread(&self, grid: &Grid, row: usize, column: usize) -> &str {
        let left = (0..column).rev().find(|column| !self.at(row, *column).is_empty());
        let reaches =
            |left: &usize| grid.merge_at(Place::new(row, *left)).is_none_or(|merge| merge.to.column >= column);
        left.filter(reaches).map_or("", |left| self.at(row, left))
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

/// Whether the last row of a header with figures under its amounts is header and total in one: 合计 in it, and headers
/// over the columns of words.
fn prints_headers_and_total(
    grid: &Grid,
    rows: Block,
    definition: &Definition,
    header: &Header,
    words: &Vocabulary,
) -> bool {
    let text = |column: usize| squeezed(&grid.cell(Place::new(rows.to - 1, column)).text);
    let is_total = (0..grid.width()).any(|column| words.totals.has(&text(column)));
    let own = header.levels.values().flatten().chain(header.columns.values());
    let headers = own.filter(|column| {
        let text = text(**column);
        let is_level = |field: &Field| field.code_levels.has(&text);
        definition.fields_called(&text).next().is_some() || definition.fields.iter().any(is_level)
    });
    is_total && headers.count() > 0
}

/// Whether a row prints a header again: what it prints stands in the header, in the same columns.
pub(crate) fn is_repeated(grid: &Grid, header: &Header, row: usize) -> bool {
    let mut printed = 0_usize;
    let mut same = 0_usize;
    for (column, cell) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
        printed += 1;
        let is_same = |row: usize| same_letters(&cell.text, &grid.cell(Place::new(row, column)).text);
        same += usize::from((header.rows.from..header.rows.to).any(is_same));
        // three cells of data decide
        if printed >= 3 && same == 0 {
            return false;
        }
    }
    // a table of the same kind has other headers in some of its columns
    same >= 2 && same * 10 > printed * 8
}

/// Whether two texts are equal but for white space.
fn same_letters(left: &str, right: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
    left.chars().find(|letter| !letter.is_whitespace()) == right.chars().find(|letter| !letter.is_whitespace())
        && letters(left) == letters(right)
}

/// A header without the day that it counts to: 截至2023年底已发债券规模 gives 已发债券规模.
fn without_day(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("截至").or_else(|| text.strip_prefix("截止"))?;
    let (day, name) = rest.split_once(['底', '末', '日'])?;
    (day.chars().count() <= 12 && !name.is_empty()).then_some(name)
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
    // a year or a department that the lines above print counts too; whether they do is known when the table is read
    let is_in_head = |field: &&Field| {
        field.name == "fiscal_year" || (field.name == "department" && field.feed.is_some_and(|feed| feed.is_key))
    };
    let mut missing: Vec<String> =
        required.filter(|field| !is_in_head(field)).map(|field| field.headers.first().to_owned()).collect();
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
