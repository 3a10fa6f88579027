//! A sheet as cells: what every reader gives and every form is recognised in.

use std::fmt;
use std::sync::Arc;

use super::extract::Block;

/// What a cell held in its file, before any rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    /// Nothing, or white space only.
    #[default]
    Blank,
    /// Text as typed.
    Text,
    /// A spreadsheet's number; its text has the 15 significant digits that a spreadsheet shows.
    Number,
    /// A spreadsheet's number shown as a percentage; its text is the number, 0.8619 for 86.19 %.
    Percent,
    /// A spreadsheet's date; its text is `2024-01-31` (with ` 13:00:00` where it has a time).
    Date,
    /// A spreadsheet's TRUE or FALSE.
    Flag,
    /// A spreadsheet's error such as `#REF!`.
    Error,
}

/// One cell as a person reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it held.
    pub kind: CellKind,
    /// Its text: as typed for text (line breaks kept), see [`CellKind`] for the others.
    pub text: String,
}

impl Cell {
    /// A text cell, or a blank one where the text is only white space.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let kind = if text.trim().is_empty() { CellKind::Blank } else { CellKind::Text };
        Self { kind, text }
    }

    /// Whether nothing is printed in it.
    pub fn is_blank(&self) -> bool {
        self.kind == CellKind::Blank
    }

    /// The text without any white space, line breaks and full-width blanks included: what labels are compared by.
    pub fn squeezed(&self) -> String {
        self.text.chars().filter(|letter| !letter.is_whitespace()).collect()
    }
}

/// A cell's position, 0-based; prints as the spreadsheet names it (`E8`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
}

impl Place {
    /// The cell at this row and column, both from 0.
    pub fn new(row: usize, column: usize) -> Self {
        Self { row, column }
    }
}

impl Place {
    /// The cell that a spreadsheet names so: `E8`.
    pub fn parse(name: &str) -> Option<Self> {
        let letters = name.find(|letter: char| letter.is_ascii_digit())?;
        let (letters, row) = name.split_at(letters);
        if letters.is_empty() || letters.len() > 4 || !letters.chars().all(|letter| letter.is_ascii_uppercase()) {
            return None;
        }
        let digit = |letter: u8| usize::from(letter - b'A') + 1;
        let column = letters.bytes().fold(0, |column, letter| column * 26 + digit(letter)) - 1;
        let row: usize = row.parse().ok()?;
        Some(Self { row: row.checked_sub(1)?, column })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", column_letters(self.column), self.row + 1)
    }
}

/// The letters of a column, from 0: A, B, … Z, AA, ….
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// A merged range, ends included; only its top-left cell holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// Its top-left cell.
    pub from: Place,
    /// Its bottom-right cell.
    pub to: Place,
}

/// A sheet: rows of cells, positions as the user's spreadsheet numbers them (row 0 is row 1 there, blank leading
/// rows included).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The sheet's name; none for a text file.
    pub sheet: Option<Arc<str>>,
    rows: Vec<Vec<Cell>>,
    merges: Vec<Merge>,
    width: usize,
    /// Of a window of a long sheet: the first rows of the sheet, and the row that `rows` begin at.
    head: Arc<[Vec<Cell>]>,
    from: usize,
}

static BLANK: Cell = Cell { kind: CellKind::Blank, text: String::new() };

impl Grid {
    /// A sheet of these cells; rows may differ in length.
    pub fn new(sheet: Option<Arc<str>>, rows: Vec<Vec<Cell>>, merges: Vec<Merge>) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        Self { sheet, rows, merges, width, ..Self::default() }
    }

    /// A window of a text file too long to be held: its first rows, and some that stand further down, at their own
    /// places. What lies between is blank here.
    pub(crate) fn window(head: &Arc<[Vec<Cell>]>, from: usize, rows: Vec<Vec<Cell>>) -> Self {
        let width = head.iter().chain(&rows).map(Vec::len).max().unwrap_or(0);
        // what the first rows hold already
        let rows = rows.into_iter().skip(head.len().saturating_sub(from)).collect();
        Self { rows, width, head: Arc::clone(head), from: from.max(head.len()), ..Self::default() }
    }

    /// How many rows it has.
    pub fn height(&self) -> usize {
        self.from + self.rows.len()
    }

    /// How many columns its longest row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The cell at a place; blank outside the sheet.
    pub fn cell(&self, place: Place) -> &Cell {
        self.row(place.row).get(place.column).unwrap_or(&BLANK)
    }

    /// A row's cells as far as it goes; empty outside the sheet.
    pub fn row(&self, row: usize) -> &[Cell] {
        let found = match row.checked_sub(self.from) {
            Some(below) => self.rows.get(below),
            None => self.head.get(row),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// Whether a row prints nothing.
    pub fn is_blank_row(&self, row: usize) -> bool {
        self.row(row).iter().all(Cell::is_blank)
    }

    /// A part of the sheet at its own places, everything else blank: the lines of `block` above row `header`, and below
    /// it only the columns from, up to (excluded).
    pub(crate) fn part(&self, block: Block, header: usize, (from, to): (usize, usize)) -> Self {
        let cells = |row: usize| -> Vec<Cell> {
            if !(block.from..block.to).contains(&row) {
                return Vec::new();
            }
            let inside = |column: usize| row < header || (from..to).contains(&column);
            let cells = self.row(row).iter().enumerate();
            cells.map(|(column, cell)| if inside(column) { cell.clone() } else { Cell::default() }).collect()
        };
        let rows = (0..block.to).map(cells).collect();
        Self { width: self.width, ..Self::new(self.sheet.clone(), rows, self.merges.clone()) }
    }

    /// The merged ranges.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// The merged range that covers a place.
    pub fn merge_at(&self, place: Place) -> Option<&Merge> {
        self.merges.iter().find(|merge| {
            (merge.from.row..=merge.to.row).contains(&place.row)
                && (merge.from.column..=merge.to.column).contains(&place.column)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_keeps_the_places_of_its_rows() {
        let row = |text: &str| vec![Cell::text(text)];
        let window = Grid::window(&Arc::from([row("head")]), 8, vec![row("far")]);
        assert_eq!((window.height(), window.width()), (9, 1));
        for (at, text) in [(0, "head"), (1, ""), (7, ""), (8, "far"), (9, "")] {
            assert_eq!(window.cell(Place::new(at, 0)).text, text, "{at}");
        }
    }

    #[test]
    fn places_print_as_spreadsheets_name_them() {
        for (row, column, name) in
            [(0, 0, "A1"), (7, 4, "E8"), (9, 25, "Z10"), (0, 26, "AA1"), (0, 701, "ZZ1"), (0, 702, "AAA1")]
        {
            assert_eq!(Place::new(row, column).to_string(), name);
            assert_eq!(Place::parse(name), Some(Place::new(row, column)));
        }
    }

    #[test]
    fn what_is_no_cell_has_no_place() {
        for name in ["", "E", "8", "e8", "E0", "row 3", "E8x", "AAAAA1", "E-1", "E99999999999999999999999"] {
            assert_eq!(Place::parse(name), None, "{name}");
        }
    }
}
