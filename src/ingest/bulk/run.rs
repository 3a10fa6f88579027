//! A file read in bulk from beginning to end: one thread cuts it into pieces, all cores read pieces and write files, and
//! the calling thread brings the pieces together in their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use encoding_rs::UTF_8;
use polars::prelude::PolarsError;

use super::super::extract::{Context, Head, Owner, SheetRows, Tally, begin, bring_together, end, unknown};
use super::super::grid::{Cell, Grid};
use super::super::read::{FileKind, ReadError};
use super::chunks::{self, Chunk, Chunks, Fault, Piece, Spot};
use super::keys::Keys;
use super::open::{self, Opened};
use super::piece::{self, Job, PieceError, PieceRows, TableRows, Worker};
use super::rows::Rows;
use super::rule::Rules;
use super::spool::{Pending, Written};
use super::{Answer, Asked, BulkError, BulkOptions, Progress};
use crate::model::{Row, SourceRows, SpooledTable, Table};

/// One file at a time: each takes all cores, and memory of its own.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What one row on its way takes, with room to spare, in bytes.
const ROW_BYTES: usize = 512;

/// Files of all spools of this process, so that no two have one name.
static FILES: AtomicU64 = AtomicU64::new(0);

/// What a thread of the pool tells the one that brings pieces together.
enum Told {
    Read(usize, Box<Result<PieceRows, PieceError>>),
    Written(Result<Written, PolarsError>),
}

/// A table that the file feeds.
struct Fed {
    table: &'static Table,
    /// The columns that are added up.
    summed: Vec<usize>,
    keys: Keys,
}

/// What the pieces gave so far.
#[derive(Default)]
struct Gathered {
    out: SheetRows,
    tally: Tally,
    fed: Vec<Fed>,
    pending: BTreeMap<(&'static str, Option<i32>), Pending>,
    pending_rows: usize,
    pieces: Vec<Piece>,
    written: Vec<Written>,
    /// The departments of rows that are read again.
    owners: BTreeMap<i32, String>,
}

/// Reads a file.
pub(super) fn run(
    asked: Asked<'_>,
    opened: Opened<'_>,
    size: u64,
    source_id: Option<String>,
    options: &BulkOptions,
) -> Result<Answer, BulkError> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let Opened { definition, header, writing, head, notes } = opened;
    let head_grid = Grid::window(&head, head.len(), Vec::new());
    let words = &asked.forms.words;
    let above = super::super::extract::Block { from: 0, to: header.rows.from };
    let read_head = Head::read(&head_grid, above, None, definition, words);
    let mut rules = Rules {
        context: Context { definition, header: &header, head: &read_head, unit: super::super::value::AmountUnit::Yuan },
        path: asked.name,
        constants: asked.constants,
        words,
        owner: Owner::default(),
        head: Arc::clone(&head),
    };
    let mut first = rules.sheet(&head_grid);
    rules.context = begin(&mut first, definition, &header, &read_head);
    rules.owner = first.owner.clone();
    if unknown(&first, &rules.context).is_some() {
        return Ok(Answer::NotBulk);
    }
    let job = Job::new(rules, writing);
    let run = Run { asked, options, size, job: &job };
    let mut gathered = Gathered { out: std::mem::take(&mut first.out), ..Gathered::default() };
    for table in piece::fed(definition) {
        let summed = piece::summed(definition, table);
        let plan = job.plan.as_ref().and_then(|plan| plan.tables.iter().find(|plan| plan.table.name == table.name));
        let keys = Keys::new(summed.len(), plan.map(super::plan::TablePlan::present));
        gathered.fed.push(Fed { table, summed, keys });
    }
    let source_id = match run.pieces(source_id, &mut gathered) {
        Ok(source_id) => source_id,
        // the beginning was UTF-8 and the rest is not: the small path finds out what the whole is
        Err(Failure::Fault(Fault::Undecodable(_))) if writing.encoding == UTF_8 => return Ok(Answer::NotBulk),
        Err(failure) => return Err(run.error(failure)),
    };
    let spooled = run.settle(&mut gathered).map_err(|failure| run.error(failure))?;
    run.finish(&mut gathered, &head).map_err(|failure| run.error(failure))?;
    let SheetRows { columns, rows_read, rows_rejected, rows, control_totals, rejects, notes: told, .. } = gathered.out;
    Ok(Answer::Rows(Box::new(SourceRows {
        path: asked.name.to_owned(),
        source_id,
        file_kind: FileKind::Text.name().to_owned(),
        form: Some(definition.name.clone()),
        columns,
        rows_read,
        rows_rejected,
        rows,
        control_totals,
        rejects,
        notes: notes.into_iter().chain(told).collect(),
        owners: gathered.owners,
        spooled,
        ..SourceRows::default()
    })))
}

