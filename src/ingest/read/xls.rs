//! Workbooks of Excel 97–2003 and WPS (`.xls`, `.et`), and of Excel 5 and 95: the records of their stream (MS-XLS).

use std::path::Path;

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use super::compound::{Compound, u16_at, u32_at};
use super::limits::{Exceeded, Limit, Limits};
use super::number::{Shown, cell_of_number};
use super::sheet::Sheet;
use super::sniff::Other;
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, CellKind, Grid, Place};

/// The kinds of records that are read.
mod kind {
    pub(super) const FORMULA: u16 = 0x06;
    pub(super) const END: u16 = 0x0a;
    pub(super) const DATE_MODE: u16 = 0x22;
    pub(super) const FILE_PASSWORD: u16 = 0x2f;
    pub(super) const CONTINUE: u16 = 0x3c;
    pub(super) const CODE_PAGE: u16 = 0x42;
    pub(super) const SHEET: u16 = 0x85;
    pub(super) const NUMBERS: u16 = 0xbd;
    pub(super) const RICH_LABEL: u16 = 0xd6;
    pub(super) const CELL_FORMAT: u16 = 0xe0;
    pub(super) const MERGES: u16 = 0xe5;
    pub(super) const TEXTS: u16 = 0xfc;
    pub(super) const SHARED_LABEL: u16 = 0xfd;
    pub(super) const NUMBER: u16 = 0x203;
    pub(super) const LABEL: u16 = 0x204;
    pub(super) const FLAG_OR_ERROR: u16 = 0x205;
    pub(super) const FORMULA_TEXT: u16 = 0x207;
    pub(super) const ROW: u16 = 0x208;
    pub(super) const SHORT_NUMBER: u16 = 0x27e;
    pub(super) const NUMBER_FORMAT: u16 = 0x41e;
    pub(super) const BEGIN: u16 = 0x809;
}

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let damaged = |detail: &str| ReadError::damaged(path, detail);
    let file = Compound::open(bytes).ok_or_else(|| damaged("the list of its sectors breaks off"))?;
    let stream = file.stream("Workbook").or_else(|| file.stream("Book"));
    let stream = stream.ok_or_else(|| damaged("it holds no workbook"))?;
    let begin = Records::at(&stream, 0).next().ok_or_else(|| damaged("it holds no record"))?;
    if begin.kind != kind::BEGIN {
        return Err(match begin.kind & 0xff {
            0x09 => ReadError::OtherKind { path: path.to_owned(), what: Other::OldWorkbook },
            _ => damaged("its first record begins no workbook"),
        });
    }
    let mut workbook = Workbook::new(u16_at(begin.data, 0) == Some(0x600));
    workbook.read(path, &stream, limits)?;
    limits.allow(Limit::Sheets, workbook.sheets.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    let mut book = Book { kind: FileKind::Xls, ..Book::default() };
    for listed in &workbook.sheets {
        if !listed.is_worksheet {
            book.notes.push(format!("sheet {:?} holds no cells and was not read", listed.name));
        } else if listed.is_hidden {
            book.notes.push(format!("sheet {:?} is hidden and was not read", listed.name));
        } else {
            let grid = workbook.grid(path, &stream, listed, limits, &mut book.notes)?;
            book.grids.push(grid);
        }
    }
    Ok(book)
}

/// A record of the stream.
#[derive(Clone, Copy)]
struct Record<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records from a place of the stream on.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn at(stream: &'a [u8], at: usize) -> Self {
        Self { stream, at }
    }

    /// The parts of the record that was given last which follow it as records of their own.
    fn continued(&mut self, first: &'a [u8]) -> Parts<'a> {
        let mut parts = vec![first];
        while u16_at(self.stream, self.at) == Some(kind::CONTINUE) {
            let Some(record) = self.next() else { break };
            parts.push(record.data);
        }
        Parts { all: parts, part: 0, at: 0 }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let kind = u16_at(self.stream, self.at)?;
        let from = self.at + 4;
        let to = from.checked_add(usize::from(u16_at(self.stream, self.at + 2)?))?;
        let data = self.stream.get(from..to)?;
        self.at = to;
        Some(Record { kind, data })
    }
}

