/*---
title = { zh = "计入的预算收支", en = "Budget lines that count" }
question = { zh = "预算表的哪些行计入合计（双份的单位表除外）？", en = "Which lines of budget tables count, those of units that stand in their department's table left out?" }
notes = [
  { zh = "见“双份预算表”。", en = "See budget_twins." },
]
---*/
SELECT b.*
FROM budget_lines AS b
LEFT JOIN budget_twins AS t
  ON t.fiscal_year = b.fiscal_year AND t.department = b.department AND t.phase = b.phase AND t.table_kind = b.table_kind
  AND (t.region IS NOT DISTINCT FROM b.region) AND (t.unit IS NOT DISTINCT FROM b.unit)
  AND (t.budget_type IS NOT DISTINCT FROM b.budget_type)
WHERE t.fiscal_year IS NULL
