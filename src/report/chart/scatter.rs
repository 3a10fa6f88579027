//! Points by two values.

use super::canvas::{self, Anchor, Canvas, Ink};
use super::frame::{
    self, Header, Key, Occupied, Plot, RIM, SMALL, Scale, TINY, draw_level_grid, draw_level_references,
    draw_upright_grid,
};
use super::number::Axis;
use super::{Chart, WIDTH, palette, text};
use crate::model::Language;

const HEIGHT: i32 = 320;

/// Draws the groups of points.
pub(super) fn draw(chart: &Chart, language: Language) -> Result<String, String> {
    let points = || chart.groups.iter().flat_map(|group| &group.points);
    let references = frame::reference_texts(chart);
    let across = Axis::around(points().map(|point| point.x), false, 7);
    let up = points().map(|point| point.y).chain(references.iter().map(|(value, _)| *value));
    let up = Axis::around(up, false, 6);
    let keys = chart.groups.iter().enumerate();
    let key = |index| Key::Mark(palette::series(index), palette::mark(index));
    let keys = keys.map(|(index, group)| (key(index), group.name.clone())).collect();
    let header = Header::new(chart, keys, false, language);
    let left = RIM + frame::tick_width(&up, &chart.format) + 8;
    let right = WIDTH - RIM - 12 - frame::reference_width(&references);
    let top = header.height + 12;
    let plot = Plot { left, right, top, bottom: top + HEIGHT };
    let x_label = frame::unit_text(&chart.x_label, &chart.x_format, language);
    let height = plot.bottom + 26 + if x_label.is_empty() { 0 } else { 18 };
    let up = Scale { axis: up, from: plot.bottom, to: plot.top };
    let across = Scale { axis: across, from: plot.left, to: plot.right };
    canvas::paint(height, |canvas| {
        header.draw(canvas)?;
        draw_level_grid(canvas, plot, &up, &chart.format)?;
        draw_upright_grid(canvas, plot, &across, &chart.x_format)?;
        canvas.line(&[(left, plot.bottom), (right, plot.bottom)], palette::AXIS, 1)?;
        canvas.line(&[(left, plot.bottom), (left, plot.top)], palette::AXIS, 1)?;
        // where a scale crosses zero, growth turns into decline: that line is worth seeing
        if up.axis.low < 0.0 && up.axis.high > 0.0 {
            canvas.line(&[(left, up.at(0.0)), (right, up.at(0.0))], palette::AXIS, 1)?;
        }
        if across.axis.low < 0.0 && across.axis.high > 0.0 {
            canvas.line(&[(across.at(0.0), plot.top), (across.at(0.0), plot.bottom)], palette::AXIS, 1)?;
        }
        draw_level_references(canvas, plot, &up, &references)?;
        draw_points(canvas, chart, plot, &across, &up)?;
        canvas.text(&x_label, (i32::midpoint(left, right), height - 12), &Ink::centre(SMALL, palette::MUTED))
    })
}

fn draw_points(canvas: &Canvas<'_>, chart: &Chart, plot: Plot, across: &Scale, up: &Scale) -> Result<(), String> {
    let mut occupied = Occupied::default();
    for (index, group) in chart.groups.iter().enumerate() {
        for point in &group.points {
            let (x, y) = (across.at(point.x), up.at(point.y));
            canvas.mark((x, y), palette::mark(index), palette::series(index))?;
            let _ = occupied.take((x - 5, y - 5), (x + 5, y + 5));
        }
    }
    for point in chart.groups.iter().flat_map(|group| &group.points) {
        let Some(label) = &point.label else { continue };
        let (x, y) = (across.at(point.x), up.at(point.y));
        let width = text::width(label, TINY);
        let right = Some(((x + 9, y), Anchor::Start)).filter(|_| x + 9 + width < plot.right);
        let left = Some(((x - 9, y), Anchor::End)).filter(|_| x - 9 - width > plot.left);
        for (place, anchor) in [right, left].into_iter().flatten() {
            if occupied.take_text(label, place, anchor) {
                let ink = Ink { anchor, ..Ink::start(TINY, palette::STRONG) };
                canvas.text(label, place, &ink.with_halo())?;
                break;
            }
        }
    }
    Ok(())
}
