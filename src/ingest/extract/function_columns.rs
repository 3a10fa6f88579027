//! The columns of a table by function code: which rows are its header, where codes, names and units stand, and which
//! columns hold the amounts of which kind.
//!
//! A header of several rows is read as a path for each column, from the highest row to the lowest: 本年支出 → 基本支出
//! → 小计. A path that names another year, an income, a carry-over or a change is not this table's expenditure. A
//! kind's own column (or its 小计) wins over the columns it is split into; where it has none, those are added up.

use super::super::definition::{Definition, Hierarchy, Meaning, meaning_in};
use super::super::grid::{Cell, Grid, Place};
use super::super::spelling::{Spellings, squeezed};
use super::super::value::{self, AmountUnit};
use super::super::vocabulary::Vocabulary;
use super::Block;

/// How far down a header is looked for.
const DEEPEST: usize = 25;

/// What a value column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Total,
    Kind(String),
}

/// One amount of a row: the columns that it is the sum of (most often one), what it is, its header.
#[derive(Clone, Debug)]
pub(super) struct Measured {
    pub(super) columns: Vec<usize>,
    pub(super) measure: Measure,
    pub(super) header: String,
}

/// The header of a table by function code.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The first row of the header.
    pub(super) first: usize,
    /// The row after the header; the row before it is also the total row where header and total are fused.
    pub(super) body: usize,
    pub(super) codes: Vec<usize>,
    pub(super) name: Option<usize>,
    /// The columns of a unit's code and name, in tables of several units.
    pub(super) unit: Option<usize>,
    pub(super) unit_code: Option<usize>,
    /// Every other column with a header, and its path.
    pub(super) others: Vec<(usize, Vec<String>)>,
}

/// Finds the header: a row with 基本支出 or 项目支出 and, in it or beside it, a code column. None where there is none.
pub(crate) fn find_frame(
    grid: &Grid,
    block: Block,
    title: usize,
    definition: &Definition,
    words: &Vocabulary,
) -> Option<Frame> {
    let parts = definition.hierarchy.as_ref()?;
    let kind = |text: &str| parts.kinds.iter().any(|kind| kind.says.has(text));
    let below_title = if block.from <= title { title + 1 } else { block.from };
    let anchor = (below_title..block.to.min(below_title + DEEPEST))
        .find(|row| grid.row(*row).iter().any(|cell| kind(&squeezed(&cell.text))))?;
    let in_header = |text: &str| {
        let lists = [&parts.code, &parts.code_levels, &parts.name, &parts.total, &parts.unit_name, &parts.unit_code];
        lists.into_iter().any(|list| list.has(text)) || words.header_groups.has(text)
    };
    let printed = |row: usize| grid.row(row).iter().filter(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text));
    let is_group_row = |row: usize| {
        let texts: Vec<String> = printed(row).collect();
        let aside =
            |text: &String| text.contains(':') || definition.head.is_label(text) || AmountUnit::find_in(text).is_some();
        texts.iter().any(|text| in_header(text)) || (texts.len() >= 2 && !texts.iter().any(aside))
    };
    let mut first = anchor;
    while first > below_title && is_group_row(first - 1) {
        first -= 1;
    }
    let has_digit = |row: usize| printed(row).any(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
    let goes_on = |row: usize| {
        let Some(start) = printed(row).next() else { return false };
        if parts.grand_total.has(&start) {
            return false;
        }
        let is_code_label = [&parts.code, &parts.code_levels, &parts.name].into_iter().any(|list| list.has(&start));
        // a row of words only goes on with the header; a total row does not
        is_code_label
            || (!has_digit(row)
                && (in_header(&start) || printed(row).count() > 1)
                && !printed(row).any(|text| value::is_missing(&text) || text.contains(':') || text.contains('。'))
                && printed(row).all(|text| in_header(&text) || kind(&text) || text.chars().count() <= 12)
                && row <= anchor + 3)
    };
    let mut body = anchor + 1;
    while body < block.to && goes_on(body) {
        body += 1;
    }
    let own = |column: usize| -> Vec<String> {
        (first..body).map(|row| squeezed(&grid.cell(Place::new(row, column)).text)).filter(|t| !t.is_empty()).collect()
    };
    let width = grid.width();
    let any = |column: usize, list: &Spellings| own(column).iter().any(|text| list.has(text));
    let levels: Vec<usize> = (0..width).filter(|column| any(*column, &parts.code_levels)).collect();
    let codes = if levels.len() >= 2 {
        levels
    } else {
        (0..width).find(|column| any(*column, &parts.code)).into_iter().collect()
    };
    if codes.is_empty() {
        return None;
    }
    let free = |column: &usize| !codes.contains(column);
    let unit_code = (0..width).filter(free).find(|column| any(*column, &parts.unit_code));
    let named = |column: &usize| any(*column, &parts.name) && Some(*column) != unit_code;
    // 单位名称(科目) is the column of names where no other is
    let name = (0..width)
        .filter(free)
        .find(|column| named(column) && !any(*column, &parts.unit_name))
        .or_else(|| (0..width).filter(free).find(named));
    let taken = |column: &usize| Some(*column) == unit_code || Some(*column) == name;
    let unit = (0..width).filter(free).find(|column| !taken(column) && any(*column, &parts.unit_name));
    let others = (0..width).filter(free).filter(|column| !taken(column) && Some(*column) != unit);
    let others: Vec<(usize, Vec<String>)> =
        others.map(|column| (column, path(grid, first, body, column))).filter(|(_, path)| !path.is_empty()).collect();
    Some(Frame { first, body, codes, name, unit, unit_code, others })
}

