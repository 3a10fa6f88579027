WITH totals AS (
  SELECT fiscal_year, project_code, SUM(initial_budget) AS amount
  FROM project_years
  WHERE is_in_scope AND ('local' = 'all' OR COALESCE(funding_level, 'local') = 'local')
  GROUP BY fiscal_year, project_code
  HAVING SUM(initial_budget) > 0
),
years AS (
  SELECT DISTINCT fiscal_year FROM totals
),
compared AS (
  SELECT y.fiscal_year
  FROM years AS y
  JOIN years AS b ON b.fiscal_year = y.fiscal_year - 1
),
before_and_after AS (
  SELECT
    COALESCE(a.fiscal_year, b.fiscal_year + 1) AS fiscal_year,
    b.amount AS amount_before,
    a.amount AS amount_after
  FROM totals AS b
  FULL JOIN totals AS a ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year + 1
),
by_year AS (
  SELECT
    c.fiscal_year,
    COUNT(p.amount_before) AS projects_before,
    SUM(p.amount_before) AS amount_before,
    SUM(CASE WHEN p.amount_after IS NULL THEN 1 ELSE 0 END) AS ended,
    SUM(CASE WHEN p.amount_after IS NULL THEN p.amount_before END) AS amount_ended,
    COUNT(p.amount_after) AS projects_after,
    SUM(CASE WHEN p.amount_before IS NULL THEN 1 ELSE 0 END) AS born,
    SUM(CASE WHEN p.amount_before IS NULL THEN p.amount_after END) AS amount_born
  FROM compared AS c
  JOIN before_and_after AS p ON p.fiscal_year = c.fiscal_year
  GROUP BY c.fiscal_year
),
by_grade AS (
  SELECT
    grade,
    MIN(grade_rank) AS grade_rank,
    COUNT(*) AS projects_before,
    SUM(amount_before) AS amount_before,
    SUM(CASE WHEN has_ended THEN 1 ELSE 0 END) AS ended,
    SUM(CASE WHEN has_ended THEN amount_before END) AS amount_ended
  FROM score_continuation
  WHERE lag = 2 AND evaluator_kind = 'finance' AND grade IS NOT NULL
    AND ('local' = 'all' OR funding_level = 'local')
  GROUP BY grade
),
united AS (
  SELECT
    'fiscal_year' AS family, CAST(fiscal_year AS TEXT) AS group_name, fiscal_year AS place, projects_before, amount_before,
    ended, COALESCE(amount_ended, 0) AS amount_ended, born, projects_after, COALESCE(amount_born, 0) AS amount_born
  FROM by_year
  UNION ALL
  SELECT
    'grade' AS family, grade AS group_name, grade_rank AS place, projects_before, amount_before,
    ended, COALESCE(amount_ended, 0) AS amount_ended, NULL AS born, NULL AS projects_after, NULL AS amount_born
  FROM by_grade
)
SELECT
  family,
  group_name,
  projects_before,
  amount_before,
  ended,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * ended / NULLIF(projects_before, 0) AS DECIMAL(9, 2)) AS ended_share,
  amount_ended,
  born,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * born / NULLIF(projects_after, 0) AS DECIMAL(9, 2)) AS born_share,
  amount_born
FROM united
ORDER BY family, place, group_name
