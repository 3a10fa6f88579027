//! The annual report as a document: every analysis of the catalogue in its chapter, with its sentence, chart, table
//! and origin. Computes nothing: a figure that is not in a query is not in a report.

use thiserror::Error;

use super::chart::{Chart, ChartKind, NumberFormat, ReferenceLine, Series};
use super::document::{Align, Cell, Chapter, Column, Document, Fact, Origin, Section, Table, TableRow};
use crate::analysis::{
    self, Analysis, AnalysisError, Bilingual, CHAPTERS, Catalogue, ChartText, Format, MISSING, Outcome, ReportRun,
    ResultColumn,
};
use crate::engine::{Cell as Value, Session};
use crate::model::Language;

/// How many rows of a result a report prints unless the analysis says otherwise; the command under the table gives
/// the rest.
const ROWS_PRINTED: usize = 30;
/// The column that says nothing in a table of one year.
const YEAR_COLUMN: &str = "fiscal_year";
/// The parameter that every analysis of one year has.
const YEAR: &str = "year";
/// The analysis that lists the years of the lake.
const YEARS: &str = "quality/years";

/// A report that could not be put together.
#[derive(Debug, Error)]
pub enum ComposeError {
    /// An analysis failed.
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    /// The lake holds nothing of the year.
    #[error("the lake has no data for the fiscal year {year}")]
    NoData {
        /// The year that was asked for.
        year: i32,
        /// The years there are.
        years: Vec<i32>,
    },
    /// The lake holds nothing of any year.
    #[error("the lake has no data for any fiscal year")]
    Empty,
}

impl ComposeError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Analysis(error) => error.hint(),
            Self::NoData { years, .. } => {
                let years: Vec<String> = years.iter().map(i32::to_string).collect();
                Some(format!("years with data: {}", years.join(", ")))
            }
            Self::Empty => Some("`jixiao ingest PATH… --lake DIR` loads files".to_owned()),
        }
    }
}

/// What a report is about, besides the figures.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The fiscal year; the last one with projects, else with anything, where none is given.
    pub year: Option<i32>,
    /// The language of the report.
    pub language: Language,
    /// When it is made, as text.
    pub generated_at: String,
    /// The version of the lake in words.
    pub lake: String,
    /// What `--as-of` takes to read that version again.
    pub as_of: String,
}

/// Puts the report together; `on_section` is told the name of each analysis before it runs.
///
/// # Errors
/// When the lake has nothing of the year, or an analysis fails.
pub async fn compose(
    session: &Session,
    catalogue: &Catalogue,
    setting: &Setting,
    mut on_section: impl FnMut(&str),
) -> Result<Document, ComposeError> {
    let year = choose_year(session, catalogue, setting.year).await?;
    let mut document = frame(setting, year);
    for chapter in CHAPTERS {
        let mut sections = Vec::new();
        for analysis in catalogue.analyses().into_iter().filter(|analysis| analysis.chapter == chapter.name) {
            on_section(&analysis.name);
            let once = [ReportRun::default()];
            let runs = analysis.front_matter.report.as_deref().unwrap_or(&once);
            for (index, run) in runs.iter().enumerate() {
                let outcome = analysis::run(session, analysis, &parameters(analysis, run, year)).await?;
                if index == 0 {
                    document.facts.extend(fact(&outcome, setting.language)?);
                    head(&mut document, &outcome, setting.language)?;
                }
                sections.push(section(&outcome, run, setting)?);
            }
        }
        document.chapters.push(Chapter {
            id: chapter.name.to_owned(),
            title: chapter.title(setting.language).to_owned(),
            intro: String::new(),
            sections,
        });
    }
    Ok(document)
}

async fn choose_year(session: &Session, catalogue: &Catalogue, asked: Option<i32>) -> Result<i32, ComposeError> {
    let Ok(analysis) = catalogue.find(YEARS) else { return asked.ok_or(ComposeError::Empty) };
    let outcome = analysis::run(session, analysis, &[]).await?;
    let year_of = |row: &Vec<Value>| match row.first() {
        Some(Value::Integer(year)) => i32::try_from(*year).ok(),
        _ => None,
    };
    let years: Vec<i32> = outcome.rows.iter().filter_map(year_of).collect();
    let with_projects = outcome
        .position("projects")
        .and_then(|projects| outcome.rows.iter().rfind(|row| row[projects] != Value::Integer(0)).and_then(year_of));
    match asked {
        Some(year) if years.contains(&year) => Ok(year),
        Some(year) if !years.is_empty() => Err(ComposeError::NoData { year, years }),
        None if !years.is_empty() => with_projects.or(years.last().copied()).ok_or(ComposeError::Empty),
        _ => Err(ComposeError::Empty),
    }
}

