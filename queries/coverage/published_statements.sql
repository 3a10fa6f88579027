/*---
order = 11
title = { zh = "部门公开文件绩效表述核对", en = "What published documents state" }
question = { zh = "部门预算、决算公开文件中写明的绩效目标金额，占同一文件项目支出的比例是多少？", en = "What share of its own project spending does each published document state to have objectives?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
chart = { kind = "horizontal_bar", x = "statement", y = ["objective_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% set rates = rows | map(attribute='objective_rate') | select('number') | list %}{% if rates %}{{ parameters.year ~ '年' if parameters.year is defined }}载入{{ rows | length }}份公开文件，写明的绩效目标金额占同一文件项目支出的{{ (rates | min) | percent }}至{{ (rates | max) | percent }}{% set odd = rows | selectattr('caution') | list | length %}{% if odd %}；其中{{ odd }}份决算的分子为预算数、分母为决算数，比例仅供参考{% endif %}。{% else %}{{ parameters.year ~ '年' if parameters.year is defined }}没有载入部门公开文件的绩效表述。{% endif %}"""
finding.en = """{% set rates = rows | map(attribute='objective_rate') | select('number') | list %}{% if rates %}In {{ rows | length }} published documents{{ ' of ' ~ parameters.year if parameters.year is defined }}, the amount stated to have objectives is {{ (rates | min) | percent }} to {{ (rates | max) | percent }} of the document's own project spending{% set odd = rows | selectattr('caution') | list | length %}{% if odd %}; {{ odd }} of them set a budgeted amount against executed spending, so their ratio is indicative only{% endif %}.{% else %}No published statement{{ ' of ' ~ parameters.year if parameters.year is defined }} is loaded.{% endif %}"""
notes = [
  { zh = "比例 = 文件写明的金额 ÷ 同一部门、同一年度、同一阶段全部资金表的项目支出；没有载入该表的，分母取文件自印的项目支出合计，由“分母来源”注明。", en = "Share = amount stated ÷ project spending of the same department, year and phase in its all-funds table; where that table is not loaded, the total that the document prints, as the column says." },
]

[columns]
statement = { zh = "公开文件", en = "Statement", hidden = true }
objective_rate = { zh = "目标占比", en = "With objectives", format = "percent" }
monitored_rate = { zh = "监控占比", en = "Monitored", format = "percent" }
self_evaluated_rate = { zh = "自评占比", en = "Self-evaluated", format = "percent" }
project_spending = { zh = "项目支出", en = "Project spending", format = "money" }
denominator_from = { zh = "分母来源", en = "Denominator from", words = ["taken_from"] }
caution = { zh = "口径提示", en = "Caution", words = ["statement_caution"], missing = { zh = "无", en = "none" } }
---*/
WITH tables_of_departments AS (
  SELECT fiscal_year, region, department, phase, SUM(amount) AS project_spending
  FROM budget_lines_counted
  WHERE table_kind = 'all_funds' AND expenditure_kind = 'project'
  GROUP BY fiscal_year, region, department, phase
),
compared AS (
  SELECT
    s.fiscal_year,
    s.department,
    s.document,
    s.phase,
    s.objective_projects,
    s.objective_amount,
    s.monitored_amount,
    s.self_evaluated_amount,
    COALESCE(t.project_spending, s.project_total_printed) AS project_spending,
    CASE
      WHEN t.project_spending IS NOT NULL THEN 'budget_lines'
      WHEN s.project_total_printed IS NOT NULL THEN 'project_total_printed'
    END AS denominator_from
  FROM coverage_statements AS s
  LEFT JOIN tables_of_departments AS t
    ON t.fiscal_year = s.fiscal_year
    AND t.department = s.department
    AND t.phase = s.phase
    AND t.region IS NOT DISTINCT FROM s.region
  WHERE $year IS NULL OR s.fiscal_year = $year
)
SELECT
  fiscal_year,
  department,
  document,
  CAST(fiscal_year AS TEXT) || ' ' || department || ' ' || document AS statement,
  objective_projects,
  objective_amount,
  project_spending,
  denominator_from,
  CAST(100.0000000000 * objective_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS objective_rate,
  CAST(100.0000000000 * monitored_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS monitored_rate,
  CAST(100.0000000000 * self_evaluated_amount / NULLIF(project_spending, 0) AS DECIMAL(9, 2)) AS self_evaluated_rate,
  CASE WHEN phase = 'executed' THEN 'numerator budget, denominator execution' END AS caution
FROM compared
ORDER BY fiscal_year, department, document
