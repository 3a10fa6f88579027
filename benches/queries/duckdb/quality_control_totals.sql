WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
)
SELECT
  f.path,
  c.sheet,
  c.cell,
  c.table_title,
  c.level,
  c.function_code,
  c.measure,
  c.printed,
  c.computed,
  c.difference,
  c.within_rounding,
  CASE WHEN c.difference <> 0 AND NOT c.within_rounding THEN 'error' WHEN c.difference <> 0 THEN 'warning' END AS severity,
  CASE WHEN c.difference <> 0 AND NOT c.within_rounding THEN 'total.differs' WHEN c.difference <> 0 THEN 'total.rounding' END AS check_id
FROM control_totals AS c
LEFT JOIN files AS f ON f.source_id = c.source_id
WHERE c.difference <> 0 OR NOT TRUE
ORDER BY c.within_rounding, f.path, c.sheet, c.function_code, c.measure, c.cell
