//! The XML spreadsheet format of Excel 2003, which evaluation systems write from templates and name `.xls`.

use std::collections::HashMap;
use std::path::Path;

use quick_xml::events::BytesStart;

use super::decode::{declared_in, decode};
use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_iso_date, cell_of_written};
use super::sheet::Sheet;
use super::xml::{Piece, Xml, attribute, number_in};
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Place};

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let decoded = decode(path, bytes, declared_in(bytes, "encoding").as_deref())?;
    let mut xml = Xml::new(path, "", &decoded.text, limits);
    let mut book = Book { kind: FileKind::SpreadsheetXml, ..Book::default() };
    let mut styles: HashMap<String, Shown> = HashMap::new();
    let mut style = None;
    let mut sheets = 0;
    loop {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "Style" => style = attribute(&element, "ID"),
                "NumberFormat" => {
                    if let (Some(style), Some(format)) = (style.clone(), attribute(&element, "Format")) {
                        styles.insert(style, shown(&format));
                    }
                }
                "Worksheet" => {
                    sheets += 1;
                    limits.allow(Limit::Sheets, sheets).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
                    let name = attribute(&element, "Name").unwrap_or_else(|| format!("Sheet{sheets}"));
                    read_worksheet(&mut xml, &name, &styles, limits, &mut book)?;
                }
                _ => {}
            },
            Piece::End => return Ok(book),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
}

/// How a format of this dialect shows numbers: a name or a code.
fn shown(format: &str) -> Shown {
    match format {
        "Percent" => Shown::Percent,
        "General Date" | "Long Date" | "Medium Date" | "Short Date" | "Long Time" | "Medium Time" | "Short Time" => {
            Shown::Date
        }
        "General" | "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Scientific"
        | "Yes/No" | "True/False" | "On/Off" => Shown::Plain,
        code => Shown::of_code(code),
    }
}

/// Reads a worksheet whose element has just opened into the book, or a note where it is hidden.
fn read_worksheet(
    xml: &mut Xml<'_>,
    name: &str,
    styles: &HashMap<String, Shown>,
    limits: &Limits,
    book: &mut Book,
) -> Result<(), ReadError> {
    let path = xml.path();
    let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(name), exceeded);
    let outside = xml.depth().saturating_sub(1);
    let mut sheet = Sheet::new(limits);
    let (mut row, mut column, mut span) = (0_usize, 0_usize, 0_usize);
    let mut is_hidden = false;
    while xml.depth() > outside {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "Row" => {
                    row = number_in(&element, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(row);
                    span = number_in(&element, "Span").unwrap_or(0);
                    column = 0;
                    if attribute(&element, "Hidden").is_some_and(|text| text == "1") {
                        sheet.hidden_row(row);
                    }
                }
                "Cell" => {
                    column = number_in(&element, "Index").and_then(|index| index.checked_sub(1)).unwrap_or(column);
                    let across = number_in(&element, "MergeAcross").unwrap_or(0);
                    let down = number_in(&element, "MergeDown").unwrap_or(0);
                    let to = Place::new(row.saturating_add(down), column.saturating_add(across));
                    sheet.merge(Place::new(row, column), to).map_err(exceeds)?;
                    match read_cell(xml, &element, styles)? {
                        Some(cell) => sheet.put(row, column, cell).map_err(exceeds)?,
                        None if attribute(&element, "Formula").is_some() => sheet.formula_without_value(row, column),
                        None => {}
                    }
                    column = column.saturating_add(across).saturating_add(1);
                }
                "Visible" => is_hidden = xml.text()?.trim() != "SheetVisible",
                _ => {}
            },
            Piece::Close(element) if element.local_name().as_ref() == "Row" => {
                row = row.saturating_add(span).saturating_add(1);
            }
            Piece::End => return Err(xml.malformed()),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    if is_hidden {
        book.notes.push(format!("sheet {name:?} is hidden and was not read"));
    } else {
        book.grids.push(sheet.into_grid(Some(name), &mut book.notes));
    }
    Ok(())
}

