//! Sheets as offices send them, and what each must give.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any_grid;
mod department_forms;
mod evaluation_forms;
mod exports;
mod flat_tables;
mod function_tables;
mod function_tables_more;
mod monitoring_forms;
mod objective_forms;
mod own;
mod published;
mod quirks;
mod summaries;
mod workbooks;

use super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};
use crate::model::{Row, Value};

/// Reads a sheet drawn as lines of cells between `|`; the line break before the first one is left out.
fn read(text: &str) -> SheetRows {
    read_with(text, &Constants::default())
}

fn read_with(text: &str, constants: &Constants) -> SheetRows {
    extract(&grid(text), "a.csv", constants, &Forms::embedded().unwrap())
}

fn grid(text: &str) -> Grid {
    let lines = text.lines().skip(1).map(str::trim_start);
    let rows = lines.map(|line| line.split('|').map(Cell::text).collect()).collect();
    Grid::new(None, rows, Vec::new())
}

/// Reads a sheet of which nothing may be refused or doubted.
#[track_caller]
fn read_whole(text: &str) -> SheetRows {
    let rows = read(text);
    let reasons: Vec<_> = rows.rejects.iter().map(|row| (row.text("cell"), row.text("reason"))).collect();
    assert!(reasons.is_empty(), "{reasons:?}{text}");
    rows
}

fn of<'a>(rows: &'a SheetRows, table: &'a str) -> Vec<&'a Row> {
    rows.rows.iter().filter(|row| row.table.name == table).collect()
}

fn decimal(row: &Row, column: &str) -> Option<i128> {
    match row.get(column) {
        Some(Value::Decimal(number)) => Some(*number),
        _ => None,
    }
}

/// Cell, check and reason of each reject.
fn found(rows: &SheetRows) -> Vec<(&str, &str, &str)> {
    rows.rejects
        .iter()
        .map(|row| {
            let of = |column: &str| row.text(column).unwrap_or_default();
            (of("cell"), of("check_id"), of("reason"))
        })
        .collect()
}

const WAN: i128 = 1_000_000;
