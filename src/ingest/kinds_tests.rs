//! The same table in every kind of file gives the same rows.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use rust_xlsxwriter::{Format, Workbook};

use super::definition::Forms;
use super::job;
use super::many::read_all;
use super::read::Limits;
use super::read::examples::packed;
use crate::model::SourceRows;

/// Two rows below a header of two, as `tests/data/workbooks/make_budgets.py` writes them too.
const HEADER: [&str; 14] = [
    "预算年度",
    "财政区划",
    "部门代码",
    "部门名称",
    "单位代码",
    "单位名称",
    "项目代码",
    "项目名称",
    "项目类别",
    "资金性质",
    "支出功能分类科目编码",
    "批复",
    "",
    "实际支付金额",
];
const ROWS: [[&str; 14]; 2] = [
    [
        "2023",
        "云泽区",
        "101",
        "云泽区教育局",
        "101001",
        "云泽区第一小学",
        "P001",
        "校舍维修",
        "特定目标类",
        "一般公共预算",
        "2050202",
        "10",
        "12.5",
        "11.9",
    ],
    [
        "2023",
        "云泽区",
        "102",
        "云泽区住建局",
        "102001",
        "云泽区住建局（本级）",
        "P002",
        "道路建设",
        "特定目标类",
        "政府性基金预算",
        "2120801",
        "50",
        "50",
        "41",
    ],
];
const TITLE: &str = "2023年项目年度预算";
const UNIT: &str = "单位：万元";

/// The rows of the sheet, title and unit line first.
fn lines() -> Vec<Vec<&'static str>> {
    let mut below = vec![""; 14];
    (below[11], below[12]) = ("年初批复数", "变动后预算数");
    let mut lines = vec![vec![TITLE], vec![UNIT], HEADER.to_vec(), below];
    lines.extend(ROWS.iter().map(|row| row.to_vec()));
    lines
}

fn is_number(line: usize, column: usize) -> bool {
    line >= 4 && (column == 0 || column >= 11)
}

fn delimited(separator: &str) -> String {
    lines().iter().map(|line| line.join(separator) + "\r\n").collect()
}

