/*---
order = 6
title = { zh = "不同规模项目的关联", en = "The association by size" }
question = { zh = "大项目和小项目的得分与预算增长的关联是否不同？", en = "Does the association differ between small and large projects?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
]
chart = { kind = "grouped_bar", x = "tercile", y = ["rank_association"], series = "evaluator_kind", format = "coefficient" }
finding.zh = """{% if rows %}滞后{{ parameters.lag }}年，按变动前预算分为三等份：{% for row in rows %}{{ row.evaluator_kind | word('evaluator_kind') }}{{ row.tercile | word('association_family') }}{{ row.n | count }}对，年内秩关联{% if row.rank_association is none %}无法计算{% else %}{{ row.rank_association | fixed(3) }}{% if row.q is not none %}（q＝{{ row.q | fixed(3) }}）{% endif %}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}没有可以配对的评价得分和预算变动，不作分析。{% endif %}"""
finding.en = """{% if rows %}Lag {{ parameters.lag }}, thirds by the budget before the change: {% for row in rows %}{{ row.evaluator_kind | word('evaluator_kind') | lower }}, {{ row.tercile | word('association_family') | lower }}, {{ row.n | count }} pairs, rank association {% if row.rank_association is none %}not defined{% else %}{{ row.rank_association | fixed(3) }}{% if row.q is not none %} (q = {{ row.q | fixed(3) }}){% endif %}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No scores can be paired with changes of budgets.{% endif %}"""
notes = [
  { zh = "三等份按同一评价主体全部配对的变动前预算划分。年内秩关联按项目聚类；q值在同一评价主体的三组之内按本杰明尼—霍赫贝格法校正。", en = "Thirds of all pairs of one evaluator by the budget before the change. Within-year rank association, clustered by project; q over the three groups of one evaluator (Benjamini and Hochberg)." },
]

[columns]
tercile = { zh = "规模", en = "Size", words = ["association_family"] }
n = { zh = "配对数", en = "Pairs", format = "count" }
projects = { zh = "项目数", en = "Projects", format = "count" }
smallest = { zh = "最小预算", en = "Smallest budget", format = "money" }
largest = { zh = "最大预算", en = "Largest budget", format = "money" }
rank_association = { zh = "年内秩关联", en = "Within-year rank association", format = "coefficient" }
std_error = { zh = "标准误", en = "Error", format = "coefficient" }
p = { zh = "p值", en = "p", format = "coefficient" }
q = { zh = "q值", en = "q", format = "coefficient" }
spearman = { zh = "斯皮尔曼", en = "Spearman", format = "coefficient" }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    fiscal_year,
    project_code,
    budget_type,
    funding_level,
    amount_before,
    CAST(score AS DOUBLE) AS score,
    CASE $growth WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END AS growth
  FROM score_growth
  WHERE lag = $lag AND score IS NOT NULL AND ($funding_level = 'all' OR funding_level = $funding_level)
),
limits AS (
  SELECT winsor_limits(growth, $winsor) AS bounds FROM pairs
),
thirds AS (
  SELECT
    p.evaluator_kind,
    CAST(p.fiscal_year AS TEXT) AS year,
    p.project_code,
    p.amount_before,
    p.score,
    LEAST(GREATEST(p.growth, l.bounds['low']), l.bounds['high']) AS growth,
    NTILE(3) OVER (
      PARTITION BY p.evaluator_kind
      ORDER BY p.amount_before, p.project_code, p.fiscal_year, p.budget_type, p.funding_level
    ) AS third
  FROM pairs AS p
  CROSS JOIN limits AS l
  WHERE p.growth IS NOT NULL
),
estimated AS (
  SELECT
    evaluator_kind,
    third,
    COUNT(*) AS n,
    COUNT(DISTINCT project_code) AS projects,
    MIN(amount_before) AS smallest,
    MAX(amount_before) AS largest,
    rank_association(score, growth, year, project_code) AS ranks,
    corr_spearman(score, growth) AS spearman
  FROM thirds
  GROUP BY evaluator_kind, third
),
ranked AS (
  SELECT
    evaluator_kind,
    third,
    n,
    projects,
    smallest,
    largest,
    ranks['coefficient'] AS rank_association,
    ranks['std_error'] AS std_error,
    ranks['p'] AS p,
    spearman,
    ROW_NUMBER() OVER (PARTITION BY evaluator_kind, ranks['p'] IS NULL ORDER BY ranks['p'], third) AS place,
    COUNT(ranks['p']) OVER (PARTITION BY evaluator_kind) AS tests
  FROM estimated
)
SELECT
  evaluator_kind,
  CASE third WHEN 1 THEN 'small' WHEN 2 THEN 'medium' ELSE 'large' END AS tercile,
  n,
  projects,
  smallest,
  largest,
  rank_association,
  std_error,
  p,
  CASE WHEN p IS NOT NULL THEN
    LEAST(CAST(1 AS DOUBLE), MIN(p * tests / place) OVER (
      PARTITION BY evaluator_kind, p IS NULL ORDER BY place DESC ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ))
  END AS q,
  spearman
FROM ranked
ORDER BY evaluator_kind, third
