//! Tables by function code with subtotals mixed in (支出预算总表, 支出决算表, 功能分类预算表): leaf rows become
//! `budget_lines`, every printed total becomes a control total.
//!
//! A leaf is a 项, or the deepest printed level under a 款 or 类 that has no deeper row, in its unit where the table has
//! rows for each unit.

use super::super::definition::{Definition, Hierarchy, meaning_in};
use super::super::grid::Place;
use super::super::value::{self, AmountUnit};
use super::function_columns::{
    Frame, Measure, Measured, Own, find_frame, measures, phase_of_columns, total_places, year_of_columns,
};
use super::function_rows::{Line, UnitTotal, read_rows};
use super::function_totals::emit_totals;
use super::head::Head;
use super::subtotal::{self, Precision};
use super::{Block, Finding, Owner, Severity, Sheet, about_hint, set};
use crate::model::{Money, Value, defaults, tables};

/// What a whole table says about itself.
pub(super) struct Table<'a> {
    pub(super) head: Head,
    pub(super) frame: Frame,
    pub(super) values: Vec<Measured>,
    parts: &'a Hierarchy,
    unit: AmountUnit,
    budget: Option<String>,
    year: i32,
    phase: String,
    department: String,
}

/// A grand total: its row, where its amounts stand, the amounts.
pub(super) type TotalRow = (usize, Vec<Vec<Place>>, Vec<Option<Money>>);

/// Reads one table.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, title: usize, block: Block) {
    let Some(parts) = &definition.hierarchy else { return };
    let Some(frame) = find_frame(sheet.grid, block, title, definition, sheet.words) else { return };
    let head =
        Head::read(sheet.grid, Block { from: block.from, to: frame.first }, Some(title), definition, sheet.words);
    let found = read_rows(sheet, definition, &frame, block, title);
    let Some(table) = describe(sheet, definition, parts, head, frame, found.lines.len()) else { return };
    let mut precision = Precision { unit: table.unit, decimals: 0 };
    let places = |row: usize| -> Vec<Vec<Place>> {
        let of = |value: &Measured| value.columns.iter().map(|column| Place::new(row, *column)).collect();
        table.values.iter().map(of).collect()
    };
    let mut kept = Vec::new();
    for mut line in found.lines {
        sheet.out.rows_read += 1;
        match read_amounts(sheet, &table, &places(line.row), &mut precision) {
            Some(amounts) => {
                line.amounts = amounts;
                kept.push(line);
            }
            None => sheet.out.rows_rejected += 1,
        }
    }
    let grand: Vec<TotalRow> = found
        .totals
        .into_iter()
        .filter_map(|row| {
            let Some(places) = total_places(sheet.grid, &table.frame, &table.values, row) else {
                let reason = format!(
                    "expected {} amounts in the total row, one for each column; found another number of cells, so the \
                     total was not compared; hint: put each amount under its header",
                    table.frame.others.len()
                );
                let (place, severity) = (Place::new(row, 0), Severity::Warning);
                sheet.report(&Finding { place, field: "amount", reason, check: "total.shifted", severity });
                return None;
            };
            read_amounts(sheet, &table, &places, &mut precision).map(|amounts| (row, places, amounts))
        })
        .collect();
    let mut of_units: Vec<(UnitTotal, Vec<Option<Money>>)> = Vec::new();
    for total in found.unit_totals {
        let amounts = read_amounts(sheet, &table, &places(total.row), &mut precision);
        of_units.extend(amounts.map(|amounts| (total, amounts)));
    }
    sheet.out.rows_read += found.refused;
    sheet.out.rows_rejected += found.refused;
    if kept.is_empty() && found.refused == 0 {
        let is_zero = |amounts: &[Option<Money>]| amounts.iter().all(|amount| amount.is_none_or(|m| m == Money::ZERO));
        let blank = grand.iter().all(|(_, _, amounts)| is_zero(amounts));
        empty_table(sheet, &table, block, blank && of_units.iter().all(|(_, amounts)| is_zero(amounts)));
        return;
    }
    emit_lines(sheet, &table, &kept);
    emit_totals(sheet, &table, &kept, &grand, &of_units, precision);
}

