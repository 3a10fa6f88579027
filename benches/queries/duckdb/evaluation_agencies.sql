WITH scored AS (
  SELECT
    agency,
    fiscal_year,
    CAST(score AS DECIMAL(9, 2)) AS score,
    grade_rank,
    amount_evaluated,
    agency_fee
  FROM graded_evaluations
  WHERE evaluator_kind = 'finance' AND score IS NOT NULL AND (CAST(NULL AS INTEGER) IS NULL OR fiscal_year = CAST(NULL AS INTEGER))
),
years AS (
  SELECT fiscal_year, CAST(SUM(score) * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(COUNT(*), 0) AS DECIMAL(18, 8)) AS mean_score
  FROM scored
  GROUP BY fiscal_year
),
deviations AS (
  SELECT s.agency, s.score, s.grade_rank, s.amount_evaluated, s.agency_fee, CAST(s.score AS DECIMAL(18, 8)) - y.mean_score AS deviation
  FROM scored AS s
  JOIN years AS y ON y.fiscal_year = s.fiscal_year
),
measured AS (
  SELECT
    agency,
    COUNT(*) AS evaluations,
    SUM(score) AS score_sum,
    SUM(deviation) AS deviation_sum,
    SUM(CAST(CAST(deviation AS DECIMAL(12, 6)) * CAST(deviation AS DECIMAL(12, 6)) AS DECIMAL(28, 12))) AS square_sum,
    COUNT(*) FILTER (WHERE grade_rank = 1) AS top,
    SUM(amount_evaluated) AS amount,
    SUM(agency_fee) AS fee,
    SUM(CASE WHEN amount_evaluated > 0 THEN agency_fee END) AS fee_rated,
    SUM(CASE WHEN agency_fee IS NOT NULL AND amount_evaluated > 0 THEN amount_evaluated END) AS amount_rated
  FROM deviations
  GROUP BY agency
),
spread AS (
  SELECT
    *,
    CAST(deviation_sum AS DOUBLE) / evaluations AS mean_deviation,
    CASE WHEN evaluations >= 5 THEN 1.959963984540054 * SQRT(GREATEST(
      CAST(square_sum AS DOUBLE) - CAST(deviation_sum AS DOUBLE) * CAST(deviation_sum AS DOUBLE) / evaluations, 0)
      / (CAST(evaluations AS DOUBLE) - 1) / evaluations) END AS half_width
  FROM measured
)
SELECT
  agency,
  evaluations,
  CAST(score_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(evaluations, 0) AS DECIMAL(9, 2)) AS mean_score,
  CAST(mean_deviation AS DECIMAL(9, 2)) AS deviation,
  CAST(mean_deviation - half_width AS DECIMAL(9, 2)) AS low,
  CAST(mean_deviation + half_width AS DECIMAL(9, 2)) AS high,
  COALESCE(ABS(mean_deviation) > half_width, FALSE) AS is_distinct,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * top / NULLIF(evaluations, 0) AS DECIMAL(9, 2)) AS top_share,
  amount,
  fee,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * fee_rated / NULLIF(amount_rated, 0) AS DECIMAL(9, 2)) AS fee_rate
FROM spread
ORDER BY CASE WHEN agency IS NULL THEN 1 ELSE 0 END, CAST(mean_deviation AS DECIMAL(9, 2)) DESC, agency
