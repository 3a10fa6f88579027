/*---
order = 17
title = { zh = "同一文件两张预算表核对", en = "Two tables of one department" }
question = { zh = "同一科目在全部资金表和单本预算表中的金额是否衔接？", en = "Do the all-funds table and the single-budget table of a department agree on a function?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}个科目在两张表中的金额不衔接，其中单本预算大于全部资金的{{ rows | selectattr('check_id', 'equalto', 'table.single_exceeds') | list | length }}个、仅差不到1万元的{{ rows | selectattr('check_id', 'equalto', 'table.nearly_equal') | list | length }}个。{% else %}没有在两张表中不衔接的科目。{% endif %}"""
finding.en = """{% if rows %}On {{ rows | length }} functions the two tables disagree: {{ rows | selectattr('check_id', 'equalto', 'table.single_exceeds') | list | length }} with more in one budget than in all funds, {{ rows | selectattr('check_id', 'equalto', 'table.nearly_equal') | list | length }} less than 10,000 yuan apart.{% else %}On no function do the two tables of a department disagree.{% endif %}"""
notes = [
  { zh = "全部资金表包含单本预算，金额不应小于它；相差不到1万元的两个数应是同一个数。", en = "The all-funds table holds the single budget and has no less; two amounts less than 10,000 yuan apart should be one." },
]

[checks]
"table.single_exceeds" = { zh = "{{ row.fiscal_year }}年{{ row.department }}{{ row.phase | word('phase') }}{{ row.function_code }}的{{ row.expenditure_kind | word('expenditure_kind') }}：单本预算表{{ row.single_amount | fixed(2) }}元，大于全部资金表{{ row.all_amount | fixed(2) }}元", en = "{{ row.fiscal_year }}, {{ row.department }}, {{ row.phase | word('phase') | lower }}, {{ row.function_code }}, {{ row.expenditure_kind | word('expenditure_kind') | lower }}: the single-budget table has {{ row.single_amount | fixed(2) }} yuan, more than the {{ row.all_amount | fixed(2) }} of the all-funds table" }
"table.nearly_equal" = { zh = "{{ row.fiscal_year }}年{{ row.department }}{{ row.phase | word('phase') }}{{ row.function_code }}的{{ row.expenditure_kind | word('expenditure_kind') }}：单本预算表{{ row.single_amount | fixed(2) }}元，全部资金表{{ row.all_amount | fixed(2) }}元，仅差{{ row.difference | fixed(2) }}元", en = "{{ row.fiscal_year }}, {{ row.department }}, {{ row.phase | word('phase') | lower }}, {{ row.function_code }}, {{ row.expenditure_kind | word('expenditure_kind') | lower }}: {{ row.single_amount | fixed(2) }} yuan in the single-budget table and {{ row.all_amount | fixed(2) }} in the all-funds table, only {{ row.difference | fixed(2) }} apart" }

[columns]
single_amount = { zh = "单本预算表", en = "Single-budget table", format = "yuan" }
all_amount = { zh = "全部资金表", en = "All-funds table", format = "yuan" }
difference = { zh = "差额", en = "Difference", format = "yuan" }
check_id = { words = ["check"] }
---*/
WITH lines AS (
  SELECT fiscal_year, COALESCE(region, '') AS region, department, COALESCE(unit, '') AS unit, phase, table_kind, function_code, expenditure_kind, SUM(amount) AS amount
  FROM budget_lines
  WHERE $year IS NULL OR fiscal_year = $year
  GROUP BY fiscal_year, COALESCE(region, ''), department, COALESCE(unit, ''), phase, table_kind, function_code, expenditure_kind
),
compared AS (
  SELECT
    s.fiscal_year, s.department, NULLIF(s.unit, '') AS unit, s.phase, s.function_code, s.expenditure_kind,
    s.amount AS single_amount, a.amount AS all_amount, s.amount - a.amount AS difference
  FROM lines AS s
  JOIN lines AS a
    ON a.fiscal_year = s.fiscal_year AND a.region = s.region AND a.department = s.department AND a.unit = s.unit
    AND a.phase = s.phase AND a.function_code = s.function_code AND a.expenditure_kind = s.expenditure_kind
  WHERE s.table_kind = 'single_budget' AND a.table_kind = 'all_funds' AND s.amount <> a.amount
)
SELECT
  fiscal_year, department, unit, phase, function_code, expenditure_kind, single_amount, all_amount, difference,
  CASE WHEN ABS(difference) < 10000 THEN 'table.nearly_equal' ELSE 'table.single_exceeds' END AS check_id
FROM compared
WHERE difference > 0 OR ABS(difference) < 10000
ORDER BY check_id, fiscal_year, department, unit, phase, function_code, expenditure_kind
