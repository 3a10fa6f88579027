CREATE VIEW budget_twins AS
WITH tables AS (
  SELECT fiscal_year, region, department, unit, phase, table_kind, budget_type, SUM(amount) AS amount
  FROM budget_lines
  GROUP BY fiscal_year, region, department, unit, phase, table_kind, budget_type
),
owners AS (
  SELECT DISTINCT fiscal_year, region, department, unit
  FROM tables
),
parents AS (
  SELECT fiscal_year, region, department, unit, department AS parent, 'printed' AS relation
  FROM owners
  WHERE unit IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, region, department, unit,
    REPLACE(REPLACE(department, '(本级)', ''), '本级', '') AS parent, 'own_level' AS relation
  FROM owners
  WHERE unit IS NULL AND department LIKE '%本级%'
  UNION ALL
  SELECT o.fiscal_year, o.region, o.department, o.unit, r.department AS parent, 'roster' AS relation
  FROM owners AS o
  JOIN organizations AS r ON r.fiscal_year = o.fiscal_year AND r.unit = o.department
  WHERE o.unit IS NULL AND r.department <> o.department AND COALESCE(r.region, o.region, '') = COALESCE(o.region, r.region, '')
),
of_departments AS (
  SELECT * FROM tables WHERE unit IS NULL
),
covered AS (
  SELECT DISTINCT fiscal_year, region, department, phase, CASE WHEN table_kind = 'single_budget' THEN budget_type END AS only_budget
  FROM of_departments
),
held AS (
  SELECT
    t.fiscal_year, t.region, t.department, t.unit, t.phase, t.table_kind, t.budget_type, t.amount,
    MIN(p.parent) AS part_of,
    MIN(p.relation) AS relation
  FROM tables AS t
  JOIN parents AS p
    ON p.fiscal_year = t.fiscal_year AND p.department = t.department
    AND (p.region IS NOT DISTINCT FROM t.region) AND (p.unit IS NOT DISTINCT FROM t.unit)
  JOIN covered AS c
    ON c.fiscal_year = t.fiscal_year AND c.department = p.parent AND c.phase = t.phase
    AND (c.region IS NOT DISTINCT FROM t.region) AND (c.only_budget IS NULL OR c.only_budget = t.budget_type)
  GROUP BY t.fiscal_year, t.region, t.department, t.unit, t.phase, t.table_kind, t.budget_type, t.amount
)
SELECT
  h.fiscal_year,
  h.region,
  h.department,
  h.unit,
  h.phase,
  h.table_kind,
  h.budget_type,
  h.amount,
  h.part_of,
  h.relation,
  d.amount AS part_of_amount
FROM held AS h
LEFT JOIN of_departments AS d
  ON d.fiscal_year = h.fiscal_year AND d.department = h.part_of AND d.phase = h.phase AND d.table_kind = h.table_kind
  AND (d.region IS NOT DISTINCT FROM h.region) AND (d.budget_type IS NOT DISTINCT FROM h.budget_type);

CREATE VIEW current_sources AS
WITH latest AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY path ORDER BY load_id DESC) AS age
  FROM sources
)
SELECT load_id, path, source_id, file_kind, form, form_version, columns, rows_read, rows_accepted, rows_rejected
FROM latest
WHERE age = 1;

CREATE VIEW graded_evaluations AS
WITH bounds AS (
  SELECT
    scheme,
    label,
    rank,
    lower_bound,
    LEAD(lower_bound) OVER (PARTITION BY scheme ORDER BY lower_bound) AS upper_bound
  FROM grade_schemes
),
scales AS (
  SELECT
    scheme,
    CASE WHEN MAX(lower_bound) <= 5 THEN 5 WHEN MAX(lower_bound) <= 10 THEN 10 ELSE 100 END AS full_score
  FROM grade_schemes
  GROUP BY scheme
),
labels AS (
  SELECT label, MIN(scheme) AS scheme
  FROM grade_schemes
  GROUP BY label
),
schemed AS (
  SELECT e.*, COALESCE(l.scheme, 'national') AS scheme
  FROM evaluations AS e
  LEFT JOIN labels AS l ON l.label = e.grade_reported
)
SELECT
  e.fiscal_year,
  e.subject_kind,
  e.subject,
  e.evaluator_kind,
  e.evaluation_year,
  e.department_code,
  e.department,
  e.unit,
  e.budget_type,
  e.agency,
  e.agency_fee,
  e.amount_evaluated,
  e.score,
  e.grade_reported,
  COALESCE(e.grade_reported, b.label) AS grade,
  COALESCE(r.rank, b.rank) AS grade_rank,
  b.label AS grade_by_score,
  COALESCE(r.rank, b.rank) >= 3 AS is_poor,
  e.scheme,
  CAST(COALESCE(f.full_score, 100) AS DECIMAL(7, 2)) AS full_score,
  e.source_id,
  e.source_sheet,
  e.source_row,
  e.source_cells
