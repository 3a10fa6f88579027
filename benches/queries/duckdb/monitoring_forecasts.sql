WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY as_of DESC) AS age
  FROM monitoring_lights
  WHERE fiscal_year = 2023
),
spent AS (
  SELECT
    project_code,
    MAX(project_name) AS project_name,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE fiscal_year = 2023
  GROUP BY project_code
),
compared AS (
  SELECT
    l.as_of,
    l.department,
    p.project_name,
    l.subject,
    l.adjusted_budget,
    l.executed_to_date,
    l.expected_year_end,
    l.likelihood,
    CASE WHEN l.adjusted_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * l.expected_year_end / NULLIF(l.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS expected_rate,
    p.executed,
    CASE WHEN l.adjusted_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * p.executed / NULLIF(l.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS final_rate
  FROM latest AS l
  LEFT JOIN spent AS p ON p.project_code = l.project_code
  WHERE l.age = 1
),
judged AS (
  SELECT
    *,
    COALESCE(likelihood = 'impossible', FALSE) OR COALESCE(expected_rate < CAST(90.0 AS DOUBLE), FALSE) AS is_miss,
    COUNT(*) OVER () AS monitored
  FROM compared
),
counted AS (
  SELECT
    *,
    COUNT(final_rate) OVER () AS known,
    COUNT(*) FILTER (WHERE is_miss AND final_rate < CAST(90.0 AS DOUBLE)) OVER () AS missed_in_fact,
    COUNT(*) FILTER (WHERE NOT is_miss AND final_rate < CAST(90.0 AS DOUBLE)) OVER () AS missed_unforeseen
  FROM judged
)
SELECT
  as_of,
  department,
  project_name,
  subject,
  adjusted_budget,
  executed_to_date,
  expected_year_end,
  expected_rate,
  likelihood,
  executed,
  final_rate,
  executed - expected_year_end AS forecast_error,
  monitored,
  known,
  missed_in_fact,
  missed_unforeseen
FROM counted
WHERE is_miss
ORDER BY adjusted_budget - expected_year_end DESC NULLS LAST, subject
