//! Text tables: delimiter, quotation marks.
//!
//! The rows are split here and not by the `csv` crate, because it drops blank lines: then no row number after one
//! would be that of the user's spreadsheet.

use std::path::Path;

use super::decode::decode;
use super::limits::{Exceeded, Limit, Limits};
use super::{Book, FileKind, ReadError};
use crate::ingest::grid::{Cell, Grid};

/// The delimiters that are tried; on a tie the first one wins.
const DELIMITERS: [u8; 4] = [b'\t', b',', b';', b'|'];

/// As much text as the delimiter is decided by.
const SAMPLE: usize = 64 * 1024;

pub(super) fn read(path: &Path, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let decoded = decode(path, bytes, None)?;
    let text = decoded.text.as_str();
    let named = delimiter_named(text);
    let delimiter = named.unwrap_or_else(|| delimiter_of(text));
    let (mut rows, open_quote) =
        rows_of(text, delimiter, limits).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    if let Some(line) = open_quote {
        return Err(ReadError::OpenQuote { path: path.to_owned(), line });
    }
    // the line that names the delimiter stays as a blank one, so that row numbers are the file's
    if let (Some(_), Some(first)) = (named, rows.first_mut()) {
        first.clear();
    }
    let notes = decoded.note().into_iter().collect();
    Ok(Book { kind: FileKind::Text, grids: vec![Grid::new(None, rows, Vec::new())], notes })
}

/// The delimiter that the first line names, as Excel writes it: `sep=;`.
fn delimiter_named(text: &str) -> Option<u8> {
    let line = text.lines().next()?.trim_end();
    let named = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    match named.as_bytes() {
        [delimiter] if delimiter.is_ascii_punctuation() => Some(*delimiter),
        [] => Some(b'\t'),
        _ => None,
    }
}

/// The delimiter by which most rows get the same number of cells, more than one.
fn delimiter_of(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = if end < text.len() { text[..end].rfind('\n').unwrap_or(end) } else { end };
    let mut best = (b',', 0, 0);
    let free = Limits { rows: u64::MAX, columns: u64::MAX, cells: u64::MAX, cell_text: u64::MAX, ..Limits::default() };
    for delimiter in DELIMITERS {
        // a quotation mark left open by the cut is no fault of the sample
        let Ok((rows, _)) = rows_of(&text[..end], delimiter, &free) else { continue };
        let mut widths: Vec<usize> = rows.iter().map(Vec::len).filter(|width| *width > 1).collect();
        widths.sort_unstable();
        for run in widths.chunk_by(|one, other| one == other) {
            let (rows, width) = (run.len(), run[0]);
            if rows > best.1 || (rows == best.1 && width > best.2) {
                best = (delimiter, rows, width);
            }
        }
    }
    best.0
}

