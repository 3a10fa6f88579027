WITH measured AS (
  SELECT *, COUNT(*) OVER () AS measured
  FROM monitoring_lights
  WHERE fiscal_year = 2023 AND gap IS NOT NULL
),
names AS (
  SELECT project_code, MAX(project_name) AS project_name
  FROM projects
  WHERE fiscal_year = 2023
  GROUP BY project_code
)
SELECT
  m.month,
  m.department,
  n.project_name,
  m.subject,
  m.budget,
  m.executed_to_date,
  m.execution_rate,
  m.goal_attainment,
  m.gap,
  CASE WHEN m.gap < 0 THEN 'money_ahead' ELSE 'goals_ahead' END AS direction,
  m.light_reported,
  m.measured
FROM measured AS m
LEFT JOIN names AS n ON n.project_code = m.project_code
WHERE ABS(m.gap) > CAST(10.0 AS DOUBLE)
ORDER BY ABS(m.gap) DESC, m.subject, m.as_of
