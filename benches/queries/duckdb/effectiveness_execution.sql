WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    CASE 'budget_type' WHEN 'department' THEN department WHEN 'category' THEN category ELSE budget_type END AS group_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM project_years
  WHERE is_in_scope AND (2023 IS NULL OR fiscal_year = 2023)
  GROUP BY
    fiscal_year,
    project_code,
    CASE 'budget_type' WHEN 'department' THEN department WHEN 'category' THEN category ELSE budget_type END
),
rows_and_total AS (
  SELECT FALSE AS is_total, * FROM spent
  UNION ALL
  SELECT
    TRUE AS is_total,
    fiscal_year,
    project_code,
    'total' AS group_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM spent
  GROUP BY fiscal_year, project_code
)
SELECT
  fiscal_year,
  group_name,
  COUNT(DISTINCT project_code) AS projects,
  SUM(initial_budget) AS initial_budget,
  SUM(adjusted_budget) AS adjusted_budget,
  SUM(executed) AS executed,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(executed) FILTER (WHERE adjusted_budget > 0)
    / NULLIF(SUM(adjusted_budget) FILTER (WHERE adjusted_budget > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_a,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(executed) FILTER (WHERE initial_budget > 0)
    / NULLIF(SUM(initial_budget) FILTER (WHERE initial_budget > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_b,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(executed) FILTER (WHERE received > 0)
    / NULLIF(SUM(received) FILTER (WHERE received > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_c,
  COUNT(*) FILTER (WHERE executed > adjusted_budget AND adjusted_budget > 0) AS over_100,
  COUNT(*) FILTER (WHERE executed > 1.5 * adjusted_budget AND adjusted_budget > 0) AS over_150,
  COUNT(*) FILTER (WHERE COALESCE(adjusted_budget, 0) <= 0 AND executed <> 0) AS undefined_projects,
  COALESCE(SUM(executed) FILTER (WHERE COALESCE(adjusted_budget, 0) <= 0), 0) AS undefined_executed,
  COUNT(*) FILTER (WHERE executed IS NULL) AS missing_projects,
  is_total
FROM rows_and_total
GROUP BY fiscal_year, group_name, is_total
ORDER BY fiscal_year, is_total, group_name
