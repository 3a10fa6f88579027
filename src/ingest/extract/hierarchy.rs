//! Tables by function code with subtotals mixed in (支出预算总表, 支出决算表, 功能分类预算表): leaf rows become
//! `budget_lines`, every printed total becomes a control total.
//!
//! A leaf is a 项, or the deepest printed level under a 款 or 类 that has no deeper row. What is compared: a subtotal,
//! column by column, with the same column of the leaves under it; the row total of a leaf with its kinds; a grand
//! total with the amounts that are loaded (its 合计 with all kinds of all leaves). A leaf whose row total differs thus
//! shows once in its own row and once in the grand total, not in every subtotal above it (methods.md §5).

use super::super::definition::{Definition, Hierarchy, Meaning};
use super::super::grid::Place;
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit};
use super::function_columns::{Columns, Measure, find_columns, is_repeated, read_code, repeated_kind, total_places};
use super::head::Head;
use super::subtotal::{self, Precision, Printed};
use super::{Block, Finding, Severity, Sheet, about_hint, is_note_row, set};
use crate::model::{Money, Value, defaults, tables};

/// A code row.
struct Line {
    row: usize,
    code: String,
    name: String,
    amounts: Vec<Option<Money>>,
}

/// What a whole table says about itself.
struct Table<'a> {
    head: Head,
    columns: Columns,
    parts: &'a Hierarchy,
    unit: AmountUnit,
    budget: Option<String>,
    year: i32,
    phase: String,
    department: String,
}

/// The first meaning whose words stand in a title.
pub(crate) fn meaning_in<'a>(title: &str, meanings: &'a [Meaning]) -> Option<&'a str> {
    let title = squeezed(title);
    let fits = |meaning: &&Meaning| meaning.says.any_in(&title);
    meanings.iter().find(fits).map(|meaning| meaning.word.as_str())
}

/// Reads one table.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, block: Block) {
    let Some(parts) = &definition.hierarchy else { return };
    let Some(columns) = find_columns(sheet.grid, block, parts) else { return };
    let head = Head::read(sheet.grid, Block { from: block.from, to: columns.first }, definition);
    if let Some((column, _, header)) = repeated_kind(&columns) {
        let reason = format!(
            "expected one column of {header}; found another; hint: keep the columns of one year (and one budget) in a table"
        );
        sheet.out.rows_read += 1;
        sheet.refuse(Place::new(columns.first, *column), "amount", reason, "column.ambiguous", 1);
        return;
    }
    let (lines, totals, refused) = read_rows(sheet, parts, &columns, block);
    let Some(table) = describe(sheet, definition, parts, head, columns, lines.len()) else { return };
    let mut precision = Precision { unit: table.unit, decimals: 0 };
    let mut read_line = |sheet: &mut Sheet<'_>, row: usize, places: &[Option<Place>]| {
        read_amounts(sheet, &table, row, places, &mut precision)
    };
    let places = |row: usize| -> Vec<Option<Place>> {
        table.columns.values.iter().map(|(column, ..)| Some(Place::new(row, *column))).collect()
    };
    let mut kept = Vec::new();
    for (row, code, name) in lines {
        sheet.out.rows_read += 1;
        match read_line(sheet, row, &places(row)) {
            Some(amounts) => kept.push(Line { row, code, name, amounts }),
            None => sheet.out.rows_rejected += 1,
        }
    }
    let grand: Vec<TotalRow> = totals
        .into_iter()
        .filter_map(|row| {
            let places = total_places(sheet.grid, &table.columns, row);
            let Some(places) = places else {
                let reason = format!(
                    "expected {} amounts in the total row, one for each column; found another number of cells, so the \
                     total was not compared; hint: put each amount under its header",
                    table.columns.values.len()
                );
                let (place, severity) = (Place::new(row, 0), Severity::Warning);
                sheet.report(&Finding { place, field: "amount", reason, check: "total.shifted", severity });
                return None;
            };
            read_line(sheet, row, &places).map(|amounts| (row, places, amounts))
        })
        .collect();
    sheet.out.rows_read += refused;
    sheet.out.rows_rejected += refused;
    if kept.is_empty() && refused == 0 {
        let blank =
            grand.iter().all(|(_, _, amounts)| amounts.iter().all(|amount| amount.is_none_or(|m| m == Money::ZERO)));
        empty_table(sheet, &table, block, blank);
        return;
    }
    emit_lines(sheet, &table, &kept);
    emit_totals(sheet, &table, &kept, &grand, precision);
}

