//! A long file in pieces that begin and end with a row, each small enough to be held.
//!
//! Pieces are cut in the file's own bytes: neither UTF-8 nor GB18030 has a line break or a quotation mark within a
//! letter. Every piece knows the number of its first row, so that pieces can be read in any order.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{Encoding, UTF_8};

use super::rows::{limit, next_below};

/// A row longer than this is a quotation mark that nothing closes.
const LONGEST_ROW: usize = 64 << 20;

/// How the text of a file is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writing {
    pub(super) encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub(super) mark: usize,
    /// The byte between two cells.
    pub(super) delimiter: u8,
}

/// Where a piece of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its first byte.
    pub(super) offset: u64,
    /// How many bytes it has.
    pub(super) length: usize,
    /// The number of its first row, from 0.
    pub(super) first_row: usize,
}

/// A piece of a file and its bytes.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) piece: Piece,
    pub(super) bytes: Vec<u8>,
}

/// A place in the text of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    /// Where its piece begins, in bytes.
    pub(super) at: u64,
    /// How many lines below.
    pub(super) lines: usize,
    /// The character of the line, from 1.
    pub(super) column: usize,
}

impl Spot {
    fn of(at: u64, text: &str, fault: usize) -> Self {
        let before = text.get(..fault).unwrap_or(text);
        let begin = before.rfind('\n').map_or(0, |end| end + 1);
        Self { at, lines: before.matches('\n').count(), column: before[begin..].chars().count() + 1 }
    }
}

/// Why a file cannot be read in pieces.
#[derive(Debug)]
pub(super) enum Fault {
    Io(io::Error),
    /// Bytes that the encoding does not have.
    Undecodable(Spot),
    /// A replacement character: the text has lost one before.
    Lost(Spot),
    /// A quotation mark that nothing closes, so many lines below this place.
    OpenQuote {
        at: u64,
        lines: usize,
    },
    /// A control character that no text has.
    Binary,
}

/// Reads a file piece by piece.
pub(super) struct Chunks {
    file: File,
    writing: Writing,
    size: usize,
    rest: Vec<u8>,
    offset: u64,
    row: usize,
    at_end: bool,
}

impl Chunks {
    /// The pieces of a file, of about `size` bytes each.
    pub(super) fn open(path: &Path, writing: Writing, size: usize) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let offset = writing.mark as u64;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Self { file, writing, size, rest: Vec::new(), offset, row: 0, at_end: false })
    }

    /// The next piece; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Chunk>, Fault> {
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = self.size;
        loop {
            let missing = wanted.saturating_sub(bytes.len());
            if !self.at_end && missing > 0 {
                let got = (&self.file).take(missing as u64).read_to_end(&mut bytes).map_err(Fault::Io)?;
                self.at_end = got < missing;
            }
            let (end, rows) = if self.at_end { (bytes.len(), 0) } else { whole_rows(&bytes, self.writing.delimiter) };
            if end > 0 || self.at_end {
                self.rest = bytes.split_off(end);
                let piece = Piece { offset: self.offset, length: end, first_row: self.row };
                self.offset += end as u64;
                self.row += rows;
                return Ok((end > 0).then_some(Chunk { piece, bytes }));
            }
            if bytes.len() > LONGEST_ROW {
                let within = bytes.iter().position(|byte| *byte == b'"').unwrap_or(0);
                return Err(Fault::OpenQuote { at: self.offset + within as u64, lines: 0 });
            }
            wanted = bytes.len() + self.size;
        }
    }
}

/// Reads one piece again.
pub(super) fn again(path: &Path, piece: Piece) -> Result<Chunk, Fault> {
    let mut file = File::open(path).map_err(Fault::Io)?;
    file.seek(SeekFrom::Start(piece.offset)).map_err(Fault::Io)?;
    let mut bytes = vec![0; piece.length];
    file.read_exact(&mut bytes).map_err(Fault::Io)?;
    Ok(Chunk { piece, bytes })
}

/// The line of a place in a file, from 1.
pub(super) fn line_at(path: &Path, at: u64) -> usize {
    let Ok(file) = File::open(path) else { return 1 };
    let mut before = io::BufReader::with_capacity(1 << 20, file).take(at);
    let (mut line, mut buffer) = (1, vec![0; 1 << 20]);
    while let Ok(got @ 1..) = before.read(&mut buffer) {
        line += breaks(&buffer[..got]);
    }
    line
}

