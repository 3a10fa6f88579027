//! Typed rows on their way into the lake.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, RecordBatch,
    StringBuilder, TimestampMicrosecondBuilder,
};
use datafusion::arrow::datatypes::{Date32Type, Decimal128Type, Int32Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;

use super::table::{Column, Kind, Table};

/// One typed value of a row. Missing is the absence of a value, never zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// Text, a code or a stored word.
    Text(String),
    /// A year, a count, a level, an item number.
    Integer(i32),
    /// A decimal, as a whole number at the scale of its column (money: 分).
    Decimal(i128),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// A moment.
    Instant(DateTime<Utc>),
}

impl Value {
    /// The value as data: plain digits, a point, no separators. `scale` is that of its column.
    pub fn plain(&self, scale: Option<u8>) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => decimal(*number, usize::from(scale.unwrap_or(0))),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Instant(moment) => moment.to_rfc3339(),
        }
    }
}

fn decimal(number: i128, scale: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Where a row stands in its source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The sheet's name; none for a text file.
    pub sheet: Option<Arc<str>>,
    /// The row, 1-based, as the user's spreadsheet numbers it.
    pub row: Option<i32>,
    /// For forms, the cell of each field: `executed=E8;adjusted=D8`.
    pub cells: Option<String>,
}

/// A row for one table. A column that its source does not have is not the same as a blank cell in one that
/// it has: the first leaves what the lake knows, the second overwrites it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The table it is for.
    pub table: &'static Table,
    /// Where it was read.
    pub provenance: Provenance,
    values: Vec<Option<Value>>,
    present: u64,
}

impl Row {
    /// A row of which the source has given no column yet.
    pub fn new(table: &'static Table, provenance: Provenance) -> Self {
        Self { table, provenance, values: vec![None; table.columns.len()], present: 0 }
    }

    /// Sets a column by name and marks it as one that the source has; `None` is a blank cell. A name that the
    /// table lacks is refused with `false`.
    #[must_use]
    pub fn set(&mut self, column: &str, value: Option<Value>) -> bool {
        let Some(position) = self.table.position(column) else { return false };
        self.set_at(position, value);
        true
    }

    /// Sets the column at `position` of `table.columns`.
    pub fn set_at(&mut self, position: usize, value: Option<Value>) {
        self.values[position] = value;
        self.present |= 1 << position;
    }

    /// The value of a column, if the table has it and the row has a value there.
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.values[self.table.position(column)?].as_ref()
    }

    /// The text of a text column.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.get(column) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether the source has this column at all.
    pub fn has(&self, position: usize) -> bool {
        self.present & (1 << position) != 0
    }

    /// The values, in the order of the table's columns.
    pub fn values(&self) -> &[Option<Value>] {
        &self.values
    }

    /// The values of the key, in the key's order.
    pub fn key(&self) -> Vec<Option<&Value>> {
        self.table.key.iter().map(|column| self.get(column)).collect()
    }
}

/// Turns rows of one table into a batch in the table's schema; `source_ids[i]` is the source of row i.
///
/// # Errors
/// When a value is not of its column's kind or a decimal has too many digits.
pub fn rows_to_batch(table: &'static Table, rows: &[Row], source_ids: &[&str]) -> Result<RecordBatch, ArrowError> {
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(table.columns.len() + 4);
    for (position, column) in table.columns.iter().enumerate() {
        arrays.push(column_array(column, rows.iter().map(|row| row.values[position].as_ref()))?);
    }
    if table.has_provenance {
        let text =
            |values: Vec<Option<&str>>| -> ArrayRef { Arc::new(datafusion::arrow::array::StringArray::from(values)) };
        arrays.push(text(source_ids.iter().map(|id| Some(*id)).collect()));
        arrays.push(text(rows.iter().map(|row| row.provenance.sheet.as_deref()).collect()));
        let numbers: Vec<Option<i32>> = rows.iter().map(|row| row.provenance.row).collect();
        arrays.push(Arc::new(datafusion::arrow::array::Int32Array::from(numbers)));
        arrays.push(text(rows.iter().map(|row| row.provenance.cells.as_deref()).collect()));
    }
    RecordBatch::try_new(table.schema(), arrays)
}

