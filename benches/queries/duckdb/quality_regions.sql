WITH named AS (
  SELECT region, project_code FROM projects WHERE 2023 IS NULL OR fiscal_year = 2023
  UNION
  SELECT region, NULL AS project_code FROM budget_lines WHERE 2023 IS NULL OR fiscal_year = 2023
  UNION
  SELECT region, NULL AS project_code FROM organizations WHERE 2023 IS NULL OR fiscal_year = 2023
),
coded AS (
  SELECT
    region,
    project_code,
    CHARACTER_LENGTH(project_code) >= 20 AND SUBSTR(project_code, 1, 8) BETWEEN '00000000' AND '99999999' AS is_coded,
    SUBSTR(project_code, 1, 2) IN (
      '11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43',
      '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82'
    ) AS is_real
  FROM named
),
counted AS (
  SELECT
    region,
    COUNT(DISTINCT project_code) AS projects,
    COUNT(DISTINCT CASE WHEN is_coded THEN project_code END) AS projects_coded,
    COUNT(DISTINCT CASE WHEN is_coded AND NOT is_real THEN project_code END) AS projects_outside
  FROM coded
  WHERE region IS NOT NULL OR project_code IS NOT NULL
  GROUP BY region
)
SELECT
  region,
  projects,
  projects_coded,
  projects_outside,
  projects_coded > 0 AND projects_outside = projects_coded AS is_invented
FROM counted
ORDER BY region
