//! The lake as its callers see it: what a load leaves behind, read back through SQL.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]
// the values of rows are optional, so the shorthands for them are
#![allow(clippy::unnecessary_wraps)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use chrono::{Local, NaiveDate};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::{SessionConfig, SessionContext};
use tempfile::TempDir;

use super::*;
use crate::model::tables::{FUNCTION_CLASSES, PROJECTS};
use crate::model::{Provenance, Table, Value};

pub(super) fn options() -> CommitOptions {
    CommitOptions { by: "测试".to_owned(), ..Default::default() }
}

pub(super) fn row(table: &'static Table, number: i32, values: &[(&str, Option<Value>)]) -> Row {
    let mut row = Row::new(table, Provenance { sheet: None, row: Some(number), cells: None });
    for (column, value) in values {
        assert!(row.set(column, value.clone()), "{column}");
    }
    row
}

pub(super) fn year(year: i32) -> Option<Value> {
    Some(Value::Integer(year))
}

pub(super) fn text(text: &str) -> Option<Value> {
    Some(Value::from(text))
}

pub(super) fn project(number: i32, year_of: i32, code: &str, name: &str) -> Row {
    row(
        &PROJECTS,
        number,
        &[("fiscal_year", year(year_of)), ("project_code", text(code)), ("project_name", text(name))],
    )
}

pub(super) fn source(path: &str, id: &str, rows: Vec<Row>) -> SourceRows {
    SourceRows {
        path: path.to_owned(),
        source_id: id.to_owned(),
        file_kind: "csv".to_owned(),
        form: Some("projects".to_owned()),
        form_version: "1".to_owned(),
        rows_read: i32::try_from(rows.len()).unwrap(),
        rows,
        ..Default::default()
    }
}

pub(super) async fn lake(folder: &Path) -> Lake {
    Lake::create_or_open(folder.join("财政 湖"), Vec::new(), &options()).await.unwrap()
}

pub(super) async fn sql_at(lake: &Lake, as_of: Option<AsOf>, query: &str) -> Vec<String> {
    let snapshot = lake.snapshot(as_of).await.unwrap();
    let mut answers = Vec::new();
    for partitions in [1, 8] {
        let session = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
        for table in ALL {
            if query.contains(table.name) {
                session.register_table(table.name, snapshot.provider(table).await.unwrap()).unwrap();
            }
        }
        let mut lines = Vec::new();
        for batch in session.sql(query).await.unwrap().collect().await.unwrap() {
            let options = FormatOptions::default().with_null("-");
            let columns: Vec<_> =
                batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
            for row in 0..batch.num_rows() {
                lines.push(columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join("|"));
            }
        }
        answers.push(lines);
    }
    assert_eq!(answers[0], answers[1], "one and eight partitions answer alike");
    answers.remove(0)
}

pub(super) async fn sql(lake: &Lake, query: &str) -> Vec<String> {
    sql_at(lake, None, query).await
}

pub(super) const NAMES: &str = "SELECT fiscal_year, project_code, project_name FROM projects ORDER BY 1, 2";

#[tokio::test]
async fn creates_every_table_with_the_defaults_and_opens_again() {
    let folder = TempDir::new().unwrap();
    let class = row(&FUNCTION_CLASSES, 1, &[("code", text("201")), ("name", text("一般公共服务支出"))]);
    let started = Instant::now();
    let root = folder.path().join("新 湖");
    let lake = Lake::create_or_open(&root, vec![class], &options()).await.unwrap();
    eprintln!("creation: {:?}", started.elapsed());
    assert_eq!(Lake::open(&root).unwrap(), lake);
    assert_eq!(sql(&lake, "SELECT code, year, name FROM function_classes").await, ["201|-|一般公共服务支出"]);
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!((snapshot.load_id, snapshot.versions.len()), (0, ALL.len()));
    for table in ALL {
        let stored = snapshot.provider(table).await.unwrap().schema();
        for (stored, column) in stored.fields().iter().zip(table.all_columns()) {
            let (kind, stored_kind) = (column.kind.data_type(), stored.data_type());
            let same = kind == *stored_kind || (kind == DataType::Utf8 && *stored_kind == DataType::Utf8View);
            assert!(stored.name() == column.name && same, "{}.{}: {stored_kind:?}", table.name, column.name);
        }
    }
    let history = lake.history().await.unwrap();
    assert_eq!((history.len(), history[0].by.as_str(), history[0].sources), (1, "测试", 0));
}

