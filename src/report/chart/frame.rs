//! What charts share: the plot's rectangle, the value scale, the header with unit and legend, the grid, the
//! reference lines, and the care that labels do not lie on each other.

use super::canvas::{Anchor, Canvas, Ink, Place};
use super::number::{Axis, value_text};
use super::palette::{self, Colour, Mark};
use super::{Chart, NumberFormat, WIDTH, text};
use crate::model::{Label, Language};

/// The size of axis and legend text.
pub(super) const SMALL: i32 = 12;
/// The size of value labels.
pub(super) const TINY: i32 = 11;
/// The height of a line of text.
pub(super) const LINE: i32 = 16;
/// The free rim of a chart.
pub(super) const RIM: i32 = 10;
/// What stands where a value is missing.
pub(super) const MISSING: &str = "—";

const NO_DATA: Label = Label { zh: "无数据", en: "no data" };

/// The rectangle that values are drawn in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    /// Its left side.
    pub(super) left: i32,
    /// Its right side.
    pub(super) right: i32,
    /// Its upper side.
    pub(super) top: i32,
    /// Its lower side.
    pub(super) bottom: i32,
}

/// Where on the surface a value lies.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    /// The axis.
    pub(super) axis: Axis,
    /// Where its lowest tick lies.
    pub(super) from: i32,
    /// Where its highest tick lies.
    pub(super) to: i32,
}

impl Scale {
    /// Where `value` lies.
    pub(super) fn at(&self, value: f64) -> i32 {
        let share = (value - self.axis.low) / (self.axis.high - self.axis.low);
        self.from + units(share * f64::from(self.to - self.from))
    }
}

/// A length as whole units.
pub(super) fn units(length: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped, and a cast of NaN gives 0")]
    let whole = length.round().clamp(-1e6, 1e6) as i32;
    whole
}