/// Year, phase, department, unit, budget and columns of a table; refuses all its rows where one of them is unknown.
fn describe<'a>(
    sheet: &mut Sheet<'_>,
    definition: &Definition,
    parts: &'a Hierarchy,
    head: Head,
    frame: Frame,
    rows: usize,
) -> Option<Table<'a>> {
    let place = Place::new(frame.first, 0);
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    let refuse = |sheet: &mut Sheet<'_>, place: Place, field: &str, check: &'static str, reason: String| {
        sheet.out.rows_read += rows;
        sheet.refuse(place, field, reason, check, rows);
    };
    let unknown = |sheet: &mut Sheet<'_>, field: &str, check: &'static str, what: &str| {
        refuse(sheet, place, field, check, format!("expected {what}; found none; {}", about_hint(field)));
    };
    let budget = meaning_in(&head.title, &parts.budgets).map(str::to_owned);
    let phase_in = |text: &str| meaning_in(&sheet.words.without_budgets(text), &parts.phases);
    let printed_phase =
        phase_in(&head.title).or_else(|| head.lines.iter().find_map(|line| phase_in(line))).map(str::to_owned);
    let year = head
        .year
        .or(sheet.constants.fiscal_year)
        .or_else(|| year_of_columns(&frame, parts, sheet.words, printed_phase.as_deref().or(parts.phase.as_deref())));
    let phase = printed_phase
        .or_else(|| phase_of_columns(&frame, parts, sheet.words).map(str::to_owned))
        .or_else(|| sheet.constants.phase.clone())
        .or_else(|| parts.phase.clone());
    let department = head.department(sheet);
    sheet.owner = Owner { column: None, name: department.clone() };
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    let header_unit = (frame.first..frame.body)
        .flat_map(|row| sheet.grid.row(row))
        .find_map(|cell| if cell.text.contains('元') { AmountUnit::find_in(&cell.text) } else { None });
    let unit = header_unit.or(head.unit_of_amounts).or(default);
    let Some(year) = year else {
        unknown(sheet, "fiscal_year", "year.unknown", "the budget year in the title or the lines above the table");
        return None;
    };
    let Some(department) = department else {
        unknown(sheet, "department", "department.unknown", "the department on a line `编制部门：…` above the table");
        return None;
    };
    let Some(phase) = phase else {
        unknown(sheet, "phase", "phase.unknown", "预算 or 决算 in the title");
        return None;
    };
    let Some(unit) = unit else {
        let reason = "expected a line `单位：元` (or 万元, 亿元) above the table; found none; hint: add that line, the \
                      size of the figures does not tell the unit";
        refuse(sheet, place, "amount", "unit.unknown", reason.to_owned());
        return None;
    };
    let values = match measures(&frame, parts, sheet.words, Own { year: Some(year), phase: Some(&phase) }) {
        Ok(values) if values.iter().any(|value| value.measure != Measure::Total) => values,
        Ok(_) => {
            let reason = format!(
                "expected columns of 基本支出 or 项目支出 of {year}; found none; hint: see which year the title and the \
                 headers name"
            );
            refuse(sheet, place, "amount", "column.missing", reason);
            return None;
        }
        Err((column, header)) => {
            let reason = format!(
                "expected one column of {header}; found another; hint: keep the columns of one year (and one budget) \
                 in a table"
            );
            refuse(sheet, Place::new(frame.first, column), "amount", "column.ambiguous", reason);
            return None;
        }
    };
    Some(Table { head, frame, values, parts, unit, budget, year, phase, department })
}

