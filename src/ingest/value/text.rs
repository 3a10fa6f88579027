//! Names and codes: the text of a cell without what typesetting and encodings put into it.

use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

/// What stands in a cell that has no value. `无` counts with what follows it (无结转下年), see [`is_missing`].
const MISSING: [&str; 28] = [
    "",
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "―",
    "─",
    "-/-",
    "—/—",
    "/",
    "//",
    "\\",
    "N/A",
    "n/a",
    "不适用",
    "暂无",
    "不涉及",
    "未填报",
    "NULL",
    "null",
    "(null)",
    "None",
    "NaN",
    "nan",
    "\\N",
    "无。",
];

/// Full-width letters, digits and signs (U+FF01–U+FF5E) as ASCII, every white space but line breaks as a blank.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
            '\u{ffe5}' => '¥',
            '\n' | '\r' => letter,
            _ if letter.is_whitespace() => ' ',
            _ => letter,
        })
        .filter(|letter| !is_invisible(*letter))
        .collect()
}

/// Whether a cell prints that there is no value: blank, a dash or a slash (—, －－, -/-, /), `N/A`, 不适用, or 无
/// with at most words after it (无结转下年). A printed 0 is a value.
pub fn is_missing(text: &str) -> bool {
    let text: String = half_width(text).split_whitespace().collect();
    MISSING.contains(&text.as_str()) || (text.starts_with('无') && text.chars().count() <= 6 && !has_digit(&text))
}

/// Whether a cell of words prints that there is no value. 无 counts only alone: 无重大事故 is a target, not a missing one.
pub fn is_missing_text(text: &str) -> bool {
    let text: String = half_width(text).split_whitespace().collect();
    text == "无" || MISSING.contains(&text.as_str())
}

/// Whether a cell still holds what its template printed for the hand that fills it in: ……, XX, ≥XX%, XX万元, (100字以内),
/// 请填写….
pub fn is_placeholder(text: &str) -> bool {
    const AFTER: [&str; 27] = [
        "",
        "%",
        "元",
        "万元",
        "亿元",
        "个",
        "项",
        "次",
        "人",
        "人次",
        "天",
        "家",
        "户",
        "米",
        "公里",
        "平方米",
        "场",
        "期",
        "件",
        "份",
        "分",
        "单位",
        "部门",
        "项目",
        "局",
        "年",
        "指标",
    ];
    let text: String = half_width(text).split_whitespace().collect();
    let letters = text.chars().count();
    if text == "…" || (letters > 1 && text.chars().all(|letter| matches!(letter, '…' | '.' | '。' | '·'))) {
        return true;
    }
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(&text);
    let limits = ["以内", "不超过", "左右", "限"];
    if letters <= 20 && inner.contains('字') && has_digit(inner) && limits.iter().any(|word| inner.contains(word)) {
        return true;
    }
    if inner.starts_with("请填") || inner.starts_with("此处填") {
        return true;
    }
    let bare = text.trim_start_matches(['≥', '≤', '>', '<', '=', '≧', '≦']);
    let rest = bare.trim_start_matches(['X', 'x', '×', '*', '_']);
    bare.chars().count() >= rest.chars().count() + 2 && AFTER.contains(&rest)
}

/// A name as one line: line breaks inside it vanish between Chinese letters and become a blank between Latin words,
/// full-width letters, digits and brackets become half-width, and repeated blanks one.
pub fn name(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut blanks = false;
    let mut broken = false;
    for letter in text.chars().filter(|letter| !is_invisible(*letter)).map(narrow_letter) {
        if letter.is_whitespace() {
            blanks = true;
            broken |= matches!(letter, '\n' | '\r');
            continue;
        }
        if let Some(before) = joined.chars().last().filter(|_| blanks) {
            let between_words = before.is_ascii_alphanumeric() && letter.is_ascii_alphanumeric();
            if !broken || between_words {
                joined.push(' ');
            }
        }
        (blanks, broken) = (false, false);
        joined.push(letter);
    }
    joined
}

