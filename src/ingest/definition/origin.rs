//! Where the value of a target column comes from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

/// Identity without a code: the code, else `name:` + owner + `/` + name.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRule {
    /// The field of the code; none where the table prints none.
    #[serde(default)]
    pub(crate) code: String,
    /// The fields of the owner: the first that has a value, else the file's path.
    pub(crate) owner: Vec<String>,
    /// The fields of the name: the first that has a value.
    pub(crate) name: Vec<String>,
}

/// Where the value of a target column comes from: exactly one source, and what is done with it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Origin {
    /// The value of a field.
    pub(crate) field: Option<String>,
    /// The first of these fields that has a value.
    pub(crate) first: Option<Vec<String>>,
    /// A constant, as it would be printed in a cell: `"特定目标类"`, `2024`, `10`.
    #[serde(deserialize_with = "printed")]
    #[schemars(with = "Option<Printed>")]
    pub(crate) value: Option<String>,
    /// A text with `{field}` in it; a key that lacks one of them refuses its row.
    pub(crate) text: Option<String>,
    /// These fields' texts joined by `|`, blank ones left out; `''` where none has a value.
    pub(crate) join: Option<Vec<String>>,
    /// What joins them instead (`-`): then a key that lacks one of them refuses its row.
    pub(crate) with: Option<String>,
    /// The month of a date field.
    pub(crate) month_of: Option<String>,
    /// A year field plus one.
    pub(crate) year_after: Option<String>,
    /// Beside `field` or `first`: where those have no value, a year field plus one.
    pub(crate) or_year_after: Option<String>,
    /// The word of the column's vocabulary that stands in a field's text.
    pub(crate) word_in: Option<String>,
    /// An identity that may lack a code.
    pub(crate) subject: Option<SubjectRule>,
    /// Other values for some: `{ "printed" = "stored" }`.
    pub(crate) words: BTreeMap<String, String>,
}

/// A constant as TOML writes it.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Printed {
    Text(String),
    Number(i64),
}

fn printed<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Some(match Printed::deserialize(from)? {
        Printed::Text(text) => text,
        Printed::Number(number) => number.to_string(),
    }))
}

/// The keys of an origin of which exactly one says where the value comes from.
pub(super) const SOURCES: &str = "field, first, value, text, join, month_of, year_after, word_in or subject";

impl Origin {
    /// How many of the keys that say where the value comes from are given.
    pub(super) fn sources(&self) -> usize {
        let given = [
            self.field.is_some(),
            self.first.is_some(),
            self.value.is_some(),
            self.text.is_some(),
            self.join.is_some(),
            self.month_of.is_some(),
            self.year_after.is_some(),
            self.word_in.is_some(),
            self.subject.is_some(),
        ];
        given.into_iter().filter(|given| *given).count()
    }

    /// Whether all the fields that it reads must have a value, where it makes a key.
    pub(crate) fn needs_all(&self) -> bool {
        self.text.is_some() || (self.join.is_some() && self.with.is_some())
    }

    /// The fields that it reads.
    pub(crate) fn reads(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let single = [&self.field, &self.month_of, &self.year_after, &self.or_year_after, &self.word_in];
        names.extend(single.into_iter().flatten().map(String::as_str));
        names.extend([&self.first, &self.join].into_iter().flatten().flatten().map(String::as_str));
        if let Some(text) = &self.text {
            names.extend(text.split('{').skip(1).filter_map(|part| part.split('}').next()));
        }
        if let Some(subject) = &self.subject {
            names.extend(Some(subject.code.as_str()).filter(|code| !code.is_empty()));
            names.extend(subject.owner.iter().chain(&subject.name).map(String::as_str));
        }
        names
    }
}
