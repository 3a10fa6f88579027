//! The texts of one column of the file, read: once for each distinct text, or at once where they are plain.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use polars::prelude::{IntoSeries, PlSmallStr, PolarsResult, Series, StringChunkedBuilder};

use super::super::extract::Values;
use super::frame::{self, Column};
use super::hash;
use super::plan::{FieldPlan, Quick, Supplied};
use super::rows::Rows;
use super::rule::{Rules, is_plain_code, plain_amount, plain_name, said};
use crate::model::Value;

/// How many distinct texts of a column are remembered.
const REMEMBERED: usize = 1 << 16;

/// The row of a cell goes the small path.
pub(super) const ODD: u8 = 1;
/// The row of a cell is left out by the definition's own rule.
pub(super) const DROPPED: u8 = 2;

/// An amount that is missing; amounts have at most 18 digits.
const NO_AMOUNT: i64 = i64::MIN;

/// What is known of the texts of one column.
#[derive(Debug, Default)]
pub(super) struct FieldState {
    codes: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    texts: Vec<Box<str>>,
    marks: Vec<u8>,
    amounts: Vec<i64>,
    /// For each supply, the values of the texts and their hashes.
    supplies: Vec<(Vec<Option<Value>>, Vec<u64>)>,
    /// The values as columns, as far as they are made.
    series: Vec<Option<Series>>,
    /// Nearly every text differs: they are not remembered while they are plain.
    is_varied: bool,
}

/// What a column of a chunk gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// For each supply of the field, its column and the hash of each row.
    pub(super) supplies: Vec<(Column, Vec<u64>)>,
    /// The amount of each row, where the field is one of amounts.
    pub(super) amounts: Option<Vec<i64>>,
}

impl Given {
    /// The amount of a row.
    pub(super) fn amount(&self, row: usize) -> Option<i64> {
        self.amounts.as_ref().and_then(|amounts| amounts.get(row)).copied().filter(|amount| *amount != NO_AMOUNT)
    }
}

/// What reading a column takes besides what is known of it.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) rules: &'a Rules<'a>,
    pub(super) base: &'a Values,
    pub(super) field: &'a FieldPlan<'a>,
    pub(super) supplied: &'a [Supplied],
}

impl FieldState {
    /// Reads the field of these rows; marks those that go the small path or are dropped.
    pub(super) fn read(
        &mut self,
        reader: Reader<'_>,
        rows: &Rows,
        which: &[u32],
        marks: &mut [u8],
    ) -> PolarsResult<Given> {
        self.supplies.resize_with(reader.field.supplies.len(), Default::default);
        self.series.resize_with(reader.field.supplies.len(), Default::default);
        let given = match reader.field.quick {
            Quick::Amount(fen) => self.read_amounts(reader, fen, rows, which, marks),
            Quick::Code | Quick::Name if self.is_varied && reader.field.supplies.len() == 1 => {
                Ok(self.read_varied(reader, rows, which, marks))
            }
            _ => self.read_coded(reader, rows, which, marks),
        };
        self.forget();
        given
    }

    fn read_amounts(
        &mut self,
        reader: Reader<'_>,
        fen: i64,
        rows: &Rows,
        which: &[u32],
        marks: &mut [u8],
    ) -> PolarsResult<Given> {
        let column = reader.field.column;
        let mut amounts = Vec::with_capacity(which.len());
        for (row, mark) in which.iter().zip(&mut *marks) {
            let place = rows.places(*row as usize).get(column).copied().unwrap_or_default();
            let amount = plain_amount(rows.bytes(place), fen).unwrap_or_else(|| {
                let code = self.code_of(reader, rows.text(place)) as usize;
                *mark |= self.marks[code];
                self.amounts[code]
            });
            amounts.push(amount);
        }
        let exact = |amount: &i64| (*amount != NO_AMOUNT).then(|| i128::from(*amount));
        let mut given = Given::default();
        for supply in &reader.field.supplies {
            let kind = reader.supplied[*supply].kind;
            let hashes = amounts.iter().map(|amount| exact(amount).map_or(hash::MISSING, hash::of_number)).collect();
            let series = frame::decimals("", kind, amounts.iter().map(exact))?;
            given.supplies.push((Column::Plain(series), hashes));
        }
        given.amounts = Some(amounts);
        Ok(given)
    }

