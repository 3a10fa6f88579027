//! The indicators block of a form: an indicator for each row that prints a target, an actual value, a weight or a
//! score. Template rows (指标2, ……) without any are left out; a placeholder before a name (`指标1工程完工率`) is no part
//! of it.

use super::super::definition::Gives;
use super::super::grid::{Cell, Place};
use super::super::spelling::squeezed;
use super::super::value;
use super::form::Form;
use super::form_labels::{BlockColumns, BlockHeader, first_text, printed, spelled, take};
use super::{Finding, Severity, Sheet, set};
use crate::model::{Row, Value, tables, words};

/// An indicator's row and who it is.
pub(super) struct Indicator {
    pub(super) row: usize,
    pub(super) position: i32,
    pub(super) dimension: String,
    pub(super) subdimension: String,
    pub(super) name: String,
}

/// The header of the block, where it has a column of names.
pub(super) fn score_header<'a>(form: &Form<'a>) -> Option<BlockHeader<'a>> {
    form.indicator_header.clone().filter(|header| header.columns.contains_key("name"))
}

/// Reads the block of a declaration or a self-evaluation.
pub(super) fn read_indicators(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let Some(header) = score_header(form) else { return };
    form.tell_unused(sheet, &header, |_| false);
    if header.is_doubled {
        sheet.note("the indicators of the medium term are not kept, only those of the year are");
    }
    for indicator in indicators(sheet, form, &header, header.row + 1) {
        let mut made = Made::of(&indicator);
        read_target(sheet, form, &header.columns, &indicator, &mut made);
        if form.parts.gives == Gives::Evaluation {
            read_result(sheet, form, &header.columns, &indicator, made);
        }
    }
}

/// The indicators of the rows from `from`; those without a name or a first level are listed.
pub(super) fn indicators(
    sheet: &mut Sheet<'_>,
    form: &Form<'_>,
    header: &BlockHeader<'_>,
    from: usize,
) -> Vec<Indicator> {
    let columns = &header.columns;
    let (mut dimension, mut subdimension) = (String::new(), String::new());
    let mut found: Vec<Indicator> = Vec::new();
    let mut bare: Vec<String> = Vec::new();
    for row in from..form.block.to {
        let first = first_text(sheet, row);
        let is_below = form.parts.labels.values().any(|list| list.has(first.split(':').next().unwrap_or(&first)));
        if form.parts.total.has(&first) || is_below || sheet.words.begins_note(&first) {
            break;
        }
        let cell = |name: &str| columns.get(name).map(|column| sheet.grid.cell(Place::new(row, *column)));
        // a page that repeats the header
        let is_header = |cell: &Cell| spelled(&form.parts.indicator_columns, "name", &squeezed(&cell.text));
        if cell("name").is_some_and(is_header) {
            continue;
        }
        let text = |name: &str| cell(name).map(|cell| value::label(&cell.text)).filter(|text| !text.is_empty());
        if let Some(text) = text("dimension") {
            dimension = text;
            subdimension.clear();
        }
        if let Some(text) = text("subdimension") {
            subdimension = text;
        }
        let raw = cell("name").map(|cell| squeezed_name(&cell.text)).unwrap_or_default();
        let name = value::without_placeholder(&raw, &form.parts.placeholder);
        let data = ["target", "actual", "weight", "score_reported"];
        if !data.iter().any(|name| cell(name).is_some_and(printed)) {
            if !name.is_empty() && !value::is_missing(&name) {
                bare.push(format!("{name} ({})", Place::new(row, columns.get("name").copied().unwrap_or(0))));
            }
            continue;
        }
        if name.is_empty() || dimension.is_empty() {
            let field = if name.is_empty() { "name" } else { "dimension" };
            let place = Place::new(row, columns.get(field).copied().unwrap_or(0));
            let reason =
                "expected an indicator's name and its first-level indicator; found none; hint: fill them in".to_owned();
            sheet.report(&Finding { place, field, reason, check: "key.missing", severity: Severity::Error });
            continue;
        }
        let position = i32::try_from(found.len() + 1).unwrap_or(i32::MAX);
        let stored = words::DIMENSION.find(&dimension).map_or(dimension.as_str(), |word| word.code);
        let (dimension, subdimension) = (stored.to_owned(), subdimension.clone());
        found.push(Indicator { row, position, dimension, subdimension, name });
    }
    if !bare.is_empty() {
        sheet.note(&format!("indicators without a target, a result or a score were left out: {}", bare.join(", ")));
    }
    found
}

/// Values of an indicator that several tables take, and their cells.
pub(super) struct Made {
    pub(super) values: Vec<(&'static str, Option<Value>)>,
    pub(super) cells: Vec<String>,
    /// Whether the form has targets.
    pub(super) has_target: bool,
    pub(super) measure: Option<Value>,
}

impl Made {
    pub(super) fn of(indicator: &Indicator) -> Self {
        let text = |text: &str| Some(Value::from(text));
        let values = vec![
            ("position", Some(Value::Integer(indicator.position))),
            ("dimension", text(&indicator.dimension)),
            ("subdimension", text(&indicator.subdimension)),
            ("name", text(&indicator.name)),
        ];
        Self { values, cells: Vec::new(), has_target: false, measure: None }
    }

