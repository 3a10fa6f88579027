WITH evaluated AS (
  SELECT *
  FROM score_growth
  WHERE lag = 2
    AND evaluator_kind = 'finance'
    AND grade IS NOT NULL
    AND amount_before > 0
    AND amount_after IS NOT NULL
    AND ('local' = 'all' OR funding_level = 'local')
),
yearly AS (
  SELECT
    fiscal_year,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE is_in_scope AND ('local' = 'all' OR COALESCE(funding_level, 'local') = 'local')
  GROUP BY fiscal_year
),
ceilings AS (
  SELECT
    years.fiscal_year,
    CASE WHEN 2 = 0 THEN CAST(b.adjusted_budget AS DOUBLE) ELSE CAST(a.initial_budget AS DOUBLE) END
      / NULLIF(CAST(b.initial_budget AS DOUBLE), 0) AS ratio
  FROM (SELECT DISTINCT fiscal_year FROM evaluated) AS years
  LEFT JOIN yearly AS b ON b.fiscal_year = years.fiscal_year + CASE WHEN 2 = 1 THEN 0 ELSE 1 END
  LEFT JOIN yearly AS a ON a.fiscal_year = years.fiscal_year + 2
),
sums AS (
  SELECT
    e.grade,
    MIN(e.grade_rank) AS grade_rank,
    COUNT(*) AS changes,
    COUNT(DISTINCT e.project_code) AS projects,
    SUM(e.amount_before) AS amount_before,
    SUM(e.amount_after) AS amount_after,
    SUM(CAST(e.amount_before AS DOUBLE) * c.ratio) AS amount_by_ceiling,
    COUNT(*) FILTER (WHERE e.amount_after < e.amount_before) AS cut,
    COUNT(*) FILTER (WHERE e.amount_after > e.amount_before) AS raised
  FROM evaluated AS e
  LEFT JOIN ceilings AS c ON c.fiscal_year = e.fiscal_year
  GROUP BY e.grade
)
SELECT
  grade,
  grade_rank,
  projects,
  changes,
  amount_before,
  amount_after,
  amount_after - amount_before AS change,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * (amount_after - amount_before) / NULLIF(amount_before, 0) AS DECIMAL(9, 2)) AS change_rate,
  CAST(100 * (CAST(amount_after AS DOUBLE) - amount_by_ceiling) / NULLIF(CAST(amount_before AS DOUBLE), 0) AS DECIMAL(9, 2)) AS relative_change_rate,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * cut / changes AS DECIMAL(9, 2)) AS share_cut,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * raised / changes AS DECIMAL(9, 2)) AS share_raised
FROM sums
ORDER BY grade_rank, grade
