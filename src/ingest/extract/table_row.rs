//! One row of a flat table: its fields read, and the rows they give.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::definition::{Definition, Each, Field, Origin, Reading, Rows, SubjectRule, constant, meaning_in};
use super::super::grid::{Cell, CellKind, Place};
use super::super::spelling::{squeezed, without_brackets};
use super::super::value::{self, AmountUnit, Unreadable};
use super::head::Head;
use super::header::Header;
use super::{Finding, Severity, Sheet, about_hint, set};
use crate::model::{Kind, Money, Row, Table, Value, tables, words};

/// What the rows of a table share.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) header: &'a Header,
    pub(crate) head: &'a Head,
    pub(crate) unit: AmountUnit,
}

/// What became of a row.
pub(crate) enum Outcome {
    /// The rows it gave, and its amounts by column.
    Rows(Vec<Row>, Vec<(usize, Money)>),
    Refused,
    /// Left out by the definition's own rule.
    Dropped,
}

/// The values of a row by field; a field that the table does not have is not there.
pub(crate) type Values = BTreeMap<String, Option<Value>>;

/// Identity without a code: the code, else `name:` + owner (else the path) + `/` + the name without white space
/// (data-model.md, Subject).
pub(crate) fn subject(code: Option<&str>, owners: &[Option<String>], name: Option<&str>, path: &str) -> Option<String> {
    if let Some(code) = code.filter(|code| !code.is_empty()) {
        return Some(code.to_owned());
    }
    let name: String = value::half_width(name?).split_whitespace().collect();
    // 无 alone is no name, but 无障碍改造 is one
    let is_missing = name == "无" || (!name.starts_with('无') && value::is_missing(&name));
    if name.is_empty() || is_missing {
        return None;
    }
    let owner = owners.iter().flatten().find(|owner| !owner.trim().is_empty());
    Some(format!("name:{}/{name}", owner.map_or(path, String::as_str)))
}

/// Reads one row.
pub(crate) fn read(sheet: &mut Sheet<'_>, context: &Context<'_>, row: usize) -> Outcome {
    let definition = context.definition;
    for field in &definition.fields {
        if field.drop_when.is_none() {
            continue;
        }
        let Some(column) = context.header.columns.get(&field.name) else { continue };
        if drops(field, sheet.grid.cell(Place::new(row, *column))) {
            return Outcome::Dropped;
        }
    }
    let mut values = Values::new();
    let mut amounts = Vec::new();
    let mut whole = true;
    for field in &definition.fields {
        match read_field(sheet, context, field, row, &mut values) {
            Ok(Some(amount)) => amounts.push(amount),
            Ok(None) => {}
            Err(()) => whole = false,
        }
    }
    if !whole {
        return Outcome::Refused;
    }
    let mut made = Vec::new();
    for rows in &definition.rows {
        let Some(table) = tables::find(&rows.table) else { continue };
        let has_value = |name: &String| values.get(name).is_some_and(Option::is_some);
        if !rows.when_any.is_empty() && !rows.when_any.iter().any(has_value) {
            continue;
        }
        let nothing = Each { field: String::new(), set: BTreeMap::new() };
        let plain = std::slice::from_ref(&nothing);
        for each in if rows.each.is_empty() { plain } else { rows.each.as_slice() } {
            if !each.field.is_empty() && !has_value(&each.field) {
                continue;
            }
            match make(sheet, rows, each, table, &values, row) {
                Ok(new) => made.push(new),
                Err((field, reason)) => {
                    let column = context.header.columns.get(field.as_str()).copied().unwrap_or(0);
                    let place = Place::new(row, column);
                    sheet.report(&Finding {
                        place,
                        field: &field,
                        reason,
                        check: "key.missing",
                        severity: Severity::Error,
                    });
                    return Outcome::Refused;
                }
            }
        }
    }
    doubt_other_years(sheet, context, &values, row);
    Outcome::Rows(made, amounts)
}

