/*---
order = 15
title = { zh = "预算可信度（PEFA PI-1、PI-2.1）", en = "Budget reliability (PEFA PI-1 and PI-2.1)" }
question = { zh = "实际支出总额和结构偏离年初预算多远？", en = "How far do total spending and its composition depart from the initial budget?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "三年中的最后一年", en = "The last of the three years" } },
  { name = "by", type = "text", default = "function", one_of = ["function", "department"], about = { zh = "结构按功能分类（类）或部门", en = "Composition by function class or by department" } },
]
needs = "outturn"
total = "is_total"
chart = { kind = "grouped_bar", x = "fiscal_year", y = ["outturn", "variance"], format = "percent", reference = 100.0 }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% set years = rows | rejectattr('is_total') | selectattr('outturn', 'number') | list %}{% if years %}{% for row in years %}{{ row.fiscal_year }}年支出为年初预算的{{ row.outturn | percent }}、结构偏离{{ row.variance | percent }}{% if not loop.last %}，{% endif %}{% endfor %}{% if total.outturn_band != 'none' %}；三年中至少两年符合的等级：总额（PI-1）{{ total.outturn_band }}，结构（PI-2.1）{{ total.variance_band }}{% else %}；不足三年，不评等级{% endif %}。{% else %}{{ parameters.year }}年及前两年没有可以比较的年初预算和执行数。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% set years = rows | rejectattr('is_total') | selectattr('outturn', 'number') | list %}{% if years %}{% for row in years %}{{ row.fiscal_year }}: spending {{ row.outturn | percent }} of the initial budget, composition variance {{ row.variance | percent }}{% if not loop.last %}; {% endif %}{% endfor %}{% if total.outturn_band != 'none' %}. Met in at least two of the three years: PI-1 {{ total.outturn_band }}, PI-2.1 {{ total.variance_band }}{% else %}. Fewer than three years: no score{% endif %}.{% else %}Neither {{ parameters.year }} nor the two years before have initial budgets and executed amounts to compare.{% endif %}"""
notes = [
  { zh = "PEFA（2016年框架）：PI-1 支出偏离，A 为年初预算的95–105%，B 90–110%，C 85–115%；PI-2.1 结构偏离 = Σ|执行 − 调整预算ᵢ| ÷ Σ调整预算ᵢ，调整预算ᵢ = 年初预算ᵢ × Σ执行 ÷ Σ年初预算，不含预备费（227）和债务付息（232），A <5%，B <10%，C <15%；三年中至少两年。此处为载入的部门项目资金（含人员和公用），一般公共预算、政府性基金、国有资本经营；缺执行数的行两边都不计。", en = "PEFA (framework of 2016): PI-1 outturn, A 95–105 % of the initial budget, B 90–110 %, C 85–115 %; PI-2.1 composition variance = Σ|actual − adjustedᵢ| ÷ Σ adjustedᵢ, adjustedᵢ = approvedᵢ × Σ actual ÷ Σ approved, contingency (227) and interest (232) left out, A < 5 %, B < 10 %, C < 15 %; in at least two of three years. Here: the departments' money as loaded, personnel and running costs included, general public, fund and state capital; rows without an executed amount count on neither side." },
]

[columns]
fiscal_year = { missing = { zh = "三年", en = "Three years" } }
approved = { zh = "年初预算", en = "Initial budget", format = "money" }
outturn = { zh = "支出为年初预算", en = "Outturn", format = "percent" }
outturn_band = { zh = "总额等级", en = "PI-1", labels = { none = { zh = "不评", en = "Not scored" } } }
heads = { zh = "结构项数", en = "Heads", format = "count" }
variance = { zh = "结构偏离", en = "Composition variance", format = "percent" }
variance_band = { zh = "结构等级", en = "PI-2.1", labels = { none = { zh = "不评", en = "Not scored" } } }
missing = { zh = "缺执行数的行", en = "Rows without execution", format = "count" }
is_total = { zh = "是否三年", en = "Three years", hidden = true }
---*/
WITH departments AS (
  SELECT fiscal_year, project_code, MAX(department) AS department
  FROM projects
  WHERE fiscal_year BETWEEN $year - 2 AND $year
  GROUP BY fiscal_year, project_code
),
money AS (
  SELECT
    b.fiscal_year,
    COALESCE(CASE $by WHEN 'department' THEN d.department ELSE SUBSTR(b.function_code, 1, 3) END, '') AS head,
    SUBSTR(b.function_code, 1, 3) IN ('227', '232') AS is_left_out,
    b.initial_budget,
    b.executed
  FROM project_budgets AS b
  LEFT JOIN departments AS d ON d.fiscal_year = b.fiscal_year AND d.project_code = b.project_code
  WHERE b.fiscal_year BETWEEN $year - 2 AND $year AND b.budget_type IN ('general_public', 'government_fund', 'state_capital')
),
heads AS (
  SELECT
    fiscal_year,
    head,
    SUM(CASE WHEN executed IS NOT NULL THEN COALESCE(initial_budget, 0) END) AS approved,
    SUM(executed) AS executed,
    SUM(CASE WHEN executed IS NOT NULL AND NOT COALESCE(is_left_out, FALSE) THEN COALESCE(initial_budget, 0) END) AS approved_compared,
    SUM(CASE WHEN NOT COALESCE(is_left_out, FALSE) THEN executed END) AS executed_compared,
    COUNT(*) FILTER (WHERE executed IS NULL) AS missing
  FROM money
  GROUP BY fiscal_year, head
),
totals AS (
  SELECT
    fiscal_year,
    SUM(approved) AS approved,
    SUM(executed) AS executed,
    SUM(approved_compared) AS approved_compared,
    SUM(executed_compared) AS executed_compared,
    SUM(missing) AS missing,
    COUNT(approved_compared) AS heads
  FROM heads
  GROUP BY fiscal_year
),
-- Σ|aᵢ − pᵢ·A/P| ÷ A = Σ|aᵢ·P − pᵢ·A| ÷ (A·P), in doubles from exact sums
deviations AS (
  SELECT
    h.fiscal_year,
    SUM(ABS(CAST(h.executed_compared AS DOUBLE) - CAST(h.approved_compared AS DOUBLE) * CAST(t.executed_compared AS DOUBLE) / NULLIF(CAST(t.approved_compared AS DOUBLE), 0))) AS deviation
  FROM heads AS h
  JOIN totals AS t ON t.fiscal_year = h.fiscal_year
  GROUP BY h.fiscal_year
),
yearly AS (
  SELECT
    t.fiscal_year,
    t.approved,
    t.executed,
    t.heads,
    t.missing,
    CAST(100.0000000000 * t.executed / NULLIF(t.approved, 0) AS DECIMAL(18, 4)) AS outturn,
    CAST(ROUND(100 * d.deviation / NULLIF(CAST(t.executed_compared AS DOUBLE), 0), 4) AS DECIMAL(18, 4)) AS variance
  FROM totals AS t
  JOIN deviations AS d ON d.fiscal_year = t.fiscal_year
),
banded AS (
  SELECT
    *,
    CASE
      WHEN outturn IS NULL THEN 'none'
      WHEN outturn BETWEEN 95 AND 105 THEN 'A'
      WHEN outturn BETWEEN 90 AND 110 THEN 'B'
      WHEN outturn BETWEEN 85 AND 115 THEN 'C'
      ELSE 'D'
    END AS outturn_band,
    CASE
      WHEN variance IS NULL THEN 'none'
      WHEN variance < 5 THEN 'A'
      WHEN variance < 10 THEN 'B'
      WHEN variance < 15 THEN 'C'
      ELSE 'D'
    END AS variance_band
  FROM yearly
),
scored AS (
  SELECT
    COUNT(outturn) AS outturns,
    COUNT(variance) AS variances,
    SUM(approved) AS approved,
    SUM(executed) AS executed,
    SUM(missing) AS missing,
    CASE
      WHEN COUNT(outturn) < 3 THEN 'none'
      WHEN COUNT(*) FILTER (WHERE outturn_band = 'A') >= 2 THEN 'A'
      WHEN COUNT(*) FILTER (WHERE outturn_band IN ('A', 'B')) >= 2 THEN 'B'
      WHEN COUNT(*) FILTER (WHERE outturn_band IN ('A', 'B', 'C')) >= 2 THEN 'C'
      ELSE 'D'
    END AS outturn_band,
    CASE
      WHEN COUNT(variance) < 3 THEN 'none'
      WHEN COUNT(*) FILTER (WHERE variance_band = 'A') >= 2 THEN 'A'
      WHEN COUNT(*) FILTER (WHERE variance_band IN ('A', 'B')) >= 2 THEN 'B'
      WHEN COUNT(*) FILTER (WHERE variance_band IN ('A', 'B', 'C')) >= 2 THEN 'C'
      ELSE 'D'
    END AS variance_band
  FROM banded
  HAVING COUNT(*) > 0
),
both AS (
  SELECT
    fiscal_year, approved, executed, outturn, outturn_band, heads, variance, variance_band, missing, FALSE AS is_total
  FROM banded
  UNION ALL
  SELECT
    CAST(NULL AS INT) AS fiscal_year,
    approved,
    executed,
    CAST(NULL AS DECIMAL(18, 4)) AS outturn,
    outturn_band,
    CAST(NULL AS BIGINT) AS heads,
    CAST(NULL AS DECIMAL(18, 4)) AS variance,
    variance_band,
    missing,
    TRUE AS is_total
  FROM scored
)
SELECT
  fiscal_year,
  CAST(approved AS DECIMAL(38, 2)) AS approved,
  CAST(executed AS DECIMAL(38, 2)) AS executed,
  CAST(outturn AS DECIMAL(18, 2)) AS outturn,
  outturn_band,
  heads,
  CAST(variance AS DECIMAL(18, 2)) AS variance,
  variance_band,
  missing,
  is_total
FROM both
ORDER BY is_total, fiscal_year
