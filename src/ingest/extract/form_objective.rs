//! The objective of a form, and the form that declares it (绩效目标申报表): its amounts and indicators.
//!
//! The declaration prints its amounts beside labels (年度资金总额：100), the medium term beside the year in its older
//! form; only the year's objective, amount and indicators are taken.

use super::super::definition::Definition;
use super::super::grid::{Cell, Place};
use super::super::spelling::{squeezed, without_brackets};
use super::super::value;
use super::form::Form;
use super::form_funds::{source_of, unit_of};
use super::form_indicators::read_indicators;
use super::form_labels::{find_cell, is_label, printed, spelled, take};
use super::{Block, Finding, Severity, Sheet, set};
use crate::model::{Value, tables};

/// The longest instruction of a template, what stands in brackets apart; a longer text is an objective.
const LONGEST_INSTRUCTION: usize = 20;

/// Words that the amount of a request has and that of a budget has not.
const REQUESTED: [&str; 2] = ["申报", "申请"];

/// The cell of the objective: below 预期目标 (or to its right), else beside the label of its block.
pub(super) fn objective_place(sheet: &Sheet<'_>, form: &Form<'_>) -> Option<Place> {
    let parts = form.parts;
    let end = indicators_from(form);
    let above = Block { from: form.block.from, to: end };
    let inner = find_cell(sheet, above, |text| spelled(&parts.labels, "objective_cell", text));
    if let Some(Place { row, column }) = inner {
        let below = (row + 1..end)
            .take_while(|row| !sheet.grid.row(*row).iter().any(|cell| is_label(parts, &squeezed(&cell.text))))
            .map(|row| Place::new(row, column))
            .find(|place| printed(sheet.grid.cell(*place)));
        return below.or_else(|| form.labels.get("objective_cell").map(|(place, _)| *place));
    }
    let label = find_cell(sheet, above, |text| parts.objective.has(text))?;
    let mut cells = sheet.grid.row(label.row).iter().enumerate().skip(label.column + 1);
    let (column, cell) = cells.find(|(_, cell)| !cell.is_blank())?;
    let is_value = printed(cell) && !is_label(parts, &squeezed(&cell.text));
    is_value.then(|| Place::new(label.row, column))
}

/// The row of the indicators' header, else the end of the form.
fn indicators_from(form: &Form<'_>) -> usize {
    form.indicator_header.as_ref().map_or(form.block.to, |header| header.row)
}

/// The text of an objective; the template's own instruction is none, and is listed.
fn objective_text(sheet: &mut Sheet<'_>, place: Place) -> Option<String> {
    let text = value::name(&sheet.grid.cell(place).text);
    if !is_template(&text) {
        return Some(text);
    }
    let reason = format!("expected the objective; found the template's own text `{text}`; hint: fill it in");
    let severity = Severity::Warning;
    sheet.report(&Finding { place, field: "objective", reason, check: "template.left", severity });
    None
}

/// Whether a text is what a template asks for: an instruction with the most letters (100字以内), 目标1：……, or XX.
fn is_template(text: &str) -> bool {
    let bare = without_brackets(&squeezed(text));
    let is_instruction = squeezed(text).contains("字以内") && bare.chars().count() <= LONGEST_INSTRUCTION;
    let is_left = |letter: char| !letter.is_alphanumeric() || letter.is_ascii_digit() || "目标x×".contains(letter);
    is_instruction || (bare.chars().all(is_left) && (bare.contains(['…', 'x', '×']) || bare.starts_with("目标")))
}

/// The objective as a row, as printed, with how it was attained; says whether there is one.
pub(super) fn read_objective(sheet: &mut Sheet<'_>, form: &Form<'_>, attained: Option<Place>) -> bool {
    let Some(place) = objective_place(sheet, form) else { return false };
    let Some(text) = objective_text(sheet, place) else { return false };
    let mut made = form.row(sheet, &tables::OBJECTIVES, place.row, Some(format!("objective={place}")));
    set(&mut made, "objective", Some(text.into()));
    if let Some(place) = attained {
        set(&mut made, "attained", Some(value::name(&sheet.grid.cell(place).text).into()));
        made.provenance.cells = made.provenance.cells.map(|cells| format!("{cells};attained={place}"));
    }
    sheet.out.rows.push(made);
    true
}

