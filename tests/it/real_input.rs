//! Published tables that nobody on this project wrote, with their published answers.
//!
//! Expected values are those that the publications print or that follow from them on paper; each file's description
//! stands beside it (`*.csv.md`).

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;

use crate::project::{Project, csv_rows, real_input};

const WANLI: &str = "上海市普陀区人民政府万里街道办事处";

/// A lake with all published tables, and what the ingest said; none where the tables are not there.
fn published() -> Option<(Project, String)> {
    let folder = real_input()?.join("cn");
    let project = Project::new();
    let said = project.data(&["ingest", folder.to_str().unwrap(), "--lake", "lake"]);
    Some((project, said))
}

/// The rows of a statement, without its heading.
fn sql(project: &Project, lake: &str, statement: &str) -> Vec<Vec<String>> {
    let mut rows = csv_rows(&project.data(&["sql", statement, "--lake", lake, "--format", "csv"]));
    rows.remove(0);
    rows
}

/// The rows of an analysis as maps from heading to value would be: the named columns, in this order.
fn query(project: &Project, name: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let rows = csv_rows(&project.data(&["query", name, "--lake", "lake", "--format", "csv"]));
    let positions: Vec<usize> = columns
        .iter()
        .map(|column| rows[0].iter().position(|heading| heading == column).expect("the column is there"))
        .collect();
    rows[1..].iter().map(|row| positions.iter().map(|&position| row[position].clone()).collect()).collect()
}

fn texts<const WIDTH: usize>(rows: &[[&str; WIDTH]]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect()
}

