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
FROM project_evidence AS e
CROSS JOIN stages AS s