#[tokio::test]
async fn says_what_is_wrong_with_a_path() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    assert!(matches!(Lake::open(&file), Err(LakeError::IsFile { .. })));
    assert!(matches!(Lake::open(folder.path().join("none")), Err(LakeError::Missing { .. })));
    assert!(matches!(Lake::open(folder.path()), Err(LakeError::NotALake { .. })));
    let refused = Lake::create_or_open(folder.path(), Vec::new(), &options()).await;
    assert!(matches!(refused, Err(LakeError::NotALake { .. })));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was written beside it");
}

#[tokio::test]
async fn finishes_a_creation_that_was_cut_short() {
    let folder = TempDir::new().unwrap();
    let made = lake(folder.path()).await;
    std::fs::remove_dir_all(made.root().join("loads")).unwrap();
    assert!(matches!(Lake::open(made.root()), Err(LakeError::NotALake { .. })));
    let again = lake(folder.path()).await;
    assert_eq!(again.history().await.unwrap().len(), 1);
}

#[tokio::test]
async fn appends_replaces_by_key_and_travels_in_time() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let first = source("a.csv", "a1", vec![project(2, 2023, "1", "甲"), project(3, 2024, "2", "乙")]);
    let report = lake.commit(vec![first], &options()).await.unwrap();
    assert_eq!((report.load_id, report.read[0].rows_accepted), (Some(1), 2));
    let second = source("b.csv", "b1", vec![project(2, 2024, "2", "乙改"), project(3, 2024, "3", "丙")]);
    let report = lake.commit(vec![second], &options()).await.unwrap();
    assert_eq!(report.rows_by_table["projects"], TableChange { loaded: 2, replaced: 1, removed: 0 });
    assert_eq!(sql(&lake, NAMES).await, ["2023|1|甲", "2024|2|乙改", "2024|3|丙"]);
    assert_eq!(sql_at(&lake, Some(AsOf::Load(1)), NAMES).await, ["2023|1|甲", "2024|2|乙"]);
    assert_eq!(sql_at(&lake, Some(AsOf::Load(0)), NAMES).await, Vec::<String>::new());
    let today = Local::now().date_naive();
    assert_eq!(lake.snapshot(Some(AsOf::Date(today))).await.unwrap().load_id, 2);
    let long_ago: AsOf = "2001-01-01".parse().unwrap();
    assert!(matches!(lake.snapshot(Some(long_ago)).await, Err(LakeError::NoLoadBy { .. })));
    assert!(matches!(lake.snapshot(Some(AsOf::Load(3))).await, Err(LakeError::NoSuchLoad { newest: 2, .. })));
    assert_eq!(sql(&lake, "SELECT load_id FROM loads ORDER BY 1").await, ["0", "1", "2"]);
    assert_eq!(sql_at(&lake, Some(AsOf::Load(1)), "SELECT load_id FROM loads ORDER BY 1").await, ["0", "1"]);
}

