//! The workbook that goes back to a unit (退回清单): what was not loaded or is doubtful, cell by cell, with a blank
//! column for the correction.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Timelike, Utc};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::model::{Language, checks, words};

/// Rows of one sheet at most; a spreadsheet has 1 048 576.
const SHEET_ROWS: usize = 1_000_000;

/// Letters that a spreadsheet's cell holds at most.
const CELL_LETTERS: usize = 32_767;

/// One thing to correct.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Returned {
    /// The department that the row or the file belongs to, where either says.
    pub department: Option<String>,
    /// The file, as it was given to ingest.
    pub path: String,
    /// The sheet; none for a text file.
    pub sheet: Option<String>,
    /// The cell: `E8`, or `row 12`.
    pub cell: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// The value as it stands.
    pub value: Option<String>,
    /// What is wrong, what is expected and what to do, as `rejects.reason` has it.
    pub reason: String,
    /// The check that found it.
    pub check: String,
    /// `error` or `warning`.
    pub severity: String,
    /// The whole row, as it stands.
    pub row_text: Option<String>,
}

/// A reason in its parts: what is wrong, what is expected, what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonParts<'a> {
    /// What is wrong.
    pub wrong: &'a str,
    /// What the cell should hold.
    pub expected: &'a str,
    /// What to do about it.
    pub hint: &'a str,
}

/// Takes a reason apart: `expected an amount in 年初批复数; found `abc`; hint: …`.
pub fn reason_parts(reason: &str) -> ReasonParts<'_> {
    let (said, hint) = reason.split_once("hint: ").unwrap_or((reason, ""));
    let said = said.trim_end().trim_end_matches(';');
    let Some(rest) = said.strip_prefix("expected ") else {
        return ReasonParts { wrong: said, expected: "", hint };
    };
    // what was found follows the last of these
    let end = ["; found", "; missing"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
    let wrong = rest[end..].trim_start_matches("; ");
    ReasonParts { wrong, expected: &rest[..end], hint }
}

/// What stands on the cover.
#[derive(Clone, Debug)]
pub struct Cover<'a> {
    /// Whose workbook it is; none for one of all departments.
    pub department: Option<&'a str>,
    /// The version of the lake, in words.
    pub version: &'a str,
    /// When that version was loaded: the workbook's date of creation.
    pub at: DateTime<Utc>,
    /// The language of labels.
    pub language: Language,
}

impl Cover<'_> {
    fn text(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Chinese => zh,
            Language::English => en,
        }
    }
}

