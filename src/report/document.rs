//! What a report says, as plain data. Numbers arrive formatted: a renderer sets text, it never computes.

use serde::Serialize;

use super::chart::Chart;
use crate::model::Language;

/// A report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// The language of every text in it.
    #[serde(skip)]
    pub language: Language,
    /// The title, such as 预算绩效管理工作报告.
    pub title: String,
    /// The year and the place, such as 2023年度 · 云泽区.
    pub subtitle: String,
    /// When it was made, as text; the renderers never ask the clock.
    pub generated_at: String,
    /// What a reader must know before any figure, such as that the data is made up.
    pub notices: Vec<String>,
    /// The headline figures.
    pub facts: Vec<Fact>,
    /// The chapters, in order.
    pub chapters: Vec<Chapter>,
    /// What it was built from, one sentence each.
    pub colophon: Vec<String>,
}

/// A headline figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fact {
    /// What it measures.
    pub label: String,
    /// The figure with its unit, or the word for its absence.
    pub value: String,
    /// Its denominator, such as `12.34 亿元 ÷ 13.02 亿元`.
    pub note: String,
}

/// A chapter.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chapter {
    /// The anchor; a renderer makes it unique and fit for a link.
    pub id: String,
    /// The heading.
    pub title: String,
    /// A paragraph before the first section; may be empty.
    pub intro: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

/// The answer to one question: one query's result.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// The anchor, usually the query's name.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The question that it answers; may be empty.
    pub question: String,
    /// The sentence that an official report prints.
    pub finding: Option<String>,
    /// The charts, in order.
    #[serde(skip)]
    pub charts: Vec<Chart>,
    /// The result.
    pub table: Table,
    /// What qualifies the figures: definitions, exclusions, doubts.
    pub notes: Vec<String>,
    /// Where the result comes from.
    pub origin: Origin,
}

/// A result to print.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// The caption; where empty, the section's title serves.
    pub title: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows that are printed, each with a cell per column.
    pub rows: Vec<TableRow>,
    /// How many rows the result has; more than `rows` where a display limit cut it.
    pub total_rows: usize,
}

/// A column of a printed table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Column {
    /// The heading.
    pub label: String,
    /// The unit of its figures, such as 万元; may be empty.
    pub unit: String,
    /// On which side its cells are set.
    pub align: Align,
}

/// On which side the cells of a column are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Words.
    #[default]
    Left,
    /// Figures.
    Right,
}

/// A row of a printed table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TableRow {
    /// One cell per column.
    pub cells: Vec<Cell>,
    /// Whether it sums up other rows (合计) and is set apart.
    pub total: bool,
}

/// A cell of a printed table. Missing is not zero, and neither is it a state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "text")]
pub enum Cell {
    /// A formatted value.
    Value(String),
    /// The source says nothing.
    #[default]
    Missing,
    /// A state in words that stands where a value would, such as 无此业务.
    Word(String),
}

/// Where a result comes from, so that anyone can have it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The query's name, such as `coverage/by_budget_type`.
    pub query: String,
    /// The parameters it ran with, in their order.
    pub parameters: Vec<(String, String)>,
    /// The version of the lake in words, such as `load 3 (2026-11-23 10:15)`.
    pub lake: String,
    /// What `--as-of` takes to read that version again, such as `3`.
    pub as_of: Option<String>,
}

impl Origin {
    /// The command that prints the whole result again.
    pub fn command(&self) -> String {
        let mut command = format!("jixiao query {}", shell_word(&self.query));
        for (name, value) in &self.parameters {
            command.push_str(" -p ");
            command.push_str(&shell_word(&format!("{name}={value}")));
        }
        if let Some(as_of) = &self.as_of {
            command.push_str(" --as-of ");
            command.push_str(&shell_word(as_of));
        }
        command
    }
}

fn shell_word(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "_-./=:,".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_survives_a_shell() {
        let origin = Origin {
            query: "linkage/correlation".into(),
            parameters: vec![("year".into(), "2023".into()), ("department".into(), "教育局 '本级'".into())],
            lake: "load 3".into(),
            as_of: Some("3".into()),
        };
        assert_eq!(
            origin.command(),
            r"jixiao query linkage/correlation -p year=2023 -p 'department=教育局 '\''本级'\''' --as-of 3"
        );
    }
}
