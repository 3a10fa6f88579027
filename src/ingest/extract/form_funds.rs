//! The funds block of a form: one row for each source of funds that prints a number.

use super::super::definition::Definition;
use super::super::grid::{Cell, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::form::{AMOUNTS, Form, find_header, first_text, spelled, take};
use super::{Finding, Severity, Sheet, set};
use crate::model::{Row, Value, tables};

/// The funds block: a row for each source of funds that prints a number. Gives the adjusted total and its place.
pub(super) fn read_funds(
    sheet: &mut Sheet<'_>,
    form: &mut Form<'_>,
    definition: &Definition,
) -> Option<(Place, Value)> {
    let parts = form.parts;
    let (header, columns) = find_header(sheet, form.block, &parts.fund_columns, 3)?;
    let mut total = None;
    let indicators = find_header(sheet, form.block, &parts.indicator_columns, 4).map(|(row, _)| row);
    let end = indicators.filter(|row| *row > header).unwrap_or(form.block.to);
    let rows = (header + 1..end).take_while(|row| {
        let label = first_text(sheet, *row);
        !parts.objective.has(&label) && !spelled(&parts.indicator_columns, "dimension", &label)
    });
    let rows: Vec<usize> = rows.collect();
    let labels = (header..=rows.last().copied().unwrap_or(header)).flat_map(|row| sheet.grid.row(row));
    let of_amounts = |text: &str| AMOUNTS.iter().any(|name| spelled(&parts.fund_columns, name, text));
    let label_unit = labels
        .filter(|cell| cell.text.contains('元'))
        .filter(|cell| parts.funds.has(&squeezed(&cell.text)) || of_amounts(&squeezed(&cell.text)))
        .find_map(|cell| AmountUnit::find_in(&cell.text));
    let in_points = columns
        .get("rate_reported")
        .is_some_and(|column| value::half_width(&sheet.grid.cell(Place::new(header, *column)).text).contains('%'));
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    let Some(unit) = label_unit.or(form.unit).or(default) else {
        let reason =
            "expected the unit of the funds, such as 项目资金（万元）; found none; hint: print it there or on a \
                      line `单位：万元`"
                .to_owned();
        let (place, severity) = (Place::new(header, 0), Severity::Error);
        sheet.report(&Finding { place, field: "amount", reason, check: "unit.unknown", severity });
        return None;
    };
    form.unit = Some(unit);
    let mut made: Vec<(String, Row)> = Vec::new();
    for row in rows {
        let texts = sheet.grid.row(row).iter().map(|cell| squeezed(&cell.text));
        let source = texts.filter(|text| !text.is_empty()).find_map(|text| {
            let (is_part, text) = without_lead(&text);
            parts.fund_rows.iter().find(|meaning| meaning.says.has(text)).map(|meaning| (is_part, meaning))
        });
        let Some((is_part, source)) = source else { continue };
        // 其中 below a source of the same kind splits it up: it is in its amount already
        if is_part && made.last().is_some_and(|(known, _)| *known == source.word) {
            continue;
        }
        let place = |name: &str| columns.get(name).map(|column| Place::new(row, *column));
        let mut cells = Vec::new();
        let mut values: Vec<(&'static str, Option<Value>)> = Vec::new();
        let listed = sheet.out.rejects.len();
        for name in AMOUNTS {
            let Some(place) = place(name) else { continue };
            let amount = take(sheet, place, name, &mut cells, |cell| value::amount(cell, unit));
            let amount = amount.map(|amount| Value::Decimal(amount.money.fen()));
            if name == "adjusted" && source.word == "total" {
                total = amount.clone().map(|amount| (place, amount));
            }
            values.push((name, amount));
        }
        if sheet.out.rejects.len() > listed {
            continue;
        }
        for (name, percent) in [("weight", false), ("rate_reported", true), ("score_reported", false)] {
            let Some(place) = place(name) else { continue };
            let read = |cell: &Cell| match (percent, in_points) {
                (true, true) => value::percentage_points(cell),
                (true, false) => value::percent(cell),
                _ => value::decimal(cell, 2),
            };
            values.push((name, take(sheet, place, name, &mut cells, read).map(Value::Decimal)));
            if percent {
                let decimals = value::percent_decimals(sheet.grid.cell(place), in_points);
                values.push(("rate_decimals", decimals.map(Value::Integer)));
            }
        }
        if values.iter().all(|(_, value)| value.is_none()) {
            continue;
        }
        if let Some((_, known)) = made.iter_mut().find(|(known, _)| *known == source.word && source.word != "total") {
            // two lines of one source (单位资金 and 其他资金) are one amount
            add(known, values, &cells);
            continue;
        }
        let mut line = form.row(sheet, &tables::EVALUATION_FUNDS, row, Some(cells.join(";")));
        set(&mut line, "fund_source", Some(source.word.as_str().into()));
        for (column, value) in values {
            set(&mut line, column, value);
        }
        made.push((source.word.clone(), line));
    }
    sheet.out.rows.extend(made.into_iter().map(|(_, row)| row));
    total
}

/// A line's label without 其中 and its number, and whether it had 其中.
fn without_lead(text: &str) -> (bool, &str) {
    let rest = text.strip_prefix("其中");
    let bare = rest.unwrap_or(text).trim_start_matches([':', '、', '.']);
    let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start_matches(['.', '、', ')']);
    (rest.is_some(), bare)
}

/// Adds the amounts of a further line of the same source.
fn add(known: &mut Row, values: Vec<(&'static str, Option<Value>)>, cells: &[String]) {
    for (column, value) in values.into_iter().filter(|(column, _)| AMOUNTS.contains(column)) {
        let sum = match (known.get(column), value) {
            (Some(Value::Decimal(one)), Some(Value::Decimal(other))) => Some(Value::Decimal(one + other)),
            (one, other) => other.or(one.cloned()),
        };
        set(known, column, sum);
    }
    if let Some(known) = &mut known.provenance.cells {
        known.push(';');
        known.push_str(&cells.join(";"));
    }
}
