//! Rows that several sources give. The lake holds one row a key, credited to the source that gave it last; what every
//! current source gives of such a row stands in `contributions`, so that the row stays, as the others give it, when
//! one of them no longer does (`docs/DATA.md`).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int32Type;
use serde_json::{Map, Value as Json};

use super::error::LakeError;
use super::gather::Gathered;
use super::merge::Merged;
use super::storage::{Place, Years};
use crate::model::tables::{self, CONTRIBUTIONS};
use crate::model::{Kind, Provenance, Row, Table, Value, row_of_batch};

/// What one source gives of a row.
#[derive(Clone, Debug)]
pub(super) struct Contribution {
    pub(super) source_id: String,
    /// The load that read it.
    pub(super) load_id: i32,
    /// The row as the source gives it, with the columns that the source has.
    pub(super) row: Row,
}

/// The contributions to the rows of one table, by key; at least two a key.
pub(super) type OfTable = HashMap<String, Vec<Contribution>>;

/// The contributions to the rows of every table.
pub(super) type OfTables = BTreeMap<&'static str, OfTable>;

/// What a load means for the contributions to one table.
#[derive(Debug, Default)]
pub(super) struct Update {
    /// All of them after the load, by key.
    pub(super) after: OfTable,
    /// Whether any that stood before changed or went.
    pub(super) is_rewritten: bool,
    /// The keys that are new.
    pub(super) added: Vec<String>,
}

/// Reads all contributions.
pub(super) async fn read(place: Place<'_>, version: u64) -> Result<OfTables, LakeError> {
    let mut found = OfTables::new();
    if !place.holds(version, None).await? {
        return Ok(found);
    }
    let batch = place.read(Some(version), None).await?;
    let wrong =
        |what: &str| LakeError::Ledger { root: place.root.to_owned(), found: format!("`contributions` holds {what}") };
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>().cloned());
    let number =
        |name: &str| batch.column_by_name(name).and_then(|column| column.as_primitive_opt::<Int32Type>().cloned());
    let columns = (text("table_name"), text("key"), text("source_id"), text("sheet"), text("cells"), text("content"));
    let (Some(names), Some(keys), Some(ids), Some(sheets), Some(cells), Some(contents)) = columns else {
        return Err(wrong("other columns than jixiao writes"));
    };
    let (Some(loads), Some(rows)) = (number("load_id"), number("row")) else {
        return Err(wrong("other columns than jixiao writes"));
    };
    for index in 0..batch.num_rows() {
        let Some(table) = tables::find(names.value(index)) else { continue };
        let provenance = Provenance {
            sheet: sheets.is_valid(index).then(|| sheets.value(index).into()),
            row: rows.is_valid(index).then(|| rows.value(index)),
            cells: cells.is_valid(index).then(|| cells.value(index).to_owned()),
        };
        let row = decode(table, provenance, contents.value(index)).ok_or_else(|| wrong("a row that is none"))?;
        let contribution = Contribution { source_id: ids.value(index).to_owned(), load_id: loads.value(index), row };
        let of_table = found.entry(table.name).or_default();
        of_table.entry(keys.value(index).to_owned()).or_default().push(contribution);
    }
    Ok(found)
}

/// The contributions to some keys as rows to store.
pub(super) fn rows<'a>(of_keys: impl Iterator<Item = (&'a String, &'a Vec<Contribution>)>) -> Vec<Row> {
    let mut rows = Vec::new();
    for (key, contributions) in of_keys {
        for Contribution { source_id, load_id, row } in contributions {
            let mut stored = Row::new(&CONTRIBUTIONS, Provenance::default());
            let values = [
                ("table_name", Some(Value::from(row.table.name))),
                ("key", Some(Value::from(key.as_str()))),
                ("source_id", Some(Value::from(source_id.as_str()))),
                ("load_id", Some(Value::Integer(*load_id))),
                ("sheet", row.provenance.sheet.as_deref().map(Value::from)),
                ("row", row.provenance.row.map(Value::Integer)),
                ("cells", row.provenance.cells.as_deref().map(Value::from)),
                ("content", Some(Value::Text(encode(row)))),
            ];
            for (column, value) in values {
                let known = stored.set(column, value);
                debug_assert!(known, "contributions has no column {column}");
            }
            rows.push(stored);
        }
    }
    rows
}

