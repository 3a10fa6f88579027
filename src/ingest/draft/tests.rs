//! Proposals can be used, and load the file they were made for.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Draft, DraftError, draft};
use crate::ingest::definition::Forms;

/// How many rows of each table a proposal gives, with the rows read and rejected.
fn counts(draft: &Draft) -> (BTreeMap<&'static str, usize>, i32, i32) {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for sheet in &draft.read {
        assert_eq!(
            sheet.read.forms.first().map(|(name, _)| name.as_str()),
            Some(draft.name.as_str()),
            "{}",
            draft.text
        );
        for row in &sheet.read.rows {
            *counts.entry(row.table.name).or_default() += 1;
        }
    }
    let sum = |of: fn(&crate::ingest::extract::SheetRows) -> i32| draft.read.iter().map(|sheet| of(&sheet.read)).sum();
    (counts, sum(|read| read.rows_read), sum(|read| read.rows_rejected))
}

fn of_text(name: &str, text: &str) -> Draft {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    draft(&file, None, &Forms::embedded().unwrap()).unwrap()
}

fn real_input(name: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input");
    let file = std::env::var_os("JIXIAO_REAL_INPUT").map_or(default, PathBuf::from).join(name);
    if file.is_file() {
        return Some(file);
    }
    eprintln!("skipped: no real input");
    None
}

#[test]
fn a_budget_table_in_another_language_with_a_composite_code() {
    let text = "Ejercicio fiscal,ID_RAMO,Clave programa,Programa,Presupuesto aprobado,Ejercido\n\
                2019,1,R1,Salud,10.5,9\n2019,1,R2,Agua,20,0\n2019,2,R1,Campo,30,31.25\n2020,1,R1,Salud,11,n.d.\n";
    let draft = of_text("presupuesto 2019.csv", text);
    assert_eq!(draft.name, "presupuesto_2019");
    let (rows, read, rejected) = counts(&draft);
    assert_eq!((rows["projects"], rows["project_budgets"], read, rejected), (4, 4, 4, 0), "{}", draft.text);
    assert_eq!(draft.read[0].read.rows[0].text("project_code"), Some("1-R1"), "{}", draft.text);
    let budget = draft.read[0].read.rows.iter().find(|row| row.table.name == "project_budgets").unwrap();
    assert!(budget.get("initial_budget").is_some() && budget.get("executed").is_some(), "{}", draft.text);
    assert!(draft.text.contains("missing = [\"n.d.\"]"), "{}", draft.text);
}

#[test]
fn a_chinese_table_with_a_title_a_unit_line_and_no_code() {
    let text = "某市2024年重点项目资金情况表,,,\n编制部门：某市水务局,,,单位：万元\n序号,工程名称,下达资金,已完成投资\n\
                1,河道整治,\"1,200.50\",1000\n2,泵站改造,300,无\n合计,,1500.50,1000\n注：本表不含结转。,,,\n";
    let draft = of_text("工程.csv", text);
    let (rows, read, rejected) = counts(&draft);
    assert_eq!((rows["projects"], rows["project_budgets"], read, rejected), (2, 2, 2, 0), "{}", draft.text);
    let project = draft.read[0].read.rows.iter().find(|row| row.table.name == "projects").unwrap();
    assert_eq!(project.text("department"), Some("某市水务局"), "{}", draft.text);
    assert_eq!((project.text("project_code"), project.text("project_name")), (Some("河道整治"), Some("河道整治")));
    assert_eq!(project.get("fiscal_year"), Some(&crate::model::Value::Integer(2024)));
    let budget = draft.read[0].read.rows.iter().find(|row| row.table.name == "project_budgets").unwrap();
    assert_eq!(budget.get("initial_budget"), Some(&crate::model::Value::Decimal(1_200_500_000)), "{}", draft.text);
}

#[test]
fn scores_of_parts_become_rows() {
    let text = "年度,项目编码,项目名称,主管部门,决策评分,产出评分,综合评分,等级\n\
                2023,P01,校舍维修,教育局,18,40,92.5,优\n2023,P02,道路,住建局,15,30,75,中\n";
    let draft = of_text("评分.csv", text);
    let (rows, read, rejected) = counts(&draft);
    assert_eq!((rows["evaluations"], rows["evaluation_indicators"], read, rejected), (2, 4, 2, 0), "{}", draft.text);
    let first = &draft.read[0].read.rows[0];
    assert_eq!(first.text("subject"), Some("P01"));
    assert_eq!(
        (first.get("score"), first.text("grade_reported")),
        (Some(&crate::model::Value::Decimal(9250)), Some("优"))
    );
}

#[test]
fn what_has_no_table_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.csv");
    fs::write(&file, "说明\n本表无数据\n").unwrap();
    let error = draft(&file, None, &Forms::embedded().unwrap()).unwrap_err();
    assert!(matches!(error, DraftError::NoTable { .. }), "{error}");
    assert!(error.hint().unwrap().contains("forms show"));
    let error = draft(&file, Some("表1"), &Forms::embedded().unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("there is no sheet `表1` in "), "{error}");
}

#[test]
fn the_two_mexican_files_load_whole() {
    let Some(file) = real_input("intl/mexico/cuenta_publica_programmes_2013_2023.csv") else { return };
    let draft_of = |file: &Path| draft(file, None, &Forms::embedded().unwrap()).unwrap();
    let budgets = draft_of(&file);
    let (rows, read, rejected) = counts(&budgets);
    assert_eq!((rows["project_budgets"], read, rejected), (7847, 7847, 0), "{}", budgets.text);
    // the body (ramo) tells apart what the code does not, as the published notes say
    assert!(budgets.text.contains("join = [\"department_code\", \"column_e\"], with = \"-\""), "{}", budgets.text);
    assert!(budgets.text.contains("set.detail = { field = \"department\" }"), "{}", budgets.text);
    let Some(file) = real_input("intl/mexico/msd_scores_2013_2018.csv") else { return };
    let scores = draft_of(&file);
    let (rows, read, rejected) = counts(&scores);
    // four blank scores and the five rows of two keys that stand more than once
    assert_eq!((rows["evaluations"], read, rejected), (4260, 4269, 9), "{}", scores.text);
    assert!(
        scores.text.contains("missing = [\"S/I\", \"n.a.\"]") || scores.text.contains("missing = [\"n.a.\"]"),
        "{}",
        scores.text
    );
}

#[test]
fn published_chinese_lists_load() {
    for (name, table, expected) in [
        ("cn/sanmen-2024-special-bond-evaluation.csv", "evaluations", None),
        ("cn/keqiao-weijian-2023-special-bond-self-evaluation.csv", "evaluations", None::<usize>),
    ] {
        let Some(file) = real_input(name) else { return };
        let draft = draft(&file, None, &Forms::embedded().unwrap()).unwrap();
        let (rows, read, rejected) = counts(&draft);
        assert!(rows.get(table).copied().unwrap_or_default() > 0, "{name}: {rows:?} {read} {rejected}\n{}", draft.text);
        assert!(expected.is_none_or(|expected| rows[table] == expected), "{name}: {rows:?}\n{}", draft.text);
    }
}
