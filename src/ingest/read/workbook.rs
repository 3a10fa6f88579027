//! Workbooks (`.xlsx`, `.xls`, `.ods`) as sheets of cells, positions from A1.

use std::fmt::Display;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use calamine::{
    Data, Dimensions, ExcelDateTime, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsx,
    XlsxError,
};

use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Grid, Merge, Place};

/// The most cells that a sheet may reach over, blank ones between included.
const MOST_CELLS: usize = 20_000_000;

pub(super) fn read(path: &Path, kind: FileKind, bytes: &[u8]) -> Result<Book, ReadError> {
    let content = Cursor::new(bytes);
    let mut book = Book { kind, ..Book::default() };
    match kind {
        FileKind::Xls => {
            let mut workbook: Xls<_> = Reader::new(content).map_err(|error| match error {
                XlsError::Password => protected(path),
                other => damaged(path, other),
            })?;
            for name in visible(workbook.sheets_metadata(), &mut book.notes) {
                let range = workbook.worksheet_range(&name).map_err(|error| damaged(path, error))?;
                let merges = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
                book.grids.push(grid_of_range(path, &name, &range, &merges)?);
            }
        }
        FileKind::Ods => {
            let mut workbook: Ods<_> = Reader::new(content).map_err(|error| match error {
                OdsError::Password => protected(path),
                other => damaged(path, other),
            })?;
            for name in visible(workbook.sheets_metadata(), &mut book.notes) {
                let range = workbook.worksheet_range(&name).map_err(|error| damaged(path, error))?;
                book.grids.push(grid_of_range(path, &name, &range, &[])?);
            }
        }
        _ => {
            let mut workbook: Xlsx<_> = Reader::new(content).map_err(|error| match error {
                XlsxError::Password => protected(path),
                other => damaged(path, other),
            })?;
            for name in visible(workbook.sheets_metadata(), &mut book.notes) {
                book.grids.push(grid_of_xlsx(path, &name, &mut workbook)?);
            }
        }
    }
    if book.grids.iter().all(|grid| (0..grid.height()).all(|row| grid.is_blank_row(row))) {
        let mut sheets = book.notes;
        sheets
            .extend(book.grids.iter().filter_map(|grid| Some(format!("sheet {:?} is empty", grid.sheet.as_deref()?))));
        return Err(ReadError::NoCells { path: path.to_owned(), sheets });
    }
    Ok(book)
}

/// The names of the sheets to read; a hidden one or one that is no table leaves a note.
fn visible(sheets: &[Sheet], notes: &mut Vec<String>) -> Vec<String> {
    let mut names = Vec::new();
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            notes.push(format!("sheet {:?} holds no cells and was not read", sheet.name));
        } else if sheet.visible != SheetVisible::Visible {
            notes.push(format!("sheet {:?} is hidden and was not read", sheet.name));
        } else {
            names.push(sheet.name.clone());
        }
    }
    names
}

fn grid_of_xlsx(path: &Path, name: &str, workbook: &mut Xlsx<Cursor<&[u8]>>) -> Result<Grid, ReadError> {
    let merges = workbook.merge_cells_by_sheet_name(name).map_err(|error| damaged(path, error))?;
    let styles = workbook.worksheet_style(name).ok();
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| damaged(path, error))?;
    let mut rows = Rows::default();
    while let Some(found) = reader.next_cell().map_err(|error| damaged(path, error))? {
        let position = found.get_position();
        let mut cell = cell_of(&Data::from(found.get_value().clone()));
        if cell.kind == CellKind::Number {
            let format = styles.as_ref().and_then(|styles| styles.get(position)?.number_format.as_ref());
            if format.is_some_and(|format| is_percent(&format.format_code)) {
                cell.kind = CellKind::Percent;
            }
        }
        rows.put(position, cell).ok_or_else(|| too_many(path, name))?;
    }
    Ok(Grid::new(Some(Arc::from(name)), rows.rows, merges.iter().filter_map(merge_of).collect()))
}

