//! Target and actual values of indicators (财预〔2021〕101号: a sign, a value and a unit, or words).

use super::CellKind;
use super::decimal::without_percent;
use super::number::{Written, number, number_of};
use super::text::{half_width, has_digit, is_missing_text, is_placeholder, name};
use crate::ingest::grid::Cell;
use crate::model::Kind;
use crate::model::words::OPERATOR;

/// The longest unit of measure; a longer rest of the cell is a sentence.
const LONGEST_UNIT: usize = 8;

/// The signs that units of measure are written with, besides letters.
const UNIT_SIGNS: &str = "%‰/℃°·㎡㎥²³㎏㎎㎜㎝㎞㏄";

/// What an indicator is to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The stored word of the sign: `>=`, `qualitative`; none for a bare number and for what cannot be read.
    pub operator: Option<&'static str>,
    /// The value × 10⁶; for percentages the number before the sign (100 for `=100%`). None for words and for what
    /// cannot be read (ranges, lost signs).
    pub value: Option<i128>,
    /// The unit of measure; `%` however percent is written.
    pub unit: Option<String>,
    /// The cell as one line.
    pub text: String,
}

/// What an indicator has reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actual {
    /// The value × 10⁶, as in [`Target::value`].
    pub value: Option<i128>,
    /// The unit of measure; `%` however percent is written.
    pub unit: Option<String>,
    /// The cell as one line.
    pub text: String,
}

/// The target in a cell (年度指标值): `=100%`, `≥50个`, `≤90万元`, `985米`, `90%以上`, `及时`. None for a blank cell.
///
/// 以上, 以下 and 以内 include the number (民法典 art. 1259). Words without a digit are qualitative. A range and
/// whatever else has a digit but not one sign, one number and one unit keeps its text only: it is not guessed.
pub fn target(cell: &Cell) -> Option<Target> {
    let text = printed(cell)?;
    if cell.kind == CellKind::Percent || cell.kind == CellKind::Number {
        let (value, unit) = measured(cell);
        return Some(Target { operator: None, value, unit, text });
    }
    let squeezed: String = half_width(&text).split_whitespace().collect();
    if !has_digit(&squeezed) {
        let is_words = squeezed.chars().any(char::is_alphabetic) && leading_operator(&squeezed).is_none();
        let operator = (is_words || squeezed == "定性").then_some("qualitative");
        return Some(Target { operator, value: None, unit: None, text });
    }
    let (before, rest) = leading_operator(&squeezed).unwrap_or_else(|| (None, without_verb(&squeezed)));
    let (after, rest) = trailing_operator(rest);
    let (operator, is_single) = match (before, after) {
        (Some(_), Some(_)) => (None, false),
        (sign, None) | (None, sign) => (sign, sign != Some("qualitative")),
    };
    match quantity(rest).filter(|_| is_single) {
        Some((value, unit)) => Some(Target { operator, value: Some(value), unit, text }),
        None => Some(Target { text, ..Target::default() }),
    }
}

/// The value reached (实际完成值): `100%`, `985米`, `37.24`, `及时`. None for a blank cell.
pub fn actual(cell: &Cell) -> Option<Actual> {
    let text = printed(cell)?;
    let (value, unit) = if matches!(cell.kind, CellKind::Percent | CellKind::Number) {
        measured(cell)
    } else {
        let squeezed: String = half_width(&text).split_whitespace().collect();
        // an actual value sometimes repeats the sign of its target: 「=100%」
        match quantity(squeezed.trim_start_matches('=')) {
            Some((value, unit)) => (Some(value), unit),
            None => (None, None),
        }
    };
    Some(Actual { value, unit, text })
}

/// The stored word of a sign that stands in a column of its own (计算符号): `≥`, `＝`, `不低于`, `定性`.
pub fn operator(text: &str) -> Option<&'static str> {
    OPERATOR.find(&half_width(text)).map(|word| word.code)
}