impl Chunk {
    /// Its text.
    pub(super) fn text(self, encoding: &'static Encoding) -> Result<String, Fault> {
        let Self { piece, bytes } = self;
        if bytes.iter().fold(false, |is_found, byte| is_found | is_no_text(*byte)) {
            return Err(Fault::Binary);
        }
        let spot = |text: &str| text.find('\u{fffd}').map(|at| Spot::of(piece.offset, text, at));
        if encoding == UTF_8 {
            // the first two of the replacement character's bytes; few letters begin so
            let may_be_lost = bytes.windows(2).any(|pair| pair == [0xef, 0xbf]);
            let text = String::from_utf8(bytes).map_err(|error| {
                let valid = error.utf8_error().valid_up_to();
                Fault::Undecodable(Spot::of(piece.offset, &String::from_utf8_lossy(error.as_bytes()), valid))
            })?;
            return match may_be_lost.then(|| spot(&text)).flatten() {
                Some(spot) => Err(Fault::Lost(spot)),
                None => Ok(text),
            };
        }
        let (text, is_faulty) = encoding.decode_without_bom_handling(&bytes);
        match spot(&text) {
            Some(spot) if is_faulty => Err(Fault::Undecodable(spot)),
            Some(spot) => Err(Fault::Lost(spot)),
            None => Ok(text.into_owned()),
        }
    }
}

/// A control character that stands in no text table.
fn is_no_text(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a)
}

fn breaks(bytes: &[u8]) -> usize {
    // in blocks, so that the sums fit in bytes and the compiler can count many at once
    bytes.chunks(255).map(|block| usize::from(block.iter().map(|byte| u8::from(*byte == b'\n')).sum::<u8>())).sum()
}

/// Where the last whole row of these bytes ends, and how many rows end up to there. The bytes begin with a row; what
/// ends at a carriage return alone counts as a row but is no place to cut.
fn whole_rows(bytes: &[u8], delimiter: u8) -> (usize, usize) {
    if !bytes.contains(&b'"') {
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let lone = lone_returns(&bytes[..end]);
        return (end, breaks(&bytes[..end]) + lone);
    }
    let limit = limit(delimiter);
    let (mut at, mut is_start, mut rows) = (0, true, 0);
    let (mut end, mut rows_to_end) = (0, 0);
    loop {
        let next = next_below(bytes, at, limit);
        is_start &= next == at;
        at = next;
        let Some(byte) = bytes.get(at).copied() else { break };
        at += 1;
        match byte {
            b'"' if is_start => match closing(&bytes[at..]) {
                Some((length, is_empty)) => {
                    at += length;
                    // after an empty pair of marks the cell is still empty
                    is_start = is_empty;
                }
                None => break,
            },
            b'\n' => {
                rows += 1;
                (end, rows_to_end, is_start) = (at, rows, true);
            }
            b'\r' if bytes.get(at) == Some(&b'\n') => {}
            b'\r' => {
                rows += 1;
                is_start = true;
            }
            // the end-of-file mark of old exports is no letter
            0x1a => {}
            _ => is_start = byte == delimiter,
        }
    }
    (end, rows_to_end)
}

/// The length of what follows an opening quotation mark up to its end, the mark included, and whether it holds nothing.
fn closing(bytes: &[u8]) -> Option<(usize, bool)> {
    let mut at = 0;
    loop {
        at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
        if bytes.get(at) != Some(&b'"') {
            return Some((at, at == 1));
        }
        at += 1;
    }
}

fn lone_returns(bytes: &[u8]) -> usize {
    if !bytes.contains(&b'\r') {
        return 0;
    }
    bytes.windows(2).filter(|pair| pair[0] == b'\r' && pair[1] != b'\n').count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use encoding_rs::GB18030;
    use proptest::prelude::*;

    use super::super::rows::Rows;
    use super::*;
    /// All rows of a file read in pieces, each with the number that its piece gives it.
    fn rows(bytes: &[u8], size: usize, encoding: &'static Encoding) -> Vec<(usize, Vec<String>)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        fs::write(&path, bytes).unwrap();
        let mut chunks = Chunks::open(&path, Writing { encoding, mark: 0, delimiter: b',' }, size).unwrap();
        let mut found = Vec::new();
        while let Some(chunk) = chunks.next().unwrap() {
            let piece = chunk.piece;
            assert_eq!(again(&path, piece).unwrap().bytes, chunk.bytes);
            let rows = Rows::split(chunk.text(encoding).unwrap(), b',').unwrap();
            for row in 0..rows.len() {
                found.push((piece.first_row + row, rows.row(row).map(str::to_owned).collect()));
            }
        }
        found
    }

    proptest! {
        #[test]
        fn pieces_give_every_row_its_number(text in "([a1甲 ,\n\r]|\"[a\n,]{0,3}\"){0,40}", size in 1_usize..20) {
            let whole = Rows::split(text.clone(), b',');
            prop_assume!(whole.is_ok());
            let whole = whole.unwrap();
            let row = |row| (row, whole.row(row).map(str::to_owned).collect::<Vec<_>>());
            let expected: Vec<_> = (0..whole.len()).map(row).collect();
            prop_assert_eq!(&rows(text.as_bytes(), size, UTF_8), &expected);
            prop_assert_eq!(&rows(&GB18030.encode(&text).0, size, GB18030), &expected);
        }
    }

    #[test]
    fn counts_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("given.csv");
        fs::write(&path, "a\nb\nc\n").unwrap();
        assert_eq!([0, 2, 3, 6].map(|at| line_at(&path, at)), [1, 2, 2, 4]);
        assert_eq!(breaks(&[b'\n'; 1000]), 1000);
    }
}
