//! The rows of one load, brought together: equal rows of one key count once, columns that some sources lack are
//! filled from those that have them, and rows that contradict each other are refused, all of them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use crate::model::tables::{BUDGET_SCOPE, REJECTS};
use crate::model::{Provenance, Row, SourceRows, Table, Value};

/// How many of the other places a conflict names in full.
const PLACES_NAMED: usize = 20;

/// The rows of one table in one load, one for each key.
pub(super) struct Gathered {
    pub(super) table: &'static Table,
    pub(super) rows: Vec<Row>,
    /// The source of each row.
    pub(super) source_ids: Vec<String>,
    /// For rows that several sources give, what each of them gives.
    pub(super) shared: HashMap<usize, Vec<(String, Row)>>,
}

impl Gathered {
    /// Rows of one table without sources, or none.
    pub(super) fn of(table: &'static Table, rows: Vec<Row>) -> Self {
        Self { table, rows, source_ids: Vec::new(), shared: HashMap::new() }
    }
}

/// What the sources of a load give together.
#[derive(Default)]
pub(super) struct Gathering {
    pub(super) tables: BTreeMap<&'static str, Gathered>,
    /// Rows for `rejects` about conflicts, without the load.
    pub(super) rejects: Vec<Row>,
    /// The places refused, for each source.
    pub(super) refused: HashMap<usize, HashSet<SheetRow>>,
    /// Rows refused.
    pub(super) conflicts: usize,
}

/// A row and the position of its source.
type Located = (usize, Row);

/// A sheet's name and a row in it.
type SheetRow = (Option<String>, Option<i32>);

/// Takes the rows out of `sources`, which are in the order that decides whose provenance is kept.
pub(super) fn gather(sources: &mut [SourceRows]) -> Gathering {
    let mut by_table: BTreeMap<&'static str, Vec<Located>> = BTreeMap::new();
    for (position, source) in sources.iter_mut().enumerate() {
        let mut rows = std::mem::take(&mut source.rows);
        rows.sort_by(|left, right| {
            let place = |row: &Row| (row.provenance.sheet.clone(), row.provenance.row);
            place(left).cmp(&place(right))
        });
        for row in rows {
            by_table.entry(row.table.name).or_default().push((position, row));
        }
    }
    let mut gathering = Gathering::default();
    let has_department =
        |rows: &[Located]| rows.first().is_some_and(|(_, row)| row.table.position(DEPARTMENT).is_some());
    let (with_department, without): (BTreeMap<_, _>, BTreeMap<_, _>) =
        by_table.into_iter().partition(|(_, rows)| has_department(rows));
    let owners = Owners { rows: Some(&with_department), index: OnceCell::new() };
    let mut gather_all = |rows: Vec<Located>, owners: &Owners<'_>| {
        if let Some(table) = rows.first().map(|(_, row)| row.table) {
            let gathered = gather_table(table, rows, sources, &mut gathering, owners);
            gathering.tables.insert(table.name, gathered);
        }
    };
    for rows in without.into_values() {
        gather_all(rows, &owners);
    }
    drop(owners);
    for rows in with_department.into_values() {
        gather_all(rows, &Owners::default());
    }
    gathering
}

const DEPARTMENT: &str = "department";

/// Whose rows are: the department that a row, or another row made from the same row of the sheet, names.
#[derive(Default)]
struct Owners<'a> {
    rows: Option<&'a BTreeMap<&'static str, Vec<Located>>>,
    index: OnceCell<HashMap<(usize, SheetRow), &'a str>>,
}

impl Owners<'_> {
    fn of(&self, source: usize, row: &Row) -> Option<String> {
        if let Some(department) = row.text(DEPARTMENT) {
            return Some(department.to_owned());
        }
        let place = |row: &Row| (row.provenance.sheet.as_deref().map(str::to_owned), row.provenance.row);
        // conflicts are rare: the index is made for the first of them
        let index = self.index.get_or_init(|| {
            let rows = self.rows.iter().flat_map(|tables| tables.values()).flatten();
            rows.filter_map(|(source, row)| Some(((*source, place(row)), row.text(DEPARTMENT)?))).collect()
        });
        index.get(&(source, place(row))).map(|department| (*department).to_owned())
    }
}

fn gather_table(
    table: &'static Table,
    located: Vec<Located>,
    sources: &[SourceRows],
    gathering: &mut Gathering,
    owners: &Owners<'_>,
) -> Gathered {
    let mut group_of: HashMap<Vec<Option<&Value>>, usize> = HashMap::with_capacity(located.len());
    let mut groups: Vec<Vec<usize>> = Vec::with_capacity(located.len());
    for (index, (_, row)) in located.iter().enumerate() {
        let group = *group_of.entry(row.key()).or_insert(groups.len());
        if group == groups.len() {
            groups.push(Vec::with_capacity(1));
        }
        groups[group].push(index);
    }
    drop(group_of);
    let mut located: Vec<Option<Located>> = located.into_iter().map(Some).collect();
    let mut gathered = Gathered::of(table, Vec::new());
    for group in groups {
        let rows: Vec<Located> = group.iter().filter_map(|index| located[*index].take()).collect();
        let disputed = disputed_columns(table, &rows);
        if !disputed.is_empty() {
            refuse(table, &rows, &disputed, sources, gathering, owners);
            continue;
        }
        let by_source = by_source(&rows, sources);
        if by_source.len() > 1 {
            gathered.shared.insert(gathered.rows.len(), by_source);
        }
        let mut rows = rows.into_iter();
        let Some((source, mut first)) = rows.next() else { continue };
        for (_, other) in rows {
            complete(&mut first, &other);
        }
        gathered.rows.push(first);
        gathered.source_ids.push(sources[source].source_id.clone());
    }
    gathered
}