/// Reads a cell whose element has just opened, up to its end; none where it holds no data.
fn read_cell(
    xml: &mut Xml<'_>,
    element: &BytesStart<'_>,
    styles: &HashMap<String, Shown>,
) -> Result<Option<Cell>, ReadError> {
    let style = attribute(element, "StyleID");
    let outside = xml.depth().saturating_sub(1);
    let mut cell = None;
    while xml.depth() > outside {
        match xml.next()? {
            Piece::Open(inner) => match inner.local_name().as_ref() {
                "Data" => {
                    let kind = attribute(&inner, "Type").unwrap_or_default();
                    let text = xml.text()?.into_owned();
                    cell = Some(match kind.as_str() {
                        "Number" => {
                            let shown = style.as_ref().and_then(|style| styles.get(style)).copied();
                            cell_of_written(&text, shown.unwrap_or_default(), false)
                        }
                        "DateTime" => cell_of_iso_date(&text),
                        "Boolean" => {
                            let text = if text.trim() == "1" { "TRUE" } else { "FALSE" };
                            Cell { kind: CellKind::Flag, text: text.to_owned() }
                        }
                        "Error" => Cell { kind: CellKind::Error, text },
                        _ => Cell::text(text),
                    });
                }
                // a comment has data of its own
                "Comment" => xml.skip()?,
                _ => {}
            },
            Piece::End => return Err(xml.malformed()),
            Piece::Close(_) | Piece::Text(_) => {}
        }
    }
    Ok(cell)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const TEXT: &str = "<?xml version=\"1.0\" encoding=\"gb2312\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
        <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:x\">\
        <Styles><Style ss:ID=\"s1\"><NumberFormat ss:Format=\"0.00%\"/></Style></Styles>\
        <Worksheet ss:Name=\"自评表\"><Table>\
        <Row><Cell ss:MergeAcross=\"2\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">项目支出绩效自评表</Data>\
        <Comment><Data>批注</Data></Comment></Cell><Cell><Data ss:Type=\"String\">D1</Data></Cell></Row>\
        <Row ss:Index=\"4\"><Cell ss:Index=\"2\"><Data ss:Type=\"Number\">1234.5</Data></Cell>\
        <Cell ss:StyleID=\"s1\"><Data ss:Type=\"Number\">0.8619</Data></Cell>\
        <Cell><Data ss:Type=\"DateTime\">2024-01-31T00:00:00.000</Data></Cell>\
        <Cell ss:Formula=\"=R1C1\"/><Cell><Data ss:Type=\"String\"><B>粗</B>&#10;体</Data></Cell>\
        <Cell><Data ss:Type=\"Error\">#REF!</Data></Cell></Row>\
        </Table></Worksheet>\
        <Worksheet ss:Name=\"藏\"><Table/><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>\
        </Workbook>";

    fn read_book(bytes: &[u8]) -> Book {
        read(Path::new("a.xls"), bytes, &Limits::default()).unwrap()
    }

    #[test]
    fn cells_stand_where_the_spreadsheet_shows_them() {
        let book = read_book(&encoding_rs::GBK.encode(TEXT).0);
        assert_eq!(book, read_book(TEXT.as_bytes()), "whatever the encoding");
        let grid = &book.grids[0];
        let cell = |row, column| grid.cell(Place::new(row, column));
        assert_eq!(cell(0, 0).text, "项目支出绩效自评表");
        assert_eq!(cell(0, 3).text, "D1", "beside a merged cell");
        assert_eq!(grid.merges()[0].to, Place::new(1, 2));
        assert_eq!(cell(3, 1), &Cell { kind: CellKind::Number, text: "1234.5".to_owned() });
        assert_eq!(cell(3, 2), &Cell { kind: CellKind::Percent, text: "0.8619".to_owned() });
        assert_eq!(cell(3, 3), &Cell { kind: CellKind::Date, text: "2024-01-31".to_owned() });
        assert_eq!(cell(3, 5).text, "粗\n体");
        assert_eq!(cell(3, 6).kind, CellKind::Error);
        assert!(book.notes[0].contains("1 cell (E4) has a formula and no value"), "{:?}", book.notes);
        assert_eq!(book.notes[1], "sheet \"藏\" is hidden and was not read");
    }

    #[test]
    fn what_breaks_off_or_overflows_is_said() {
        let said = |text: &str| read(Path::new("a.xls"), text.as_bytes(), &Limits::default()).unwrap_err().to_string();
        assert!(
            said(&TEXT[..900]).starts_with("a.xls is a damaged workbook: its XML is malformed or breaks off at byte")
        );
        let wide = TEXT.replace("ss:Index=\"2\"", "ss:Index=\"99999\"");
        assert_eq!(
            said(&wide),
            "a.xls sheet \"自评表\" reaches to column 99999, beyond the 16384 columns that are read"
        );
        let far = TEXT.replace("ss:Index=\"4\"", "ss:Index=\"99999999999999999999\"").replace("ss:Index=\"2\"", "");
        assert!(
            read(Path::new("a.xls"), far.as_bytes(), &Limits::default()).is_ok(),
            "a number that is none is passed over"
        );
    }
}
