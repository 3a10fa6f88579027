/*---
order = 2
title = { zh = "不同评价等级项目的预算变动", en = "Changes of budgets by grade" }
question = { zh = "财政评价为优、良、中、差的项目，此后的预算如何增减？", en = "How did budgets change after each grade of the finance evaluation?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后", en = "Lag" } },
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
]
excludes = "linkage/exclusions"
chart = { kind = "grouped_bar", x = "grade", y = ["change_rate", "relative_change_rate"], format = "percent" }
finding.zh = """{% if rows %}{{ parameters.evaluator_kind | word('evaluator_kind') }}等级与预算变动：{% for row in rows %}评为“{{ row.grade }}”的项目{{ row.projects | count }}个，预算由{{ row.amount_before | amount }}变为{{ row.amount_after | amount }}{% if row.change_rate is not none %}，{{ '增长' if row.change_rate >= 0 else '下降' }}{{ row.change_rate | abs | percent }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}没有可以配对的评价等级和预算变动，不作分析。{% endif %}"""
finding.en = """{% if rows %}{{ parameters.evaluator_kind | word('evaluator_kind') }}: {% for row in rows %}{{ row.projects | count }} projects graded {{ row.grade }} went from {{ row.amount_before | amount }} to {{ row.amount_after | amount }}{% if row.change_rate is not none %} ({{ '+' if row.change_rate > 0 }}{{ row.change_rate | percent }}){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No grades can be paired with later changes of budgets.{% endif %}"""
notes = [
  { zh = "滞后2年：比较评价结果第一次可能用到的预算与其上一年的年初预算。相对变动率 = 本组变动率 − 同期纳入范围全部项目的变动率；压减、增加占比按项目个数计。等级低而预算增加可能出于政策安排，不等于错误。", en = "Lag 2 compares the first initial budget that could use the result with that of the year before. Relative change: less the change of all projects in scope between the same years. Shares cut and raised count projects. More money after a poor grade may be policy, not an error." },
  { zh = "一致性只对照记录在案的结果应用：拟增加的增加，拟压减、收回的减少，拟取消、暂停的不再安排，拟保持的变动不超过5%；第三等及以下但问题全部整改的视为一致。约谈、通报等没有方向的应用不计。", en = "Consistency is only with a use of the result that is on record: raise – more; cut, recover – less; cancel, suspend – none; keep – within 5%. A third grade or below whose findings are all done counts as consistent. Uses without a direction (notice, interview) are not counted." },
]

[columns]
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
changes = { zh = "变动次数", en = "Changes", format = "count" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
amount_after = { zh = "变动后预算", en = "After", format = "money" }
change = { zh = "变动额", en = "Change", format = "money" }
change_rate = { zh = "变动率", en = "Change rate", format = "percent", denominator = { zh = "变动前预算", en = "the budget before" } }
relative_change_rate = { zh = "相对变动率", en = "Relative change", format = "percent" }
share_cut = { zh = "压减占比", en = "Share cut", format = "percent", denominator = { zh = "本等级的变动次数", en = "changes of this grade" } }
share_raised = { zh = "增加占比", en = "Share raised", format = "percent", denominator = { zh = "本等级的变动次数", en = "changes of this grade" } }
with_rule = { zh = "有应用记录", en = "With a result use on record", format = "count" }
consistent = { zh = "与记录方向一致", en = "Consistent with it", format = "count" }
consistent_share = { zh = "一致占比", en = "Share consistent", format = "percent", denominator = { zh = "有应用记录且方向明确的项目年度", en = "project-years with a result use on record that has a direction" } }
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
),
-- what is on record of the use of each project's result, by direction
directed AS (
  SELECT
    u.fiscal_year,
    s.project_code,
    u.applied_budget_year,
    u.action
  FROM result_uses AS u
  JOIN subjects AS s ON s.fiscal_year = u.fiscal_year AND s.subject = u.subject
  WHERE u.subject_kind IN ('project', 'fund') AND u.action IN ('raise', 'keep', 'cut', 'recover', 'cancel', 'suspend')
),
rectified AS (
  SELECT f.fiscal_year, s.project_code, BOOL_AND(COALESCE(f.status = 'done', FALSE)) AS is_done
  FROM findings AS f
  JOIN subjects AS s ON s.fiscal_year = f.fiscal_year AND s.subject = f.subject
  WHERE f.subject_kind IN ('project', 'fund')
  GROUP BY f.fiscal_year, s.project_code
),
followed AS (
  SELECT
    p.grade,
    p.fiscal_year,
    p.project_code,
    BOOL_AND(CASE d.action
      WHEN 'raise' THEN COALESCE(p.amount_after, 0) > p.amount_before
      WHEN 'keep' THEN ABS(COALESCE(p.amount_after, 0) - p.amount_before) * 20 <= p.amount_before
      WHEN 'cut' THEN COALESCE(p.amount_after, 0) < p.amount_before
      WHEN 'recover' THEN COALESCE(p.amount_after, 0) < p.amount_before
      ELSE COALESCE(p.amount_after, 0) = 0
    END) OR (BOOL_OR(COALESCE(p.is_poor, FALSE)) AND BOOL_OR(COALESCE(r.is_done, FALSE))) AS is_consistent
  FROM score_pairs AS p
  JOIN directed AS d
    ON d.project_code = p.project_code AND d.fiscal_year = p.fiscal_year
    AND (d.applied_budget_year IS NULL OR d.applied_budget_year = p.year_after)
  LEFT JOIN rectified AS r ON r.project_code = p.project_code AND r.fiscal_year = p.fiscal_year
  WHERE p.lag = $lag
    AND p.evaluator_kind = $evaluator_kind
    AND p.grade IS NOT NULL
    AND p.amount_before > 0
    AND (p.exclusion IS NULL OR p.exclusion IN ('no_score', 'no_budget_after'))
    AND ($funding_level = 'all' OR p.funding_level = $funding_level)
  GROUP BY p.grade, p.fiscal_year, p.project_code
),
rules AS (
  SELECT grade, COUNT(*) AS with_rule, SUM(CASE WHEN is_consistent THEN 1 ELSE 0 END) AS consistent
  FROM followed
  GROUP BY grade
)
SELECT
  s.grade,
  s.grade_rank,
  s.projects,
  s.changes,
  s.amount_before,
  s.amount_after,
  s.amount_after - s.amount_before AS change,
  CAST(100.0000000000 * (s.amount_after - s.amount_before) / NULLIF(s.amount_before, 0) AS DECIMAL(9, 2)) AS change_rate,
  CAST(100 * (CAST(s.amount_after AS DOUBLE) - s.amount_by_ceiling) / NULLIF(CAST(s.amount_before AS DOUBLE), 0) AS DECIMAL(9, 2)) AS relative_change_rate,
  CAST(100.0000000000 * s.cut / s.changes AS DECIMAL(9, 2)) AS share_cut,
  CAST(100.0000000000 * s.raised / s.changes AS DECIMAL(9, 2)) AS share_raised,
  COALESCE(r.with_rule, 0) AS with_rule,
  COALESCE(r.consistent, 0) AS consistent,
  CAST(100.0000000000 * r.consistent / NULLIF(r.with_rule, 0) AS DECIMAL(9, 2)) AS consistent_share
FROM sums AS s
LEFT JOIN rules AS r ON r.grade = s.grade
ORDER BY s.grade_rank, s.grade
