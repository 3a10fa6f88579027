//! Days, as the many ways of writing them mean them.

use std::fmt::Write;

use chrono::{Datelike, Months, NaiveDate};

use super::number::chinese_number;
use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

/// The day in a cell: `2026/1/1`, `2024-01-01`, `2024.3.5`, `2025年10月1日`, `20240301`, `二〇二四年三月五日`, each with a
/// time after it or not, with 截至 before it or 前 behind it, and a spreadsheet's date.
///
/// What names more than a day is read as its last day, for such cells say how far a figure reaches: a month
/// (`2025年10月`, `2024.03`, `202403`) as the last of that month, a quarter or half (`2024年第三季度`, `2024年上半年`) and
/// `2024年底` too, a range (`2025.1.1-2025.12.31`, `2025年1-7月`) as its end.
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
    let text = written.trim();
    let bare = ["截至", "截止", "自"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let bare = ["之前", "以前", "前", "止"].iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    let read = day_or_end(bare.trim_start_matches(['到', ':']).trim());
    read.map(Some).ok_or_else(|| Unreadable::with_hint(EXPECTED, hint(text)))
}

fn hint(text: &str) -> &'static str {
    // 45292 is 2024-01-01 to a spreadsheet
    let is_serial = text.parse().is_ok_and(|number: u32| (30_000..60_000).contains(&number));
    if is_serial {
        "it is a spreadsheet's number of a day; set the column's format to date (日期) and export it again"
    } else {
        "write it as 2024-03-31 (a month as 2024年3月)"
    }
}

fn day_or_end(text: &str) -> Option<NaiveDate> {
    if let Some(day) = day_or_month(without_time(text)) {
        return Some(day);
    }
    if let Some(end) = end_of_part(text) {
        return Some(end);
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

/// The last day of a part of a year: 2024年第三季度, 2024年上半年, 2024年底, 2025年1-7月.
fn end_of_part(text: &str) -> Option<NaiveDate> {
    let text: String = text.split_whitespace().collect();
    let (year, part) = text.split_once('年')?;
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    let part = part.trim_start_matches('度').trim_end_matches(['末', '底']);
    let month = match part {
        "第一季度" | "一季度" | "1季度" => 3,
        "第二季度" | "二季度" | "2季度" | "上半年" => 6,
        "第三季度" | "三季度" | "3季度" => 9,
        "第四季度" | "四季度" | "4季度" | "下半年" | "全年" | "年终" | "终" => 12,
        "" if text.ends_with(['底', '末']) => 12,
        _ => {
            let (from, to) = part.strip_suffix('月')?.split_once(['-', '至', '—', '~'])?;
            let (from, to): (u32, u32) = (from.trim_end_matches('月').parse().ok()?, to.parse().ok()?);
            (1 <= from && from < to).then_some(to)?
        }
    };
    last_of_month(year, month)
}

/// The digits of a date in Chinese numerals: 二〇二四年三月五日 is 2024年3月5日.
fn arabic(text: &str) -> Option<String> {
    let (year, rest) = text.split_once('年')?;
    let digit = |letter: char| match letter {
        '〇' | '○' | '零' => Some(0),
        _ => "零一二三四五六七八九".chars().position(|digit| digit == letter),
    };
    let year: Vec<usize> = year.chars().map(digit).collect::<Option<_>>()?;
    let mut date: String = year.iter().map(|digit| char::from(b'0' + u8::try_from(*digit).unwrap_or(0))).collect();
    date.push('年');
    let rest = rest.trim_end_matches(['日', '号']);
    let (month, day) = rest.split_once('月')?;
    let number = |text: &str| chinese_number(text)?.at_scale(0).map(|(number, _)| number);
    write!(date, "{}月", number(month)?).ok()?;
    if !day.is_empty() {
        write!(date, "{}日", number(day)?).ok()?;
    }
    Some(date)
}

/// A day of eight digits or three numbers, or a month of six digits or two numbers.
fn day_or_month(text: &str) -> Option<NaiveDate> {
    let text: String = text.split_whitespace().collect();
    let text = arabic(&text).unwrap_or(text);
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
            (text("2025年1-7月"), Some("2025-07-31")),
            (text("2025年1月-7月"), Some("2025-07-31")),
            (text("2024年第三季度"), Some("2024-09-30")),
            (text("2024年上半年"), Some("2024-06-30")),
            (text("2024年底"), Some("2024-12-31")),
            (text("2024年度末"), Some("2024-12-31")),
            (text("二〇二四年三月五日"), Some("2024-03-05")),
            (text("二○二四年十二月"), Some("2024-12-31")),
            (text("截至2024年7月31日"), Some("2024-07-31")),
            (text("2024年6月30日前"), Some("2024-06-30")),
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
        assert!(date(&text("45292")).unwrap_err().hint.unwrap().contains("number of a day"));
        for given in ["2025年7-1月", "2025年1-13月", "二〇二四年十三月", "2024年第五季度"] {
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

        #[test]
        fn nothing_panics(given in "\\PC{0,30}") {
            let _ = date(&text(&given));
        }
    }
}
