//! The tables of the lake: names, keys, columns and labels. They are public API (`docs/DATA.md`).

mod budgets;
mod ledger;
mod performance;
mod reference;
mod results;

use super::table::{Column, Kind, Table};

pub use budgets::{
    BUDGET_CHANGES, BUDGET_LINES, BUDGET_SCOPE, INSURANCE_FUNDS, ORGANIZATIONS, PAYMENTS, PROJECT_BUDGETS, PROJECTS,
    STAGE_SCOPE,
};
pub use ledger::{CONTRIBUTIONS, CONTROL_TOTALS, LOADS, REJECTS, SOURCES};
pub use performance::{
    EVALUATION_FUNDS, EVALUATION_INDICATORS, EVALUATIONS, INDICATORS, MONITORING, MONITORING_INDICATORS, OBJECTIVES,
};
pub use reference::{FUNCTION_CLASSES, GRADE_SCHEMES, INDICATOR_STANDARDS, MONITORING_RULES};
pub use results::{COVERAGE_STATEMENTS, DISCLOSURES, FINDINGS, GRADE_DISTRIBUTIONS, RESULT_USES};

/// Every table, in the order `jixiao tables` lists them.
pub static ALL: [&Table; 30] = [
    &PROJECTS,
    &PROJECT_BUDGETS,
    &PAYMENTS,
    &BUDGET_CHANGES,
    &BUDGET_LINES,
    &BUDGET_SCOPE,
    &STAGE_SCOPE,
    &ORGANIZATIONS,
    &INSURANCE_FUNDS,
    &OBJECTIVES,
    &INDICATORS,
    &MONITORING,
    &MONITORING_INDICATORS,
    &EVALUATIONS,
    &EVALUATION_INDICATORS,
    &EVALUATION_FUNDS,
    &FINDINGS,
    &RESULT_USES,
    &DISCLOSURES,
    &COVERAGE_STATEMENTS,
    &GRADE_DISTRIBUTIONS,
    &FUNCTION_CLASSES,
    &GRADE_SCHEMES,
    &MONITORING_RULES,
    &INDICATOR_STANDARDS,
    &CONTROL_TOTALS,
    &REJECTS,
    &CONTRIBUTIONS,
    &SOURCES,
    &LOADS,
];

/// The table of this name.
pub fn find(name: &str) -> Option<&'static Table> {
    ALL.iter().find(|table| table.name == name).copied()
}

/// What a column of this name is called wherever a table of the lake has it.
pub fn column_label(name: &str) -> Option<super::Label> {
    column(name).map(|column| column.label)
}

/// The first column of this name among the lake's tables.
pub fn column(name: &str) -> Option<&'static Column> {
    ALL.iter().find_map(|table| table.column(name))
}

const fn year(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Year, zh, en)
}

const fn integer(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Integer, zh, en)
}

const fn text(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Text, zh, en)
}

const fn money(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Money, zh, en)
}

const fn score(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Score, zh, en)
}

const fn measure(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Measure, zh, en)
}

const fn date(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Date, zh, en)
}

const fn flag(name: &'static str, zh: &'static str, en: &'static str) -> Column {
    Column::new(name, Kind::Flag, zh, en)
}

const FISCAL_YEAR: Column = year("fiscal_year", "预算年度", "Fiscal year");
const REGION: Column = text("region", "财政区划", "Region");
const DEPARTMENT_CODE: Column = text("department_code", "部门代码", "Department code");
const DEPARTMENT: Column = text("department", "主管部门", "Department");
const UNIT_CODE: Column = text("unit_code", "单位代码", "Unit code");
const UNIT: Column = text("unit", "预算单位", "Unit");
const PROJECT_CODE: Column = text("project_code", "项目代码", "Project code");
const FUNCTION_CODE: Column = text("function_code", "支出功能分类编码", "Function code");
const SUBJECT: Column = text("subject", "评价对象", "Subject");
const SUBJECT_KIND: Column =
    Column::new("subject_kind", Kind::Word(&super::words::SUBJECT_KIND), "对象类型", "Subject kind");
const EVALUATOR_KIND: Column =
    Column::new("evaluator_kind", Kind::Word(&super::words::EVALUATOR_KIND), "评价主体", "Evaluator");
const BUDGET_TYPE: Column = Column::new("budget_type", Kind::Word(&super::words::BUDGET_TYPE), "预算类型", "Budget");
const DIMENSION: Column = text("dimension", "一级指标", "Dimension");
const SUBDIMENSION: Column = text("subdimension", "二级指标", "Subdimension");
const INDICATOR_NAME: Column = text("name", "三级指标", "Indicator");
const POSITION: Column = integer("position", "序号", "Position");
const OPERATOR: Column = Column::new("operator", Kind::Word(&super::words::OPERATOR), "计算符号", "Sign");
const TARGET_VALUE: Column = measure("target_value", "指标值", "Target value");
const TARGET_TEXT: Column = text("target_text", "指标值原文", "Target as printed");
const WEIGHT: Column = score("weight", "分值", "Weight");

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_and_labels_are_unique_and_letters_only() {
        let mut tables = HashSet::new();
        for table in ALL {
            assert!(tables.insert(table.name) && tables.insert(table.label.zh), "{}", table.name);
            let mut columns = HashSet::new();
            for column in table.all_columns() {
                assert!(columns.insert(column.name), "{}.{}", table.name, column.name);
                assert!(columns.insert(column.label.zh), "{}.{}", table.name, column.label.zh);
                assert!(column.label.zh.chars().all(char::is_alphabetic), "{}.{}", table.name, column.label.zh);
                assert!(!column.label.en.is_empty());
            }
            assert!(table.label.zh.chars().all(char::is_alphabetic));
            assert!(table.columns.len() <= 64, "{}: a row keeps its present columns in 64 bits", table.name);
        }
    }

    #[test]
    fn keys_are_columns() {
        for table in ALL {
            assert!(!table.key.is_empty());
            for key in table.key {
                assert!(table.column(key).is_some(), "{}.{key}", table.name);
            }
        }
    }
}
