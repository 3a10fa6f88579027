WITH graded AS (
  SELECT *
  FROM evaluation_grades
  WHERE grade IS NOT NULL AND (2023 IS NULL OR fiscal_year = 2023)
),
counted AS (
  SELECT
    evaluator_kind,
    grade,
    MIN(grade_rank) AS grade_rank,
    COUNT(*) AS evaluations,
    SUM(amount_evaluated) AS amount,
    CAST(SUM(score) * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(COUNT(score), 0) AS DECIMAL(9, 2)) AS mean_score,
    CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(amount_evaluated AS DECIMAL(20, 2)))
      / NULLIF(SUM(CASE WHEN score IS NOT NULL THEN amount_evaluated END), 0) AS DECIMAL(9, 2)) AS weighted_score,
    COUNT(agency) AS by_agency
  FROM graded
  GROUP BY evaluator_kind, grade
)
SELECT
  evaluator_kind,
  grade,
  grade_rank,
  evaluations,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * evaluations / NULLIF(SUM(evaluations) OVER (PARTITION BY evaluator_kind), 0) AS DECIMAL(9, 2)) AS share,
  amount,
  mean_score,
  weighted_score,
  by_agency
FROM counted
ORDER BY evaluator_kind, grade_rank, grade
