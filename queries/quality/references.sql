/*---
order = 10
title = { zh = "资料之间的对应", en = "References between tables" }
question = { zh = "支付、调整、项目所属单位，能否与预算和名录对应？", en = "Do payments, changes and units refer to budgets and to the roster?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处资料对应不上：{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}{{ group.list | length }}处{% if not loop.last %}、{% endif %}{% endfor %}。{% else %}支付、调整和单位均能与预算和名录对应。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} references lead nowhere: {% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') | lower }} {{ group.list | length }}{% if not loop.last %}, {% endif %}{% endfor %}.{% else %}Every payment, change and unit refers to a budget or the roster.{% endif %}"""
notes = [
  { zh = "只有载入了当年单位名录的，才核对单位。", en = "Units are compared for the years whose roster is loaded." },
]

[checks]
"reference.payment" = { zh = "{{ row.fiscal_year }}年项目{{ row.subject }}有{{ row.records }}笔支付共{{ row.amount | fixed(2) }}元，当年没有这个项目的预算", en = "{{ row.fiscal_year }}: {{ row.records }} payments of {{ row.amount | fixed(2) }} yuan are of the project {{ row.subject }}, which has no budget of that year" }
"reference.change" = { zh = "{{ row.fiscal_year }}年项目{{ row.subject }}有{{ row.records }}笔预算调整共{{ row.amount | fixed(2) }}元，当年没有这个项目的预算", en = "{{ row.fiscal_year }}: {{ row.records }} changes of {{ row.amount | fixed(2) }} yuan are of the project {{ row.subject }}, which has no budget of that year" }
"reference.unit" = { zh = "{{ row.fiscal_year }}年“{{ row.subject }}”有{{ row.records }}个项目，不在当年单位名录中", en = "{{ row.fiscal_year }}: {{ row.subject }} has {{ row.records }} projects and is not on the roster of that year" }

[columns]
records = { zh = "记录数", en = "Records", format = "count" }
amount = { format = "yuan" }
check_id = { words = ["check"] }
subject = { zh = "项目或单位", en = "Project or unit" }
---*/
WITH budgeted AS (
  SELECT DISTINCT fiscal_year, project_code FROM project_budgets
),
paid AS (
  SELECT fiscal_year, project_code, COUNT(*) AS records, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code
),
changed AS (
  SELECT fiscal_year, project_code, COUNT(*) AS records, SUM(amount) AS amount
  FROM budget_changes
  GROUP BY fiscal_year, project_code
),
-- exports of budgets that were never loaded are no fault of the payments
known_years AS (
  SELECT DISTINCT fiscal_year FROM project_budgets
),
roster AS (
  SELECT DISTINCT fiscal_year, unit_code FROM organizations WHERE unit_code IS NOT NULL
),
rosters AS (
  SELECT DISTINCT fiscal_year FROM roster
),
units AS (
  SELECT fiscal_year, unit_code, MIN(unit) AS unit, COUNT(*) AS records
  FROM projects
  WHERE unit_code IS NOT NULL
  GROUP BY fiscal_year, unit_code
),
found AS (
  SELECT p.fiscal_year, p.project_code AS subject, p.records, p.amount, 'reference.payment' AS check_id
  FROM paid AS p
  JOIN known_years AS y ON y.fiscal_year = p.fiscal_year
  LEFT JOIN budgeted AS b ON b.fiscal_year = p.fiscal_year AND b.project_code = p.project_code
  WHERE b.project_code IS NULL
  UNION ALL
  SELECT c.fiscal_year, c.project_code AS subject, c.records, c.amount, 'reference.change' AS check_id
  FROM changed AS c
  JOIN known_years AS y ON y.fiscal_year = c.fiscal_year
  LEFT JOIN budgeted AS b ON b.fiscal_year = c.fiscal_year AND b.project_code = c.project_code
  WHERE b.project_code IS NULL
  UNION ALL
  SELECT u.fiscal_year, COALESCE(u.unit || '(' || u.unit_code || ')', u.unit_code) AS subject, u.records, NULL AS amount, 'reference.unit' AS check_id
  FROM units AS u
  JOIN rosters AS y ON y.fiscal_year = u.fiscal_year
  LEFT JOIN roster AS r ON r.fiscal_year = u.fiscal_year AND r.unit_code = u.unit_code
  WHERE r.unit_code IS NULL
)
SELECT fiscal_year, subject, records, CAST(amount AS DECIMAL(20, 2)) AS amount, check_id
FROM found
WHERE $year IS NULL OR fiscal_year = $year
ORDER BY check_id, fiscal_year, subject
