//! Text into rows of cells, without copying them: the splitting of `read/delimited.rs`, byte by byte the same, for
//! pieces of a long file.

/// The rows of a piece of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    text: String,
    /// Cells that do not stand in the text as they are: quotation marks doubled inside them, text after them.
    own: String,
    /// Where each cell is: in `text`, and beyond its end in `own`.
    cells: Vec<(u32, u32)>,
    /// Where each row ends in `cells`.
    ends: Vec<u32>,
}

/// A quotation mark that nothing closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OpenQuote {
    /// The line that it stands on, from 1.
    pub(super) line: usize,
}

impl OpenQuote {
    fn at(text: &str, at: usize) -> Self {
        Self { line: text.get(..at).unwrap_or(text).matches('\n').count() + 1 }
    }
}

/// Bytes below this one may mean something: the delimiter, a quotation mark, the end of a line. Most text lies above.
pub(super) fn limit(delimiter: u8) -> u8 {
    delimiter.max(b',') + 1
}

/// The first place from `at` with a byte below `limit` (which is at most 128); the end where there is none.
pub(super) fn next_below(bytes: &[u8], mut at: usize, limit: u8) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([128; 8]);
    let limits = ONES * u64::from(limit);
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*word);
        // the high bit of each byte below the limit; those before the first such byte are exact
        let below = word.wrapping_sub(limits) & !word & HIGH;
        if below != 0 {
            return at + (below.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|byte| *byte >= limit) {
        at += 1;
    }
    at
}

impl Rows {
    /// The rows of a text that begins at the beginning of a row.
    ///
    /// # Errors
    /// When a quotation mark is never closed.
    pub(super) fn split(text: String, delimiter: u8) -> Result<Self, OpenQuote> {
        let cells = text.len() / 8;
        let mut rows = Self { text, cells: Vec::with_capacity(cells), ..Self::default() };
        let text = std::mem::take(&mut rows.text);
        let bytes = text.as_bytes();
        let limit = limit(delimiter);
        let (mut start, mut at) = (0, 0);
        loop {
            at = next_below(bytes, at, limit);
            let Some(byte) = bytes.get(at).copied() else { break };
            if byte == b'\n' {
                rows.push(start, at);
                rows.end_row();
                at += 1;
            } else if byte == b'"' && at == start {
                at = rows.quoted(&text, start, delimiter)?;
            } else if byte == b'\r' {
                rows.push(start, at);
                rows.end_row();
                at += if bytes.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
            } else if byte == delimiter {
                rows.push(start, at);
                at += 1;
            } else if byte == 0x1a {
                at = rows.assemble(&text, start, delimiter)?;
            } else {
                at += 1;
                continue;
            }
            start = at;
        }
        if start < bytes.len() || rows.is_in_row() {
            rows.push(start, bytes.len());
            rows.end_row();
        }
        rows.text = text;
        Ok(rows)
    }

    fn push(&mut self, from: usize, to: usize) {
        self.cells.push((narrow(from), narrow(to)));
    }

    fn end_row(&mut self) {
        self.ends.push(narrow(self.cells.len()));
    }

    fn is_in_row(&self) -> bool {
        self.ends.last().map_or(0, |end| *end as usize) < self.cells.len()
    }

    /// Reads a cell that begins with a quotation mark, and what ends it; gives where the next one begins.
    fn quoted(&mut self, text: &str, start: usize, delimiter: u8) -> Result<usize, OpenQuote> {
        let bytes = text.as_bytes();
        let found = bytes[start + 1..].iter().position(|byte| *byte == b'"');
        let length = found.ok_or_else(|| OpenQuote::at(text, start))?;
        let close = start + 1 + length;
        match bytes.get(close + 1).copied() {
            Some(byte) if byte == delimiter => {
                self.push(start + 1, close);
                Ok(close + 2)
            }
            Some(b'\n') => {
                self.push(start + 1, close);
                self.end_row();
                Ok(close + 2)
            }
            _ => self.assemble(text, start, delimiter),
        }
    }

