/*---
order = 1
title = { zh = "预算执行率", en = "Budget execution" }
question = { zh = "钱花出去了吗？哪些项目超预算执行、哪些没有预算基数？", en = "Was the money spent? Which projects spent beyond their budget, which have no base to compare with?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "by", type = "text", default = "budget_type", one_of = ["budget_type", "department", "category"], about = { zh = "分组", en = "How projects are grouped" } },
]
chart = { kind = "grouped_bar", x = "group_name", y = ["rate_a", "rate_b"], format = "percent", reference = 100.0 }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}{{ total.fiscal_year }}年项目支出全年预算{{ total.adjusted_budget | wan }}万元，执行{{ total.executed | wan }}万元，执行率（÷全年预算）{{ total.rate_a | percent }}，较年初预算{{ total.rate_b | percent }}；执行率超过100%的项目{{ total.over_100 | count }}个，全年预算为零而有支出的{{ total.undefined_projects | count }}个、{{ total.undefined_executed | wan }}万元。{% else %}没有载入项目执行数据。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}In {{ total.fiscal_year }} projects executed {{ total.executed | wan }} of {{ total.adjusted_budget | wan }} (10,000 yuan): {{ total.rate_a | percent }} of the adjusted and {{ total.rate_b | percent }} of the initial budget; {{ total.over_100 | count }} projects spent more than their budget, {{ total.undefined_projects | count }} spent {{ total.undefined_executed | wan }} without any.{% else %}No execution is loaded.{% endif %}"""
notes = [
  { zh = "执行率A = 执行数 ÷ 全年预算数（财预〔2020〕10号自评口径）；B = 执行数 ÷ 年初预算数；C = 执行数 ÷ 实际到位数。各组为合计之比；缺执行数的项目不计入分子分母，单列个数；基数为零的项目不计入比率，单列金额。", en = "Rate A = executed ÷ adjusted (财预〔2020〕10号, self-evaluation); B = executed ÷ initial; C = executed ÷ received. Groups are sums over sums; projects without an executed amount are left out of both and counted apart, as are those whose base is zero, with their money." },
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
rate_a = { zh = "执行率A", en = "Rate A", format = "percent" }
rate_b = { zh = "执行率B", en = "Rate B", format = "percent" }
rate_c = { zh = "执行率C", en = "Rate C", format = "percent" }
over_100 = { zh = "超百项目数", en = "Above 100%", format = "count" }
over_150 = { zh = "超一百五项目数", en = "Above 150%", format = "count" }
undefined_projects = { zh = "无基数项目数", en = "Without a base", format = "count" }
undefined_executed = { zh = "无基数执行数", en = "Executed without a base", format = "money" }
missing_projects = { zh = "缺执行数项目数", en = "Without an executed amount", format = "count" }
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
