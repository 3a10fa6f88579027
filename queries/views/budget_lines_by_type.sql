/*---
title = { zh = "分预算收支", en = "Budget lines by budget" }
question = { zh = "每个部门每本预算安排了多少支出，每笔钱只算一次？", en = "What does each department spend in each budget, every sum counted once?" }
notes = [
  { zh = "部门有单本预算表的，取该表；否则取全部资金表，按科目对照划分预算类型，并注明。部门表已包含的单位表不计（见“双份预算表”）。", en = "Tables of units that stand in their department's table are left out (budget_twins). A department's single-budget tables where it has them, else its all-funds table divided by the list of function classes; the column says which." },
]

[columns]
is_divided_by_code = { zh = "是否按科目划分", en = "Divided by code" }
---*/
WITH marked AS (
  SELECT
    *,
    MAX(CASE WHEN table_kind = 'single_budget' THEN 1 ELSE 0 END) OVER (
      PARTITION BY fiscal_year, region, department, unit, phase, budget_type
    ) AS has_single_budget
  FROM budget_lines_counted
)
SELECT
  fiscal_year,
  region,
  department,
  unit,
  phase,
  budget_type,
  function_code,
  function_name,
  expenditure_kind,
  amount,
  table_kind = 'all_funds' AS is_divided_by_code
FROM marked
WHERE table_kind = 'single_budget' OR has_single_budget = 0
