WITH tables_of_departments AS (
  SELECT fiscal_year, department, budget_type, SUM(amount) AS amount, COUNT(*) FILTER (WHERE amount <> 0) AS filled
  FROM budget_lines_by_type
  WHERE phase = 'initial'
  GROUP BY fiscal_year, department, budget_type
),
projects_of_departments AS (
  SELECT
    fiscal_year,
    department,
    budget_type,
    SUM(initial_budget) AS amount,
    COUNT(*) FILTER (WHERE initial_budget <> 0 OR adjusted_budget <> 0) AS filled
  FROM project_years
  GROUP BY fiscal_year, department, budget_type
)
SELECT
  s.fiscal_year,
  s.department,
  s.budget_type,
  s.evidence,
  t.amount AS table_amount,
  p.amount AS project_amount,
  'scope.conflict' AS check_id
FROM budget_scope AS s
LEFT JOIN tables_of_departments AS t
  ON t.fiscal_year = s.fiscal_year AND t.department = s.department AND t.budget_type = s.budget_type
LEFT JOIN projects_of_departments AS p
  ON p.fiscal_year = s.fiscal_year AND p.department = s.department AND p.budget_type = s.budget_type
WHERE s.status = 'no_business' AND (t.filled > 0 OR p.filled > 0)
ORDER BY s.fiscal_year, s.region, s.department, s.budget_type