FROM schemed AS e
LEFT JOIN bounds AS b
  ON b.scheme = e.scheme AND e.score >= b.lower_bound AND (b.upper_bound IS NULL OR e.score < b.upper_bound)
LEFT JOIN scales AS f ON f.scheme = e.scheme
LEFT JOIN bounds AS r ON r.scheme = e.scheme AND r.label = e.grade_reported;

CREATE VIEW indicator_attainment AS
WITH judged AS (
  SELECT
    *,
    CAST(actual_value AS DECIMAL(28, 6)) AS actual,
    CAST(target_value AS DECIMAL(28, 6)) AS target
  FROM evaluation_indicators
  WHERE name IS NOT NULL AND name <> ''
),
attained AS (
  SELECT
    *,
    CASE
      WHEN actual IS NULL OR target IS NULL OR operator = 'qualitative' THEN NULL
      WHEN target < 0 AND operator IN ('<=', '<') THEN
        CASE WHEN actual <= target THEN 1 ELSE GREATEST(0, 1 - (actual - target) * CAST(1.0000000000 AS DECIMAL(30, 10)) / ABS(target)) END
      WHEN target < 0 THEN
        CASE WHEN actual >= target THEN 1 ELSE GREATEST(0, 1 - (target - actual) * CAST(1.0000000000 AS DECIMAL(30, 10)) / ABS(target)) END
      WHEN operator IN ('<=', '<') AND actual <= target THEN 1
      WHEN operator IN ('<=', '<') AND target = 0 THEN 0
      WHEN operator IN ('<=', '<') THEN target * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(actual, 0)
      WHEN operator = '=' AND target = 0 THEN CASE WHEN actual = 0 THEN 1 ELSE 0 END
      WHEN target = 0 THEN NULL
      WHEN actual >= target THEN 1
      WHEN actual <= 0 THEN 0
      ELSE actual * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(target, 0)
    END AS attainment
  FROM judged
)
SELECT
  fiscal_year,
  subject_kind,
  subject,
  evaluator_kind,
  evaluation_year,
  dimension,
  subdimension,
  name,
  position,
  operator,
  target_value,
  target_text,
  actual_value,
  actual_text,
  weight,
  score_reported,
  CAST(attainment AS DECIMAL(20, 10)) AS attainment,
  CAST(weight * CAST(attainment AS DECIMAL(20, 10)) AS DECIMAL(9, 2)) AS score_recomputed,
  operator IS NULL AND target_value IS NOT NULL AS is_operator_assumed,
  COALESCE(operator = '=' AND target > 0 AND actual > 1.3 * target, FALSE) AS is_target_low,
  source_id,
  source_sheet,
  source_row,
  source_cells
FROM attained;

CREATE VIEW loaded_stages AS
SELECT fiscal_year, 'ex_ante' AS stage FROM objectives WHERE ex_ante_conclusion IS NOT NULL
UNION
SELECT fiscal_year, 'objective' AS stage FROM objectives
UNION
SELECT fiscal_year, 'objective' AS stage FROM indicators
UNION
SELECT fiscal_year, 'monitoring' AS stage FROM monitoring
UNION
SELECT
  fiscal_year,
  CASE evaluator_kind
    WHEN 'self' THEN 'self_evaluation'
    WHEN 'department' THEN 'department_evaluation'
    ELSE 'finance_evaluation'
  END AS stage
FROM evaluations
WHERE evaluator_kind IN ('self', 'department', 'finance') AND subject_kind IN ('project', 'fund')
UNION
SELECT fiscal_year, 'result_use' AS stage FROM result_uses
UNION
SELECT fiscal_year, 'disclosure' AS stage FROM disclosures;