/// Gives a row the columns that it lacks and another of its key has.
fn complete(row: &mut Row, other: &Row) {
    for position in 0..row.table.columns.len() {
        if other.has(position) && !row.has(position) {
            row.set_at(position, other.values()[position].clone());
        }
    }
}

/// What each source gives of a row; nothing where one gives all of it.
fn by_source(rows: &[Located], sources: &[SourceRows]) -> Vec<(String, Row)> {
    let id = |position: &usize| &sources[*position].source_id;
    let mut found: Vec<(String, Row)> = Vec::new();
    if rows.windows(2).all(|pair| id(&pair[0].0) == id(&pair[1].0)) {
        return found;
    }
    for (position, row) in rows {
        match found.iter_mut().find(|(source, _)| source == id(position)) {
            Some((_, first)) => complete(first, row),
            None => found.push((id(position).clone(), row.clone())),
        }
    }
    found
}

/// The columns for which rows of one key that have the column give different values.
fn disputed_columns(table: &Table, rows: &[Located]) -> Vec<usize> {
    if rows.len() < 2 {
        return Vec::new();
    }
    let differs = |position: &usize| {
        let mut values = rows.iter().filter(|(_, row)| row.has(*position)).map(|(_, row)| &row.values()[*position]);
        let first = values.next();
        values.any(|value| Some(value) != first)
    };
    // two tables that show the same by different signs do not contradict each other
    let is_told = |position: &usize| !(table.name == BUDGET_SCOPE.name && table.columns[*position].name == "evidence");
    (0..table.columns.len()).filter(is_told).filter(differs).collect()
}

fn refuse(
    table: &'static Table,
    rows: &[Located],
    disputed: &[usize],
    sources: &[SourceRows],
    gathering: &mut Gathering,
    owners: &Owners<'_>,
) {
    let names: Vec<&str> = disputed.iter().map(|position| table.columns[*position].name).collect();
    for (index, (source, row)) in rows.iter().enumerate() {
        let mut others = String::new();
        for (other_source, other) in
            rows.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, row)| row).take(PLACES_NAMED)
        {
            let separator = if others.is_empty() { "" } else { "; " };
            let _ = write!(others, "{separator}{}", place(&sources[*other_source].path, &other.provenance));
        }
        let unnamed = (rows.len() - 1).saturating_sub(PLACES_NAMED);
        if unnamed > 0 {
            let _ = write!(others, "; and {unnamed} more");
        }
        let reason = format!(
            "the same key ({}) stands more than once in this load with different {}, so none of these rows of {} was \
             loaded; also: {others}",
            describe(table, table.key.iter().filter_map(|name| table.position(name)), row),
            names.join(", "),
            table.name,
        );
        let values = disputed.iter().copied().filter(|position| row.has(*position));
        let cell = row.provenance.cells.clone().or_else(|| row.provenance.row.map(|number| format!("row {number}")));
        let mut rejected = reject(
            &sources[*source].source_id,
            row.provenance.sheet.as_deref(),
            cell,
            format!("{}.{}", table.name, names.join(";")),
            describe(table, values, row),
            reason,
            describe(table, (0..table.columns.len()).filter(|position| row.has(*position)), row),
        );
        let owner = owners.of(*source, row).or_else(|| sources[*source].owners.get(&row.provenance.row?).cloned());
        let known = rejected.set(DEPARTMENT, owner.map(Value::Text));
        debug_assert!(known, "rejects has no column {DEPARTMENT}");
        gathering.rejects.push(rejected);
        let sheet = row.provenance.sheet.as_deref().map(str::to_owned);
        gathering.refused.entry(*source).or_default().insert((sheet, row.provenance.row));
        gathering.conflicts += 1;
    }
}

fn reject(
    source_id: &str,
    sheet: Option<&str>,
    cell: Option<String>,
    field: String,
    value: String,
    reason: String,
    row_text: String,
) -> Row {
    let mut row = Row::new(&REJECTS, Provenance::default());
    let values = [
        ("source_id", Some(Value::from(source_id))),
        ("sheet", sheet.map(Value::from)),
        ("cell", cell.map(Value::Text)),
        ("field", Some(Value::Text(field))),
        ("value", Some(Value::Text(value))),
        ("reason", Some(Value::Text(reason))),
        ("check_id", Some(Value::from("key.conflict"))),
        ("severity", Some(Value::from("error"))),
        ("row_text", Some(Value::Text(row_text))),
    ];
    for (column, value) in values {
        let known = row.set(column, value);
        debug_assert!(known, "rejects has no column {column}");
    }
    row
}

fn place(path: &str, provenance: &Provenance) -> String {
    let sheet = provenance.sheet.as_deref().map(|sheet| format!(", sheet `{sheet}`")).unwrap_or_default();
    let row = provenance.row.map(|row| format!(", row {row}")).unwrap_or_default();
    format!("{path}{sheet}{row}")
}

fn describe(table: &Table, positions: impl Iterator<Item = usize>, row: &Row) -> String {
    let mut text = String::new();
    for position in positions {
        let separator = if text.is_empty() { "" } else { ", " };
        let column = &table.columns[position];
        let value = row.values()[position].as_ref().map_or_else(String::new, |value| value.plain(column.kind.scale()));
        let _ = write!(text, "{separator}{}={value}", column.name);
    }
    text
}
