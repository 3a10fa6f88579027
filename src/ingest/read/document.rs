//! The tables of a document (Word, HTML) as sheets, one a table.
//!
//! **Where a cell stands.** Tables are named `表1`, `表2`, … in the order in which they begin, one within another
//! included. Lines of text directly above a table (its title, `编制部门：…`, `单位：万元`) become rows of its sheet, one
//! line a row from A1 on, a tab beginning the next cell; the rows of the table follow. At most [`LINES_ABOVE`] lines are
//! taken, from the table upwards, and the first one longer than [`LONGEST_LINE`] characters ends them: it is a
//! paragraph, no heading. Other text is counted and not read.

use super::limits::{Exceeded, Limit, Limits};
use super::sheet::Sheet;
use crate::ingest::grid::{Cell, Grid, Place};

/// The most lines above a table that belong to it.
const LINES_ABOVE: usize = 8;

/// The longest line, in characters, that may belong to a table.
const LONGEST_LINE: usize = 120;

/// A document being read.
pub(super) struct Document<'a> {
    limits: &'a Limits,
    /// Lines since the last table.
    lines: Vec<String>,
    open: Vec<Table<'a>>,
    grids: Vec<(usize, Grid)>,
    notes: Vec<String>,
    tables: usize,
    unread_lines: usize,
}

/// A table being read.
struct Table<'a> {
    number: usize,
    sheet: Sheet<'a>,
    /// Rows of lines above it.
    row: usize,
    column: usize,
    text: String,
    span: Span,
    /// For each column, until which row (excluded) it is covered by a cell above.
    covered: Vec<usize>,
    /// For each column, where a cell began that the next row may continue, and how many columns it has.
    begun: Vec<Option<(usize, usize)>>,
    continued: Vec<usize>,
    printed: usize,
}

/// How far a cell reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// How many columns.
    pub(super) columns: usize,
    /// How many rows.
    pub(super) rows: Down,
}

/// How far down a cell reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Down {
    /// So many rows.
    Rows(usize),
    /// As many as the rows below continue.
    Begins,
    /// It continues the cell above.
    Continues,
}

