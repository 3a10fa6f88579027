//! Bars, upright and horizontal, side by side and stacked.

use super::canvas::{self, Canvas, Ink};
use super::frame::{
    self, Header, Key, LINE, MISSING, Plot, RIM, SMALL, Scale, TINY, count, draw_level_grid, draw_level_references,
    draw_upright_grid, draw_upright_references,
};
use super::number::{Axis, value_text};
use super::palette;
use super::{Chart, ChartKind, NumberFormat, Series, WIDTH, text};
use crate::model::Language;

/// The height of an upright plot.
const HEIGHT: i32 = 250;
/// The widest a bar gets.
const WIDEST: i32 = 54;
/// The widest that names beside horizontal bars get.
const GUTTER: i32 = 216;

/// A chart of bars with what its layouts share.
struct Bars<'a> {
    chart: &'a Chart,
    stacked: bool,
    axis: Axis,
    header: Header,
    references: Vec<(f64, Vec<String>)>,
}

/// Draws a chart of bars.
pub(super) fn draw(chart: &Chart, language: Language) -> Result<String, String> {
    let stacked = matches!(chart.kind, ChartKind::StackedBar | ChartKind::HorizontalStackedBar);
    let values: Vec<f64> = if stacked {
        (0..chart.categories.len()).flat_map(|category| stack_ends(chart, category)).collect()
    } else {
        chart.series.iter().flat_map(|series| series.values.iter().flatten().copied()).collect()
    };
    let references = chart.reference_lines.iter().map(|line| line.value);
    let keys = chart.series.iter().enumerate();
    let keys = keys.map(|(index, series)| (Key::Fill(palette::series(index)), series.name.clone())).collect();
    let unexplained = |category| move |series: &Series| series.is_unexplained(category);
    let missing = (0..chart.categories.len()).any(|category| {
        // a stack without one of its parts is whole: that part does not occur
        if stacked {
            chart.series.iter().all(unexplained(category))
        } else {
            chart.series.iter().any(unexplained(category))
        }
    });
    let bars = Bars {
        chart,
        stacked,
        axis: Axis::around(values.into_iter().chain(references), true, 5),
        header: Header::new(chart, keys, missing, language),
        references: frame::reference_texts(chart),
    };
    let upright = matches!(chart.kind, ChartKind::Bar | ChartKind::StackedBar);
    if upright && bars.fit_upright() { bars.draw_upright() } else { bars.draw_horizontal() }
}

/// The lower and the upper end of a category's stack.
fn stack_ends(chart: &Chart, category: usize) -> [f64; 2] {
    let values = chart.series.iter().filter_map(|series| series.values[category]);
    values.fold([0.0, 0.0], |[low, high], value| if value < 0.0 { [low + value, high] } else { [low, high + value] })
}

