WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    MAX(department) AS department,
    MAX(unit) AS unit,
    MAX(project_name) AS project_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM project_years
  WHERE is_in_scope AND (2023 IS NULL OR fiscal_year = 2023)
  GROUP BY fiscal_year, project_code
),
judged AS (
  SELECT
    *,
    CASE
      WHEN COALESCE(adjusted_budget, 0) <= 0 AND executed <> 0 THEN 'no_base'
      WHEN executed < 0 THEN 'negative'
      WHEN executed * 100 > CAST(150.0 AS DOUBLE) * adjusted_budget THEN 'over_limit'
      WHEN executed = 0 AND adjusted_budget > 0 THEN 'untouched'
    END AS kind
  FROM spent
)
SELECT
  fiscal_year,
  CASE kind WHEN 'no_base' THEN 1 WHEN 'over_limit' THEN 2 WHEN 'negative' THEN 3 ELSE 4 END AS kind_position,
  kind,
  department,
  unit,
  project_code,
  project_name,
  initial_budget,
  adjusted_budget,
  executed,
  received,
  CASE WHEN adjusted_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 2)) END AS rate_a,
  CASE WHEN initial_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(initial_budget, 0) AS DECIMAL(24, 2)) END AS rate_b,
  CASE WHEN received > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(received, 0) AS DECIMAL(24, 2)) END AS rate_c
FROM judged
WHERE kind IS NOT NULL
ORDER BY fiscal_year, kind_position, executed DESC, adjusted_budget DESC, project_code
