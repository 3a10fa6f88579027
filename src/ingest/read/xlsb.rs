//! Binary workbooks of Excel 2007 and later (`.xlsb`) as sheets of cells.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsb, XlsbError};

use super::container::Container;
use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_iso_date, cell_of_number, date_cell};
use super::sheet::Sheet;
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind};

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    // what its parts unpack to is not under our control: refuse a bomb before it is opened
    Container::open(path, bytes, limits)?.allow_all()?;
    // the library that takes these workbooks apart does not foresee every kind of damage
    catch_unwind(AssertUnwindSafe(|| read_sheets(path, bytes, limits)))
        .unwrap_or_else(|_| Err(ReadError::damaged(path, "its records do not agree with one another")))
}

fn read_sheets(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let damaged = |_: XlsbError| ReadError::damaged(path, "its records do not agree with one another");
    let mut workbook: Xlsb<_> = Reader::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsbError::Password => ReadError::PasswordProtected { path: path.to_owned() },
        other => damaged(other),
    })?;
    let mut book = Book { kind: FileKind::Xlsb, ..Book::default() };
    let listed = workbook.sheets_metadata().to_vec();
    limits.allow(Limit::Sheets, listed.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    for listed in listed {
        let name = listed.name;
        if listed.typ != SheetType::WorkSheet {
            book.notes.push(format!("sheet {name:?} holds no cells and was not read"));
            continue;
        }
        if listed.visible != SheetVisible::Visible {
            book.notes.push(format!("sheet {name:?} is hidden and was not read"));
            continue;
        }
        let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(&name), exceeded);
        let mut cells = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
        let mut sheet = Sheet::new(limits);
        while let Some(found) = cells.next_cell().map_err(damaged)? {
            let (row, column) = found.get_position();
            let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
            let cell = cell_of(&Data::from(found.get_value().clone()));
            sheet.put(place(row), place(column), cell).map_err(exceeds)?;
        }
        book.grids.push(sheet.into_grid(Some(&name), &mut book.notes));
    }
    Ok(book)
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
