WITH weighed AS (
  SELECT
    *,
    CASE 'amount' WHEN 'count' THEN 1.00 ELSE initial_budget END AS initial_weight,
    CASE 'amount' WHEN 'count' THEN 1.00 ELSE adjusted_budget END AS weight
  FROM project_evidence
),
by_budget AS (
  SELECT
    fiscal_year,
    budget_type,
    COUNT(*) AS projects,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(initial_weight) AS initial_weight,
    SUM(weight) AS weight,
    SUM(CASE WHEN requires_action THEN weight END) AS action_weight,
    COALESCE(SUM(CASE WHEN has_objective THEN initial_weight END), 0) AS objective,
    COALESCE(SUM(CASE WHEN has_monitoring THEN weight END), 0) AS monitoring,
    COALESCE(SUM(CASE WHEN has_self_evaluation THEN weight END), 0) AS self_evaluation,
    COALESCE(SUM(CASE WHEN has_department_evaluation THEN weight END), 0) AS department_evaluation,
    COALESCE(SUM(CASE WHEN has_finance_evaluation THEN weight END), 0) AS finance_evaluation,
    COALESCE(SUM(CASE WHEN requires_action AND has_result_use THEN weight END), 0) AS result_use,
    COALESCE(SUM(CASE WHEN has_disclosure THEN weight END), 0) AS disclosure
  FROM weighed
  GROUP BY fiscal_year, budget_type
),
projects_of_years AS (
  SELECT fiscal_year, COUNT(DISTINCT project_code) AS projects
  FROM project_evidence
  GROUP BY fiscal_year
),
both_ AS (
  SELECT *, FALSE AS is_total FROM by_budget
  UNION ALL
  SELECT
    b.fiscal_year,
    'all' AS budget_type,
    MAX(p.projects) AS projects,
    SUM(b.initial_budget) AS initial_budget,
    SUM(b.adjusted_budget) AS adjusted_budget,
    SUM(b.initial_weight) AS initial_weight,
    SUM(b.weight) AS weight,
    SUM(b.action_weight) AS action_weight,
    SUM(b.objective) AS objective,
    SUM(b.monitoring) AS monitoring,
    SUM(b.self_evaluation) AS self_evaluation,
    SUM(b.department_evaluation) AS department_evaluation,
    SUM(b.finance_evaluation) AS finance_evaluation,
    SUM(b.result_use) AS result_use,
    SUM(b.disclosure) AS disclosure,
    TRUE AS is_total
  FROM by_budget AS b
  JOIN projects_of_years AS p ON p.fiscal_year = b.fiscal_year
  GROUP BY b.fiscal_year
),
stages (stage) AS (
  VALUES
    ('objective'), ('monitoring'), ('self_evaluation'), ('department_evaluation'), ('finance_evaluation'), ('result_use'), ('disclosure')
),
declared AS (
  SELECT fiscal_year, budget_type, stage, MIN(declared) AS declared
  FROM stage_scope
  GROUP BY fiscal_year, budget_type, stage
),
cells AS (
  SELECT
    b.fiscal_year,
    b.budget_type,
    s.stage,
    CASE s.stage WHEN 'objective' THEN b.initial_weight WHEN 'result_use' THEN b.action_weight ELSE b.weight END AS weight,
    CASE s.stage
      WHEN 'objective' THEN b.objective
      WHEN 'monitoring' THEN b.monitoring
      WHEN 'self_evaluation' THEN b.self_evaluation
      WHEN 'department_evaluation' THEN b.department_evaluation
      WHEN 'finance_evaluation' THEN b.finance_evaluation
      WHEN 'result_use' THEN b.result_use
      ELSE b.disclosure
    END AS covered,
    l.stage IS NOT NULL OR d.declared IS NOT NULL AS is_known,
    COALESCE(d.declared = 'not_required', FALSE) AS is_not_required
  FROM both_ AS b
  CROSS JOIN stages AS s
  LEFT JOIN loaded_stages AS l ON l.fiscal_year = b.fiscal_year AND l.stage = s.stage
  LEFT JOIN declared AS d ON d.fiscal_year = b.fiscal_year AND d.budget_type = b.budget_type AND d.stage = s.stage
),
stated AS (
  SELECT
    *,
    CASE
      WHEN COALESCE(weight, 0) = 0 THEN 'no_projects'
      WHEN is_not_required THEN 'not_applicable'
      WHEN NOT is_known THEN 'no_data'
      WHEN covered = 0 THEN 'zero'
      ELSE 'rate'
    END AS state,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * covered / NULLIF(weight, 0) AS DECIMAL(9, 2)) AS rate
  FROM cells
),
wide AS (
  SELECT
    fiscal_year,
    budget_type,
    MAX(CASE WHEN stage = 'objective' AND state = 'rate' THEN rate END) AS objective_rate,
    MAX(CASE WHEN stage = 'objective' THEN state END) AS objective_state,
    MAX(CASE WHEN stage = 'monitoring' AND state = 'rate' THEN rate END) AS monitoring_rate,
    MAX(CASE WHEN stage = 'monitoring' THEN state END) AS monitoring_state,
    MAX(CASE WHEN stage = 'self_evaluation' AND state = 'rate' THEN rate END) AS self_evaluation_rate,
    MAX(CASE WHEN stage = 'self_evaluation' THEN state END) AS self_evaluation_state,
    MAX(CASE WHEN stage = 'department_evaluation' AND state = 'rate' THEN rate END) AS department_evaluation_rate,
    MAX(CASE WHEN stage = 'department_evaluation' THEN state END) AS department_evaluation_state,
    MAX(CASE WHEN stage = 'finance_evaluation' AND state = 'rate' THEN rate END) AS finance_evaluation_rate,
    MAX(CASE WHEN stage = 'finance_evaluation' THEN state END) AS finance_evaluation_state,
    MAX(CASE WHEN stage = 'result_use' AND state = 'rate' THEN rate END) AS result_use_rate,
    MAX(CASE WHEN stage = 'result_use' THEN state END) AS result_use_state,
    MAX(CASE WHEN stage = 'disclosure' AND state = 'rate' THEN rate END) AS disclosure_rate,
    MAX(CASE WHEN stage = 'disclosure' THEN state END) AS disclosure_state
  FROM stated
  GROUP BY fiscal_year, budget_type
),
positions (budget_type, position) AS (
  VALUES ('general_public', 1), ('government_fund', 2), ('state_capital', 3), ('social_insurance', 4), ('all', 5)
)
SELECT
  b.fiscal_year,
  b.budget_type,
  b.projects,
  b.initial_budget,
  b.adjusted_budget,
  w.objective_rate,
  w.objective_state,
  w.monitoring_rate,
  w.monitoring_state,
  w.self_evaluation_rate,
  w.self_evaluation_state,
  w.department_evaluation_rate,
  w.department_evaluation_state,
  w.finance_evaluation_rate,
  w.finance_evaluation_state,
  w.result_use_rate,
  w.result_use_state,
  w.disclosure_rate,
  w.disclosure_state,
  b.is_total
FROM both_ AS b
JOIN wide AS w ON w.fiscal_year = b.fiscal_year AND w.budget_type = b.budget_type
JOIN positions AS p ON p.budget_type = b.budget_type
ORDER BY b.fiscal_year, p.position