fn xlsx() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in lines().iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let (at, to) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            if (row, column) == (2, 11) {
                sheet.merge_range(at, to, at, to + 1, text, &Format::new()).unwrap();
            } else if is_number(row, column) {
                sheet.write(at, to, text.parse::<f64>().unwrap()).unwrap();
            } else {
                sheet.write(at, to, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Cells as elements of some XML; a cell that is merged to the right stands for two.
fn cells(cell: impl Fn(usize, usize, &str, bool) -> String, row: impl Fn(&str) -> String, from: usize) -> String {
    let mut text = String::new();
    for (number, line) in lines().iter().enumerate().skip(from) {
        let printed = line.iter().enumerate().filter(|at| (number, at.0) != (2, 12));
        let cells: String =
            printed.map(|(column, text)| cell(number, column, text, (number, column) == (2, 11))).collect();
        text += &row(&cells);
    }
    text
}

fn ods() -> Vec<u8> {
    let cell = |line, column, text: &str, wide| {
        let span = if wide { " table:number-columns-spanned='2'" } else { "" };
        let covered = if wide { "<table:covered-table-cell/>" } else { "" };
        let kind = if is_number(line, column) { format!("float' office:value='{text}") } else { "string".to_owned() };
        format!(
            "<table:table-cell office:value-type='{kind}'{span}><text:p>{text}</text:p></table:table-cell>{covered}"
        )
    };
    let rows = cells(cell, |cells| format!("<table:table-row>{cells}</table:table-row>"), 0);
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name='项目'>{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

fn spreadsheet_xml() -> String {
    let cell = |line, column, text: &str, wide| {
        let span = if wide { " ss:MergeAcross='1'" } else { "" };
        let kind = if is_number(line, column) { "Number" } else { "String" };
        format!("<Cell{span}><Data ss:Type='{kind}'>{text}</Data></Cell>")
    };
    let rows = cells(cell, |cells| format!("<Row>{cells}</Row>"), 0);
    format!("<?xml version='1.0'?><Workbook><Worksheet ss:Name='项目'><Table>{rows}</Table></Worksheet></Workbook>")
}

fn html() -> String {
    let cell = |_, _, text: &str, wide| format!("<td{}>{text}</td>", if wide { " colspan=2" } else { "" });
    let rows = cells(cell, |cells| format!("<tr>{cells}</tr>"), 2);
    format!("<html><meta charset=gbk><h2>{TITLE}</h2><p>{UNIT}</p><table>{rows}</table></html>")
}

fn docx() -> Vec<u8> {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let cell = |_, _, text: &str, wide| {
        let span = if wide { "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" } else { "" };
        format!("<w:tc>{span}{}</w:tc>", paragraph(text))
    };
    let rows = cells(cell, |cells| format!("<w:tr>{cells}</w:tr>"), 2);
    let text = format!(
        "<w:document><w:body>{}{}<w:tbl>{rows}</w:tbl></w:body></w:document>",
        paragraph(TITLE),
        paragraph(UNIT)
    );
    packed(&[("word/document.xml", &text)])
}

/// What a source gave, apart from where it stood.
fn given(source: &SourceRows) -> String {
    let mut text = String::new();
    for row in &source.rows {
        let values: Vec<String> =
            row.table.columns.iter().map(|column| format!("{}={:?}", column.name, row.get(column.name))).collect();
        writeln!(text, "{} {}", row.table.name, values.join(" ")).unwrap();
    }
    text
}

fn read(folder: &Path) -> Vec<SourceRows> {
    let gathered = job::gather(&[folder.to_owned()], None, Limits::default()).unwrap();
    read_all(&gathered, &Forms::embedded().unwrap(), |_| None, None, |_| {}).unwrap()
}

#[test]
fn same_table() {
    let folder = tempfile::tempdir().unwrap();
    let xls = include_bytes!("../../tests/data/workbooks/budgets.xls");
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let files: [(&str, Vec<u8>, &str); 10] = [
        ("a.csv", delimited(",").into_bytes(), "csv"),
        ("b.tsv", gbk(&delimited("\t")), "csv"),
        ("c.xlsx", xlsx(), "xlsx"),
        ("d.xls", xls.to_vec(), "xls"),
        ("e.ods", ods(), "ods"),
        ("f.xml", spreadsheet_xml().into_bytes(), "xml"),
        // what systems name .xls
        ("g.xls", gbk(&html()), "html"),
        ("h.xls", spreadsheet_xml().into_bytes(), "xml"),
        ("i.xls", xlsx(), "xlsx"),
        ("j.docx", docx(), "docx"),
    ];
    for (name, content, _) in &files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    let read = read(folder.path());
    let expected = given(&read[0]);
    assert_eq!(expected.lines().count(), 4, "two projects and their budgets\n{expected}\n{:?}", read[0].rejects);
    assert!(expected.contains("initial_budget=Some(Decimal(10000000))"), "10 万元\n{expected}");
    for (source, (name, _, kind)) in read.iter().zip(&files) {
        assert_eq!(given(source), expected, "{name}: {:?} {:?}", source.rejects, source.notes);
        assert_eq!(source.file_kind, *kind, "{name}");
    }
}

/// A stray cell far from the data costs neither memory nor time.
#[test]
fn a_stray_cell_far_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, line) in lines().iter().enumerate() {
        for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            sheet.write(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), *text).unwrap();
        }
    }
    sheet.write(99_999, 16_383, "x").unwrap();
    fs::write(folder.path().join("a.xlsx"), book.save_to_buffer().unwrap()).unwrap();
    let read = read(folder.path());
    assert_eq!(read[0].rows.len(), 4, "{:?} {:?}", read[0].rejects, read[0].notes);
}
