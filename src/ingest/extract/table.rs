//! Flat tables: a header, rows, and lines around them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::definition::{Definition, Field, Reading, constant};
use super::super::grid::{Place, column_letters};
use super::super::value::AmountUnit;
use super::head::Head;
use super::header::{Header, is_repeated};
use super::subtotal::{self, Precision, Printed};
use super::table_aside::{TotalKind, is_filler, is_head_line, is_numbering, total_of};
use super::table_row::{self, Context, Outcome};
use super::{Block, Finding, Owner, Severity, Sheet, is_note_row, repeated, rounded};
use crate::model::{Kind, Money, Row, Value, tables};

/// Reads the rows below a header.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, header: &Header, block: Block) {
    let grid = sheet.grid;
    if !header.missing.is_empty() {
        sheet.owner = Owner::default();
        refuse_all(sheet, definition, header, block);
        return;
    }
    let lines = Block { from: block.from, to: header.rows.from };
    let head = Head::read(grid, lines, None, definition, sheet.words);
    let context = begin(sheet, definition, header, &head);
    if let Some(field) = table_row::unknown(sheet, &context) {
        refuse_unknown(sheet, &context, field, block);
        return;
    }
    let mut tally = Tally { total: header.is_fused.then(|| header.rows.to - 1), ..Tally::default() };
    let repeated = repeated::repeated(sheet, definition, header, block);
    let rejects_before = sheet.out.rejects.len();
    for row in header.rows.to..block.to {
        match repeated.get(&row) {
            Some(rows) => repeated::refuse(sheet, definition, header, row, rows),
            None => read_row(sheet, &context, row, &mut tally),
        }
    }
    rounded::bring_together(sheet, rejects_before);
    end(sheet, &context, &tally);
}

/// Refuses the rows below a header that lacks required columns.
fn refuse_all(sheet: &mut Sheet<'_>, definition: &Definition, header: &Header, block: Block) {
    let printed: Vec<&str> =
        header.columns.values().copied().map(|column| header_text(sheet, header, column)).collect();
    let others = header.others.iter().map(String::as_str);
    let reason = format!(
        "expected the columns of {}; missing {}; found {}; hint: add the missing column under that header",
        definition.label,
        header.missing.join(", "),
        printed.into_iter().chain(others).collect::<Vec<_>>().join(", ")
    );
    let rows = rows_of_data(sheet, header, block);
    sheet.out.rows_read += rows;
    sheet.refuse(Place::new(header.rows.from, 0), &header.missing.join(", "), reason, "column.missing", rows);
}

/// Refuses the rows of a table that neither prints nor is given what its key needs.
fn refuse_unknown(sheet: &mut Sheet<'_>, context: &Context<'_>, field: &Field, block: Block) {
    let rows = rows_of_data(sheet, context.header, block);
    sheet.out.rows_read += rows;
    let (reason, check) = table_row::why_unknown(field);
    sheet.refuse(Place::new(context.header.rows.from, 0), &field.name, reason, check, rows);
}

/// How many rows below a header are data.
fn rows_of_data(sheet: &Sheet<'_>, header: &Header, block: Block) -> i32 {
    let grid = sheet.grid;
    let is_data =
        |row: &usize| !grid.is_blank_row(*row) && !is_note_row(sheet, *row) && !is_repeated(grid, header, *row);
    i32::try_from((header.rows.to..block.to).filter(is_data).count()).unwrap_or(i32::MAX)
}

/// What all rows of a table share; lists its columns.
pub(crate) fn begin<'a>(
    sheet: &mut Sheet<'_>,
    definition: &'a Definition,
    header: &'a Header,
    head: &'a Head,
) -> Context<'a> {
    let column = header.columns.get("department").map(|column| (*column, header.rows.to));
    sheet.owner = Owner { column, name: head.department.clone() };
    list_columns(sheet, definition, header);
    list_grades(sheet, definition, header);
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    let unit = head.unit_of_amounts.or(default).unwrap_or(AmountUnit::Yuan);
    Context { definition, header, head, unit }
}

/// The sum and the number of the amounts of each column.
pub(crate) type Sums = BTreeMap<usize, (Money, usize)>;

/// What the rows of a table come to besides what they give.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Lines of notes left out.
    pub(crate) notes: usize,
    /// Rows marked as deleted.
    pub(crate) dropped: usize,
    /// The sum and the number of the amounts of each column, over the rows that were not refused.
    pub(crate) sums: Sums,
    /// The last row of a grand total.
    pub(crate) total: Option<usize>,
    /// Subtotals of pages, left out.
    pub(crate) pages: usize,
    /// Rows that print nothing but numbers of rows and zeros, left out.
    pub(crate) fillers: usize,
    /// The sums since the last subtotal.
    pub(crate) group: Sums,
    /// Rows of subtotals and the sums of the rows above each, down from the one before.
    pub(crate) subtotals: Vec<(usize, Sums)>,
}

