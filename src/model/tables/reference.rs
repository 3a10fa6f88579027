//! Reference tables: the rules that figures follow. Defaults stand at load 0; a source replaces them.

use super::super::table::{Column, Kind, Table};
use super::super::words;
use super::{BUDGET_TYPE, REGION, integer, score, text, year};
use crate::model::Label;

/// Function classes of expenditure (支出功能分类科目), by edition.
pub static FUNCTION_CLASSES: Table = Table {
    name: "function_classes",
    label: Label { zh: "支出功能分类", en: "Function classes" },
    about: "one 类, 款 or 项 of the functional classification; year is the edition, NULL for any",
    key: &["code", "year"],
    columns: &[
        text("code", "科目编码", "Code"),
        year("year", "版本年度", "Edition"),
        text("name", "科目名称", "Name"),
        integer("level", "科目级次", "Level"),
        BUDGET_TYPE,
    ],
    has_provenance: true,
};

/// Grade schemes: which score earns which grade.
pub static GRADE_SCHEMES: Table = Table {
    name: "grade_schemes",
    label: Label { zh: "等级标准", en: "Grade schemes" },
    about: "one grade of a scheme, from its lower bound (included) to the next grade's",
    key: &["scheme", "label"],
    columns: &[
        text("scheme", "标准", "Scheme"),
        text("label", "等级", "Grade"),
        REGION,
        year("first_year", "起始年度", "First year"),
        year("last_year", "终止年度", "Last year"),
        score("lower_bound", "下限", "Lower bound"),
        integer("rank", "次序", "Order"),
    ],
    has_provenance: true,
};

/// Thresholds of the warning lights, by month.
pub static MONITORING_RULES: Table = Table {
    name: "monitoring_rules",
    label: Label { zh: "监控规则", en: "Monitoring rules" },
    about: "the execution below which a light warns, up to a month, and the gap between goals and money that warns",
    key: &["rule", "light", "month"],
    columns: &[
        text("rule", "规则", "Rule"),
        Column::new("light", Kind::Word(&words::LIGHT), "预警灯", "Light"),
        integer("month", "月份", "Month"),
        score("execution_below", "执行率低于", "Execution below"),
        score("gap_above", "差距高于", "Gap above"),
    ],
    has_provenance: true,
};

/// Sector standards of indicators (分行业分领域绩效指标和标准体系).
pub static INDICATOR_STANDARDS: Table = Table {
    name: "indicator_standards",
    label: Label { zh: "指标标准", en: "Indicator standards" },
    about: "the standard of one indicator in a sector and field",
    key: &["sector", "field", "indicator"],
    columns: &[
        text("sector", "行业", "Sector"),
        text("field", "领域", "Field"),
        text("indicator", "指标", "Indicator"),
        text("unit", "计量单位", "Unit of measure"),
        Column::new("direction", Kind::Word(&words::OPERATOR), "方向", "Direction"),
        super::measure("standard", "标准值", "Standard"),
    ],
    has_provenance: true,
};
