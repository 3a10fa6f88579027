//! Whether a file is one for the bulk path: its beginning is read by the small path, and must be a text table that one
//! flat-table definition knows, of which the splitting here makes the same cells.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::{Encoding, GB18030, UTF_8};
use sha2::{Digest, Sha256};

use super::super::definition::Definition;
use super::super::extract::{Block, Header};
use super::super::grid::{Cell, Grid};
use super::super::read::{self, FileKind};
use super::super::recognise::{self, Fit};
use super::super::source;
use super::Asked;
use super::chunks::Writing;
use super::rows::Rows;

/// How much of a file is looked at.
const BEGINNING: u64 = 256 << 10;

/// How many of its first rows are kept: a header stands within them.
const HEAD_ROWS: usize = 64;

const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What the beginning of a file tells.
pub(super) struct Opened<'a> {
    pub(super) definition: &'a Definition,
    pub(super) header: Header,
    pub(super) writing: Writing,
    pub(super) head: Arc<[Vec<Cell>]>,
    /// What the small path notes of the file.
    pub(super) notes: Vec<String>,
}

/// Looks at the beginning of a file; none where it is not for the bulk path.
pub(super) fn open(asked: Asked<'_>, size: u64) -> Option<Opened<'_>> {
    let mut bytes = Vec::new();
    File::open(asked.path).ok()?.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    if size > bytes.len() as u64 {
        let end = bytes.iter().rposition(|byte| *byte == b'\n')? + 1;
        bytes.truncate(end);
    }
    let book = read::read(asked.path, &bytes).ok().filter(|book| book.kind == FileKind::Text)?;
    let [grid] = book.grids.as_slice() else { return None };
    let writing = writing_of(&bytes, grid)?;
    let head: Vec<Vec<Cell>> = (0..grid.height().min(HEAD_ROWS)).map(|row| grid.row(row).to_vec()).collect();
    let head_grid = Grid::new(None, head.clone(), Vec::new());
    let (mut found, others) = recognise::recognise(&head_grid, asked.constants, asked.forms);
    let one = if found.len() == 1 && others.is_empty() { found.pop() } else { None }?;
    let Fit::Header(header) = one.fit else { return None };
    let is_whole = one.columns.is_none() && one.block == Block { from: 0, to: head_grid.height() };
    // a header that is a total too, and rows that are compared with all others, are for the small path
    if !is_whole || header.is_fused || !one.definition.unique.is_empty() {
        return None;
    }
    // the last rows may be cut; a header that reaches into them, or lacks a column, is for the small path
    if !header.missing.is_empty() || header.rows.to + 2 > HEAD_ROWS {
        return None;
    }
    Some(Opened { definition: one.definition, header, writing, head: head.into(), notes: book.notes })
}

/// The way of writing by which a beginning gives the cells that the small path found.
fn writing_of(bytes: &[u8], grid: &Grid) -> Option<Writing> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) if encoding == UTF_8 => (UTF_8, mark),
        Some(_) => return None,
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
        None => (GB18030, 0),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?)?;
    let fits = |delimiter: &u8| {
        let Ok(rows) = Rows::split(text.clone().into_owned(), *delimiter) else { return false };
        let is_same = |row: usize| {
            let cells = grid.row(row);
            rows.places(row).len() == cells.len() && rows.row(row).zip(cells).all(|(text, cell)| text == cell.text)
        };
        rows.len() == grid.height() && (0..rows.len()).all(is_same)
    };
    DELIMITERS.iter().copied().find(fits).map(|delimiter| Writing { encoding, mark, delimiter })
}

/// What a file is known by, without holding it.
pub(super) fn source_id(asked: Asked<'_>) -> io::Result<String> {
    let mut file = File::open(asked.path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            got => hash.update(&buffer[..got]),
        }
    }
    Ok(source::id_of_digest(&hash.finalize(), asked.constants))
}
