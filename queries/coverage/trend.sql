/*---
order = 6
title = { zh = "覆盖率年度变化", en = "Coverage over the years" }
question = { zh = "各环节的覆盖率逐年怎样变化，四本预算先后如何？", en = "How did coverage change from year to year, and which budget came when?" }
params = [
  { name = "measure", type = "text", default = "amount", one_of = ["amount", "count"], about = { zh = "按金额或按个数", en = "By amount or by count" } },
]
needs = "projects"
total = "is_total"
rows_printed = 60
chart = { kind = "line", x = "fiscal_year", y = ["objective_rate", "monitoring_rate", "self_evaluation_rate", "finance_evaluation_rate"], format = "percent", reference = 100.0, rows = { budget_type = ["all"] } }
finding.zh = """{% set totals = rows | selectattr('is_total') | list %}{% if totals | length > 1 %}{% set first = totals | first %}{% set last = totals | last %}{{ first.fiscal_year }}年至{{ last.fiscal_year }}年（四本预算简单合计），{% for name, rate, state in [('绩效目标覆盖率', 'objective_rate', 'objective_state'), ('运行监控覆盖率', 'monitoring_rate', 'monitoring_state'), ('单位自评覆盖率', 'self_evaluation_rate', 'self_evaluation_state')] %}{{ name }}由{% if first[rate] is not none %}{{ first[rate] | percent }}{% else %}“{{ first[state] | word('coverage_state') }}”{% endif %}到{% if last[rate] is not none %}{{ last[rate] | percent }}{% else %}“{{ last[state] | word('coverage_state') }}”{% endif %}{% if not loop.last %}，{% endif %}{% endfor %}。{% elif totals %}只有{{ totals[0].fiscal_year }}年一个年度的项目数据，无法比较年度变化。{% else %}没有载入项目数据，无法比较年度变化。{% endif %}"""
finding.en = """{% set totals = rows | selectattr('is_total') | list %}{% if totals | length > 1 %}{% set first = totals | first %}{% set last = totals | last %}From {{ first.fiscal_year }} to {{ last.fiscal_year }} (plain sum of the four budgets), {% for name, rate, state in [('objectives', 'objective_rate', 'objective_state'), ('monitoring', 'monitoring_rate', 'monitoring_state'), ('self-evaluation', 'self_evaluation_rate', 'self_evaluation_state')] %}{{ name }} went from {% if first[rate] is not none %}{{ first[rate] | percent }}{% else %}“{{ first[state] | word('coverage_state') | lower }}”{% endif %} to {% if last[rate] is not none %}{{ last[rate] | percent }}{% else %}“{{ last[state] | word('coverage_state') | lower }}”{% endif %}{% if not loop.last %}, {% endif %}{% endfor %}.{% elif totals %}Only {{ totals[0].fiscal_year }} has projects: there is no other year to compare with.{% else %}No projects are loaded: there are no years to compare.{% endif %}"""
notes = [
  { zh = "覆盖率 = 已开展该环节的项目金额 ÷ 纳入范围的项目金额；绩效目标按年初预算，其余按全年预算。合计为四本预算简单合计，未扣除预算之间的调入调出。结果应用的分母为评价结果需要应用的项目；部门评价、财政评价是抽选的份额，不以100%为准。某年某环节没有载入资料的为“无数据”，与“未覆盖”不同。", en = "Coverage = money of the projects that have the stage on record ÷ money of the projects in scope; objectives count initial budgets, the others adjusted ones. The total is the plain sum of the four budgets, transfers between them not taken out. Use of results counts projects whose result calls for action; department and finance evaluation are selections without a norm of 100 %. A stage of which nothing was loaded for a year is “no data”, which is not “nothing covered”." },
]

[columns]
budget_type = { words = ["budget_type", "taken_from"] }
projects = { zh = "项目数", en = "Projects", format = "count" }
objective_rate = { zh = "绩效目标", en = "Objectives", format = "percent", state = "objective_state" }
objective_state = { zh = "绩效目标状态", en = "Objectives state", words = ["coverage_state"] }
monitoring_rate = { zh = "运行监控", en = "Monitoring", format = "percent", state = "monitoring_state" }
monitoring_state = { zh = "运行监控状态", en = "Monitoring state", words = ["coverage_state"] }
self_evaluation_rate = { zh = "单位自评", en = "Self-evaluation", format = "percent", state = "self_evaluation_state" }
self_evaluation_state = { zh = "单位自评状态", en = "Self-evaluation state", words = ["coverage_state"] }
department_evaluation_rate = { zh = "部门评价", en = "Department evaluation", format = "percent", state = "department_evaluation_state" }
department_evaluation_state = { zh = "部门评价状态", en = "Department evaluation state", words = ["coverage_state"] }
finance_evaluation_rate = { zh = "财政评价", en = "Finance evaluation", format = "percent", state = "finance_evaluation_state" }
finance_evaluation_state = { zh = "财政评价状态", en = "Finance evaluation state", words = ["coverage_state"] }
result_use_rate = { zh = "结果应用", en = "Use of results", format = "percent", state = "result_use_state" }
result_use_state = { zh = "结果应用状态", en = "Use of results state", words = ["coverage_state"] }
disclosure_rate = { zh = "绩效公开", en = "Disclosure", format = "percent", state = "disclosure_state" }
disclosure_state = { zh = "绩效公开状态", en = "Disclosure state", words = ["coverage_state"] }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH weighed AS (
  SELECT
    *,
    CASE $measure WHEN 'count' THEN 1.00 ELSE initial_budget END AS initial_weight,
    CASE $measure WHEN 'count' THEN 1.00 ELSE adjusted_budget END AS weight
  FROM project_evidence
),
-- by project, so that the total counts one that stands in several budgets once
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
both AS (
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
  FROM both AS b
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
    CAST(100.0000000000 * covered / NULLIF(weight, 0) AS DECIMAL(9, 2)) AS rate
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
FROM both AS b
JOIN wide AS w ON w.fiscal_year = b.fiscal_year AND w.budget_type = b.budget_type
JOIN positions AS p ON p.budget_type = b.budget_type
ORDER BY b.fiscal_year, p.position
