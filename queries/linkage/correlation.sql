/*---
order = 1
title = { zh = "评价得分与此后预算增长的关联", en = "Scores and later growth of budgets" }
question = { zh = "评价得分高的项目，此后的预算是否增长更多？", en = "Do better-scored projects see their budgets grow more afterwards?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
]
report = [
  {},
  { parameters = { lag = "1" }, title = { zh = "对照检验：评价得分产生之前已定的预算", en = "Placebo: budgets decided before the score" }, question = { zh = "在得分产生之前就已编定的预算上，是否也有同样的关联？", en = "Is the same association there in budgets that were decided before the score existed?" } },
]
chart = { kind = "grouped_bar", x = "evaluator_kind", y = ["pearson", "spearman", "kendall"], format = "coefficient", rows = { budget_type = ["all"], reading = ["associated", "no_association", "too_few"] } }
finding.zh = """{% set named = rows | selectattr('budget_type', 'equalto', 'all') | list %}{% if named %}{{ '对照检验（滞后1年，预算编定时得分尚未产生）' if parameters.lag == '1' else ('年内调整（滞后0年）' if parameters.lag == '0' else '滞后2年（第一个可能用到评价结果的预算）') }}：{% for row in named %}{{ row.evaluator_kind | word('evaluator_kind') }}{{ row.n | count }}对，{% if row.reading == 'cannot_discriminate' %}得分无区分度，不计算相关系数{% elif row.reading == 'too_few' %}样本不足30对{% if row.detectable is not none %}，只能发现不小于{{ row.detectable | fixed(2) }}的相关{% endif %}，不作判断{% elif row.reading == 'associated' %}得分与预算增长存在{{ '正' if row.spearman > 0 else '负' }}相关（斯皮尔曼秩相关系数{{ row.spearman | fixed(3) }}，{{ 'p＜0.001' if row.spearman_p < 0.0005 else 'p＝' ~ (row.spearman_p | fixed(3)) }}）{% else %}未见得分与预算增长的关联（斯皮尔曼秩相关系数{{ row.spearman | fixed(3) }}，p＝{{ row.spearman_p | fixed(3) }}）{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{{ '对照组若也有关联，说明关联来自项目自身特点，不能归于评价结果应用。' if parameters.lag == '1' else '相关不等于因果，应与对照检验对照阅读。' }}{% else %}没有可以配对的评价得分和预算变动，不作分析。{% endif %}"""
finding.en = """{% set named = rows | selectattr('budget_type', 'equalto', 'all') | list %}{% if named %}{{ 'Placebo (lag 1: the budget was decided before the score existed)' if parameters.lag == '1' else ('In-year adjustment (lag 0)' if parameters.lag == '0' else 'Lag 2 (the first budget that could use the result)') }}: {% for row in named %}{{ row.evaluator_kind | word('evaluator_kind') | lower }}, {{ row.n | count }} pairs – {% if row.reading == 'cannot_discriminate' %}the scores do not tell projects apart, so no coefficient is given{% elif row.reading == 'too_few' %}fewer than 30, too few to judge{% if row.detectable is not none %} (only a correlation of {{ row.detectable | fixed(2) }} or more could be seen){% endif %}{% elif row.reading == 'associated' %}a {{ 'positive' if row.spearman > 0 else 'negative' }} rank association (Spearman {{ row.spearman | fixed(3) }}, {{ 'p < 0.001' if row.spearman_p < 0.0005 else 'p = ' ~ (row.spearman_p | fixed(3)) }}){% else %}no association found (Spearman {{ row.spearman | fixed(3) }}, p = {{ row.spearman_p | fixed(3) }}){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}. {{ 'An association here too would come from the projects themselves, not from the use of results.' if parameters.lag == '1' else 'Association, not effect; to be read beside the placebo.' }}{% else %}No scores can be paired with changes of budgets.{% endif %}"""
notes = [
  { zh = "得分为某年资金的评价得分，预算增长为相隔所选滞后年数的对数增长，先在全部配对上按所选比例两端缩尾。不同评价主体不合并计算；三保项目和一次性项目不计。众数等级占95%以上或得分标准差小于满分1%的，为“无区分度”。", en = "Scores are of the money of one year; growth is logarithmic, at the chosen lag, winsorised over all pairs. Evaluators are never pooled; protected and one-off projects are left out. Scores do not discriminate when one grade holds 95% or more, or their standard deviation is below 1% of full marks." },
  { zh = "肯德尔系数为τ-b。可发现的最小相关：双侧5%显著性、80%功效下能发现的最小系数。置信区间和全部显著性见所列查询。", en = "Kendall is τ-b. Smallest detectable: at 5% two-sided and 80% power. The query gives the intervals and all p values." },
]

[headline]
label = { zh = "财政评价得分与预算增长", en = "Finance scores and growth" }
value.zh = "{% for row in rows if row.budget_type == 'all' and row.evaluator_kind == 'finance' %}{{ row.reading | word('association_reading') }}{% else %}无数据{% endfor %}"
value.en = "{% for row in rows if row.budget_type == 'all' and row.evaluator_kind == 'finance' %}{{ row.reading | word('association_reading') }}{% else %}no data{% endfor %}"
note.zh = "{% for row in rows if row.budget_type == 'all' and row.evaluator_kind == 'finance' %}滞后{{ parameters.lag }}年，{{ row.n }}对{% if row.spearman is not none and row.reading != 'cannot_discriminate' %}，Spearman {{ row.spearman | fixed(3) }}（p={{ row.spearman_p | fixed(3) }}）{% endif %}；相关不等于因果{% else %}没有可配对的数据{% endfor %}"
note.en = "{% for row in rows if row.budget_type == 'all' and row.evaluator_kind == 'finance' %}lag {{ parameters.lag }}, {{ row.n }} pairs{% if row.spearman is not none and row.reading != 'cannot_discriminate' %}, Spearman {{ row.spearman | fixed(3) }} (p={{ row.spearman_p | fixed(3) }}){% endif %}; association, not effect{% else %}nothing to pair{% endfor %}"

[columns]
group_name = { zh = "评价主体与预算", en = "Evaluator and budget", hidden = true }
budget_type = { zh = "预算类型", en = "Budget", words = ["budget_type", "taken_from"] }
n = { zh = "配对数", en = "Pairs", format = "count" }
dropped = { zh = "剔除数", en = "Dropped", format = "count", hidden = true }
score_deviation = { zh = "得分标准差", en = "SD of scores", format = "score" }
modal_grade_share = { zh = "众数等级占比", en = "Share of the modal grade", format = "percent" }
pearson = { zh = "皮尔逊", en = "Pearson", format = "coefficient" }
pearson_p = { zh = "皮尔逊显著性", en = "Pearson p", format = "coefficient", hidden = true }
pearson_low = { zh = "皮尔逊下限", en = "Pearson 95% low", format = "coefficient", hidden = true }
pearson_high = { zh = "皮尔逊上限", en = "Pearson 95% high", format = "coefficient", hidden = true }
spearman = { zh = "斯皮尔曼", en = "Spearman", format = "coefficient" }
spearman_p = { zh = "p值", en = "Spearman p", format = "coefficient" }
kendall = { zh = "肯德尔", en = "Kendall", format = "coefficient" }
kendall_p = { zh = "肯德尔显著性", en = "Kendall p", format = "coefficient", hidden = true }
detectable = { zh = "可发现最小值", en = "Smallest detectable", format = "coefficient" }
reading = { zh = "结论", en = "Reading", words = ["association_reading"] }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    budget_type,
    grade,
    CAST(score AS DOUBLE) AS score,
    CAST(full_score AS DOUBLE) AS full_score,
    CASE $growth WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END AS growth
  FROM score_growth
  WHERE lag = $lag AND score IS NOT NULL AND ($funding_level = 'all' OR funding_level = $funding_level)
),
ordered AS (
  SELECT
    growth,
    ROW_NUMBER() OVER (ORDER BY growth) AS place,
    COUNT(*) OVER () AS n
  FROM pairs
  WHERE growth IS NOT NULL
),
-- type-7 quantiles: linear between the order statistics at (n − 1)q
positions AS (
  SELECT
    growth,
    place,
    (n - 1) * $winsor + 1 AS low_place,
    (n - 1) * (1 - $winsor) + 1 AS high_place
  FROM ordered
),
limits AS (
  SELECT
    MAX(CASE WHEN place = FLOOR(low_place) THEN growth END)
      + (MAX(CASE WHEN place = CEIL(low_place) THEN growth END) - MAX(CASE WHEN place = FLOOR(low_place) THEN growth END))
      * (MAX(low_place) - FLOOR(MAX(low_place))) AS low,
    MAX(CASE WHEN place = FLOOR(high_place) THEN growth END)
      + (MAX(CASE WHEN place = CEIL(high_place) THEN growth END) - MAX(CASE WHEN place = FLOOR(high_place) THEN growth END))
      * (MAX(high_place) - FLOOR(MAX(high_place))) AS high
  FROM positions
),
winsorised AS (
  SELECT
    p.evaluator_kind,
    p.budget_type,
    p.grade,
    CASE WHEN p.growth IS NOT NULL THEN p.score END AS score,
    p.full_score,
    LEAST(GREATEST(p.growth, l.low), l.high) AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
),
groups AS (
  SELECT evaluator_kind, budget_type, grade, score, full_score, growth FROM winsorised
  UNION ALL
  SELECT evaluator_kind, 'all' AS budget_type, grade, score, full_score, growth FROM winsorised
),
grades AS (
  SELECT evaluator_kind, budget_type, MAX(projects) AS modal, SUM(projects) AS graded
  FROM (
    SELECT evaluator_kind, budget_type, grade, COUNT(*) AS projects
    FROM groups
    WHERE score IS NOT NULL AND grade IS NOT NULL
    GROUP BY evaluator_kind, budget_type, grade
  )
  GROUP BY evaluator_kind, budget_type
),
tested AS (
  SELECT
    evaluator_kind,
    budget_type,
    COUNT(score) AS n,
    COUNT(*) - COUNT(score) AS dropped,
    STDDEV_SAMP(score) AS score_deviation,
    MAX(full_score) AS full_score,
    corr_test(score, growth, 'pearson') AS pearson,
    corr_test(score, growth, 'spearman') AS spearman,
    corr_test(score, growth, 'kendall') AS kendall
  FROM groups
  GROUP BY evaluator_kind, budget_type
),
unpacked AS (
  SELECT
    evaluator_kind,
    budget_type,
    n,
    dropped,
    score_deviation,
    full_score,
    pearson['coefficient'] AS pearson,
    pearson['p'] AS pearson_p,
    pearson['ci_low'] AS pearson_low,
    pearson['ci_high'] AS pearson_high,
    spearman['coefficient'] AS spearman,
    spearman['p'] AS spearman_p,
    kendall['coefficient'] AS kendall,
    kendall['p'] AS kendall_p
  FROM tested
),
judged AS (
  SELECT
    t.*,
    CAST(100.0000000000 * g.modal / NULLIF(g.graded, 0) AS DECIMAL(9, 2)) AS modal_grade_share,
    t.n < 2 OR NOT (COALESCE(t.score_deviation, 0) < 0.01 * t.full_score OR COALESCE(g.modal >= 0.95 * g.graded, FALSE)) AS discriminates
  FROM unpacked AS t
  LEFT JOIN grades AS g ON g.evaluator_kind = t.evaluator_kind AND g.budget_type = t.budget_type
)
-- scores that do not tell projects apart get that word instead of a coefficient
SELECT
  evaluator_kind,
  budget_type,
  evaluator_kind || ' ' || budget_type AS group_name,
  n,
  dropped,
  score_deviation,
  modal_grade_share,
  CASE WHEN discriminates THEN pearson END AS pearson,
  CASE WHEN discriminates THEN pearson_p END AS pearson_p,
  CASE WHEN discriminates THEN pearson_low END AS pearson_low,
  CASE WHEN discriminates THEN pearson_high END AS pearson_high,
  CASE WHEN discriminates THEN spearman END AS spearman,
  CASE WHEN discriminates THEN spearman_p END AS spearman_p,
  CASE WHEN discriminates THEN kendall END AS kendall,
  CASE WHEN discriminates THEN kendall_p END AS kendall_p,
  -- (z of 0.975 + z of 0.8) / √(n − 3)
  CASE WHEN n > 3 THEN TANH((1.959963984540054e0 + 0.8416212335729143e0) / SQRT(n - 3)) END AS detectable,
  CASE
    WHEN NOT discriminates THEN 'cannot_discriminate'
    WHEN n < 30 THEN 'too_few'
    WHEN spearman_p < 0.05 THEN 'associated'
    ELSE 'no_association'
  END AS reading
FROM judged
ORDER BY evaluator_kind, budget_type <> 'all', budget_type
