//! `jixiao ingest`

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::json;

use super::error::CommandError;
use super::forms::FormsOptions;
use super::lake::LakeOptions;
use super::limit::LimitOptions;
use super::output::write_file;
use super::terminal;
use crate::ingest::bulk::{BulkOptions, When};
use crate::ingest::cross_check::cross_check;
use crate::ingest::definition::Forms;
use crate::ingest::job::{self, Gathered, JobError, KnownSource};
use crate::ingest::many;
use crate::lake::{CommitOptions, CurrentSource, Lake, LakeError, LoadReport, SourceReport, Spool};
use crate::model::{Row, SourceRows};

/// How many rejects are listed one by one; the query `quality/rejects` has them all.
const REJECTS_LISTED: usize = 20;

/// Load files into the lake: one load, all of it or nothing
///
/// Files and folders; which form a sheet is comes from its headings, never from a file name. Rejected rows are counted
/// and listed, not fatal.
///
/// Examples:
///   jixiao ingest 报送材料 --lake lake
///   jixiao ingest 2024.csv --about about.toml --strict
///   jixiao ingest 2024.xlsx --forms 表样
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Ingest {
    #[command(flatten)]
    sources: SourceOptions,
    /// Load nothing if any row is rejected
    #[arg(long)]
    strict: bool,
    /// Keep no copies of the files under the lake; `jixiao trace` then needs the files themselves
    #[arg(long)]
    no_originals: bool,
    /// Write what was read, rejected and loaded to this file, as JSON
    #[arg(long, value_name = "FILE.json")]
    summary: Option<PathBuf>,
}

/// Which files, and what they do not print.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct SourceOptions {
    /// Files, folders and archives (.zip); `-` for a table that is piped in
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Constants that the files do not print, besides the about.toml beside them
    #[arg(long, value_name = "FILE")]
    pub(super) about: Option<PathBuf>,
    #[command(flatten)]
    pub(super) forms: FormsOptions,
    #[command(flatten)]
    pub(super) limits: LimitOptions,
    /// Whether long text files are read in bulk: auto (from 8 MiB on), always, never
    #[arg(long, value_name = "WHEN", default_value = "auto", hide = true)]
    pub(super) bulk: When,
}

impl Ingest {
    /// Loads the files and says what became of them.
    ///
    /// # Errors
    /// When a path is missing or unreadable, the lake cannot be written, or a row was rejected under `--strict`.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let forms = self.sources.forms.read()?;
        let gathered = self.sources.gather()?;
        let options = CommitOptions { no_originals: self.no_originals, ..commit_options(self.strict) };
        let bulk = (self.sources.bulk, lake.memory_limit_bytes());
        let loaded = load(&lake.lake, gathered, &forms, &options, bulk).await;
        if let (Some(path), Ok(loaded)) = (&self.summary, &loaded) {
            write_file(path, summary(loaded).as_bytes())?;
        }
        terminal::data(&loaded?.to_string())
    }
}

impl SourceOptions {
    /// The files that these paths name.
    ///
    /// # Errors
    /// When a path is missing or the constants cannot be read.
    pub(super) fn gather(&self) -> Result<Gathered, CommandError> {
        Ok(job::gather(&self.paths, self.about.as_deref(), self.limits.limits())?)
    }
}

/// A load as it is told to the user.
pub(super) struct Loaded {
    /// What became of the files.
    pub(super) report: LoadReport,
    /// Files that the lake has as they are, not read again.
    pub(super) unchanged_files: usize,
    /// Files of kinds that are not read.
    pub(super) other_files: usize,
    /// The lake; none for a plan.
    pub(super) root: Option<PathBuf>,
}

/// Who loads, and what is said while another process writes.
pub(super) fn commit_options(strict: bool) -> CommitOptions {
    let by = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    CommitOptions {
        strict,
        no_originals: false,
        by: by.unwrap_or_default(),
        on_wait: Some(Arc::new(|| terminal::say("waiting for another jixiao that writes to this lake"))),
    }
}

/// Reads the files and loads them into the lake at `root`, which is made where there is none.
///
/// # Errors
/// When a file that was named cannot be read, or the lake cannot be written.
pub(super) async fn load(
    root: &Path,
    gathered: Gathered,
    forms: &Forms,
    options: &CommitOptions,
    (bulk, memory_limit_bytes): (When, usize),
) -> Result<Loaded, CommandError> {
    let lake = LakeOptions::create_or_open(root, options).await?;
    let other_files = gathered.other_files;
    let files = gathered.files.len();
    // it is there until the lake has taken what is in it
    let spool = lake.spool()?;
    let bulk = bulk_options(&spool, bulk, memory_limit_bytes);
    let sources = read(gathered, forms, &lake.current_sources().await?, &bulk)?;
    let mut report = lake.commit(sources, options).await.map_err(|error| refusal(error, options.strict))?;
    // another process may have loaded some of them since they were read
    report.read.retain(|source| !source.skipped);
    let unchanged_files = files - report.read.len();
    Ok(Loaded { report, unchanged_files, other_files, root: Some(root.to_owned()) })
}

