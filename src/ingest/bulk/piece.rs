//! One piece of the file, read: plain rows by whole columns, all others row by row as the small path reads them.

use std::collections::HashMap;
use std::sync::Arc;

use polars::prelude::{DataFrame, IntoColumn, IntoLazy, PolarsResult, Series, coalesce, col, concat_str};

use super::super::definition::{Definition, Field, Reading};
use super::super::extract::{Context, Tally, is_note_text, read_row};
use super::super::grid::{Cell, Grid};
use super::super::spelling::squeezed;
use super::chunks::{Chunk, Fault, Piece, Writing};
use super::field::{DROPPED, FieldState, Given, ODD, Reader};
use super::frame::{self, Column};
use super::hash;
use super::plan::{Plan, Supply, TablePlan};
use super::rows::Rows;
use super::rule::Rules;
use crate::model::{Kind, Money, Row, Table, Value, tables};

/// How many distinct first cells are remembered for what they say of their row.
const FIRSTS_REMEMBERED: usize = 1 << 16;

/// What all pieces of a file are read by.
pub(super) struct Job<'a> {
    pub(super) rules: Rules<'a>,
    /// None where every row goes the small path.
    pub(super) plan: Option<Plan<'a>>,
    pub(super) writing: Writing,
    /// The first letters of what the header prints in each column.
    letters: Vec<Vec<String>>,
    /// The columns of fields that are codes of a key: a row with one is no total.
    codes: Vec<usize>,
}

/// What a thread keeps from one piece to the next.
#[derive(Debug, Default)]
pub(super) struct Worker {
    fields: Vec<FieldState>,
    /// Whether a first cell may begin a note or a total, by the hash of its text.
    firsts: HashMap<u64, bool>,
}

/// Rows of one table that a piece gave.
#[derive(Debug)]
pub(super) struct TableRows {
    pub(super) table: &'static Table,
    /// The columns that the rows have, as bits by position.
    pub(super) present: u64,
    /// The columns, in the table's order; none where the rows have no such column.
    pub(super) columns: Vec<Option<Arc<Column>>>,
    /// The rows among those of the columns.
    pub(super) rows: Vec<u32>,
    /// The number of each row in the file, from 1.
    pub(super) numbers: Vec<i32>,
    /// The hash of each row's key.
    pub(super) keys: Vec<u64>,
    /// Of tables that are added up: another hash of the key; else the hash of the rest of the row.
    pub(super) checks: Vec<u64>,
    /// The year of each row, where the table is divided by years.
    pub(super) years: Vec<Option<i32>>,
    /// The values of the columns that are added up.
    pub(super) sums: Vec<Vec<Option<i128>>>,
}

/// What a piece gave.
#[derive(Debug, Default)]
pub(super) struct PieceRows {
    pub(super) tables: Vec<TableRows>,
    pub(super) tally: Tally,
    pub(super) rows_read: i32,
    pub(super) rows_rejected: i32,
    pub(super) rejects: Vec<Row>,
    pub(super) notes: Vec<String>,
}

/// Why a piece cannot be read.
#[derive(Debug)]
pub(super) enum PieceError {
    Fault(Fault),
    Polars(polars::prelude::PolarsError),
}

impl From<Fault> for PieceError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<polars::prelude::PolarsError> for PieceError {
    fn from(error: polars::prelude::PolarsError) -> Self {
        Self::Polars(error)
    }
}

/// What a look at a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Blank,
    Data,
    /// It may be a note, a total or the header again.
    Unsure,
}

