//! Charts as SVG: six kinds, one look, the same bytes for the same data on every machine.
//!
//! Text stays text and is drawn by the reader's own fonts; its width is estimated ([`text`]), so that no font needs
//! to be installed where the report is made. The only place that names plotters is [`canvas`].

mod bars;
mod canvas;
mod frame;
mod lines;
mod number;
mod palette;
mod scatter;
mod text;

use serde::Deserialize;

use crate::model::{Label, Language};
use canvas::Ink;

/// The width of every chart in SVG units; the page scales it.
pub(crate) const WIDTH: i32 = 720;
/// Beyond this a value is an error of its source, and would break the arithmetic of an axis.
const LARGEST: f64 = 1e15;

/// How a chart shows its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Upright bars, several series side by side; laid out as horizontal bars where the labels need the room.
    #[default]
    #[serde(alias = "grouped_bar")]
    Bar,
    /// Bars whose series add up; horizontal where the labels need the room.
    StackedBar,
    /// Horizontal bars, for many categories or long names.
    HorizontalBar,
    /// Horizontal bars whose series add up.
    HorizontalStackedBar,
    /// A line per series over ordered categories such as years; a missing value breaks the line.
    Line,
    /// Points by two values.
    Scatter,
}

/// How a chart's values are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NumberFormat {
    /// Percent: 99.72 is written 99.72%.
    Percent,
    /// A plain number with at most two decimals.
    #[default]
    Number,
    /// An amount. The values carry as much precision as a picture needs; the table has the exact ones.
    Money {
        /// The unit that the values are in, such as 万元.
        unit: String,
    },
}

/// A chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// How it shows its values.
    pub kind: ChartKind,
    /// What it shows.
    pub title: String,
    /// What the categories (scatter: the x values) are; may be empty.
    pub x_label: String,
    /// What the values are; may be empty.
    pub y_label: String,
    /// The categories, in order; none for scatter.
    pub categories: Vec<String>,
    /// The series, in the order of the legend; none for scatter.
    pub series: Vec<Series>,
    /// The groups of points; scatter only.
    pub groups: Vec<PointGroup>,
    /// How the values (scatter: the y values) are written.
    pub format: NumberFormat,
    /// How the x values of a scatter are written.
    pub x_format: NumberFormat,
    /// Lines at given values, such as 100 %.
    pub reference_lines: Vec<ReferenceLine>,
}

/// A series: one value per category.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The name in the legend.
    pub name: String,
    /// The values; `None` is missing, drawn as a gap with a mark and never as zero.
    pub values: Vec<Option<f64>>,
    /// The states in words, such as 未覆盖, that bars write where a value is missing; may be shorter than `values`.
    pub words: Vec<Option<String>>,
}

impl Series {
    /// The state in words of a category that has no value.
    fn word(&self, category: usize) -> Option<&str> {
        self.words.get(category).and_then(Option::as_deref)
    }

    /// Whether a value is missing and no word says why.
    fn is_unexplained(&self, category: usize) -> bool {
        self.values[category].is_none() && self.word(category).is_none()
    }
}

/// Points of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointGroup {
    /// The name in the legend.
    pub name: String,
    /// The points.
    pub points: Vec<Point>,
}

/// A point of a scatter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Where it lies along.
    pub x: f64,
    /// Where it lies up.
    pub y: f64,
    /// Its name, written beside it where there is room.
    pub label: Option<String>,
}

/// A line at a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferenceLine {
    /// The value it stands at.
    pub value: f64,
    /// What it is, such as 序时进度; its value is written where this is empty.
    pub label: String,
}

/// Why a chart cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A series has not one value per category.
    #[error("drawing chart `{chart}`: series `{series}` has {found} values for {expected} categories")]
    Length {
        /// The chart's title.
        chart: String,
        /// The series' name.
        series: String,
        /// How many categories there are.
        expected: usize,
        /// How many values there are.
        found: usize,
    },
    /// A value that is no amount, share or score of this world.
    #[error("drawing chart `{chart}`: `{name}` holds the value {value}, which no axis can show")]
    Value {
        /// The chart's title.
        chart: String,
        /// The series, group or line that holds it.
        name: String,
        /// The value.
        value: f64,
    },
    /// The drawing backend failed.
    #[error("drawing chart `{chart}`: {reason}")]
    Draw {
        /// The chart's title.
        chart: String,
        /// What the backend says.
        reason: String,
    },
}

const NOTHING_TO_DRAW: Label = Label { zh: "没有可绘制的数据", en: "There is no data to draw" };

/// Draws `chart` as an SVG element that stands alone or in a page.
pub fn svg(chart: &Chart, language: Language) -> Result<String, ChartError> {
    check(chart)?;
    let drawn = match chart.kind {
        _ if is_empty(chart) => draw_empty(language),
        ChartKind::Scatter => scatter::draw(chart, language),
        ChartKind::Line => lines::draw(chart, language),
        _ => bars::draw(chart, language),
    };
    let body = drawn.map_err(|reason| ChartError::Draw { chart: chart.title.clone(), reason })?;
    Ok(canvas::with_title(&body, &chart.title, &description(chart)))
}

fn check(chart: &Chart) -> Result<(), ChartError> {
    let sound = |name: &str, value: f64| {
        if value.is_finite() && value.abs() <= LARGEST {
            Ok(())
        } else {
            Err(ChartError::Value { chart: chart.title.clone(), name: name.to_owned(), value })
        }
    };
    for series in &chart.series {
        if series.values.len() != chart.categories.len() {
            return Err(ChartError::Length {
                chart: chart.title.clone(),
                series: series.name.clone(),
                expected: chart.categories.len(),
                found: series.values.len(),
            });
        }
        series.values.iter().flatten().try_for_each(|value| sound(&series.name, *value))?;
    }
    for group in &chart.groups {
        group.points.iter().try_for_each(|point| sound(&group.name, point.x).and(sound(&group.name, point.y)))?;
    }
    chart.reference_lines.iter().try_for_each(|line| sound(&line.label, line.value))
}

fn is_empty(chart: &Chart) -> bool {
    match chart.kind {
        ChartKind::Scatter => chart.groups.iter().all(|group| group.points.is_empty()),
        _ => chart.series.iter().all(|series| series.values.iter().all(Option::is_none)),
    }
}

fn draw_empty(language: Language) -> Result<String, String> {
    canvas::paint(120, |canvas| {
        canvas.outline((1, 1), (WIDTH - 1, 119), palette::GRID)?;
        canvas.text(NOTHING_TO_DRAW.in_language(language), (WIDTH / 2, 60), &Ink::centre(14, palette::MUTED))
    })
}

/// The full names, for readers who do not see the picture and where a long name was cut.
fn description(chart: &Chart) -> String {
    let names = chart.series.iter().map(|series| &series.name).chain(chart.groups.iter().map(|group| &group.name));
    let names: Vec<&str> = names.map(String::as_str).filter(|name| !name.is_empty()).collect();
    let categories: Vec<&str> = chart.categories.iter().map(String::as_str).collect();
    [names.join("、"), categories.join("、")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests;
