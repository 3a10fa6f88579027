//! The TOML comment at the head of a query file: what the query answers, its parameters, columns, chart and sentence.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bilingual::Bilingual;
use super::parameter::Parameter;
use crate::model::checks::Severity;

/// How the values of a column are shown to people. Data formats (CSV, JSON, Parquet) print them as they are.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As it stands.
    #[default]
    Text,
    /// Money in yuan, shown in 万元.
    Money,
    /// Money in yuan, shown in 元: where differences of a few 分 matter.
    Yuan,
    /// A percentage (86.18 for 86.18 %).
    Percent,
    /// A count, with thousands separators.
    Count,
    /// A whole number without separators: a year, a rank.
    Number,
    /// A score, two decimals.
    Score,
    /// A statistic, four decimals.
    Coefficient,
    /// The path of a file, shown as the file's name.
    File,
    /// What was evaluated: its code, or its unit and name without the mark that they are a name.
    Subject,
}

/// What the front matter says of a result column.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ColumnText {
    /// Its Chinese heading; where none is given, the label of the lake's column of the same name.
    pub zh: Option<String>,
    /// Its English heading.
    pub en: Option<String>,
    /// How it is shown; where none is given, as the lake's column of the same name.
    pub format: Option<Format>,
    /// The vocabularies whose labels are shown for its stored words; the first that has the word counts.
    #[serde(default)]
    pub words: Vec<String>,
    /// What its values are called, for words that no vocabulary has: before `words`.
    #[serde(default)]
    pub labels: BTreeMap<String, Bilingual>,
    /// The column whose word is shown where this one has no value: the state of a rate.
    pub state: Option<String>,
    /// The word that stands where this one has no value and no `state` speaks for it, such as 合计 in a total's row.
    pub missing: Option<Bilingual>,
    /// What its values are shares of, for `--explain`.
    pub denominator: Option<Bilingual>,
    /// Whether reports leave it out (data formats never do).
    #[serde(default)]
    pub hidden: bool,
}

/// The kind of chart that shows a result.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// One bar a row, or a group of bars where there are several values.
    GroupedBar,
    /// Bars that lie: for long names.
    HorizontalBar,
    /// Parts on top of each other.
    StackedBar,
    /// Values over an ordered axis.
    Line,
}

/// How a result is drawn.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct ChartText {
    /// The kind of chart.
    pub kind: ChartKind,
    /// The column of the categories.
    pub x: String,
    /// The columns of the values, a series each.
    pub y: Vec<String>,
    /// The column whose values divide `y` (then a single column) into series.
    pub series: Option<String>,
    /// How the values are shown.
    #[serde(default)]
    pub format: Format,
    /// A value that a line marks, such as the norm of 100 %.
    pub reference: Option<f64>,
    /// Only rows where this column is not NULL, not false and not zero are drawn.
    pub only: Option<String>,
    /// Only rows whose columns hold one of these stored words are drawn.
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<String>>,
}

/// A figure that heads the report.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// What it is.
    pub label: Bilingual,
    /// The figure: a template over the result.
    pub value: Bilingual,
    /// Its definition with its denominator: a template over the result.
    pub note: Bilingual,
}

/// One appearance of an analysis in the report.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ReportRun {
    /// The parameters that it runs with, besides the report's year.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// Its heading, where the analysis' title does not serve.
    pub title: Option<Bilingual>,
    /// Its question, where the analysis' own does not serve.
    pub question: Option<Bilingual>,
}

/// What an analysis says of each row that a check found: those whose column `check_id` holds the check's id.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct CheckText {
    /// The sentence in Chinese: a template over `row`.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// For a check of a bureau's own, that `docs/CHECKS.md` does not list: how grave it is.
    pub severity: Option<Severity>,
    /// For a check of a bureau's own: what it finds.
    pub title: Option<Bilingual>,
}

