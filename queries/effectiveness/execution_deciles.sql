/*---
order = 3
title = { zh = "执行率十等分", en = "Deciles of execution" }
question = { zh = "把项目按执行率从低到高分成十组，每组占多少预算、剩下多少？", en = "With projects ordered by execution and divided into ten groups, how much money does each hold and leave?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
chart = { kind = "grouped_bar", x = "decile", y = ["rate"], format = "percent", reference = 100.0 }
finding.zh = """{% if rows %}{{ parameters.year }}年，执行率最低的一成项目（{{ rows[0].projects | count }}个）执行{{ rows[0].rate | percent }}，未执行{{ rows[0].unspent | amount }}，占全部未执行金额的{{ rows[0].share_of_unspent | percent }}；执行率最高的一成执行{{ rows[-1].rate | percent }}。{% else %}{{ parameters.year }}年没有可以计算执行率的项目。{% endif %}"""
finding.en = """{% if rows %}In {{ parameters.year }}, the tenth of projects with the lowest execution ({{ rows[0].projects | count }}) spent {{ rows[0].rate | percent }} and left {{ rows[0].unspent | amount }}, {{ rows[0].share_of_unspent | percent }} of all that was left; the highest tenth spent {{ rows[-1].rate | percent }}.{% else %}No project of {{ parameters.year }} has an execution rate.{% endif %}"""
notes = [
  { zh = "按执行率A（执行数 ÷ 全年预算数）由低到高、同率按项目代码排序后等分；全年预算为零或缺失、缺执行数的项目不计。未执行 = 各项目 max(全年预算 − 执行数, 0) 之和。", en = "By rate A (executed ÷ adjusted budget), ties by project code; projects without a base or an executed amount are left out. Left = sum of max(adjusted − executed, 0) over projects." },
]

[columns]
decile = { zh = "十等分组", en = "Decile", format = "number" }
projects = { zh = "项目数", en = "Projects", format = "count" }
lowest = { zh = "最低执行率", en = "Lowest rate", format = "percent" }
highest = { zh = "最高执行率", en = "Highest rate", format = "percent" }
rate = { zh = "本组执行率", en = "Rate of the group", format = "percent" }
unspent = { zh = "未执行", en = "Left", format = "money" }
share_of_unspent = { zh = "占全部未执行", en = "Share of all left", format = "percent" }
---*/
WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = $year
  GROUP BY project_code
),
rated AS (
  SELECT
    *,
    CAST(100.0000000000 * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 6)) AS rate
  FROM spent
  WHERE adjusted_budget > 0 AND executed IS NOT NULL
),
placed AS (
  SELECT
    *,
    CAST(FLOOR((CAST(ROW_NUMBER() OVER (ORDER BY rate, project_code) AS BIGINT) - 1) * 10.0 / COUNT(*) OVER ()) AS BIGINT) + 1 AS decile
  FROM rated
),
grouped AS (
  SELECT
    decile,
    COUNT(*) AS projects,
    MIN(rate) AS lowest,
    MAX(rate) AS highest,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(CASE WHEN adjusted_budget > executed THEN adjusted_budget - executed ELSE 0 END) AS unspent
  FROM placed
  GROUP BY decile
)
SELECT
  CAST(decile AS INT) AS decile,
  projects,
  CAST(lowest AS DECIMAL(20, 2)) AS lowest,
  CAST(highest AS DECIMAL(20, 2)) AS highest,
  adjusted_budget,
  executed,
  CAST(100.0000000000 * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(18, 2)) AS rate,
  unspent,
  CAST(100.0000000000 * unspent / NULLIF(SUM(unspent) OVER (), 0) AS DECIMAL(9, 2)) AS share_of_unspent
FROM grouped
ORDER BY decile
