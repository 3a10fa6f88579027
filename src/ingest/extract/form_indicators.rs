//! The indicators block of a form: an indicator and its result for each row that prints a target, an actual value, a
//! weight or a score.

use super::super::grid::{Cell, Place};
use super::super::value;
use super::form::{BlockColumns, Form, find_header, first_text, printed, take};
use super::{Finding, Severity, Sheet, set};
use crate::model::{Value, tables, words};

/// The indicators block.
pub(super) fn read_indicators(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let Some((header, columns)) = find_header(sheet, form.block, &form.parts.indicator_columns, 4) else { return };
    if !columns.contains_key("name") {
        return;
    }
    let (mut dimension, mut subdimension) = (String::new(), String::new());
    let mut position = 0;
    for row in header + 1..form.block.to {
        let first = first_text(sheet, row);
        let is_below = form.parts.labels.values().any(|list| list.has(first.split(':').next().unwrap_or(&first)));
        if form.parts.total.has(&first) || is_below || sheet.words.begins_note(&first) {
            break;
        }
        let cell = |name: &str| columns.get(name).map(|column| sheet.grid.cell(Place::new(row, *column)));
        let text = |name: &str| cell(name).map(|cell| value::label(&cell.text)).filter(|text| !text.is_empty());
        if let Some(text) = text("dimension") {
            dimension = text;
            subdimension.clear();
        }
        if let Some(text) = text("subdimension") {
            subdimension = text;
        }
        let data = ["target", "actual", "weight", "score_reported"];
        if !data.iter().any(|name| cell(name).is_some_and(printed)) {
            continue;
        }
        let raw = cell("name").map(|cell| squeezed_name(&cell.text)).unwrap_or_default();
        let name = value::without_placeholder(&raw, &form.parts.placeholder);
        if name.is_empty() || dimension.is_empty() {
            let field = if name.is_empty() { "name" } else { "dimension" };
            let place = Place::new(row, columns.get(field).copied().unwrap_or(0));
            let reason =
                "expected an indicator's name and its first-level indicator; found none; hint: fill them in".to_owned();
            sheet.report(&Finding { place, field, reason, check: "key.missing", severity: Severity::Error });
            continue;
        }
        position += 1;
        let stored = words::DIMENSION.find(&dimension).map_or(dimension.as_str(), |word| word.code);
        let identity = [("dimension", stored), ("subdimension", subdimension.as_str()), ("name", name.as_str())];
        emit_indicator(sheet, form, &columns, row, position, &identity);
    }
}

/// The rows of one indicator: its target in `indicators`, its result in `evaluation_indicators`.
fn emit_indicator(
    sheet: &mut Sheet<'_>,
    form: &Form<'_>,
    columns: &BlockColumns<'_>,
    row: usize,
    position: i32,
    identity: &[(&'static str, &str)],
) {
    let place = |name: &str| columns.get(name).map(|column| Place::new(row, *column));
    let (mut cells, mut result_cells) = (Vec::new(), Vec::new());
    let mut values: Vec<(&'static str, Option<Value>)> = vec![("position", Some(Value::Integer(position)))];
    values.extend(identity.iter().map(|(column, text)| (*column, Some(Value::from(*text)))));
    let mut measure = None;
    if let Some(place) = place("target") {
        let target = target_of(sheet, columns, row, place);
        cells.extend(target.is_some().then(|| format!("target={place}")));
        measure = target.as_ref().and_then(|target| target.unit.clone());
        values.push(("operator", target.as_ref().and_then(|target| target.operator).map(Value::from)));
        values.push(("target_value", target.as_ref().and_then(|target| target.value).map(Value::Decimal)));
        values.push(("target_text", target.map(|target| Value::Text(target.text))));
    }
    if let Some(place) = place("weight") {
        let weight = take(sheet, place, "weight", &mut cells, |cell| value::decimal(cell, 2));
        values.push(("weight", weight.map(Value::Decimal)));
    }
    let mut made = form.row(sheet, &tables::INDICATORS, row, Some(cells.join(";")));
    for (column, value) in &values {
        set(&mut made, column, value.clone());
    }
    if place("target").is_some() {
        set(&mut made, "unit_of_measure", measure.map(Value::Text));
    }
    sheet.out.rows.push(made);
    if let Some(place) = place("actual") {
        let actual = value::actual(sheet.grid.cell(place));
        result_cells.extend(actual.is_some().then(|| format!("actual={place}")));
        values.push(("actual_value", actual.as_ref().and_then(|actual| actual.value).map(Value::Decimal)));
        values.push(("actual_text", actual.map(|actual| Value::Text(actual.text))));
    }
    if let Some(place) = place("score_reported") {
        let score = take(sheet, place, "score_reported", &mut result_cells, |cell| value::decimal(cell, 2));
        values.push(("score_reported", score.map(Value::Decimal)));
    }
    if let Some(place) = place("deviation_reason") {
        let cell = sheet.grid.cell(place);
        result_cells.extend((!cell.is_blank()).then(|| format!("deviation_reason={place}")));
        values.push(("deviation_reason", (!cell.is_blank()).then(|| value::name(&cell.text).into())));
    }
    cells.extend(result_cells);
    let mut made = form.row(sheet, &tables::EVALUATION_INDICATORS, row, Some(cells.join(";")));
    for (column, value) in values {
        set(&mut made, column, value);
    }
    sheet.out.rows.push(made);
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
    let number = value::name(&cell.text);
    let unit = if number.ends_with(unit.as_str()) { "" } else { unit.as_str() };
    value::target(&Cell::text(format!("{sign}{number}{unit}")))
}

fn squeezed_name(text: &str) -> String {
    value::half_width(text).split_whitespace().collect()
}
