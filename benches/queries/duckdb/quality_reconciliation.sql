WITH project_sums AS (
  SELECT
    fiscal_year,
    department,
    budget_type,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed
  FROM project_years
  WHERE category IN ('特定目标类', '其他运转类')
    AND budget_type IN ('general_public', 'government_fund', 'state_capital')
    AND (2023 IS NULL OR fiscal_year = 2023)
  GROUP BY fiscal_year, department, budget_type
),
phases (phase, position) AS (
  VALUES ('initial', 1), ('adjusted', 2), ('executed', 3)
),
projects_by_phase AS (
  SELECT
    s.fiscal_year,
    s.department,
    s.budget_type,
    p.phase,
    CASE p.phase WHEN 'initial' THEN s.initial_budget WHEN 'adjusted' THEN s.adjusted_budget ELSE s.executed END AS amount
  FROM project_sums AS s
  CROSS JOIN phases AS p
),
tables_by_phase AS (
  SELECT fiscal_year, department, budget_type, phase, SUM(amount) AS amount
  FROM budget_lines_by_type
  WHERE expenditure_kind = 'project' AND (2023 IS NULL OR fiscal_year = 2023)
  GROUP BY fiscal_year, department, budget_type, phase
),
phases_of_tables AS (
  SELECT DISTINCT fiscal_year, phase FROM tables_by_phase
)
SELECT
  COALESCE(p.fiscal_year, t.fiscal_year) AS fiscal_year,
  COALESCE(p.department, t.department) AS department,
  COALESCE(p.budget_type, t.budget_type) AS budget_type,
  COALESCE(p.phase, t.phase) AS phase,
  p.amount AS project_amount,
  t.amount AS table_amount,
  p.amount - t.amount AS difference,
  COALESCE(p.amount = t.amount, FALSE) AS is_equal,
  CASE WHEN p.amount <> t.amount THEN 'table.projects_differ' END AS check_id
FROM projects_by_phase AS p
FULL JOIN tables_by_phase AS t
  ON t.fiscal_year = p.fiscal_year AND t.department = p.department AND t.budget_type = p.budget_type AND t.phase = p.phase
JOIN phases_of_tables AS h
  ON h.fiscal_year = COALESCE(p.fiscal_year, t.fiscal_year) AND h.phase = COALESCE(p.phase, t.phase)
ORDER BY 1, 2, 3, 4
