WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
),
budgets AS (
  SELECT
    fiscal_year, project_code, budget_type, MIN(source_id) AS source_id,
    SUM(initial_budget) AS initial_budget, SUM(adjusted_budget) AS adjusted_budget
  FROM project_budgets
  GROUP BY fiscal_year, project_code, budget_type
),
whole AS (
  SELECT fiscal_year, project_code, SUM(COALESCE(adjusted_budget, initial_budget)) AS adjusted_budget
  FROM budgets
  GROUP BY fiscal_year, project_code
),
of_tables AS (
  SELECT fiscal_year, department, phase, SUM(amount) AS amount
  FROM budget_lines_by_type
  GROUP BY fiscal_year, department, phase
),
pairs AS (
  SELECT
    'unit.year' AS check_id, b.fiscal_year, b.project_code AS subject, b.source_id,
    b.initial_budget AS amount, a.initial_budget AS neighbour
  FROM budgets AS b
  JOIN budgets AS a
    ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year - 1 AND a.budget_type = b.budget_type
  UNION ALL
  SELECT
    'unit.row' AS check_id, fiscal_year, project_code AS subject, source_id,
    adjusted_budget AS amount, initial_budget AS neighbour
  FROM budgets
  UNION ALL
  SELECT
    'unit.evaluation' AS check_id, e.fiscal_year, e.subject, e.source_id,
    e.amount_evaluated AS amount, w.adjusted_budget AS neighbour
  FROM evaluations AS e
  JOIN subjects AS s ON s.fiscal_year = e.fiscal_year AND s.subject = e.subject
  JOIN whole AS w ON w.fiscal_year = s.fiscal_year AND w.project_code = s.project_code
  WHERE e.subject_kind IN ('project', 'fund')
  UNION ALL
  SELECT
    'unit.table' AS check_id, t.fiscal_year, t.department AS subject, CAST(NULL AS TEXT) AS source_id,
    t.amount, a.amount AS neighbour
  FROM of_tables AS t
  JOIN of_tables AS a ON a.department = t.department AND a.phase = t.phase AND a.fiscal_year = t.fiscal_year - 1
),
rated AS (
  SELECT
    *,
    CASE
      WHEN amount BETWEEN neighbour * 5000 AND neighbour * 20000 THEN '10000'
      WHEN amount BETWEEN neighbour * 500 AND neighbour * 2000 THEN '1000'
      WHEN neighbour BETWEEN amount * 5000 AND amount * 20000 THEN '1/10000'
      WHEN neighbour BETWEEN amount * 500 AND amount * 2000 THEN '1/1000'
    END AS factor
  FROM pairs
  WHERE amount > 0 AND neighbour > 0 AND (2023 IS NULL OR fiscal_year = 2023)
),
of_files AS (
  SELECT source_id, fiscal_year, COUNT(*) AS compared, COUNT(factor) AS odd, MIN(factor) AS factor
  FROM rated
  WHERE check_id = 'unit.year'
  GROUP BY source_id, fiscal_year
),
odd_files AS (
  SELECT * FROM of_files WHERE compared >= 3 AND odd * 2 > compared
),
found AS (
  SELECT r.check_id, r.fiscal_year, r.subject, r.source_id, r.amount, r.neighbour, r.factor, CAST(NULL AS BIGINT) AS odd, CAST(NULL AS BIGINT) AS compared
  FROM rated AS r
  LEFT JOIN odd_files AS o ON o.source_id = r.source_id AND o.fiscal_year = r.fiscal_year AND r.check_id = 'unit.year'
  WHERE r.factor IS NOT NULL AND o.source_id IS NULL
  UNION ALL
  SELECT 'unit.file' AS check_id, fiscal_year, NULL AS subject, source_id, NULL AS amount, NULL AS neighbour, factor, odd, compared
  FROM odd_files
)
SELECT
  f.fiscal_year,
  f.subject,
  CAST(f.amount AS DECIMAL(20, 2)) AS amount,
  CAST(f.neighbour AS DECIMAL(20, 2)) AS neighbour,
  f.factor,
  f.odd,
  f.compared,
  s.path,
  f.check_id
FROM found AS f
LEFT JOIN files AS s ON s.source_id = f.source_id
ORDER BY f.check_id, f.fiscal_year, f.subject, s.path, amount, neighbour
