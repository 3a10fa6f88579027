//! The funds block of a form: one line for each source of funds that prints a number.

use super::super::definition::{Definition, Meaning};
use super::super::grid::{Cell, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::form::Form;
use super::form_indicators::score_header;
use super::form_labels::{AMOUNTS, BlockHeader, first_text, spelled, take};
use super::{Finding, Severity, Sheet, set};
use crate::model::{Row, Value, tables};

/// A line of the block: its values and cells by column.
pub(super) struct FundLine {
    /// The source of funds (`total`, `current`, …).
    pub(super) source: String,
    pub(super) row: usize,
    pub(super) values: Vec<(&'static str, Option<Value>)>,
    pub(super) cells: Vec<String>,
}

impl FundLine {
    pub(super) fn value(&self, column: &str) -> Option<Value> {
        self.values.iter().find(|(name, _)| *name == column).and_then(|(_, value)| value.clone())
    }

    /// The place that a value was read from.
    pub(super) fn place(&self, column: &str) -> Option<&str> {
        self.cells.iter().find_map(|cell| cell.strip_prefix(column)?.strip_prefix('='))
    }

    /// Adds the amounts of a further line of the same source.
    fn add(&mut self, other: Self) {
        for (column, value) in other.values.into_iter().filter(|(column, _)| AMOUNTS.contains(column)) {
            let Some((_, known)) = self.values.iter_mut().find(|(name, _)| *name == column) else { continue };
            *known = match (known.take(), value) {
                (Some(Value::Decimal(one)), Some(Value::Decimal(other))) => Some(Value::Decimal(one + other)),
                (one, other) => other.or(one),
            };
        }
        self.cells.extend(other.cells);
    }
}

/// The lines of an evaluation's block as rows; gives the adjusted total and its place.
pub(super) fn read_funds(
    sheet: &mut Sheet<'_>,
    form: &mut Form<'_>,
    definition: &Definition,
) -> Option<(String, Value)> {
    let lines = fund_lines(sheet, form, definition);
    let total = lines.iter().find(|line| line.source == "total");
    let adjusted = total.and_then(|line| Some((line.place("adjusted")?.to_owned(), line.value("adjusted")?)));
    for line in lines {
        let mut row: Row = form.row(sheet, &tables::EVALUATION_FUNDS, line.row, Some(line.cells.join(";")));
        set(&mut row, "fund_source", Some(line.source.as_str().into()));
        for (column, value) in line.values {
            set(&mut row, column, value);
        }
        sheet.out.rows.push(row);
    }
    adjusted
}

/// The lines of the funds block, read in the unit that the block, the lines above the form or the definition print.
pub(super) fn fund_lines(sheet: &mut Sheet<'_>, form: &mut Form<'_>, definition: &Definition) -> Vec<FundLine> {
    let parts = form.parts;
    let Some(header) = form.fund_header.clone() else { return Vec::new() };
    let rows = rows_of(sheet, form, &header);
    let Some(unit) = unit_of(sheet, form, definition, header.row, rows.last().copied().unwrap_or(header.row)) else {
        return Vec::new();
    };
    form.unit = Some(unit);
    form.tell_unused(sheet, &header, |text| parts.funds.has(text) || source_of(&parts.fund_rows, text).is_some());
    let in_points = header
        .columns
        .get("rate_reported")
        .is_some_and(|column| value::half_width(&sheet.grid.cell(Place::new(header.row, *column)).text).contains('%'));
    let mut made: Vec<FundLine> = Vec::new();
    for row in rows {
        let texts = sheet.grid.row(row).iter().map(|cell| squeezed(&cell.text)).filter(|text| !text.is_empty());
        let source = texts.into_iter().find_map(|text| source_of(&parts.fund_rows, &text));
        let Some((is_part, source)) = source else { continue };
        // 其中 below a source of the same kind splits it up: it is in its amount already
        if is_part && made.last().is_some_and(|known| known.source == source) {
            continue;
        }
        let Some(line) = read_line(sheet, &header, row, source, unit, in_points) else { continue };
        if let Some(known) = made.iter_mut().find(|known| known.source == line.source && line.source != "total") {
            // two lines of one source (单位资金 and 其他资金) are one amount
            known.add(line);
            continue;
        }
        made.push(line);
    }
    made
}

/// Says that amounts that stand beside or after their label, outside the columns of the block, are not kept.
pub(super) fn tell_beside(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let sources = &form.parts.fund_rows;
    let is_number = |text: &str| matches!(value::decimal(&Cell::text(text), 2), Ok(Some(_)));
    let end = score_header(form).map_or(form.block.to, |header| header.row);
    let columns = &form.fund_header;
    let is_column = |place: Place| {
        columns.as_ref().is_some_and(|header| {
            place.row > header.row && header.columns.values().any(|column| *column == place.column)
        })
    };
    let mut places = Vec::new();
    for row in form.block.from..end {
        let cells = sheet.grid.row(row);
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let text = squeezed(&cell.text);
            if let Some((label, amount)) = text.rsplit_once(':')
                && source_of(sources, label).is_some()
                && is_number(amount)
            {
                places.push(Place::new(row, column).to_string());
            } else if source_of(sources, &text).is_some()
                && let Some((at, next)) = cells.iter().enumerate().skip(column + 1).find(|(_, cell)| !cell.is_blank())
                && is_number(&next.text)
                && !is_column(Place::new(row, at))
            {
                places.push(Place::new(row, at).to_string());
            }
        }
    }
    if !places.is_empty() {
        sheet.note(&format!("amounts beside their labels are not kept, those in columns are: {}", places.join(", ")));
    }
}

/// The rows below the block's header and above the objective or the indicators.
fn rows_of(sheet: &Sheet<'_>, form: &Form<'_>, header: &BlockHeader<'_>) -> Vec<usize> {
    let parts = form.parts;
    let indicators = form.indicator_header.as_ref().map(|header| header.row);
    let end = indicators.filter(|row| *row > header.row).unwrap_or(form.block.to);
    let rows = (header.row + 1..end).take_while(|row| {
        let label = first_text(sheet, *row);
        !parts.objective.has(&label) && !spelled(&parts.indicator_columns, "dimension", &label)
    });
    rows.collect()
}

/// The values of a line; none where an amount cannot be read or no value is printed.
fn read_line(
    sheet: &mut Sheet<'_>,
    header: &BlockHeader<'_>,
    row: usize,
    source: String,
    unit: AmountUnit,
    in_points: bool,
) -> Option<FundLine> {
    let place = |name: &str| header.columns.get(name).map(|column| Place::new(row, *column));
    let mut line = FundLine { source, row, values: Vec::new(), cells: Vec::new() };
    let listed = sheet.out.rejects.len();
    for name in AMOUNTS {
        let Some(place) = place(name) else { continue };
        let amount = take(sheet, place, name, &mut line.cells, |cell| value::amount(cell, unit));
        line.values.push((name, amount.map(|amount| Value::Decimal(amount.money.fen()))));
    }
    if sheet.out.rejects.len() > listed {
        return None;
    }
    for (name, percent) in [("weight", false), ("rate_reported", true), ("score_reported", false)] {
        let Some(place) = place(name) else { continue };
        let read = |cell: &Cell| match (percent, in_points) {
            (true, true) => value::percentage_points(cell),
            (true, false) => value::percent(cell),
            _ => value::decimal(cell, 2),
        };
        line.values.push((name, take(sheet, place, name, &mut line.cells, read).map(Value::Decimal)));
        if percent {
            let decimals = value::percent_decimals(sheet.grid.cell(place), in_points);
            line.values.push(("rate_decimals", decimals.map(Value::Integer)));
        }
    }
    line.values.iter().any(|(_, value)| value.is_some()).then_some(line)
}

/// The unit of the amounts in these rows; where nothing says it, that is listed.
pub(super) fn unit_of(
    sheet: &mut Sheet<'_>,
    form: &Form<'_>,
    definition: &Definition,
    from: usize,
    to: usize,
) -> Option<AmountUnit> {
    let parts = form.parts;
    let of_amounts = |text: &str| AMOUNTS.iter().any(|name| spelled(&parts.fund_columns, name, text));
    let of_funds = |text: &str| parts.funds.has(text) || source_of(&parts.fund_rows, text).is_some();
    let printed = (from..=to)
        .flat_map(|row| sheet.grid.row(row))
        .filter(|cell| cell.text.contains('元'))
        .filter(|cell| of_funds(&squeezed(&cell.text)) || of_amounts(&squeezed(&cell.text)))
        .find_map(|cell| AmountUnit::find_in(&cell.text));
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    // a line of its own among the labels
    let line = || {
        let cells = (form.block.from..from.max(form.block.from)).flat_map(|row| sheet.grid.row(row));
        let mut lines = cells.filter(|cell| cell.text.contains("单位"));
        lines.find_map(|cell| AmountUnit::find_in(&cell.text))
    };
    let unit = printed.or(form.unit).or_else(line).or(default);
    if unit.is_none() {
        let reason =
            "expected the unit of the funds, such as 项目资金（万元）; found none; hint: print it there or on a \
                      line `单位：万元`"
                .to_owned();
        let (place, severity) = (Place::new(from, 0), Severity::Error);
        sheet.report(&Finding { place, field: "amount", reason, check: "unit.unknown", severity });
    }
    unit
}

/// The source of funds that a line's label (squeezed) names, and whether it has 其中 before it.
pub(super) fn source_of(sources: &[Meaning], text: &str) -> Option<(bool, String)> {
    let rest = text.strip_prefix("其中");
    let bare = rest.unwrap_or(text).trim_start_matches([':', '、', '.']);
    let bare = bare.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start_matches(['.', '、', ')']);
    let source = sources.iter().find(|meaning| meaning.says.has(bare))?;
    Some((rest.is_some(), source.word.clone()))
}
