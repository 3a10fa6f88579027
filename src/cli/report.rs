//! `jixiao report`

use std::fs;
use std::path::{Path, PathBuf};

use chrono::Local;

use super::error::CommandError;
use super::lake::{LakeOptions, Reading, VersionOptions};
use super::output::{folder_hint, write_file};
use super::terminal;
use crate::model::{Language, system_answer};
use crate::report::compose::{ComposeError, Setting, compose};
use crate::report::document::Fact;
use crate::report::html::{HtmlError, render};

/// Write the annual report: one HTML file that needs nothing else
///
/// Example: jixiao report --year 2023 --out out
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Report {
    /// The fiscal year
    #[arg(long)]
    year: i32,
    /// The folder that the report is written to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The language of the report
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    version: VersionOptions,
}

impl Report {
    /// Writes `index.html` and says where it is.
    ///
    /// # Errors
    /// When the lake has nothing of the year or the file cannot be written.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let reading = lake.read(&self.version).await?;
        let written = write(&reading, Some(self.year), self.lang, &self.out).await?;
        terminal::data(&format!("{}\n", written.path.display()))
    }
}

/// A report as it was written.
pub(super) struct Written {
    /// The file.
    pub(super) path: PathBuf,
    /// The headline figures.
    pub(super) facts: Vec<Fact>,
}

/// Composes the report and writes it to `folder/index.html`.
///
/// # Errors
/// When the lake has nothing of the year or the file cannot be written.
pub(super) async fn write(
    reading: &Reading,
    year: Option<i32>,
    language: Language,
    folder: &Path,
) -> Result<Written, CommandError> {
    // said before the work, not after it
    fs::create_dir_all(folder).map_err(|error| {
        let answer = system_answer(&error);
        CommandError::data(format!("the folder `{}` cannot be made: {answer}", folder.display()))
            .hint(folder_hint(&error))
    })?;
    let setting = Setting {
        year,
        language,
        generated_at: Local::now().format("%Y-%m-%d %H:%M").to_string(),
        lake: match language {
            Language::Chinese => format!("第{}次载入（{}）", reading.load_id, reading.loaded_at),
            Language::English => reading.version.clone(),
        },
        as_of: reading.load_id.to_string(),
    };
    let bar = terminal::progress(reading.catalogue.analyses().len(), "report");
    let document = compose(&reading.session, &reading.catalogue, &setting, |name| {
        bar.set_message(name.to_owned());
        bar.inc(1);
    })
    .await?;
    bar.finish_and_clear();
    let html = render(&document)?;
    let path = folder.join("index.html");
    write_file(&path, html.as_bytes())?;
    Ok(Written { path, facts: document.facts })
}

impl From<ComposeError> for CommandError {
    fn from(error: ComposeError) -> Self {
        let hint = error.hint();
        Self::data(error).hint(hint)
    }
}

impl From<HtmlError> for CommandError {
    fn from(error: HtmlError) -> Self {
        Self::internal(error)
    }
}