CREATE VIEW project_years AS
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    funding_level,
    SUM(initial_budget) AS initial_budget,
    SUM(COALESCE(adjusted_budget, initial_budget)) AS adjusted_budget,
    BOOL_OR(adjusted_budget IS NULL AND initial_budget IS NOT NULL) AS adjusted_assumed,
    CASE WHEN NOT BOOL_OR(executed IS NULL AND COALESCE(adjusted_budget, initial_budget, 0) <> 0) THEN SUM(executed) END AS executed,
    CASE WHEN NOT BOOL_OR(received IS NULL AND COALESCE(adjusted_budget, initial_budget, 0) <> 0) THEN SUM(received) END AS received,
    SUM(carried_over) AS carried_over
  FROM project_budgets
  GROUP BY fiscal_year, project_code, budget_type, funding_level
),
paid AS (
  SELECT fiscal_year, project_code, budget_type, SUM(amount) AS amount
  FROM payments
  GROUP BY fiscal_year, project_code, budget_type
),
levels AS (
  SELECT fiscal_year, project_code, budget_type, COUNT(*) AS funding_levels
  FROM budgets
  GROUP BY fiscal_year, project_code, budget_type
),
first_years AS (
  SELECT project_code, MIN(fiscal_year) AS first_year
  FROM projects
  GROUP BY project_code
),
known_years AS (
  SELECT DISTINCT fiscal_year
  FROM projects
)
SELECT
  COALESCE(p.fiscal_year, b.fiscal_year) AS fiscal_year,
  COALESCE(p.project_code, b.project_code) AS project_code,
  b.budget_type,
  b.funding_level,
  p.region,
  p.department_code,
  p.department,
  p.unit_code,
  p.unit,
  p.unit_level,
  p.project_name,
  p.category,
  p.sector,
  p.theme,
  p.debt_kind,
  COALESCE(p.is_key, FALSE) AS is_key,
  COALESCE(p.is_protected, FALSE) AS is_protected,
  COALESCE(p.is_secret, FALSE) AS is_secret,
  COALESCE(p.is_one_off, FALSE) AS is_one_off,
  CASE WHEN y.fiscal_year IS NOT NULL THEN f.first_year = p.fiscal_year END AS is_new,
  COALESCE(p.category IN ('特定目标类', '其他运转类', '险种'), FALSE)
    AND NOT COALESCE(p.is_secret, FALSE)
    AND b.budget_type <> 'off_budget'
    AND NOT (p.category = '险种' AND COALESCE(b.initial_budget, b.adjusted_budget, b.executed) IS NULL) AS is_in_scope,
  b.initial_budget,
  b.adjusted_budget,
  COALESCE(b.adjusted_assumed, FALSE) AS adjusted_assumed,
  COALESCE(b.executed, CASE WHEN n.funding_levels = 1 THEN paid.amount END) AS executed,
  b.received,
  b.carried_over
FROM projects AS p
FULL JOIN budgets AS b ON p.fiscal_year = b.fiscal_year AND p.project_code = b.project_code
LEFT JOIN paid
  ON paid.fiscal_year = b.fiscal_year AND paid.project_code = b.project_code AND paid.budget_type = b.budget_type
LEFT JOIN levels AS n
  ON n.fiscal_year = b.fiscal_year AND n.project_code = b.project_code AND n.budget_type = b.budget_type
LEFT JOIN first_years AS f ON f.project_code = p.project_code
LEFT JOIN known_years AS y ON y.fiscal_year = p.fiscal_year - 1;

CREATE VIEW subjects AS
WITH named AS (
  SELECT fiscal_year, subject FROM objectives
  UNION
  SELECT fiscal_year, subject FROM indicators
  UNION
  SELECT fiscal_year, subject FROM monitoring
  UNION
  SELECT fiscal_year, subject FROM monitoring_indicators
  UNION
  SELECT fiscal_year, subject FROM evaluations WHERE subject_kind IN ('project', 'fund')
  UNION
  SELECT fiscal_year, subject FROM findings WHERE subject_kind IN ('project', 'fund')
  UNION
  SELECT fiscal_year, subject FROM result_uses WHERE subject_kind IN ('project', 'fund')
  UNION
  SELECT fiscal_year, subject FROM disclosures WHERE subject_kind IN ('project', 'fund')
),
squeezed AS (
  SELECT
    fiscal_year,
    project_code,
    unit,
    department,
    category,
    TRANSLATE(REPLACE(project_name, ' ', ''), '，：；！？％＋－／＆．＝～＿＂＇', ',:;!?%+-/&.=~_"''') AS project_name
  FROM projects
),
names AS (
  SELECT fiscal_year, 'name:' || unit || '/' || project_name AS subject, project_code FROM squeezed
  UNION
  SELECT fiscal_year, 'name:' || department || '/' || project_name AS subject, project_code FROM squeezed
  UNION
  SELECT fiscal_year, project_name AS subject, project_code FROM squeezed WHERE category = '险种'
),
candidates AS (
  SELECT fiscal_year, subject, COUNT(*) AS candidates, MIN(project_code) AS project_code
  FROM names
  WHERE subject IS NOT NULL
  GROUP BY fiscal_year, subject
)
SELECT
  n.fiscal_year,
  n.subject,
  CASE WHEN p.project_code IS NOT NULL THEN p.project_code WHEN c.candidates = 1 THEN c.project_code END AS project_code,
  CASE
    WHEN p.project_code IS NOT NULL THEN 'code'
    WHEN c.candidates = 1 THEN 'name'
    WHEN c.candidates > 1 THEN 'ambiguous'
    ELSE 'unknown'
  END AS resolution,
  COALESCE(c.candidates, CASE WHEN p.project_code IS NULL THEN 0 ELSE 1 END) AS candidates
FROM named AS n
LEFT JOIN projects AS p ON p.fiscal_year = n.fiscal_year AND p.project_code = n.subject
LEFT JOIN candidates AS c ON c.fiscal_year = n.fiscal_year AND c.subject = n.subject;

