WITH latest AS (
  SELECT
    fiscal_year,
    evaluator_kind,
    subject,
    project_code,
    CAST(score AS DECIMAL(9, 2)) AS score,
    grade_rank,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, evaluator_kind, COALESCE(project_code, subject)
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, subject
    ) AS age
  FROM evaluation_grades
  WHERE score IS NOT NULL AND subject_kind IN ('project', 'fund') AND (CAST(NULL AS VARCHAR) IS NULL OR evaluator_kind = CAST(NULL AS VARCHAR))
),
scored AS (
  SELECT fiscal_year, evaluator_kind, project_code, score, grade_rank FROM latest WHERE age = 1
),
yearly AS (
  SELECT
    fiscal_year,
    evaluator_kind,
    COUNT(*) AS evaluations,
    SUM(score) AS score_sum,
    SUM(CAST(score * score AS DECIMAL(24, 4))) AS square_sum,
    MIN(score) AS lowest,
    MAX(score) AS highest,
    COUNT(*) FILTER (WHERE grade_rank = 1) AS top
  FROM scored
  GROUP BY fiscal_year, evaluator_kind
),
same AS (
  SELECT
    a.fiscal_year,
    a.evaluator_kind,
    COUNT(*) AS same_projects,
    CAST(SUM(a.score - b.score) * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(COUNT(*), 0) AS DECIMAL(9, 2)) AS same_change
  FROM scored AS a
  JOIN scored AS b
    ON b.project_code = a.project_code AND b.evaluator_kind = a.evaluator_kind AND b.fiscal_year = a.fiscal_year - 1
  GROUP BY a.fiscal_year, a.evaluator_kind
)
SELECT
  y.evaluator_kind,
  y.fiscal_year,
  y.evaluations,
  CAST(y.score_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2)) AS mean_score,
  CAST(y.score_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2))
    - CAST(b.score_sum * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(b.evaluations, 0) AS DECIMAL(9, 2)) AS change,
  CASE WHEN y.evaluations > 1 THEN CAST(SQRT(GREATEST(
    CAST(y.square_sum AS DOUBLE) - CAST(y.score_sum AS DOUBLE) * CAST(y.score_sum AS DOUBLE) / y.evaluations, 0)
    / (y.evaluations - 1)) AS DECIMAL(9, 2)) END AS score_deviation,
  y.lowest,
  y.highest,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * y.top / NULLIF(y.evaluations, 0) AS DECIMAL(9, 2)) AS top_share,
  COALESCE(s.same_projects, 0) AS same_projects,
  s.same_change
FROM yearly AS y
LEFT JOIN yearly AS b ON b.evaluator_kind = y.evaluator_kind AND b.fiscal_year = y.fiscal_year - 1
LEFT JOIN same AS s ON s.fiscal_year = y.fiscal_year AND s.evaluator_kind = y.evaluator_kind
ORDER BY y.evaluator_kind, y.fiscal_year