/// A workbook could not be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot make the workbook: {0}")]
pub struct WorkbookError(#[from] XlsxError);

/// The workbook's bytes: the same for the same rows and version.
///
/// # Errors
/// When a sheet cannot be made, which the limits of spreadsheets rule out.
pub fn workbook(rows: &[Returned], cover: &Cover<'_>) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_author("jixiao").set_creation_datetime(&excel(cover.at)?));
    write_cover(workbook.add_worksheet(), rows, cover)?;
    let name = cover.text("退回清单", "Returned");
    let mut parts: Vec<&[Returned]> = rows.chunks(SHEET_ROWS).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    for (number, part) in (1..).zip(parts) {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(if number == 1 { name.to_owned() } else { format!("{name}{number}") })?;
        write_list(worksheet, part, cover)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn excel(at: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    let part = |number: u32| u8::try_from(number).unwrap_or(0);
    let date = ExcelDateTime::from_ymd(u16::try_from(at.year()).unwrap_or(1900), part(at.month()), part(at.day()))?;
    date.and_hms(u16::from(part(at.hour())), part(at.minute()), at.second())
}

fn write_cover(sheet: &mut Worksheet, rows: &[Returned], cover: &Cover<'_>) -> Result<(), XlsxError> {
    sheet.set_name(cover.text("说明", "Cover"))?;
    let title = Format::new().set_bold().set_font_size(16);
    let head = header();
    let body = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    for (column, width) in [(0, 34.0), (1, 56.0), (2, 12.0), (3, 12.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.write_string_with_format(0, 0, cover.text("绩效资料退回清单", "What to correct"), &title)?;
    let count = |severity: &str| rows.iter().filter(|row| row.severity == severity).count().to_string();
    let about = [
        (cover.text("部门", "Department"), cover.department.unwrap_or(cover.text("全部", "all")).to_owned()),
        (cover.text("数据版本", "Version of the data"), cover.version.to_owned()),
        (cover.text("错误（未载入）", "Errors (not loaded)"), count("error")),
        (cover.text("提醒（已载入，请核实）", "Warnings (loaded; please verify)"), count("warning")),
        (
            cover.text("填报方法", "What to do"),
            cover
                .text(
                    "请在“更正值”一列填写正确内容，并在原文件的同一单元格更正后，按原文件名重新报送。",
                    "Fill in the column `correction`, correct the same cell of your file, and send the file again \
                     under its name.",
                )
                .to_owned(),
        ),
    ];
    let mut line = 2;
    for (label, text) in about {
        sheet.write_string_with_format(line, 0, label, &body)?;
        sheet.write_string_with_format(line, 1, fit(&text), &body)?;
        line += 1;
    }
    let by_check = counted(rows, |row| label("check", &row.check, cover.language));
    let by_file = counted(rows, |row| row.path.clone());
    for (heading, counts) in
        [(cover.text("问题类别", "Kind of fault"), by_check), (cover.text("来源文件", "File"), by_file)]
    {
        line += 1;
        let headings = [heading, "", cover.text("错误", "Errors"), cover.text("提醒", "Warnings")];
        for (column, text) in (0..).zip(headings) {
            sheet.write_string_with_format(line, column, text, &head)?;
        }
        line += 1;
        for (name, [errors, warnings]) in counts {
            sheet.write_string_with_format(line, 0, fit(&name), &body)?;
            sheet.write_string_with_format(line, 2, errors.to_string(), &body)?;
            sheet.write_string_with_format(line, 3, warnings.to_string(), &body)?;
            line += 1;
        }
    }
    Ok(())
}

/// Errors and warnings by a name, in order of the names.
fn counted(rows: &[Returned], name: impl Fn(&Returned) -> String) -> BTreeMap<String, [usize; 2]> {
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for row in rows {
        counts.entry(name(row)).or_default()[usize::from(row.severity != "error")] += 1;
    }
    counts
}

/// Headings and widths of the list.
const COLUMNS: [(&str, &str, f64); 14] = [
    ("序号", "No", 6.0),
    ("主管部门", "Department", 20.0),
    ("来源文件", "File", 34.0),
    ("工作表", "Sheet", 16.0),
    ("单元格", "Cell", 10.0),
    ("原值", "Value as it stands", 24.0),
    ("问题", "What is wrong", 24.0),
    ("填报规则", "The rule", 36.0),
    ("具体情况", "In detail", 30.0),
    ("应填内容", "What is expected", 30.0),
    ("修改提示", "What to do", 34.0),
    ("更正值", "Correction", 24.0),
    ("规则编号", "Check", 20.0),
    ("严重程度", "Severity", 10.0),
];

/// The position of the column that is left blank.
const CORRECTION: u16 = 11;

fn write_list(sheet: &mut Worksheet, rows: &[Returned], cover: &Cover<'_>) -> Result<(), XlsxError> {
    let head = header();
    let body = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let blank = body.clone().set_background_color(Color::RGB(0x00FF_F8DC));
    for (column, (zh, en, width)) in (0..).zip(COLUMNS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, cover.text(zh, en), &head)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (line, row) in (1..).zip(rows) {
        let parts = reason_parts(&row.reason);
        let check = label("check", &row.check, cover.language);
        let rule = checks::find(&row.check).map_or("", |check| cover.text(check.rule_zh, check.rule_en)).to_owned();
        let severity = label("severity", &row.severity, cover.language);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let cells = [
            line.to_string(),
            text(&row.department),
            row.path.clone(),
            text(&row.sheet),
            text(&row.cell),
            text(&row.value),
            check,
            rule,
            parts.wrong.to_owned(),
            parts.expected.to_owned(),
            parts.hint.to_owned(),
            String::new(),
            row.check.clone(),
            severity,
        ];
        for (column, cell) in (0..).zip(&cells) {
            // always as text: what begins with = or + is no formula
            let format = if column == CORRECTION { &blank } else { &body };
            sheet.write_string_with_format(line, column, fit(cell), format)?;
        }
    }
    let last = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    sheet.autofilter(0, 0, last, u16::try_from(COLUMNS.len() - 1).unwrap_or(0))?;
    Ok(())
}

fn header() -> Format {
    Format::new()
        .set_bold()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_E6F0))
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

fn label(vocabulary: &str, code: &str, language: Language) -> String {
    let word = words::find(vocabulary).and_then(|vocabulary| vocabulary.by_code(code));
    word.map_or(code, |word| word.label.in_language(language)).to_owned()
}

/// The text as a cell holds it.
fn fit(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_LETTERS {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(CELL_LETTERS / 2 - 1).collect();
    kept.push('…');
    kept
}

/// The name of a department's workbook: no letter that a file system refuses.
pub fn file_name(department: &str) -> String {
    let letter = |letter: char| {
        if letter.is_control() || "/\\:*?\"<>|".contains(letter) { '_' } else { letter }
    };
    let name: String = department.chars().map(letter).take(80).collect();
    let name = name.trim_matches(['.', ' ']).to_owned();
    if name.is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;
    use crate::ingest::grid::Place;
    use crate::ingest::read;

    #[test]
    fn reasons_come_apart() {
        let parts = reason_parts("expected an amount in 年初批复数; found `12万; 3`; hint: one number a cell");
        assert_eq!(
            (parts.expected, parts.wrong, parts.hint),
            ("an amount in 年初批复数", "found `12万; 3`", "one number a cell")
        );
        let parts = reason_parts("more decimals than 分; it was rounded half up");
        assert_eq!(
            (parts.expected, parts.wrong, parts.hint),
            ("", "more decimals than 分; it was rounded half up", "")
        );
        let parts = reason_parts("expected 部门名称; found no such column; hint: give `department`");
        assert_eq!(
            (parts.expected, parts.wrong, parts.hint),
            ("部门名称", "found no such column", "give `department`")
        );
        assert_eq!(reason_parts(""), ReasonParts::default());
        assert_eq!(reason_parts("expected hint: ").wrong, "expected");
    }

    #[test]
    fn names_of_files_are_names_of_files() {
        for (department, name) in
            [("云泽区教育局", "云泽区教育局"), ("a/b:c", "a_b_c"), ("..", "_"), ("甲\n局", "甲_局")]
        {
            assert_eq!(file_name(department), name);
        }
    }

    #[test]
    fn the_workbook_reads_back_and_is_the_same_every_time() {
        let value = "=HYPERLINK(\"http://x\")";
        let row = Returned {
            department: Some("甲局".to_owned()),
            path: "报送/预算.xlsx".to_owned(),
            sheet: Some("表1".to_owned()),
            cell: Some("E8".to_owned()),
            value: Some(value.to_owned()),
            reason: "expected an amount in 预算数; found `=…`; hint: type the number".to_owned(),
            check: "amount.unreadable".to_owned(),
            severity: "error".to_owned(),
            ..Returned::default()
        };
        let cover = Cover {
            department: Some("甲局"),
            version: "第1次载入",
            at: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
            language: Language::Chinese,
        };
        let made =
            || workbook(&[row.clone(), Returned { value: Some("+1".to_owned()), ..row.clone() }], &cover).unwrap();
        let bytes = made();
        assert_eq!(bytes, made());
        let book = read::read(Path::new("退回.xlsx"), &bytes).unwrap();
        assert_eq!(book.grids.len(), 2, "a cover and a list");
        let list = &book.grids[1];
        let cell = |row, column| list.cell(Place::new(row, column)).text.clone();
        assert_eq!((list.height(), list.width()), (3, 14));
        assert_eq!((cell(0, 5), cell(0, 11)), ("原值".to_owned(), "更正值".to_owned()));
        assert_eq!((cell(1, 5), cell(2, 5), cell(1, 11)), (value.to_owned(), "+1".to_owned(), String::new()));
        assert_eq!(cell(1, 6), "金额无法识别");
        assert!(cell(1, 7).starts_with("金额单元格须为一个数"), "{}", cell(1, 7));
        assert_eq!((cell(1, 9), cell(1, 10)), ("an amount in 预算数".to_owned(), "type the number".to_owned()));
        let cover = &book.grids[0];
        let printed: Vec<&str> = (0..cover.height()).map(|row| cover.cell(Place::new(row, 1)).text.as_str()).collect();
        assert!(printed.contains(&"甲局") && printed.contains(&"2"), "{printed:?}");
    }
}
