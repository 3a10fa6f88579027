//! The printed totals of a table by function code.
//!
//! What is compared: a subtotal, column by column, with the same column of the leaves under it; the row total of a leaf
//! with its kinds; a grand total with the amounts that are loaded (its 合计 with all kinds of all leaves). A leaf whose
//! row total differs thus shows once in its own row and once in the grand total, not in every subtotal above it
//! (methods.md §5).

use super::super::grid::Place;
use super::Sheet;
use super::function_columns::Measure;
use super::function_rows::{Line, UnitTotal};
use super::hierarchy::{Table, TotalRow};
use super::subtotal::{self, Precision, Printed};
use crate::model::Money;

/// What the amounts of a leaf's kinds add up to, and how many there are.
fn kinds_of(table: &Table<'_>, line: &Line) -> (Money, usize) {
    let amounts = table.values.iter().zip(&line.amounts);
    let kinds: Vec<Money> =
        amounts.filter(|(value, _)| value.measure != Measure::Total).filter_map(|(_, amount)| *amount).collect();
    (kinds.iter().copied().sum(), kinds.len())
}

/// What the loaded amounts of these leaves add up to in a column (the total column: all kinds), and how many they are.
fn loaded(table: &Table<'_>, leaves: &[&Line], index: usize) -> (Money, usize) {
    if table.values[index].measure == Measure::Total {
        let sums = leaves.iter().map(|leaf| kinds_of(table, leaf));
        return sums.fold((Money::ZERO, 0), |(sum, count), (next, more)| (sum + next, count + more));
    }
    let amounts: Vec<Money> = leaves.iter().filter_map(|leaf| leaf.amounts[index]).collect();
    (amounts.iter().copied().sum(), amounts.len())
}

/// Compares every printed total (see the module's rule).
pub(super) fn emit_totals(
    sheet: &mut Sheet<'_>,
    table: &Table<'_>,
    lines: &[Line],
    grand: &[TotalRow],
    of_units: &[(UnitTotal, Vec<Option<Money>>)],
    precision: Precision,
) {
    let title = table.head.title.as_str();
    let leaves: Vec<&Line> = lines.iter().filter(|line| line.is_leaf(lines)).collect();
    for line in lines {
        let leaf = line.is_leaf(lines);
        let under: Vec<&Line> = leaves.iter().copied().filter(|other| line.holds(other)).collect();
        let level = match line.code.len() {
            3 => "类",
            5 => "款",
            _ => "项",
        };
        for (index, value) in table.values.iter().enumerate() {
            let (Some(amount), header) = (line.amounts[index], &value.header) else { continue };
            let is_total = value.measure == Measure::Total;
            if leaf && !is_total {
                continue;
            }
            let (computed, summands, measure) = if leaf {
                let (sum, count) = kinds_of(table, line);
                (sum, count, format!("{header}(行)"))
            } else {
                let of = |other: &Line| other.amounts[index].or_else(|| is_total.then(|| kinds_of(table, other).0));
                let amounts: Vec<Money> = under.iter().filter_map(|other| of(other)).collect();
                (amounts.iter().copied().sum(), amounts.len(), header.clone())
            };
            let (place, code) = (Place::new(line.row, value.columns[0]), Some(line.code.as_str()));
            let total = Printed { place, title, level, code, measure: &measure, amount, computed, summands };
            subtotal::compare(sheet, &total, precision);
        }
    }
    let mut compare =
        |leaves: &[&Line], level: &str, row: usize, amounts: &[Option<Money>], places: &dyn Fn(usize) -> Place| {
            for (index, value) in table.values.iter().enumerate() {
                let Some(amount) = amounts[index] else { continue };
                let (computed, summands) = loaded(table, leaves, index);
                let place = Place { row, ..places(index) };
                let measure = value.header.as_str();
                let total = Printed { place, title, level, code: None, measure, amount, computed, summands };
                subtotal::compare(sheet, &total, precision);
            }
        };
    for (row, places, amounts) in grand {
        compare(&leaves, "合计", *row, amounts, &|index| places[index][0]);
    }
    for (total, amounts) in of_units {
        let own: Vec<&Line> = leaves.iter().copied().filter(|leaf| leaf.unit.as_ref() == Some(&total.unit)).collect();
        let level = format!("单位 {}", total.unit);
        compare(&own, &level, total.row, amounts, &|index| Place::new(total.row, table.values[index].columns[0]));
    }
}
