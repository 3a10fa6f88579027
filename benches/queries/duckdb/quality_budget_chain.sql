WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(received) AS received,
    SUM(COALESCE(carried_over, 0)) AS carried_over,
    COUNT(*) = COUNT(initial_budget) AS has_initial,
    COUNT(*) = COUNT(adjusted_budget) AS has_adjusted,
    COUNT(*) = COUNT(executed) AS has_executed,
    COUNT(*) = COUNT(received) AS has_received,
    MIN(LEAST(COALESCE(initial_budget, 0), COALESCE(adjusted_budget, 0))) AS smallest
  FROM project_budgets
  WHERE 2023 IS NULL OR fiscal_year = 2023
  GROUP BY fiscal_year, project_code
),
changes AS (
  SELECT fiscal_year, project_code, SUM(amount) AS amount
  FROM budget_changes
  GROUP BY fiscal_year, project_code
),
years_of_changes AS (
  SELECT DISTINCT fiscal_year FROM budget_changes
),
paid AS (
  SELECT fiscal_year, project_code, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code
),
chain AS (
  SELECT
    b.*,
    b.initial_budget + COALESCE(c.amount, 0) AS with_changes,
    y.fiscal_year IS NOT NULL AS has_changes,
    p.amount AS paid
  FROM budgets AS b
  LEFT JOIN years_of_changes AS y ON y.fiscal_year = b.fiscal_year
  LEFT JOIN changes AS c ON c.fiscal_year = b.fiscal_year AND c.project_code = b.project_code
  LEFT JOIN paid AS p ON p.fiscal_year = b.fiscal_year AND p.project_code = b.project_code
),
found AS (
  SELECT fiscal_year, project_code, executed AS amount, adjusted_budget AS expected, 'budget.executed_over' AS check_id
  FROM chain
  WHERE has_executed AND has_adjusted AND executed > adjusted_budget
  UNION ALL
  SELECT fiscal_year, project_code, executed AS amount, received AS expected, 'budget.executed_over_received' AS check_id
  FROM chain
  WHERE has_executed AND has_received AND executed > received
  UNION ALL
  SELECT fiscal_year, project_code, adjusted_budget AS amount, with_changes AS expected, 'budget.changes_differ' AS check_id
  FROM chain
  WHERE has_changes AND has_initial AND has_adjusted
    AND adjusted_budget <> with_changes AND adjusted_budget <> with_changes + carried_over
  UNION ALL
  SELECT fiscal_year, project_code, executed AS amount, paid AS expected, 'budget.payments_differ' AS check_id
  FROM chain
  WHERE has_executed AND paid IS NOT NULL AND executed <> paid
  UNION ALL
  SELECT fiscal_year, project_code, smallest AS amount, CAST(0 AS DECIMAL(18, 2)) AS expected, 'budget.negative' AS check_id
  FROM chain
  WHERE smallest < 0
)
SELECT
  f.fiscal_year,
  f.project_code,
  p.project_name,
  CAST(f.amount AS DECIMAL(20, 2)) AS amount,
  CAST(f.expected AS DECIMAL(20, 2)) AS expected,
  CAST(f.amount - f.expected AS DECIMAL(20, 2)) AS difference,
  f.check_id
FROM found AS f
LEFT JOIN projects AS p ON p.fiscal_year = f.fiscal_year AND p.project_code = f.project_code
ORDER BY f.check_id, f.fiscal_year, f.project_code
