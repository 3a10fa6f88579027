//! The tables of Word documents (`.docx`), merged cells included; see [`Document`] for where their cells stand.

use std::path::Path;

use super::container::Container;
use super::document::{Document, Down, Span};
use super::error::WORD_DOCUMENT;
use super::limits::{Exceeded, Limits};
use super::xml::{Piece, Xml, attribute, number_in, text_of};
use super::{Book, FileKind, ReadError};

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let damaged =
        |detail: &str| ReadError::Damaged { path: path.to_owned(), what: "Word document", detail: detail.to_owned() };
    let mut container = Container::open(path, bytes, limits)?;
    let part = container.part("word/document.xml")?.ok_or_else(|| damaged("its part word/document.xml is missing"))?;
    let text = text_of(path, part)?;
    let exceeds = |exceeded: Exceeded| ReadError::limit(path, None, exceeded);
    let mut xml = Xml::new(path, "word/document.xml", &text, limits);
    let mut document = Document::new(limits);
    // the paragraphs that are open: a text box holds paragraphs within one
    let mut paragraphs: Vec<String> = Vec::new();
    let mut span = Span { columns: 1, rows: Down::Rows(1) };
    loop {
        match xml.next()? {
            Piece::Open(element) => match element.local_name().as_ref() {
                "tbl" => document.begin_table().map_err(exceeds)?,
                "tc" => {
                    span = Span { columns: 1, rows: Down::Rows(1) };
                    document.begin_cell();
                }
                "gridBefore" => document.pass_columns(number_in(&element, "val").unwrap_or(0)),
                "gridSpan" => {
                    span.columns = number_in(&element, "val").unwrap_or(1).max(1);
                    document.span(span);
                }
                "vMerge" => {
                    let restarts = attribute(&element, "val").is_some_and(|val| val == "restart");
                    span.rows = if restarts { Down::Begins } else { Down::Continues };
                    document.span(span);
                }
                "p" => paragraphs.push(String::new()),
                "t" => {
                    let text = xml.text()?;
                    if let Some(paragraph) = paragraphs.last_mut() {
                        paragraph.push_str(&text);
                    }
                }
                "tab" | "br" | "cr" | "noBreakHyphen" => {
                    // a tab within the properties of a paragraph is a stop, not a letter
                    let letter = match element.local_name().as_ref() {
                        "tab" if attribute(&element, "pos").is_some() => None,
                        "tab" => Some('\t'),
                        "noBreakHyphen" => Some('-'),
                        _ => Some('\n'),
                    };
                    if let (Some(letter), Some(paragraph)) = (letter, paragraphs.last_mut()) {
                        paragraph.push(letter);
                    }
                }
                // what an older Word shows instead; formulas and their results are other elements
                "Fallback" | "instrText" | "delText" | "moveFrom" => xml.skip()?,
                _ => {}
            },
            Piece::Close(element) => match element.local_name().as_ref() {
                "p" => {
                    let text = paragraphs.pop().unwrap_or_default();
                    for line in text.split('\n') {
                        if !(document.is_in_table() && line.trim().is_empty()) {
                            document.line(line).map_err(exceeds)?;
                        }
                    }
                }
                "tc" => {
                    document.end_cell().map_err(exceeds)?;
                    // properties stand before what the cell holds: those of a table within are done with
                    span = Span { columns: 1, rows: Down::Rows(1) };
                }
                "tr" => document.end_row().map_err(exceeds)?,
                "tbl" => document.end_table().map_err(exceeds)?,
                _ => {}
            },
            Piece::Text(_) => {}
            Piece::End => break,
        }
    }
    let (grids, notes) = document.finish();
    if grids.is_empty() {
        return Err(ReadError::NoTable { path: path.to_owned(), what: WORD_DOCUMENT, title: None });
    }
    Ok(Book { kind: FileKind::Docx, grids, notes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::examples::packed;
    use super::*;
    use crate::ingest::grid::Place;

    fn file(body: &str) -> Vec<u8> {
        let text = format!("<w:document><w:body>{body}</w:body></w:document>");
        packed(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", &text)])
    }

    fn paragraph(text: &str) -> String {
        format!("<w:p><w:pPr><w:tabs><w:tab w:pos='1'/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    fn cell(properties: &str, text: &str) -> String {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
    }

    fn row(cells: &[String]) -> String {
        format!("<w:tr>{}</w:tr>", cells.concat())
    }

    #[test]
    fn merged_cells_are_merged_ranges() {
        let span = "<w:gridSpan w:val='2'/>";
        let table = [
            row(&[cell("<w:vMerge w:val='restart'/>", "项目"), cell(span, "资金")]),
            row(&[cell("<w:vMerge/>", ""), cell("", "年初"), cell("", "全年")]),
            format!("<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{}{}</w:tr>", cell("", "1"), cell("", "2")),
            row(&[format!("<w:tc>{}{}</w:tc>", paragraph("上"), paragraph("下")), cell("", "<![CDATA[3]]>")]),
        ];
        let body = format!(
            "{}<w:p><w:r><w:t>编制部门：某局</w:t><w:tab/><w:t>单位：万元</w:t></w:r></w:p><w:tbl>{}</w:tbl>",
            paragraph("项目支出绩效自评表"),
            table.concat()
        );
        let book = read(Path::new("a.docx"), &file(&body), &Limits::default()).unwrap();
        let grid = &book.grids[0];
        let text = |row, column| grid.cell(Place::new(row, column)).text.as_str();
        assert_eq!((text(0, 0), text(1, 0), text(1, 1)), ("项目支出绩效自评表", "编制部门：某局", "单位：万元"));
        assert_eq!((text(2, 0), text(2, 1), text(3, 1), text(3, 2)), ("项目", "资金", "年初", "全年"));
        assert_eq!((text(4, 0), text(4, 1), text(4, 2)), ("", "1", "2"));
        assert_eq!((text(5, 0), text(5, 1)), ("上\n下", "3"));
        let merges: Vec<String> = grid.merges().iter().map(|merge| format!("{}:{}", merge.from, merge.to)).collect();
        assert_eq!(merges, ["B3:C3", "A3:A4"]);
        assert!(book.notes.is_empty(), "{:?}", book.notes);
    }

    #[test]
    fn tables_within_cells_and_what_is_no_text() {
        let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell("<w:gridSpan w:val='3'/>", "内"), cell("", "表")]));
        let table = row(&[
            format!("<w:tc>{}{inner}{}</w:tc>", paragraph("外"), paragraph("后")),
            cell("", "右</w:t><w:delText>删</w:delText></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>侧"),
        ]);
        let book = read(Path::new("a.docx"), &file(&format!("<w:tbl>{table}</w:tbl>")), &Limits::default()).unwrap();
        let names: Vec<_> = book.grids.iter().map(|grid| grid.sheet.as_deref().unwrap()).collect();
        assert_eq!(names, ["表1", "表2"]);
        assert_eq!(book.grids[0].cell(Place::new(0, 0)).text, "外\n后");
        assert_eq!(book.grids[1].cell(Place::new(0, 3)).text, "表");
        assert_eq!(book.notes, ["表2 stands within a cell of 表1 (A1)"]);
        let none = read(Path::new("a.docx"), &file(&paragraph("通知")), &Limits::default()).unwrap_err();
        assert_eq!(none.to_string(), "a.docx is a Word document without a table");
        let wide = file(&format!("<w:tbl>{}</w:tbl>", row(&[cell("<w:gridSpan w:val='99999999'/>", "a")])));
        let said = read(Path::new("a.docx"), &wide, &Limits::default()).unwrap_err().to_string();
        assert_eq!(said, "a.docx reaches to column 99999999, beyond the 16384 columns that are read");
    }
}