/// The years of rows that some of these sources help to give.
pub(super) fn years_losing(table: &Table, before: &OfTable, gone: &HashSet<String>) -> Years {
    let losing = before.values().filter(|all| all.iter().any(|one| gone.contains(&one.source_id)));
    losing
        .filter_map(|all| all.first())
        .map(|one| match table.partition().and_then(|partition| one.row.get(partition)) {
            Some(Value::Integer(year)) => Some(*year),
            _ => None,
        })
        .collect()
}

/// What the given rows become before they are merged: a row that a source drops but others still give is given again
/// as those give it, and a row that is given anew lies over what the others give. Gives the number of the former,
/// which stand at the end of `given`.
pub(super) fn reinstate(given: &mut Gathered, before: &OfTable, gone: &HashSet<String>) -> usize {
    let mut broken: BTreeMap<&str, Option<(Row, String)>> = BTreeMap::new();
    for (key, contributions) in before {
        if contributions.iter().any(|one| gone.contains(&one.source_id)) {
            broken.insert(key.as_str(), fold(contributions.iter().filter(|one| !gone.contains(&one.source_id))));
        }
    }
    if broken.is_empty() {
        return 0;
    }
    for row in &mut given.rows {
        let Some(rest) = broken.remove(key_text(row).as_str()) else { continue };
        for position in 0..row.table.columns.len() {
            if !row.has(position) {
                row.set_at(position, rest.as_ref().and_then(|(rest, _)| rest.values()[position].clone()));
            }
        }
    }
    let mut reinstated = 0;
    for (row, source_id) in broken.into_values().flatten() {
        given.rows.push(row);
        given.source_ids.push(source_id);
        reinstated += 1;
    }
    reinstated
}

/// The rows that a load's files gave, as they gave them, before [`reinstate`] changed any.
pub(super) struct AsGiven<'a> {
    pub(super) rows: &'a [Row],
    pub(super) source_ids: &'a [String],
    /// For rows that several sources of the load gave, what each gave.
    pub(super) shared: &'a HashMap<usize, Vec<(String, Row)>>,
}

/// The contributions after a load. `loads` are the loads of the known sources.
pub(super) fn update(
    given: &AsGiven<'_>,
    merged: &Merged,
    existing: &RecordBatch,
    mut before: OfTable,
    gone: &HashSet<String>,
    loads: &HashMap<String, i32>,
    load_id: i32,
) -> Update {
    let mut is_rewritten = false;
    // keys that several sources gave, though perhaps none or one of them is left
    let mut were_shared: HashSet<String> = HashSet::new();
    before.retain(|key, all| {
        let count = all.len();
        all.retain(|one| !gone.contains(&one.source_id));
        if all.len() < count {
            is_rewritten = true;
            were_shared.insert(key.clone());
        }
        !all.is_empty()
    });
    let sources = existing.column_by_name("source_id").and_then(AsArray::as_string_opt::<i32>);
    let mut added = Vec::new();
    for (index, row) in given.rows.iter().enumerate() {
        let own = || vec![(given.source_ids[index].clone(), row.clone())];
        let replaced = merged.before.get(index).copied().flatten();
        let shared = given.shared.get(&index);
        if before.is_empty() && shared.is_none() && replaced.is_none() {
            continue;
        }
        let fresh: Vec<(String, Row)> = shared.cloned().unwrap_or_else(own);
        let has = |id: &str| fresh.iter().any(|(source, _)| source == id);
        let key = key_text(row);
        let mut all = before.remove(&key).unwrap_or_default();
        let was_known = !all.is_empty();
        all.retain(|one| !has(&one.source_id));
        if !was_known
            && !were_shared.contains(&key)
            && let Some(at) = replaced
            && let Some(sources) = sources
            && sources.is_valid(at)
            && !gone.contains(sources.value(at))
            && !has(sources.value(at))
        {
            let source_id = sources.value(at).to_owned();
            let load_id = loads.get(&source_id).copied().unwrap_or(0);
            all.push(Contribution { source_id, load_id, row: row_of_batch(row.table, existing, at) });
        }
        all.extend(fresh.into_iter().map(|(source_id, row)| Contribution { source_id, load_id, row }));
        is_rewritten |= was_known;
        if all.len() > 1 {
            if !was_known {
                added.push(key.clone());
            }
            before.insert(key, all);
        }
    }
    before.retain(|_, all| all.len() > 1);
    Update { after: before, is_rewritten, added }
}