/// Why a file could not be read through.
#[derive(Debug)]
enum Failure {
    Fault(Fault),
    Polars(PolarsError),
    /// A thread ended before its time.
    Lost,
}

impl From<PieceError> for Failure {
    fn from(error: PieceError) -> Self {
        match error {
            PieceError::Fault(fault) => Self::Fault(fault),
            PieceError::Polars(error) => Self::Polars(error),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<PolarsError> for Failure {
    fn from(error: PolarsError) -> Self {
        Self::Polars(error)
    }
}

struct Run<'a> {
    asked: Asked<'a>,
    options: &'a BulkOptions,
    size: u64,
    job: &'a Job<'a>,
}

/// The hash of the file: known, or still being worked out.
enum Hash<'scope> {
    Known(String),
    Coming(ScopedJoinHandle<'scope, std::io::Result<String>>),
    Failed,
}

impl Hash<'_> {
    fn is_ready(&self) -> bool {
        match self {
            Self::Known(_) | Self::Failed => true,
            Self::Coming(thread) => thread.is_finished(),
        }
    }

    /// The hash; waits for it where it is not there yet.
    fn get(&mut self) -> Result<String, Failure> {
        if let Self::Coming(_) = self {
            let Self::Coming(thread) = std::mem::replace(self, Self::Failed) else { return Err(Failure::Lost) };
            let hash = thread.join().map_err(|_| Failure::Lost)?.map_err(|error| Failure::Fault(Fault::Io(error)))?;
            *self = Self::Known(hash);
        }
        match self {
            Self::Known(hash) => Ok(hash.clone()),
            _ => Err(Failure::Lost),
        }
    }
}

impl Run<'_> {
    /// Reads all pieces and writes their rows; gives the hash of the file.
    fn pieces(&self, source_id: Option<String>, gathered: &mut Gathered) -> Result<String, Failure> {
        let mut chunks = Chunks::open(self.asked.path, self.job.writing, self.options.piece_bytes)
            .map_err(|error| Failure::Fault(Fault::Io(error)))?;
        let workers: Mutex<Vec<Worker>> = Mutex::new(Vec::new());
        // threads of its own: this one waits for them, and may be one of those that read other files
        let pool = rayon::ThreadPoolBuilder::new().build().map_err(|_| Failure::Lost)?;
        thread::scope(|threads| {
            let mut hash = match source_id {
                Some(known) => Hash::Known(known),
                None => Hash::Coming(threads.spawn(|| open::source_id(self.asked))),
            };
            let (give, cut) = mpsc::sync_channel::<Result<Chunk, Fault>>(2);
            threads.spawn(move || {
                loop {
                    let (next, ends) = match chunks.next() {
                        Ok(Some(chunk)) => (Ok(chunk), false),
                        Ok(None) => return,
                        Err(fault) => (Err(fault), true),
                    };
                    if give.send(next).is_err() || ends {
                        return;
                    }
                }
            });
            let most = pool.current_num_threads() + 2;
            pool.in_place_scope(|scope| self.bring_together(scope, most, &workers, cut, &mut hash, gathered))?;
            hash.get()
        })
    }