impl Bars<'_> {
    fn lanes(&self) -> i32 {
        if self.stacked { 1 } else { count(self.chart.series.len()).max(1) }
    }

    fn upright_sides(&self) -> (i32, i32) {
        let left = RIM + frame::tick_width(&self.axis, &self.chart.format) + 8;
        (left, WIDTH - RIM - frame::reference_width(&self.references))
    }

    /// The width of a category's slot and of a bar in it.
    fn upright_widths(&self) -> (i32, i32) {
        let (left, right) = self.upright_sides();
        let slot = (right - left) / count(self.chart.categories.len()).max(1);
        (slot, (slot * 8 / 10 / self.lanes()).min(WIDEST))
    }

    /// Whether names and values have room in upright bars.
    fn fit_upright(&self) -> bool {
        let (slot, bar) = self.upright_widths();
        let names_fit =
            self.chart.categories.iter().all(|name| {
                text::widest_piece(name, SMALL) <= slot - 6 && text::wrap(name, SMALL, slot - 6, 4).len() <= 3
            });
        let room = if self.lanes() == 1 { slot - 4 } else { bar + 2 };
        names_fit && bar >= 10 && self.label_widths().all(|width| width <= room)
    }

    fn label_width(&self, value: f64) -> i32 {
        text::width(&value_text(value, &self.chart.format), TINY)
    }

    fn value_widths(&self) -> impl Iterator<Item = i32> {
        let values = self.chart.series.iter().flat_map(|series| series.values.iter().flatten());
        values.map(|value| self.label_width(*value))
    }

    /// The widths of all that is written at the ends of bars.
    fn label_widths(&self) -> impl Iterator<Item = i32> {
        let words = self.chart.series.iter().flat_map(|series| series.words.iter().flatten());
        self.value_widths().chain(words.map(|word| text::width(word, TINY)))
    }

    fn draw_upright(&self) -> Result<String, String> {
        let (left, right) = self.upright_sides();
        let (slot, bar) = self.upright_widths();
        let names: Vec<Vec<String>> =
            self.chart.categories.iter().map(|name| text::wrap(name, SMALL, slot - 6, 3)).collect();
        let name_lines = count(names.iter().map(Vec::len).max().unwrap_or(0));
        // values are written over the highest bar and, where there are any, under the lowest
        let top = self.header.height + 20;
        let plot = Plot { left, right, top, bottom: top + HEIGHT };
        let below = if self.axis.low < 0.0 { 18 } else { 0 };
        let names_top = plot.bottom + below + 14;
        let label_room = if self.chart.x_label.is_empty() { 0 } else { LINE + 4 };
        let height = names_top + (name_lines - 1).max(0) * LINE + 14 + label_room;
        let scale = Scale { axis: self.axis.clone(), from: plot.bottom, to: plot.top };
        canvas::paint(height, |canvas| {
            self.header.draw(canvas)?;
            draw_level_grid(canvas, plot, &scale, &self.chart.format)?;
            let mut lanes = Vec::new();
            for (category, name) in names.iter().enumerate() {
                let middle = left + slot * count(category) + slot / 2;
                let first = middle - bar * self.lanes() / 2;
                lanes.push(Lanes { upright: true, first, thickness: bar });
                self.draw_category(canvas, &scale, category, lanes[category])?;
                for (line, part) in name.iter().enumerate() {
                    let place = (middle, names_top + count(line) * LINE);
                    canvas.text(part, place, &Ink::centre(SMALL, palette::TEXT))?;
                }
            }
            let zero = scale.at(0.0);
            canvas.line(&[(left, zero), (right, zero)], palette::AXIS, 1)?;
            draw_level_references(canvas, plot, &scale, &self.references)?;
            self.draw_labels(canvas, &scale, &lanes)?;
            let place = (i32::midpoint(left, right), height - 12);
            canvas.text(&self.chart.x_label, place, &Ink::centre(SMALL, palette::MUTED))
        })
    }

    fn draw_horizontal(&self) -> Result<String, String> {
        let widest = self.chart.categories.iter().map(|name| text::width(name, SMALL)).max().unwrap_or(0);
        let gutter = widest.max(text::width(&self.chart.x_label, SMALL)).min(GUTTER);
        let names: Vec<Vec<String>> =
            self.chart.categories.iter().map(|name| text::wrap(name, SMALL, gutter, 3)).collect();
        let thickness = if self.lanes() == 1 { 18 } else { 15 };
        let name_lines = count(names.iter().map(Vec::len).max().unwrap_or(0));
        let slot = (thickness * self.lanes()).max(name_lines * 14) + 10;
        let label = self.value_widths().max().unwrap_or(0).max(24) + 8;
        let left = RIM + gutter + 8 + if self.axis.low < 0.0 { label } else { 0 };
        let top = self.header.height + if self.references.is_empty() { 4 } else { 24 };
        let plot = Plot { left, right: WIDTH - RIM - label, top, bottom: top + slot * count(names.len()) };
        let scale = Scale { axis: self.axis.clone(), from: plot.left, to: plot.right };
        canvas::paint(plot.bottom + 26, |canvas| {
            self.header.draw(canvas)?;
            draw_upright_grid(canvas, plot, &scale, &self.chart.format)?;
            let mut lanes = Vec::new();
            for (category, name) in names.iter().enumerate() {
                let middle = top + slot * count(category) + slot / 2;
                let first = middle - thickness * self.lanes() / 2;
                lanes.push(Lanes { upright: false, first, thickness });
                self.draw_category(canvas, &scale, category, lanes[category])?;
                let first_line = middle - (count(name.len()) - 1) * 7;
                for (line, part) in name.iter().enumerate() {
                    let place = (RIM + gutter, first_line + count(line) * 14);
                    canvas.text(part, place, &Ink::end(SMALL, palette::TEXT))?;
                }
            }
            let zero = scale.at(0.0);
            canvas.line(&[(zero, plot.top), (zero, plot.bottom)], palette::AXIS, 1)?;
            draw_upright_references(canvas, plot, &scale, &self.references)?;
            self.draw_labels(canvas, &scale, &lanes)?;
            canvas.text(&self.chart.x_label, (RIM + gutter, plot.bottom + 12), &Ink::end(SMALL, palette::MUTED))
        })
    }

    fn draw_category(&self, canvas: &Canvas<'_>, scale: &Scale, category: usize, lanes: Lanes) -> Result<(), String> {
        if self.stacked {
            return self.draw_stack(canvas, scale, category, lanes);
        }
        for (index, series) in self.chart.series.iter().enumerate() {
            let lane = lanes.nth(count(index));
            if let Some(value) = series.values[category] {
                lane.bar(canvas, scale, (0.0, value), palette::series(index))?;
            }
        }
        Ok(())
    }

    /// The values at the free ends, over everything else: a reference line would strike them out.
    fn draw_labels(&self, canvas: &Canvas<'_>, scale: &Scale, lanes: &[Lanes]) -> Result<(), String> {
        for (category, lanes) in lanes.iter().enumerate().filter(|_| !self.stacked) {
            for (index, series) in self.chart.series.iter().enumerate() {
                let lane = lanes.nth(count(index));
                let value = series.values[category];
                let label = value.map(|value| value_text(value, &self.chart.format));
                let state = if value.is_none() { series.word(category) } else { None };
                lane.label(canvas, scale, value.unwrap_or(0.0), label.as_deref(), state)?;
            }
        }
        Ok(())
    }

    fn draw_stack(&self, canvas: &Canvas<'_>, scale: &Scale, category: usize, lane: Lanes) -> Result<(), String> {
        let [mut low, mut high] = [0.0, 0.0];
        for (index, series) in self.chart.series.iter().enumerate() {
            let Some(value) = series.values[category].filter(|value| *value != 0.0) else { continue };
            let end: &mut f64 = if value < 0.0 { &mut low } else { &mut high };
            let (from, to) = (*end, *end + value);
            *end = to;
            let colour = palette::series(index);
            lane.bar(canvas, scale, (from, to), colour)?;
            let label = value_text(value, &self.chart.format);
            let length = (scale.at(to) - scale.at(from)).abs();
            let (width, height) = if lane.upright { (lane.thickness, length) } else { (length, lane.thickness) };
            if text::width(&label, TINY) + 4 <= width && height >= 14 {
                let ink = if palette::is_dark(colour) { palette::WHITE } else { palette::STRONG };
                let along = i32::midpoint(scale.at(from), scale.at(to));
                canvas.text(&label, lane.place(along), &Ink::centre(TINY, ink))?;
            }
        }
        let nothing = self.chart.series.iter().all(|series| series.values[category].is_none());
        if nothing {
            return lane.label(canvas, scale, 0.0, None, None);
        }
        let sums_up = low == 0.0 && (self.chart.format != NumberFormat::Percent || high == 0.0);
        if sums_up {
            lane.label(canvas, scale, high, Some(&value_text(high, &self.chart.format)), None)
        } else {
            Ok(())
        }
    }
}