/// A record in parts, read across them.
struct Parts<'a> {
    all: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl<'a> Parts<'a> {
    /// What is left of the current part.
    fn rest(&self) -> &'a [u8] {
        self.all.get(self.part).and_then(|part| part.get(self.at..)).unwrap_or_default()
    }

    fn byte(&mut self) -> Option<u8> {
        while self.rest().is_empty() {
            self.part += 1;
            self.at = 0;
            self.all.get(self.part)?;
        }
        let byte = self.rest().first().copied();
        self.at += 1;
        byte
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | (u32::from(self.u16()?) << 16))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let here = self.rest().len().min(bytes);
            self.at += here;
            bytes -= here;
            if bytes > 0 {
                self.part += 1;
                self.at = 0;
                self.all.get(self.part)?;
            }
        }
        Some(())
    }

    /// So many letters of two bytes, or of one, where a part may begin anew with how many bytes its letters have.
    fn letters(&mut self, count: usize, mut wide: bool) -> Option<String> {
        let mut units: Vec<u16> = Vec::with_capacity(count);
        while units.len() < count {
            let rest = self.rest();
            let width = if wide { 2 } else { 1 };
            let here = (rest.len() / width).min(count - units.len());
            let letters = &rest[..here * width];
            if wide {
                units.extend(letters.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(letters.iter().map(|letter| u16::from(*letter)));
            }
            self.at += here * width;
            if units.len() < count {
                self.part += 1;
                self.at = 0;
                wide = self.all.get(self.part)?.first()? & 1 == 1;
                self.at = 1;
            }
        }
        Some(String::from_utf16_lossy(&units))
    }

    /// A text with its length before it, and what editors add to it passed over.
    fn text(&mut self, count: usize) -> Option<String> {
        let flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { usize::from(self.u16()?) * 4 };
        let added = if flags & 4 == 0 { 0 } else { usize::try_from(self.u32()?).ok()? };
        let text = self.letters(count, flags & 1 == 1)?;
        self.skip(runs.checked_add(added)?)?;
        Some(text)
    }
}

/// What the sheets of a workbook share.
struct Workbook {
    /// Whether it is of Excel 97 or later: texts are Unicode.
    is_unicode: bool,
    encoding: &'static Encoding,
    is_1904: bool,
    formats: Vec<(u16, Shown)>,
    /// How the cells of each format show numbers.
    styles: Vec<Shown>,
    texts: Vec<String>,
    sheets: Vec<Listed>,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    begin: usize,
    is_hidden: bool,
    is_worksheet: bool,
}

impl Workbook {
    fn new(is_unicode: bool) -> Self {
        Self {
            is_unicode,
            encoding: GB18030,
            is_1904: false,
            formats: Vec::new(),
            styles: Vec::new(),
            texts: Vec::new(),
            sheets: Vec::new(),
        }
    }