/// Year, phase, department, unit and budget of a table; refuses all its rows where one of them is unknown.
fn describe<'a>(
    sheet: &mut Sheet<'_>,
    definition: &Definition,
    parts: &'a Hierarchy,
    head: Head,
    columns: Columns,
    rows: usize,
) -> Option<Table<'a>> {
    let place = Place::new(columns.first.saturating_sub(1), 0);
    let rows = i32::try_from(rows).unwrap_or(i32::MAX);
    let budget = meaning_in(&head.title, &parts.budgets).map(str::to_owned);
    let year = head.year.or(sheet.constants.fiscal_year);
    let phase = meaning_in(&head.title, &parts.phases).map(str::to_owned).or_else(|| sheet.constants.phase.clone());
    let department = head.department(sheet);
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    let header_unit = (columns.first..columns.body)
        .flat_map(|row| sheet.grid.row(row))
        .find_map(|cell| if cell.text.contains('元') { AmountUnit::find_in(&cell.text) } else { None });
    let unit = header_unit.or(head.unit_of_amounts).or(default);
    let unknown = |sheet: &mut Sheet<'_>, field: &str, check: &'static str, what: &str| {
        let reason = format!("expected {what}; found none; {}", about_hint(field));
        sheet.out.rows_read += rows;
        sheet.refuse(place, field, reason, check, rows);
    };
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
        let reason =
            "expected a line `单位：元` (or 万元, 亿元) above the table; found none; hint: add that line, the \
                      size of the figures does not tell the unit"
                .to_owned();
        sheet.out.rows_read += rows;
        sheet.refuse(place, "amount", reason, "unit.unknown", rows);
        return None;
    };
    Some(Table { head, columns, parts, unit, budget, year, phase, department })
}

/// Row, code and name.
type CodeRow = (usize, String, String);

/// A grand total: its row, where its amounts stand, the amounts.
type TotalRow = (usize, Vec<Option<Place>>, Vec<Option<Money>>);

/// The code rows, the total rows, and how many rows were refused.
fn read_rows(
    sheet: &mut Sheet<'_>,
    parts: &Hierarchy,
    columns: &Columns,
    block: Block,
) -> (Vec<CodeRow>, Vec<usize>, i32) {
    let grid = sheet.grid;
    let (mut lines, mut totals, mut refused) = (Vec::new(), Vec::new(), 0);
    let fused = columns.body.checked_sub(1).filter(|row| {
        columns.values.iter().any(|(column, ..)| {
            let cell = grid.cell(Place::new(*row, *column));
            value::amount(cell, AmountUnit::Yuan).is_ok_and(|amount| amount.is_some())
        })
    });
    totals.extend(fused);
    let mut above: Vec<String> = Vec::new();
    for row in columns.body..block.to {
        if grid.is_blank_row(row) {
            continue;
        }
        let first =
            grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text)).unwrap_or_default();
        if parts.grand_total.has(&first) {
            totals.push(row);
            continue;
        }
        let headers = [&parts.code, &parts.code_levels, &parts.name];
        if headers.into_iter().any(|list| list.has(&first)) || (first == "项目" && is_repeated(grid, columns, row)) {
            continue;
        }
        match read_code(grid, columns, row, &mut above) {
            Ok(Some(code)) => {
                let name = columns.name.map(|column| value::name(&grid.cell(Place::new(row, column)).text));
                lines.push((row, code, name.unwrap_or_default()));
            }
            Ok(None) if is_note_row(grid, row) => {}
            Ok(None) => {
                let reason =
                    "expected a function code of 3, 5 or 7 digits; found none; hint: type the code, or take the \
                              row out if it is not part of the table"
                        .to_owned();
                let place = Place::new(row, columns.codes[0]);
                sheet.report(&Finding {
                    place,
                    field: "function_code",
                    reason,
                    check: "key.missing",
                    severity: Severity::Error,
                });
                refused += 1;
            }
            Err(found) if is_note_row(grid, row) && !found.chars().any(|letter| letter.is_ascii_digit()) => {}
            Err(found) => {
                if is_note_row(grid, row) {
                    continue;
                }
                let reason = format!("expected a function code of 3, 5 or 7 digits; found `{found}`");
                let place = Place::new(row, columns.codes[0]);
                sheet.report(&Finding {
                    place,
                    field: "function_code",
                    reason,
                    check: "code.unreadable",
                    severity: Severity::Error,
                });
                refused += 1;
            }
        }
    }
    (lines, totals, refused)
}

