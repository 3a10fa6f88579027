//! Rows that several sources give: what stays when one of them no longer does.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use tempfile::TempDir;

use super::tests::{NAMES, lake, options, project, row, source, sql, text, year};
use super::*;
use crate::model::tables::{CONTRIBUTIONS, GRADE_SCHEMES, PROJECTS, REJECTS};
use crate::model::{Column, Kind, SourceRows, Table, Value};

const CREDIT: &str = "SELECT project_code, project_name, source_id, source_row FROM projects ORDER BY 1";
const KEYS: &str = "SELECT key, source_id, load_id FROM contributions ORDER BY 1, 2";

async fn load(lake: &Lake, sources: Vec<SourceRows>) -> LoadReport {
    lake.commit(sources, &options()).await.unwrap()
}

#[tokio::test]
async fn a_row_stays_while_another_source_gives_it() {
    let first = || source("a.csv", "a1", vec![project(2, 2024, "1", "甲"), project(3, 2024, "2", "乙")]);
    let second = || source("b.csv", "b1", vec![project(7, 2024, "1", "甲")]);
    for order in
        [vec![vec![first()], vec![second()]], vec![vec![second()], vec![first()]], vec![vec![first(), second()]]]
    {
        let folder = TempDir::new().unwrap();
        let lake = lake(folder.path()).await;
        for sources in order {
            load(&lake, sources).await;
        }
        assert_eq!(sql(&lake, "SELECT source_id FROM contributions ORDER BY 1").await, ["a1", "b1"]);
        // whoever has the credit, the row stays as the other gives it
        let report = load(&lake, vec![source("a.csv", "a2", vec![project(2, 2024, "2", "乙")])]).await;
        assert_eq!(report.rows_by_table["projects"], TableChange { loaded: 1, replaced: 1, removed: 0 });
        assert_eq!(sql(&lake, CREDIT).await, ["1|甲|b1|7", "2|乙|a2|2"]);
        assert_eq!(sql(&lake, KEYS).await, Vec::<String>::new(), "one source each");
        load(&lake, vec![source("b.csv", "b2", Vec::new())]).await;
        assert_eq!(sql(&lake, CREDIT).await, ["2|乙|a2|2"]);
    }
}

#[tokio::test]
async fn a_later_value_goes_with_its_source() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    load(&lake, vec![source("a.csv", "a1", vec![project(2, 2024, "1", "甲")])]).await;
    load(&lake, vec![source("b.csv", "b1", vec![project(9, 2024, "1", "乙")])]).await;
    load(&lake, vec![source("c.csv", "c1", vec![project(4, 2024, "1", "丙"), project(5, 2023, "1", "旧")])]).await;
    assert_eq!(sql(&lake, NAMES).await, ["2023|1|旧", "2024|1|丙"]);
    assert_eq!(sql(&lake, KEYS).await, [r#"[2024,"1"]|a1|1"#, r#"[2024,"1"]|b1|2"#, r#"[2024,"1"]|c1|3"#]);
    // the middle one goes: nothing to be seen
    load(&lake, vec![source("b.csv", "b2", vec![])]).await;
    assert_eq!(sql(&lake, NAMES).await, ["2023|1|旧", "2024|1|丙"]);
    // the last one goes: the first is right again
    let report = load(&lake, vec![source("c.csv", "c2", vec![project(5, 2023, "1", "旧")])]).await;
    assert_eq!(report.rows_by_table["projects"], TableChange { loaded: 1, replaced: 1, removed: 0 });
    assert_eq!(
        sql(&lake, "SELECT project_name, source_id, source_row FROM projects ORDER BY 2").await,
        ["甲|a1|2", "旧|c2|5"]
    );
    assert_eq!(sql_count(&lake).await, 0);
    load(&lake, vec![source("a.csv", "a2", vec![])]).await;
    assert_eq!(sql(&lake, NAMES).await, ["2023|1|旧"]);
}

async fn sql_count(lake: &Lake) -> usize {
    sql(lake, "SELECT source_id FROM contributions").await.len()
}

#[tokio::test]
async fn columns_go_with_the_source_that_gave_them() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let with = |column: &str, value: &str| {
        row(&PROJECTS, 2, &[("fiscal_year", year(2024)), ("project_code", text("1")), (column, text(value))])
    };
    load(&lake, vec![source("a.csv", "a1", vec![with("project_name", "甲")])]).await;
    load(
        &lake,
        vec![source("b.csv", "b1", vec![with("sector", "教育")]), source("c.csv", "c1", vec![with("theme", "民生")])],
    )
    .await;
    let all = "SELECT project_name, sector, theme FROM projects";
    assert_eq!(sql(&lake, all).await, ["甲|教育|民生"]);
    load(&lake, vec![source("b.csv", "b2", vec![])]).await;
    assert_eq!(sql(&lake, all).await, ["甲|-|民生"]);
    // given anew over what is left
    load(&lake, vec![source("a.csv", "a2", vec![]), source("d.csv", "d1", vec![with("sector", "农业")])]).await;
    assert_eq!(sql(&lake, all).await, ["-|农业|民生"]);
}

#[tokio::test]
async fn a_default_rule_is_in_force_again_when_the_file_over_it_goes() {
    let folder = TempDir::new().unwrap();
    let scheme = |bound: i128| {
        let values =
            [("scheme", text("national")), ("label", text("优")), ("lower_bound", Some(Value::Decimal(bound)))];
        row(&GRADE_SCHEMES, 1, &values)
    };
    let lake = Lake::create_or_open(folder.path().join("lake"), vec![scheme(9000)], &options()).await.unwrap();
    load(&lake, vec![source("rules.csv", "r1", vec![scheme(9500)])]).await;
    let bound = "SELECT lower_bound, source_id FROM grade_schemes";
    assert_eq!(sql(&lake, bound).await, ["95.00|r1"]);
    load(&lake, vec![source("rules.csv", "r2", vec![])]).await;
    assert_eq!(sql(&lake, bound).await, ["90.00|default"]);
}

