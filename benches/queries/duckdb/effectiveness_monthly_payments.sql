WITH in_scope AS (
  SELECT project_code, budget_type, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE is_in_scope AND fiscal_year = 2023 AND (CAST(NULL AS VARCHAR) IS NULL OR budget_type = CAST(NULL AS VARCHAR))
  GROUP BY project_code, budget_type
),
paid AS (
  SELECT project_code, budget_type, month, SUM(amount) AS amount
  FROM payments
  WHERE fiscal_year = 2023
  GROUP BY project_code, budget_type, month
),
budgets_with_payments AS (
  SELECT DISTINCT budget_type FROM paid
),
base AS (
  SELECT SUM(s.adjusted_budget) AS adjusted_budget
  FROM in_scope AS s
  JOIN budgets_with_payments AS b ON b.budget_type = s.budget_type
),
by_month AS (
  SELECT p.month, SUM(p.amount) AS amount
  FROM paid AS p
  JOIN in_scope AS s ON s.project_code = p.project_code AND s.budget_type = p.budget_type
  GROUP BY p.month
),
months (month) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)
),
profile AS (
  SELECT
    m.month,
    COALESCE(b.amount, 0) AS amount,
    SUM(COALESCE(b.amount, 0)) OVER (ORDER BY m.month) AS cumulative,
    SUM(COALESCE(b.amount, 0)) OVER () AS year_amount
  FROM months AS m
  LEFT JOIN by_month AS b ON b.month = m.month
),
rated AS (
  SELECT
    p.*,
    CASE WHEN p.year_amount <> 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * p.cumulative / NULLIF(b.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS cumulative_rate,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * p.month / 12 AS DECIMAL(9, 2)) AS time_rate
  FROM profile AS p
  CROSS JOIN base AS b
)
SELECT
  CAST(month AS INT) AS month,
  amount,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount / NULLIF(year_amount, 0) AS DECIMAL(18, 2)) AS share,
  cumulative,
  cumulative_rate,
  time_rate,
  cumulative_rate - time_rate AS gap,
  year_amount
FROM rated
ORDER BY month
