//! Forms of labels and blocks (项目支出绩效自评表, 财预〔2020〕10号 annex 1): one project a form, several forms on a
//! sheet.
//!
//! An indicator row is data when it prints a target, an actual value, a weight or a score; template rows (指标2, ……)
//! without any are left out. A placeholder before a name (`指标1工程完工率`) is not part of the name. A form's year is
//! the year of the money; the evaluation is of the year after (the form is filled in when the year is over).

use std::collections::BTreeMap;

use super::super::definition::{Definition, FormParts};
use super::super::grid::{Cell, Place};
use super::super::spelling::{Spellings, squeezed, without_brackets};
use super::super::value::{self, AmountUnit, Unreadable};
use super::head::Head;
use super::table_row::subject;
use super::{Block, Finding, Severity, Sheet, about_hint, set};
use crate::model::{Row, Table, Value, tables, words};

/// A form being read.
struct Form<'a> {
    parts: &'a FormParts,
    block: Block,
    labels: BTreeMap<&'a str, Place>,
    /// Columns that every row of the form's evaluation begins with.
    key: Vec<(&'static str, Option<Value>)>,
    unit: Option<AmountUnit>,
}

/// The columns of an indicator or funds block, by field name.
type BlockColumns<'a> = BTreeMap<&'a str, usize>;

/// Reads one form.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, title: usize, block: Block) {
    let Some(parts) = &definition.form else { return };
    sheet.out.rows_read += 1;
    let labels = find_labels(sheet, parts, block);
    let top = labels.values().map(|place| place.row).min().unwrap_or(block.to);
    let head = Head::read(sheet.grid, Block { from: block.from, to: top }, Some(title), definition, sheet.words);
    let text = |name: &str| labels.get(name).map(|place| value::name(&sheet.grid.cell(*place).text));
    let department = text("department").or(head.department.clone()).or_else(|| sheet.constants.department.clone());
    let unit = text("unit").or(head.unit.clone()).or_else(|| sheet.constants.unit.clone());
    let printed_year = labels.get("fiscal_year").and_then(|place| value::year(sheet.grid.cell(*place)).ok().flatten());
    let Some(year) = head.year.or(printed_year).or(sheet.constants.fiscal_year) else {
        let reason =
            format!("expected the year of the form, such as (2024年度); found none; {}", about_hint("fiscal_year"));
        sheet.refuse(Place::new(block.from, 0), "fiscal_year", reason, "year.unknown", 1);
        return;
    };
    let code = labels.get("project_code").and_then(|place| value::code(sheet.grid.cell(*place)).ok().flatten());
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
    if let Some(place) = form.labels.get("grade") {
        cells.push(format!("grade_reported={place}"));
        set(&mut row, "grade_reported", value::grade(sheet.grid.cell(*place)).map(Value::Text));
    }
    row.provenance.cells = (!cells.is_empty()).then(|| cells.join(";"));
    sheet.out.rows.push(row);
}

impl Form<'_> {
    /// A row with the columns of the form's key that its table has.
    fn row(&self, sheet: &Sheet<'_>, table: &'static Table, row: usize, cells: Option<String>) -> Row {
        let mut made = sheet.row(table, row, cells);
        for (column, value) in self.key.iter().filter(|(column, _)| table.position(column).is_some()) {
            set(&mut made, column, value.clone());
        }
        made
    }
}

/// Whether a text is a declared spelling of a label or column.
fn spelled(lists: &BTreeMap<String, Spellings>, name: &str, text: &str) -> bool {
    lists.get(name).is_some_and(|list| list.has(text))
}

fn printed(cell: &Cell) -> bool {
    !value::is_missing(&cell.text)
}

/// Every label of the form's parts.
fn is_label(parts: &FormParts, text: &str) -> bool {
    let lists = parts.labels.values().chain(parts.indicator_columns.values()).chain(parts.fund_columns.values());
    lists.chain([&parts.funds, &parts.objective, &parts.objective_done]).any(|list| list.has(text))
}

/// The value cell of each label: the next printed cell to its right, unless that is a label too.
fn find_labels<'a>(sheet: &Sheet<'_>, parts: &'a FormParts, block: Block) -> BTreeMap<&'a str, Place> {
    let mut found = BTreeMap::new();
    for row in block.from..block.to {
        let cells = sheet.grid.row(row);
        for (column, cell) in cells.iter().enumerate() {
            let text = squeezed(&cell.text);
            let Some((name, _)) = parts.labels.iter().find(|(_, list)| list.has(&text)) else { continue };
            let next = cells.iter().enumerate().skip(column + 1).find(|(_, cell)| !cell.is_blank());
            if let Some((at, next)) = next
                && !is_label(parts, &squeezed(&next.text))
                && printed(next)
            {
                found.entry(name.as_str()).or_insert(Place::new(row, at));
            }
        }
    }
    found
}

/// The first row of the block in which at least `least` of the columns are printed, and where they stand.
fn find_header<'a>(
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
const AMOUNTS: [&str; 3] = ["initial", "adjusted", "executed"];