/// Lists a day of another year than the row's, where only its month is kept.
fn doubt_other_years(sheet: &mut Sheet<'_>, context: &Context<'_>, values: &Values, row: usize) {
    let Some(Some(Value::Integer(year))) = values.get("fiscal_year") else { return };
    let origins = context.definition.rows.iter().flat_map(|rows| rows.set.values());
    for field in origins.filter_map(|origin| origin.month_of.as_ref()) {
        let Some(Some(Value::Date(day))) = values.get(field) else { continue };
        if day.year() != *year {
            let place = Place::new(row, context.header.columns.get(field).copied().unwrap_or(0));
            let reason = format!(
                "expected a day of {year}; found {day}, counted in month {} of {year}; hint: correct the day or the fiscal \
                 year",
                day.month()
            );
            let (check, severity) = ("payment.other_year", Severity::Warning);
            sheet.report(&Finding { place, field, reason, check, severity });
        }
    }
}

/// Whether a cell of a field leaves its row out.
pub(crate) fn drops(field: &Field, cell: &Cell) -> bool {
    let Some(mark) = &field.drop_when else { return false };
    let is_yes = value::flag(cell).is_ok_and(|flag| flag == Some(true));
    squeezed(&cell.text) == squeezed(mark) || (mark == "1" && is_yes)
}

/// One row of a table.
fn make(
    sheet: &Sheet<'_>,
    rows: &Rows,
    each: &Each,
    table: &'static Table,
    values: &Values,
    row: usize,
) -> Result<Row, (String, String)> {
    let mut made = sheet.row(table, row, None);
    for name in &rows.take {
        if let Some(value) = values.get(name) {
            set(&mut made, name, value.clone());
        }
    }
    for (column, origin) in rows.set.iter().chain(&each.set) {
        let kind = table.column(column).map(|column| column.kind);
        if let Some(value) = resolve(sheet, origin, values, kind) {
            let value = value.map(|value| in_other_words(origin, kind, value));
            if value.is_none() && origin.needs_all() && table.is_key(column) {
                let names = origin.reads();
                let lacks = |name: &&&str| !values.get(**name).is_some_and(Option::is_some);
                let field = names.iter().find(lacks).copied().unwrap_or_default();
                return Err((
                    field.to_owned(),
                    format!("expected a value in each of {}; found none in {field}", names.join(", ")),
                ));
            }
            if let (None, Some(rule)) = (&value, &origin.subject) {
                let names = rule.name.join(" or ");
                let code = if rule.code.is_empty() { String::new() } else { format!("a code in {} or ", rule.code) };
                return Err((rule.code.clone(), format!("expected {code}a name in {names}; found none")));
            }
            set(&mut made, column, value);
        }
    }
    Ok(made)
}