/// The amounts of a row, each the sum of its columns; none where one of them cannot be read (then it is listed).
fn read_amounts(
    sheet: &mut Sheet<'_>,
    table: &Table<'_>,
    places: &[Vec<Place>],
    precision: &mut Precision,
) -> Option<Vec<Option<Money>>> {
    let mut amounts = Vec::new();
    let mut readable = true;
    for (places, value) in places.iter().zip(&table.values) {
        let header = &value.header;
        let mut sum: Option<Money> = None;
        for place in places.iter().copied() {
            let cell = sheet.grid.cell(place);
            match value::amount(cell, table.unit) {
                Ok(None) => {}
                Ok(Some(amount)) => {
                    precision.decimals = precision.decimals.max(subtotal::decimals(&cell.text));
                    sum = Some(sum.unwrap_or(Money::ZERO) + amount.money);
                    if amount.rounded {
                        let reason = format!("{header} has more decimals than 分; it was rounded half up");
                        let severity = Severity::Warning;
                        sheet.report(&Finding { place, field: "amount", reason, check: "amount.rounded", severity });
                    }
                }
                Err(error) => {
                    let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
                    let reason = format!("expected {} in {header}; found `{}`{hint}", error.expected, cell.text);
                    let severity = Severity::Error;
                    sheet.report(&Finding { place, field: "amount", reason, check: "amount.unreadable", severity });
                    readable = false;
                }
            }
        }
        amounts.push(sum);
    }
    readable.then_some(amounts)
}

/// A table without rows: no business in its budget, if its title names one and its total is blank.
fn empty_table(sheet: &mut Sheet<'_>, table: &Table<'_>, block: Block, blank: bool) {
    let Some(budget) = table.budget.as_deref().filter(|_| blank) else {
        sheet.note(&format!("{} holds no rows", table.head.title));
        return;
    };
    let mut row = sheet.row(&tables::BUDGET_SCOPE, block.from, None);
    let region = table.head.region.clone().or_else(|| sheet.constants.region.clone());
    for (column, value) in [
        ("fiscal_year", Some(Value::Integer(table.year))),
        ("region", region.map(Value::Text)),
        ("department", Some(table.department.as_str().into())),
        ("budget_type", Some(budget.into())),
        ("status", Some("no_business".into())),
        ("evidence", Some("empty_table".into())),
    ] {
        set(&mut row, column, value);
    }
    sheet.out.rows.push(row);
}

/// One budget line for each kind that a leaf prints.
fn emit_lines(sheet: &mut Sheet<'_>, table: &Table<'_>, lines: &[Line]) {
    let region = table.head.region.clone().or_else(|| sheet.constants.region.clone());
    let own_unit = table.head.unit(sheet);
    for line in lines.iter().filter(|line| line.is_leaf(lines)) {
        let unit = line.unit.clone().or_else(|| own_unit.clone());
        let (budget, basis) = match &table.budget {
            Some(budget) => (Some(budget.as_str()), "table_title"),
            None => (defaults::budget_of_function(&line.code), "code_list"),
        };
        if budget.is_none() {
            let place = Place::new(line.row, table.frame.codes[0]);
            let reason = format!(
                "expected a code of the list of function classes; found `{}`; its budget is unknown",
                line.code
            );
            sheet.report(&Finding {
                place,
                field: "budget_type",
                reason,
                check: "function.unknown",
                severity: Severity::Warning,
            });
        }
        for (value, amount) in table.values.iter().zip(&line.amounts) {
            let (Measure::Kind(kind), Some(amount)) = (&value.measure, amount) else { continue };
            let places = value.columns.iter().map(|column| Place::new(line.row, *column).to_string());
            let cells = format!("amount={}", places.collect::<Vec<_>>().join("+"));
            let mut row = sheet.row(&tables::BUDGET_LINES, line.row, Some(cells));
            for (column, value) in [
                ("fiscal_year", Some(Value::Integer(table.year))),
                ("region", region.clone().map(Value::Text)),
                ("department", Some(table.department.as_str().into())),
                ("unit", unit.clone().map(Value::Text)),
                ("phase", Some(table.phase.as_str().into())),
                ("table_kind", Some(table.parts.table_kind.as_str().into())),
                ("budget_type", budget.map(Value::from)),
                ("function_code", Some(line.code.as_str().into())),
                ("expenditure_kind", Some(kind.as_str().into())),
                ("function_name", Some(line.name.as_str().into())),
                ("amount", Some(Value::Decimal(amount.fen()))),
                ("budget_basis", Some(basis.into())),
            ] {
                set(&mut row, column, value);
            }
            sheet.out.rows.push(row);
        }
    }
}
