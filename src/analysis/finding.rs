//! Sentences over results: the templates of the front matter.
//!
//! A template sees `rows` (a list of objects, one a row), `parameters`, and the filters `percent`, `wan` (元 → 万元),
//! `yi` (元 → 亿元), `amount` (元 → the unit that fits, with the unit), `count`, `fixed(n)`, `word("vocabulary")`, `label("column")`
//! (what the column's words are called) and `subject` (a code, or unit and name). Money stands in `rows` as exact text.

use std::collections::BTreeMap;

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::bilingual::Bilingual;
use super::display::grouped;
use super::front_matter::Format;
use super::outcome::{AnalysisError, Outcome, ResultColumn};
use crate::engine::Cell;
use crate::model::{Language, words};

impl Outcome<'_> {
    /// The sentence that an official report prints, where the analysis has one.
    ///
    /// # Errors
    /// When the template cannot be filled.
    pub fn finding(&self, language: Language) -> Result<Option<String>, AnalysisError> {
        let template = self.analysis.front_matter.finding.as_ref();
        template.map(|template| self.fill("finding", template, language)).transpose()
    }

    /// Fills a template of the front matter with the rows.
    ///
    /// # Errors
    /// When the template cannot be filled.
    pub fn fill(&self, key: &str, template: &Bilingual, language: Language) -> Result<String, AnalysisError> {
        fill(template.in_language(language), self, language).map_err(|message| AnalysisError::Template {
            file: self.analysis.file.clone(),
            key: format!("{key}.{language}"),
            message,
        })
    }
}

/// Fills `template` with the rows of `outcome`.
///
/// # Errors
/// With what the template engine says.
fn fill(template: &str, outcome: &Outcome<'_>, language: Language) -> Result<String, String> {
    let rows: Vec<Value> = outcome.rows.iter().map(|row| row_value(&outcome.columns, row)).collect();
    let parameters: BTreeMap<String, String> = outcome.parameters.texts.iter().cloned().collect();
    let context = minijinja::context! { rows => rows, parameters => parameters };
    environment(&outcome.columns, language).render_str(template, context).map_err(|error| error.to_string())
}

/// The filters that a template may use.
pub(super) fn environment(columns: &[ResultColumn], language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("percent", |value: Value| fixed(&value, 2).map(|text| format!("{text}%")));
    environment.add_filter("fixed", |value: Value, decimals: u8| fixed(&value, decimals));
    environment.add_filter("count", |value: Value| fixed(&value, 0));
    environment.add_filter("wan", |value: Value| money(&value, 4));
    environment.add_filter("yi", |value: Value| money(&value, 8));
    environment.add_filter("amount", move |value: Value| amount(&value, language));
    environment.add_filter("word", move |code: String, vocabulary: String| {
        let word = words::find(&vocabulary).and_then(|vocabulary| vocabulary.by_code(&code));
        word.map_or_else(|| code.clone(), |word| word.label.in_language(language).to_owned())
    });
    let columns = columns.to_vec();
    environment.add_filter("label", move |code: String, column: String| {
        let column = columns.iter().find(|known| known.name == column);
        column.and_then(|column| column.word(&code, language)).unwrap_or(&code).to_owned()
    });
    environment.add_filter("subject", |subject: String| {
        subject.strip_prefix("name:").map_or_else(|| subject.clone(), str::to_owned)
    });
    environment
}

pub(super) fn row_value(columns: &[ResultColumn], row: &[Cell]) -> Value {
    let fields = columns.iter().zip(row).map(|(column, cell)| (column.name.clone(), cell_value(column.format, cell)));
    Value::from(fields.collect::<BTreeMap<String, Value>>())
}

fn cell_value(format: Format, cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::from(()),
        Cell::Flag(flag) => Value::from(*flag),
        Cell::Text(text) => Value::from(text.as_str()),
        Cell::Integer(number) => i64::try_from(*number).map_or_else(|_| Value::from(cell.plain()), Value::from),
        Cell::Float(number) => Value::from(*number),
        Cell::Decimal(..) if matches!(format, Format::Money | Format::Yuan) => Value::from(cell.plain()),
        Cell::Decimal(..) => cell.number().map_or_else(|| Value::from(cell.plain()), Value::from),
    }
}

/// A template's value as an exact cell again: money comes as text.
fn exact(value: &Value) -> Option<Cell> {
    if let Some(text) = value.as_str() {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let number = format!("{whole}{fraction}").parse().ok()?;
        return Some(Cell::Decimal(number, u8::try_from(fraction.len()).ok()?));
    }
    if let Some(number) = value.as_i64() {
        return Some(Cell::Integer(i128::from(number)));
    }
    f64::try_from(value.clone()).ok().map(Cell::Float)
}

fn fixed(value: &Value, decimals: u8) -> Result<String, Error> {
    if value.is_none() {
        return Ok("—".to_owned());
    }
    let text = exact(value).and_then(|cell| cell.fixed(decimals));
    text.map(|text| grouped(&text)).ok_or_else(|| not_a_number(value))
}

fn money(value: &Value, digits: u8) -> Result<String, Error> {
    if value.is_none() {
        return Ok("—".to_owned());
    }
    let text = exact(value).and_then(|cell| cell.scaled_down(digits).fixed(2));
    text.map(|text| grouped(&text)).ok_or_else(|| not_a_number(value))
}

/// An amount with the unit that a report would write: 亿元 or 万元; billion, million or plain yuan.
fn amount(value: &Value, language: Language) -> Result<String, Error> {
    if value.is_none() {
        return Ok("—".to_owned());
    }
    let size = exact(value).and_then(|cell| cell.number()).ok_or_else(|| not_a_number(value))?.abs();
    let (digits, unit) = match language {
        Language::Chinese if size >= 1e8 => (8, "亿元"),
        Language::Chinese if size >= 1e4 || size == 0.0 => (4, "万元"),
        Language::Chinese => (0, "元"),
        Language::English if size >= 1e9 => (9, " billion yuan"),
        Language::English if size >= 1e6 => (6, " million yuan"),
        Language::English => (0, " yuan"),
    };
    Ok(money(value, digits)? + unit)
}

fn not_a_number(value: &Value) -> Error {
    Error::new(ErrorKind::InvalidOperation, format!("`{value}` is not a number"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn amounts_take_the_unit_that_fits() {
        for (yuan, zh, en) in [
            ("2575835200.00", "25.76亿元", "2.58 billion yuan"),
            ("59842000.00", "5,984.20万元", "59.84 million yuan"),
            ("-355300.00", "-35.53万元", "-355,300.00 yuan"),
            ("12.50", "12.50元", "12.50 yuan"),
            ("0.00", "0.00万元", "0.00 yuan"),
        ] {
            assert_eq!(amount(&Value::from(yuan), Language::Chinese).unwrap(), zh);
            assert_eq!(amount(&Value::from(yuan), Language::English).unwrap(), en);
        }
        assert_eq!(amount(&Value::from(()), Language::Chinese).unwrap(), "—");
    }
}