/// The row at `index` of a batch in its table's schema, with the columns in which it has a value.
pub fn row_of_batch(table: &'static Table, batch: &RecordBatch, index: usize) -> Row {
    let text = |name: &str| {
        let column = batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>())?;
        column.is_valid(index).then(|| column.value(index).to_owned())
    };
    let number = batch.column_by_name("source_row").and_then(|column| column.as_primitive_opt::<Int32Type>());
    let provenance = Provenance {
        sheet: text("source_sheet").map(Arc::from),
        row: number.filter(|column| column.is_valid(index)).map(|column| column.value(index)),
        cells: text("source_cells"),
    };
    let mut row = Row::new(table, provenance);
    for (position, column) in table.columns.iter().enumerate() {
        let value = batch.column_by_name(column.name).and_then(|array| value_at(array, column.kind, index));
        if value.is_some() {
            row.set_at(position, value);
        }
    }
    row
}

fn value_at(array: &ArrayRef, kind: Kind, index: usize) -> Option<Value> {
    if array.is_null(index) {
        return None;
    }
    Some(match kind {
        Kind::Year | Kind::Integer => Value::Integer(array.as_primitive_opt::<Int32Type>()?.value(index)),
        Kind::Text | Kind::Word(_) => Value::from(array.as_string_opt::<i32>()?.value(index)),
        Kind::Date => {
            let days = array.as_primitive_opt::<Date32Type>()?.value(index);
            Value::Date(Date32Type::to_naive_date_opt(days)?)
        }
        Kind::Flag => Value::Flag(array.as_boolean_opt()?.value(index)),
        Kind::Instant => {
            let moment = array.as_primitive_opt::<TimestampMicrosecondType>()?.value(index);
            Value::Instant(DateTime::from_timestamp_micros(moment)?)
        }
        Kind::Money | Kind::Score | Kind::Measure => {
            Value::Decimal(array.as_primitive_opt::<Decimal128Type>()?.value(index))
        }
    })
}

fn column_array<'a>(column: &Column, values: impl Iterator<Item = Option<&'a Value>>) -> Result<ArrayRef, ArrowError> {
    macro_rules! build {
        ($builder:expr, $pattern:pat => $value:expr) => {{
            let mut builder = $builder;
            for value in values {
                match value {
                    None => builder.append_null(),
                    Some($pattern) => builder.append_value($value),
                    Some(other) => return Err(wrong_kind(column, other)),
                }
            }
            Ok(Arc::new(builder.finish()) as ArrayRef)
        }};
    }
    match column.kind {
        Kind::Year | Kind::Integer => build!(Int32Builder::new(), Value::Integer(number) => *number),
        Kind::Text | Kind::Word(_) => build!(StringBuilder::new(), Value::Text(text) => text),
        Kind::Date => build!(Date32Builder::new(), Value::Date(date) => Date32Type::from_naive_date(*date)),
        Kind::Flag => build!(BooleanBuilder::new(), Value::Flag(flag) => *flag),
        Kind::Instant => build!(
            TimestampMicrosecondBuilder::new().with_data_type(column.kind.data_type()),
            Value::Instant(moment) => moment.timestamp_micros()
        ),
        Kind::Money | Kind::Score | Kind::Measure => {
            let array = build!(
                Decimal128Builder::new().with_data_type(column.kind.data_type()),
                Value::Decimal(number) => *number
            );
            if let (Ok(array), Some(precision)) = (&array, column.kind.precision()) {
                array.as_primitive::<Decimal128Type>().validate_decimal_precision(precision)?;
            }
            array
        }
    }
}

fn wrong_kind(column: &Column, value: &Value) -> ArrowError {
    ArrowError::InvalidArgumentError(format!("column {} cannot hold {value:?}", column.name))
}
