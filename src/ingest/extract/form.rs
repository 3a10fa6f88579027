//! Forms of labels and blocks (项目支出绩效自评表, 财预〔2020〕10号 annex 1): one project a form, several forms on a
//! sheet.
//!
//! An indicator row is data when it prints a target, an actual value, a weight or a score; template rows (指标2, ……)
//! without any are left out. A placeholder before a name (`指标1工程完工率`) is not part of the name. A form's year is
//! the year of the money; the evaluation is of the year after (the form is filled in when the year is over).

use std::collections::BTreeMap;

use super::super::definition::{Definition, FormParts};
use super::super::grid::{Cell, Place};
use super::super::spelling::{Spellings, squeezed};
use super::super::value::{self, AmountUnit, Unreadable};
use super::form_funds::read_funds;
use super::form_indicators::read_indicators;
use super::head::Head;
use super::table_row::subject;
use super::{Block, Finding, Owner, Severity, Sheet, about_hint, set};
use crate::model::{Row, Table, Value, tables};

/// A form being read.
pub(super) struct Form<'a> {
    pub(super) parts: &'a FormParts,
    pub(super) block: Block,
    pub(super) labels: BTreeMap<&'a str, (Place, Cell)>,
    /// Columns that every row of the form's evaluation begins with.
    pub(super) key: Vec<(&'static str, Option<Value>)>,
    pub(super) unit: Option<AmountUnit>,
}

/// The columns of an indicator or funds block, by field name.
pub(super) type BlockColumns<'a> = BTreeMap<&'a str, usize>;

