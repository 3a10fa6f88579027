//! Figures that someone has published: a table of totals and rates, to be compared with the lake.
//!
//! Either one figure a row (年度, 部门, 预算类型, 指标, 数值) or one measure a column (年度, 部门, 年初预算, 执行率 …). A
//! blank department or budget, or a word for all of them (合计, 全区), is the whole. Amounts are read as ingest reads them;
//! their unit is that of the 单位 column, else of the heading, else of a line above, else 元.

use std::path::Path;

use super::extract::decimals;
use super::grid::{Cell, Grid, Place};
use super::read::{self, ReadError};
use super::spelling::{Spellings, squeezed};
use super::value::{self, AmountUnit};
use crate::model::words::{BUDGET_TYPE, MEASURE, Word};

/// How far down the heading is looked for.
const DEEPEST: usize = 30;

/// Words for the whole.
const WHOLE: [&str; 12] =
    ["合计", "总计", "全部", "全区", "全县", "全市", "全省", "四本预算合计", "全部预算", "total", "all", "*"];

/// A figure in millionths (元, percentage points, projects), and how far rounding as printed may lie from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The figure.
    pub millionths: i128,
    /// Half of the last printed digit.
    pub half: i128,
}

/// One published figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Where it stands: `表1!C5`.
    pub place: String,
    /// The year of the money.
    pub year: Option<i32>,
    /// The department; none for the whole.
    pub department: Option<String>,
    /// The budget as it is written; none for all of them.
    pub budget_type: Option<String>,
    /// The measure as it is written.
    pub measure: String,
    /// The cell as it stands.
    pub printed: String,
    /// The figure; else what was expected.
    pub figure: Result<Figure, String>,
}

impl Published {
    /// What the measure means; none where it is not known.
    pub fn known_measure(&self) -> Option<&'static Word> {
        measure_of(&self.measure)
    }

    /// Which budget is meant: none for all; an error where the word is not known.
    ///
    /// # Errors
    /// The word, where it is no budget.
    pub fn known_budget(&self) -> Result<Option<&'static Word>, &str> {
        let Some(text) = &self.budget_type else { return Ok(None) };
        BUDGET_TYPE.find(text).map(Some).ok_or(text)
    }
}

/// What figures a measure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureKind {
    /// Money.
    Amount,
    /// A percentage.
    Rate,
    /// A number of projects.
    Count,
}

/// What figures the measure stored under this code has.
pub fn measure_kind(code: &str) -> MeasureKind {
    if code.ends_with("_rate") || code.ends_with("_rate_of_initial") {
        MeasureKind::Rate
    } else if code == "projects" {
        MeasureKind::Count
    } else {
        MeasureKind::Amount
    }
}

/// The figures of a file, and the sheets on which there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedFile {
    /// The figures, in order.
    pub figures: Vec<Published>,
    /// One line for people about each sheet without figures.
    pub notes: Vec<String>,
}

/// Reads the published figures of a file; `year` is theirs where the file has no column of years.
///
/// # Errors
/// When the file cannot be read as sheets of cells.
pub fn read(path: &Path, year: Option<i32>) -> Result<PublishedFile, ReadError> {
    let book = read::read(path, &read::bytes_of(path)?)?;
    let mut file = PublishedFile::default();
    for grid in &book.grids {
        let heading = (0..grid.height().min(DEEPEST)).find_map(|row| Heading::find(grid, row));
        let name = grid.sheet.as_deref().unwrap_or_default();
        match heading {
            Some(heading) => heading.read(grid, year, &mut file.figures),
            None => file.notes.push(
                format!("no heading with 指标 and 数值, or with measures, was found {name}").trim_end().to_owned(),
            ),
        }
    }
    Ok(file)
}

/// Which column is what.
#[derive(Debug, Default)]
struct Heading {
    row: usize,
    year: Option<usize>,
    department: Option<usize>,
    budget_type: Option<usize>,
    unit: Option<usize>,
    /// The column that names the measure, and that of the figure.
    long: Option<(usize, usize)>,
    /// Columns that are measures themselves.
    wide: Vec<(usize, String)>,
    /// The unit of a line above.
    unit_above: Option<AmountUnit>,
}

