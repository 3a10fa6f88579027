SELECT
  r.check_id,
  COUNT(*) FILTER (WHERE r.severity = 'error') AS errors,
  COUNT(*) FILTER (WHERE r.severity = 'warning') AS warnings,
  COUNT(DISTINCT s.path) AS sources
FROM rejects AS r
JOIN current_sources AS s ON s.load_id = r.load_id AND s.source_id = r.source_id
GROUP BY r.check_id
ORDER BY errors DESC, warnings DESC, r.check_id