impl<'a> Job<'a> {
    pub(super) fn new(rules: Rules<'a>, writing: Writing) -> Self {
        let Context { header, definition, .. } = rules.context;
        let width = rules.head.iter().map(Vec::len).max().unwrap_or(0);
        let letters = |column: usize| {
            let rows = (header.rows.from..header.rows.to).filter_map(|row| rules.head.get(row)?.get(column));
            rows.filter_map(|cell| cell.text.trim().chars().next()).map(String::from).collect()
        };
        let letters = (0..width).map(letters).collect();
        let is_code =
            |field: &Field| Definition::reading(field) == Reading::Code && field.feed.is_some_and(|feed| feed.is_key);
        let codes = definition.fields.iter().filter(|field| is_code(field));
        let codes = codes.filter_map(|field| header.columns.get(&field.name).copied()).collect();
        let plan = Plan::of(&rules);
        Self { rules, plan, writing, letters, codes }
    }

    /// The rows of a piece.
    pub(super) fn rows(&self, chunk: Chunk) -> Result<(Piece, Rows), Fault> {
        let piece = chunk.piece;
        let text = chunk.text(self.writing.encoding)?;
        let rows = Rows::split(text, self.writing.delimiter)
            .map_err(|open| Fault::OpenQuote { at: piece.offset, lines: open.line - 1 })?;
        Ok((piece, rows))
    }

    /// Reads a piece.
    pub(super) fn read(&self, worker: &mut Worker, chunk: Chunk) -> Result<PieceRows, PieceError> {
        let (piece, rows) = self.rows(chunk)?;
        let read = self.read_rows_of(worker, &rows, piece, self.plan.as_ref())?;
        if self.plan.is_some() && (read.tally.total.is_some() || !read.tally.subtotals.is_empty()) {
            // which amounts a total adds up depends on the order of the rows
            return self.read_rows_of(worker, &rows, piece, None);
        }
        Ok(read)
    }

    fn read_rows_of(
        &self,
        worker: &mut Worker,
        rows: &Rows,
        piece: Piece,
        plan: Option<&Plan<'a>>,
    ) -> Result<PieceRows, PieceError> {
        let mut read = PieceRows::default();
        let (which, mut odd) = self.sort_out(worker, rows, piece.first_row);
        if let Some(plan) = plan {
            self.read_columns(plan, worker, rows, piece, &which, &mut odd, &mut read)?;
        } else {
            odd.extend(which);
        }
        if !odd.is_empty() {
            odd.sort_unstable();
            let slow = self.read_rows(rows, piece.first_row, &odd, &mut read);
            read.tables.extend(TableRows::of(self.rules.context.definition, slow)?);
        }
        Ok(read)
    }

    /// The rows that hold data for sure, and those that may be something else; blank rows and those of the header and
    /// above it are neither.
    fn sort_out(&self, worker: &mut Worker, rows: &Rows, first_row: usize) -> (Vec<u32>, Vec<u32>) {
        let from = self.rules.context.header.rows.to.saturating_sub(first_row);
        let (mut data, mut unsure) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in from..rows.len() {
            let number = u32::try_from(row).unwrap_or(u32::MAX);
            match self.look(worker, rows, row) {
                Look::Blank => {}
                Look::Data => data.push(number),
                Look::Unsure => unsure.push(number),
            }
        }
        (data, unsure)
    }

