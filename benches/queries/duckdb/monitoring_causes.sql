WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY as_of DESC) AS age
  FROM monitoring_lights
  WHERE fiscal_year = 2023 AND deviation_causes IS NOT NULL AND TRIM(deviation_causes) <> ''
),
parted AS (
  SELECT
    subject,
    adjusted_budget,
    executed_to_date,
    light_reported,
    UNNEST(STRING_TO_ARRAY(TRANSLATE(deviation_causes, '；;，,' || CHR(10) || CHR(13), '、、、、、、'), '、')) AS part
  FROM latest
  WHERE age = 1
),
causes AS (
  SELECT DISTINCT subject, adjusted_budget, executed_to_date, light_reported, TRIM(part) AS cause
  FROM parted
  WHERE TRIM(part) NOT IN ('', '无', '无。', '—', '/')
),
totals AS (
  SELECT COUNT(DISTINCT subject) AS projects_with_causes
  FROM causes
)
SELECT
  c.cause,
  COUNT(*) AS projects,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COUNT(*) / NULLIF(MAX(t.projects_with_causes), 0) AS DECIMAL(9, 2)) AS share,
  SUM(c.adjusted_budget) AS amount,
  SUM(CASE WHEN c.adjusted_budget > c.executed_to_date THEN c.adjusted_budget - c.executed_to_date ELSE 0 END) AS unspent,
  COUNT(*) FILTER (WHERE c.light_reported = 'red') AS red,
  MAX(t.projects_with_causes) AS projects_with_causes
FROM causes AS c
CROSS JOIN totals AS t
GROUP BY c.cause
ORDER BY projects DESC, amount DESC NULLS LAST, c.cause
