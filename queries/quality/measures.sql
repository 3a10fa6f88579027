/*---
order = 20
title = { zh = "可核对的指标", en = "Measures to compare" }
question = { zh = "每个年度、部门、预算类型的各项指标是多少？", en = "What are the measures of each year, department and budget?" }
report = []
notes = [
  { zh = "部门、预算类型为空的是合计。金额为元，比率为百分数。口径：项目为纳入绩效管理范围的项目；执行率 = 执行数 ÷ 全年预算（缺执行数、基数为零的不计）；各环节覆盖率按金额；支出合计、项目支出、基本支出取自部门预算、决算表。", en = "A blank department or budget is all of them. Amounts in yuan, rates in percent. Projects are those in scope; execution = executed ÷ adjusted budget (without those that report none or have no base); coverage is by amount; spending is that of the departments' budget and final-account tables." },
]

[columns]
measure = { zh = "指标", en = "Measure", words = ["measure"] }
value = { zh = "数值", en = "Value", format = "coefficient" }
---*/
WITH levels (by_department, by_budget) AS (
  VALUES (TRUE, TRUE), (TRUE, FALSE), (FALSE, TRUE), (FALSE, FALSE)
),
projects_in_scope AS (
  SELECT
    fiscal_year,
    department,
    budget_type,
    project_code,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, department, budget_type, project_code
),
money AS (
  SELECT
    p.fiscal_year,
    CASE WHEN l.by_department THEN p.department END AS department,
    CASE WHEN l.by_budget THEN p.budget_type END AS budget_type,
    COUNT(DISTINCT p.project_code) AS projects,
    SUM(p.initial_budget) AS initial_budget,
    SUM(p.adjusted_budget) AS adjusted_budget,
    SUM(p.executed) AS executed,
    SUM(p.executed) FILTER (WHERE p.adjusted_budget > 0) AS executed_of_adjusted,
    SUM(p.adjusted_budget) FILTER (WHERE p.adjusted_budget > 0 AND p.executed IS NOT NULL) AS adjusted_executed,
    SUM(p.executed) FILTER (WHERE p.initial_budget > 0) AS executed_of_initial,
    SUM(p.initial_budget) FILTER (WHERE p.initial_budget > 0 AND p.executed IS NOT NULL) AS initial_executed
  FROM projects_in_scope AS p
  CROSS JOIN levels AS l
  WHERE (NOT l.by_department OR p.department IS NOT NULL) AND (NOT l.by_budget OR p.budget_type IS NOT NULL)
  GROUP BY
    p.fiscal_year,
    l.by_department,
    l.by_budget,
    CASE WHEN l.by_department THEN p.department END,
    CASE WHEN l.by_budget THEN p.budget_type END
),
coverage AS (
  SELECT
    s.fiscal_year,
    CASE WHEN l.by_department THEN s.department END AS department,
    CASE WHEN l.by_budget THEN s.budget_type END AS budget_type,
    s.stage,
    SUM(s.amount) AS amount,
    COALESCE(SUM(s.amount) FILTER (WHERE s.is_covered), 0) AS covered
  FROM project_stages AS s
  -- what was not loaded is not known to be zero
  JOIN loaded_stages AS k ON k.fiscal_year = s.fiscal_year AND k.stage = s.stage
  CROSS JOIN levels AS l
  WHERE s.is_in_denominator
    AND s.stage IN ('objective', 'monitoring', 'self_evaluation')
    AND (NOT l.by_department OR s.department IS NOT NULL)
    AND (NOT l.by_budget OR s.budget_type IS NOT NULL)
  GROUP BY
    s.fiscal_year,
    l.by_department,
    l.by_budget,
    CASE WHEN l.by_department THEN s.department END,
    CASE WHEN l.by_budget THEN s.budget_type END,
    s.stage
),
spending AS (
  SELECT
    b.fiscal_year,
    CASE WHEN l.by_department THEN b.department END AS department,
    CASE WHEN l.by_budget THEN b.budget_type END AS budget_type,
    b.phase,
    SUM(b.amount) AS total,
    SUM(b.amount) FILTER (WHERE b.expenditure_kind = 'project') AS of_projects,
    SUM(b.amount) FILTER (WHERE b.expenditure_kind = 'basic') AS basic
  FROM budget_lines_by_type AS b
  CROSS JOIN levels AS l
  WHERE b.phase IN ('initial', 'executed')
    AND (NOT l.by_department OR b.department IS NOT NULL)
    AND (NOT l.by_budget OR b.budget_type IS NOT NULL)
  GROUP BY
    b.fiscal_year,
    l.by_department,
    l.by_budget,
    CASE WHEN l.by_department THEN b.department END,
    CASE WHEN l.by_budget THEN b.budget_type END,
    b.phase
),
measured AS (
  SELECT fiscal_year, department, budget_type, 'projects' AS measure, CAST(projects AS DECIMAL(28, 6)) AS value FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'initial_budget', CAST(initial_budget AS DECIMAL(28, 6)) FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'adjusted_budget', CAST(adjusted_budget AS DECIMAL(28, 6)) FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'executed', CAST(executed AS DECIMAL(28, 6)) FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'execution_rate',
    CAST(100.0000000000 * executed_of_adjusted / NULLIF(adjusted_executed, 0) AS DECIMAL(28, 6)) FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'execution_rate_of_initial',
    CAST(100.0000000000 * executed_of_initial / NULLIF(initial_executed, 0) AS DECIMAL(28, 6)) FROM money
  UNION ALL
  SELECT fiscal_year, department, budget_type, stage || '_amount', CAST(covered AS DECIMAL(28, 6)) FROM coverage
  UNION ALL
  SELECT fiscal_year, department, budget_type, stage || '_rate',
    CAST(100.0000000000 * covered / NULLIF(amount, 0) AS DECIMAL(28, 6)) FROM coverage
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'spending_' || phase, CAST(total AS DECIMAL(28, 6)) FROM spending
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'project_spending_' || phase, CAST(of_projects AS DECIMAL(28, 6)) FROM spending
  UNION ALL
  SELECT fiscal_year, department, budget_type, 'basic_spending_' || phase, CAST(basic AS DECIMAL(28, 6)) FROM spending
)
SELECT fiscal_year, department, budget_type, measure, value
FROM measured
WHERE value IS NOT NULL
ORDER BY fiscal_year, department, budget_type, measure