#[test]
fn a_whole_folder_is_read_and_unknown_tables_are_named() {
    let Some((_project, said)) = published() else { return };
    for unknown in ["shpt-2026-disclosure-check-sheet.csv", "shpt-2026-disclosure-check-sheet.xlsx"] {
        let lines: Vec<&str> = said.lines().filter(|line| line.contains(unknown)).collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(lines[0].contains("no form definition fits") && lines[0].matches(unknown).count() == 1, "{}", lines[0]);
    }
    assert_eq!(said.matches("no form definition fits").count(), 2, "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("left aside")).count(), 1, "{said}");
    // the counts of grades say neither year nor department
    assert!(said.contains("rejected   4 rows; 1 error, 0 warnings"), "{said}");
    let refused = said.lines().find(|line| line.contains("dongguan-2021-self-eval-review-grades.csv"));
    assert!(refused.is_some_and(|line| line.contains("give `fiscal_year` for this file in an about.toml")), "{said}");
    assert!(said.contains("read       19 files"), "{said}");
}

#[test]
fn published_statements_are_answered_from_the_tables() {
    let Some((project, _)) = published() else { return };
    let columns = ["fiscal_year", "department", "document", "objective_rate", "caution"];
    let caution = "numerator budget, denominator execution";
    let expected = texts(&[
        ["2024", WANLI, "部门预算", "99.72", ""],
        ["2024", "上海市普陀区规划和自然资源局", "部门决算", "100.77", caution],
        ["2024", "上海市普陀区财政局", "部门决算", "99.22", caution],
        ["2025", WANLI, "部门预算", "99.81", ""],
        ["2025", "上海市普陀区商务委员会", "部门预算", "32.36", ""],
    ]);
    assert_eq!(query(&project, "coverage/published_statements", &columns), expected);
}

/// methods.md §5: one line differs by 1 元 in 万里 2025; the total of 财政局 2024 by 0.01 万元 (in both of its columns
/// that lack it: 合计 and 基本支出); one line and the total of 规资局 2024 by 0.01 万元. Its 财政拨款收支总表: the classes add up
/// to 9746.49 for a printed 9746.50, and two of them differ from the table of the general public budget.
#[test]
fn exactly_the_known_totals_differ_and_everything_is_loaded() {
    let Some((project, _)) = published() else { return };
    let columns = ["path", "function_code", "measure", "printed", "computed", "within_rounding"];
    let mut differences = query(&project, "quality/control_totals", &columns);
    for row in &mut differences {
        row[0] = Path::new(&row[0]).file_name().unwrap().to_str().unwrap().to_owned();
    }
    differences.sort();
    let (finance, planning) = ("shpt-caizheng-2024-expenditure-final.csv", "shpt-guizi-2024-general-public-final.csv");
    let summary = "shpt-guizi-2024-fiscal-appropriation-summary.csv";
    let expected = texts(&[
        [finance, "", "基本支出", "23369100.00", "23369200.00", "true"],
        [finance, "", "本年支出合计", "29400500.00", "29400600.00", "true"],
        [summary, "", "支出:一般公共预算财政拨款", "97465000.00", "97464900.00", "true"],
        [summary, "", "支出:合计", "97465000.00", "97464900.00", "true"],
        [summary, "210", "一般公共预算", "2366300.00", "2366400.00", "true"],
        [summary, "212", "一般公共预算", "38323600.00", "38323500.00", "true"],
        [planning, "", "合计", "97465000.00", "97464900.00", "true"],
        [planning, "2120101", "合计(行)", "10928000.00", "10927900.00", "true"],
        ["shpt-wanli-2025-expenditure-budget.csv", "21201", "合计", "94995790.00", "94995789.00", "true"],
    ]);
    assert_eq!(differences, expected);
    let sums = "SELECT department, fiscal_year, table_kind, SUM(amount) FROM budget_lines GROUP BY 1, 2, 3 ORDER BY 4";
    let expected = texts(&[
        ["上海市普陀区财政局", "2024", "all_funds", "29400600.00"],
        ["上海市普陀区规划和自然资源局", "2024", "single_budget", "97464900.00"],
        ["上海市普陀区规划和自然资源局", "2024", "all_funds", "97593800.00"],
        [WANLI, "2024", "all_funds", "156211123.00"],
        [WANLI, "2025", "all_funds", "189767551.00"],
        ["上海市普陀区商务委员会", "2025", "all_funds", "371514655.00"],
    ]);
    assert_eq!(sql(&project, "lake", sums), expected);
    // 万里 2024 → 2025: total +21.48 %, project spending +56.49 %
    let growth = format!(
        "SELECT round(100.0 * (SUM(amount) FILTER (WHERE fiscal_year = 2025) / CAST(SUM(amount) FILTER (WHERE \
         fiscal_year = 2024) AS DOUBLE) - 1), 2) FROM budget_lines WHERE department = '{WANLI}'"
    );
    assert_eq!(sql(&project, "lake", &growth), texts(&[["21.48"]]));
    let project_growth = format!("{growth} AND expenditure_kind = 'project'");
    assert_eq!(sql(&project, "lake", &project_growth), texts(&[["56.49"]]));
}

#[test]
fn an_empty_table_is_no_business_not_zero() {
    let Some((project, _)) = published() else { return };
    let scope = "SELECT fiscal_year, department, budget_type, status, CASE WHEN budget_type = 'government_fund' AND \
                 fiscal_year = 2025 THEN '' ELSE evidence END FROM budget_scope ORDER BY 1, 3";
    let planning = "上海市普陀区规划和自然资源局";
    // the fund of 2025 is shown by an empty table and by a blank column: they do not contradict each other
    assert_eq!(
        sql(&project, "lake", scope),
        texts(&[
            ["2024", planning, "government_fund", "no_business", "blank_column"],
            ["2024", planning, "state_capital", "no_business", "blank_column"],
            ["2025", WANLI, "government_fund", "no_business", ""],
            ["2025", WANLI, "state_capital", "no_business", "blank_column"],
        ])
    );
}

/// sanmen: mean 90.6, 优 4 and 良 1, 2.36 亿元; keqiao: 3 projects, 1.69 亿元.
#[test]
fn bond_evaluations_are_answered_from_the_lists() {
    let Some((project, _)) = published() else { return };
    let bonds = "SELECT fiscal_year, evaluator_kind, COUNT(*), SUM(score), SUM(amount_evaluated), MIN(budget_type) FROM \
                 evaluations WHERE budget_type IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2";
    let expected = texts(&[
        ["2023", "self", "3", "279.50", "169000000.00", "government_fund"],
        ["2024", "finance", "1", "87.00", "40000000.00", "government_fund"],
        ["2024", "self", "4", "366.00", "196000000.00", "government_fund"],
    ]);
    assert_eq!(sql(&project, "lake", bonds), expected);
}

#[test]
fn forms_give_funds_indicators_and_scores() {
    let Some((project, _)) = published() else { return };
    let funds = "SELECT fiscal_year, subject, fund_source, initial, adjusted, executed, weight, rate_reported, \
                 score_reported FROM evaluation_funds WHERE fund_source IN ('total', 'current') ORDER BY 2, 3";
    let (sport, aid, school) = (
        "name:上海市普陀区体育事业管理中心/普陀体育中心与委托运营方结算费用",
        "name:上海市普陀区体育事业管理中心/援滇对口支援及结对帮扶经费",
        "name:廊坊市食品工程学校/办公宿舍楼、食堂及餐厅暖通改造经费",
    );
    let expected = texts(&[
        ["2022", aid, "current", "0.00", "0.00", "", "", "", ""],
        ["2022", aid, "total", "20000.00", "20000.00", "9034.00", "10.00", "45.17", "4.52"],
        ["2022", sport, "current", "250000.00", "250000.00", "215457.60", "", "", ""],
        ["2022", sport, "total", "250000.00", "250000.00", "215457.60", "10.00", "86.19", "8.62"],
        ["2019", school, "current", "432000.00", "432000.00", "372400.00", "", "", ""],
        ["2019", school, "total", "432000.00", "432000.00", "372400.00", "10.00", "86.00", "9.00"],
    ]);
    assert_eq!(sql(&project, "lake", funds), expected);
    let scores = "SELECT e.department, e.unit, e.score, COUNT(i.name), SUM(i.weight), SUM(i.score_reported) FROM \
                  evaluations e LEFT JOIN evaluation_indicators i USING (fiscal_year, subject) WHERE e.evaluator_kind \
                  = 'self' AND e.fiscal_year <= 2022 GROUP BY e.subject, 1, 2, 3 ORDER BY 4";
    // the indicators of form 1 print 10+20+20+30+10; those of 廊坊 9 and eight times 10; form 2 breaks off before them
    let expected = texts(&[
        ["上海市普陀区体育局", "上海市普陀区体育事业管理中心", "", "0", "", ""],
        ["上海市普陀区体育局", "上海市普陀区体育事业管理中心", "98.62", "5", "90.00", "90.00"],
        ["廊坊市发改委", "廊坊市食品工程学校", "", "9", "90.00", "89.00"],
    ]);
    assert_eq!(sql(&project, "lake", scores), expected);
    let indicators = "SELECT name, operator, target_value, target_text, actual_text, weight FROM \
                      evaluation_indicators WHERE fiscal_year = 2022 ORDER BY position";
    let expected = texts(&[
        ["与委托运营方结算完成率", "=", "100.000000", "=100%", "100%", "10.00"],
        ["合同结算条款完成率", "=", "100.000000", "=100%", "100%", "20.00"],
        ["费用结算及时性", "qualitative", "", "及时", "及时", "20.00"],
        ["与委托运营方合同完成率", "=", "100.000000", "=100%", "100%", "30.00"],
        ["场馆开放满意度", ">=", "90.000000", ">=90%", "100%", "10.00"],
    ]);
    assert_eq!(sql(&project, "lake", indicators), expected);
}

/// 215 457.6 / 250 000 = 86.183 %; 37.24 / 43.2 = 86.20 % → 8.62 of 10, and 8.6 from the printed 86 %, which is 86.20 %
/// as far as it is printed.
#[test]
fn recomputation_finds_what_is_printed_wrong() {
    let Some((project, _)) = published() else { return };
    let columns = ["fiscal_year", "item", "printed", "recomputed", "recomputed_from_printed_rate"];
    let mut found = query(&project, "effectiveness/score_recomputation", &columns);
    found.sort();
    let expected = texts(&[
        ["2019", "execution_score", "9.00", "8.62", "8.60"],
        ["2019", "indicator_score", "9.00", "8.62", ""],
        ["2019", "total_score", "", "98.00", ""],
        ["2022", "execution_rate", "86.19", "86.18", ""],
    ]);
    assert_eq!(found, expected);
}

/// The form of 援滇对口支援 prints 0 beside 其中：当年财政拨款 under a total of 20 000.
#[test]
fn a_total_whose_parts_are_zero_is_found() {
    let Some((project, _)) = published() else { return };
    let expected = texts(&[["initial", "20000.00", "0.00"], ["adjusted", "20000.00", "0.00"]]);
    let mut found = query(&project, "quality/fund_lines", &["phase", "total", "parts"]);
    found.sort_by(|one, other| other.cmp(one));
    assert_eq!(found, expected);
}

#[test]
fn both_encodings_of_the_dictionary_give_the_same_rows() {
    let Some(folder) = real_input() else { return };
    let project = Project::new();
    let rows = |name: &str, lake: &str| {
        let file = folder.join("cn").join(name);
        project.data(&["ingest", file.to_str().unwrap(), "--lake", lake]);
        let statement = "SELECT code, year, name, level, budget_type FROM function_classes WHERE source_id <> \
                         'default' ORDER BY 1, 2, 3, 4, 5";
        sql(&project, lake, statement)
    };
    let utf8 = rows("func-classification-2017-system-dictionary.csv", "utf8");
    let gb18030 = rows("func-classification-2017-system-dictionary.gbk.csv", "gb18030");
    assert_eq!(utf8.len(), 1541);
    assert_eq!(utf8, gb18030);
}

#[test]
fn unchanged_files_are_skipped_and_the_lake_before_stays_readable() {
    let Some((project, _)) = published() else { return };
    let folder = real_input().unwrap().join("cn");
    let said = project.data(&["ingest", folder.to_str().unwrap(), "--lake", "lake"]);
    assert!(said.contains("19 files unchanged") && said.contains("written    nothing"), "{said}");
    assert_eq!(sql(&project, "lake", "SELECT MAX(load_id) FROM loads"), texts(&[["1"]]));
    let count = "SELECT COUNT(*) FROM budget_lines";
    let before = project.data(&["sql", count, "--lake", "lake", "--as-of", "0", "--format", "csv"]);
    assert_eq!(csv_rows(&before)[1], ["0"]);
    assert_ne!(sql(&project, "lake", count), texts(&[["0"]]));
}

/// Writes a text table's cells as a workbook of texts.
fn as_workbook(table: &Path, workbook: &Path) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(table).unwrap();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in reader.records().enumerate() {
        let cells = cells.unwrap();
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell).unwrap();
        }
    }
    book.save(workbook).unwrap();
}

