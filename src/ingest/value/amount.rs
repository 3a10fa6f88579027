//! Amounts of money: which unit a table counts in, and one cell as exact 分.

use super::number::{Fault, Written, number_of};
use super::text::{half_width, is_missing};
use super::{CellKind, Unreadable, refuse_kind};
use crate::ingest::grid::Cell;
use crate::model::{Kind, Money};

const EXPECTED: &str = "an amount";

/// The unit a table counts money in. It is read from the sheet, never assumed from the size of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmountUnit {
    /// 元.
    Yuan,
    /// 千元.
    ThousandYuan,
    /// 万元.
    TenThousandYuan,
    /// 百万元.
    MillionYuan,
    /// 亿元.
    HundredMillionYuan,
}

/// The spellings of units, each longer one before those it ends with.
const SPELLINGS: [(&str, AmountUnit); 9] = [
    ("百万元", AmountUnit::MillionYuan),
    ("万元", AmountUnit::TenThousandYuan),
    ("亿元", AmountUnit::HundredMillionYuan),
    ("千元", AmountUnit::ThousandYuan),
    ("元整", AmountUnit::Yuan),
    ("元", AmountUnit::Yuan),
    ("百万", AmountUnit::MillionYuan),
    ("万", AmountUnit::TenThousandYuan),
    ("亿", AmountUnit::HundredMillionYuan),
];

impl AmountUnit {
    /// Its Chinese name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::ThousandYuan => "千元",
            Self::TenThousandYuan => "万元",
            Self::MillionYuan => "百万元",
            Self::HundredMillionYuan => "亿元",
        }
    }

    /// The unit as a power of ten of a 分.
    fn power_of_fen(self) -> u32 {
        match self {
            Self::Yuan => 2,
            Self::ThousandYuan => 5,
            Self::TenThousandYuan => 6,
            Self::MillionYuan => 8,
            Self::HundredMillionYuan => 10,
        }
    }

    /// One unit as money.
    pub fn as_money(self) -> Money {
        Money::from_fen(10_i128.pow(self.power_of_fen()))
    }

    /// The unit that a line, a header or a unit column declares: `单位：元`, `金额单位:万元`, `（单位：亿元）`,
    /// `项目资金(元)`, `涉及金额(个、万元)`, `以万元为单位`, or the bare word `万元`. None where it declares none, two
    /// different ones, or a rate (`元/人`) or another currency (`万美元`).
    pub fn find_in(text: &str) -> Option<Self> {
        let text = half_width(text);
        let mut found: Option<Self> = Self::named(&text);
        let in_brackets = text.split('(').skip(1).filter_map(|rest| rest.split(')').next());
        let listed = in_brackets.flat_map(|inner| inner.split([',', '、', ';'])).filter_map(Self::named);
        let declared = text.match_indices("单位").filter_map(|(at, word)| Self::after_label(&text[at + word.len()..]));
        let phrased = text.match_indices("为单位").filter_map(|(at, _)| {
            let (_, unit) = text[..at].rsplit_once('以')?;
            Self::named(unit)
        });
        for unit in listed.chain(declared).chain(phrased) {
            match found {
                None => found = Some(unit),
                Some(before) if before != unit => return None,
                Some(_) => {}
            }
        }
        found
    }

    /// The unit that this text is, 人民币 before it allowed.
    fn named(text: &str) -> Option<Self> {
        let text: String = text.split_whitespace().collect();
        let word = text.strip_prefix("人民币").unwrap_or(&text);
        SPELLINGS.iter().find(|(spelling, _)| spelling.ends_with('元') && *spelling == word).map(|(_, unit)| *unit)
    }

    /// The unit in what follows the word 单位: a colon, the unit, and an end. 「预算单位：元氏县…」 has none.
    fn after_label(rest: &str) -> Option<Self> {
        let rest = rest.trim_start().trim_start_matches([':', '为', '是']).trim_start();
        let rest = rest.strip_prefix("人民币").unwrap_or(rest).trim_start();
        let (spelling, unit) =
            SPELLINGS.iter().find(|(spelling, _)| spelling.ends_with('元') && rest.starts_with(spelling))?;
        let after = &rest[spelling.len()..];
        let ends = after.starts_with("人民币") || !after.starts_with(|c: char| c.is_alphanumeric() || c == '/');
        ends.then_some(*unit)
    }
}

/// An amount as the lake stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount.
    pub money: Money,
    /// Whether the cell had more decimals than 分 and was rounded (half away from zero).
    pub rounded: bool,
}