/// A code: text without white space, full-width letters and digits made half-width, and without the marks that
/// exports put around it to keep it text (`'0501`, `="0501"`).
///
/// # Errors
/// When a spreadsheet has turned it into a rounded number, so that its last digits are gone.
pub fn code(cell: &Cell) -> Result<Option<String>, Unreadable> {
    const EXPECTED: &str = "a code";
    match cell.kind {
        CellKind::Blank => return Ok(None),
        CellKind::Error => return Err(formula_error(EXPECTED)),
        CellKind::Percent | CellKind::Date | CellKind::Flag => {
            return Err(Unreadable::with_hint(EXPECTED, "set the column's format to text (文本) and type it again"));
        }
        CellKind::Text | CellKind::Number => {}
    }
    let written: String = half_width(&cell.text).split_whitespace().collect();
    let written = unquoted(&written);
    // what is none of a code has no digit
    if !has_digit(written) && (is_missing(written) || is_placeholder(written)) {
        return Ok(None);
    }
    // 2080505.0: a program has written the column as numbers with a point; up to 15 digits it has them all
    let written = match written.strip_suffix(".0") {
        Some(whole) if (1..=15).contains(&whole.len()) && whole.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => written,
    };
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    let too_long = cell.kind == CellKind::Number && digits > 15;
    if too_long || is_scientific(written) {
        return Err(Unreadable::with_hint(
            EXPECTED,
            "a spreadsheet has made a number of it and its last digits are gone; export it again with the column \
             formatted as text (文本)",
        ));
    }
    if cell.kind == CellKind::Number && !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Unreadable::with_hint(EXPECTED, "the cell holds a number with a sign or decimals"));
    }
    Ok(Some(written.to_owned()))
}

/// The code and the name that one cell prints together: `219001-上海市…`, `[219001]上海市…`, `219001 上海市…`,
/// `2080505机关事业单位…`, `上海市…(219001)`. None where the text does not begin with a code: at least three digits or
/// letters, one of them a digit, and at least five where nothing stands between it and the name (100米跑道 has no code) or
/// where it stands behind (…(2024) has none).
pub fn code_and_name(text: &str) -> Option<(String, String)> {
    let text = name(text);
    if let Some((name, code)) = text.strip_suffix([')', ']', '】']).and_then(|rest| rest.rsplit_once(['(', '[', '【']))
    {
        let is_code = code.len() >= 5 && has_digit(code) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let name = name.trim();
        if is_code && name.starts_with(char::is_alphabetic) {
            return Some((code.to_owned(), name.to_owned()));
        }
    }
    let (code, rest, shortest) = if let Some(inner) = text.strip_prefix(['[', '(', '【']) {
        let (code, rest) = inner.split_once([']', ')', '】'])?;
        (code, rest, 3)
    } else {
        let end = text.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(text.len());
        let (code, rest) = text.split_at(end);
        let name = rest.trim_start_matches([' ', '-', '－', '—', '–', '_', ':', '：', '|', '、', '/', '.']);
        (code, name, if name.len() < rest.len() { 3 } else { 5 })
    };
    let is_code = code.len() >= shortest && has_digit(code) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let rest = rest.trim();
    // a name begins with a letter: 「2024-2026年规划」 and 「20240.5」 begin with no code
    let is_name = rest.starts_with(|letter: char| letter.is_alphabetic() || matches!(letter, '“' | '"' | '《' | '('));
    (is_code && is_name).then(|| (code.to_owned(), rest.to_owned()))
}

pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// `1.23E+20`: what a spreadsheet shows for a long number. A code never holds a plus sign.
fn is_scientific(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(mantissa, exponent)| {
        // 20E05 is a code; with a point or a plus sign it is a number
        let power = exponent.strip_prefix('+').or_else(|| mantissa.contains('.').then_some(exponent));
        !mantissa.is_empty()
            && mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && power.is_some_and(|power| !power.is_empty() && power.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The text without the marks that exports put around a cell to keep it text.
pub(super) fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix('=').unwrap_or(text).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or_else(|| text.strip_prefix('\'').unwrap_or(text))
}

fn narrow_letter(letter: char) -> char {
    match letter {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' | '（' | '）' | '［' | '］' => {
            char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter)
        }
        _ => letter,
    }
}

