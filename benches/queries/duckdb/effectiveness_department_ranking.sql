WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, subject_kind, subject
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST
    ) AS age
  FROM evaluation_grades
  WHERE evaluator_kind = 'finance' AND subject_kind IN ('project', 'fund') AND (2023 IS NULL OR fiscal_year = 2023)
),
budgets AS (
  SELECT fiscal_year, project_code, MAX(department) AS department, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE 2023 IS NULL OR fiscal_year = 2023
  GROUP BY fiscal_year, project_code
),
weighed AS (
  SELECT
    COALESCE(b.department, l.department) AS department,
    l.score,
    COALESCE(l.amount_evaluated, b.adjusted_budget) AS weight
  FROM latest AS l
  LEFT JOIN budgets AS b ON b.fiscal_year = l.fiscal_year AND b.project_code = l.project_code
  WHERE l.age = 1 AND l.score IS NOT NULL AND COALESCE(l.amount_evaluated, b.adjusted_budget) > 0
),
means AS (
  SELECT
    department,
    COUNT(*) AS evaluations,
    SUM(weight) AS amount,
    CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(weight AS DECIMAL(20, 2))) / NULLIF(SUM(weight), 0) AS DECIMAL(18, 6)) AS weighted_score,
    CAST(SUM(score) * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(COUNT(*), 0) AS DECIMAL(9, 2)) AS mean_score
  FROM weighed
  GROUP BY department
),
overall AS (
  SELECT CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(weight AS DECIMAL(20, 2))) / NULLIF(SUM(weight), 0) AS DECIMAL(18, 6)) AS overall_score
  FROM weighed
),
spread AS (
  SELECT
    w.department,
    SUM(POWER(CAST(w.weight AS DOUBLE) / CAST(m.amount AS DOUBLE) * (CAST(w.score AS DOUBLE) - CAST(m.weighted_score AS DOUBLE)), 2)) AS squares
  FROM weighed AS w
  JOIN means AS m ON m.department IS NOT DISTINCT FROM w.department
  GROUP BY w.department
),
quantiles AS (
  SELECT
    evaluations,
    CASE evaluations - 1
      WHEN 1 THEN 12.706204736174705
      WHEN 2 THEN 4.302652729749464
      WHEN 3 THEN 3.182446305283710
      WHEN 4 THEN 2.776445105197799
      ELSE 1.959963984540054 + 2.3723 / (evaluations - 1) + 2.8225 / POWER(evaluations - 1, 2) + 2.5558 / POWER(evaluations - 1, 3)
    END AS quantile
  FROM (SELECT DISTINCT CAST(evaluations AS DOUBLE) AS evaluations FROM means WHERE evaluations > 1)
),
bounded AS (
  SELECT
    m.*,
    o.overall_score,
    CASE WHEN m.evaluations > 1 THEN t.quantile * SQRT(CAST(m.evaluations AS DOUBLE) / (m.evaluations - 1) * s.squares) END AS half_width
  FROM means AS m
  CROSS JOIN overall AS o
  LEFT JOIN quantiles AS t ON t.evaluations = m.evaluations
  LEFT JOIN spread AS s ON s.department IS NOT DISTINCT FROM m.department
)
SELECT
  CAST(RANK() OVER (ORDER BY CAST(weighted_score AS DECIMAL(9, 2)) DESC) AS BIGINT) AS rank,
  department,
  evaluations,
  amount,
  CAST(weighted_score AS DECIMAL(9, 2)) AS weighted_score,
  CAST(CAST(weighted_score AS DOUBLE) - half_width AS DECIMAL(9, 2)) AS low,
  CAST(CAST(weighted_score AS DOUBLE) + half_width AS DECIMAL(9, 2)) AS high,
  mean_score,
  CASE
    WHEN half_width IS NULL THEN 'single'
    WHEN CAST(weighted_score AS DOUBLE) - half_width > CAST(overall_score AS DOUBLE) THEN 'above'
    WHEN CAST(weighted_score AS DOUBLE) + half_width < CAST(overall_score AS DOUBLE) THEN 'below'
    ELSE 'same'
  END AS standing,
  CAST(overall_score AS DECIMAL(9, 2)) AS overall_score
FROM bounded
ORDER BY rank, department
