//! Tables of incomes beside expenditures with the budgets as columns (财政拨款收支总表): no amounts of their own, but a
//! cross-check of those of the budgets' tables.
//!
//! Compared are: each expenditure's total with its budgets, the year's totals with their items, the grand totals with
//! the year's and what is carried over, incomes with expenditures, and each budget's income with its expenditure. A
//! budget whose column is blank (or 0) beside a filled total is none that the department has business in.

use super::super::definition::{Definition, Summary, meaning_in};
use super::super::grid::Place;
use super::super::value::{self, AmountUnit};
use super::head::Head;
use super::subtotal::{self, Precision, Printed};
use super::summary_frame::{Entry, Kind, SummaryFrame, budget_of, entries, find_summary_frame};
use super::{Block, Finding, Owner, Severity, Sheet, about_hint, set};
use crate::model::{ClassTotal, Money, Value, defaults, tables};

/// One side's entries with their amounts, column by column.
struct Side {
    entries: Vec<Entry>,
    /// For each entry, the amount of each column.
    amounts: Vec<Vec<Option<Money>>>,
    columns: Vec<usize>,
}

impl Side {
    fn sum(&self, kind: Kind, column: usize) -> (Money, usize) {
        let of_kind = self.entries.iter().zip(&self.amounts).filter(|(entry, _)| entry.kind == kind);
        let amounts: Vec<Money> = of_kind.filter_map(|(_, amounts)| amounts[column]).collect();
        (amounts.iter().copied().sum(), amounts.len())
    }

    /// The last entry of a kind and its amounts.
    fn last(&self, kind: Kind) -> Option<(&Entry, &[Option<Money>])> {
        let mut of_kind = self.entries.iter().zip(&self.amounts).filter(|(entry, _)| entry.kind == kind);
        of_kind.next_back().map(|(entry, amounts)| (entry, amounts.as_slice()))
    }

    /// The grand total of a column, else the year's.
    fn total(&self, column: usize) -> Option<Money> {
        let of = |kind| self.last(kind).and_then(|(_, amounts)| amounts[column]);
        of(Kind::GrandTotal).or_else(|| of(Kind::YearTotal))
    }
}

/// What the table says about itself.
struct About {
    head: Head,
    unit: AmountUnit,
    year: i32,
    phase: String,
    department: String,
    precision: Precision,
}

/// Reads one table.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, title: usize, block: Block) {
    let Some(parts) = &definition.summary else { return };
    let Some(frame) = find_summary_frame(sheet.grid, block, title, parts) else { return };
    let side = |column: usize| entries(sheet.grid, sheet.words, parts, block, frame.body, column);
    let (incomes, expenditures) = (side(frame.income_item), side(frame.item));
    let rows = i32::try_from(incomes.len() + expenditures.len()).unwrap_or(i32::MAX);
    sheet.out.rows_read += rows;
    let Some(mut about) = describe(sheet, definition, parts, (title, block), &frame, rows) else { return };
    let incomes = read_side(sheet, &mut about, incomes, vec![frame.income]);
    let columns = frame.total.into_iter().chain(frame.budgets.iter().map(|(column, _)| *column)).collect();
    let expenditures = read_side(sheet, &mut about, expenditures, columns);
    let first_budget = usize::from(frame.total.is_some());
    let headers = |column: usize| {
        let mut cells = (frame.first..frame.body).rev().map(|row| sheet.grid.cell(Place::new(row, column)));
        cells.find(|cell| !cell.is_blank()).map(|cell| value::name(&cell.text)).unwrap_or_default()
    };
    let income_header = headers(frame.income);
    let names: Vec<String> = expenditures.columns.iter().map(|column| headers(*column)).collect();
    compare_rows(sheet, &about, &expenditures, first_budget, &names);
    compare_totals(sheet, &about, &incomes, "收入", &[income_header]);
    compare_totals(sheet, &about, &expenditures, "支出", &names);
    compare_sides(sheet, &about, parts, &frame, &incomes, &expenditures);
    emit_scope(sheet, &about, &frame, &expenditures, first_budget, block);
    keep_classes(sheet, &about, &frame, &expenditures, first_budget);
}

