//! A number as people write it, read exactly: no float on the way.

use super::text::{half_width, has_digit, unquoted};
use crate::ingest::grid::{Cell, CellKind};
use crate::model::round_half_away;

/// The most digits that are read; more are no figure of a budget.
const MOST_DIGITS: usize = 34;

/// A decimal number: `unscaled` × 10^-`scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) unscaled: i128,
    pub(super) scale: u32,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotANumber,
    MisplacedSeparator,
    SeveralNumbers,
    TooManyDigits,
    Scientific,
}

impl Fault {
    /// What to do about it.
    pub(super) fn hint(self) -> Option<&'static str> {
        match self {
            Self::NotANumber => None,
            Self::MisplacedSeparator => Some("the thousands separators do not stand every three digits; type it again"),
            Self::SeveralNumbers => Some("more than one number stands in the cell; give each its own cell"),
            Self::TooManyDigits => Some("it has more digits than any amount has"),
            Self::Scientific => {
                Some("a spreadsheet has shortened it (E+) and its last digits are gone; export it again as a number")
            }
        }
    }
}

impl Written {
    /// The number at another scale, rounded half away from zero where digits are lost, and whether any were.
    pub(super) fn at_scale(self, scale: u32) -> Option<(i128, bool)> {
        if scale >= self.scale {
            let factor = 10_i128.checked_pow(scale - self.scale)?;
            return Some((self.unscaled.checked_mul(factor)?, false));
        }
        let divisor = 10_i128.checked_pow(self.scale - scale)?;
        Some((round_half_away(self.unscaled, divisor), self.unscaled % divisor != 0))
    }

    /// The number as plain digits, without zeros at the end of its fraction.
    pub(super) fn plain(self) -> String {
        let digits = format!("{:0>width$}", self.unscaled.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// The number times 10^`power`.
    pub(super) fn shifted(self, power: u32) -> Option<Self> {
        if power <= self.scale {
            return Some(Self { unscaled: self.unscaled, scale: self.scale - power });
        }
        let factor = 10_i128.checked_pow(power - self.scale)?;
        Some(Self { unscaled: self.unscaled.checked_mul(factor)?, scale: 0 })
    }
}

/// The number in a cell's text: `text` is what is left of it after units and signs that only its column knows.
/// Scientific notation is read from a spreadsheet's own numbers, and where all digits of a number are there.
pub(super) fn number_of(cell: &Cell, text: &str) -> Result<Written, Fault> {
    let text = unquoted(text);
    let is_number = matches!(cell.kind, CellKind::Number | CellKind::Percent);
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if is_number || is_whole(mantissa) => {
            let power: i32 = exponent.parse().map_err(|_| Fault::NotANumber)?;
            with_exponent(number(mantissa)?, power)
        }
        Some((mantissa, exponent))
            if number(mantissa).is_ok() && exponent.trim_start_matches(['+', '-']).parse::<u8>().is_ok() =>
        {
            Err(Fault::Scientific)
        }
        _ => number(text),
    }
}

/// Whether a mantissa has all the digits of a number: a program prints up to 17, a spreadsheet that shortens at most 6.
fn is_whole(mantissa: &str) -> bool {
    mantissa.bytes().filter(u8::is_ascii_digit).count() >= 12
}

fn with_exponent(mantissa: Written, power: i32) -> Result<Written, Fault> {
    if power >= 0 {
        return mantissa.shifted(power.unsigned_abs()).ok_or(Fault::TooManyDigits);
    }
    let scale = mantissa.scale.checked_add(power.unsigned_abs()).ok_or(Fault::TooManyDigits)?;
    Ok(Written { unscaled: mantissa.unscaled, scale })
}

/// Reads a number: full-width signs, thousands separators (every three digits or none), a sign written -, −, –, △, ▲,
/// as parentheses or, as some systems export it, behind (`12.50-`).
pub(super) fn number(text: &str) -> Result<Written, Fault> {
    let text = half_width(text);
    let text = text.trim();
    let (inner, mut negative) = match text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => (inner.trim(), true),
        None => (text, false),
    };
    let body = match inner.strip_prefix(['-', '−', '–', '△', '▲']) {
        // a sign inside parentheses says the same thing twice or the opposite: not guessed
        Some(_) if negative => return Err(Fault::NotANumber),
        Some(body) => {
            negative = true;
            body.trim_start()
        }
        None => match inner.strip_suffix('-').filter(|body| body.ends_with(|letter: char| letter.is_ascii_digit())) {
            Some(body) if !negative => {
                negative = true;
                body
            }
            _ => inner.strip_prefix('+').unwrap_or(inner),
        },
    };
    let magnitude = unsigned(body)?;
    Ok(if negative { Written { unscaled: -magnitude.unscaled, scale: magnitude.scale } } else { magnitude })
}

