//! The shapes of files: plain cells first, bytes last, so that a fault can be planted in any cell.

use std::path::Path;

use encoding_rs::GB18030;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::SampleError;

/// A file before it is bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SampleFile {
    /// Where it stands in the folder, with `/`.
    pub(super) path: String,
    /// What is in it.
    pub(super) content: Content,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A flat export: a header and rows; ends lines with CRLF as the integrated system does.
    Delimited {
        /// UTF-8 or GB18030.
        encoding: TextEncoding,
        /// The rows, the header first.
        rows: Vec<Vec<String>>,
    },
    /// A workbook.
    Workbook(Vec<Sheet>),
    /// A text, as it stands.
    Text(String),
}

/// How a text file is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextEncoding {
    /// UTF-8 without a byte-order mark.
    Utf8,
    /// UTF-8 with a byte-order mark, as spreadsheets save it.
    Utf8Marked,
    /// GB18030, as older systems export.
    Gb18030,
}

/// A sheet of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Its rows; short rows end in blanks.
    pub(super) rows: Vec<Vec<SheetCell>>,
    /// Merged ranges: first row, first column, last row, last column, 0-based.
    pub(super) merges: Vec<[usize; 4]>,
    /// The widths of the columns, in letters.
    pub(super) widths: Vec<u16>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum SheetCell {
    /// Nothing.
    #[default]
    Blank,
    /// Text.
    Text(String),
    /// A number, as its shortest decimal text.
    Number(String),
}

impl SheetCell {
    /// A text cell.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Blank } else { Self::Text(text) }
    }
}

/// The name of a cell as a spreadsheet shows it, from 0-based positions.
pub(super) fn cell_name(row: usize, column: usize) -> String {
    crate::ingest::grid::Place { row, column }.to_string()
}

/// The bytes of a file.
pub(super) fn bytes(file: &SampleFile) -> Result<Vec<u8>, SampleError> {
    let cannot_write = |reason: String| SampleError::Encode { path: file.path.clone().into(), reason };
    match &file.content {
        Content::Text(text) => Ok(text.clone().into_bytes()),
        Content::Delimited { encoding, rows } => {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
            for row in rows {
                writer.write_record(row).map_err(|error| cannot_write(error.to_string()))?;
            }
            let utf8 = writer.into_inner().map_err(|error| cannot_write(error.to_string()))?;
            match encoding {
                TextEncoding::Utf8 => Ok(utf8),
                TextEncoding::Utf8Marked => Ok([b"\xEF\xBB\xBF".as_slice(), &utf8].concat()),
                TextEncoding::Gb18030 => {
                    let text = String::from_utf8(utf8).map_err(|error| cannot_write(error.to_string()))?;
                    Ok(GB18030.encode(&text).0.into_owned())
                }
            }
        }
        Content::Workbook(sheets) => workbook(sheets).map_err(|error| cannot_write(error.to_string())),
    }
}

/// A workbook's bytes. Its creation date is fixed, for it would be the only thing that differs between two runs.
fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2024, 3, 1)?;
    workbook.set_properties(&DocProperties::new().set_author("云泽区（虚构示例）").set_creation_datetime(&created));
    let cell = Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter).set_text_wrap();
    let merged = cell.clone().set_align(FormatAlign::Center);
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(&sheet.name)?;
        write_sheet(worksheet, sheet, &cell, &merged)?;
    }
    workbook.save_to_buffer()
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &Sheet, cell: &Format, merged: &Format) -> Result<(), XlsxError> {
    for (column, width) in (0u16..).zip(&sheet.widths) {
        worksheet.set_column_width(column, f64::from(*width))?;
    }
    for [first_row, first_column, last_row, last_column] in &sheet.merges {
        let (top, left) = position(*first_row, *first_column)?;
        let (bottom, right) = position(*last_row, *last_column)?;
        worksheet.merge_range(top, left, bottom, right, "", merged)?;
    }
    for (row, cells) in sheet.rows.iter().enumerate() {
        for (column, value) in cells.iter().enumerate() {
            let (row, column_number) = position(row, column)?;
            let is_merged = sheet.merges.iter().any(|[top, left, _, _]| (*top, *left) == (row_index(row), column));
            let format = if is_merged { merged } else { cell };
            match value {
                SheetCell::Blank => {}
                SheetCell::Text(text) => {
                    worksheet.write_string_with_format(row, column_number, text, format)?;
                }
                // The decimal text and the double are exact inverses here: the shortest text is what is written.
                SheetCell::Number(text) => match text.parse::<f64>() {
                    Ok(number) => {
                        worksheet.write_number_with_format(row, column_number, number, format)?;
                    }
                    Err(_) => {
                        worksheet.write_string_with_format(row, column_number, text, format)?;
                    }
                },
            }
        }
    }
    Ok(())
}

fn row_index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

fn position(row: usize, column: usize) -> Result<(u32, u16), XlsxError> {
    let row = u32::try_from(row).map_err(|_| XlsxError::RowColumnLimitError)?;
    Ok((row, u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?))
}

/// Writes a file into the folder, whole or not at all.
pub(super) fn write(folder: &Path, file: &SampleFile) -> Result<std::path::PathBuf, SampleError> {
    let path = folder.join(&file.path);
    let cannot_write = |source| SampleError::Write { path: path.clone(), source };
    let bytes = bytes(file)?;
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(cannot_write)?;
    }
    let unfinished = path.with_extension("unfinished");
    std::fs::write(&unfinished, bytes).map_err(cannot_write)?;
    std::fs::rename(&unfinished, &path).map_err(cannot_write)?;
    Ok(path)
}
