WITH projects_of_year AS (
  SELECT project_code, MAX(department) AS department, MAX(project_name) AS project_name, MAX(sector) AS sector
  FROM projects
  WHERE fiscal_year = 2023
  GROUP BY project_code
),
targets AS (
  SELECT
    s.project_code,
    i.subject,
    i.dimension,
    i.subdimension,
    i.name,
    i.operator,
    i.target_value,
    i.unit_of_measure
  FROM indicators AS i
  JOIN subjects AS s ON s.fiscal_year = i.fiscal_year AND s.subject = i.subject
  WHERE i.fiscal_year = 2023 AND s.project_code IS NOT NULL
),
matched AS (
  SELECT
    p.department,
    t.project_code,
    p.project_name,
    t.dimension,
    t.subdimension,
    t.name,
    t.target_value,
    t.unit_of_measure,
    d.sector,
    d.field,
    d.unit,
    d.direction,
    d.standard,
    CASE
      WHEN t.target_value IS NULL OR d.standard IS NULL THEN 'not_comparable'
      WHEN d.unit IS NOT NULL AND t.unit_of_measure IS NOT NULL AND d.unit <> t.unit_of_measure THEN 'not_comparable'
      WHEN d.direction IN ('<=', '<') THEN CASE WHEN t.target_value > d.standard THEN 'below' ELSE 'meets' END
      WHEN d.direction = '=' THEN CASE WHEN t.target_value <> d.standard THEN 'below' ELSE 'meets' END
      WHEN t.target_value < d.standard THEN 'below'
      ELSE 'meets'
    END AS verdict
  FROM targets AS t
  JOIN projects_of_year AS p ON p.project_code = t.project_code
  JOIN indicator_standards AS d ON TRIM(d.indicator) = TRIM(t.name)
  WHERE d.sector IS NULL OR d.sector = '' OR d.sector = p.sector
),
counted AS (
  SELECT
    *,
    COUNT(*) FILTER (WHERE verdict <> 'not_comparable') OVER () AS compared,
    COUNT(*) FILTER (WHERE verdict = 'below') OVER () AS below,
    COUNT(*) FILTER (WHERE verdict = 'not_comparable') OVER () AS not_comparable
  FROM matched
)
SELECT
  department,
  project_code,
  project_name,
  dimension,
  name,
  target_value,
  unit_of_measure,
  direction,
  standard,
  unit,
  field,
  CASE WHEN verdict <> 'not_comparable' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * (target_value - standard) / NULLIF(standard, 0) AS DECIMAL(18, 2)) END AS gap,
  verdict,
  compared,
  below,
  not_comparable
FROM counted
WHERE verdict = 'below' OR NOT TRUE
ORDER BY department, project_code, dimension, subdimension, name, field, sector