fn has(spellings: &[&str], text: &str) -> bool {
    Spellings::from(spellings.iter().map(|&spelling| spelling.to_owned()).collect::<Vec<_>>()).has(text)
}

fn measure_of(text: &str) -> Option<&'static Word> {
    let whole = squeezed(text);
    let bare = super::spelling::without_brackets(&whole);
    MEASURE.find(&whole).or_else(|| MEASURE.find(&bare))
}

impl Heading {
    fn find(grid: &Grid, row: usize) -> Option<Self> {
        let mut heading = Self { row, ..Self::default() };
        let (mut measure, mut figure) = (None, None);
        for (column, cell) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let text = squeezed(&cell.text);
            let slot = if has(&["年度", "预算年度", "年份", "fiscal_year", "year"], &text) {
                &mut heading.year
            } else if has(&["部门", "主管部门", "部门名称", "单位名称", "department"], &text) {
                &mut heading.department
            } else if has(&["预算类型", "资金性质", "预算", "budget_type", "budget"], &text) {
                &mut heading.budget_type
            } else if has(&["指标", "项目", "指标名称", "measure"], &text) {
                &mut measure
            } else if has(&["数值", "金额", "公布数", "公开数", "数", "value", "figure"], &text) {
                &mut figure
            } else if has(&["单位", "计量单位", "unit"], &text) {
                &mut heading.unit
            } else {
                if measure_of(&cell.text).is_some() {
                    heading.wide.push((column, cell.text.trim().to_owned()));
                }
                continue;
            };
            slot.get_or_insert(column);
        }
        heading.long = measure.zip(figure);
        heading.unit_above = (0..row).flat_map(|row| grid.row(row)).find_map(|cell| AmountUnit::find_in(&cell.text));
        let is_keyed = heading.year.is_some() || heading.department.is_some() || heading.budget_type.is_some();
        (heading.long.is_some() || (is_keyed && !heading.wide.is_empty())).then_some(heading)
    }

    fn read(&self, grid: &Grid, year: Option<i32>, figures: &mut Vec<Published>) {
        for row in self.row + 1..grid.height() {
            if grid.is_blank_row(row) {
                continue;
            }
            let of_row: Vec<(usize, usize, String)> = match self.long {
                Some((measure, figure)) => {
                    vec![(figure, figure, grid.cell(Place::new(row, measure)).text.trim().to_owned())]
                }
                None => self.wide.iter().map(|(column, name)| (*column, *column, name.clone())).collect(),
            };
            let is_long = self.long.is_some();
            for (column, heading, measure) in of_row {
                let place = Place::new(row, column);
                let cell = grid.cell(place);
                // a measure that a wide table leaves blank is not published
                if measure.is_empty() || (value::is_missing(&cell.text) && !is_long) {
                    continue;
                }
                let at = |column: Option<usize>| column.map(|column| grid.cell(Place::new(row, column)));
                let heading_text = &grid.cell(Place::new(self.row, heading)).text;
                let unit_cell = at(self.unit).filter(|cell| !cell.is_blank());
                let unit = unit_cell.and_then(|cell| AmountUnit::find_in(&cell.text));
                let unit = unit.or_else(|| AmountUnit::find_in(heading_text)).or(self.unit_above);
                let in_points =
                    [Some(heading_text.as_str()), Some(measure.as_str()), unit_cell.map(|cell| cell.text.as_str())];
                let in_points = in_points.iter().flatten().any(|text| value::half_width(text).contains('%'));
                let year_cell = at(self.year).and_then(|cell| value::year(cell).ok().flatten());
                let sheet = grid.sheet.as_deref().map(|sheet| format!("{sheet}!")).unwrap_or_default();
                let name = |cell: &Cell| {
                    let name = value::name(&cell.text);
                    (!name.is_empty() && !WHOLE.contains(&name.as_str())).then_some(name)
                };
                figures.push(Published {
                    place: format!("{sheet}{place}"),
                    year: year_cell.or(year),
                    department: at(self.department).and_then(name),
                    budget_type: at(self.budget_type).and_then(name),
                    figure: figure(cell, &measure, unit.unwrap_or(AmountUnit::Yuan), in_points),
                    measure,
                    printed: cell.text.trim().to_owned(),
                });
            }
        }
    }
}

