/*---
title = { zh = "得分与预算变动配对", en = "Scores paired with changes" }
question = { zh = "每次评价与该项目此后的预算变动能否配对，不能配对的原因是什么？", en = "Can each evaluation be paired with what became of its project's budget, and if not, why?" }
notes = [
  { zh = "t 为资金年度。滞后0：t+1年内调整预算对年初预算；滞后1：t+1年对t年年初预算（得分产生之前已定，作为安慰剂）；滞后2：t+2年对t+1年年初预算（第一个可能用到得分的预算）。对数变动要求两期均为正，变动率要求前期为正，对称变动率要求两期不为负且不全为零；全年预算数缺失的没有滞后0的变动。每次评价、每个滞后、每条预算各一行，剔除原因为空的方可进入分析。", en = "t is the year of the money. Lag 0: adjusted against initial within t+1; lag 1: initial of t+1 against t (decided before the score: a placebo); lag 2: initial of t+2 against t+1 (the first budget that could use it). Logarithmic growth needs both amounts positive, percent the earlier one, symmetric neither negative and not both zero; without an adjusted budget there is no lag 0. One row an evaluation, lag and budget; only rows without a reason of exclusion are analysed." },
]

[columns]
lag = { zh = "滞后", en = "Lag", format = "number" }
amount_earlier = { zh = "变动前一年预算", en = "The year before that", format = "money" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
amount_after = { zh = "变动后预算", en = "After", format = "money" }
year_after = { zh = "变动后年度", en = "Year after", format = "number" }
funding_level = { zh = "预算级次", en = "Funding level", words = ["funding_level"] }
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number" }
full_score = { zh = "满分", en = "Full score", format = "score" }
exclusion = { zh = "剔除原因", en = "Left out because", words = ["pair_exclusion"] }
---*/
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    COALESCE(funding_level, 'local') AS funding_level,
    MAX(department_code) AS department_code,
    MAX(department) AS department,
    BOOL_OR(is_protected) AS is_protected,
    BOOL_OR(is_one_off) AS is_one_off,
    SUM(initial_budget) AS initial_budget,
    CASE WHEN NOT BOOL_OR(adjusted_assumed) THEN SUM(adjusted_budget) END AS adjusted_budget
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, budget_type, COALESCE(funding_level, 'local')
),
years AS (
  SELECT DISTINCT fiscal_year FROM budgets
),
-- what a budget became, in its own year and in the next
changes AS (
  SELECT
    b.fiscal_year,
    b.project_code,
    b.budget_type,
    b.funding_level,
    b.department_code,
    b.department,
    e.initial_budget AS amount_earlier,
    b.initial_budget,
    b.adjusted_budget,
    a.initial_budget AS next_budget,
    a.project_code IS NOT NULL AS goes_on,
    b.is_protected,
    b.is_protected OR COALESCE(a.is_protected, FALSE) AS is_protected_after,
    b.is_one_off,
    b.is_one_off OR COALESCE(a.is_one_off, FALSE) AS is_one_off_after
  FROM budgets AS b
  LEFT JOIN budgets AS a
    ON a.project_code = b.project_code AND a.budget_type = b.budget_type AND a.funding_level = b.funding_level
    AND a.fiscal_year = b.fiscal_year + 1
  LEFT JOIN budgets AS e
    ON e.project_code = b.project_code AND e.budget_type = b.budget_type AND e.funding_level = b.funding_level
    AND e.fiscal_year = b.fiscal_year - 1
),
-- one score a project, year and kind of evaluator: the last evaluation's
evaluated AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, COALESCE(project_code, subject), evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, subject
    ) AS age
  FROM evaluation_grades
  WHERE subject_kind IN ('project', 'fund')
),
lags AS (
  SELECT 0 AS lag, 1 AS before_offset, 1 AS after_offset
  UNION ALL
  SELECT 1 AS lag, 0 AS before_offset, 1 AS after_offset
  UNION ALL
  SELECT 2 AS lag, 1 AS before_offset, 2 AS after_offset
),
paired AS (
  SELECT
    e.fiscal_year,
    l.lag,
    e.subject,
    e.project_code,
    e.evaluator_kind,
    e.score,
    e.grade,
    e.grade_rank,
    e.full_score,
    e.is_poor,
    e.age,
    c.budget_type,
    c.funding_level,
    COALESCE(c.department_code, e.department_code) AS department_code,
    COALESCE(c.department, e.department) AS department,
    e.fiscal_year + l.after_offset AS year_after,
    yb.fiscal_year IS NOT NULL AND ya.fiscal_year IS NOT NULL AS is_loaded,
    c.project_code IS NOT NULL AS has_budget,
    l.lag = 0 OR c.goes_on AS goes_on,
    CASE WHEN l.lag = 0 THEN c.is_protected ELSE c.is_protected_after END AS is_protected,
    CASE WHEN l.lag = 0 THEN c.is_one_off ELSE c.is_one_off_after END AS is_one_off,
    c.amount_earlier,
    c.initial_budget AS amount_before,
    CASE WHEN l.lag = 0 THEN c.adjusted_budget ELSE c.next_budget END AS amount_after
  FROM evaluated AS e
  CROSS JOIN lags AS l
  LEFT JOIN years AS yb ON yb.fiscal_year = e.fiscal_year + l.before_offset
  LEFT JOIN years AS ya ON ya.fiscal_year = e.fiscal_year + l.after_offset
  LEFT JOIN changes AS c ON c.project_code = e.project_code AND c.fiscal_year = e.fiscal_year + l.before_offset
)
SELECT
  fiscal_year,
  lag,
  subject,
  project_code,
  evaluator_kind,
  budget_type,
  funding_level,
  department_code,
  department,
  score,
  grade,
  grade_rank,
  full_score,
  is_poor,
  year_after,
  amount_earlier,
  amount_before,
  amount_after,
  CASE WHEN amount_before > 0 AND amount_after > 0 THEN LN(CAST(amount_after AS DOUBLE) / CAST(amount_before AS DOUBLE)) END AS growth_log,
  CASE WHEN amount_before >= 0 AND amount_after >= 0 AND amount_before + amount_after > 0
    THEN 2 * (CAST(amount_after AS DOUBLE) - CAST(amount_before AS DOUBLE)) / (CAST(amount_after AS DOUBLE) + CAST(amount_before AS DOUBLE)) END AS growth_symmetric,
  CASE WHEN amount_before > 0 AND amount_after >= 0 THEN CAST(amount_after AS DOUBLE) / CAST(amount_before AS DOUBLE) - 1 END AS growth_percent,
  CASE
    WHEN project_code IS NULL THEN 'unresolved'
    WHEN age > 1 THEN 'superseded'
    WHEN NOT is_loaded THEN 'year_not_loaded'
    WHEN NOT has_budget THEN 'no_budget_before'
    WHEN is_protected THEN 'protected'
    WHEN is_one_off THEN 'one_off'
    WHEN NOT goes_on THEN 'no_budget_after'
    WHEN score IS NULL THEN 'no_score'
  END AS exclusion
FROM paired
