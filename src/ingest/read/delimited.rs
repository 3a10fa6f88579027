//! Text tables: encoding, delimiter, quotation marks.
//!
//! The rows are split here and not by the `csv` crate, because it drops blank lines: then no row number after one
//! would be that of the user's spreadsheet.

use std::path::Path;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};

use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, Grid};

/// The delimiters that are tried; on a tie the first one wins.
const DELIMITERS: [char; 3] = ['\t', ',', ';'];

/// The most cells of a text table.
const MOST_CELLS: usize = 40_000_000;

/// As much text as the delimiter is decided by.
const SAMPLE: usize = 64 * 1024;

pub(super) fn read(path: &Path, bytes: &[u8]) -> Result<Book, ReadError> {
    let (text, encoding) = decode(path, bytes)?;
    let rows =
        split(&text, delimiter_of(&text)).map_err(|line| ReadError::OpenQuote { path: path.to_owned(), line })?;
    if rows.iter().map(Vec::len).sum::<usize>() > MOST_CELLS {
        return Err(ReadError::TooManyCells { path: path.to_owned(), sheet: String::new(), limit: MOST_CELLS });
    }
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::text).collect()).collect();
    let notes = if encoding == UTF_8 { Vec::new() } else { vec![format!("read as {} text", encoding.name())] };
    Ok(Book { kind: FileKind::Text, grids: vec![Grid::new(None, rows, Vec::new())], notes })
}

/// The text: by its byte order mark, else UTF-8, else as the bytes look. GBK and GB2312 are read as GB18030, which
/// holds both.
fn decode(path: &Path, bytes: &[u8]) -> Result<(String, &'static Encoding), ReadError> {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, bytes),
        None => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            let guess = detector.guess(Some(b"cn"), Utf8Detection::Deny);
            (if guess == GBK { GB18030 } else { guess }, bytes)
        }
    };
    let (decoded, faulty) = encoding.decode_without_bom_handling(body);
    let fault = if faulty { decoded.find('\u{fffd}') } else { None };
    match fault {
        Some(at) => {
            let line = decoded[..at].matches('\n').count() + 1;
            Err(ReadError::Undecodable { path: path.to_owned(), line })
        }
        None => Ok((decoded.into_owned(), encoding)),
    }
}

/// The delimiter by which most rows get the same number of cells, more than one.
fn delimiter_of(text: &str) -> char {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = if end < text.len() { text[..end].rfind('\n').unwrap_or(end) } else { end };
    let mut best = (',', 0, 0);
    for delimiter in DELIMITERS {
        // a quotation mark left open by the cut is no fault of the sample
        let widths: Vec<usize> = rows_of(&text[..end], delimiter).0.iter().map(Vec::len).collect();
        for width in widths.iter().copied().filter(|width| *width > 1) {
            let rows = widths.iter().filter(|other| **other == width).count();
            if rows > best.1 || (rows == best.1 && width > best.2) {
                best = (delimiter, rows, width);
            }
        }
    }
    best.0
}

/// The rows, or the line of a quotation mark that is never closed.
fn split(text: &str, delimiter: char) -> Result<Vec<Vec<String>>, usize> {
    match rows_of(text, delimiter) {
        (rows, None) => Ok(rows),
        (_, Some(line)) => Err(line),
    }
}

fn rows_of(text: &str, delimiter: char) -> (Vec<Vec<String>>, Option<usize>) {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut open_quote = None;
    let mut line = 1;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if open_quote.is_some() => {
                if letters.next_if_eq(&'"').is_some() {
                    cell.push('"');
                } else {
                    open_quote = None;
                }
            }
            _ if open_quote.is_some() => cell.push(letter),
            '"' if cell.is_empty() => open_quote = Some(line),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\n' | '\r' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ if letter == delimiter => row.push(std::mem::take(&mut cell)),
            // the end-of-file mark of old exports
            '\u{1a}' => {}
            _ => cell.push(letter),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    (rows, open_quote)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::ingest::grid::Place;

    fn grid(bytes: &[u8]) -> Grid {
        read(Path::new("given.csv"), bytes).unwrap().grids.remove(0)
    }

    #[test]
    fn rows_are_numbered_as_spreadsheets_do() {
        let grid = grid("a,b\r\n\r\n\"c\nd\",\"e \"\"f\"\"\"\nlast,1".as_bytes());
        assert_eq!(grid.height(), 4);
        assert!(grid.is_blank_row(1));
        assert_eq!(grid.cell(Place::new(2, 0)).text, "c\nd");
        assert_eq!(grid.cell(Place::new(2, 1)).text, "e \"f\"");
        assert_eq!(grid.cell(Place::new(3, 1)).text, "1");
    }

    #[test]
    fn delimiters_are_found() {
        for (text, width) in
            [("a,b,c\n1,2,3\n", 3), ("a\tb\n1,000\t2,000,000\n", 2), ("a;b\n1,5;2\n", 2), ("a\nb\n", 1)]
        {
            assert_eq!(grid(text.as_bytes()).width(), width, "{text:?}");
        }
    }

    #[test]
    fn encodings_are_found() {
        let text = "项目名称,年初预算数\n城区道路养护,1200\n";
        let (gbk, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let with_mark = format!("\u{feff}{text}");
        for bytes in [&gbk, utf16.as_slice(), with_mark.as_bytes()] {
            assert_eq!(grid(bytes), grid(text.as_bytes()));
        }
    }

    #[test]
    fn broken_text_names_its_line() {
        let mut bytes = GB18030.encode("项目名称,年初预算数\n城区道路养护,1200\n").0.into_owned();
        bytes.extend_from_slice(b"\xff\xff,1\n");
        match read(Path::new("given.csv"), &bytes) {
            Err(ReadError::Undecodable { line, .. }) => assert_eq!(line, 3),
            other => panic!("{other:?}"),
        }
        match read(Path::new("given.csv"), b"a,b\n\"c,d\n1,2\n") {
            Err(ReadError::OpenQuote { line, .. }) => assert_eq!(line, 2),
            other => panic!("{other:?}"),
        }
    }
}
