//! `jixiao reconcile FILE`

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::error::CommandError;
use super::lake::{LakeOptions, VersionOptions};
use super::output::OutputOptions;
use super::terminal;
use crate::analysis::{self, Outcome};
use crate::engine::Cell;
use crate::ingest::published::{self, Figure, MeasureKind, Published, measure_kind};
use crate::model::words::{BUDGET_TYPE, MEASURE};
use crate::model::{Language, nearest, round_half_away};

/// The analysis that gives the lake's figures.
const ANALYSIS: &str = "quality/measures";

/// Compare published totals and rates with the lake: where they differ, and by how much
///
/// FILE is a table (CSV, workbook …): either one figure a row under 年度, 部门, 预算类型, 指标, 数值, [单位], or one measure a
/// column (年度, 部门, 年初预算, 执行率 …). A blank department or budget is the whole. A difference of at most half the last
/// printed digit is rounding. docs/TRACE.md lists the measures.
///
/// Examples:
///   jixiao reconcile 公开数据.xlsx
///   jixiao reconcile totals.csv --year 2023 --all --strict
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Reconcile {
    /// The published figures
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The year of figures whose file has no column of years
    #[arg(long)]
    year: Option<i32>,
    /// List the figures that agree too
    #[arg(long)]
    all: bool,
    /// Fail (exit code 1) where any figure differs or cannot be compared
    #[arg(long)]
    strict: bool,
    /// The language of labels
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

const HEADINGS: [&str; 10] = [
    "cell",
    "fiscal_year",
    "department",
    "budget_type",
    "measure",
    "published",
    "in_lake",
    "difference",
    "state",
    "hint",
];

/// What comparing one figure came to.
struct Compared {
    in_lake: Option<i128>,
    difference: Option<i128>,
    state: &'static str,
    hint: String,
}

impl Compared {
    fn without(state: &'static str, hint: impl Into<String>) -> Self {
        Self { in_lake: None, difference: None, state, hint: hint.into() }
    }

    fn agrees(&self) -> bool {
        matches!(self.state, "equal" | "rounding")
    }
}

impl Reconcile {
    /// Lists the figures that differ from the lake's, and says how many agree.
    ///
    /// # Errors
    /// When the file or the lake cannot be read, or a figure differs under `--strict`.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let reading = lake.read(&self.version).await?;
        let file = published::read(&self.file, self.year).map_err(|error| {
            let hint = error.hint().map(str::to_owned);
            CommandError::data(error).hint(hint)
        })?;
        for note in &file.notes {
            terminal::say(&format!("note: {note}"));
        }
        if file.figures.is_empty() {
            return Err(CommandError::data(format!("there is no figure in `{}`", self.file.display())).hint(
                "its heading names 年度, 部门, 预算类型, 指标, 数值, or has measures as columns; docs/TRACE.md shows both"
                    .to_owned(),
            ));
        }
        let outcome = analysis::run(&reading.session, reading.catalogue.find(ANALYSIS)?, &[]).await?;
        let measures = Measures::of(&outcome)?;
        let compared: Vec<Compared> = file.figures.iter().map(|figure| measures.compare(figure)).collect();
        let lines = file.figures.iter().zip(&compared).filter(|(_, compared)| self.all || !compared.agrees());
        self.output.print_list(&HEADINGS, lines.map(|(figure, compared)| self.line(figure, compared)).collect())?;
        let differing = compared.iter().filter(|compared| compared.state == "differs").count();
        let other = compared.iter().filter(|compared| !compared.agrees()).count() - differing;
        let agreeing = compared.len() - differing - other;
        terminal::say(&format!(
            "{} figures: {agreeing} agree, {differing} differ, {other} cannot be compared ({})",
            compared.len(),
            reading.version
        ));
        if self.strict && differing + other > 0 {
            return Err(CommandError::data(format!(
                "{} published figures do not agree with the lake",
                differing + other
            ))
            .hint("`jixiao trace --query …` shows the cells behind a figure of the lake".to_owned()));
        }
        Ok(())
    }

    fn line(&self, figure: &Published, compared: &Compared) -> Vec<String> {
        let kind = figure.known_measure().map_or(MeasureKind::Amount, |word| measure_kind(word.code));
        let number = |millionths: Option<i128>| millionths.map(|number| shown(number, kind)).unwrap_or_default();
        let budget = figure.known_budget().ok().flatten().map(|word| word.label.in_language(self.lang).to_owned());
        let measure = figure.known_measure().map(|word| word.label.in_language(self.lang).to_owned());
        vec![
            figure.place.clone(),
            figure.year.map(|year| year.to_string()).unwrap_or_default(),
            figure.department.clone().unwrap_or_default(),
            budget.or_else(|| figure.budget_type.clone()).unwrap_or_default(),
            measure.unwrap_or_else(|| figure.measure.clone()),
            figure.printed.clone(),
            number(compared.in_lake),
            number(compared.difference),
            compared.state.to_owned(),
            compared.hint.clone(),
        ]
    }
}

