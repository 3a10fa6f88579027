WITH scored AS (
  SELECT subject, dimension, operator, weight, attainment, is_target_low
  FROM indicator_attainment
  WHERE fiscal_year = 2023 AND evaluator_kind = 'self' AND subject_kind IN ('project', 'fund')
),
both_ AS (
  SELECT dimension, FALSE AS is_total, subject, operator, weight, attainment, is_target_low FROM scored
  UNION ALL
  SELECT 'total' AS dimension, TRUE AS is_total, subject, operator, weight, attainment, is_target_low FROM scored
)
SELECT
  dimension,
  COUNT(DISTINCT subject) AS subjects,
  COUNT(*) AS indicators,
  COUNT(attainment) AS scorable,
  COUNT(*) FILTER (WHERE operator = 'qualitative') AS qualitative,
  COUNT(*) FILTER (WHERE attainment IS NULL AND operator IS DISTINCT FROM 'qualitative') AS not_scorable,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(CAST(weight * attainment AS DECIMAL(28, 10)))
    / NULLIF(SUM(CASE WHEN attainment IS NOT NULL THEN weight END), 0) AS DECIMAL(9, 2)) AS attainment,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(attainment) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS mean_attainment,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COUNT(*) FILTER (WHERE attainment >= 1) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS reached_share,
  COUNT(*) FILTER (WHERE is_target_low) AS target_low,
  is_total
FROM both_
GROUP BY dimension, is_total
ORDER BY is_total, dimension
