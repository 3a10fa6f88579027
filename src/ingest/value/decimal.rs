//! Scores, weights and percentages.

use super::grade::is_grade_word;
use super::number::{Fault, Written, chinese_number, number, number_of};
use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, refuse_kind};
use crate::ingest::grid::Cell;
use crate::model::Kind;

/// The spellings of a percent sign, the longer ones first.
const PERCENT_SIGNS: [&str; 4] = ["(%)", "%", "个百分点", "百分比"];

/// A score or a weight as a whole number at `scale` decimals, rounded half away from zero: `97分`, `99.43 分`, `96.5`,
/// a weight `10%` (10). A cell that a spreadsheet shows as a percentage is the number it shows. The full mark beside a
/// score (`97/100`, `97分(满分100分)`) and its grade (`95(优)`, `优(95分)`) are left out.
///
/// # Errors
/// When the cell holds no such number, a score whose full mark is not 100, or more digits than a column of that scale
/// stores.
pub fn decimal(cell: &Cell, scale: u8) -> Result<Option<i128>, Unreadable> {
    const EXPECTED: &str = "a score or a weight";
    if let Some(refused) = refuse_kind(cell, EXPECTED) {
        return Err(refused);
    }
    if is_missing(&cell.text) {
        return Ok(None);
    }
    let written = half_width(&cell.text);
    let text = written.trim();
    let text =
        match without_percent(text) {
            Some(number) => number,
            None => without_points(without_full_mark(text).ok_or_else(|| {
                Unreadable::with_hint(EXPECTED, "its full mark is not 100; give the score out of 100")
            })?),
        };
    let number = number_of(cell, text.trim_end()).map_err(|fault| unreadable(EXPECTED, fault))?;
    let number = if cell.kind == CellKind::Percent { number.shifted(2) } else { Some(number) };
    stored(number, scale).map(Some).ok_or_else(|| unreadable(EXPECTED, Fault::TooManyDigits))
}

fn without_points(text: &str) -> &str {
    text.strip_suffix('分').unwrap_or(text).trim_end()
}

/// A score without the full mark or the grade beside it; none where the full mark is not 100.
fn without_full_mark(text: &str) -> Option<&str> {
    let is_number = |text: &str| number(without_points(text)).is_ok();
    let is_hundred = |text: &str| number(without_points(text)).is_ok_and(|full| full.at_scale(0) == Some((100, false)));
    if let Some((score, full)) = text.rsplit_once('/')
        && is_number(score)
        && is_number(full)
    {
        return is_hundred(full).then_some(score.trim_end());
    }
    let Some((before, inner)) = text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return Some(text);
    };
    let (before, inner) = (before.trim(), inner.trim());
    if before.is_empty() {
        return Some(text);
    }
    if let Some(full) = ["满分", "总分"].iter().find_map(|word| inner.strip_prefix(word)) {
        return is_hundred(full.trim_start_matches([':', '为'])).then_some(before);
    }
    if inner == "百分制" || is_grade_word(inner) {
        return Some(before);
    }
    Some(if is_grade_word(before) && is_number(inner) { inner } else { text })
}

/// A rate in percent, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percentage {
    /// The rate in hundredths of a percentage point: 86.19 % is 8619.
    pub hundredths: i128,
    /// How many decimals it prints in percent: 0 for `86%` and 0.86, 2 for `86.00%`.
    pub decimals: u32,
}

/// A rate in hundredths of a percentage point: 86.19 % is 8619.
///
/// With a percent sign (`86%`, `86.19％`, `＝100.00(%)`, `100百分比`, `百分之86`, `百分之百`) the number is in percent. A cell
/// that a spreadsheet shows as a percentage holds the fraction: 0.8619 is 86.19 %. A number without either is a fraction
/// when it is at most 1 in size (`0.86` is 86 %, and `1` is 100 %: a finished project is far more common than one at
/// 1 %), else in percent (`86`). Rates out of range are left as they are.
///
/// # Errors
/// When the cell holds no rate, or more digits than `Decimal128(7,2)`.
pub fn percent(cell: &Cell) -> Result<Option<i128>, Unreadable> {
    Ok(rate(cell, &cell.text, is_at_most_one)?.map(|rate| rate.hundredths))
}

