//! `jixiao query NAME`

use super::error::CommandError;
use super::lake::{LakeOptions, Reading, VersionOptions};
use super::output::OutputOptions;
use super::terminal;
use crate::analysis::{self, Analysis, Outcome};
use crate::model::Language;

/// Run one analysis of the catalogue
///
/// Tables and Markdown are for people (headings, 万元, states); CSV, TSV, JSON and Parquet hold the data as they are.
///
/// Examples:
///   jixiao query coverage/by_budget_type -p year=2023
///   jixiao query linkage/verdict -p lag=1 --format csv
///   jixiao query linkage/verdict --explain
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
    /// Explain instead: definition, denominators, rows left out and why, lake version, SQL
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// Reads `name=value`.
///
/// # Errors
/// When there is no `=`.
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
        if self.explain {
            let explanation = explain(&reading, analysis, &self.parameters, self.lang).await?;
            return terminal::data(&explanation);
        }
        let outcome = analysis::run(&reading.session, analysis, &self.parameters).await?;
        self.output.print_outcome(&outcome, self.lang)?;
        if let Some(finding) = outcome.finding(self.lang)? {
            terminal::say(&finding);
        }
        Ok(())
    }
}

/// An analysis in words: what it asks, defines, divides by and leaves out, of which version of the lake, by which SQL.
async fn explain(
    reading: &Reading,
    analysis: &Analysis,
    given: &[(String, String)],
    language: Language,
) -> Result<String, CommandError> {
    let word = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let front_matter = &analysis.front_matter;
    let outcome = analysis::run(&reading.session, analysis, given).await?;
    let mut text = format!(
        "{}  {}\n{}\n",
        analysis.name,
        front_matter.title.in_language(language),
        front_matter.question.in_language(language)
    );
    let mut section = |heading: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            text.extend(["\n", heading, "\n  ", &lines.join("\n  "), "\n"]);
        }
    };
    let notes = front_matter.notes.iter().map(|note| note.in_language(language).to_owned());
    section(word("定义", "Definition"), notes.collect());
    let denominators = outcome.columns.iter().filter_map(|column| {
        let denominator = front_matter.columns.get(&column.name)?.denominator.as_ref()?;
        Some(format!("{}: {}", column.label.in_language(language), denominator.in_language(language)))
    });
    section(word("分母", "Denominators"), denominators.collect());
    let parameters = outcome.parameters.texts.iter().map(|(name, value)| format!("{name} = {value}"));
    section(word("参数", "Parameters"), parameters.collect());
    section(word("结果", "Result"), vec![format!("{} {}", outcome.rows.len(), word("行", "rows"))]);
    if let Some(name) = &front_matter.excludes {
        let excludes = reading.catalogue.find(name)?;
        let shared = |pair: &&(String, String)| excludes.front_matter.params.iter().any(|known| known.name == pair.0);
        let shared: Vec<(String, String)> = outcome.parameters.texts.iter().filter(shared).cloned().collect();
        let left_out = analysis::run(&reading.session, excludes, &shared).await?;
        section(&format!("{} ({name})", word("剔除的行", "Rows left out")), lines(&left_out, language));
    }
    section(word("数据版本", "Lake"), vec![reading.version.clone()]);
    section("SQL", analysis.sql.trim().lines().map(str::to_owned).collect());
    Ok(text)
}

/// The rows of an outcome, a line each.
fn lines(outcome: &Outcome<'_>, language: Language) -> Vec<String> {
    let shown = outcome.shown_columns();
    let line = |row: &Vec<crate::engine::Cell>| {
        let cell = |&column: &usize| {
            format!("{} {}", outcome.columns[column].heading(language), outcome.show(row, column, language))
        };
        shown.iter().map(cell).collect::<Vec<_>>().join("  ")
    };
    outcome.rows.iter().map(line).collect()
}
