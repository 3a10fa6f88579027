WITH evaluated AS (
  SELECT *
  FROM score_growth
  WHERE lag = 2
    AND evaluator_kind = 'finance'
    AND grade IS NOT NULL
    AND amount_before > 0
    AND amount_after IS NOT NULL
    AND ('local' = 'all' OR funding_level = 'local')
),
yearly AS (
  SELECT
    fiscal_year,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE is_in_scope AND ('local' = 'all' OR COALESCE(funding_level, 'local') = 'local')
  GROUP BY fiscal_year
),
ceilings AS (
  SELECT
    years.fiscal_year,
    CASE WHEN 2 = 0 THEN CAST(b.adjusted_budget AS DOUBLE) ELSE CAST(a.initial_budget AS DOUBLE) END
      / NULLIF(CAST(b.initial_budget AS DOUBLE), 0) AS ratio
  FROM (SELECT DISTINCT fiscal_year FROM evaluated) AS years
  LEFT JOIN yearly AS b ON b.fiscal_year = years.fiscal_year + CASE WHEN 2 = 1 THEN 0 ELSE 1 END
  LEFT JOIN yearly AS a ON a.fiscal_year = years.fiscal_year + 2
),
sums AS (
  SELECT
    e.grade,
    MIN(e.grade_rank) AS grade_rank,
    COUNT(*) AS changes,
    COUNT(DISTINCT e.project_code) AS projects,
    SUM(e.amount_before) AS amount_before,
    SUM(e.amount_after) AS amount_after,
    SUM(CAST(e.amount_before AS DOUBLE) * c.ratio) AS amount_by_ceiling,
    COUNT(*) FILTER (WHERE e.amount_after < e.amount_before) AS cut,
    COUNT(*) FILTER (WHERE e.amount_after > e.amount_before) AS raised
  FROM evaluated AS e
  LEFT JOIN ceilings AS c ON c.fiscal_year = e.fiscal_year
  GROUP BY e.grade
),
directed AS (
  SELECT
    u.fiscal_year,
    s.project_code,
    u.applied_budget_year,
    u.action
  FROM result_uses AS u
  JOIN subjects AS s ON s.fiscal_year = u.fiscal_year AND s.subject = u.subject
  WHERE u.subject_kind IN ('project', 'fund') AND u.action IN ('raise', 'keep', 'cut', 'recover', 'cancel', 'suspend')
),
rectified AS (
  SELECT f.fiscal_year, s.project_code, BOOL_AND(COALESCE(f.status = 'done', FALSE)) AS is_done
  FROM findings AS f
  JOIN subjects AS s ON s.fiscal_year = f.fiscal_year AND s.subject = f.subject
  WHERE f.subject_kind IN ('project', 'fund')
  GROUP BY f.fiscal_year, s.project_code
),
followed AS (
  SELECT
    p.grade,
    p.fiscal_year,
    p.project_code,
    BOOL_AND(CASE d.action
      WHEN 'raise' THEN COALESCE(p.amount_after, 0) > p.amount_before
      WHEN 'keep' THEN ABS(COALESCE(p.amount_after, 0) - p.amount_before) * 20 <= p.amount_before
      WHEN 'cut' THEN COALESCE(p.amount_after, 0) < p.amount_before
      WHEN 'recover' THEN COALESCE(p.amount_after, 0) < p.amount_before
      ELSE COALESCE(p.amount_after, 0) = 0
    END) OR (BOOL_OR(COALESCE(p.is_poor, FALSE)) AND BOOL_OR(COALESCE(r.is_done, FALSE))) AS is_consistent
  FROM score_pairs AS p
  JOIN directed AS d
    ON d.project_code = p.project_code AND d.fiscal_year = p.fiscal_year
    AND (d.applied_budget_year IS NULL OR d.applied_budget_year = p.year_after)
  LEFT JOIN rectified AS r ON r.project_code = p.project_code AND r.fiscal_year = p.fiscal_year
  WHERE p.lag = 2
    AND p.evaluator_kind = 'finance'
    AND p.grade IS NOT NULL
    AND p.amount_before > 0
    AND (p.exclusion IS NULL OR p.exclusion IN ('no_score', 'no_budget_after'))
    AND ('local' = 'all' OR p.funding_level = 'local')
  GROUP BY p.grade, p.fiscal_year, p.project_code
),
rules AS (
  SELECT grade, COUNT(*) AS with_rule, SUM(CASE WHEN is_consistent THEN 1 ELSE 0 END) AS consistent
  FROM followed
  GROUP BY grade
)
SELECT
  s.grade,
  s.grade_rank,
  s.projects,
  s.changes,
  s.amount_before,
  s.amount_after,
  s.amount_after - s.amount_before AS change,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * (s.amount_after - s.amount_before) / NULLIF(s.amount_before, 0) AS DECIMAL(9, 2)) AS change_rate,
  CAST(100 * (CAST(s.amount_after AS DOUBLE) - s.amount_by_ceiling) / NULLIF(CAST(s.amount_before AS DOUBLE), 0) AS DECIMAL(9, 2)) AS relative_change_rate,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * s.cut / s.changes AS DECIMAL(9, 2)) AS share_cut,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * s.raised / s.changes AS DECIMAL(9, 2)) AS share_raised,
  COALESCE(r.with_rule, 0) AS with_rule,
  COALESCE(r.consistent, 0) AS consistent,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * r.consistent / NULLIF(r.with_rule, 0) AS DECIMAL(9, 2)) AS consistent_share
FROM sums AS s
LEFT JOIN rules AS r ON r.grade = s.grade
ORDER BY s.grade_rank, s.grade
