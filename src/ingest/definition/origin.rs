//! Where the value of a target column comes from.

use serde::Deserialize;

/// Identity without a code: the code, else `name:` + owner + `/` + name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRule {
    pub(crate) code: String,
    pub(crate) owner: Vec<String>,
    pub(crate) name: Vec<String>,
}

/// Where the value of a target column comes from: exactly one of these.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Origin {
    /// The value of a field.
    pub(crate) field: Option<String>,
    /// The first of these fields that has a value.
    pub(crate) first: Option<Vec<String>>,
    /// A constant.
    pub(crate) value: Option<String>,
    /// A text with `{field}` in it.
    pub(crate) text: Option<String>,
    /// These fields' texts joined by `|`, blank ones left out; `''` where none has a value.
    pub(crate) join: Option<Vec<String>>,
    /// The month of a date field.
    pub(crate) month_of: Option<String>,
    /// A year field plus one.
    pub(crate) year_after: Option<String>,
    /// A field, else another year field plus one.
    pub(crate) or_year_after: Option<String>,
    /// The word of the column's vocabulary that stands in a field's text.
    pub(crate) word_in: Option<String>,
    pub(crate) subject: Option<SubjectRule>,
}

impl Origin {
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
            names.push(&subject.code);
            names.extend(subject.owner.iter().chain(&subject.name).map(String::as_str));
        }
        names
    }
}