impl Tally {
    /// Adds amounts of a column.
    pub(crate) fn add(&mut self, column: usize, amount: Money, count: usize) {
        for sums in [&mut self.sums, &mut self.group] {
            let sum = sums.entry(column).or_default();
            *sum = (sum.0 + amount, sum.1 + count);
        }
    }

    /// Adds what later rows of the same table come to.
    pub(crate) fn absorb(&mut self, later: Self) {
        let Self { notes, dropped, sums, total, pages, fillers, group, subtotals } = later;
        self.notes += notes;
        self.dropped += dropped;
        self.pages += pages;
        self.fillers += fillers;
        // the sums since the last subtotal go with the first one below, unless a grand total stands between them
        let mut carried = std::mem::take(&mut self.group);
        let is_cut = total.is_some() || !subtotals.is_empty();
        for (at, (row, mut sums)) in subtotals.into_iter().enumerate() {
            if at == 0 && total.is_none_or(|total| row < total) {
                add_sums(&mut sums, &std::mem::take(&mut carried));
            }
            self.subtotals.push((row, sums));
        }
        self.group = group;
        if !is_cut {
            add_sums(&mut self.group, &carried);
        }
        self.total = total.or(self.total);
        add_sums(&mut self.sums, &sums);
    }
}

fn add_sums(sums: &mut Sums, more: &Sums) {
    for (column, (amount, count)) in more {
        let sum = sums.entry(*column).or_default();
        *sum = (sum.0 + *amount, sum.1 + count);
    }
}

/// Reads one row of a table, whatever it is: data, a note, a total, the header again.
pub(crate) fn read_row(sheet: &mut Sheet<'_>, context: &Context<'_>, row: usize, tally: &mut Tally) {
    let grid = sheet.grid;
    if grid.is_blank_row(row) || is_repeated(grid, context.header, row) || is_head_line(sheet, context, row) {
        return;
    }
    if is_note_row(sheet, row) {
        tally.notes += 1;
        return;
    }
    match total_of(sheet, context, row) {
        Some(TotalKind::Grand) => {
            tally.total = Some(row);
            tally.group.clear();
            return;
        }
        Some(TotalKind::Group) => {
            tally.subtotals.push((row, std::mem::take(&mut tally.group)));
            return;
        }
        Some(TotalKind::Page) => {
            tally.pages += 1;
            return;
        }
        None => {}
    }
    if is_numbering(sheet, row) {
        return;
    }
    if is_filler(sheet, context, row) {
        tally.fillers += 1;
        return;
    }
    sheet.out.rows_read += 1;
    match table_row::read(sheet, context, row) {
        Outcome::Rows(rows, amounts) => {
            for (column, amount) in amounts {
                tally.add(column, amount, 1);
            }
            sheet.out.rows.extend(rows);
        }
        Outcome::Refused => sheet.out.rows_rejected += 1,
        Outcome::Dropped => tally.dropped += 1,
    }
}

/// After the last row: rows of equal key are added up where the definition says so, the printed total is compared, and
/// what was left out is told.
pub(crate) fn end(sheet: &mut Sheet<'_>, context: &Context<'_>, tally: &Tally) {
    add_up(sheet, context.definition);
    compare_totals(sheet, context, tally);
    for (count, what) in [
        (tally.notes, "lines of notes below the table"),
        (tally.pages, "subtotals of pages"),
        (tally.fillers, "rows without any content but their number and zeros"),
    ] {
        if count > 0 {
            sheet.note(&format!("{count} {what} were left out"));
        }
    }
    if tally.dropped > 0 {
        let field = context.definition.fields.iter().find(|field| field.drop_when.is_some());
        let mark = field.map(|field| field.headers.first()).unwrap_or_default();
        sheet.note(&format!("{} rows marked as deleted ({mark}) were left out", tally.dropped));
    }
}

fn header_text<'a>(sheet: &Sheet<'a>, header: &Header, column: usize) -> &'a str {
    let rows = (header.rows.from..header.rows.to).rev();
    let mut cells = rows.map(|row| sheet.grid.cell(Place::new(row, column))).filter(|cell| !cell.is_blank());
    cells.next().map(|cell| cell.text.trim()).unwrap_or_default()
}

