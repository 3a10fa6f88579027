/*---
order = 1
title = { zh = "四本预算绩效管理覆盖率", en = "Coverage by budget" }
question = { zh = "四本预算的资金，逐环节有多大比例纳入绩效管理？", en = "What share of each budget's money is under performance management, stage by stage?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "basis", type = "text", default = "stage", one_of = ["stage", "initial", "adjusted", "executed"], about = { zh = "金额口径：stage 为各环节自身口径", en = "Money basis; `stage` is each stage's own" } },
  { name = "measure", type = "text", default = "amount", one_of = ["amount", "count"], about = { zh = "按金额或按个数", en = "By amount or by count" } },
]
needs = "projects"
chart = { kind = "grouped_bar", x = "budget_type", y = ["objective_rate", "monitoring_rate", "self_evaluation_rate", "finance_evaluation_rate"], format = "percent", reference = 100.0, only = "projects" }
finding.zh = """{% set named = rows | selectattr('projects') | rejectattr('budget_type', 'equalto', 'off_budget') | list %}{% if named %}{{ parameters.year }}年，{% for row in named %}{{ row.budget_type | word('budget_type') }}纳入绩效管理范围的项目{{ row.projects | count }}个、年初预算{{ row.initial_budget | amount }}，{% if row.objective_rate is not none %}绩效目标覆盖率{{ row.objective_rate | percent }}{% else %}绩效目标{{ row.objective_state | word('coverage_state') }}{% endif %}，{% if row.self_evaluation_rate is not none %}单位自评覆盖率{{ row.self_evaluation_rate | percent }}{% else %}单位自评{{ row.self_evaluation_state | word('coverage_state') }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}{{ parameters.year }}年没有载入项目数据，无法计算四本预算的覆盖率。{% endif %}"""
finding.en = """{% set named = rows | selectattr('projects') | rejectattr('budget_type', 'equalto', 'off_budget') | list %}{% if named %}In {{ parameters.year }}, {% for row in named %}the {{ row.budget_type | word('budget_type') | lower }} had {{ row.projects | count }} projects in scope with an initial budget of {{ row.initial_budget | amount }}: objectives {% if row.objective_rate is not none %}cover {{ row.objective_rate | percent }}{% else %}– {{ row.objective_state | word('coverage_state') | lower }}{% endif %}, self-evaluation {% if row.self_evaluation_rate is not none %}covers {{ row.self_evaluation_rate | percent }}{% else %}– {{ row.self_evaluation_state | word('coverage_state') | lower }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}No projects are loaded for {{ parameters.year }}, so that no coverage can be computed.{% endif %}"""
notes = [
  { zh = "覆盖率 = 已开展该环节的项目金额 ÷ 纳入范围的项目金额。纳入范围的是特定目标类、其他运转类项目和社会保险险种，不含人员类、公用经费和涉密项目；绩效目标按年初预算，其余环节按全年预算。事前评估的分母为新增项目和重点项目，结果应用的分母为评价结果需要应用的项目。财政专户及单位资金不属于四本预算，单列金额，不计覆盖率。", en = "Coverage = money of the projects that have the stage on record ÷ money of the projects in scope. In scope: specific-purpose and other operating projects and insurance schemes; not personnel, running costs or secret projects. Objectives count initial budgets, the other stages adjusted ones. Ex-ante assessment counts new and key projects only, use of results those whose result calls for action. Units' own money is outside the four budgets: shown, but no coverage is computed." },
  { zh = "未覆盖：有应开展的项目，但一个也没有开展；无数据：该环节的资料没有载入；不适用、无此业务、无适用项目：没有应开展的项目。", en = "Nothing covered: projects should have the stage, none has. No data: nothing of the stage is loaded. Not applicable, no such business, no projects: there is nothing that should have it." },
]

[headline]
label = { zh = "一般公共预算绩效目标覆盖率", en = "Objectives, general public budget" }
value.zh = "{% for row in rows if row.budget_type == 'general_public' %}{% if row.objective_rate is not none %}{{ row.objective_rate | percent }}{% elif row.objective_state == 'no_projects' and not row.projects %}无数据{% else %}{{ row.objective_state | word('coverage_state') }}{% endif %}{% endfor %}"
value.en = "{% for row in rows if row.budget_type == 'general_public' %}{% if row.objective_rate is not none %}{{ row.objective_rate | percent }}{% elif row.objective_state == 'no_projects' and not row.projects %}No data{% else %}{{ row.objective_state | word('coverage_state') }}{% endif %}{% endfor %}"
note.zh = "有绩效目标的项目年初预算 ÷ 纳入范围的项目年初预算"
note.en = "initial budget of projects with objectives ÷ initial budget of all projects in scope"

[columns]
projects = { zh = "项目数", en = "Projects", format = "count" }
secret_projects = { zh = "涉密项目数", en = "Secret projects", format = "count", hidden = true }
ex_ante_rate = { zh = "事前评估", en = "Ex-ante", format = "percent", state = "ex_ante_state" }
ex_ante_state = { zh = "事前评估状态", en = "Ex-ante state", words = ["coverage_state"] }
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
evidence = { zh = "无业务依据", en = "Evidence of no business", words = ["scope_evidence"], hidden = true }
table_project_spending = { zh = "部门预算表项目支出", en = "Project spending of budget tables", format = "money", hidden = true }
reconciliation_difference = { zh = "核对差额", en = "Difference", format = "money", hidden = true }
---*/
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
  WHERE fiscal_year = $year
),
cells AS (
  SELECT
    budget_type,
    stage,
    COUNT(*) AS projects,
    SUM(CASE $basis WHEN 'initial' THEN initial_budget WHEN 'adjusted' THEN adjusted_budget WHEN 'executed' THEN executed ELSE amount END) AS amount,
    COUNT(*) FILTER (WHERE is_covered) AS projects_covered,
    SUM(CASE $basis WHEN 'initial' THEN initial_budget WHEN 'adjusted' THEN adjusted_budget WHEN 'executed' THEN executed ELSE amount END)
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
    WHERE fiscal_year = $year
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
  WHERE fiscal_year = $year
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
  WHERE fiscal_year = $year
  GROUP BY budget_type
),
-- whether anything of a stage was loaded for the year, for whatever project
loaded AS (
  SELECT stage FROM loaded_stages WHERE fiscal_year = $year
),
declared AS (
  SELECT budget_type, stage, MIN(declared) AS declared
  FROM stage_scope
  WHERE fiscal_year = $year
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
      -- everything secret, or every scheme pooled at a higher level
      WHEN COALESCE(a.projects, 0) = 0 AND (a.secret_projects > 0 OR a.pooled_schemes > 0) THEN 'not_applicable'
      -- the tables show project spending, and no project of it was loaded
      WHEN COALESCE(a.projects, 0) = 0 AND l.project_rows > 0 THEN 'no_data'
      WHEN COALESCE(CASE $measure WHEN 'count' THEN c.projects ELSE c.amount END, 0) = 0 THEN 'no_projects'
      WHEN d.declared = 'not_required' THEN 'not_applicable'
      WHEN o.stage IS NULL AND d.declared IS NULL THEN 'no_data'
      WHEN c.projects_covered = 0 THEN 'zero'
      ELSE 'rate'
    END AS state,
    CASE $measure
      WHEN 'count' THEN CAST(100.0000000000 * c.projects_covered / NULLIF(c.projects, 0) AS DECIMAL(9, 2))
      ELSE CAST(100.0000000000 * COALESCE(c.amount_covered, 0) / NULLIF(c.amount, 0) AS DECIMAL(9, 2))
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