/// The value of an origin; none where the table has none of the fields it reads.
#[allow(clippy::option_option)] // whether the table has the field, and whether the row has a value
pub(crate) fn resolve(
    sheet: &Sheet<'_>,
    origin: &Origin,
    values: &Values,
    kind: Option<Kind>,
) -> Option<Option<Value>> {
    let text_of = |name: &str| match values.get(name) {
        Some(Some(Value::Text(text))) => Some(text.clone()),
        Some(Some(Value::Integer(number))) => Some(number.to_string()),
        _ => None,
    };
    let year_after = |name: &str| match values.get(name) {
        Some(Some(Value::Integer(year))) => Some(Some(Value::Integer(year + 1))),
        _ => None,
    };
    if let Some(rule) = &origin.subject {
        return Some(resolve_subject(sheet, rule, &text_of).map(Value::Text));
    }
    if let Some(value) = &origin.value {
        return Some(constant(kind?, value));
    }
    if let Some(names) = &origin.join {
        let texts: Vec<String> = names.iter().filter_map(|name| text_of(name)).collect();
        if origin.needs_all() && texts.len() < names.len() {
            return Some(None);
        }
        return Some(Some(texts.join(origin.with.as_deref().unwrap_or("|")).into()));
    }
    if let Some(template) = &origin.text {
        let mut text = template.clone();
        for name in origin.reads() {
            let Some(part) = text_of(name) else { return Some(None) };
            text = text.replace(&format!("{{{name}}}"), &part);
        }
        return Some(Some(text.into()));
    }
    if let Some(name) = &origin.month_of {
        let Some(Some(Value::Date(date))) = values.get(name) else { return Some(None) };
        return Some(i32::try_from(date.month()).ok().map(Value::Integer));
    }
    if let Some(name) = &origin.word_in {
        let Some(Kind::Word(vocabulary)) = kind else { return None };
        let text = squeezed(&text_of(name)?);
        let spellings = vocabulary.words.iter().flat_map(|word| {
            word.also.iter().copied().chain([word.label.zh]).map(move |spelling| (spelling, word.code))
        });
        let longest =
            spellings.filter(|(spelling, _)| text.contains(spelling)).max_by_key(|(spelling, _)| spelling.len());
        return Some(longest.map(|(_, code)| code.into()));
    }
    let named = origin.field.iter().chain(origin.first.iter().flatten());
    let known: Vec<&Option<Value>> = named.filter_map(|name| values.get(name)).collect();
    let first = known.iter().find_map(|value| (*value).clone());
    let after = || [&origin.or_year_after, &origin.year_after].into_iter().flatten().find_map(|name| year_after(name));
    match first {
        Some(value) => Some(Some(value)),
        None => after().or_else(|| (!known.is_empty()).then_some(None)),
    }
}

/// The value that a definition stores for a printed one.
fn in_other_words(origin: &Origin, kind: Option<Kind>, value: Value) -> Value {
    let Value::Text(text) = &value else { return value };
    let stored = origin.words.get(text.as_str()).and_then(|stored| constant(kind?, stored));
    stored.unwrap_or(value)
}

fn resolve_subject(sheet: &Sheet<'_>, rule: &SubjectRule, text_of: &impl Fn(&str) -> Option<String>) -> Option<String> {
    let owners: Vec<Option<String>> = rule.owner.iter().map(|name| text_of(name)).collect();
    let name = rule.name.iter().find_map(|name| text_of(name));
    subject(text_of(&rule.code).as_deref(), &owners, name.as_deref(), sheet.path)
}

/// The first field of a key that the table has no column for and that nothing else says.
pub(crate) fn unknown<'a>(sheet: &Sheet<'_>, context: &Context<'a>) -> Option<&'a Field> {
    context.definition.fields.iter().find(|field| {
        let is_key = field.feed.is_some_and(|feed| feed.is_key);
        let needed = is_key && (field.required || !field.says.is_empty()) && field.name != "region";
        needed && !context.header.columns.contains_key(&field.name) && given(sheet, context, field).is_none()
    })
}

/// What to say where nothing says a field of the key, and the id of the check.
pub(super) fn why_unknown(field: &Field) -> (String, &'static str) {
    let name = field.headers.first();
    if !field.says.is_empty() {
        let words: Vec<&str> = field.says.iter().map(|meaning| meaning.says.first()).collect();
        let reason = format!(
            "expected {name}, or one of {} in the title; found neither; hint: add the column or say it in the title",
            words.join(", ")
        );
        return (reason, "key.missing");
    }
    let check = if field.name == "fiscal_year" { "year.unknown" } else { "department.unknown" };
    (format!("expected {name}; found no such column; {}", about_hint(&field.name)), check)
}

/// The word that the title, the lines above the table or its headers say a field is.
fn said(sheet: &Sheet<'_>, context: &Context<'_>, field: &Field) -> Option<Value> {
    if field.says.is_empty() {
        return None;
    }
    let head = context.head;
    let lines = std::iter::once(&head.title).chain(&head.lines);
    let rows = context.header.rows;
    let headers = (rows.from..rows.to).flat_map(|row| sheet.grid.row(row)).map(|cell| &cell.text);
    let word = lines.chain(headers).find_map(|text| meaning_in(text, &field.says));
    word.map(Value::from)
}

