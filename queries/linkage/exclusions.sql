/*---
order = 9
title = { zh = "未能配对的评价", en = "Evaluations that are not paired" }
question = { zh = "哪些评价没有进入关联分析，为什么？", en = "Which evaluations are left out of the linkage, and why?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后", en = "Lag" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
]
report = []
finding.zh = """{% if rows %}滞后{{ parameters.lag }}年：{% for row in rows if row.reason == 'used' %}{{ row.evaluator_kind | word('evaluator_kind') }}{{ row.pairs | count }}对进入分析{% if not loop.last %}，{% endif %}{% else %}没有配对进入分析{% endfor %}。{% else %}没有项目评价。{% endif %}"""
finding.en = """{% if rows %}Lag {{ parameters.lag }}: {% for row in rows if row.reason == 'used' %}{{ row.evaluator_kind | word('evaluator_kind') | lower }} {{ row.pairs | count }} pairs used{% if not loop.last %}, {% endif %}{% else %}no pairs used{% endfor %}.{% else %}No projects were evaluated.{% endif %}"""
notes = [
  { zh = "每次评价、每条预算一行。“增长口径不适用”：对数增长要求两期预算均为正，变动率要求前期为正，对称变动率要求两期不为负且不全为零。", en = "One row an evaluation and budget. No growth of this measure: logarithmic growth needs both amounts positive, percent the earlier one, symmetric neither negative and not both zero." },
]

[columns]
reason = { zh = "去向", en = "Used or left out because", words = ["pair_exclusion"] }
pairs = { zh = "行数", en = "Rows", format = "count" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
---*/
SELECT
  evaluator_kind,
  CASE
    WHEN exclusion IS NOT NULL THEN exclusion
    WHEN $funding_level <> 'all' AND funding_level <> $funding_level THEN 'other_level'
    WHEN CASE $growth WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END IS NULL
      THEN 'no_growth'
    ELSE 'used'
  END AS reason,
  COUNT(*) AS pairs,
  SUM(amount_before) AS amount_before
FROM score_pairs
WHERE lag = $lag
GROUP BY 1, 2
ORDER BY evaluator_kind, reason
