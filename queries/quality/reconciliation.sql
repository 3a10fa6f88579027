/*---
order = 2
title = { zh = "项目与部门预算表核对", en = "Projects against budget tables" }
question = { zh = "项目数据的合计与部门预算、决算表的项目支出是否一致？", en = "Do the projects sum to the project spending of the departments' tables?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 10
finding.zh = """{% if rows %}{% set both = rows | selectattr('difference', 'ne', none) | list %}{% if both %}部门、预算、阶段均有双方数据的{{ both | length }}组中，一致的{{ both | selectattr('is_equal') | list | length }}组、不一致的{{ both | rejectattr('is_equal') | list | length }}组；{% endif %}只有一方数据、无从核对的{{ rows | selectattr('difference', 'none') | list | length }}组。{% else %}没有可以核对的部门预算表或项目数据。{% endif %}"""
finding.en = """{% if rows %}{% set both = rows | selectattr('difference', 'ne', none) | list %}{% if both %}Of {{ both | length }} groups of department, budget and phase that both sides have, {{ both | selectattr('is_equal') | list | length }} agree and {{ both | rejectattr('is_equal') | list | length }} differ; {% endif %}{{ rows | selectattr('difference', 'none') | list | length }} have one side only and cannot be compared.{% else %}There are no budget tables or projects to compare.{% endif %}"""
notes = [
  { zh = "项目侧为特定目标类、其他运转类项目（含涉密）的年初预算、全年预算或执行数；表侧为分预算收支的项目支出。社会保险基金没有部门表，不核对。", en = "Projects: initial, adjusted or executed amounts of 特定目标类 and 其他运转类, secret ones included; tables: project spending by budget. Social insurance has no department tables and is not compared." },
]

[checks]
"table.projects_differ" = { zh = "{{ row.fiscal_year }}年{{ row.department }}{{ row.budget_type | word('budget_type') }}（{{ row.phase | word('phase') }}）：项目合计{{ row.project_amount | fixed(2) }}元，预算表项目支出{{ row.table_amount | fixed(2) }}元，差{{ row.difference | fixed(2) }}元", en = "{{ row.fiscal_year }}, {{ row.department }}, {{ row.budget_type | word('budget_type') }} ({{ row.phase | word('phase') | lower }}): projects sum to {{ row.project_amount | fixed(2) }} yuan, the table's project spending is {{ row.table_amount | fixed(2) }}, {{ row.difference | fixed(2) }} apart" }

[columns]
check_id = { hidden = true }
project_amount = { zh = "项目合计", en = "Sum of projects", format = "yuan" }
table_amount = { zh = "预算表项目支出", en = "Project spending of tables", format = "yuan" }
difference = { zh = "差额", en = "Difference", format = "yuan" }
is_equal = { zh = "是否一致", en = "Equal", hidden = true }
---*/
WITH project_sums AS (
  SELECT
    fiscal_year,
    department,
    budget_type,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed
  FROM project_years
  WHERE category IN ('特定目标类', '其他运转类')
    AND budget_type IN ('general_public', 'government_fund', 'state_capital')
    AND ($year IS NULL OR fiscal_year = $year)
  GROUP BY fiscal_year, department, budget_type
),
phases (phase, position) AS (
  VALUES ('initial', 1), ('adjusted', 2), ('executed', 3)
),
projects_by_phase AS (
  SELECT
    s.fiscal_year,
    s.department,
    s.budget_type,
    p.phase,
    CASE p.phase WHEN 'initial' THEN s.initial_budget WHEN 'adjusted' THEN s.adjusted_budget ELSE s.executed END AS amount
  FROM project_sums AS s
  CROSS JOIN phases AS p
),
tables_by_phase AS (
  SELECT fiscal_year, department, budget_type, phase, SUM(amount) AS amount
  FROM budget_lines_by_type
  WHERE expenditure_kind = 'project' AND ($year IS NULL OR fiscal_year = $year)
  GROUP BY fiscal_year, department, budget_type, phase
),
-- phases that the year's tables have at all: a missing 决算 of every department is no difference
phases_of_tables AS (
  SELECT DISTINCT fiscal_year, phase FROM tables_by_phase
)
SELECT
  COALESCE(p.fiscal_year, t.fiscal_year) AS fiscal_year,
  COALESCE(p.department, t.department) AS department,
  COALESCE(p.budget_type, t.budget_type) AS budget_type,
  COALESCE(p.phase, t.phase) AS phase,
  p.amount AS project_amount,
  t.amount AS table_amount,
  p.amount - t.amount AS difference,
  COALESCE(p.amount = t.amount, FALSE) AS is_equal,
  CASE WHEN p.amount <> t.amount THEN 'table.projects_differ' END AS check_id
FROM projects_by_phase AS p
FULL JOIN tables_by_phase AS t
  ON t.fiscal_year = p.fiscal_year AND t.department = p.department AND t.budget_type = p.budget_type AND t.phase = p.phase
JOIN phases_of_tables AS h
  ON h.fiscal_year = COALESCE(p.fiscal_year, t.fiscal_year) AND h.phase = COALESCE(p.phase, t.phase)
ORDER BY 1, 2, 3, 4
