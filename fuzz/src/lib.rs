//! What the fuzz targets do with their bytes. Every function must return, whatever the bytes: a panic, a hang or a large
//! use of memory is a finding.
#![allow(dead_code, unused_imports, unreachable_pub, missing_docs)]

pub mod ingest;
pub mod model;

use std::io::{Cursor, Write};
use std::path::Path;

use ingest::grid::{Cell, CellKind, Place};
use ingest::read::{Limit, Limits, read_within};
use ingest::value::{self, AmountUnit};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Small limits, so that what is large is met soon.
fn limits() -> Limits {
    let small = [
        (Limit::FileBytes, 1 << 22),
        (Limit::Cells, 200_000),
        (Limit::Rows, 100_000),
        (Limit::Merges, 1_000),
        (Limit::Sheets, 100),
        (Limit::DecompressedBytes, 1 << 22),
        (Limit::ZipEntries, 200),
    ];
    small.into_iter().fold(Limits::default(), |limits, (limit, value)| limits.with(limit, value))
}

/// Reads bytes as a file and looks at the cells.
fn read(bytes: &[u8]) {
    match read_within(Path::new("fuzz"), bytes, &limits()) {
        Ok(book) => {
            for grid in &book.grids {
                assert!(grid.merges().iter().all(|merge| merge.from.row <= merge.to.row));
                let last = Place::new(grid.height(), grid.width());
                assert!(grid.cell(last).is_blank());
                let _ = grid.merge_at(last);
            }
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            let _ = error.hint();
        }
    }
}

/// A container of these parts, not packed: what is mutated is what is read.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, options).expect("a part begins");
        writer.write_all(content).expect("a part is written");
    }
    writer.finish().expect("the container ends").into_inner()
}

pub fn delimited(data: &[u8]) {
    read(data);
}

/// The sheet, and after zero bytes the shared texts, the styles, the workbook and its relations.
pub fn xlsx(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0);
    let sheet = parts.next().unwrap_or_default();
    let texts = parts.next().unwrap_or(b"<sst><si><t>a</t></si></sst>");
    let styles = parts.next().unwrap_or(b"<styleSheet><cellXfs><xf numFmtId='9'/></cellXfs></styleSheet>");
    let workbook = parts.next().unwrap_or(b"<workbook><sheets><sheet name='a' id='r1'/></sheets></workbook>");
    let relations = parts.next().unwrap_or(
        b"<Relationships><Relationship Id='r1' Type='/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
    );
    read(&packed(&[
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/sharedStrings.xml", texts),
        ("xl/styles.xml", styles),
    ]));
}

pub fn xls(data: &[u8]) {
    read(data);
}

/// The content of a spreadsheet.
pub fn ods(data: &[u8]) {
    read(&packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", data)]));
}

/// The text of a document.
pub fn docx(data: &[u8]) {
    read(&packed(&[("word/document.xml", data)]));
}

pub fn html(data: &[u8]) {
    read(&[b"<html>", data].concat());
}

pub fn spreadsheet_xml(data: &[u8]) {
    read(&[b"<Workbook ", data].concat());
}

pub fn zip(data: &[u8]) {
    read(data);
    ingest::read_archive(Path::new("fuzz.zip"), data.to_vec(), &limits());
}

/// The text as cells of every kind that may hold it.
fn cells(data: &[u8]) -> Vec<Cell> {
    let Ok(text) = std::str::from_utf8(data) else { return Vec::new() };
    let kinds = [CellKind::Number, CellKind::Percent, CellKind::Date, CellKind::Flag, CellKind::Error];
    let of_kind = |kind| Cell { kind, text: text.to_owned() };
    std::iter::once(Cell::text(text)).chain(kinds.into_iter().map(of_kind)).collect()
}

pub fn amount(data: &[u8]) {
    for cell in cells(data) {
        for unit in [AmountUnit::Yuan, AmountUnit::TenThousandYuan, AmountUnit::HundredMillionYuan] {
            if let Ok(Some(found)) = value::amount(&cell, unit) {
                // what is printed is read as it was
                let again = value::amount(&Cell::text(found.money.to_string()), AmountUnit::Yuan);
                assert_eq!(again.ok().flatten().map(|again| again.money), Some(found.money));
            }
        }
        let _ = AmountUnit::find_in(&cell.text);
    }
}

pub fn date(data: &[u8]) {
    for cell in cells(data) {
        let _ = value::date(&cell);
        let _ = value::year(&cell);
        let _ = value::year_in(&cell.text);
    }
}

pub fn percent(data: &[u8]) {
    for cell in cells(data) {
        let _ = value::percent(&cell);
        let _ = value::percentage_points(&cell);
        let _ = value::flag(&cell);
        let _ = value::grade(&cell);
    }
}

pub fn number(data: &[u8]) {
    for cell in cells(data) {
        let _ = value::decimal(&cell, 2);
        let _ = value::decimal(&cell, 6);
        let _ = value::integer(&cell);
        let _ = value::code(&cell);
        let _ = value::name(&cell.text);
        let _ = value::code_and_name(&cell.text);
        let _ = value::is_missing(&cell.text);
    }
}

pub fn target(data: &[u8]) {
    for cell in cells(data) {
        let _ = value::target(&cell);
        let _ = value::actual(&cell);
        let _ = value::operator(&cell.text);
    }
}

pub fn definition(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        ingest::read_definition(text);
    }
}
