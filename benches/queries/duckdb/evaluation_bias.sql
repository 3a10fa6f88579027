WITH latest AS (
  SELECT
    fiscal_year,
    project_code,
    evaluator_kind,
    CAST(score AS DECIMAL(9, 2)) AS score,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, project_code, evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST
    ) AS age
  FROM evaluation_grades
  WHERE project_code IS NOT NULL AND score IS NOT NULL AND (CAST(NULL AS INTEGER) IS NULL OR fiscal_year = CAST(NULL AS INTEGER))
),
pairs AS (
  SELECT
    s.fiscal_year,
    o.evaluator_kind,
    s.project_code,
    s.score AS self_score,
    o.score AS other_score,
    s.score - o.score AS difference
  FROM latest AS s
  JOIN latest AS o ON o.fiscal_year = s.fiscal_year AND o.project_code = s.project_code
  WHERE s.age = 1 AND o.age = 1 AND s.evaluator_kind = 'self' AND o.evaluator_kind <> 'self'
),
both_ AS (
  SELECT fiscal_year, evaluator_kind, project_code, self_score, other_score, difference, FALSE AS is_total FROM pairs
  UNION ALL
  SELECT CAST(NULL AS INT) AS fiscal_year, evaluator_kind, project_code, self_score, other_score, difference, TRUE AS is_total FROM pairs
),
placed AS (
  SELECT
    *,
    CAST(ROW_NUMBER() OVER (PARTITION BY is_total, fiscal_year, evaluator_kind ORDER BY difference, project_code) AS BIGINT) AS place,
    COUNT(*) OVER (PARTITION BY is_total, fiscal_year, evaluator_kind) AS n,
    RANK() OVER (PARTITION BY is_total, fiscal_year, evaluator_kind ORDER BY self_score)
      + (COUNT(*) OVER (PARTITION BY is_total, fiscal_year, evaluator_kind, self_score) - 1) / 2.0 AS self_rank,
    RANK() OVER (PARTITION BY is_total, fiscal_year, evaluator_kind ORDER BY other_score)
      + (COUNT(*) OVER (PARTITION BY is_total, fiscal_year, evaluator_kind, other_score) - 1) / 2.0 AS other_rank
  FROM both_
),
measured AS (
  SELECT
    is_total,
    fiscal_year,
    evaluator_kind,
    COUNT(*) AS pairs,
    SUM(self_score) AS self_sum,
    SUM(other_score) AS other_sum,
    SUM(difference) AS difference_sum,
    SUM(CAST(difference * difference AS DECIMAL(24, 4))) AS square_sum,
    CAST(SUM(CASE WHEN 2 * place IN (n, n + 1, n + 2) THEN difference ELSE 0 END) * 1.0000
      / NULLIF(COUNT(*) FILTER (WHERE 2 * place IN (n, n + 1, n + 2)), 0) AS DECIMAL(9, 2)) AS median_difference,
    COUNT(*) FILTER (WHERE difference > 0) AS higher,
    corr(self_rank, other_rank) AS spearman
  FROM placed
  GROUP BY is_total, fiscal_year, evaluator_kind
),
spread AS (
  SELECT
    *,
    CASE WHEN pairs >= 30 THEN 1.959963984540054 * SQRT(GREATEST(
      CAST(square_sum AS DOUBLE) - CAST(difference_sum AS DOUBLE) * CAST(difference_sum AS DOUBLE) / pairs, 0)
      / (CAST(pairs AS DOUBLE) - 1) / pairs) END AS half_width
  FROM measured
)
SELECT
  fiscal_year,
  evaluator_kind,
  pairs,
  CAST(self_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS self_mean,
  CAST(other_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS other_mean,
  CAST(difference_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS mean_difference,
  CAST(CAST(difference_sum AS DOUBLE) / pairs - half_width AS DECIMAL(9, 2)) AS low,
  CAST(CAST(difference_sum AS DOUBLE) / pairs + half_width AS DECIMAL(9, 2)) AS high,
  median_difference,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * higher / NULLIF(pairs, 0) AS DECIMAL(9, 2)) AS share_higher,
  spearman,
  is_total
FROM spread
ORDER BY evaluator_kind, is_total DESC, fiscal_year
