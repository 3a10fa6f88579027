//! One ingest: the files of the paths, each read as the forms that fit its sheets. A bad row never stops its file, a
//! bad file never stops its folder.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::about::Constants;
use super::bulk::{self, Answer, Asked, BulkError, BulkOptions};
use super::definition::Forms;
use super::extract::{SheetRows, extract};
use super::read::{self, Book, Limits, ReadError};
use super::source::{self, Source, SourceError};
use crate::model::original::pack;
use crate::model::{Provenance, Row, SourceRows, Value, tables};

/// The version of the rules by which cells become values; a change reads every source again.
const RULES: &str = "3";

/// The files of one ingest.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The files to read.
    pub files: Vec<File>,
    /// How many files of other kinds stood in the folders.
    pub other_files: usize,
    /// How much is read of each.
    pub limits: Limits,
}

/// A file to read.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path as the user knows it.
    pub path: String,
    source: Source,
    /// Whether the user named the file itself, not a folder above it: then it must be readable.
    is_named: bool,
}

/// What the lake knows of a path: a file that still agrees is not read again.
#[derive(Clone, Copy, Debug)]
pub struct KnownSource<'a> {
    /// The hash of its content and constants.
    pub source_id: &'a str,
    /// The forms it was read as.
    pub form: Option<&'a str>,
    /// The versions of those forms and of the rules.
    pub form_version: &'a str,
}

/// An ingest that cannot begin, or a file that was named and cannot be read.
#[derive(Debug, Error)]
pub enum JobError {
    /// The files cannot be listed.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file that was named cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file of millions of rows cannot be read.
    #[error(transparent)]
    Bulk(#[from] BulkError),
}

impl JobError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Source(error) => error.hint(),
            Self::Read(error) => error.hint(),
            Self::Bulk(error) => error.hint(),
        }
        .map(str::to_owned)
    }

    /// Whether the command line or a configuration file is at fault, not the data.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Source(_))
    }
}

/// The files that these paths name, with the constants given for each.
///
/// # Errors
/// When a path is missing or the constants cannot be read.
pub fn gather(paths: &[PathBuf], about: Option<&Path>, limits: Limits) -> Result<Gathered, JobError> {
    let found = source::sources(paths, about, &limits)?;
    let file = |source: Source| File {
        path: source.path.display().to_string(),
        is_named: paths.contains(&source.path),
        source,
    };
    Ok(Gathered { files: found.files.into_iter().map(file).collect(), other_files: found.other_files, limits })
}

/// Reads a file; none where the lake has it as it is. Where `bulk` is given, long text files are read that way.
///
/// # Errors
/// When the user named the file and it cannot be read, or the rows of a long file cannot be kept. A file of a folder
/// that cannot be read becomes a reject.
pub fn read(
    file: &File,
    forms: &Forms,
    known: Option<KnownSource<'_>>,
    limits: &Limits,
    bulk: Option<&BulkOptions>,
) -> Result<Option<SourceRows>, JobError> {
    let Source { path, constants, .. } = &file.source;
    if let Some(options) = bulk {
        let is_current = |known: &KnownSource<'_>| known.form_version == form_version(forms, known.form);
        let known = known.filter(is_current).map(|known| known.source_id);
        match bulk::read(Asked { path, name: &file.path, constants, forms, known }, options) {
            Ok(Answer::NotBulk) => {}
            Ok(Answer::Known) => return Ok(None),
            Ok(Answer::Rows(mut rows)) => {
                rows.form_version = form_version(forms, rows.form.as_deref());
                return Ok(Some(*rows));
            }
            Err(BulkError::Read(error)) if !file.is_named => return Ok(Some(unreadable(file, &error, forms))),
            Err(error) => return Err(error.into()),
        }
    }
    let opened = file.source.bytes(limits).and_then(|bytes| {
        let source_id = source::source_id(&bytes, constants);
        let is_known = known
            .is_some_and(|known| known.source_id == source_id && known.form_version == form_version(forms, known.form));
        let read =
            if is_known { None } else { Some((read::read_within(path, &bytes, limits)?, pack(&file.path, &bytes))) };
        Ok((source_id, read))
    });
    match opened {
        Ok((_, None)) => Ok(None),
        Ok((source_id, Some((book, original)))) => {
            Ok(Some(SourceRows { original, ..extract_book(file, source_id, &book, constants, forms) }))
        }
        Err(error) if file.is_named => Err(error.into()),
        Err(error) => Ok(Some(unreadable(file, &error, forms))),
    }
}

