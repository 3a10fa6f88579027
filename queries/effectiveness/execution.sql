/*---
order = 1
title = { zh = "预算执行率", en = "Budget execution" }
question = { zh = "项目预算执行进度如何？哪些超预算执行，哪些没有预算基数？", en = "How far were budgets executed, which projects spent beyond them, and which have no base to compare with?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "by", type = "text", default = "budget_type", one_of = ["budget_type", "department", "category"], about = { zh = "分组", en = "How projects are grouped" } },
]
needs = "projects"
total = "is_total"
chart = { kind = "grouped_bar", x = "group_name", y = ["rate_a", "rate_b"], format = "percent", reference = 100.0 }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}{{ total.fiscal_year }}年，纳入范围的项目{{ total.projects | count }}个，全年预算{{ total.adjusted_budget | amount }}，执行{{ total.executed | amount }}，执行率{{ total.rate_a | percent }}（÷全年预算），相当于年初预算的{{ total.rate_b | percent }}；执行率超过100%的项目{{ total.over_100 | count }}个{% if total.undefined_projects %}；全年预算为零而有支出的{{ total.undefined_projects | count }}个、{{ total.undefined_executed | amount }}{% endif %}{% if total.missing_projects %}；缺执行数的{{ total.missing_projects | count }}个{% endif %}。{% else %}没有载入项目执行数据，无法计算执行率。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}In {{ total.fiscal_year }}, {{ total.projects | count }} projects executed {{ total.executed | amount }} of an adjusted budget of {{ total.adjusted_budget | amount }}: {{ total.rate_a | percent }} of the adjusted and {{ total.rate_b | percent }} of the initial budget; {{ total.over_100 | count }} spent more than their budget{% if total.undefined_projects %}; {{ total.undefined_projects | count }} spent {{ total.undefined_executed | amount }} without any{% endif %}{% if total.missing_projects %}; {{ total.missing_projects | count }} report no executed amount{% endif %}.{% else %}No execution is loaded, so that no rate can be computed.{% endif %}"""
notes = [
  { zh = "执行率A = 执行数 ÷ 全年预算数（财预〔2020〕10号自评口径）；执行率B = 执行数 ÷ 年初预算数；执行率C = 执行数 ÷ 实际到位数。各组按合计数相除。缺执行数的项目不计入分子和分母，基数为零的不计入比率，二者均单列。", en = "Rate A = executed ÷ adjusted budget (文号 财预〔2020〕10号, self-evaluation); rate B = executed ÷ initial budget; rate C = executed ÷ money received. Groups are sums over sums. Projects without an executed amount count in neither, projects with a base of zero in no rate; both are listed apart." },
]

[headline]
label = { zh = "项目预算执行率", en = "Execution of project budgets" }
value.zh = "{% set total = rows | selectattr('is_total') | list | last %}{{ total.rate_a | percent if total is defined else '无数据' }}"
value.en = "{% set total = rows | selectattr('is_total') | list | last %}{{ total.rate_a | percent if total is defined else 'no data' }}"
note.zh = "执行数 ÷ 全年预算数，纳入范围的全部项目"
note.en = "executed ÷ adjusted budget, all projects in scope"

[columns]
group_name = { zh = "分组", en = "Group", words = ["budget_type", "taken_from"] }
projects = { zh = "项目数", en = "Projects", format = "count" }
rate_a = { zh = "执行率A（÷全年预算）", en = "Rate A (of adjusted)", format = "percent" }
rate_b = { zh = "执行率B（÷年初预算）", en = "Rate B (of initial)", format = "percent" }
rate_c = { zh = "执行率C（÷到位数）", en = "Rate C (of received)", format = "percent" }
over_100 = { zh = "超预算项目", en = "Above 100%", format = "count" }
over_150 = { zh = "超一百五项目数", en = "Above 150%", format = "count", hidden = true }
undefined_projects = { zh = "无基数项目", en = "Without a base", format = "count" }
undefined_executed = { zh = "无基数执行数", en = "Executed without a base", format = "money", hidden = true }
missing_projects = { zh = "缺执行数项目", en = "No executed amount", format = "count" }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    CASE $by WHEN 'department' THEN department WHEN 'category' THEN category ELSE budget_type END AS group_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    -- a project of which a part has no executed amount has none as a whole
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM project_years
  WHERE is_in_scope AND ($year IS NULL OR fiscal_year = $year)
  GROUP BY
    fiscal_year,
    project_code,
    CASE $by WHEN 'department' THEN department WHEN 'category' THEN category ELSE budget_type END
),
rows_and_total AS (
  SELECT FALSE AS is_total, * FROM spent
  UNION ALL
  SELECT
    TRUE AS is_total,
    fiscal_year,
    project_code,
    'total' AS group_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM spent
  GROUP BY fiscal_year, project_code
)
SELECT
  fiscal_year,
  group_name,
  COUNT(DISTINCT project_code) AS projects,
  SUM(initial_budget) AS initial_budget,
  SUM(adjusted_budget) AS adjusted_budget,
  SUM(executed) AS executed,
  CAST(100.0000000000 * SUM(executed) FILTER (WHERE adjusted_budget > 0)
    / NULLIF(SUM(adjusted_budget) FILTER (WHERE adjusted_budget > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_a,
  CAST(100.0000000000 * SUM(executed) FILTER (WHERE initial_budget > 0)
    / NULLIF(SUM(initial_budget) FILTER (WHERE initial_budget > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_b,
  CAST(100.0000000000 * SUM(executed) FILTER (WHERE received > 0)
    / NULLIF(SUM(received) FILTER (WHERE received > 0 AND executed IS NOT NULL), 0) AS DECIMAL(9, 2)) AS rate_c,
  COUNT(*) FILTER (WHERE executed > adjusted_budget AND adjusted_budget > 0) AS over_100,
  COUNT(*) FILTER (WHERE executed > 1.5 * adjusted_budget AND adjusted_budget > 0) AS over_150,
  COUNT(*) FILTER (WHERE COALESCE(adjusted_budget, 0) <= 0 AND executed <> 0) AS undefined_projects,
  COALESCE(SUM(executed) FILTER (WHERE COALESCE(adjusted_budget, 0) <= 0), 0) AS undefined_executed,
  COUNT(*) FILTER (WHERE executed IS NULL) AS missing_projects,
  is_total
FROM rows_and_total
GROUP BY fiscal_year, group_name, is_total
ORDER BY fiscal_year, is_total, group_name
