/*---
title = { zh = "双份预算表", en = "Budget tables counted already" }
question = { zh = "哪些单位的预算表已包含在其部门的预算表中，因而不再计入？", en = "Which tables of units stand in their department's table already, and are not counted again?" }
notes = [
  { zh = "部门的表（没有单位）包含其所属单位；同年度、同阶段、同预算的单位表因此分开，不计入合计。所属关系：表上印出的主管部门；名称为“部门＋本级”；或单位名录。部门的全部资金表包含各本预算，单本预算表只包含该预算。", en = "A department's table (without a unit) holds its units: tables of those units of the same year, phase and budget are held apart and not counted. A unit belongs to the department that its table prints, to the one whose name it bears with 本级, or by the roster. A department's all-funds table covers every budget, a single-budget table its own." },
]

[columns]
part_of = { zh = "所属部门", en = "Stands in the table of" }
relation = { zh = "所属依据", en = "Known from", words = ["twin_relation"] }
part_of_amount = { zh = "部门表金额", en = "Amount of the department's table", format = "money" }
---*/
WITH tables AS (
  SELECT fiscal_year, region, department, unit, phase, table_kind, budget_type, SUM(amount) AS amount
  FROM budget_lines
  GROUP BY fiscal_year, region, department, unit, phase, table_kind, budget_type
),
owners AS (
  SELECT DISTINCT fiscal_year, region, department, unit
  FROM tables
),
parents AS (
  SELECT fiscal_year, region, department, unit, department AS parent, 'printed' AS relation
  FROM owners
  WHERE unit IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, region, department, unit,
    REPLACE(REPLACE(department, '(本级)', ''), '本级', '') AS parent, 'own_level' AS relation
  FROM owners
  WHERE unit IS NULL AND department LIKE '%本级%'
  UNION ALL
  SELECT o.fiscal_year, o.region, o.department, o.unit, r.department AS parent, 'roster' AS relation
  FROM owners AS o
  JOIN organizations AS r ON r.fiscal_year = o.fiscal_year AND r.unit = o.department
  WHERE o.unit IS NULL AND r.department <> o.department AND COALESCE(r.region, o.region, '') = COALESCE(o.region, r.region, '')
),
of_departments AS (
  SELECT * FROM tables WHERE unit IS NULL
),
-- what a department's tables cover: an all-funds table every budget, a single-budget table its own
covered AS (
  SELECT DISTINCT fiscal_year, region, department, phase, CASE WHEN table_kind = 'single_budget' THEN budget_type END AS only_budget
  FROM of_departments
),
held AS (
  SELECT
    t.fiscal_year, t.region, t.department, t.unit, t.phase, t.table_kind, t.budget_type, t.amount,
    MIN(p.parent) AS part_of,
    MIN(p.relation) AS relation
  FROM tables AS t
  JOIN parents AS p
    ON p.fiscal_year = t.fiscal_year AND p.department = t.department
    AND (p.region IS NOT DISTINCT FROM t.region) AND (p.unit IS NOT DISTINCT FROM t.unit)
  JOIN covered AS c
    ON c.fiscal_year = t.fiscal_year AND c.department = p.parent AND c.phase = t.phase
    AND (c.region IS NOT DISTINCT FROM t.region) AND (c.only_budget IS NULL OR c.only_budget = t.budget_type)
  GROUP BY t.fiscal_year, t.region, t.department, t.unit, t.phase, t.table_kind, t.budget_type, t.amount
)
SELECT
  h.fiscal_year,
  h.region,
  h.department,
  h.unit,
  h.phase,
  h.table_kind,
  h.budget_type,
  h.amount,
  h.part_of,
  h.relation,
  d.amount AS part_of_amount
FROM held AS h
LEFT JOIN of_departments AS d
  ON d.fiscal_year = h.fiscal_year AND d.department = h.part_of AND d.phase = h.phase AND d.table_kind = h.table_kind
  AND (d.region IS NOT DISTINCT FROM h.region) AND (d.budget_type IS NOT DISTINCT FROM h.budget_type)