impl<'a> Document<'a> {
    /// An empty document.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            lines: Vec::new(),
            open: Vec::new(),
            grids: Vec::new(),
            notes: Vec::new(),
            tables: 0,
            unread_lines: 0,
        }
    }

    /// Whether a table is open.
    pub(super) fn is_in_table(&self) -> bool {
        !self.open.is_empty()
    }

    /// A line of text: of the open cell, else of the document.
    ///
    /// # Errors
    /// When a cell's text grows beyond its limit.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Exceeded> {
        if let Some(table) = self.open.last_mut() {
            if !table.text.is_empty() {
                table.text.push('\n');
            }
            table.text.push_str(text);
            return self.limits.allow(Limit::CellText, table.text.len());
        }
        if !text.trim().is_empty() {
            self.lines.push(text.to_owned());
            if self.lines.len() > 4 * LINES_ABOVE {
                let old = self.lines.len() - LINES_ABOVE;
                self.lines.drain(..old);
                self.unread_lines += old;
            }
        }
        Ok(())
    }

    /// A table begins.
    ///
    /// # Errors
    /// When there are more tables than are read.
    pub(super) fn begin_table(&mut self) -> Result<(), Exceeded> {
        self.tables += 1;
        self.limits.allow(Limit::Sheets, self.tables)?;
        let mut sheet = Sheet::new(self.limits);
        let mut row = 0;
        if let Some(outer) = self.open.last() {
            let place = Place::new(outer.row, outer.column);
            self.notes.push(format!("表{} stands within a cell of 表{} ({place})", self.tables, outer.number));
        } else {
            let above = self.lines.iter().rev().take(LINES_ABOVE);
            let above = above.take_while(|line| line.chars().count() <= LONGEST_LINE).count();
            self.unread_lines += self.lines.len() - above;
            let lines = std::mem::take(&mut self.lines);
            for line in &lines[lines.len() - above..] {
                let cells = line.split('\t').filter(|cell| !cell.trim().is_empty());
                for (column, cell) in cells.enumerate() {
                    sheet.put(row, column, Cell::text(cell.trim()))?;
                }
                row += 1;
            }
        }
        self.open.push(Table {
            number: self.tables,
            sheet,
            row,
            column: 0,
            text: String::new(),
            span: Span { columns: 1, rows: Down::Rows(1) },
            covered: Vec::new(),
            begun: Vec::new(),
            continued: Vec::new(),
            printed: 0,
        });
        Ok(())
    }

    /// A heading that stands within the open table, above its rows.
    ///
    /// # Errors
    /// When the sheet grows beyond a limit.
    pub(super) fn heading(&mut self, text: &str) -> Result<(), Exceeded> {
        let Some(table) = self.open.last_mut() else { return self.line(text) };
        table.sheet.put(table.row, 0, Cell::text(text.trim()))?;
        table.row += 1;
        Ok(())
    }

    /// Columns that a row leaves out at its beginning.
    pub(super) fn pass_columns(&mut self, columns: usize) {
        if let Some(table) = self.open.last_mut() {
            table.column = table.column.saturating_add(columns);
        }
    }

    /// A cell begins.
    pub(super) fn begin_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            table.text.clear();
            table.span = Span { columns: 1, rows: Down::Rows(1) };
            while table.covered.get(table.column).is_some_and(|until| *until > table.row) {
                table.column += 1;
            }
        }
    }

    /// How far the open cell reaches.
    pub(super) fn span(&mut self, span: Span) {
        if let Some(table) = self.open.last_mut() {
            table.span = span;
        }
    }

    /// The open cell ends.
    ///
    /// # Errors
    /// When the sheet grows beyond a limit.
    pub(super) fn end_cell(&mut self) -> Result<(), Exceeded> {
        let limits = self.limits;
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        let Span { columns, rows } = table.span;
        let (from, to) = (table.column, table.column.saturating_add(columns.max(1)));
        limits.allow(Limit::Columns, to)?;
        let text = std::mem::take(&mut table.text);
        match rows {
            Down::Continues if table.begun.get(from).is_some_and(Option::is_some) => {
                table.continued.push(from);
                if !text.trim().is_empty() {
                    self.notes.push(format!(
                        "表{}: the text under the merged cell {} was not read",
                        table.number,
                        Place::new(table.row, from)
                    ));
                }
                table.column = to;
                return Ok(());
            }
            Down::Begins => {
                if table.begun.len() < to {
                    table.begun.resize(to, None);
                }
                table.begun[from] = Some((table.row, columns.max(1)));
                table.continued.push(from);
            }
            Down::Rows(rows) => {
                let last = table.row.saturating_add(rows.max(1) - 1);
                table.sheet.merge(Place::new(table.row, from), Place::new(last, to - 1))?;
                if rows > 1 {
                    if table.covered.len() < to {
                        table.covered.resize(to, 0);
                    }
                    table.covered[from..to].fill(last + 1);
                }
            }
            // nothing above to continue
            Down::Continues => {}
        }
        let cell = Cell::text(text);
        table.printed += usize::from(!cell.is_blank());
        table.sheet.put(table.row, from, cell)?;
        table.column = to;
        Ok(())
    }

    /// The open row ends.
    ///
    /// # Errors
    /// When the sheet grows beyond a limit.
    pub(super) fn end_row(&mut self) -> Result<(), Exceeded> {
        let Some(table) = self.open.last_mut() else { return Ok(()) };
        for column in 0..table.begun.len() {
            if table.begun[column].is_some() && !table.continued.contains(&column) {
                table.close_merge(column, table.row)?;
            }
        }
        table.continued.clear();
        table.row += 1;
        table.column = 0;
        self.limits.allow(Limit::Rows, table.row)
    }

    /// The open table ends.
    ///
    /// # Errors
    /// When the sheet grows beyond a limit.
    pub(super) fn end_table(&mut self) -> Result<(), Exceeded> {
        let Some(mut table) = self.open.pop() else { return Ok(()) };
        for column in 0..table.begun.len() {
            table.close_merge(column, table.row)?;
        }
        // a frame around other things is no table
        if table.printed > 1 {
            let name = format!("表{}", table.number);
            let grid = table.sheet.into_grid(Some(&name), &mut self.notes);
            self.grids.push((table.number, grid));
        }
        Ok(())
    }

    /// The tables in their order, and what is to be said.
    pub(super) fn finish(mut self) -> (Vec<Grid>, Vec<String>) {
        self.grids.sort_by_key(|(number, _)| *number);
        let unread = self.unread_lines + self.lines.len();
        if unread > 0 && !self.grids.is_empty() {
            self.notes.push(match unread {
                1 => "1 line of text outside its tables was not read".to_owned(),
                count => format!("{count} lines of text outside its tables were not read"),
            });
        }
        (self.grids.into_iter().map(|(_, grid)| grid).collect(), self.notes)
    }
}

