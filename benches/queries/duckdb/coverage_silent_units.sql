WITH roster AS (
  SELECT department_code, unit_code, MIN(department) AS department, MIN(unit) AS unit, MIN(unit_level) AS unit_level,
    BOOL_AND(COALESCE(must_evaluate, TRUE)) AS must_evaluate
  FROM organizations
  WHERE fiscal_year = 2023 AND NOT COALESCE(is_secret, FALSE)
  GROUP BY department_code, unit_code
),
seen AS (
  SELECT unit_code AS unit_key, MAX(fiscal_year) AS last_year
  FROM projects
  WHERE unit_code IS NOT NULL AND fiscal_year <= 2023
  GROUP BY unit_code
  UNION ALL
  SELECT 'name:' || unit AS unit_key, MAX(fiscal_year) AS last_year
  FROM projects
  WHERE unit_code IS NULL AND unit IS NOT NULL AND fiscal_year <= 2023
  GROUP BY unit
),
named AS (
  SELECT unit FROM evaluations WHERE fiscal_year = 2023 AND unit IS NOT NULL
  UNION
  SELECT unit FROM findings WHERE fiscal_year = 2023 AND unit IS NOT NULL
  UNION
  SELECT unit FROM result_uses WHERE fiscal_year = 2023 AND unit IS NOT NULL
),
judged AS (
  SELECT
    r.department_code,
    r.department,
    r.unit_code,
    r.unit,
    r.unit_level,
    r.must_evaluate,
    GREATEST(c.last_year, n.last_year) AS last_year_seen,
    m.unit IS NOT NULL AS is_named_elsewhere
  FROM roster AS r
  LEFT JOIN seen AS c ON c.unit_key = r.unit_code
  LEFT JOIN seen AS n ON n.unit_key = 'name:' || r.unit
  LEFT JOIN named AS m ON m.unit = r.unit
)
SELECT department_code, department, unit_code, unit, unit_level, must_evaluate, last_year_seen, is_named_elsewhere
FROM judged
WHERE COALESCE(last_year_seen, 0) < 2023
ORDER BY department_code, unit_code
