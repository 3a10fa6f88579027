WITH budget_types (budget_type, position) AS (
  VALUES ('general_public', 1), ('government_fund', 2), ('state_capital', 3)
),
stages (stage) AS (
  VALUES ('objective'), ('monitoring'), ('self_evaluation'), ('evaluation')
),
roster AS (
  SELECT department_code, MIN(department) AS department
  FROM organizations
  WHERE fiscal_year = 2023
  GROUP BY department_code
),
names AS (
  SELECT p.department AS printed, MIN(COALESCE(r.department, p.department)) AS department
  FROM projects AS p
  LEFT JOIN roster AS r ON r.department_code = p.department_code
  WHERE p.fiscal_year = 2023 AND p.department IS NOT NULL
  GROUP BY p.department
),
projects_of_departments AS (
  SELECT
    COALESCE(r.department, p.department) AS department,
    p.budget_type,
    COUNT(*) AS all_rows,
    SUM(p.initial_budget) FILTER (WHERE p.category IN ('特定目标类', '其他运转类')) AS project_budget,
    COUNT(*) FILTER (WHERE p.is_secret) AS secret_rows
  FROM project_years AS p
  LEFT JOIN roster AS r ON r.department_code = p.department_code
  WHERE p.fiscal_year = 2023
  GROUP BY COALESCE(r.department, p.department), p.budget_type
),
covered AS (
  SELECT
    COALESCE(r.department, e.department) AS department,
    e.budget_type,
    COUNT(*) AS projects,
    SUM(e.initial_budget) AS initial_budget,
    SUM(e.adjusted_budget) AS adjusted_budget,
    SUM(CASE WHEN e.has_objective THEN e.initial_budget END) AS objective_amount,
    SUM(CASE WHEN e.has_monitoring THEN e.adjusted_budget END) AS monitored_amount,
    SUM(CASE WHEN e.has_self_evaluation THEN e.adjusted_budget END) AS self_evaluated_amount,
    SUM(CASE WHEN e.has_department_evaluation OR e.has_finance_evaluation THEN e.adjusted_budget END) AS evaluated_amount
  FROM project_evidence AS e
  LEFT JOIN roster AS r ON r.department_code = e.department_code
  WHERE e.fiscal_year = 2023
  GROUP BY COALESCE(r.department, e.department), e.budget_type
),
tables_of_departments AS (
  SELECT
    COALESCE(n.department, l.department) AS department,
    l.budget_type,
    COUNT(*) AS all_rows,
    SUM(l.amount) FILTER (WHERE l.expenditure_kind = 'project' AND l.phase = 'initial') AS project_spending
  FROM budget_lines_by_type AS l
  LEFT JOIN names AS n ON n.printed = l.department
  WHERE l.fiscal_year = 2023
  GROUP BY COALESCE(n.department, l.department), l.budget_type
),
scope AS (
  SELECT
    COALESCE(n.department, s.department) AS department,
    s.budget_type,
    COUNT(*) FILTER (WHERE s.status = 'no_business') AS no_business,
    COUNT(*) FILTER (WHERE s.status = 'not_managed_here') AS not_managed_here,
    COUNT(*) FILTER (WHERE s.status = 'in_scope') AS in_scope,
    MIN(s.evidence) FILTER (WHERE s.status <> 'in_scope') AS evidence
  FROM budget_scope AS s
  LEFT JOIN names AS n ON n.printed = s.department
  WHERE s.fiscal_year = 2023
  GROUP BY COALESCE(n.department, s.department), s.budget_type
),
departments AS (
  SELECT department FROM roster
  UNION
  SELECT department FROM projects_of_departments WHERE department IS NOT NULL
  UNION
  SELECT department FROM tables_of_departments WHERE department IS NOT NULL
  UNION
  SELECT department FROM scope WHERE department IS NOT NULL
),
loaded AS (
  SELECT DISTINCT CASE WHEN stage IN ('department_evaluation', 'finance_evaluation') THEN 'evaluation' ELSE stage END AS stage
  FROM loaded_stages
  WHERE fiscal_year = 2023
),
declared AS (
  SELECT budget_type, stage, MIN(declared) AS declared
  FROM stage_scope
  WHERE fiscal_year = 2023
  GROUP BY budget_type, stage
),
cells AS (
  SELECT
    d.department,
    t.budget_type,
    t.position,
    COALESCE(c.projects, 0) AS projects,
    c.initial_budget,
    c.adjusted_budget,
    c.objective_amount,
    c.monitored_amount,
    c.self_evaluated_amount,
    c.evaluated_amount,
    p.project_budget,
    l.project_spending,
    CASE
      WHEN p.all_rows IS NOT NULL THEN 'projects'
      WHEN l.all_rows IS NOT NULL THEN 'budget_lines'
      ELSE s.evidence
    END AS evidence,
    CASE
      WHEN p.all_rows IS NULL AND l.all_rows IS NULL THEN
        CASE
          WHEN s.not_managed_here > 0 AND s.in_scope = 0 THEN 'not_applicable'
          WHEN s.no_business > 0 AND s.in_scope = 0 THEN 'no_business'
          ELSE 'no_data'
        END
      WHEN c.projects IS NULL AND p.secret_rows > 0 THEN 'not_applicable'
      WHEN c.projects IS NULL AND l.project_spending <> 0 THEN 'no_data'
      WHEN c.projects IS NULL THEN 'no_projects'
    END AS without_projects
  FROM departments AS d
  CROSS JOIN budget_types AS t
  LEFT JOIN projects_of_departments AS p ON p.department = d.department AND p.budget_type = t.budget_type
  LEFT JOIN covered AS c ON c.department = d.department AND c.budget_type = t.budget_type
  LEFT JOIN tables_of_departments AS l ON l.department = d.department AND l.budget_type = t.budget_type
  LEFT JOIN scope AS s ON s.department = d.department AND s.budget_type = t.budget_type
),
by_stage AS (
  SELECT
    c.department,
    c.budget_type,
    s.stage,
    CASE WHEN s.stage = 'objective' THEN c.initial_budget ELSE c.adjusted_budget END AS amount,
    CASE s.stage
      WHEN 'objective' THEN c.objective_amount
      WHEN 'monitoring' THEN c.monitored_amount
      WHEN 'self_evaluation' THEN c.self_evaluated_amount
      ELSE c.evaluated_amount
    END AS amount_covered,
    c.without_projects,
    o.stage IS NOT NULL OR d.declared IS NOT NULL AS is_known,
    COALESCE(d.declared = 'not_required', FALSE) AS is_not_required
  FROM cells AS c
  CROSS JOIN stages AS s
  LEFT JOIN loaded AS o ON o.stage = s.stage
  LEFT JOIN declared AS d ON d.budget_type = c.budget_type AND d.stage = s.stage
),
stated AS (
  SELECT
    department,
    budget_type,
    stage,
    amount,
    amount_covered,
    CASE
      WHEN without_projects IS NOT NULL THEN without_projects
      WHEN COALESCE(amount, 0) = 0 THEN 'no_projects'
      WHEN is_not_required THEN 'not_applicable'
      WHEN NOT is_known THEN 'no_data'
      WHEN COALESCE(amount_covered, 0) = 0 THEN 'zero'
      ELSE 'rate'
    END AS state
  FROM by_stage
),
ranks (state, strength) AS (
  VALUES ('rate', 1), ('zero', 2), ('no_projects', 3), ('no_business', 4), ('not_applicable', 5), ('no_data', 6)
),
all_stated AS (
  SELECT department, budget_type, stage, amount, amount_covered, state FROM stated
  UNION ALL
  SELECT
    CAST(NULL AS TEXT) AS department,
    t.budget_type,
    t.stage,
    t.amount,
    t.amount_covered,
    r.state
  FROM (
    SELECT
      s.budget_type,
      s.stage,
      SUM(s.amount) AS amount,
      SUM(s.amount_covered) AS amount_covered,
      MIN(k.strength) AS strength
    FROM stated AS s
    JOIN ranks AS k ON k.state = s.state
    GROUP BY s.budget_type, s.stage
  ) AS t
  JOIN ranks AS r ON r.strength = t.strength
),
wide AS (
  SELECT
    department,
    budget_type,
    MAX(CASE WHEN stage = 'objective' THEN amount_covered END) AS objective_amount,
    MAX(CASE WHEN stage = 'objective' AND state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS objective_rate,
    MAX(CASE WHEN stage = 'objective' THEN state END) AS objective_state,
    MAX(CASE WHEN stage = 'monitoring' AND state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS monitoring_rate,
    MAX(CASE WHEN stage = 'monitoring' THEN state END) AS monitoring_state,
    MAX(CASE WHEN stage = 'self_evaluation' AND state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS self_evaluation_rate,
    MAX(CASE WHEN stage = 'self_evaluation' THEN state END) AS self_evaluation_state,
    MAX(CASE WHEN stage = 'evaluation' AND state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS evaluation_rate,
    MAX(CASE WHEN stage = 'evaluation' THEN state END) AS evaluation_state
  FROM all_stated
  GROUP BY department, budget_type
),
both_ AS (
  SELECT
    department, budget_type, position, 1 AS departments, projects, initial_budget, project_budget, project_spending, evidence,
    CAST(NULL AS TEXT) AS without_data, 0 AS departments_without_data, FALSE AS is_total
  FROM cells
  WHERE evidence IS NOT NULL
  UNION ALL
  SELECT
    CAST(NULL AS TEXT) AS department,
    budget_type,
    MIN(position) AS position,
    COUNT(*) FILTER (WHERE evidence IS NOT NULL) AS departments,
    SUM(projects) AS projects,
    SUM(initial_budget) AS initial_budget,
    SUM(project_budget) AS project_budget,
    SUM(project_spending) AS project_spending,
    CAST(NULL AS TEXT) AS evidence,
    STRING_AGG(department, '、' ORDER BY department) FILTER (WHERE evidence IS NULL OR without_projects = 'no_data') AS without_data,
    COUNT(*) FILTER (WHERE evidence IS NULL OR without_projects = 'no_data') AS departments_without_data,
    TRUE AS is_total
  FROM cells
  GROUP BY budget_type
)
SELECT
  b.department,
  b.budget_type,
  b.departments,
  b.projects,
  CAST(b.initial_budget AS DECIMAL(38, 2)) AS project_amount,
  CAST(b.project_spending AS DECIMAL(38, 2)) AS table_project_spending,
  CAST(b.project_budget - b.project_spending AS DECIMAL(38, 2)) AS difference,
  w.objective_rate,
  w.objective_state,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * w.objective_amount / NULLIF(b.project_spending, 0) AS DECIMAL(9, 2)) AS objective_of_tables,
  w.monitoring_rate,
  w.monitoring_state,
  w.self_evaluation_rate,
  w.self_evaluation_state,
  w.evaluation_rate,
  w.evaluation_state,
  b.evidence,
  b.without_data,
  b.departments_without_data,
  b.is_total
FROM both_ AS b
JOIN wide AS w ON w.budget_type = b.budget_type AND w.department IS NOT DISTINCT FROM b.department
ORDER BY b.position, b.is_total DESC, b.department