/// A count as units.
pub(super) fn count(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// What stands before a name in the legend.
#[derive(Clone, Copy, Debug)]
pub(super) enum Key {
    /// A filled square.
    Fill(Colour),
    /// A line with its mark.
    Line(Colour, Mark),
    /// A mark alone.
    Mark(Colour, Mark),
    /// The sign of a missing value.
    Missing,
}

/// The lines above the plot: what the values are, and the legend.
pub(super) struct Header {
    unit: String,
    legend: Vec<(Place, Key, String)>,
    /// How much height they take.
    pub(super) height: i32,
}

impl Header {
    /// Lays out the header of `chart`; a legend of one name says nothing that the title does not, and is left out.
    pub(super) fn new(chart: &Chart, mut keys: Vec<(Key, String)>, missing: bool, language: Language) -> Self {
        let unit = unit_text(&chart.y_label, &chart.format, language);
        if keys.len() < 2 {
            keys.clear();
        }
        if missing {
            keys.push((Key::Missing, NO_DATA.in_language(language).to_owned()));
        }
        let mut height = 4;
        if !unit.is_empty() {
            height += LINE + 2;
        }
        let mut legend = Vec::new();
        let mut x = RIM;
        let mut y = height + LINE / 2;
        for (key, name) in keys {
            let name = text::wrap(&name, SMALL, WIDTH - 2 * RIM - 40, 1).concat();
            let width = 24 + text::width(&name, SMALL) + 18;
            if x > RIM && x + width > WIDTH - RIM {
                (x, y) = (RIM, y + LINE + 4);
            }
            legend.push(((x, y), key, name));
            x += width;
        }
        if !legend.is_empty() {
            height = y + LINE / 2 + 4;
        }
        Self { unit, legend, height }
    }

    /// Draws it.
    pub(super) fn draw(&self, canvas: &Canvas<'_>) -> Result<(), String> {
        if !self.unit.is_empty() {
            canvas.text(&self.unit, (RIM, 4 + LINE / 2), &Ink::start(SMALL, palette::MUTED))?;
        }
        for ((x, y), key, name) in &self.legend {
            match *key {
                Key::Fill(colour) => canvas.rectangle((*x, y - 6), (x + 16, y + 6), colour)?,
                Key::Line(colour, mark) => {
                    canvas.line(&[(*x, *y), (x + 18, *y)], colour, 2)?;
                    canvas.mark((x + 9, *y), mark, colour)?;
                }
                Key::Mark(colour, mark) => canvas.mark((x + 9, *y), mark, colour)?,
                Key::Missing => canvas.text(MISSING, (x + 9, *y), &Ink::centre(SMALL, palette::MUTED))?,
            }
            canvas.text(name, (x + 24, *y), &Ink::start(SMALL, palette::TEXT))?;
        }
        Ok(())
    }
}

/// What values are, with the unit of amounts.
pub(super) fn unit_text(label: &str, format: &NumberFormat, language: Language) -> String {
    match (format, language) {
        (NumberFormat::Money { unit }, _) if label.contains(unit.as_str()) => label.to_owned(),
        (NumberFormat::Money { unit }, Language::Chinese) if label.is_empty() => format!("单位：{unit}"),
        (NumberFormat::Money { unit }, Language::Chinese) => format!("{label}（{unit}）"),
        (NumberFormat::Money { unit }, Language::English) => format!("{label} ({unit})").trim().to_owned(),
        _ => label.to_owned(),
    }
}

/// The level grid lines of an upright value axis, with their values on the left.
pub(super) fn draw_level_grid(
    canvas: &Canvas<'_>,
    plot: Plot,
    scale: &Scale,
    format: &NumberFormat,
) -> Result<(), String> {
    for tick in &scale.axis.ticks {
        let y = scale.at(*tick);
        canvas.line(&[(plot.left, y), (plot.right, y)], palette::GRID, 1)?;
        let tick = scale.axis.tick_text(*tick, format);
        canvas.text(&tick, (plot.left - 6, y), &Ink::end(TINY, palette::MUTED))?;
    }
    Ok(())
}

/// The upright grid lines of a level value axis, with their values below.
pub(super) fn draw_upright_grid(
    canvas: &Canvas<'_>,
    plot: Plot,
    scale: &Scale,
    format: &NumberFormat,
) -> Result<(), String> {
    for tick in &scale.axis.ticks {
        let x = scale.at(*tick);
        canvas.line(&[(x, plot.top), (x, plot.bottom)], palette::GRID, 1)?;
        let tick = scale.axis.tick_text(*tick, format);
        canvas.text(&tick, (x, plot.bottom + 12), &Ink::centre(TINY, palette::MUTED))?;
    }
    Ok(())
}

/// The width of the widest tick.
pub(super) fn tick_width(axis: &Axis, format: &NumberFormat) -> i32 {
    axis.ticks.iter().map(|tick| text::width(&axis.tick_text(*tick, format), TINY)).max().unwrap_or(0)
}

/// The reference lines' names, each with its value.
pub(super) fn reference_texts(chart: &Chart) -> Vec<(f64, Vec<String>)> {
    let name = |line: &super::ReferenceLine| match line.label.as_str() {
        "" => value_text(line.value, &chart.format),
        label => label.to_owned(),
    };
    chart.reference_lines.iter().map(|line| (line.value, text::wrap(&name(line), TINY, 110, 2))).collect()
}

/// How much room the names of level reference lines need on the right of the plot.
pub(super) fn reference_width(references: &[(f64, Vec<String>)]) -> i32 {
    let widest = references.iter().flat_map(|(_, lines)| lines).map(|line| text::width(line, TINY)).max();
    widest.map_or(0, |width| width + 6)
}

/// Level reference lines, with their names on the right of the plot, where no bar is.
pub(super) fn draw_level_references(
    canvas: &Canvas<'_>,
    plot: Plot,
    scale: &Scale,
    references: &[(f64, Vec<String>)],
) -> Result<(), String> {
    let mut occupied = Occupied::default();
    for (value, lines) in references {
        let y = scale.at(*value);
        canvas.dashes((plot.left, y), (plot.right, y), palette::REFERENCE)?;
        let mut top = y - (count(lines.len()) - 1) * 7;
        let width = lines.iter().map(|line| text::width(line, TINY)).max().unwrap_or(0);
        while !occupied.take((plot.right + 6, top - 7), (plot.right + 6 + width, top + 7 * count(lines.len()))) {
            top += 14;
        }
        for (index, line) in lines.iter().enumerate() {
            let place = (plot.right + 6, top + 14 * count(index));
            canvas.text(line, place, &Ink::start(TINY, palette::REFERENCE))?;
        }
    }
    Ok(())
}

/// Upright reference lines, with their names above the plot.
pub(super) fn draw_upright_references(
    canvas: &Canvas<'_>,
    plot: Plot,
    scale: &Scale,
    references: &[(f64, Vec<String>)],
) -> Result<(), String> {
    let mut occupied = Occupied::default();
    for (value, lines) in references {
        let x = scale.at(*value);
        canvas.dashes((x, plot.top - 4), (x, plot.bottom), palette::REFERENCE)?;
        let name = lines.concat();
        let width = text::width(&name, TINY);
        let centre = x.min(WIDTH - RIM - width / 2).max(RIM + width / 2);
        let y = plot.top - 12;
        if occupied.take((centre - width / 2, y - 7), (centre + width / 2, y + 7)) {
            canvas.text(&name, (centre, y), &Ink::centre(TINY, palette::REFERENCE))?;
        }
    }
    Ok(())
}

/// The room that labels have taken.
#[derive(Debug, Default)]
pub(super) struct Occupied {
    boxes: Vec<(Place, Place)>,
}

impl Occupied {
    /// Takes the rectangle between its upper left and its lower right corner, unless some of it is taken.
    pub(super) fn take(&mut self, upper: Place, lower: Place) -> bool {
        let free = self.boxes.iter().all(|(other_upper, other_lower)| {
            lower.0 <= other_upper.0 || upper.0 >= other_lower.0 || lower.1 <= other_upper.1 || upper.1 >= other_lower.1
        });
        if free {
            self.boxes.push((upper, lower));
        }
        free
    }

    /// Takes the room of a label, unless some of it is taken.
    pub(super) fn take_text(&mut self, label: &str, place: Place, anchor: Anchor) -> bool {
        let width = text::width(label, TINY);
        let left = match anchor {
            Anchor::Start => place.0,
            Anchor::Middle => place.0 - width / 2,
            Anchor::End => place.0 - width,
        };
        self.take((left, place.1 - 7), (left + width, place.1 + 7))
    }
}