#[test]
fn reads_loads_and_days() {
    assert_eq!("12".parse(), Ok(AsOf::Load(12)));
    assert_eq!("2024-03-01".parse(), Ok(AsOf::Date(NaiveDate::from_ymd_opt(2024, 3, 1).unwrap())));
    for wrong in ["", "-1", "march", "2024-13-01", "99999999999"] {
        assert!(wrong.parse::<AsOf>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn fills_columns_that_a_source_lacks_and_overwrites_with_blanks() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let key = [("fiscal_year", year(2024)), ("project_code", text("1"))];
    let with = |column: &'static str, value| row(&PROJECTS, 2, &[key[0].clone(), key[1].clone(), (column, value)]);
    let load = vec![
        source("a.csv", "a1", vec![with("project_name", text("甲"))]),
        source("b.csv", "b1", vec![with("sector", text("教育"))]),
    ];
    let report = lake.commit(load, &options()).await.unwrap();
    assert_eq!(report.rows_by_table["projects"].loaded, 1);
    let all = "SELECT project_name, sector, theme, source_id FROM projects";
    assert_eq!(sql(&lake, all).await, ["甲|教育|-|a1"]);
    lake.commit(vec![source("c.csv", "c1", vec![with("theme", text("民生"))])], &options()).await.unwrap();
    assert_eq!(sql(&lake, all).await, ["甲|教育|民生|c1"]);
    lake.commit(vec![source("d.csv", "d1", vec![with("sector", None)])], &options()).await.unwrap();
    assert_eq!(sql(&lake, all).await, ["甲|-|民生|d1"]);
}

#[tokio::test]
async fn refuses_every_row_of_a_conflict_and_counts_equal_rows_once() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let load = || {
        vec![
            source("b.csv", "b1", vec![project(5, 2024, "1", "乙"), project(6, 2024, "2", "同")]),
            source("a.csv", "a1", vec![project(2, 2024, "1", "甲"), project(3, 2024, "2", "同")]),
        ]
    };
    let strict = CommitOptions { strict: true, ..options() };
    let Err(LakeError::Refused { report }) = lake.commit(load(), &strict).await else { panic!("must refuse") };
    assert_eq!((report.conflicts, lake.history().await.unwrap().len()), (2, 1));
    let planned = lake.plan(load(), &options()).await.unwrap();
    let without_lake = plan_without_lake(load(), &options()).await.unwrap();
    assert_eq!(planned, without_lake);
    assert_eq!(lake.history().await.unwrap().len(), 1, "a plan writes nothing");
    let report = lake.commit(load(), &options()).await.unwrap();
    assert_eq!(LoadReport { load_id: None, ..report.clone() }, planned);
    assert_eq!((report.read[0].rows_accepted, report.read[0].rows_rejected), (1, 1));
    assert_eq!(sql(&lake, NAMES).await, ["2024|2|同"]);
    assert_eq!(sql(&lake, "SELECT source_id, source_row FROM projects").await, ["a1|3"]);
    let rejects = sql(&lake, "SELECT load_id, source_id, cell, check_id, reason FROM rejects ORDER BY 2").await;
    assert!(rejects[0].starts_with("1|a1|row 2|key.conflict|") && rejects[0].contains("b.csv, row 5"), "{rejects:?}");
    assert!(rejects[1].starts_with("1|b1|row 5|key.conflict|") && rejects[1].contains("a.csv, row 2"), "{rejects:?}");
}

#[tokio::test]
async fn drops_rows_that_a_new_version_lacks_but_not_those_another_path_gives() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let rows = || vec![project(2, 2023, "1", "甲"), project(3, 2024, "2", "乙")];
    lake.commit(vec![source("a.csv", "s1", rows()), source("b.csv", "s1", rows())], &options()).await.unwrap();
    assert_eq!(sql(&lake, "SELECT path FROM sources ORDER BY 1").await, ["a.csv", "b.csv"]);
    let shorter = vec![source("a.csv", "s2", vec![project(2, 2024, "2", "乙")])];
    lake.commit(shorter, &options()).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, ["2023|1|甲", "2024|2|乙"], "b.csv still gives 1");
    let shorter = vec![source("b.csv", "s3", vec![project(2, 2024, "2", "乙")])];
    let report = lake.commit(shorter, &options()).await.unwrap();
    assert_eq!(report.rows_by_table["projects"], TableChange { loaded: 1, replaced: 1, removed: 1 });
    assert_eq!(sql(&lake, NAMES).await, ["2024|2|乙"]);
    let emptied = vec![source("b.csv", "s4", Vec::new())];
    lake.commit(emptied, &options()).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, ["2024|2|乙"], "a.csv still gives 2");
    lake.commit(vec![source("a.csv", "s5", Vec::new())], &options()).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, Vec::<String>::new());
}

