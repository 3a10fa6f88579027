//! What a monitoring form gives (财预〔2019〕136号): the money and the goals of a project at the last day of the months
//! that its headers name (1-7月执行数).
//!
//! Causes of deviation and the likelihood of the goal are columns that are ticked. The form asks for the likelihood of
//! each indicator; the project's is the least likely of them.

use chrono::{Months, NaiveDate};

use super::super::definition::{Definition, FormParts, Meaning};
use super::super::grid::{Cell, Place};
use super::super::spelling::squeezed;
use super::super::value;
use super::form::Form;
use super::form_funds::fund_lines;
use super::form_indicators::{Indicator, Made, indicators, score_header, take_target};
use super::form_labels::{BlockHeader, column_named, printed};
use super::form_objective::objective_place;
use super::months::{months, months_in};
use super::{Sheet, set};
use crate::model::{Value, tables, words};

/// What a ticked cell prints.
const TICKS: [&str; 18] =
    ["√", "✓", "✔", "☑", "■", "●", "▲", "v", "y", "yes", "是", "1", "对", "有", "√√", "⊙", "☒", "◆"];

/// What a cell prints that is not ticked, besides what is missing anyway.
const UNTICKED: [&str; 8] = ["□", "○", "×", "x", "否", "0", "n", "no"];

/// Reads a monitoring form.
pub(super) fn read_monitoring(sheet: &mut Sheet<'_>, form: &mut Form<'_>, definition: &Definition) {
    let as_of = match as_of(sheet, form) {
        Ok(day) => day,
        Err((place, reason)) => {
            sheet.refuse(place, "as_of", reason, "month.unknown", 1);
            return;
        }
    };
    form.key.push(("as_of", Some(Value::Date(as_of))));
    let lines = fund_lines(sheet, form, definition);
    let mut cells = Vec::new();
    let mut made = form.row(sheet, &tables::MONITORING, form.block.from, None);
    if let Some(total) = lines.iter().find(|line| line.source == "total") {
        for (column, value) in &total.values {
            if ["initial", "executed_to_date", "expected_year_end"].contains(column) {
                let stored = if *column == "initial" { "initial_budget" } else { column };
                cells.extend(total.place(column).map(|place| format!("{stored}={place}")));
                set(&mut made, stored, value.clone());
            }
        }
    }
    let others: Vec<&str> =
        lines.iter().filter(|line| line.source != "total").filter_map(|line| line.place("executed_to_date")).collect();
    if !others.is_empty() {
        sheet.note(&format!("amounts by source of funds are not kept, only their total is: {}", others.join(", ")));
    }
    if let Some(place) = objective_place(sheet, form) {
        sheet.note(&format!("the objective in {place} is not kept: 绩效目标申报表 or an export gives objectives"));
    }
    let judged = read_indicators(sheet, form);
    let likelihood = worst(&judged);
    if let Some((place, word)) = likelihood {
        cells.push(format!("likelihood={place}"));
        set(&mut made, "likelihood", Some(word.into()));
    }
    let mut causes: Vec<&str> = Vec::new();
    let mut measures: Vec<&str> = Vec::new();
    for one in &judged {
        for (list, found) in [(&mut causes, &one.causes), (&mut measures, &one.measures)] {
            let new = found.iter().map(String::as_str).filter(|text| !list.contains(text)).collect::<Vec<_>>();
            list.extend(new);
        }
    }
    set(&mut made, "deviation_causes", (!causes.is_empty()).then(|| causes.join("、").into()));
    if let Some((place, cell)) = form.labels.get("measures") {
        cells.push(format!("measures={place}"));
        set(&mut made, "measures", Some(value::name(&cell.text).into()));
    } else if !measures.is_empty() {
        set(&mut made, "measures", Some(measures.join("；").into()));
    }
    if let Some((place, cell)) = form.labels.get("light_reported")
        && let Some(word) = words::LIGHT.find(&value::name(&cell.text))
    {
        cells.push(format!("light_reported={place}"));
        set(&mut made, "light_reported", Some(word.code.into()));
    }
    made.provenance.cells = (!cells.is_empty()).then(|| cells.join(";"));
    sheet.out.rows.push(made);
}