fn printed(cell: &Cell) -> Option<String> {
    if cell.kind == CellKind::Percent {
        return number_of(cell, &cell.text).ok()?.shifted(2).map(|number| format!("{}%", number.plain()));
    }
    (!is_missing_text(&cell.text) && !is_placeholder(&cell.text)).then(|| name(&cell.text))
}

fn measured(cell: &Cell) -> (Option<i128>, Option<String>) {
    let number = number_of(cell, &cell.text).ok();
    match cell.kind {
        CellKind::Percent => (stored(number.and_then(|number| number.shifted(2))), Some("%".to_owned())),
        _ => (stored(number), None),
    }
}

/// The sign at the beginning, and what follows it.
fn leading_operator(text: &str) -> Option<(Option<&'static str>, &str)> {
    let spellings = OPERATOR.words.iter().flat_map(|word| {
        let spelled = [word.code, word.label.zh].into_iter().chain(word.also.iter().copied());
        spelled.map(move |spelling| (spelling, word.code))
    });
    let longest =
        spellings.filter(|(spelling, _)| text.starts_with(spelling)).max_by_key(|(spelling, _)| spelling.len());
    longest.map(|(spelling, code)| (Some(code), text[spelling.len()..].trim_start_matches(':')))
}

/// A quantity without the verb before it: 达到90%, 控制在90万元以内.
fn without_verb(text: &str) -> &str {
    let rest = ["控制在", "达到", "完成", "达"].iter().find_map(|verb| text.strip_prefix(verb));
    rest.filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit())).unwrap_or(text)
}

fn trailing_operator(text: &str) -> (Option<&'static str>, &str) {
    const ENDINGS: [(&str, &str); 8] = [
        ("(含)以上", ">="),
        ("及以上", ">="),
        ("以上", ">="),
        ("(含)以下", "<="),
        ("及以下", "<="),
        ("以下", "<="),
        ("及以内", "<="),
        ("以内", "<="),
    ];
    let found = ENDINGS.iter().find_map(|(ending, code)| Some((Some(*code), text.strip_suffix(ending)?)));
    found.unwrap_or((None, text))
}

/// One number and one unit.
fn quantity(text: &str) -> Option<(i128, Option<String>)> {
    if let Some(before) = without_percent(text) {
        return Some((stored(number(before).ok())?, Some("%".to_owned())));
    }
    let is_figure = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '-' | '−');
    let end = text.find(|letter: char| !is_figure(letter)).unwrap_or(text.len());
    let (figure, unit) = text.split_at(end);
    let unit = unit.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(unit);
    let is_power = |unit: &str| ["m2", "m3", "km2"].contains(&unit.to_lowercase().as_str());
    // 90%以上 is a bound, not a value
    let is_unit = unit.chars().count() <= LONGEST_UNIT
        && !["以上", "以下", "以内"].iter().any(|ending| unit.ends_with(ending))
        && (is_power(unit) || unit.chars().all(|letter| letter.is_alphabetic() || UNIT_SIGNS.contains(letter)));
    let value = stored(number(figure).ok()).filter(|_| is_unit)?;
    Some((value, (!unit.is_empty()).then(|| unit.to_owned())))
}

