//! The written table of cases (`docs/CLEANING.md`), run through the rules: document and code cannot differ.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fmt::Write;

use proptest::prelude::*;

use super::{
    AmountUnit, Cell, CellKind, Unreadable, actual, amount, code, code_and_name, date, decimal, flag, grade, growth,
    half_width, integer, is_grade_word, is_missing, is_missing_text, is_placeholder, label, name, number, operator,
    percent, percent_decimals, percentage_points, section_points, target, without_placeholder, year, year_in,
};

const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/CLEANING.md"));

/// One row of a table.
struct Case {
    line: usize,
    kind: String,
    cell: String,
    context: Vec<String>,
    read: String,
}

/// The cases, and the hints by their text.
fn cases() -> (Vec<Case>, BTreeMap<String, String>) {
    let (mut cases, mut hints, mut kind) = (Vec::new(), BTreeMap::new(), None);
    for (position, line) in DOCUMENT.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            kind = heading.split('`').nth(1).map(str::to_owned);
        } else if let (Some(kind), Some(rest)) = (&kind, line.strip_prefix("| `")) {
            let (cell, rest) = rest.split_once("` |").unwrap_or_else(|| panic!("line {}: no cell", position + 1));
            let (context, read) = rest.trim_end_matches('|').split_once('|').expect("three columns");
            let context = context.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned);
            cases.push(Case {
                line: position + 1,
                kind: kind.clone(),
                cell: unescaped(cell),
                context: context.collect(),
                read: read.trim().to_owned(),
            });
        } else if let (None, Some((name, hint))) =
            (&kind, line.strip_prefix("| ").and_then(|row| row.trim_end_matches(" |").split_once(" | ")))
        {
            hints.insert(hint.to_owned(), name.to_owned());
        }
    }
    (cases, hints)
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let mut letters = after.chars();
        match letters.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('u') => {
                let (number, behind) = after[2..].split_once('}').expect("\\u{…}");
                plain.push(char::from_u32(u32::from_str_radix(number, 16).unwrap()).unwrap());
                rest = behind;
                continue;
            }
            Some(letter) => plain.push(letter),
            None => {}
        }
        rest = letters.as_str();
    }
    plain + rest
}