/// A number in Chinese numerals below a thousand, as percentages and counts are written: 九十五点五, 百, 十二, 一百零五.
pub(super) fn chinese_number(text: &str) -> Option<Written> {
    let digit = |letter: char| -> Option<i128> {
        let letter = match letter {
            '〇' => '零',
            '两' => '二',
            other => other,
        };
        let position = "零一二三四五六七八九".chars().position(|digit| digit == letter)?;
        i128::try_from(position).ok()
    };
    let (whole, fraction) = text.split_once('点').unwrap_or((text, ""));
    let (mut total, mut pending) = (0_i128, None);
    for letter in whole.chars() {
        match letter {
            '百' if total == 0 => total = pending.take().unwrap_or(1) * 100,
            '十' if total % 100 == 0 => total += pending.take().filter(|digit| *digit > 0).unwrap_or(1) * 10,
            _ => {
                let value = digit(letter)?;
                if pending.is_some_and(|before| before != 0) {
                    return None;
                }
                pending = Some(value);
            }
        }
    }
    if whole.is_empty() || fraction.chars().count() > 6 {
        return None;
    }
    let whole = total + pending.unwrap_or(0);
    let mut number = Written { unscaled: whole, scale: 0 };
    for letter in fraction.chars() {
        number = Written { unscaled: number.unscaled * 10 + digit(letter)?, scale: number.scale + 1 };
    }
    Some(number)
}

fn unsigned(text: &str) -> Result<Written, Fault> {
    if !text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',')) {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let are_numbers = parts.len() > 1 && parts.iter().all(|part| has_digit(part) && number(part).is_ok());
        return Err(if are_numbers { Fault::SeveralNumbers } else { Fault::NotANumber });
    }
    if text.matches('.').count() > 1 {
        return Err(if text.contains(',') { Fault::SeveralNumbers } else { Fault::NotANumber });
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !has_digit(text) {
        return Err(Fault::NotANumber);
    }
    if fraction.contains(',') {
        return Err(Fault::MisplacedSeparator);
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    if whole.contains(',') && (first.is_empty() || first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return Err(Fault::MisplacedSeparator);
    }
    let digits: String = whole.chars().chain(fraction.chars()).filter(char::is_ascii_digit).collect();
    if digits.trim_start_matches('0').len() > MOST_DIGITS {
        return Err(Fault::TooManyDigits);
    }
    let unscaled = digits.parse().map_err(|_| Fault::TooManyDigits)?;
    let scale = u32::try_from(fraction.len()).map_err(|_| Fault::TooManyDigits)?;
    Ok(Written { unscaled, scale })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_as_written() {
        let cases = [
            ("250000.00", 25_000_000, 2),
            ("215,457.6", 2_154_576, 1),
            ("3，518.85", 351_885, 2),
            ("１２．５", 125, 1),
            ("-0.5", -5, 1),
            ("－0.5", -5, 1),
            ("−3", -3, 0),
            ("△12", -12, 0),
            ("(1,234)", -1234, 0),
            ("（9）", -9, 0),
            ("1,234.50-", -123_450, 2),
            (".5", 5, 1),
            ("5.", 5, 0),
            ("007", 7, 0),
            ("56,505,103\u{a0}\u{3000}", 56_505_103, 0),
        ];
        for (given, unscaled, scale) in cases {
            assert_eq!(number(given), Ok(Written { unscaled, scale }), "{given:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let cases = [
            ("1,23,4.5", Fault::MisplacedSeparator),
            ("1234,567", Fault::MisplacedSeparator),
            (",123", Fault::MisplacedSeparator),
            ("1,2345", Fault::MisplacedSeparator),
            ("1.234,5", Fault::MisplacedSeparator),
            ("3,182,716,265.16 56,865,583.16", Fault::SeveralNumbers),
            ("3,182,716,265.1656,865,583.16", Fault::SeveralNumbers),
            ("100\n200", Fault::SeveralNumbers),
            ("2025.10.1", Fault::NotANumber),
            ("(-5)", Fault::NotANumber),
            ("--5", Fault::NotANumber),
            ("-5-", Fault::NotANumber),
            ("(5-)", Fault::NotANumber),
            ("约12", Fault::NotANumber),
            (".", Fault::NotANumber),
            ("", Fault::NotANumber),
            ("99999999999999999999999999999999999", Fault::TooManyDigits),
        ];
        for (given, fault) in cases {
            assert_eq!(number(given), Err(fault), "{given:?}");
        }
    }

    #[test]
    fn chinese_numerals() {
        let cases = [
            ("百", 100, 0),
            ("九十五点五", 955, 1),
            ("十二", 12, 0),
            ("一百零五", 105, 0),
            ("二百一十", 210, 0),
            ("两", 2, 0),
            ("零点八六", 86, 2),
        ];
        for (given, unscaled, scale) in cases {
            assert_eq!(chinese_number(given), Some(Written { unscaled, scale }), "{given}");
        }
        for given in ["", "五五", "百百", "十十", "甲", "点五", "九十%"] {
            assert_eq!(chinese_number(given), None, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(unscaled in -10_i128.pow(20)..10_i128.pow(20), scale in 0_u32..6) {
            let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = scale as usize + 1);
            let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
            let sign = if unscaled < 0 { "-" } else { "" };
            let point = if scale > 0 { "." } else { "" };
            prop_assert_eq!(number(&format!("{sign}{whole}{point}{fraction}")), Ok(Written { unscaled, scale }));
        }

        #[test]
        fn nothing_panics(given in "\\PC{0,40}") {
            let _ = number(&given);
            let _ = chinese_number(&given);
        }
    }
}