    fn read(&mut self, path: &Path, stream: &[u8], limits: &Limits) -> Result<(), ReadError> {
        let damaged = || ReadError::damaged(path, "the list of its sheets breaks off");
        let mut records = Records::at(stream, 0);
        records.next();
        while let Some(Record { kind, data }) = records.next() {
            match kind {
                kind::END => break,
                kind::FILE_PASSWORD => return Err(ReadError::PasswordProtected { path: path.to_owned() }),
                kind::CODE_PAGE => self.encoding = encoding_of(u16_at(data, 0).unwrap_or(0)),
                kind::DATE_MODE => self.is_1904 = u16_at(data, 0) == Some(1),
                kind::NUMBER_FORMAT => {
                    let code = if self.is_unicode { self.text(data.get(2..), 2) } else { self.text(data.get(2..), 1) };
                    if let (Some(id), Some(code)) = (u16_at(data, 0), code) {
                        self.formats.push((id, Shown::of_code(&code)));
                    }
                }
                kind::CELL_FORMAT => {
                    let id = u16_at(data, 2).unwrap_or(0);
                    let own = self.formats.iter().find(|(known, _)| *known == id).map(|(_, shown)| *shown);
                    self.styles.push(own.unwrap_or_else(|| Shown::of_builtin(u32::from(id))));
                }
                kind::SHEET => {
                    let begin = u32_at(data, 0).and_then(|at| usize::try_from(at).ok()).ok_or_else(damaged)?;
                    let (state, sheet_type) = (data.get(4).copied(), data.get(5).copied());
                    self.sheets.push(Listed {
                        name: self.text(data.get(6..), 1).ok_or_else(damaged)?,
                        begin,
                        is_hidden: state.is_some_and(|state| state & 3 != 0),
                        is_worksheet: sheet_type == Some(0),
                    });
                }
                kind::TEXTS => {
                    let mut parts = records.continued(data);
                    parts.skip(8).ok_or_else(damaged)?;
                    while let Some(count) = parts.u16() {
                        let text = parts.text(usize::from(count));
                        let text = text.ok_or_else(|| ReadError::damaged(path, "the list of its texts breaks off"))?;
                        limits
                            .allow(Limit::CellText, text.len())
                            .map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
                        self.texts.push(text);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The text that begins with its length, in so many bytes.
    fn text(&self, data: Option<&[u8]>, length_bytes: usize) -> Option<String> {
        let data = data?;
        let count = if length_bytes == 1 { usize::from(*data.first()?) } else { usize::from(u16_at(data, 0)?) };
        let rest = data.get(length_bytes..)?;
        if self.is_unicode {
            return Parts { all: vec![rest], part: 0, at: 0 }.text(count);
        }
        let bytes = &rest[..rest.len().min(count)];
        Some(self.encoding.decode_without_bom_handling(bytes).0.into_owned())
    }

    fn grid(
        &self,
        path: &Path,
        stream: &[u8],
        listed: &Listed,
        limits: &Limits,
        notes: &mut Vec<String>,
    ) -> Result<Grid, ReadError> {
        let exceeds = |exceeded: Exceeded| ReadError::limit(path, Some(&listed.name), exceeded);
        let damaged = || ReadError::damaged(path, format!("sheet {:?} breaks off", listed.name));
        let mut sheet = Sheet::new(limits);
        let mut records = Records::at(stream, listed.begin);
        records.next().filter(|begin| begin.kind == kind::BEGIN).ok_or_else(damaged)?;
        // charts within the sheet have records of their own
        let mut within = 0_usize;
        // the cell whose formula gave a text, which follows
        let mut text_of: Option<(usize, usize)> = None;
        while let Some(Record { kind, data }) = records.next() {
            match kind {
                kind::BEGIN => within += 1,
                kind::END if within == 0 => return Ok(sheet.into_grid(Some(&listed.name), notes)),
                kind::END => within -= 1,
                _ if within > 0 => {}
                kind::ROW => {
                    let (row, flags) = (u16_at(data, 0), u16_at(data, 12));
                    if let (Some(row), Some(flags)) = (row, flags)
                        && flags & 0x20 != 0
                    {
                        sheet.hidden_row(usize::from(row));
                    }
                }
                kind::MERGES => {
                    for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
                        let at = |at| u16_at(range, at).map_or(0, usize::from);
                        sheet.merge(Place::new(at(0), at(4)), Place::new(at(2), at(6))).map_err(exceeds)?;
                    }
                }
                kind::FORMULA_TEXT => {
                    let mut parts = records.continued(data);
                    let text = if self.is_unicode {
                        parts.u16().and_then(|count| parts.text(usize::from(count)))
                    } else {
                        self.text(Some(data), 2)
                    };
                    if let Some((row, column)) = text_of.take() {
                        sheet.put(row, column, Cell::text(text.ok_or_else(damaged)?)).map_err(exceeds)?;
                    }
                }
                kind::NUMBERS => {
                    let (row, first) = place(data).ok_or_else(damaged)?;
                    let numbers = data.get(4..).unwrap_or_default().chunks_exact(6);
                    for (column, number) in (first..).zip(numbers) {
                        let short = u32_at(number, 2).ok_or_else(damaged)?;
                        let cell = cell_of_number(expanded(short), self.shown(u16_at(number, 0)), self.is_1904);
                        sheet.put(row, column, cell).map_err(exceeds)?;
                    }
                }
                kind::NUMBER
                | kind::SHORT_NUMBER
                | kind::LABEL
                | kind::RICH_LABEL
                | kind::SHARED_LABEL
                | kind::FLAG_OR_ERROR
                | kind::FORMULA => {
                    let (row, column) = place(data).ok_or_else(damaged)?;
                    match self.cell(kind, data).ok_or_else(damaged)? {
                        Value::Cell(cell) => sheet.put(row, column, cell).map_err(exceeds)?,
                        Value::TextFollows => text_of = Some((row, column)),
                    }
                }
                _ => {}
            }
        }
        Err(damaged())
    }

    fn shown(&self, style: Option<u16>) -> Shown {
        style.and_then(|style| self.styles.get(usize::from(style))).copied().unwrap_or_default()
    }

    fn cell(&self, kind: u16, data: &[u8]) -> Option<Value> {
        let shown = self.shown(u16_at(data, 4));
        let number = |number: f64| Value::Cell(cell_of_number(number, shown, self.is_1904));
        Some(match kind {
            kind::NUMBER => number(f64::from_le_bytes(data.get(6..14)?.try_into().ok()?)),
            kind::SHORT_NUMBER => number(expanded(u32_at(data, 6)?)),
            kind::SHARED_LABEL => {
                let text = self.texts.get(usize::try_from(u32_at(data, 6)?).ok()?)?;
                Value::Cell(Cell::text(text.as_str()))
            }
            kind::FLAG_OR_ERROR => Value::Cell(flag_or_error(*data.get(6)?, *data.get(7)? == 1)),
            kind::FORMULA => {
                let result = data.get(6..14)?;
                match result {
                    [0, .., 0xff, 0xff] => Value::TextFollows,
                    [1, _, flag, .., 0xff, 0xff] => Value::Cell(flag_or_error(*flag, false)),
                    [2, _, error, .., 0xff, 0xff] => Value::Cell(flag_or_error(*error, true)),
                    [.., 0xff, 0xff] => Value::Cell(Cell::default()),
                    result => number(f64::from_le_bytes(result.try_into().ok()?)),
                }
            }
            _ => Value::Cell(Cell::text(self.text(data.get(6..), 2)?)),
        })
    }
}

/// What a record of a cell gives.
enum Value {
    Cell(Cell),
    /// The text of a formula, in a record of its own.
    TextFollows,
}

fn place(data: &[u8]) -> Option<(usize, usize)> {
    Some((usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?)))
}

/// A number in four bytes: 30 bits of a double or of a whole number, perhaps a hundredth of it.
fn expanded(short: u32) -> f64 {
    let number =
        if short & 2 == 0 { f64::from_bits(u64::from(short & !3) << 32) } else { f64::from(short.cast_signed() >> 2) };
    if short & 1 == 0 { number } else { number / 100.0 }
}

fn flag_or_error(code: u8, is_error: bool) -> Cell {
    let (kind, text) = if is_error {
        let text = match code {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0f => "#VALUE!",
            0x17 => "#REF!",
            0x1d => "#NAME?",
            0x24 => "#NUM!",
            _ => "#N/A",
        };
        (CellKind::Error, text)
    } else {
        (CellKind::Flag, if code == 0 { "FALSE" } else { "TRUE" })
    };
    Cell { kind, text: text.to_owned() }
}

/// The encoding of a code page of Windows; 936 is simplified Chinese, and so is what is not said.
fn encoding_of(code_page: u16) -> &'static Encoding {
    let label = match code_page {
        932 => "shift_jis",
        949 => "euc-kr",
        950 => "big5",
        874 => "windows-874",
        1250..=1258 => return Encoding::for_label(format!("windows-{code_page}").as_bytes()).unwrap_or(WINDOWS_1252),
        _ => return GB18030,
    };
    Encoding::for_label(label.as_bytes()).unwrap_or(GB18030)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Written by another program: `tests/data/workbooks/make_budgets.py`.
    const BUDGETS: &[u8] = include_bytes!("../../../tests/data/workbooks/budgets.xls");

    #[test]
    fn cells_are_read_as_another_program_wrote_them() {
        let book = read(Path::new("a.xls"), BUDGETS, &Limits::default()).unwrap();
        assert_eq!(book.notes, ["sheet \"藏\" is hidden and was not read"]);
        let grid = &book.grids[0];
        let cell = |row, column| grid.cell(Place::new(row, column));
        assert_eq!(grid.sheet.as_deref(), Some("项目"));
        assert_eq!((cell(0, 0).text.as_str(), cell(1, 0).text.as_str()), ("2023年项目年度预算", "单位：万元"));
        assert_eq!(cell(4, 0), &Cell { kind: CellKind::Number, text: "2023".to_owned() });
        assert_eq!(cell(4, 12).text, "12.5");
        assert_eq!(cell(5, 7).text, "道路\n建设");
        assert_eq!(cell(6, 1), &Cell { kind: CellKind::Percent, text: "0.8619".to_owned() });
        assert!(cell(6, 2).is_blank(), "a formula whose last result is an empty text");
        let merges: Vec<String> = grid.merges().iter().map(|merge| format!("{}:{}", merge.from, merge.to)).collect();
        assert_eq!(merges, ["L3:M3", "A1:N1"]);
    }

    #[test]
    fn damage_is_said_wherever_it_is() {
        for length in (0..BUDGETS.len()).step_by(61) {
            if let Err(error) = read(Path::new("a.xls"), &BUDGETS[..length], &Limits::default()) {
                assert!(error.to_string().starts_with("a.xls "), "{error}");
            }
        }
        for at in (0..BUDGETS.len()).step_by(7) {
            for byte in [0x00, 0x7f, 0xff] {
                let mut bytes = BUDGETS.to_vec();
                bytes[at] = byte;
                let _ = read(Path::new("a.xls"), &bytes, &Limits::default().with(Limit::Cells, 100_000));
            }
        }
    }

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes(), length.to_le_bytes().as_slice(), data].concat()
    }

    #[test]
    fn texts_go_on_in_the_next_record() {
        // 预算 in two bytes a letter, broken after 预, then "ab" in one byte a letter
        let first = [4_u16.to_le_bytes().as_slice(), &[1], &0x9884_u16.to_le_bytes()].concat();
        let second = [&[1], 0x7b97_u16.to_le_bytes().as_slice()].concat();
        let stream = [record(kind::CONTINUE, &second), record(kind::CONTINUE, b"\x00ab")].concat();
        let mut records = Records::at(&stream, 0);
        let mut parts = records.continued(&first);
        let count = parts.u16().unwrap();
        assert_eq!(parts.text(usize::from(count)).unwrap(), "预算ab");
        assert_eq!(parts.u16(), None);
    }

    #[test]
    fn short_numbers_are_what_they_stand_for() {
        // from the table of examples in Microsoft's documentation of the format (RK)
        for (short, number) in [
            (0x3ff0_0000, 1.0),
            (0x3ff0_0001, 0.01),
            (0x004b_5646, 1_234_321.0),
            (0x004b_5647, 12_343.21),
            (0xffff_fffe, -1.0),
        ] {
            assert!((expanded(short) - number).abs() < 1e-9, "{short:x}");
        }
    }
}
