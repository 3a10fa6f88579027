WITH budgeted AS (
  SELECT project_code, MIN(fiscal_year) AS first_year, MAX(fiscal_year) AS last_year
  FROM projects
  GROUP BY project_code
),
evaluated AS (
  SELECT DISTINCT fiscal_year, subject
  FROM evaluations
  WHERE subject_kind IN ('project', 'fund')
)
SELECT
  s.fiscal_year,
  s.subject,
  s.resolution,
  s.candidates,
  e.subject IS NOT NULL AS is_evaluated,
  b.first_year AS budgeted_first,
  b.last_year AS budgeted_last,
  CASE
    WHEN s.resolution = 'ambiguous' THEN 'subject.ambiguous'
    WHEN e.subject IS NOT NULL AND b.project_code IS NULL AND s.subject NOT LIKE 'name:%' THEN 'subject.never_budgeted'
    ELSE 'subject.unknown'
  END AS check_id
FROM subjects AS s
LEFT JOIN budgeted AS b ON b.project_code = s.subject
LEFT JOIN evaluated AS e ON e.fiscal_year = s.fiscal_year AND e.subject = s.subject
WHERE s.resolution IN ('ambiguous', 'unknown') AND (2023 IS NULL OR s.fiscal_year = 2023)
ORDER BY s.fiscal_year, s.subject
