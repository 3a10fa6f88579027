/*---
order = 2
title = { zh = "自评等级与外部评价等级对照", en = "Grades by the unit and by others" }
question = { zh = "自评为优的项目，财政评价或抽查复核评为几等？", en = "What grade do finance or the spot check give to projects that grade themselves excellent?" }
params = [
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["department", "finance", "spot_check"], about = { zh = "与谁比较", en = "Compared with whom" } },
  { name = "one_year", type = "int", about = { zh = "只看一个资金年度", en = "One year of money only" } },
]
report = [{ parameters = { evaluator_kind = "finance" } }, { parameters = { evaluator_kind = "spot_check" }, title = { zh = "自评等级与抽查复核等级对照", en = "Grades by the unit and by the spot check" }, question = { zh = "自评等级经抽查复核后怎样变化？", en = "How do grades change when self-evaluations are checked?" } }]
chart = { kind = "stacked_bar", x = "self_grade", y = ["share"], series = "other_grade", format = "percent" }
finding.zh = """{% if rows %}与{{ parameters.evaluator_kind | word('evaluator_kind') }}可比的{{ rows[0].pairs | count }}对中，等级一致的占{{ rows[0].agreement | percent }}，自评较高的占{{ rows[0].self_higher | percent }}；{% for group in rows | groupby('self_rank') %}自评“{{ group.list[0].self_grade }}”的：{% for row in group.list %}“{{ row.other_grade }}”{{ row.projects | count }}个（{{ row.share | percent }}）{% if not loop.last %}、{% endif %}{% endfor %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}没有同一项目同一年度既有自评等级、又有{{ parameters.evaluator_kind | word('evaluator_kind') }}等级的。{% endif %}"""
finding.en = """{% if rows %}Of {{ rows[0].pairs | count }} pairs with a grade by {{ parameters.evaluator_kind | word('evaluator_kind') | lower }}, {{ rows[0].agreement | percent }} agree and {{ rows[0].self_higher | percent }} are graded higher by the unit itself; {% for group in rows | groupby('self_rank') %}rank {{ group.grouper }} by itself: {% for row in group.list %}rank {{ row.other_rank }} {{ row.projects | count }} ({{ row.share | percent }}){% if not loop.last %}, {% endif %}{% endfor %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No project and year has both a grade by itself and one by {{ parameters.evaluator_kind | word('evaluator_kind') | lower }}.{% endif %}"""
notes = [
  { zh = "等级以印出的为准，未印的按得分；按等级次序比较，不同等级标准的同次序视为一致。占比以该自评等级的项目为分母。两种评价的评分办法不同。", en = "The printed grade, else the one the score gives; ranks are compared, so that equal ranks of two schemes agree. Shares divide by the projects of the self-given grade. The two follow different frames of scoring." },
]

[columns]
self_grade = { zh = "自评等级", en = "Grade by itself" }
self_rank = { zh = "自评次序", en = "Rank by itself", format = "number", hidden = true }
other_grade = { zh = "外部等级", en = "Grade by the other" }
other_rank = { zh = "外部次序", en = "Rank by the other", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
share = { zh = "占该自评等级", en = "Share of the self-given grade", format = "percent" }
amount = { zh = "外部评价金额", en = "Amount evaluated", format = "money" }
pairs = { zh = "配对数", en = "Pairs", format = "count", hidden = true }
agreement = { zh = "一致占比", en = "Agreement", format = "percent", hidden = true }
self_higher = { zh = "自评较高占比", en = "Higher by itself", format = "percent", hidden = true }
---*/
WITH latest AS (
  SELECT
    fiscal_year,
    project_code,
    evaluator_kind,
    grade,
    grade_rank,
    amount_evaluated,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, project_code, evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, grade_rank
    ) AS age
  FROM evaluation_grades
  WHERE project_code IS NOT NULL AND grade IS NOT NULL AND grade_rank IS NOT NULL AND ($one_year IS NULL OR fiscal_year = $one_year)
),
pairs AS (
  SELECT
    s.grade AS self_grade,
    s.grade_rank AS self_rank,
    o.grade AS other_grade,
    o.grade_rank AS other_rank,
    o.amount_evaluated
  FROM latest AS s
  JOIN latest AS o ON o.fiscal_year = s.fiscal_year AND o.project_code = s.project_code
  WHERE s.age = 1 AND o.age = 1 AND s.evaluator_kind = 'self' AND o.evaluator_kind = $evaluator_kind
),
totals AS (
  SELECT
    COUNT(*) AS pairs,
    COUNT(*) FILTER (WHERE self_rank = other_rank) AS agreed,
    COUNT(*) FILTER (WHERE self_rank < other_rank) AS self_higher
  FROM pairs
),
counted AS (
  SELECT
    self_grade,
    self_rank,
    other_grade,
    other_rank,
    COUNT(*) AS projects,
    SUM(amount_evaluated) AS amount
  FROM pairs
  GROUP BY self_grade, self_rank, other_grade, other_rank
)
SELECT
  c.self_grade,
  c.self_rank,
  c.other_grade,
  c.other_rank,
  c.projects,
  CAST(100.0000000000 * c.projects / NULLIF(SUM(c.projects) OVER (PARTITION BY c.self_grade, c.self_rank), 0) AS DECIMAL(9, 2)) AS share,
  c.amount,
  t.pairs,
  CAST(100.0000000000 * t.agreed / NULLIF(t.pairs, 0) AS DECIMAL(9, 2)) AS agreement,
  CAST(100.0000000000 * t.self_higher / NULLIF(t.pairs, 0) AS DECIMAL(9, 2)) AS self_higher
FROM counted AS c
CROSS JOIN totals AS t
ORDER BY c.self_rank, c.self_grade, c.other_rank, c.other_grade
