/*---
title = { zh = "项目年度", en = "Project years" }
question = { zh = "每个项目每年在每本预算中有多少钱，花了多少？", en = "How much money had each project in each budget and year, and how much was spent?" }
notes = [
  { zh = "项目 ⋈ 项目预算，按项目、预算类型、预算级次汇总。有预算的行缺执行数时取支付明细之和，没有支付明细的为缺失；某行全年预算数缺失时该行以年初预算数代替，并注明。上级统筹、没有金额的险种不纳入范围。", en = "projects joined with project_budgets, summed by project, budget and funding level. Where a row that has a budget lacks its executed amount, the payments' sum stands in, else the amount is missing; where a row has no adjusted budget, its initial one does, and the row says so. Insurance schemes pooled above, which have no amounts, are out of scope." },
]

[columns]
is_in_scope = { zh = "是否纳入绩效管理范围", en = "In scope" }
adjusted_assumed = { zh = "全年预算是否以年初数代替", en = "Adjusted budget assumed" }
is_new = { zh = "是否新增项目", en = "New project" }
---*/
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    funding_level,
    SUM(initial_budget) AS initial_budget,
    SUM(COALESCE(adjusted_budget, initial_budget)) AS adjusted_budget,
    BOOL_OR(adjusted_budget IS NULL AND initial_budget IS NOT NULL) AS adjusted_assumed,
    -- a part of the money without its execution leaves the whole unknown: a partial sum would be a wrong rate
    CASE WHEN NOT BOOL_OR(executed IS NULL AND COALESCE(adjusted_budget, initial_budget, 0) <> 0) THEN SUM(executed) END AS executed,
    CASE WHEN NOT BOOL_OR(received IS NULL AND COALESCE(adjusted_budget, initial_budget, 0) <> 0) THEN SUM(received) END AS received,
    SUM(carried_over) AS carried_over
  FROM project_budgets
  GROUP BY fiscal_year, project_code, budget_type, funding_level
),
paid AS (
  SELECT fiscal_year, project_code, budget_type, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code, budget_type
),
-- payments name no funding level: they stand in only where a project's budget has a single one
levels AS (
  SELECT fiscal_year, project_code, budget_type, COUNT(*) AS funding_levels
  FROM budgets
  GROUP BY fiscal_year, project_code, budget_type
),
-- a project is new when the lake knows the year before and the project was not in it
first_years AS (
  SELECT project_code, MIN(fiscal_year) AS first_year
  FROM projects
  GROUP BY project_code
),
known_years AS (
  SELECT DISTINCT fiscal_year
  FROM projects
)
SELECT
  COALESCE(p.fiscal_year, b.fiscal_year) AS fiscal_year,
  COALESCE(p.project_code, b.project_code) AS project_code,
  b.budget_type,
  b.funding_level,
  p.region,
  p.department_code,
  p.department,
  p.unit_code,
  p.unit,
  p.unit_level,
  p.project_name,
  p.category,
  p.sector,
  p.theme,
  p.debt_kind,
  COALESCE(p.is_key, FALSE) AS is_key,
  COALESCE(p.is_protected, FALSE) AS is_protected,
  COALESCE(p.is_secret, FALSE) AS is_secret,
  COALESCE(p.is_one_off, FALSE) AS is_one_off,
  CASE WHEN y.fiscal_year IS NOT NULL THEN f.first_year = p.fiscal_year END AS is_new,
  COALESCE(p.category IN ('特定目标类', '其他运转类', '险种'), FALSE)
    AND NOT COALESCE(p.is_secret, FALSE)
    AND b.budget_type <> 'off_budget'
    AND NOT (p.category = '险种' AND COALESCE(b.initial_budget, b.adjusted_budget, b.executed) IS NULL) AS is_in_scope,
  b.initial_budget,
  b.adjusted_budget,
  COALESCE(b.adjusted_assumed, FALSE) AS adjusted_assumed,
  COALESCE(b.executed, CASE WHEN n.funding_levels = 1 THEN paid.amount END) AS executed,
  b.received,
  b.carried_over
FROM projects AS p
FULL JOIN budgets AS b ON p.fiscal_year = b.fiscal_year AND p.project_code = b.project_code
LEFT JOIN paid
  ON paid.fiscal_year = b.fiscal_year AND paid.project_code = b.project_code AND paid.budget_type = b.budget_type
LEFT JOIN levels AS n
  ON n.fiscal_year = b.fiscal_year AND n.project_code = b.project_code AND n.budget_type = b.budget_type
LEFT JOIN first_years AS f ON f.project_code = p.project_code
LEFT JOIN known_years AS y ON y.fiscal_year = p.fiscal_year - 1