    /// Gives out pieces to read and files to write, and takes in what comes back, piece after piece.
    #[expect(clippy::needless_pass_by_value, reason = "what cuts stops when this end is dropped")]
    fn bring_together<'scope>(
        &'scope self,
        pool: &rayon::Scope<'scope>,
        most: usize,
        workers: &'scope Mutex<Vec<Worker>>,
        cut: Receiver<Result<Chunk, Fault>>,
        hash: &mut Hash<'_>,
        gathered: &mut Gathered,
    ) -> Result<(), Failure> {
        let (tell, told) = mpsc::channel::<Told>();
        let (mut reading, mut writing, mut given, mut taken, mut at_end) = (0, 0, 0, 0, false);
        let mut arrived: HashMap<usize, Box<Result<PieceRows, PieceError>>> = HashMap::new();
        loop {
            while !at_end && reading + arrived.len() < most && writing < most {
                let Ok(chunk) = cut.recv() else {
                    at_end = true;
                    break;
                };
                let chunk = chunk?;
                gathered.pieces.push(chunk.piece);
                let (number, tell) = (given, tell.clone());
                pool.spawn(move |_| {
                    let free = workers.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let mut worker = free.unwrap_or_default();
                    let read = self.job.read(&mut worker, chunk);
                    workers.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                    // nobody listens once something has failed
                    let _ = tell.send(Told::Read(number, Box::new(read)));
                });
                (given, reading) = (given + 1, reading + 1);
            }
            if at_end && reading == 0 && arrived.is_empty() {
                for pending in std::mem::take(&mut gathered.pending).into_values() {
                    self.write(pool, &tell, pending, &hash.get()?);
                    writing += 1;
                }
                gathered.pending_rows = 0;
                if writing == 0 {
                    return Ok(());
                }
            }
            match told.recv().map_err(|_| Failure::Lost)? {
                Told::Read(number, read) => {
                    arrived.insert(number, read);
                    reading -= 1;
                }
                Told::Written(written) => {
                    gathered.written.push(written?);
                    writing -= 1;
                }
            }
            while let Some(read) = arrived.remove(&taken) {
                gathered.take((*read)?);
                taken += 1;
                self.progress(gathered, taken);
            }
            for pending in self.due(gathered, hash.is_ready()) {
                self.write(pool, &tell, pending, &hash.get()?);
                writing += 1;
            }
        }
    }

    fn write<'scope>(
        &'scope self,
        pool: &rayon::Scope<'scope>,
        tell: &Sender<Told>,
        pending: Pending,
        source_id: &str,
    ) {
        let number = FILES.fetch_add(1, Ordering::Relaxed);
        let path = self.options.spool.join(format!("{}-{number:06}.parquet", pending.table.name));
        let (tell, source_id) = (tell.clone(), source_id.to_owned());
        pool.spawn(move |_| {
            let _ = tell.send(Told::Written(pending.write(&source_id, &path)));
        });
    }

    /// The rows that are to be written now: as many as a file holds, or the most there are where too many wait.
    fn due(&self, gathered: &mut Gathered, has_hash: bool) -> Vec<Pending> {
        let most = (self.options.memory_limit_bytes / 4 / ROW_BYTES).clamp(1 << 16, 1 << 20);
        let mut due = Vec::new();
        loop {
            let is_too_many = gathered.pending_rows > most;
            let largest = gathered.pending.iter().max_by_key(|(_, pending)| pending.rows);
            let Some((key, rows)) = largest.map(|(key, pending)| (*key, pending.rows)) else { break };
            if !(is_too_many || (has_hash && rows >= self.options.rows_per_file)) {
                break;
            }
            gathered.pending_rows -= rows;
            due.extend(gathered.pending.remove(&key));
        }
        due
    }

    fn progress(&self, gathered: &Gathered, taken: usize) {
        if let (Some(on_progress), Some(piece)) = (&self.options.on_progress, gathered.pieces.get(taken - 1)) {
            let rows = u64::try_from(gathered.out.rows_read).unwrap_or(0);
            let bytes = piece.offset + piece.length as u64;
            on_progress(self.asked.name, Progress { bytes, of_bytes: self.size, rows });
        }
    }

    /// Takes the rows of keys in dispute out of the files and reads them again one by one, and puts in what was added
    /// up; gives the files.
    fn settle(&self, gathered: &mut Gathered) -> Result<Vec<SpooledTable>, Failure> {
        let written = std::mem::take(&mut gathered.written);
        let mut spooled: BTreeMap<&'static str, SpooledTable> = BTreeMap::new();
        for written in written {
            let Some(fed) = gathered.fed.iter().find(|fed| fed.table.name == written.table.name) else { continue };
            let Some(written) = written.settle(&fed.keys, &fed.summed)? else { continue };
            let table = spooled.entry(fed.table.name).or_insert_with(|| SpooledTable {
                table: fed.table,
                present: fed.keys.present(),
                files: Vec::new(),
            });
            table.files.push(written.file);
        }
        let disputes: Vec<&Fed> = gathered.fed.iter().filter(|fed| fed.keys.has_disputes()).collect();
        let mut again: Vec<Row> = Vec::new();
        let mut owners: BTreeMap<i32, String> = BTreeMap::new();
        for fed in disputes {
            let keys = fed.keys.disputed_keys();
            for row in self.rows_again(&fed.keys.disputed_rows(), &gathered.pieces)? {
                if let (Some(number), Some(department)) = (row.provenance.row, row.text("department")) {
                    owners.insert(number, department.to_owned());
                }
                let (key, _) = piece::hashes_of(self.job.rules.context.definition, &row)?;
                if row.table.name == fed.table.name && keys.contains(&key) {
                    again.push(row);
                }
            }
        }
        gathered.out.rows.extend(again);
        gathered.owners = owners;
        let mut spooled: Vec<SpooledTable> = spooled.into_values().collect();
        for table in &mut spooled {
            table.files.sort_by(|one, other| (one.year, &one.path).cmp(&(other.year, &other.path)));
        }
        Ok(spooled)
    }

    /// The rows of tables that rows of the file make, by their numbers from 1.
    fn rows_again(&self, numbers: &[i32], pieces: &[Piece]) -> Result<Vec<Row>, Failure> {
        let mut by_piece: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for number in numbers {
            let row = usize::try_from(*number).unwrap_or(1).saturating_sub(1);
            let at = pieces.partition_point(|piece| piece.first_row <= row).saturating_sub(1);
            let Some(piece) = pieces.get(at) else { continue };
            by_piece.entry(at).or_default().push(u32::try_from(row - piece.first_row).unwrap_or(u32::MAX));
        }
        let mut found = Vec::new();
        for (at, mut rows) in by_piece {
            let chunk = chunks::again(self.asked.path, pieces[at])?;
            let (piece, cells) = self.job.rows(chunk)?;
            rows.sort_unstable();
            rows.dedup();
            for row in rows {
                found.extend(self.job.read_again(&cells, piece.first_row, row));
            }
        }
        Ok(found)
    }

    /// Compares the printed total and tells what was left out, as the small path does after the last row.
    fn finish(&self, gathered: &mut Gathered, head: &Arc<[Vec<Cell>]>) -> Result<(), Failure> {
        // the rows of totals, at their own places
        let totals: BTreeSet<usize> =
            gathered.tally.subtotals.iter().map(|(row, _)| *row).chain(gathered.tally.total).collect();
        let from = totals.first().copied().unwrap_or(head.len());
        let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); totals.last().map_or(0, |last| last + 1 - from)];
        let mut latest: Option<(Piece, Rows)> = None;
        for row in totals {
            let at = gathered.pieces.partition_point(|piece| piece.first_row <= row).saturating_sub(1);
            let Some(piece) = gathered.pieces.get(at).copied() else { continue };
            if latest.as_ref().is_none_or(|(known, _)| *known != piece) {
                latest = Some(self.job.rows(chunks::again(self.asked.path, piece)?)?);
            }
            if let Some((piece, rows)) = &latest {
                cells[row - from] = rows.row(row - piece.first_row).map(Cell::text).collect();
            }
        }
        let grid = Grid::window(head, from, cells);
        let mut sheet = self.job.rules.sheet(&grid);
        sheet.out = std::mem::take(&mut gathered.out);
        bring_together(&mut sheet, 0);
        end(&mut sheet, &self.job.rules.context, &gathered.tally);
        gathered.out = sheet.out;
        Ok(())
    }

    fn error(&self, failure: Failure) -> BulkError {
        let path = self.asked.path.to_owned();
        let line = |at: u64| chunks::line_at(&path, at);
        let spool = |found: String| BulkError::Spool {
            path: self.asked.name.to_owned(),
            spool: self.options.spool.clone(),
            found,
        };
        match failure {
            Failure::Fault(Fault::Io(source)) => ReadError::from_io(&path, source).into(),
            Failure::Fault(Fault::Undecodable(Spot { at, lines, column })) => {
                let encoding = "UTF-8 or GB18030".to_owned();
                ReadError::Undecodable { line: line(at) + lines, column, encoding, path }.into()
            }
            Failure::Fault(Fault::Lost(Spot { at, lines, column })) => {
                ReadError::LostCharacter { line: line(at) + lines, column, path }.into()
            }
            Failure::Fault(Fault::OpenQuote { at, lines }) => {
                ReadError::OpenQuote { line: line(at) + lines, path }.into()
            }
            Failure::Fault(Fault::Binary) => ReadError::Binary { path }.into(),
            Failure::Polars(error) => spool(error.to_string()),
            Failure::Lost => spool("a thread ended before its time".to_owned()),
        }
    }
}

