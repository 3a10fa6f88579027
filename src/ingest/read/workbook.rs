//! Binary workbooks (`.xls`, `.xlsb`) as sheets of cells, positions from A1.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, Dimensions, Reader, Sheet as Listed, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_iso_date, cell_of_number, date_cell};
use super::sheet::Sheet;
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Place};

pub(super) fn read(path: &Path, kind: FileKind, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    // the library that takes binary workbooks apart does not foresee every kind of damage
    let read = || if kind == FileKind::Xls { read_xls(path, bytes, limits) } else { read_xlsb(path, bytes, limits) };
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ReadError::damaged(path, "its records do not agree with one another")))
}

fn read_xls(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let mut workbook: Xls<_> = Reader::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => ReadError::PasswordProtected { path: path.to_owned() },
        other => ReadError::damaged(path, other),
    })?;
    let mut book = Book { kind: FileKind::Xls, ..Book::default() };
    for name in visible(path, workbook.sheets_metadata(), limits, &mut book.notes)? {
        let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(&name), exceeded);
        let range = workbook.worksheet_range(&name).map_err(|error| ReadError::damaged(path, error))?;
        let (first_row, first_column) = range.start().map_or((0, 0), places);
        let mut sheet = Sheet::new(limits);
        for (row, column, value) in range.used_cells() {
            sheet.put(first_row + row, first_column + column, cell_of(value)).map_err(exceeds)?;
        }
        for merge in workbook.merge_cells_by_sheet_name(&name).unwrap_or_default() {
            let Dimensions { start, end } = merge;
            let ((from_row, from_column), (to_row, to_column)) = (places(start), places(end));
            sheet.merge(Place::new(from_row, from_column), Place::new(to_row, to_column)).map_err(exceeds)?;
        }
        book.grids.push(sheet.into_grid(Some(&name), &mut book.notes));
    }
    Ok(book)
}

fn read_xlsb(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    // what its parts unpack to is not under our control: refuse a bomb before it is opened
    let container = super::container::Container::open(path, bytes, limits)?;
    container.allow_all()?;
    let mut workbook: Xlsb<_> = Reader::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsbError::Password => ReadError::PasswordProtected { path: path.to_owned() },
        other => ReadError::damaged(path, other),
    })?;
    let mut book = Book { kind: FileKind::Xlsb, ..Book::default() };
    for name in visible(path, workbook.sheets_metadata(), limits, &mut book.notes)? {
        let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(&name), exceeded);
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(|error| ReadError::damaged(path, error))?;
        let mut sheet = Sheet::new(limits);
        while let Some(found) = cells.next_cell().map_err(|error| ReadError::damaged(path, error))? {
            let (row, column) = places(found.get_position());
            sheet.put(row, column, cell_of(&Data::from(found.get_value().clone()))).map_err(exceeds)?;
        }
        book.grids.push(sheet.into_grid(Some(&name), &mut book.notes));
    }
    Ok(book)
}

/// The names of the sheets to read; a hidden one or one that is no table leaves a note.
fn visible(path: &Path, sheets: &[Listed], limits: &Limits, notes: &mut Vec<String>) -> Result<Vec<String>, ReadError> {
    limits.allow(Limit::Sheets, sheets.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
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
    Ok(names)
}

fn places((row, column): (u32, u32)) -> (usize, usize) {
    let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    (place(row), place(column))
}

fn cell_of(value: &Data) -> Cell {
    let (kind, text) = match value {
        Data::Empty => return Cell::default(),
        Data::String(text) => return Cell::text(text.clone()),
        Data::Int(number) => (CellKind::Number, number.to_string()),
        Data::Float(number) => return cell_of_number(*number, Shown::Plain, false),
        Data::Bool(flag) => (CellKind::Flag, if *flag { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(moment) if (0.0..2_958_466.0).contains(&moment.as_f64()) => return date_cell(moment),
        Data::DateTime(moment) => return cell_of_number(moment.as_f64(), Shown::Plain, false),
        Data::DateTimeIso(text) => return cell_of_iso_date(text),
        Data::DurationIso(text) => (CellKind::Text, text.clone()),
        Data::Error(error) => (CellKind::Error, error.to_string()),
    };
    Cell { kind, text }
}
