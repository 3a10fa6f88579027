WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = 2023
  GROUP BY project_code
),
by_subject AS (
  SELECT
    subject,
    SUM(CAST(weight * attainment AS DECIMAL(28, 10))) AS earned,
    SUM(CASE WHEN attainment IS NOT NULL THEN weight END) AS weight
  FROM indicator_attainment
  WHERE fiscal_year = 2023 AND evaluator_kind = 'self' AND subject_kind IN ('project', 'fund')
  GROUP BY subject
),
reached AS (
  SELECT
    s.project_code,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(b.earned) / NULLIF(SUM(b.weight), 0) AS DECIMAL(18, 6)) AS attainment
  FROM by_subject AS b
  JOIN subjects AS s ON s.fiscal_year = 2023 AND s.subject = b.subject
  WHERE s.project_code IS NOT NULL
  GROUP BY s.project_code
),
paired AS (
  SELECT
    p.project_code,
    p.adjusted_budget,
    p.executed,
    CASE WHEN p.adjusted_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * p.executed / NULLIF(p.adjusted_budget, 0) AS DECIMAL(24, 6)) END AS rate,
    r.attainment
  FROM spent AS p
  LEFT JOIN reached AS r ON r.project_code = p.project_code
),
placed AS (
  SELECT
    *,
    CASE
      WHEN rate IS NULL THEN 'no_execution'
      WHEN attainment IS NULL THEN 'no_attainment'
      WHEN rate >= CAST(90.0 AS DOUBLE) AND attainment >= CAST(95.0 AS DOUBLE) THEN 'both_high'
      WHEN rate < CAST(90.0 AS DOUBLE) AND attainment >= CAST(95.0 AS DOUBLE) THEN 'low_execution'
      WHEN rate >= CAST(90.0 AS DOUBLE) THEN 'low_attainment'
      ELSE 'both_low'
    END AS quadrant
  FROM paired
),
quadrants (quadrant, position) AS (
  VALUES ('both_high', 1), ('low_execution', 2), ('low_attainment', 3), ('both_low', 4), ('no_execution', 5), ('no_attainment', 6)
),
counted AS (
  SELECT
    quadrant,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    CAST(SUM(attainment) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS attainment
  FROM placed
  GROUP BY quadrant
),
totals AS (
  SELECT
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    COUNT(*) FILTER (WHERE rate IS NOT NULL AND attainment IS NOT NULL) AS classified
  FROM placed
)
SELECT
  q.quadrant,
  q.position,
  COALESCE(c.projects, 0) AS projects,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COALESCE(c.projects, 0) / NULLIF(t.projects, 0) AS DECIMAL(9, 2)) AS share_of_projects,
  COALESCE(c.adjusted_budget, 0) AS adjusted_budget,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COALESCE(c.adjusted_budget, 0) / NULLIF(t.adjusted_budget, 0) AS DECIMAL(9, 2)) AS share_of_budget,
  c.executed,
  CASE WHEN q.position <= 4 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.executed / NULLIF(c.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS rate,
  c.attainment,
  t.classified,
  q.position <= 4 AS is_classified
FROM quadrants AS q
CROSS JOIN totals AS t
LEFT JOIN counted AS c ON c.quadrant = q.quadrant
ORDER BY q.position
