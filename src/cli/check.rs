//! `jixiao check`

use std::collections::BTreeMap;
use std::fmt::Write;

use super::error::CommandError;
use super::ingest::{Loaded, SourceOptions, bulk_options, commit_options, counted, existing, read};
use super::lake::{LakeOptions, Reading, VersionOptions};
use super::output::OutputOptions;
use super::terminal;
use crate::analysis::{self, Analysis, CheckResult};
use crate::engine::Cell;
use crate::lake::{Spool, plan_without_lake};
use crate::model::Language;
use crate::model::checks::Severity;

/// How many findings of one check are told; `jixiao query` and `--format` give them all.
const FINDINGS_TOLD: usize = 5;
/// The analysis that counts what was refused when files were read.
const REJECTS: &str = "quality/rejects_by_check";
/// The parameter that every analysis of one year has.
const YEAR: &str = "year";

/// Check files before they are loaded, or the lake as it is
///
/// With PATH… it says what ingest would do with the files and writes nothing. Without, it runs
/// every check over the lake: totals, rates, scores, references, twins, units (docs/CHECKS.md).
///
/// Examples:
///   jixiao check 报送材料
///   jixiao check --year 2023 --strict
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Check {
    #[command(flatten)]
    sources: SourceOptions,
    /// End with exit code 1 if there is an error
    #[arg(long)]
    strict: bool,
    /// Check one fiscal year of the lake only
    #[arg(long)]
    year: Option<i32>,
    /// The language in which the checks of the lake speak
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// What the checks of the lake found.
struct Found<'a> {
    /// The analysis and the result of each check.
    checks: Vec<(&'a str, CheckResult)>,
    /// Errors and warnings of reading.
    rejected: (i128, i128),
}

impl Check {
    /// Reads the files as ingest would, against the lake where there is one; or checks the lake.
    ///
    /// # Errors
    /// When a path is missing, a named file cannot be read, there is no lake to check, or, under `--strict`, when there
    /// is an error.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        if self.sources.paths.is_empty() { self.check_lake(lake).await } else { self.check_files(lake).await }
    }

    async fn check_files(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let forms = self.sources.forms.read()?;
        let gathered = self.sources.gather()?;
        let other_files = gathered.other_files;
        let options = commit_options(false);
        let files = gathered.files.len();
        let spool = Spool::apart()?;
        let bulk = bulk_options(&spool, self.sources.bulk, lake.memory_limit_bytes());
        let (sources, report) = if let Some(lake) = existing(&lake.lake)? {
            let sources = read(gathered, &forms, &lake.current_sources().await?, &bulk)?;
            (sources.len(), lake.plan(sources, &options).await?)
        } else {
            let sources = read(gathered, &forms, &BTreeMap::new(), &bulk)?;
            (sources.len(), plan_without_lake(sources, &options).await?)
        };
        let unchanged_files = files - sources;
        let errors = report.errors();
        terminal::data(&Loaded { report, unchanged_files, other_files, root: None }.to_string())?;
        self.strictly(errors)
    }

    async fn check_lake(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let reading = lake.read(&self.version).await?;
        let found = self.run(&reading).await?;
        if self.output.format.is_some() || self.output.output.is_some() {
            self.output.print_list(
                &["check_id", "severity", "title", "place", "message", "analysis"],
                found.rows(self.lang),
            )?;
        } else {
            terminal::data(&found.tell(&reading.version, self.lang))?;
        }
        let (errors_of_reading, _) = found.rejected;
        self.strictly(found.count(Severity::Error) + usize::try_from(errors_of_reading).unwrap_or(usize::MAX))
    }

    async fn run<'a>(&self, reading: &'a Reading) -> Result<Found<'a>, CommandError> {
        let catalogue = &reading.catalogue;
        let making: Vec<&Analysis> =
            catalogue.analyses().into_iter().filter(|analysis| !analysis.front_matter.checks.is_empty()).collect();
        let bar = terminal::progress(making.len(), "check");
        let mut checks = Vec::new();
        for analysis in making {
            bar.set_message(analysis.name.clone());
            let takes_year = analysis.front_matter.params.iter().any(|parameter| parameter.name == YEAR);
            let year = self.year.filter(|_| takes_year).map(|year| (YEAR.to_owned(), year.to_string()));
            let given: Vec<(String, String)> = year.into_iter().collect();
            let outcome = analysis::run(&reading.session, analysis, &given).await?;
            checks.extend(outcome.checks(self.lang)?.into_iter().map(|result| (analysis.name.as_str(), result)));
            bar.inc(1);
        }
        bar.finish_and_clear();
        let rejects = analysis::run(&reading.session, catalogue.find(REJECTS)?, &[]).await?;
        let sum = |name: &str| {
            let column = rejects.position(name);
            let numbers = rejects.rows.iter().filter_map(|row| match row.get(column?) {
                Some(Cell::Integer(number)) => Some(*number),
                _ => None,
            });
            numbers.sum::<i128>()
        };
        Ok(Found { checks, rejected: (sum("errors"), sum("warnings")) })
    }

    /// Under `--strict` an error ends the command with exit code 1.
    fn strictly(&self, errors: usize) -> Result<(), CommandError> {
        if self.strict && errors > 0 {
            return Err(CommandError::data(format!("the check found {}", counted(errors, "error")))
                .hint("without --strict the exit code is 0".to_owned()));
        }
        Ok(())
    }
}