/// A value of a row, with its cell in `cells`; what cannot be read is listed and left missing.
fn take<T>(
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

/// The funds block: a row for each source of funds that prints a number. Gives the adjusted total and its place.
fn read_funds(sheet: &mut Sheet<'_>, form: &mut Form<'_>, definition: &Definition) -> Option<(Place, Value)> {
    let parts = form.parts;
    let (header, columns) = find_header(sheet, form.block, &parts.fund_columns, 3)?;
    let mut total = None;
    let rows = (header + 1..form.block.to).take_while(|row| {
        let label = first_text(sheet, *row);
        !parts.objective.has(&label) && !spelled(&parts.indicator_columns, "dimension", &label)
    });
    let rows: Vec<usize> = rows.collect();
    let labels = (header..=rows.last().copied().unwrap_or(header)).flat_map(|row| sheet.grid.row(row));
    let label_unit =
        labels.filter(|cell| parts.funds.has(&squeezed(&cell.text))).find_map(|cell| AmountUnit::find_in(&cell.text));
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
    for row in rows {
        let texts = sheet.grid.row(row).iter().map(|cell| squeezed(&cell.text));
        let source = texts.filter(|text| !text.is_empty()).find_map(|text| {
            let text = text.trim_start_matches("其中").trim_start_matches([':', '、']).to_owned();
            parts.fund_rows.iter().find(|meaning| meaning.says.has(&text))
        });
        let Some(source) = source else { continue };
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
            let read = |cell: &Cell| if percent { value::percent(cell) } else { value::decimal(cell, 2) };
            values.push((name, take(sheet, place, name, &mut cells, read).map(Value::Decimal)));
        }
        if values.iter().any(|(_, value)| value.is_some()) {
            let mut made = form.row(sheet, &tables::EVALUATION_FUNDS, row, Some(cells.join(";")));
            set(&mut made, "fund_source", Some(source.word.as_str().into()));
            for (column, value) in values {
                set(&mut made, column, value);
            }
            sheet.out.rows.push(made);
        }
    }
    total
}

/// The first printed cell of a row, for comparing.
fn first_text(sheet: &Sheet<'_>, row: usize) -> String {
    sheet.grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text)).unwrap_or_default()
}

/// The objective: the cell below 预期目标 (or to its right), as printed.
fn read_objective(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let parts = form.parts;
    let Some((row, column)) = (form.block.from..form.block.to).find_map(|row| {
        let cells = sheet.grid.row(row).iter().enumerate();
        let mut labels = cells.filter(|(_, cell)| spelled(&parts.labels, "objective_cell", &squeezed(&cell.text)));
        labels.next().map(|(column, _)| (row, column))
    }) else {
        return;
    };
    let below = (row + 1..form.block.to)
        .take_while(|row| !sheet.grid.row(*row).iter().any(|cell| is_label(parts, &squeezed(&cell.text))))
        .map(|row| Place::new(row, column))
        .find(|place| printed(sheet.grid.cell(*place)));
    let Some(place) = below.or_else(|| form.labels.get("objective_cell").copied()) else { return };
    let text = value::name(&sheet.grid.cell(place).text);
    let mut made = form.row(sheet, &tables::OBJECTIVES, place.row, Some(format!("objective={place}")));
    set(&mut made, "objective", Some(text.into()));
    sheet.out.rows.push(made);
}

/// The indicators block.
fn read_indicators(sheet: &mut Sheet<'_>, form: &Form<'_>) {
    let Some((header, columns)) = find_header(sheet, form.block, &form.parts.indicator_columns, 4) else { return };
    if !columns.contains_key("name") {
        return;
    }
    let (mut dimension, mut subdimension) = (String::new(), String::new());
    let mut position = 0;
    for row in header + 1..form.block.to {
        if form.parts.total.has(&first_text(sheet, row)) {
            break;
        }
        let cell = |name: &str| columns.get(name).map(|column| sheet.grid.cell(Place::new(row, *column)));
        let text = |name: &str| cell(name).map(|cell| label_of(&cell.text)).filter(|text| !text.is_empty());
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
        let name = without_placeholder(&raw, &form.parts.placeholder);
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
        let target = value::target(sheet.grid.cell(place));
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

/// The printed total: in the score column of the 总分 row, else the last number of that row.
fn read_total(sheet: &mut Sheet<'_>, form: &Form<'_>) -> Option<(Place, Value)> {
    let row = (form.block.from..form.block.to).find(|row| form.parts.total.has(&first_text(sheet, *row)))?;
    let header = find_header(sheet, form.block, &form.parts.indicator_columns, 4);
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

/// A first- or second-level indicator as printed, without line breaks and section points (产出指标(50分)).
fn label_of(text: &str) -> String {
    without_brackets(&squeezed_name(text))
}

fn squeezed_name(text: &str) -> String {
    value::half_width(text).split_whitespace().collect()
}

/// An indicator's name without the template's placeholder before it; a mere placeholder is no name.
fn without_placeholder(name: &str, placeholders: &[String]) -> String {
    if name.chars().all(|letter| ['…', '.', '·', '—', '-'].contains(&letter)) {
        return String::new();
    }
    for placeholder in placeholders {
        let Some(rest) = name.strip_prefix(placeholder.as_str()) else { continue };
        let after =
            rest.trim_start_matches(|letter: char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter));
        if after.len() < rest.len() {
            return after.trim_start_matches([':', '.', '、', ',', '-', ' ']).to_owned();
        }
    }
    name.to_owned()
}
