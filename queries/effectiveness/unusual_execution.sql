/*---
order = 4
title = { zh = "执行异常项目", en = "Unusual execution" }
question = { zh = "哪些项目没有预算基数却有支出、支出超过预算一半以上、净退款或分文未动？", en = "Which projects spent without a base, more than half beyond their budget, less than nothing, or nothing at all?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "limit_rate", type = "number", default = 150.0, about = { zh = "执行率超过此数（%）列出", en = "Rates above this are listed, in percent" } },
]
rows_printed = 20
finding.zh = """{% if rows %}{{ parameters.year ~ '年，' if parameters.year is defined }}{% for group in rows | groupby('kind_position') %}{{ group.list[0].kind | label('kind') }}的项目{{ group.list | length | count }}个{% if not loop.last %}，{% endif %}{% endfor %}，逐项列示。{% else %}{{ parameters.year ~ '年' if parameters.year is defined }}没有发现无基数、超预算过多、净退款或分文未动的项目。{% endif %}"""
finding.en = """{% if rows %}{{ 'In ' ~ parameters.year ~ ': ' if parameters.year is defined }}{% for group in rows | groupby('kind_position') %}{{ group.list[0].kind | label('kind') }} {{ group.list | length | count }}{% if not loop.last %}, {% endif %}{% endfor %}; each is listed.{% else %}No project{{ ' of ' ~ parameters.year if parameters.year is defined }} was found without a base, far beyond its budget, below zero or untouched.{% endif %}"""
notes = [
  { zh = "执行率A = 执行数 ÷ 全年预算数，B = 执行数 ÷ 年初预算数，C = 执行数 ÷ 实际到位数；基数为零或缺失的不计算比率，金额照列。", en = "Rate A = executed ÷ adjusted budget, B = executed ÷ initial budget, C = executed ÷ received; where the base is zero or missing there is no rate, and the amounts are listed." },
]

[columns]
kind_position = { zh = "序号", en = "No", format = "number", hidden = true }
kind = { zh = "情况", en = "What", labels = { no_base = { zh = "无预算而有支出", en = "Spending without a budget" }, over_limit = { zh = "超预算过多", en = "Far beyond the budget" }, negative = { zh = "净退款", en = "Less than nothing" }, untouched = { zh = "分文未动", en = "Nothing spent" } } }
rate_a = { zh = "执行率A", en = "Rate A", format = "percent" }
rate_b = { zh = "执行率B", en = "Rate B", format = "percent" }
rate_c = { zh = "执行率C", en = "Rate C", format = "percent" }
project_code = { hidden = true }
---*/
WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    MAX(department) AS department,
    MAX(unit) AS unit,
    MAX(project_name) AS project_name,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(*) = COUNT(received) THEN SUM(received) END AS received
  FROM project_years
  WHERE is_in_scope AND ($year IS NULL OR fiscal_year = $year)
  GROUP BY fiscal_year, project_code
),
judged AS (
  SELECT
    *,
    CASE
      WHEN COALESCE(adjusted_budget, 0) <= 0 AND executed <> 0 THEN 'no_base'
      WHEN executed < 0 THEN 'negative'
      WHEN executed * 100 > $limit_rate * adjusted_budget THEN 'over_limit'
      WHEN executed = 0 AND adjusted_budget > 0 THEN 'untouched'
    END AS kind
  FROM spent
)
SELECT
  fiscal_year,
  CASE kind WHEN 'no_base' THEN 1 WHEN 'over_limit' THEN 2 WHEN 'negative' THEN 3 ELSE 4 END AS kind_position,
  kind,
  department,
  unit,
  project_code,
  project_name,
  initial_budget,
  adjusted_budget,
  executed,
  received,
  CASE WHEN adjusted_budget > 0 THEN CAST(100.0000000000 * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 2)) END AS rate_a,
  CASE WHEN initial_budget > 0 THEN CAST(100.0000000000 * executed / NULLIF(initial_budget, 0) AS DECIMAL(24, 2)) END AS rate_b,
  CASE WHEN received > 0 THEN CAST(100.0000000000 * executed / NULLIF(received, 0) AS DECIMAL(24, 2)) END AS rate_c
FROM judged
WHERE kind IS NOT NULL
ORDER BY fiscal_year, kind_position, executed DESC, adjusted_budget DESC, project_code