/// The amounts of a row; none where one of them cannot be read (then it is listed).
fn read_amounts(
    sheet: &mut Sheet<'_>,
    table: &Table<'_>,
    row: usize,
    places: &[Option<Place>],
    precision: &mut Precision,
) -> Option<Vec<Option<Money>>> {
    let mut amounts = Vec::new();
    let mut readable = true;
    for (place, (_, _, header)) in places.iter().zip(&table.columns.values) {
        let place = place.unwrap_or(Place::new(row, 0));
        let cell = sheet.grid.cell(place);
        match value::amount(cell, table.unit) {
            Ok(amount) => {
                if amount.is_some() {
                    precision.decimals = precision.decimals.max(subtotal::decimals(&cell.text));
                }
                if amount.is_some_and(|amount| amount.rounded) {
                    let reason = format!("{header} has more decimals than 分; it was rounded half up");
                    sheet.report(&Finding {
                        place,
                        field: "amount",
                        reason,
                        check: "amount.rounded",
                        severity: Severity::Warning,
                    });
                }
                amounts.push(amount.map(|amount| amount.money));
            }
            Err(error) => {
                let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
                let reason = format!("expected {} in {header}; found `{}`{hint}", error.expected, cell.text);
                sheet.report(&Finding {
                    place,
                    field: "amount",
                    reason,
                    check: "amount.unreadable",
                    severity: Severity::Error,
                });
                readable = false;
            }
        }
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

fn is_leaf(line: &Line, lines: &[Line]) -> bool {
    !lines.iter().any(|other| other.code.len() > line.code.len() && other.code.starts_with(&line.code))
}

/// One budget line for each kind that a leaf prints.
fn emit_lines(sheet: &mut Sheet<'_>, table: &Table<'_>, lines: &[Line]) {
    let region = table.head.region.clone().or_else(|| sheet.constants.region.clone());
    let unit = table.head.unit.clone().or_else(|| sheet.constants.unit.clone());
    for line in lines.iter().filter(|line| is_leaf(line, lines)) {
        let (budget, basis) = match &table.budget {
            Some(budget) => (Some(budget.as_str()), "table_title"),
            None => (defaults::budget_of_function(&line.code), "code_list"),
        };
        if budget.is_none() {
            let place = Place::new(line.row, table.columns.codes[0]);
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
        for ((column, measure, _), amount) in table.columns.values.iter().zip(&line.amounts) {
            let (Measure::Kind(kind), Some(amount)) = (measure, amount) else { continue };
            let cells = format!("amount={}", Place::new(line.row, *column));
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

/// What the amounts of a leaf's kinds add up to, and how many there are.
fn kinds_of(table: &Table<'_>, line: &Line) -> (Money, usize) {
    let amounts = table.columns.values.iter().zip(&line.amounts);
    let kinds: Vec<Money> = amounts.filter(|((_, m, _), _)| *m != Measure::Total).filter_map(|(_, a)| *a).collect();
    (kinds.iter().copied().sum(), kinds.len())
}

/// Compares every printed total (see the module's rule).
fn emit_totals(sheet: &mut Sheet<'_>, table: &Table<'_>, lines: &[Line], grand: &[TotalRow], precision: Precision) {
    let title = table.head.title.as_str();
    let leaves: Vec<&Line> = lines.iter().filter(|line| is_leaf(line, lines)).collect();
    for line in lines {
        let leaf = is_leaf(line, lines);
        let under: Vec<&&Line> = leaves.iter().filter(|other| other.code.starts_with(&line.code)).collect();
        let level = match line.code.len() {
            3 => "类",
            5 => "款",
            _ => "项",
        };
        for (index, (column, measure, header)) in table.columns.values.iter().enumerate() {
            let Some(printed) = line.amounts[index] else { continue };
            let is_total = *measure == Measure::Total;
            if leaf && !is_total {
                continue;
            }
            let (computed, summands, measure) = if leaf {
                let (sum, count) = kinds_of(table, line);
                (sum, count, format!("{header}(行)"))
            } else {
                let of = |other: &Line| other.amounts[index].or_else(|| is_total.then(|| kinds_of(table, other).0));
                let amounts: Vec<Money> = under.iter().filter_map(|other| of(other)).collect();
                (amounts.iter().copied().sum(), amounts.len(), header.clone())
            };
            let (place, code) = (Place::new(line.row, *column), Some(line.code.as_str()));
            subtotal::compare(
                sheet,
                &Printed { place, title, level, code, measure: &measure, amount: printed, computed, summands },
                precision,
            );
        }
    }
    for (row, places, amounts) in grand {
        for (index, (_, measure, header)) in table.columns.values.iter().enumerate() {
            let Some(printed) = amounts[index] else { continue };
            let (computed, summands) = if *measure == Measure::Total {
                let sums = leaves.iter().map(|leaf| kinds_of(table, leaf));
                sums.fold((Money::ZERO, 0), |(sum, count), (next, more)| (sum + next, count + more))
            } else {
                let loaded: Vec<Money> = leaves.iter().filter_map(|leaf| leaf.amounts[index]).collect();
                (loaded.iter().copied().sum(), loaded.len())
            };
            let place = places[index].unwrap_or(Place::new(*row, 0));
            subtotal::compare(
                sheet,
                &Printed {
                    place,
                    title,
                    level: "合计",
                    code: None,
                    measure: header,
                    amount: printed,
                    computed,
                    summands,
                },
                precision,
            );
        }
    }
}