/// Year, phase, department and unit; refuses the table where one of them is unknown.
fn describe(
    sheet: &mut Sheet<'_>,
    definition: &Definition,
    parts: &Summary,
    (title, block): (usize, Block),
    frame: &SummaryFrame,
    rows: i32,
) -> Option<About> {
    let head =
        Head::read(sheet.grid, Block { from: block.from, to: frame.first }, Some(title), definition, sheet.words);
    let place = Place::new(frame.first, 0);
    let unknown = |sheet: &mut Sheet<'_>, field: &str, check: &'static str, what: &str, hint: String| {
        sheet.refuse(place, field, format!("expected {what}; found none; {hint}"), check, rows);
    };
    let phase_in = |text: &str| meaning_in(&sheet.words.without_budgets(text), &parts.phases);
    let lines = || head.lines.iter().find_map(|line| phase_in(line));
    let phase = phase_in(&head.title).or_else(lines).map(str::to_owned).or_else(|| sheet.constants.phase.clone());
    let Some(phase) = phase.or_else(|| parts.phase.clone()) else {
        unknown(sheet, "phase", "phase.unknown", "预算 or 决算 in the title", about_hint("phase"));
        return None;
    };
    let Some(year) = head.year.or(sheet.constants.fiscal_year) else {
        let what = "the budget year in the title or the lines above the table";
        unknown(sheet, "fiscal_year", "year.unknown", what, about_hint("fiscal_year"));
        return None;
    };
    let department = head.department(sheet);
    sheet.owner = Owner { column: None, name: department.clone() };
    let Some(department) = department else {
        let what = "the department on a line `编制部门：…` above the table";
        unknown(sheet, "department", "department.unknown", what, about_hint("department"));
        return None;
    };
    let header_unit = (frame.first..frame.body)
        .flat_map(|row| sheet.grid.row(row))
        .find_map(|cell| if cell.text.contains('元') { AmountUnit::find_in(&cell.text) } else { None });
    let default = definition.unit.as_deref().and_then(AmountUnit::find_in);
    let Some(unit) = header_unit.or(head.unit_of_amounts).or(default) else {
        let hint = "hint: add that line, the size of the figures does not tell the unit";
        let what = "a line `单位：元` (or 万元, 亿元) above the table";
        unknown(sheet, "amount", "unit.unknown", what, hint.to_owned());
        return None;
    };
    Some(About { head, unit, year, phase, department, precision: Precision { unit, decimals: 0 } })
}

/// The amounts of a side; one that cannot be read is listed and counts as missing.
fn read_side(sheet: &mut Sheet<'_>, about: &mut About, entries: Vec<Entry>, columns: Vec<usize>) -> Side {
    let mut amounts = Vec::with_capacity(entries.len());
    for entry in &entries {
        let mut of_entry = Vec::with_capacity(columns.len());
        for column in &columns {
            let place = Place::new(entry.row, *column);
            let cell = sheet.grid.cell(place);
            match value::amount(cell, about.unit) {
                Ok(amount) => {
                    if amount.is_some() {
                        about.precision.decimals = about.precision.decimals.max(subtotal::decimals(&cell.text));
                    }
                    of_entry.push(amount.map(|amount| amount.money));
                }
                Err(error) => {
                    let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
                    let reason = format!("expected {}; found `{}`{hint}", error.expected, cell.text);
                    let severity = Severity::Error;
                    sheet.report(&Finding { place, field: "amount", reason, check: "amount.unreadable", severity });
                    of_entry.push(None);
                }
            }
        }
        amounts.push(of_entry);
    }
    Side { entries, amounts, columns }
}

/// Each expenditure's total with the sum of its budgets.
fn compare_rows(sheet: &mut Sheet<'_>, about: &About, side: &Side, first_budget: usize, names: &[String]) {
    if first_budget == 0 {
        return;
    }
    for (entry, amounts) in side.entries.iter().zip(&side.amounts).filter(|(entry, _)| entry.kind == Kind::Item) {
        let Some(amount) = amounts[0] else { continue };
        let parts: Vec<Money> = amounts[first_budget..].iter().copied().flatten().collect();
        let measure = format!("{}(行)", names[0]);
        let place = Place::new(entry.row, side.columns[0]);
        let level = entry.label.as_str();
        compare(sheet, about, place, level, &measure, amount, (parts.iter().copied().sum(), parts.len()));
    }
}

/// The year's totals with their items, what is carried over with its parts, the grand totals with both.
fn compare_totals(sheet: &mut Sheet<'_>, about: &About, side: &Side, name: &str, names: &[String]) {
    for (index, column) in side.columns.iter().enumerate() {
        let measure = format!("{name}:{}", names[index]);
        let items = side.sum(Kind::Item, index);
        let mut below = items;
        if let Some((entry, amounts)) = side.last(Kind::YearTotal)
            && let Some(amount) = amounts[index]
        {
            compare(sheet, about, Place::new(entry.row, *column), &entry.label, &measure, amount, items);
            below = (amount, 1);
        }
        let parts = side.sum(Kind::CarriedPart, index);
        let mut carried = side.sum(Kind::Carried, index);
        if let Some((entry, amounts)) = side.last(Kind::Carried).filter(|_| parts.1 > 0) {
            match amounts[index] {
                Some(amount) => {
                    compare(sheet, about, Place::new(entry.row, *column), &entry.label, &measure, amount, parts);
                }
                None => carried = parts,
            }
        }
        if let Some((entry, amounts)) = side.last(Kind::GrandTotal)
            && let Some(amount) = amounts[index]
        {
            let sum = (below.0 + carried.0, below.1 + carried.1);
            compare(sheet, about, Place::new(entry.row, *column), &entry.label, &measure, amount, sum);
        }
    }
}

