/*---
order = 5
title = { zh = "分行业领域覆盖率", en = "Coverage by sector" }
question = { zh = "各行业领域的项目资金有多大比例纳入绩效管理？", en = "What share of each sector's project funds is under performance management?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "by", type = "text", default = "sector", one_of = ["sector", "funding_level", "debt_kind", "theme", "category", "department", "budget_type"], about = { zh = "分组：行业领域、预算级次、债务类型、主题、项目类别、部门、预算类型", en = "How projects are grouped" } },
  { name = "measure", type = "text", default = "amount", one_of = ["amount", "count"], about = { zh = "按金额或按个数", en = "By amount or by count" } },
]
report = [
  {},
  { parameters = { by = "funding_level" }, title = { zh = "转移支付项目覆盖率", en = "Coverage of transfers" }, question = { zh = "本级资金、上级转移支付、对下转移支付分别有多大比例纳入绩效管理？", en = "What share of local money, of transfers from above and of transfers to below is under performance management?" } },
  { parameters = { by = "debt_kind" }, title = { zh = "债券资金项目覆盖率", en = "Coverage of debt-funded projects" }, question = { zh = "一般债券、专项债券、特别国债项目分别有多大比例纳入绩效管理？", en = "What share of the projects that bonds pay for is under performance management?" } },
]
needs = "projects"
chart = { kind = "horizontal_bar", x = "group_name", y = ["objective_rate", "self_evaluation_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% if rows %}{{ parameters.year }}年，{% for row in rows[:8] %}{{ row.group_name | label('group_name') }}项目{{ row.projects | count }}个、{{ row.amount | amount }}，{% if row.objective_rate is not none %}绩效目标覆盖{{ row.objective_rate | percent }}{% else %}绩效目标{{ row.objective_state | word('coverage_state') }}{% endif %}，{% if row.self_evaluation_rate is not none %}单位自评覆盖{{ row.self_evaluation_rate | percent }}{% else %}单位自评{{ row.self_evaluation_state | word('coverage_state') }}{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}{% if rows | length > 8 %}；其余{{ rows | length - 8 }}组见表{% endif %}。{% else %}{{ parameters.year }}年没有载入纳入范围的项目，无法分组计算覆盖率。{% endif %}"""
finding.en = """{% if rows %}In {{ parameters.year }}: {% for row in rows[:8] %}{{ row.group_name | label('group_name') }}, {{ row.projects | count }} projects with {{ row.amount | amount }}: objectives {% if row.objective_rate is not none %}{{ row.objective_rate | percent }}{% else %}{{ row.objective_state | word('coverage_state') | lower }}{% endif %}, self-evaluation {% if row.self_evaluation_rate is not none %}{{ row.self_evaluation_rate | percent }}{% else %}{{ row.self_evaluation_state | word('coverage_state') | lower }}{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}{% if rows | length > 8 %}; the other {{ rows | length - 8 }} groups are in the table{% endif %}.{% else %}No projects in scope are loaded for {{ parameters.year }}, so that nothing can be grouped.{% endif %}"""
notes = [
  { zh = "覆盖率 = 已开展该环节的项目金额 ÷ 本组纳入范围的项目金额；绩效目标按年初预算，其余按全年预算。一个项目的资金分属几组（如本级资金和上级转移支付）的，金额分列，个数在各组各计一次。未注明的和社会保险基金单列。财政评价的覆盖率是抽选的份额，不以100%为准。", en = "Coverage = money of the projects that have the stage on record ÷ money of the group's projects in scope; objectives count initial budgets, the others adjusted ones. Money of one project in several groups (local and transferred) is divided, the project counted in each. Projects that state no group, and social insurance, stand apart. The share of finance evaluation is a selection and has no norm of 100 %." },
]

[columns]
group_name = { zh = "分组", en = "Group", words = ["funding_level", "debt_kind", "budget_type", "category"], labels = { not_stated = { zh = "未注明", en = "Not stated" }, no_debt = { zh = "非债券资金", en = "Not debt-funded" } } }
projects = { zh = "项目数", en = "Projects", format = "count" }
amount = { zh = "全年预算", en = "Adjusted budget", format = "money" }
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
---*/
WITH money AS (
  SELECT
    project_code,
    budget_type,
    CASE
      -- schemes have neither sector nor level: they stand apart
      WHEN budget_type = 'social_insurance' AND $by <> 'department' THEN 'social_insurance'
      WHEN $by = 'funding_level' THEN COALESCE(funding_level, 'not_stated')
      WHEN $by = 'debt_kind' THEN COALESCE(debt_kind, 'no_debt')
      WHEN $by = 'theme' THEN COALESCE(theme, 'not_stated')
      WHEN $by = 'category' THEN COALESCE(category, 'not_stated')
      WHEN $by = 'department' THEN COALESCE(department, 'not_stated')
      WHEN $by = 'budget_type' THEN budget_type
      ELSE COALESCE(sector, 'not_stated')
    END AS group_name,
    initial_budget,
    adjusted_budget
  FROM project_years
  WHERE is_in_scope AND fiscal_year = $year
),
-- what a project weighs: its money, or itself once in each group
weighed AS (
  SELECT
    m.group_name,
    m.project_code,
    BOOL_OR(e.has_objective) AS has_objective,
    BOOL_OR(e.has_monitoring) AS has_monitoring,
    BOOL_OR(e.has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(e.has_department_evaluation) AS has_department_evaluation,
    BOOL_OR(e.has_finance_evaluation) AS has_finance_evaluation,
    SUM(m.adjusted_budget) AS amount,
    CASE $measure WHEN 'count' THEN 1.00 ELSE SUM(m.initial_budget) END AS initial_weight,
    CASE $measure WHEN 'count' THEN 1.00 ELSE SUM(m.adjusted_budget) END AS weight
  FROM money AS m
  JOIN project_evidence AS e
    ON e.fiscal_year = $year AND e.project_code = m.project_code AND e.budget_type = m.budget_type
  GROUP BY m.group_name, m.project_code
),
sums AS (
  SELECT
    group_name,
    COUNT(*) AS projects,
    SUM(amount) AS amount,
    SUM(initial_weight) AS initial_weight,
    SUM(weight) AS weight,
    COALESCE(SUM(CASE WHEN has_objective THEN initial_weight END), 0) AS objective,
    COALESCE(SUM(CASE WHEN has_monitoring THEN weight END), 0) AS monitoring,
    COALESCE(SUM(CASE WHEN has_self_evaluation THEN weight END), 0) AS self_evaluation,
    COALESCE(SUM(CASE WHEN has_department_evaluation THEN weight END), 0) AS department_evaluation,
    COALESCE(SUM(CASE WHEN has_finance_evaluation THEN weight END), 0) AS finance_evaluation
  FROM weighed
  GROUP BY group_name
),
loaded AS (
  SELECT
    COUNT(*) FILTER (WHERE stage = 'objective') > 0 AS objective,
    COUNT(*) FILTER (WHERE stage = 'monitoring') > 0 AS monitoring,
    COUNT(*) FILTER (WHERE stage = 'self_evaluation') > 0 AS self_evaluation,
    COUNT(*) FILTER (WHERE stage = 'department_evaluation') > 0 AS department_evaluation,
    COUNT(*) FILTER (WHERE stage = 'finance_evaluation') > 0 AS finance_evaluation
  FROM loaded_stages
  WHERE fiscal_year = $year
),
stated AS (
  SELECT
    s.*,
    CASE WHEN COALESCE(s.initial_weight, 0) = 0 THEN 'no_projects' WHEN NOT l.objective THEN 'no_data' WHEN s.objective = 0 THEN 'zero' ELSE 'rate' END AS objective_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.monitoring THEN 'no_data' WHEN s.monitoring = 0 THEN 'zero' ELSE 'rate' END AS monitoring_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.self_evaluation THEN 'no_data' WHEN s.self_evaluation = 0 THEN 'zero' ELSE 'rate' END AS self_evaluation_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.department_evaluation THEN 'no_data' WHEN s.department_evaluation = 0 THEN 'zero' ELSE 'rate' END AS department_evaluation_state,
    CASE WHEN COALESCE(s.weight, 0) = 0 THEN 'no_projects' WHEN NOT l.finance_evaluation THEN 'no_data' WHEN s.finance_evaluation = 0 THEN 'zero' ELSE 'rate' END AS finance_evaluation_state
  FROM sums AS s
  CROSS JOIN loaded AS l
)
SELECT
  group_name,
  projects,
  amount,
  CASE WHEN objective_state = 'rate' THEN CAST(100.0000000000 * objective / NULLIF(initial_weight, 0) AS DECIMAL(9, 2)) END AS objective_rate,
  objective_state,
  CASE WHEN monitoring_state = 'rate' THEN CAST(100.0000000000 * monitoring / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS monitoring_rate,
  monitoring_state,
  CASE WHEN self_evaluation_state = 'rate' THEN CAST(100.0000000000 * self_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS self_evaluation_rate,
  self_evaluation_state,
  CASE WHEN department_evaluation_state = 'rate' THEN CAST(100.0000000000 * department_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS department_evaluation_rate,
  department_evaluation_state,
  CASE WHEN finance_evaluation_state = 'rate' THEN CAST(100.0000000000 * finance_evaluation / NULLIF(weight, 0) AS DECIMAL(9, 2)) END AS finance_evaluation_rate,
  finance_evaluation_state
FROM stated
ORDER BY amount DESC NULLS LAST, group_name
