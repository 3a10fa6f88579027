//! Yes and no.

use super::text::half_width;
use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

const YES: [&str; 10] = ["是", "Y", "YES", "TRUE", "T", "1", "√", "✓", "✔", "☑"];
const NO: [&str; 11] = ["否", "N", "NO", "FALSE", "F", "0", "×", "✗", "✘", "X", "☒"];

/// Marks that tick one of two words, and boxes left empty.
const TICKS: [char; 6] = ['√', '✓', '✔', '☑', '■', '●'];
const BOXES: [char; 4] = ['□', '☐', '○', '▢'];

/// Whether a cell says yes (是, Y, TRUE, 1, √) or no (否, N, FALSE, 0, ×), or ticks one of both (`☑是□否`, `是□ 否√`); blank
/// and dashes are missing.
///
/// # Errors
/// When it says neither.
pub fn flag(cell: &Cell) -> Result<Option<bool>, Unreadable> {
    const EXPECTED: &str = "yes or no (是/否)";
    if cell.kind == CellKind::Error {
        return Err(formula_error(EXPECTED));
    }
    let word: String = half_width(&cell.text).split_whitespace().collect::<String>().to_uppercase();
    let is_no = NO.contains(&word.as_str());
    if is_no || YES.contains(&word.as_str()) {
        return Ok(Some(!is_no));
    }
    if let Some(ticked) = ticked(&word) {
        return Ok(Some(ticked));
    }
    // 无 is a word here, not a missing value: 「是否涉密：无」 may mean either
    let is_missing = word != "无" && super::is_missing(&word);
    if is_missing { Ok(None) } else { Err(Unreadable::new(EXPECTED)) }
}

/// The one of 是 and 否 that is ticked; none where it is not exactly one.
fn ticked(word: &str) -> Option<bool> {
    let is_mark = |letter: char| TICKS.contains(&letter) || BOXES.contains(&letter);
    let bare: String = word.chars().filter(|letter| !is_mark(*letter) && !matches!(letter, '(' | ')' | '/')).collect();
    let mut ticks = word.match_indices(TICKS);
    let (at, _) = ticks.next()?;
    if bare != "是否" || ticks.next().is_some() {
        return None;
    }
    let (yes, no) = (word.find('是')?, word.find('否')?);
    // marks stand before the words where the cell begins with one
    if word.starts_with(is_mark) { Some(at < yes) } else { Some((yes..no).contains(&at)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::examples::{of_kind, text};
    use super::*;

    #[test]
    fn yes_and_no_as_printed() {
        for given in ["是", " 是 ", "Y", "y", "Yes", "TRUE", "1", "１", "√"] {
            assert_eq!(flag(&text(given)), Ok(Some(true)), "{given:?}");
        }
        for (given, expected) in [
            ("☑是 □否", true),
            ("□是 ☑否", false),
            ("是□ 否√", false),
            ("是√ 否", true),
            ("是（√） 否（ ）", true),
            ("√是 否", true),
        ] {
            assert_eq!(flag(&text(given)), Ok(Some(expected)), "{given:?}");
        }
        assert!(flag(&text("☑是☑否")).is_err() && flag(&text("□是□否")).is_err());
        for given in ["否", "N", "no", "FALSE", "0", "×", "X"] {
            assert_eq!(flag(&text(given)), Ok(Some(false)), "{given:?}");
        }
        for given in ["", "—", "/"] {
            assert_eq!(flag(&text(given)), Ok(None), "{given:?}");
        }
        assert_eq!(flag(&of_kind(CellKind::Flag, "TRUE")), Ok(Some(true)));
        assert_eq!(flag(&of_kind(CellKind::Number, "0")), Ok(Some(false)));
        for given in ["无", "部分", "是否", "2"] {
            assert!(flag(&text(given)).is_err(), "{given:?}");
        }
    }
}