/// Incomes with expenditures, all together and, where nothing is carried over, budget by budget.
fn compare_sides(
    sheet: &mut Sheet<'_>,
    about: &About,
    parts: &Summary,
    frame: &SummaryFrame,
    incomes: &Side,
    expenditures: &Side,
) {
    if frame.total.is_some()
        && let Some((entry, _)) = incomes.last(Kind::GrandTotal).or_else(|| incomes.last(Kind::YearTotal))
        && let (Some(income), Some(expenditure)) = (incomes.total(0), expenditures.total(0))
    {
        let place = Place::new(entry.row, frame.income_item);
        compare(sheet, about, place, "收支平衡", &entry.label, income, (expenditure, 1));
    }
    let is_carried = |side: &Side| {
        let kinds = [Kind::Carried, Kind::CarriedPart];
        let mut of_kinds = side.entries.iter().zip(&side.amounts).filter(|(entry, _)| kinds.contains(&entry.kind));
        of_kinds.any(|(_, amounts)| amounts.iter().flatten().any(|amount| *amount != Money::ZERO))
    };
    if is_carried(incomes) || is_carried(expenditures) {
        return;
    }
    for (entry, amounts) in incomes.entries.iter().zip(&incomes.amounts).filter(|(entry, _)| entry.kind == Kind::Item) {
        let Some(budget) = budget_of(&parts.budgets, &entry.label) else { continue };
        let at = frame.budgets.iter().position(|(_, word)| word == budget);
        let index = at.map(|at| at + usize::from(frame.total.is_some()));
        let Some(spent) = index.map(|index| expenditures.total(index)) else { continue };
        if amounts[0].is_none() && spent.is_none() {
            continue;
        }
        let place = Place::new(entry.row, frame.income_item);
        let income = amounts[0].unwrap_or(Money::ZERO);
        compare(sheet, about, place, "分预算收支平衡", &entry.label, income, (spent.unwrap_or(Money::ZERO), 1));
    }
}

fn compare(
    sheet: &mut Sheet<'_>,
    about: &About,
    place: Place,
    level: &str,
    measure: &str,
    amount: Money,
    (computed, summands): (Money, usize),
) {
    let title = about.head.title.as_str();
    let code = defaults::class_of_name(level);
    let total = Printed { place, title, level, code, measure, amount, computed, summands };
    subtotal::compare(sheet, &total, about.precision);
}

/// `no_business` for each budget whose column is blank beside a filled total.
fn emit_scope(
    sheet: &mut Sheet<'_>,
    about: &About,
    frame: &SummaryFrame,
    side: &Side,
    first_budget: usize,
    block: Block,
) {
    let is_filled = |index: usize| side.amounts.iter().any(|amounts| amounts[index].is_some_and(|m| m != Money::ZERO));
    if !(0..side.columns.len()).any(is_filled) {
        sheet.note(&format!("{} holds no amounts", about.head.title));
        return;
    }
    let region = about.head.region.clone().or_else(|| sheet.constants.region.clone());
    for (at, (column, budget)) in frame.budgets.iter().enumerate() {
        if is_filled(first_budget + at) {
            continue;
        }
        let cells = format!("evidence={}", Place::new(frame.body.saturating_sub(1), *column));
        let mut row = sheet.row(&tables::BUDGET_SCOPE, block.from, Some(cells));
        for (column, value) in [
            ("fiscal_year", Some(Value::Integer(about.year))),
            ("region", region.clone().map(Value::Text)),
            ("department", Some(about.department.as_str().into())),
            ("budget_type", Some(budget.as_str().into())),
            ("status", Some("no_business".into())),
            ("evidence", Some("blank_column".into())),
        ] {
            set(&mut row, column, value);
        }
        sheet.out.rows.push(row);
    }
}

/// Keeps what each class has in each budget, to be compared with that budget's own table.
fn keep_classes(sheet: &mut Sheet<'_>, about: &About, frame: &SummaryFrame, side: &Side, first_budget: usize) {
    for (entry, amounts) in side.entries.iter().zip(&side.amounts).filter(|(entry, _)| entry.kind == Kind::Item) {
        let Some(code) = defaults::class_of_name(&entry.label) else { continue };
        for (at, (column, budget)) in frame.budgets.iter().enumerate() {
            sheet.out.class_totals.push(ClassTotal {
                fiscal_year: about.year,
                phase: about.phase.clone(),
                department: about.department.clone(),
                budget_type: budget.clone(),
                class: code.to_owned(),
                table_title: about.head.title.clone(),
                sheet: sheet.grid.sheet.clone(),
                cell: Place::new(entry.row, *column).to_string(),
                amount: amounts[first_budget + at],
                unit: about.unit.as_money(),
                decimals: about.precision.decimals,
            });
        }
    }
}
