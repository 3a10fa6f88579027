//! Years: `2024`, `2024年度`, `(2022 年度)`, and the one year that a title names.

use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

/// The years that a budget table can be of.
const YEARS: std::ops::RangeInclusive<i32> = 1978..=2199;

/// The year in a cell: `2024`, `2024年`, `2024年度`, `(2022 年度)`, `2019年度)`, a date's year.
///
/// # Errors
/// When the cell holds no year, or more than one.
pub fn year(cell: &Cell) -> Result<Option<i32>, Unreadable> {
    const EXPECTED: &str = "a year";
    match cell.kind {
        CellKind::Blank => return Ok(None),
        CellKind::Error => return Err(formula_error(EXPECTED)),
        CellKind::Percent | CellKind::Flag => return Err(Unreadable::new(EXPECTED)),
        CellKind::Date => return plain(cell.text.get(..4)).map(Some).ok_or_else(|| Unreadable::new(EXPECTED)),
        CellKind::Text | CellKind::Number => {}
    }
    if is_missing(&cell.text) {
        return Ok(None);
    }
    let squeezed: String = half_width(&cell.text).split_whitespace().collect();
    let bare = squeezed.trim_matches(['(', ')', '[', ']', '〔', '〕', '【', '】', '年', '度', '份']);
    // 2024财政年度, 2024会计年度, FY2024
    let bare = ["财政", "会计", "预算", "财"].iter().find_map(|word| bare.strip_suffix(word)).unwrap_or(bare);
    let bare = bare.strip_prefix("FY").unwrap_or(bare);
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    plain(Some(bare)).or_else(|| year_in(&squeezed)).map(Some).ok_or_else(|| Unreadable::new(EXPECTED))
}

/// The year that a title or a line names (2025年部门支出预算总表, 二〇二四年度…); none where it names none, or two.
pub fn year_in(text: &str) -> Option<i32> {
    let text: String = half_width(text).split_whitespace().map(chinese_digits).collect();
    let mut found = None;
    for (at, _) in text.match_indices('年') {
        let digits_from = text[..at]
            .rfind(|letter: char| !letter.is_ascii_digit())
            .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let Some(year) = plain(text.get(digits_from..at)) else { continue };
        if found.is_some_and(|before| before != year) {
            return None;
        }
        found = Some(year);
    }
    found
}

fn plain(text: Option<&str>) -> Option<i32> {
    let text = text.filter(|text| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))?;
    text.parse().ok().filter(|year| YEARS.contains(year))
}

fn chinese_digits(text: &str) -> String {
    const DIGITS: &str = "零一二三四五六七八九";
    text.chars()
        .map(|letter| match letter {
            '〇' | '○' | 'Ｏ' => '0',
            _ => DIGITS.chars().zip('0'..='9').find(|(digit, _)| *digit == letter).map_or(letter, |(_, ascii)| ascii),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn years_as_printed() {
        let cases = [
            (text("2024"), Some(2024)),
            (text("2024年"), Some(2024)),
            (text("2024年度"), Some(2024)),
            (text("(2022 年度)"), Some(2022)),
            (text("（ 2022 年度）"), Some(2022)),
            (text("2019年度)"), Some(2019)),
            (text("２０２４年"), Some(2024)),
            (text("二〇二四年度"), Some(2024)),
            (text("2024财年"), Some(2024)),
            (text("2024会计年度"), Some(2024)),
            (text("FY2024"), Some(2024)),
            (text("2018.0"), Some(2018)),
            (text(""), None),
            (text("—"), None),
            (of_kind(CellKind::Number, "2024"), Some(2024)),
            (of_kind(CellKind::Date, "2024-01-01"), Some(2024)),
        ];
        for (cell, expected) in cases {
            assert_eq!(year(&cell), Ok(expected), "{cell:?}");
        }
        for given in ["（  年度）", "24", "20240", "2024-2025", "1024", "2024年、2025年"] {
            assert!(year(&text(given)).is_err(), "{given:?}");
        }
    }

    #[test]
    fn titles_name_one_year() {
        let cases = [
            ("2025年部门支出预算总表", Some(2025)),
            ("三门县住房和城乡建设局2024年度专项债券项目资金绩效评价情况表", Some(2024)),
            ("2026年度普陀区部门预算公开情况检查表", Some(2026)),
            ("支出决算表", None),
            ("2024年预算与2025年预算对比表", None),
            ("2024年决算（2024年12月）", Some(2024)),
            ("建成20年以上小区", None),
        ];
        for (given, expected) in cases {
            assert_eq!(year_in(given), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn printed_years_read_back(given in 1978_i32..=2199) {
            prop_assert_eq!(year(&text(&format!("{given}年度"))), Ok(Some(given)));
        }
    }
}
