//! Lines over ordered categories.

use super::canvas::{self, Anchor, Canvas, Ink, Place};
use super::frame::{
    self, Header, Key, LINE, MISSING, Occupied, Plot, RIM, SMALL, Scale, TINY, count, draw_level_grid,
    draw_level_references,
};
use super::number::{Axis, value_text};
use super::{Chart, WIDTH, palette, text};
use crate::model::Language;

const HEIGHT: i32 = 250;

/// Draws a line per series.
pub(super) fn draw(chart: &Chart, language: Language) -> Result<String, String> {
    let values = || chart.series.iter().flat_map(|series| series.values.iter().flatten().copied());
    let references = frame::reference_texts(chart);
    let axis = Axis::around(values().chain(references.iter().map(|(value, _)| *value)), from_zero(values()), 5);
    let keys = chart.series.iter().enumerate();
    let key = |index| Key::Line(palette::series(index), palette::mark(index));
    let keys = keys.map(|(index, series)| (key(index), series.name.clone())).collect();
    let missing = chart.series.iter().any(|series| series.values.iter().any(Option::is_none));
    let header = Header::new(chart, keys, missing, language);

    let left = RIM + frame::tick_width(&axis, &chart.format) + 8;
    let right = WIDTH - RIM - frame::reference_width(&references);
    // each missing value's mark has a line of its own below the lowest tick
    let marks = if missing { count(chart.series.len()).min(4) * 12 } else { 0 };
    let top = header.height + 20;
    let plot = Plot { left, right, top, bottom: top + HEIGHT };
    let slot = (right - left) / count(chart.categories.len()).max(1);
    let names = Names::fit(&chart.categories, slot);
    let names_top = plot.bottom + marks + 14;
    let label_room = if chart.x_label.is_empty() { 0 } else { LINE + 4 };
    let height = names_top + (names.lines - 1).max(0) * LINE + 14 + label_room;
    let scale = Scale { axis, from: plot.bottom, to: plot.top };
    let middle = |category: usize| left + slot * count(category) + slot / 2;

    canvas::paint(height, |canvas| {
        header.draw(canvas)?;
        draw_level_grid(canvas, plot, &scale, &chart.format)?;
        canvas.line(&[(left, plot.bottom), (right, plot.bottom)], palette::AXIS, 1)?;
        draw_level_references(canvas, plot, &scale, &references)?;
        for (category, lines) in names.texts.iter().enumerate() {
            for (line, part) in lines.iter().enumerate() {
                let place = (middle(category), names_top + count(line) * LINE);
                canvas.text(part, place, &Ink::centre(SMALL, palette::TEXT))?;
            }
        }
        let mut occupied = Occupied::default();
        let mut labels = Vec::new();
        for (index, series) in chart.series.iter().enumerate() {
            let place =
                |(category, value): (usize, &Option<f64>)| value.map(|value| (middle(category), scale.at(value)));
            let places: Vec<Option<Place>> = series.values.iter().enumerate().map(place).collect();
            draw_series(canvas, &places, index)?;
            for (category, _) in places.iter().enumerate().filter(|(_, place)| place.is_none()) {
                let place = (middle(category), plot.bottom + 8 + count(index % 4) * 12);
                canvas.text(MISSING, place, &Ink::centre(SMALL, palette::series(index)))?;
            }
            for ((x, y), value) in places.iter().flatten().zip(series.values.iter().flatten()) {
                let _ = occupied.take((x - 5, y - 5), (x + 5, y + 5));
                labels.push((index, (*x, *y), value_text(*value, &chart.format)));
            }
        }
        draw_labels(canvas, &labels, &mut occupied)?;
        let place = (i32::midpoint(left, right), height - 12);
        canvas.text(&chart.x_label, place, &Ink::centre(SMALL, palette::MUTED))
    })
}

/// A line may leave zero out, unless zero is near enough to be shown at little cost.
fn from_zero(values: impl Iterator<Item = f64>) -> bool {
    let (low, high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    low >= 0.0 && low < high * 0.5
}

fn draw_series(canvas: &Canvas<'_>, places: &[Option<Place>], index: usize) -> Result<(), String> {
    let colour = palette::series(index);
    for run in places.split(Option::is_none) {
        let run: Vec<Place> = run.iter().flatten().copied().collect();
        if run.len() > 1 {
            canvas.line(&run, colour, 2)?;
        }
    }
    for place in places.iter().flatten() {
        canvas.mark(*place, palette::mark(index), colour)?;
    }
    Ok(())
}

/// Writes the values that have room: over their point, else under it, else not at all; the table has them.
fn draw_labels(canvas: &Canvas<'_>, labels: &[(usize, Place, String)], occupied: &mut Occupied) -> Result<(), String> {
    for (_, (x, y), label) in labels {
        for place in [(*x, y - 13), (*x, y + 14)] {
            if occupied.take_text(label, place, Anchor::Middle) {
                canvas.text(label, place, &Ink::centre(TINY, palette::STRONG).with_halo())?;
                break;
            }
        }
    }
    Ok(())
}

/// The names under the axis: all, or where they have no room every second, third, …
struct Names {
    texts: Vec<Vec<String>>,
    lines: i32,
}

impl Names {
    fn fit(categories: &[String], slot: i32) -> Self {
        let longest = categories.iter().map(|name| text::widest_piece(name, SMALL)).max().unwrap_or(0);
        let widest = categories.iter().map(|name| text::width(name, SMALL)).max().unwrap_or(0);
        let needed = longest.max(widest / 3).min(120) + 8;
        let every = (needed + slot.max(1) - 1) / slot.max(1);
        let every = usize::try_from(every.max(1)).unwrap_or(1);
        let room = slot * count(every) - 6;
        let fit = |(index, name): (usize, &String)| {
            if index % every == 0 { text::wrap(name, SMALL, room, 3) } else { Vec::new() }
        };
        let texts: Vec<Vec<String>> = categories.iter().enumerate().map(fit).collect();
        let lines = count(texts.iter().map(Vec::len).max().unwrap_or(0));
        Self { texts, lines }
    }
}
