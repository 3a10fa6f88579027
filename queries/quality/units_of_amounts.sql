/*---
order = 12
title = { zh = "金额单位疑似错误", en = "Amounts in another unit" }
question = { zh = "哪些金额与其上年数、同行数或预算相差约一千倍、一万倍，可能弄错了单位？", en = "Which amounts are about a thousand or ten thousand times their neighbours, and may count in another unit?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处金额可能弄错单位：{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}{{ group.list | length }}处{% if not loop.last %}、{% endif %}{% endfor %}。{% else %}没有发现可能弄错单位的金额。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} amounts may count in another unit: {% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') | lower }} {{ group.list | length }}{% if not loop.last %}, {% endif %}{% endfor %}.{% else %}No amounts seem to count in another unit.{% endif %}"""
notes = [
  { zh = "倍数在一千（500至2000）或一万（5000至20000）附近，或其倒数，即视为可疑；比较：年初预算与上年年初预算、全年预算与年初预算、评价金额与全年预算、部门预算表合计与上年。同一文件有三个以上项目可比且过半数可疑的，只就文件报一次。", en = "Doubtful is a ratio near a thousand (500 to 2000) or ten thousand (5000 to 20000), or the inverse: of an initial budget to last year's, of an adjusted to its initial budget, of an amount evaluated to the adjusted budget, of a department's table to last year's. A file with three comparable projects or more, most of them doubtful, is named once." },
]

[checks]
"unit.file" = { zh = "{{ row.fiscal_year }}年的文件中，{{ row.compared }}个可比项目有{{ row.odd }}个的年初预算约为上年的{{ row.factor }}倍，整份文件的金额单位可能有误", en = "in a file of {{ row.fiscal_year }}, {{ row.odd }} of {{ row.compared }} comparable projects have about {{ row.factor }} times last year's initial budget; the whole file may count in another unit" }
"unit.year" = { zh = "{{ row.fiscal_year }}年项目{{ row.subject }}的年初预算{{ row.amount | fixed(2) }}元，约为上年{{ row.neighbour | fixed(2) }}元的{{ row.factor }}倍", en = "{{ row.fiscal_year }}: the initial budget of {{ row.subject }} is {{ row.amount | fixed(2) }} yuan, about {{ row.factor }} times last year's {{ row.neighbour | fixed(2) }}" }
"unit.row" = { zh = "{{ row.fiscal_year }}年项目{{ row.subject }}的全年预算{{ row.amount | fixed(2) }}元，约为年初预算{{ row.neighbour | fixed(2) }}元的{{ row.factor }}倍", en = "{{ row.fiscal_year }}: the adjusted budget of {{ row.subject }} is {{ row.amount | fixed(2) }} yuan, about {{ row.factor }} times its initial {{ row.neighbour | fixed(2) }}" }
"unit.evaluation" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”的评价金额{{ row.amount | fixed(2) }}元，约为全年预算{{ row.neighbour | fixed(2) }}元的{{ row.factor }}倍", en = "{{ row.fiscal_year }}: the amount evaluated of {{ row.subject | subject }} is {{ row.amount | fixed(2) }} yuan, about {{ row.factor }} times the adjusted budget of {{ row.neighbour | fixed(2) }}" }
"unit.table" = { zh = "{{ row.fiscal_year }}年“{{ row.subject }}”的预算表合计{{ row.amount | fixed(2) }}元，约为上年{{ row.neighbour | fixed(2) }}元的{{ row.factor }}倍", en = "{{ row.fiscal_year }}: the table of {{ row.subject }} sums to {{ row.amount | fixed(2) }} yuan, about {{ row.factor }} times last year's {{ row.neighbour | fixed(2) }}" }

[columns]
amount = { format = "yuan" }
neighbour = { zh = "比较数", en = "Compared with", format = "yuan" }
factor = { zh = "约为倍数", en = "Times" }
odd = { zh = "可疑项目数", en = "Doubtful projects", hidden = true }
compared = { zh = "可比项目数", en = "Comparable projects", hidden = true }
check_id = { words = ["check"] }
path = { zh = "来源文件", en = "File", format = "file" }
subject = { format = "subject" }
---*/
WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
),
budgets AS (
  SELECT
    fiscal_year, project_code, budget_type, MIN(source_id) AS source_id,
    SUM(initial_budget) AS initial_budget, SUM(adjusted_budget) AS adjusted_budget
  FROM project_budgets
  GROUP BY fiscal_year, project_code, budget_type
),
whole AS (
  SELECT fiscal_year, project_code, SUM(COALESCE(adjusted_budget, initial_budget)) AS adjusted_budget
  FROM budgets
  GROUP BY fiscal_year, project_code
),
of_tables AS (
  SELECT fiscal_year, department, phase, SUM(amount) AS amount
  FROM budget_lines_by_type
  GROUP BY fiscal_year, department, phase
),
pairs AS (
  SELECT
    'unit.year' AS check_id, b.fiscal_year, b.project_code AS subject, b.source_id,
    b.initial_budget AS amount, a.initial_budget AS neighbour
  FROM budgets AS b
  JOIN budgets AS a
    ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year - 1 AND a.budget_type = b.budget_type
  UNION ALL
  SELECT
    'unit.row' AS check_id, fiscal_year, project_code AS subject, source_id,
    adjusted_budget AS amount, initial_budget AS neighbour
  FROM budgets
  UNION ALL
  SELECT
    'unit.evaluation' AS check_id, e.fiscal_year, e.subject, e.source_id,
    e.amount_evaluated AS amount, w.adjusted_budget AS neighbour
  FROM evaluations AS e
  JOIN subjects AS s ON s.fiscal_year = e.fiscal_year AND s.subject = e.subject
  JOIN whole AS w ON w.fiscal_year = s.fiscal_year AND w.project_code = s.project_code
  WHERE e.subject_kind IN ('project', 'fund')
  UNION ALL
  SELECT
    'unit.table' AS check_id, t.fiscal_year, t.department AS subject, CAST(NULL AS TEXT) AS source_id,
    t.amount, a.amount AS neighbour
  FROM of_tables AS t
  JOIN of_tables AS a ON a.department = t.department AND a.phase = t.phase AND a.fiscal_year = t.fiscal_year - 1
),
rated AS (
  SELECT
    *,
    CASE
      WHEN amount BETWEEN neighbour * 5000 AND neighbour * 20000 THEN '10000'
      WHEN amount BETWEEN neighbour * 500 AND neighbour * 2000 THEN '1000'
      WHEN neighbour BETWEEN amount * 5000 AND amount * 20000 THEN '1/10000'
      WHEN neighbour BETWEEN amount * 500 AND amount * 2000 THEN '1/1000'
    END AS factor
  FROM pairs
  WHERE amount > 0 AND neighbour > 0 AND ($year IS NULL OR fiscal_year = $year)
),
of_files AS (
  SELECT source_id, fiscal_year, COUNT(*) AS compared, COUNT(factor) AS odd, MIN(factor) AS factor
  FROM rated
  WHERE check_id = 'unit.year'
  GROUP BY source_id, fiscal_year
),
odd_files AS (
  SELECT * FROM of_files WHERE compared >= 3 AND odd * 2 > compared
),
found AS (
  SELECT r.check_id, r.fiscal_year, r.subject, r.source_id, r.amount, r.neighbour, r.factor, CAST(NULL AS BIGINT) AS odd, CAST(NULL AS BIGINT) AS compared
  FROM rated AS r
  LEFT JOIN odd_files AS o ON o.source_id = r.source_id AND o.fiscal_year = r.fiscal_year AND r.check_id = 'unit.year'
  WHERE r.factor IS NOT NULL AND o.source_id IS NULL
  UNION ALL
  SELECT 'unit.file' AS check_id, fiscal_year, NULL AS subject, source_id, NULL AS amount, NULL AS neighbour, factor, odd, compared
  FROM odd_files
)
SELECT
  f.fiscal_year,
  f.subject,
  CAST(f.amount AS DECIMAL(20, 2)) AS amount,
  CAST(f.neighbour AS DECIMAL(20, 2)) AS neighbour,
  f.factor,
  f.odd,
  f.compared,
  s.path,
  f.check_id
FROM found AS f
LEFT JOIN files AS s ON s.source_id = f.source_id
ORDER BY f.check_id, f.fiscal_year, f.subject, s.path, amount, neighbour
