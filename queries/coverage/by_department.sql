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
objective_rate = { zh = "目标覆盖率", en = "Objectives", format = "percent" }
monitoring_rate = { zh = "监控覆盖率", en = "Monitoring", format = "percent" }
self_evaluation_rate = { zh = "自评覆盖率", en = "Self-evaluation", format = "percent" }
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
projects_of_units AS (
  SELECT
    department,
    unit,
    MAX(unit_level) AS unit_level,
    project_code,
    budget_type,
    MAX(initial_budget) AS initial_budget,
    MAX(adjusted_budget) AS adjusted_budget,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'objective') AS has_objective,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'monitoring') AS has_monitoring,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'self_evaluation') AS has_self_evaluation,
    BOOL_OR(is_covered) FILTER (WHERE stage IN ('self_evaluation', 'department_evaluation', 'finance_evaluation')) AS is_evaluated
  FROM in_scope
  GROUP BY department, unit, project_code, budget_type
),
-- the roster where there is one for the year, else the units that the data name
roster AS (
  SELECT department, unit, MAX(unit_level) AS unit_level
  FROM organizations
  WHERE fiscal_year = $year AND NOT COALESCE(is_secret, FALSE)
  GROUP BY department, unit
),
has_roster AS (
  SELECT COUNT(*) > 0 AS is_known FROM roster
),
units AS (
  SELECT department, unit, unit_level, 'roster' AS units_from FROM roster
  UNION ALL
  SELECT p.department, p.unit, MAX(p.unit_level) AS unit_level, 'data' AS units_from
  FROM projects_of_units AS p
  CROSS JOIN has_roster AS h
  WHERE NOT h.is_known
  GROUP BY p.department, p.unit
),
seen AS (
  SELECT DISTINCT department, unit FROM projects WHERE fiscal_year = $year
),
unit_rows AS (
  SELECT
    u.department,
    u.unit_level,
    u.units_from,
    COUNT(DISTINCT u.unit) AS units,
    COUNT(DISTINCT CASE WHEN s.unit IS NULL THEN u.unit END) AS units_without_data,
    COUNT(DISTINCT CASE WHEN p.is_evaluated THEN u.unit END) AS units_evaluated
  FROM units AS u
  LEFT JOIN seen AS s ON s.department = u.department AND s.unit = u.unit
  LEFT JOIN projects_of_units AS p ON p.department = u.department AND p.unit = u.unit
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
has_evaluations AS (
  SELECT COUNT(*) > 0 AS is_known FROM evaluations WHERE fiscal_year = $year
)
SELECT
  b.department,
  b.unit_level,
  COALESCE(b.units, 0) AS units,
  COALESCE(b.units_evaluated, 0) AS units_evaluated,
  CAST(100.0000000000 * b.units_evaluated / NULLIF(b.units, 0) AS DECIMAL(9, 2)) AS unit_rate,
  COALESCE(b.projects, 0) AS projects,
  COALESCE(b.projects_evaluated, 0) AS projects_evaluated,
  b.project_amount,
  b.evaluated_amount,
  CAST(100.0000000000 * b.objective_amount / NULLIF(b.initial_amount, 0) AS DECIMAL(9, 2)) AS objective_rate,
  CAST(100.0000000000 * b.monitored_amount / NULLIF(b.project_amount, 0) AS DECIMAL(9, 2)) AS monitoring_rate,
  CAST(100.0000000000 * b.self_evaluated_amount / NULLIF(b.project_amount, 0) AS DECIMAL(9, 2)) AS self_evaluation_rate,
  CASE WHEN h.is_known AND b.evaluated_amount > 0 THEN CAST(100.0000000000 * b.evaluated_amount / NULLIF(b.project_amount, 0) AS DECIMAL(9, 2)) END AS evaluated_rate,
  CASE
    WHEN COALESCE(b.projects, 0) = 0 AND b.units_without_data = b.units THEN 'no_data'
    WHEN COALESCE(b.project_amount, 0) = 0 THEN 'no_projects'
    WHEN NOT h.is_known THEN 'no_data'
    WHEN b.evaluated_amount = 0 THEN 'zero'
    ELSE 'rate'
  END AS state,
  COALESCE(b.evaluated_amount = b.project_amount AND b.project_amount > 0, FALSE) AS is_full,
  COALESCE(b.units_without_data, 0) AS units_without_data,
  COALESCE(b.units_from, 'data') AS units_from,
  b.is_department_total
FROM both AS b
CROSS JOIN has_evaluations AS h
ORDER BY b.department, b.is_department_total DESC, b.unit_level