/// Reads one form.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, title: usize, block: Block) {
    let Some(parts) = &definition.form else { return };
    sheet.out.rows_read += 1;
    let labels = find_labels(sheet, parts, block);
    let top = labels.values().map(|(place, _)| place.row).min().unwrap_or(block.to).max(title + 1);
    let head = Head::read(sheet.grid, Block { from: block.from, to: top }, Some(title), definition, sheet.words);
    let text = |name: &str| labels.get(name).map(|(_, cell)| value::name(&cell.text));
    // 219001-某局: the name without the code
    let organization =
        |name: &str| text(name).map(|text| value::code_and_name(&text).map_or(text, |(_, organization)| organization));
    let department =
        organization("department").or(head.department.clone()).or_else(|| sheet.constants.department.clone());
    sheet.owner = Owner { column: None, name: department.clone() };
    let unit = organization("unit").or(head.unit.clone()).or_else(|| sheet.constants.unit.clone());
    let printed_year = labels.get("fiscal_year").and_then(|(_, cell)| value::year(cell).ok().flatten());
    let Some(year) = head.year.or(printed_year).or(sheet.constants.fiscal_year) else {
        let reason =
            format!("expected the year of the form, such as (2024年度); found none; {}", about_hint("fiscal_year"));
        sheet.refuse(Place::new(block.from, 0), "fiscal_year", reason, "year.unknown", 1);
        return;
    };
    let code = labels.get("project_code").and_then(|(_, cell)| value::code(cell).ok().flatten());
    // 51000021R000000019951-工资性支出: a project's code is long, a number before a name is not
    let coded = text("project_name").and_then(|text| value::code_and_name(&text)).filter(|(code, _)| code.len() >= 12);
    let code = code.or_else(|| coded.map(|(code, _)| code));
    let owner = [unit.clone(), department.clone()];
    let Some(subject) = subject(code.as_deref(), &owner, text("project_name").as_deref(), sheet.path) else {
        let reason = "expected the project's name beside 项目名称; found none; hint: fill it in".to_owned();
        sheet.refuse(Place::new(top, 0), "project_name", reason, "key.missing", 1);
        return;
    };
    let key = vec![
        ("fiscal_year", Some(Value::Integer(year))),
        ("subject_kind", Some(parts.subject_kind.as_str().into())),
        ("subject", Some(subject.into())),
        ("evaluator_kind", Some(parts.evaluator_kind.as_str().into())),
        ("evaluation_year", Some(Value::Integer(year + 1))),
    ];
    let mut form = Form { parts, block, labels, key, unit: head.unit_of_amounts };
    let adjusted = read_funds(sheet, &mut form, definition);
    read_objective(sheet, &form);
    read_indicators(sheet, &form);
    let mut cells = Vec::new();
    let mut row = form.row(sheet, &tables::EVALUATIONS, block.from, None);
    for (column, value) in [("department", department), ("unit", unit)] {
        set(&mut row, column, value.map(Value::Text));
    }
    if let Some((place, amount)) = adjusted {
        cells.push(format!("amount_evaluated={place}"));
        set(&mut row, "amount_evaluated", Some(amount));
    }
    let score = read_total(sheet, &form).map(|(place, score)| {
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

impl Form<'_> {
    /// A row with the columns of the form's key that its table has.
    pub(super) fn row(&self, sheet: &Sheet<'_>, table: &'static Table, row: usize, cells: Option<String>) -> Row {
        let mut made = sheet.row(table, row, cells);
        for (column, value) in self.key.iter().filter(|(column, _)| table.position(column).is_some()) {
            set(&mut made, column, value.clone());
        }
        made
    }
}

/// Whether a text is a declared spelling of a label or column.
pub(super) fn spelled(lists: &BTreeMap<String, Spellings>, name: &str, text: &str) -> bool {
    lists.get(name).is_some_and(|list| list.has(text))
}

pub(super) fn printed(cell: &Cell) -> bool {
    !value::is_missing(&cell.text)
}

/// Every label of the form's parts.
pub(super) fn is_label(parts: &FormParts, text: &str) -> bool {
    let lists = parts.labels.values().chain(parts.indicator_columns.values()).chain(parts.fund_columns.values());
    lists.chain([&parts.funds, &parts.objective, &parts.objective_done]).any(|list| list.has(text))
}

/// The value of each label and its place: what follows its colon, else the next printed cell to its right, unless that
/// is a label too.
fn find_labels<'a>(sheet: &Sheet<'_>, parts: &'a FormParts, block: Block) -> BTreeMap<&'a str, (Place, Cell)> {
    let mut found = BTreeMap::new();
    let named = |text: &str| parts.labels.iter().find(|(_, list)| list.has(text)).map(|(name, _)| name.as_str());
    for row in block.from..block.to {
        let cells = sheet.grid.row(row);
        for (column, cell) in cells.iter().enumerate() {
            let text = squeezed(&cell.text);
            if let Some(name) = named(&text) {
                let next = cells.iter().enumerate().skip(column + 1).find(|(_, cell)| !cell.is_blank());
                if let Some((at, next)) = next
                    && !is_label(parts, &squeezed(&next.text))
                    && printed(next)
                {
                    found.entry(name).or_insert((Place::new(row, at), next.clone()));
                }
            } else if let Some((label, value)) = value::half_width(&cell.text).split_once(':')
                && let Some(name) = named(&squeezed(label))
                && !value::is_missing(value)
            {
                found.entry(name).or_insert((Place::new(row, column), Cell::text(value)));
            }
        }
    }
    found
}

/// The first row of the block in which at least `least` of the columns are printed, and where they stand.
pub(super) fn find_header<'a>(
    sheet: &Sheet<'_>,
    block: Block,
    columns: &'a BTreeMap<String, Spellings>,
    least: usize,
) -> Option<(usize, BlockColumns<'a>)> {
    (block.from..block.to).find_map(|row| {
        let mut found = BlockColumns::new();
        for (column, cell) in sheet.grid.row(row).iter().enumerate() {
            let text = squeezed(&cell.text);
            if let Some((name, _)) = columns.iter().find(|(_, list)| list.has(&text)) {
                found.entry(name.as_str()).or_insert(column);
            }
        }
        (found.len() >= least).then_some((row, found))
    })
}