impl Gathered {
    /// Takes in what the next piece gave.
    fn take(&mut self, read: PieceRows) {
        let PieceRows { tables, tally, rows_read, rows_rejected, rejects, notes } = read;
        self.out.rows_read += rows_read;
        self.out.rows_rejected += rows_rejected;
        self.out.rejects.extend(rejects);
        self.out.notes.extend(notes);
        self.tally.absorb(tally);
        let tables: Vec<Arc<TableRows>> = tables.into_iter().map(Arc::new).collect();
        for fed in &mut self.fed {
            let groups: Vec<&Arc<TableRows>> =
                tables.iter().filter(|rows| rows.table.name == fed.table.name && !rows.keys.is_empty()).collect();
            if groups.is_empty() {
                continue;
            }
            let plain: Vec<&TableRows> = groups.iter().map(AsRef::as_ref).collect();
            for (group, (rows, entries)) in groups.iter().zip(fed.keys.take(&plain)) {
                self.pending_rows += rows.len();
                let mut by_year: BTreeMap<Option<i32>, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
                for (row, entry) in rows.into_iter().zip(entries) {
                    let year = group.years.get(row as usize).copied().flatten();
                    let part = by_year.entry(year).or_default();
                    part.0.push(row);
                    part.1.push(entry);
                }
                for (year, (rows, entries)) in by_year {
                    let pending = self.pending.entry((fed.table.name, year));
                    pending.or_insert_with(|| Pending::new(fed.table, year)).add(group, rows, entries);
                }
            }
        }
    }
}
