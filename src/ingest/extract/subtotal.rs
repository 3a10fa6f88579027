//! Printed totals against the sums of their rows.

use super::super::grid::Place;
use super::super::value::AmountUnit;
use super::{Sheet, set};
use crate::model::{Money, Provenance, Row, Value, tables};

/// The precision a table prints: its unit and the most decimals of any of its amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Precision {
    pub(crate) unit: AmountUnit,
    pub(crate) decimals: u32,
}

/// A printed total.
pub(crate) struct Printed<'a> {
    pub(crate) place: Place,
    pub(crate) title: &'a str,
    pub(crate) level: &'a str,
    pub(crate) code: Option<&'a str>,
    pub(crate) measure: &'a str,
    pub(crate) amount: Money,
    pub(crate) computed: Money,
    /// How many amounts were added up.
    pub(crate) summands: usize,
}

/// Whether a difference may come from rounding: at most half the printed unit for each summand.
pub(crate) fn is_within_rounding(difference: Money, precision: Precision, summands: usize) -> bool {
    let scale = 10_i128.pow(precision.decimals.min(18));
    let summands = i128::try_from(summands.max(1)).unwrap_or(i128::MAX);
    let allowed = precision.unit.as_money().fen().saturating_mul(summands);
    difference.fen().abs().saturating_mul(2).saturating_mul(scale) <= allowed
}

/// Adds a comparison to the control totals, whatever its difference.
pub(crate) fn compare(sheet: &mut Sheet<'_>, total: &Printed<'_>, precision: Precision) {
    let difference = total.amount - total.computed;
    let money = |amount: Money| Some(Value::Decimal(amount.fen()));
    let mut row = Row::new(&tables::CONTROL_TOTALS, Provenance::default());
    for (column, value) in [
        ("sheet", sheet.grid.sheet.as_deref().map(Value::from)),
        ("cell", Some(total.place.to_string().into())),
        ("table_title", Some(total.title.into())),
        ("level", Some(total.level.into())),
        ("function_code", total.code.map(Value::from)),
        ("measure", Some(total.measure.into())),
        ("printed", money(total.amount)),
        ("computed", money(total.computed)),
        ("difference", money(difference)),
        ("within_rounding", Some(Value::Flag(is_within_rounding(difference, precision, total.summands)))),
    ] {
        set(&mut row, column, value);
    }
    sheet.out.control_totals.push(row);
}

/// The decimals that an amount prints.
pub(crate) fn decimals(text: &str) -> u32 {
    let text = super::super::value::half_width(text);
    let Some((_, after)) = text.trim().rsplit_once('.') else { return 0 };
    u32::try_from(after.chars().take_while(char::is_ascii_digit).count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_printed_unit_for_each_summand_is_rounding() {
        let hundredth = Precision { unit: AmountUnit::TenThousandYuan, decimals: 2 };
        // 0.01 万元 = 100 元: two summands of ±50 元 reach it, one does not
        assert!(is_within_rounding(Money::from_yuan(100), hundredth, 2));
        assert!(!is_within_rounding(Money::from_yuan(100), hundredth, 1));
        assert!(!is_within_rounding(Money::from_yuan(-101), hundredth, 2));
        let yuan = Precision { unit: AmountUnit::Yuan, decimals: 0 };
        assert!(is_within_rounding(Money::from_yuan(1), yuan, 4));
        assert!(is_within_rounding(Money::ZERO, yuan, 0));
    }

    #[test]
    fn counts_printed_decimals() {
        for (text, expected) in [("2,940.05", 2), ("0", 0), ("10.5", 1), ("9．50", 2)] {
            assert_eq!(decimals(text), expected, "{text}");
        }
    }
}
