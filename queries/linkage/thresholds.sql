/*---
order = 8
title = { zh = "等级分界处的预算增长", en = "Growth at the grade thresholds" }
question = { zh = "刚过90、80、60分的项目，与刚好没过的相比，此后预算增长相差多少？", en = "How does growth differ between projects just above and just below 90, 80 and 60?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
]
needs = "jump"
chart = { kind = "grouped_bar", x = "cut", y = ["jump"], series = "bandwidth", format = "coefficient" }
finding.zh = """{% set seen = rows | selectattr('jump') | list %}{% if seen %}{{ parameters.evaluator_kind | word('evaluator_kind') }}分界两侧（描述，不作因果解释）：{% for row in seen if row.bandwidth == 5 %}{{ row.cut | fixed(0) }}分两侧各5分内{{ row.below | count }}、{{ row.above | count }}对，增长相差{{ row.jump | fixed(3) }}{% if row.density_p is not none and row.density_p < 0.05 %}，分界以上明显偏多{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}分界两侧没有足够的评价得分，不作比较。{% endif %}"""
finding.en = """{% set seen = rows | selectattr('jump') | list %}{% if seen %}{{ parameters.evaluator_kind | word('evaluator_kind') }}, on both sides of the thresholds (descriptive): {% for row in seen if row.bandwidth == 5 %}within 5 points of {{ row.cut | fixed(0) }}, {{ row.below | count }} and {{ row.above | count }} pairs, growth differs by {{ row.jump | fixed(3) }}{% if row.density_p is not none and row.density_p < 0.05 %}, and the two sides are not equally full{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}There are too few scores beside the thresholds.{% endif %}"""
notes = [
  { zh = "带宽为分界每侧的分数；分界以上含分界本身（半开区间）。增长差 = 以上组均值 − 以下组均值，标准误为HC1。密度检验：两侧个数是否各半（二项检验），偏多在分界以上说明得分可能就高不就低。分数不是随机给的，差异只作描述。", en = "The bandwidth is the number of points on each side; the threshold itself counts as above. Jump: mean growth above less mean growth below, HC1 error. Density: whether the sides hold half each (binomial test); more above hints at scores lifted over the line. Scores are not given at random: the table is descriptive." },
]

[columns]
cut = { zh = "分界", en = "Threshold", format = "number" }
bandwidth = { zh = "带宽", en = "Bandwidth", format = "number" }
below = { zh = "分界以下", en = "Below", format = "count" }
above = { zh = "分界以上", en = "Above", format = "count" }
growth_below = { zh = "以下组增长", en = "Growth below", format = "coefficient" }
growth_above = { zh = "以上组增长", en = "Growth above", format = "coefficient" }
jump = { zh = "增长差", en = "Jump", format = "coefficient" }
std_error = { zh = "标准误", en = "Error", format = "coefficient" }
p = { zh = "p值", en = "p", format = "coefficient" }
share_above = { zh = "以上占比", en = "Share above", format = "percent" }
density_p = { zh = "密度检验p值", en = "p of the density", format = "coefficient" }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    CAST(score AS DOUBLE) AS score,
    CASE $growth WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END AS growth
  FROM score_growth
  WHERE lag = $lag AND score IS NOT NULL AND ($funding_level = 'all' OR funding_level = $funding_level)
),
limits AS (
  SELECT winsor_limits(growth, $winsor) AS bounds FROM pairs
),
winsorised AS (
  SELECT p.score, LEAST(GREATEST(p.growth, l.bounds['low']), l.bounds['high']) AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
  WHERE p.growth IS NOT NULL AND p.evaluator_kind = $evaluator_kind
),
cuts AS (
  SELECT * FROM (VALUES (90, 1), (90, 2), (90, 5), (80, 1), (80, 2), (80, 5), (60, 1), (60, 2), (60, 5)) AS t (cut, bandwidth)
),
beside AS (
  SELECT
    c.cut,
    c.bandwidth,
    w.growth,
    CASE WHEN w.score >= c.cut THEN 1.0 WHEN w.score < c.cut THEN 0.0 END AS is_above
  FROM cuts AS c
  LEFT JOIN winsorised AS w ON w.score >= c.cut - c.bandwidth AND w.score < c.cut + c.bandwidth
),
compared AS (
  SELECT
    cut,
    bandwidth,
    COUNT(CASE WHEN is_above = 0 THEN 1 END) AS below,
    COUNT(CASE WHEN is_above = 1 THEN 1 END) AS above,
    ols(growth, [is_above]) AS o
  FROM beside
  GROUP BY cut, bandwidth
)
SELECT
  cut,
  bandwidth,
  below,
  above,
  CASE WHEN below > 0 AND above > 0 THEN o['terms'][1]['coefficient'] END AS growth_below,
  CASE WHEN below > 0 AND above > 0 THEN o['terms'][1]['coefficient'] + o['terms'][2]['coefficient'] END AS growth_above,
  CASE WHEN below > 0 AND above > 0 THEN o['terms'][2]['coefficient'] END AS jump,
  CASE WHEN below > 1 AND above > 1 THEN o['terms'][2]['std_error_hc1'] END AS std_error,
  CASE WHEN below > 1 AND above > 1 THEN o['terms'][2]['p'] END AS p,
  CAST(100.0000000000 * above / NULLIF(below + above, 0) AS DECIMAL(9, 2)) AS share_above,
  binomial_test(above, below + above, 0.5)['p'] AS density_p
FROM compared
ORDER BY cut DESC, bandwidth
