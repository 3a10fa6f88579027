//! Amounts with more decimals than 分: one warning each where a person may have mistyped, one a column where a system
//! exports every amount that way.

use std::collections::BTreeMap;

use super::{Sheet, set};
use crate::model::{Row, Value};

/// How many warnings of one column stand alone.
const LISTED: usize = 20;

/// How many cells one warning names.
const CELLS_NAMED: usize = 2000;

/// Brings the warnings that were listed from `from` on together, column by column.
pub(crate) fn bring_together(sheet: &mut Sheet<'_>, from: usize) {
    let listed = sheet.out.rejects.split_off(from.min(sheet.out.rejects.len()));
    let column_of = |row: &Row| -> Option<String> {
        let cell = row.text("cell").filter(|_| row.text("check_id") == Some("amount.rounded"))?;
        Some(cell.trim_end_matches(|letter: char| letter.is_ascii_digit()).to_owned())
    };
    let mut counts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &listed {
        if let (Some(column), Some(cell)) = (column_of(row), row.text("cell")) {
            counts.entry(column).or_default().push(cell.to_owned());
        }
    }
    for mut row in listed {
        let cells = column_of(&row).and_then(|column| counts.get(&column)).filter(|cells| cells.len() > LISTED);
        if let Some(cells) = cells {
            if cells.first().map(String::as_str) != row.text("cell") {
                continue;
            }
            let reason = format!("{} amounts have more decimals than 分; each was rounded half up", cells.len());
            let mut named = cells.iter().take(CELLS_NAMED).cloned().collect::<Vec<_>>().join(" ");
            if cells.len() > CELLS_NAMED {
                named = format!("{named} and {} more", cells.len() - CELLS_NAMED);
            }
            set(&mut row, "reason", Some(Value::Text(reason)));
            set(&mut row, "row_text", Some(Value::Text(named)));
        }
        sheet.out.rejects.push(row);
    }
}
