//! A sheet that grows as its cells are read, within limits; and what is said about it when it is whole.

use std::sync::Arc;

use super::limits::{Exceeded, Limit, Limits};
use crate::ingest::grid::{Cell, CellKind, Grid, Merge, Place};

/// A sheet being read.
pub(super) struct Sheet<'a> {
    limits: &'a Limits,
    rows: Vec<Vec<Cell>>,
    merges: Vec<Merge>,
    cells: usize,
    formulas: Counted,
    lost_letters: Counted,
    hidden_rows: Counted,
}

/// How many cells something is true of, and the first of them.
#[derive(Default)]
struct Counted {
    count: usize,
    first: Option<Place>,
}

impl Counted {
    fn add(&mut self, place: Place) {
        self.count += 1;
        self.first.get_or_insert(place);
    }
}

impl<'a> Sheet<'a> {
    /// An empty sheet.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            rows: Vec::new(),
            merges: Vec::new(),
            cells: 0,
            formulas: Counted::default(),
            lost_letters: Counted::default(),
            hidden_rows: Counted::default(),
        }
    }

    /// Puts a cell where it belongs; a blank one leaves its place blank.
    ///
    /// # Errors
    /// When the sheet grows beyond a limit.
    pub(super) fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), Exceeded> {
        if cell.kind == CellKind::Blank {
            return Ok(());
        }
        self.limits.allow(Limit::Rows, row.saturating_add(1))?;
        self.limits.allow(Limit::Columns, column.saturating_add(1))?;
        self.limits.allow(Limit::CellText, cell.text.len())?;
        let width = self.rows.get(row).map_or(0, Vec::len);
        self.cells += (column + 1).saturating_sub(width);
        self.limits.allow(Limit::Cells, self.cells)?;
        if cell.kind == CellKind::Text && cell.text.contains('\u{fffd}') {
            self.lost_letters.add(Place::new(row, column));
        }
        if row >= self.rows.len() {
            self.rows.resize_with(row + 1, Vec::new);
        }
        if column >= width {
            self.rows[row].resize(column + 1, Cell::default());
        }
        self.rows[row][column] = cell;
        Ok(())
    }

    /// Adds a merged range, ends included.
    ///
    /// # Errors
    /// When there are more than are read, or it reaches beyond the columns that are read.
    pub(super) fn merge(&mut self, from: Place, to: Place) -> Result<(), Exceeded> {
        if to.row < from.row || to.column < from.column || from == to {
            return Ok(());
        }
        self.limits.allow(Limit::Merges, self.merges.len() + 1)?;
        self.limits.allow(Limit::Columns, to.column.saturating_add(1))?;
        self.merges.push(Merge { from, to });
        Ok(())
    }

    /// Counts a cell that has a formula and no value.
    pub(super) fn formula_without_value(&mut self, row: usize, column: usize) {
        self.formulas.add(Place::new(row, column));
    }

    /// Counts a row that the spreadsheet hides.
    pub(super) fn hidden_row(&mut self, row: usize) {
        self.hidden_rows.add(Place::new(row, 0));
    }

    /// The sheet as it was read; what is to be said about it is added to `notes`.
    pub(super) fn into_grid(self, name: Option<&str>, notes: &mut Vec<String>) -> Grid {
        let of = name.map(|name| format!("sheet {name:?}: ")).unwrap_or_default();
        let first = |counted: &Counted| counted.first.map(|place| place.to_string()).unwrap_or_default();
        match self.formulas.count {
            0 => {}
            1 => notes.push(format!(
                "{of}1 cell ({}) has a formula and no value; open the file in Excel or WPS, let it calculate, and \
                 save it",
                first(&self.formulas)
            )),
            count => notes.push(format!(
                "{of}{count} cells have a formula and no value, the first is {}; open the file in Excel or WPS, let it \
                 calculate, and save it",
                first(&self.formulas)
            )),
        }
        if self.lost_letters.count > 0 {
            notes.push(format!(
                "{of}`\u{fffd}`, which stands for a character that was lost, is in {} of its cells, the first is {}",
                self.lost_letters.count,
                first(&self.lost_letters)
            ));
        }
        match (self.hidden_rows.count, self.hidden_rows.first) {
            (0, _) | (_, None) => {}
            (1, Some(place)) => notes.push(format!("{of}row {} is hidden and was read", place.row + 1)),
            (count, Some(place)) => {
                notes.push(format!("{of}{count} rows are hidden and were read, the first is row {}", place.row + 1));
            }
        }
        Grid::new(name.map(Arc::from), self.rows, self.merges)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn cells_stand_where_they_are_put() {
        let limits = Limits::default();
        let mut sheet = Sheet::new(&limits);
        sheet.put(2, 1, Cell::text("b3")).unwrap();
        sheet.put(0, 0, Cell::text("a1")).unwrap();
        sheet.put(9, 9, Cell::text(" ")).unwrap();
        sheet.formula_without_value(4, 4);
        sheet.formula_without_value(5, 4);
        let mut notes = Vec::new();
        let grid = sheet.into_grid(Some("表"), &mut notes);
        assert_eq!((grid.height(), grid.width()), (3, 2));
        assert_eq!(grid.cell(Place::new(2, 1)).text, "b3");
        assert!(
            notes[0].starts_with("sheet \"表\": 2 cells have a formula and no value, the first is E5;"),
            "{notes:?}"
        );
    }

    #[test]
    fn a_sheet_grows_up_to_its_limits() {
        let limits = Limits::default();
        let cell = || Cell::text("x");
        // one stray cell in the last corner costs its row only
        assert!(Sheet::new(&limits).put(1_048_575, 16_383, cell()).is_ok());
        let exceeded = |row, column| Sheet::new(&limits).put(row, column, cell()).unwrap_err().limit;
        assert_eq!(exceeded(3_000_000, 0), Limit::Rows);
        assert_eq!(exceeded(0, 16_384), Limit::Columns);
        assert_eq!(exceeded(usize::MAX, usize::MAX), Limit::Rows);
        let small = limits.with(Limit::Cells, 100_000);
        let mut sheet = Sheet::new(&small);
        let filled = (0..2_000_usize).try_for_each(|row| sheet.put(row, 16_383, cell()));
        assert_eq!(filled.unwrap_err().limit, Limit::Cells);
        let small = limits.with(Limit::CellText, 3).with(Limit::Merges, 1);
        assert_eq!(Sheet::new(&small).put(0, 0, Cell::text("long")).unwrap_err().limit, Limit::CellText);
        let mut sheet = Sheet::new(&small);
        let place = Place::new;
        sheet.merge(place(0, 0), place(0, 0)).unwrap();
        sheet.merge(place(0, 0), place(0, 1)).unwrap();
        assert_eq!(sheet.merge(place(1, 0), place(1, 1)).unwrap_err().limit, Limit::Merges);
    }
}
