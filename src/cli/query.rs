//! `jixiao query NAME`

use super::error::CommandError;
use super::lake::{LakeOptions, VersionOptions};
use super::output::OutputOptions;
use super::terminal;
use crate::analysis;
use crate::model::Language;

/// Run one analysis of the catalogue
///
/// Tables and Markdown are for people (headings, 万元, states); CSV, TSV, JSON and Parquet hold the data as they are.
///
/// Examples:
///   jixiao query coverage/by_budget_type -p year=2023
///   jixiao query linkage/correlation -p lag=1 --format csv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Query {
    /// The analysis, as `jixiao queries` lists it
    name: String,
    /// A parameter
    #[arg(short = 'p', long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    /// The language of headings and of the finding
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

pub(super) fn parameter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "a parameter is written name=value".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Query {
    /// Runs the analysis and prints its rows; its finding goes to stderr.
    ///
    /// # Errors
    /// When there is no such analysis, a parameter does not fit, or the query fails.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        // An unknown name is said before a lake is looked for.
        lake.catalogue()?.find(&self.name)?;
        let reading = lake.read(&self.version).await?;
        let analysis = reading.catalogue.find(&self.name)?;
        let outcome = analysis::run(&reading.session, analysis, &self.parameters).await?;
        self.output.print_outcome(&outcome, self.lang)?;
        if let Some(finding) = outcome.finding(self.lang)? {
            terminal::say(&finding);
        }
        Ok(())
    }
}