/// A cell as a figure of its measure.
fn figure(cell: &Cell, measure: &str, unit: AmountUnit, in_points: bool) -> Result<Figure, String> {
    let kind = measure_of(measure).map_or(MeasureKind::Amount, |word| measure_kind(word.code));
    let unreadable = |error: value::Unreadable| error.to_string();
    let power = |digits: u32| 10_i128.checked_pow(digits).unwrap_or(i128::MAX);
    let missing = || "expected a figure".to_owned();
    match kind {
        MeasureKind::Amount => {
            let amount = value::amount(cell, unit).map_err(unreadable)?.ok_or_else(missing)?;
            // 3269.3万元: the last digit counts in the cell's own unit
            let text = value::half_width(&cell.text);
            let word = text.trim().trim_start_matches(|letter: char| !letter.is_alphabetic());
            let one = value::amount(&Cell::text(format!("1{word}")), unit).ok().flatten();
            let one = one.map_or(unit.as_money().fen(), |one| one.money.fen());
            let half = one.saturating_mul(10_000) / 2 / power(decimals(&cell.text));
            Ok(Figure { millionths: amount.money.fen().saturating_mul(10_000), half })
        }
        MeasureKind::Rate => {
            let read = if in_points { value::percentage_points(cell) } else { value::percent(cell) };
            let hundredths = read.map_err(unreadable)?.ok_or_else(missing)?;
            let printed = value::percent_decimals(cell, in_points).unwrap_or(2).clamp(0, 2);
            let half = 500_000 / power(u32::try_from(printed).unwrap_or(0));
            Ok(Figure { millionths: hundredths.saturating_mul(10_000), half })
        }
        MeasureKind::Count => {
            let count = value::integer(cell).map_err(unreadable)?.ok_or_else(missing)?;
            Ok(Figure { millionths: i128::from(count) * 1_000_000, half: 0 })
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read_text(text: &str) -> PublishedFile {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("公布.csv");
        std::fs::write(&path, text).unwrap();
        read(&path, Some(2023)).unwrap()
    }

    #[test]
    fn one_figure_a_row() {
        let file = read_text(
            "公开数据,,,,\n年度,部门,预算类型,指标,数值,单位\n2022年,云泽区教育局,一般公共预算,年初预算,\"1,234.5\",万元\n\
             ,合计,,执行率,86.2%,\n,,,项目数,12个,\n,,,年初预算,约12,\n",
        );
        let [one, two, three, four] = file.figures.as_slice() else { unreachable!("{file:?}") };
        assert_eq!((one.year, one.department.as_deref(), one.place.as_str()), (Some(2022), Some("云泽区教育局"), "E3"));
        assert_eq!(one.known_budget().unwrap().unwrap().code, "general_public");
        // 0.1 万元 is 1000 元: half of it 500
        assert_eq!(one.figure, Ok(Figure { millionths: 12_345_000_000_000, half: 500_000_000 }));
        assert_eq!((two.year, two.department.clone(), two.budget_type.clone()), (Some(2023), None, None));
        assert_eq!(two.figure, Ok(Figure { millionths: 86_200_000, half: 50_000 }));
        assert_eq!(three.figure, Ok(Figure { millionths: 12_000_000, half: 0 }));
        assert!(four.figure.is_err());
    }

    #[test]
    fn one_measure_a_column() {
        let file = read_text("单位：万元,,,\n部门,年初预算,执行率(%),备注\n甲局,3269.3万元,0.86,x\n乙局,,95.00,\n");
        let found: Vec<_> =
            file.figures.iter().map(|one| (one.place.as_str(), one.measure.as_str(), one.figure.clone())).collect();
        let figure = |millionths, half| Ok(Figure { millionths, half });
        assert_eq!(
            found,
            [
                ("B3", "年初预算", figure(32_693_000_000_000, 500_000_000)),
                ("C3", "执行率(%)", figure(860_000, 5_000)),
                ("C4", "执行率(%)", figure(95_000_000, 5_000)),
            ]
        );
        assert_eq!(read_text("甲,乙\n1,2\n").notes.len(), 1);
    }

    #[test]
    fn every_measure_has_figures_of_its_kind() {
        for word in MEASURE.words {
            let is_percent = word.label.zh.ends_with('率');
            assert_eq!(measure_kind(word.code) == MeasureKind::Rate, is_percent, "{}", word.code);
        }
    }
}