/// Files come, change and go in any order: the lake holds what the current ones give, no row more and none less.
#[tokio::test]
async fn the_lake_is_what_the_current_files_give() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let mut seed = 20_240_301_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut current: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for step in 0..8 {
        let file = next(3);
        let codes: Vec<u64> = (1..=4).filter(|_| next(2) == 0).collect();
        let rows = codes.iter().map(|code| project(2, 2023 + i32::from(*code > 2), &code.to_string(), "同")).collect();
        load(&lake, vec![source(&format!("{file}.csv"), &format!("{file}-{step}"), rows)]).await;
        current.insert(file, codes);
        let mut expected: Vec<String> = current.values().flatten().map(u64::to_string).collect();
        expected.sort();
        expected.dedup();
        assert_eq!(sql(&lake, "SELECT project_code FROM projects ORDER BY 1").await, expected, "step {step}");
        let shared = (1..=4).filter(|code| current.values().filter(|codes| codes.contains(code)).count() > 1);
        let keys = sql(&lake, "SELECT DISTINCT key FROM contributions ORDER BY 1").await;
        assert_eq!(keys.len(), shared.count(), "step {step}: {keys:?}");
    }
}

/// `rejects` as it was before it had a department.
static REJECTS_BEFORE: Table = Table { columns: &REJECT_COLUMNS_BEFORE, ..REJECTS_LIKE };

const REJECTS_LIKE: Table = Table {
    name: "rejects",
    label: crate::model::Label { zh: "退回清单", en: "Rejects" },
    about: "as it was",
    key: &["load_id", "source_id", "sheet", "cell", "field"],
    columns: &[],
    has_provenance: false,
};

static REJECT_COLUMNS_BEFORE: [Column; 3] = [
    Column::new("load_id", Kind::Integer, "载入编号", "Load"),
    Column::new("source_id", Kind::Text, "来源编号", "Source"),
    Column::new("reason", Kind::Text, "原因", "Reason"),
];

#[tokio::test]
async fn a_lake_made_before_gets_the_new_columns_and_tables() {
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    for table in ["rejects", "contributions"] {
        fs::remove_dir_all(lake.root().join(table)).unwrap();
    }
    let before = Place { root: lake.root(), table: &REJECTS_BEFORE };
    let old = row(&REJECTS_BEFORE, 0, &[("load_id", Some(Value::Integer(1))), ("reason", text("旧"))]);
    before.create(commit::batch(&Gathered::of(&REJECTS_BEFORE, vec![old])).unwrap()).await.unwrap();
    // what a killed load left of a table that the ledger does not know
    fs::create_dir_all(lake.root().join("contributions/_delta_log")).unwrap();
    let mut versions = lake.snapshot(None).await.unwrap().versions;
    versions.remove("contributions");
    let ledger = Place { root: lake.root(), table: &LOADS };
    ledger.append(ledger::record(1, now(), "旧版", &versions).unwrap(), &[]).await.unwrap();
    let rejects = "SELECT load_id, reason, department FROM rejects ORDER BY 1";
    assert_eq!(sql(&lake, rejects).await, ["1|旧|-"]);
    assert_eq!(sql_count(&lake).await, 0);
    let load = SourceRows {
        rejects: vec![row(&REJECTS, 0, &[("reason", text("新")), ("department", text("甲局"))])],
        ..source("a.csv", "a1", vec![project(2, 2024, "1", "甲")])
    };
    let planned = lake.plan(vec![load.clone()], &options()).await.unwrap();
    let report = lake.commit(vec![load], &options()).await.unwrap();
    assert_eq!(LoadReport { load_id: None, ..report }, planned);
    assert_eq!(sql(&lake, rejects).await, ["1|旧|-", "2|新|甲局"]);
    assert_eq!(sql(&lake, NAMES).await, ["2024|1|甲"]);
    let snapshot = lake.snapshot(None).await.unwrap();
    assert!(snapshot.versions.contains_key(CONTRIBUTIONS.name));
    // the earlier load reads as it was
    let as_it_was = super::tests::sql_at(&lake, Some(AsOf::Load(1)), rejects).await;
    assert_eq!(as_it_was, ["1|旧|-"]);
}

#[tokio::test]
async fn a_conflict_names_the_department_of_its_row() {
    use crate::model::tables::PROJECT_BUDGETS;
    let folder = TempDir::new().unwrap();
    let lake = lake(folder.path()).await;
    let file = |path: &str, id: &str, fen: i128| {
        let key = [("fiscal_year", year(2024)), ("project_code", text("1"))];
        let budget = [key[0].clone(), key[1].clone(), ("executed", Some(Value::Decimal(fen)))];
        let about = [key[0].clone(), key[1].clone(), ("department", text("甲局"))];
        source(path, id, vec![row(&PROJECTS, 2, &about), row(&PROJECT_BUDGETS, 2, &budget)])
    };
    load(&lake, vec![file("a.csv", "a1", 1), file("b.csv", "b1", 2)]).await;
    assert_eq!(sql(&lake, "SELECT source_id, department FROM rejects ORDER BY 1").await, ["a1|甲局", "b1|甲局"]);
}