/// A figure for people: amounts and rates with two decimals.
fn shown(millionths: i128, kind: MeasureKind) -> String {
    let decimals = if kind == MeasureKind::Count { 0 } else { 2 };
    let cell = Cell::Decimal(millionths, 6);
    cell.fixed(decimals).unwrap_or_default()
}

/// The year, department, budget and measure of a figure.
type Key = (i32, Option<String>, Option<String>, String);

/// The lake's figures, in millionths.
struct Measures {
    figures: HashMap<Key, i128>,
    years: BTreeSet<i32>,
    departments: BTreeSet<String>,
}

impl Measures {
    fn of(outcome: &Outcome<'_>) -> Result<Self, CommandError> {
        let position = |name: &str| {
            let missing = || CommandError::data(format!("the analysis {ANALYSIS} has no column `{name}`"));
            outcome.position(name).ok_or_else(missing)
        };
        let [year, department] = [position("fiscal_year")?, position("department")?];
        let [budget, measure, value] = [position("budget_type")?, position("measure")?, position("value")?];
        let mut measures = Self { figures: HashMap::new(), years: BTreeSet::new(), departments: BTreeSet::new() };
        for row in &outcome.rows {
            let text = |position: usize| match &row[position] {
                Cell::Null => None,
                cell => Some(cell.plain()),
            };
            let (Ok(year), Cell::Decimal(number, scale)) = (row[year].plain().parse::<i32>(), &row[value]) else {
                continue;
            };
            let millionths = match scale {
                0..=6 => number * 10_i128.pow(u32::from(6 - scale)),
                _ => round_half_away(*number, 10_i128.pow(u32::from(scale - 6))),
            };
            measures.years.insert(year);
            measures.departments.extend(text(department));
            let key = (year, text(department), text(budget), text(measure).unwrap_or_default());
            measures.figures.insert(key, millionths);
        }
        Ok(measures)
    }

    fn compare(&self, figure: &Published) -> Compared {
        let did_you_mean = |asked: &str, names: Vec<&str>| {
            nearest(asked, names).map(|name| format!("did you mean `{name}`?")).unwrap_or_default()
        };
        let Some(measure) = figure.known_measure() else {
            let names = MEASURE
                .words
                .iter()
                .flat_map(|word| [word.code, word.label.zh].into_iter().chain(word.also.iter().copied()));
            let hint = did_you_mean(&figure.measure, names.collect());
            let hint = if hint.is_empty() { "docs/TRACE.md lists the measures".to_owned() } else { hint };
            return Compared::without("unknown measure", hint);
        };
        let budget = match figure.known_budget() {
            Ok(budget) => budget.map(|word| word.code.to_owned()),
            Err(text) => {
                let names = BUDGET_TYPE.words.iter().flat_map(|word| [word.code, word.label.zh]);
                let hint = did_you_mean(text, names.collect());
                let hint = if hint.is_empty() { format!("one of {}", BUDGET_TYPE.expected()) } else { hint };
                return Compared::without("unknown budget", hint);
            }
        };
        let figure_read = match &figure.figure {
            Ok(figure) => *figure,
            Err(expected) => return Compared::without("unreadable", expected.clone()),
        };
        let Some(year) = figure.year else {
            return Compared::without("unknown year", "fill in 年度, or give --year");
        };
        if let Some(department) = &figure.department
            && !self.departments.contains(department)
        {
            let names = self.departments.iter().map(String::as_str).collect();
            return Compared::without("unknown department", did_you_mean(department, names));
        }
        let key = (year, figure.department.clone(), budget, measure.code.to_owned());
        let Some(in_lake) = self.figures.get(&key).copied() else {
            let years: Vec<String> = self.years.iter().map(i32::to_string).collect();
            let hint =
                if self.years.contains(&year) { String::new() } else { format!("the lake has {}", years.join(", ")) };
            return Compared::without("not in the lake", hint);
        };
        let Figure { millionths, half } = figure_read;
        let difference = millionths - in_lake;
        let state = match difference.abs() {
            0 => "equal",
            size if size <= half => "rounding",
            _ => "differs",
        };
        Compared { in_lake: Some(in_lake), difference: Some(difference), state, hint: String::new() }
    }
}
