WITH judged AS (
  SELECT
    subject,
    dimension,
    weight,
    CASE
      WHEN operator = 'qualitative' THEN 'qualitative'
      WHEN target_value IS NOT NULL THEN 'quantified'
      WHEN target_text IS NOT NULL AND TRIM(target_text) <> '' THEN 'qualitative'
      ELSE 'missing'
    END AS kind
  FROM indicators
  WHERE fiscal_year = 2023
),
by_subject AS (
  SELECT
    subject,
    dimension,
    FALSE AS is_total,
    COUNT(*) AS indicators,
    COUNT(*) FILTER (WHERE kind = 'quantified') AS quantified,
    COUNT(*) FILTER (WHERE kind = 'qualitative') AS qualitative,
    SUM(weight) AS weight,
    COALESCE(SUM(weight) FILTER (WHERE kind = 'qualitative'), 0) AS qualitative_weight
  FROM judged
  GROUP BY subject, dimension
),
both_ AS (
  SELECT * FROM by_subject
  UNION ALL
  SELECT
    subject,
    'total' AS dimension,
    TRUE AS is_total,
    SUM(indicators) AS indicators,
    SUM(quantified) AS quantified,
    SUM(qualitative) AS qualitative,
    SUM(weight) AS weight,
    SUM(qualitative_weight) AS qualitative_weight
  FROM by_subject
  GROUP BY subject
)
SELECT
  dimension,
  COUNT(*) AS subjects,
  COUNT(*) FILTER (WHERE quantified = 0) AS subjects_unquantified,
  SUM(indicators) AS indicators,
  SUM(quantified) AS quantified,
  SUM(qualitative) AS qualitative,
  SUM(indicators - quantified - qualitative) AS missing,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(quantified) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS quantified_share,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(qualitative) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS qualitative_share,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(indicators - quantified - qualitative) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS missing_share,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(qualitative_weight) / NULLIF(SUM(weight), 0) AS DECIMAL(9, 2)) AS qualitative_weight_share,
  is_total
FROM both_
GROUP BY dimension, is_total
ORDER BY is_total, dimension
