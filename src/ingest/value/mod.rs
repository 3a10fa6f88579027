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
mod number;
mod target;
mod text;
mod year;

pub use amount::{Amount, AmountUnit, amount};
pub use date::date;
pub use decimal::{decimal, percent, percent_decimals, percentage_points};
pub use flag::flag;
pub use grade::{grade, is_grade_word};
pub use integer::integer;
pub use target::{Actual, Target, actual, operator, target};
pub use text::{code, code_and_name, half_width, is_missing, name};
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

/// Why a cell of this kind can hold no number; none for the kinds that can.
fn refuse_kind(cell: &Cell, expected: &str) -> Option<Unreadable> {
    match cell.kind {
        CellKind::Blank | CellKind::Text | CellKind::Number | CellKind::Percent => None,
        CellKind::Date => Some(Unreadable::with_hint(
            expected,
            "the cell is formatted as a date; set its format to number (数值) and save the workbook again",
        )),
        CellKind::Flag => Some(Unreadable::new(expected)),
        CellKind::Error => Some(formula_error(expected)),
    }
}

fn formula_error(expected: &str) -> Unreadable {
    Unreadable::with_hint(expected, "its formula gives an error; repair the formula or type the value")
}

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
