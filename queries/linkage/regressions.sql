/*---
order = 4
title = { zh = "得分对预算增长的回归", en = "Regressions of growth on scores" }
question = { zh = "扣除规模、部门和年度的差别之后，得分每高1分，预算增长相差多少？", en = "Given size, department and year, how much does growth differ for one more point?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
  { name = "size", type = "text", default = "current", one_of = ["current", "lagged"], about = { zh = "规模：变动前一期，或再早一年（与增长无共同误差）", en = "Size of the year before the change, or of the year before that, which shares no error with growth" } },
  { name = "replications", type = "int", default = 999, about = { zh = "重抽样次数", en = "Replications of the resampling" } },
  { name = "seed", type = "int", default = 20240101, about = { zh = "随机数种子", en = "Seed of the resampling" } },
]
excludes = "linkage/exclusions"
finding.zh = """{% set within = rows | selectattr('specification', 'equalto', 'department_year') | list %}{% if within %}滞后{{ parameters.lag }}年，部门与年度固定效应回归：{% for row in within %}{{ row.evaluator_kind | word('evaluator_kind') }}得分每高1分，预算增长{% if row.slope is none %}无法估计{% else %}{{ '高' if row.slope >= 0 else '低' }}{{ row.slope | abs | fixed(4) }}（{% if row.p is none %}标准误无法估计{% else %}p＝{{ row.p | fixed(3) }}{% endif %}，{{ row.n | count }}对）{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。系数说明关联，不说明因果。{% else %}没有可以配对的评价得分和预算变动，不作回归。{% endif %}"""
finding.en = """{% set within = rows | selectattr('specification', 'equalto', 'department_year') | list %}{% if within %}Lag {{ parameters.lag }}, department and year effects: {% for row in within %}{{ row.evaluator_kind | word('evaluator_kind') | lower }}, one more point goes with {% if row.slope is none %}nothing that could be estimated{% else %}{{ row.slope | fixed(4) }} of growth ({% if row.p is none %}no standard error{% else %}p = {{ row.p | fixed(3) }}{% endif %}, {{ row.n | count }} pairs){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}. Coefficients tell of association, not of effect.{% else %}No scores can be paired with changes of budgets.{% endif %}"""
notes = [
  { zh = "标准误三种：同方差、HC1、按项目聚类（CR1）；p值取聚类标准误、自由度为项目数减1的t分布，项目不足40个的取野聚类自助法（韦布权重，种子列于参数）。固定效应的虚拟变量计入参数个数，嵌套于聚类的不计。固定效应某一水平只有一行的逐步剔除。规模为预算对数，不缩尾。", en = "Three errors: iid, HC1, clustered by project (CR1). p is from the clustered error and t with projects − 1 degrees of freedom, with fewer than 40 projects from the wild cluster bootstrap (Webb's weights, seed as given). Dummies count as parameters, except effects nested in the cluster. Rows alone in a level of a fixed effect are left out, again and again. Size is the logarithm of the budget, not winsorised." },
]

[columns]
specification = { zh = "模型", en = "Specification", words = ["specification"] }
n = { zh = "配对数", en = "Pairs", format = "count" }
dropped = { zh = "剔除数", en = "Dropped", format = "count" }
clusters = { zh = "项目数", en = "Projects", format = "count" }
parameters_count = { zh = "参数个数", en = "Parameters", format = "count" }
slope = { zh = "得分系数", en = "Slope of the score", format = "coefficient" }
std_error_iid = { zh = "标准误（同方差）", en = "Error, iid", format = "coefficient" }
std_error_hc1 = { zh = "标准误（HC1）", en = "Error, HC1", format = "coefficient" }
std_error_clustered = { zh = "标准误（聚类）", en = "Error, clustered", format = "coefficient" }
p = { zh = "p值", en = "p", format = "coefficient" }
low = { zh = "95%下限", en = "95% low", format = "coefficient" }
high = { zh = "95%上限", en = "95% high", format = "coefficient" }
wild_p = { zh = "野聚类自助法p值", en = "p, wild bootstrap", format = "coefficient", hidden = true }
r2 = { zh = "决定系数", en = "R²", format = "coefficient" }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    CAST(fiscal_year AS TEXT) AS year,
    project_code,
    COALESCE(department_code, department, '') AS department,
    CAST(score AS DOUBLE) AS score,
    CASE
      WHEN $size = 'lagged' AND amount_earlier > 0 THEN LN(CAST(amount_earlier AS DOUBLE))
      WHEN $size = 'current' AND amount_before > 0 THEN LN(CAST(amount_before AS DOUBLE))
    END AS size,
    CASE $growth WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END AS growth
  FROM score_growth
  WHERE lag = $lag AND score IS NOT NULL AND ($funding_level = 'all' OR funding_level = $funding_level)
),
limits AS (
  SELECT winsor_limits(growth, $winsor) AS bounds FROM pairs
),
winsorised AS (
  SELECT
    p.evaluator_kind,
    p.year,
    p.project_code,
    p.department,
    p.score,
    p.size,
    LEAST(GREATEST(p.growth, l.bounds['low']), l.bounds['high']) AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
  WHERE p.growth IS NOT NULL
),
-- projects scored once say nothing once each has an effect of its own
sizes AS (
  SELECT evaluator_kind, COUNT(*) AS projects, SUM(CASE WHEN pairs > 1 THEN 1 ELSE 0 END) AS repeated
  FROM (SELECT evaluator_kind, project_code, COUNT(*) AS pairs FROM winsorised GROUP BY evaluator_kind, project_code)
  GROUP BY evaluator_kind
),
estimation AS (
  SELECT w.*, s.projects, s.repeated
  FROM winsorised AS w
  JOIN sizes AS s ON s.evaluator_kind = w.evaluator_kind
),
-- the score's place among the terms: after the intercept where there is one
estimated AS (
  SELECT evaluator_kind, 'score' AS specification, 2 AS place, MIN(projects) AS projects,
    ols(growth, [score], [], [project_code]) AS o,
    wild_cluster_bootstrap(growth, [score], [], project_code, 'webb', $replications, $seed) FILTER (WHERE projects < 40) AS w
  FROM estimation GROUP BY evaluator_kind
  UNION ALL
  SELECT evaluator_kind, 'score_size' AS specification, 2 AS place, MIN(projects) AS projects,
    ols(growth, [score, size], [], [project_code]) AS o,
    wild_cluster_bootstrap(growth, [score, size], [], project_code, 'webb', $replications, $seed) FILTER (WHERE projects < 40) AS w
  FROM estimation GROUP BY evaluator_kind
  UNION ALL
  SELECT evaluator_kind, 'department_year' AS specification, 1 AS place, MIN(projects) AS projects,
    ols(growth, [score, size], [department, year], [project_code]) AS o,
    wild_cluster_bootstrap(growth, [score, size], [department, year], project_code, 'webb', $replications, $seed) FILTER (WHERE projects < 40) AS w
  FROM estimation GROUP BY evaluator_kind
  UNION ALL
  SELECT evaluator_kind, 'project_year' AS specification, 1 AS place, MIN(repeated) AS projects,
    ols(growth, [score, size], [project_code, year], [project_code]) AS o,
    wild_cluster_bootstrap(growth, [score, size], [project_code, year], project_code, 'webb', $replications, $seed) FILTER (WHERE repeated < 40) AS w
  FROM estimation GROUP BY evaluator_kind
)
SELECT
  evaluator_kind,
  specification,
  o['n'] AS n,
  o['dropped'] AS dropped,
  o['clusters'] AS clusters,
  o['k'] AS parameters_count,
  o['terms'][place]['coefficient'] AS slope,
  o['terms'][place]['std_error_iid'] AS std_error_iid,
  o['terms'][place]['std_error_hc1'] AS std_error_hc1,
  o['terms'][place]['std_error_clustered'] AS std_error_clustered,
  CASE WHEN projects < 40 THEN w['p'] ELSE o['terms'][place]['p'] END AS p,
  CASE WHEN projects >= 40 THEN o['terms'][place]['ci_low'] END AS low,
  CASE WHEN projects >= 40 THEN o['terms'][place]['ci_high'] END AS high,
  w['p'] AS wild_p,
  o['r2'] AS r2
FROM estimated
ORDER BY evaluator_kind, CASE specification WHEN 'score' THEN 0 WHEN 'score_size' THEN 1 WHEN 'department_year' THEN 2 ELSE 3 END
