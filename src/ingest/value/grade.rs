//! Grade words. There are several schemes (优良中差; 优良合格不合格; 优秀…较差), so a word is kept as printed.

use super::CellKind;
use super::number::number;
use super::text::{half_width, is_missing, is_placeholder};
use crate::ingest::grid::Cell;

/// The words of the schemes seen: 财预〔2020〕10号, the Shanghai forms, and spoken variants.
const WORDS: [&str; 16] = [
    "优",
    "良",
    "中",
    "差",
    "合格",
    "不合格",
    "优秀",
    "良好",
    "中等",
    "一般",
    "较好",
    "较差",
    "优良",
    "基本合格",
    "达标",
    "不达标",
];

/// The grade that a cell prints, without white space, without the score beside it (`优(95分)`, `95分(优)`) and without
/// 等级 or 等次 behind it; none where it prints none.
pub fn grade(cell: &Cell) -> Option<String> {
    if cell.kind == CellKind::Error || is_missing(&cell.text) || is_placeholder(&cell.text) {
        return None;
    }
    let printed: String = half_width(&cell.text).split_whitespace().collect();
    let bare = ["等级", "等次"].iter().find_map(|ending| printed.strip_suffix(ending)).unwrap_or(&printed);
    if WORDS.contains(&bare) {
        return Some(bare.to_owned());
    }
    let parts = printed.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let is_score = |text: &str| number(text.strip_suffix('分').unwrap_or(text)).is_ok();
    let word = parts.and_then(|(before, inner)| match (WORDS.contains(&before), WORDS.contains(&inner)) {
        (true, false) if is_score(inner) => Some(before),
        (false, true) if is_score(before) => Some(inner),
        _ => None,
    });
    Some(word.map_or(printed.clone(), str::to_owned))
}

/// Whether the text is a grade word of a known scheme.
pub fn is_grade_word(text: &str) -> bool {
    let squeezed: String = text.split_whitespace().collect();
    WORDS.contains(&squeezed.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::examples::text;
    use super::*;

    #[test]
    fn grades_stay_as_printed() {
        let cases = [
            ("优", Some("优")),
            (" 良　", Some("良")),
            ("不\n合格", Some("不合格")),
            ("优良（80分以上）", Some("优良(80分以上)")),
            ("优（95分）", Some("优")),
            ("95.5分(优)", Some("优")),
            ("优秀等级", Some("优秀")),
            ("中等", Some("中等")),
            ("高度相关", Some("高度相关")),
            ("XX", None),
            ("", None),
            ("—", None),
        ];
        for (given, expected) in cases {
            assert_eq!(grade(&text(given)).as_deref(), expected, "{given:?}");
        }
        assert!(is_grade_word("优 秀") && is_grade_word("差") && !is_grade_word("35个") && !is_grade_word(""));
    }
}