CREATE VIEW budget_lines_counted AS
SELECT b.*
FROM budget_lines AS b
LEFT JOIN budget_twins AS t
  ON t.fiscal_year = b.fiscal_year AND t.department = b.department AND t.phase = b.phase AND t.table_kind = b.table_kind
  AND (t.region IS NOT DISTINCT FROM b.region) AND (t.unit IS NOT DISTINCT FROM b.unit)
  AND (t.budget_type IS NOT DISTINCT FROM b.budget_type)
WHERE t.fiscal_year IS NULL;

CREATE VIEW evaluation_grades AS
SELECT
  e.fiscal_year,
  e.subject_kind,
  e.subject,
  s.project_code,
  e.evaluator_kind,
  e.evaluation_year,
  e.department_code,
  e.department,
  e.unit,
  e.budget_type,
  e.agency,
  e.agency_fee,
  e.amount_evaluated,
  e.score,
  e.grade_reported,
  e.grade,
  e.grade_rank,
  e.grade_by_score,
  e.is_poor,
  e.scheme,
  e.full_score,
  e.source_id,
  e.source_sheet,
  e.source_row,
  e.source_cells
FROM graded_evaluations AS e
LEFT JOIN subjects AS s ON e.subject_kind IN ('project', 'fund') AND s.fiscal_year = e.fiscal_year AND s.subject = e.subject;

CREATE VIEW monitoring_lights AS
WITH budgets AS (
  SELECT fiscal_year, project_code, MAX(department) AS department, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  GROUP BY fiscal_year, project_code
),
measured AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    weight,
    operator,
    CAST(actual_to_date AS DECIMAL(28, 6)) AS actual,
    CAST(target_value AS DECIMAL(28, 6)) AS target
  FROM monitoring_indicators
),
attained AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    weight,
    CAST(CASE
      WHEN actual IS NULL OR target IS NULL OR operator = 'qualitative' THEN NULL
      WHEN target < 0 AND operator IN ('<=', '<') THEN
        CASE WHEN actual <= target THEN 1 ELSE GREATEST(0, 1 - (actual - target) * CAST(1.0000000000 AS DECIMAL(30, 10)) / ABS(target)) END
      WHEN target < 0 THEN
        CASE WHEN actual >= target THEN 1 ELSE GREATEST(0, 1 - (target - actual) * CAST(1.0000000000 AS DECIMAL(30, 10)) / ABS(target)) END
      WHEN operator IN ('<=', '<') AND actual <= target THEN 1
      WHEN operator IN ('<=', '<') AND target = 0 THEN 0
      WHEN operator IN ('<=', '<') THEN target * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(actual, 0)
      WHEN operator = '=' AND target = 0 THEN CASE WHEN actual = 0 THEN 1 ELSE 0 END
      WHEN target = 0 THEN NULL
      WHEN actual >= target THEN 1
      WHEN actual <= 0 THEN 0
      ELSE actual * CAST(1.0000000000 AS DECIMAL(30, 10)) / NULLIF(target, 0)
    END AS DECIMAL(20, 10)) AS attainment
  FROM measured
),
goals AS (
  SELECT
    fiscal_year,
    subject,
    as_of,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * SUM(CAST(COALESCE(weight, 1) * attainment AS DECIMAL(28, 10)))
      / NULLIF(SUM(CASE WHEN attainment IS NOT NULL THEN COALESCE(weight, 1) END), 0) AS DECIMAL(9, 2)) AS goal_attainment
  FROM attained
  GROUP BY fiscal_year, subject, as_of
),
dated AS (
  SELECT
    m.fiscal_year,
    m.subject,
    s.project_code,
    m.as_of,
    CAST(EXTRACT(MONTH FROM m.as_of) AS INT) AS month,
    b.department,
    COALESCE(m.initial_budget, b.adjusted_budget) AS budget,
    b.adjusted_budget,
    m.executed_to_date,
    m.expected_year_end,
    m.likelihood,
    m.deviation_causes,
    m.measures,
    m.light_reported,
    CASE WHEN COALESCE(m.initial_budget, b.adjusted_budget) > 0
      THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * m.executed_to_date / NULLIF(COALESCE(m.initial_budget, b.adjusted_budget), 0) AS DECIMAL(18, 2)) END AS execution_rate,
    g.goal_attainment
  FROM monitoring AS m
  LEFT JOIN subjects AS s ON s.fiscal_year = m.fiscal_year AND s.subject = m.subject
  LEFT JOIN budgets AS b ON b.fiscal_year = m.fiscal_year AND b.project_code = s.project_code
  LEFT JOIN goals AS g ON g.fiscal_year = m.fiscal_year AND g.subject = m.subject AND g.as_of = m.as_of
),
chosen AS (
  SELECT COALESCE(MIN(CASE WHEN source_id <> 'default' THEN rule END), MIN(rule)) AS rule
  FROM monitoring_rules
),
steps AS (
  SELECT r.rule, r.light, r.month, r.execution_below, r.gap_above,
    CASE r.light WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'blue' THEN 3 ELSE 4 END AS gravity
  FROM monitoring_rules AS r
  JOIN chosen AS c ON c.rule = r.rule
),
months (month) AS (
  VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)
),
steps_of_months AS (
  SELECT month, rule, light, gravity, execution_below, gap_above
  FROM (
    SELECT
      m.month, s.rule, s.light, s.gravity, s.execution_below, s.gap_above,
      ROW_NUMBER() OVER (PARTITION BY m.month, s.light ORDER BY s.month DESC) AS age
    FROM months AS m
    JOIN steps AS s ON s.month <= m.month
  )
  WHERE age = 1
),
judged AS (
  SELECT
    d.fiscal_year,
    d.subject,
    d.as_of,
    MIN(t.rule) AS rule,
    MIN(CASE WHEN d.execution_rate < t.execution_below OR ABS(d.goal_attainment - d.execution_rate) > t.gap_above THEN t.gravity ELSE 4 END) AS gravity
  FROM dated AS d
  JOIN steps_of_months AS t ON t.month = d.month
  WHERE d.execution_rate IS NOT NULL
  GROUP BY d.fiscal_year, d.subject, d.as_of
)
SELECT
  d.fiscal_year,
  d.subject,
  d.project_code,
  d.department,
  d.as_of,
  d.month,
  d.budget,
  d.adjusted_budget,
  d.executed_to_date,
  d.execution_rate,
  d.goal_attainment,
  d.goal_attainment - d.execution_rate AS gap,
  d.expected_year_end,
  d.likelihood,
  d.deviation_causes,
  d.measures,
  d.light_reported,
  CASE j.gravity WHEN 1 THEN 'red' WHEN 2 THEN 'yellow' WHEN 3 THEN 'blue' WHEN 4 THEN 'green' END AS light_recomputed,
  j.rule
