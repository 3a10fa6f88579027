WITH budget_types (budget_type, position) AS (
  VALUES
    ('general_public', 1), ('government_fund', 2), ('state_capital', 3), ('social_insurance', 4), ('off_budget', 5)
),
stages (stage) AS (
  VALUES
    ('ex_ante'), ('objective'), ('monitoring'), ('self_evaluation'),
    ('department_evaluation'), ('finance_evaluation'), ('result_use'), ('disclosure')
),
scoped AS (
  SELECT *
  FROM project_stages
  WHERE fiscal_year = 2023
),
cells AS (
  SELECT
    budget_type,
    stage,
    COUNT(*) AS projects,
    SUM(CASE 'stage' WHEN 'initial' THEN initial_budget WHEN 'adjusted' THEN adjusted_budget WHEN 'executed' THEN executed ELSE amount END) AS amount,
    COUNT(*) FILTER (WHERE is_covered) AS projects_covered,
    SUM(CASE 'stage' WHEN 'initial' THEN initial_budget WHEN 'adjusted' THEN adjusted_budget WHEN 'executed' THEN executed ELSE amount END)
      FILTER (WHERE is_covered) AS amount_covered
  FROM scoped
  WHERE is_in_denominator
  GROUP BY budget_type, stage
),
totals AS (
  SELECT
    budget_type,
    COUNT(DISTINCT project_code) FILTER (WHERE is_counted) AS projects,
    COUNT(DISTINCT project_code) FILTER (WHERE is_secret AND is_project) AS secret_projects,
    COUNT(DISTINCT project_code) FILTER (WHERE category = '险种' AND NOT is_in_scope) AS pooled_schemes,
    COUNT(*) AS all_rows,
    SUM(initial_budget) FILTER (WHERE is_counted) AS initial_budget,
    SUM(adjusted_budget) FILTER (WHERE is_counted) AS adjusted_budget,
    SUM(initial_budget) FILTER (WHERE is_project) AS project_budget
  FROM (
    SELECT
      *,
      category IN ('特定目标类', '其他运转类') AS is_project,
      is_in_scope OR (budget_type = 'off_budget' AND category IN ('特定目标类', '其他运转类') AND NOT is_secret) AS is_counted
    FROM project_years
    WHERE fiscal_year = 2023
  )
  GROUP BY budget_type
),
lines AS (
  SELECT
    budget_type,
    COUNT(*) AS all_rows,
    SUM(amount) FILTER (WHERE expenditure_kind = 'project' AND phase = 'initial') AS project_spending,
    COUNT(*) FILTER (WHERE expenditure_kind = 'project' AND amount <> 0) AS project_rows
  FROM budget_lines_by_type
  WHERE fiscal_year = 2023
  GROUP BY budget_type
),
scope AS (
  SELECT
    budget_type,
    COUNT(*) FILTER (WHERE status = 'no_business') AS no_business,
    COUNT(*) FILTER (WHERE status = 'not_managed_here') AS not_managed_here,
    COUNT(*) FILTER (WHERE status = 'in_scope') AS in_scope,
    MIN(evidence) FILTER (WHERE status = 'no_business') AS evidence
  FROM budget_scope
  WHERE fiscal_year = 2023
  GROUP BY budget_type
),
loaded AS (
  SELECT stage FROM loaded_stages WHERE fiscal_year = 2023
),
declared AS (
  SELECT budget_type, stage, MIN(declared) AS declared
  FROM stage_scope
  WHERE fiscal_year = 2023
  GROUP BY budget_type, stage
),
measured AS (
  SELECT
    t.budget_type,
    s.stage,
    CASE
      WHEN t.budget_type = 'off_budget' THEN 'not_applicable'
      WHEN COALESCE(a.all_rows, 0) = 0 AND COALESCE(l.all_rows, 0) = 0 THEN
        CASE
          WHEN p.not_managed_here > 0 AND p.in_scope = 0 THEN 'not_applicable'
          WHEN p.no_business > 0 AND p.in_scope = 0 THEN 'no_business'
          ELSE 'no_data'
        END
      WHEN COALESCE(a.projects, 0) = 0 AND (a.secret_projects > 0 OR a.pooled_schemes > 0) THEN 'not_applicable'
      WHEN COALESCE(a.projects, 0) = 0 AND l.project_rows > 0 THEN 'no_data'
      WHEN COALESCE(CASE 'amount' WHEN 'count' THEN c.projects ELSE c.amount END, 0) = 0 THEN 'no_projects'
      WHEN d.declared = 'not_required' THEN 'not_applicable'
      WHEN o.stage IS NULL AND d.declared IS NULL THEN 'no_data'
      WHEN c.projects_covered = 0 THEN 'zero'
      ELSE 'rate'
    END AS state,
    CASE 'amount'
      WHEN 'count' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.projects_covered / NULLIF(c.projects, 0) AS DECIMAL(9, 2))
      ELSE CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COALESCE(c.amount_covered, 0) / NULLIF(c.amount, 0) AS DECIMAL(9, 2))
    END AS rate
  FROM budget_types AS t
  CROSS JOIN stages AS s
  LEFT JOIN cells AS c ON c.budget_type = t.budget_type AND c.stage = s.stage
  LEFT JOIN totals AS a ON a.budget_type = t.budget_type
  LEFT JOIN lines AS l ON l.budget_type = t.budget_type
  LEFT JOIN scope AS p ON p.budget_type = t.budget_type
  LEFT JOIN loaded AS o ON o.stage = s.stage
  LEFT JOIN declared AS d ON d.budget_type = t.budget_type AND d.stage = s.stage
),
wide AS (
  SELECT
    budget_type,
    MAX(CASE WHEN stage = 'ex_ante' AND state = 'rate' THEN rate END) AS ex_ante_rate,
    MAX(CASE WHEN stage = 'ex_ante' THEN state END) AS ex_ante_state,
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
  FROM measured
  GROUP BY budget_type
)
SELECT
  w.budget_type,
  COALESCE(a.projects, 0) AS projects,
  COALESCE(a.secret_projects, 0) AS secret_projects,
  a.initial_budget,
  a.adjusted_budget,
  w.ex_ante_rate,
  w.ex_ante_state,
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
  CASE WHEN w.objective_state = 'no_business' THEN p.evidence END AS evidence,
  l.project_spending AS table_project_spending,
  CASE WHEN t.budget_type <> 'social_insurance' THEN a.project_budget - l.project_spending END AS reconciliation_difference
FROM budget_types AS t
JOIN wide AS w ON w.budget_type = t.budget_type
LEFT JOIN totals AS a ON a.budget_type = t.budget_type
LEFT JOIN lines AS l ON l.budget_type = t.budget_type
LEFT JOIN scope AS p ON p.budget_type = t.budget_type
ORDER BY t.position