#[test]
fn a_workbook_gives_the_rows_of_its_text_table() {
    let Some((project, _)) = published() else { return };
    let folder = real_input().unwrap().join("cn");
    fs::create_dir(project.path("books")).unwrap();
    let about = fs::read_to_string(folder.join("about.toml")).unwrap();
    fs::write(project.path("books/about.toml"), about.replace(".csv", ".xlsx")).unwrap();
    let tables: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for table in tables.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        let name = table.file_stem().unwrap().to_str().unwrap();
        if !name.contains(".gbk") {
            as_workbook(table, &project.path(&format!("books/{name}.xlsx")));
        }
    }
    project.data(&["ingest", "books", "--lake", "from_books"]);
    for table in [
        "budget_lines",
        "budget_scope",
        "coverage_statements",
        "grade_distributions",
        "evaluations",
        "evaluation_funds",
        "evaluation_indicators",
        "indicators",
        "objectives",
        "function_classes",
    ] {
        let columns = sql(&project, "lake", &format!("SHOW COLUMNS FROM {table}"));
        let columns: Vec<String> =
            columns.into_iter().map(|row| row[3].clone()).filter(|name| !name.starts_with("source_")).collect();
        let columns = columns.join(", ");
        // a bond list that names no department is known by its path
        let condition = if table == "evaluations" { "WHERE department IS NOT NULL" } else { "" };
        let statement = format!("SELECT {columns} FROM {table} {condition} ORDER BY {columns}");
        let rows = sql(&project, "lake", &statement);
        assert!(!rows.is_empty(), "{table}");
        assert_eq!(rows, sql(&project, "from_books", &statement), "{table}");
    }
}
