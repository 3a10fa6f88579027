/*---
order = 6
title = { zh = "结余资金及其来源年度", en = "Idle funds by year of origin" }
question = { zh = "年底没有用完的钱有多少，其中多少是以前年度结转下来、又没有用掉的？", en = "How much was left at the end of the year, and how much of it had already been carried over?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "by", type = "text", default = "department", one_of = ["department", "budget_type", "category", "year"], about = { zh = "分组", en = "How projects are grouped" } },
]
needs = "idle"
total = "is_total"
chart = { kind = "stacked_bar", x = "group_name", y = ["from_this_year", "from_earlier_years"], format = "money" }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}{{ total.fiscal_year }}年，纳入范围项目结余{{ total.idle | amount }}，占全年预算的{{ total.idle_rate | percent }}，其中当年预算形成{{ total.from_this_year | amount }}，以前年度结转形成{{ total.from_earlier_years | amount }}（{{ total.aged_projects | count }}个项目）{% if total.unknown_projects %}；{{ total.unknown_projects | count }}个有结余的项目没有结转数，不知来源年度{% endif %}{% if total.carried_into_next is not none %}；结转到下年的{{ total.carried_into_next | amount }}{% endif %}。{% else %}没有载入可以计算结余的项目。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}In {{ total.fiscal_year }}, projects in scope left {{ total.idle | amount }} ({{ total.idle_rate | percent }} of their budgets): {{ total.from_this_year | amount }} of the year's own money and {{ total.from_earlier_years | amount }} that had been carried over before ({{ total.aged_projects | count }} projects){% if total.unknown_projects %}; {{ total.unknown_projects | count }} projects with idle money do not state what was carried over{% endif %}{% if total.carried_into_next is not none %}; {{ total.carried_into_next | amount }} was carried into the next year{% endif %}.{% else %}No project is loaded whose idle money could be computed.{% endif %}"""
notes = [
  { zh = "结余 = max(全年预算 − 执行数, 0)，逐项目、逐预算计算后相加；缺执行数的不计，社会保险基金的结余留存基金、不计。先用以前年度结转、后用当年预算：以前年度形成 = max(上年结转 − 执行数, 0)，其余为当年形成；没有上年结转数的来源不明。结转到下年 = 同一项目同一预算下一年度的上年结转数。", en = "Idle = max(adjusted budget − executed, 0), project by project and budget by budget, then added; those without an executed amount, and social insurance, whose surplus stays in its fund, are left out. Carried-over money is taken to be spent first: from earlier years = max(carried over − executed, 0), the rest is of this year; without a carried-over amount the origin is unknown. Carried into the next year = what the same project and budget state as carried over a year later." },
]

[columns]
group_name = { zh = "分组", en = "Group", words = ["budget_type", "taken_from"], missing = { zh = "未注明", en = "Not stated" } }
projects = { zh = "项目数", en = "Projects", format = "count" }
idle = { zh = "结余", en = "Idle", format = "money" }
idle_rate = { zh = "结余率", en = "Share of budget", format = "percent" }
from_this_year = { zh = "当年形成", en = "Of this year", format = "money" }
from_earlier_years = { zh = "以前年度形成", en = "Of earlier years", format = "money" }
origin_unknown = { zh = "来源不明", en = "Origin unknown", format = "money" }
earlier_share = { zh = "以前年度占比", en = "Earlier years' share", format = "percent" }
aged_projects = { zh = "有陈旧结余项目", en = "Projects with aged money", format = "count" }
unknown_projects = { zh = "来源不明项目", en = "Projects of unknown origin", format = "count", hidden = true }
carried_into_next = { zh = "结转到下年", en = "Carried into the next year", format = "money" }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    MAX(department) AS department,
    MAX(category) AS category,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(carried_over) > 0 THEN SUM(carried_over) END AS carried_over
  FROM project_years
  -- what insurance does not spend stays in its fund: it is no idle appropriation
  WHERE is_in_scope AND budget_type <> 'social_insurance'
  GROUP BY fiscal_year, project_code, budget_type
),
left_over AS (
  SELECT
    s.fiscal_year,
    s.project_code,
    CASE $by WHEN 'budget_type' THEN s.budget_type WHEN 'category' THEN s.category WHEN 'year' THEN 'all' ELSE s.department END AS group_name,
    s.adjusted_budget,
    s.executed,
    s.carried_over,
    CASE WHEN s.adjusted_budget > s.executed THEN s.adjusted_budget - s.executed ELSE 0 END AS idle,
    n.carried_over AS carried_into_next
  FROM spent AS s
  LEFT JOIN spent AS n
    ON n.fiscal_year = s.fiscal_year + 1 AND n.project_code = s.project_code AND n.budget_type = s.budget_type
  WHERE s.executed IS NOT NULL AND s.adjusted_budget IS NOT NULL AND ($year IS NULL OR s.fiscal_year = $year)
),
origins AS (
  SELECT
    *,
    -- never more than what is idle, nor less than nothing
    CASE WHEN carried_over IS NOT NULL THEN GREATEST(LEAST(carried_over - executed, idle), 0) END AS from_earlier_years
  FROM left_over
),
both AS (
  SELECT *, FALSE AS is_total FROM origins
  UNION ALL
  SELECT
    fiscal_year, project_code, 'total' AS group_name, adjusted_budget, executed, carried_over, idle, carried_into_next,
    from_earlier_years, TRUE AS is_total
  FROM origins
),
sums AS (
  SELECT
    fiscal_year,
    group_name,
    is_total,
    COUNT(DISTINCT project_code) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(idle) AS idle,
    COALESCE(SUM(CASE WHEN carried_over IS NOT NULL THEN idle - from_earlier_years END), 0) AS from_this_year,
    COALESCE(SUM(from_earlier_years), 0) AS from_earlier_years,
    COALESCE(SUM(CASE WHEN carried_over IS NULL THEN idle END), 0) AS origin_unknown,
    COUNT(DISTINCT CASE WHEN from_earlier_years > 0 THEN project_code END) AS aged_projects,
    COUNT(DISTINCT CASE WHEN carried_over IS NULL AND idle > 0 THEN project_code END) AS unknown_projects,
    SUM(carried_into_next) AS carried_into_next
  FROM both
  GROUP BY fiscal_year, group_name, is_total
)
SELECT
  fiscal_year,
  group_name,
  projects,
  adjusted_budget,
  executed,
  idle,
  CAST(100.0000000000 * idle / NULLIF(adjusted_budget, 0) AS DECIMAL(18, 2)) AS idle_rate,
  from_this_year,
  from_earlier_years,
  origin_unknown,
  CAST(100.0000000000 * from_earlier_years / NULLIF(idle, 0) AS DECIMAL(9, 2)) AS earlier_share,
  aged_projects,
  unknown_projects,
  carried_into_next,
  is_total
FROM sums
ORDER BY fiscal_year, is_total, idle DESC, group_name
