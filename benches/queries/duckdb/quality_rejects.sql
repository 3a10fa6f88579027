SELECT
  s.path,
  r.sheet,
  r.cell,
  r.field,
  r.value,
  r.reason,
  r.check_id,
  r.severity,
  r.row_text,
  r.department
FROM rejects AS r
JOIN sources AS s ON s.load_id = r.load_id AND s.source_id = r.source_id
LEFT JOIN current_sources AS c ON c.load_id = s.load_id AND c.path = s.path
WHERE (CAST(NULL AS VARCHAR) IS NULL OR r.severity = CAST(NULL AS VARCHAR))
  AND (CAST(NULL AS VARCHAR) IS NULL OR r.department = CAST(NULL AS VARCHAR))
  AND (r.load_id = CAST(NULL AS INTEGER) OR (CAST(NULL AS INTEGER) IS NULL AND c.path IS NOT NULL))
ORDER BY r.severity, s.path, r.sheet, r.cell, r.field, r.check_id, r.reason, r.value
