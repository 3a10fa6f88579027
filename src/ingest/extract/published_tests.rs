//! Published tables and forms, with the answers printed in their notes (`.csv.md`) and in methods.md §5.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};
use crate::model::{Row, Value};

fn real(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("JIXIAO_REAL_INPUT")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input"), PathBuf::from);
    let path = folder.join("cn").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no real input");
    None
}

fn grid(text: &str) -> Grid {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    // blank lines count as rows: pad up to the line each record begins on
    let rows = reader.records().map(|record| record.unwrap().iter().map(Cell::text).collect()).collect();
    Grid::new(None, rows, Vec::new())
}

fn read(name: &str, constants: &Constants) -> Option<SheetRows> {
    let text = std::fs::read_to_string(real(name)?).unwrap();
    Some(extract(&grid(&text), name, constants, &Forms::embedded().unwrap()))
}

fn guizi() -> Constants {
    Constants {
        fiscal_year: Some(2024),
        region: Some("上海市普陀区".to_owned()),
        department: Some("规资局".to_owned()),
        phase: Some("executed".to_owned()),
        ..Constants::default()
    }
}

fn of<'a>(rows: &'a [Row], table: &'a str) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |row| row.table.name == table)
}

fn decimal(row: &Row, column: &str) -> i128 {
    match row.get(column) {
        Some(Value::Decimal(number)) => *number,
        other => panic!("{column}: {other:?}"),
    }
}

fn sum(rows: &SheetRows, kind: &str) -> i128 {
    of(&rows.rows, "budget_lines")
        .filter(|row| row.text("expenditure_kind") == Some(kind))
        .map(|row| decimal(row, "amount"))
        .sum()
}

/// Cell and difference in 分 of each control total that differs; all are within rounding.
fn differences(rows: &SheetRows) -> Vec<(String, i128)> {
    let differing = rows.control_totals.iter().filter(|row| decimal(row, "difference") != 0);
    differing
        .map(|row| {
            assert_eq!(row.get("within_rounding"), Some(&Value::Flag(true)), "{row:?}");
            (row.text("cell").unwrap().to_owned(), decimal(row, "difference"))
        })
        .collect()
}

#[test]
fn leaves_of_published_tables_sum_to_their_totals() {
    let nothing = Constants::default();
    let cases = [
        ("shpt-wanli-2024-expenditure-budget.csv", &nothing, 9_970_602_000, 5_650_510_300, vec![]),
        (
            "shpt-wanli-2025-expenditure-budget.csv",
            &nothing,
            10_134_174_600,
            8_842_580_500,
            vec![("E55".to_owned(), 100)],
        ),
        ("shpt-shangwu-2025-expenditure-budget.csv", &nothing, 1_983_065_500, 35_168_400_000, vec![]),
        ("shpt-guizi-2024-expenditure-final.csv", &guizi(), 5_377_640_000, 4_381_740_000, vec![]),
    ];
    for (name, constants, basic, project, differing) in cases {
        let Some(rows) = read(name, constants) else { return };
        assert_eq!(rows.rejects, vec![], "{name}");
        assert_eq!(rows.forms[0].0, "department_expenditure", "{name}");
        assert_eq!((sum(&rows, "basic"), sum(&rows, "project")), (basic, project), "{name}");
        assert_eq!(differences(&rows), differing, "{name}");
        assert!(of(&rows.rows, "budget_lines").all(|row| row.text("budget_type") == Some("general_public")));
    }
}

#[test]
fn a_grand_total_that_differs_is_found_in_its_columns() {
    // printed 2,940.05 / 2,336.91, leaves 2,940.06 / 2,336.92 万元; header and total are one row
    let Some(rows) = read("shpt-caizheng-2024-expenditure-final.csv", &guizi()) else { return };
    assert_eq!(rows.rejects, vec![]);
    assert_eq!((sum(&rows, "basic"), sum(&rows, "project")), (2_336_920_000, 603_140_000));
    assert_eq!(differences(&rows), vec![("E6".to_owned(), -10_000), ("F6".to_owned(), -10_000)]);
}

