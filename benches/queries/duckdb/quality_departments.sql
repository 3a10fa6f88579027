WITH named AS (
  SELECT DISTINCT fiscal_year, department_code, department FROM organizations WHERE department_code IS NOT NULL AND department IS NOT NULL
  UNION
  SELECT DISTINCT fiscal_year, department_code, department FROM projects WHERE department_code IS NOT NULL AND department IS NOT NULL
),
names AS (
  SELECT fiscal_year, department_code, MIN(department) AS department
  FROM named
  GROUP BY fiscal_year, department_code
),
predecessors AS (
  SELECT DISTINCT fiscal_year, department, predecessor FROM organizations WHERE predecessor IS NOT NULL
),
known_years AS (
  SELECT DISTINCT fiscal_year FROM named
),
renamed AS (
  SELECT b.fiscal_year, b.department_code, b.department, a.department AS former
  FROM names AS b
  JOIN names AS a ON a.department_code = b.department_code AND a.fiscal_year = b.fiscal_year - 1
  WHERE a.department <> b.department
),
found AS (
  SELECT
    r.fiscal_year, r.department_code, r.department, r.former,
    CASE WHEN p.predecessor IS NULL THEN 'department.renamed' END AS check_id
  FROM renamed AS r
  LEFT JOIN predecessors AS p
    ON p.fiscal_year = r.fiscal_year AND p.department = r.department AND p.predecessor = r.former
  UNION ALL
  SELECT
    p.fiscal_year, NULL AS department_code, p.department, p.predecessor AS former, 'department.predecessor_unknown' AS check_id
  FROM predecessors AS p
  JOIN known_years AS y ON y.fiscal_year = p.fiscal_year - 1
  LEFT JOIN named AS n ON n.fiscal_year = p.fiscal_year - 1 AND n.department = p.predecessor
  WHERE n.department IS NULL
)
SELECT fiscal_year, CAST(department_code AS TEXT) AS department_code, department, former, check_id
FROM found
WHERE 2023 IS NULL OR fiscal_year = 2023
ORDER BY fiscal_year, department_code, department, former
