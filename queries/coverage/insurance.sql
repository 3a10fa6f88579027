/*---
order = 10
title = { zh = "社会保险基金收支、结余与绩效管理", en = "Social insurance: income, spending, balance and performance management" }
question = { zh = "各险种收支执行和滚存结余如何，哪些已纳入绩效管理？", en = "How do income, spending and balances of the schemes stand, and which are under performance management?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
rows_printed = 20
chart = { kind = "horizontal_bar", x = "fund", y = ["income", "spending", "cumulative_balance"], format = "money", only = "spending" }
finding.zh = """{% set managed = rows | rejectattr('spending', 'none') | list %}{% if managed %}{{ parameters.year }}年，本级管理的险种{{ managed | length }}个，{% for row in managed %}{{ row.fund }}收入{{ row.income | amount }}、支出{{ row.spending | amount }}，年末滚存结余{{ row.cumulative_balance | amount }}{% if row.months_covered is not none %}（可支付{{ row.months_covered | fixed(1) }}个月）{% endif %}{% if not loop.last %}；{% endif %}{% endfor %}。已开展单位自评的{{ managed | selectattr('self_evaluation', 'equalto', 'rate') | list | length }}个{% set gaps = managed | selectattr('is_different') | list | length %}{% if gaps %}；{{ gaps }}个险种的收支之差与印出的本年结余不符{% endif %}。{% elif rows %}{{ parameters.year }}年的{{ rows | length }}个险种均由上级统筹，本级没有收支。{% else %}{{ parameters.year }}年没有载入社会保险基金资料。{% endif %}"""
finding.en = """{% set managed = rows | rejectattr('spending', 'none') | list %}{% if managed %}In {{ parameters.year }}, {{ managed | length }} schemes are managed here: {% for row in managed %}{{ row.fund }}, income {{ row.income | amount }}, spending {{ row.spending | amount }}, cumulative balance {{ row.cumulative_balance | amount }}{% if row.months_covered is not none %} ({{ row.months_covered | fixed(1) }} months of spending){% endif %}{% if not loop.last %}; {% endif %}{% endfor %}. {{ managed | selectattr('self_evaluation', 'equalto', 'rate') | list | length }} of them are self-evaluated{% set gaps = managed | selectattr('is_different') | list | length %}{% if gaps %}; in {{ gaps }} income less spending is not the printed balance{% endif %}.{% elif rows %}All {{ rows | length }} schemes of {{ parameters.year }} are pooled above: there is no income or spending here.{% else %}Nothing on social insurance is loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "执行率 = 执行数 ÷ 预算数；可支付月数 = 年末滚存结余 ÷（支出执行数 ÷ 12）；结余差额 =（收入 − 支出）− 印出的本年收支结余，应为零。上级统筹的险种在本级没有收支，为不适用。", en = "Execution = executed ÷ budget; months covered = cumulative balance ÷ (spending ÷ 12); difference = (income − spending) − the printed balance of the year, which should be zero. Schemes pooled above have no amounts here: not applicable." },
]

[columns]
income_rate = { zh = "收入执行率", en = "Income executed", format = "percent" }
spending_rate = { zh = "支出执行率", en = "Spending executed", format = "percent" }
income_budget = { hidden = true }
spending_budget = { hidden = true }
balance_difference = { zh = "结余差额", en = "Balance difference", format = "yuan" }
is_different = { zh = "结余是否不符", en = "Balance differs", hidden = true }
months_covered = { zh = "可支付月数", en = "Months covered", format = "score" }
objective = { zh = "绩效目标", en = "Objectives", words = ["coverage_state"] }
monitoring = { zh = "运行监控", en = "Monitoring", words = ["coverage_state"] }
self_evaluation = { zh = "单位自评", en = "Self-evaluation", words = ["coverage_state"] }
finance_evaluation = { zh = "财政评价", en = "Finance evaluation", words = ["coverage_state"] }
managed_at = { missing = { zh = "未注明", en = "Not stated" } }
---*/
WITH funds AS (
  SELECT
    fund,
    MIN(managed_at) AS managed_at,
    SUM(income_budget) AS income_budget,
    SUM(income) AS income,
    SUM(spending_budget) AS spending_budget,
    SUM(spending) AS spending,
    SUM(year_balance) AS year_balance,
    SUM(cumulative_balance) AS cumulative_balance
  FROM insurance_funds
  WHERE fiscal_year = $year
  GROUP BY fund
),
evidence AS (
  SELECT
    project_name,
    BOOL_OR(has_objective) AS has_objective,
    BOOL_OR(has_monitoring) AS has_monitoring,
    BOOL_OR(has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(has_finance_evaluation) AS has_finance_evaluation
  FROM project_evidence
  WHERE fiscal_year = $year AND budget_type = 'social_insurance'
  GROUP BY project_name
),
loaded AS (
  SELECT
    COUNT(*) FILTER (WHERE stage = 'objective') > 0 AS objective,
    COUNT(*) FILTER (WHERE stage = 'monitoring') > 0 AS monitoring,
    COUNT(*) FILTER (WHERE stage = 'self_evaluation') > 0 AS self_evaluation,
    COUNT(*) FILTER (WHERE stage = 'finance_evaluation') > 0 AS finance_evaluation
  FROM loaded_stages
  WHERE fiscal_year = $year
)
SELECT
  f.fund,
  f.managed_at,
  f.income_budget,
  f.income,
  CAST(100.0000000000 * f.income / NULLIF(f.income_budget, 0) AS DECIMAL(9, 2)) AS income_rate,
  f.spending_budget,
  f.spending,
  CAST(100.0000000000 * f.spending / NULLIF(f.spending_budget, 0) AS DECIMAL(9, 2)) AS spending_rate,
  f.year_balance,
  f.cumulative_balance,
  f.income - f.spending - f.year_balance AS balance_difference,
  COALESCE(f.income - f.spending <> f.year_balance, FALSE) AS is_different,
  CAST(12.0000000000 * f.cumulative_balance / NULLIF(f.spending, 0) AS DECIMAL(9, 2)) AS months_covered,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.objective THEN 'no_data' WHEN e.has_objective THEN 'rate' ELSE 'zero' END AS objective,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.monitoring THEN 'no_data' WHEN e.has_monitoring THEN 'rate' ELSE 'zero' END AS monitoring,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.self_evaluation THEN 'no_data' WHEN e.has_self_evaluation THEN 'rate' ELSE 'zero' END AS self_evaluation,
  CASE WHEN e.project_name IS NULL THEN 'not_applicable' WHEN NOT l.finance_evaluation THEN 'no_data' WHEN e.has_finance_evaluation THEN 'rate' ELSE 'zero' END AS finance_evaluation
FROM funds AS f
CROSS JOIN loaded AS l
LEFT JOIN evidence AS e ON e.project_name = f.fund
ORDER BY f.fund