FROM dated AS d
LEFT JOIN judged AS j ON j.fiscal_year = d.fiscal_year AND j.subject = d.subject AND j.as_of = d.as_of;

CREATE VIEW project_evidence AS
WITH money AS (
  SELECT
    fiscal_year, project_code, budget_type,
    MAX(region) AS region,
    MAX(department_code) AS department_code,
    MAX(department) AS department,
    MAX(unit_code) AS unit_code,
    MAX(unit) AS unit,
    MAX(unit_level) AS unit_level,
    MAX(category) AS category,
    MAX(sector) AS sector,
    MAX(theme) AS theme,
    MAX(debt_kind) AS debt_kind,
    MAX(project_name) AS project_name,
    BOOL_OR(is_key) AS is_key,
    BOOL_OR(is_new) AS is_new,
    BOOL_OR(is_secret) AS is_secret,
    SUM(initial_budget) AS initial_budget,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    BOOL_OR(adjusted_assumed) AS adjusted_assumed,
    COUNT(*) OVER (PARTITION BY fiscal_year, project_code) AS budgets
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, budget_type
),
objective_evidence AS (
  SELECT
    fiscal_year,
    subject,
    MAX(CASE WHEN objective IS NOT NULL AND review_grade IS DISTINCT FROM '差' THEN 1 ELSE 0 END) AS has_text,
    MAX(CASE WHEN review_grade = '差' THEN 1 ELSE 0 END) AS is_refused,
    MAX(CASE WHEN ex_ante_conclusion IS NOT NULL AND ex_ante_conclusion NOT IN ('不需要', '无需评估', '不要求') THEN 1 ELSE 0 END) AS has_ex_ante,
    MAX(requested_amount) AS requested_amount
  FROM objectives
  GROUP BY fiscal_year, subject
),
indicator_evidence AS (
  SELECT DISTINCT fiscal_year, subject
  FROM indicators
),
monitoring_evidence AS (
  SELECT
    fiscal_year,
    subject,
    MAX(CASE WHEN light_reported = 'red' THEN 1 ELSE 0 END) AS has_red_light
  FROM monitoring
  WHERE EXTRACT(YEAR FROM as_of) = fiscal_year
  GROUP BY fiscal_year, subject
),
evaluation_evidence AS (
  SELECT
    fiscal_year,
    subject,
    MAX(CASE WHEN evaluator_kind = 'self' THEN 1 ELSE 0 END) AS by_self,
    MAX(CASE WHEN evaluator_kind = 'department' THEN 1 ELSE 0 END) AS by_department,
    MAX(CASE WHEN evaluator_kind = 'finance' THEN 1 ELSE 0 END) AS by_finance,
    MAX(CASE WHEN evaluator_kind = 'spot_check' THEN 1 ELSE 0 END) AS by_spot_check,
    MAX(CASE WHEN evaluator_kind = 'self' THEN amount_evaluated END) AS amount_by_self,
    MAX(CASE WHEN evaluator_kind = 'department' THEN amount_evaluated END) AS amount_by_department,
    MAX(CASE WHEN evaluator_kind = 'finance' THEN amount_evaluated END) AS amount_by_finance,
    MAX(CASE WHEN is_poor THEN 1 ELSE 0 END) AS is_poor
  FROM graded_evaluations
  WHERE subject_kind IN ('project', 'fund') AND (score IS NOT NULL OR grade_reported IS NOT NULL)
  GROUP BY fiscal_year, subject
),
finding_evidence AS (
  SELECT
    fiscal_year,
    subject,
    MAX(CASE WHEN status IS DISTINCT FROM 'done' THEN 1 ELSE 0 END) AS has_open_finding
  FROM findings
  WHERE subject_kind IN ('project', 'fund')
  GROUP BY fiscal_year, subject
),
use_evidence AS (
  SELECT DISTINCT fiscal_year, subject
  FROM result_uses
  WHERE subject_kind IN ('project', 'fund') AND action IS NOT NULL
),
disclosure_evidence AS (
  SELECT DISTINCT fiscal_year, subject
  FROM disclosures
  WHERE subject_kind IN ('project', 'fund')
),
evidence AS (
  SELECT
    s.fiscal_year,
    s.project_code,
    COALESCE(MAX(o.has_text), 0) = 1 AS has_text,
    COALESCE(MAX(o.is_refused), 0) = 1 AS is_refused,
    COALESCE(MAX(o.has_ex_ante), 0) = 1 AS has_ex_ante,
    COUNT(i.subject) > 0 AS has_indicator,
    COUNT(n.subject) > 0 AS has_monitoring,
    COALESCE(MAX(n.has_red_light), 0) = 1 AS has_red_light,
    COALESCE(MAX(e.by_self), 0) = 1 AS has_self_evaluation,
    COALESCE(MAX(e.by_department), 0) = 1 AS has_department_evaluation,
    COALESCE(MAX(e.by_finance), 0) = 1 AS has_finance_evaluation,
    COALESCE(MAX(e.by_spot_check), 0) = 1 AS has_spot_check,
    COALESCE(MAX(e.is_poor), 0) = 1 AS is_poor,
    COALESCE(MAX(f.has_open_finding), 0) = 1 AS has_open_finding,
    COUNT(u.subject) > 0 AS has_result_use,
    COUNT(d.subject) > 0 AS has_disclosure,
    MAX(o.requested_amount) AS requested_amount,
    MAX(e.amount_by_self) AS amount_by_self,
    MAX(e.amount_by_department) AS amount_by_department,
    MAX(e.amount_by_finance) AS amount_by_finance
  FROM subjects AS s
  LEFT JOIN objective_evidence AS o ON o.fiscal_year = s.fiscal_year AND o.subject = s.subject
  LEFT JOIN indicator_evidence AS i ON i.fiscal_year = s.fiscal_year AND i.subject = s.subject
  LEFT JOIN monitoring_evidence AS n ON n.fiscal_year = s.fiscal_year AND n.subject = s.subject
  LEFT JOIN evaluation_evidence AS e ON e.fiscal_year = s.fiscal_year AND e.subject = s.subject
  LEFT JOIN finding_evidence AS f ON f.fiscal_year = s.fiscal_year AND f.subject = s.subject
  LEFT JOIN use_evidence AS u ON u.fiscal_year = s.fiscal_year AND u.subject = s.subject
  LEFT JOIN disclosure_evidence AS d ON d.fiscal_year = s.fiscal_year AND d.subject = s.subject
  WHERE s.project_code IS NOT NULL
  GROUP BY s.fiscal_year, s.project_code
)
SELECT
  m.*,
  COALESCE(e.has_ex_ante, FALSE) AS has_ex_ante,
  COALESCE((e.has_text OR e.has_indicator) AND NOT e.is_refused, FALSE) AS has_objective,
  COALESCE(e.has_monitoring, FALSE) AS has_monitoring,
  COALESCE(e.has_red_light, FALSE) AS has_red_light,
  COALESCE(e.has_self_evaluation, FALSE) AS has_self_evaluation,
  COALESCE(e.has_department_evaluation, FALSE) AS has_department_evaluation,
  COALESCE(e.has_finance_evaluation, FALSE) AS has_finance_evaluation,
  COALESCE(e.has_spot_check, FALSE) AS has_spot_check,
  COALESCE(e.has_result_use, FALSE) AS has_result_use,
  COALESCE(e.has_disclosure, FALSE) AS has_disclosure,
  COALESCE(e.is_poor OR e.has_red_light OR e.has_open_finding, FALSE) AS requires_action,
  e.requested_amount,
  e.amount_by_self,
  e.amount_by_department,
  e.amount_by_finance
