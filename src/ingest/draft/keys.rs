//! Which columns together name a row.

use std::collections::{HashMap, HashSet};

use super::sheet::Table;

/// How many rows of a hundred a key must tell apart to be taken for one.
const ENOUGH: usize = 90;

/// The columns that tell the rows of a table apart, and how well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Positions of columns.
    pub(super) columns: Vec<usize>,
    /// How many different values they take together with `beside`.
    pub(super) distinct: usize,
}

/// The fewest of the `candidates`, at most three, that beside the columns `beside` tell most rows apart; of as many, those
/// that tell most; none where nothing does.
pub(super) fn key(table: &Table<'_>, beside: &[usize], candidates: &[usize]) -> Option<Key> {
    let rows = table.rows.len();
    let candidates = &candidates[..candidates.len().min(8)];
    let mut best: Option<Key> = None;
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..3 {
        let extended = sets.iter().flat_map(|set| {
            let later = candidates.iter().filter(|column| set.last().is_none_or(|last| *column > last));
            later.map(|column| set.iter().copied().chain([*column]).collect::<Vec<_>>()).collect::<Vec<_>>()
        });
        sets = extended.collect();
        for set in &sets {
            let columns: Vec<usize> = beside.iter().chain(set).copied().collect();
            let distinct = distinct(table, &columns);
            // one more column must tell clearly more rows apart
            let is_better = best.as_ref().is_none_or(|known| {
                let gain = if set.len() > known.columns.len() { rows / 50 } else { 0 };
                distinct > known.distinct + gain
            });
            if is_better {
                best = Some(Key { columns: set.clone(), distinct });
            }
        }
    }
    best.filter(|key| key.distinct * 100 >= rows * ENOUGH)
}

/// How many different values these columns take together.
pub(super) fn distinct(table: &Table<'_>, columns: &[usize]) -> usize {
    let value = |row: &usize| columns.iter().map(|column| table.text(*row, *column)).collect::<Vec<_>>();
    table.rows.iter().map(value).collect::<HashSet<_>>().len()
}

/// Whether a column has one value for each value of the key.
pub(super) fn follows(table: &Table<'_>, key: &[usize], column: usize) -> bool {
    let mut values: HashMap<Vec<&str>, &str> = HashMap::new();
    table.rows.iter().all(|row| {
        let key = key.iter().map(|column| table.text(*row, *column)).collect();
        let text = table.text(*row, column);
        *values.entry(key).or_insert(text) == text
    })
}