fn grid_of_range(path: &Path, name: &str, range: &Range<Data>, merges: &[Dimensions]) -> Result<Grid, ReadError> {
    let (first_row, first_column) = range.start().unwrap_or((0, 0));
    let mut rows = Rows::default();
    for (row, column, value) in range.used_cells() {
        let position = u32::try_from(row).ok().zip(u32::try_from(column).ok());
        let position =
            position.and_then(|(row, column)| Some((first_row.checked_add(row)?, first_column.checked_add(column)?)));
        position.and_then(|position| rows.put(position, cell_of(value))).ok_or_else(|| too_many(path, name))?;
    }
    Ok(Grid::new(Some(Arc::from(name)), rows.rows, merges.iter().filter_map(merge_of).collect()))
}

/// Rows that grow as cells come, up to a limit.
#[derive(Default)]
struct Rows {
    rows: Vec<Vec<Cell>>,
    cells: usize,
}

impl Rows {
    fn put(&mut self, position: (u32, u32), cell: Cell) -> Option<()> {
        if cell.kind == CellKind::Blank {
            return Some(());
        }
        let (row, column) = (usize::try_from(position.0).ok()?, usize::try_from(position.1).ok()?);
        let width = self.rows.get(row).map_or(0, Vec::len);
        self.cells += (column + 1).saturating_sub(width);
        if self.cells > MOST_CELLS {
            return None;
        }
        if row >= self.rows.len() {
            self.rows.resize_with(row + 1, Vec::new);
        }
        if column >= width {
            self.rows[row].resize(column + 1, Cell::default());
        }
        self.rows[row][column] = cell;
        Some(())
    }
}

fn cell_of(value: &Data) -> Cell {
    let (kind, text) = match value {
        Data::Empty => return Cell::default(),
        Data::String(text) => return Cell::text(text.clone()),
        Data::Int(number) => (CellKind::Number, number.to_string()),
        Data::Float(number) => (CellKind::Number, shown(*number)),
        Data::Bool(flag) => (CellKind::Flag, if *flag { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(moment) => date_text(moment),
        Data::DateTimeIso(text) => (CellKind::Date, text.replace('T', " ")),
        Data::DurationIso(text) => (CellKind::Text, text.clone()),
        Data::Error(error) => (CellKind::Error, error.to_string()),
    };
    Cell { kind, text }
}

/// A number with the 15 significant digits that a spreadsheet shows, so that what binary arithmetic adds to a formula's
/// sum (2940.0499999999997) is no decimal; never in scientific notation.
fn shown(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    // a longer number has lost digits already: it stays as it is, to be found out
    if number.abs() < 1e15 { rounded } else { number }.to_string()
}

fn date_text(moment: &ExcelDateTime) -> (CellKind, String) {
    if moment.is_duration() {
        return (CellKind::Number, moment.as_f64().to_string());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let has_time = (hour, minute, second) != (0, 0, 0);
    (CellKind::Date, if has_time { format!("{date} {hour:02}:{minute:02}:{second:02}") } else { date })
}

/// Whether a number format shows a percentage: a percent sign outside quotation marks and not escaped.
fn is_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    for letter in format.chars() {
        match letter {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' if !quoted => escaped = true,
            '%' if !quoted => return true,
            _ => {}
        }
    }
    false
}

fn merge_of(range: &Dimensions) -> Option<Merge> {
    let place = |(row, column): (u32, u32)| Some(Place::new(usize::try_from(row).ok()?, usize::try_from(column).ok()?));
    Some(Merge { from: place(range.start)?, to: place(range.end)? })
}

fn protected(path: &Path) -> ReadError {
    ReadError::PasswordProtected { path: path.to_owned() }
}

fn damaged(path: &Path, detail: impl Display) -> ReadError {
    ReadError::Damaged { path: path.to_owned(), detail: detail.to_string() }
}

fn too_many(path: &Path, sheet: &str) -> ReadError {
    ReadError::TooManyCells { path: path.to_owned(), sheet: sheet.to_owned(), limit: MOST_CELLS }
}