    /// What a row is, as far as that is plain: data only where none of the rules about other rows can hold.
    fn look(&self, worker: &mut Worker, rows: &Rows, row: usize) -> Look {
        let places = rows.places(row);
        let printed = || places.iter().enumerate().filter(|(_, place)| !is_blank(rows, **place));
        let Some((_, first)) = printed().next() else { return Look::Blank };
        let has_code = self.codes.iter().any(|column| places.get(*column).is_some_and(|place| !is_blank(rows, *place)));
        // a note, a total, a line of a page's head, a numbering of the columns
        let may_tell = |worker: &mut Worker, place: &(u32, u32)| self.may_tell(worker, rows, *place);
        if rows.text(*first).trim().parse() == Ok(1_usize)
            || may_tell(worker, first)
            || printed().nth(1).is_none_or(|(_, place)| may_tell(worker, place))
            || (!has_code && printed().nth(2).is_some_and(|(_, place)| may_tell(worker, place)))
        {
            return Look::Unsure;
        }
        // nothing but its number and zeros: not where a field has a number that is none of these
        let is_number = |column: &usize| {
            let bytes = places.get(*column).map_or(&b""[..], |place| rows.bytes(*place));
            bytes.iter().all(u8::is_ascii_digit) && bytes.iter().any(|byte| *byte != b'0')
        };
        if !self.rules.context.header.columns.values().any(is_number) {
            return Look::Unsure;
        }
        // the header again: more than four fifths of its cells are those of the header, and one of the first three
        let may_be_same = |column: usize, place: (u32, u32)| {
            let bytes = rows.bytes(place);
            let is_letter = matches!(bytes.first(), Some(0x21..=0x7e | 0xe4..=0xe9));
            let letters = self.letters.get(column).map_or(&[][..], Vec::as_slice);
            !is_letter || letters.iter().any(|letter| bytes.starts_with(letter.as_bytes()))
        };
        if !printed().take(3).any(|(column, place)| may_be_same(column, *place)) {
            return Look::Data;
        }
        let (same, all) = printed()
            .fold((0, 0), |(same, all), (column, place)| (same + usize::from(may_be_same(column, *place)), all + 1));
        if same >= 2 && same * 10 > all * 8 { Look::Unsure } else { Look::Data }
    }

    /// Whether a cell among the first of a row may say that the row is none of data.
    fn may_tell(&self, worker: &mut Worker, rows: &Rows, place: (u32, u32)) -> bool {
        let key = hash::of_bytes(rows.bytes(place));
        if let Some(known) = worker.firsts.get(&key) {
            return *known;
        }
        let (text, words) = (squeezed(rows.text(place)), self.rules.words);
        let is_word = words.totals.has(&text) || words.page_totals.has(&text) || words.numbering.has(&text);
        let is_line = self.rules.context.definition.head.is_line(&text)
            || text.starts_with("单位:")
            || text.starts_with("金额单位:");
        let is_total = text.ends_with("小计") || text.ends_with("合计");
        let found = is_word || is_line || is_total || is_note_text(words, &text);
        if worker.firsts.len() < FIRSTS_REMEMBERED {
            worker.firsts.insert(key, found);
        }
        found
    }

    #[allow(clippy::too_many_arguments)] // a step of `read`
    fn read_columns(
        &self,
        plan: &Plan<'a>,
        worker: &mut Worker,
        rows: &Rows,
        piece: Piece,
        which: &[u32],
        odd: &mut Vec<u32>,
        read: &mut PieceRows,
    ) -> PolarsResult<()> {
        worker.fields.resize_with(plan.fields.len(), FieldState::default);
        let mut marks = vec![0_u8; which.len()];
        let mut given: Vec<Given> = Vec::with_capacity(plan.fields.len());
        for (field, state) in plan.fields.iter().zip(&mut worker.fields) {
            let reader = Reader { rules: &self.rules, base: &plan.base, field, supplied: &plan.supplied };
            given.push(state.read(reader, rows, which, &mut marks)?);
        }
        let mut columns = Columns::new(plan, &mut given, which.len());
        for (year, day) in &plan.same_years {
            columns.mark_other_years(year, *day, &mut marks);
        }
        let mut sure: Vec<u32> = Vec::with_capacity(which.len());
        for (at, mark) in marks.iter().enumerate() {
            if mark & DROPPED != 0 {
                read.tally.dropped += 1;
                read.rows_read += 1;
            } else if mark & ODD != 0 {
                odd.push(which[at]);
            } else {
                sure.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        read.rows_read += i32::try_from(sure.len()).unwrap_or(i32::MAX);
        for (field, given) in plan.fields.iter().zip(&given) {
            let (mut sum, mut count) = (0_i128, 0);
            for amount in sure.iter().filter_map(|at| given.amount(*at as usize)) {
                sum += i128::from(amount);
                count += 1;
            }
            if count > 0 {
                read.tally.add(field.column, Money::from_fen(sum), count);
            }
        }
        let number = |at: &u32| which.get(*at as usize).map_or(0, |row| number_in_file(piece.first_row, *row));
        for table in &plan.tables {
            let rows: Vec<u32> = columns.of_table(table, &sure);
            let numbers = rows.iter().map(number).collect();
            let made = columns.make(self.rules.context.definition, table, rows, numbers)?;
            read.tables.push(made);
        }
        Ok(())
    }

    /// Reads rows one by one; gives the rows of tables that they make.
    fn read_rows(&self, rows: &Rows, first_row: usize, which: &[u32], read: &mut PieceRows) -> Vec<Row> {
        let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); rows.len()];
        for row in which {
            cells[*row as usize] = rows.row(*row as usize).map(Cell::text).collect();
        }
        let grid = Grid::window(&self.rules.head, first_row, cells);
        let mut sheet = self.rules.sheet(&grid);
        for row in which {
            read_row(&mut sheet, &self.rules.context, first_row + *row as usize, &mut read.tally);
        }
        read.rows_read += sheet.out.rows_read;
        read.rows_rejected += sheet.out.rows_rejected;
        read.rejects.append(&mut sheet.out.rejects);
        read.notes.append(&mut sheet.out.notes);
        sheet.out.rows
    }

