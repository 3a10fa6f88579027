WITH scores AS (
  SELECT evaluator_kind, scheme, score
  FROM graded_evaluations
  WHERE score IS NOT NULL AND (CAST(NULL AS INTEGER) IS NULL OR fiscal_year = CAST(NULL AS INTEGER))
),
thresholds AS (
  SELECT scheme, lower_bound AS threshold
  FROM grade_schemes
  WHERE lower_bound > 0
),
whole AS (
  SELECT
    evaluator_kind,
    COUNT(*) AS evaluations,
    COUNT(*) FILTER (WHERE score = FLOOR(score)) AS whole_numbers
  FROM scores
  GROUP BY evaluator_kind
),
counted AS (
  SELECT
    s.evaluator_kind,
    t.threshold,
    COUNT(*) FILTER (WHERE s.score >= t.threshold AND s.score < t.threshold + CAST(0.5 AS DOUBLE)) AS above,
    COUNT(*) FILTER (WHERE s.score >= t.threshold - CAST(0.5 AS DOUBLE) AND s.score < t.threshold) AS below,
    COUNT(*) FILTER (WHERE s.score = t.threshold) AS exactly
  FROM scores AS s
  JOIN thresholds AS t ON t.scheme = s.scheme
  GROUP BY s.evaluator_kind, t.threshold
),
shares AS (
  SELECT
    *,
    above + below AS near,
    CAST(above + below AS DOUBLE) AS n,
    CAST(above AS DOUBLE) / NULLIF(above + below, 0) AS share
  FROM counted
),
bounded AS (
  SELECT
    *,
    CASE WHEN near > 0 THEN (share + 3.841458820694124 / (2 * n)
      - 1.959963984540054 * SQRT(share * (1 - share) / n + 3.841458820694124 / (4 * n * n))) / (1 + 3.841458820694124 / n) END AS low,
    CASE WHEN near > 0 THEN (share + 3.841458820694124 / (2 * n)
      + 1.959963984540054 * SQRT(share * (1 - share) / n + 3.841458820694124 / (4 * n * n))) / (1 + 3.841458820694124 / n) END AS high
  FROM shares
)
SELECT
  b.evaluator_kind,
  b.threshold,
  b.above,
  b.below,
  b.near,
  b.exactly,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * b.above / NULLIF(b.near, 0) AS DECIMAL(9, 2)) AS share_above,
  CAST(100 * b.low AS DECIMAL(9, 2)) AS low,
  CAST(100 * b.high AS DECIMAL(9, 2)) AS high,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * (b.above - b.exactly) / NULLIF(b.near - b.exactly, 0) AS DECIMAL(9, 2)) AS share_without_exact,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * w.whole_numbers / NULLIF(w.evaluations, 0) AS DECIMAL(9, 2)) AS whole_share,
  COALESCE(b.low > 0.5, FALSE) AS is_heaped
FROM bounded AS b
JOIN whole AS w ON w.evaluator_kind = b.evaluator_kind
ORDER BY b.evaluator_kind, b.threshold DESC
