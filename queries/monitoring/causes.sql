/*---
order = 3
title = { zh = "偏差原因", en = "Causes of deviation" }
question = { zh = "进度滞后的主要原因是什么，各涉及多少项目和资金？", en = "What are the main causes of deviation, and how many projects and how much money do they concern?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
rows_printed = 20
chart = { kind = "horizontal_bar", x = "cause", y = ["projects"] }
finding.zh = """{% if rows %}{{ parameters.year }}年监控中写明偏差原因的项目{{ rows[0].projects_with_causes | count }}个，最常见的是“{{ rows[0].cause }}”，{{ rows[0].projects | count }}个项目（{{ rows[0].share | percent }}），涉及预算{{ rows[0].amount | amount }}、当时尚未执行{{ rows[0].unspent | amount }}{% if rows | length > 1 %}；其次是“{{ rows[1].cause }}”，{{ rows[1].projects | count }}个{% endif %}。{% else %}{{ parameters.year }}年的监控资料没有写明偏差原因。{% endif %}"""
finding.en = """{% if rows %}{{ rows[0].projects_with_causes | count }} projects of {{ parameters.year }} state causes of deviation; the commonest, “{{ rows[0].cause }}”, concerns {{ rows[0].projects | count }} ({{ rows[0].share | percent }}) with {{ rows[0].amount | amount }} of budget, {{ rows[0].unspent | amount }} of it unspent at the time{% if rows | length > 1 %}; the next, “{{ rows[1].cause }}”, {{ rows[1].projects | count }}{% endif %}.{% else %}Monitoring of {{ parameters.year }} states no causes of deviation.{% endif %}"""
notes = [
  { zh = "一个项目写明几个原因的（以、；，或换行分开）各计一次，占比以写明原因的项目为分母，合计可超过100%。金额为项目全年预算；尚未执行 = 全年预算 − 截止执行数（不小于0），一年内多次监控的取最后一次。", en = "A project that states several causes (divided by 、 ； ， or line breaks) counts in each; shares divide by the projects that state any, so that they may add to more than 100 %. Money is the project's adjusted budget; unspent = adjusted − executed to date, not below 0; of several records of a year the last counts." },
]

[columns]
cause = { zh = "偏差原因", en = "Cause" }
projects = { zh = "项目数", en = "Projects", format = "count" }
share = { zh = "占比", en = "Share", format = "percent" }
amount = { zh = "涉及预算", en = "Budget concerned", format = "money" }
unspent = { zh = "当时未执行", en = "Unspent at the time", format = "money" }
red = { zh = "其中红灯", en = "Red lights", format = "count" }
projects_with_causes = { zh = "写明原因项目数", en = "Projects that state causes", format = "count", hidden = true }
---*/
WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY as_of DESC) AS age
  FROM monitoring_lights
  WHERE fiscal_year = $year AND deviation_causes IS NOT NULL AND TRIM(deviation_causes) <> ''
),
parted AS (
  SELECT
    subject,
    adjusted_budget,
    executed_to_date,
    light_reported,
    UNNEST(STRING_TO_ARRAY(TRANSLATE(deviation_causes, '；;，,' || CHR(10) || CHR(13), '、、、、、、'), '、')) AS part
  FROM latest
  WHERE age = 1
),
causes AS (
  SELECT DISTINCT subject, adjusted_budget, executed_to_date, light_reported, TRIM(part) AS cause
  FROM parted
  WHERE TRIM(part) NOT IN ('', '无', '无。', '—', '/')
),
totals AS (
  SELECT COUNT(DISTINCT subject) AS projects_with_causes
  FROM causes
)
SELECT
  c.cause,
  COUNT(*) AS projects,
  CAST(100.0000000000 * COUNT(*) / NULLIF(MAX(t.projects_with_causes), 0) AS DECIMAL(9, 2)) AS share,
  SUM(c.adjusted_budget) AS amount,
  SUM(CASE WHEN c.adjusted_budget > c.executed_to_date THEN c.adjusted_budget - c.executed_to_date ELSE 0 END) AS unspent,
  COUNT(*) FILTER (WHERE c.light_reported = 'red') AS red,
  MAX(t.projects_with_causes) AS projects_with_causes
FROM causes AS c
CROSS JOIN totals AS t
GROUP BY c.cause
ORDER BY projects DESC, amount DESC NULLS LAST, c.cause
