/*---
title = { zh = "项目环节", en = "Project stages" }
question = { zh = "每个项目每年走过了绩效管理的哪些环节？", en = "Which stages of performance management has each project passed in each year?" }
notes = [
  { zh = "每行是一个项目、一本预算、一个环节；证据与金额口径见 docs/METHODS.md 第1节。", en = "One row a project, budget and stage; evidence and money bases as in docs/METHODS.md, section 1." },
]

[columns]
stage = { zh = "环节", en = "Stage", words = ["stage"] }
amount = { zh = "金额", en = "Amount", format = "money" }
amount_evaluated = { zh = "评价金额", en = "Amount evaluated", format = "money" }
is_in_denominator = { zh = "是否计入分母", en = "In the denominator" }
is_covered = { zh = "是否覆盖", en = "Covered" }
---*/
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
    s.fiscal_year,
    s.project_code,
    MAX(CASE WHEN o.objective IS NOT NULL AND o.review_grade IS DISTINCT FROM '差' THEN 1 ELSE 0 END) AS has_text,
    MAX(CASE WHEN o.review_grade = '差' THEN 1 ELSE 0 END) AS is_refused,
    MAX(CASE WHEN o.ex_ante_conclusion IS NOT NULL AND o.ex_ante_conclusion NOT IN ('不需要', '无需评估', '不要求') THEN 1 ELSE 0 END) AS has_ex_ante,
    MAX(o.requested_amount) AS requested_amount
  FROM objectives AS o
  JOIN subjects AS s ON s.fiscal_year = o.fiscal_year AND s.subject = o.subject
  WHERE s.project_code IS NOT NULL
  GROUP BY s.fiscal_year, s.project_code
),
indicator_evidence AS (
  SELECT DISTINCT s.fiscal_year, s.project_code
  FROM indicators AS i
  JOIN subjects AS s ON s.fiscal_year = i.fiscal_year AND s.subject = i.subject
  WHERE s.project_code IS NOT NULL
),
monitoring_evidence AS (
  SELECT
    s.fiscal_year,
    s.project_code,
    MAX(CASE WHEN m.light_reported = 'red' THEN 1 ELSE 0 END) AS has_red_light
  FROM monitoring AS m
  JOIN subjects AS s ON s.fiscal_year = m.fiscal_year AND s.subject = m.subject
  WHERE s.project_code IS NOT NULL AND EXTRACT(YEAR FROM m.as_of) = m.fiscal_year
  GROUP BY s.fiscal_year, s.project_code
),
evaluation_evidence AS (
  SELECT
    fiscal_year,
    project_code,
    MAX(CASE WHEN evaluator_kind = 'self' THEN 1 ELSE 0 END) AS by_self,
    MAX(CASE WHEN evaluator_kind = 'department' THEN 1 ELSE 0 END) AS by_department,
    MAX(CASE WHEN evaluator_kind = 'finance' THEN 1 ELSE 0 END) AS by_finance,
    MAX(CASE WHEN evaluator_kind = 'self' THEN amount_evaluated END) AS amount_by_self,
    MAX(CASE WHEN evaluator_kind = 'department' THEN amount_evaluated END) AS amount_by_department,
    MAX(CASE WHEN evaluator_kind = 'finance' THEN amount_evaluated END) AS amount_by_finance,
    MAX(CASE WHEN is_poor THEN 1 ELSE 0 END) AS is_poor
  FROM evaluation_grades
  WHERE project_code IS NOT NULL AND (score IS NOT NULL OR grade_reported IS NOT NULL)
  GROUP BY fiscal_year, project_code
),
finding_evidence AS (
  SELECT
    s.fiscal_year,
    s.project_code,
    MAX(CASE WHEN f.status IS DISTINCT FROM 'done' THEN 1 ELSE 0 END) AS has_open_finding
  FROM findings AS f
  JOIN subjects AS s ON s.fiscal_year = f.fiscal_year AND s.subject = f.subject
  WHERE s.project_code IS NOT NULL AND f.subject_kind IN ('project', 'fund')
  GROUP BY s.fiscal_year, s.project_code
),
use_evidence AS (
  SELECT DISTINCT s.fiscal_year, s.project_code
  FROM result_uses AS u
  JOIN subjects AS s ON s.fiscal_year = u.fiscal_year AND s.subject = u.subject
  WHERE s.project_code IS NOT NULL AND u.subject_kind IN ('project', 'fund') AND u.action IS NOT NULL
),
disclosure_evidence AS (
  SELECT DISTINCT s.fiscal_year, s.project_code
  FROM disclosures AS d
  JOIN subjects AS s ON s.fiscal_year = d.fiscal_year AND s.subject = d.subject
  WHERE s.project_code IS NOT NULL AND d.subject_kind IN ('project', 'fund')
),
evidence AS (
  SELECT
    m.*,
    COALESCE(o.has_ex_ante = 1, FALSE) AS has_ex_ante,
    (COALESCE(o.has_text = 1, FALSE) OR i.project_code IS NOT NULL) AND NOT COALESCE(o.is_refused = 1, FALSE) AS has_objective,
    n.project_code IS NOT NULL AS has_monitoring,
    COALESCE(e.by_self = 1, FALSE) AS has_self_evaluation,
    COALESCE(e.by_department = 1, FALSE) AS has_department_evaluation,
    COALESCE(e.by_finance = 1, FALSE) AS has_finance_evaluation,
    u.project_code IS NOT NULL AS has_result_use,
    d.project_code IS NOT NULL AS has_disclosure,
    COALESCE(e.is_poor = 1, FALSE) OR COALESCE(n.has_red_light = 1, FALSE) OR COALESCE(f.has_open_finding = 1, FALSE) AS requires_action,
    o.requested_amount,
    e.amount_by_self,
    e.amount_by_department,
    e.amount_by_finance
  FROM money AS m
  LEFT JOIN objective_evidence AS o ON o.fiscal_year = m.fiscal_year AND o.project_code = m.project_code
  LEFT JOIN indicator_evidence AS i ON i.fiscal_year = m.fiscal_year AND i.project_code = m.project_code
  LEFT JOIN monitoring_evidence AS n ON n.fiscal_year = m.fiscal_year AND n.project_code = m.project_code
  LEFT JOIN evaluation_evidence AS e ON e.fiscal_year = m.fiscal_year AND e.project_code = m.project_code
  LEFT JOIN finding_evidence AS f ON f.fiscal_year = m.fiscal_year AND f.project_code = m.project_code
  LEFT JOIN use_evidence AS u ON u.fiscal_year = m.fiscal_year AND u.project_code = m.project_code
  LEFT JOIN disclosure_evidence AS d ON d.fiscal_year = m.fiscal_year AND d.project_code = m.project_code
),
stages (stage, position) AS (
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
    -- what was asked for is one figure a project: where it stands in several budgets, each has its own part
    WHEN 'ex_ante' THEN COALESCE(CASE WHEN e.budgets = 1 THEN e.requested_amount END, e.initial_budget)
    WHEN 'objective' THEN e.initial_budget
    ELSE e.adjusted_budget
  END AS amount,
  e.initial_budget,
  e.adjusted_budget,
  e.executed,
  e.adjusted_assumed,
  -- so is the amount that an evaluation states
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
FROM evidence AS e
CROSS JOIN stages AS s