/// What contributions give together: a later load lies over an earlier one, columns that it lacks left alone. The row
/// is credited to the last; none where there is no contribution.
fn fold<'a>(contributions: impl Iterator<Item = &'a Contribution>) -> Option<(Row, String)> {
    let mut ordered: Vec<&Contribution> = contributions.collect();
    ordered.sort_by(|left, right| left.load_id.cmp(&right.load_id).then_with(|| right.source_id.cmp(&left.source_id)));
    let last = ordered.last()?;
    let mut row = Row::new(last.row.table, last.row.provenance.clone());
    for position in 0..row.table.columns.len() {
        let given = ordered.iter().rev().find(|one| one.row.has(position));
        row.set_at(position, given.and_then(|one| one.row.values()[position].clone()));
    }
    Some((row, last.source_id.clone()))
}

/// A row's key as `contributions.key` has it: a JSON array of its values.
pub fn key_text(row: &Row) -> String {
    let values = row.table.key.iter().map(|name| {
        let scale = row.table.column(name).and_then(|column| column.kind.scale());
        row.get(name).map_or(Json::Null, |value| to_json(value, scale))
    });
    Json::Array(values.collect()).to_string()
}

/// The columns that a row has, as a JSON object.
fn encode(row: &Row) -> String {
    let present = row.table.columns.iter().enumerate().filter(|(position, _)| row.has(*position));
    let members = present.map(|(position, column)| {
        let value = row.values()[position].as_ref();
        (column.name.to_owned(), value.map_or(Json::Null, |value| to_json(value, column.kind.scale())))
    });
    Json::Object(members.collect::<Map<_, _>>()).to_string()
}

fn decode(table: &'static Table, provenance: Provenance, content: &str) -> Option<Row> {
    let Json::Object(members) = serde_json::from_str(content).ok()? else { return None };
    let mut row = Row::new(table, provenance);
    for (name, value) in members {
        // a column that a later jixiao knows is passed over
        let Some(position) = table.position(&name) else { continue };
        let value = if value.is_null() { None } else { Some(from_json(&value, table.columns[position].kind)?) };
        row.set_at(position, value);
    }
    Some(row)
}

fn to_json(value: &Value, scale: Option<u8>) -> Json {
    match value {
        Value::Text(text) => Json::from(text.as_str()),
        Value::Integer(number) => Json::from(*number),
        Value::Flag(flag) => Json::from(*flag),
        other => Json::from(other.plain(scale)),
    }
}

fn from_json(value: &Json, kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Year | Kind::Integer => Value::Integer(i32::try_from(value.as_i64()?).ok()?),
        Kind::Text | Kind::Word(_) => Value::from(value.as_str()?),
        Kind::Date => Value::Date(value.as_str()?.parse().ok()?),
        Kind::Flag => Value::Flag(value.as_bool()?),
        Kind::Instant => Value::Instant(value.as_str()?.parse::<DateTime<Utc>>().ok()?),
        Kind::Money | Kind::Score | Kind::Measure => {
            // the point stands where the scale of the column puts it
            let digits: String = value.as_str()?.chars().filter(|letter| *letter != '.').collect();
            Value::Decimal(digits.parse().ok()?)
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::model::tables::{MONITORING, PROJECT_BUDGETS};

    proptest! {
        #[test]
        fn what_is_stored_reads_back(year in 1900..2100, fen in any::<i64>(), name in ".*", blank in any::<bool>()) {
            let mut row = Row::new(&PROJECT_BUDGETS, Provenance::default());
            prop_assert!(row.set("fiscal_year", Some(Value::Integer(year))));
            prop_assert!(row.set("detail", Some(Value::Text(name))));
            prop_assert!(row.set("executed", (!blank).then_some(Value::Decimal(i128::from(fen)))));
            prop_assert_eq!(&decode(&PROJECT_BUDGETS, Provenance::default(), &encode(&row)).unwrap(), &row);
        }

        #[test]
        fn days_read_back(days in 0..60_000) {
            let day = chrono::NaiveDate::from_num_days_from_ce_opt(700_000 + days).unwrap();
            let mut row = Row::new(&MONITORING, Provenance::default());
            prop_assert!(row.set("as_of", Some(Value::Date(day))));
            prop_assert_eq!(&decode(&MONITORING, Provenance::default(), &encode(&row)).unwrap(), &row);
        }
    }
}