fn frame(setting: &Setting, year: i32) -> Document {
    let language = setting.language;
    let (title, subtitle, colophon) = match language {
        Language::Chinese => (
            "预算绩效管理工作报告",
            format!("{year}年度"),
            vec![
                format!("数据版本：{}。每张表下注明所用查询、参数和数据版本，可据以重算。", setting.lake),
                "金额以万元列示（四舍五入），计算均用原始金额（元，两位小数）。“—”为缺失，与零、无此业务、不适用不同。".to_owned(),
                "统计结果反映相关，不代表因果。".to_owned(),
            ],
        ),
        Language::English => (
            "Report on budget performance management",
            format!("Fiscal year {year}"),
            vec![
                format!("Version of the data: {}. Under each table stand the query, its parameters and that version, so that it can be had again.", setting.lake),
                "Amounts are shown in 10,000 yuan, rounded half up; all are computed from exact amounts in yuan. “—” is missing, which is not zero, no business or not applicable.".to_owned(),
                "Statistics show association, not effect.".to_owned(),
            ],
        ),
    };
    Document {
        language,
        title: title.to_owned(),
        subtitle,
        generated_at: setting.generated_at.clone(),
        colophon,
        ..Document::default()
    }
}

fn parameters(analysis: &Analysis, run: &ReportRun, year: i32) -> Vec<(String, String)> {
    // Every year is a sample of the link: the year of the report would leave nothing to compare.
    let takes_year = analysis.front_matter.params.iter().any(|parameter| parameter.name == YEAR);
    let year = (takes_year && !run.parameters.contains_key(YEAR)).then(|| (YEAR.to_owned(), year.to_string()));
    year.into_iter().chain(run.parameters.clone()).collect()
}

/// What the analysis puts at the head of the report.
fn head(document: &mut Document, outcome: &Outcome<'_>, language: Language) -> Result<(), AnalysisError> {
    let front_matter = &outcome.analysis.front_matter;
    let filled = |key, template: &Option<Bilingual>| {
        let text = template.as_ref().map(|template| outcome.fill(key, template, language)).transpose()?;
        Ok::<_, AnalysisError>(text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()))
    };
    if let Some(subtitle) = filled("subtitle", &front_matter.subtitle)? {
        document.subtitle = format!("{} · {subtitle}", document.subtitle);
    }
    document.notices.extend(filled("notice", &front_matter.notice)?);
    Ok(())
}

fn fact(outcome: &Outcome<'_>, language: Language) -> Result<Option<Fact>, AnalysisError> {
    let Some(headline) = &outcome.analysis.front_matter.headline else { return Ok(None) };
    Ok(Some(Fact {
        label: headline.label.in_language(language).to_owned(),
        value: outcome.fill("headline.value", &headline.value, language)?,
        note: outcome.fill("headline.note", &headline.note, language)?,
    }))
}

fn section(outcome: &Outcome<'_>, run: &ReportRun, setting: &Setting) -> Result<Section, AnalysisError> {
    let language = setting.language;
    let front_matter = &outcome.analysis.front_matter;
    let title = run.title.as_ref().unwrap_or(&front_matter.title).in_language(language);
    let question = run.question.as_ref().unwrap_or(&front_matter.question).in_language(language);
    let mut section = Section {
        id: outcome.analysis.sql_name(),
        title: title.to_owned(),
        question: question.to_owned(),
        finding: outcome.finding(language)?,
        origin: Origin {
            query: outcome.analysis.name.clone(),
            parameters: outcome.parameters.texts.clone(),
            lake: setting.lake.clone(),
            as_of: Some(setting.as_of.clone()),
        },
        ..Section::default()
    };
    if has_data(outcome) {
        section.charts = front_matter.chart.iter().filter_map(|text| chart(text, title, outcome, language)).collect();
        section.table = table(outcome, language);
        section.notes = front_matter.notes.iter().map(|note| note.in_language(language).to_owned()).collect();
    }
    Ok(section)
}

/// Whether the result is more than empty frames: then one sentence says so instead of a chart and a table.
fn has_data(outcome: &Outcome<'_>) -> bool {
    let needed = outcome.analysis.front_matter.needs.as_ref().and_then(|name| outcome.position(name));
    outcome.rows.iter().any(|row| needed.is_none_or(|position| is_filled(&row[position])))
}

/// Whether a value is neither missing nor false nor zero.
fn is_filled(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Flag(false)) && value.number() != Some(0.0)
}

fn table(outcome: &Outcome<'_>, language: Language) -> Table {
    let one_year = outcome.parameters.texts.iter().any(|(name, _)| name == YEAR);
    let mut shown = outcome.shown_columns();
    shown.retain(|&position| !(one_year && outcome.columns[position].name == YEAR_COLUMN));
    let align = |column: &ResultColumn| if column.is_figure() { Align::Right } else { Align::Left };
    let columns = shown.iter().map(|&position| &outcome.columns[position]);
    let front_matter = &outcome.analysis.front_matter;
    let is_total = front_matter.total.as_ref().and_then(|name| outcome.position(name));
    let rows = outcome.rows.iter().take(front_matter.rows_printed.unwrap_or(ROWS_PRINTED)).map(|row| TableRow {
        cells: shown.iter().map(|&position| cell(outcome, row, position, language)).collect(),
        total: is_total.is_some_and(|position| row[position] == Value::Flag(true)),
    });
    Table {
        title: String::new(),
        columns: columns
            .map(|column| Column {
                label: column.label.in_language(language).to_owned(),
                unit: column.unit(language).unwrap_or_default().to_owned(),
                align: align(column),
            })
            .collect(),
        rows: rows.collect(),
        total_rows: outcome.rows.len(),
    }
}

