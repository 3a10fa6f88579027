WITH in_scope AS (
  SELECT *
  FROM project_stages
  WHERE fiscal_year = 2023 AND budget_type IN ('general_public', 'government_fund', 'state_capital')
),
roster AS (
  SELECT department_code, department, unit_code, unit, unit_level
  FROM organizations
  WHERE fiscal_year = 2023 AND NOT COALESCE(is_secret, FALSE)
),
has_roster AS (
  SELECT COUNT(*) > 0 AS is_known FROM roster
),
departments AS (
  SELECT department_code, MIN(department) AS department
  FROM roster
  GROUP BY department_code
),
projects_of_units AS (
  SELECT
    COALESCE(r.department, d.department, s.department) AS department,
    COALESCE(s.unit_code, s.unit) AS unit_key,
    COALESCE(r.unit_level, s.unit_level, 0) AS unit_level,
    s.project_code,
    s.budget_type,
    MAX(s.initial_budget) AS initial_budget,
    MAX(s.adjusted_budget) AS adjusted_budget,
    BOOL_OR(s.is_covered) FILTER (WHERE s.stage = 'objective') AS has_objective,
    BOOL_OR(s.is_covered) FILTER (WHERE s.stage = 'monitoring') AS has_monitoring,
    BOOL_OR(s.is_covered) FILTER (WHERE s.stage = 'self_evaluation') AS has_self_evaluation,
    BOOL_OR(s.is_covered) FILTER (WHERE s.stage IN ('self_evaluation', 'department_evaluation', 'finance_evaluation')) AS is_evaluated
  FROM in_scope AS s
  LEFT JOIN roster AS r ON r.department_code = s.department_code AND r.unit_code = s.unit_code
  LEFT JOIN departments AS d ON d.department_code = s.department_code
  GROUP BY
    COALESCE(r.department, d.department, s.department),
    COALESCE(s.unit_code, s.unit),
    COALESCE(r.unit_level, s.unit_level, 0),
    s.project_code,
    s.budget_type
),
units AS (
  SELECT department, unit_code AS unit_key, COALESCE(unit_level, 0) AS unit_level, 'roster' AS units_from FROM roster
  UNION ALL
  SELECT p.department, p.unit_key, MAX(p.unit_level) AS unit_level, 'data' AS units_from
  FROM projects_of_units AS p
  CROSS JOIN has_roster AS h
  WHERE NOT h.is_known
  GROUP BY p.department, p.unit_key
),
seen AS (
  SELECT DISTINCT COALESCE(unit_code, unit) AS unit_key FROM projects WHERE fiscal_year = 2023
),
evaluated_units AS (
  SELECT DISTINCT unit_key FROM projects_of_units WHERE is_evaluated
),
unit_rows AS (
  SELECT
    u.department,
    u.unit_level,
    u.units_from,
    COUNT(*) AS units,
    COUNT(*) - COUNT(s.unit_key) AS units_without_data,
    COUNT(e.unit_key) AS units_evaluated
  FROM units AS u
  LEFT JOIN seen AS s ON s.unit_key = u.unit_key
  LEFT JOIN evaluated_units AS e ON e.unit_key = u.unit_key
  GROUP BY u.department, u.unit_level, u.units_from
),
money_rows AS (
  SELECT
    department,
    unit_level,
    COUNT(DISTINCT project_code) AS projects,
    COUNT(DISTINCT CASE WHEN is_evaluated THEN project_code END) AS projects_evaluated,
    SUM(adjusted_budget) AS project_amount,
    SUM(initial_budget) AS initial_amount,
    SUM(CASE WHEN is_evaluated THEN adjusted_budget ELSE 0 END) AS evaluated_amount,
    SUM(CASE WHEN has_objective THEN initial_budget ELSE 0 END) AS objective_amount,
    SUM(CASE WHEN has_monitoring THEN adjusted_budget ELSE 0 END) AS monitored_amount,
    SUM(CASE WHEN has_self_evaluation THEN adjusted_budget ELSE 0 END) AS self_evaluated_amount
  FROM projects_of_units
  GROUP BY department, unit_level
),
levels AS (
  SELECT
    COALESCE(u.department, m.department) AS department,
    COALESCE(u.unit_level, m.unit_level) AS unit_level,
    u.units_from,
    u.units,
    u.units_without_data,
    u.units_evaluated,
    m.projects,
    m.projects_evaluated,
    m.project_amount,
    m.initial_amount,
    m.evaluated_amount,
    m.objective_amount,
    m.monitored_amount,
    m.self_evaluated_amount
  FROM unit_rows AS u
  FULL JOIN money_rows AS m ON m.department = u.department AND m.unit_level = u.unit_level
),
both_ AS (
  SELECT FALSE AS is_department_total, * FROM levels
  UNION ALL
  SELECT
    TRUE AS is_department_total,
    department,
    NULL AS unit_level,
    MAX(units_from) AS units_from,
    SUM(units) AS units,
    SUM(units_without_data) AS units_without_data,
    SUM(units_evaluated) AS units_evaluated,
    SUM(projects) AS projects,
    SUM(projects_evaluated) AS projects_evaluated,
    SUM(project_amount) AS project_amount,
    SUM(initial_amount) AS initial_amount,
    SUM(evaluated_amount) AS evaluated_amount,
    SUM(objective_amount) AS objective_amount,
    SUM(monitored_amount) AS monitored_amount,
    SUM(self_evaluated_amount) AS self_evaluated_amount
  FROM levels
  GROUP BY department
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
      WHEN COALESCE(b.projects, 0) = 0 AND b.units_without_data = b.units THEN 'no_data'
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
  department,
  NULLIF(unit_level, 0) AS unit_level,
  COALESCE(units, 0) AS units,
  COALESCE(units_evaluated, 0) AS units_evaluated,
  CASE WHEN has_evaluations THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * units_evaluated / NULLIF(units, 0) AS DECIMAL(9, 2)) END AS unit_rate,
  COALESCE(projects, 0) AS projects,
  COALESCE(projects_evaluated, 0) AS projects_evaluated,
  project_amount,
  CASE WHEN has_evaluations THEN evaluated_amount END AS evaluated_amount,
  CASE WHEN has_objectives AND objective_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * objective_amount / NULLIF(initial_amount, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  COALESCE(without_projects, CASE WHEN initial_amount = 0 THEN 'no_projects' WHEN NOT has_objectives THEN 'no_data' WHEN objective_amount > 0 THEN 'rate' ELSE 'zero' END) AS objective_state,
  CASE WHEN has_monitoring AND monitored_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * monitored_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  COALESCE(without_projects, CASE WHEN NOT has_monitoring THEN 'no_data' WHEN monitored_amount > 0 THEN 'rate' ELSE 'zero' END) AS monitoring_state,
  CASE WHEN has_self_evaluations AND self_evaluated_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * self_evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  COALESCE(without_projects, CASE WHEN NOT has_self_evaluations THEN 'no_data' WHEN self_evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS self_evaluation_state,
  CASE WHEN has_evaluations AND evaluated_amount > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS evaluated_rate,
  COALESCE(without_projects, CASE WHEN NOT has_evaluations THEN 'no_data' WHEN evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS state,
  COALESCE(evaluated_amount = project_amount AND project_amount > 0, FALSE) AS is_full,
  COALESCE(units_without_data, 0) AS units_without_data,
  COALESCE(units_from, 'data') AS units_from,
  is_department_total
FROM stated
ORDER BY department, is_department_total DESC, unit_level
