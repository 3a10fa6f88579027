//! One cell by the rule of the small path, and the quick ways to the same answer.
//!
//! There is one set of rules: a text is read here by `extract/table_row.rs`, once for each distinct text of a column.
//! The quick ways serve columns in which nearly every text differs (amounts, codes, names); each takes only texts of
//! which it is plain what the rule says, and a property test holds it to the rule.

use std::sync::Arc;

use chrono::Datelike;

use super::super::about::Constants;
use super::super::extract::{Context, Owner, Sheet, SheetRows, Values, drops, read_field};
use super::super::grid::{Cell, Grid, Place};
use super::super::vocabulary::Vocabulary;
use super::plan::{FieldPlan, Supplied, Supplier};
use crate::model::Value;

/// What reading any row of a file rests on.
#[derive(Clone)]
pub(super) struct Rules<'a> {
    pub(super) context: Context<'a>,
    pub(super) path: &'a str,
    pub(super) constants: &'a Constants,
    pub(super) words: &'a Vocabulary,
    /// Whose rows they are.
    pub(super) owner: Owner,
    /// The first rows of the file, its header among them.
    pub(super) head: Arc<[Vec<Cell>]>,
}

impl<'a> Rules<'a> {
    /// The sheet as the small path reads it, over a part of its rows.
    pub(super) fn sheet<'s>(&self, grid: &'s Grid) -> Sheet<'s>
    where
        'a: 's,
    {
        let Self { path, constants, words, owner, .. } = self;
        Sheet { grid, path, constants, words, owner: owner.clone(), out: SheetRows::default() }
    }
}

/// What a text says in a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    /// Something is to be reported, or it gives other columns than most do: its row goes the small path.
    pub(super) is_odd: bool,
    /// Its row is left out by the definition's own rule.
    pub(super) drops: bool,
    /// The amount, for the sum of the column.
    pub(super) amount: Option<i128>,
    /// The values that it supplies, in the order of the field's supplies.
    pub(super) values: Vec<Option<Value>>,
}

/// What a text says as the cell of a field.
pub(super) fn said(rules: &Rules<'_>, base: &Values, field: &FieldPlan<'_>, supplied: &[Supplied], text: &str) -> Said {
    let mut cells = vec![Cell::default(); field.column];
    cells.push(Cell::text(text));
    let row = rules.head.len();
    let grid = Grid::window(&rules.head, row, vec![cells]);
    let mut sheet = rules.sheet(&grid);
    let mut values = base.clone();
    let read = read_field(&mut sheet, &rules.context, field.field, row, &mut values);
    let mut said = Said {
        is_odd: read.is_err() || !sheet.out.rejects.is_empty(),
        drops: drops(field.field, grid.cell(Place::new(row, field.column))),
        amount: read.ok().flatten().map(|(_, amount)| amount.fen()),
        values: Vec::with_capacity(field.supplies.len()),
    };
    for supply in &field.supplies {
        let value = supplied.get(*supply).and_then(|supplied| supplied.of(&sheet, &values));
        said.is_odd |= value.is_none();
        said.values.push(value.flatten());
    }
    said
}

/// An amount of plain digits with at most as many decimals as 分 in the unit, as 分; none for any other text, which the
/// rule reads. `fen` is how many 分 the unit is.
pub(super) fn plain_amount(text: &[u8], fen: i64) -> Option<i64> {
    const MOST: i64 = 1_000_000_000_000_000_000;
    let (digits, is_negative) = match text.split_first() {
        Some((b'-', digits)) => (digits, true),
        _ => (text, false),
    };
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    let (mut number, mut scale, mut decimals) = (0_i64, 1_i64, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                number = number * 10 + i64::from(byte - b'0');
                if decimals.is_some() {
                    scale *= 10;
                }
            }
            b'.' if decimals.is_none() && at > 0 && at + 1 < digits.len() => decimals = Some(at),
            _ => return None,
        }
    }
    if fen % scale != 0 {
        return None;
    }
    let amount = number.checked_mul(fen / scale).filter(|amount| *amount < MOST)?;
    Some(if is_negative { -amount } else { amount })
}

/// Whether a text is a code as it stands: ASCII letters and digits only, with a digit (`NULL` and `XX` are none).
pub(super) fn is_plain_code(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_alphanumeric) && text.iter().any(u8::is_ascii_digit)
}

