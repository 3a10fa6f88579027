//! Colours and marks. The hues are those of Okabe and Ito (2008), told apart by colour-blind readers, in an order
//! that alternates dark and light so that black-and-white print tells them apart too.

/// A colour: red, green, blue.
pub(super) type Colour = (u8, u8, u8);

/// Axis labels and legends.
pub(super) const TEXT: Colour = (0x33, 0x3d, 0x47);
/// Values.
pub(super) const STRONG: Colour = (0x1b, 0x22, 0x2a);
/// What is less important: units, marks of missing values.
pub(super) const MUTED: Colour = (0x5f, 0x6b, 0x76);
/// The lines of the grid.
pub(super) const GRID: Colour = (0xe1, 0xe5, 0xe9);
/// The axis.
pub(super) const AXIS: Colour = (0x8a, 0x94, 0x9e);
/// Reference lines.
pub(super) const REFERENCE: Colour = (0xa3, 0x35, 0x2b);
/// Text on a dark fill.
pub(super) const WHITE: Colour = (0xff, 0xff, 0xff);

const SERIES: [Colour; 8] = [
    (0x1f, 0x5a, 0x94),
    (0xe6, 0x9f, 0x00),
    (0x00, 0x7d, 0x5c),
    (0x8c, 0xc8, 0xee),
    (0xa8, 0x44, 0x00),
    (0xe0, 0xa6, 0xc6),
    (0x4a, 0x50, 0x58),
    (0xf0, 0xe4, 0x42),
];

/// The colour of the series at `index`; colours come round again after eight.
pub(super) fn series(index: usize) -> Colour {
    SERIES[index % SERIES.len()]
}

/// Whether text on this fill has to be white.
pub(super) fn is_dark((red, green, blue): Colour) -> bool {
    // Rec. 601 luma, in thousandths
    u32::from(red) * 299 + u32::from(green) * 587 + u32::from(blue) * 114 < 140_000
}

/// The shape of a data point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A square on its corner.
    Diamond,
}

/// The mark of the series at `index`.
pub(super) fn mark(index: usize) -> Mark {
    [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond][index % 4]
}