#[tokio::test]
async fn skips_what_it_has_and_reads_again_when_the_form_changed() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let load = |version: &str| SourceRows {
        form_version: version.to_owned(),
        ..source("a.csv", "s1", vec![project(2, 2024, if version == "1" { "1" } else { "2" }, "甲")])
    };
    lake.commit(vec![load("1")], &options()).await.unwrap();
    let report = lake.commit(vec![load("1")], &options()).await.unwrap();
    assert!(report.load_id.is_none() && report.is_unchanged());
    assert_eq!(lake.current_sources().await.unwrap()["a.csv"].form_version, "1");
    lake.commit(vec![load("2")], &options()).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, ["2024|2|甲"]);
    let twice = vec![source("c", "1", vec![]), source("c", "2", vec![])];
    assert!(matches!(lake.commit(twice, &options()).await, Err(LakeError::PathTwice { .. })));
}

#[tokio::test]
async fn keys_and_years_may_be_missing() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let class = |name: &str| row(&FUNCTION_CLASSES, 1, &[("code", text("201")), ("year", None), ("name", text(name))]);
    lake.commit(vec![source("a", "a1", vec![class("旧")])], &options()).await.unwrap();
    lake.commit(vec![source("b", "b1", vec![class("新")])], &options()).await.unwrap();
    assert_eq!(sql(&lake, "SELECT code, year, name FROM function_classes").await, ["201|-|新"]);
    let no_year = |name: &str| row(&PROJECTS, 1, &[("project_code", text("9")), ("project_name", text(name))]);
    lake.commit(vec![source("c", "c1", vec![no_year("旧")])], &options()).await.unwrap();
    lake.commit(vec![source("d", "d1", vec![no_year("新")])], &options()).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, ["-|9|新"]);
}

#[tokio::test]
async fn a_killed_load_is_never_seen_and_is_restored_by_the_next() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    lake.commit(vec![source("a", "a1", vec![project(2, 2024, "1", "甲")])], &options()).await.unwrap();
    // a load that wrote one table and died before the ledger
    let place = Place { root: lake.root(), table: &PROJECTS };
    let half = Gathered { source_ids: vec!["x".into()], ..Gathered::of(&PROJECTS, vec![project(2, 2024, "1", "错")]) };
    place.replace(&storage::Years::from([Some(2024)]), commit::batch(&half).unwrap(), &[]).await.unwrap();
    assert_eq!(sql(&lake, NAMES).await, ["2024|1|甲"]);
    let report = lake.commit(vec![source("b", "b1", vec![project(2, 2024, "2", "乙")])], &options()).await.unwrap();
    assert_eq!(report.restored, ["projects"]);
    assert_eq!(sql(&lake, NAMES).await, ["2024|1|甲", "2024|2|乙"]);
    let report = lake.commit(vec![source("c", "c1", vec![project(2, 2024, "3", "丙")])], &options()).await.unwrap();
    assert!(report.restored.is_empty());
    assert_eq!(sql_at(&lake, Some(AsOf::Load(1)), NAMES).await, ["2024|1|甲"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_at_once_wait_for_each_other_and_all_land() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let waits = Arc::new(AtomicUsize::new(0));
    let held = lock::take(lake.root(), None).await.unwrap();
    let mut writers = JoinSet::new();
    for number in 0..3 {
        let (lake, waits) = (lake.clone(), waits.clone());
        writers.spawn(async move {
            let on_wait: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
                waits.fetch_add(1, Ordering::SeqCst);
            });
            let options = CommitOptions { on_wait: Some(on_wait), ..options() };
            let (path, id) = (format!("{number}.csv"), format!("s{number}"));
            lake.commit(vec![source(&path, &id, vec![project(2, 2024, &id, "甲")])], &options).await.unwrap()
        });
    }
    while waits.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    drop(held);
    let mut loads: Vec<_> = writers.join_all().await.into_iter().map(|report| report.load_id).collect();
    loads.sort_unstable();
    assert_eq!(loads, [Some(1), Some(2), Some(3)]);
    assert_eq!(sql(&lake, "SELECT count(*) FROM projects").await, ["3"]);
}

