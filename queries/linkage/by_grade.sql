/*---
order = 2
title = { zh = "不同评价等级项目的预算变动", en = "Changes of budgets by grade" }
question = { zh = "财政评价为优、良、中、差的项目，此后的预算如何增减？", en = "How did budgets change after each grade of the finance evaluation?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后", en = "Lag" } },
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
]
chart = { kind = "grouped_bar", x = "grade", y = ["change_rate", "relative_change_rate"], format = "percent" }
finding.zh = """{% if rows %}{{ parameters.evaluator_kind | word('evaluator_kind') }}等级与预算变动：{% for row in rows %}评为“{{ row.grade }}”的项目{{ row.projects | count }}个，预算由{{ row.amount_before | amount }}变为{{ row.amount_after | amount }}{% if row.change_rate is not none %}，{{ '增长' if row.change_rate >= 0 else '下降' }}{{ row.change_rate | abs | percent }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}没有可以配对的评价等级和预算变动，不作分析。{% endif %}"""
finding.en = """{% if rows %}{{ parameters.evaluator_kind | word('evaluator_kind') }}: {% for row in rows %}{{ row.projects | count }} projects graded {{ row.grade }} went from {{ row.amount_before | amount }} to {{ row.amount_after | amount }}{% if row.change_rate is not none %} ({{ '+' if row.change_rate > 0 }}{{ row.change_rate | percent }}){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No grades can be paired with later changes of budgets.{% endif %}"""
notes = [
  { zh = "滞后2年：比较评价结果第一次可能用到的预算与其上一年的年初预算。相对变动率 = 本组变动率 − 同期纳入范围全部项目的变动率；压减、增加占比按项目个数计。等级低而预算增加可能出于政策安排，不等于错误。", en = "Lag 2 compares the first initial budget that could use the result with that of the year before. Relative change: less the change of all projects in scope between the same years. Shares cut and raised count projects. More money after a poor grade may be policy, not an error." },
]

[columns]
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
changes = { zh = "变动次数", en = "Changes", format = "count" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
amount_after = { zh = "变动后预算", en = "After", format = "money" }
change = { zh = "变动额", en = "Change", format = "money" }
change_rate = { zh = "变动率", en = "Change rate", format = "percent" }
relative_change_rate = { zh = "相对变动率", en = "Relative change", format = "percent" }
share_cut = { zh = "压减占比", en = "Share cut", format = "percent" }
share_raised = { zh = "增加占比", en = "Share raised", format = "percent" }
---*/
WITH evaluated AS (
  SELECT *
  FROM score_growth
  WHERE lag = $lag
    AND evaluator_kind = $evaluator_kind
    AND grade IS NOT NULL
    AND amount_before > 0
    AND amount_after IS NOT NULL
    AND ($funding_level = 'all' OR funding_level = $funding_level)
),
-- the change of everything in scope between the same years: the ceiling
yearly AS (
  SELECT
    fiscal_year,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE is_in_scope AND ($funding_level = 'all' OR COALESCE(funding_level, 'local') = $funding_level)
  GROUP BY fiscal_year
),
ceilings AS (
  SELECT
    years.fiscal_year,
    CASE WHEN $lag = 0 THEN CAST(b.adjusted_budget AS DOUBLE) ELSE CAST(a.initial_budget AS DOUBLE) END
      / NULLIF(CAST(b.initial_budget AS DOUBLE), 0) AS ratio
  FROM (SELECT DISTINCT fiscal_year FROM evaluated) AS years
  LEFT JOIN yearly AS b ON b.fiscal_year = years.fiscal_year + CASE WHEN $lag = 1 THEN 0 ELSE 1 END
  LEFT JOIN yearly AS a ON a.fiscal_year = years.fiscal_year + $lag
),
sums AS (
  SELECT
    e.grade,
    MIN(e.grade_rank) AS grade_rank,
    COUNT(*) AS changes,
    COUNT(DISTINCT e.project_code) AS projects,
    SUM(e.amount_before) AS amount_before,
    SUM(e.amount_after) AS amount_after,
    SUM(CAST(e.amount_before AS DOUBLE) * c.ratio) AS amount_by_ceiling,
    COUNT(*) FILTER (WHERE e.amount_after < e.amount_before) AS cut,
    COUNT(*) FILTER (WHERE e.amount_after > e.amount_before) AS raised
  FROM evaluated AS e
  LEFT JOIN ceilings AS c ON c.fiscal_year = e.fiscal_year
  GROUP BY e.grade
)
SELECT
  grade,
  grade_rank,
  projects,
  changes,
  amount_before,
  amount_after,
  amount_after - amount_before AS change,
  CAST(100.0000000000 * (amount_after - amount_before) / NULLIF(amount_before, 0) AS DECIMAL(9, 2)) AS change_rate,
  CAST(100 * (CAST(amount_after AS DOUBLE) - amount_by_ceiling) / NULLIF(CAST(amount_before AS DOUBLE), 0) AS DECIMAL(9, 2)) AS relative_change_rate,
  CAST(100.0000000000 * cut / changes AS DECIMAL(9, 2)) AS share_cut,
  CAST(100.0000000000 * raised / changes AS DECIMAL(9, 2)) AS share_raised
FROM sums
ORDER BY grade_rank, grade
