//! One value of a query's result, as every output, finding and chart reads it.

use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use datafusion::arrow::util::display::array_value_to_string;

use super::session::QueryResult;
use crate::model::round_half_away;

/// A value of a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// Text; also what has no kind of its own here (dates, lists, structures), as the engine prints it.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// An exact decimal: the number without its point, and how many of its digits stand behind it.
    Decimal(i128, u8),
    /// A floating-point number.
    Float(f64),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// The value as data: plain digits, a point, no separators; empty for no value.
    pub fn plain(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number, scale) => decimal_text(*number, *scale),
            Self::Float(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// The value as a float, for charts and for comparisons in findings; none for text and no value.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Integer(_) | Self::Decimal(..) => self.plain().parse().ok(),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The number with this many decimals, rounded half away from zero; none for what is no number.
    pub fn fixed(&self, decimals: u8) -> Option<String> {
        match self {
            Self::Integer(number) => Some(decimal_text(rescale(*number, 0, decimals), decimals)),
            Self::Decimal(number, scale) => Some(decimal_text(rescale(*number, *scale, decimals), decimals)),
            Self::Float(number) if number.is_finite() => Some(format!("{number:.*}", usize::from(decimals))),
            _ => None,
        }
    }

    /// An exact number divided by a power of ten: 元 to 万元 is `scaled_down(4)`.
    #[must_use]
    pub fn scaled_down(&self, digits: u8) -> Self {
        match self {
            Self::Integer(number) => Self::Decimal(*number, digits),
            Self::Decimal(number, scale) => Self::Decimal(*number, scale.saturating_add(digits)),
            Self::Float(number) => Self::Float(number / 10_f64.powi(i32::from(digits))),
            other => other.clone(),
        }
    }
}

fn rescale(number: i128, from: u8, to: u8) -> i128 {
    if to >= from {
        number.saturating_mul(10_i128.saturating_pow(u32::from(to - from)))
    } else {
        round_half_away(number, 10_i128.saturating_pow(u32::from(from - to)))
    }
}

fn decimal_text(number: i128, scale: u8) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl QueryResult {
    /// The rows as cells.
    pub fn rows(&self) -> Vec<Vec<Cell>> {
        self.batches.iter().flat_map(batch_rows).collect()
    }
}

/// The rows of one batch as cells.
pub fn batch_rows(batch: &RecordBatch) -> Vec<Vec<Cell>> {
    let row = |index| batch.columns().iter().map(|column| cell(column.as_ref(), index)).collect();
    (0..batch.num_rows()).map(row).collect()
}

fn cell(array: &dyn Array, index: usize) -> Cell {
    if array.is_null(index) {
        return Cell::Null;
    }
    macro_rules! integer {
        ($kind:ty) => {
            Cell::Integer(i128::from(array.as_primitive::<$kind>().value(index)))
        };
    }
    match array.data_type() {
        DataType::Null => Cell::Null,
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(index).to_owned()),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(index).to_owned()),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(index).to_owned()),
        DataType::Boolean => Cell::Flag(array.as_boolean().value(index)),
        DataType::Float64 => Cell::Float(array.as_primitive::<Float64Type>().value(index)),
        DataType::Int8 => integer!(Int8Type),
        DataType::Int16 => integer!(Int16Type),
        DataType::Int32 => integer!(Int32Type),
        DataType::Int64 => integer!(Int64Type),
        DataType::UInt8 => integer!(UInt8Type),
        DataType::UInt16 => integer!(UInt16Type),
        DataType::UInt32 => integer!(UInt32Type),
        DataType::UInt64 => integer!(UInt64Type),
        DataType::Decimal128(_, scale) => {
            let number = array.as_primitive::<Decimal128Type>().value(index);
            u8::try_from(*scale).map_or_else(
                |_| Cell::Text(array_value_to_string(array, index).unwrap_or_default()),
                |scale| Cell::Decimal(number, scale),
            )
        }
        _ => Cell::Text(array_value_to_string(array, index).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_decimals_exactly() {
        assert_eq!(Cell::Decimal(-5, 2).plain(), "-0.05");
        assert_eq!(Cell::Decimal(123, 0).plain(), "123");
        assert_eq!(Cell::Decimal(8_618_304, 5).fixed(2).as_deref(), Some("86.18"));
        assert_eq!(Cell::Decimal(85_365, 3).fixed(2).as_deref(), Some("85.37"));
        assert_eq!(Cell::Decimal(5_634_810_000, 2).scaled_down(4).fixed(2).as_deref(), Some("5634.81"));
    }
}
