/*---
order = 3
title = { zh = "得分与预算增长的相关系数", en = "Correlations of scores and growth" }
question = { zh = "在各年度、各预算类型、各部门中，评价得分与此后的预算增长是否相关？", en = "Do scores and later growth go together in each year, budget and department?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
  { name = "full_score", type = "number", about = { zh = "满分；不填时取等级标准的满分", en = "Full score; else that of the grade scheme" } },
]
excludes = "linkage/exclusions"
rows_printed = 24
chart = { kind = "grouped_bar", x = "evaluator_kind", y = ["pearson", "spearman", "kendall"], format = "coefficient", rows = { family = ["all"], reading = ["associated", "no_association", "too_few"] } }
finding.zh = """{% set named = rows | selectattr('family', 'equalto', 'all') | list %}{% if named %}{{ '对照检验（滞后1年，预算编定时得分尚未产生）' if parameters.lag == '1' else ('年内调整（滞后0年）' if parameters.lag == '0' else '滞后2年（第一个可能用到评价结果的预算）') }}：{% for row in named %}{{ row.evaluator_kind | word('evaluator_kind') }}{{ row.n | count }}对，{% if row.reading == 'cannot_discriminate' %}得分无区分度，不计算相关系数{% elif row.reading == 'too_few' %}样本不足30对{% if row.detectable is not none %}，只能发现不小于{{ row.detectable | fixed(2) }}的相关{% endif %}，不作判断{% elif row.reading == 'associated' %}得分与预算增长存在{{ '正' if row.spearman > 0 else '负' }}相关（斯皮尔曼秩相关系数{{ row.spearman | fixed(3) }}，{{ 'p＜0.001' if row.spearman_p < 0.0005 else 'p＝' ~ (row.spearman_p | fixed(3)) }}）{% elif row.spearman is none %}预算增长没有差别，无法计算{% else %}未见得分与预算增长的关联（斯皮尔曼秩相关系数{{ row.spearman | fixed(3) }}，p＝{{ row.spearman_p | fixed(3) }}）{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。相关不等于因果；各组的q值在同一评价主体的同一族内按本杰明尼—霍赫贝格法校正。{% else %}没有可以配对的评价得分和预算变动，不作分析。{% endif %}"""
finding.en = """{% set named = rows | selectattr('family', 'equalto', 'all') | list %}{% if named %}{{ 'Placebo (lag 1: the budget was decided before the score existed)' if parameters.lag == '1' else ('In-year adjustment (lag 0)' if parameters.lag == '0' else 'Lag 2 (the first budget that could use the result)') }}: {% for row in named %}{{ row.evaluator_kind | word('evaluator_kind') | lower }}, {{ row.n | count }} pairs – {% if row.reading == 'cannot_discriminate' %}the scores do not tell projects apart, so no coefficient is given{% elif row.reading == 'too_few' %}fewer than 30, too few to judge{% if row.detectable is not none %} (only a correlation of {{ row.detectable | fixed(2) }} or more could be seen){% endif %}{% elif row.reading == 'associated' %}a {{ 'positive' if row.spearman > 0 else 'negative' }} rank association (Spearman {{ row.spearman | fixed(3) }}, {{ 'p < 0.001' if row.spearman_p < 0.0005 else 'p = ' ~ (row.spearman_p | fixed(3)) }}){% elif row.spearman is none %}growth does not vary{% else %}no association found (Spearman {{ row.spearman | fixed(3) }}, p = {{ row.spearman_p | fixed(3) }}){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}. Association, not effect; q is corrected within one family of groups of one evaluator (Benjamini and Hochberg).{% else %}No scores can be paired with changes of budgets.{% endif %}"""
notes = [
  { zh = "预算增长先在全部配对上按所选比例两端缩尾；不同评价主体不合并计算；三保项目和一次性项目不计。众数等级占95%以上或得分标准差不足满分1%的，为“无区分度”。肯德尔系数为τ-b。偏相关：扣除预算规模对数和年度固定效应之后的皮尔逊相关。", en = "Growth is winsorised once over all pairs; evaluators are never pooled; protected and one-off projects are left out. Scores do not discriminate when one grade holds 95% or more, or their standard deviation is below 1% of the full score. Kendall is τ-b. Partial: Pearson's, given log size and year effects." },
  { zh = "q值按斯皮尔曼p值，在同一评价主体的“分年度”“分预算类型”“分部门”各族内计算。可发现的最小相关：双侧5%显著性、80%功效下能发现的最小系数。置信区间和全部显著性见所列查询。", en = "q comes from Spearman's p within each family (years, budgets, departments) of one evaluator. Smallest detectable: at 5% two-sided and 80% power. The query gives the intervals and all p values." },
]

[columns]
family = { zh = "族", en = "Family", words = ["association_family"] }
group_name = { zh = "组", en = "Group", words = ["budget_type", "association_family"] }
n = { zh = "配对数", en = "Pairs", format = "count" }
dropped = { zh = "剔除数", en = "Dropped", format = "count", hidden = true }
score_deviation = { zh = "得分标准差", en = "SD of scores", format = "score" }
modal_grade_share = { zh = "众数等级占比", en = "Share of the modal grade", format = "percent", hidden = true }
pearson = { zh = "皮尔逊", en = "Pearson", format = "coefficient" }
pearson_p = { zh = "皮尔逊显著性", en = "Pearson p", format = "coefficient", hidden = true }
pearson_low = { zh = "皮尔逊下限", en = "Pearson 95% low", format = "coefficient", hidden = true }
pearson_high = { zh = "皮尔逊上限", en = "Pearson 95% high", format = "coefficient", hidden = true }
spearman = { zh = "斯皮尔曼", en = "Spearman", format = "coefficient" }
spearman_p = { zh = "p值", en = "Spearman p", format = "coefficient" }
spearman_q = { zh = "q值", en = "Spearman q", format = "coefficient" }
kendall = { zh = "肯德尔", en = "Kendall", format = "coefficient" }
kendall_p = { zh = "肯德尔显著性", en = "Kendall p", format = "coefficient", hidden = true }
partial = { zh = "偏相关", en = "Partial", format = "coefficient" }
partial_p = { zh = "偏相关显著性", en = "Partial p", format = "coefficient", hidden = true }
detectable = { zh = "可发现最小值", en = "Smallest detectable", format = "coefficient" }
reading = { zh = "结论", en = "Reading", words = ["association_reading"] }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    CAST(fiscal_year AS TEXT) AS year,
    budget_type,
    COALESCE(department, department_code, '') AS department,
    grade,
    CAST(score AS DOUBLE) AS score,
    CAST(full_score AS DOUBLE) AS full_score,
    CASE WHEN amount_before > 0 THEN LN(CAST(amount_before AS DOUBLE)) END AS size,
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
    p.budget_type,
    p.department,
    p.grade,
    p.size,
    p.full_score,
    CASE WHEN p.growth IS NOT NULL THEN p.score END AS score,
    CASE WHEN p.growth IS NOT NULL THEN LEAST(GREATEST(p.growth, l.bounds['low']), l.bounds['high']) END AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
),
scales AS (
  SELECT
    evaluator_kind,
    COALESCE($full_score, MAX(full_score)) AS full_score
  FROM winsorised
  GROUP BY evaluator_kind
),
groups AS (
  SELECT evaluator_kind, 'fiscal_year' AS family, year AS group_name, year, grade, size, score, growth FROM winsorised
  UNION ALL
  SELECT evaluator_kind, 'budget_type' AS family, budget_type AS group_name, year, grade, size, score, growth FROM winsorised
  UNION ALL
  SELECT evaluator_kind, 'department' AS family, department AS group_name, year, grade, size, score, growth FROM winsorised
  UNION ALL
  SELECT evaluator_kind, 'all' AS family, CAST('all' AS TEXT) AS group_name, year, grade, size, score, growth FROM winsorised
),
grades AS (
  SELECT evaluator_kind, family, group_name, MAX(projects) AS modal, SUM(projects) AS graded
  FROM (
    SELECT evaluator_kind, family, group_name, grade, COUNT(*) AS projects
    FROM groups
    WHERE score IS NOT NULL AND grade IS NOT NULL
    GROUP BY evaluator_kind, family, group_name, grade
  )
  GROUP BY evaluator_kind, family, group_name
),
tested AS (
  SELECT
    evaluator_kind,
    family,
    group_name,
    COUNT(score) AS n,
    COUNT(*) - COUNT(score) AS dropped,
    STDDEV_SAMP(score) AS score_deviation,
    corr_test(score, growth, 'pearson') AS pearson,
    corr_test(score, growth, 'spearman') AS spearman,
    corr_test(score, growth, 'kendall') AS kendall,
    corr_partial(score, growth, [size], [year]) AS partial
  FROM groups
  GROUP BY evaluator_kind, family, group_name
),
judged AS (
  SELECT
    t.evaluator_kind,
    t.family,
    t.group_name,
    t.n,
    t.dropped,
    t.score_deviation,
    CAST(100.0000000000 * g.modal / NULLIF(g.graded, 0) AS DECIMAL(9, 2)) AS modal_grade_share,
    t.n < 2 OR NOT (COALESCE(t.score_deviation, 0) < s.full_score / 100 OR COALESCE(g.modal >= 0.95 * g.graded, FALSE)) AS discriminates,
    t.pearson,
    t.spearman,
    t.kendall,
    t.partial
  FROM tested AS t
  JOIN scales AS s ON s.evaluator_kind = t.evaluator_kind
  LEFT JOIN grades AS g ON g.evaluator_kind = t.evaluator_kind AND g.family = t.family AND g.group_name = t.group_name
),
-- scores that do not tell projects apart get that word instead of a coefficient
unpacked AS (
  SELECT
    evaluator_kind,
    family,
    group_name,
    n,
    dropped,
    score_deviation,
    modal_grade_share,
    discriminates,
    CASE WHEN discriminates THEN pearson['coefficient'] END AS pearson,
    CASE WHEN discriminates THEN pearson['p'] END AS pearson_p,
    CASE WHEN discriminates THEN pearson['ci_low'] END AS pearson_low,
    CASE WHEN discriminates THEN pearson['ci_high'] END AS pearson_high,
    CASE WHEN discriminates THEN spearman['coefficient'] END AS spearman,
    CASE WHEN discriminates THEN spearman['p'] END AS spearman_p,
    CASE WHEN discriminates THEN kendall['coefficient'] END AS kendall,
    CASE WHEN discriminates THEN kendall['p'] END AS kendall_p,
    CASE WHEN discriminates THEN partial['coefficient'] END AS partial,
    CASE WHEN discriminates THEN partial['p'] END AS partial_p
  FROM judged
),
-- Benjamini and Hochberg: p · tests / rank, and no more than that of any larger p
ranked AS (
  SELECT
    *,
    RANK() OVER (PARTITION BY evaluator_kind, family, spearman_p IS NULL ORDER BY spearman_p) AS place,
    COUNT(spearman_p) OVER (PARTITION BY evaluator_kind, family) AS tests
  FROM unpacked
),
tied AS (
  -- equal p share the last of their ranks
  SELECT *, place + COUNT(*) OVER (PARTITION BY evaluator_kind, family, spearman_p) - 1 AS last_place FROM ranked
)
SELECT
  evaluator_kind,
  family,
  group_name,
  n,
  dropped,
  score_deviation,
  modal_grade_share,
  pearson,
  pearson_p,
  pearson_low,
  pearson_high,
  spearman,
  spearman_p,
  CASE WHEN spearman_p IS NOT NULL AND family <> 'all' THEN
    LEAST(CAST(1 AS DOUBLE), MIN(spearman_p * tests / last_place) OVER (
      PARTITION BY evaluator_kind, family, spearman_p IS NULL
      ORDER BY spearman_p DESC, group_name
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ))
  END AS spearman_q,
  kendall,
  kendall_p,
  partial,
  partial_p,
  -- (z of 0.975 + z of 0.8) / √(n − 3)
  CASE WHEN n > 3 THEN TANH((1.959963984540054e0 + 0.8416212335729143e0) / SQRT(n - 3)) END AS detectable,
  CASE
    WHEN NOT discriminates THEN 'cannot_discriminate'
    WHEN n < 30 THEN 'too_few'
    WHEN spearman_p < 0.05 THEN 'associated'
    ELSE 'no_association'
  END AS reading
FROM tied
ORDER BY
  evaluator_kind,
  CASE family WHEN 'all' THEN 0 WHEN 'fiscal_year' THEN 1 WHEN 'budget_type' THEN 2 ELSE 3 END,
  group_name
