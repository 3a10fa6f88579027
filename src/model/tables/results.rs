//! What became of evaluations: problems, uses, disclosure, and what offices state about themselves.

use super::super::table::{Column, Kind, Table};
use super::super::words;
use super::{
    DEPARTMENT, DEPARTMENT_CODE, EVALUATOR_KIND, FISCAL_YEAR, REGION, SUBJECT, SUBJECT_KIND, UNIT, date, flag, integer,
    money, score, text, year,
};
use crate::model::Label;

const STATUS: Column = Column::new("status", Kind::Word(&words::STATUS), "状态", "Status");
const DOCUMENT: Column = text("document", "文件", "Document");

/// Problems found, the denominator of the rectification rate.
pub static FINDINGS: Table = Table {
    name: "findings",
    label: Label { zh: "问题整改", en: "Findings" },
    about: "one problem that an evaluation found, and its rectification",
    key: &["fiscal_year", "subject_kind", "subject", "evaluator_kind", "problem"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        EVALUATOR_KIND,
        text("problem", "问题", "Problem"),
        DEPARTMENT_CODE,
        DEPARTMENT,
        UNIT,
        text("category", "类别", "Category"),
        money("amount", "涉及金额", "Amount concerned"),
        STATUS,
        date("due_on", "要求完成日期", "Due on"),
        date("done_on", "完成日期", "Done on"),
    ],
    has_provenance: true,
};

/// Uses of evaluation results.
pub static RESULT_USES: Table = Table {
    name: "result_uses",
    label: Label { zh: "结果应用", en: "Uses of results" },
    about: "one use of an evaluation's result in a budget",
    key: &["fiscal_year", "subject_kind", "subject", "action", "applied_budget_year"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        Column::new("action", Kind::Word(&words::ACTION), "应用方式", "Action"),
        year("applied_budget_year", "应用预算年度", "Applied to the budget of"),
        DEPARTMENT_CODE,
        DEPARTMENT,
        UNIT,
        money("amount_before", "调整前金额", "Amount before"),
        money("amount_after", "调整后金额", "Amount after"),
        text("description", "内容", "Description"),
        STATUS,
        date("decided_on", "决定日期", "Decided on"),
    ],
    has_provenance: true,
};

/// What was published.
pub static DISCLOSURES: Table = Table {
    name: "disclosures",
    label: Label { zh: "绩效公开", en: "Disclosures" },
    about: "one item of a subject's performance that was published",
    key: &["fiscal_year", "subject_kind", "subject", "item"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        Column::new("item", Kind::Word(&words::DISCLOSURE_ITEM), "公开内容", "Item"),
        date("published_on", "公开日期", "Published on"),
        text("url", "网址", "Address"),
        flag("reported_to_congress", "是否报送人大", "Reported to the congress"),
    ],
    has_provenance: true,
};

/// What official documents state about coverage.
pub static COVERAGE_STATEMENTS: Table = Table {
    name: "coverage_statements",
    label: Label { zh: "绩效覆盖情况", en: "Coverage statements" },
    about: "what one official document states about the coverage of its department",
    key: &["fiscal_year", "region", "department", "document"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        DEPARTMENT,
        DOCUMENT,
        Column::new("phase", Kind::Word(&words::PHASE), "预算阶段", "Phase"),
        integer("units", "预算单位数", "Units"),
        integer("objective_projects", "目标项目数", "Projects with objectives"),
        money("objective_amount", "目标涉及金额", "Amount with objectives"),
        integer("monitored_projects", "监控项目数", "Projects monitored"),
        money("monitored_amount", "监控涉及金额", "Amount monitored"),
        integer("self_evaluated_projects", "自评项目数", "Projects self-evaluated"),
        money("self_evaluated_amount", "自评涉及金额", "Amount self-evaluated"),
        score("average_score", "平均得分", "Average score"),
        integer("problems_found", "发现问题数", "Problems found"),
        money("project_total_printed", "同文件项目支出", "Project spending printed in the document"),
    ],
    has_provenance: true,
};

/// Grades as official documents count them.
pub static GRADE_DISTRIBUTIONS: Table = Table {
    name: "grade_distributions",
    label: Label { zh: "等级分布", en: "Grade distributions" },
    about: "how many projects one document counts in a grade",
    key: &["fiscal_year", "region", "department", "document", "evaluator_kind", "grade"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        DEPARTMENT,
        DOCUMENT,
        EVALUATOR_KIND,
        text("grade", "等级", "Grade"),
        integer("projects", "项目数", "Projects"),
        money("amount", "金额", "Amount"),
        score("share_reported", "占比", "Share as printed"),
    ],
    has_provenance: true,
};