FROM money AS m
LEFT JOIN evidence AS e ON e.fiscal_year = m.fiscal_year AND e.project_code = m.project_code;

CREATE VIEW project_stages AS
WITH stages (stage, position) AS (
  VALUES
    ('ex_ante', 1), ('objective', 2), ('monitoring', 3), ('self_evaluation', 4),
    ('department_evaluation', 5), ('finance_evaluation', 6), ('result_use', 7), ('disclosure', 8)
)
SELECT
  e.fiscal_year,
  e.region,
  e.department_code,
  e.department,
  e.unit_code,
  e.unit,
  e.unit_level,
  e.project_code,
  e.category,
  e.budget_type,
  s.stage,
  s.position,
  CASE s.stage
    WHEN 'ex_ante' THEN COALESCE(CASE WHEN e.budgets = 1 THEN e.requested_amount END, e.initial_budget)
    WHEN 'objective' THEN e.initial_budget
    ELSE e.adjusted_budget
  END AS amount,
  e.initial_budget,
  e.adjusted_budget,
  e.executed,
  e.adjusted_assumed,
  CASE WHEN e.budgets = 1 THEN
    CASE s.stage
      WHEN 'self_evaluation' THEN e.amount_by_self
      WHEN 'department_evaluation' THEN e.amount_by_department
      WHEN 'finance_evaluation' THEN e.amount_by_finance
    END
  END AS amount_evaluated,
  CASE s.stage
    WHEN 'ex_ante' THEN COALESCE(e.is_new, FALSE) OR e.is_key
    WHEN 'result_use' THEN e.requires_action
    ELSE TRUE
  END AS is_in_denominator,
  CASE s.stage
    WHEN 'ex_ante' THEN e.has_ex_ante
    WHEN 'objective' THEN e.has_objective
    WHEN 'monitoring' THEN e.has_monitoring
    WHEN 'self_evaluation' THEN e.has_self_evaluation
    WHEN 'department_evaluation' THEN e.has_department_evaluation
    WHEN 'finance_evaluation' THEN e.has_finance_evaluation
    WHEN 'result_use' THEN e.has_result_use
    ELSE e.has_disclosure
  END AS is_covered