    /// What one row makes, read again: its findings are known.
    pub(super) fn read_again(&self, rows: &Rows, first_row: usize, row: u32) -> Vec<Row> {
        self.read_rows(rows, first_row, &[row], &mut PieceRows::default())
    }
}

fn number_in_file(first_row: usize, row: u32) -> i32 {
    i32::try_from(first_row + row as usize + 1).unwrap_or(i32::MAX)
}

fn is_blank(rows: &Rows, place: (u32, u32)) -> bool {
    match rows.bytes(place).first() {
        None => true,
        // a letter, or a byte that no white space begins with
        Some(0x21..=0x7e | 0xe4..=0xe9) => false,
        Some(_) => rows.text(place).trim().is_empty(),
    }
}

/// The positions of the columns of a table that its definition adds up.
pub(super) fn summed(definition: &Definition, table: &Table) -> Vec<usize> {
    let rows = definition.rows.iter().filter(|rows| rows.table == table.name);
    let mut positions: Vec<usize> = rows.flat_map(|rows| &rows.sum).filter_map(|name| table.position(name)).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// The columns that the fields of a piece supply.
struct Columns {
    supplied: Vec<Option<(Arc<Column>, Vec<u64>)>>,
    rows: usize,
}

impl Columns {
    fn new(plan: &Plan<'_>, given: &mut [Given], rows: usize) -> Self {
        let mut supplied: Vec<Option<(Arc<Column>, Vec<u64>)>> = Vec::new();
        supplied.resize_with(plan.supplied.len(), || None);
        for (field, given) in plan.fields.iter().zip(given) {
            for (position, (column, hashes)) in field.supplies.iter().zip(given.supplies.drain(..)) {
                supplied[*position] = Some((Arc::new(column), hashes));
            }
        }
        Self { supplied, rows }
    }

    /// Marks rows whose year is another than that of their day.
    fn mark_other_years(&self, year: &Supply, day: usize, marks: &mut [u8]) {
        let hashes = |supply: usize| self.supplied.get(supply).and_then(Option::as_ref).map(|(_, hashes)| hashes);
        let Some(days) = hashes(day) else { return };
        let same = match year {
            Supply::Constant(value) => vec![hash::of_value(value.as_ref()); self.rows],
            Supply::One(supply) => hashes(*supply).cloned().unwrap_or_default(),
            _ => return,
        };
        for ((mark, day), year) in marks.iter_mut().zip(days).zip(same) {
            if *day != year && *day != hash::MISSING && year != hash::MISSING {
                *mark |= ODD;
            }
        }
    }

    /// The rows for which a table has one.
    fn of_table(&self, table: &TablePlan, plain: &[u32]) -> Vec<u32> {
        if table.when_any.is_empty() {
            return plain.to_vec();
        }
        let yes = hash::of_value(Some(&Value::Flag(true)));
        let has = |at: &u32| {
            table.when_any.iter().any(|supply| {
                let hashes = self.supplied[*supply].as_ref().map(|(_, hashes)| hashes);
                hashes.and_then(|hashes| hashes.get(*at as usize)).is_some_and(|hash| *hash == yes)
            })
        };
        plain.iter().copied().filter(has).collect()
    }

    fn make(
        &mut self,
        definition: &Definition,
        plan: &TablePlan,
        rows: Vec<u32>,
        numbers: Vec<i32>,
    ) -> PolarsResult<TableRows> {
        let table = plan.table;
        let mut made = TableRows::empty(table, plan.present(), rows, numbers);
        let summed = summed(definition, table);
        for (position, supply) in plan.columns.iter().enumerate() {
            let described = &table.columns[position];
            let is_key = table.is_key(described.name);
            let column = match supply {
                Supply::Absent => None,
                Supply::Constant(value) => {
                    made.mix_same(is_key, summed.is_empty(), hash::of_value(value.as_ref()));
                    let series = frame::series(described.name, described.kind, [value.as_ref()].into_iter())?;
                    Some(Arc::new(Column::Same(series)))
                }
                Supply::One(supply) => {
                    let known = self.supplied.get(*supply).and_then(Option::as_ref);
                    if let Some((_, hashes)) = known {
                        made.mix(is_key, summed.is_empty(), hashes);
                    }
                    known.map(|(column, _)| Arc::clone(column))
                }
                Supply::Joined(supplies) | Supply::First(supplies) => {
                    let is_joined = matches!(supply, Supply::Joined(_));
                    let series = self.several(supplies, described.kind, is_joined)?;
                    made.mix(is_key, summed.is_empty(), &frame::hashes(&series)?);
                    Some(Arc::new(Column::Plain(series)))
                }
            };
            made.columns[position] = column;
        }
        made.finish(&summed)?;
        Ok(made)
    }

    /// A column made from several.
    fn several(&self, supplies: &[Supply], kind: Kind, is_joined: bool) -> PolarsResult<Series> {
        let all: Vec<u32> = (0..u32::try_from(self.rows).unwrap_or(u32::MAX)).collect();
        let mut columns = Vec::new();
        for supply in supplies {
            let series = match supply {
                Supply::One(supply) => match self.supplied.get(*supply).and_then(Option::as_ref) {
                    Some((column, _)) => column.take(&all)?,
                    None => continue,
                },
                Supply::Constant(value @ Some(_)) => {
                    frame::series("", kind, [value.as_ref()].into_iter())?.new_from_index(0, self.rows)
                }
                _ => continue,
            };
            columns.push(series.with_name(format!("{}", columns.len()).into()).into_column());
        }
        let names: Vec<_> = (0..columns.len()).map(|at| col(format!("{at}"))).collect();
        let made = if is_joined { concat_str(&names, "|", true) } else { coalesce(&names) };
        let frame = DataFrame::new(self.rows, columns)?.lazy().select([made.alias("made")]);
        Ok(frame.collect()?.column("made")?.as_materialized_series().clone())
    }
}

impl TableRows {
    fn empty(table: &'static Table, present: u64, rows: Vec<u32>, numbers: Vec<i32>) -> Self {
        let count = rows.len();
        Self {
            table,
            present,
            columns: vec![None; table.columns.len()],
            rows,
            numbers,
            keys: vec![0; count],
            checks: vec![0; count],
            years: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Takes a column into the hashes: of the key, or of the rest; where rows are added up only the key counts.
    fn mix(&mut self, is_key: bool, has_rest: bool, hashes: &[u64]) {
        let of = |row: u32| hashes.get(row as usize).copied().unwrap_or(hash::MISSING);
        if is_key {
            for (key, row) in self.keys.iter_mut().zip(&self.rows) {
                *key = hash::mix(*key, of(*row));
            }
        }
        if is_key != has_rest {
            for (check, row) in self.checks.iter_mut().zip(&self.rows) {
                *check = hash::mix(*check ^ u64::MAX, of(*row));
            }
        }
    }

    fn mix_same(&mut self, is_key: bool, has_rest: bool, hash: u64) {
        if is_key {
            self.keys.iter_mut().for_each(|key| *key = hash::mix(*key, hash));
        }
        if is_key != has_rest {
            self.checks.iter_mut().for_each(|check| *check = hash::mix(*check ^ u64::MAX, hash));
        }
    }

    /// Fills in the years and the values that are added up.
    fn finish(&mut self, summed: &[usize]) -> PolarsResult<()> {
        if let Some(position) = self.table.partition().and_then(|name| self.table.position(name)) {
            self.years = match &self.columns[position] {
                Some(column) => column.take(&self.rows)?.i32()?.iter().collect(),
                None => vec![None; self.rows.len()],
            };
        }
        for position in summed {
            let sums = match &self.columns[*position] {
                Some(column) => frame::numbers(&column.take(&self.rows)?)?,
                None => vec![None; self.rows.len()],
            };
            self.sums.push(sums);
        }
        Ok(())
    }

    /// Rows that were read one by one, brought into columns: those of one table that have the same columns together.
    fn of(definition: &Definition, rows: Vec<Row>) -> PolarsResult<Vec<Self>> {
        let mut groups: Vec<(&'static Table, u64, Vec<Row>)> = Vec::new();
        for row in rows {
            let present = present(&row);
            let is_same =
                |group: &&mut (&'static Table, u64, Vec<Row>)| group.0.name == row.table.name && group.1 == present;
            match groups.iter_mut().find(is_same) {
                Some(group) => group.2.push(row),
                None => groups.push((row.table, present, vec![row])),
            }
        }
        groups.into_iter().map(|(table, present, rows)| Self::of_group(definition, table, present, &rows)).collect()
    }

    fn of_group(definition: &Definition, table: &'static Table, present: u64, rows: &[Row]) -> PolarsResult<Self> {
        let all = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        let numbers = rows.iter().map(|row| row.provenance.row.unwrap_or(0)).collect();
        let mut made = Self::empty(table, present, all, numbers);
        let summed = summed(definition, table);
        for (position, described) in table.columns.iter().enumerate() {
            if present & (1 << position) == 0 {
                continue;
            }
            let values = || rows.iter().map(|row| row.values()[position].as_ref());
            let hashes: Vec<u64> = values().map(hash::of_value).collect();
            made.mix(table.is_key(described.name), summed.is_empty(), &hashes);
            let series = frame::series(described.name, described.kind, values())?;
            made.columns[position] = Some(Arc::new(Column::Plain(series)));
        }
        made.finish(&summed)?;
        Ok(made)
    }
}

/// The columns that a row has, as bits by position.
pub(super) fn present(row: &Row) -> u64 {
    let has = |position: usize| u64::from(row.has(position)) << position;
    (0..row.table.columns.len()).map(has).sum()
}

/// The hashes of a single row's key and of the rest, as [`TableRows`] has them.
pub(super) fn hashes_of(definition: &Definition, row: &Row) -> PolarsResult<(u64, u64)> {
    let made = TableRows::of_group(definition, row.table, present(row), std::slice::from_ref(row))?;
    Ok((made.keys.first().copied().unwrap_or(0), made.checks.first().copied().unwrap_or(0)))
}

/// The tables that a definition feeds.
pub(super) fn fed(definition: &Definition) -> Vec<&'static Table> {
    let mut found: Vec<&'static Table> = Vec::new();
    for table in definition.rows.iter().filter_map(|rows| tables::find(&rows.table)) {
        if !found.iter().any(|known| known.name == table.name) {
            found.push(table);
        }
    }
    found
}
