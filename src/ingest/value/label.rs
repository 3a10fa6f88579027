//! Labels of indicators: without ordinals, section points and what the template printed.

use super::number::number;
use super::text::{half_width, is_placeholder};
use crate::model::Kind;

/// A label without white space and line breaks, its ordinal (一、, 1., (二)) and its section points: `产出指标(50分)` is
/// 产出指标.
pub fn label(text: &str) -> String {
    let squeezed: String = half_width(text).split_whitespace().collect();
    let bare = without_brackets(&squeezed);
    // a label of brackets alone keeps them
    without_ordinal(if bare.is_empty() { &squeezed } else { &bare }).to_owned()
}

/// The points that a label prints for its section, in hundredths: 5000 for `产出指标(50分)` and `产出指标（50）`. None where
/// it prints none.
pub fn section_points(text: &str) -> Option<i128> {
    let squeezed: String = half_width(text).split_whitespace().collect();
    let inner = squeezed.split('(').skip(1).filter_map(|rest| rest.split(')').next());
    let points = inner.filter_map(|inner| {
        let inner = ["满分", "分值", "权重", "共"].iter().find_map(|word| inner.strip_prefix(word)).unwrap_or(inner);
        let inner = inner.trim_start_matches([':', '为']);
        number(inner.strip_suffix(['分', '%']).unwrap_or(inner)).ok()
    });
    let (points, lost) = points.last()?.at_scale(u32::from(Kind::Score.scale()?))?;
    (!lost && (0..=10_000).contains(&points)).then_some(points)
}

/// A text without the ordinal before it: 一、, (一), 1., 1、, 1), ①. 3月报告 and 2024年规划 have none.
pub fn without_ordinal(text: &str) -> &str {
    const NUMERALS: &str = "零〇一二三四五六七八九十百";
    const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
    let is_numeral = |letter: char| letter.is_ascii_digit() || NUMERALS.contains(letter);
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix(|letter: char| CIRCLED.contains(letter)) {
        return after_ordinal(text, rest.trim_start_matches(['、', '.']));
    }
    if let Some((inner, rest)) = text.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        let is_ordinal = !inner.is_empty() && inner.chars().count() <= 3 && inner.chars().all(is_numeral);
        return if is_ordinal { after_ordinal(text, rest.trim_start_matches(['、', '.'])) } else { text };
    }
    let rest = text.trim_start_matches(is_numeral);
    let length = text[..text.len() - rest.len()].chars().count();
    if !(1..=3).contains(&length) {
        return text;
    }
    match rest.strip_prefix(['、', '.', '．', ')']) {
        // 1.5万元 and 3.2公里 are numbers
        Some(rest) if !rest.starts_with(|letter: char| letter.is_ascii_digit()) => after_ordinal(text, rest),
        _ => text,
    }
}

fn after_ordinal<'a>(text: &'a str, rest: &'a str) -> &'a str {
    let rest = rest.trim_start();
    if rest.is_empty() { text } else { rest }
}

/// An indicator's name without the template's placeholder before it (`指标1:工程完工率` is 工程完工率); a mere placeholder is
/// no name.
pub fn without_placeholder(name: &str, placeholders: &[String]) -> String {
    let is_dots = name.chars().all(|letter| matches!(letter, '…' | '.' | '·' | '—' | '-'));
    if is_dots || is_placeholder(name) {
        return String::new();
    }
    for placeholder in placeholders {
        let Some(rest) = name.strip_prefix(placeholder.as_str()) else { continue };
        let after =
            rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter));
        if after.len() < rest.len() {
            return after.trim_start_matches([':', '.', '、', ',', '-', ' ']).to_owned();
        }
    }
    name.to_owned()
}

fn without_brackets(text: &str) -> String {
    crate::ingest::spelling::without_brackets(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinals_are_not_part_of_a_label() {
        for (given, expected) in [
            ("一、产出指标", "产出指标"),
            ("1.数量指标", "数量指标"),
            ("（二）质量指标", "质量指标"),
            ("①完成率", "完成率"),
            ("12)时效", "时效"),
            ("3月报告", "3月报告"),
            ("2024.教育", "2024.教育"),
            ("1.5万元", "1.5万元"),
            ("三大攻坚战", "三大攻坚战"),
            ("一、", "一、"),
        ] {
            let half = half_width(given);
            assert_eq!(without_ordinal(&half), expected, "{given}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(given in "\\PC{0,30}") {
            let _ = (label(&given), section_points(&given), without_placeholder(&given, &["指标".to_owned()]));
        }

        #[test]
        fn printed_points_read_back(points in 0_i128..=100) {
            prop_assert_eq!(section_points(&format!("产出指标（{points}分）")), Some(points * 100));
        }
    }
}
