/*---
title = { zh = "得分与预算变动", en = "Scores and growth" }
question = { zh = "每次评价之后，该项目的预算怎样变动？", en = "What became of the project's budget after each evaluation?" }
notes = [
  { zh = "t 为资金年度。滞后0：t+1年内调整预算对年初预算；滞后1：t+1年对t年年初预算（得分产生之前已定，作为安慰剂）；滞后2：t+2年对t+1年年初预算（第一个可能用到得分的预算）。三保、一次性项目不计；同一评价主体对同一项目年度的多次评价取最近一次。对数变动要求两期均为正，变动率要求前期为正，对称变动率要求两期不为负且不全为零；全年预算数缺失的不计滞后0。", en = "t is the year of the money. Lag 0: adjusted against initial within t+1; lag 1: initial of t+1 against t (decided before the score: a placebo); lag 2: initial of t+2 against t+1 (the first budget that could use it). Protected and one-off projects are left out; of several evaluations by one kind of evaluator the last counts. Logarithmic growth needs both amounts positive, percent the earlier one, symmetric neither negative and not both zero; without an adjusted budget there is no lag 0." },
]

[columns]
lag = { zh = "滞后", en = "Lag", format = "number" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
amount_after = { zh = "变动后预算", en = "After", format = "money" }
funding_level = { zh = "预算级次", en = "Funding level", words = ["funding_level"] }
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number" }
full_score = { zh = "满分", en = "Full score", format = "score" }
---*/
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    COALESCE(funding_level, 'local') AS funding_level,
    MAX(department) AS department,
    MAX(category) AS category,
    BOOL_OR(is_protected OR is_one_off) AS is_excluded,
    SUM(initial_budget) AS initial_budget,
    CASE WHEN NOT BOOL_OR(adjusted_assumed) THEN SUM(adjusted_budget) END AS adjusted_budget
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, budget_type, COALESCE(funding_level, 'local')
),
changes AS (
  SELECT
    b.fiscal_year - 1 AS fiscal_year, 0 AS lag, b.project_code, b.budget_type, b.funding_level, b.department,
    b.initial_budget AS amount_before, b.adjusted_budget AS amount_after, b.is_excluded
  FROM budgets AS b
  UNION ALL
  SELECT
    b.fiscal_year AS fiscal_year, 1 AS lag, b.project_code, b.budget_type, b.funding_level, b.department,
    b.initial_budget AS amount_before, a.initial_budget AS amount_after, b.is_excluded OR a.is_excluded AS is_excluded
  FROM budgets AS b
  JOIN budgets AS a
    ON a.project_code = b.project_code AND a.budget_type = b.budget_type AND a.funding_level = b.funding_level
    AND a.fiscal_year = b.fiscal_year + 1
  UNION ALL
  SELECT
    b.fiscal_year - 1 AS fiscal_year, 2 AS lag, b.project_code, b.budget_type, b.funding_level, b.department,
    b.initial_budget AS amount_before, a.initial_budget AS amount_after, b.is_excluded OR a.is_excluded AS is_excluded
  FROM budgets AS b
  JOIN budgets AS a
    ON a.project_code = b.project_code AND a.budget_type = b.budget_type AND a.funding_level = b.funding_level
    AND a.fiscal_year = b.fiscal_year + 1
),
-- one score a project, year and kind of evaluator: the last evaluation's
latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, project_code, evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, subject
    ) AS age
  FROM evaluation_grades
  WHERE project_code IS NOT NULL
)
SELECT
  e.fiscal_year,
  c.lag,
  e.project_code,
  e.evaluator_kind,
  c.budget_type,
  c.funding_level,
  c.department,
  e.score,
  e.grade,
  e.grade_rank,
  e.full_score,
  c.amount_before,
  c.amount_after,
  CASE WHEN c.amount_before > 0 AND c.amount_after > 0 THEN LN(CAST(c.amount_after AS DOUBLE) / CAST(c.amount_before AS DOUBLE)) END AS growth_log,
  CASE WHEN c.amount_before >= 0 AND c.amount_after >= 0 AND c.amount_before + c.amount_after > 0
    THEN 2 * (CAST(c.amount_after AS DOUBLE) - CAST(c.amount_before AS DOUBLE)) / (CAST(c.amount_after AS DOUBLE) + CAST(c.amount_before AS DOUBLE)) END AS growth_symmetric,
  CASE WHEN c.amount_before > 0 AND c.amount_after >= 0 THEN CAST(c.amount_after AS DOUBLE) / CAST(c.amount_before AS DOUBLE) - 1 END AS growth_percent
FROM latest AS e
JOIN changes AS c ON c.project_code = e.project_code AND c.fiscal_year = e.fiscal_year
WHERE e.age = 1 AND NOT c.is_excluded
