//! The lines above a table: its title, unit, year and department.

use super::super::definition::Definition;
use super::super::grid::{Grid, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::super::vocabulary::Vocabulary;
use super::months::months_in;
use super::{Block, Sheet};

/// What the lines above a table print.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The title; without a known title row the first printed line that is not a label.
    pub(crate) title: String,
    pub(crate) unit_of_amounts: Option<AmountUnit>,
    pub(crate) year: Option<i32>,
    pub(crate) department: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) region: Option<String>,
    /// The owner that the title names (某市某局2024年部门支出总表), or a line of its own above it.
    pub(crate) owner: Option<String>,
    /// The other lines without a label.
    pub(crate) lines: Vec<String>,
}

impl Head {
    /// Reads the lines of a block that lie above its header; `title` is the title's row where it is known.
    pub(crate) fn read(
        grid: &Grid,
        lines: Block,
        title: Option<usize>,
        definition: &Definition,
        words: &Vocabulary,
    ) -> Self {
        let mut head = Self::default();
        if let Some(row) = title {
            let cells = grid.row(row).iter().filter(|cell| !cell.is_blank());
            let title =
                cells.map(|cell| value::name(&cell.text)).find(|text| definition.title.any.any_in(&squeezed(text)));
            head.title = title.unwrap_or_default();
            head.year = value::year_in(&head.title);
            head.owner = words.owner_in(&head.title);
        }
        let mut year_of_lines = None;
        for row in lines.from..lines.to {
            for (column, cell) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
                let text = value::name(&cell.text);
                let labels = &definition.head;
                let next = || following(grid, Place::new(row, column));
                if let Some(found) = labelled(&cell.text, &labels.department, next) {
                    head.department = head.department.or(found);
                } else if let Some(found) = labelled(&cell.text, &labels.unit, next) {
                    head.unit = head.unit.or(found);
                } else if let Some(found) = labelled(&cell.text, &labels.region, next) {
                    head.region = head.region.or(found);
                } else {
                    if head.title.is_empty() && !text.contains("单位:") && text.chars().count() > 3 {
                        head.title.clone_from(&text);
                    }
                    head.lines.push(squeezed(&text));
                }
                head.unit_of_amounts = head.unit_of_amounts.or_else(|| unit_line(&text)).or_else(|| {
                    let label = squeezed(&text);
                    label
                        .ends_with("单位")
                        .then(|| following(grid, Place::new(row, column)))
                        .flatten()
                        .and_then(|next| AmountUnit::find_in(&next))
                });
                // the day of a signature is no budget year
                let is_day = (text.contains('月') && !text.contains("年度") && months_in(&squeezed(&text)).is_none())
                    || text.contains("日期");
                if !(is_day || words.begins_note(&squeezed(&text))) {
                    year_of_lines = year_of_lines.or_else(|| value::year_in(&text));
                }
            }
        }
        head.year = head.year.or(year_of_lines);
        if head.owner.is_none() {
            head.owner = head.lines.iter().find_map(|line| {
                let alone = words.organizations.iter().any(|ending| line.ends_with(ending.as_str()))
                    && (4..=40).contains(&line.chars().count())
                    && !line.contains(['(', ':', '年', '表']);
                if alone { Some(line.clone()) } else { words.owner_in(line) }
            });
        }
        head
    }

    /// The department: as printed, else the one unit that is printed or that the title names, else as given. A table
    /// that names one owner only is that owner's.
    pub(crate) fn department(&self, sheet: &Sheet<'_>) -> Option<String> {
        let printed = self.department.clone().or_else(|| sheet.constants.department.clone());
        printed.or_else(|| self.unit.clone()).or_else(|| self.owner.clone())
    }

    /// The unit below the department, where both are printed or it is given.
    pub(crate) fn unit(&self, sheet: &Sheet<'_>) -> Option<String> {
        let named = self.department.is_some() || sheet.constants.department.is_some();
        self.unit.clone().filter(|_| named).or_else(|| sheet.constants.unit.clone())
    }
}

/// The unit of a line such as `编制部门:某局 金额单位:万元`, `(万元)` or `万元`: what follows the last 单位.
fn unit_line(text: &str) -> Option<AmountUnit> {
    if !text.contains('元') {
        return None;
    }
    AmountUnit::find_in(text).or_else(|| text.rfind("单位").and_then(|at| AmountUnit::find_in(&text[at..])))
}

/// The value of a label: after its colon, else in the next cell; the label alone gives `Some(None)`.
#[allow(clippy::option_option)] // whether it is the label, and whether it has a value
fn labelled(text: &str, labels: &[String], next: impl Fn() -> Option<String>) -> Option<Option<String>> {
    let half = value::half_width(text);
    let half: String = half.trim().to_owned();
    for label in labels {
        let Some(rest) = half.strip_prefix(label.as_str()) else { continue };
        // 实施单位(公章)
        let rest = rest.trim_start();
        let rest = match rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            Some((inner, after)) if AmountUnit::find_in(inner).is_none() => after.trim_start(),
            _ => rest,
        };
        let value = if rest.is_empty() {
            next()
        } else if let Some(rest) = rest.strip_prefix(':') {
            let rest = rest.trim_start();
            // further labels of the line stand after a gap
            let rest = rest.split("  ").next().unwrap_or(rest);
            let rest = rest.split("单位:").next().unwrap_or(rest);
            let rest = rest.trim_end_matches(['金', '额']).trim();
            if rest.is_empty() { next() } else { Some(value::name(rest)) }
        } else {
            continue;
        };
        // 单位:万元 names no organization
        let is_money = value.as_deref().is_some_and(|value| {
            AmountUnit::find_in(value).is_some() || value.starts_with("万元") || value.starts_with("元(")
        });
        if is_money || (value.is_none() && half.contains('元')) {
            continue;
        }
        return Some(value.map(|value| value::code_and_name(&value).map_or(value, |(_, name)| name)));
    }
    None
}

/// The printed cell to the right, unless it is another label.
fn following(grid: &Grid, place: Place) -> Option<String> {
    let cell = grid.row(place.row).iter().skip(place.column + 1).find(|cell| !cell.is_blank())?;
    let text = value::name(&cell.text);
    (!text.contains([':', '：']) && !value::is_missing(&text)).then_some(text)
}
