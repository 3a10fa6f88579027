/*---
order = 1
title = { zh = "评价结果与预算安排的关联：结论", en = "From evaluation to allocation: the verdict" }
question = { zh = "评价得分高的项目，第一个可能用到评价结果的预算是否增长更多？", en = "Do better-scored projects get more in the first budget that could use the result?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["0", "1", "2"], about = { zh = "滞后：2为第一个可能用到得分的预算，1为安慰剂，0为年内调整", en = "2 is the first budget that could use the score, 1 a placebo, 0 in-year adjustment" } },
  { name = "growth", type = "text", default = "log", one_of = ["log", "symmetric", "percent"], about = { zh = "增长口径", en = "Growth measure" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
  { name = "winsor", type = "number", default = 0.01, about = { zh = "两端缩尾比例", en = "Share winsorised at each end" } },
  { name = "full_score", type = "number", about = { zh = "满分；不填时取等级标准的满分", en = "Full score; else that of the grade scheme" } },
  { name = "replications", type = "int", default = 999, about = { zh = "重抽样次数", en = "Replications of the resampling" } },
  { name = "seed", type = "int", default = 20240101, about = { zh = "随机数种子", en = "Seed of the resampling" } },
]
report = [
  {},
  { parameters = { lag = "1" }, title = { zh = "对照检验：评价得分产生之前已定的预算", en = "Placebo: budgets decided before the score" }, question = { zh = "在得分产生之前就已编定的预算上，是否也有同样的关联？", en = "Is the same association there in budgets that were decided before the score existed?" } },
]
excludes = "linkage/exclusions"
chart = { kind = "grouped_bar", x = "evaluator_kind", y = ["rank_association"], format = "coefficient", rows = { verdict = ["supported", "between_only", "within_only", "contrary", "no_supported_link", "too_few"] } }
finding.zh = """{% if rows %}{{ '对照检验（滞后1年，预算编定时得分尚未产生）' if parameters.lag == '1' else ('年内调整（滞后0年）' if parameters.lag == '0' else '滞后2年（第一个可能用到评价结果的预算）') }}：{% for row in rows %}{{ row.evaluator_kind | word('evaluator_kind') }}{{ row.n | count }}对，{% if row.verdict == 'cannot_discriminate' %}得分无区分度（标准差{{ row.score_deviation | fixed(2) }}，众数等级占{{ row.modal_grade_share | percent }}），不作判断{% elif row.verdict == 'too_few' %}样本不足30对，不作判断{% if row.detectable is not none %}，只能发现不小于{{ row.detectable | fixed(2) }}的相关{% endif %}{% elif row.verdict == 'supported' %}得分与预算增长存在{{ '正' if row.rank_association > 0 else '负' }}向关联，年内秩关联{{ row.rank_association | fixed(3) }}，同一部门、同一年度、同等规模内仍成立{% elif row.verdict == 'between_only' %}各年内得分与预算增长有{{ '正' if row.rank_association > 0 else '负' }}向关联（年内秩关联{{ row.rank_association | fixed(3) }}），但同一部门、同一年度、同等规模的项目之间未见{% elif row.verdict == 'within_only' %}总体未见关联，同一部门、同一年度、同等规模的项目之间得分与预算增长有{{ '正' if row.conditional > 0 else '负' }}向关联{% elif row.verdict == 'contrary' %}总体与部门之内的关联方向相反，不作一致判断{% else %}未见得分与预算增长的关联（年内秩关联{{ row.rank_association | fixed(3) }}），可发现的最小相关为{{ row.detectable | fixed(2) }}{% endif %}{% if row.verdict not in ['cannot_discriminate', 'too_few'] %}{% if row.continuation == 'ended_less' %}；得分高的项目此后被终止的较少{% elif row.continuation == 'ended_more' %}；得分高的项目此后被终止的较多{% elif row.continuation == 'none_ended' %}；此后没有项目被终止{% elif row.continuation == 'no_difference' %}；得分与项目此后是否终止无关联{% endif %}{% endif %}{% if not loop.last %}。{% endif %}{% endfor %}。{{ '对照组若也有关联，说明关联来自项目自身特点，不能归于评价结果应用。' if parameters.lag == '1' else '以上为相关关系，不等于因果，应与对照检验对照阅读；低分项目预算增加可能出于政策安排，不等于错误。' }}{% else %}没有可以配对的评价得分和预算变动，不作分析。{% endif %}"""
finding.en = """{% if rows %}{{ 'Placebo (lag 1: the budget was decided before the score existed)' if parameters.lag == '1' else ('In-year adjustment (lag 0)' if parameters.lag == '0' else 'Lag 2 (the first budget that could use the result)') }}. {% for row in rows %}{{ row.evaluator_kind | word('evaluator_kind') }}, {{ row.n | count }} pairs: {% if row.verdict == 'cannot_discriminate' %}the scores do not tell projects apart (standard deviation {{ row.score_deviation | fixed(2) }}, modal grade {{ row.modal_grade_share | percent }}), so nothing is concluded{% elif row.verdict == 'too_few' %}fewer than 30, too few to judge{% if row.detectable is not none %} (only a correlation of {{ row.detectable | fixed(2) }} or more could be seen){% endif %}{% elif row.verdict == 'supported' %}better scores go with {{ 'more' if row.rank_association > 0 else 'less' }} growth (within-year rank association {{ row.rank_association | fixed(3) }}), and do so between projects of the same department, year and size{% elif row.verdict == 'between_only' %}within years better scores go with {{ 'more' if row.rank_association > 0 else 'less' }} growth (within-year rank association {{ row.rank_association | fixed(3) }}), but not between projects of the same department, year and size{% elif row.verdict == 'within_only' %}no association overall, but between projects of the same department, year and size better scores go with {{ 'more' if row.conditional > 0 else 'less' }} growth{% elif row.verdict == 'contrary' %}the association overall and that within departments have opposite signs{% else %}no association found (within-year rank association {{ row.rank_association | fixed(3) }}); a correlation of {{ row.detectable | fixed(2) }} could have been seen{% endif %}{% if row.verdict not in ['cannot_discriminate', 'too_few'] %}{% if row.continuation == 'ended_less' %}; better-scored projects are ended less often{% elif row.continuation == 'ended_more' %}; better-scored projects are ended more often{% elif row.continuation == 'none_ended' %}; none was ended{% elif row.continuation == 'no_difference' %}; scores and endings are not associated{% endif %}{% endif %}. {% endfor %}{{ 'An association here too would come from the projects themselves, not from the use of results.' if parameters.lag == '1' else 'Association, not effect; to be read beside the placebo. More money after a poor score may be policy, not an error.' }}{% else %}No scores can be paired with changes of budgets.{% endif %}"""
notes = [
  { zh = "两项主要检验：①年内秩关联：各年内得分与增长的秩，标准化后合并回归，按项目聚类；②条件关联：增长对得分、预算规模对数、部门与年度固定效应的回归，按项目聚类（CR1）。项目不足40个时，①取置换检验的p值，②取野聚类自助法的p值。两项p值按霍尔姆法校正，显著性水平5%。", en = "Two primary tests: (1) the rank association within years, pooled and clustered by project; (2) growth on score, log size, department and year effects, clustered by project (CR1). With fewer than 40 projects (1) takes the permutation's p and (2) the wild cluster bootstrap's. Holm's correction over the two, at 5%." },
  { zh = "预算增长先在全部配对上按所选比例两端缩尾（第7类分位数）；不同评价主体不合并计算；三保、一次性项目不计。众数等级占95%以上或得分标准差不足满分1%的为无区分度；不足30对的为样本不足。可发现的最小相关：双侧5%显著性、80%功效。", en = "Growth is winsorised once over all pairs (type 7); evaluators are never pooled; protected and one-off projects are left out. Scores do not discriminate when one grade holds 95% or more, or their standard deviation is below 1% of the full score; fewer than 30 pairs are too few. Smallest detectable: 5% two-sided, 80% power." },
  { zh = "置换检验在年度内交换增长，自助法抽取整个项目；次数和种子列于参数。终止：下一年度没有预算对得分和年度固定效应的回归，按项目聚类。", en = "The permutation exchanges growth within years, the bootstrap draws whole projects; replications and seed are parameters. Endings: no budget the year after, on score and year effects, clustered by project." },
]

[headline]
label = { zh = "财政评价得分与预算增长", en = "Finance scores and growth" }
value.zh = "{% for row in rows if row.evaluator_kind == 'finance' %}{{ row.verdict | word('link_verdict') }}{% else %}无数据{% endfor %}"
value.en = "{% for row in rows if row.evaluator_kind == 'finance' %}{{ row.verdict | word('link_verdict') }}{% else %}no data{% endfor %}"
note.zh = "{% for row in rows if row.evaluator_kind == 'finance' %}滞后{{ parameters.lag }}年，{{ row.n }}对{% if row.rank_association is not none and row.verdict != 'cannot_discriminate' %}，年内秩关联{{ row.rank_association | fixed(3) }}{% endif %}；相关不等于因果{% else %}没有可配对的数据{% endfor %}"
note.en = "{% for row in rows if row.evaluator_kind == 'finance' %}lag {{ parameters.lag }}, {{ row.n }} pairs{% if row.rank_association is not none and row.verdict != 'cannot_discriminate' %}, within-year rank association {{ row.rank_association | fixed(3) }}{% endif %}; association, not effect{% else %}nothing to pair{% endfor %}"

[columns]
n = { zh = "配对数", en = "Pairs", format = "count" }
dropped = { zh = "剔除数", en = "Dropped", format = "count", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
score_deviation = { zh = "得分标准差", en = "SD of scores", format = "score" }
full_score = { zh = "满分", en = "Full score", format = "score", hidden = true }
modal_grade_share = { zh = "众数等级占比", en = "Share of the modal grade", format = "percent" }
rank_association = { zh = "年内秩关联", en = "Within-year rank association", format = "coefficient" }
rank_std_error = { zh = "标准误", en = "Its error", format = "coefficient", hidden = true }
rank_low = { zh = "95%下限", en = "95% low", format = "coefficient" }
rank_high = { zh = "95%上限", en = "95% high", format = "coefficient" }
rank_p = { zh = "p值（聚类）", en = "p, clustered", format = "coefficient" }
permutation_p = { zh = "p值（置换）", en = "p, permutation", format = "coefficient" }
bootstrap_low = { zh = "自助法下限", en = "Bootstrap low", format = "coefficient", hidden = true }
bootstrap_high = { zh = "自助法上限", en = "Bootstrap high", format = "coefficient", hidden = true }
conditional = { zh = "部门内系数（每分）", en = "Within departments, a point", format = "coefficient" }
conditional_std_error = { zh = "部门内系数标准误", en = "Error within departments", format = "coefficient", hidden = true }
conditional_p = { zh = "部门内p值", en = "p within departments", format = "coefficient" }
conditional_n = { zh = "部门内配对数", en = "Pairs within departments", format = "count", hidden = true }
conditional_k = { zh = "参数个数", en = "Parameters", format = "count", hidden = true }
conditional_by = { zh = "部门内检验方法", en = "Test within departments", hidden = true }
rank_p_holm = { zh = "年内校正p值", en = "p by Holm, ranks", format = "coefficient", hidden = true }
conditional_p_holm = { zh = "部门内校正p值", en = "p by Holm, conditional", format = "coefficient", hidden = true }
detectable = { zh = "可发现最小值", en = "Smallest detectable", format = "coefficient" }
verdict = { zh = "结论", en = "Verdict", words = ["link_verdict"] }
ended_n = { zh = "存续样本数", en = "Projects followed", format = "count", hidden = true }
ended_share = { zh = "终止占比", en = "Share ended", format = "percent" }
ended_slope = { zh = "终止系数（每分）", en = "Endings, a point", format = "coefficient", hidden = true }
ended_std_error = { zh = "终止系数标准误", en = "Error of endings", format = "coefficient", hidden = true }
ended_p = { zh = "终止p值", en = "p of endings", format = "coefficient", hidden = true }
continuation = { zh = "存续", en = "Continuation", words = ["continuation"] }
replications = { zh = "重抽样次数", en = "Replications", format = "number", hidden = true }
seed = { zh = "种子", en = "Seed", format = "number", hidden = true }
---*/
WITH pairs AS (
  SELECT
    evaluator_kind,
    CAST(fiscal_year AS TEXT) AS year,
    project_code,
    COALESCE(department_code, department, '') AS department,
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
    p.project_code,
    p.department,
    p.grade,
    p.score,
    p.full_score,
    p.size,
    LEAST(GREATEST(p.growth, l.bounds['low']), l.bounds['high']) AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
  WHERE p.growth IS NOT NULL
),
kinds AS (
  SELECT evaluator_kind, COUNT(*) AS pairs FROM pairs GROUP BY evaluator_kind
),
sizes AS (
  SELECT
    evaluator_kind,
    COUNT(*) AS n,
    COUNT(DISTINCT project_code) AS projects,
    STDDEV_SAMP(score) AS score_deviation,
    COALESCE($full_score, MAX(full_score)) AS full_score
  FROM winsorised
  GROUP BY evaluator_kind
),
grades AS (
  SELECT evaluator_kind, MAX(pairs) AS modal, SUM(pairs) AS graded
  FROM (
    SELECT evaluator_kind, grade, COUNT(*) AS pairs
    FROM winsorised
    WHERE grade IS NOT NULL
    GROUP BY evaluator_kind, grade
  )
  GROUP BY evaluator_kind
),
estimated AS (
  SELECT
    w.evaluator_kind,
    rank_association(w.score, w.growth, w.year, w.project_code) AS ranks,
    permutation_test(w.score, w.growth, w.year, 'within', $replications, $seed) AS permuted,
    cluster_bootstrap(w.score, w.growth, w.year, w.project_code, 'within', $replications, $seed) AS drawn,
    ols(w.growth, [w.score, w.size], [w.department, w.year], [w.project_code]) AS regressed,
    wild_cluster_bootstrap(w.growth, [w.score, w.size], [w.department, w.year], w.project_code, 'webb', $replications, $seed)
      FILTER (WHERE s.projects < 40) AS wild
  FROM winsorised AS w
  JOIN sizes AS s ON s.evaluator_kind = w.evaluator_kind
  GROUP BY w.evaluator_kind
),
ended AS (
  SELECT
    evaluator_kind,
    COUNT(*) AS ended_n,
    SUM(CASE WHEN has_ended THEN 1 ELSE 0 END) AS ended,
    ols(CASE WHEN has_ended THEN 1.0 ELSE 0.0 END, [CAST(score AS DOUBLE)], [CAST(fiscal_year AS TEXT)], [project_code]) AS regressed
  FROM score_continuation
  WHERE lag = $lag AND score IS NOT NULL AND ($funding_level = 'all' OR funding_level = $funding_level)
  GROUP BY evaluator_kind
),
unpacked AS (
  SELECT
    k.evaluator_kind,
    COALESCE(s.n, 0) AS n,
    k.pairs - COALESCE(s.n, 0) AS dropped,
    COALESCE(s.projects, 0) AS projects,
    s.score_deviation,
    s.full_score,
    CAST(100.0000000000 * g.modal / NULLIF(g.graded, 0) AS DECIMAL(9, 2)) AS modal_grade_share,
    COALESCE(s.n, 0) > 1 AND (COALESCE(s.score_deviation, 0) < s.full_score / 100 OR COALESCE(g.modal >= 0.95 * g.graded, FALSE)) AS is_flat,
    e.ranks['coefficient'] AS rank_association,
    e.ranks['std_error'] AS rank_std_error,
    e.ranks['ci_low'] AS rank_low,
    e.ranks['ci_high'] AS rank_high,
    e.ranks['p'] AS rank_p,
    e.permuted['p'] AS permutation_p,
    e.drawn['ci_low'] AS bootstrap_low,
    e.drawn['ci_high'] AS bootstrap_high,
    e.regressed['terms'][1]['coefficient'] AS conditional,
    e.regressed['terms'][1]['std_error_clustered'] AS conditional_std_error,
    CASE WHEN s.projects < 40 THEN e.wild['p'] ELSE e.regressed['terms'][1]['p'] END AS conditional_p,
    e.regressed['n'] AS conditional_n,
    e.regressed['k'] AS conditional_k,
    CASE WHEN s.projects < 40 THEN 'wild_cluster_bootstrap' ELSE 'clustered' END AS conditional_by,
    CASE WHEN s.projects < 40 THEN e.permuted['p'] ELSE e.ranks['p'] END AS primary_p,
    t.ended_n,
    t.ended,
    CAST(100.0000000000 * t.ended / NULLIF(t.ended_n, 0) AS DECIMAL(9, 2)) AS ended_share,
    t.regressed['terms'][1]['coefficient'] AS ended_slope,
    t.regressed['terms'][1]['std_error_clustered'] AS ended_std_error,
    t.regressed['terms'][1]['p'] AS ended_p
  FROM kinds AS k
  LEFT JOIN sizes AS s ON s.evaluator_kind = k.evaluator_kind
  LEFT JOIN grades AS g ON g.evaluator_kind = k.evaluator_kind
  LEFT JOIN estimated AS e ON e.evaluator_kind = k.evaluator_kind
  LEFT JOIN ended AS t ON t.evaluator_kind = k.evaluator_kind
),
-- Holm over the two primaries: the smaller p twice, the larger no less than that
corrected AS (
  SELECT
    *,
    LEAST(CAST(1 AS DOUBLE), CASE
      WHEN primary_p <= COALESCE(conditional_p, CAST(1 AS DOUBLE)) THEN 2 * primary_p
      ELSE GREATEST(2 * COALESCE(conditional_p, CAST(1 AS DOUBLE)), primary_p)
    END) AS rank_p_holm,
    LEAST(CAST(1 AS DOUBLE), CASE
      WHEN conditional_p < COALESCE(primary_p, CAST(1 AS DOUBLE)) THEN 2 * conditional_p
      ELSE GREATEST(2 * COALESCE(primary_p, CAST(1 AS DOUBLE)), conditional_p)
    END) AS conditional_p_holm
  FROM unpacked
),
judged AS (
  SELECT
    *,
    COALESCE(primary_p IS NOT NULL AND rank_p_holm < 0.05, FALSE) AS is_between,
    COALESCE(conditional_p IS NOT NULL AND conditional_p_holm < 0.05, FALSE) AS is_within
  FROM corrected
)
SELECT
  evaluator_kind,
  n,
  dropped,
  projects,
  score_deviation,
  full_score,
  modal_grade_share,
  CASE WHEN NOT is_flat THEN rank_association END AS rank_association,
  CASE WHEN NOT is_flat THEN rank_std_error END AS rank_std_error,
  CASE WHEN NOT is_flat THEN rank_low END AS rank_low,
  CASE WHEN NOT is_flat THEN rank_high END AS rank_high,
  CASE WHEN NOT is_flat THEN rank_p END AS rank_p,
  CASE WHEN NOT is_flat THEN permutation_p END AS permutation_p,
  CASE WHEN NOT is_flat THEN bootstrap_low END AS bootstrap_low,
  CASE WHEN NOT is_flat THEN bootstrap_high END AS bootstrap_high,
  CASE WHEN NOT is_flat THEN conditional END AS conditional,
  CASE WHEN NOT is_flat THEN conditional_std_error END AS conditional_std_error,
  CASE WHEN NOT is_flat THEN conditional_p END AS conditional_p,
  conditional_n,
  conditional_k,
  conditional_by,
  CASE WHEN NOT is_flat AND primary_p IS NOT NULL THEN rank_p_holm END AS rank_p_holm,
  CASE WHEN NOT is_flat AND conditional_p IS NOT NULL THEN conditional_p_holm END AS conditional_p_holm,
  -- (z of 0.975 + z of 0.8) / √(n − 3)
  CASE WHEN n > 3 THEN TANH((1.959963984540054e0 + 0.8416212335729143e0) / SQRT(n - 3)) END AS detectable,
  CASE
    WHEN is_flat THEN 'cannot_discriminate'
    WHEN n < 30 THEN 'too_few'
    WHEN is_between AND is_within AND SIGNUM(rank_association) = SIGNUM(conditional) THEN 'supported'
    WHEN is_between AND is_within THEN 'contrary'
    WHEN is_between THEN 'between_only'
    WHEN is_within THEN 'within_only'
    ELSE 'no_supported_link'
  END AS verdict,
  ended_n,
  ended_share,
  ended_slope,
  ended_std_error,
  ended_p,
  CASE
    WHEN $lag = 0 THEN 'not_applicable'
    WHEN COALESCE(ended_n, 0) < 30 THEN 'too_few'
    WHEN ended = 0 THEN 'none_ended'
    WHEN ended_p IS NULL THEN 'too_few'
    WHEN ended_p < 0.05 AND ended_slope < 0 THEN 'ended_less'
    WHEN ended_p < 0.05 THEN 'ended_more'
    ELSE 'no_difference'
  END AS continuation,
  CAST($replications AS INT) AS replications,
  CAST($seed AS INT) AS seed
FROM judged
ORDER BY evaluator_kind
