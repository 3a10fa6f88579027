//! Days, as the many ways of writing them mean them.

use chrono::{Datelike, Months, NaiveDate};

use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

/// The day in a cell: `2026/1/1`, `2024-01-01`, `2024.3.5`, `2025年10月1日`, `20240301`, each with a time after it or
/// not, and a spreadsheet's date.
///
/// What names more than a day is read as its last day, for such cells say how far a figure reaches: a month
/// (`2025年10月`, `2024.03`, `202403`) as the last of that month, a range (`2025.1.1-2025.12.31`) as its end.
///
/// # Errors
/// When the cell holds no day with a year of four digits, or one that the calendar lacks.
pub fn date(cell: &Cell) -> Result<Option<NaiveDate>, Unreadable> {
    const EXPECTED: &str = "a date";
    match cell.kind {
        CellKind::Blank => return Ok(None),
        CellKind::Error => return Err(formula_error(EXPECTED)),
        CellKind::Percent | CellKind::Flag => return Err(Unreadable::new(EXPECTED)),
        CellKind::Text | CellKind::Number | CellKind::Date => {}
    }
    if is_missing(&cell.text) {
        return Ok(None);
    }
    let written = half_width(&cell.text);
    day_or_end(written.trim())
        .map(Some)
        .ok_or_else(|| Unreadable::with_hint(EXPECTED, "write it as 2024-03-31 (a month as 2024年3月)"))
}

fn day_or_end(text: &str) -> Option<NaiveDate> {
    if let Some(day) = day_or_month(without_time(text)) {
        return Some(day);
    }
    let ends = |separator: &str| -> Option<NaiveDate> {
        text.match_indices(separator).find_map(|(at, _)| {
            let from = day_or_month(text[..at].trim())?;
            let to = day_or_month(text[at + separator.len()..].trim())?;
            (from <= to).then_some(to)
        })
    };
    ["至", "到", "~", "～", "——", "—", "–", "-"].iter().find_map(|separator| ends(separator))
}

/// A day of eight digits or three numbers, or a month of six digits or two numbers.
fn day_or_month(text: &str) -> Option<NaiveDate> {
    let text: String = text.split_whitespace().collect();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        return match text.len() {
            8 => day(number(0, 4)?, number(4, 6)?, number(6, 8)?),
            6 => last_of_month(number(0, 4)?, number(4, 6)?),
            _ => None,
        };
    }
    let is_chinese = text.contains('年');
    let body =
        if is_chinese { text.trim_end_matches(['日', '号', '月', '底', '末', '份']) } else { text.as_str() };
    let separators: &[char] = if is_chinese { &['年', '月'] } else { &['-', '/', '.'] };
    let parts: Vec<&str> = body.split(separators).collect();
    let is_year = parts.first()?.len() == 4;
    let are_numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let numbers: Vec<u32> = parts.iter().filter(|part| part.len() <= 4).filter_map(|part| part.parse().ok()).collect();
    match (is_year && are_numbers, numbers.as_slice()) {
        (true, [year, month, date]) => day(*year, *month, *date),
        (true, [year, month]) => last_of_month(*year, *month),
        _ => None,
    }
}

fn day(year: u32, month: u32, date: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1949..=2199).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, date)
}

fn last_of_month(year: u32, month: u32) -> Option<NaiveDate> {
    day(year, month, 1)?.checked_add_months(Months::new(1))?.pred_opt().filter(|last| last.month() == month)
}

/// The day of `2024-01-01 00:00:00` and `2024-01-01T08:30`.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => day,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn days_as_printed() {
        let cases = [
            (text("2026/1/1"), Some("2026-01-01")),
            (text("2024-01-01"), Some("2024-01-01")),
            (text("2024.3.5"), Some("2024-03-05")),
            (text("２０２４．３．５"), Some("2024-03-05")),
            (text("2025年10月"), Some("2025-10-31")),
            (text("2024年2月"), Some("2024-02-29")),
            (text("2024年12月底"), Some("2024-12-31")),
            (text("2024.03"), Some("2024-03-31")),
            (text("202403"), Some("2024-03-31")),
            (text("2025年10月1日"), Some("2025-10-01")),
            (text("2025 年 10 月 1 日"), Some("2025-10-01")),
            (text("20240301"), Some("2024-03-01")),
            (of_kind(CellKind::Number, "20240301"), Some("2024-03-01")),
            (of_kind(CellKind::Date, "2024-01-31"), Some("2024-01-31")),
            (of_kind(CellKind::Date, "2024-01-31 13:00:00"), Some("2024-01-31")),
            (text("2024-01-01T08:30"), Some("2024-01-01")),
            (text("2025.1.1-2025.12.31"), Some("2025-12-31")),
            (text("2025-01-01-2025-12-31"), Some("2025-12-31")),
            (text("2025年1月至2025年7月"), Some("2025-07-31")),
            (text(""), None),
            (text("—"), None),
        ];
        for (cell, expected) in cases {
            let read = date(&cell).unwrap().map(|day| day.to_string());
            assert_eq!(read.as_deref(), expected, "{cell:?}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for given in ["2024-02-30", "24.3.5", "3月5日", "2024", "2024年", "2025.12.31-2025.1.1", "45292", "年底"] {
            assert!(date(&text(given)).is_err(), "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn printed_days_read_back(offset in 0_u64..80_000) {
            let given = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(offset);
            for format in ["%Y-%m-%d", "%Y/%-m/%-d", "%Y.%-m.%-d", "%Y年%-m月%-d日", "%Y%m%d"] {
                let printed = given.format(format).to_string();
                prop_assert_eq!(date(&text(&printed)), Ok(Some(given)), "{}", printed);
            }
        }
    }
}
