/*---
title = { zh = "项目年度", en = "Project years" }
question = { zh = "每个项目每年在每本预算中有多少钱，花了多少？", en = "How much money had each project in each budget and year, and how much was spent?" }
notes = [
  { zh = "项目 ⋈ 项目预算，按项目、预算类型、预算级次汇总。全年执行数缺失时取支付明细之和；全年预算数缺失时以年初预算数代替，并注明。", en = "projects joined with project_budgets, summed by project, budget and funding level. Where a source has no executed amount, the payments' sum stands in; where it has no adjusted budget, the initial one does, and the row says so." },
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
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(received) AS received,
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
first_year_of_lake AS (
  SELECT MIN(fiscal_year) AS first_year
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
  CASE WHEN l.first_year < p.fiscal_year THEN f.first_year = p.fiscal_year END AS is_new,
  COALESCE(p.category IN ('特定目标类', '其他运转类', '险种'), FALSE)
    AND NOT COALESCE(p.is_secret, FALSE)
    AND b.budget_type <> 'off_budget' AS is_in_scope,
  b.initial_budget,
  COALESCE(b.adjusted_budget, b.initial_budget) AS adjusted_budget,
  b.adjusted_budget IS NULL AND b.initial_budget IS NOT NULL AS adjusted_assumed,
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
CROSS JOIN first_year_of_lake AS l
