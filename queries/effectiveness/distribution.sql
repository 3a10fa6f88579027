/*---
order = 2
title = { zh = "执行率分布", en = "How execution is distributed" }
question = { zh = "项目执行率集中在哪里？有多少资金几乎没有执行或超预算执行？", en = "Where do execution rates lie, and how much money is hardly spent or overspent?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "budget_type", type = "text", one_of = ["general_public", "government_fund", "state_capital", "social_insurance"], about = { zh = "只看一本预算", en = "One budget only" } },
]
needs = "projects"
chart = { kind = "grouped_bar", x = "band", y = ["share_of_projects", "share_of_budget"], format = "percent" }
finding.zh = """{% set known = rows | selectattr('median', 'number') | list %}{% if known %}{{ parameters.year }}年，纳入范围项目执行率（÷全年预算）的中位数为{{ known[0].median | percent }}，最低一成不超过{{ known[0].first_decile | percent }}，最高一成不低于{{ known[0].ninth_decile | percent }}{% for row in rows %}{% if row.band == 'over_150' and row.projects %}；超过150%的{{ row.projects | count }}个、{{ row.executed | amount }}{% endif %}{% if row.band == 'over_100' and row.projects %}；100%至150%的{{ row.projects | count }}个{% endif %}{% if row.band == 'none' and row.projects %}；完全没有执行的{{ row.projects | count }}个、{{ row.adjusted_budget | amount }}{% endif %}{% if row.band == 'no_base' and row.projects %}；全年预算为零、无法计算的{{ row.projects | count }}个{% endif %}{% endfor %}。{% else %}{{ parameters.year }}年没有可以计算执行率的项目。{% endif %}"""
finding.en = """{% set known = rows | selectattr('median', 'number') | list %}{% if known %}In {{ parameters.year }}, the median project executed {{ known[0].median | percent }} of its adjusted budget; the lowest tenth at most {{ known[0].first_decile | percent }}, the highest at least {{ known[0].ninth_decile | percent }}{% for row in rows %}{% if row.band == 'over_150' and row.projects %}; {{ row.projects | count }} projects spent more than 150% ({{ row.executed | amount }}){% endif %}{% if row.band == 'over_100' and row.projects %}; {{ row.projects | count }} lie between 100% and 150%{% endif %}{% if row.band == 'none' and row.projects %}; {{ row.projects | count }} with {{ row.adjusted_budget | amount }} spent nothing{% endif %}{% if row.band == 'no_base' and row.projects %}; {{ row.projects | count }} have no base{% endif %}{% endfor %}.{% else %}No project of {{ parameters.year }} has an execution rate.{% endif %}"""
notes = [
  { zh = "执行率A = 执行数 ÷ 全年预算数，每个项目一个；区间含上限不含下限。中位数和十分位数按项目个数、线性插值（第7型）。全年预算为零或缺失的无基数，缺执行数的单列。", en = "Rate A = executed ÷ adjusted budget, one a project; a band includes its upper limit. Median and deciles count projects, interpolated linearly (type 7). Projects with a budget of zero or none have no base; those without an executed amount stand apart." },
]

[columns]
position = { zh = "序号", en = "No", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
share_of_projects = { zh = "占项目数", en = "Share of projects", format = "percent" }
share_of_budget = { zh = "占全年预算", en = "Share of budgets", format = "percent" }
rate = { zh = "本组执行率", en = "Rate of the band", format = "percent" }
first_decile = { zh = "第一十分位", en = "First decile", format = "percent", hidden = true }
median = { zh = "中位数", en = "Median", format = "percent", hidden = true }
ninth_decile = { zh = "第九十分位", en = "Ninth decile", format = "percent", hidden = true }

[columns.band]
zh = "执行率区间"
en = "Band"

[columns.band.labels]
negative = { zh = "负数", en = "Negative" }
none = { zh = "0", en = "0" }
to_10 = { zh = "0–10%", en = "0–10%" }
to_20 = { zh = "10–20%", en = "10–20%" }
to_30 = { zh = "20–30%", en = "20–30%" }
to_40 = { zh = "30–40%", en = "30–40%" }
to_50 = { zh = "40–50%", en = "40–50%" }
to_60 = { zh = "50–60%", en = "50–60%" }
to_70 = { zh = "60–70%", en = "60–70%" }
to_80 = { zh = "70–80%", en = "70–80%" }
to_90 = { zh = "80–90%", en = "80–90%" }
to_100 = { zh = "90–100%", en = "90–100%" }
over_100 = { zh = "100–150%", en = "100–150%" }
over_150 = { zh = "150%以上", en = "Above 150%" }
no_base = { zh = "无基数", en = "No base" }
missing = { zh = "缺执行数", en = "No executed amount" }
---*/
WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = $year AND ($budget_type IS NULL OR budget_type = $budget_type)
  GROUP BY project_code
),
rated AS (
  SELECT
    project_code,
    adjusted_budget,
    executed,
    CASE WHEN adjusted_budget > 0 THEN CAST(100.0000000000 * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 6)) END AS rate
  FROM spent
),
banded AS (
  SELECT
    *,
    CASE
      WHEN executed IS NULL THEN 'missing'
      WHEN rate IS NULL THEN 'no_base'
      WHEN rate < 0 THEN 'negative'
      WHEN executed = 0 THEN 'none'
      WHEN rate <= 10 THEN 'to_10'
      WHEN rate <= 20 THEN 'to_20'
      WHEN rate <= 30 THEN 'to_30'
      WHEN rate <= 40 THEN 'to_40'
      WHEN rate <= 50 THEN 'to_50'
      WHEN rate <= 60 THEN 'to_60'
      WHEN rate <= 70 THEN 'to_70'
      WHEN rate <= 80 THEN 'to_80'
      WHEN rate <= 90 THEN 'to_90'
      WHEN rate <= 100 THEN 'to_100'
      WHEN rate <= 150 THEN 'over_100'
      ELSE 'over_150'
    END AS band
  FROM rated
),
ordered AS (
  SELECT
    rate,
    ROW_NUMBER() OVER (ORDER BY rate, project_code) AS place,
    COUNT(*) OVER () AS n
  FROM rated
  WHERE rate IS NOT NULL
),
-- type-7 quantiles: linear between the order statistics at (n − 1)q + 1
places AS (
  SELECT
    q.decile,
    o.rate,
    o.place,
    CAST(FLOOR((o.n - 1) * q.decile / 10.0) AS BIGINT) + 1 AS low_place,
    (o.n - 1) * q.decile % 10 AS tenths
  FROM ordered AS o
  CROSS JOIN (VALUES (1), (5), (9)) AS q (decile)
),
quantiles AS (
  SELECT
    decile,
    CAST(MAX(CASE WHEN place = low_place THEN rate END)
      + COALESCE(MAX(CASE WHEN place = low_place + 1 THEN rate END) - MAX(CASE WHEN place = low_place THEN rate END), 0)
      * MAX(tenths) / 10.0000 AS DECIMAL(18, 2)) AS rate
  FROM places
  GROUP BY decile
),
deciles AS (
  SELECT
    MAX(CASE WHEN decile = 1 THEN rate END) AS first_decile,
    MAX(CASE WHEN decile = 5 THEN rate END) AS median,
    MAX(CASE WHEN decile = 9 THEN rate END) AS ninth_decile
  FROM quantiles
),
bands (band, position) AS (
  VALUES
    ('negative', 1), ('none', 2), ('to_10', 3), ('to_20', 4), ('to_30', 5), ('to_40', 6), ('to_50', 7), ('to_60', 8),
    ('to_70', 9), ('to_80', 10), ('to_90', 11), ('to_100', 12), ('over_100', 13), ('over_150', 14), ('no_base', 15), ('missing', 16)
),
counted AS (
  SELECT
    band,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed
  FROM banded
  GROUP BY band
),
totals AS (
  SELECT COUNT(*) AS projects, SUM(adjusted_budget) AS adjusted_budget
  FROM banded
)
SELECT
  b.band,
  b.position,
  COALESCE(c.projects, 0) AS projects,
  CAST(100.0000000000 * COALESCE(c.projects, 0) / NULLIF(t.projects, 0) AS DECIMAL(9, 2)) AS share_of_projects,
  COALESCE(c.adjusted_budget, 0) AS adjusted_budget,
  CAST(100.0000000000 * COALESCE(c.adjusted_budget, 0) / NULLIF(t.adjusted_budget, 0) AS DECIMAL(9, 2)) AS share_of_budget,
  c.executed,
  CASE WHEN b.band NOT IN ('no_base', 'missing') THEN CAST(100.0000000000 * c.executed / NULLIF(c.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS rate,
  d.first_decile,
  d.median,
  d.ninth_decile
FROM bands AS b
CROSS JOIN totals AS t
CROSS JOIN deciles AS d
LEFT JOIN counted AS c ON c.band = b.band
ORDER BY b.position
