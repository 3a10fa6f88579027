//! A drawing surface in SVG units: the shapes that charts are made of. The only file that names plotters.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, IntoTextStyle, RGBColor, ShapeStyle};

use super::WIDTH;
use super::palette::{Colour, Mark};

/// A place: units from the left, units from the top.
pub(super) type Place = (i32, i32);

/// What the fonts of a stand-alone chart are; in a page, the page's own rule wins over it.
const FONTS: &str = "&quot;Noto Sans SC&quot;, &quot;Noto Sans CJK SC&quot;, &quot;Source Han Sans SC&quot;, \
                     &quot;Microsoft YaHei&quot;, &quot;PingFang SC&quot;, &quot;WenQuanYi Micro Hei&quot;, sans-serif";
/// plotters writes a font family on every text; these two stand in for what the text is to look like.
const PLAIN: &str = "plain";
const HALO: &str = "halo";

/// Which end of a text its place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The place is the left end.
    Start,
    /// The place is the middle.
    Middle,
    /// The place is the right end.
    End,
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    /// Its size in units.
    pub(super) size: i32,
    /// Its colour.
    pub(super) colour: Colour,
    /// Which end its place is.
    pub(super) anchor: Anchor,
    /// Whether a white rim keeps it readable over lines and bars.
    pub(super) halo: bool,
}

impl Ink {
    /// Set from its left end.
    pub(super) fn start(size: i32, colour: Colour) -> Self {
        Self { size, colour, anchor: Anchor::Start, halo: false }
    }

    /// Set about its middle.
    pub(super) fn centre(size: i32, colour: Colour) -> Self {
        Self { anchor: Anchor::Middle, ..Self::start(size, colour) }
    }

    /// Set to its right end.
    pub(super) fn end(size: i32, colour: Colour) -> Self {
        Self { anchor: Anchor::End, ..Self::start(size, colour) }
    }

    /// The same with a white rim.
    pub(super) fn with_halo(self) -> Self {
        Self { halo: true, ..self }
    }
}

/// A surface as wide as every chart.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws on a white surface of this height and gives the SVG text.
pub(super) fn paint(height: i32, draw: impl FnOnce(&Canvas<'_>) -> Result<(), String>) -> Result<String, String> {
    let mut svg = String::new();
    {
        let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
        let canvas = Canvas { area: SVGBackend::with_string(&mut svg, size).into_drawing_area() };
        draw(&canvas)?;
        canvas.area.present().map_err(said)?;
    }
    Ok(dressed(&svg, height))
}

impl Canvas<'_> {
    /// A filled rectangle between two corners.
    pub(super) fn rectangle(&self, a: Place, b: Place, fill: Colour) -> Result<(), String> {
        let (low, high) = ((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1)));
        self.area.draw(&Rectangle::new([low, high], rgb(fill).filled())).map_err(said)
    }

    /// The rim of a rectangle.
    pub(super) fn outline(&self, a: Place, b: Place, colour: Colour) -> Result<(), String> {
        self.area.draw(&Rectangle::new([a, b], stroke(colour, 1))).map_err(said)
    }

    /// A line through `places`.
    pub(super) fn line(&self, places: &[Place], colour: Colour, thickness: u32) -> Result<(), String> {
        self.area.draw(&PathElement::new(places.to_vec(), stroke(colour, thickness))).map_err(said)
    }

    /// A straight, level or upright, dashed line.
    pub(super) fn dashes(&self, from: Place, to: Place, colour: Colour) -> Result<(), String> {
        let (dash, gap) = (6, 4);
        let level = from.1 == to.1;
        let (begin, end) = if level { (from.0, to.0) } else { (from.1, to.1) };
        let (begin, end) = (begin.min(end), begin.max(end));
        let mut at = begin;
        while at < end {
            let stop = (at + dash).min(end);
            let ends = if level { [(at, from.1), (stop, from.1)] } else { [(from.0, at), (from.0, stop)] };
            self.line(&ends, colour, 1)?;
            at += dash + gap;
        }
        Ok(())
    }

    /// A data point, with a white rim so that neighbours stay apart.
    pub(super) fn mark(&self, (x, y): Place, mark: Mark, colour: Colour) -> Result<(), String> {
        let fill = rgb(colour).filled();
        let white = RGBColor(255, 255, 255).filled();
        match mark {
            Mark::Circle => {
                self.area.draw(&Circle::new((x, y), 5, white)).map_err(said)?;
                self.area.draw(&Circle::new((x, y), 4, fill)).map_err(said)
            }
            Mark::Square => {
                self.rectangle((x - 5, y - 5), (x + 5, y + 5), (255, 255, 255))?;
                self.rectangle((x - 4, y - 4), (x + 4, y + 4), colour)
            }
            Mark::Triangle => self.polygon(&[(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)], fill),
            Mark::Diamond => self.polygon(&[(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)], fill),
        }
    }

    fn polygon(&self, places: &[Place], fill: ShapeStyle) -> Result<(), String> {
        self.area.draw(&Polygon::new(places.to_vec(), fill)).map_err(said)
    }

    /// A line of text whose middle height is at `place`.
    pub(super) fn text(&self, text: &str, place: Place, ink: &Ink) -> Result<(), String> {
        let family = FontFamily::Name(if ink.halo { HALO } else { PLAIN });
        // plotters divides the size it is given by 1.24 (svg.rs), and the result is to be whole
        let font = FontDesc::new(family, f64::from(ink.size) * 1.24, FontStyle::Normal);
        let horizontal = match ink.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let colour = rgb(ink.colour);
        let style = font.into_text_style(&(1, 1)).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        self.area.draw(&Text::new(text.to_owned(), place, style)).map_err(said)
    }
}

fn rgb((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn stroke(colour: Colour, thickness: u32) -> ShapeStyle {
    rgb(colour).stroke_width(thickness)
}

#[expect(clippy::needless_pass_by_value, reason = "what `map_err` asks for")]
fn said<E: std::error::Error + Send + Sync>(error: DrawingAreaErrorKind<E>) -> String {
    error.to_string()
}

/// Makes plotters' output fit a page: it scales, has no needless attributes, takes the page's fonts, and its middle
/// line is that of Han characters. Quotes in texts are escaped, so an attribute's spelling occurs in no text.
fn dressed(svg: &str, height: i32) -> String {
    let body = svg.find('>').map_or(svg, |end| &svg[end + 1..]);
    let body = body
        .replace(" font-family=\"plain\"", "")
        .replace(
            " font-family=\"halo\"",
            " paint-order=\"stroke\" stroke=\"#FFFFFF\" stroke-width=\"3\" stroke-linejoin=\"round\"",
        )
        .replace(" opacity=\"1\"", "")
        .replace(" stroke=\"none\"", "")
        .replace(" dy=\"0.5ex\"", " dy=\"0.36em\"")
        .replace("\n</text>", "</text>");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"{FONTS}\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#FFFFFF\"/>{body}"
    )
}

/// Puts the title and the description, which screen readers read, at the head of a painted SVG.
pub(super) fn with_title(svg: &str, title: &str, description: &str) -> String {
    let end = svg.find('>').map_or(0, |end| end + 1);
    let (head, body) = svg.split_at(end);
    format!("{head}<title>{}</title><desc>{}</desc>{body}", escaped(title), escaped(description))
}

/// `text` as XML character data: markup escaped, characters that XML does not have left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' => out.push(' '),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}
