WITH quantities AS (
  SELECT
    fiscal_year,
    subject,
    name,
    CAST(actual_value AS DECIMAL(20, 6)) AS output,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, subject
      ORDER BY weight DESC NULLS LAST, position NULLS LAST, name
    ) AS place
  FROM evaluation_indicators
  WHERE fiscal_year IN (2023 - 1, 2023)
    AND evaluator_kind = 'self'
    AND subject_kind = 'project'
    AND dimension = 'output'
    AND subdimension LIKE '%数量%'
    AND actual_value > 0
),
resolved AS (
  SELECT
    q.fiscal_year,
    s.project_code,
    MIN(q.name) AS name,
    MIN(q.output) AS output
  FROM quantities AS q
  JOIN subjects AS s ON s.fiscal_year = q.fiscal_year AND s.subject = q.subject
  WHERE q.place = 1 AND s.project_code IS NOT NULL
  GROUP BY q.fiscal_year, s.project_code
  HAVING COUNT(*) = 1
),
spent AS (
  SELECT
    fiscal_year,
    project_code,
    MAX(department) AS department,
    MAX(project_name) AS project_name,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year IN (2023 - 1, 2023)
  GROUP BY fiscal_year, project_code
),
costs AS (
  SELECT r.fiscal_year, r.project_code, p.department, p.project_name, r.name, r.output, p.executed
  FROM resolved AS r
  JOIN spent AS p ON p.fiscal_year = r.fiscal_year AND p.project_code = r.project_code
  WHERE p.executed > 0
),
pairs AS (
  SELECT
    c.project_code,
    c.department,
    c.project_name,
    c.name,
    b.executed AS executed_before,
    b.output AS output_before,
    c.executed,
    c.output,
    CAST(b.executed AS DOUBLE) / CAST(b.output AS DOUBLE) AS cost_before,
    CAST(c.executed AS DOUBLE) / CAST(c.output AS DOUBLE) AS cost,
    CAST(CAST(c.output - b.output AS DOUBLE) * CAST(b.executed AS DOUBLE) / CAST(b.output AS DOUBLE) AS DECIMAL(28, 2)) AS volume_part
  FROM costs AS c
  JOIN costs AS b ON b.fiscal_year = 2023 - 1 AND b.project_code = c.project_code AND b.name = c.name
  WHERE c.fiscal_year = 2023
),
rows_and_total AS (
  SELECT
    FALSE AS is_total, department, project_code, project_name, name, executed_before, output_before, executed, output, cost_before, cost,
    volume_part, executed - executed_before - volume_part AS price_part,
    1 AS pairs, CASE WHEN cost > cost_before THEN 1 ELSE 0 END AS raised, CASE WHEN cost < cost_before THEN 1 ELSE 0 END AS lowered
  FROM pairs
  UNION ALL
  SELECT
    TRUE AS is_total,
    CAST(NULL AS TEXT) AS department,
    CAST(NULL AS TEXT) AS project_code,
    CAST(NULL AS TEXT) AS project_name,
    CAST(NULL AS TEXT) AS name,
    SUM(executed_before) AS executed_before,
    CAST(NULL AS DECIMAL(20, 6)) AS output_before,
    SUM(executed) AS executed,
    CAST(NULL AS DECIMAL(20, 6)) AS output,
    CAST(NULL AS DOUBLE) AS cost_before,
    CAST(NULL AS DOUBLE) AS cost,
    SUM(volume_part) AS volume_part,
    SUM(executed - executed_before - volume_part) AS price_part,
    COUNT(*) AS pairs,
    COUNT(*) FILTER (WHERE cost > cost_before) AS raised,
    COUNT(*) FILTER (WHERE cost < cost_before) AS lowered
  FROM pairs
  HAVING COUNT(*) > 0
)
SELECT
  department,
  project_code,
  project_name,
  name,
  CAST(executed_before AS DECIMAL(38, 2)) AS executed_before,
  output_before,
  CAST(cost_before AS DECIMAL(28, 2)) AS unit_cost_before,
  CAST(executed AS DECIMAL(38, 2)) AS executed,
  output,
  CAST(cost AS DECIMAL(28, 2)) AS unit_cost,
  CAST(100 * (cost - cost_before) / NULLIF(cost_before, 0) AS DECIMAL(18, 2)) AS unit_cost_change,
  CAST(volume_part AS DECIMAL(38, 2)) AS volume_part,
  CAST(price_part AS DECIMAL(38, 2)) AS price_part,
  pairs,
  raised,
  lowered,
  is_total
FROM rows_and_total
ORDER BY is_total DESC, ABS(price_part) DESC, project_code
