//! The lines above a table: its title, unit, year and department.

use super::super::definition::Definition;
use super::super::grid::{Grid, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::{Block, Sheet};

/// What the lines above a table print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The first printed line that is not a label, as one line.
    pub(crate) title: String,
    pub(crate) unit_of_amounts: Option<AmountUnit>,
    pub(crate) year: Option<i32>,
    pub(crate) department: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) region: Option<String>,
}

impl Head {
    /// Reads the lines of a block that lie above its header.
    pub(crate) fn read(grid: &Grid, lines: Block, definition: &Definition) -> Self {
        let mut head = Self::default();
        for row in lines.from..lines.to {
            for (column, cell) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                let text = value::name(&cell.text);
                let labels = &definition.head;
                let next = || following(grid, Place::new(row, column));
                if let Some(found) = labelled(&text, &labels.department, next) {
                    head.department = head.department.or(found);
                } else if let Some(found) = labelled(&text, &labels.unit, next) {
                    head.unit = head.unit.or(found);
                } else if let Some(found) = labelled(&text, &labels.region, next) {
                    head.region = head.region.or(found);
                } else if head.title.is_empty() && !text.contains("单位:") && text.chars().count() > 3 {
                    head.title.clone_from(&text);
                }
                if squeezed(&text).contains("单位") {
                    head.unit_of_amounts = head.unit_of_amounts.or_else(|| unit_line(&text));
                }
                head.year = head.year.or_else(|| value::year_in(&text));
            }
        }
        head
    }

    /// The department and the unit: as printed, else as given.
    pub(crate) fn department(&self, sheet: &Sheet<'_>) -> Option<String> {
        self.department.clone().or_else(|| sheet.constants.department.clone())
    }
}

/// The unit of a line such as `编制部门:某局 金额单位:万元`: what follows the last 单位.
fn unit_line(text: &str) -> Option<AmountUnit> {
    AmountUnit::find_in(text).or_else(|| text.rfind("单位").and_then(|at| AmountUnit::find_in(&text[at..])))
}

/// The value of a label: after its colon, else in the next cell; the label alone gives `Some(None)`.
#[allow(clippy::option_option)] // whether it is the label, and whether it has a value
fn labelled(text: &str, labels: &[String], next: impl Fn() -> Option<String>) -> Option<Option<String>> {
    let half = value::half_width(text);
    for label in labels {
        let Some(rest) = half.trim_start().strip_prefix(label.as_str()) else { continue };
        let rest = rest.trim_start();
        if rest.is_empty() {
            return Some(next());
        }
        if let Some(rest) = rest.strip_prefix(':') {
            let rest = rest.split("单位:").next().unwrap_or(rest);
            let rest = rest.trim_end_matches(['金', '额']).trim();
            return Some(if rest.is_empty() { next() } else { Some(value::name(rest)) });
        }
    }
    None
}

/// The printed cell to the right, unless it is another label.
fn following(grid: &Grid, place: Place) -> Option<String> {
    let cell = grid.row(place.row).iter().skip(place.column + 1).find(|cell| !cell.is_blank())?;
    let text = value::name(&cell.text);
    (!text.contains(':') && !value::is_missing(&text)).then_some(text)
}
