//! Yes and no.

use super::text::half_width;
use super::{CellKind, Unreadable, formula_error};
use crate::ingest::grid::Cell;

const YES: [&str; 10] = ["是", "Y", "YES", "TRUE", "T", "1", "√", "✓", "✔", "☑"];
const NO: [&str; 11] = ["否", "N", "NO", "FALSE", "F", "0", "×", "✗", "✘", "X", "☒"];

/// Whether a cell says yes (是, Y, TRUE, 1, √) or no (否, N, FALSE, 0, ×); blank and dashes are missing.
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
    // 无 is a word here, not a missing value: 「是否涉密：无」 may mean either
    let is_missing = word != "无" && super::is_missing(&word);
    if is_missing { Ok(None) } else { Err(Unreadable::new(EXPECTED)) }
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