/// The texts over a column, from the highest header row to the lowest; a merged cell (in a text file: a cell with
/// blanks to its right) stands over all its columns that print something below. Figures are no header.
fn path(grid: &Grid, first: usize, body: usize, column: usize) -> Vec<String> {
    let text = |row: usize, column: usize| {
        let cell = grid.cell(Place::new(row, column));
        if is_figure(cell) { String::new() } else { squeezed(&cell.text) }
    };
    let mut path: Vec<String> = Vec::new();
    for row in first..body {
        let own = text(row, column);
        let next = if !own.is_empty() {
            own
        } else if (row + 1..body).any(|below| !text(below, column).is_empty()) {
            spread(grid, row, column).map(|left| text(row, left)).unwrap_or_default()
        } else {
            String::new()
        };
        if !next.is_empty() && path.last() != Some(&next) {
            path.push(next);
        }
    }
    path
}

fn is_figure(cell: &Cell) -> bool {
    value::amount(cell, AmountUnit::Yuan).is_ok_and(|amount| amount.is_some())
}

/// The column whose cell stands over this one: the next printed one to the left, unless it is merged and ends before.
fn spread(grid: &Grid, row: usize, column: usize) -> Option<usize> {
    let left = (0..column).rev().find(|left| !grid.cell(Place::new(row, *left)).is_blank())?;
    let merge = grid.merge_at(Place::new(row, left));
    merge.is_none_or(|merge| merge.to.column >= column).then_some(left)
}

/// What a table says about itself before its columns are chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own<'a> {
    pub(super) year: Option<i32>,
    pub(super) phase: Option<&'a str>,
}

/// A column of a kind: the texts over the kind's own, the kind, whether it is the whole of it.
struct Candidate<'a> {
    column: usize,
    path: &'a [String],
    over: &'a [String],
    measure: Measure,
    header: &'a str,
    whole: bool,
}

/// The amounts that a row of the table prints, one for each kind and at most one total.
///
/// # Errors
/// The column and header of a second one of the same kind that nothing tells apart.
pub(super) fn measures(
    frame: &Frame,
    parts: &Hierarchy,
    words: &Vocabulary,
    own: Own<'_>,
) -> Result<Vec<Measured>, (usize, String)> {
    let all: Vec<Candidate<'_>> = frame
        .others
        .iter()
        .filter(|(_, path)| !path.iter().any(|text| words.other_columns.any_in(text)))
        .filter_map(|(column, path)| candidate(*column, path, parts))
        .collect();
    let is_of_year = |candidate: &Candidate<'_>| {
        let mut named = candidate.path.iter().filter_map(|text| value::year_in(text));
        own.year.is_none_or(|year| named.all(|other| other == year))
    };
    let mut kept: Vec<Candidate<'_>> = all.into_iter().filter(is_of_year).collect();
    // a kind's parts (人员经费) stand for it only where nothing says the kind itself
    let says: Vec<Measure> = kept.iter().filter(|one| one.whole).map(|one| one.measure.clone()).collect();
    kept.retain(|one| one.whole || !says.contains(&one.measure));
    if repeated(&kept).is_some()
        && let Some(phase) = own.phase
    {
        let is_of_phase = |one: &Candidate<'_>| phase_of(one.path, parts, words) == Some(phase);
        if kept.iter().any(is_of_phase) {
            kept.retain(is_of_phase);
        }
    }
    if repeated(&kept).is_some() {
        let in_total = |one: &Candidate<'_>| one.over.iter().any(|text| parts.total.has(text));
        if kept.iter().any(in_total) {
            kept.retain(in_total);
        }
    }
    if let Some((column, header)) = repeated(&kept) {
        return Err((column, header));
    }
    let mut values: Vec<Measured> = Vec::new();
    if let Some(total) = total_column(frame, parts, words, &kept, is_of_year) {
        values.push(total);
    }
    for one in kept {
        match values.iter_mut().find(|known| known.measure == one.measure) {
            Some(known) => known.columns.push(one.column),
            None => {
                values.push(Measured {
                    columns: vec![one.column],
                    measure: one.measure,
                    header: one.header.to_owned(),
                });
            }
        }
    }
    Ok(values)
}

