/*---
order = 1
title = { zh = "印出合计与明细核对", en = "Printed totals against their rows" }
question = { zh = "报表印出的小计、合计与明细之和是否一致？", en = "Do the printed subtotals and totals agree with the sums of their rows?" }
params = [
  { name = "only_differences", type = "flag", default = true, about = { zh = "只列差异", en = "Differences only" } },
]
rows_printed = 15
finding.zh = """{% set odd = rows | selectattr('severity') | list %}{% if odd %}印出的小计、合计与明细之和有{{ odd | length }}处不一致：属四舍五入的{{ odd | selectattr('within_rounding') | list | length }}处，超出四舍五入的{{ odd | rejectattr('within_rounding') | list | length }}处；数据一律按明细载入。{% else %}印出的小计、合计与明细之和没有不一致。{% endif %}"""
finding.en = """{% set odd = rows | selectattr('severity') | list %}{% if odd %}{{ odd | length }} printed subtotals or totals differ from the sums of their rows: {{ odd | selectattr('within_rounding') | list | length }} by rounding, {{ odd | rejectattr('within_rounding') | list | length }} by more; the rows are what is loaded.{% else %}No printed subtotal or total differs from the sum of its rows.{% endif %}"""
notes = [
  { zh = "差额的绝对值不超过“印出单位的一半 × 加数个数”的，视为四舍五入所致，列为提醒；超出的列为错误。", en = "A difference of at most half the printed unit times the number of summands is rounding, a warning; more is an error." },
]

[checks]
"total.differs" = { zh = "{{ row.table_title }}：{{ row.level }}{{ row.function_code or '' }}的“{{ row.measure }}”印出{{ row.printed | fixed(2) }}元，明细之和{{ row.computed | fixed(2) }}元，差{{ row.difference | fixed(2) }}元", en = "{{ row.table_title }}: `{{ row.measure }}` of {{ row.level }}{{ row.function_code or '' }} is printed as {{ row.printed | fixed(2) }} yuan; its rows sum to {{ row.computed | fixed(2) }}, {{ row.difference | fixed(2) }} apart" }
"total.rounding" = { zh = "{{ row.table_title }}：{{ row.level }}{{ row.function_code or '' }}的“{{ row.measure }}”印出{{ row.printed | fixed(2) }}元，明细之和{{ row.computed | fixed(2) }}元，差{{ row.difference | fixed(2) }}元，在舍入内", en = "{{ row.table_title }}: `{{ row.measure }}` of {{ row.level }}{{ row.function_code or '' }} is printed as {{ row.printed | fixed(2) }} yuan; its rows sum to {{ row.computed | fixed(2) }}, {{ row.difference | fixed(2) }} apart, within rounding" }

[columns]
check_id = { hidden = true }
path = { zh = "来源文件", en = "File", format = "file" }
severity = { zh = "严重程度", en = "Severity", words = ["severity"] }
printed = { format = "yuan" }
computed = { format = "yuan" }
difference = { zh = "差额", en = "Difference", format = "yuan" }
sheet = { hidden = true }
level = { hidden = true }
function_code = { hidden = true }
within_rounding = { hidden = true }
---*/
WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
)
SELECT
  f.path,
  c.sheet,
  c.cell,
  c.table_title,
  c.level,
  c.function_code,
  c.measure,
  c.printed,
  c.computed,
  c.difference,
  c.within_rounding,
  CASE WHEN c.difference <> 0 AND NOT c.within_rounding THEN 'error' WHEN c.difference <> 0 THEN 'warning' END AS severity,
  CASE WHEN c.difference <> 0 AND NOT c.within_rounding THEN 'total.differs' WHEN c.difference <> 0 THEN 'total.rounding' END AS check_id
FROM control_totals AS c
LEFT JOIN files AS f ON f.source_id = c.source_id
WHERE c.difference <> 0 OR NOT $only_differences
ORDER BY c.within_rounding, f.path, c.sheet, c.function_code, c.measure, c.cell