/// Where the bars of a category lie across the value axis.
#[derive(Clone, Copy)]
struct Lanes {
    upright: bool,
    first: i32,
    thickness: i32,
}

impl Lanes {
    fn nth(self, index: i32) -> Self {
        Self { first: self.first + index * self.thickness, ..self }
    }

    /// The middle of the lane at `along` on the value axis.
    fn place(self, along: i32) -> (i32, i32) {
        let middle = self.first + self.thickness / 2;
        if self.upright { (middle, along) } else { (along, middle) }
    }

    /// A bar between two values; between equal values a stroke, so that zero is seen.
    fn bar(
        self,
        canvas: &Canvas<'_>,
        scale: &Scale,
        (from, to): (f64, f64),
        colour: palette::Colour,
    ) -> Result<(), String> {
        let (from, mut to) = (scale.at(from), scale.at(to));
        if (from - to).abs() < 2 {
            to = if self.upright { from - 2 } else { from + 2 };
        }
        let (begin, end) = (self.first + 1, self.first + self.thickness - 1);
        if self.upright {
            canvas.rectangle((begin, from), (end, to), colour)
        } else {
            canvas.rectangle((from, begin), (to, end), colour)
        }
    }

    /// The label at the free end of a bar; without a label, its state or the mark of a missing value.
    fn label(
        self,
        canvas: &Canvas<'_>,
        scale: &Scale,
        value: f64,
        label: Option<&str>,
        state: Option<&str>,
    ) -> Result<(), String> {
        let end = scale.at(value);
        let colour = if label.is_some() { palette::STRONG } else { palette::MUTED };
        let label = label.or(state).unwrap_or(MISSING);
        let (place, ink) = match (self.upright, value < 0.0) {
            (true, false) => (self.place(end - 9), Ink::centre(TINY, colour)),
            (true, true) => (self.place(end + 9), Ink::centre(TINY, colour)),
            (false, false) => (self.place(end + 5), Ink::start(TINY, colour)),
            (false, true) => (self.place(end - 5), Ink::end(TINY, colour)),
        };
        canvas.text(label, place, &ink.with_halo())
    }
}
