/*---
order = 4
title = { zh = "预计完不成的项目与实际结果", en = "Forecasts that miss the goal, and what came" }
question = { zh = "监控时预计全年完不成的是哪些项目，年底实际如何？", en = "Which projects were forecast to miss their goal or budget, and what came at the end of the year?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "norm", type = "number", default = 90.0, about = { zh = "预计执行率低于此数（%）视为完不成", en = "An expected execution below this is a miss, in percent" } },
]
rows_printed = 20
finding.zh = """{% if rows %}{{ parameters.year }}年最后一次监控中，预计全年执行率不到{{ parameters.norm }}%或目标完全不可能完成的项目{{ rows | length | count }}个（共监控{{ rows[0].monitored | count }}个）{% if rows[0].known %}；其中年底实际执行率仍不到{{ parameters.norm }}%的{{ rows[0].missed_in_fact | count }}个。全部监控项目中，预计能完成而年底没有达到的{{ rows[0].missed_unforeseen | count }}个{% endif %}。{% else %}{{ parameters.year }}年没有预计完不成的项目，或没有载入监控预计数。{% endif %}"""
finding.en = """{% if rows %}By the last monitoring of {{ parameters.year }}, {{ rows | length | count }} of {{ rows[0].monitored | count }} projects were forecast to spend less than {{ parameters.norm }}% or to miss their goal{% if rows[0].known %}; {{ rows[0].missed_in_fact | count }} of them did end below {{ parameters.norm }}%. Of those forecast to reach it, {{ rows[0].missed_unforeseen | count }} did not{% endif %}.{% else %}No project of {{ parameters.year }} was forecast to miss, or no forecasts are loaded.{% endif %}"""
notes = [
  { zh = "预计执行率 = 预计全年执行数 ÷ 全年预算；一年内多次监控的取最后一次。预计偏差 = 年底实际执行数 − 预计全年执行数。", en = "Expected execution = expected at year end ÷ adjusted budget; of several records of a year the last counts. Error of the forecast = executed in fact − expected." },
]

[columns]
project_name = { missing = { zh = "未对应项目", en = "No project" } }
subject = { format = "subject", hidden = true }
expected_rate = { zh = "预计执行率", en = "Expected rate", format = "percent" }
executed = { zh = "年底执行", en = "Executed in fact", format = "money" }
final_rate = { zh = "年底执行率", en = "Rate in fact", format = "percent" }
forecast_error = { zh = "预计偏差", en = "Error of the forecast", format = "money" }
monitored = { zh = "监控项目数", en = "Monitored", format = "count", hidden = true }
known = { zh = "有年底数", en = "With a final figure", format = "count", hidden = true }
missed_in_fact = { zh = "确未完成数", en = "Missed in fact", format = "count", hidden = true }
missed_unforeseen = { zh = "未预计到的未完成数", en = "Missed unforeseen", format = "count", hidden = true }
---*/
WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY as_of DESC) AS age
  FROM monitoring_lights
  WHERE fiscal_year = $year
),
spent AS (
  SELECT
    project_code,
    MAX(project_name) AS project_name,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE fiscal_year = $year
  GROUP BY project_code
),
compared AS (
  SELECT
    l.as_of,
    l.department,
    p.project_name,
    l.subject,
    l.adjusted_budget,
    l.executed_to_date,
    l.expected_year_end,
    l.likelihood,
    CASE WHEN l.adjusted_budget > 0 THEN CAST(100.0000000000 * l.expected_year_end / NULLIF(l.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS expected_rate,
    p.executed,
    CASE WHEN l.adjusted_budget > 0 THEN CAST(100.0000000000 * p.executed / NULLIF(l.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS final_rate
  FROM latest AS l
  LEFT JOIN spent AS p ON p.project_code = l.project_code
  WHERE l.age = 1
),
judged AS (
  SELECT
    *,
    COALESCE(likelihood = 'impossible', FALSE) OR COALESCE(expected_rate < $norm, FALSE) AS is_miss,
    COUNT(*) OVER () AS monitored
  FROM compared
),
counted AS (
  SELECT
    *,
    COUNT(final_rate) OVER () AS known,
    COUNT(*) FILTER (WHERE is_miss AND final_rate < $norm) OVER () AS missed_in_fact,
    COUNT(*) FILTER (WHERE NOT is_miss AND final_rate < $norm) OVER () AS missed_unforeseen
  FROM judged
)
SELECT
  as_of,
  department,
  project_name,
  subject,
  adjusted_budget,
  executed_to_date,
  expected_year_end,
  expected_rate,
  likelihood,
  executed,
  final_rate,
  executed - expected_year_end AS forecast_error,
  monitored,
  known,
  missed_in_fact,
  missed_unforeseen
FROM counted
WHERE is_miss
ORDER BY adjusted_budget - expected_year_end DESC NULLS LAST, subject
