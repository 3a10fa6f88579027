//! Constants of a definition, as the columns they go to hold them.

use crate::ingest::grid::Cell;
use crate::ingest::value::{self, AmountUnit};
use crate::model::{Kind, Value};

/// The value of a constant for a column of this kind, read as a cell would be; none where it holds no such value.
pub(crate) fn constant(kind: Kind, text: &str) -> Option<Value> {
    let cell = Cell::text(text);
    match kind {
        Kind::Text | Kind::Instant => Some(Value::from(text)),
        Kind::Word(vocabulary) => vocabulary.by_code(text).map(|word| Value::from(word.code)),
        Kind::Year => value::year(&cell).ok().flatten().map(Value::Integer),
        Kind::Integer => value::integer(&cell).ok().flatten().map(Value::Integer),
        Kind::Score => value::decimal(&cell, 2).ok().flatten().map(Value::Decimal),
        Kind::Measure => value::decimal(&cell, 6).ok().flatten().map(Value::Decimal),
        Kind::Money => {
            let amount = value::amount(&cell, AmountUnit::Yuan).ok().flatten();
            amount.map(|amount| Value::Decimal(amount.money.fen()))
        }
        Kind::Date => value::date(&cell).ok().flatten().map(Value::Date),
        Kind::Flag => value::flag(&cell).ok().flatten().map(Value::Flag),
    }
}
