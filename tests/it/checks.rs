//! What each check of the lake says, to the letter, on data made for it (`tests/slt/checks`, `tests/slt/twins`; the figures
//! are worked out in their `.slt` files).

use std::path::Path;

use crate::project::{Project, csv_rows};

/// `check_id: message` of every finding over one case, sorted.
fn findings(case: &str, language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt").join(case);
    let project = Project::new();
    project.data(&["ingest", folder.to_str().unwrap()]);
    let rows = csv_rows(&project.data(&["check", "--format", "csv", "--lang", language]));
    let mut found: Vec<String> = rows[1..].iter().map(|row| format!("{}: {}", row[0], row[4])).collect();
    found.sort();
    found
}

#[test]
fn every_finding_in_english() {
    let expected = [
        "budget.changes_differ: 2023: the adjusted budget of P6 (应急演练) is 100,000,000.00 yuan; its initial budget and \
         changes give 10,000.00, 99,990,000.00 apart",
        "budget.changes_differ: 2023: the adjusted budget of P8 (桥梁检测) is 130.00 yuan; its initial budget and changes \
         give 120.00, 10.00 apart",
        "budget.executed_over: 2023: the project P10 (公园维护) executed 150.00 yuan, more than its adjusted budget of 100.00",
        "budget.executed_over_received: 2023: the project P10 (公园维护) executed 150.00 yuan, more than the 140.00 it received",
        "budget.negative: 2023: the budget of P11 (冲减项目) is negative: -5.00 yuan",
        "budget.payments_differ: 2023: P7 (2023年道路养护) executed 115.00 yuan; its payments sum to 110.00, 5.00 apart",
        "date.other_year: 2023: P5 is dated 2024-01-31, outside the fiscal year",
        "date.other_year: 2023: P8 is dated 2024-01-02, outside the fiscal year",
        "department.predecessor_unknown: 2023: the predecessor of 戊局, 无名局, was no department the year before",
        "department.renamed: the department 5 is called 丙委 in 2023 and was called 丙局 the year before; the roster states \
         no predecessor",
        "funds.parts_differ: 2023, 丙局本级/绿化养护, adjusted budget: the total of funds is 0.00 yuan, its parts sum to \
         900,000.00",
        "funds.parts_differ: 2023, 丙局本级/绿化养护, executed: the total of funds is 0.00 yuan, its parts sum to 899,740.00",
        "funds.parts_differ: 2023, 丙局本级/绿化养护, initial budget: the total of funds is 0.00 yuan, its parts sum to \
         900,000.00",
        "grade.score: P5: the score 101.00 is graded `特优`; the scheme gives `优`",
        "grade.unknown: 2023: the grade `特优` of P5 is in no scheme",
        "name.changed: the project P5 is called 人居环境整治 in 2023 and was called 环境整治 the year before",
        "name.in_units: 2023: 宣传经费 is the name of 2 projects in 2 units",
        "name.two_codes: 2023: 2023年道路养护 of 甲局本级 stands under 2 codes: P12、P7",
        "rate.range: 2023: the rate of 丙局本级/垃圾分类 is printed as 120.00%, not from 0 to 100%",
        "reference.change: 2023: 1 changes of 7.00 yuan are of the project X2, which has no budget of that year",
        "reference.payment: 2023: 2 payments of 7.00 yuan are of the project X1, which has no budget of that year",
        "reference.unit: 2023: 零星所(99) has 1 projects and is not on the roster of that year",
        "score.range: 2023: the score of P5 is 101.00, not from 0 to 100",
        "subject.never_budgeted: 2023: `Z1` was evaluated and has no budget in any year",
        "subject.unknown: 2023: there are performance records of `丙局本级/垃圾分类`, which has no budget of that year",
        "subject.unknown: 2023: there are performance records of `丙局本级/绿化养护`, which has no budget of that year",
        "table.projects_differ: 2022, 甲局, General public budget (initial budget): projects sum to 705,000.00 yuan, the \
         table's project spending is 600,000.00, 105,000.00 apart",
        "table.projects_differ: 2023, 甲局, General public budget (initial budget): projects sum to 5,900,130,480.00 yuan, \
         the table's project spending is 60.00, 5,900,130,420.00 apart",
        "unit.evaluation: 2023: the amount evaluated of P5 is 12.00 yuan, about 1/10000 times the adjusted budget of 120,000.00",
        "unit.file: in a file of 2023, 3 of 3 comparable projects have about 10000 times last year's initial budget; the \
         whole file may count in another unit",
        "unit.row: 2023: the adjusted budget of P6 is 100,000,000.00 yuan, about 10000 times its initial 10,000.00",
        "unit.table: 2023: the table of 甲局 sums to 120.00 yuan, about 1/10000 times last year's 1,200,000.00",
        "unit.year: 2023: the initial budget of P4 is 5.00 yuan, about 1/1000 times last year's 5,000.00",
        "weight.sum: 丙局本级/垃圾分类: the weights sum to 95.00, not 100",
        "weight.sum: 丙局本级/绿化养护: the weights sum to 95.00, not 100",
    ];
    assert_eq!(findings("checks", "en"), expected);
}

