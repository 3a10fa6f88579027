WITH budgeted AS (
  SELECT DISTINCT fiscal_year, project_code FROM project_budgets
),
paid AS (
  SELECT fiscal_year, project_code, COUNT(*) AS records, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code
),
changed AS (
  SELECT fiscal_year, project_code, COUNT(*) AS records, SUM(amount) AS amount
  FROM budget_changes
  GROUP BY fiscal_year, project_code
),
known_years AS (
  SELECT DISTINCT fiscal_year FROM project_budgets
),
roster AS (
  SELECT DISTINCT fiscal_year, unit_code FROM organizations WHERE unit_code IS NOT NULL
),
rosters AS (
  SELECT DISTINCT fiscal_year FROM roster
),
units AS (
  SELECT fiscal_year, unit_code, MIN(unit) AS unit, COUNT(*) AS records
  FROM projects
  WHERE unit_code IS NOT NULL
  GROUP BY fiscal_year, unit_code
),
found AS (
  SELECT p.fiscal_year, p.project_code AS subject, p.records, p.amount, 'reference.payment' AS check_id
  FROM paid AS p
  JOIN known_years AS y ON y.fiscal_year = p.fiscal_year
  LEFT JOIN budgeted AS b ON b.fiscal_year = p.fiscal_year AND b.project_code = p.project_code
  WHERE b.project_code IS NULL
  UNION ALL
  SELECT c.fiscal_year, c.project_code AS subject, c.records, c.amount, 'reference.change' AS check_id
  FROM changed AS c
  JOIN known_years AS y ON y.fiscal_year = c.fiscal_year
  LEFT JOIN budgeted AS b ON b.fiscal_year = c.fiscal_year AND b.project_code = c.project_code
  WHERE b.project_code IS NULL
  UNION ALL
  SELECT u.fiscal_year, COALESCE(u.unit || '(' || u.unit_code || ')', u.unit_code) AS subject, u.records, NULL AS amount, 'reference.unit' AS check_id
  FROM units AS u
  JOIN rosters AS y ON y.fiscal_year = u.fiscal_year
  LEFT JOIN roster AS r ON r.fiscal_year = u.fiscal_year AND r.unit_code = u.unit_code
  WHERE r.unit_code IS NULL
)
SELECT fiscal_year, subject, records, CAST(amount AS DECIMAL(20, 2)) AS amount, check_id
FROM found
WHERE 2023 IS NULL OR fiscal_year = 2023
ORDER BY check_id, fiscal_year, subject
