/*---
order = 1
title = { zh = "自评偏差", en = "Bias of self-evaluation" }
question = { zh = "同一项目同一年度，单位自评得分比财政评价、抽查复核高多少，次序是否一致？", en = "For the same project and year, how much higher is the self-evaluation than finance or the spot check, and do they rank projects alike?" }
params = [
  { name = "one_year", type = "int", about = { zh = "只看一个资金年度", en = "One year of money only" } },
]
needs = "pairs"
total = "is_total"
chart = { kind = "grouped_bar", x = "evaluator_kind", y = ["mean_difference", "median_difference"], only = "is_total" }
finding.zh = """{% set totals = rows | selectattr('is_total') | selectattr('pairs') | list %}{% if totals %}{% for row in totals %}与{{ row.evaluator_kind | word('evaluator_kind') }}可比的{{ row.pairs | count }}对，单位自评平均{{ '高' if row.mean_difference >= 0 else '低' }}{{ row.mean_difference | abs | fixed(2) }}分（中位数{{ row.median_difference | fixed(2) }}分），自评较高的占{{ row.share_higher | percent }}{% if row.spearman is not none %}，次序相关系数{{ row.spearman | fixed(3) }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。两种评价的评分办法不同，差距不都是自评失实。{% else %}没有同一项目同一年度既有单位自评、又有其他评价得分的，无法比较。{% endif %}"""
finding.en = """{% set totals = rows | selectattr('is_total') | selectattr('pairs') | list %}{% if totals %}{% for row in totals %}{{ row.evaluator_kind | word('evaluator_kind') }}, {{ row.pairs | count }} pairs: self-evaluation is {{ row.mean_difference | abs | fixed(2) }} points {{ 'higher' if row.mean_difference >= 0 else 'lower' }} on average (median {{ row.median_difference | fixed(2) }}), higher in {{ row.share_higher | percent }}{% if row.spearman is not none %}, rank correlation {{ row.spearman | fixed(3) }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}. The two are scored by different frames: not all of the difference is embellishment.{% else %}No project and year has both a self-evaluation and another score.{% endif %}"""
notes = [
  { zh = "差 = 单位自评得分 − 其他评价得分，逐项目、逐年度、逐评价主体配对；同一主体多次评价的取最近一次。区间为平均差的95%区间（正态近似，不少于30对才列）。中位数为线性插值。次序相关为斯皮尔曼系数。合计行各年合并。两种评价的指标体系和评分办法不同。", en = "Difference = self-evaluation − the other score, paired by project, year and evaluator; of several evaluations by one evaluator the last counts. The interval is the 95 % interval of the mean difference (normal approximation, from 30 pairs on). Medians are interpolated. Rank correlation is Spearman's. Totals pool the years. The two follow different frames of indicators and scoring." },
]

[columns]
fiscal_year = { missing = { zh = "各年", en = "All years" } }
evaluator_kind = { zh = "比较对象", en = "Compared with" }
pairs = { zh = "配对数", en = "Pairs", format = "count" }
self_mean = { zh = "自评平均", en = "Self, mean", format = "score" }
other_mean = { zh = "对方平均", en = "Other, mean", format = "score" }
mean_difference = { zh = "平均差", en = "Mean difference", format = "score" }
low = { zh = "区间下限", en = "Interval, low", format = "score" }
high = { zh = "区间上限", en = "Interval, high", format = "score" }
median_difference = { zh = "差的中位数", en = "Median difference", format = "score" }
share_higher = { zh = "自评较高占比", en = "Share self higher", format = "percent" }
spearman = { zh = "次序相关", en = "Rank correlation", format = "coefficient" }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH latest AS (
  SELECT
    fiscal_year,
    project_code,
    evaluator_kind,
    CAST(score AS DECIMAL(9, 2)) AS score,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, project_code, evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST
    ) AS age
  FROM evaluation_grades
  WHERE project_code IS NOT NULL AND score IS NOT NULL AND ($one_year IS NULL OR fiscal_year = $one_year)
),
pairs AS (
  SELECT
    s.fiscal_year,
    o.evaluator_kind,
    s.project_code,
    s.score AS self_score,
    o.score AS other_score,
    s.score - o.score AS difference
  FROM latest AS s
  JOIN latest AS o ON o.fiscal_year = s.fiscal_year AND o.project_code = s.project_code
  WHERE s.age = 1 AND o.age = 1 AND s.evaluator_kind = 'self' AND o.evaluator_kind <> 'self'
),
both AS (
  SELECT fiscal_year, evaluator_kind, project_code, self_score, other_score, difference, FALSE AS is_total FROM pairs
  UNION ALL
  SELECT CAST(NULL AS INT) AS fiscal_year, evaluator_kind, project_code, self_score, other_score, difference, TRUE AS is_total FROM pairs
),
placed AS (
  SELECT
    *,
    CAST(ROW_NUMBER() OVER (PARTITION BY is_total, fiscal_year, evaluator_kind ORDER BY difference, project_code) AS BIGINT) AS place,
    COUNT(*) OVER (PARTITION BY is_total, fiscal_year, evaluator_kind) AS n
  FROM both
),
measured AS (
  SELECT
    is_total,
    fiscal_year,
    evaluator_kind,
    COUNT(*) AS pairs,
    SUM(self_score) AS self_sum,
    SUM(other_score) AS other_sum,
    SUM(difference) AS difference_sum,
    SUM(CAST(difference * difference AS DECIMAL(24, 4))) AS square_sum,
    -- the middle one, or the mean of the two in the middle
    CAST(SUM(CASE WHEN 2 * place IN (n, n + 1, n + 2) THEN difference ELSE 0 END) * 1.0000
      / NULLIF(COUNT(*) FILTER (WHERE 2 * place IN (n, n + 1, n + 2)), 0) AS DECIMAL(9, 2)) AS median_difference,
    COUNT(*) FILTER (WHERE difference > 0) AS higher,
    corr_spearman(CAST(self_score AS DOUBLE), CAST(other_score AS DOUBLE)) AS spearman
  FROM placed
  GROUP BY is_total, fiscal_year, evaluator_kind
),
spread AS (
  SELECT
    *,
    CASE WHEN pairs >= 30 THEN 1.959963984540054 * SQRT(GREATEST(
      CAST(square_sum AS DOUBLE) - CAST(difference_sum AS DOUBLE) * CAST(difference_sum AS DOUBLE) / pairs, 0)
      / (CAST(pairs AS DOUBLE) - 1) / pairs) END AS half_width
  FROM measured
)
SELECT
  fiscal_year,
  evaluator_kind,
  pairs,
  CAST(self_sum * 1.0000000000 / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS self_mean,
  CAST(other_sum * 1.0000000000 / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS other_mean,
  CAST(difference_sum * 1.0000000000 / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS mean_difference,
  CAST(CAST(difference_sum AS DOUBLE) / pairs - half_width AS DECIMAL(9, 2)) AS low,
  CAST(CAST(difference_sum AS DOUBLE) / pairs + half_width AS DECIMAL(9, 2)) AS high,
  median_difference,
  CAST(100.0000000000 * higher / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS share_higher,
  spearman,
  is_total
FROM spread
ORDER BY evaluator_kind, is_total DESC, fiscal_year
