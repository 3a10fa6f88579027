/*---
order = 5
title = { zh = "支付进度与十二月占比", en = "Payments by month and December's share" }
question = { zh = "资金逐月支付是否均衡，是否集中在年底？", en = "Are payments even over the year, or do they crowd at its end?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "budget_type", type = "text", one_of = ["general_public", "government_fund", "state_capital"], about = { zh = "只看一本预算", en = "One budget only" } },
]
needs = "year_amount"
chart = { kind = "line", x = "month", y = ["cumulative_rate", "time_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% set known = rows | selectattr('share', 'number') | list %}{% if known %}{{ parameters.year }}年，纳入范围项目共支付{{ rows[-1].cumulative | amount }}；6月底支付进度{{ rows[5].cumulative_rate | percent }}，比序时进度{{ '快' if rows[5].gap >= 0 else '慢' }}{{ rows[5].gap | abs | fixed(2) }}个百分点；十二月支付占全年的{{ rows[-1].share | percent }}。{% else %}{{ parameters.year }}年没有载入支付明细。{% endif %}"""
finding.en = """{% set known = rows | selectattr('share', 'number') | list %}{% if known %}In {{ parameters.year }}, {{ rows[-1].cumulative | amount }} was paid for projects in scope; by the end of June {{ rows[5].cumulative_rate | percent }} of the budgets, {{ rows[5].gap | abs | fixed(2) }} percentage points {{ 'ahead of' if rows[5].gap >= 0 else 'behind' }} the calendar; December holds {{ rows[-1].share | percent }} of the year's payments.{% else %}No payments are loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "支付进度 = 累计支付 ÷ 这些项目的全年预算；分母只含有支付明细的预算类型中纳入范围的项目。序时进度 = 月份 ÷ 12；进度差为百分点。支付额已扣退款。占比 = 当月 ÷ 全年支付。", en = "Progress = cumulative payments ÷ adjusted budgets of the projects in scope, in the budgets that have payments. Calendar = month ÷ 12; the gap is in percentage points. Refunds are subtracted. Share = the month ÷ the year's payments." },
]

[columns]
month = { format = "number" }
amount = { zh = "当月支付", en = "Paid in the month", format = "money" }
share = { zh = "占全年", en = "Share of the year", format = "percent" }
cumulative = { zh = "累计支付", en = "Cumulative", format = "money" }
cumulative_rate = { zh = "支付进度", en = "Progress", format = "percent" }
time_rate = { zh = "序时进度", en = "Calendar", format = "percent" }
gap = { zh = "进度差（百分点）", en = "Gap (points)", format = "score" }
year_amount = { zh = "全年支付", en = "Paid in the year", format = "money", hidden = true }
---*/
WITH in_scope AS (
  SELECT project_code, budget_type, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE is_in_scope AND fiscal_year = $year AND ($budget_type IS NULL OR budget_type = $budget_type)
  GROUP BY project_code, budget_type
),
paid AS (
  SELECT project_code, budget_type, month, SUM(amount) AS amount
  FROM payments
  WHERE fiscal_year = $year
  GROUP BY project_code, budget_type, month
),
-- budgets whose payments were sent at all: without them a project is not behind, but unknown
budgets_with_payments AS (
  SELECT DISTINCT budget_type FROM paid
),
base AS (
  SELECT SUM(s.adjusted_budget) AS adjusted_budget
  FROM in_scope AS s
  JOIN budgets_with_payments AS b ON b.budget_type = s.budget_type
),
by_month AS (
  SELECT p.month, SUM(p.amount) AS amount
  FROM paid AS p
  JOIN in_scope AS s ON s.project_code = p.project_code AND s.budget_type = p.budget_type
  GROUP BY p.month
),
months (month) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)
),
profile AS (
  SELECT
    m.month,
    COALESCE(b.amount, 0) AS amount,
    SUM(COALESCE(b.amount, 0)) OVER (ORDER BY m.month) AS cumulative,
    SUM(COALESCE(b.amount, 0)) OVER () AS year_amount
  FROM months AS m
  LEFT JOIN by_month AS b ON b.month = m.month
),
rated AS (
  SELECT
    p.*,
    CASE WHEN p.year_amount <> 0 THEN CAST(100.0000000000 * p.cumulative / NULLIF(b.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS cumulative_rate,
    CAST(100.0000000000 * p.month / 12 AS DECIMAL(9, 2)) AS time_rate
  FROM profile AS p
  CROSS JOIN base AS b
)
SELECT
  CAST(month AS INT) AS month,
  amount,
  CAST(100.0000000000 * amount / NULLIF(year_amount, 0) AS DECIMAL(18, 2)) AS share,
  cumulative,
  cumulative_rate,
  time_rate,
  cumulative_rate - time_rate AS gap,
  year_amount
FROM rated
ORDER BY month
