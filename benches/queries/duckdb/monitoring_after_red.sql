WITH records AS (
  SELECT
    project_code,
    as_of,
    executed_to_date,
    COALESCE(CASE 'reported' WHEN 'recomputed' THEN light_recomputed ELSE light_reported END = 'red', FALSE) AS is_lit
  FROM monitoring_lights
  WHERE fiscal_year = 2023 AND project_code IS NOT NULL
),
ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY project_code
      ORDER BY CASE WHEN is_lit THEN 0 ELSE 1 END, CASE WHEN is_lit THEN as_of END, as_of DESC, executed_to_date DESC
    ) AS place
  FROM records
),
points AS (
  SELECT project_code, as_of, executed_to_date, is_lit
  FROM ranked
  WHERE place = 1
),
changes AS (
  SELECT
    p.project_code,
    MAX(CASE WHEN c.kind = 'recovery' THEN 1 ELSE 0 END) AS has_recovery,
    SUM(c.amount) AS amount
  FROM points AS p
  JOIN budget_changes AS c ON c.fiscal_year = 2023 AND c.project_code = p.project_code AND c.changed_on > p.as_of
  GROUP BY p.project_code
),
uses AS (
  SELECT DISTINCT s.project_code
  FROM result_uses AS u
  JOIN subjects AS s ON s.fiscal_year = u.fiscal_year AND s.subject = u.subject
  WHERE u.fiscal_year = 2023 AND u.subject_kind IN ('project', 'fund') AND s.project_code IS NOT NULL
),
spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE fiscal_year = 2023
  GROUP BY project_code
),
sorted AS (
  SELECT
    CASE
      WHEN NOT p.is_lit THEN 'other_projects'
      WHEN c.has_recovery = 1 THEN 'recovered'
      WHEN c.project_code IS NOT NULL THEN 'adjusted'
      WHEN u.project_code IS NOT NULL THEN 'used'
      ELSE 'unchanged'
    END AS outcome,
    p.is_lit,
    p.executed_to_date,
    c.amount,
    s.adjusted_budget,
    s.executed
  FROM points AS p
  LEFT JOIN changes AS c ON c.project_code = p.project_code
  LEFT JOIN uses AS u ON u.project_code = p.project_code
  LEFT JOIN spent AS s ON s.project_code = p.project_code
),
outcomes (outcome, position) AS (
  VALUES ('recovered', 1), ('adjusted', 2), ('used', 3), ('unchanged', 4), ('other_projects', 5)
),
counted AS (
  SELECT
    outcome,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(CASE WHEN adjusted_budget > 0 THEN executed_to_date END) AS executed_then,
    SUM(CASE WHEN adjusted_budget > 0 AND executed_to_date IS NOT NULL THEN adjusted_budget END) AS base_then,
    SUM(amount) AS changed_amount,
    SUM(executed) AS executed,
    SUM(CASE WHEN adjusted_budget > 0 THEN executed END) AS executed_rated,
    SUM(CASE WHEN adjusted_budget > 0 AND executed IS NOT NULL THEN adjusted_budget END) AS base
  FROM sorted
  GROUP BY outcome
),
totals AS (
  SELECT COUNT(*) AS monitored, COUNT(*) FILTER (WHERE is_lit) AS warned
  FROM sorted
)
SELECT
  o.outcome,
  o.position,
  COALESCE(c.projects, 0) AS projects,
  c.adjusted_budget,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.executed_then / NULLIF(c.base_then, 0) AS DECIMAL(18, 2)) AS rate_then,
  c.changed_amount,
  c.executed,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.executed_rated / NULLIF(c.base, 0) AS DECIMAL(18, 2)) AS final_rate,
  t.warned
FROM outcomes AS o
CROSS JOIN totals AS t
LEFT JOIN counted AS c ON c.outcome = o.outcome
WHERE t.monitored > 0
ORDER BY o.position
