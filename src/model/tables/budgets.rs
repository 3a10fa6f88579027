//! Money: projects and their budgets, payments, changes, department tables, insurance funds, the roster.

use super::super::table::{Column, Kind, Table};
use super::super::words;
use super::{
    BUDGET_TYPE, DEPARTMENT, DEPARTMENT_CODE, FISCAL_YEAR, FUNCTION_CODE, PROJECT_CODE, REGION, UNIT, UNIT_CODE, date,
    flag, integer, money, text,
};
use crate::model::Label;

/// Projects of a year, from budget exports only.
pub static PROJECTS: Table = Table {
    name: "projects",
    label: Label { zh: "项目", en: "Projects" },
    about: "one project of one year, from budget exports only; a social-insurance scheme (险种) is one project",
    key: &["fiscal_year", "project_code"],
    columns: &[
        FISCAL_YEAR,
        PROJECT_CODE,
        REGION,
        DEPARTMENT_CODE,
        DEPARTMENT,
        UNIT_CODE,
        UNIT,
        integer("unit_level", "单位级次", "Unit level"),
        text("project_name", "项目名称", "Project"),
        Column::new("category", Kind::Word(&words::CATEGORY), "项目类别", "Category"),
        text("sector", "行业领域", "Sector"),
        text("theme", "主题", "Theme"),
        flag("is_key", "是否重点", "Key project"),
        flag("is_protected", "是否三保", "Protected"),
        flag("is_secret", "是否涉密", "Secret"),
        flag("is_one_off", "是否一次性", "One-off"),
        Column::new("debt_kind", Kind::Word(&words::DEBT_KIND), "债务类型", "Debt kind"),
    ],
    has_provenance: true,
};

/// Budgets of projects, from budget exports only, never from forms.
pub static PROJECT_BUDGETS: Table = Table {
    name: "project_budgets",
    label: Label { zh: "项目预算", en: "Project budgets" },
    about: "the money of one project by budget, function class, funding level and finer classes; SQL sums",
    key: &["fiscal_year", "project_code", "budget_type", "function_code", "funding_level", "detail"],
    columns: &[
        FISCAL_YEAR,
        PROJECT_CODE,
        BUDGET_TYPE,
        FUNCTION_CODE,
        Column::new("funding_level", Kind::Word(&words::FUNDING_LEVEL), "预算级次", "Funding level"),
        text("detail", "细分", "Finer classes"),
        money("initial_budget", "年初预算", "Initial budget"),
        money("adjusted_budget", "全年预算", "Adjusted budget"),
        money("executed", "全年执行", "Executed"),
        money("received", "实际到位", "Received"),
        money("carried_over", "上年结转", "Carried over"),
    ],
    has_provenance: true,
};

/// Payments of projects by month.
pub static PAYMENTS: Table = Table {
    name: "payments",
    label: Label { zh: "支付明细", en: "Payments" },
    about: "what was paid for one project in one month, refunds subtracted",
    key: &["fiscal_year", "project_code", "budget_type", "function_code", "month"],
    columns: &[
        FISCAL_YEAR,
        PROJECT_CODE,
        BUDGET_TYPE,
        FUNCTION_CODE,
        integer("month", "月份", "Month"),
        money("amount", "支付金额", "Amount paid"),
    ],
    has_provenance: true,
};

/// Changes of budgets during the year.
pub static BUDGET_CHANGES: Table = Table {
    name: "budget_changes",
    label: Label { zh: "预算调整", en: "Budget changes" },
    about: "one change of a project's budget during the year",
    key: &["fiscal_year", "project_code", "changed_on", "kind", "document_number"],
    columns: &[
        FISCAL_YEAR,
        PROJECT_CODE,
        date("changed_on", "调整日期", "Changed on"),
        Column::new("kind", Kind::Word(&words::CHANGE_KIND), "调整类型", "Kind of change"),
        text("document_number", "文号", "Document number"),
        money("amount", "调整金额", "Amount"),
    ],
    has_provenance: true,
};

