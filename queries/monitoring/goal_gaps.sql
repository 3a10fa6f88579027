/*---
order = 2
title = { zh = "目标进度与资金进度的差距", en = "Goals against money" }
question = { zh = "哪些项目钱花得快而事办得慢，或事办得快而钱没有跟上？", en = "Where does money run ahead of goals, and where do goals run ahead of money?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "gap_above", type = "number", default = 10.0, about = { zh = "差距超过此数（百分点）列出", en = "Gaps above this are listed, in percentage points" } },
]
rows_printed = 20
finding.zh = """{% if rows %}{{ parameters.year }}年有指标完成值的监控记录{{ rows[0].measured | count }}条，目标完成度与执行率相差超过{{ parameters.gap_above }}个百分点的{{ rows | length | count }}条：资金快于目标的{{ rows | selectattr('direction', 'equalto', 'money_ahead') | list | length | count }}条，目标快于资金的{{ rows | selectattr('direction', 'equalto', 'goals_ahead') | list | length | count }}条。{% else %}{{ parameters.year }}年没有发现目标进度与资金进度差距过大的项目（没有载入监控指标完成值的不能比较）。{% endif %}"""
finding.en = """{% if rows %}Of {{ rows[0].measured | count }} monitoring records of {{ parameters.year }} with actual values of indicators, {{ rows | length | count }} show a gap of more than {{ parameters.gap_above }} percentage points between goals and money: money ahead in {{ rows | selectattr('direction', 'equalto', 'money_ahead') | list | length | count }}, goals ahead in {{ rows | selectattr('direction', 'equalto', 'goals_ahead') | list | length | count }}.{% else %}No project of {{ parameters.year }} was found with a large gap between goals and money (without actual values of indicators nothing can be compared).{% endif %}"""
notes = [
  { zh = "目标完成度 = 监控指标截止完成度的分值加权平均；执行率 = 截止执行数 ÷ 监控表所印年初预算，没有印的用全年预算；差距 = 目标完成度 − 执行率，百分点。", en = "Goal attainment = weighted mean of the indicators' attainment to date; execution = executed to date ÷ the initial budget that the record prints, else the adjusted budget; gap = attainment − execution, in percentage points." },
]

[columns]
month = { zh = "监控月份", en = "Month", format = "number" }
project_name = { missing = { zh = "未对应项目", en = "No project" } }
subject = { format = "subject", hidden = true }
budget = { zh = "监控基数", en = "Base", format = "money" }
execution_rate = { zh = "截止执行率", en = "Execution to date", format = "percent" }
goal_attainment = { zh = "目标完成度", en = "Goal attainment", format = "percent" }
gap = { zh = "差距（百分点）", en = "Gap (points)", format = "score" }
direction = { zh = "方向", en = "Direction", labels = { money_ahead = { zh = "资金快于目标", en = "Money ahead" }, goals_ahead = { zh = "目标快于资金", en = "Goals ahead" } } }
measured = { zh = "可比记录数", en = "Records compared", format = "count", hidden = true }
---*/
WITH measured AS (
  SELECT *, COUNT(*) OVER () AS measured
  FROM monitoring_lights
  WHERE fiscal_year = $year AND gap IS NOT NULL
),
names AS (
  SELECT project_code, MAX(project_name) AS project_name
  FROM projects
  WHERE fiscal_year = $year
  GROUP BY project_code
)
SELECT
  m.month,
  m.department,
  n.project_name,
  m.subject,
  m.budget,
  m.executed_to_date,
  m.execution_rate,
  m.goal_attainment,
  m.gap,
  CASE WHEN m.gap < 0 THEN 'money_ahead' ELSE 'goals_ahead' END AS direction,
  m.light_reported,
  m.measured
FROM measured AS m
LEFT JOIN names AS n ON n.project_code = m.project_code
WHERE ABS(m.gap) > $gap_above
ORDER BY ABS(m.gap) DESC, m.subject, m.as_of
