WITH funds AS (
  SELECT
    *,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted, 0) AS DECIMAL(20, 10)) AS rate,
    CAST(weight * LEAST(CAST(1.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted, 0), CAST(1.0000000000 AS DECIMAL(30, 10))) AS DECIMAL(20, 10)) AS earned,
    CAST(weight * LEAST(rate_reported, 100.00) / CAST(100.0000000000 AS DECIMAL(30, 10)) AS DECIMAL(20, 10)) AS earned_by_printed_rate,
    CASE rate_decimals WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 ELSE 0.005 END AS half_a_digit
  FROM evaluation_funds
),
scores AS (
  SELECT
    fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year,
    SUM(score_reported) AS score_sum,
    SUM(weight) AS weight_sum,
    MAX(has_execution) AS has_execution
  FROM (
    SELECT
      fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, score_reported, weight,
      CASE WHEN dimension = 'execution' THEN 1 ELSE 0 END AS has_execution
    FROM evaluation_indicators
    WHERE name IS NOT NULL AND name <> ''
    UNION ALL
    SELECT
      fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, score_reported, weight,
      CASE WHEN weight IS NOT NULL THEN 1 ELSE 0 END AS has_execution
    FROM evaluation_funds
  )
  GROUP BY fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year
),
with_indicators AS (
  SELECT DISTINCT fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year
  FROM evaluation_indicators
  WHERE name IS NOT NULL AND name <> '' AND score_reported IS NOT NULL
),
complete AS (
  SELECT s.*
  FROM scores AS s
  JOIN with_indicators AS w
    ON w.fiscal_year = s.fiscal_year AND w.subject_kind = s.subject_kind AND w.subject = s.subject
    AND w.evaluator_kind = s.evaluator_kind AND w.evaluation_year IS NOT DISTINCT FROM s.evaluation_year
  WHERE s.has_execution = 1 OR s.weight_sum = 100
),
items AS (
  SELECT
    fiscal_year, subject, evaluator_kind, 'execution_rate' AS item, fund_source AS item_name,
    ABS(rate_reported - rate) <= half_a_digit AS is_as_printed,
    CAST(rate_reported AS DECIMAL(9, 2)) AS printed,
    CAST(rate AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM funds
  WHERE rate_reported IS NOT NULL AND rate IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, subject, evaluator_kind, 'execution_score' AS item, fund_source AS item_name,
    FALSE AS is_as_printed,
    CAST(score_reported AS DECIMAL(9, 2)) AS printed,
    CAST(earned AS DECIMAL(9, 2)) AS recomputed,
    CAST(earned_by_printed_rate AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM funds
  WHERE score_reported IS NOT NULL AND earned IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, subject, evaluator_kind, 'indicator_score' AS item, name AS item_name,
    FALSE AS is_as_printed,
    CAST(score_reported AS DECIMAL(9, 2)) AS printed,
    score_recomputed AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM indicator_attainment
  WHERE score_reported IS NOT NULL AND score_recomputed IS NOT NULL
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'total_score' AS item, 'total' AS item_name,
    FALSE AS is_as_printed,
    CAST(e.score AS DECIMAL(9, 2)) AS printed,
    CAST(c.score_sum AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  JOIN complete AS c
    ON c.fiscal_year = e.fiscal_year AND c.subject_kind = e.subject_kind AND c.subject = e.subject
    AND c.evaluator_kind = e.evaluator_kind AND c.evaluation_year IS NOT DISTINCT FROM e.evaluation_year
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'weight_sum' AS item, 'total' AS item_name,
    FALSE AS is_as_printed,
    CAST(c.weight_sum AS DECIMAL(9, 2)) AS printed,
    CAST(100 AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  JOIN complete AS c
    ON c.fiscal_year = e.fiscal_year AND c.subject_kind = e.subject_kind AND c.subject = e.subject
    AND c.evaluator_kind = e.evaluator_kind AND c.evaluation_year IS NOT DISTINCT FROM e.evaluation_year
  WHERE c.weight_sum IS NOT NULL
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'grade' AS item, e.scheme AS item_name,
    FALSE AS is_as_printed,
    CAST(e.score AS DECIMAL(9, 2)) AS printed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    e.grade_reported AS printed_text, e.grade_by_score AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  WHERE e.grade_reported IS NOT NULL AND e.grade_by_score IS NOT NULL
),
compared AS (
  SELECT
    *,
    printed - recomputed AS difference,
    CASE
      WHEN item = 'grade' THEN printed_text <> recomputed_text
      ELSE printed IS NULL OR (ABS(printed - recomputed) > CAST(0.0 AS DOUBLE) AND NOT is_as_printed)
    END AS is_different
  FROM items
)
SELECT
  c.fiscal_year,
  c.subject,
  c.evaluator_kind,
  c.item,
  c.item_name,
  c.printed,
  c.recomputed,
  c.recomputed_from_printed_rate,
  c.difference,
  c.printed_text,
  c.recomputed_text,
  c.is_different,
  s.path,
  c.source_sheet,
  c.source_row,
  c.source_cells,
  CASE WHEN c.is_different THEN
    CASE c.item
      WHEN 'execution_rate' THEN 'rate.amounts'
      WHEN 'execution_score' THEN 'score.execution'
      WHEN 'indicator_score' THEN 'score.indicator'
      WHEN 'total_score' THEN 'score.total'
      WHEN 'weight_sum' THEN 'weight.sum'
      ELSE 'grade.score'
    END
  END AS check_id
FROM compared AS c
LEFT JOIN (SELECT source_id, MIN(path) AS path FROM current_sources GROUP BY source_id) AS s ON s.source_id = c.source_id
WHERE (c.is_different OR NOT TRUE) AND (2023 IS NULL OR c.fiscal_year = 2023)
ORDER BY c.fiscal_year, c.subject, c.evaluator_kind, c.item, c.item_name, s.path, c.source_sheet, c.source_row, c.source_cells