/// Reads a declaration: objective, amounts, indicators.
pub(super) fn read_declaration(sheet: &mut Sheet<'_>, form: &mut Form<'_>, definition: &Definition) {
    let mut cells = Vec::new();
    let objective = objective_place(sheet, form);
    let row = objective.map_or(form.block.from, |place| place.row);
    let mut made = form.row(sheet, &tables::OBJECTIVES, row, None);
    if let Some(place) = objective
        && let Some(text) = objective_text(sheet, place)
    {
        cells.push(format!("objective={place}"));
        set(&mut made, "objective", Some(text.into()));
    }
    if let Some((label, place)) = amount_of_year(sheet, form)
        && let Some(unit) = unit_of(sheet, form, definition, form.block.from, indicators_from(form))
    {
        let amount = take(sheet, place, "requested_amount", &mut Vec::new(), |cell| value::amount(cell, unit));
        let amount = amount.map(|amount| Value::Decimal(amount.money.fen()));
        let is_request = REQUESTED.iter().any(|word| {
            form.head.title.contains(word) || sheet.grid.cell(label).text.contains(word) || funds_say(sheet, form, word)
        });
        let columns: &[&str] = if is_request { &["requested_amount", "amount"] } else { &["amount"] };
        for column in columns {
            if amount.is_some() {
                cells.push(format!("{column}={place}"));
            }
            set(&mut made, column, amount.clone());
        }
        tell_sources(sheet, form, place);
    }
    if let Some((place, cell)) = form.labels.get("review_grade") {
        cells.push(format!("review_grade={place}"));
        set(&mut made, "review_grade", value::grade(cell).map(Value::Text));
    }
    made.provenance.cells = (!cells.is_empty()).then(|| cells.join(";"));
    sheet.out.rows.push(made);
    read_indicators(sheet, form);
}

fn funds_say(sheet: &Sheet<'_>, form: &Form<'_>, word: &str) -> bool {
    find_cell(sheet, form.block, |text| form.parts.funds.has(text) && text.contains(word)).is_some()
}

/// The label and the cell of the year's amount: beside 年度资金总额, else beside the funds label itself.
fn amount_of_year(sheet: &Sheet<'_>, form: &Form<'_>) -> Option<(Place, Place)> {
    let parts = form.parts;
    let above = Block { from: form.block.from, to: indicators_from(form) };
    let is_total = |text: &str| {
        !text.starts_with("中期") && source_of(&parts.fund_rows, text).is_some_and(|(_, source)| source == "total")
    };
    let beside = |label: Place| {
        let mut cells = sheet.grid.row(label.row).iter().enumerate().skip(label.column + 1);
        let (column, cell) = cells.find(|(_, cell)| !cell.is_blank())?;
        let is_value = printed(cell) && !is_label(parts, &squeezed(&cell.text)) && !is_total(&squeezed(&cell.text));
        is_value.then(|| (label, Place::new(label.row, column)))
    };
    // 年度资金总额: 120 in one cell
    let within = |label: Place| {
        let text = value::half_width(&sheet.grid.cell(label).text);
        let (_, amount) = text.split_once(':')?;
        (!value::is_missing(amount)).then_some((label, label))
    };
    let total = find_cell(sheet, above, is_total).and_then(beside);
    let joined = || {
        let is_total = |text: &str| text.split_once(':').is_some_and(|(label, _)| is_total(label));
        find_cell(sheet, above, is_total).and_then(within)
    };
    let funds = || find_cell(sheet, above, |text| parts.funds.has(text)).and_then(beside);
    total.or_else(joined).or_else(funds)
}

/// Says that amounts by source of funds are not kept: no table has a place for those of an objective.
fn tell_sources(sheet: &mut Sheet<'_>, form: &Form<'_>, total: Place) {
    let parts = form.parts;
    let mut places = Vec::new();
    for row in form.block.from..indicators_from(form) {
        let cells = sheet.grid.row(row);
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            if source_of(&parts.fund_rows, &squeezed(&cell.text)).is_none() {
                continue;
            }
            let next = cells.iter().enumerate().skip(column + 1).find(|(_, cell)| !cell.is_blank());
            let place = next.filter(|(_, cell)| is_number(cell)).map(|(column, _)| Place::new(row, column));
            places.extend(place.filter(|place| *place != total).map(|place| place.to_string()));
        }
    }
    if !places.is_empty() {
        sheet
            .note(&format!("amounts by source of funds are not kept, only the year's total is: {}", places.join(", ")));
    }
}

fn is_number(cell: &Cell) -> bool {
    matches!(value::decimal(cell, 2), Ok(Some(_)))
}