/// Marks without width that word processors leave in text.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn names_are_one_line() {
        let cases = [
            ("机关事业单位基本养老保\n险缴费支出", "机关事业单位基本养老保险缴费支出"),
            ("普陀体育中心与委托运营方结\r\n算费用", "普陀体育中心与委托运营方结算费用"),
            ("行政运行（人大）", "行政运行(人大)"),
            ("Ａ区２０２４", "A区2024"),
            ("　　工资福利支出 ", "工资福利支出"),
            ("IT\nservices", "IT services"),
            ("对附属单位\n补\n助支出", "对附属单位补助支出"),
            ("城区  道路", "城区 道路"),
            ("一、一般公共服务：其他，等", "一、一般公共服务：其他，等"),
        ];
        for (given, expected) in cases {
            assert_eq!(name(given), expected);
        }
    }

    #[test]
    fn missing_is_not_zero() {
        for blank in
            ["", " ", "\u{3000}\u{a0}", "-", "－－", "—", "——", "-/-", "/", "无", "无结转下年", "不适用", "N/A"]
        {
            assert!(is_missing(blank), "{blank:?}");
        }
        for value in ["0", "0.00", "-1", "无人机2架", "无锡市城市道路养护", "是"] {
            assert!(!is_missing(value), "{value:?}");
        }
    }

    #[test]
    fn codes_keep_their_digits() {
        let cases = [
            ("05", Some("05")),
            (" 2080505\t", Some("2080505")),
            ("51000021R000000019951", Some("51000021R000000019951")),
            ("２０８", Some("208")),
            ("'0501", Some("0501")),
            ("=\"0501\"", Some("0501")),
            ("20E05", Some("20E05")),
            ("2010301.0", Some("2010301")),
            ("1.0.0", Some("1.0.0")),
            ("", None),
            ("—", None),
        ];
        for (given, expected) in cases {
            assert_eq!(code(&text(given)).unwrap().as_deref(), expected, "{given:?}");
        }
        assert_eq!(code(&of_kind(CellKind::Number, "2080505")).unwrap().as_deref(), Some("2080505"));
    }

    #[test]
    fn codes_that_lost_digits_are_refused() {
        let lost = [text("1.23E+20"), of_kind(CellKind::Number, "123456789012345680000"), text("3.10101E+17")];
        for cell in lost {
            let hint = code(&cell).unwrap_err().hint.unwrap();
            assert!(hint.contains("文本"), "{hint}");
        }
        assert!(code(&of_kind(CellKind::Number, "20.5")).is_err());
        assert!(code(&of_kind(CellKind::Error, "#REF!")).is_err());
    }

    #[test]
    fn codes_part_from_names() {
        let cases = [
            ("219001-上海市普陀区体育局", Some(("219001", "上海市普陀区体育局"))),
            ("51000021R000000019951-工资性支出", Some(("51000021R000000019951", "工资性支出"))),
            ("[219001]体育局", Some(("219001", "体育局"))),
            ("219001　体育局", Some(("219001", "体育局"))),
            ("2080505机关事业单位基本养老保\n险缴费支出", Some(("2080505", "机关事业单位基本养老保险缴费支出"))),
            ("上海市普陀区体育局", None),
            ("2024年部门预算", None),
            ("100米跑道", None),
            ("2024-2026年规划", None),
            ("219001", None),
            ("IT-服务", None),
            ("上海市普陀区体育局（219001）", Some(("219001", "上海市普陀区体育局"))),
            ("201、一般公共服务支出", Some(("201", "一般公共服务支出"))),
            ("道路养护(2024)", None),
        ];
        for (given, expected) in cases {
            let expected = expected.map(|(code, name)| (code.to_owned(), name.to_owned()));
            assert_eq!(code_and_name(given), expected, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn a_name_is_its_own_name(given in "\\PC{0,30}") {
            let once = name(&given);
            prop_assert_eq!(name(&once), once);
        }

        #[test]
        fn a_code_survives(given in "[0-9A-Z]{1,21}") {
            prop_assert_eq!(code(&text(&given)).unwrap(), Some(given));
        }
    }
}