/// The rows, and the line of a quotation mark that is never closed.
///
/// # Errors
/// When there are more rows, columns, cells or text than are read.
#[allow(clippy::type_complexity)]
fn rows_of(text: &str, delimiter: u8, limits: &Limits) -> Result<(Vec<Vec<Cell>>, Option<usize>), Exceeded> {
    let bytes = text.as_bytes();
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut at, mut line, mut cells, mut width) = (0, 1, 0, 0);
    let mut open_quote = None;
    while at < bytes.len() {
        // one cell; what it is cut at is ASCII, so that no letter is cut
        let mut cell = String::new();
        if bytes[at] == b'"' {
            at += 1;
            open_quote = Some(line);
            while let Some(length) = bytes[at..].iter().position(|byte| *byte == b'"') {
                cell.push_str(&text[at..at + length]);
                at += length + 1;
                if bytes.get(at) != Some(&b'"') {
                    open_quote = None;
                    break;
                }
                cell.push('"');
                at += 1;
            }
            if open_quote.is_some() {
                break;
            }
            line += cell.bytes().filter(|byte| *byte == b'\n').count();
        }
        let rest = &bytes[at..];
        let ends = |byte: &u8| *byte == delimiter || matches!(byte, b'\n' | b'\r');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        cell.push_str(&text[at..at + length]);
        // the end-of-file mark of old exports
        if cell.contains('\u{1a}') {
            cell.retain(|letter| letter != '\u{1a}');
        }
        at += length;
        let end = bytes.get(at).copied();
        at += 1;
        cells += 1;
        limits.allow(Limit::CellText, cell.len())?;
        limits.allow(Limit::Cells, cells)?;
        if end.is_none() && cell.is_empty() && row.is_empty() {
            break;
        }
        if row.is_empty() {
            limits.allow(Limit::Rows, rows.len() + 1)?;
            row.reserve_exact(width);
        }
        row.push(Cell::text(cell));
        limits.allow(Limit::Columns, row.len())?;
        match end {
            Some(byte) if byte == delimiter && at < bytes.len() => {}
            // a row that ends with its delimiter ends with a blank cell
            Some(byte) if byte == delimiter => row.push(Cell::default()),
            Some(byte) => {
                line += usize::from(byte == b'\n' || bytes.get(at) != Some(&b'\n'));
                if byte == b'\r' && bytes.get(at) == Some(&b'\n') {
                    at += 1;
                    line += 1;
                }
                width = row.len();
                rows.push(std::mem::take(&mut row));
            }
            None => {}
        }
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok((rows, open_quote))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::grid::Place;

    fn grid(bytes: &[u8]) -> Grid {
        read(Path::new("given.csv"), bytes, &Limits::default()).unwrap().grids.remove(0)
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
        for (text, width) in [
            ("a,b,c\n1,2,3\n", 3),
            ("a\tb\n1,000\t2,000,000\n", 2),
            ("a;b\n1,5;2\n", 2),
            ("a|b\n1,000|2\n", 2),
            ("a\nb\n", 1),
            ("sep=|\na|b,c\n", 2),
        ] {
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
        let read = |bytes: &[u8], limits: &Limits| read(Path::new("given.csv"), bytes, limits).unwrap_err().to_string();
        let limits = Limits::default();
        let mut bytes = GB18030.encode("项目名称,年初预算数\n城区道路养护,1200\n").0.into_owned();
        bytes.extend_from_slice(b"\xff\xff,1\n");
        let said = read(&bytes, &limits);
        assert_eq!(said, "given.csv line 3, column 1 holds bytes that are no UTF-8 or GB18030 text");
        let said = read(b"a,b\n\"c,d\n1,2\n", &limits);
        assert_eq!(said, "given.csv line 2 opens a quotation mark that nothing closes");
        let said = read(b"a,b\n1,2\n3,4\n", &limits.with(Limit::Rows, 2));
        assert_eq!(said, "given.csv reaches to row 3, beyond the 2 rows that are read");
        let said = read(b"a,b\n1,2,3,4\n", &limits.with(Limit::Columns, 3));
        assert_eq!(said, "given.csv reaches to column 4, beyond the 3 columns that are read");
        let said = read(b"a,b\n1,2\n3,4\n", &limits.with(Limit::Cells, 4));
        assert_eq!(said, "given.csv reaches over more than the 4 cells that are read");
        let said = read("a,b\n预算,2\n".as_bytes(), &limits.with(Limit::CellText, 5));
        assert_eq!(said, "given.csv has a cell with 6 bytes of text, more than the 5 that are read");
    }

    #[test]
    fn quotation_marks_are_as_spreadsheets_write_them() {
        for (text, cells) in [
            ("\"a,b\",c", vec!["a,b", "c"]),
            ("\"\",c", vec!["", "c"]),
            ("\"a\"\"b\"", vec!["a\"b"]),
            ("\"a\"b,c", vec!["ab", "c"]),
            ("a\"b\",c", vec!["a\"b\"", "c"]),
            ("a,", vec!["a", ""]),
            ("a\u{1a}", vec!["a"]),
        ] {
            let (rows, _) = rows_of(text, b',', &Limits::default()).unwrap();
            let found: Vec<&str> = rows[0].iter().map(|cell| cell.text.as_str()).collect();
            assert_eq!(found, cells, "{text:?}");
        }
    }

    proptest! {
        /// What a spreadsheet writes, quoted as it quotes, is read as it was.
        #[test]
        fn written_cells_are_read_back(rows in proptest::collection::vec(proptest::collection::vec("[a-z,;|\"\n预 ]{0,8}", 2..5), 1..8)) {
            let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let lines: Vec<String> =
                rows.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
            let (read, open) = rows_of(&lines.join("\r\n"), b',', &Limits::default()).unwrap();
            let read: Vec<Vec<String>> =
                read.into_iter().map(|row| row.into_iter().map(|cell| cell.text).collect()).collect();
            prop_assert_eq!(open, None);
            prop_assert_eq!(read, rows);
        }
    }
}
