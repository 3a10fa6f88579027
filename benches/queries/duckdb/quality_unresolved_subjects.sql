SELECT fiscal_year, subject, resolution, candidates, 'subject.' || resolution AS check_id
FROM subjects
WHERE resolution IN ('ambiguous', 'unknown') AND (2023 IS NULL OR fiscal_year = 2023)
ORDER BY fiscal_year, subject
