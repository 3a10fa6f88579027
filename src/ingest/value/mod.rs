//! Cleaning: what one cell says, as a value. Every rule is about one cell; which cell means what is the form's.
//!
//! The rules and the spellings are those seen in published tables (domain notes §8, §2.4). A cell that no rule
//! reads is [`Unreadable`]; no rule guesses, and missing (`None`) is never zero.

mod amount;
mod date;
mod decimal;
mod flag;
mod grade;
mod integer;
mod label;
mod number;
mod target;
mod text;
mod year;

pub use amount::{Amount, AmountUnit, amount};
pub use date::date;
pub use decimal::{Percentage, decimal, growth, percent, percent_decimals, percentage_points};
pub use flag::flag;
pub use grade::{grade, is_grade_word};
pub use integer::integer;
pub use label::{label, section_points, without_ordinal, without_placeholder};
pub use target::{Actual, Target, actual, operator, target};
pub use text::{code, code_and_name, half_width, is_missing, is_missing_text, is_placeholder, name};
pub use year::{year, year_in};

use super::grid::{Cell, CellKind};

/// A cell that does not hold what its column holds. What was found is the cell's own text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected}")]
pub struct Unreadable {
    /// What the column holds: `an amount`.
    pub expected: String,
    /// What to do about it, where that is known.
    pub hint: Option<String>,
}

impl Unreadable {
    fn new(expected: impl Into<String>) -> Self {
        Self { expected: expected.into(), hint: None }
    }

    fn with_hint(expected: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { expected: expected.into(), hint: Some(hint.into()) }
    }
}

/// What a spreadsheet shows for a formula that fails, as it stands in exports of text.
const FORMULA_ERRORS: [&str; 9] =
    ["#REF!", "#DIV/0!", "#VALUE!", "#N/A", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];

/// Why a cell of this kind can hold no number; none for the kinds that can.
fn refuse_kind(cell: &Cell, expected: &str) -> Option<Unreadable> {
    match cell.kind {
        CellKind::Text => refuse_text(cell.text.trim(), expected),
        CellKind::Blank | CellKind::Number | CellKind::Percent => None,
        CellKind::Date => Some(Unreadable::with_hint(
            expected,
            "the cell is formatted as a date; set its format to number (数值) and save the workbook again",
        )),
        CellKind::Flag => Some(Unreadable::new(expected)),
        CellKind::Error => Some(formula_error(expected)),
    }
}

/// Why a text is known not to be a number, before it is read as one.
fn refuse_text(text: &str, expected: &str) -> Option<Unreadable> {
    if text.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '(' | '.' | '+')) {
        return None;
    }
    if FORMULA_ERRORS.contains(&text) {
        return Some(formula_error(expected));
    }
    if text.len() > 1 && text.bytes().all(|byte| byte == b'#') {
        return Some(Unreadable::with_hint(
            expected,
            "its column was too narrow to show the number; widen it and export again",
        ));
    }
    is_placeholder(text).then(|| {
        Unreadable::with_hint(
            expected,
            "it still holds what the template printed; type the value or leave the cell blank",
        )
    })
}

/// What a cell says whose formula gives an error.
pub(crate) fn formula_error(expected: &str) -> Unreadable {
    Unreadable::with_hint(expected, "its formula gives an error; repair the formula or type the value")
}

#[cfg(test)]
mod cases;

#[cfg(test)]
mod examples {
    //! Cells for the tables of cases.

    use super::{Cell, CellKind};

    pub(super) fn text(text: &str) -> Cell {
        Cell::text(text)
    }

    pub(super) fn of_kind(kind: CellKind, text: &str) -> Cell {
        Cell { kind, text: text.to_owned() }
    }
}
