//! Published tables and forms, with the answers printed in their notes (`.csv.md`) and in methods.md §5.
#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};

use super::super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::cross_check::cross_check;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};
use crate::model::{Row, SourceRows, Value};

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
fn an_unknown_table_is_one_note_and_nothing_else() {
    let name = "shpt-2026-disclosure-check-sheet.csv";
    let Some(rows) = read(name, &guizi()) else { return };
    assert_eq!((rows.rows.len(), rows.rejects.len(), rows.control_totals.len()), (0, 0, 0), "{:?}", rows.rejects);
    assert!(rows.forms.is_empty());
    assert!(rows.notes.len() == 1 && rows.notes[0].contains("no form definition fits"), "{:?}", rows.notes);
}

/// Its note: unit 亿元, mean score 90.6, 优 4 and 良 1, two kinds of evaluators in 备注.
#[test]
fn bond_evaluations_take_the_evaluator_from_the_remark() {
    let Some(rows) = read("sanmen-2024-special-bond-evaluation.csv", &Constants::default()) else { return };
    assert_eq!(rows.rejects, vec![]);
    assert_eq!(rows.forms[0].0, "special_bond_evaluations");
    let evaluations: Vec<&Row> = of(&rows.rows, "evaluations").collect();
    let scores: i128 = evaluations.iter().map(|row| decimal(row, "score")).sum();
    assert_eq!((evaluations.len(), scores), (5, 5 * 9060));
    let grades: Vec<&str> = evaluations.iter().map(|row| row.text("grade_reported").unwrap()).collect();
    assert_eq!(grades, ["良", "优", "优", "优", "优"]);
    let kinds: Vec<&str> = evaluations.iter().map(|row| row.text("evaluator_kind").unwrap()).collect();
    assert_eq!(kinds, ["finance", "self", "self", "self", "self"]);
    // 0.4 + 1.36 + 0.1 + 0.2 + 0.3 = 2.36 亿元
    let amount: i128 = evaluations.iter().map(|row| decimal(row, "amount_evaluated")).sum();
    assert_eq!(amount, 236_000_000 * 100);
    let first = evaluations[0];
    assert_eq!(
        (first.get("fiscal_year"), first.get("evaluation_year")),
        (Some(&Value::Integer(2024)), Some(&Value::Integer(2025)))
    );
    assert_eq!(first.text("budget_type"), Some("government_fund"));
    assert_eq!(first.text("subject"), Some("name:三门县市政公用工程建设事务中心/三门县城镇污水处理设施建设工程"));
}

/// Its note: three projects, 1.69 亿元 = 0.2 + 1.0 + 0.49.
#[test]
fn bond_evaluations_whose_headers_say_who_evaluated() {
    let Some(rows) = read("keqiao-weijian-2023-special-bond-self-evaluation.csv", &Constants::default()) else {
        return;
    };
    assert_eq!(rows.rejects, vec![]);
    let evaluations: Vec<&Row> = of(&rows.rows, "evaluations").collect();
    let found: Vec<_> =
        evaluations.iter().map(|row| (decimal(row, "amount_evaluated"), decimal(row, "score"))).collect();
    assert_eq!(found, [(2_000_000_000, 9650), (10_000_000_000, 9200), (4_900_000_000, 9100)]);
    assert!(evaluations.iter().all(|row| row.text("evaluator_kind") == Some("self")));
    assert!(evaluations.iter().all(|row| row.get("fiscal_year") == Some(&Value::Integer(2023))));
    // nothing prints an owner: the source stands for it
    assert!(
        evaluations[0]
            .text("subject")
            .unwrap()
            .starts_with("name:keqiao-weijian-2023-special-bond-self-evaluation.csv/")
    );
    assert!(rows.notes.iter().any(|note| note.contains("债券性质")), "{:?}", rows.notes);
}

