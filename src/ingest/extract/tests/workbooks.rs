//! A workbook made from any published CSV grid gives the rows that the grid gives, whichever way an office types it.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, Workbook};

use super::super::{SheetRows, extract};
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Grid, Place};
use crate::ingest::{read, source};
use crate::model::Row;

/// How a cell's text becomes a cell of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typing {
    /// Every cell as text.
    Text,
    /// Amounts and codes as numbers, rates as numbers shown in percent, titles and group headers merged.
    Office,
}

fn workbook(grid: &Grid, typing: Typing) -> Vec<u8> {
    let mut book = Workbook::new();
    let percent = Format::new().set_num_format("0.00%");
    let plain = Format::new();
    let sheet = book.add_worksheet();
    for row in 0..grid.height() {
        for (column, cell) in grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let (at, across) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            if typing == Typing::Text {
                sheet.write_string(at, across, &cell.text).unwrap();
                continue;
            }
            let text = cell.text.trim();
            if let Some(rate) = text.strip_suffix('%').and_then(|rate| rate.parse::<f64>().ok()) {
                sheet.write_number_with_format(at, across, rate / 100.0, &percent).unwrap();
            } else if let Some(number) = number(text) {
                sheet.write_number(at, across, number).unwrap();
            } else {
                let to = merged_to(grid, row, column);
                if to > column {
                    let to = u16::try_from(to).unwrap();
                    sheet.merge_range(at, across, at, to, &cell.text, &plain).unwrap();
                } else {
                    sheet.write_string(at, across, &cell.text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// What an office types as a number: digits with or without thousands separators, not a long code.
fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain: String = text.chars().filter(|letter| *letter != ',').collect();
    let shape = plain.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if shape && (1..=15).contains(&digits) { plain.parse().ok() } else { None }
}

/// The last column of the merged cell that begins here: a title over the whole width, a group over the columns that
/// print something below.
fn merged_to(grid: &Grid, row: usize, column: usize) -> usize {
    let blank = |row: usize, column: usize| grid.cell(Place::new(row, column)).is_blank();
    let alone = (0..grid.width()).all(|other| other == column || blank(row, other));
    if alone && row < 2 {
        return grid.width() - 1;
    }
    let last = (column + 1..grid.width()).take_while(|at| blank(row, *at) && !blank(row + 1, *at)).last();
    let is_header = row < 6 && !grid.row(row).iter().any(|cell| number(cell.text.trim()).is_some());
    last.filter(|_| is_header && !blank(row + 1, column)).unwrap_or(column)
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("JIXIAO_REAL_INPUT")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input"), PathBuf::from)
        .join("cn");
    if !folder.is_dir() {
        println!("skipped: no real input");
        return None;
    }
    Some(folder)
}

/// What of the rows does not depend on the kind of file.
fn content(rows: &[Row]) -> Vec<String> {
    let row = |row: &Row| {
        let columns = row.table.columns.iter().map(|column| column.name).zip(row.values());
        let values: Vec<_> = columns.filter(|(name, _)| !["sheet", "row_text", "value"].contains(name)).collect();
        format!("{} {:?} {:?} {values:?}", row.table.name, row.provenance.row, row.provenance.cells)
    };
    rows.iter().map(row).collect()
}

#[track_caller]
fn same(name: &str, typing: Typing, text: &SheetRows, sheet: &SheetRows) {
    for (of_text, of_sheet) in
        [(&text.rows, &sheet.rows), (&text.control_totals, &sheet.control_totals), (&text.rejects, &sheet.rejects)]
    {
        let (of_text, of_sheet) = (content(of_text), content(of_sheet));
        for (one, other) in of_text.iter().zip(&of_sheet) {
            assert_eq!(one, other, "{name} {typing:?}");
        }
        assert_eq!(of_text.len(), of_sheet.len(), "{name} {typing:?}");
    }
    assert_eq!(text.forms, sheet.forms, "{name} {typing:?}");
    assert_eq!(text.columns, sheet.columns, "{name} {typing:?}");
    assert_eq!((text.rows_read, text.rows_rejected), (sheet.rows_read, sheet.rows_rejected), "{name} {typing:?}");
    assert_eq!(text.notes.len(), sheet.notes.len(), "{name} {typing:?}: {:?} {:?}", text.notes, sheet.notes);
}

#[test]
fn a_workbook_of_any_published_grid_gives_the_same_rows() {
    let Some(folder) = folder() else { return };
    let forms = Forms::embedded().unwrap();
    let mut count = 0;
    for found in source::sources(&[folder], None, &read::Limits::default()).unwrap().files {
        if found.path.extension().is_none_or(|ending| ending != "csv") {
            continue;
        }
        let name = found.path.display().to_string();
        let grid = read::read(&found.path, &read::bytes_of(&found.path).unwrap()).unwrap().grids.remove(0);
        let text = extract(&grid, &name, &found.constants, &forms);
        for typing in [Typing::Text, Typing::Office] {
            let bytes = workbook(&grid, typing);
            let book = read::read(&found.path, &bytes).unwrap();
            let sheet = extract(&book.grids[0], &name, &found.constants, &forms);
            same(&name, typing, &text, &sheet);
        }
        count += 1;
    }
    assert!(count >= 15, "{count}");
}

#[test]
fn numbers_show_what_a_spreadsheet_shows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, number) in [0.1 + 0.2, 2_940.049_999_999_999_7, 2_010_301.0, 1.0 / 3.0, -1234.5].into_iter().enumerate() {
        sheet.write_number(u32::try_from(row).unwrap(), 0, number).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let book = read::read(Path::new("a.xlsx"), &bytes).unwrap();
    let texts: Vec<&str> = (0..5).map(|row| book.grids[0].cell(Place::new(row, 0)).text.as_str()).collect();
    assert_eq!(texts, ["0.3", "2940.05", "2010301", "0.333333333333333", "-1234.5"]);
}