/// Leaf rows of departments' budget and final-account tables.
pub static BUDGET_LINES: Table = Table {
    name: "budget_lines",
    label: Label { zh: "预算收支表", en: "Budget lines" },
    about: "one 项 row of a department's budget or final-account table, by kind of expenditure; no subtotals",
    key: &[
        "fiscal_year",
        "region",
        "department",
        "unit",
        "phase",
        "table_kind",
        "budget_type",
        "function_code",
        "expenditure_kind",
    ],
    columns: &[
        FISCAL_YEAR,
        REGION,
        DEPARTMENT,
        UNIT,
        Column::new("phase", Kind::Word(&words::PHASE), "预算阶段", "Phase"),
        Column::new("table_kind", Kind::Word(&words::TABLE_KIND), "表类", "Kind of table"),
        BUDGET_TYPE,
        FUNCTION_CODE,
        Column::new("expenditure_kind", Kind::Word(&words::EXPENDITURE_KIND), "支出类别", "Kind of expenditure"),
        text("function_name", "支出功能分类名称", "Function"),
        money("amount", "金额", "Amount"),
        Column::new("budget_basis", Kind::Word(&words::BUDGET_BASIS), "预算类型依据", "Basis of the budget"),
    ],
    has_provenance: true,
};

/// Whether a department has business in a budget.
pub static BUDGET_SCOPE: Table = Table {
    name: "budget_scope",
    label: Label { zh: "预算范围", en: "Budget scope" },
    about: "whether a department has business in one of the four budgets, and what shows it",
    key: &["fiscal_year", "region", "department", "budget_type"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        DEPARTMENT,
        BUDGET_TYPE,
        Column::new("status", Kind::Word(&words::SCOPE_STATUS), "业务状态", "Status"),
        Column::new("evidence", Kind::Word(&words::SCOPE_EVIDENCE), "依据", "Evidence"),
    ],
    has_provenance: true,
};

/// What a bureau says about stages it has no data for.
pub static STAGE_SCOPE: Table = Table {
    name: "stage_scope",
    label: Label { zh: "环节范围", en: "Stage scope" },
    about: "what a bureau declares about a stage that it has no data for",
    key: &["fiscal_year", "region", "budget_type", "stage"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        BUDGET_TYPE,
        Column::new("stage", Kind::Word(&words::STAGE), "环节", "Stage"),
        Column::new("declared", Kind::Word(&words::STAGE_DECLARED), "声明", "Declared"),
    ],
    has_provenance: true,
};

/// The roster of departments and units (单位名录).
pub static ORGANIZATIONS: Table = Table {
    name: "organizations",
    label: Label { zh: "单位名录", en: "Organizations" },
    about: "one budget unit of a year: the roster without which unit coverage has no denominator",
    key: &["fiscal_year", "region", "department_code", "unit_code"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        DEPARTMENT_CODE,
        UNIT_CODE,
        DEPARTMENT,
        UNIT,
        integer("unit_level", "单位级次", "Unit level"),
        text("parent", "上级单位", "Parent"),
        flag("is_secret", "是否涉密", "Secret"),
        flag("must_evaluate", "是否应评", "Must evaluate"),
        text("predecessor", "前身", "Predecessor"),
    ],
    has_provenance: true,
};

/// Social-insurance funds: income, spending and balance by 险种.
pub static INSURANCE_FUNDS: Table = Table {
    name: "insurance_funds",
    label: Label { zh: "社会保险基金", en: "Social-insurance funds" },
    about: "income, spending and balance of one social-insurance scheme (险种) in a year",
    key: &["fiscal_year", "region", "fund"],
    columns: &[
        FISCAL_YEAR,
        REGION,
        text("fund", "险种", "Scheme"),
        money("income_budget", "收入预算", "Income budget"),
        money("income", "收入执行", "Income"),
        money("spending_budget", "支出预算", "Spending budget"),
        money("spending", "支出执行", "Spending"),
        money("year_balance", "本年收支结余", "Balance of the year"),
        money("cumulative_balance", "年末滚存结余", "Cumulative balance"),
        text("managed_at", "统筹层次", "Pooled at"),
    ],
    has_provenance: true,
};