    pub(super) fn fill(&self, row: &mut Row) {
        for (column, value) in &self.values {
            set(row, column, value.clone());
        }
    }
}

/// Reads target and weight into `made`.
pub(super) fn take_target(sheet: &mut Sheet<'_>, columns: &BlockColumns<'_>, row: usize, made: &mut Made) {
    let place = |name: &str| columns.get(name).map(|column| Place::new(row, *column));
    if let Some(place) = place("target") {
        let target = target_of(sheet, columns, row, place);
        made.cells.extend(target.is_some().then(|| format!("target={place}")));
        made.has_target = true;
        made.measure = target.as_ref().and_then(|target| target.unit.clone()).map(Value::Text);
        made.values.push(("operator", target.as_ref().and_then(|target| target.operator).map(Value::from)));
        made.values.push(("target_value", target.as_ref().and_then(|target| target.value).map(Value::Decimal)));
        made.values.push(("target_text", target.map(|target| Value::Text(target.text))));
    }
    if let Some(place) = place("weight") {
        let weight = take(sheet, place, "weight", &mut made.cells, |cell| value::decimal(cell, 2));
        made.values.push(("weight", weight.map(Value::Decimal)));
    }
}

/// The target of an indicator, in `indicators` where the form is about a project.
fn read_target(
    sheet: &mut Sheet<'_>,
    form: &Form<'_>,
    columns: &BlockColumns<'_>,
    indicator: &Indicator,
    made: &mut Made,
) {
    take_target(sheet, columns, indicator.row, made);
    // the indicators of a whole department are those of its evaluation
    if form.parts.subject_kind == "department" && form.parts.gives == Gives::Evaluation {
        return;
    }
    let mut row = form.row(sheet, &tables::INDICATORS, indicator.row, Some(made.cells.join(";")));
    made.fill(&mut row);
    if made.has_target {
        set(&mut row, "unit_of_measure", made.measure.clone());
    }
    sheet.out.rows.push(row);
}

/// The result of an indicator, in `evaluation_indicators`.
fn read_result(
    sheet: &mut Sheet<'_>,
    form: &Form<'_>,
    columns: &BlockColumns<'_>,
    indicator: &Indicator,
    mut made: Made,
) {
    let place = |name: &str| columns.get(name).map(|column| Place::new(indicator.row, *column));
    if let Some(place) = place("actual") {
        let actual = value::actual(sheet.grid.cell(place));
        made.cells.extend(actual.is_some().then(|| format!("actual={place}")));
        made.values.push(("actual_value", actual.as_ref().and_then(|actual| actual.value).map(Value::Decimal)));
        made.values.push(("actual_text", actual.map(|actual| Value::Text(actual.text))));
    }
    if let Some(place) = place("score_reported") {
        let score = take(sheet, place, "score_reported", &mut made.cells, |cell| value::decimal(cell, 2));
        made.values.push(("score_reported", score.map(Value::Decimal)));
    }
    if let Some(place) = place("deviation_reason") {
        let cell = sheet.grid.cell(place);
        made.cells.extend((!cell.is_blank()).then(|| format!("deviation_reason={place}")));
        made.values.push(("deviation_reason", (!cell.is_blank()).then(|| value::name(&cell.text).into())));
    }
    let mut row = form.row(sheet, &tables::EVALUATION_INDICATORS, indicator.row, Some(made.cells.join(";")));
    made.fill(&mut row);
    sheet.out.rows.push(row);
}

/// A target, with the sign and the unit that stand in columns of their own (指标性质 ≥, 指标值 90, 度量单位 %).
fn target_of(sheet: &Sheet<'_>, columns: &BlockColumns<'_>, row: usize, place: Place) -> Option<value::Target> {
    let cell = sheet.grid.cell(place);
    let beside = |name: &str| {
        let cell = columns.get(name).map(|column| sheet.grid.cell(Place::new(row, *column)));
        cell.filter(|cell| printed(cell)).map(|cell| value::name(&cell.text)).unwrap_or_default()
    };
    let (operator, unit) = (beside("operator"), beside("measure"));
    if (operator.is_empty() && unit.is_empty()) || !printed(cell) {
        return value::target(cell);
    }
    let sign = value::operator(&operator).unwrap_or_default();
    if sign == "qualitative" {
        let target = value::target(cell)?;
        return Some(value::Target { operator: Some("qualitative"), value: None, ..target });
    }
    let number = value::name(&cell.text);
    let unit = if number.ends_with(unit.as_str()) { "" } else { unit.as_str() };
    value::target(&Cell::text(format!("{sign}{number}{unit}")))
}

fn squeezed_name(text: &str) -> String {
    value::half_width(text).split_whitespace().collect()
}
