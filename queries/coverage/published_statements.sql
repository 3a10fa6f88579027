/*---
order = 4
title = { zh = "公开文件绩效覆盖表述核对", en = "Published statements against tables" }
question = { zh = "部门预算、决算公开文件写的绩效目标金额，占同一文件项目支出的多少？", en = "What share of the document's own project spending is the amount that it states to have objectives?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
chart = { kind = "horizontal_bar", x = "statement", y = ["objective_rate"], format = "percent", reference = 100.0 }
finding.zh = """{% set rates = rows | map(attribute='objective_rate') | select('number') | list %}{% if rates %}{{ rates | length }}份公开文件的绩效目标金额占同一文件项目支出的{{ (rates | min) | percent }}至{{ (rates | max) | percent }}；其中{{ rows | selectattr('caution') | list | length }}份决算公开文件的分子是预算口径、分母是执行口径，不能直接比较。{% elif rows %}{{ rows | length }}份公开文件没有可以比较的项目支出。{% else %}没有载入公开文件的绩效覆盖表述。{% endif %}"""
finding.en = """{% set rates = rows | map(attribute='objective_rate') | select('number') | list %}{% if rates %}In {{ rates | length }} published documents the amount with objectives is {{ (rates | min) | percent }} to {{ (rates | max) | percent }} of the document's project spending; {{ rows | selectattr('caution') | list | length }} of them set a budget numerator against an execution denominator.{% elif rows %}{{ rows | length }} published documents have no project spending to compare with.{% else %}No published statement is loaded.{% endif %}"""
notes = [
  { zh = "分母为同部门、同年度、同阶段全部资金表的项目支出；没有该表时为文件自印的项目支出合计，来源列注明。", en = "Denominator: project spending of the same department, year and phase in its all-funds table; where there is none, the total that the document prints; a column says which." },
]

[columns]
statement = { zh = "公开文件", en = "Statement" }
objective_rate = { zh = "绩效目标覆盖率", en = "Objectives", format = "percent" }
monitored_rate = { zh = "监控覆盖率", en = "Monitored", format = "percent" }
self_evaluated_rate = { zh = "自评覆盖率", en = "Self-evaluated", format = "percent" }
project_spending = { zh = "项目支出", en = "Project spending", format = "money" }
denominator_from = { zh = "分母来源", en = "Denominator from", words = ["taken_from"] }
caution = { zh = "口径提示", en = "Caution", words = ["statement_caution"] }
---*/
WITH tables_of_departments AS (
  SELECT fiscal_year, region, department, phase, SUM(amount) AS project_spending
  FROM budget_lines
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