/// Everything that stands at the head of a query file.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// What the analysis is called.
    pub title: Bilingual,
    /// The question that it answers.
    pub question: Bilingual,
    /// Its parameters, in the order of its table function.
    #[serde(default)]
    pub params: Vec<Parameter>,
    /// What its columns are called and how they are shown.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnText>,
    /// How the result is drawn.
    pub chart: Option<ChartText>,
    /// The sentence that an official report prints: a template over the result.
    pub finding: Option<Bilingual>,
    /// Definitions and caveats under the table.
    #[serde(default)]
    pub notes: Vec<Bilingual>,
    /// The figure of this analysis that heads the report.
    pub headline: Option<Headline>,
    /// Its appearances in the report, one section each: once where the key is not given, never where the list is
    /// empty. The headline is that of the first.
    pub report: Option<Vec<ReportRun>>,
    /// How many rows the report prints at most.
    pub rows_printed: Option<usize>,
    /// The column of flags that marks totals, which the report sets apart.
    pub total: Option<String>,
    /// The column that some row must fill (not NULL, false or zero), or the report prints the sentence alone.
    pub needs: Option<String>,
    /// The analysis that counts what this one leaves out and why; it takes the parameters that both have.
    pub excludes: Option<String>,
    /// What stands beside the report's year, such as the district: a template over the result.
    pub subtitle: Option<Bilingual>,
    /// What a reader must know before any figure, empty where there is nothing: a template over the result.
    pub notice: Option<Bilingual>,
    /// The checks that it makes, by id: `jixiao check` runs it, and each row whose column `check_id` holds one of these
    /// is a finding.
    #[serde(default)]
    pub checks: BTreeMap<String, CheckText>,
    /// Its place in its chapter.
    #[serde(default)]
    pub order: i32,
}

/// A front matter that cannot be read: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FrontMatterProblem {
    /// The line of the file, from 1.
    pub(super) line: usize,
    /// What is wrong.
    pub(super) message: String,
}

const OPENING: &str = "/*---";
const CLOSING: &str = "---*/";

/// Divides a query file into its front matter and its SQL; the SQL keeps its line numbers.
pub(super) fn divide(text: &str) -> Result<(FrontMatter, String), FrontMatterProblem> {
    let problem = |line, message: &str| FrontMatterProblem { line, message: message.to_owned() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines();
    if lines.next().map(str::trim_end) != Some(OPENING) {
        return Err(problem(1, "a query file begins with its front matter: a line `/*---`"));
    }
    let head: Vec<&str> = lines.by_ref().take_while(|line| line.trim_end() != CLOSING).collect();
    let body: Vec<&str> = lines.collect();
    if body.iter().all(|line| line.trim().is_empty()) {
        return Err(problem(1, "no SQL follows the front matter, which ends with a line `---*/`"));
    }
    let front_matter = toml::from_str(&head.join("\n")).map_err(|error| {
        let before = error.span().map_or(0, |span| head.join("\n")[..span.start].matches('\n').count());
        problem(before + 2, error.message())
    })?;
    Ok((front_matter, "\n".repeat(head.len() + 2) + &body.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_may_run_one_analysis_twice() -> Result<(), FrontMatterProblem> {
        let text = FILE.replace("---*/", "report = [{}, { parameters = { lag = \"1\" } }]\n---*/");
        let (front_matter, _) = divide(&text)?;
        let runs = front_matter.report.unwrap_or_default();
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[1].parameters["lag"], "1");
        let text = FILE.replace("---*/", "report = [{ lag = \"1\" }]\n---*/");
        assert!(divide(&text).is_err(), "an unknown key of a run");
        Ok(())
    }

    const FILE: &str =
        "/*---\ntitle = { zh = \"题\", en = \"T\" }\nquestion = { zh = \"问\", en = \"Q\" }\n---*/\nSELECT 1\n";

    #[test]
    fn keeps_line_numbers() -> Result<(), FrontMatterProblem> {
        let (front_matter, sql) = divide(FILE)?;
        assert_eq!(front_matter.title.zh, "题");
        assert_eq!(sql.lines().position(|line| line == "SELECT 1"), Some(4));
        Ok(())
    }

    #[test]
    fn says_where_a_key_is_unknown() {
        let text = FILE.replace("question", "qestion");
        let problem = divide(&text).map(|_| ()).unwrap_err();
        assert_eq!(problem.line, 3);
        assert!(problem.message.contains("qestion"), "{}", problem.message);
    }

    #[test]
    fn refuses_a_file_without_front_matter_or_sql() {
        assert_eq!(divide("SELECT 1").map(|_| ()).unwrap_err().line, 1);
        assert!(divide("/*---\n---*/\n").is_err());
    }
}