/// How long files are read: their rows wait in this spool, and the terminal shows how far they are.
pub(super) fn bulk_options(spool: &Spool, when: When, memory_limit_bytes: usize) -> BulkOptions {
    let bar = terminal::ProgressOfFile::default();
    BulkOptions {
        when,
        memory_limit_bytes,
        on_progress: Some(Arc::new(move |path, progress| bar.show(path, progress))),
        ..BulkOptions::new(spool.folder().to_owned())
    }
}

/// Reads the files; those that the lake has as they are, are left out.
///
/// # Errors
/// When a file that was named cannot be read.
pub(super) fn read(
    mut gathered: Gathered,
    forms: &Forms,
    known: &BTreeMap<String, CurrentSource>,
    bulk: &BulkOptions,
) -> Result<Vec<SourceRows>, CommandError> {
    let bar = terminal::progress(gathered.files.len(), "read");
    gathered.files.retain(|file| {
        let lacking = known.get(&file.path).and_then(|known| forms.lacks(known.form.as_deref()?));
        if let Some(lacking) = lacking {
            bar.suspend(|| left_as_it_is(&file.path, lacking));
            bar.inc(1);
        }
        lacking.is_none()
    });
    let known = |path: &str| {
        known.get(path).map(|known| KnownSource {
            source_id: &known.source_id,
            form: known.form.as_deref(),
            form_version: &known.form_version,
        })
    };
    let mut sources = many::read_all(&gathered, forms, known, Some(bulk), |path| {
        bar.set_message(path.to_owned());
        bar.inc(1);
    })?;
    bar.finish_and_clear();
    cross_check(&mut sources);
    Ok(sources)
}

/// Says that a file was not read because its own definition is not there: what the lake has of it stays.
fn left_as_it_is(path: &str, form: &str) {
    let what = "which is not given now; it stays as it was read";
    terminal::say(&format!("warning: {path} was last read by the definition `{form}`, {what}"));
    terminal::say("hint: give its definition with --forms");
}

/// A refused strict load lists its rejects before it fails.
fn refusal(error: LakeError, strict: bool) -> CommandError {
    if let (LakeError::Refused { report }, true) = (&error, strict) {
        for line in reject_lines(&report.rejects, &paths(report)) {
            terminal::say(&line);
        }
    }
    error.into()
}

