WITH projects_of_year AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS amount,
    BOOL_OR(has_objective) AS has_objective,
    BOOL_OR(has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(has_finance_evaluation) AS has_finance_evaluation,
    BOOL_OR(has_spot_check) AS has_spot_check
  FROM project_evidence
  WHERE fiscal_year = 2023
  GROUP BY project_code
),
published AS (
  SELECT DISTINCT s.project_code, d.item
  FROM disclosures AS d
  JOIN subjects AS s ON s.fiscal_year = d.fiscal_year AND s.subject = d.subject
  WHERE d.fiscal_year = 2023 AND d.subject_kind IN ('project', 'fund') AND s.project_code IS NOT NULL
),
items (item) AS (
  VALUES ('objective'), ('self_evaluation'), ('finance_evaluation')
),
disclosed AS (
  SELECT
    'disclosure_' || i.item AS measure,
    COUNT(u.project_code) AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(CASE WHEN u.project_code IS NOT NULL THEN p.amount END), 0) AS amount_numerator,
    SUM(p.amount) AS amount_denominator
  FROM items AS i
  JOIN projects_of_year AS p
    ON (i.item = 'objective' AND p.has_objective)
    OR (i.item = 'self_evaluation' AND p.has_self_evaluation)
    OR (i.item = 'finance_evaluation' AND p.has_finance_evaluation)
  LEFT JOIN published AS u ON u.project_code = p.project_code AND u.item = i.item
  GROUP BY i.item
),
roster AS (
  SELECT department_code, MIN(department) AS department
  FROM organizations
  WHERE fiscal_year = 2023
  GROUP BY department_code
),
departments AS (
  SELECT department FROM roster
  UNION
  SELECT department
  FROM projects
  WHERE fiscal_year = 2023 AND department IS NOT NULL AND (SELECT COUNT(*) FROM roster) = 0
),
whole AS (
  SELECT DISTINCT COALESCE(r.department, e.department) AS department, e.subject
  FROM evaluations AS e
  LEFT JOIN roster AS r ON r.department_code = e.department_code
  WHERE e.fiscal_year = 2023 AND e.subject_kind = 'department' AND (e.score IS NOT NULL OR e.grade_reported IS NOT NULL)
),
whole_disclosed AS (
  SELECT DISTINCT subject
  FROM disclosures
  WHERE fiscal_year = 2023 AND subject_kind = 'department' AND item = 'whole_department'
),
agencies AS (
  SELECT
    'third_party_' || evaluator_kind AS measure,
    COUNT(agency) AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(CASE WHEN agency IS NOT NULL THEN amount_evaluated END), 0) AS amount_numerator,
    SUM(amount_evaluated) AS amount_denominator
  FROM evaluations
  WHERE fiscal_year = 2023 AND evaluator_kind <> 'self'
  GROUP BY evaluator_kind
),
cycle AS (
  SELECT DISTINCT project_code
  FROM project_evidence
  WHERE has_department_evaluation AND fiscal_year BETWEEN 2023 - 5 + 1 AND 2023
),
counted AS (
  SELECT * FROM disclosed
  UNION ALL
  SELECT
    'disclosure_whole_department' AS measure,
    COUNT(d.subject) AS numerator,
    COUNT(*) AS denominator,
    CAST(NULL AS DECIMAL(38, 2)) AS amount_numerator,
    CAST(NULL AS DECIMAL(38, 2)) AS amount_denominator
  FROM (SELECT DISTINCT subject FROM whole) AS w
  LEFT JOIN whole_disclosed AS d ON d.subject = w.subject
  UNION ALL
  SELECT
    'rectification' AS measure,
    COUNT(*) FILTER (WHERE status = 'done') AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(amount) FILTER (WHERE status = 'done'), 0) AS amount_numerator,
    SUM(amount) AS amount_denominator
  FROM findings
  WHERE fiscal_year = 2023
  UNION ALL
  SELECT
    'spot_check' AS measure,
    COUNT(*) FILTER (WHERE has_spot_check) AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(amount) FILTER (WHERE has_spot_check), 0) AS amount_numerator,
    SUM(amount) AS amount_denominator
  FROM projects_of_year
  WHERE has_self_evaluation
  UNION ALL
  SELECT * FROM agencies
  UNION ALL
  SELECT
    'whole_department' AS measure,
    COUNT(w.department) AS numerator,
    COUNT(*) AS denominator,
    CAST(NULL AS DECIMAL(38, 2)) AS amount_numerator,
    CAST(NULL AS DECIMAL(38, 2)) AS amount_denominator
  FROM departments AS d
  LEFT JOIN (SELECT DISTINCT department FROM whole) AS w ON w.department = d.department
  UNION ALL
  SELECT
    'department_cycle' AS measure,
    COUNT(c.project_code) AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(CASE WHEN c.project_code IS NOT NULL THEN p.amount END), 0) AS amount_numerator,
    SUM(p.amount) AS amount_denominator
  FROM projects_of_year AS p
  LEFT JOIN cycle AS c ON c.project_code = p.project_code
),
measures (measure, position, needs) AS (
  VALUES
    ('disclosure_objective', 1, 'disclosures'), ('disclosure_self_evaluation', 2, 'disclosures'),
    ('disclosure_finance_evaluation', 3, 'disclosures'), ('disclosure_whole_department', 4, 'disclosures'),
    ('rectification', 5, 'findings'), ('spot_check', 6, 'spot_checks'), ('third_party_department', 7, 'none'),
    ('third_party_finance', 8, 'none'), ('third_party_spot_check', 9, 'none'), ('whole_department', 10, 'whole'),
    ('department_cycle', 11, 'department')
),
has AS (
  SELECT 'disclosures' AS needs, COUNT(*) AS rows_loaded FROM disclosures WHERE fiscal_year = 2023
  UNION ALL
  SELECT 'findings' AS needs, COUNT(*) AS rows_loaded FROM findings WHERE fiscal_year = 2023
  UNION ALL
  SELECT 'spot_checks' AS needs, COUNT(*) AS rows_loaded FROM evaluations WHERE fiscal_year = 2023 AND evaluator_kind = 'spot_check'
  UNION ALL
  SELECT 'whole' AS needs, COUNT(*) AS rows_loaded FROM evaluations WHERE fiscal_year = 2023 AND subject_kind = 'department'
  UNION ALL
  SELECT 'department' AS needs, COUNT(*) AS rows_loaded
  FROM evaluations
  WHERE evaluator_kind = 'department' AND fiscal_year BETWEEN 2023 - 5 + 1 AND 2023
),
stated AS (
  SELECT
    m.measure,
    m.position,
    COALESCE(c.numerator, 0) AS numerator,
    COALESCE(c.denominator, 0) AS denominator,
    c.amount_numerator,
    c.amount_denominator,
    CASE
      WHEN m.needs <> 'none' AND COALESCE(h.rows_loaded, 0) = 0 THEN 'no_data'
      WHEN COALESCE(c.denominator, 0) = 0 THEN CASE WHEN m.needs = 'none' THEN 'no_data' ELSE 'no_projects' END
      WHEN c.numerator = 0 THEN 'zero'
      ELSE 'rate'
    END AS state
  FROM measures AS m
  LEFT JOIN counted AS c ON c.measure = m.measure
  LEFT JOIN has AS h ON h.needs = m.needs
)
SELECT
  measure,
  position,
  numerator,
  denominator,
  CASE WHEN state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * numerator / NULLIF(denominator, 0) AS DECIMAL(9, 2)) END AS rate,
  amount_numerator,
  amount_denominator,
  CASE WHEN state = 'rate' THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * amount_numerator / NULLIF(amount_denominator, 0) AS DECIMAL(9, 2)) END AS amount_rate,
  state
FROM stated
ORDER BY position
