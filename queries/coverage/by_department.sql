/*---
order = 2
title = { zh = "部门绩效评价覆盖率", en = "Coverage by department" }
question = { zh = "各部门开展绩效评价的金额占其项目资金总额的比例是多少？一级、二级预算单位分别如何？", en = "What share of its project funds has each department evaluated, level-1 and level-2 units apart?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
total = "is_department_total"
rows_printed = 60
chart = { kind = "horizontal_bar", x = "department", y = ["evaluated_rate", "monitoring_rate", "unit_rate"], format = "percent", reference = 100.0, only = "is_department_total" }
finding.zh = """{% set total = rows | selectattr('is_department_total') | list %}{% if total %}{{ parameters.year }}年，{{ total | length }}个主管部门共{{ total | sum(attribute='units') }}个预算单位，其中{{ total | sum(attribute='units_evaluated') }}个单位开展了绩效评价；评价金额达到本部门项目资金总额100%的部门{{ total | selectattr('is_full') | list | length }}个；没有报送任何资料的单位{{ total | sum(attribute='units_without_data') }}个。{% else %}{{ parameters.year }}年没有载入部门项目数据，无法计算部门覆盖率。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_department_total') | list %}{% if total %}In {{ parameters.year }}, {{ total | sum(attribute='units_evaluated') }} of the {{ total | sum(attribute='units') }} units of {{ total | length }} departments evaluated; {{ total | selectattr('is_full') | list | length }} departments evaluated 100% of their project funds; {{ total | sum(attribute='units_without_data') }} units sent nothing at all.{% else %}No projects of departments are loaded for {{ parameters.year }}, so that no coverage can be computed.{% endif %}"""
notes = [
  { zh = "评价覆盖率 = 已开展绩效评价（单位自评、部门评价或财政评价）的项目全年预算 ÷ 本部门纳入范围的项目全年预算（黄陂区2020年通知的口径）；单位覆盖率 = 开展评价的单位数 ÷ 单位总数。单位以单位名录为准，没有名录的以数据中出现的单位为准。不含社会保险基金。", en = "Evaluated = adjusted budget of the projects with any evaluation (self, department or finance) ÷ adjusted budget of the department's projects in scope (the definition of Huangpi district's 2020 notice). Share of units = units that evaluated ÷ all units, by the roster where there is one, else those that occur in the data. Social insurance is not counted." },
]

[columns]
unit_level = { zh = "单位级次", en = "Unit level", format = "number", missing = { zh = "合计", en = "All" } }
units = { zh = "单位数", en = "Units", format = "count" }
units_evaluated = { zh = "开展评价单位数", en = "Units that evaluated", format = "count" }
unit_rate = { zh = "单位覆盖率", en = "Share of units", format = "percent" }
projects = { zh = "项目数", en = "Projects", format = "count" }
projects_evaluated = { zh = "评价项目数", en = "Projects evaluated", format = "count", hidden = true }
project_amount = { zh = "项目资金总额", en = "Project funds", format = "money" }
evaluated_amount = { zh = "已评价金额", en = "Amount evaluated", format = "money" }
objective_rate = { zh = "目标覆盖率", en = "Objectives", format = "percent", state = "objective_state" }
objective_state = { zh = "绩效目标状态", en = "Objectives state", words = ["coverage_state"] }
monitoring_rate = { zh = "监控覆盖率", en = "Monitoring", format = "percent", state = "monitoring_state" }
monitoring_state = { zh = "运行监控状态", en = "Monitoring state", words = ["coverage_state"] }
self_evaluation_rate = { zh = "自评覆盖率", en = "Self-evaluation", format = "percent", state = "self_evaluation_state" }
self_evaluation_state = { zh = "单位自评状态", en = "Self-evaluation state", words = ["coverage_state"] }
evaluated_rate = { zh = "评价覆盖率", en = "Evaluated", format = "percent", state = "state" }
state = { zh = "覆盖状态", en = "State", words = ["coverage_state"] }
units_without_data = { zh = "未报送单位数", en = "Units that sent nothing", format = "count", hidden = true }
units_from = { zh = "单位依据", en = "Units from", words = ["taken_from"], hidden = true }
is_full = { zh = "是否全覆盖", en = "Complete", hidden = true }
is_department_total = { zh = "是否部门合计", en = "Department total", hidden = true }
---*/
WITH in_scope AS (
  SELECT *
  FROM project_stages
  WHERE fiscal_year = $year AND budget_type IN ('general_public', 'government_fund', 'state_capital')
),
-- the roster where there is one for the year, else the units that the data name
roster AS (
  SELECT department_code, department, unit_code, unit, unit_level
  FROM organizations
  WHERE fiscal_year = $year AND NOT COALESCE(is_secret, FALSE)
),
has_roster AS (
  SELECT COUNT(*) > 0 AS is_known FROM roster
),
departments AS (
  SELECT department_code, MIN(department) AS department
  FROM roster
  GROUP BY department_code
),
-- the two may spell a name in different ways: codes decide, and the roster's name and level stand
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
  SELECT DISTINCT COALESCE(unit_code, unit) AS unit_key FROM projects WHERE fiscal_year = $year
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
both AS (
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
  WHERE fiscal_year = $year
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
  FROM both AS b
  CROSS JOIN has_stages AS h
)
SELECT
  department,
  NULLIF(unit_level, 0) AS unit_level,
  COALESCE(units, 0) AS units,
  COALESCE(units_evaluated, 0) AS units_evaluated,
  CASE WHEN has_evaluations THEN CAST(100.0000000000 * units_evaluated / NULLIF(units, 0) AS DECIMAL(9, 2)) END AS unit_rate,
  COALESCE(projects, 0) AS projects,
  COALESCE(projects_evaluated, 0) AS projects_evaluated,
  project_amount,
  CASE WHEN has_evaluations THEN evaluated_amount END AS evaluated_amount,
  CASE WHEN has_objectives AND objective_amount > 0 THEN CAST(100.0000000000 * objective_amount / NULLIF(initial_amount, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  COALESCE(without_projects, CASE WHEN initial_amount = 0 THEN 'no_projects' WHEN NOT has_objectives THEN 'no_data' WHEN objective_amount > 0 THEN 'rate' ELSE 'zero' END) AS objective_state,
  CASE WHEN has_monitoring AND monitored_amount > 0 THEN CAST(100.0000000000 * monitored_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  COALESCE(without_projects, CASE WHEN NOT has_monitoring THEN 'no_data' WHEN monitored_amount > 0 THEN 'rate' ELSE 'zero' END) AS monitoring_state,
  CASE WHEN has_self_evaluations AND self_evaluated_amount > 0 THEN CAST(100.0000000000 * self_evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  COALESCE(without_projects, CASE WHEN NOT has_self_evaluations THEN 'no_data' WHEN self_evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS self_evaluation_state,
  CASE WHEN has_evaluations AND evaluated_amount > 0 THEN CAST(100.0000000000 * evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS evaluated_rate,
  COALESCE(without_projects, CASE WHEN NOT has_evaluations THEN 'no_data' WHEN evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS state,
  COALESCE(evaluated_amount = project_amount AND project_amount > 0, FALSE) AS is_full,
  COALESCE(units_without_data, 0) AS units_without_data,
  COALESCE(units_from, 'data') AS units_from,
  is_department_total
FROM stated
ORDER BY department, is_department_total DESC, unit_level
