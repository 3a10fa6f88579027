//! Values as polars columns, in the types that the lake stores.

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    BooleanChunked, DataType, Int32Chunked, Int128Chunked, IntoSeries, NamedFrom, NewChunkedArray, PlSmallStr,
    PolarsResult, Series, StringChunkedBuilder, polars_err,
};

use super::hash;
use crate::model::{Kind, Value};

/// A column of a chunk. Texts that come again and again are kept once.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// The same for every row: a series of one.
    Same(Series),
    /// Row i has the value at `codes[i]`.
    Coded { codes: Vec<u32>, values: Series },
    /// Row i has the value at i.
    Plain(Series),
}

impl Column {
    /// The values of some rows, in their order.
    pub(super) fn take(&self, rows: &[u32]) -> PolarsResult<Series> {
        match self {
            Self::Same(series) => Ok(series.new_from_index(0, rows.len())),
            Self::Coded { codes, values } => {
                let codes: Vec<u32> = rows.iter().map(|row| codes[*row as usize]).collect();
                values.take_slice(&codes)
            }
            Self::Plain(series) => series.take_slice(rows),
        }
    }
}

/// The polars type of a kind.
pub(super) fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Year | Kind::Integer => DataType::Int32,
        Kind::Text | Kind::Word(_) => DataType::String,
        Kind::Date => DataType::Date,
        Kind::Flag => DataType::Boolean,
        Kind::Money | Kind::Score | Kind::Measure => {
            let digits = |number: Option<u8>| usize::from(number.unwrap_or(0));
            DataType::Decimal(digits(kind.precision()), digits(kind.scale()))
        }
        Kind::Instant => DataType::Int64,
    }
}

/// Values of one kind as a column.
pub(super) fn series<'a>(
    name: &str,
    kind: Kind,
    values: impl ExactSizeIterator<Item = Option<&'a Value>>,
) -> PolarsResult<Series> {
    macro_rules! options {
        ($pattern:pat => $value:expr) => {{
            values.map(|value| match value {
                None => Ok(None),
                Some($pattern) => Ok(Some($value)),
                Some(other) => Err(polars_err!(SchemaMismatch: "column {} cannot hold {:?}", name, other)),
            })
        }};
    }
    let name_of = || PlSmallStr::from_str(name);
    match kind {
        Kind::Year | Kind::Integer => {
            let numbers = options!(Value::Integer(number) => *number).collect::<PolarsResult<Vec<_>>>()?;
            Ok(Int32Chunked::from_iter_options(name_of(), numbers.into_iter()).into_series())
        }
        Kind::Text | Kind::Word(_) => {
            let mut builder = StringChunkedBuilder::new(name_of(), values.len());
            for value in options!(Value::Text(text) => text.as_str()) {
                builder.append_option(value?);
            }
            Ok(builder.finish().into_series())
        }
        Kind::Date => {
            let days = options!(Value::Date(date) => days(*date)).collect::<PolarsResult<Vec<_>>>()?;
            Int32Chunked::from_iter_options(name_of(), days.into_iter()).into_series().cast(&DataType::Date)
        }
        Kind::Flag => {
            let flags = options!(Value::Flag(flag) => *flag).collect::<PolarsResult<Vec<_>>>()?;
            Ok(BooleanChunked::from_iter_options(name_of(), flags.into_iter()).into_series())
        }
        Kind::Money | Kind::Score | Kind::Measure => {
            let numbers = options!(Value::Decimal(number) => *number).collect::<PolarsResult<Vec<_>>>()?;
            decimals(name, kind, numbers.into_iter())
        }
        Kind::Instant => Err(polars_err!(SchemaMismatch: "column {} is none that a table of a file feeds", name)),
    }
}

/// Whole numbers at the scale of a decimal kind as a column.
pub(super) fn decimals(
    name: &str,
    kind: Kind,
    numbers: impl ExactSizeIterator<Item = Option<i128>>,
) -> PolarsResult<Series> {
    let numbers = Int128Chunked::from_iter_options(PlSmallStr::from_str(name), numbers);
    match data_type(kind) {
        DataType::Decimal(precision, scale) => Ok(numbers.into_decimal(precision, scale)?.into_series()),
        _ => Err(polars_err!(SchemaMismatch: "column {} holds no decimals", name)),
    }
}

/// The days since 1970-01-01.
fn days(date: NaiveDate) -> i32 {
    const EPOCH_FROM_CE: i32 = 719_163;
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// One text for a whole column.
pub(super) fn text_of_all(name: &str, text: Option<&str>, rows: usize) -> Series {
    let one = Series::new(PlSmallStr::from_str(name), [text]);
    one.new_from_index(0, rows)
}

/// The hashes of the texts of a column.
pub(super) fn hashes_of_texts(series: &Series) -> PolarsResult<Vec<u64>> {
    let texts = series.str()?;
    Ok(texts.iter().map(|text| text.map_or(hash::MISSING, |text| hash::of_bytes(text.as_bytes()))).collect())
}

/// The hashes of the values of a column, as [`hash::of_value`] gives them.
pub(super) fn hashes(series: &Series) -> PolarsResult<Vec<u64>> {
    let number = |number: Option<i128>| number.map_or(hash::MISSING, hash::of_number);
    Ok(match series.dtype() {
        DataType::String => hashes_of_texts(series)?,
        DataType::Int32 => series.i32()?.iter().map(|value| number(value.map(i128::from))).collect(),
        DataType::Boolean => series.bool()?.iter().map(|value| number(value.map(i128::from))).collect(),
        DataType::Date => {
            let days = series.cast(&DataType::Int32)?;
            days.i32()?.iter().map(|day| number(day.map(|day| i128::from(day + 719_163)))).collect()
        }
        DataType::Decimal(..) => series.decimal()?.physical().iter().map(number).collect(),
        other => return Err(polars_err!(SchemaMismatch: "a column of {} has no hashes", other)),
    })
}

/// The whole numbers of a column of decimals.
pub(super) fn numbers(series: &Series) -> PolarsResult<Vec<Option<i128>>> {
    Ok(series.decimal()?.physical().iter().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::model::words::PHASE;

    #[test]
    fn columns_hash_as_their_values_do() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        let cases = [
            (Kind::Year, Value::Integer(2024)),
            (Kind::Text, Value::from("预算")),
            (Kind::Word(&PHASE), Value::from("initial")),
            (Kind::Money, Value::Decimal(-1)),
            (Kind::Measure, Value::Decimal(12_345_678)),
            (Kind::Date, Value::Date(day)),
            (Kind::Flag, Value::Flag(true)),
        ];
        for (kind, value) in cases {
            let values = [Some(&value), None];
            let column = series("given", kind, values.into_iter()).unwrap();
            assert_eq!(*column.dtype(), data_type(kind));
            assert_eq!(hashes(&column).unwrap(), values.map(hash::of_value), "{kind:?}");
        }
        assert!(series("given", Kind::Money, [Some(&Value::from("1"))].into_iter()).is_err());
        assert_eq!(days(day), 19_782, "date -d 2024-02-29 +%s / 86400");
    }
}