fn cell(outcome: &Outcome<'_>, row: &[Value], position: usize, language: Language) -> Cell {
    let text = outcome.show(row, position, language);
    match &row[position] {
        Value::Null if text == MISSING => Cell::Missing,
        Value::Null if outcome.columns[position].missing.is_some() => Cell::Value(text),
        Value::Null => Cell::Word(text),
        _ => Cell::Value(text),
    }
}

fn chart(text: &ChartText, title: &str, outcome: &Outcome<'_>, language: Language) -> Option<Chart> {
    let category = outcome.position(&text.x)?;
    let values: Vec<usize> = text.y.iter().map(|name| outcome.position(name)).collect::<Option<_>>()?;
    let only = text.only.as_ref().and_then(|name| outcome.position(name));
    let chosen: Vec<(usize, &Vec<String>)> =
        text.rows.iter().map(|(name, words)| Some((outcome.position(name)?, words))).collect::<Option<_>>()?;
    let is_chosen = |row: &Vec<Value>| {
        only.is_none_or(|only| is_filled(&row[only]))
            && chosen.iter().all(|(column, words)| words.contains(&row[*column].plain()))
    };
    let drawn: Vec<&Vec<Value>> = outcome.rows.iter().filter(|row| is_chosen(row)).collect();
    let mut categories: Vec<String> = Vec::new();
    for row in &drawn {
        let name = outcome.show(row, category, language);
        if !categories.contains(&name) {
            categories.push(name);
        }
    }
    let divided = text.series.as_ref().and_then(|name| outcome.position(name));
    let series = if let Some(divided) = divided {
        series_by_value(outcome, &drawn, category, divided, *values.first()?, &categories, language)
    } else {
        values.iter().map(|&value| series_of_column(outcome, &drawn, category, value, &categories, language)).collect()
    };
    if series.iter().all(|series| series.values.iter().all(Option::is_none)) {
        return None;
    }
    Some(Chart {
        kind: match text.kind {
            analysis::ChartKind::GroupedBar => ChartKind::Bar,
            analysis::ChartKind::HorizontalBar => ChartKind::HorizontalBar,
            analysis::ChartKind::StackedBar => ChartKind::StackedBar,
            analysis::ChartKind::Line => ChartKind::Line,
        },
        title: title.to_owned(),
        categories,
        series,
        format: match text.format {
            Format::Percent => NumberFormat::Percent,
            Format::Money => NumberFormat::Money { unit: money_unit(language).to_owned() },
            _ => NumberFormat::Number,
        },
        reference_lines: text.reference.iter().map(|&value| ReferenceLine { value, label: String::new() }).collect(),
        ..Chart::default()
    })
}

fn money_unit(language: Language) -> &'static str {
    match language {
        Language::Chinese => "万元",
        Language::English => "10,000 yuan",
    }
}

/// A value as a chart draws it: money in 万元.
fn drawn_value(column: &ResultColumn, value: &Value) -> Option<f64> {
    if column.format == Format::Money { value.scaled_down(4).number() } else { value.number() }
}

/// The values of one column, one a category.
fn series_of_column(
    outcome: &Outcome<'_>,
    rows: &[&Vec<Value>],
    category: usize,
    value: usize,
    categories: &[String],
    language: Language,
) -> Series {
    let column = &outcome.columns[value];
    let mut words = vec![None; categories.len()];
    if column.state.is_some() {
        for row in rows.iter().filter(|row| row[value] == Value::Null) {
            let name = outcome.show(row, category, language);
            if let Some(position) = categories.iter().position(|known| *known == name) {
                words[position] = Some(outcome.show(row, value, language));
            }
        }
    }
    Series {
        name: column.label.in_language(language).to_owned(),
        values: values_of(outcome, rows.iter().copied(), category, value, categories, language),
        words,
    }
}

/// A series for each value of the column `divided`.
fn series_by_value(
    outcome: &Outcome<'_>,
    rows: &[&Vec<Value>],
    category: usize,
    divided: usize,
    value: usize,
    categories: &[String],
    language: Language,
) -> Vec<Series> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = outcome.show(row, divided, language);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |name: &String| {
        let rows = rows.iter().copied().filter(|row| outcome.show(row, divided, language) == *name);
        values_of(outcome, rows, category, value, categories, language)
    };
    names.iter().map(|name| Series { name: name.clone(), values: of(name), words: Vec::new() }).collect()
}

/// The value of each category; a query gives one row a category (and series).
fn values_of<'r>(
    outcome: &Outcome<'_>,
    rows: impl Iterator<Item = &'r Vec<Value>>,
    category: usize,
    value: usize,
    categories: &[String],
    language: Language,
) -> Vec<Option<f64>> {
    let mut values = vec![None; categories.len()];
    for row in rows {
        let name = outcome.show(row, category, language);
        if let Some(position) = categories.iter().position(|known| *known == name) {
            values[position] = drawn_value(&outcome.columns[value], &row[value]);
        }
    }
    values
}