/// The lake to plan against; none where there is none yet: nothing stands at `root`, or an empty folder.
///
/// # Errors
/// When something stands at `root` that is no lake, or one that cannot be read.
pub(super) fn existing(root: &Path) -> Result<Option<Lake>, CommandError> {
    let is_empty = std::fs::read_dir(root).is_ok_and(|mut entries| entries.next().is_none());
    match Lake::open(root) {
        Ok(lake) => Ok(Some(lake)),
        Err(LakeError::Missing { .. }) => Ok(None),
        Err(LakeError::NotALake { .. }) if is_empty => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn paths(report: &LoadReport) -> BTreeMap<&str, &str> {
    report.read.iter().map(|source| (source.source_id.as_str(), source.path.as_str())).collect()
}

fn reject_lines(rejects: &[Row], paths: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut errors_first: Vec<&Row> = rejects.iter().collect();
    errors_first.sort_by_key(|row| row.text("severity") != Some("error"));
    let mut lines: Vec<String> = errors_first
        .iter()
        .take(REJECTS_LISTED)
        .map(|row| {
            let path = row.text("source_id").and_then(|id| paths.get(id)).copied().unwrap_or_default();
            let sheet = row.text("sheet").map(|sheet| format!("{sheet}!")).unwrap_or_default();
            let cell = row.text("cell").unwrap_or_default();
            let place = if cell.is_empty() { String::new() } else { format!(":{sheet}{cell}") };
            let severity = row.text("severity").unwrap_or("error");
            format!("  {severity}  {path}{place}  {}", row.text("reason").unwrap_or_default())
        })
        .collect();
    if rejects.len() > REJECTS_LISTED {
        lines.push(format!("  … {} more; `jixiao rejects` lists them all", rejects.len() - REJECTS_LISTED));
    }
    lines
}

impl std::fmt::Display for Loaded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let report = &self.report;
        let planned = self.root.is_none();
        let read = &report.read;
        let sum = |count: fn(&SourceReport) -> i32| read.iter().map(|source| i64::from(count(source))).sum::<i64>();
        writeln!(
            formatter,
            "read       {}, {}{}",
            counted(read.len(), "file"),
            counted(sum(|source| source.rows_read), "row"),
            if self.unchanged_files > 0 {
                format!(" ({} unchanged since the last load)", counted(self.unchanged_files, "file"))
            } else {
                String::new()
            }
        )?;
        for (table, change) in &report.rows_by_table {
            let verb = if planned { "would load" } else { "loaded" };
            write!(formatter, "{verb:<10} {table}: {}", counted(change.loaded, "row"))?;
            if change.replaced + change.removed > 0 {
                write!(formatter, " ({} replaced, {} removed)", change.replaced, change.removed)?;
            }
            writeln!(formatter)?;
        }
        let different =
            |row: &&Row| row.get("difference").is_some_and(|value| *value != crate::model::Value::Decimal(0));
        let differences = report.control_totals.iter().filter(different).count();
        writeln!(
            formatter,
            "totals     {} printed, {differences} differ from their rows",
            report.control_totals.len()
        )?;
        writeln!(
            formatter,
            "rejected   {}; {}, {}",
            counted(sum(|source| source.rows_rejected), "row"),
            counted(report.errors(), "error"),
            counted(report.warnings(), "warning")
        )?;
        for line in reject_lines(&report.rejects, &paths(report)) {
            writeln!(formatter, "{line}")?;
        }
        for (note, paths) in notes(read) {
            let others = match paths.len() - 1 {
                0 => String::new(),
                1 => " and 1 more file".to_owned(),
                count => format!(" and {count} more files"),
            };
            writeln!(formatter, "note       {}{others}: {note}", paths[0])?;
        }
        if self.other_files > 0 {
            writeln!(formatter, "left aside {} of other kinds", counted(self.other_files, "file"))?;
        }
        match (&self.root, report.load_id) {
            (Some(root), Some(load)) => writeln!(formatter, "written    load {load} of {}", root.display()),
            (Some(_), None) if read.is_empty() && self.unchanged_files == 0 => {
                writeln!(formatter, "written    nothing: there was nothing to read")
            }
            (Some(root), None) => writeln!(formatter, "written    nothing: {} has all of it already", root.display()),
            (None, _) => writeln!(formatter, "written    nothing: this was a check"),
        }
    }
}

/// The notes in their order, those of equal words as one, each with the files that it is about.
fn notes(read: &[SourceReport]) -> Vec<(&str, Vec<&str>)> {
    let mut notes: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for source in read {
        for note in &source.notes {
            let place = *places.entry(note).or_insert(notes.len());
            match notes.get_mut(place) {
                Some((_, paths)) => paths.push(&source.path),
                None => notes.push((note, vec![&source.path])),
            }
        }
    }
    notes
}

/// `1 file`, `2 files`.
pub(super) fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let ending = if count == 1.into() { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

fn summary(loaded: &Loaded) -> String {
    let report = &loaded.report;
    let sources: Vec<_> = report
        .read
        .iter()
        .map(|source| {
            json!({
                "path": source.path, "source_id": source.source_id, "file_kind": source.file_kind,
                "form": source.form, "rows_read": source.rows_read, "rows_accepted": source.rows_accepted,
                "rows_rejected": source.rows_rejected, "notes": source.notes,
            })
        })
        .collect();
    let tables: BTreeMap<_, _> = report
        .rows_by_table
        .iter()
        .map(|(table, change)| {
            (table, json!({"loaded": change.loaded, "replaced": change.replaced, "removed": change.removed}))
        })
        .collect();
    let paths = paths(report);
    let rejects: Vec<_> = report
        .rejects
        .iter()
        .map(|row| {
            json!({
                "path": row.text("source_id").and_then(|id| paths.get(id)), "sheet": row.text("sheet"),
                "cell": row.text("cell"), "field": row.text("field"), "value": row.text("value"),
                "reason": row.text("reason"), "check_id": row.text("check_id"), "severity": row.text("severity"),
            })
        })
        .collect();
    let summary = json!({
        "load": report.load_id, "sources": sources, "tables": tables, "rejects": rejects,
        "errors": report.errors(), "warnings": report.warnings(), "unchanged_files": loaded.unchanged_files, "other_files": loaded.other_files,
    });
    format!("{summary:#}\n")
}

impl From<JobError> for CommandError {
    fn from(error: JobError) -> Self {
        let hint = error.hint();
        if error.is_usage() { Self::usage(error).hint(hint) } else { Self::data(error).hint(hint) }
    }
}
