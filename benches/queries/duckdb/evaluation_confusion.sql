WITH latest AS (
  SELECT
    fiscal_year,
    project_code,
    evaluator_kind,
    grade,
    grade_rank,
    amount_evaluated,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, project_code, evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, grade_rank
    ) AS age
  FROM evaluation_grades
  WHERE project_code IS NOT NULL AND grade IS NOT NULL AND grade_rank IS NOT NULL AND (CAST(NULL AS INTEGER) IS NULL OR fiscal_year = CAST(NULL AS INTEGER))
),
pairs AS (
  SELECT
    s.grade AS self_grade,
    s.grade_rank AS self_rank,
    o.grade AS other_grade,
    o.grade_rank AS other_rank,
    o.amount_evaluated
  FROM latest AS s
  JOIN latest AS o ON o.fiscal_year = s.fiscal_year AND o.project_code = s.project_code
  WHERE s.age = 1 AND o.age = 1 AND s.evaluator_kind = 'self' AND o.evaluator_kind = 'finance'
),
totals AS (
  SELECT
    COUNT(*) AS pairs,
    COUNT(*) FILTER (WHERE self_rank = other_rank) AS agreed,
    COUNT(*) FILTER (WHERE self_rank < other_rank) AS self_higher
  FROM pairs
),
counted AS (
  SELECT
    self_grade,
    self_rank,
    other_grade,
    other_rank,
    COUNT(*) AS projects,
    SUM(amount_evaluated) AS amount
  FROM pairs
  GROUP BY self_grade, self_rank, other_grade, other_rank
)
SELECT
  c.self_grade,
  c.self_rank,
  c.other_grade,
  c.other_rank,
  c.projects,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.projects / NULLIF(SUM(c.projects) OVER (PARTITION BY c.self_grade, c.self_rank), 0) AS DECIMAL(9, 2)) AS share,
  c.amount,
  t.pairs,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * t.agreed / NULLIF(t.pairs, 0) AS DECIMAL(9, 2)) AS agreement,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * t.self_higher / NULLIF(t.pairs, 0) AS DECIMAL(9, 2)) AS self_higher
FROM counted AS c
CROSS JOIN totals AS t
ORDER BY c.self_rank, c.self_grade, c.other_rank, c.other_grade