/// The last day of the months that the form's headers name, else its label, its title or the lines above it.
fn as_of(sheet: &Sheet<'_>, form: &Form<'_>) -> Result<NaiveDate, (Place, String)> {
    let parts = form.parts;
    let named = |text: &str| {
        let (month, rest) = months(text)?;
        let lists = parts.fund_columns.values().chain(parts.indicator_columns.values());
        lists.into_iter().any(|list| list.has(rest)).then_some(month)
    };
    let mut found: Option<(u32, Place)> = None;
    for row in form.block.from..form.block.to {
        for (column, cell) in sheet.grid.row(row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let Some(month) = named(&squeezed(&cell.text)) else { continue };
            let place = Place::new(row, column);
            match found {
                Some((known, at)) if known != month => {
                    let reason = format!(
                        "expected the same months in every header; found up to {known} in {at} and up to {month} here; \
                         hint: correct the headers"
                    );
                    return Err((place, reason));
                }
                Some(_) => {}
                None => found = Some((month, place)),
            }
        }
    }
    let label = form.labels.get("as_of");
    if found.is_none()
        && let Some((_, cell)) = label
        && let Ok(Some(day)) = value::date(cell)
    {
        return Ok(day);
    }
    let of_label = label.and_then(|(_, cell)| months_in(&squeezed(&cell.text)));
    let lines = std::iter::once(squeezed(&form.head.title)).chain(form.head.lines.iter().cloned());
    let month =
        found.map(|(month, _)| month).or(of_label).or_else(|| lines.into_iter().find_map(|line| months_in(&line)));
    let day = month.and_then(|month| {
        let first = NaiveDate::from_ymd_opt(form.year, month, 1)?;
        first.checked_add_months(Months::new(1))?.pred_opt()
    });
    day.ok_or_else(|| {
        let reason = "expected the months that the form reaches to, such as 1-7月执行数, in its headers; found none; \
                      hint: print them in the header of the amounts or in the title";
        (Place::new(form.block.from, 0), reason.to_owned())
    })
}

/// What the form says of one indicator.
struct Judged {
    likelihood: Option<(Place, &'static str)>,
    causes: Vec<String>,
    measures: Vec<String>,
}

/// The least likely of the indicators.
fn worst(judged: &[Judged]) -> Option<(Place, &'static str)> {
    let rank = |word: &str| words::LIKELIHOOD.words.iter().position(|known| known.code == word);
    judged.iter().filter_map(|one| one.likelihood).max_by_key(|(place, word)| (rank(word), std::cmp::Reverse(*place)))
}

/// Columns that are ticked, with the word of each.
type Ticked<'a> = Vec<(usize, &'a str)>;

/// The ticked columns among the header rows that a list of meanings names.
fn ticked<'a>(sheet: &Sheet<'_>, rows: &[usize], meanings: &'a [Meaning]) -> Ticked<'a> {
    let mut found: Ticked<'a> = Vec::new();
    for row in rows {
        for (column, cell) in sheet.grid.row(*row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            let text = squeezed(&cell.text);
            if let Some(meaning) = meanings.iter().find(|meaning| meaning.says.has(&text))
                && !found.iter().any(|(_, word)| *word == meaning.word)
            {
                found.push((column, &meaning.word));
            }
        }
    }
    found
}

/// The rows of the indicators; gives what each says of its goal.
fn read_indicators(sheet: &mut Sheet<'_>, form: &Form<'_>) -> Vec<Judged> {
    let parts = form.parts;
    let Some(mut header) = score_header(form) else { return Vec::new() };
    let is_second = |row: &usize| {
        let names = header.columns.get("name").map(|column| sheet.grid.cell(Place::new(*row, *column)));
        if names.is_some_and(|cell| !cell.is_blank()) {
            return false;
        }
        let texts = sheet.grid.row(*row).iter().map(|cell| squeezed(&cell.text)).filter(|text| !text.is_empty());
        let lists = || parts.causes.iter().chain(&parts.likelihoods);
        texts.into_iter().any(|text| lists().any(|meaning| meaning.says.has(&text)))
    };
    let mut rows = vec![header.row];
    rows.extend((header.row + 1..form.block.to.min(header.row + 3)).take_while(is_second));
    let causes = ticked(sheet, &rows, &parts.causes);
    let likelihoods = ticked(sheet, &rows, &parts.likelihoods);
    for row in rows.iter().skip(1) {
        for (column, cell) in sheet.grid.row(*row).iter().enumerate().filter(|(_, cell)| !cell.is_blank()) {
            if let Some(name) = column_named(parts, &parts.indicator_columns, &squeezed(&cell.text)) {
                header.columns.insert(name, column);
            }
        }
    }
    // 偏差原因分析 stands over the ticked columns, it is none of its own then
    let is_ticked = |column: &usize| causes.iter().any(|(ticked, _)| ticked == column);
    if header.columns.get("deviation_reason").is_some_and(is_ticked) {
        header.columns.remove("deviation_reason");
    }
    form.tell_unused(sheet, &header, |text| {
        let lists = || parts.causes.iter().chain(&parts.likelihoods);
        lists().any(|meaning| meaning.says.has(text))
    });
    let from = rows.last().copied().unwrap_or(header.row) + 1;
    let found = indicators(sheet, form, &header, from);
    let columns = Columns { header: &header, causes: &causes, likelihoods: &likelihoods, parts };
    found.iter().map(|indicator| read_indicator(sheet, form, &columns, indicator)).collect()
}

/// The columns of the block.
struct Columns<'a> {
    header: &'a BlockHeader<'a>,
    causes: &'a Ticked<'a>,
    likelihoods: &'a Ticked<'a>,
    parts: &'a FormParts,
}

