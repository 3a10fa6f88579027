/*---
order = 1
title = { zh = "控制数核对", en = "Control totals" }
question = { zh = "表上印的小计、合计与明细之和一致吗？", en = "Do the printed subtotals and totals agree with the sums of their rows?" }
params = [
  { name = "only_differences", type = "flag", default = true, about = { zh = "只列差异", en = "Differences only" } },
]
finding.zh = """{% if rows %}印出的小计、合计与明细之和有{{ rows | length }}处不一致，其中{{ rows | selectattr('within_rounding') | list | length }}处在四舍五入范围内（提醒），{{ rows | rejectattr('within_rounding') | list | length }}处超出（错误）；数据均按明细载入。{% else %}印出的小计、合计与明细之和全部一致。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} printed subtotals and totals differ from the sums of their rows, {{ rows | selectattr('within_rounding') | list | length }} within rounding (warnings) and {{ rows | rejectattr('within_rounding') | list | length }} beyond it (errors); the rows are loaded as printed.{% else %}All printed subtotals and totals agree with the sums of their rows.{% endif %}"""
notes = [
  { zh = "差额绝对值不超过“半个印出单位 × 加数个数”的视为四舍五入所致。", en = "A difference of at most half the printed unit times the number of summands is rounding." },
]

[columns]
path = { zh = "来源文件", en = "File" }
severity = { zh = "严重程度", en = "Severity", words = ["severity"] }
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
  CASE WHEN c.difference <> 0 AND NOT c.within_rounding THEN 'error' WHEN c.difference <> 0 THEN 'warning' END AS severity
FROM control_totals AS c
LEFT JOIN files AS f ON f.source_id = c.source_id
WHERE c.difference <> 0 OR NOT $only_differences
ORDER BY c.within_rounding, f.path, c.sheet, c.function_code, c.measure, c.cell
