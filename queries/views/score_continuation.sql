/*---
title = { zh = "得分与预算存续", en = "Scores and continuation" }
question = { zh = "每次评价之后，该项目在下一年度是否还有预算？", en = "Did the project have a budget the year after, once it was scored?" }
notes = [
  { zh = "滞后1：t年有预算的项目在t+1年是否还有；滞后2：t+1年有预算的在t+2年是否还有。同一项目各本预算合计；三保、一次性项目不计；下一年度尚无预算数据的不计。", en = "Lag 1: whether a project with a budget in t has one in t+1; lag 2: whether one with a budget in t+1 has one in t+2. A project's budgets are added up; protected and one-off projects are left out, and so are years that are not loaded." },
]

[columns]
lag = { zh = "滞后", en = "Lag", format = "number" }
funding_level = { zh = "预算级次", en = "Funding level", words = ["funding_level"] }
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number" }
amount_before = { zh = "此前预算", en = "Before", format = "money" }
amount_after = { zh = "下一年度预算", en = "The year after", format = "money" }
has_ended = { zh = "是否终止", en = "Ended" }
---*/
WITH totals AS (
  SELECT
    fiscal_year,
    project_code,
    COALESCE(funding_level, 'local') AS funding_level,
    SUM(initial_budget) AS initial_budget
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, COALESCE(funding_level, 'local')
),
-- a project's rows of one evaluation: its budgets
scored AS (
  SELECT
    fiscal_year,
    lag,
    project_code,
    evaluator_kind,
    funding_level,
    year_after,
    MAX(department_code) AS department_code,
    MAX(department) AS department,
    MAX(score) AS score,
    MAX(grade) AS grade,
    MAX(grade_rank) AS grade_rank
  FROM score_pairs
  WHERE lag > 0 AND (exclusion IS NULL OR exclusion IN ('no_budget_after', 'no_score'))
  GROUP BY fiscal_year, lag, project_code, evaluator_kind, funding_level, year_after
)
SELECT
  s.fiscal_year,
  s.lag,
  s.project_code,
  s.evaluator_kind,
  s.funding_level,
  s.department_code,
  s.department,
  s.score,
  s.grade,
  s.grade_rank,
  b.initial_budget AS amount_before,
  a.initial_budget AS amount_after,
  COALESCE(a.initial_budget, 0) <= 0 AS has_ended
FROM scored AS s
JOIN totals AS b
  ON b.project_code = s.project_code AND b.funding_level = s.funding_level AND b.fiscal_year = s.year_after - 1
LEFT JOIN totals AS a
  ON a.project_code = s.project_code AND a.funding_level = s.funding_level AND a.fiscal_year = s.year_after
WHERE b.initial_budget > 0