#[tokio::test]
async fn ten_thousand_rows_in_twenty_tables() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let tables: Vec<_> = ALL.into_iter().filter(|table| table.partition().is_some()).collect();
    let load = |id: &str| {
        let mut rows = Vec::new();
        for table in &tables {
            for number in 0..500 {
                let mut row = Row::new(table, Provenance { row: Some(number), ..Default::default() });
                for (position, column) in table.columns.iter().enumerate() {
                    let value = match column.kind {
                        crate::model::Kind::Year | crate::model::Kind::Integer => {
                            Some(Value::Integer(2019 + number % 5))
                        }
                        crate::model::Kind::Text => Some(Value::Text(format!("项目{number}"))),
                        crate::model::Kind::Money => Some(Value::Decimal(123_456)),
                        _ => None,
                    };
                    row.set_at(position, value);
                }
                rows.push(row);
            }
        }
        source("all.csv", id, rows)
    };
    for id in ["one", "two"] {
        let load = load(id);
        let (rows, started) = (load.rows.len(), Instant::now());
        lake.commit(vec![load], &options()).await.unwrap();
        eprintln!("{rows} rows in {} tables, load {id}: {:?}", tables.len(), started.elapsed());
    }
    let sum = "SELECT count(*), sum(initial_budget), arrow_typeof(sum(initial_budget)) FROM project_budgets";
    assert_eq!(sql(&lake, sum).await, ["500|617280.00|Decimal128(28, 2)"]);
    assert_eq!(sql(&lake, "SELECT count(*) FROM sources WHERE path = 'all.csv'").await, ["2"]);
}

#[tokio::test]
async fn control_totals_go_with_their_source_and_rejects_stay() {
    use crate::model::tables::{CONTROL_TOTALS, REJECTS};
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let load = |id: &str| SourceRows {
        control_totals: vec![row(&CONTROL_TOTALS, 1, &[("cell", text("D9")), ("printed", Some(Value::Decimal(100)))])],
        rejects: vec![row(&REJECTS, 1, &[("cell", text("D7")), ("severity", text("warning"))])],
        ..source("a.csv", id, Vec::new())
    };
    for id in ["s1", "s2"] {
        let strict = CommitOptions { strict: true, ..options() };
        assert!(lake.commit(vec![load(id)], &strict).await.unwrap().load_id.is_some(), "warnings are no errors");
    }
    let totals = "SELECT source_id, sheet, cell, load_id, printed FROM control_totals";
    assert_eq!(sql(&lake, totals).await, ["s2|-|D9|2|1.00"]);
    assert_eq!(sql(&lake, "SELECT load_id, source_id FROM rejects ORDER BY 1").await, ["1|s1", "2|s2"]);
}

#[tokio::test]
async fn a_long_history_stays_readable() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    for number in 1..=36 {
        let id = format!("s{number}");
        lake.commit(vec![source("a.csv", &id, vec![project(2, 2024, "1", &id)])], &options()).await.unwrap();
    }
    assert_eq!(sql(&lake, NAMES).await, ["2024|1|s36"]);
    assert_eq!(sql_at(&lake, Some(AsOf::Load(7)), NAMES).await, ["2024|1|s7"]);
    assert_eq!(sql_at(&lake, Some(AsOf::Load(7)), "SELECT count(*) FROM sources").await, ["7"]);
    let history = lake.history().await.unwrap();
    assert_eq!((history.len(), history.iter().map(|load| load.sources).sum::<usize>()), (37, 36));
}