    fn read_varied(&mut self, reader: Reader<'_>, rows: &Rows, which: &[u32], marks: &mut [u8]) -> Given {
        let column = reader.field.column;
        let mut builder = StringChunkedBuilder::new(PlSmallStr::EMPTY, which.len());
        let mut hashes = Vec::with_capacity(which.len());
        let mut space = String::new();
        for (row, mark) in which.iter().zip(&mut *marks) {
            let place = rows.places(*row as usize).get(column).copied().unwrap_or_default();
            let text = rows.text(place);
            let plain = match reader.field.quick {
                Quick::Code => is_plain_code(text.as_bytes()).then_some(text),
                _ => plain_name(text, &mut space),
            };
            if let Some(plain) = plain {
                builder.append_value(plain);
                hashes.push(hash::of_bytes(plain.as_bytes()));
                continue;
            }
            let code = self.code_of(reader, text) as usize;
            *mark |= self.marks[code];
            let (values, known) = &self.supplies[0];
            match &values[code] {
                Some(Value::Text(text)) => builder.append_value(text),
                _ => builder.append_null(),
            }
            hashes.push(known[code]);
        }
        Given { supplies: vec![(Column::Plain(builder.finish().into_series()), hashes)], amounts: None }
    }

    fn read_coded(&mut self, reader: Reader<'_>, rows: &Rows, which: &[u32], marks: &mut [u8]) -> PolarsResult<Given> {
        let column = reader.field.column;
        let before = self.texts.len();
        let mut codes = Vec::with_capacity(which.len());
        let mut last: Option<(&str, u32)> = None;
        for (row, mark) in which.iter().zip(&mut *marks) {
            let place = rows.places(*row as usize).get(column).copied().unwrap_or_default();
            let text = rows.text(place);
            let code = match last {
                Some((known, code)) if known == text => code,
                _ => self.code_of(reader, text),
            };
            last = Some((text, code));
            *mark |= self.marks[code as usize];
            codes.push(code);
        }
        self.is_varied = (self.texts.len() - before) * 4 > which.len() && which.len() > 64;
        let mut given = Given::default();
        for (position, supply) in reader.field.supplies.iter().enumerate() {
            let (values, hashes) = &self.supplies[position];
            let hashes = codes.iter().map(|code| hashes[*code as usize]).collect();
            let known = self.series[position].take().filter(|series| series.len() == values.len());
            let series = match known {
                Some(series) => series,
                None => frame::series("", reader.supplied[*supply].kind, values.iter().map(Option::as_ref))?,
            };
            self.series[position] = Some(series.clone());
            given.supplies.push((Column::Coded { codes: codes.clone(), values: series }, hashes));
        }
        if self.amounts.iter().any(|amount| *amount != NO_AMOUNT) {
            given.amounts = Some(codes.iter().map(|code| self.amounts[*code as usize]).collect());
        }
        Ok(given)
    }

    /// The code of a text, which is read by the rule if it is new.
    fn code_of(&mut self, reader: Reader<'_>, text: &str) -> u32 {
        let key = hash::of_bytes(text.as_bytes());
        if let Some(code) = self.codes.get(&key).copied()
            && self.texts[code as usize].as_ref() == text
        {
            return code;
        }
        let said = said(reader.rules, reader.base, reader.field, reader.supplied, text);
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        if self.texts.len() < REMEMBERED {
            self.codes.entry(key).or_insert(code);
        }
        self.texts.push(text.into());
        self.marks.push((u8::from(said.is_odd) * ODD) | (u8::from(said.drops) * DROPPED));
        let amount = said.amount.and_then(|amount| i64::try_from(amount).ok());
        self.amounts.push(amount.unwrap_or(NO_AMOUNT));
        for ((values, hashes), value) in self.supplies.iter_mut().zip(said.values) {
            hashes.push(hash::of_value(value.as_ref()));
            values.push(value);
        }
        code
    }

    /// Forgets the texts beyond those that are remembered.
    fn forget(&mut self) {
        if self.texts.len() <= REMEMBERED {
            return;
        }
        self.texts.truncate(REMEMBERED);
        self.marks.truncate(REMEMBERED);
        self.amounts.truncate(REMEMBERED);
        for (values, hashes) in &mut self.supplies {
            values.truncate(REMEMBERED);
            hashes.truncate(REMEMBERED);
        }
        self.series.iter_mut().for_each(|series| *series = None);
    }
}

/// For keys that are hashes already.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash::of_bytes(bytes);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
