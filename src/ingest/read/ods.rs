//! Spreadsheets of `OpenDocument` (`.ods`, `.fods`): cells with their stored value, merged ranges, hidden sheets.

use std::collections::HashSet;
use std::path::Path;

use quick_xml::events::BytesStart;

use super::container::Container;
use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_iso_date, cell_of_written};
use super::sheet::Sheet;
use super::xml::{Piece, Xml, attribute, number_in, text_of};
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Place};

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let mut container = Container::open(path, bytes, limits)?;
    let manifest = container.part("META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| String::from_utf8_lossy(&manifest).contains("encryption-data")) {
        return Err(ReadError::PasswordProtected { path: path.to_owned() });
    }
    let content = container.part("content.xml")?;
    let content = content.ok_or_else(|| ReadError::damaged(path, "its part content.xml is missing"))?;
    read_content(path, "content.xml", &text_of(path, content)?, limits)
}

/// Reads the same from one XML file.
pub(super) fn read_flat(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    read_content(path, "", &text_of(path, bytes.to_vec())?, limits)
}

fn read_content(path: &Path, part: &str, text: &str, limits: &Limits) -> Result<Book, ReadError> {
    let mut xml = Xml::new(path, part, text, limits);
    let mut book = Book { kind: FileKind::Ods, ..Book::default() };
    let mut hidden_styles: HashSet<String> = HashSet::new();
    let mut style = None;
    let mut sheets = 0;
    loop {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "style" => style = attribute(&element, "name"),
                "table-properties" if attribute(&element, "display").as_deref() == Some("false") => {
                    hidden_styles.extend(style.clone());
                }
                "table" => {
                    sheets += 1;
                    limits.allow(Limit::Sheets, sheets).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
                    let name = attribute(&element, "name").unwrap_or_else(|| format!("Sheet{sheets}"));
                    if attribute(&element, "style-name").is_some_and(|style| hidden_styles.contains(&style)) {
                        book.notes.push(format!("sheet {name:?} is hidden and was not read"));
                        xml.skip()?;
                    } else {
                        let sheet = read_table(&mut xml, limits).map_err(|failure| failure.into_error(path, &name))?;
                        book.grids.push(sheet.into_grid(Some(&name), &mut book.notes));
                    }
                }
                // changes that were tracked hold cells that are no more
                "tracked-changes" => xml.skip()?,
                _ => {}
            },
            Piece::End => return Ok(book),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// Why a table cannot be read.
enum Failure {
    Read(ReadError),
    Exceeded(Exceeded),
}

impl Failure {
    fn into_error(self, path: &Path, sheet: &str) -> ReadError {
        match self {
            Self::Read(error) => error,
            Self::Exceeded(exceeded) => ReadError::limit(path, Some(sheet), exceeded),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

impl From<Exceeded> for Failure {
    fn from(exceeded: Exceeded) -> Self {
        Self::Exceeded(exceeded)
    }
}

/// A cell of a row: where it begins, how far it is repeated and merged.
struct Written {
    column: usize,
    repeated: usize,
    merged: (usize, usize),
    cell: Cell,
    lacks_value: bool,
}

/// Reads a table whose element has just opened.
fn read_table<'a>(xml: &mut Xml<'_>, limits: &'a Limits) -> Result<Sheet<'a>, Failure> {
    let outside = xml.depth().saturating_sub(1);
    let mut sheet = Sheet::new(limits);
    let (mut row, mut column) = (0_usize, 0_usize);
    let (mut repeated, mut is_hidden) = (1, false);
    let mut cells: Vec<Written> = Vec::new();
    while xml.depth() > outside {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "table-row" => {
                    repeated = number_in(&element, "number-rows-repeated").unwrap_or(1).max(1);
                    is_hidden = attribute(&element, "visibility").is_some_and(|visibility| visibility != "visible");
                    column = 0;
                    cells.clear();
                }
                name @ ("table-cell" | "covered-table-cell") => {
                    let covered = name == "covered-table-cell";
                    let written = read_cell(xml, &element, column, covered)?;
                    column = column.saturating_add(written.repeated);
                    if !written.cell.is_blank() || written.lacks_value || written.merged != (1, 1) {
                        cells.push(written);
                    }
                }
                // drawings over the cells, and what a table of another file is
                "shapes" | "table-source" | "scenario" => xml.skip()?,
                _ => {}
            },
            Piece::Close(element) if element.local_name().as_ref() == "table-row" => {
                put_row(&mut sheet, &mut cells, row, repeated, is_hidden)?;
                row = row.saturating_add(repeated);
            }
            Piece::End => return Err(xml.malformed().into()),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(sheet)
}

/// Puts a row of cells as often as it is repeated; blank rows cost nothing.
fn put_row(
    sheet: &mut Sheet<'_>,
    cells: &mut Vec<Written>,
    row: usize,
    repeated: usize,
    is_hidden: bool,
) -> Result<(), Exceeded> {
    if cells.is_empty() {
        return Ok(());
    }
    for row in (row..).take(repeated) {
        if is_hidden {
            sheet.hidden_row(row);
        }
        for written in cells.iter() {
            if !written.cell.is_blank() {
                for column in (written.column..).take(written.repeated) {
                    sheet.put(row, column, written.cell.clone())?;
                }
            }
            if written.lacks_value {
                sheet.formula_without_value(row, written.column);
            }
            let (columns, rows) = written.merged;
            let to = Place::new(row.saturating_add(rows - 1), written.column.saturating_add(columns - 1));
            sheet.merge(Place::new(row, written.column), to)?;
        }
        // what is repeated below the sheet's last printed cell is a format only
        if cells.iter().all(|written| written.cell.is_blank()) {
            break;
        }
    }
    cells.clear();
    Ok(())
}

/// Reads a cell whose element has just opened, up to its end.
fn read_cell(xml: &mut Xml<'_>, element: &BytesStart<'_>, column: usize, covered: bool) -> Result<Written, ReadError> {
    let spanned = |name| number_in(element, name).unwrap_or(1).max(1);
    let repeated = spanned("number-columns-repeated");
    let merged = (spanned("number-columns-spanned"), spanned("number-rows-spanned"));
    let kinds: Vec<String> = element
        .attributes()
        .flatten()
        .filter(|attribute| attribute.key.local_name().as_ref() == "value-type")
        .map(|attribute| attribute.value.into_owned())
        .collect();
    let is = |kind: &str| kinds.iter().any(|known| known == kind);
    let has_formula = attribute(element, "formula").is_some();
    let stored = |name| attribute(element, name).unwrap_or_default();
    let text = cell_text(xml)?;
    let cell = if covered {
        // hidden under a merged cell
        Cell::default()
    } else if is("error") {
        Cell { kind: CellKind::Error, text }
    } else if is("percentage") {
        cell_of_written(&stored("value"), Shown::Percent, false)
    } else if is("float") || is("currency") {
        cell_of_written(&stored("value"), Shown::Plain, false)
    } else if is("date") {
        cell_of_iso_date(&stored("date-value"))
    } else if is("boolean") {
        let text = if stored("boolean-value") == "true" { "TRUE" } else { "FALSE" };
        Cell { kind: CellKind::Flag, text: text.to_owned() }
    } else if text.is_empty() {
        Cell::text(stored("string-value"))
    } else {
        Cell::text(text)
    };
    let lacks_value = has_formula && kinds.is_empty() && cell.is_blank();
    Ok(Written { column, repeated, merged, cell, lacks_value })
}

/// The text of a cell whose element has just opened: its paragraphs, not its comments and drawings.
fn cell_text(xml: &mut Xml<'_>) -> Result<String, ReadError> {
    let outside = xml.depth().saturating_sub(1);
    let mut text = String::new();
    let (mut paragraphs, mut within) = (0, 0);
    while xml.depth() > outside {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "p" | "h" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    within += 1;
                }
                "s" => {
                    let blanks = number_in(&element, "c").unwrap_or(1).min(1000);
                    text.extend(std::iter::repeat_n(' ', blanks));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "annotation" | "frame" | "custom-shape" | "table" | "ruby-text" => xml.skip()?,
                _ => {}
            },
            Piece::Close(element) if matches!(element.local_name().as_ref(), "p" | "h") => within -= 1,
            Piece::Text(more) if within > 0 => text.push_str(&more),
            Piece::End => return Err(xml.malformed()),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::examples::packed;
    use super::*;

    const HEAD: &str = "<office:document-content><office:automatic-styles><style:style style:name='ta2' \
                        style:family='table'><style:table-properties table:display='false'/></style:style>\
                        </office:automatic-styles><office:body><office:spreadsheet>";

    fn file(tables: &str) -> Vec<u8> {
        let content = format!("{HEAD}{tables}</office:spreadsheet></office:body></office:document-content>");
        packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
    }

    fn read_book(tables: &str) -> Book {
        read(Path::new("a.ods"), &file(tables), &Limits::default()).unwrap()
    }

    #[test]
    fn cells_are_read_as_they_are_stored() {
        let book = read_book(
            "<table:table table:name='表'><table:table-column table:number-columns-repeated='1024'/>\
             <table:table-row><table:table-cell office:value-type='string' table:number-columns-spanned='2' \
             table:number-rows-spanned='2'><text:p>项目<text:s text:c='2'/>名称</text:p><text:p>二</text:p>\
             <office:annotation><text:p>批注</text:p></office:annotation></table:table-cell>\
             <table:covered-table-cell/><table:table-cell office:value-type='float' office:value='2940.0499999999997'>\
             <text:p>2,940.05</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='2'/>\
             <table:table-cell office:value-type='percentage' office:value='0.8619'><text:p>86%</text:p></table:table-cell>\
             <table:table-cell office:value-type='date' office:date-value='2024-01-31'/>\
             <table:table-cell office:value-type='boolean' office:boolean-value='true'/>\
             <table:table-cell office:value-type='string' calcext:value-type='error'><text:p>#REF!</text:p></table:table-cell>\
             <table:table-cell table:formula='of:=[.A1]'/></table:table-row>\
             <table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/>\
             </table:table-row></table:table>\
             <table:table table:name='藏' table:style-name='ta2'><table:table-row><table:table-cell><text:p>x</text:p>\
             </table:table-cell></table:table-row></table:table>",
        );
        let grid = &book.grids[0];
        let cell = |row, column| grid.cell(Place::new(row, column));
        assert_eq!((book.grids.len(), grid.height(), grid.width()), (1, 3, 6));
        assert_eq!(cell(0, 0).text, "项目  名称\n二");
        assert_eq!(cell(0, 2).text, "2940.05");
        assert_eq!(cell(1, 2), &Cell { kind: CellKind::Percent, text: "0.8619".to_owned() });
        assert_eq!(cell(2, 3), &Cell { kind: CellKind::Date, text: "2024-01-31".to_owned() }, "a repeated row");
        assert_eq!(cell(1, 4).kind, CellKind::Flag);
        assert_eq!(cell(1, 5), &Cell { kind: CellKind::Error, text: "#REF!".to_owned() });
        assert_eq!(grid.merge_at(Place::new(1, 1)).unwrap().from, Place::new(0, 0));
        assert!(
            book.notes[0].starts_with("sheet \"表\": 2 cells have a formula and no value, the first is G2"),
            "{:?}",
            book.notes
        );
        assert_eq!(book.notes[1], "sheet \"藏\" is hidden and was not read");
    }

    #[test]
    fn what_is_repeated_without_end_is_refused() {
        let row = "<table:table table:name='表'><table:table-row table:number-rows-repeated='999999999'><table:table-cell \
                   table:number-columns-repeated='9' office:value-type='float' office:value='1'/></table:table-row></table:table>";
        let limits = Limits::default().with(Limit::Cells, 20_000);
        let said = read(Path::new("a.ods"), &file(row), &limits).unwrap_err().to_string();
        assert_eq!(said, "a.ods sheet \"表\" reaches over more than the 20000 cells that are read");
        let row = row.replace("999999999", "1").replace("'9'", "'99999999'");
        let said = read(Path::new("a.ods"), &file(&row), &Limits::default()).unwrap_err().to_string();
        assert_eq!(said, "a.ods sheet \"表\" reaches to column 16385, beyond the 16384 columns that are read");
    }

    #[test]
    fn a_spreadsheet_in_one_file_is_read_alike() {
        let table = "<table:table table:name='表'><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>\
                     </table:table-row></table:table>";
        let flat = format!(
            "<?xml version='1.0'?><office:document office:mimetype='application/vnd.oasis.opendocument.spreadsheet'>\
                            <office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document>"
        );
        let book = read_flat(Path::new("a.fods"), flat.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(book, read_book(table));
        let locked = packed(&[("META-INF/manifest.xml", "<manifest:encryption-data/>"), ("content.xml", "?")]);
        let said = read(Path::new("a.ods"), &locked, &Limits::default()).unwrap_err().to_string();
        assert_eq!(said, "a.ods is protected by a password");
    }
}