/// A rate in a column whose header prints the sign (`完成进度(%)`): a bare number is in percent whatever its size, so
/// `0.86` is 0.86 %. Otherwise as [`percent`].
///
/// # Errors
/// As [`percent`].
pub fn percentage_points(cell: &Cell) -> Result<Option<i128>, Unreadable> {
    Ok(rate(cell, &cell.text, |_| false)?.map(|rate| rate.hundredths))
}

/// How many decimals a rate prints in percent; none where it is no rate. `in_points` says that the column's header prints
/// the sign, as [`percentage_points`] reads it.
pub fn percent_decimals(cell: &Cell, in_points: bool) -> Option<i32> {
    let rate = rate(cell, &cell.text, |number| !in_points && is_at_most_one(number)).ok().flatten()?;
    i32::try_from(rate.decimals).ok()
}

/// A rate of change: `17.62%`, `增长17.62%`, `下降3.2%`, `↑17.62%`, `持平` (0), a bare number in percent.
///
/// # Errors
/// As [`percent`].
pub fn growth(cell: &Cell) -> Result<Option<Percentage>, Unreadable> {
    const UP: [&str; 7] = ["增长", "上升", "增加", "提高", "上涨", "↑", "+"];
    const DOWN: [&str; 6] = ["下降", "减少", "降低", "下跌", "↓", "负增长"];
    let written = half_width(&cell.text);
    let text = written.trim();
    if matches!(text, "持平" | "与上年持平") {
        return Ok(Some(Percentage { hundredths: 0, decimals: 2 }));
    }
    let below = DOWN.iter().find_map(|word| text.strip_prefix(word));
    let above = UP.iter().find_map(|word| text.strip_prefix(word));
    let rate = rate(cell, below.or(above).unwrap_or(text), |_| false)?;
    let sign = if below.is_some() { -1 } else { 1 };
    Ok(rate.map(|rate| Percentage { hundredths: sign * rate.hundredths, ..rate }))
}

fn rate(cell: &Cell, text: &str, bare_is_fraction: impl Fn(Written) -> bool) -> Result<Option<Percentage>, Unreadable> {
    const EXPECTED: &str = "a percentage";
    if let Some(refused) = refuse_kind(cell, EXPECTED) {
        return Err(refused);
    }
    let written = half_width(text);
    let text = written.trim().trim_start_matches('=').trim_start();
    if is_missing(text) {
        return Ok(None);
    }
    let in_percent = without_percent(text);
    let number = number_of(cell, in_percent.unwrap_or(text)).or_else(|fault| {
        // 百分之九十五
        in_percent.and_then(chinese_number).ok_or(fault)
    });
    let number = number.map_err(|fault| unreadable(EXPECTED, fault))?;
    let is_fraction = cell.kind == CellKind::Percent || (in_percent.is_none() && bare_is_fraction(number));
    let percent = if is_fraction { number.shifted(2) } else { Some(number) };
    let hundredths = stored(percent, 2).ok_or_else(|| unreadable(EXPECTED, Fault::TooManyDigits))?;
    Ok(Some(Percentage { hundredths, decimals: percent.map_or(0, |percent| percent.scale) }))
}

/// The text without its percent sign; none where it has none.
pub(super) fn without_percent(text: &str) -> Option<&str> {
    let before = PERCENT_SIGNS.iter().find_map(|sign| text.strip_suffix(sign));
    before.or_else(|| text.strip_prefix("百分之")).map(str::trim)
}

fn is_at_most_one(number: Written) -> bool {
    10_i128.checked_pow(number.scale).is_none_or(|one| number.unscaled.abs() <= one)
}

/// The number at a column's scale, where the column's digits hold it.
fn stored(number: Option<Written>, scale: u8) -> Option<i128> {
    let (value, _) = number?.at_scale(u32::from(scale))?;
    let kinds = [Kind::Score, Kind::Measure, Kind::Money];
    let digits = kinds.iter().find(|kind| kind.scale() == Some(scale)).and_then(|kind| kind.precision()).unwrap_or(18);
    (value.unsigned_abs() < 10_u128.pow(u32::from(digits))).then_some(value)
}

