/*---
order = 11
title = { zh = "年初预算、调整、全年预算与执行", en = "From the initial budget to its execution" }
question = { zh = "每个项目的年初预算加调整是否等于全年预算？执行数是否超过预算、到位数，是否等于支付合计？", en = "Does each initial budget with its changes give the adjusted one, and does the execution stay within it and equal the payments?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处不合常理：{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}{{ group.list | length }}处{% if not loop.last %}、{% endif %}{% endfor %}。{% else %}年初预算、调整、全年预算与执行相互衔接。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} cases are implausible: {% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') | lower }} {{ group.list | length }}{% if not loop.last %}, {% endif %}{% endfor %}.{% else %}Initial budgets, changes, adjusted budgets and execution agree.{% endif %}"""
notes = [
  { zh = "按项目、年度汇总。全年预算 = 年初预算 + 调整（上年结转计入或不计入均可）；只有载入了当年预算调整（或支付明细）的年度才核对。", en = "By project and year. Adjusted = initial + changes, with or without what was carried over; compared for years whose changes (or payments) are loaded." },
]

[checks]
"budget.executed_over" = { zh = "{{ row.fiscal_year }}年项目{{ row.project_code }}（{{ row.project_name or '' }}）执行{{ row.amount | fixed(2) }}元，超过全年预算{{ row.expected | fixed(2) }}元", en = "{{ row.fiscal_year }}: the project {{ row.project_code }} ({{ row.project_name or '' }}) executed {{ row.amount | fixed(2) }} yuan, more than its adjusted budget of {{ row.expected | fixed(2) }}" }
"budget.executed_over_received" = { zh = "{{ row.fiscal_year }}年项目{{ row.project_code }}（{{ row.project_name or '' }}）执行{{ row.amount | fixed(2) }}元，超过实际到位{{ row.expected | fixed(2) }}元", en = "{{ row.fiscal_year }}: the project {{ row.project_code }} ({{ row.project_name or '' }}) executed {{ row.amount | fixed(2) }} yuan, more than the {{ row.expected | fixed(2) }} it received" }
"budget.changes_differ" = { zh = "{{ row.fiscal_year }}年项目{{ row.project_code }}（{{ row.project_name or '' }}）全年预算{{ row.amount | fixed(2) }}元，年初预算加调整为{{ row.expected | fixed(2) }}元，差{{ row.difference | fixed(2) }}元", en = "{{ row.fiscal_year }}: the adjusted budget of {{ row.project_code }} ({{ row.project_name or '' }}) is {{ row.amount | fixed(2) }} yuan; its initial budget and changes give {{ row.expected | fixed(2) }}, {{ row.difference | fixed(2) }} apart" }
"budget.payments_differ" = { zh = "{{ row.fiscal_year }}年项目{{ row.project_code }}（{{ row.project_name or '' }}）执行数{{ row.amount | fixed(2) }}元，支付明细合计{{ row.expected | fixed(2) }}元，差{{ row.difference | fixed(2) }}元", en = "{{ row.fiscal_year }}: {{ row.project_code }} ({{ row.project_name or '' }}) executed {{ row.amount | fixed(2) }} yuan; its payments sum to {{ row.expected | fixed(2) }}, {{ row.difference | fixed(2) }} apart" }
"budget.negative" = { zh = "{{ row.fiscal_year }}年项目{{ row.project_code }}（{{ row.project_name or '' }}）的预算为负数：{{ row.amount | fixed(2) }}元", en = "{{ row.fiscal_year }}: the budget of {{ row.project_code }} ({{ row.project_name or '' }}) is negative: {{ row.amount | fixed(2) }} yuan" }

[columns]
amount = { format = "yuan" }
expected = { zh = "应为", en = "Expected", format = "yuan" }
difference = { zh = "差额", en = "Difference", format = "yuan" }
check_id = { words = ["check"] }
---*/
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(received) AS received,
    SUM(COALESCE(carried_over, 0)) AS carried_over,
    -- a part that is missing leaves the whole unknown
    COUNT(*) = COUNT(initial_budget) AS has_initial,
    COUNT(*) = COUNT(adjusted_budget) AS has_adjusted,
    COUNT(*) = COUNT(executed) AS has_executed,
    COUNT(*) = COUNT(received) AS has_received,
    MIN(LEAST(COALESCE(initial_budget, 0), COALESCE(adjusted_budget, 0))) AS smallest
  FROM project_budgets
  WHERE $year IS NULL OR fiscal_year = $year
  GROUP BY fiscal_year, project_code
),
changes AS (
  SELECT fiscal_year, project_code, SUM(amount) AS amount
  FROM budget_changes
  GROUP BY fiscal_year, project_code
),
years_of_changes AS (
  SELECT DISTINCT fiscal_year FROM budget_changes
),
paid AS (
  SELECT fiscal_year, project_code, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code
),
chain AS (
  SELECT
    b.*,
    b.initial_budget + COALESCE(c.amount, 0) AS with_changes,
    y.fiscal_year IS NOT NULL AS has_changes,
    p.amount AS paid
  FROM budgets AS b
  LEFT JOIN years_of_changes AS y ON y.fiscal_year = b.fiscal_year
  LEFT JOIN changes AS c ON c.fiscal_year = b.fiscal_year AND c.project_code = b.project_code
  LEFT JOIN paid AS p ON p.fiscal_year = b.fiscal_year AND p.project_code = b.project_code
),
found AS (
  SELECT fiscal_year, project_code, executed AS amount, adjusted_budget AS expected, 'budget.executed_over' AS check_id
  FROM chain
  WHERE has_executed AND has_adjusted AND executed > adjusted_budget
  UNION ALL
  SELECT fiscal_year, project_code, executed AS amount, received AS expected, 'budget.executed_over_received' AS check_id
  FROM chain
  WHERE has_executed AND has_received AND executed > received
  UNION ALL
  SELECT fiscal_year, project_code, adjusted_budget AS amount, with_changes AS expected, 'budget.changes_differ' AS check_id
  FROM chain
  WHERE has_changes AND has_initial AND has_adjusted
    AND adjusted_budget <> with_changes AND adjusted_budget <> with_changes + carried_over
  UNION ALL
  SELECT fiscal_year, project_code, executed AS amount, paid AS expected, 'budget.payments_differ' AS check_id
  FROM chain
  WHERE has_executed AND paid IS NOT NULL AND executed <> paid
  UNION ALL
  SELECT fiscal_year, project_code, smallest AS amount, CAST(0 AS DECIMAL(18, 2)) AS expected, 'budget.negative' AS check_id
  FROM chain
  WHERE smallest < 0
)
SELECT
  f.fiscal_year,
  f.project_code,
  p.project_name,
  CAST(f.amount AS DECIMAL(20, 2)) AS amount,
  CAST(f.expected AS DECIMAL(20, 2)) AS expected,
  CAST(f.amount - f.expected AS DECIMAL(20, 2)) AS difference,
  f.check_id
FROM found AS f
LEFT JOIN projects AS p ON p.fiscal_year = f.fiscal_year AND p.project_code = f.project_code
ORDER BY f.check_id, f.fiscal_year, f.project_code