    /// Reads a cell letter by letter, and what ends it; gives where the next one begins.
    fn assemble(&mut self, text: &str, start: usize, delimiter: u8) -> Result<usize, OpenQuote> {
        let from = text.len() + self.own.len();
        let is_empty = |own: &String| text.len() + own.len() == from;
        let mut open: Option<usize> = None;
        let mut letters = text[start..].char_indices().peekable();
        let mut ends_row = None;
        let mut next = text.len();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' if open.is_some() => {
                    if letters.next_if(|(_, letter)| *letter == '"').is_some() {
                        self.own.push('"');
                    } else {
                        open = None;
                    }
                }
                _ if open.is_some() => self.own.push(letter),
                '"' if is_empty(&self.own) => open = Some(start + at),
                '\r' if letters.peek().is_some_and(|(_, letter)| *letter == '\n') => {}
                '\n' | '\r' => {
                    ends_row = Some(true);
                    next = start + at + 1;
                    break;
                }
                _ if letter == char::from(delimiter) => {
                    ends_row = Some(false);
                    next = start + at + 1;
                    break;
                }
                '\u{1a}' => {}
                _ => self.own.push(letter),
            }
        }
        if let Some(open) = open {
            return Err(OpenQuote::at(text, open));
        }
        // at the end of the text a cell without letters is none
        if ends_row.is_some() || !is_empty(&self.own) || self.is_in_row() {
            self.push(from, text.len() + self.own.len());
        }
        if ends_row == Some(true) || (ends_row.is_none() && self.is_in_row()) {
            self.end_row();
        }
        Ok(next)
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The places of the cells of a row.
    pub(super) fn places(&self, row: usize) -> &[(u32, u32)] {
        let from = row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let to = self.ends.get(row).map_or(from, |end| *end as usize);
        self.cells.get(from..to).unwrap_or(&[])
    }

    /// The text at a place.
    pub(super) fn text(&self, place: (u32, u32)) -> &str {
        let (from, to) = (place.0 as usize, place.1 as usize);
        let length = self.text.len();
        let found = if from >= length && from < to {
            self.own.get(from - length..to - length)
        } else {
            self.text.get(from..to)
        };
        found.unwrap_or_default()
    }

    /// The bytes at a place.
    pub(super) fn bytes(&self, place: (u32, u32)) -> &[u8] {
        let (from, to) = (place.0 as usize, place.1 as usize);
        match self.text.as_bytes().get(from..to) {
            Some(bytes) => bytes,
            None => self.text(place).as_bytes(),
        }
    }

    /// The texts of a row.
    pub(super) fn row(&self, row: usize) -> impl Iterator<Item = &str> {
        self.places(row).iter().map(|place| self.text(*place))
    }
}

/// A place in a piece, which is far smaller than 4 GiB.
fn narrow(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::ingest::read;

    /// Lines that leave no doubt of the delimiter.
    const BEFORE: &str = "x,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\nx,y\n";

    fn split(text: &str) -> Option<Vec<Vec<String>>> {
        let rows = Rows::split(text.to_owned(), b',').ok()?;
        Some((0..rows.len()).map(|row| rows.row(row).map(str::to_owned).collect()).collect())
    }

    /// As the small path splits it; none where it says that a quotation mark is open.
    fn expected(text: &str) -> Option<Vec<Vec<String>>> {
        let grid = read::read(Path::new("given.csv"), text.as_bytes()).ok()?.grids.remove(0);
        Some((0..grid.height()).map(|row| grid.row(row).iter().map(|cell| cell.text.clone()).collect()).collect())
    }

    #[test]
    fn splits_as_the_small_path_does() {
        for text in [
            "a,b\n1,2",
            "a,b\r\n\r\n1,2\r\n",
            "\"a,b\",c\n",
            "\"a\nb\",\"c\"\"d\"\n\"e\"f,g",
            "a\rb\r",
            "x\u{1a},y\n\u{1a}",
            "\"\"\n",
            "\"\"",
            ",,\n,",
            "预算年度,项目\n2024,\"甲,乙\"\n",
            "\"open",
            "a\"b,\"c\"\r\nd",
        ] {
            let text = format!("{BEFORE}{text}");
            assert_eq!(split(&text), expected(&text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn splits_any_text_as_the_small_path_does(text in "([a1甲 (]|[\",\r\n]){0,40}\u{1a}?") {
            let text = format!("{BEFORE}{text}");
            prop_assert_eq!(split(&text), expected(&text));
        }

        #[test]
        fn finds_the_first_byte_below(bytes in prop::collection::vec(any::<u8>(), 0..40), limit in 1_u8..=128) {
            let expected = bytes.iter().position(|byte| *byte < limit).unwrap_or(bytes.len());
            prop_assert_eq!(next_below(&bytes, 0, limit), expected);
        }
    }
}
