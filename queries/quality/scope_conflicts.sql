/*---
order = 6
title = { zh = "“无此业务”与数据矛盾", en = "Declared without business, yet money" }
question = { zh = "哪些部门表明无此业务，却有该预算的数据？", en = "Which departments have no business in a budget by their tables, and yet money in it?" }
finding.zh = """{% if rows %}有{{ rows | length }}处“无此业务”与数据矛盾，应逐一核实。{% else %}没有发现与“无此业务”矛盾的数据。{% endif %}"""
finding.en = """{% if rows %}In {{ rows | length }} cases a department has money in a budget that it has no business in; each should be verified.{% else %}No data contradict a declared absence of business.{% endif %}"""

[columns]
amount = { zh = "矛盾金额", en = "Amount", format = "money" }
---*/
WITH money AS (
  SELECT fiscal_year, department, budget_type, amount
  FROM budget_lines
  WHERE phase = 'initial'
  UNION ALL
  SELECT fiscal_year, department, budget_type, initial_budget AS amount
  FROM project_years
)
SELECT
  s.fiscal_year,
  s.department,
  s.budget_type,
  s.evidence,
  SUM(m.amount) AS amount
FROM budget_scope AS s
JOIN money AS m
  ON m.fiscal_year = s.fiscal_year AND m.department = s.department AND m.budget_type = s.budget_type
WHERE s.status = 'no_business'
GROUP BY s.fiscal_year, s.department, s.budget_type, s.evidence
HAVING SUM(m.amount) <> 0
ORDER BY s.fiscal_year, s.department, s.budget_type