fn candidate<'a>(column: usize, path: &'a [String], parts: &Hierarchy) -> Option<Candidate<'a>> {
    let says = |list: fn(&Meaning) -> &Spellings| {
        path.iter().enumerate().find_map(|(at, text)| {
            let text = text.trim_start_matches("其中").trim_start_matches([':', '、']);
            parts.kinds.iter().find(|kind| list(kind).has(text)).map(|kind| (at, kind))
        })
    };
    let (at, kind, whole) = match says(|kind| &kind.says) {
        Some((at, kind)) => (at, kind, path[at + 1..].iter().all(|below| parts.total.has(below))),
        None => says(|kind| &kind.parts).map(|(at, kind)| (at, kind, false))?,
    };
    let measure = Measure::Kind(kind.word.clone());
    Some(Candidate { column, path, over: &path[..at], measure, header: &path[at], whole })
}

/// A second column that is the whole of its kind.
fn repeated(kept: &[Candidate<'_>]) -> Option<(usize, String)> {
    let same = |one: &Candidate<'_>, other: &Candidate<'_>| {
        one.measure == other.measure && (one.whole && other.whole || one.over != other.over)
    };
    let second = kept.iter().enumerate().find(|(at, one)| kept[..*at].iter().any(|known| same(known, one)));
    second.map(|(_, one)| (one.column, one.header.to_owned()))
}

/// The phase that a column's header names.
fn phase_of<'a>(path: &[String], parts: &'a Hierarchy, words: &Vocabulary) -> Option<&'a str> {
    path.iter().find_map(|text| meaning_in(&words.without_budgets(text), &parts.phases))
}

/// The row total: the first total column under the same group as the kinds, else the first at all.
fn total_column(
    frame: &Frame,
    parts: &Hierarchy,
    words: &Vocabulary,
    kept: &[Candidate<'_>],
    is_of_year: impl Fn(&Candidate<'_>) -> bool,
) -> Option<Measured> {
    let over = kept.first().map(|one| one.over)?;
    let totals = frame.others.iter().filter_map(|(column, path)| {
        let (header, over) = path.split_last()?;
        let is_kind = candidate(*column, path, parts).is_some();
        let is_other = path.iter().any(|text| words.other_columns.any_in(text));
        let measure = Measure::Total;
        let total = Candidate { column: *column, path, over, measure, header, whole: true };
        (parts.total.has(header) && !is_kind && !is_other && is_of_year(&total)).then_some(total)
    });
    let totals: Vec<Candidate<'_>> = totals.collect();
    let same_group = totals.iter().find(|total| total.over == over || total.path == over);
    let outside = || totals.iter().find(|total| total.over.is_empty() || over.starts_with(total.over));
    let found = same_group.or_else(outside)?;
    Some(Measured { columns: vec![found.column], measure: Measure::Total, header: found.header.to_owned() })
}

/// The paths of the columns that hold the amounts of a kind.
fn kind_paths<'a>(frame: &'a Frame, parts: &Hierarchy, words: &Vocabulary) -> impl Iterator<Item = &'a Vec<String>> {
    let own = |(column, path): &&(usize, Vec<String>)| {
        candidate(*column, path, parts).is_some() && !path.iter().any(|text| words.other_columns.any_in(text))
    };
    frame.others.iter().filter(own).map(|(_, path)| path)
}

/// The one year that the headers of a table's own columns name; with several, that of the given phase.
pub(super) fn year_of_columns(
    frame: &Frame,
    parts: &Hierarchy,
    words: &Vocabulary,
    phase: Option<&str>,
) -> Option<i32> {
    let mut named: Vec<(i32, Option<&str>)> = kind_paths(frame, parts, words)
        .filter_map(|path| Some((path.iter().find_map(|text| value::year_in(text))?, phase_of(path, parts, words))))
        .collect();
    named.dedup();
    let only = |years: Vec<i32>| {
        let first = *years.first()?;
        years.iter().all(|year| *year == first).then_some(first)
    };
    only(named.iter().map(|(year, _)| *year).collect())
        .or_else(|| only(named.iter().filter(|(_, of)| of.is_some() && *of == phase).map(|(year, _)| *year).collect()))
}

/// The one phase that the headers of a table's own columns name.
pub(super) fn phase_of_columns<'a>(frame: &Frame, parts: &'a Hierarchy, words: &Vocabulary) -> Option<&'a str> {
    let mut phases: Vec<&str> =
        kind_paths(frame, parts, words).filter_map(|path| phase_of(path, parts, words)).collect();
    phases.dedup();
    if phases.len() == 1 { phases.pop() } else { None }
}