fn unreadable(expected: &str, fault: Fault) -> Unreadable {
    Unreadable { expected: expected.to_owned(), hint: fault.hint().map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn scores_as_printed() {
        let cases = [
            (text("97分"), Some(9700)),
            (text("99.33分"), Some(9933)),
            (text("99.43 分"), Some(9943)),
            (text("96.5"), Some(9650)),
            (text("87"), Some(8700)),
            (text("10％"), Some(1000)),
            (text("8.625"), Some(863)),
            (text("97/100"), Some(9700)),
            (text("97分/100分"), Some(9700)),
            (text("97分（满分100分）"), Some(9700)),
            (text("97（百分制）"), Some(9700)),
            (text("95.5（优）"), Some(9550)),
            (text("优（95分）"), Some(9500)),
            (text("（5）"), Some(-500)),
            (text("—"), None),
            (text(""), None),
            (text("0"), Some(0)),
            (of_kind(CellKind::Number, "98.62"), Some(9862)),
            (of_kind(CellKind::Percent, "0.1"), Some(1000)),
        ];
        for (cell, expected) in cases {
            assert_eq!(decimal(&cell, 2), Ok(expected), "{cell:?}");
        }
        assert_eq!(decimal(&text("1.5"), 6), Ok(Some(1_500_000)));
    }

    #[test]
    fn what_is_no_score_is_refused() {
        for given in ["优", "45/50", "45分(满分50分)", "9分8", "100000", "10 20", "90分以上"] {
            assert!(decimal(&text(given), 2).is_err(), "{given:?}");
        }
    }

    #[test]
    fn rates_as_printed() {
        let cases = [
            (text("86%"), Some(8600)),
            (text("86.19%"), Some(8619)),
            (text("86.19 ％"), Some(8619)),
            (text("100.00%"), Some(10000)),
            (text("＝100.00(%)"), Some(10000)),
            (text("=100.00（%）"), Some(10000)),
            (text("100百分比"), Some(10000)),
            (text("百分之86"), Some(8600)),
            (text("百分之百"), Some(10000)),
            (text("百分之九十五点五"), Some(9550)),
            (text("0.86%"), Some(86)),
            (text("0.86"), Some(8600)),
            (text("1"), Some(10000)),
            (text("1%"), Some(100)),
            (text("86"), Some(8600)),
            (text("1.2"), Some(120)),
            (text("100.77%"), Some(10077)),
            (text("-17.62%"), Some(-1762)),
            (text("0"), Some(0)),
            (text("—"), None),
            (text(""), None),
            (of_kind(CellKind::Percent, "0.8619"), Some(8619)),
            (of_kind(CellKind::Percent, "1.2"), Some(12000)),
            (of_kind(CellKind::Percent, "0.86183040"), Some(8618)),
        ];
        for (cell, expected) in cases {
            assert_eq!(percent(&cell), Ok(expected), "{cell:?}");
        }
        assert_eq!(percentage_points(&text("0.86")), Ok(Some(86)));
        for (cell, in_points, decimals) in [
            (text("86%"), false, Some(0)),
            (text("86.0％"), false, Some(1)),
            (text("86.00%"), false, Some(2)),
            (text("0.862"), false, Some(1)),
            (text("0.86"), true, Some(2)),
            (of_kind(CellKind::Percent, "0.86"), false, Some(0)),
            (of_kind(CellKind::Percent, "0.8620"), true, Some(2)),
            (text("—"), false, None),
        ] {
            assert_eq!(percent_decimals(&cell, in_points), decimals, "{cell:?}");
        }
        assert_eq!(percentage_points(&of_kind(CellKind::Percent, "0.86")), Ok(Some(8600)));
    }

    #[test]
    fn changes_as_printed() {
        for (given, hundredths, decimals) in [
            ("17.62%", 1762, 2),
            ("增长17.6%", 1760, 1),
            ("下降3%", -300, 0),
            ("↓3.25％", -325, 2),
            ("-3.25", -325, 2),
            ("0.86", 86, 2),
            ("持平", 0, 2),
        ] {
            assert_eq!(growth(&text(given)), Ok(Some(Percentage { hundredths, decimals })), "{given}");
        }
        assert_eq!(growth(&text("—")), Ok(None));
        assert!(growth(&text("大幅增长")).is_err());
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for given in ["%=99", "二100百分比", "86%87%", "5‰", "优"] {
            assert!(percent(&text(given)).is_err(), "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn printed_rates_read_back(rate in -9_999_999_i128..=9_999_999) {
            let sign = if rate < 0 { "-" } else { "" };
            let printed = format!("{sign}{}.{:02}%", rate.abs() / 100, rate.abs() % 100);
            prop_assert_eq!(percent(&text(&printed)), Ok(Some(rate)));
        }
    }
}