fn stored(number: Option<Written>) -> Option<i128> {
    let (value, _) = number?.at_scale(u32::from(Kind::Measure.scale()?))?;
    let digits = u32::from(Kind::Measure.precision()?);
    (value.unsigned_abs() < 10_u128.pow(digits)).then_some(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    const ONE: i128 = 1_000_000;

    #[test]
    fn targets_as_printed() {
        let cases = [
            ("=100%", Some("="), Some(100 * ONE), Some("%")),
            (">=90%", Some(">="), Some(90 * ONE), Some("%")),
            ("≥50个", Some(">="), Some(50 * ONE), Some("个")),
            ("≤90万元", Some("<="), Some(90 * ONE), Some("万元")),
            ("≧95%", Some(">="), Some(95 * ONE), Some("%")),
            ("＝100.00（%）", Some("="), Some(100 * ONE), Some("%")),
            ("≥90.00(%)", Some(">="), Some(90 * ONE), Some("%")),
            ("985米", None, Some(985 * ONE), Some("米")),
            ("100", None, Some(100 * ONE), None),
            ("43.2", None, Some(43_200_000), None),
            ("不低于95%", Some(">="), Some(95 * ONE), Some("%")),
            ("大于等于3次/年", Some(">="), Some(3 * ONE), Some("次/年")),
            ("90%以上", Some(">="), Some(90 * ONE), Some("%")),
            ("5个工作日以内", Some("<="), Some(5 * ONE), Some("个工作日")),
            ("1,200人次", None, Some(1200 * ONE), Some("人次")),
            ("达到90%", None, Some(90 * ONE), Some("%")),
            ("控制在90万元以内", Some("<="), Some(90 * ONE), Some("万元")),
            ("95%（含）以上", Some(">="), Some(95 * ONE), Some("%")),
            ("≥5000㎡", Some(">="), Some(5000 * ONE), Some("㎡")),
            ("120m2", None, Some(120 * ONE), Some("m2")),
            ("无重大事故", Some("qualitative"), None, None),
            ("及时", Some("qualitative"), None, None),
            ("可控", Some("qualitative"), None, None),
            ("提高", Some("qualitative"), None, None),
            ("定性", Some("qualitative"), None, None),
            ("二100百分比", None, None, None),
            ("%=99", None, None, None),
            ("3-5个", None, None, None),
            ("≥3≤5个", None, None, None),
            ("≥90%以上", None, None, None),
            ("2024年12月底前", None, None, None),
            ("≥", None, None, None),
            ("指标1", None, None, None),
        ];
        for (given, operator, value, unit) in cases {
            let expected = Target { operator, value, unit: unit.map(str::to_owned), text: name(given) };
            assert_eq!(target(&text(given)), Some(expected), "{given:?}");
        }
        assert_eq!(target(&text("")), None);
        assert_eq!(target(&text("—")), None);
        assert_eq!(target(&text("≥XX%")), None);
        assert_eq!(target(&text("无")), None);
    }

    #[test]
    fn spreadsheet_numbers_are_targets() {
        let percent = target(&of_kind(CellKind::Percent, "0.95"));
        let expected =
            Target { operator: None, value: Some(95 * ONE), unit: Some("%".to_owned()), text: "95%".to_owned() };
        assert_eq!(percent, Some(expected));
        let number = target(&of_kind(CellKind::Number, "100"));
        assert_eq!(number.map(|target| target.value), Some(Some(100 * ONE)));
    }

    #[test]
    fn actuals_as_printed() {
        let cases = [
            ("100%", Some(100 * ONE), Some("%")),
            ("37.24", Some(37_240_000), None),
            ("=100%", Some(100 * ONE), Some("%")),
            ("985米", Some(985 * ONE), Some("米")),
            ("及时", None, None),
            ("已完成2期", None, None),
        ];
        for (given, value, unit) in cases {
            let expected = Actual { value, unit: unit.map(str::to_owned), text: given.to_owned() };
            assert_eq!(actual(&text(given)), Some(expected), "{given:?}");
        }
        assert_eq!(actual(&text(" ")), None);
    }

    #[test]
    fn signs_in_a_column_of_their_own() {
        for (given, expected) in [
            ("≥", Some(">=")),
            ("＝", Some("=")),
            ("<", Some("<")),
            ("≦", Some("<=")),
            ("定性", Some("qualitative")),
            ("约", None),
        ] {
            assert_eq!(operator(given), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn printed_targets_read_back(whole in 0_i128..1_000_000_000, sign in prop::sample::select(vec![">=", ">", "=", "<", "<="])) {
            let read = target(&text(&format!("{sign}{whole}%"))).unwrap_or_default();
            prop_assert_eq!((read.operator, read.value, read.unit.as_deref()), (Some(sign), Some(whole * ONE), Some("%")));
        }

        #[test]
        fn nothing_panics(given in "\\PC{0,30}") {
            let _ = target(&text(&given));
            let _ = actual(&text(&given));
        }
    }
}