/// Keeps which column fed which field, and notes the columns that nothing asks for.
fn list_columns(sheet: &mut Sheet<'_>, definition: &Definition, header: &Header) {
    let mut listed = String::new();
    for field in &definition.fields {
        if let Some(column) = header.columns.get(&field.name) {
            let separator = if listed.is_empty() { "" } else { ";" };
            // writing to a string does not fail
            let _ = write!(listed, "{separator}{}={}", field.name, column_letters(*column));
        }
    }
    sheet.out.columns = Some(match sheet.out.columns.take() {
        Some(before) => format!("{before} | {listed}"),
        None => listed,
    });
    if !header.others.is_empty() {
        sheet.note(&format!("columns not used: {}", header.others.join(", ")));
    }
}

/// The grades that the definition declares, as a scheme of its name.
fn list_grades(sheet: &mut Sheet<'_>, definition: &Definition, header: &Header) {
    let bounds = definition.grades.iter().map(|(grade, lowest)| (constant(Kind::Score, lowest), grade));
    let mut bounds: Vec<_> = bounds.collect();
    bounds.sort_by(|one, other| other.0.cmp(&one.0));
    for (rank, (lowest, grade)) in (1..).zip(bounds) {
        let mut row = sheet.row(&tables::GRADE_SCHEMES, header.rows.from, None);
        super::set(&mut row, "scheme", Some(definition.name.as_str().into()));
        super::set(&mut row, "label", Some(grade.as_str().into()));
        super::set(&mut row, "lower_bound", lowest);
        super::set(&mut row, "rank", Some(Value::Integer(rank)));
        sheet.out.rows.push(row);
    }
}

/// Adds up rows of equal key in the columns that the definition declares as sums.
fn add_up(sheet: &mut Sheet<'_>, definition: &Definition) {
    for rows in definition.rows.iter().filter(|rows| !rows.sum.is_empty()) {
        let mut kept: Vec<Row> = Vec::with_capacity(sheet.out.rows.len());
        let mut places: BTreeMap<Vec<Option<Value>>, usize> = BTreeMap::new();
        for row in std::mem::take(&mut sheet.out.rows) {
            if row.table.name != rows.table {
                kept.push(row);
                continue;
            }
            let key: Vec<Option<Value>> = row.key().into_iter().map(Option::<&Value>::cloned).collect();
            let Some(at) = places.get(&key).copied() else {
                places.insert(key, kept.len());
                kept.push(row);
                continue;
            };
            for column in &rows.sum {
                let sum = match (kept[at].get(column), row.get(column)) {
                    (Some(Value::Decimal(one)), Some(Value::Decimal(other))) => Some(Value::Decimal(one + other)),
                    (one, other) => one.or(other).cloned(),
                };
                super::set(&mut kept[at], column, sum);
            }
        }
        sheet.out.rows = kept;
    }
}

/// Compares the printed totals of a flat table with the sums of its loaded rows: the grand total with all of them, a
/// subtotal with those of its group.
fn compare_totals(sheet: &mut Sheet<'_>, context: &Context<'_>, tally: &Tally) {
    for (row, sums) in &tally.subtotals {
        // a subtotal above its rows cannot be told from an empty group
        if sums.values().any(|(_, count)| *count > 0) {
            compare_total(sheet, context, *row, "小计", sums);
        }
    }
    if let Some(row) = tally.total {
        compare_total(sheet, context, row, "合计", &tally.sums);
    }
}

fn compare_total(sheet: &mut Sheet<'_>, context: &Context<'_>, row: usize, level: &str, sums: &Sums) {
    for (name, column) in &context.header.columns {
        let Some(field) = context.definition.field(name) else { continue };
        if Definition::reading(field) != Reading::Money || field.unit_from.is_some() {
            continue;
        }
        let place = Place::new(row, *column);
        let cell = sheet.grid.cell(place);
        let unit = context.header.units.get(column).copied().unwrap_or(context.unit);
        let header = header_text(sheet, context.header, *column).to_owned();
        match super::super::value::amount(cell, unit) {
            Ok(Some(printed)) => {
                let (computed, summands) = sums.get(column).copied().unwrap_or_default();
                let precision = Precision { unit, decimals: subtotal::decimals(&cell.text) };
                let (title, measure) = (context.head.title.as_str(), header.as_str());
                let amount = printed.money;
                let total = Printed { place, title, level, code: None, measure, amount, computed, summands };
                subtotal::compare(sheet, &total, precision);
            }
            Ok(None) => {}
            Err(error) => {
                let reason = format!("expected {} in the total row; found `{}`", error.expected, cell.text);
                let severity = Severity::Warning;
                sheet.report(&Finding { place, field: name, reason, check: "amount.unreadable", severity });
            }
        }
    }
}
