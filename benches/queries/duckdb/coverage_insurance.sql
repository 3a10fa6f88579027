WITH funds AS (
  SELECT
    fund,
    MIN(managed_at) AS managed_at,
    SUM(income_budget) AS income_budget,
    SUM(income) AS income,
    SUM(spending_budget) AS spending_budget,
    SUM(spending) AS spending,
    SUM(year_balance) AS year_balance,
    SUM(cumulative_balance) AS cumulative_balance
  FROM insurance_funds
  WHERE fiscal_year = 2023
  GROUP BY fund
),
evidence AS (
  SELECT
    project_name,
    BOOL_OR(has_objective) AS has_objective,
    BOOL_OR(has_monitoring) AS has_monitoring,
    BOOL_OR(has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(has_finance_evaluation) AS has_finance_evaluation
  FROM project_evidence
  WHERE fiscal_year = 2023 AND budget_type = 'social_insurance'
  GROUP BY project_name
),
loaded AS (
  SELECT
    COUNT(*) FILTER (WHERE stage = 'objective') > 0 AS objective,
    COUNT(*) FILTER (WHERE stage = 'monitoring') > 0 AS monitoring,
    COUNT(*) FILTER (WHERE stage = 'self_evaluation') > 0 AS self_evaluation,
    COUNT(*) FILTER (WHERE stage = 'finance_evaluation') > 0 AS finance_evaluation
  FROM loaded_stages
  WHERE fiscal_year = 2023
)
SELECT
  f.fund,
  f.managed_at,
  f.income_budget,
  f.income,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * f.income / NULLIF(f.income_budget, 0) AS DECIMAL(9, 2)) AS income_rate,
  f.spending_budget,
  f.spending,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * f.spending / NULLIF(f.spending_budget, 0) AS DECIMAL(9, 2)) AS spending_rate,
  f.year_balance,
  f.cumulative_balance,
  f.income - f.spending - f.year_balance AS balance_difference,
  COALESCE(f.income - f.spending <> f.year_balance, FALSE) AS is_different,
  CAST(CAST(12.0000000000 AS DECIMAL(30, 10)) * f.cumulative_balance / NULLIF(f.spending, 0) AS DECIMAL(9, 2)) AS months_covered,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.objective THEN 'no_data' WHEN e.has_objective THEN 'rate' ELSE 'zero' END AS objective,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.monitoring THEN 'no_data' WHEN e.has_monitoring THEN 'rate' ELSE 'zero' END AS monitoring,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.self_evaluation THEN 'no_data' WHEN e.has_self_evaluation THEN 'rate' ELSE 'zero' END AS self_evaluation,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.finance_evaluation THEN 'no_data' WHEN e.has_finance_evaluation THEN 'rate' ELSE 'zero' END AS finance_evaluation
FROM funds AS f
CROSS JOIN loaded AS l
LEFT JOIN evidence AS e ON e.project_name = f.fund
ORDER BY f.fund