#[test]
fn every_twin_in_chinese() {
    let found = findings("twins", "zh");
    let expected = [
        "table.nearly_equal: 2023年乙局年初预算2010102的项目支出：单本预算表21.00元，全部资金表20.00元，仅差1.00元",
        "twin.department_unit: 2023年甲局(本级)的年初预算（一般公共预算，100.00元）已包含在部门“甲局”的表中，已分开，不重复计入",
        "twin.department_unit: 2023年甲局中心的年初预算（一般公共预算，20.00元）已包含在部门“甲局”的表中，已分开，不重复计入",
        "twin.equal_figures: 2023年“乙委”与“乙局”的年初预算逐行相同（60.00元），可能是同一部门",
        "twin.exceeds: 2023年甲局服务所的年初预算200.00元，大于包含它的部门“甲局”的120.00元",
    ];
    assert_eq!(found, expected);
    // every sentence fills in the other language too
    assert_eq!(findings("twins", "en").len(), expected.len());
    assert_eq!(findings("checks", "zh").len(), 35);
}

/// Subtotals that are off by a unit of the last digit, as published tables have them, and by more (tests/slt/quality).
#[test]
fn totals_say_by_how_much() {
    let found = findings("quality", "zh");
    let of_totals: Vec<&String> = found.iter().filter(|line| line.starts_with("total.")).collect();
    let expected = [
        "total.differs: 2023年部门政府性基金预算支出表：合计的“合计”印出90,000.00元，明细之和30,000.00元，差60,000.00元",
        "total.rounding: 2023年部门政府性基金预算支出表：款21208的“合计”印出30,100.00元，明细之和30,000.00元，差100.00元，在舍入内",
        "total.rounding: 2023年部门政府性基金预算支出表：类212的“合计”印出30,100.00元，明细之和30,000.00元，差100.00元，在舍入内",
        "total.rounding: 2023年部门政府性基金预算支出表：类212的“项目支出”印出20,100.00元，明细之和20,000.00元，差100.00元，在舍入内",
    ];
    assert_eq!(of_totals, expected);
    assert!(found.contains(
        &"scope.conflict: 2023年乙局表明没有政府性基金预算业务（空表），但预算表有8.00元、项目有—元".to_owned()
    ));
}

#[test]
fn a_check_of_ones_own_runs_with_the_others() {
    let query = r#"/*---
title = { zh = "大额项目", en = "Large projects" }
question = { zh = "哪些项目超过40万元？", en = "Which projects exceed 400,000 yuan?" }

[checks]
"mine.large" = { severity = "error", title = { zh = "大额项目", en = "Large project" }, zh = "{{ row.project_code }}有{{ row.initial_budget | fixed(2) }}元", en = "{{ row.project_code }} has {{ row.initial_budget | fixed(2) }} yuan" }

[columns]
check_id = { hidden = true }
---*/
SELECT project_code, initial_budget, 'mine.large' AS check_id
FROM project_budgets
WHERE initial_budget > 400000
ORDER BY project_code
"#;
    let project = crate::project::small_lake().file("mine/quality/large.sql", query);
    let strict = project.run(&["check", "--queries", "mine", "--strict"]);
    assert_eq!(strict.code, 1, "{}", strict.stderr);
    assert!(strict.stdout.contains("error      大额项目 (mine.large): 1\n  P002有500,000.00元\n"), "{}", strict.stdout);
    let without = project.data(&["check", "--strict"]);
    assert!(without.contains("found      0 errors, 0 warnings"), "{without}");
}
