//! The keys of `layout = "table"`: the columns of the sheet and the rows that each of its rows gives.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::hierarchy::Meaning;
use super::origin::Origin;
use crate::ingest::spelling::Spellings;
use crate::model::Column;

/// How a cell is read.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reading {
    /// One line of text.
    Name,
    /// A code, as text.
    Code,
    /// A word of the vocabulary of the column it feeds.
    Word,
    /// A year: `2024`, `2024年度`.
    Year,
    /// A count or a level: `35个`.
    Integer,
    /// An amount, in the unit of its header, its unit line or the definition.
    Money,
    /// A score or a weight: `97分`.
    Score,
    /// A rate: `86%`.
    Percent,
    /// A day.
    Date,
    /// 是 or 否.
    Flag,
    /// A target such as `≥90%`: gives `x.operator`, `x.value`, `x.unit`, `x.text`.
    Target,
    /// A value reached: gives `x.value`, `x.unit`, `x.text`.
    Actual,
    /// A sign in a column of its own.
    Operator,
    /// A grade, as printed.
    Grade,
    /// A first-level indicator (产出指标(50分)): the stored word, or as printed.
    Dimension,
    /// The unit of another column, row by row.
    AmountUnit,
}

/// A column of a flat table.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    /// Its name in this definition; one that is a column of the lake is simply taken.
    pub(crate) name: String,
    /// Its spellings on sheets; its name where none is given.
    #[serde(default)]
    pub(crate) headers: Spellings,
    /// Its header must be there (or a constant that stands for it); where it feeds a key, its cells must be filled.
    #[serde(default)]
    pub(crate) required: bool,
    /// Its cells must be filled, whatever it feeds: a row without a value here is refused.
    #[serde(default)]
    pub(crate) filled: bool,
    /// One field of each group must be there.
    pub(crate) group: Option<String>,
    /// How its cells are read; without it, as the column asks that it feeds.
    pub(crate) reading: Option<Reading>,
    /// The field whose cell says in which unit this one counts.
    pub(crate) unit_from: Option<String>,
    /// Stored words for printed ones (`{ "22" = "general_public" }`), before the vocabulary is asked.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, String>,
    /// Further markers of a missing value, besides blank, —, / and 无.
    #[serde(default)]
    pub(crate) missing: Vec<String>,
    /// Rows with this value are left out and counted in a note.
    pub(crate) drop_when: Option<String>,
    /// The value where the table has no such column.
    pub(crate) default: Option<String>,
    /// Words that the title, the lines above or the headers stand for, where no cell says the value.
    #[serde(default)]
    pub(crate) says: Vec<Meaning>,
    /// Headers of a code that stands in columns by level, from the highest (类, 款, 项).
    #[serde(default)]
    pub(crate) code_levels: Spellings,
    /// The column that it feeds, worked out once from the definition's rows.
    #[serde(skip)]
    pub(crate) feed: Option<Feed>,
}

/// The column that a field feeds: the first that takes it, keys first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feed {
    pub(crate) column: &'static Column,
    pub(crate) is_key: bool,
}

/// Rows of one table made from each row of the sheet.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    /// The lake's table.
    pub(crate) table: String,
    /// Fields that go to the column of the same name.
    #[serde(default)]
    pub(crate) take: Vec<String>,
    /// Its other columns, and where their values come from.
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Origin>,
    /// A row is made only where one of these fields has a value.
    #[serde(default)]
    pub(crate) when_any: Vec<String>,
    /// Columns that are added up over rows of equal key.
    #[serde(default)]
    pub(crate) sum: Vec<String>,
    /// One row for each of these whose field has a value.
    #[serde(default)]
    pub(crate) each: Vec<Each>,
}

/// One of several rows that a row of the sheet gives: a column of the sheet turned into a row.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Each {
    /// The field that must have a value.
    pub(crate) field: String,
    /// The columns of this row that the others do not share.
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Origin>,
}