impl Found<'_> {
    fn count(&self, severity: Severity) -> usize {
        let of_severity = self.checks.iter().filter(|(_, check)| check.severity == severity);
        of_severity.map(|(_, check)| check.findings.len()).sum()
    }

    /// Every finding as a row of texts, the gravest first.
    fn rows(&self, language: Language) -> Vec<Vec<String>> {
        let row = |(analysis, check): &(&str, CheckResult)| {
            let title = check.title.in_language(language).to_owned();
            let finding = |finding: &analysis::CheckFinding| {
                vec![
                    check.id.clone(),
                    check.severity.code().to_owned(),
                    title.clone(),
                    finding.place.clone(),
                    finding.message.clone(),
                    (*analysis).to_owned(),
                ]
            };
            check.findings.iter().map(finding).collect::<Vec<_>>()
        };
        let mut checks: Vec<_> = self.checks.iter().collect();
        checks.sort_by_key(|(_, check)| check.severity);
        checks.into_iter().flat_map(row).collect()
    }

    /// The findings for a person: a few of each check.
    fn tell(&self, version: &str, language: Language) -> String {
        let mut text = format!("checked    {version}: {}\n", counted(self.checks.len(), "check"));
        let mut checks: Vec<_> = self.checks.iter().filter(|(_, check)| !check.findings.is_empty()).collect();
        checks.sort_by_key(|(_, check)| check.severity);
        for (analysis, check) in &checks {
            let (severity, title) = (check.severity.code(), check.title.in_language(language));
            // writing to a string does not fail
            let _ = writeln!(text, "{severity:<10} {title} ({}): {}", check.id, check.findings.len());
            for finding in check.findings.iter().take(FINDINGS_TOLD) {
                let gap = if finding.place.is_empty() { "" } else { "  " };
                let _ = writeln!(text, "  {}{gap}{}", finding.place, finding.message);
            }
            if check.findings.len() > FINDINGS_TOLD {
                let more = check.findings.len() - FINDINGS_TOLD;
                let _ = writeln!(text, "  … {more} more; `jixiao query {analysis}` lists them all");
            }
        }
        let (errors, warnings) = self.rejected;
        if errors + warnings > 0 {
            let _ = writeln!(
                text,
                "reading    {} and {}; `jixiao query quality/rejects` lists them",
                count_of(errors, "error"),
                count_of(warnings, "warning")
            );
        }
        let silent = self.checks.len() - checks.len();
        let _ = writeln!(
            text,
            "found      {}, {}; {} found nothing",
            counted(self.count(Severity::Error), "error"),
            counted(self.count(Severity::Warning), "warning"),
            counted(silent, "check")
        );
        text
    }
}

fn count_of(count: i128, noun: &str) -> String {
    counted(usize::try_from(count).unwrap_or(usize::MAX), noun)
}
