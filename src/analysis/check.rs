//! What the checks of an analysis found: its rows whose column `check_id` holds the id of a check, each with a sentence.

use minijinja::context;

use super::bilingual::Bilingual;
use super::finding::{environment, row_value};
use super::front_matter::CheckText;
use super::outcome::{AnalysisError, Outcome};
use crate::engine::Cell;
use crate::model::checks::{self, Severity};
use crate::model::{Language, checks::Check};

/// The column that says which check found a row.
const CHECK_ID: &str = "check_id";

/// A check that an analysis makes, and what it found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckResult {
    /// The check's id.
    pub id: String,
    /// How grave its findings are.
    pub severity: Severity,
    /// What people call what it finds.
    pub title: Bilingual,
    /// Its findings, in the order of the analysis.
    pub findings: Vec<CheckFinding>,
}

/// One finding of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFinding {
    /// Where it stands, as far as the analysis says: `path:sheet!E5`, `path row 3`; empty where it does not.
    pub place: String,
    /// The sentence.
    pub message: String,
}

impl Outcome<'_> {
    /// What each check of this analysis found, in the order of their ids; a check that found nothing is there too.
    ///
    /// # Errors
    /// When a sentence of the front matter cannot be filled.
    pub fn checks(&self, language: Language) -> Result<Vec<CheckResult>, AnalysisError> {
        let declared = &self.analysis.front_matter.checks;
        declared.iter().map(|(id, text)| self.check(id, text, language)).collect()
    }

    fn check(&self, id: &str, text: &CheckText, language: Language) -> Result<CheckResult, AnalysisError> {
        let known = checks::find(id);
        let (severity, title) = (severity(known, text), title(known, text, id));
        let wrong = |message: String| AnalysisError::Template {
            file: self.analysis.file.clone(),
            key: format!("checks.{id}.{language}"),
            message,
        };
        let column = self
            .position(CHECK_ID)
            .ok_or_else(|| wrong("an analysis that makes checks gives a column `check_id`".to_owned()))?;
        let environment = environment(&self.columns, language);
        let sentence = match language {
            Language::Chinese => &text.zh,
            Language::English => &text.en,
        };
        let template = environment.template_from_str(sentence).map_err(|error| wrong(error.to_string()))?;
        let is_found = |row: &&Vec<Cell>| matches!(&row[column], Cell::Text(found) if found == id);
        let mut findings = Vec::new();
        for row in self.rows.iter().filter(is_found) {
            let context = context! { row => row_value(&self.columns, row) };
            let message = template.render(context).map_err(|error| wrong(error.to_string()))?;
            findings.push(CheckFinding { place: self.place(row), message });
        }
        Ok(CheckResult { id: id.to_owned(), severity, title, findings })
    }

    /// The place that a row names in the columns of the lake that hold places.
    fn place(&self, row: &[Cell]) -> String {
        let text = |names: &[&str]| {
            let cells = names.iter().filter_map(|name| self.position(name)).map(|position| &row[position]);
            cells.filter(|cell| **cell != Cell::Null).map(Cell::plain).find(|text| !text.is_empty())
        };
        let Some(path) = text(&["path"]) else { return String::new() };
        let sheet = text(&["sheet", "source_sheet"]).map(|sheet| format!("{sheet}!")).unwrap_or_default();
        let cell = text(&["cell", "source_cells"]);
        let row = text(&["source_row"]).map(|row| format!("row {row}"));
        match cell.or(row) {
            Some(place) => format!("{path}:{sheet}{place}"),
            None => path,
        }
    }
}

fn severity(known: Option<&Check>, text: &CheckText) -> Severity {
    known.map(|check| check.severity).or(text.severity).unwrap_or(Severity::Warning)
}

fn title(known: Option<&Check>, text: &CheckText, id: &str) -> Bilingual {
    let of_model = |check: &Check| Bilingual { zh: check.label.zh.to_owned(), en: check.label.en.to_owned() };
    let unnamed = || Bilingual { zh: id.to_owned(), en: id.to_owned() };
    known.map(of_model).or_else(|| text.title.clone()).unwrap_or_else(unnamed)
}