#[test]
fn a_row_total_that_differs_is_found_in_its_row_and_in_the_grand_total() {
    let Some(rows) = read("shpt-guizi-2024-general-public-final.csv", &guizi()) else { return };
    assert_eq!(rows.rejects, vec![]);
    assert_eq!(rows.forms[0].0, "budget_expenditure");
    // row 17 is 2120101: 1092.80 for 1084.02 + 8.77; row 27 the total 9746.50 for 9746.49
    let found = differences(&rows);
    assert_eq!(found.iter().map(|(_, difference)| *difference).collect::<Vec<_>>(), vec![10_000, 10_000]);
    let codes: Vec<Option<&str>> = rows
        .control_totals
        .iter()
        .filter(|row| decimal(row, "difference") != 0)
        .map(|row| row.text("function_code"))
        .collect();
    assert_eq!(codes, vec![Some("2120101"), None]);
    assert!(of(&rows.rows, "budget_lines").all(|row| row.text("budget_basis") == Some("table_title")));
    assert!(of(&rows.rows, "budget_lines").all(|row| row.text("phase") == Some("executed")));
}

#[test]
fn an_empty_table_says_that_there_is_no_business() {
    let Some(rows) = read("shpt-wanli-2025-gov-fund-budget.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    let scope: Vec<&Row> = of(&rows.rows, "budget_scope").collect();
    assert_eq!(scope.len(), 1);
    assert_eq!(scope[0].text("budget_type"), Some("government_fund"));
    assert_eq!(scope[0].text("status"), Some("no_business"));
    assert_eq!(scope[0].text("department"), Some("上海市普陀区人民政府万里街道办事处"));
    assert_eq!(scope[0].get("fiscal_year"), Some(&Value::Integer(2025)));
}

#[test]
fn without_year_or_department_a_table_is_refused_with_a_hint() {
    let Some(rows) = read("shpt-guizi-2024-expenditure-final.csv", &Constants::default()) else { return };
    assert_eq!(rows.rows, vec![]);
    assert_eq!(rows.rejects.len(), 1);
    assert_eq!(rows.rejects[0].text("check_id"), Some("year.unknown"));
    assert!(rows.rejects[0].text("reason").unwrap().contains("about.toml"));
    assert_eq!(rows.rows_read, rows.rows_rejected);
}

#[test]
fn unknown_tables_are_one_note_and_nothing_else() {
    for name in [
        "shpt-guizi-2024-fiscal-appropriation-summary.csv",
        "shpt-wanli-2025-fiscal-appropriation-summary.csv",
        "sanmen-2024-special-bond-evaluation.csv",
        "keqiao-weijian-2023-special-bond-self-evaluation.csv",
        "dongguan-2021-self-eval-review-grades.csv",
        "shpt-2026-disclosure-check-sheet.csv",
    ] {
        let Some(rows) = read(name, &guizi()) else { return };
        assert_eq!((rows.rows.len(), rows.rejects.len(), rows.control_totals.len()), (0, 0, 0), "{name}: {rows:?}");
        assert!(rows.forms.is_empty(), "{name}");
        assert!(rows.notes.len() == 1 && rows.notes[0].contains("no form definition fits"), "{name}: {:?}", rows.notes);
    }
}

#[test]
fn two_forms_on_one_sheet() {
    let Some(rows) = read("shpt-tiyu-2022-self-eval-forms.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    assert_eq!(rows.rows_read, 2);
    let evaluations: Vec<&Row> = of(&rows.rows, "evaluations").collect();
    assert_eq!(evaluations.len(), 2);
    assert_eq!(decimal(evaluations[0], "score"), 9862);
    assert_eq!(evaluations[1].get("score"), None);
    assert_eq!(decimal(evaluations[0], "amount_evaluated"), 25_000_000);
    assert_eq!(
        evaluations[0].text("subject"),
        Some("name:上海市普陀区体育事业管理中心/普陀体育中心与委托运营方结算费用")
    );
    assert_eq!(evaluations[0].get("fiscal_year"), Some(&Value::Integer(2022)));
    assert_eq!(evaluations[0].get("evaluation_year"), Some(&Value::Integer(2023)));
    let totals: Vec<(i128, i128, i128)> = of(&rows.rows, "evaluation_funds")
        .filter(|row| row.text("fund_source") == Some("total"))
        .map(|row| (decimal(row, "executed"), decimal(row, "rate_reported"), decimal(row, "score_reported")))
        .collect();
    assert_eq!(totals, vec![(21_545_760, 8619, 862), (903_400, 4517, 452)]);
    assert_eq!(of(&rows.rows, "evaluation_funds").count(), 8);
    let scores: i128 = of(&rows.rows, "evaluation_indicators").map(|row| decimal(row, "score_reported")).sum();
    // 98.62 = 8.62 + 10 + 20 + 20 + 30 + 10
    assert_eq!(scores, 9000);
    let dimensions: Vec<&str> = of(&rows.rows, "indicators").map(|row| row.text("dimension").unwrap()).collect();
    assert_eq!(dimensions, ["output", "output", "output", "benefit", "satisfaction"]);
}

#[test]
fn a_form_with_template_rows_and_amounts_for_goals() {
    let Some(rows) = read("langfang-shipin-2019-self-eval-form.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    let funds: Vec<&Row> = of(&rows.rows, "evaluation_funds").collect();
    assert_eq!(funds.len(), 2);
    assert_eq!((decimal(funds[0], "adjusted"), decimal(funds[0], "executed")), (43_200_000, 37_240_000));
    assert_eq!((decimal(funds[0], "rate_reported"), decimal(funds[0], "score_reported")), (8600, 900));
    let results: Vec<&Row> = of(&rows.rows, "evaluation_indicators").collect();
    let names: Vec<&str> = results.iter().map(|row| row.text("name").unwrap()).collect();
    assert_eq!(
        names,
        [
            "工程资金金额",
            "工程完工率",
            "工程验收合格率",
            "项目完成及时率",
            "成本控制率",
            "安全率",
            "学校发展能力",
            "长期使用性",
            "学生满意度"
        ]
    );
    let scores: i128 = results.iter().map(|row| decimal(row, "score_reported")).sum();
    assert_eq!(scores + 900, 9800);
    assert_eq!(results[7].text("subdimension"), Some("可持续影响指标"));
    assert_eq!(of(&rows.rows, "evaluations").next().unwrap().get("score"), None);
    assert_eq!(of(&rows.rows, "objectives").next().unwrap().text("objective"), Some("43.2"));
}

#[test]
fn coverage_statements_take_the_unit_of_each_row() {
    let Some(rows) = read("shpt-performance-coverage-statements.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    let statements: Vec<&Row> = of(&rows.rows, "coverage_statements").collect();
    assert_eq!(statements.len(), 5);
    // 99.72, 99.81, 32.36, 100.77, 99.22 %: objective amount over printed project total
    let rates: Vec<i128> = statements
        .iter()
        .map(|row| {
            crate::model::round_half_away(
                decimal(row, "objective_amount") * 10_000,
                decimal(row, "project_total_printed"),
            )
        })
        .collect();
    assert_eq!(rates, [9972, 9981, 3236, 10077, 9922]);
    let phases: Vec<&str> = statements.iter().map(|row| row.text("phase").unwrap()).collect();
    assert_eq!(phases, ["initial", "initial", "initial", "executed", "executed"]);
    assert_eq!(decimal(statements[4], "average_score"), 9943);
    assert_eq!(of(&rows.rows, "grade_distributions").count(), 8);
}

#[test]
fn the_dictionary_gives_every_code() {
    let Some(rows) = read("func-classification-2017-system-dictionary.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    assert_eq!(of(&rows.rows, "function_classes").count(), 1541);
    let of_budget =
        |budget: &str| of(&rows.rows, "function_classes").filter(|row| row.text("budget_type") == Some(budget)).count();
    assert_eq!((of_budget("general_public"), of_budget("government_fund"), of_budget("state_capital")), (1453, 86, 2));
}

fn read_file(name: &str) -> Option<Vec<SheetRows>> {
    let path = real(name)?;
    let bytes = crate::ingest::read::bytes_of(&path).unwrap();
    let book = crate::ingest::read::read(&path, &bytes).unwrap();
    let forms = Forms::embedded().unwrap();
    Some(book.grids.iter().map(|grid| extract(grid, name, &Constants::default(), &forms)).collect())
}

#[test]
fn an_encoding_does_not_change_the_rows() {
    let Some(utf8) = read_file("func-classification-2017-system-dictionary.csv") else { return };
    let Some(gb18030) = read_file("func-classification-2017-system-dictionary.gbk.csv") else { return };
    assert_eq!(utf8[0].rows.len(), 1541);
    assert_eq!(utf8[0].rows, gb18030[0].rows);
}

#[test]
fn a_workbook_without_a_known_form_is_a_note() {
    let Some(sheets) = read_file("shpt-2026-disclosure-check-sheet.xlsx") else { return };
    assert!(sheets.iter().all(|sheet| sheet.rows.is_empty() && sheet.rejects.is_empty() && sheet.notes.len() == 1));
}
