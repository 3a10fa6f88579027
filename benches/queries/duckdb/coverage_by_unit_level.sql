WITH roster AS (
  SELECT department_code, unit_code, MIN(unit_level) AS unit_level
  FROM organizations
  WHERE fiscal_year = 2023 AND NOT COALESCE(is_secret, FALSE)
  GROUP BY department_code, unit_code
),
has_roster AS (
  SELECT COUNT(*) > 0 AS is_known FROM roster
),
evidence AS (
  SELECT
    COALESCE(CAST(COALESCE(r.unit_level, e.unit_level) AS TEXT), 'unknown') AS level,
    COALESCE(e.unit_code, e.unit) AS unit_key,
    e.project_code,
    e.initial_budget,
    e.adjusted_budget,
    e.has_objective,
    e.has_monitoring,
    e.has_self_evaluation,
    e.has_self_evaluation OR e.has_department_evaluation OR e.has_finance_evaluation AS is_evaluated
  FROM project_evidence AS e
  LEFT JOIN roster AS r ON r.department_code = e.department_code AND r.unit_code = e.unit_code
  WHERE e.fiscal_year = 2023 AND e.budget_type IN ('general_public', 'government_fund', 'state_capital')
),
units AS (
  SELECT COALESCE(CAST(unit_level AS TEXT), 'unknown') AS level, unit_code AS unit_key, 'roster' AS units_from
  FROM roster
  UNION ALL
  SELECT MAX(e.level) AS level, e.unit_key, 'data' AS units_from
  FROM evidence AS e
  CROSS JOIN has_roster AS h
  WHERE NOT h.is_known AND e.unit_key IS NOT NULL
  GROUP BY e.unit_key
),
seen AS (
  SELECT DISTINCT COALESCE(unit_code, unit) AS unit_key FROM projects WHERE fiscal_year = 2023
),
evaluated_units AS (
  SELECT DISTINCT unit_key FROM evidence WHERE is_evaluated
),
unit_rows AS (
  SELECT
    u.level,
    MIN(u.units_from) AS units_from,
    COUNT(*) AS units,
    COUNT(*) - COUNT(s.unit_key) AS units_without_data,
    COUNT(v.unit_key) AS units_evaluated
  FROM units AS u
  LEFT JOIN seen AS s ON s.unit_key = u.unit_key
  LEFT JOIN evaluated_units AS v ON v.unit_key = u.unit_key
  GROUP BY u.level
),
money_rows AS (
  SELECT
    level,
    COUNT(DISTINCT project_code) AS projects,
    SUM(initial_budget) AS initial_amount,
    SUM(adjusted_budget) AS project_amount,
    COALESCE(SUM(CASE WHEN is_evaluated THEN adjusted_budget END), 0) AS evaluated_amount,
    COALESCE(SUM(CASE WHEN has_objective THEN initial_budget END), 0) AS objective_amount,
    COALESCE(SUM(CASE WHEN has_monitoring THEN adjusted_budget END), 0) AS monitored_amount,
    COALESCE(SUM(CASE WHEN has_self_evaluation THEN adjusted_budget END), 0) AS self_evaluated_amount
  FROM evidence
  GROUP BY level
),
levels AS (
  SELECT
    COALESCE(u.level, m.level) AS level,
    u.units_from,
    COALESCE(u.units, 0) AS units,
    COALESCE(u.units_without_data, 0) AS units_without_data,
    COALESCE(u.units_evaluated, 0) AS units_evaluated,
    COALESCE(m.projects, 0) AS projects,
    m.initial_amount,
    m.project_amount,
    m.evaluated_amount,
    m.objective_amount,
    m.monitored_amount,
    m.self_evaluated_amount
  FROM unit_rows AS u
  FULL JOIN money_rows AS m ON m.level = u.level
),
both_ AS (
  SELECT *, FALSE AS is_total FROM levels
  UNION ALL
  SELECT
    'total' AS level,
    MAX(units_from) AS units_from,
    SUM(units) AS units,
    SUM(units_without_data) AS units_without_data,
    SUM(units_evaluated) AS units_evaluated,
    SUM(projects) AS projects,
    SUM(initial_amount) AS initial_amount,
    SUM(project_amount) AS project_amount,
    SUM(evaluated_amount) AS evaluated_amount,
    SUM(objective_amount) AS objective_amount,
    SUM(monitored_amount) AS monitored_amount,
    SUM(self_evaluated_amount) AS self_evaluated_amount,
    TRUE AS is_total
  FROM levels
  HAVING COUNT(*) > 0
),
has_stages AS (
  SELECT
    COUNT(*) FILTER (WHERE stage = 'objective') > 0 AS has_objectives,
    COUNT(*) FILTER (WHERE stage = 'monitoring') > 0 AS has_monitoring,
    COUNT(*) FILTER (WHERE stage = 'self_evaluation') > 0 AS has_self_evaluations,
    COUNT(*) FILTER (WHERE stage IN ('self_evaluation', 'department_evaluation', 'finance_evaluation')) > 0 AS has_evaluations
  FROM loaded_stages
  WHERE fiscal_year = 2023
),
stated AS (
  SELECT
    b.*,
    CASE
      WHEN b.projects = 0 AND b.units_without_data = b.units THEN 'no_data'
      WHEN COALESCE(b.project_amount, 0) = 0 THEN 'no_projects'
    END AS without_projects,
    h.has_objectives,
    h.has_monitoring,
    h.has_self_evaluations,
    h.has_evaluations
  FROM both_ AS b
  CROSS JOIN has_stages AS h
)
SELECT
  level,
  units,
  units_evaluated,
  units_without_data,
  CASE WHEN has_evaluations THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * units_evaluated / NULLIF(units, 0) AS DECIMAL(9, 2)) END AS unit_rate,
  projects,
  project_amount,
  CASE WHEN has_evaluations THEN evaluated_amount END AS evaluated_amount,
  CASE WHEN has_objectives AND objective_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * objective_amount / NULLIF(initial_amount, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  COALESCE(without_projects, CASE WHEN initial_amount = 0 THEN 'no_projects' WHEN NOT has_objectives THEN 'no_data' WHEN objective_amount > 0 THEN 'rate' ELSE 'zero' END) AS objective_state,
  CASE WHEN has_monitoring AND monitored_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * monitored_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  COALESCE(without_projects, CASE WHEN NOT has_monitoring THEN 'no_data' WHEN monitored_amount > 0 THEN 'rate' ELSE 'zero' END) AS monitoring_state,
  CASE WHEN has_self_evaluations AND self_evaluated_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * self_evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  COALESCE(without_projects, CASE WHEN NOT has_self_evaluations THEN 'no_data' WHEN self_evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS self_evaluation_state,
  CASE WHEN has_evaluations AND evaluated_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS evaluated_rate,
  COALESCE(without_projects, CASE WHEN NOT has_evaluations THEN 'no_data' WHEN evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS evaluated_state,
  COALESCE(units_from, 'data') AS units_from,
  is_total
FROM stated
ORDER BY is_total, level
