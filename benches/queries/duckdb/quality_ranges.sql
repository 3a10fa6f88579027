WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
),
labels AS (
  SELECT DISTINCT label FROM grade_schemes
),
found AS (
  SELECT fiscal_year, subject, CAST(score AS TEXT) AS found, 'score.range' AS check_id, source_id, source_sheet, source_row
  FROM evaluations
  WHERE score < 0 OR score > 100
  UNION ALL
  SELECT fiscal_year, subject, CAST(rate_reported AS TEXT) AS found, 'rate.range' AS check_id, source_id, source_sheet, source_row
  FROM evaluation_funds
  WHERE rate_reported < 0 OR rate_reported > 100
  UNION ALL
  SELECT fiscal_year, subject, CAST(as_of AS TEXT) AS found, 'date.other_year' AS check_id, source_id, source_sheet, source_row
  FROM monitoring
  WHERE EXTRACT(YEAR FROM as_of) <> fiscal_year
  UNION ALL
  SELECT fiscal_year, project_code AS subject, CAST(changed_on AS TEXT) AS found, 'date.other_year' AS check_id, source_id, source_sheet, source_row
  FROM budget_changes
  WHERE EXTRACT(YEAR FROM changed_on) <> fiscal_year
  UNION ALL
  SELECT e.fiscal_year, e.subject, e.grade_reported AS found, 'grade.unknown' AS check_id, e.source_id, e.source_sheet, e.source_row
  FROM evaluations AS e
  LEFT JOIN labels AS l ON l.label = e.grade_reported
  WHERE e.grade_reported IS NOT NULL AND l.label IS NULL
)
SELECT f.fiscal_year, f.subject, CAST(f.found AS TEXT) AS found, s.path, f.source_sheet, f.source_row, f.check_id
FROM found AS f
LEFT JOIN files AS s ON s.source_id = f.source_id
WHERE 2023 IS NULL OR f.fiscal_year = 2023
ORDER BY f.check_id, f.fiscal_year, f.subject, found, s.path, f.source_sheet, f.source_row