/// The content of a file that still is what the lake knows under this `source_id`; none where it is gone or changed.
pub fn unchanged(path: &Path, source_id: &str) -> Option<Vec<u8>> {
    let gathered = gather(&[path.to_owned()], None, Limits::default()).ok()?;
    let source = &gathered.files.first()?.source;
    let bytes = source.bytes(&gathered.limits).ok()?.into_owned();
    (source::source_id(&bytes, &source.constants) == source_id).then_some(bytes)
}

/// The versions that a reading rests on: of the rules and of the forms in `form` (joined by `;`); for a file that no
/// form fitted, of all forms, so that a new one is tried on it.
fn form_version(forms: &Forms, form: Option<&str>) -> String {
    let is_used = |name: &str| form.is_none_or(|form| form.split(';').any(|used| used == name));
    let used = forms.list().filter(|form| is_used(form.name));
    let mut versions: Vec<String> = used.map(|form| format!("{} {}", form.name, form.version)).collect();
    // a definition of the bureau's own may fit a file better than the one it was read by: each is tried again
    let own = forms.own_mark();
    if !own.is_empty() {
        versions.push(format!("own {own}"));
    }
    format!("rules {RULES};{}", versions.join(";"))
}

fn extract_book(file: &File, source_id: String, book: &Book, constants: &Constants, forms: &Forms) -> SourceRows {
    let mut read = SourceRows {
        path: file.path.clone(),
        source_id,
        file_kind: book.kind.name().to_owned(),
        notes: book.notes.clone(),
        ..SourceRows::default()
    };
    let mut names: Vec<String> = Vec::new();
    let mut columns: Vec<String> = Vec::new();
    for grid in &book.grids {
        let SheetRows {
            forms,
            columns: sheet_columns,
            rows_read,
            rows_rejected,
            rows,
            control_totals,
            class_totals,
            rejects,
            notes,
        } = extract(grid, &file.path, constants, forms);
        for (name, _) in forms {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        columns.extend(sheet_columns.map(|columns| match &grid.sheet {
            // which sheet they are of, where that could be asked
            Some(sheet) if book.grids.len() > 1 => format!("{sheet}!{columns}"),
            _ => columns,
        }));
        read.rows_read += rows_read;
        read.rows_rejected += rows_rejected;
        read.rows.extend(rows);
        read.control_totals.extend(control_totals);
        read.class_totals.extend(class_totals);
        read.rejects.extend(rejects);
        read.notes.extend(notes);
    }
    read.form = (!names.is_empty()).then(|| names.join(";"));
    read.columns = (!columns.is_empty()).then(|| columns.join(" | "));
    read.form_version = form_version(forms, read.form.as_deref());
    read
}

/// A file of a folder that cannot be read: a source that gave nothing but the reason.
fn unreadable(file: &File, error: &ReadError, forms: &Forms) -> SourceRows {
    let source = SourceRows {
        path: file.path.clone(),
        // its content could not be had, so it is known by its path until it can be read
        source_id: source::source_id(file.path.as_bytes(), &file.source.constants),
        file_kind: "unreadable".to_owned(),
        form_version: form_version(forms, None),
        ..SourceRows::default()
    };
    if error.is_no_table() {
        // a text among the tables is no fault of whoever sent it
        let said = error.to_string();
        let note = said.strip_prefix(file.path.as_str()).unwrap_or(&said).trim_start().to_owned();
        return SourceRows { notes: vec![note], ..source };
    }
    let mut reject = Row::new(&tables::REJECTS, Provenance::default());
    let hint = error.hint().map(|hint| format!("; hint: {hint}")).unwrap_or_default();
    let cells = [
        ("field", "file".to_owned()),
        ("value", file.path.clone()),
        ("reason", format!("{error}{hint}")),
        ("check_id", "file.unreadable".to_owned()),
        ("severity", "error".to_owned()),
    ];
    for (column, text) in cells {
        let known = reject.set(column, Some(Value::Text(text)));
        debug_assert!(known, "rejects has no column {column}");
    }
    let known = reject.set("department", file.source.constants.department.clone().map(Value::Text));
    debug_assert!(known, "rejects has no column department");
    SourceRows { rejects: vec![reject], ..source }
}
