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
  WHERE 2023 IS NULL OR fiscal_year = 2023
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
