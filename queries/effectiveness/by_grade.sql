/*---
order = 10
title = { zh = "评价等级分布", en = "Evaluations by grade" }
question = { zh = "各评价主体评出的等级如何分布？得分能否区分项目优劣？", en = "How are grades distributed by evaluator, and do the scores tell projects apart?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
chart = { kind = "stacked_bar", x = "evaluator_kind", y = ["share"], series = "grade", format = "percent" }
finding.zh = """{% if rows %}{{ parameters.year ~ '年，' if parameters.year is defined }}{% for group in rows | groupby('evaluator_kind') %}{{ group.grouper | word('evaluator_kind') }}{{ group.list | sum(attribute='evaluations') | count }}项，{% for row in group.list %}“{{ row.grade }}”{{ row.evaluations | count }}项、占{{ row.share | percent }}{% if not loop.last %}，{% endif %}{% endfor %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}{{ parameters.year ~ '年' if parameters.year is defined }}没有载入评价结果。{% endif %}"""
finding.en = """{% if rows %}{{ 'In ' ~ parameters.year ~ ': ' if parameters.year is defined }}{% for group in rows | groupby('evaluator_kind') %}{{ group.grouper | word('evaluator_kind') }}, {{ group.list | sum(attribute='evaluations') | count }}: {% for row in group.list %}{{ row.grade }} {{ row.evaluations | count }} ({{ row.share | percent }}){% if not loop.last %}, {% endif %}{% endfor %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No evaluations{{ ' of ' ~ parameters.year if parameters.year is defined }} are loaded.{% endif %}"""
notes = [
  { zh = "等级以资料印出的为准，未印等级的按得分确定；既无得分也无等级的不计。占比为占该评价主体全部评价数的比例；平均得分为简单平均，加权平均得分按评价金额加权。同一项目可由多个主体评价。", en = "The printed grade, else the one that the score gives; evaluations with neither are left out. Shares are of the evaluator's evaluations; the mean is simple, the weighted mean weighs by the amount evaluated. One project may have several evaluators." },
]

[columns]
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number", hidden = true }
evaluations = { zh = "评价数", en = "Evaluations", format = "count" }
share = { zh = "占比", en = "Share", format = "percent" }
amount = { zh = "评价金额", en = "Amount evaluated", format = "money" }
mean_score = { zh = "平均得分", en = "Mean score", format = "score" }
weighted_score = { zh = "加权平均得分", en = "Weighted mean score", format = "score" }
by_agency = { zh = "第三方评价数", en = "By third parties", format = "count" }
---*/
WITH graded AS (
  SELECT *
  FROM evaluation_grades
  WHERE grade IS NOT NULL AND ($year IS NULL OR fiscal_year = $year)
),
counted AS (
  SELECT
    evaluator_kind,
    grade,
    MIN(grade_rank) AS grade_rank,
    COUNT(*) AS evaluations,
    SUM(amount_evaluated) AS amount,
    CAST(SUM(score) * 1.0000000000 / NULLIF(COUNT(score), 0) AS DECIMAL(9, 2)) AS mean_score,
    CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(amount_evaluated AS DECIMAL(20, 2)))
      / NULLIF(SUM(CASE WHEN score IS NOT NULL THEN amount_evaluated END), 0) AS DECIMAL(9, 2)) AS weighted_score,
    COUNT(agency) AS by_agency
  FROM graded
  GROUP BY evaluator_kind, grade
)
SELECT
  evaluator_kind,
  grade,
  grade_rank,
  evaluations,
  CAST(100.0000000000 * evaluations / NULLIF(SUM(evaluations) OVER (PARTITION BY evaluator_kind), 0) AS DECIMAL(9, 2)) AS share,
  amount,
  mean_score,
  weighted_score,
  by_agency
FROM counted
ORDER BY evaluator_kind, grade_rank, grade