/// The code of a row: one cell, or parts by level; a blank higher level is that of the row above.
pub(super) fn read_code(
    grid: &Grid,
    frame: &Frame,
    row: usize,
    above: &mut Vec<String>,
) -> Result<Option<String>, String> {
    let texts: Vec<String> = frame
        .codes
        .iter()
        .map(|column| {
            let cell = grid.cell(Place::new(row, *column));
            let text = value::code(cell).map_or_else(|_| cell.text.clone(), Option::unwrap_or_default);
            // a number that a text file prints with decimals, a code in brackets
            let text = text.strip_suffix(".0").or_else(|| text.strip_suffix(".00")).unwrap_or(&text);
            let bare = text.trim_matches(['[', ']', '(', ')', '【', '】']);
            if bare.bytes().all(|byte| byte.is_ascii_digit()) { bare.to_owned() } else { text.to_owned() }
        })
        .collect();
    let Some(last) = texts.iter().rposition(|text| !text.is_empty()) else { return Ok(None) };
    let mut code = String::new();
    for (level, text) in texts.iter().enumerate().take(last + 1) {
        let width = if level == 0 { 3 } else { 2 };
        let part = if text.is_empty() { above.get(level).cloned().unwrap_or_default() } else { text.clone() };
        if frame.codes.len() == 1 || (part.len() == width + code.len() && part.starts_with(&code)) {
            code = part;
        } else {
            code.extend(std::iter::repeat_n('0', width.saturating_sub(part.chars().count())));
            code.push_str(&part);
        }
    }
    // what one cell prints with its name (208社会保障和就业支出) begins with the code
    if frame.codes.len() == 1 && !code.chars().all(|letter| letter.is_ascii_digit()) {
        let cell = grid.cell(Place::new(row, frame.codes[0]));
        code = code_before_name(&cell.text).map_or(code, |(code, _)| code);
    }
    if !code.chars().all(|letter| letter.is_ascii_digit()) || ![3, 5, 7].contains(&code.len()) {
        return Err(texts.join(" ").trim().to_owned());
    }
    *above = [code.get(..3), code.get(3..5), code.get(5..7)].into_iter().flatten().map(str::to_owned).collect();
    Ok(Some(code))
}

/// The code and the name of one cell (208社会保障和就业支出, `[2080505]机关…`).
fn code_before_name(text: &str) -> Option<(String, String)> {
    value::code_and_name(text).or_else(|| {
        let text = value::name(text);
        let end = text.find(|letter: char| !letter.is_ascii_digit())?;
        let (code, name) = text.split_at(end);
        let name = name.trim();
        // 20106A1 is a code mistyped
        let is_name = name.starts_with(|letter: char| letter.is_alphabetic() && !letter.is_ascii());
        let is_class = [3, 5, 7].contains(&code.len()) && is_name;
        (is_class && !name.starts_with('年')).then(|| (code.to_owned(), name.to_owned()))
    })
}

/// The name of a row: its own cell, else what follows the code.
pub(super) fn read_name(grid: &Grid, frame: &Frame, row: usize) -> String {
    match frame.name {
        Some(column) => value::name(&grid.cell(Place::new(row, column)).text),
        None => {
            code_before_name(&grid.cell(Place::new(row, frame.codes[0])).text).map(|(_, name)| name).unwrap_or_default()
        }
    }
}

/// Where the amounts of a total row stand: under their headers, or moved left because its label is a merged cell (as
/// many printed cells as columns). None where neither is so.
pub(super) fn total_places(grid: &Grid, frame: &Frame, values: &[Measured], row: usize) -> Option<Vec<Vec<Place>>> {
    let headed: Vec<usize> = frame.others.iter().map(|(column, _)| *column).collect();
    let leading = grid.row(row).iter().position(|cell| !cell.is_blank()).unwrap_or(0);
    let label = frame.name.filter(|_| row < frame.body).unwrap_or(leading);
    let printed: Vec<usize> =
        (label + 1..grid.width()).filter(|column| !grid.cell(Place::new(row, *column)).is_blank()).collect();
    let at = |moved: &dyn Fn(usize) -> Option<usize>| -> Option<Vec<Vec<Place>>> {
        let places = |value: &Measured| -> Option<Vec<Place>> {
            value.columns.iter().map(|column| Some(Place::new(row, moved(*column)?))).collect()
        };
        values.iter().map(places).collect()
    };
    if printed.iter().all(|column| headed.contains(column)) {
        return at(&Some);
    }
    // the same number of cells, further left
    let of_amounts: Vec<usize> = {
        let mut columns: Vec<usize> = values.iter().flat_map(|value| value.columns.clone()).collect();
        columns.sort_unstable();
        columns
    };
    let from = [&headed, &of_amounts].into_iter().find(|columns| columns.len() == printed.len())?;
    at(&|column| from.iter().position(|known| *known == column).map(|at| printed[at]))
}
