/*---
order = 3
title = { zh = "分部门分预算覆盖状态与核对", en = "Coverage by department and budget, reconciled" }
question = { zh = "每个部门在每本预算中处于什么状态、依据是什么？报来的项目资金与预算表的项目支出是否一致？", en = "What is the state of each department in each budget, on what evidence, and do the projects that were sent add up to its budget tables?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
needs = "budget_type"
total = "is_total"
rows_printed = 50
finding.zh = """{% set totals = rows | selectattr('is_total') | list %}{% if totals %}{{ parameters.year }}年，{% for row in totals %}{{ row.budget_type | word('budget_type') }}：{{ row.departments }}个部门有资料{% if row.difference is none %}{% if row.departments %}，没有预算表可核对{% endif %}{% elif row.difference == '0.00' %}，项目年初预算与预算表项目支出一致{% else %}，项目年初预算比预算表项目支出{{ '少' if row.difference[:1] == '-' else '多' }}{{ row.difference | replace('-', '') | amount }}{% endif %}{% if row.departments_without_data > 3 %}，{{ row.departments_without_data }}个部门没有数据{% elif row.without_data is not none %}，没有数据的部门：{{ row.without_data }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}{{ parameters.year }}年没有载入部门的项目、预算表或业务声明。{% endif %}"""
finding.en = """{% set totals = rows | selectattr('is_total') | list %}{% if totals %}In {{ parameters.year }}, {% for row in totals %}{{ row.budget_type | word('budget_type') | lower }}: {{ row.departments }} departments with data{% if row.difference is none %}{% if row.departments %}, no tables to compare with{% endif %}{% elif row.difference == '0.00' %}, projects and tables agree{% else %}, projects less tables {{ row.difference | amount }}{% endif %}{% if row.departments_without_data > 3 %}, {{ row.departments_without_data }} departments without data{% elif row.without_data is not none %}, departments without data: {{ row.without_data | replace('、', ', ') }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No projects, tables or declarations of departments are loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "覆盖率的分母是报来的纳入范围项目；“占预算表”以该部门该预算的预算表项目支出（年初）为分母，避免把“报来的部分”当作全部。差额 = 特定目标类、其他运转类项目年初预算（含涉密）− 预算表项目支出。", en = "The denominator of the rates is the projects that were sent; “of tables” divides by the initial project spending of the department's own table, so that a rate is not merely a share of what somebody sent. Difference: initial budgets of specific-purpose and other operating projects (secret ones included) − project spending of the tables." },
  { zh = "合计行的状态取各部门中最强者（有覆盖＞未覆盖＞无适用项目＞无此业务＞不适用）；没有数据的部门单独列名。无此业务的依据：空表、空列或声明。社会保险基金不分部门，另表列示。", en = "A total's state is the strongest of its departments' (covered > nothing covered > no projects > no such business > not applicable); departments without data are named. Evidence of no business: an empty table, a blank column or a declaration. Social insurance has no departments and stands in a table of its own." },
]

[columns]
department = { missing = { zh = "合计", en = "All" } }
departments = { zh = "有资料部门数", en = "Departments with data", format = "count", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
project_amount = { zh = "项目年初预算", en = "Projects, initial", format = "money" }
table_project_spending = { zh = "预算表项目支出", en = "Tables, project spending", format = "money" }
difference = { zh = "核对差额", en = "Difference", format = "money" }
objective_rate = { zh = "绩效目标", en = "Objectives", format = "percent", state = "objective_state" }
objective_state = { zh = "绩效目标状态", en = "Objectives state", words = ["coverage_state"] }
objective_of_tables = { zh = "目标占预算表", en = "Objectives, of tables", format = "percent" }
monitoring_rate = { zh = "运行监控", en = "Monitoring", format = "percent", state = "monitoring_state" }
monitoring_state = { zh = "运行监控状态", en = "Monitoring state", words = ["coverage_state"] }
self_evaluation_rate = { zh = "单位自评", en = "Self-evaluation", format = "percent", state = "self_evaluation_state" }
self_evaluation_state = { zh = "单位自评状态", en = "Self-evaluation state", words = ["coverage_state"] }
evaluation_rate = { zh = "部门及财政评价", en = "Department and finance evaluation", format = "percent", state = "evaluation_state" }
evaluation_state = { zh = "部门及财政评价状态", en = "Department and finance evaluation state", words = ["coverage_state"] }
evidence = { zh = "依据", en = "Evidence", words = ["scope_evidence"], labels = { projects = { zh = "项目", en = "Projects" }, budget_lines = { zh = "预算表", en = "Budget tables" } }, missing = { zh = "", en = "" } }
without_data = { zh = "没有数据的部门", en = "Departments without data", hidden = true }
departments_without_data = { zh = "没有数据的部门数", en = "How many departments without data", format = "count", hidden = true }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH budget_types (budget_type, position) AS (
  VALUES ('general_public', 1), ('government_fund', 2), ('state_capital', 3)
),
stages (stage) AS (
  VALUES ('objective'), ('monitoring'), ('self_evaluation'), ('evaluation')
),
-- codes decide which department it is, and the roster's name stands
roster AS (
  SELECT department_code, MIN(department) AS department
  FROM organizations
  WHERE fiscal_year = $year
  GROUP BY department_code
),
-- tables print a name only: it is the department whose projects print the same
names AS (
  SELECT p.department AS printed, MIN(COALESCE(r.department, p.department)) AS department
  FROM projects AS p
  LEFT JOIN roster AS r ON r.department_code = p.department_code
  WHERE p.fiscal_year = $year AND p.department IS NOT NULL
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
  WHERE p.fiscal_year = $year
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
  WHERE e.fiscal_year = $year
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
  WHERE l.fiscal_year = $year
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
  WHERE s.fiscal_year = $year
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
  WHERE fiscal_year = $year
),
declared AS (
  SELECT budget_type, stage, MIN(declared) AS declared
  FROM stage_scope
  WHERE fiscal_year = $year
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
      -- the tables show project spending, and no project of it was sent
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
-- one row a department, budget and stage; then the same for every budget as a whole
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
    MAX(CASE WHEN stage = 'objective' AND state = 'rate' THEN CAST(100.0000000000 * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS objective_rate,
    MAX(CASE WHEN stage = 'objective' THEN state END) AS objective_state,
    MAX(CASE WHEN stage = 'monitoring' AND state = 'rate' THEN CAST(100.0000000000 * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS monitoring_rate,
    MAX(CASE WHEN stage = 'monitoring' THEN state END) AS monitoring_state,
    MAX(CASE WHEN stage = 'self_evaluation' AND state = 'rate' THEN CAST(100.0000000000 * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS self_evaluation_rate,
    MAX(CASE WHEN stage = 'self_evaluation' THEN state END) AS self_evaluation_state,
    MAX(CASE WHEN stage = 'evaluation' AND state = 'rate' THEN CAST(100.0000000000 * amount_covered / NULLIF(amount, 0) AS DECIMAL(9, 2)) END) AS evaluation_rate,
    MAX(CASE WHEN stage = 'evaluation' THEN state END) AS evaluation_state
  FROM all_stated
  GROUP BY department, budget_type
),
both AS (
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
  CAST(100.0000000000 * w.objective_amount / NULLIF(b.project_spending, 0) AS DECIMAL(9, 2)) AS objective_of_tables,
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
FROM both AS b
JOIN wide AS w ON w.budget_type = b.budget_type AND w.department IS NOT DISTINCT FROM b.department
ORDER BY b.position, b.is_total DESC, b.department