/// The amount in a cell of a table that counts in `unit`. A unit word in the cell itself (`0.01万元`) wins. Missing
/// (blank, —, /, 无) is `None`; a printed 0 is zero.
///
/// # Errors
/// When the cell holds no number, several numbers, misplaced thousands separators, a percentage or a date, or more
/// than `Decimal128(18,2)` holds.
pub fn amount(cell: &Cell, unit: AmountUnit) -> Result<Option<Amount>, Unreadable> {
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
    let text = ["人民币", "RMB", "CNY"].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim_start();
    let text = text.strip_prefix('¥').unwrap_or(text);
    let (text, own_unit) = divided(text);
    let unit = own_unit.unwrap_or(unit);
    let number = number_of(cell, text).map_err(unreadable)?;
    let (fen, lost) = in_fen(number, unit).ok_or_else(|| unreadable(Fault::TooManyDigits))?;
    Ok(Some(Amount { money: Money::from_fen(fen), rounded: lost && !is_noise(cell, number, unit, fen) }))
}

/// The number, and the unit word behind it (`1.5 亿元`, `12(万元)`), where one stands there.
fn divided(text: &str) -> (&str, Option<AmountUnit>) {
    let end = text.rfind(|letter: char| letter.is_ascii_digit()).map_or(0, |at| at + 1);
    let rest = text[end..].trim_start();
    // what closes a negative number: (3.00)万元, 3.00-万元
    let (rest, end) = match rest.strip_prefix([')', '-']) {
        Some(after) => (after, text.len() - after.len()),
        None => (rest, end),
    };
    let word: String = rest.split_whitespace().collect();
    let word = word.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(&word);
    match SPELLINGS.iter().find(|(spelling, _)| *spelling == word) {
        Some((_, unit)) => (text[..end].trim_end(), Some(*unit)),
        None => (text, None),
    }
}

fn in_fen(number: Written, unit: AmountUnit) -> Option<(i128, bool)> {
    let (fen, lost) = number.shifted(unit.power_of_fen())?.at_scale(0)?;
    let digits = u32::from(Kind::Money.precision()?);
    (fen.unsigned_abs() < 10_u128.pow(digits)).then_some((fen, lost))
}

/// Whether what rounding took from a spreadsheet's number is only what binary arithmetic adds (0.1 + 0.2 =
/// 0.30000000000000004): beyond the 15 significant digits that a spreadsheet shows.
fn is_noise(cell: &Cell, number: Written, unit: AmountUnit, fen: i128) -> bool {
    const SHOWN: i128 = 1_000_000_000_000_000;
    let rounded = Written { unscaled: fen, scale: unit.power_of_fen() };
    let scale = number.scale.max(rounded.scale);
    let (Some((exact, _)), Some((kept, _))) = (number.at_scale(scale), rounded.at_scale(scale)) else {
        return false;
    };
    cell.kind == CellKind::Number && (exact - kept).abs() <= exact.abs() / SHOWN
}