/// The constant that stands for a column that the table lacks.
fn given(sheet: &Sheet<'_>, context: &Context<'_>, field: &Field) -> Option<Value> {
    let constants = sheet.constants;
    let head = context.head;
    let given = match field.name.as_str() {
        "document" => Some(head.title.clone()).filter(|title| !title.is_empty()).map(Value::Text),
        "fiscal_year" => head.year.or(constants.fiscal_year).map(Value::Integer),
        "region" => head.region.clone().or_else(|| constants.region.clone()).map(Value::Text),
        "department" => head.department.clone().or_else(|| constants.department.clone()).map(Value::Text),
        "unit" => head.unit.clone().or_else(|| constants.unit.clone()).map(Value::Text),
        _ => None,
    };
    given.or_else(|| said(sheet, context, field)).or_else(|| field.default.clone().map(Value::Text))
}

/// Reads one field into `values`; gives its amount, if it is one. An error has been listed and refuses the row.
pub(crate) fn read_field(
    sheet: &mut Sheet<'_>,
    context: &Context<'_>,
    field: &Field,
    row: usize,
    values: &mut Values,
) -> Result<Option<(usize, Money)>, ()> {
    let is_key = field.feed.is_some_and(|feed| feed.is_key);
    let needed = is_key && (field.required || !field.says.is_empty());
    let Some(column) = context.header.columns.get(&field.name).copied() else {
        let value = given(sheet, context, field);
        if value.is_none() && needed && field.name != "region" {
            let (reason, check) = why_unknown(field);
            let place = Place::new(row, 0);
            sheet.report(&Finding { place, field: &field.name, reason, check, severity: Severity::Error });
            return Err(());
        }
        if value.is_some() {
            values.insert(field.name.clone(), value);
        }
        return Ok(None);
    };
    let place = Place::new(row, column);
    let grid = sheet.grid;
    let cell = grid.cell(place);
    let mut amount = None;
    let mut marks = field.missing.iter().chain(&context.definition.missing);
    let is_missing = marks.any(|mark| mark.trim() == cell.text.trim());
    let read = if is_missing {
        values.insert(field.name.clone(), None);
        Ok(false)
    } else if let Some(word) = field.words.get(cell.text.trim()) {
        values.insert(field.name.clone(), Some(word.as_str().into()));
        Ok(false)
    } else {
        read_cell(sheet, context, field, place, values, &mut amount)
    };
    match read {
        Ok(rounded) => {
            if rounded {
                let reason = "more decimals than 分; it was rounded half up".to_owned();
                let severity = Severity::Warning;
                sheet.report(&Finding { place, field: &field.name, reason, check: "amount.rounded", severity });
            }
            let is_empty = values.get(&field.name).is_none_or(Option::is_none) && !has_parts(values, field);
            if is_empty && (field.filled || (needed && field.group.is_none())) {
                let reason = format!("expected {}; found none; hint: fill it in", field.headers.first());
                let check = if needed { "key.missing" } else { "value.missing" };
                sheet.report(&Finding { place, field: &field.name, reason, check, severity: Severity::Error });
                return Err(());
            }
            Ok(amount.map(|amount| (column, amount)))
        }
        Err(error) => {
            let reading = Definition::reading(field);
            let refuses = is_key || reading == Reading::Money;
            let hint = error.hint.map(|hint| format!("; hint: {hint}")).unwrap_or_default();
            let reason =
                format!("expected {} in {}; found `{}`{hint}", error.expected, field.headers.first(), cell.text.trim());
            let check = match reading {
                Reading::Money => "amount.unreadable",
                Reading::Word => "word.unknown",
                Reading::Year => "year.unreadable",
                Reading::Date => "date.unreadable",
                Reading::Code => "code.unreadable",
                _ => "value.unreadable",
            };
            let severity = if refuses { Severity::Error } else { Severity::Warning };
            sheet.report(&Finding { place, field: &field.name, reason, check, severity });
            values.insert(field.name.clone(), None);
            if refuses { Err(()) } else { Ok(None) }
        }
    }
}