fn decimal_text(number: i128, scale: u32) -> String {
    let written = number::Written { unscaled: number, scale };
    let plain = written.plain();
    let decimals = plain.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let missing = usize::try_from(scale).unwrap() - decimals;
    let point = if decimals == 0 && scale > 0 { "." } else { "" };
    format!("{plain}{point}{}", "0".repeat(missing))
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

/// The outcome of a rule as the document writes it; a hint stands after `refused: ` as it is told.
fn outcome<T>(read: Result<Option<T>, Unreadable>, print: impl Fn(T) -> String) -> String {
    match read {
        Ok(Some(value)) => print(value),
        Ok(None) => "missing".to_owned(),
        Err(Unreadable { hint: None, .. }) => "refused".to_owned(),
        Err(Unreadable { hint: Some(hint), .. }) => format!("refused: {hint}"),
    }
}

fn parts(operator: Option<&str>, value: Option<i128>, unit: Option<&str>) -> String {
    let value = value.map(|value| number::Written { unscaled: value, scale: 6 }.plain());
    let parts = [operator.map(str::to_owned), value, unit.map(str::to_owned)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "text".to_owned() } else { parts.join(" ") }
}

fn run(case: &Case) -> String {
    let has = |word: &str| case.context.iter().any(|context| context == word);
    let kinds = [
        ("number", CellKind::Number),
        ("percent", CellKind::Percent),
        ("date", CellKind::Date),
        ("flag", CellKind::Flag),
        ("error", CellKind::Error),
    ];
    let kind = kinds.iter().find(|(word, _)| has(word)).map(|(_, kind)| *kind);
    let cell = kind.map_or_else(|| Cell::text(case.cell.as_str()), |kind| Cell { kind, text: case.cell.clone() });
    let text = case.cell.as_str();
    let or_none = |found: Option<String>| found.unwrap_or_else(|| "none".to_owned());
    match case.kind.as_str() {
        "missing" => yes(is_missing(text)),
        "missing text" => yes(is_missing_text(text)),
        "placeholder" => yes(is_placeholder(text)),
        "grade word" => yes(is_grade_word(text)),
        "unit" => or_none(AmountUnit::find_in(text).map(|unit| unit.label().to_owned())),
        "amount" => {
            let unit = case.context.iter().find_map(|word| AmountUnit::find_in(word)).unwrap_or(AmountUnit::Yuan);
            outcome(amount(&cell, unit), |read| {
                let rounded = if read.rounded { " rounded" } else { "" };
                format!("{}{rounded}", read.money)
            })
        }
        "score" => outcome(decimal(&cell, 2), |score| decimal_text(score, 2)),
        "rate" => {
            let in_points = has("(%)");
            let read = if in_points { percentage_points(&cell) } else { percent(&cell) };
            let decimals = percent_decimals(&cell, in_points);
            outcome(read, |rate| format!("{} ({})", decimal_text(rate, 2), decimals.unwrap()))
        }
        "growth" => outcome(growth(&cell), |rate| format!("{} ({})", decimal_text(rate.hundredths, 2), rate.decimals)),
        "target" => target(&cell).map_or_else(
            || "missing".to_owned(),
            |target| {
                assert!(!target.text.is_empty());
                parts(target.operator, target.value, target.unit.as_deref())
            },
        ),
        "actual" => actual(&cell)
            .map_or_else(|| "missing".to_owned(), |actual| parts(None, actual.value, actual.unit.as_deref())),
        "sign" => or_none(operator(text).map(str::to_owned)),
        "grade" => grade(&cell).unwrap_or_else(|| "missing".to_owned()),
        "date" => outcome(date(&cell), |day| day.to_string()),
        "year" => outcome(year(&cell), |year| year.to_string()),
        "title" => or_none(year_in(text).map(|year| year.to_string())),
        "flag" => outcome(flag(&cell), yes),
        "count" => outcome(integer(&cell), |count| count.to_string()),
        "code" => outcome(code(&cell), |code| code),
        "code and name" => or_none(code_and_name(text).map(|(code, name)| format!("{code} + {name}"))),
        "name" => name(text),
        "label" => label(text),
        "points" => or_none(section_points(text).map(|points| decimal_text(points, 2))),
        "indicator" => {
            let squeezed: String = half_width(text).split_whitespace().collect();
            let name = without_placeholder(&squeezed, &["指标".to_owned()]);
            or_none(Some(name).filter(|name| !name.is_empty()))
        }
        other => panic!("line {}: no rule `{other}`", case.line),
    }
}

#[test]
fn every_case_of_the_document_is_read_as_it_says() {
    let (cases, hints) = cases();
    assert!(cases.len() > 600, "the document must be seen: {}", cases.len());
    let mut wrong = String::new();
    for case in &cases {
        let found = run(case);
        let found = match found.strip_prefix("refused: ") {
            Some(hint) => format!("refused: {}", hints.get(hint).map_or(hint, String::as_str)),
            None => found,
        };
        if found != case.read {
            let _ = writeln!(
                wrong,
                "line {}: {} {:?} is read as {found}, not {}",
                case.line, case.kind, case.cell, case.read
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What a person may have typed: digits, signs, separators, units and words of every kind, in any order.
fn anything() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "1",
        "23",
        "0",
        ".",
        ",",
        "，",
        "-",
        "(",
        ")",
        "（",
        "）",
        "%",
        "％",
        "≥",
        "=",
        "/",
        "年",
        "月",
        "日",
        "万",
        "元",
        "亿",
        "分",
        "百分之",
        "百",
        "十",
        "点",
        "二",
        "第",
        "季度",
        "优",
        "满分",
        "无",
        "E+",
        "e",
        " ",
        "\n",
        "\u{3000}",
        "\u{feff}",
        "'",
        "\"",
        "#",
        "XX",
        "…",
        "是",
        "否",
        "☑",
        "指标",
        "：",
        "至",
        "截至",
        "前",
        "个",
        "[",
        "]",
        "甲",
        "𠮷",
    ]);
    prop_oneof![prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat()), "\\PC{0,24}",]
}

proptest! {
    #[test]
    fn no_rule_panics_on_any_text(given in anything()) {
        let kinds = [
            CellKind::Blank, CellKind::Text, CellKind::Number, CellKind::Percent, CellKind::Date, CellKind::Flag,
            CellKind::Error,
        ];
        for kind in kinds {
            let cell = Cell { kind, text: given.clone() };
            let _ = (amount(&cell, AmountUnit::HundredMillionYuan), decimal(&cell, 2), decimal(&cell, 6), percent(&cell));
            let _ = (percentage_points(&cell), percent_decimals(&cell, true), growth(&cell), target(&cell), actual(&cell));
            let _ = (grade(&cell), date(&cell), year(&cell), flag(&cell), integer(&cell), code(&cell));
        }
        let _ = (AmountUnit::find_in(&given), operator(&given), year_in(&given), code_and_name(&given), name(&given));
        let _ = (label(&given), section_points(&given), is_placeholder(&given), is_missing(&given));
    }

    /// An amount printed in any of the ways that offices print it is the amount.
    #[test]
    fn an_amount_reads_back_however_it_is_printed(
        hundredths in -9_999_999_999_i128..=9_999_999_999,
        unit in prop::sample::select(vec![
            AmountUnit::Yuan, AmountUnit::ThousandYuan, AmountUnit::TenThousandYuan, AmountUnit::MillionYuan,
            AmountUnit::HundredMillionYuan,
        ]),
        is_grouped in any::<bool>(),
        is_full_width in any::<bool>(),
        with_word in any::<bool>(),
        sign in 0_usize..4,
    ) {
        let magnitude = hundredths.unsigned_abs();
        let whole = (magnitude / 100).to_string();
        let mut digits = String::new();
        for (position, digit) in whole.chars().enumerate() {
            if is_grouped && position > 0 && (whole.len() - position) % 3 == 0 {
                digits.push(',');
            }
            digits.push(digit);
        }
        let _ = write!(digits, ".{:02}", magnitude % 100);
        let mut printed = match (hundredths < 0, sign) {
            (false, _) => digits,
            (true, 0) => format!("-{digits}"),
            (true, 1) => format!("({digits})"),
            (true, 2) => format!("△{digits}"),
            (true, _) => format!("{digits}-"),
        };
        if is_full_width {
            printed = printed
                .chars()
                .map(|letter| if letter.is_ascii_graphic() { char::from_u32(u32::from(letter) + 0xfee0).unwrap() } else { letter })
                .collect();
        }
        let (cell, of_table) = if with_word {
            (format!("{printed} {}", unit.label()), AmountUnit::Yuan)
        } else {
            (printed, unit)
        };
        let expected = hundredths * unit.as_money().fen() / 100;
        let read = amount(&Cell::text(cell.as_str()), of_table).unwrap().unwrap();
        prop_assert_eq!((read.money.fen(), read.rounded), (expected, false), "{}", cell);
    }

    #[test]
    fn a_score_reads_back(score in 0_i128..=10_000, form in 0_usize..5) {
        let plain = decimal_text(score, 2);
        let printed = match form {
            0 => plain,
            1 => format!("{plain}分"),
            2 => format!("{plain} 分（满分100分）"),
            3 => format!("{plain}/100"),
            _ => format!("{plain}（优）"),
        };
        prop_assert_eq!(decimal(&Cell::text(printed.as_str()), 2), Ok(Some(score)), "{}", printed);
    }

    #[test]
    fn a_rate_reads_back(rate in -9_999_999_i128..=9_999_999, form in 0_usize..4) {
        let plain = decimal_text(rate, 2);
        let printed = match form {
            0 => format!("{plain}%"),
            1 => format!("{plain} ％"),
            2 => format!("={plain}(%)"),
            _ => format!("{plain}百分比"),
        };
        prop_assert_eq!(percent(&Cell::text(printed.as_str())), Ok(Some(rate)), "{}", printed);
        prop_assert_eq!(percent_decimals(&Cell::text(printed.as_str()), false), Some(2));
    }

    #[test]
    fn a_code_and_a_name_read_back(code in "[0-9]{3,7}", form in 0_usize..4) {
        let printed = match form {
            0 => format!("{code}-某单位"),
            1 => format!("[{code}]某单位"),
            2 => format!("{code} 某单位"),
            _ => format!("{code}：某单位"),
        };
        prop_assert_eq!(code_and_name(&printed), Some((code, "某单位".to_owned())));
    }

    #[test]
    fn a_count_and_a_flag_read_back(count in any::<i32>(), is in any::<bool>()) {
        prop_assert_eq!(integer(&Cell::text(count.to_string())), Ok(Some(count)));
        let word = if is { "是" } else { "否" };
        prop_assert_eq!(flag(&Cell::text(word)), Ok(Some(is)));
    }
}