fn read_indicator(sheet: &mut Sheet<'_>, form: &Form<'_>, columns: &Columns<'_>, indicator: &Indicator) -> Judged {
    let row = indicator.row;
    let mut made = Made::of(indicator);
    take_target(sheet, &columns.header.columns, row, &mut made);
    let grid = sheet.grid;
    let cell = |name: &str| {
        let column = columns.header.columns.get(name)?;
        Some((Place::new(row, *column), grid.cell(Place::new(row, *column)))).filter(|(_, cell)| printed(cell))
    };
    if columns.header.columns.contains_key("actual") {
        let actual = cell("actual").and_then(|(place, cell)| Some((place, value::actual(cell)?)));
        made.cells.extend(actual.as_ref().map(|(place, _)| format!("actual_to_date={place}")));
        made.values.push(("actual_to_date", actual.as_ref().and_then(|(_, actual)| actual.value).map(Value::Decimal)));
        made.values.push(("actual_text", actual.map(|(_, actual)| Value::Text(actual.text))));
    }
    let text = |cell: &Cell| Value::Text(value::name(&cell.text));
    if let Some((place, cell)) = cell("expected_year_end") {
        made.cells.push(format!("expected_year_end={place}"));
        made.values.push(("expected_year_end", Some(text(cell))));
    }
    let mut judged = Judged { likelihood: None, causes: Vec::new(), measures: Vec::new() };
    judged.likelihood = likelihood_of(sheet, columns, row);
    if let Some((place, word)) = judged.likelihood {
        made.cells.push(format!("likelihood={place}"));
        made.values.push(("likelihood", Some(word.into())));
    }
    let (causes, places) = causes_of(sheet, columns, row);
    let reason = cell("deviation_reason").map(|(place, cell)| (place, value::name(&cell.text)));
    if !causes.is_empty() || reason.is_some() {
        let places = places.into_iter().chain(reason.iter().map(|(place, _)| *place));
        let places: Vec<String> = places.map(|place| place.to_string()).collect();
        made.cells.push(format!("deviation_cause={}", places.join("+")));
        let mut told = causes.join("、");
        if let Some((_, reason)) = reason {
            let separator = if told.is_empty() { "" } else { "：" };
            told = format!("{told}{separator}{reason}");
        }
        made.values.push(("deviation_cause", Some(told.into())));
    }
    judged.causes = causes;
    if let Some((_, cell)) = cell("remark") {
        judged.measures.push(value::name(&cell.text));
    }
    let mut stored = form.row(sheet, &tables::MONITORING_INDICATORS, row, Some(made.cells.join(";")));
    made.fill(&mut stored);
    if made.has_target {
        set(&mut stored, "unit_of_measure", made.measure.clone());
    }
    sheet.out.rows.push(stored);
    judged
}

/// The likelihood whose column is ticked, or that one column prints as a word.
fn likelihood_of(sheet: &Sheet<'_>, columns: &Columns<'_>, row: usize) -> Option<(Place, &'static str)> {
    let word = |text: &str| words::LIKELIHOOD.find(text).map(|word| word.code);
    let ticked = columns.likelihoods.iter().find_map(|(column, code)| {
        let place = Place::new(row, *column);
        tick(sheet.grid.cell(place)).is_some().then(|| Some((place, words::LIKELIHOOD.by_code(code)?.code))).flatten()
    });
    ticked.or_else(|| {
        let place = Place::new(row, *columns.header.columns.get("likelihood")?);
        // 确定能√ 有可能□ 完全不可能□ in one cell
        let text = value::half_width(&sheet.grid.cell(place).text);
        let text: String = text.split_whitespace().collect();
        let marked = columns.parts.likelihoods.iter().find(|meaning| {
            let says = |spelling: &str| {
                let after = text.split(spelling).nth(1)?;
                let before = text.split(spelling).next()?;
                let is_tick = |letter: char| TICKS.contains(&letter.to_string().as_str());
                Some(after.starts_with(is_tick) || before.ends_with(is_tick))
            };
            meaning.says.comparable().any(|spelling| says(spelling).unwrap_or(false))
        });
        let marked = marked.and_then(|meaning| words::LIKELIHOOD.by_code(&meaning.word)).map(|word| word.code);
        word(&text).or(marked).map(|word| (place, word))
    })
}

/// The causes that are ticked (a text in 其他 says which) and their places.
fn causes_of(sheet: &Sheet<'_>, columns: &Columns<'_>, row: usize) -> (Vec<String>, Vec<Place>) {
    let (mut causes, mut places) = (Vec::new(), Vec::new());
    for (column, word) in columns.causes {
        let place = Place::new(row, *column);
        let Some(told) = tick(sheet.grid.cell(place)) else { continue };
        causes.push(if told.is_empty() { (*word).to_owned() } else { format!("{word}（{told}）") });
        places.push(place);
    }
    (causes, places)
}

/// Whether a cell is ticked, and what it says instead of a tick.
fn tick(cell: &Cell) -> Option<String> {
    let text = squeezed(&cell.text);
    if !printed(cell) || UNTICKED.contains(&text.as_str()) {
        return None;
    }
    if TICKS.contains(&text.as_str()) { Some(String::new()) } else { Some(value::name(&cell.text)) }
}
