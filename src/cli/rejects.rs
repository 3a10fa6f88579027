//! `jixiao rejects`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use super::error::CommandError;
use super::lake::{LakeOptions, Reading, VersionOptions};
use super::output::{OutputOptions, folder_hint, write_file};
use super::terminal;
use crate::analysis::{self, Outcome};
use crate::engine::Cell;
use crate::model::{Language, system_answer};
use crate::report::returns::{Cover, Returned, WorkbookError, file_name, workbook};

/// The analysis that lists rejects.
const ANALYSIS: &str = "quality/rejects";

/// List what was not loaded or is doubtful, or write it as workbooks to send back
///
/// What is wrong with the files as they are loaded now: a file that was corrected and loaded again drops out. An
/// --output that ends in .xlsx is a workbook with a blank column for the corrections; with --by department, one
/// workbook a department: in the folder --output, or beside it where it ends in .xlsx (退回-某局.xlsx).
///
/// Examples:
///   jixiao rejects --format csv
///   jixiao rejects --output 退回.xlsx
///   jixiao rejects --by department --output 退回
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Rejects {
    /// One workbook for each
    #[arg(long, value_enum, value_name = "WHAT", requires = "output")]
    by: Option<By>,
    /// What this load refused, corrected since or not
    #[arg(long, value_name = "N")]
    load: Option<i32>,
    /// Errors or warnings only
    #[arg(long, value_name = "error|warning")]
    severity: Option<String>,
    /// One department only
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// The language of labels
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// What workbooks are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// One workbook a department; files that name none have one each
    Department,
}

impl Rejects {
    /// Prints the rejects, or writes them as workbooks and prints their names.
    ///
    /// # Errors
    /// When the lake cannot be read or a file cannot be written.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let reading = lake.read(&self.version).await?;
        let analysis = reading.catalogue.find(ANALYSIS)?;
        let given = [
            ("load", self.load.map(|load| load.to_string())),
            ("severity", self.severity.clone()),
            ("department", self.department.clone()),
        ];
        let given: Vec<(String, String)> =
            given.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
        let outcome = analysis::run(&reading.session, analysis, &given).await?;
        let workbooks = self.output.output.as_deref().filter(|path| self.by.is_some() || is_workbook(path));
        let Some(path) = workbooks else {
            self.output.print_outcome(&outcome, self.lang)?;
            if let Some(finding) = outcome.finding(self.lang)? {
                terminal::say(&finding);
            }
            return Ok(());
        };
        let rows = returned(&outcome)?;
        let written = match self.by {
            None => {
                self.write(&reading, path, None, &rows)?;
                vec![path.to_owned()]
            }
            Some(By::Department) => self.write_by_department(&reading, path, rows)?,
        };
        if written.is_empty() {
            terminal::say("nothing is rejected, so no workbook was written");
        }
        let list: Vec<String> = written.iter().map(|path| path.display().to_string()).collect();
        terminal::data(&if list.is_empty() { String::new() } else { list.join("\n") + "\n" })
    }

    fn write_by_department(
        &self,
        reading: &Reading,
        path: &Path,
        rows: Vec<Returned>,
    ) -> Result<Vec<PathBuf>, CommandError> {
        let mut groups: BTreeMap<String, Vec<Returned>> = BTreeMap::new();
        for row in rows {
            let name = row.department.clone().unwrap_or_else(|| row.path.clone());
            groups.entry(name).or_default().push(row);
        }
        let (folder, prefix) = if is_workbook(path) {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            (path.parent().unwrap_or(Path::new("")).to_owned(), format!("{stem}-"))
        } else {
            (path.to_owned(), String::new())
        };
        if !folder.as_os_str().is_empty() {
            std::fs::create_dir_all(&folder).map_err(|error| {
                let answer = system_answer(&error);
                CommandError::data(format!("the folder `{}` cannot be made: {answer}", folder.display()))
                    .hint(folder_hint(&error))
            })?;
        }
        let mut written: Vec<PathBuf> = Vec::new();
        for (department, rows) in groups {
            let name = format!("{prefix}{}", file_name(&department));
            let mut path = folder.join(format!("{name}.xlsx"));
            // two names may differ only in letters that no file name holds
            let mut number = 1;
            while written.contains(&path) {
                number += 1;
                path = folder.join(format!("{name}-{number}.xlsx"));
            }
            self.write(reading, &path, Some(&department), &rows)?;
            written.push(path);
        }
        Ok(written)
    }

    fn write(
        &self,
        reading: &Reading,
        path: &Path,
        department: Option<&str>,
        rows: &[Returned],
    ) -> Result<(), CommandError> {
        let version = match self.lang {
            Language::Chinese => format!("第{}次载入（{}）", reading.load_id, reading.loaded_at),
            Language::English => reading.version.clone(),
        };
        let cover = Cover { department, version: &version, at: reading.at, language: self.lang };
        write_file(path, &workbook(rows, &cover)?)
    }
}

fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// The rows of the analysis as things to correct.
fn returned(outcome: &Outcome<'_>) -> Result<Vec<Returned>, CommandError> {
    let position = |name: &str| {
        let missing = || CommandError::data(format!("the analysis {ANALYSIS} has no column `{name}`"));
        outcome.position(name).ok_or_else(missing)
    };
    let [path, sheet, cell, field] = [position("path")?, position("sheet")?, position("cell")?, position("field")?];
    let [value, reason, check] = [position("value")?, position("reason")?, position("check_id")?];
    let [severity, row_text, department] = [position("severity")?, position("row_text")?, position("department")?];
    let row = |row: &Vec<Cell>| {
        let text = |position: usize| match &row[position] {
            Cell::Null => None,
            cell => Some(cell.plain()),
        };
        Returned {
            department: text(department),
            path: text(path).unwrap_or_default(),
            sheet: text(sheet),
            cell: text(cell),
            field: text(field),
            value: text(value),
            reason: text(reason).unwrap_or_default(),
            check: text(check).unwrap_or_default(),
            severity: text(severity).unwrap_or_default(),
            row_text: text(row_text),
        }
    };
    Ok(outcome.rows.iter().map(row).collect())
}

impl From<WorkbookError> for CommandError {
    fn from(error: WorkbookError) -> Self {
        Self::internal(error)
    }
}
