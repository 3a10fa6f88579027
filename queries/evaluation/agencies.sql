/*---
order = 5
title = { zh = "评价机构差异", en = "Effects of agencies" }
question = { zh = "各评价机构打分的松紧有无差别？费用与评价金额是否相称？", en = "Do agencies differ in how they score, and are their fees in proportion?" }
params = [
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
  { name = "one_year", type = "int", about = { zh = "只看一个资金年度", en = "One year of money only" } },
]
needs = "evaluations"
rows_printed = 20
chart = { kind = "horizontal_bar", x = "agency", y = ["deviation"] }
finding.zh = """{% set named = rows | rejectattr('agency', 'none') | list %}{% if named %}{{ parameters.evaluator_kind | word('evaluator_kind') }}由{{ named | length | count }}家机构承担；与同年平均相比，打分最高的是{{ named[0].agency }}（{{ '+' if named[0].deviation > 0 }}{{ named[0].deviation | fixed(2) }}分，{{ named[0].evaluations | count }}项），最低的是{{ named[-1].agency }}（{{ '+' if named[-1].deviation > 0 }}{{ named[-1].deviation | fixed(2) }}分，{{ named[-1].evaluations | count }}项）；差别明显（95%区间不含零）的{{ named | selectattr('is_distinct') | list | length }}家。机构评价的项目不同，差别不都来自打分松紧。{% else %}没有载入由机构承担的{{ parameters.evaluator_kind | word('evaluator_kind') }}。{% endif %}"""
finding.en = """{% set named = rows | rejectattr('agency', 'none') | list %}{% if named %}{{ parameters.evaluator_kind | word('evaluator_kind') }} by {{ named | length | count }} agencies; against the mean of the year, the highest scores are given by {{ named[0].agency }} ({{ '+' if named[0].deviation > 0 }}{{ named[0].deviation | fixed(2) }}, {{ named[0].evaluations | count }} evaluations), the lowest by {{ named[-1].agency }} ({{ '+' if named[-1].deviation > 0 }}{{ named[-1].deviation | fixed(2) }}, {{ named[-1].evaluations | count }}); the 95% interval excludes zero for {{ named | selectattr('is_distinct') | list | length }}. Agencies evaluate different projects: not all of the difference is leniency.{% else %}No evaluations of this kind by agencies are loaded.{% endif %}"""
notes = [
  { zh = "偏离 = 得分 − 同一评价主体同一资金年度全部评价的平均得分，再按机构平均，因此不受年度高低影响；区间为95%（正态近似，不少于5项才列）。费率 = 委托费用 ÷ 评价金额（只计两者都有的）。没有机构的评价（自行开展）合为一行。", en = "Deviation = score − mean of all evaluations by the same kind of evaluator in the same fiscal year, averaged by agency, so that good and bad years do not count; 95 % interval by the normal approximation, from five evaluations on. Fee rate = fee ÷ amount evaluated, where both are stated. Evaluations without an agency (done by itself) make one row." },
]

[columns]
agency = { missing = { zh = "（没有机构）", en = "(no agency)" } }
evaluations = { zh = "评价数", en = "Evaluations", format = "count" }
mean_score = { zh = "平均得分", en = "Mean score", format = "score" }
deviation = { zh = "比同年平均", en = "Against the year's mean", format = "score" }
low = { zh = "区间下限", en = "Interval, low", format = "score" }
high = { zh = "区间上限", en = "Interval, high", format = "score" }
is_distinct = { zh = "差别明显", en = "Distinct" }
top_share = { zh = "最高等级占比", en = "Share of the top grade", format = "percent" }
amount = { zh = "评价金额", en = "Amount evaluated", format = "money" }
fee = { zh = "委托费用", en = "Fees", format = "money" }
fee_rate = { zh = "费率", en = "Fee rate", format = "percent" }
---*/
WITH scored AS (
  SELECT
    agency,
    fiscal_year,
    CAST(score AS DECIMAL(9, 2)) AS score,
    grade_rank,
    amount_evaluated,
    agency_fee
  FROM graded_evaluations
  WHERE evaluator_kind = $evaluator_kind AND score IS NOT NULL AND ($one_year IS NULL OR fiscal_year = $one_year)
),
years AS (
  SELECT fiscal_year, CAST(SUM(score) * 1.0000000000 / NULLIF(COUNT(*), 0) AS DECIMAL(18, 8)) AS mean_score
  FROM scored
  GROUP BY fiscal_year
),
deviations AS (
  SELECT s.agency, s.score, s.grade_rank, s.amount_evaluated, s.agency_fee, CAST(s.score AS DECIMAL(18, 8)) - y.mean_score AS deviation
  FROM scored AS s
  JOIN years AS y ON y.fiscal_year = s.fiscal_year
),
measured AS (
  SELECT
    agency,
    COUNT(*) AS evaluations,
    SUM(score) AS score_sum,
    SUM(deviation) AS deviation_sum,
    SUM(CAST(CAST(deviation AS DECIMAL(12, 6)) * CAST(deviation AS DECIMAL(12, 6)) AS DECIMAL(28, 12))) AS square_sum,
    COUNT(*) FILTER (WHERE grade_rank = 1) AS top,
    SUM(amount_evaluated) AS amount,
    SUM(agency_fee) AS fee,
    SUM(CASE WHEN amount_evaluated > 0 THEN agency_fee END) AS fee_rated,
    SUM(CASE WHEN agency_fee IS NOT NULL AND amount_evaluated > 0 THEN amount_evaluated END) AS amount_rated
  FROM deviations
  GROUP BY agency
),
spread AS (
  SELECT
    *,
    CAST(deviation_sum AS DOUBLE) / evaluations AS mean_deviation,
    CASE WHEN evaluations >= 5 THEN 1.959963984540054 * SQRT(GREATEST(
      CAST(square_sum AS DOUBLE) - CAST(deviation_sum AS DOUBLE) * CAST(deviation_sum AS DOUBLE) / evaluations, 0)
      / (CAST(evaluations AS DOUBLE) - 1) / evaluations) END AS half_width
  FROM measured
)
SELECT
  agency,
  evaluations,
  CAST(score_sum * 1.0000000000 / NULLIF(evaluations, 0) AS DECIMAL(9, 2)) AS mean_score,
  CAST(mean_deviation AS DECIMAL(9, 2)) AS deviation,
  CAST(mean_deviation - half_width AS DECIMAL(9, 2)) AS low,
  CAST(mean_deviation + half_width AS DECIMAL(9, 2)) AS high,
  COALESCE(ABS(mean_deviation) > half_width, FALSE) AS is_distinct,
  CAST(100.0000000000 * top / NULLIF(evaluations, 0) AS DECIMAL(9, 2)) AS top_share,
  amount,
  fee,
  CAST(100.0000000000 * fee_rated / NULLIF(amount_rated, 0) AS DECIMAL(9, 2)) AS fee_rate
FROM spread
ORDER BY CASE WHEN agency IS NULL THEN 1 ELSE 0 END, CAST(mean_deviation AS DECIMAL(9, 2)) DESC, agency
