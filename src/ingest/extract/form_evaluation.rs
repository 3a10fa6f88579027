//! What a self-evaluation form gives: the evaluation, its funds, its objective, its indicators with targets and results.

use super::super::definition::Definition;
use super::super::grid::Place;
use super::super::value;
use super::form::Form;
use super::form_funds::{read_funds, tell_beside};
use super::form_indicators::{read_indicators, score_header};
use super::form_labels::{find_cell, first_text, printed, take};
use super::form_objective::{objective_place, read_objective};
use super::{Block, Sheet, set};
use crate::model::{Value, tables};

/// Reads the form of one evaluation.
pub(super) fn read_evaluation(sheet: &mut Sheet<'_>, form: &mut Form<'_>, definition: &Definition) {
    let adjusted = read_funds(sheet, form, definition);
    tell_beside(sheet, form);
    let attained = attained_place(sheet, form);
    if !read_objective(sheet, form, attained)
        && let Some(place) = attained
    {
        sheet.note(&format!("{place} (实际完成情况) is not kept: the form prints no objective that it belongs to"));
    }
    read_indicators(sheet, form);
    let mut cells = Vec::new();
    let mut row = form.row(sheet, &tables::EVALUATIONS, form.block.from, None);
    for (column, value) in
        [("department_code", &form.department_code), ("department", &form.department), ("unit", &form.organization)]
    {
        set(&mut row, column, value.clone().map(Value::Text));
    }
    if let Some((place, amount)) = adjusted {
        cells.push(format!("amount_evaluated={place}"));
        set(&mut row, "amount_evaluated", Some(amount));
    }
    let score = read_total(sheet, form).map(|(place, score)| {
        cells.push(format!("score={place}"));
        score
    });
    set(&mut row, "score", score);
    if let Some((place, cell)) = form.labels.get("grade") {
        cells.push(format!("grade_reported={place}"));
        set(&mut row, "grade_reported", value::grade(cell).map(Value::Text));
    }
    row.provenance.cells = (!cells.is_empty()).then(|| cells.join(";"));
    sheet.out.rows.push(row);
}

/// The printed total: in the score column of the 总分 row, else the last number of that row.
fn read_total(sheet: &mut Sheet<'_>, form: &Form<'_>) -> Option<(Place, Value)> {
    let header = score_header(form);
    // a 合计 in the funds block is no score
    let from = header.as_ref().map_or(form.block.from, |header| header.row + 1);
    let row = (from..form.block.to).find(|row| form.parts.total.has(&first_text(sheet, *row)))?;
    let under = header.and_then(|header| header.columns.get("score_reported").map(|column| Place::new(row, *column)));
    let under = under.filter(|place| printed(sheet.grid.cell(*place)));
    let last = || {
        let numbers: Vec<usize> = sheet
            .grid
            .row(row)
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(_, cell)| matches!(value::decimal(cell, 2), Ok(Some(_))))
            .map(|(column, _)| column)
            .collect();
        // one number alone is the sum of the weights
        (numbers.len() > 1).then(|| numbers.last().map(|column| Place::new(row, *column))).flatten()
    };
    let place = under.or_else(last)?;
    let score = take(sheet, place, "score", &mut Vec::new(), |cell| value::decimal(cell, 2))?;
    Some((place, Value::Decimal(score)))
}

/// The cell that says how the objective was attained: below 实际完成情况, else beside it.
fn attained_place(sheet: &Sheet<'_>, form: &Form<'_>) -> Option<Place> {
    let parts = form.parts;
    let end = score_header(form).map_or(form.block.to, |header| header.row);
    let block = Block { from: form.block.from, to: end };
    let label = find_cell(sheet, block, |text| parts.objective_done.has(text) && !parts.objective.has(text))?;
    let below = Place::new(label.row + 1, label.column);
    let mut cells = sheet.grid.row(label.row).iter().enumerate().skip(label.column + 1);
    let beside = cells.find(|(_, cell)| !cell.is_blank()).map(|(column, _)| Place::new(label.row, column));
    let objective = objective_place(sheet, form);
    let mut places = [Some(below).filter(|place| place.row < end), beside].into_iter().flatten();
    places.find(|place| printed(sheet.grid.cell(*place)) && Some(*place) != objective)
}
