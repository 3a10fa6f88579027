//! Parameters of an analysis: declared in the front matter, checked before the engine sees them.

use chrono::NaiveDate;
use datafusion::arrow::datatypes::Date32Type;
use datafusion::common::ScalarValue;
use serde::Deserialize;

use super::bilingual::Bilingual;

/// What a parameter's values are.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ParameterType {
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// A day.
    Date,
    /// A number with a point.
    Number,
    /// `true` or `false`.
    Flag,
}

impl ParameterType {
    /// What a value looks like, for a message.
    fn expected(self) -> &'static str {
        match self {
            Self::Int => "a whole number",
            Self::Text => "a text",
            Self::Date => "a day such as 2024-03-01",
            Self::Number => "a number",
            Self::Flag => "true or false",
        }
    }

    fn parse(self, text: &str) -> Option<ScalarValue> {
        match self {
            Self::Int => text.parse().ok().map(|number| ScalarValue::Int32(Some(number))),
            Self::Text => Some(ScalarValue::Utf8(Some(text.to_owned()))),
            Self::Date => {
                text.parse().ok().map(|day: NaiveDate| ScalarValue::Date32(Some(Date32Type::from_naive_date(day))))
            }
            Self::Number => text
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
                .map(|number| ScalarValue::Float64(Some(number))),
            Self::Flag => text.parse().ok().map(|flag| ScalarValue::Boolean(Some(flag))),
        }
    }

    fn missing(self) -> ScalarValue {
        match self {
            Self::Int => ScalarValue::Int32(None),
            Self::Text => ScalarValue::Utf8(None),
            Self::Date => ScalarValue::Date32(None),
            Self::Number => ScalarValue::Float64(None),
            Self::Flag => ScalarValue::Boolean(None),
        }
    }
}

/// A default as the front matter writes it.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(untagged)]
pub enum DefaultValue {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Int(i64),
    /// A number with a point.
    Number(f64),
    /// A text.
    Text(String),
}

/// A parameter as the front matter declares it. One that is neither required nor has a default is NULL unless
/// given.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Its name: `$name` in the SQL, `-p name=value` on the command line.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: ParameterType,
    /// Whether the analysis cannot run without it.
    #[serde(default)]
    pub required: bool,
    /// The value where none is given.
    pub default: Option<DefaultValue>,
    /// The only values there are.
    #[serde(default)]
    pub one_of: Vec<String>,
    /// What it does.
    pub about: Option<Bilingual>,
}

/// A parameter that was not given as the analysis needs it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParameterError {
    /// It is required and missing.
    #[error("`{analysis}` needs the parameter `{name}`, {expected}")]
    Missing {
        /// The analysis.
        analysis: String,
        /// The parameter.
        name: String,
        /// What it should be.
        expected: String,
    },
    /// The analysis has no such parameter.
    #[error("`{analysis}` has no parameter `{name}`")]
    Unknown {
        /// The analysis.
        analysis: String,
        /// The name that was given.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// Its value is not one that it can have.
    #[error("the parameter `{name}` of `{analysis}` should be {expected}, found `{found}`")]
    Value {
        /// The analysis.
        analysis: String,
        /// The parameter.
        name: String,
        /// What it should be.
        expected: String,
        /// What was given.
        found: String,
    },
}

impl ParameterError {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing { name, .. } => format!("add `-p {name}=…`"),
            Self::Unknown { known, .. } if known.is_empty() => "it takes no parameters".to_owned(),
            Self::Unknown { name, known, .. } => crate::model::nearest(name, known.iter().map(String::as_str))
                .map_or_else(
                    || format!("its parameters are: {}", known.join(", ")),
                    |nearest| format!("did you mean `{nearest}`?"),
                ),
            Self::Value { analysis, .. } => format!("`jixiao queries {analysis}` shows its parameters"),
        }
    }
}

impl Parameter {
    /// What its value should be, for a message.
    pub fn expected(&self) -> String {
        if self.one_of.is_empty() {
            self.kind.expected().to_owned()
        } else {
            format!("one of {}", self.one_of.join(", "))
        }
    }

