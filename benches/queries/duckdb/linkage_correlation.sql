WITH pairs AS (
  SELECT
    evaluator_kind,
    budget_type,
    grade,
    CAST(score AS DOUBLE) AS score,
    CASE 'log' WHEN 'symmetric' THEN growth_symmetric WHEN 'percent' THEN growth_percent ELSE growth_log END AS growth
  FROM score_growth
  WHERE lag = 2 AND score IS NOT NULL AND ('local' = 'all' OR funding_level = 'local')
),
ordered AS (
  SELECT
    growth,
    ROW_NUMBER() OVER (ORDER BY growth) AS place,
    COUNT(*) OVER () AS n
  FROM pairs
  WHERE growth IS NOT NULL
),
positions AS (
  SELECT
    growth,
    place,
    (n - 1) * CAST(0.01 AS DOUBLE) + 1 AS low_place,
    (n - 1) * (1 - CAST(0.01 AS DOUBLE)) + 1 AS high_place
  FROM ordered
),
limits AS (
  SELECT
    MAX(CASE WHEN place = FLOOR(low_place) THEN growth END)
      + (MAX(CASE WHEN place = CEIL(low_place) THEN growth END) - MAX(CASE WHEN place = FLOOR(low_place) THEN growth END))
      * (MAX(low_place) - FLOOR(MAX(low_place))) AS low,
    MAX(CASE WHEN place = FLOOR(high_place) THEN growth END)
      + (MAX(CASE WHEN place = CEIL(high_place) THEN growth END) - MAX(CASE WHEN place = FLOOR(high_place) THEN growth END))
      * (MAX(high_place) - FLOOR(MAX(high_place))) AS high
  FROM positions
),
winsorised AS (
  SELECT
    p.evaluator_kind,
    p.budget_type,
    p.grade,
    CASE WHEN p.growth IS NOT NULL THEN p.score END AS score,
    LEAST(GREATEST(p.growth, l.low), l.high) AS growth
  FROM pairs AS p
  CROSS JOIN limits AS l
),
groups AS (
  SELECT evaluator_kind, budget_type, grade, score, growth FROM winsorised
  UNION ALL
  SELECT evaluator_kind, 'all' AS budget_type, grade, score, growth FROM winsorised
),
grades AS (
  SELECT evaluator_kind, budget_type, MAX(projects) AS modal, SUM(projects) AS graded
  FROM (
    SELECT evaluator_kind, budget_type, grade, COUNT(*) AS projects
    FROM groups
    WHERE score IS NOT NULL AND grade IS NOT NULL
    GROUP BY evaluator_kind, budget_type, grade
  )
  GROUP BY evaluator_kind, budget_type
),
tested AS (
  SELECT
    evaluator_kind,
    budget_type,
    COUNT(score) AS n,
    COUNT(*) - COUNT(score) AS dropped,
    STDDEV_SAMP(score) AS score_deviation,
    corr_test(score, growth, 'pearson') AS pearson,
    corr_test(score, growth, 'spearman') AS spearman,
    corr_test(score, growth, 'kendall') AS kendall
  FROM groups
  GROUP BY evaluator_kind, budget_type
),
unpacked AS (
  SELECT
    evaluator_kind,
    budget_type,
    n,
    dropped,
    score_deviation,
    pearson['coefficient'] AS pearson,
    pearson['p'] AS pearson_p,
    pearson['ci_low'] AS pearson_low,
    pearson['ci_high'] AS pearson_high,
    spearman['coefficient'] AS spearman,
    spearman['p'] AS spearman_p,
    kendall['coefficient'] AS kendall,
    kendall['p'] AS kendall_p
  FROM tested
),
judged AS (
  SELECT
    t.*,
    CAST(100.0000000000 * g.modal / NULLIF(g.graded, 0) AS DECIMAL(9, 2)) AS modal_grade_share,
    t.n < 2 OR NOT (COALESCE(t.score_deviation, 0) < 1 OR COALESCE(g.modal >= 0.95 * g.graded, FALSE)) AS discriminates
  FROM unpacked AS t
  LEFT JOIN grades AS g ON g.evaluator_kind = t.evaluator_kind AND g.budget_type = t.budget_type
)
SELECT
  evaluator_kind,
  budget_type,
  evaluator_kind || ' ' || budget_type AS group_name,
  n,
  dropped,
  score_deviation,
  modal_grade_share,
  CASE WHEN discriminates THEN pearson END AS pearson,
  CASE WHEN discriminates THEN pearson_p END AS pearson_p,
  CASE WHEN discriminates THEN pearson_low END AS pearson_low,
  CASE WHEN discriminates THEN pearson_high END AS pearson_high,
  CASE WHEN discriminates THEN spearman END AS spearman,
  CASE WHEN discriminates THEN spearman_p END AS spearman_p,
  CASE WHEN discriminates THEN kendall END AS kendall,
  CASE WHEN discriminates THEN kendall_p END AS kendall_p,
  CASE WHEN n > 3 THEN TANH((1.959963984540054e0 + 0.8416212335729143e0) / SQRT(n - 3)) END AS detectable,
  CASE
    WHEN NOT discriminates THEN 'cannot_discriminate'
    WHEN n < 30 THEN 'too_few'
    WHEN spearman_p < 0.05 THEN 'associated'
    ELSE 'no_association'
  END AS reading
FROM judged
ORDER BY evaluator_kind, budget_type <> 'all', budget_type