/// The amounts of a funds line: one that cannot be read refuses the line.
pub(super) const AMOUNTS: [&str; 3] = ["initial", "adjusted", "executed"];

/// A value of a row, with its cell in `cells`; what cannot be read is listed and left missing.
pub(super) fn take<T>(
    sheet: &mut Sheet<'_>,
    place: Place,
    column: &'static str,
    cells: &mut Vec<String>,
    read: impl Fn(&Cell) -> Result<Option<T>, Unreadable>,
) -> Option<T> {
    let cell = sheet.grid.cell(place);
    match read(cell) {
        Ok(value) => {
            if value.is_some() {
                cells.push(format!("{column}={place}"));
            }
            value
        }
        Err(error) => {
            let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
            let reason = format!("expected {}; found `{}`{hint}", error.expected, cell.text);
            let is_amount = AMOUNTS.contains(&column);
            let check = if is_amount { "amount.unreadable" } else { "value.unreadable" };
            let severity = if is_amount { Severity::Error } else { Severity::Warning };
            sheet.report(&Finding { place, field: column, reason, check, severity });
            None
        }
    }
}

/// The first printed cell of a row, for comparing.
pub(super) fn first_text(sheet: &Sheet<'_>, row: usize) -> String {
    sheet.grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text)).unwrap_or_default()
}

/// The objective: the cell below 预期目标 (or to its right), as printed.
fn read_objective(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let parts = form.parts;
    let find = |is_it: &dyn Fn(&str) -> bool| {
        (form.block.from..form.block.to).find_map(|row| {
            let mut cells = sheet.grid.row(row).iter().enumerate();
            cells.find(|(_, cell)| is_it(&squeezed(&cell.text))).map(|(column, _)| Place::new(row, column))
        })
    };
    let Some(Place { row, column }) = find(&|text| spelled(&parts.labels, "objective_cell", text)) else {
        // the objective stands beside the label of its block
        let Some(label) = find(&|text| parts.objective.has(text)) else { return };
        let cells = sheet.grid.row(label.row).iter().enumerate().skip(label.column + 1);
        let value = cells.into_iter().find(|(_, cell)| !cell.is_blank());
        let Some((column, cell)) = value.filter(|(_, cell)| printed(cell) && !is_label(parts, &squeezed(&cell.text)))
        else {
            return;
        };
        let place = Place::new(label.row, column);
        let text = value::name(&cell.text);
        let mut made = form.row(sheet, &tables::OBJECTIVES, place.row, Some(format!("objective={place}")));
        set(&mut made, "objective", Some(text.into()));
        sheet.out.rows.push(made);
        return;
    };
    let below = (row + 1..form.block.to)
        .take_while(|row| !sheet.grid.row(*row).iter().any(|cell| is_label(parts, &squeezed(&cell.text))))
        .map(|row| Place::new(row, column))
        .find(|place| printed(sheet.grid.cell(*place)));
    let beside = || form.labels.get("objective_cell").map(|(place, _)| *place);
    let Some(place) = below.or_else(beside) else { return };
    let text = value::name(&sheet.grid.cell(place).text);
    let mut made = form.row(sheet, &tables::OBJECTIVES, place.row, Some(format!("objective={place}")));
    set(&mut made, "objective", Some(text.into()));
    sheet.out.rows.push(made);
}

/// The printed total: in the score column of the 总分 row, else the last number of that row.
fn read_total(sheet: &mut Sheet<'_>, form: &Form<'_>) -> Option<(Place, Value)> {
    let header = find_header(sheet, form.block, &form.parts.indicator_columns, 4);
    // a 合计 in the funds block is no score
    let from = header.as_ref().map_or(form.block.from, |(row, _)| row + 1);
    let row = (from..form.block.to).find(|row| form.parts.total.has(&first_text(sheet, *row)))?;
    let under = header.and_then(|(_, columns)| columns.get("score_reported").map(|column| Place::new(row, *column)));
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
