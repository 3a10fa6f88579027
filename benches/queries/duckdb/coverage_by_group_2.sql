WITH money AS (
  SELECT
    project_code,
    budget_type,
    CASE
      WHEN budget_type = 'social_insurance' AND 'funding_level' <> 'department' THEN 'social_insurance'
      WHEN 'funding_level' = 'funding_level' THEN COALESCE(funding_level, 'not_stated')
      WHEN 'funding_level' = 'debt_kind' THEN COALESCE(debt_kind, 'no_debt')
      WHEN 'funding_level' = 'theme' THEN COALESCE(theme, 'not_stated')
      WHEN 'funding_level' = 'category' THEN COALESCE(category, 'not_stated')
      WHEN 'funding_level' = 'department' THEN COALESCE(department, 'not_stated')
      WHEN 'funding_level' = 'budget_type' THEN budget_type
      ELSE COALESCE(sector, 'not_stated')
    END AS group_name,
    initial_budget,
    adjusted_budget
  FROM project_years
  WHERE is_in_scope AND fiscal_year = 2023
),
weighed AS (
  SELECT
    m.group_name,
    m.project_code,
    BOOL_OR(e.has_objective) AS has_objective,
    BOOL_OR(e.has_monitoring) AS has_monitoring,
    BOOL_OR(e.has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(e.has_department_evaluation) AS has_department_evaluation,
    BOOL_OR(e.has_finance_evaluation) AS has_finance_evaluation,
    SUM(m.adjusted_budget) AS amount,
    CASE 'amount' WHEN 'count' THEN 1.00 ELSE SUM(m.initial_budget) END AS initial_weight,
    CASE 'amount' WHEN 'count' THEN 1.00 ELSE SUM(m.adjusted_budget) END AS weight
  FROM money AS m
  JOIN project_evidence AS e
    ON e.fiscal_year = 2023 AND e.project_code = m.project_code AND e.budget_type = m.budget_type
  GROUP BY m.group_name, m.project_code
),
sums AS (
  SELECT
    group_name,
    COUNT(*) AS projects,
    SUM(amount) AS amount,
    SUM(initial_weight) AS initial_weight,
    SUM(weight) AS weight,
    COALESCE(SUM(CASE WHEN has_objective THEN initial_weight END), 0) AS objective,
    COALESCE(SUM(CASE WHEN has_monitoring THEN weight END), 0) AS monitoring,
    COALESCE(SUM(CASE WHEN has_self_evaluation THEN weight END), 0) AS self_evaluation,
    COALESCE(SUM(CASE WHEN has_department_evaluation THEN weight END), 0) AS department_evaluation,
    COALESCE(SUM(CASE WHEN has_finance_evaluation THEN weight END), 0) AS finance_evaluation
  FROM weighed
  GROUP BY group_name
),
loaded AS (
  SELECT
    COUNT(*) FILTER (WHERE stage = 'objective') > 0 AS objective,
    COUNT(*) FILTER (WHERE stage = 'monitoring') > 0 AS monitoring,
    COUNT(*) FILTER (WHERE stage = 'self_evaluation') > 0 AS self_evaluation,
    COUNT(*) FILTER (WHERE stage = 'department_evaluation') > 0 AS department_evaluation,
    COUNT(*) FILTER (WHERE stage = 'finance_evaluation') > 0 AS finance_evaluation
  FROM loaded_stages
  WHERE fiscal_year = 2023
),
stated AS (
  SELECT
    s.*,
    CASE WHEN COALESCE(s.initial_weight, 0) = 0 THEN 'no_projects' WHEN NOT l.objective THEN 'no_data' WHEN s.objective = 0 THEN 'zero' ELSE 'rate' END AS objective_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.monitoring THEN 'no_data' WHEN s.monitoring = 0 THEN 'zero' ELSE 'rate' END AS monitoring_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.self_evaluation THEN 'no_data' WHEN s.self_evaluation = 0 THEN 'zero' ELSE 'rate' END AS self_evaluation_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.department_evaluation THEN 'no_data' WHEN s.department_evaluation = 0 THEN 'zero' ELSE 'rate' END AS department_evaluation_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.finance_evaluation THEN 'no_data' WHEN s.finance_evaluation = 0 THEN 'zero' ELSE 'rate' END AS finance_evaluation_state
  FROM sums AS s
  CROSS JOIN loaded AS l
)
SELECT
  group_name,
  projects,
  amount,
  CASE WHEN objective_state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * objective / NULLIF(initial_weight, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  objective_state,
  CASE WHEN monitoring_state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * monitoring / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  monitoring_state,
  CASE WHEN self_evaluation_state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * self_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  self_evaluation_state,
  CASE WHEN department_evaluation_state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * department_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS department_evaluation_rate,
  department_evaluation_state,
  CASE WHEN finance_evaluation_state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * finance_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS finance_evaluation_rate,
  finance_evaluation_state
FROM stated
ORDER BY amount DESC NULLS LAST, group_name
