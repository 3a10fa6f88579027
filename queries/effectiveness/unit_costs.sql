/*---
order = 9
title = { zh = "单位产出成本及其变化", en = "Cost per output and what changed it" }
question = { zh = "每办一件事花多少钱？支出变化有多少来自数量，多少来自单价？", en = "What did one unit of output cost, and how much of the change in spending is volume and how much is price?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
rows_printed = 20
total = "is_total"
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined and total.pairs %}{{ parameters.year }}年与上年可比的项目{{ total.pairs | count }}个（同一项目、同一数量指标），支出由{{ total.executed_before | amount }}变为{{ total.executed | amount }}，其中数量变化{{ total.volume_part | amount }}，单价变化{{ total.price_part | amount }}；单位成本上升的{{ total.raised | count }}个，下降的{{ total.lowered | count }}个。{% else %}{{ parameters.year }}年没有与上年可比的数量指标，不计算单位成本变化。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined and total.pairs %}{{ total.pairs | count }} projects of {{ parameters.year }} can be compared with the year before (same project, same quantity indicator): spending went from {{ total.executed_before | amount }} to {{ total.executed | amount }}, {{ total.volume_part | amount }} by volume and {{ total.price_part | amount }} by price; the unit cost rose in {{ total.raised | count }} and fell in {{ total.lowered | count }}.{% else %}No quantity indicator of {{ parameters.year }} can be compared with the year before.{% endif %}"""
notes = [
  { zh = "单位成本 = 项目执行数 ÷ 主要数量指标的实际完成值；主要数量指标为单位自评中分值最大（同分取序号小、名称靠前）的产出数量指标。数量变化 =（本年产出 − 上年产出）× 上年单位成本，单价变化 = 支出变化 − 数量变化。一个项目的全部支出归于一个产出，是近似。", en = "Unit cost = the project's executed amount ÷ the actual value of its main quantity indicator: the output indicator of quantity with most points in the self-evaluation (then by position and name). Volume = (output − output before) × unit cost before; price = change of spending − volume. All spending of a project is set against one output, which is an approximation." },
]

[columns]
department = { missing = { zh = "合计", en = "All" } }
project_name = { missing = { zh = "", en = "" } }
project_code = { hidden = true }
name = { zh = "数量指标", en = "Indicator", missing = { zh = "", en = "" } }
executed_before = { zh = "上年执行", en = "Executed before", format = "money" }
output_before = { zh = "上年产出", en = "Output before", format = "count" }
unit_cost_before = { zh = "上年单位成本", en = "Unit cost before", format = "yuan" }
output = { zh = "本年产出", en = "Output", format = "count" }
unit_cost = { zh = "单位成本", en = "Unit cost", format = "yuan" }
unit_cost_change = { zh = "单位成本变动率", en = "Change of unit cost", format = "percent" }
volume_part = { zh = "数量变化", en = "By volume", format = "money" }
price_part = { zh = "单价变化", en = "By price", format = "money" }
pairs = { zh = "可比项目数", en = "Pairs", format = "count", hidden = true }
raised = { zh = "单位成本上升数", en = "Unit cost rose", format = "count", hidden = true }
lowered = { zh = "单位成本下降数", en = "Unit cost fell", format = "count", hidden = true }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH quantities AS (
  SELECT
    fiscal_year,
    subject,
    name,
    CAST(actual_value AS DECIMAL(20, 6)) AS output,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, subject
      ORDER BY weight DESC NULLS LAST, position NULLS LAST, name
    ) AS place
  FROM evaluation_indicators
  WHERE fiscal_year IN ($year - 1, $year)
    AND evaluator_kind = 'self'
    AND subject_kind = 'project'
    AND dimension = 'output'
    AND subdimension LIKE '%数量%'
    AND actual_value > 0
),
resolved AS (
  SELECT
    q.fiscal_year,
    s.project_code,
    MIN(q.name) AS name,
    MIN(q.output) AS output
  FROM quantities AS q
  JOIN subjects AS s ON s.fiscal_year = q.fiscal_year AND s.subject = q.subject
  WHERE q.place = 1 AND s.project_code IS NOT NULL
  GROUP BY q.fiscal_year, s.project_code
  -- a project that two forms describe has no one main output
  HAVING COUNT(*) = 1
),
spent AS (
  SELECT
    fiscal_year,
    project_code,
    MAX(department) AS department,
    MAX(project_name) AS project_name,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year IN ($year - 1, $year)
  GROUP BY fiscal_year, project_code
),
costs AS (
  SELECT r.fiscal_year, r.project_code, p.department, p.project_name, r.name, r.output, p.executed
  FROM resolved AS r
  JOIN spent AS p ON p.fiscal_year = r.fiscal_year AND p.project_code = r.project_code
  WHERE p.executed > 0
),
pairs AS (
  SELECT
    c.project_code,
    c.department,
    c.project_name,
    c.name,
    b.executed AS executed_before,
    b.output AS output_before,
    c.executed,
    c.output,
    CAST(b.executed AS DOUBLE) / CAST(b.output AS DOUBLE) AS cost_before,
    CAST(c.executed AS DOUBLE) / CAST(c.output AS DOUBLE) AS cost,
    CAST(CAST(c.output - b.output AS DOUBLE) * CAST(b.executed AS DOUBLE) / CAST(b.output AS DOUBLE) AS DECIMAL(28, 2)) AS volume_part
  FROM costs AS c
  JOIN costs AS b ON b.fiscal_year = $year - 1 AND b.project_code = c.project_code AND b.name = c.name
  WHERE c.fiscal_year = $year
),
rows_and_total AS (
  SELECT
    FALSE AS is_total, department, project_code, project_name, name, executed_before, output_before, executed, output, cost_before, cost,
    volume_part, executed - executed_before - volume_part AS price_part,
    1 AS pairs, CASE WHEN cost > cost_before THEN 1 ELSE 0 END AS raised, CASE WHEN cost < cost_before THEN 1 ELSE 0 END AS lowered
  FROM pairs
  UNION ALL
  SELECT
    TRUE AS is_total,
    CAST(NULL AS TEXT) AS department,
    CAST(NULL AS TEXT) AS project_code,
    CAST(NULL AS TEXT) AS project_name,
    CAST(NULL AS TEXT) AS name,
    SUM(executed_before) AS executed_before,
    CAST(NULL AS DECIMAL(20, 6)) AS output_before,
    SUM(executed) AS executed,
    CAST(NULL AS DECIMAL(20, 6)) AS output,
    CAST(NULL AS DOUBLE) AS cost_before,
    CAST(NULL AS DOUBLE) AS cost,
    SUM(volume_part) AS volume_part,
    SUM(executed - executed_before - volume_part) AS price_part,
    COUNT(*) AS pairs,
    COUNT(*) FILTER (WHERE cost > cost_before) AS raised,
    COUNT(*) FILTER (WHERE cost < cost_before) AS lowered
  FROM pairs
  HAVING COUNT(*) > 0
)
SELECT
  department,
  project_code,
  project_name,
  name,
  CAST(executed_before AS DECIMAL(38, 2)) AS executed_before,
  output_before,
  CAST(cost_before AS DECIMAL(28, 2)) AS unit_cost_before,
  CAST(executed AS DECIMAL(38, 2)) AS executed,
  output,
  CAST(cost AS DECIMAL(28, 2)) AS unit_cost,
  CAST(100 * (cost - cost_before) / NULLIF(cost_before, 0) AS DECIMAL(18, 2)) AS unit_cost_change,
  CAST(volume_part AS DECIMAL(38, 2)) AS volume_part,
  CAST(price_part AS DECIMAL(38, 2)) AS price_part,
  pairs,
  raised,
  lowered,
  is_total
FROM rows_and_total
ORDER BY is_total DESC, ABS(price_part) DESC, project_code
