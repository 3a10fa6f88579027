/*---
order = 8
title = { zh = "资金执行与目标完成", en = "Money spent and goals reached" }
question = { zh = "钱花出去了，事办成了吗？", en = "Was the money spent, and was the goal reached?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "execution_norm", type = "number", default = 90.0, about = { zh = "执行率界限（%）", en = "Where high execution begins, in percent" } },
  { name = "attainment_norm", type = "number", default = 95.0, about = { zh = "完成度界限（%）", en = "Where high attainment begins, in percent" } },
]
needs = "classified"
chart = { kind = "grouped_bar", x = "quadrant", y = ["share_of_projects", "share_of_budget"], format = "percent", only = "is_classified" }
finding.zh = """{% set named = rows | selectattr('is_classified') | list %}{% if rows and rows[0].classified %}{{ parameters.year }}年可以同时计算执行率和完成度的项目{{ rows[0].classified | count }}个：{% for row in named %}{{ row.quadrant | label('quadrant') }}{{ row.projects | count }}个、{{ row.adjusted_budget | amount }}{% if not loop.last %}，{% endif %}{% endfor %}（以执行率{{ parameters.execution_norm }}%、完成度{{ parameters.attainment_norm }}%为界）。{% else %}{{ parameters.year }}年没有可以同时计算执行率和目标完成度的项目。{% endif %}"""
finding.en = """{% set named = rows | selectattr('is_classified') | list %}{% if rows and rows[0].classified %}Of {{ rows[0].classified | count }} projects of {{ parameters.year }} with both an execution rate and an attainment: {% for row in named %}{{ row.quadrant | label('quadrant') | lower }} {{ row.projects | count }} ({{ row.adjusted_budget | amount }}){% if not loop.last %}, {% endif %}{% endfor %}; the limits are {{ parameters.execution_norm }}% of execution and {{ parameters.attainment_norm }}% of attainment.{% else %}No project of {{ parameters.year }} has both an execution rate and an attainment.{% endif %}"""
notes = [
  { zh = "执行率 = 执行数 ÷ 全年预算数；完成度 = 单位自评各指标完成度的分值加权平均（上限1，定性指标不计）。执行低而完成高，可能是预算编高或目标偏低；执行高而完成低，是花了钱没有办成事；界限可改。缺任一项的单列。", en = "Execution = executed ÷ adjusted budget; attainment = weighted mean of the self-evaluation's indicators (capped at 1, qualitative ones apart). Low execution with high attainment may mean a generous budget or an easy target; high execution with low attainment is money spent without the result. The limits are parameters; projects that lack one of the two stand apart." },
]

[columns]
quadrant = { zh = "类型", en = "Kind", labels = { both_high = { zh = "执行高、完成高", en = "Spent and reached" }, low_execution = { zh = "执行低、完成高", en = "Reached with less money" }, low_attainment = { zh = "执行高、完成低", en = "Spent, not reached" }, both_low = { zh = "执行低、完成低", en = "Neither spent nor reached" }, no_execution = { zh = "无执行率", en = "No execution rate" }, no_attainment = { zh = "无完成度", en = "No attainment" } } }
position = { zh = "序号", en = "No", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
share_of_projects = { zh = "占项目数", en = "Share of projects", format = "percent" }
share_of_budget = { zh = "占全年预算", en = "Share of budgets", format = "percent" }
rate = { zh = "执行率", en = "Execution", format = "percent" }
attainment = { zh = "平均完成度", en = "Mean attainment", format = "percent" }
classified = { zh = "可分类项目数", en = "Projects classified", format = "count", hidden = true }
is_classified = { zh = "是否可分类", en = "Classified", hidden = true }
---*/
WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = $year
  GROUP BY project_code
),
by_subject AS (
  SELECT
    subject,
    SUM(CAST(weight * attainment AS DECIMAL(28, 10))) AS earned,
    SUM(CASE WHEN attainment IS NOT NULL THEN weight END) AS weight
  FROM indicator_attainment
  WHERE fiscal_year = $year AND evaluator_kind = 'self' AND subject_kind IN ('project', 'fund')
  GROUP BY subject
),
reached AS (
  SELECT
    s.project_code,
    CAST(100.0000000000 * SUM(b.earned) / NULLIF(SUM(b.weight), 0) AS DECIMAL(18, 6)) AS attainment
  FROM by_subject AS b
  JOIN subjects AS s ON s.fiscal_year = $year AND s.subject = b.subject
  WHERE s.project_code IS NOT NULL
  GROUP BY s.project_code
),
paired AS (
  SELECT
    p.project_code,
    p.adjusted_budget,
    p.executed,
    CASE WHEN p.adjusted_budget > 0 THEN CAST(100.0000000000 * p.executed / NULLIF(p.adjusted_budget, 0) AS DECIMAL(24, 6)) END AS rate,
    r.attainment
  FROM spent AS p
  LEFT JOIN reached AS r ON r.project_code = p.project_code
),
placed AS (
  SELECT
    *,
    CASE
      WHEN rate IS NULL THEN 'no_execution'
      WHEN attainment IS NULL THEN 'no_attainment'
      WHEN rate >= $execution_norm AND attainment >= $attainment_norm THEN 'both_high'
      WHEN rate < $execution_norm AND attainment >= $attainment_norm THEN 'low_execution'
      WHEN rate >= $execution_norm THEN 'low_attainment'
      ELSE 'both_low'
    END AS quadrant
  FROM paired
),
quadrants (quadrant, position) AS (
  VALUES ('both_high', 1), ('low_execution', 2), ('low_attainment', 3), ('both_low', 4), ('no_execution', 5), ('no_attainment', 6)
),
counted AS (
  SELECT
    quadrant,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    CAST(SUM(attainment) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS attainment
  FROM placed
  GROUP BY quadrant
),
totals AS (
  SELECT
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    COUNT(*) FILTER (WHERE rate IS NOT NULL AND attainment IS NOT NULL) AS classified
  FROM placed
)
SELECT
  q.quadrant,
  q.position,
  COALESCE(c.projects, 0) AS projects,
  CAST(100.0000000000 * COALESCE(c.projects, 0) / NULLIF(t.projects, 0) AS DECIMAL(9, 2)) AS share_of_projects,
  COALESCE(c.adjusted_budget, 0) AS adjusted_budget,
  CAST(100.0000000000 * COALESCE(c.adjusted_budget, 0) / NULLIF(t.adjusted_budget, 0) AS DECIMAL(9, 2)) AS share_of_budget,
  c.executed,
  CASE WHEN q.position <= 4 THEN CAST(100.0000000000 * c.executed / NULLIF(c.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS rate,
  c.attainment,
  t.classified,
  q.position <= 4 AS is_classified
FROM quadrants AS q
CROSS JOIN totals AS t
LEFT JOIN counted AS c ON c.quadrant = q.quadrant
ORDER BY q.position
