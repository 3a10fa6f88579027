//! `jixiao forms check`

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use crate::cli::error::CommandError;
use crate::cli::terminal;
use crate::engine::Cell;
use crate::ingest::definition::{DefinitionError, Forms, definition_files, faults};
use crate::ingest::examine::{Examined, examine};
use crate::model::{Row, Value};

/// How many rejects of a sheet are listed.
const REJECTS_LISTED: usize = 10;

/// Check definitions of your own, and try them on files
///
/// Says everything that is wrong with them, file and line. With --on it also says how they read
/// each sheet of a file: which form it is, which column feeds which field, which columns nothing
/// asks for, and the first rows.
///
/// Examples:
///   jixiao forms check 表样
///   jixiao forms check 表样/专项债券.toml --on 2024.xlsx
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Check {
    /// Definitions: .toml files and folders of them
    #[arg(required = true, value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
    /// Try the definitions, and the built-in ones, on this file or folder
    #[arg(long, value_name = "PATH")]
    on: Vec<PathBuf>,
    /// Constants that the files do not print, besides the about.toml beside them
    #[arg(long, value_name = "FILE")]
    about: Option<PathBuf>,
    /// How many rows of each table are shown
    #[arg(long, default_value_t = 3, value_name = "N")]
    rows: usize,
}

impl Check {
    /// Checks the definitions, then tries them.
    ///
    /// # Errors
    /// When one of them cannot be used, or a file cannot be read.
    pub(super) fn execute(&self) -> Result<(), CommandError> {
        let mut files = Vec::new();
        let mut wrong: Vec<DefinitionError> = Vec::new();
        for file in self.paths.iter().map(|path| definition_files(path)).collect::<Result<Vec<_>, _>>()?.concat() {
            wrong.extend(faults(&file)?);
            files.push(file);
        }
        // the last one is the command's own error
        if let Some(last) = wrong.pop() {
            for error in wrong {
                terminal::say(&format!("error: {error}"));
                if let Some(hint) = error.hint() {
                    terminal::say(&format!("hint: {hint}"));
                }
            }
            return Err(last.into());
        }
        let forms = files.iter().try_fold(Forms::embedded()?, |forms, file| forms.with_path(file))?;
        let mut text = String::new();
        for form in forms.list() {
            if let Some(file) = form.file {
                let _ = writeln!(
                    text,
                    "ok         {file}: {} ({}) feeds {}",
                    form.name,
                    form.layout,
                    form.tables.join(", ")
                );
            }
        }
        for path in &self.on {
            for sheet in examine(path, self.about.as_deref(), &forms)? {
                describe(&mut text, &sheet, self.rows);
            }
        }
        terminal::data(&text)
    }
}

/// What a sheet is read as, in lines. Writing to a string does not fail.
pub(super) fn describe(text: &mut String, sheet: &Examined, rows: usize) {
    let read = &sheet.read;
    let name = sheet.sheet.as_ref().map(|name| format!(", sheet `{name}`")).unwrap_or_default();
    let _ = writeln!(text, "\nsheet      {}{name} ({})", sheet.path, sheet.file_kind);
    let forms: Vec<&str> = read.forms.iter().map(|(name, _)| name.as_str()).collect();
    let _ = writeln!(text, "form       {}", if forms.is_empty() { "none fits".to_owned() } else { forms.join(", ") });
    for column in read.columns.iter().flat_map(|columns| columns.split(';')) {
        if let Some((field, letters)) = column.split_once('=') {
            let _ = writeln!(text, "column     {letters:<3} {field}");
        }
    }
    for note in &read.notes {
        let _ = writeln!(text, "note       {note}");
    }
    let _ = writeln!(text, "rows       {} read, {} rejected", read.rows_read, read.rows_rejected);
    for reject in read.rejects.iter().take(REJECTS_LISTED) {
        let of = |column: &str| reject.text(column).unwrap_or_default();
        let _ = writeln!(text, "{:<10} {}: {}", of("severity"), of("cell"), of("reason"));
    }
    if read.rejects.len() > REJECTS_LISTED {
        let _ = writeln!(text, "           … {} more", read.rejects.len() - REJECTS_LISTED);
    }
    let mut tables: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &read.rows {
        tables.entry(row.table.name).or_default().push(row);
    }
    for (table, made) in tables {
        let _ = writeln!(text, "table      {table}: {}", made.len());
        for row in made.iter().take(rows) {
            let _ = writeln!(text, "           {}", print(row));
        }
    }
}

/// The values of a row: `fiscal_year=2024 project_code=P001 …`, blank ones left out.
fn print(row: &Row) -> String {
    let print = |value: &Value, scale: Option<u8>| match value {
        Value::Text(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Decimal(number) => Cell::Decimal(*number, scale.unwrap_or(0)).plain(),
        Value::Date(date) => date.to_string(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Instant(moment) => moment.to_rfc3339(),
    };
    let columns = row.table.columns.iter().zip(row.values());
    let printed = columns.filter_map(|(column, value)| Some((column, value.as_ref()?)));
    printed
        .map(|(column, value)| format!("{}={}", column.name, print(value, column.kind.scale())))
        .collect::<Vec<_>>()
        .join(" ")
}