/// Whether a field was read into parts (`target.text`).
fn has_parts(values: &Values, field: &Field) -> bool {
    values.get(&format!("{}.text", field.name)).is_some_and(Option::is_some)
}

/// Reads a cell as its field asks; says whether an amount was rounded.
fn read_cell(
    sheet: &Sheet<'_>,
    context: &Context<'_>,
    field: &Field,
    place: Place,
    values: &mut Values,
    amount: &mut Option<Money>,
) -> Result<bool, Unreadable> {
    let cell = sheet.grid.cell(place);
    if cell.kind == CellKind::Error {
        return Err(value::formula_error("a value"));
    }
    let reading = Definition::reading(field);
    let text = |cell: &Cell| (!value::is_missing(&cell.text)).then(|| value::name(&cell.text));
    let mut rounded = false;
    let read = match reading {
        Reading::Name => (!cell.is_blank()).then(|| value::name(&cell.text).into()),
        Reading::Code if context.header.levels.contains_key(&field.name) => {
            let columns = context.header.levels.get(&field.name).map(Vec::as_slice).unwrap_or_default();
            joined_code(sheet, columns, place.row)?.map(Value::Text)
        }
        Reading::Code => value::code(cell)?.map(|code| {
            // an export may print code and name in one cell: 208050-某局
            value::code_and_name(&code).map_or(code, |(code, _)| code).into()
        }),
        Reading::Word if field.says.is_empty() => read_word(field, cell)?,
        Reading::Word => match word_within(field, cell).or_else(|| said(sheet, context, field)) {
            Some(word) => Some(word),
            None => read_word(field, cell)?,
        },
        Reading::Year => value::year(cell)?.map(Value::Integer),
        Reading::Integer => value::integer(cell)?.map(Value::Integer),
        Reading::Score => value::decimal(cell, 2)?.map(Value::Decimal),
        Reading::Percent => value::percent(cell)?.map(Value::Decimal),
        Reading::Date => value::date(cell)?.map(Value::Date),
        Reading::Flag => value::flag(cell)?.map(Value::Flag),
        Reading::Grade => value::grade(cell).map(Value::Text),
        Reading::Operator => text(cell).and_then(|text| value::operator(&text)).map(Value::from),
        Reading::Dimension => text(cell).map(|text| {
            let word = without_brackets(&squeezed(&text));
            words::DIMENSION.find(&word).map_or(word.as_str(), |known| known.code).into()
        }),
        Reading::AmountUnit => text(cell).map(Value::Text),
        Reading::Money => {
            let read = value::amount(cell, unit_of(sheet, context, field, place)?)?;
            *amount = read.map(|read| read.money);
            rounded = read.is_some_and(|read| read.rounded);
            read.map(|read| Value::Decimal(read.money.fen()))
        }
        Reading::Target => {
            let target = value::target(cell);
            let of = |part: &str| format!("{}.{part}", field.name);
            let unit = target.as_ref().and_then(|target| target.unit.clone());
            values.insert(of("operator"), target.as_ref().and_then(|target| target.operator).map(Value::from));
            values.insert(of("value"), target.as_ref().and_then(|target| target.value).map(Value::Decimal));
            values.insert(of("unit"), unit.map(Value::Text));
            let text = target.map(|target| Value::Text(target.text));
            values.insert(of("text"), text.clone());
            text
        }
        Reading::Actual => {
            let actual = value::actual(cell);
            let of = |part: &str| format!("{}.{part}", field.name);
            values.insert(of("value"), actual.as_ref().and_then(|actual| actual.value).map(Value::Decimal));
            let text = actual.map(|actual| Value::Text(actual.text));
            values.insert(of("text"), text.clone());
            text
        }
    };
    values.insert(field.name.clone(), read);
    Ok(rounded)
}

