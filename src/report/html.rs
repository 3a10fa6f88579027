//! A report as one HTML file: no script, no font, no address outside itself.

use std::collections::HashSet;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};
use serde::Serialize;

use super::chart::{self, ChartError};
use super::document::{Document, Section};
use crate::model::{Label, Language};

const TEMPLATE: &str = include_str!("template.html");
const STYLE: &str = include_str!("style.css");

/// With more columns than this a table is set smaller.
const WIDE: usize = 9;

/// Why a report cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// A chart cannot be drawn.
    #[error("rendering section `{section}`: {source}")]
    Chart {
        /// The section's anchor.
        section: String,
        /// What is wrong with the chart.
        source: ChartError,
    },
    /// A row of a table has not one cell per column.
    #[error("rendering section `{section}`: row {row} has {found} cells for {expected} columns")]
    Cells {
        /// The section's anchor.
        section: String,
        /// The row, from 1.
        row: usize,
        /// How many columns there are.
        expected: usize,
        /// How many cells there are.
        found: usize,
    },
    /// The page's template failed.
    #[error("rendering the report's page: {0}")]
    Template(#[from] minijinja::Error),
}

/// Renders `document` as the text of one HTML file; the same document gives the same bytes.
pub fn render(document: &Document) -> Result<String, HtmlError> {
    let mut numbering = Numbering::default();
    let mut chapters = Vec::new();
    for chapter in &document.chapters {
        let id = numbering.anchor(&chapter.id);
        let sections = chapter.sections.iter().map(|section| section_view(section, document.language, &mut numbering));
        let sections = sections.collect::<Result<Vec<_>, _>>()?;
        chapters.push(ChapterView { id, title: &chapter.title, intro: &chapter.intro, sections });
    }
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let page = environment.render_str(
        TEMPLATE,
        context! {
            document => Value::from(Serde(document)),
            chapters => Value::from(Serde(&chapters)),
            words => Value::from(Serde(Words::of(document.language))),
            language => if document.language == Language::Chinese { "zh-CN" } else { "en" },
            style => Value::from_safe_string(STYLE.to_owned()),
        },
    )?;
    Ok(page)
}

/// Running numbers of figures and tables, and the anchors given so far.
#[derive(Default)]
struct Numbering {
    figures: usize,
    tables: usize,
    anchors: HashSet<String>,
}

impl Numbering {
    /// `id` as an anchor that a link can name and no other heading has.
    fn anchor(&mut self, id: &str) -> String {
        let letter = |character: char| if character.is_alphanumeric() || character == '_' { character } else { '-' };
        let base: String = id.chars().map(letter).collect();
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let mut anchor = base.clone();
        let mut copy = 2;
        while !self.anchors.insert(anchor.clone()) {
            anchor = format!("{base}-{copy}");
            copy += 1;
        }
        anchor
    }
}

#[derive(Serialize)]
struct ChapterView<'a> {
    id: String,
    title: &'a str,
    intro: &'a str,
    sections: Vec<SectionView<'a>>,
}

#[derive(Serialize)]
struct SectionView<'a> {
    id: String,
    section: &'a Section,
    figures: Vec<FigureView<'a>>,
    table_number: usize,
    /// Whether the table has so many columns that it is set smaller.
    wide: bool,
    caption: &'a str,
    /// What is said where only the first rows are printed, or none is.
    extent: String,
    command: String,
}

#[derive(Serialize)]
struct FigureView<'a> {
    number: usize,
    title: &'a str,
    svg: Value,
}

fn section_view<'a>(
    section: &'a Section,
    language: Language,
    numbering: &mut Numbering,
) -> Result<SectionView<'a>, HtmlError> {
    let table = &section.table;
    for (index, row) in table.rows.iter().enumerate() {
        let (expected, found) = (table.columns.len(), row.cells.len());
        if expected != found {
            return Err(HtmlError::Cells { section: section.id.clone(), row: index + 1, expected, found });
        }
    }
    let mut figures = Vec::new();
    for chart in &section.charts {
        let svg =
            chart::svg(chart, language).map_err(|source| HtmlError::Chart { section: section.id.clone(), source })?;
        numbering.figures += 1;
        figures.push(FigureView { number: numbering.figures, title: &chart.title, svg: Value::from_safe_string(svg) });
    }
    if !table.rows.is_empty() {
        numbering.tables += 1;
    }
    let (shown, total) = (table.rows.len(), table.total_rows);
    let extent = match language {
        _ if total <= shown && (shown > 0 || section.finding.is_some()) => String::new(),
        Language::Chinese if shown == 0 => "没有符合条件的数据。".to_owned(),
        Language::English if shown == 0 => "No rows.".to_owned(),
        Language::Chinese => format!("共 {total} 行，此处列出前 {shown} 行；用下面的命令可得到全部。"),
        Language::English => format!("The first {shown} of {total} rows; the command below gives the whole."),
    };
    Ok(SectionView {
        id: numbering.anchor(&section.id),
        section,
        figures,
        table_number: numbering.tables,
        wide: table.columns.len() > WIDE,
        caption: if table.title.is_empty() { &section.title } else { &table.title },
        extent,
        command: section.origin.command(),
    })
}

/// The words of the page itself.
#[derive(Serialize)]
struct Words {
    contents: &'static str,
    facts: &'static str,
    figure: &'static str,
    table: &'static str,
    query: &'static str,
    parameters: &'static str,
    lake: &'static str,
    command: &'static str,
    missing: &'static str,
    link: &'static str,
    generated_at: &'static str,
    colophon: &'static str,
}

impl Words {
    fn of(language: Language) -> Self {
        let word = |zh, en| Label { zh, en }.in_language(language);
        Self {
            contents: word("目录", "Contents"),
            facts: word("主要指标", "Headline figures"),
            figure: word("图", "Figure "),
            table: word("表", "Table "),
            query: word("查询", "Query"),
            parameters: word("参数", "Parameters"),
            lake: word("数据版本", "Data version"),
            command: word("复算", "Run again"),
            missing: word("缺数据", "no data"),
            link: word("本节链接", "Link to this section"),
            generated_at: word("生成时间", "Generated"),
            colophon: word("编制说明", "About this report"),
        }
    }
}

#[cfg(test)]
mod tests;
