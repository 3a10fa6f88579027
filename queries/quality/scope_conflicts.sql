/*---
order = 6
title = { zh = "“无此业务”与数据矛盾", en = "Declared without business, yet money" }
question = { zh = "哪些部门表明无此业务，却有该预算的数据？", en = "Which departments have no business in a budget by their tables, and yet money in it?" }
finding.zh = """{% if rows %}有{{ rows | length }}处“无此业务”与数据矛盾，应逐一核实。{% else %}没有发现与“无此业务”矛盾的数据。{% endif %}"""
finding.en = """{% if rows %}In {{ rows | length }} cases a department has money in a budget that it has no business in; each should be verified.{% else %}No data contradict a declared absence of business.{% endif %}"""

[checks]
"scope.conflict" = { zh = "{{ row.fiscal_year }}年{{ row.department }}表明没有{{ row.budget_type | word('budget_type') }}业务（{{ row.evidence | word('scope_evidence') }}），但预算表有{{ row.table_amount | fixed(2) }}元、项目有{{ row.project_amount | fixed(2) }}元", en = "{{ row.fiscal_year }}, {{ row.department }}: no business in the {{ row.budget_type | word('budget_type') | lower }} ({{ row.evidence | word('scope_evidence') | lower }}), yet {{ row.table_amount | fixed(2) }} yuan in tables and {{ row.project_amount | fixed(2) }} in projects" }

[columns]
check_id = { hidden = true }
table_amount = { zh = "预算表金额", en = "Amount in tables", format = "money" }
project_amount = { zh = "项目金额", en = "Amount of projects", format = "money" }
---*/
WITH tables_of_departments AS (
  SELECT fiscal_year, department, budget_type, SUM(amount) AS amount, COUNT(*) FILTER (WHERE amount <> 0) AS filled
  FROM budget_lines_by_type
  WHERE phase = 'initial'
  GROUP BY fiscal_year, department, budget_type
),
projects_of_departments AS (
  SELECT
    fiscal_year,
    department,
    budget_type,
    SUM(initial_budget) AS amount,
    COUNT(*) FILTER (WHERE initial_budget <> 0 OR adjusted_budget <> 0) AS filled
  FROM project_years
  GROUP BY fiscal_year, department, budget_type
)
SELECT
  s.fiscal_year,
  s.department,
  s.budget_type,
  s.evidence,
  t.amount AS table_amount,
  p.amount AS project_amount,
  'scope.conflict' AS check_id
FROM budget_scope AS s
LEFT JOIN tables_of_departments AS t
  ON t.fiscal_year = s.fiscal_year AND t.department = s.department AND t.budget_type = s.budget_type
LEFT JOIN projects_of_departments AS p
  ON p.fiscal_year = s.fiscal_year AND p.department = s.department AND p.budget_type = s.budget_type
WHERE s.status = 'no_business' AND (t.filled > 0 OR p.filled > 0)
ORDER BY s.fiscal_year, s.region, s.department, s.budget_type
