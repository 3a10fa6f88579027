/*---
order = 16
title = { zh = "资金总额与其中各项核对", en = "Funds of a form against their parts" }
question = { zh = "自评表的年度资金总额是否等于其中各项之和？", en = "Does the total of a form's funds equal the sum of its parts?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处资金总额与其中各项之和不一致。{% else %}没有资金总额与其中各项之和不一致的表。{% endif %}"""
finding.en = """{% if rows %}In {{ rows | length }} cases the total of a form's funds differs from the sum of its parts.{% else %}No form's total of funds differs from the sum of its parts.{% endif %}"""
notes = [
  { zh = "各项：当年财政拨款、上年结转资金、其他资金；没有印出各项的不核对。", en = "The parts: current appropriation, carried over, other; where none is printed there is nothing to compare." },
]

[checks]
"funds.parts_differ" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”的{{ row.phase | word('phase') }}：年度资金总额{{ row.total | fixed(2) }}元，其中各项合计{{ row.parts | fixed(2) }}元", en = "{{ row.fiscal_year }}, {{ row.subject | subject }}, {{ row.phase | word('phase') | lower }}: the total of funds is {{ row.total | fixed(2) }} yuan, its parts sum to {{ row.parts | fixed(2) }}" }

[columns]
subject = { format = "subject" }
total = { zh = "资金总额", en = "Total", format = "yuan" }
parts = { zh = "其中各项合计", en = "Sum of parts", format = "yuan" }
difference = { zh = "差额", en = "Difference", format = "yuan" }
path = { zh = "来源文件", en = "File", format = "file" }
source_sheet = { hidden = true }
source_row = { hidden = true }
check_id = { hidden = true }
---*/
WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
),
measured AS (
  SELECT fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, fund_source, source_id, source_sheet, source_row, 'initial' AS phase, initial AS amount
  FROM evaluation_funds
  UNION ALL
  SELECT fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, fund_source, source_id, source_sheet, source_row, 'adjusted' AS phase, adjusted AS amount
  FROM evaluation_funds
  UNION ALL
  SELECT fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, fund_source, source_id, source_sheet, source_row, 'executed' AS phase, executed AS amount
  FROM evaluation_funds
),
compared AS (
  SELECT
    fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, phase,
    MIN(source_id) AS source_id,
    MIN(source_sheet) AS source_sheet,
    MIN(CASE WHEN fund_source = 'total' THEN source_row END) AS source_row,
    SUM(CASE WHEN fund_source = 'total' THEN amount END) AS total,
    SUM(CASE WHEN fund_source <> 'total' THEN amount END) AS parts
  FROM measured
  WHERE $year IS NULL OR fiscal_year = $year
  GROUP BY fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, phase
)
SELECT
  c.fiscal_year,
  c.subject,
  c.evaluator_kind,
  c.phase,
  c.total,
  c.parts,
  c.total - c.parts AS difference,
  s.path,
  c.source_sheet,
  c.source_row,
  'funds.parts_differ' AS check_id
FROM compared AS c
LEFT JOIN files AS s ON s.source_id = c.source_id
WHERE c.total <> c.parts
ORDER BY c.fiscal_year, c.subject, c.evaluator_kind, c.phase, s.path, c.source_sheet, c.source_row