    /// Some value that it may have, where none is needed but one must stand.
    pub(super) fn stand_in(&self) -> String {
        let some = match self.kind {
            ParameterType::Int | ParameterType::Number => "2000",
            ParameterType::Text => "-",
            ParameterType::Date => "2000-01-01",
            ParameterType::Flag => "true",
        };
        self.one_of.first().cloned().unwrap_or_else(|| some.to_owned())
    }

    /// The default as text, where there is one.
    pub fn default_text(&self) -> Option<String> {
        self.default.as_ref().map(|value| match value {
            DefaultValue::Flag(flag) => flag.to_string(),
            DefaultValue::Int(number) => number.to_string(),
            DefaultValue::Number(number) => number.to_string(),
            DefaultValue::Text(text) => text.clone(),
        })
    }
}

/// The values of all parameters of an analysis, as text and as the engine takes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundParameters {
    /// Name and value as text, in the order of the declaration; those that are NULL are left out.
    pub texts: Vec<(String, String)>,
    /// Name and typed value of every parameter.
    pub values: Vec<(String, ScalarValue)>,
}

/// Binds what was given to what the analysis declares.
///
/// # Errors
/// When one is required and missing, unknown, or not of its type or list.
pub(super) fn bind(
    analysis: &str,
    declared: &[Parameter],
    given: &[(String, String)],
) -> Result<BoundParameters, ParameterError> {
    if let Some((name, _)) = given.iter().find(|(name, _)| !declared.iter().any(|parameter| parameter.name == *name)) {
        return Err(ParameterError::Unknown {
            analysis: analysis.to_owned(),
            name: name.clone(),
            known: declared.iter().map(|parameter| parameter.name.clone()).collect(),
        });
    }
    let mut bound = BoundParameters::default();
    for parameter in declared {
        let text = given.iter().rev().find(|(name, _)| *name == parameter.name).map(|(_, value)| value.clone());
        let Some(text) = text.or_else(|| parameter.default_text()) else {
            if parameter.required {
                return Err(ParameterError::Missing {
                    analysis: analysis.to_owned(),
                    name: parameter.name.clone(),
                    expected: parameter.expected(),
                });
            }
            bound.values.push((parameter.name.clone(), parameter.kind.missing()));
            continue;
        };
        let listed = parameter.one_of.is_empty() || parameter.one_of.contains(&text);
        let value = parameter.kind.parse(&text).filter(|_| listed).ok_or_else(|| ParameterError::Value {
            analysis: analysis.to_owned(),
            name: parameter.name.clone(),
            expected: parameter.expected(),
            found: text.clone(),
        })?;
        bound.texts.push((parameter.name.clone(), text));
        bound.values.push((parameter.name.clone(), value));
    }
    Ok(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared() -> Vec<Parameter> {
        let parameter = |name: &str, kind, required, default: Option<&str>, one_of: &[&str]| Parameter {
            name: name.to_owned(),
            kind,
            required,
            default: default.map(|text| DefaultValue::Text(text.to_owned())),
            one_of: one_of.iter().map(|&word| word.to_owned()).collect(),
            about: None,
        };
        vec![
            parameter("year", ParameterType::Int, true, None, &[]),
            parameter("basis", ParameterType::Text, false, Some("adjusted"), &["initial", "adjusted"]),
            parameter("department", ParameterType::Text, false, None, &[]),
        ]
    }

    fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn binds_given_default_and_missing() -> Result<(), ParameterError> {
        let bound = bind("q", &declared(), &given(&[("year", "2023")]))?;
        assert_eq!(bound.texts, given(&[("year", "2023"), ("basis", "adjusted")]));
        assert_eq!(bound.values[0].1, ScalarValue::Int32(Some(2023)));
        assert_eq!(bound.values[2].1, ScalarValue::Utf8(None));
        Ok(())
    }

    #[test]
    fn refuses_what_does_not_fit() {
        for pairs in
            [&[][..], &[("year", "23x")], &[("year", "2023"), ("basis", "x")], &[("year", "2023"), ("yaer", "1")]]
        {
            let error = bind("q", &declared(), &given(pairs)).unwrap_err();
            assert!(!error.to_string().is_empty() && !error.hint().is_empty());
        }
    }
}
