WITH stripped AS (
  SELECT
    fiscal_year,
    COALESCE(region, '') AS region,
    COALESCE(unit_code, unit) AS unit_key,
    unit,
    project_code,
    project_name,
    TRANSLATE(project_name, ' ,，.。、:：;；()（）《》“”"-—_', '') AS bare_name
  FROM projects
  WHERE category IN ('特定目标类', '其他运转类') AND project_name IS NOT NULL
),
named AS (
  SELECT
    *,
    CASE WHEN bare_name LIKE '%20__%' OR bare_name LIKE '%19__%' THEN REGEXP_REPLACE(bare_name, '(19|20)[0-9]{2}年?度?', '', 'g') ELSE bare_name END AS plain_name
  FROM stripped
),
by_unit AS (
  SELECT fiscal_year, region, unit_key, plain_name, MIN(project_name) AS project_name, COUNT(*) AS projects
  FROM named
  WHERE plain_name <> ''
  GROUP BY fiscal_year, region, unit_key, plain_name
),
doubled AS (
  SELECT * FROM by_unit WHERE projects > 1
),
two_codes AS (
  SELECT
    n.fiscal_year, MIN(n.unit) AS unit, MIN(n.project_name) AS project_name, COUNT(*) AS projects,
    STRING_AGG(n.project_code, '、' ORDER BY n.project_code) AS codes
  FROM named AS n
  JOIN doubled AS d
    ON d.fiscal_year = n.fiscal_year AND d.region = n.region AND d.unit_key = n.unit_key AND d.plain_name = n.plain_name
  GROUP BY n.fiscal_year, n.region, n.unit_key, n.plain_name
),
in_units AS (
  SELECT fiscal_year, MIN(project_name) AS project_name, SUM(projects) AS projects, COUNT(*) AS units
  FROM by_unit
  GROUP BY fiscal_year, region, plain_name
  HAVING COUNT(*) > 1
),
changed AS (
  SELECT b.fiscal_year, b.unit, b.project_name, b.project_code, a.project_name AS other_name
  FROM named AS b
  JOIN named AS a ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year - 1
  WHERE a.plain_name <> b.plain_name
),
found AS (
  SELECT fiscal_year, unit, project_name, projects, CAST(NULL AS BIGINT) AS units, codes, CAST(NULL AS TEXT) AS other_name, 'name.two_codes' AS check_id
  FROM two_codes
  UNION ALL
  SELECT fiscal_year, unit, project_name, NULL AS projects, NULL AS units, project_code AS codes, other_name, 'name.changed' AS check_id
  FROM changed
  UNION ALL
  SELECT fiscal_year, NULL AS unit, project_name, projects, units, NULL AS codes, NULL AS other_name, 'name.in_units' AS check_id
  FROM in_units
)
SELECT
  fiscal_year,
  CAST(unit AS TEXT) AS unit,
  project_name,
  CAST(other_name AS TEXT) AS other_name,
  CAST(projects AS BIGINT) AS projects,
  CAST(units AS BIGINT) AS units,
  CAST(codes AS TEXT) AS codes,
  check_id
FROM found
WHERE 2023 IS NULL OR fiscal_year = 2023
ORDER BY check_id DESC, fiscal_year, unit, project_name, codes
