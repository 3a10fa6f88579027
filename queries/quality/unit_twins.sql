/*---
order = 9
title = { zh = "部门与单位的双份预算表", en = "Department tables and their units' twins" }
question = { zh = "哪些单位的预算表与其部门的预算表重复？是否会重复计数？", en = "Which units' tables stand in their department's table already, and would be counted twice?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | selectattr('check_id', 'ne', 'twin.equal_figures') | list | length }}张单位表已包含在部门表中，分开列示、不重复计入，其中与部门表金额完全相同的{{ rows | selectattr('is_equal') | selectattr('check_id', 'ne', 'twin.equal_figures') | list | length }}张、大于部门表的{{ rows | selectattr('check_id', 'equalto', 'twin.exceeds') | list | length }}张；不同部门逐行相同的{{ rows | selectattr('check_id', 'equalto', 'twin.equal_figures') | list | length }}对。{% else %}没有会重复计数的部门、单位双份预算表。{% endif %}"""
finding.en = """{% if rows %}{{ rows | selectattr('check_id', 'ne', 'twin.equal_figures') | list | length }} tables of units stand in their department's table and are held apart, {{ rows | selectattr('is_equal') | selectattr('check_id', 'ne', 'twin.equal_figures') | list | length }} of them with the very same amount, {{ rows | selectattr('check_id', 'equalto', 'twin.exceeds') | list | length }} with more than the department's; {{ rows | selectattr('check_id', 'equalto', 'twin.equal_figures') | list | length }} pairs of departments agree line by line.{% else %}No table of a unit would be counted twice with its department's.{% endif %}"""
notes = [
  { zh = "部门公开（含下属）与单位公开（仅本单位）同时载入时，合计只计部门表。大于部门表的单位表必有一处有误。逐行相同的两个部门可能是同一部门的两个名称，未分开，须人工确认。", en = "Where both the department's document and its unit's are loaded, only the department's counts. A unit with more than its department is wrong somewhere. Two departments that agree line by line may be one under two names: they are not held apart, a person should look." },
]

[checks]
"twin.department_unit" = { zh = "{{ row.fiscal_year }}年{{ row.unit or row.department }}的{{ row.phase | word('phase') }}（{{ row.budget_type | word('budget_type') if row.budget_type else '科目不明' }}，{{ row.amount | fixed(2) }}元）{% if row.is_equal %}与部门“{{ row.part_of }}”的表金额相同{% else %}已包含在部门“{{ row.part_of }}”的表中{% endif %}，已分开，不重复计入", en = "{{ row.fiscal_year }}: the table of {{ row.unit or row.department }} ({{ row.phase | word('phase') | lower }}, {{ row.budget_type | word('budget_type') | lower if row.budget_type else 'unknown functions' }}, {{ row.amount | fixed(2) }} yuan) {% if row.is_equal %}equals that of its department {{ row.part_of }}{% else %}stands in that of its department {{ row.part_of }}{% endif %}; it is held apart and not counted again" }
"twin.exceeds" = { zh = "{{ row.fiscal_year }}年{{ row.unit or row.department }}的{{ row.phase | word('phase') }}{{ row.amount | fixed(2) }}元，大于包含它的部门“{{ row.part_of }}”的{{ row.part_of_amount | fixed(2) }}元", en = "{{ row.fiscal_year }}: {{ row.unit or row.department }} has {{ row.amount | fixed(2) }} yuan ({{ row.phase | word('phase') | lower }}), more than the {{ row.part_of_amount | fixed(2) }} of the department {{ row.part_of }} that holds it" }
"twin.equal_figures" = { zh = "{{ row.fiscal_year }}年“{{ row.department }}”与“{{ row.part_of }}”的{{ row.phase | word('phase') }}逐行相同（{{ row.amount | fixed(2) }}元），可能是同一部门", en = "{{ row.fiscal_year }}: the tables of {{ row.department }} and {{ row.part_of }} ({{ row.phase | word('phase') | lower }}) agree line by line ({{ row.amount | fixed(2) }} yuan); they may be one department" }

[columns]
part_of = { zh = "所属部门", en = "Stands in the table of" }
part_of_amount = { zh = "部门表金额", en = "Amount of the department's table", format = "yuan" }
amount = { format = "yuan" }
relation = { zh = "所属依据", en = "Known from", words = ["twin_relation"] }
is_equal = { zh = "是否相同", en = "Equal" }
check_id = { words = ["check"] }
table_kind = { hidden = true }
---*/
WITH lines AS (
  SELECT fiscal_year, department, phase, table_kind, function_code, expenditure_kind, SUM(amount) AS amount
  FROM budget_lines_counted
  WHERE unit IS NULL AND ($year IS NULL OR fiscal_year = $year)
  GROUP BY fiscal_year, department, phase, table_kind, function_code, expenditure_kind
),
totals AS (
  SELECT fiscal_year, department, phase, table_kind, COUNT(*) AS lines, SUM(amount) AS amount, MAX(amount) AS largest
  FROM lines
  GROUP BY fiscal_year, department, phase, table_kind
),
-- three lines or more whose number, sum and largest amount agree are compared line by line
alike AS (
  SELECT a.fiscal_year, a.phase, a.table_kind, a.department, b.department AS other, a.lines, a.amount
  FROM totals AS a
  JOIN totals AS b
    ON b.fiscal_year = a.fiscal_year AND b.phase = a.phase AND b.table_kind = a.table_kind AND b.lines = a.lines
    AND b.amount = a.amount AND b.largest = a.largest
  WHERE a.department < b.department AND a.lines >= 3 AND a.amount <> 0
),
equal_lines AS (
  SELECT k.fiscal_year, k.phase, k.table_kind, k.department, k.other, k.lines, k.amount, COUNT(*) AS equal_lines
  FROM alike AS k
  JOIN lines AS a
    ON a.fiscal_year = k.fiscal_year AND a.phase = k.phase AND a.table_kind = k.table_kind AND a.department = k.department
  JOIN lines AS b
    ON b.fiscal_year = k.fiscal_year AND b.phase = k.phase AND b.table_kind = k.table_kind AND b.department = k.other
    AND b.function_code = a.function_code AND b.expenditure_kind = a.expenditure_kind AND b.amount = a.amount
  GROUP BY k.fiscal_year, k.phase, k.table_kind, k.department, k.other, k.lines, k.amount
),
found AS (
  SELECT
    fiscal_year, department, unit, phase, table_kind, budget_type, amount, part_of, relation, part_of_amount,
    COALESCE(amount = part_of_amount, FALSE) AS is_equal,
    CASE WHEN amount > part_of_amount THEN 'twin.exceeds' ELSE 'twin.department_unit' END AS check_id
  FROM budget_twins
  WHERE $year IS NULL OR fiscal_year = $year
  UNION ALL
  SELECT
    fiscal_year, department, NULL AS unit, phase, table_kind, NULL AS budget_type, amount, other AS part_of,
    'equal_lines' AS relation, amount AS part_of_amount, TRUE AS is_equal, 'twin.equal_figures' AS check_id
  FROM equal_lines
  WHERE equal_lines = lines
)
SELECT
  fiscal_year,
  department,
  unit,
  phase,
  table_kind,
  budget_type,
  CAST(amount AS DECIMAL(20, 2)) AS amount,
  part_of,
  relation,
  CAST(part_of_amount AS DECIMAL(20, 2)) AS part_of_amount,
  is_equal,
  check_id
FROM found
ORDER BY check_id, fiscal_year, department, unit, phase, table_kind, budget_type, part_of