FROM project_evidence AS e
CROSS JOIN stages AS s;

CREATE VIEW score_pairs AS
WITH budgets AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    COALESCE(funding_level, 'local') AS funding_level,
    MAX(department_code) AS department_code,
    MAX(department) AS department,
    BOOL_OR(is_protected) AS is_protected,
    BOOL_OR(is_one_off) AS is_one_off,
    SUM(initial_budget) AS initial_budget,
    CASE WHEN NOT BOOL_OR(adjusted_assumed) THEN SUM(adjusted_budget) END AS adjusted_budget
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, budget_type, COALESCE(funding_level, 'local')
),
years AS (
  SELECT DISTINCT fiscal_year FROM budgets
),
changes AS (
  SELECT
    b.fiscal_year,
    b.project_code,
    b.budget_type,
    b.funding_level,
    b.department_code,
    b.department,
    e.initial_budget AS amount_earlier,
    b.initial_budget,
    b.adjusted_budget,
    a.initial_budget AS next_budget,
    a.project_code IS NOT NULL AS goes_on,
    b.is_protected,
    b.is_protected OR COALESCE(a.is_protected, FALSE) AS is_protected_after,
    b.is_one_off,
    b.is_one_off OR COALESCE(a.is_one_off, FALSE) AS is_one_off_after
  FROM budgets AS b
  LEFT JOIN budgets AS a
    ON a.project_code = b.project_code AND a.budget_type = b.budget_type AND a.funding_level = b.funding_level
    AND a.fiscal_year = b.fiscal_year + 1
  LEFT JOIN budgets AS e
    ON e.project_code = b.project_code AND e.budget_type = b.budget_type AND e.funding_level = b.funding_level
    AND e.fiscal_year = b.fiscal_year - 1
),
evaluated AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, COALESCE(project_code, subject), evaluator_kind
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST, subject
    ) AS age
  FROM evaluation_grades
  WHERE subject_kind IN ('project', 'fund')
),
lags AS (
  SELECT 0 AS lag, 1 AS before_offset, 1 AS after_offset
  UNION ALL
  SELECT 1 AS lag, 0 AS before_offset, 1 AS after_offset
  UNION ALL
  SELECT 2 AS lag, 1 AS before_offset, 2 AS after_offset
),
paired AS (
  SELECT
    e.fiscal_year,
    l.lag,
    e.subject,
    e.project_code,
    e.evaluator_kind,
    e.score,
    e.grade,
    e.grade_rank,
    e.full_score,
    e.is_poor,
    e.age,
    c.budget_type,
    c.funding_level,
    COALESCE(c.department_code, e.department_code) AS department_code,
    COALESCE(c.department, e.department) AS department,
    e.fiscal_year + l.after_offset AS year_after,
    yb.fiscal_year IS NOT NULL AND ya.fiscal_year IS NOT NULL AS is_loaded,
    c.project_code IS NOT NULL AS has_budget,
    l.lag = 0 OR c.goes_on AS goes_on,
    CASE WHEN l.lag = 0 THEN c.is_protected ELSE c.is_protected_after END AS is_protected,
    CASE WHEN l.lag = 0 THEN c.is_one_off ELSE c.is_one_off_after END AS is_one_off,
    c.amount_earlier,
    c.initial_budget AS amount_before,
    CASE WHEN l.lag = 0 THEN c.adjusted_budget ELSE c.next_budget END AS amount_after
  FROM evaluated AS e
  CROSS JOIN lags AS l
  LEFT JOIN years AS yb ON yb.fiscal_year = e.fiscal_year + l.before_offset
  LEFT JOIN years AS ya ON ya.fiscal_year = e.fiscal_year + l.after_offset
  LEFT JOIN changes AS c ON c.project_code = e.project_code AND c.fiscal_year = e.fiscal_year + l.before_offset
)
SELECT
  fiscal_year,
  lag,
  subject,
  project_code,
  evaluator_kind,
  budget_type,
  funding_level,
  department_code,
  department,
  score,
  grade,
  grade_rank,
  full_score,
  is_poor,
  year_after,
  amount_earlier,
  amount_before,
  amount_after,
  CASE WHEN amount_before > 0 AND amount_after > 0 THEN LN(CAST(amount_after AS DOUBLE) / CAST(amount_before AS DOUBLE)) END AS growth_log,
  CASE WHEN amount_before >= 0 AND amount_after >= 0 AND amount_before + amount_after > 0
    THEN 2 * (CAST(amount_after AS DOUBLE) - CAST(amount_before AS DOUBLE)) / (CAST(amount_after AS DOUBLE) + CAST(amount_before AS DOUBLE)) END AS growth_symmetric,
  CASE WHEN amount_before > 0 AND amount_after >= 0 THEN CAST(amount_after AS DOUBLE) / CAST(amount_before AS DOUBLE) - 1 END AS growth_percent,
  CASE
    WHEN project_code IS NULL THEN 'unresolved'
    WHEN age > 1 THEN 'superseded'
    WHEN NOT is_loaded THEN 'year_not_loaded'
    WHEN NOT has_budget THEN 'no_budget_before'
    WHEN is_protected THEN 'protected'
    WHEN is_one_off THEN 'one_off'
    WHEN NOT goes_on THEN 'no_budget_after'
    WHEN score IS NULL THEN 'no_score'
  END AS exclusion
