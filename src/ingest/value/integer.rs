//! Counts: `35个`, `2.0` from a spreadsheet.

use super::number::{Fault, chinese_number, number_of};
use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, refuse_kind};
use crate::ingest::grid::Cell;

/// Measure words that may follow a count; `第`, before an item number, goes too.
const COUNTED: [&str; 28] = [
    "级预算单位",
    "级单位",
    "个项目",
    "个",
    "项",
    "家",
    "户",
    "人次",
    "人",
    "次",
    "件",
    "套",
    "处",
    "份",
    "所",
    "名",
    "条",
    "笔",
    "台",
    "期",
    "场",
    "批",
    "座",
    "篇",
    "岁",
    "月",
    "级",
    "位",
];

/// A count, a level, a month or an item number.
///
/// # Errors
/// When the cell holds no whole number, or one beyond `Int32`.
pub fn integer(cell: &Cell) -> Result<Option<i32>, Unreadable> {
    const EXPECTED: &str = "a whole number";
    let unreadable = |fault: Fault| Unreadable { expected: EXPECTED.to_owned(), hint: fault.hint().map(str::to_owned) };
    if let Some(refused) = refuse_kind(cell, EXPECTED) {
        return Err(refused);
    }
    if cell.kind == CellKind::Percent {
        return Err(Unreadable::with_hint(EXPECTED, "the cell is formatted as a percentage; format it as a number"));
    }
    if is_missing(&cell.text) {
        return Ok(None);
    }
    let written = half_width(&cell.text);
    let text = written.trim();
    let text = text.strip_prefix('第').unwrap_or(text);
    let text = COUNTED.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let number = number_of(cell, text.trim());
    // 二级, 第三期
    let number = number.or_else(|fault| chinese_number(text.trim()).ok_or(fault)).map_err(unreadable)?;
    match number.at_scale(0) {
        Some((whole, false)) => i32::try_from(whole).map(Some).map_err(|_| unreadable(Fault::TooManyDigits)),
        Some((_, true)) => Err(Unreadable::new(EXPECTED)),
        None => Err(unreadable(Fault::TooManyDigits)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn counts_as_printed() {
        let cases = [
            (text("1个"), Some(1)),
            (text("35个"), Some(35)),
            (text("39"), Some(39)),
            (text("1,541"), Some(1541)),
            (text("２５ 个项目"), Some(25)),
            (text("120人次"), Some(120)),
            (text("7月"), Some(7)),
            (text("第3期"), Some(3)),
            (text("二级"), Some(2)),
            (text("一级预算单位"), Some(1)),
            (text("第十二期"), Some(12)),
            (text("0"), Some(0)),
            (text("—"), None),
            (of_kind(CellKind::Number, "2.0"), Some(2)),
            (of_kind(CellKind::Number, "2"), Some(2)),
        ];
        for (cell, expected) in cases {
            assert_eq!(integer(&cell), Ok(expected), "{cell:?}");
        }
        for given in ["1.5", "个", "3-5个", "3000000000", "优"] {
            assert!(integer(&text(given)).is_err(), "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn printed_counts_read_back(count in i32::MIN..=i32::MAX) {
            prop_assert_eq!(integer(&text(&format!("{count}个"))), Ok(Some(count)));
        }
    }
}
