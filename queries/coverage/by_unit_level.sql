/*---
order = 4
title = { zh = "分单位级次覆盖率", en = "Coverage by unit level" }
question = { zh = "一级预算单位、二级预算单位各有多大比例的项目资金和单位开展了绩效管理？", en = "What share of the project funds and of the units of each level is under performance management?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
needs = "units"
total = "is_total"
chart = { kind = "grouped_bar", x = "level", y = ["evaluated_rate", "unit_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% if rows %}{{ parameters.year }}年，{% for row in rows if not row.is_total %}{{ row.level | label('level') }}预算单位{{ row.units | count }}个，开展绩效评价的{{ row.units_evaluated | count }}个，{% if row.evaluated_rate is not none %}评价金额占项目资金总额的{{ row.evaluated_rate | percent }}{% else %}评价{{ row.evaluated_state | word('coverage_state') }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}{{ parameters.year }}年没有载入单位名录和项目数据。{% endif %}"""
finding.en = """{% if rows %}In {{ parameters.year }}, {% for row in rows if not row.is_total %}{{ row.level | label('level') | lower }}: {{ row.units_evaluated | count }} of {{ row.units | count }} units evaluated, {% if row.evaluated_rate is not none %}{{ row.evaluated_rate | percent }} of the project funds{% else %}{{ row.evaluated_state | word('coverage_state') | lower }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}Neither a roster nor projects are loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "评价覆盖率 = 已开展绩效评价（单位自评、部门评价或财政评价）的项目全年预算 ÷ 该级次单位纳入范围的项目全年预算（黄陂区2020年通知的口径，应为100%）；绩效目标按年初预算。单位以单位名录为准，没有名录的以数据为准；涉密单位不计。不含社会保险基金。", en = "Evaluated = adjusted budget of projects with any evaluation (self, department or finance) ÷ adjusted budget of the level's projects in scope (Huangpi district's notice of 2020; the norm is 100 %); objectives count initial budgets. Units by the roster where there is one, else by the data; secret units are left out. Social insurance is not counted." },
]

[headline]
label = { zh = "绩效评价金额覆盖率", en = "Project funds evaluated" }
value.zh = "{% set total = rows | selectattr('is_total') | list | last %}{% if total is not defined %}无数据{% elif total.evaluated_rate is not none %}{{ total.evaluated_rate | percent }}{% else %}{{ total.evaluated_state | word('coverage_state') }}{% endif %}"
value.en = "{% set total = rows | selectattr('is_total') | list | last %}{% if total is not defined %}no data{% elif total.evaluated_rate is not none %}{{ total.evaluated_rate | percent }}{% else %}{{ total.evaluated_state | word('coverage_state') }}{% endif %}"
note.zh = "{% if rows %}已评价项目全年预算 ÷ 部门项目资金总额；{% for row in rows if not row.is_total %}{{ row.level | label('level') }}单位{% if row.evaluated_rate is not none %}{{ row.evaluated_rate | percent }}{% else %}{{ row.evaluated_state | word('coverage_state') }}{% endif %}{% if not loop.last %}、{% endif %}{% endfor %}{% else %}没有载入数据{% endif %}"
note.en = "{% if rows %}adjusted budget of evaluated projects ÷ project funds of the departments; {% for row in rows if not row.is_total %}{{ row.level | label('level') | lower }} {% if row.evaluated_rate is not none %}{{ row.evaluated_rate | percent }}{% else %}{{ row.evaluated_state | word('coverage_state') | lower }}{% endif %}{% if not loop.last %}, {% endif %}{% endfor %}{% else %}nothing is loaded{% endif %}"

[columns]
level = { zh = "单位级次", en = "Unit level", labels = { "1" = { zh = "一级", en = "Level 1" }, "2" = { zh = "二级", en = "Level 2" }, "3" = { zh = "三级", en = "Level 3" }, unknown = { zh = "未注明级次", en = "Level not stated" }, total = { zh = "合计", en = "All" } } }
units = { zh = "单位数", en = "Units", format = "count" }
units_evaluated = { zh = "开展评价单位数", en = "Units that evaluated", format = "count" }
units_without_data = { zh = "未报送单位数", en = "Units that sent nothing", format = "count" }
unit_rate = { zh = "单位覆盖率", en = "Share of units", format = "percent", state = "evaluated_state" }
projects = { zh = "项目数", en = "Projects", format = "count" }
project_amount = { zh = "项目资金总额", en = "Project funds", format = "money" }
evaluated_amount = { zh = "已评价金额", en = "Amount evaluated", format = "money" }
objective_rate = { zh = "目标覆盖率", en = "Objectives", format = "percent", state = "objective_state" }
objective_state = { zh = "绩效目标状态", en = "Objectives state", words = ["coverage_state"] }
monitoring_rate = { zh = "监控覆盖率", en = "Monitoring", format = "percent", state = "monitoring_state" }
monitoring_state = { zh = "运行监控状态", en = "Monitoring state", words = ["coverage_state"] }
self_evaluation_rate = { zh = "自评覆盖率", en = "Self-evaluation", format = "percent", state = "self_evaluation_state" }
self_evaluation_state = { zh = "单位自评状态", en = "Self-evaluation state", words = ["coverage_state"] }
evaluated_rate = { zh = "评价覆盖率", en = "Evaluated", format = "percent", state = "evaluated_state" }
evaluated_state = { zh = "评价状态", en = "Evaluated state", words = ["coverage_state"] }
units_from = { zh = "单位依据", en = "Units from", words = ["taken_from"] }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH roster AS (
  SELECT department_code, unit_code, MIN(unit_level) AS unit_level
  FROM organizations
  WHERE fiscal_year = $year AND NOT COALESCE(is_secret, FALSE)
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
  WHERE e.fiscal_year = $year AND e.budget_type IN ('general_public', 'government_fund', 'state_capital')
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
  SELECT DISTINCT COALESCE(unit_code, unit) AS unit_key FROM projects WHERE fiscal_year = $year
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
both AS (
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
  WHERE fiscal_year = $year
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
  FROM both AS b
  CROSS JOIN has_stages AS h
)
SELECT
  level,
  units,
  units_evaluated,
  units_without_data,
  CASE WHEN has_evaluations THEN CAST(100.0000000000 * units_evaluated / NULLIF(units, 0) AS DECIMAL(9, 2)) END AS unit_rate,
  projects,
  project_amount,
  CASE WHEN has_evaluations THEN evaluated_amount END AS evaluated_amount,
  CASE WHEN has_objectives AND objective_amount > 0 THEN CAST(100.0000000000 * objective_amount / NULLIF(initial_amount, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  COALESCE(without_projects, CASE WHEN initial_amount = 0 THEN 'no_projects' WHEN NOT has_objectives THEN 'no_data' WHEN objective_amount > 0 THEN 'rate' ELSE 'zero' END) AS objective_state,
  CASE WHEN has_monitoring AND monitored_amount > 0 THEN CAST(100.0000000000 * monitored_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  COALESCE(without_projects, CASE WHEN NOT has_monitoring THEN 'no_data' WHEN monitored_amount > 0 THEN 'rate' ELSE 'zero' END) AS monitoring_state,
  CASE WHEN has_self_evaluations AND self_evaluated_amount > 0 THEN CAST(100.0000000000 * self_evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  COALESCE(without_projects, CASE WHEN NOT has_self_evaluations THEN 'no_data' WHEN self_evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS self_evaluation_state,
  CASE WHEN has_evaluations AND evaluated_amount > 0 THEN CAST(100.0000000000 * evaluated_amount / NULLIF(project_amount, 0) AS DECIMAL(9, 2)) END AS evaluated_rate,
  COALESCE(without_projects, CASE WHEN NOT has_evaluations THEN 'no_data' WHEN evaluated_amount > 0 THEN 'rate' ELSE 'zero' END) AS evaluated_state,
  COALESCE(units_from, 'data') AS units_from,
  is_total
FROM stated
ORDER BY is_total, level