/// The name that a text is: as it stands, or with half-width parentheses (put together in `space`). None where more has
/// to be done to it: blanks at an end or side by side, line breaks, other full-width letters, marks without width.
pub(super) fn plain_name<'a>(text: &'a str, space: &'a mut String) -> Option<&'a str> {
    let bytes = text.as_bytes();
    let mut has_parentheses = false;
    let mut before = b' ';
    for (at, byte) in bytes.iter().copied().enumerate() {
        match byte {
            b' ' if before != b' ' => {}
            // （ and ）; letters of other blocks that begin with this byte are left to the rule
            0xef => match bytes.get(at + 1..at + 3) {
                Some([0xbc, 0x88 | 0x89]) => has_parentheses = true,
                _ => return None,
            },
            // Chinese letters; the ideographic space is U+3000
            0xe3 if bytes.get(at + 1..at + 3) == Some(&[0x80, 0x80]) => return None,
            0x21..=0x7e | 0x80..=0xbf | 0xe3..=0xe9 => {}
            _ => return None,
        }
        before = byte;
    }
    if bytes.is_empty() || before == b' ' {
        return None;
    }
    if !has_parentheses {
        return Some(text);
    }
    space.clear();
    space.extend(text.chars().map(|letter| match letter {
        '（' => '(',
        '）' => ')',
        letter => letter,
    }));
    Some(space)
}

impl Supplied {
    /// The value for its column; none where the row has no such column.
    #[allow(clippy::option_option)] // whether the row has the column, and whether it has a value there
    fn of(&self, sheet: &Sheet<'_>, values: &Values) -> Option<Option<Value>> {
        match &self.supplier {
            Supplier::Take(name) => values.get(name).cloned(),
            Supplier::Has(name) => Some(Some(Value::Flag(values.get(name).is_some_and(Option::is_some)))),
            Supplier::YearOf(name) => Some(match values.get(name) {
                Some(Some(Value::Date(day))) => Some(Value::Integer(day.year())),
                _ => None,
            }),
            Supplier::Origin(origin) => {
                let value = super::super::extract::resolve(sheet, origin, values, Some(self.kind))?;
                // a subject without a code is told by its name: the small path knows how
                (value.is_some() || origin.subject.is_none()).then_some(value)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::ingest::value::{self, AmountUnit};

    proptest! {
        #[test]
        fn plain_amounts_are_what_the_rule_says(
            text in "-?[0-9]{0,17}(\\.[0-9]{0,12})?",
            unit in prop::sample::select(vec![
                AmountUnit::Yuan, AmountUnit::ThousandYuan, AmountUnit::TenThousandYuan, AmountUnit::HundredMillionYuan,
            ]),
        ) {
            if let Some(fen) = plain_amount(text.as_bytes(), i64::try_from(unit.as_money().fen()).unwrap()) {
                let read = value::amount(&Cell::text(text), unit).unwrap().unwrap();
                prop_assert_eq!((read.money.fen(), read.rounded), (i128::from(fen), false));
            }
        }

        #[test]
        fn plain_codes_are_what_the_rule_says(text in "[0-9A-Za-z]{1,24}") {
            prop_assert_eq!(is_plain_code(text.as_bytes()), text.contains(|letter: char| letter.is_ascii_digit()));
            prop_assume!(is_plain_code(text.as_bytes()));
            let code = value::code(&Cell::text(text.as_str())).unwrap();
            prop_assert_eq!(code.as_deref(), Some(text.as_str()));
            prop_assert_eq!(value::code_and_name(&text), None);
        }

        #[test]
        fn plain_names_are_what_the_rule_says(text in "([a-z0-9 甲乙（）()\u{3000}\u{a0}\n,，-]|\\PC){0,12}") {
            let mut space = String::new();
            if let Some(name) = plain_name(&text, &mut space) {
                prop_assert_eq!(name, value::name(&text));
            }
        }
    }

    #[test]
    fn quick_ways_take_what_exports_print() {
        assert_eq!(plain_amount(b"250000.00", 100), Some(25_000_000));
        assert_eq!(plain_amount(b"-0.5", 1_000_000), Some(-500_000));
        assert_eq!(plain_amount(b"9999999999999.99", 100), Some(999_999_999_999_999));
        for text in ["", "-", "1.", ".5", "1.005", "1,000", "1e3", " 1"] {
            assert_eq!(plain_amount(text.as_bytes(), 100), None, "{text}");
        }
        let mut space = String::new();
        for (text, name) in [("城区道路养护（二期）", "城区道路养护(二期)"), ("IT 服务", "IT 服务")]
        {
            assert_eq!(plain_name(text, &mut space), Some(name));
        }
        for text in ["", " a", "a ", "a  b", "a\nb", "Ａ区", "甲\u{3000}乙"] {
            assert_eq!(plain_name(text, &mut space), None, "{text:?}");
        }
    }
}
