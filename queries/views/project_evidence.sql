/*---
title = { zh = "项目绩效依据", en = "Evidence by project" }
question = { zh = "每个项目每年在每本预算中留下了绩效管理各环节的哪些依据？", en = "What evidence of each stage of performance management is there for each project, year and budget?" }
notes = [
  { zh = "每行是一个纳入范围的项目在一本预算中的一年；证据见 docs/METHODS.md 第1节。", en = "One row a project in scope, budget and year; evidence as in docs/METHODS.md, section 1." },
]

[columns]
is_new = { zh = "是否新增项目", en = "New project" }
adjusted_assumed = { zh = "全年预算是否以年初数代替", en = "Adjusted budget assumed" }
budgets = { zh = "所涉预算数", en = "Budgets of the project", format = "count" }
has_ex_ante = { zh = "有事前评估", en = "Ex-ante assessment" }
has_objective = { zh = "有绩效目标", en = "Objective" }
has_monitoring = { zh = "有运行监控", en = "Monitored" }
has_self_evaluation = { zh = "有单位自评", en = "Self-evaluated" }
has_department_evaluation = { zh = "有部门评价", en = "Evaluated by the department" }
has_finance_evaluation = { zh = "有财政评价", en = "Evaluated by finance" }
has_spot_check = { zh = "有抽查复核", en = "Spot-checked" }
has_red_light = { zh = "有红灯", en = "Red light" }
has_result_use = { zh = "有结果应用", en = "Result used" }
has_disclosure = { zh = "有绩效公开", en = "Disclosed" }
requires_action = { zh = "结果需要应用", en = "Calls for action" }
amount_by_self = { zh = "自评金额", en = "Amount by self-evaluation", format = "money" }
amount_by_department = { zh = "部门评价金额", en = "Amount by the department", format = "money" }
amount_by_finance = { zh = "财政评价金额", en = "Amount by finance", format = "money" }
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
-- what each table shows of a subject; a project may have several (its code, its name)
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
LEFT JOIN evidence AS e ON e.fiscal_year = m.fiscal_year AND e.project_code = m.project_code
