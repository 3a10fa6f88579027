WITH tables_of_departments AS (
  SELECT fiscal_year, region, department, phase, SUM(amount) AS project_spending
  FROM budget_lines_counted
  WHERE table_kind = 'all_funds' AND expenditure_kind = 'project'
  GROUP BY fiscal_year, region, department, phase
),
compared AS (
  SELECT
    s.fiscal_year,
    s.department,
    s.document,
    s.phase,
    s.objective_projects,
    s.objective_amount,
    s.monitored_amount,
    s.self_evaluated_amount,
    COALESCE(t.project_spending, s.project_total_printed) AS project_spending,
    CASE
      WHEN t.project_spending IS NOT NULL THEN 'budget_lines'
      WHEN s.project_total_printed IS NOT NULL THEN 'project_total_printed'
    END AS denominator_from
  FROM coverage_statements AS s
  LEFT JOIN tables_of_departments AS t
    ON t.fiscal_year = s.fiscal_year
    AND t.department = s.department
    AND t.phase = s.phase
    AND t.region IS NOT DISTINCT FROM s.region
  WHERE 2023 IS NULL OR s.fiscal_year = 2023
)
SELECT
  fiscal_year,
  department,
  document,
  CAST(fiscal_year AS TEXT) || ' ' || department || ' ' || document AS statement,
  objective_projects,
  objective_amount,
  project_spending,
  denominator_from,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * objective_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS objective_rate,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * monitored_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS monitored_rate,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * self_evaluated_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS self_evaluated_rate,
  CASE WHEN phase = 'executed' THEN 'numerator budget, denominator execution' END AS caution
FROM compared
ORDER BY fiscal_year, department, document
