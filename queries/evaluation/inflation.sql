/*---
order = 4
title = { zh = "得分的年度变化", en = "Scores over the years" }
question = { zh = "评价得分是否逐年走高？是项目变好，还是打分变松？", en = "Do scores rise from year to year, and is it the same projects or new ones?" }
params = [
  { name = "evaluator_kind", type = "text", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "只看一个评价主体", en = "One evaluator only" } },
]
rows_printed = 40
chart = { kind = "line", x = "fiscal_year", y = ["mean_score"], series = "evaluator_kind" }
finding.zh = """{% if rows %}{% for group in rows | groupby('evaluator_kind') %}{% set first = group.list | first %}{% set last = group.list | last %}{{ group.grouper | word('evaluator_kind') }}{% if group.list | length > 1 %}平均得分由{{ first.fiscal_year }}年的{{ first.mean_score | fixed(2) }}分到{{ last.fiscal_year }}年的{{ last.mean_score | fixed(2) }}分，最高等级占比由{{ first.top_share | percent }}到{{ last.top_share | percent }}{% if last.same_change is not none %}，{{ last.fiscal_year }}年与上年都有得分的同一批项目变化{{ last.same_change | fixed(2) }}分{% endif %}{% else %}只有{{ first.fiscal_year }}年，平均{{ first.mean_score | fixed(2) }}分{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}没有载入评价得分。{% endif %}"""
finding.en = """{% if rows %}{% for group in rows | groupby('evaluator_kind') %}{% set first = group.list | first %}{% set last = group.list | last %}{{ group.grouper | word('evaluator_kind') }}{% if group.list | length > 1 %}: mean score {{ first.mean_score | fixed(2) }} in {{ first.fiscal_year }}, {{ last.mean_score | fixed(2) }} in {{ last.fiscal_year }}; share of the top grade {{ first.top_share | percent }}, then {{ last.top_share | percent }}{% if last.same_change is not none %}; projects scored in both {{ last.fiscal_year }} and the year before changed by {{ last.same_change | fixed(2) }}{% endif %}{% else %}: only {{ first.fiscal_year }}, mean {{ first.mean_score | fixed(2) }}{% endif %}{% if not loop.last %}. {% endif %}{% endfor %}.{% else %}No scores are loaded.{% endif %}"""
notes = [
  { zh = "年度为资金年度；平均为简单平均。同批项目变化 = 本年与上年都被同一主体评过的项目得分之差的平均，不受项目更替影响：两者相差说明构成变化。最高等级按等级次序。", en = "The year is that of the money; means are simple. Same projects = mean change of the projects that the same evaluator scored in both years, free of projects that come and go: where it differs from the change of the means, the mix changed. The top grade is that of rank 1." },
]

[columns]
evaluations = { zh = "评价数", en = "Evaluations", format = "count" }
mean_score = { zh = "平均得分", en = "Mean score", format = "score" }
change = { zh = "比上年", en = "Change", format = "score" }
score_deviation = { zh = "标准差", en = "SD", format = "score" }
lowest = { zh = "最低", en = "Lowest", format = "score" }
highest = { zh = "最高", en = "Highest", format = "score" }
top_share = { zh = "最高等级占比", en = "Share of the top grade", format = "percent" }
same_projects = { zh = "同批项目数", en = "Same projects", format = "count" }
same_change = { zh = "同批项目变化", en = "Change, same projects", format = "score" }
---*/
WITH latest AS (
  SELECT
    fiscal_year,
    evaluator_kind,
    subject,
    project_code,
    CAST(score AS DECIMAL(9, 2)) AS score,
    grade_rank,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, evaluator_kind, COALESCE(project_code, subject)
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, subject
    ) AS age
  FROM evaluation_grades
  WHERE score IS NOT NULL AND subject_kind IN ('project', 'fund') AND ($evaluator_kind IS NULL OR evaluator_kind = $evaluator_kind)
),
scored AS (
  SELECT fiscal_year, evaluator_kind, project_code, score, grade_rank FROM latest WHERE age = 1
),
yearly AS (
  SELECT
    fiscal_year,
    evaluator_kind,
    COUNT(*) AS evaluations,
    SUM(score) AS score_sum,
    SUM(CAST(score * score AS DECIMAL(24, 4))) AS square_sum,
    MIN(score) AS lowest,
    MAX(score) AS highest,
    COUNT(*) FILTER (WHERE grade_rank = 1) AS top
  FROM scored
  GROUP BY fiscal_year, evaluator_kind
),
same AS (
  SELECT
    a.fiscal_year,
    a.evaluator_kind,
    COUNT(*) AS same_projects,
    CAST(SUM(a.score - b.score) * 1.0000000000 / NULLIF(COUNT(*), 0) AS DECIMAL(9, 2)) AS same_change
  FROM scored AS a
  JOIN scored AS b
    ON b.project_code = a.project_code AND b.evaluator_kind = a.evaluator_kind AND b.fiscal_year = a.fiscal_year - 1
  GROUP BY a.fiscal_year, a.evaluator_kind
)
SELECT
  y.evaluator_kind,
  y.fiscal_year,
  y.evaluations,
  CAST(y.score_sum * 1.0000000000 / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2)) AS mean_score,
  CAST(y.score_sum * 1.0000000000 / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2))
    - CAST(b.score_sum * 1.0000000000 / NULLIF(b.evaluations, 0) AS DECIMAL(9, 2)) AS change,
  CASE WHEN y.evaluations > 1 THEN CAST(SQRT(GREATEST(
    CAST(y.square_sum AS DOUBLE) - CAST(y.score_sum AS DOUBLE) * CAST(y.score_sum AS DOUBLE) / y.evaluations, 0)
    / (y.evaluations - 1)) AS DECIMAL(9, 2)) END AS score_deviation,
  y.lowest,
  y.highest,
  CAST(100.0000000000 * y.top / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2)) AS top_share,
  COALESCE(s.same_projects, 0) AS same_projects,
  s.same_change
FROM yearly AS y
LEFT JOIN yearly AS b ON b.evaluator_kind = y.evaluator_kind AND b.fiscal_year = y.fiscal_year - 1
LEFT JOIN same AS s ON s.fiscal_year = y.fiscal_year AND s.evaluator_kind = y.evaluator_kind
ORDER BY y.evaluator_kind, y.fiscal_year
