/*---
title = { zh = "监控预警灯", en = "Monitoring lights" }
question = { zh = "每次监控时项目执行了多少、目标完成了多少，按规则应亮什么灯？", en = "At each monitoring, how far were money and goals, and which light do the rules give?" }
notes = [
  { zh = "执行率 = 截止执行数 ÷ 预算：监控表印有年初预算的用该数，否则用项目全年预算。目标完成度为监控指标截止完成度的分值加权平均，规则同“指标完成度”。预警规则取监控规则表：本级自有规则优先于默认规则；取不晚于监控月份的最近一档，执行率低于阈值，或目标完成度与执行率之差超过阈值（百分点），亮相应的灯，几种灯同时符合的取最严重的，都不符合为绿灯。尚未到第一档月份、没有预算的不重算。", en = "Execution = executed to date ÷ budget: the initial budget that the record prints, else the project's adjusted one. Goal attainment is the weighted mean of the indicators' attainment to date, by the rules of `indicator_attainment`. Rules: a bureau's own before the defaults; of each light the last step not after the month; execution below the threshold or a gap between goals and money above it, in points, lights it, the gravest light wins, and green stands for none. Before the first step, or without a budget, nothing is recomputed." },
]

[columns]
project_code = { zh = "项目代码", en = "Project code" }
month = { zh = "监控月份", en = "Month", format = "number" }
budget = { zh = "监控基数", en = "Base", format = "money" }
execution_rate = { zh = "截止执行率", en = "Execution to date", format = "percent" }
goal_attainment = { zh = "目标完成度", en = "Goal attainment", format = "percent" }
gap = { zh = "目标与资金之差", en = "Goals less money", format = "score" }
light_recomputed = { zh = "重算预警灯", en = "Light recomputed", words = ["light"] }
rule = { zh = "规则", en = "Rule" }
---*/
WITH budgets AS (
  SELECT fiscal_year, project_code, MAX(department) AS department, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  GROUP BY fiscal_year, project_code
),
measured AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    weight,
    operator,
    CAST(actual_to_date AS DECIMAL(28, 6)) AS actual,
    CAST(target_value AS DECIMAL(28, 6)) AS target
  FROM monitoring_indicators
),
attained AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    weight,
    CAST(CASE
      WHEN actual IS NULL OR target IS NULL OR operator = 'qualitative' THEN NULL
      WHEN target < 0 AND operator IN ('<=', '<') THEN
        CASE WHEN actual <= target THEN 1 ELSE GREATEST(0, 1 - (actual - target) * 1.0000000000 / ABS(target)) END
      WHEN target < 0 THEN
        CASE WHEN actual >= target THEN 1 ELSE GREATEST(0, 1 - (target - actual) * 1.0000000000 / ABS(target)) END
      WHEN operator IN ('<=', '<') AND actual <= target THEN 1
      WHEN operator IN ('<=', '<') AND target = 0 THEN 0
      WHEN operator IN ('<=', '<') THEN target * 1.0000000000 / NULLIF(actual, 0)
      WHEN operator = '=' AND target = 0 THEN CASE WHEN actual = 0 THEN 1 ELSE 0 END
      WHEN target = 0 THEN NULL
      WHEN actual >= target THEN 1
      WHEN actual <= 0 THEN 0
      ELSE actual * 1.0000000000 / NULLIF(target, 0)
    END AS DECIMAL(20, 10)) AS attainment
  FROM measured
),
goals AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    CAST(100.0000000000 * SUM(CAST(COALESCE(weight, 1) * attainment AS DECIMAL(28, 10)))
      / NULLIF(SUM(CASE WHEN attainment IS NOT NULL THEN COALESCE(weight, 1) END), 0) AS DECIMAL(9, 2)) AS goal_attainment
  FROM attained
  GROUP BY fiscal_year, subject, as_of
),
dated AS (
  SELECT
    m.fiscal_year,
    m.subject,
    s.project_code,
    m.as_of,
    CAST(EXTRACT(MONTH FROM m.as_of) AS INT) AS month,
    b.department,
    COALESCE(m.initial_budget, b.adjusted_budget) AS budget,
    b.adjusted_budget,
    m.executed_to_date,
    m.expected_year_end,
    m.likelihood,
    m.deviation_causes,
    m.measures,
    m.light_reported,
    CASE WHEN COALESCE(m.initial_budget, b.adjusted_budget) > 0
      THEN CAST(100.0000000000 * m.executed_to_date / NULLIF(COALESCE(m.initial_budget, b.adjusted_budget), 0) AS DECIMAL(18, 2)) END AS execution_rate,
    g.goal_attainment
  FROM monitoring AS m
  LEFT JOIN subjects AS s ON s.fiscal_year = m.fiscal_year AND s.subject = m.subject
  LEFT JOIN budgets AS b ON b.fiscal_year = m.fiscal_year AND b.project_code = s.project_code
  LEFT JOIN goals AS g ON g.fiscal_year = m.fiscal_year AND g.subject = m.subject AND g.as_of = m.as_of
),
-- a bureau's own rule before the one that the lake starts with
chosen AS (
  SELECT COALESCE(MIN(CASE WHEN source_id <> 'default' THEN rule END), MIN(rule)) AS rule
  FROM monitoring_rules
),
steps AS (
  SELECT r.rule, r.light, r.month, r.execution_below, r.gap_above,
    CASE r.light WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'blue' THEN 3 ELSE 4 END AS gravity
  FROM monitoring_rules AS r
  JOIN chosen AS c ON c.rule = r.rule
),
months (month) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)
),
-- for each month and light, the last step that has come
steps_of_months AS (
  SELECT month, rule, light, gravity, execution_below, gap_above
  FROM (
    SELECT
      m.month, s.rule, s.light, s.gravity, s.execution_below, s.gap_above,
      ROW_NUMBER() OVER (PARTITION BY m.month, s.light ORDER BY s.month DESC) AS age
    FROM months AS m
    JOIN steps AS s ON s.month <= m.month
  )
  WHERE age = 1
),
judged AS (
  SELECT
    d.fiscal_year,
    d.subject,
    d.as_of,
    MIN(t.rule) AS rule,
    MIN(CASE WHEN d.execution_rate < t.execution_below OR ABS(d.goal_attainment - d.execution_rate) > t.gap_above THEN t.gravity ELSE 4 END) AS gravity
  FROM dated AS d
  JOIN steps_of_months AS t ON t.month = d.month
  WHERE d.execution_rate IS NOT NULL
  GROUP BY d.fiscal_year, d.subject, d.as_of
)
SELECT
  d.fiscal_year,
  d.subject,
  d.project_code,
  d.department,
  d.as_of,
  d.month,
  d.budget,
  d.adjusted_budget,
  d.executed_to_date,
  d.execution_rate,
  d.goal_attainment,
  d.goal_attainment - d.execution_rate AS gap,
  d.expected_year_end,
  d.likelihood,
  d.deviation_causes,
  d.measures,
  d.light_reported,
  CASE j.gravity WHEN 1 THEN 'red' WHEN 2 THEN 'yellow' WHEN 3 THEN 'blue' WHEN 4 THEN 'green' END AS light_recomputed,
  j.rule
FROM dated AS d
LEFT JOIN judged AS j ON j.fiscal_year = d.fiscal_year AND j.subject = d.subject AND j.as_of = d.as_of
