/*---
order = 5
title = { zh = "预警之后", en = "After the warning" }
question = { zh = "亮灯预警的项目，此后预算调整了、收回了，还是没有变化？年底执行得怎样？", en = "After a warning, was the budget adjusted, recovered or left alone, and how did the year end?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "light", type = "text", default = "red", one_of = ["red", "yellow", "blue", "green"], about = { zh = "哪种灯", en = "Which light" } },
  { name = "from", type = "text", default = "reported", one_of = ["reported", "recomputed"], about = { zh = "填报的灯或重算的灯", en = "The reported light or the recomputed one" } },
]
needs = "warned"
chart = { kind = "grouped_bar", x = "outcome", y = ["final_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% set warned = rows | rejectattr('outcome', 'equalto', 'other_projects') | list %}{% if warned and warned[0].warned %}{{ parameters.year }}年亮{{ parameters.light | word('light') }}的项目{{ warned[0].warned | count }}个：{% for row in warned if row.projects %}{{ row.outcome | label('outcome') }}{{ row.projects | count }}个（{{ row.adjusted_budget | amount }}）{% if row.final_rate is not none %}，年底执行率{{ row.final_rate | percent }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}{% for row in rows if row.outcome == 'other_projects' and row.final_rate is not none %}；其他监控项目年底执行率{{ row.final_rate | percent }}{% endfor %}。{% else %}{{ parameters.year }}年没有亮{{ parameters.light | word('light') }}的项目，或没有载入监控资料。{% endif %}"""
finding.en = """{% set warned = rows | rejectattr('outcome', 'equalto', 'other_projects') | list %}{% if warned and warned[0].warned %}{{ warned[0].warned | count }} projects of {{ parameters.year }} showed a {{ parameters.light | word('light') | lower }} light: {% for row in warned if row.projects %}{{ row.outcome | label('outcome') | lower }} {{ row.projects | count }} ({{ row.adjusted_budget | amount }}){% if row.final_rate is not none %}, executed {{ row.final_rate | percent }} at the end{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}{% for row in rows if row.outcome == 'other_projects' and row.final_rate is not none %}; the other monitored projects ended at {{ row.final_rate | percent }}{% endfor %}.{% else %}No project of {{ parameters.year }} showed a {{ parameters.light | word('light') | lower }} light, or no monitoring is loaded.{% endif %}"""
notes = [
  { zh = "以项目第一次亮该灯之日为准：此后有“收回”的为已收回，有追加、调剂、结转的为已调整，有结果应用记录的为已应用，都没有的为未变化；有几种的按此次序归一类。年底执行率 = 执行数 ÷ 全年预算，按合计数相除。先后不等于因果。", en = "From the day a project first showed the light: a later recovery makes it recovered, a later addition, transfer or carry-over adjusted, a use of results on record used, none of them unchanged, in that order. Rate at the end = executed ÷ adjusted budget, sums over sums. Afterwards is not because of." },
]

[columns]
outcome = { zh = "后续", en = "What followed", labels = { recovered = { zh = "已收回", en = "Recovered" }, adjusted = { zh = "已调整", en = "Adjusted" }, used = { zh = "已有结果应用", en = "Result used" }, unchanged = { zh = "未变化", en = "Unchanged" }, other_projects = { zh = "其他监控项目", en = "Other monitored projects" } } }
position = { zh = "序号", en = "No", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
rate_then = { zh = "预警时执行率", en = "Rate at the warning", format = "percent" }
changed_amount = { zh = "此后预算增减", en = "Budget changed by", format = "money" }
final_rate = { zh = "年底执行率", en = "Rate at the end", format = "percent" }
warned = { zh = "预警项目数", en = "Warned", format = "count", hidden = true }
---*/
WITH records AS (
  SELECT
    project_code,
    as_of,
    executed_to_date,
    COALESCE(CASE $from WHEN 'recomputed' THEN light_recomputed ELSE light_reported END = $light, FALSE) AS is_lit
  FROM monitoring_lights
  WHERE fiscal_year = $year AND project_code IS NOT NULL
),
-- the first day it was lit, else the last it was monitored
ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY project_code
      ORDER BY CASE WHEN is_lit THEN 0 ELSE 1 END, CASE WHEN is_lit THEN as_of END, as_of DESC, executed_to_date DESC
    ) AS place
  FROM records
),
points AS (
  SELECT project_code, as_of, executed_to_date, is_lit
  FROM ranked
  WHERE place = 1
),
changes AS (
  SELECT
    p.project_code,
    MAX(CASE WHEN c.kind = 'recovery' THEN 1 ELSE 0 END) AS has_recovery,
    SUM(c.amount) AS amount
  FROM points AS p
  JOIN budget_changes AS c ON c.fiscal_year = $year AND c.project_code = p.project_code AND c.changed_on > p.as_of
  GROUP BY p.project_code
),
uses AS (
  SELECT DISTINCT s.project_code
  FROM result_uses AS u
  JOIN subjects AS s ON s.fiscal_year = u.fiscal_year AND s.subject = u.subject
  WHERE u.fiscal_year = $year AND u.subject_kind IN ('project', 'fund') AND s.project_code IS NOT NULL
),
spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE fiscal_year = $year
  GROUP BY project_code
),
sorted AS (
  SELECT
    CASE
      WHEN NOT p.is_lit THEN 'other_projects'
      WHEN c.has_recovery = 1 THEN 'recovered'
      WHEN c.project_code IS NOT NULL THEN 'adjusted'
      WHEN u.project_code IS NOT NULL THEN 'used'
      ELSE 'unchanged'
    END AS outcome,
    p.is_lit,
    p.executed_to_date,
    c.amount,
    s.adjusted_budget,
    s.executed
  FROM points AS p
  LEFT JOIN changes AS c ON c.project_code = p.project_code
  LEFT JOIN uses AS u ON u.project_code = p.project_code
  LEFT JOIN spent AS s ON s.project_code = p.project_code
),
outcomes (outcome, position) AS (
  VALUES ('recovered', 1), ('adjusted', 2), ('used', 3), ('unchanged', 4), ('other_projects', 5)
),
counted AS (
  SELECT
    outcome,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(CASE WHEN adjusted_budget > 0 THEN executed_to_date END) AS executed_then,
    SUM(CASE WHEN adjusted_budget > 0 AND executed_to_date IS NOT NULL THEN adjusted_budget END) AS base_then,
    SUM(amount) AS changed_amount,
    SUM(executed) AS executed,
    SUM(CASE WHEN adjusted_budget > 0 THEN executed END) AS executed_rated,
    SUM(CASE WHEN adjusted_budget > 0 AND executed IS NOT NULL THEN adjusted_budget END) AS base
  FROM sorted
  GROUP BY outcome
),
totals AS (
  SELECT COUNT(*) AS monitored, COUNT(*) FILTER (WHERE is_lit) AS warned
  FROM sorted
)
SELECT
  o.outcome,
  o.position,
  COALESCE(c.projects, 0) AS projects,
  c.adjusted_budget,
  CAST(100.0000000000 * c.executed_then / NULLIF(c.base_then, 0) AS DECIMAL(18, 2)) AS rate_then,
  c.changed_amount,
  c.executed,
  CAST(100.0000000000 * c.executed_rated / NULLIF(c.base, 0) AS DECIMAL(18, 2)) AS final_rate,
  t.warned
FROM outcomes AS o
CROSS JOIN totals AS t
LEFT JOIN counted AS c ON c.outcome = o.outcome
WHERE t.monitored > 0
ORDER BY o.position
