WITH projects_in_scope AS (
  SELECT
    project_code,
    budget_type,
    MAX(adjusted_budget) AS amount,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'objective') AS has_objective,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'monitoring') AS has_monitoring,
    BOOL_OR(is_covered) FILTER (WHERE stage = 'self_evaluation') AS has_self_evaluation,
    BOOL_OR(is_covered OR NOT is_in_denominator) FILTER (WHERE stage = 'result_use') AS has_result_use
  FROM project_stages
  WHERE fiscal_year = 2023 AND (CAST(NULL AS VARCHAR) IS NULL OR budget_type = CAST(NULL AS VARCHAR))
  GROUP BY project_code, budget_type
),
steps (step, position) AS (
  VALUES ('in_scope', 1), ('objective', 2), ('monitoring', 3), ('self_evaluation', 4), ('result_use', 5)
),
passed AS (
  SELECT
    s.step,
    s.position,
    p.project_code,
    p.amount
  FROM steps AS s
  CROSS JOIN projects_in_scope AS p
  WHERE (s.position < 2 OR p.has_objective)
    AND (s.position < 3 OR p.has_monitoring)
    AND (s.position < 4 OR p.has_self_evaluation)
    AND (s.position < 5 OR p.has_result_use)
),
counted AS (
  SELECT
    s.step,
    s.position,
    COUNT(DISTINCT p.project_code) AS projects,
    COALESCE(SUM(p.amount), 0) AS amount
  FROM steps AS s
  LEFT JOIN passed AS p ON p.step = s.step
  GROUP BY s.step, s.position
),
stated AS (
  SELECT
    c.*,
    FIRST_VALUE(c.amount) OVER (ORDER BY c.position) AS amount_in_scope,
    LAG(c.amount) OVER (ORDER BY c.position) AS amount_before,
    CASE
      WHEN FIRST_VALUE(c.amount) OVER (ORDER BY c.position) = 0 THEN 'no_projects'
      WHEN SUM(CASE WHEN c.step IN ('objective', 'monitoring', 'self_evaluation') AND l.stage IS NULL THEN 1 ELSE 0 END)
        OVER (ORDER BY c.position) > 0 THEN 'no_data'
      WHEN c.projects = 0 THEN 'zero'
      ELSE 'rate'
    END AS state
  FROM counted AS c
  LEFT JOIN (SELECT stage FROM loaded_stages WHERE fiscal_year = 2023) AS l ON l.stage = c.step
)
SELECT
  step,
  position,
  projects,
  amount,
  CASE WHEN state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount / NULLIF(amount_in_scope, 0) AS DECIMAL(9, 2)) END AS share_of_scope,
  CASE WHEN state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount / NULLIF(amount_before, 0) AS DECIMAL(9, 2)) END AS share_of_previous,
  state
FROM stated
ORDER BY position