/// A code whose levels stand in columns of their own (208|05|05): three digits, then two each, up to the first blank.
fn joined_code(sheet: &Sheet<'_>, columns: &[usize], row: usize) -> Result<Option<String>, Unreadable> {
    let mut code = String::new();
    for (level, column) in columns.iter().enumerate() {
        let Some(part) = value::code(sheet.grid.cell(Place::new(row, *column)))? else { break };
        let width = if level == 0 { 3 } else { 2 };
        // a whole code at every level (208|20805|2080505)
        if !code.is_empty() && part.starts_with(&code) && part.len() > width {
            code = part;
            continue;
        }
        code.extend(std::iter::repeat_n('0', width.saturating_sub(part.chars().count())));
        code.push_str(&part);
    }
    Ok((!code.is_empty()).then_some(code))
}

/// The word whose spelling stands in a cell among other words (县财政部门重点评价，委托第三方): the longest one.
fn word_within(field: &Field, cell: &Cell) -> Option<Value> {
    let Some(Kind::Word(vocabulary)) = field.feed.map(|feed| feed.column.kind) else { return None };
    let text = squeezed(&cell.text);
    if text.is_empty() || value::is_missing(&text) {
        return None;
    }
    let spellings = vocabulary
        .words
        .iter()
        .flat_map(|word| word.also.iter().copied().chain([word.label.zh]).map(move |spelling| (spelling, word.code)));
    let longest = spellings.filter(|(spelling, _)| text.contains(spelling)).max_by_key(|(spelling, _)| spelling.len());
    longest.map(|(_, code)| code.into())
}

/// The stored word for a cell, by the vocabulary of the column it feeds.
fn read_word(field: &Field, cell: &Cell) -> Result<Option<Value>, Unreadable> {
    if value::is_missing(&cell.text) {
        return Ok(None);
    }
    let Some(Kind::Word(vocabulary)) = field.feed.map(|feed| feed.column.kind) else {
        return Ok(Some(value::name(&cell.text).into()));
    };
    let whole = value::name(&cell.text);
    // 11-一般公共预算资金 or 11 一般公共预算资金: the code, else the name
    let digits: String = whole.chars().take_while(char::is_ascii_digit).collect();
    let rest = whole[digits.len()..].trim_start_matches(['-', ' ', '.', '、', ']', '_']).to_owned();
    let candidates = [whole.as_str(), &without_brackets(&whole), &rest, &digits].map(str::to_owned);
    let found = candidates.iter().filter(|text| !text.is_empty()).find_map(|text| vocabulary.find(text));
    found
        .map(|word| Some(word.code.into()))
        .ok_or_else(|| Unreadable { expected: format!("one of {}", vocabulary.expected()), hint: None })
}

/// The unit an amount counts in: another column's cell, the header, the line above the table, the definition.
fn unit_of(sheet: &Sheet<'_>, context: &Context<'_>, field: &Field, place: Place) -> Result<AmountUnit, Unreadable> {
    if let Some(other) = &field.unit_from
        && let Some(column) = context.header.columns.get(other)
    {
        let cell = sheet.grid.cell(Place::new(place.row, *column));
        let printed = !sheet.grid.cell(place).is_blank();
        return match AmountUnit::find_in(&cell.text) {
            Some(unit) => Ok(unit),
            None if printed => Err(Unreadable {
                expected: format!("a unit (元, 万元, 亿元) in {other}"),
                hint: Some("fill in the unit of this row".to_owned()),
            }),
            None => Ok(context.unit),
        };
    }
    Ok(context.header.units.get(&place.column).copied().unwrap_or(context.unit))
}