/// Its note: 41 projects; the shares are forced to 100.00 (85.36 for 85.37).
#[test]
fn grades_are_counted_as_printed() {
    let constants = Constants {
        department: Some("东莞市城建工程管理局".to_owned()),
        fiscal_year: Some(2020),
        ..Constants::default()
    };
    let name = "dongguan-2021-self-eval-review-grades.csv";
    let Some(rows) = read(name, &constants) else { return };
    assert_eq!(rows.rejects, vec![]);
    let grades: Vec<_> = of(&rows.rows, "grade_distributions")
        .map(|row| (row.text("grade").unwrap(), row.get("projects").cloned(), decimal(row, "share_reported")))
        .collect();
    let expected = [("优", 1, 244), ("良", 3, 732), ("中", 35, 8536), ("差", 2, 488)];
    assert_eq!(grades, expected.map(|(grade, projects, share)| (grade, Some(Value::Integer(projects)), share)));
    let first = of(&rows.rows, "grade_distributions").next().unwrap();
    assert_eq!(first.text("document"), Some("抽查项目评价审核等级汇总"));
    assert_eq!(first.text("evaluator_kind"), Some("spot_check"));
    // neither year nor department stands in it
    let Some(rows) = read(name, &Constants::default()) else { return };
    assert_eq!((rows.rows_read, rows.rows_rejected, rows.rejects.len()), (4, 4, 1));
    assert_eq!(
        rows.rejects[0].text("reason"),
        Some(
            "expected 预算年度; found no such column; hint: give `fiscal_year` for this file in an about.toml beside it, or with --about FILE"
        )
    );
}

/// Their notes: printed totals 9746.50 = 9746.50; a column of 政府性基金 and one of 国有资本经营 without any amount.
#[test]
fn summaries_balance_and_say_which_budgets_have_no_business() {
    let nothing = Constants::default();
    for (name, constants, year, totals, differing) in [
        // five rows; 收入 and 支出 合计 and 总计 (支出 in two columns); incomes = expenditures; one budget. The five
        // rows add up to 754.75 + 236.63 + 3832.36 + 4461.67 + 461.08 = 9746.49, printed is 9746.50
        (
            "shpt-guizi-2024-fiscal-appropriation-summary.csv",
            &guizi(),
            2024,
            5 + 2 + 4 + 1 + 1,
            vec![("D29".to_owned(), 10_000), ("E29".to_owned(), 10_000)],
        ),
        // nine rows; 收入 and 支出 总计 (支出 in two columns); incomes = expenditures; one budget
        ("shpt-wanli-2025-fiscal-appropriation-summary.csv", &nothing, 2025, 9 + 1 + 2 + 1 + 1, vec![]),
    ] {
        let Some(rows) = read(name, constants) else { return };
        assert_eq!(rows.rejects, vec![], "{name}");
        assert_eq!(rows.forms[0].0, "fiscal_appropriation_summary", "{name}");
        assert_eq!(differences(&rows), differing, "{name}");
        assert_eq!(rows.control_totals.len(), totals, "{name}: {:?}", rows.control_totals);
        let scope: Vec<_> = of(&rows.rows, "budget_scope")
            .map(|row| (row.text("budget_type").unwrap(), row.text("status").unwrap(), row.text("evidence").unwrap()))
            .collect();
        let blank = |budget| (budget, "no_business", "blank_column");
        assert_eq!(scope, [blank("government_fund"), blank("state_capital")], "{name}");
        assert!(of(&rows.rows, "budget_scope").all(|row| row.get("fiscal_year") == Some(&Value::Integer(year))));
        assert_eq!(of(&rows.rows, "budget_lines").count(), 0, "{name}");
    }
}

/// A genuine difference between two tables of one document: 卫生健康支出 236.63 here, 236.64 in its own table.
#[test]
fn a_class_that_differs_between_two_published_tables_is_found() {
    let Some(summary) = read("shpt-guizi-2024-fiscal-appropriation-summary.csv", &guizi()) else { return };
    let Some(own) = read("shpt-guizi-2024-general-public-final.csv", &guizi()) else { return };
    let source =
        |rows: SheetRows| SourceRows { rows: rows.rows, class_totals: rows.class_totals, ..SourceRows::default() };
    let mut sources = [source(summary), source(own)];
    cross_check(&mut sources);
    let compared = &sources[0].control_totals;
    // 社保 208, 卫生 210, 城乡 212, 自然资源 220, 住房 221
    assert_eq!(compared.len(), 5, "{compared:?}");
    let differing: Vec<_> = compared.iter().filter(|row| decimal(row, "difference") != 0).collect();
    let brief: Vec<_> = differing
        .iter()
        .map(|row| (row.text("cell").unwrap(), row.text("function_code").unwrap(), decimal(row, "printed")))
        .collect();
    // 城乡社区 3832.36: the kinds of its own table add up to 3832.35 (methods.md §5)
    assert_eq!(brief, [("E13", "210", 236_630_000), ("E15", "212", 3_832_360_000)]);
    assert_eq!(decimal(differing[0], "computed"), 236_640_000);
    assert!(differing.iter().all(|row| row.get("within_rounding") == Some(&Value::Flag(true))));
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
