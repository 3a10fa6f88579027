//! `jixiao run`

use std::path::{Path, PathBuf};

use super::error::CommandError;
use super::forms::FormsOptions;
use super::ingest::{commit_options, load};
use super::lake::LakeOptions;
use super::limit::LimitOptions;
use super::{report, terminal};
use crate::ingest::bulk::When;
use crate::ingest::job;
use crate::lake::Lake;
use crate::model::Language;
use crate::report::document::Fact;
use crate::sample;

/// The folder of the sample data in a checkout.
const SAMPLE: &str = "sample-data";

/// The whole job: files in, annual report out
///
/// Loads PATH… (the sample data where none is given) into DIR/lake, checks and computes, and writes
/// DIR/report/index.html.
///
/// Examples:
///   jixiao run --out out
///   jixiao run 报送材料 --out out --year 2024
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Run {
    /// Files and folders; the sample data where none is given
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder for the lake and the report
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The fiscal year of the report [default: the last with projects]
    #[arg(long)]
    year: Option<i32>,
    /// The language of the report
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    /// Constants that the files do not print, besides the about.toml beside them
    #[arg(long, value_name = "FILE")]
    about: Option<PathBuf>,
    #[command(flatten)]
    forms: FormsOptions,
    #[command(flatten)]
    limits: LimitOptions,
}

impl Run {
    /// Runs the whole chain and ends with what was read, rejected and written, and the headline figures.
    ///
    /// # Errors
    /// When a path cannot be read, the lake or the report cannot be written, or an analysis fails.
    pub(super) async fn execute(&self, options: &LakeOptions) -> Result<(), CommandError> {
        let paths = if self.paths.is_empty() { vec![self.sample_data()?] } else { self.paths.clone() };
        let forms = self.forms.read()?;
        let gathered = job::gather(&paths, self.about.as_deref(), self.limits.limits())?;
        let root = self.out.join("lake");
        let bulk = (When::Auto, options.memory_limit_bytes());
        let loaded = load(&root, gathered, &forms, &commit_options(false), bulk).await?;
        let snapshot = Lake::open(&root)?.snapshot(None).await?;
        let reading = options.session(snapshot)?;
        let written = report::write(&reading, self.year, self.lang, &self.out.join("report")).await?;
        let figure = |fact: &Fact| format!("figure     {}: {} ({})\n", fact.label, fact.value, fact.note);
        let figures: Vec<String> = written.facts.iter().map(figure).collect();
        terminal::data(&format!("{loaded}report     {}\n{}", written.path.display(), figures.concat()))
    }

    /// The sample data: those of the checkout, else made anew in the output folder.
    fn sample_data(&self) -> Result<PathBuf, CommandError> {
        let here = Path::new(SAMPLE);
        if here.is_dir() {
            return Ok(here.to_owned());
        }
        let made = self.out.join(SAMPLE);
        sample::generate(&made)?;
        Ok(made)
    }
}
