//! Performance: objectives, indicators, monitoring, evaluations.

use super::super::table::{Column, Kind, Table};
use super::super::words;
use super::{
    BUDGET_TYPE, DEPARTMENT, DEPARTMENT_CODE, DIMENSION, EVALUATOR_KIND, FISCAL_YEAR, INDICATOR_NAME, OPERATOR,
    POSITION, SUBDIMENSION, SUBJECT, SUBJECT_KIND, TARGET_TEXT, TARGET_VALUE, UNIT, WEIGHT, date, integer, measure,
    money, score, text, year,
};
use crate::model::Label;

const LIKELIHOOD: Column = Column::new("likelihood", Kind::Word(&words::LIKELIHOOD), "完成可能性", "Likelihood");
const AS_OF: Column = date("as_of", "监控截止日期", "As of");
const EVALUATION_YEAR: Column = year("evaluation_year", "评价年度", "Evaluation year");

/// Objectives of subjects.
pub static OBJECTIVES: Table = Table {
    name: "objectives",
    label: Label { zh: "绩效目标", en: "Objectives" },
    about: "the performance objective of one subject, its review and its ex-ante assessment",
    key: &["fiscal_year", "subject"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT,
        text("objective", "年度绩效目标", "Objective"),
        text("attained", "实际完成情况", "Attained"),
        text("review_grade", "审核结果", "Review of the objective"),
        text("ex_ante_conclusion", "事前评估结论", "Ex-ante conclusion"),
        money("requested_amount", "申报数", "Requested"),
        money("approved_amount", "核定数", "Approved"),
        money("amount", "目标涉及金额", "Amount covered"),
    ],
    has_provenance: true,
};

/// Indicators of objectives.
pub static INDICATORS: Table = Table {
    name: "indicators",
    label: Label { zh: "绩效指标", en: "Indicators" },
    about: "one indicator of a subject's objective, with its target and weight",
    key: &["fiscal_year", "subject", "dimension", "subdimension", "name"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT,
        DIMENSION,
        SUBDIMENSION,
        INDICATOR_NAME,
        POSITION,
        OPERATOR,
        TARGET_VALUE,
        TARGET_TEXT,
        text("unit_of_measure", "计量单位", "Unit of measure"),
        WEIGHT,
    ],
    has_provenance: true,
};

/// Monitoring of subjects during the year (双监控: money and goals).
pub static MONITORING: Table = Table {
    name: "monitoring",
    label: Label { zh: "绩效监控", en: "Monitoring" },
    about: "the state of one subject's money and goals at a day of the year",
    key: &["fiscal_year", "subject", "as_of"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT,
        AS_OF,
        money("initial_budget", "年初预算", "Initial budget"),
        money("executed_to_date", "截止执行", "Executed to date"),
        money("expected_year_end", "预计全年执行", "Expected at year end"),
        LIKELIHOOD,
        text("deviation_causes", "偏差原因", "Causes of deviation"),
        Column::new("light_reported", Kind::Word(&words::LIGHT), "预警灯", "Light reported"),
        text("measures", "改进措施", "Measures"),
    ],
    has_provenance: true,
};

/// Indicators under monitoring.
pub static MONITORING_INDICATORS: Table = Table {
    name: "monitoring_indicators",
    label: Label { zh: "监控指标", en: "Monitored indicators" },
    about: "the state of one indicator at a day of the year",
    key: &["fiscal_year", "subject", "as_of", "dimension", "subdimension", "name"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT,
        AS_OF,
        DIMENSION,
        SUBDIMENSION,
        INDICATOR_NAME,
        POSITION,
        OPERATOR,
        TARGET_VALUE,
        TARGET_TEXT,
        text("unit_of_measure", "计量单位", "Unit of measure"),
        WEIGHT,
        measure("actual_to_date", "截止完成值", "Actual to date"),
        text("actual_text", "完成值原文", "Actual as printed"),
        text("expected_year_end", "预计全年完成", "Expected at year end"),
        LIKELIHOOD,
        text("deviation_cause", "偏差原因", "Cause of deviation"),
    ],
    has_provenance: true,
};

/// Evaluations of subjects.
pub static EVALUATIONS: Table = Table {
    name: "evaluations",
    label: Label { zh: "绩效评价", en: "Evaluations" },
    about: "one evaluation of a subject, by who commissioned it",
    key: &["fiscal_year", "subject_kind", "subject", "evaluator_kind", "evaluation_year"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        EVALUATOR_KIND,
        EVALUATION_YEAR,
        DEPARTMENT_CODE,
        DEPARTMENT,
        UNIT,
        BUDGET_TYPE,
        text("agency", "评价机构", "Agency"),
        money("agency_fee", "委托费用", "Agency fee"),
        money("amount_evaluated", "评价金额", "Amount evaluated"),
        score("score", "评价得分", "Score"),
        text("grade_reported", "评价等级", "Grade as printed"),
    ],
    has_provenance: true,
};

/// Indicators as evaluated.
pub static EVALUATION_INDICATORS: Table = Table {
    name: "evaluation_indicators",
    label: Label { zh: "评价指标", en: "Evaluated indicators" },
    about: "one indicator as evaluated; the score of a whole dimension is a row with empty subdimension and name",
    key: &[
        "fiscal_year",
        "subject_kind",
        "subject",
        "evaluator_kind",
        "evaluation_year",
        "dimension",
        "subdimension",
        "name",
    ],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        EVALUATOR_KIND,
        EVALUATION_YEAR,
        DIMENSION,
        SUBDIMENSION,
        INDICATOR_NAME,
        POSITION,
        OPERATOR,
        TARGET_VALUE,
        TARGET_TEXT,
        measure("actual_value", "实际完成值", "Actual value"),
        text("actual_text", "完成值原文", "Actual as printed"),
        WEIGHT,
        score("score_reported", "得分", "Score as printed"),
        text("deviation_reason", "偏差原因", "Reason of deviation"),
    ],
    has_provenance: true,
};

/// The funds block of an evaluation form.
pub static EVALUATION_FUNDS: Table = Table {
    name: "evaluation_funds",
    label: Label { zh: "评价资金", en: "Evaluated funds" },
    about: "one line of the funds block of an evaluation form",
    key: &["fiscal_year", "subject_kind", "subject", "evaluator_kind", "evaluation_year", "fund_source"],
    columns: &[
        FISCAL_YEAR,
        SUBJECT_KIND,
        SUBJECT,
        EVALUATOR_KIND,
        EVALUATION_YEAR,
        Column::new("fund_source", Kind::Word(&words::FUND_SOURCE), "资金来源", "Source of funds"),
        money("initial", "年初预算", "Initial budget"),
        money("adjusted", "全年预算", "Adjusted budget"),
        money("executed", "全年执行", "Executed"),
        WEIGHT,
        score("rate_reported", "执行率", "Rate as printed"),
        integer("rate_decimals", "执行率小数位", "Decimals of the rate as printed"),
        score("score_reported", "得分", "Score as printed"),
    ],
    has_provenance: true,
};