fn unreadable(fault: Fault) -> Unreadable {
    Unreadable { expected: EXPECTED.to_owned(), hint: fault.hint().map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn units_are_found_where_sheets_declare_them() {
        use AmountUnit::{HundredMillionYuan, MillionYuan, TenThousandYuan, ThousandYuan, Yuan};
        let cases = [
            ("单位：元", Some(Yuan)),
            ("单位:万元", Some(TenThousandYuan)),
            ("（单位：亿元）", Some(HundredMillionYuan)),
            ("单位 ： 千元", Some(ThousandYuan)),
            ("金额单位：人民币百万元", Some(MillionYuan)),
            ("项目资金(元)", Some(Yuan)),
            ("项目资金\n(万元)", Some(TenThousandYuan)),
            ("项目资金（元）", Some(Yuan)),
            ("发行金额(亿元)", Some(HundredMillionYuan)),
            ("涉及金额（个、万元）", Some(TenThousandYuan)),
            ("万元", Some(TenThousandYuan)),
            ("元", Some(Yuan)),
            ("编制部门：上海市普陀区商务委员会  单位：元", Some(Yuan)),
            ("以万元为单位填列", Some(TenThousandYuan)),
            ("预算单位：元氏县教育局", None),
            ("标准(元/人)", None),
            ("单位：元/吨", None),
            ("单位：万美元", None),
            ("金额(万元) 单位：元", None),
            ("编报绩效目标的项目(个)", None),
            ("项目单位", None),
            ("单元", None),
        ];
        for (given, expected) in cases {
            assert_eq!(AmountUnit::find_in(given), expected, "{given:?}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        use AmountUnit::{HundredMillionYuan, TenThousandYuan, Yuan};
        let cases = [
            ("250000.00", Yuan, 25_000_000, false),
            ("215,457.6", Yuan, 21_545_760, false),
            ("3，518.85", TenThousandYuan, 3_518_850_000, false),
            ("9759.38\u{a0}", TenThousandYuan, 9_759_380_000, false),
            ("0.49", HundredMillionYuan, 4_900_000_000, false),
            ("0", Yuan, 0, false),
            ("0.00", TenThousandYuan, 0, false),
            ("0.01万元", Yuan, 10_000, false),
            ("1720.00万", Yuan, 1_720_000_000, false),
            ("12元", TenThousandYuan, 1200, false),
            ("1.5 亿元", Yuan, 15_000_000_000, false),
            ("1.5 亿 元", Yuan, 15_000_000_000, false),
            ("12（万元）", Yuan, 12_000_000, false),
            ("（3.00）万元", Yuan, -3_000_000, false),
            ("=\"1234.50\"", Yuan, 123_450, false),
            ("'1,234.50", Yuan, 123_450, false),
            ("12.50-", Yuan, -1250, false),
            ("￥1,234.50", Yuan, 123_450, false),
            ("人民币12元整", Yuan, 1200, false),
            ("-3.00", Yuan, -300, false),
            ("（3.00）", Yuan, -300, false),
            ("△3", Yuan, -300, false),
            ("1.005", Yuan, 101, true),
            ("-1.005", Yuan, -101, true),
            ("0.0000005", TenThousandYuan, 1, true),
            ("0.000001", TenThousandYuan, 1, false),
            ("9999999999999999.99", Yuan, 999_999_999_999_999_999, false),
        ];
        for (given, unit, fen, rounded) in cases {
            let expected = Some(Amount { money: Money::from_fen(fen), rounded });
            assert_eq!(amount(&text(given), unit), Ok(expected), "{given:?}");
        }
    }

    #[test]
    fn missing_amounts_are_missing() {
        for given in ["", " \u{3000}", "—", "－－", "-/-", "-", "/", "无", "无结转下年"] {
            assert_eq!(amount(&text(given), AmountUnit::Yuan), Ok(None), "{given:?}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for given in [
            "1,23,4.5",
            "约12万",
            "12.3.4",
            "86%",
            "10000000000000000",
            "指标1",
            "万元",
            "2024-01-01",
            "0x10",
            "１０万人",
        ] {
            assert!(amount(&text(given), AmountUnit::Yuan).is_err(), "{given:?}");
        }
        for (given, word) in
            [("3,182,716,265.16 56,865,583.16", "own cell"), ("1.23E+09", "E+"), ("1,2345", "thousands")]
        {
            let hint = amount(&text(given), AmountUnit::Yuan).unwrap_err().hint.unwrap();
            assert!(hint.contains(word), "{given:?}: {hint}");
        }
        for kind in [CellKind::Date, CellKind::Percent, CellKind::Error, CellKind::Flag] {
            assert!(amount(&of_kind(kind, "1"), AmountUnit::Yuan).is_err(), "{kind:?}");
        }
    }

    #[test]
    fn spreadsheet_numbers_lose_only_what_is_not_theirs() {
        let cases = [
            ("0.30000000000000004", 30, false),
            ("215457.6", 21_545_760, false),
            ("1.5E+3", 150_000, false),
            ("0.125", 13, true),
            ("1234567.891", 123_456_789, true),
        ];
        for (given, fen, rounded) in cases {
            let cell = of_kind(CellKind::Number, given);
            let expected = Some(Amount { money: Money::from_fen(fen), rounded });
            assert_eq!(amount(&cell, AmountUnit::Yuan), Ok(expected), "{given}");
        }
    }

    proptest! {
        #[test]
        fn printed_money_reads_back(fen in -999_999_999_999_999_999_i128..=999_999_999_999_999_999) {
            let money = Money::from_fen(fen);
            let read = amount(&text(&money.to_string()), AmountUnit::Yuan).unwrap();
            prop_assert_eq!(read, Some(Amount { money, rounded: false }));
        }

        #[test]
        fn a_unit_word_in_the_cell_says_the_same_as_the_table(number in 0_u32..1_000_000_000) {
            let cell = format!("{}.{:02}", number / 100, number % 100);
            let by_table = amount(&text(&cell), AmountUnit::TenThousandYuan).unwrap();
            let by_cell = amount(&text(&format!("{cell}万元")), AmountUnit::Yuan).unwrap();
            prop_assert_eq!(by_table, by_cell);
        }
    }
}