impl Table<'_> {
    /// Ends a cell that rows continued, above this row.
    fn close_merge(&mut self, column: usize, row: usize) -> Result<(), Exceeded> {
        let Some((from, columns)) = self.begun.get_mut(column).and_then(Option::take) else { return Ok(()) };
        let to = Place::new(row.saturating_sub(1).max(from), column + columns - 1);
        self.sheet.merge(Place::new(from, column), to)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn cell(document: &mut Document<'_>, text: &str, columns: usize, rows: Down) {
        document.begin_cell();
        document.span(Span { columns, rows });
        document.line(text).unwrap();
        document.end_cell().unwrap();
    }

    #[test]
    fn lines_above_a_table_are_its_first_rows() {
        let limits = Limits::default();
        let mut document = Document::new(&limits);
        for line in ["前言", &"长".repeat(200), "2024年度自评表", " ", "编制部门：某局\t单位：万元"]
        {
            document.line(line).unwrap();
        }
        document.begin_table().unwrap();
        cell(&mut document, "a", 1, Down::Rows(1));
        cell(&mut document, "b", 1, Down::Rows(1));
        document.end_row().unwrap();
        document.end_table().unwrap();
        document.line("注：无").unwrap();
        let (grids, notes) = document.finish();
        let text = |row, column| grids[0].cell(Place::new(row, column)).text.clone();
        assert_eq!(grids[0].sheet.as_deref(), Some("表1"));
        assert_eq!(
            [text(0, 0), text(1, 0), text(1, 1), text(2, 0)],
            ["2024年度自评表", "编制部门：某局", "单位：万元", "a"]
        );
        assert_eq!(notes, ["3 lines of text outside its tables were not read"]);
    }

    #[test]
    fn cells_that_reach_down_push_the_next_ones_aside() {
        let limits = Limits::default();
        let mut document = Document::new(&limits);
        document.begin_table().unwrap();
        cell(&mut document, "a", 1, Down::Rows(2));
        cell(&mut document, "b", 2, Down::Rows(1));
        document.end_row().unwrap();
        cell(&mut document, "c", 1, Down::Rows(1));
        document.end_row().unwrap();
        cell(&mut document, "d", 1, Down::Begins);
        document.end_row().unwrap();
        cell(&mut document, "", 1, Down::Continues);
        cell(&mut document, "e", 1, Down::Rows(1));
        document.end_row().unwrap();
        document.end_table().unwrap();
        let (grids, _) = document.finish();
        let grid = &grids[0];
        assert_eq!(grid.cell(Place::new(1, 1)).text, "c");
        assert_eq!(grid.cell(Place::new(3, 1)).text, "e");
        let merges: Vec<String> = grid.merges().iter().map(|merge| format!("{}:{}", merge.from, merge.to)).collect();
        assert_eq!(merges, ["A1:A2", "B1:C1", "A3:A4"]);
    }

    #[test]
    fn tables_within_tables_are_tables() {
        let limits = Limits::default();
        let mut document = Document::new(&limits);
        document.begin_table().unwrap();
        document.begin_cell();
        document.begin_table().unwrap();
        cell(&mut document, "x", 1, Down::Rows(1));
        cell(&mut document, "y", 1, Down::Rows(1));
        document.end_row().unwrap();
        document.end_table().unwrap();
        document.end_cell().unwrap();
        document.end_row().unwrap();
        document.end_table().unwrap();
        let (grids, notes) = document.finish();
        assert_eq!(grids.len(), 1, "the outer one is a frame");
        assert_eq!(grids[0].sheet.as_deref(), Some("表2"));
        assert_eq!(notes, ["表2 stands within a cell of 表1 (A1)"]);
    }
}