FROM paired;

CREATE VIEW budget_lines_by_type AS
WITH marked AS (
  SELECT
    *,
    MAX(CASE WHEN table_kind = 'single_budget' THEN 1 ELSE 0 END) OVER (
      PARTITION BY fiscal_year, region, department, unit, phase, budget_type
    ) AS has_single_budget
  FROM budget_lines_counted
)
SELECT
  fiscal_year,
  region,
  department,
  unit,
  phase,
  budget_type,
  function_code,
  function_name,
  expenditure_kind,
  amount,
  table_kind = 'all_funds' AS is_divided_by_code
FROM marked
WHERE table_kind = 'single_budget' OR has_single_budget = 0;

CREATE VIEW score_continuation AS
WITH totals AS (
  SELECT
    fiscal_year,
    project_code,
    COALESCE(funding_level, 'local') AS funding_level,
    SUM(initial_budget) AS initial_budget
  FROM project_years
  WHERE is_in_scope
  GROUP BY fiscal_year, project_code, COALESCE(funding_level, 'local')
),
scored AS (
  SELECT
    fiscal_year,
    lag,
    project_code,
    evaluator_kind,
    funding_level,
    year_after,
    MAX(department_code) AS department_code,
    MAX(department) AS department,
    MAX(score) AS score,
    MAX(grade) AS grade,
    MAX(grade_rank) AS grade_rank
  FROM score_pairs
  WHERE lag > 0 AND (exclusion IS NULL OR exclusion IN ('no_budget_after', 'no_score'))
  GROUP BY fiscal_year, lag, project_code, evaluator_kind, funding_level, year_after
)
SELECT
  s.fiscal_year,
  s.lag,
  s.project_code,
  s.evaluator_kind,
  s.funding_level,
  s.department_code,
  s.department,
  s.score,
  s.grade,
  s.grade_rank,
  b.initial_budget AS amount_before,
  a.initial_budget AS amount_after,
  COALESCE(a.initial_budget, 0) <= 0 AS has_ended
FROM scored AS s
JOIN totals AS b
  ON b.project_code = s.project_code AND b.funding_level = s.funding_level AND b.fiscal_year = s.year_after - 1
LEFT JOIN totals AS a
  ON a.project_code = s.project_code AND a.funding_level = s.funding_level AND a.fiscal_year = s.year_after
WHERE b.initial_budget > 0;

CREATE VIEW score_growth AS
SELECT
  fiscal_year,
  lag,
  project_code,
  evaluator_kind,
  budget_type,
  funding_level,
  department_code,
  department,
  score,
  grade,
  grade_rank,
  full_score,
  is_poor,
  year_after,
  amount_earlier,
  amount_before,
  amount_after,
  growth_log,
  growth_symmetric,
  growth_percent
FROM score_pairs
WHERE exclusion IS NULL OR exclusion = 'no_score';

