/*---
order = 8
title = { zh = "公开、整改、抽查与第三方", en = "Disclosure, rectification, spot checks and third parties" }
question = { zh = "绩效信息公开了多少，发现的问题整改了多少，自评抽查、第三方评价、部门整体支出评价和部门评价五年周期各达到多少？", en = "How much was published, rectified, spot-checked, done by third parties, evaluated as a whole department, and covered by the five-year cycle?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "cycle", type = "int", default = 5, about = { zh = "部门评价周期（年）", en = "Years of the cycle of department evaluations" } },
]
needs = "denominator"
chart = { kind = "horizontal_bar", x = "measure", y = ["rate"], format = "percent", reference = 100.0 }
finding.zh = """{% set known = rows | selectattr('rate', 'number') | list %}{% if known %}{{ parameters.year }}年，{% for row in known %}{{ row.measure | label('measure') }}{{ row.rate | percent }}（{{ row.numerator | count }}/{{ row.denominator | count }}）{% if not loop.last %}，{% endif %}{% endfor %}。{% else %}{{ parameters.year }}年没有可以计算公开率、整改率和抽查率的资料。{% endif %}"""
finding.en = """{% set known = rows | selectattr('rate', 'number') | list %}{% if known %}In {{ parameters.year }}: {% for row in known %}{{ row.measure | label('measure') | lower }} {{ row.rate | percent }} ({{ row.numerator | count }}/{{ row.denominator | count }}){% if not loop.last %}, {% endif %}{% endfor %}.{% else %}There is nothing to compute rates of disclosure, rectification and spot checks of {{ parameters.year }} from.{% endif %}"""
notes = [
  { zh = "公开率 = 已公开 ÷ 应公开：有绩效目标、单位自评、财政评价的项目（不含涉密）应公开该项，部门整体支出以开展整体评价的部门为分母。整改率 = 已整改问题 ÷ 发现的问题。抽查覆盖率 = 抽查复核的项目 ÷ 单位自评的项目。第三方占比 = 由机构承担的评价 ÷ 该类评价。部门整体支出覆盖率 = 开展整体评价的部门 ÷ 单位名录中的部门（没有名录的以数据中的部门为准）。五年周期 = 近几年（含本年）做过部门评价的项目 ÷ 本年纳入范围的项目。", en = "Disclosure = published ÷ to be published: projects (secret ones apart) with objectives, self-evaluation or finance evaluation, and departments evaluated as a whole. Rectification = findings done ÷ findings. Spot checks = projects spot-checked ÷ projects self-evaluated. Third parties = evaluations that an agency did ÷ evaluations of the kind. Whole departments = departments evaluated as a whole ÷ departments of the roster (of the data where there is none). Cycle = projects evaluated by their department within the years of the cycle ÷ projects in scope this year." },
  { zh = "金额：项目按全年预算，问题按涉及金额，第三方按评价金额；没有金额的只计个数。", en = "Amounts: adjusted budgets of projects, amounts concerned of findings, amounts evaluated for third parties; where there is none, counts only." },
]

[columns]
position = { zh = "序号", en = "No", format = "number", hidden = true }
numerator = { zh = "分子", en = "Numerator", format = "count" }
denominator = { zh = "分母", en = "Denominator", format = "count" }
rate = { zh = "比率（个数）", en = "Rate by count", format = "percent", state = "state" }
amount_numerator = { zh = "分子金额", en = "Amount, numerator", format = "money" }
amount_denominator = { zh = "分母金额", en = "Amount, denominator", format = "money" }
amount_rate = { zh = "比率（金额）", en = "Rate by amount", format = "percent" }
state = { zh = "状态", en = "State", words = ["coverage_state"] }

[columns.measure]
zh = "指标"
en = "Measure"

[columns.measure.labels]
disclosure_objective = { zh = "绩效目标公开率", en = "Objectives published" }
disclosure_self_evaluation = { zh = "绩效自评公开率", en = "Self-evaluations published" }
disclosure_finance_evaluation = { zh = "财政评价公开率", en = "Finance evaluations published" }
disclosure_whole_department = { zh = "部门整体绩效公开率", en = "Whole-department results published" }
rectification = { zh = "问题整改率", en = "Findings rectified" }
spot_check = { zh = "自评抽查覆盖率", en = "Self-evaluations spot-checked" }
third_party_department = { zh = "部门评价第三方占比", en = "Department evaluations by third parties" }
third_party_finance = { zh = "财政评价第三方占比", en = "Finance evaluations by third parties" }
third_party_spot_check = { zh = "抽查复核第三方占比", en = "Spot checks by third parties" }
whole_department = { zh = "部门整体支出评价覆盖率", en = "Departments evaluated as a whole" }
department_cycle = { zh = "部门评价周期覆盖率", en = "Cycle of department evaluations" }
---*/
WITH projects_of_year AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS amount,
    BOOL_OR(has_objective) AS has_objective,
    BOOL_OR(has_self_evaluation) AS has_self_evaluation,
    BOOL_OR(has_finance_evaluation) AS has_finance_evaluation,
    BOOL_OR(has_spot_check) AS has_spot_check
  FROM project_evidence
  WHERE fiscal_year = $year
  GROUP BY project_code
),
published AS (
  SELECT DISTINCT s.project_code, d.item
  FROM disclosures AS d
  JOIN subjects AS s ON s.fiscal_year = d.fiscal_year AND s.subject = d.subject
  WHERE d.fiscal_year = $year AND d.subject_kind IN ('project', 'fund') AND s.project_code IS NOT NULL
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
  WHERE fiscal_year = $year
  GROUP BY department_code
),
departments AS (
  SELECT department FROM roster
  UNION
  SELECT department
  FROM projects
  WHERE fiscal_year = $year AND department IS NOT NULL AND (SELECT COUNT(*) FROM roster) = 0
),
whole AS (
  SELECT DISTINCT COALESCE(r.department, e.department) AS department, e.subject
  FROM evaluations AS e
  LEFT JOIN roster AS r ON r.department_code = e.department_code
  WHERE e.fiscal_year = $year AND e.subject_kind = 'department' AND (e.score IS NOT NULL OR e.grade_reported IS NOT NULL)
),
whole_disclosed AS (
  SELECT DISTINCT subject
  FROM disclosures
  WHERE fiscal_year = $year AND subject_kind = 'department' AND item = 'whole_department'
),
agencies AS (
  SELECT
    'third_party_' || evaluator_kind AS measure,
    COUNT(agency) AS numerator,
    COUNT(*) AS denominator,
    COALESCE(SUM(CASE WHEN agency IS NOT NULL THEN amount_evaluated END), 0) AS amount_numerator,
    SUM(amount_evaluated) AS amount_denominator
  FROM evaluations
  WHERE fiscal_year = $year AND evaluator_kind <> 'self'
  GROUP BY evaluator_kind
),
cycle AS (
  SELECT DISTINCT project_code
  FROM project_evidence
  WHERE has_department_evaluation AND fiscal_year BETWEEN $year - $cycle + 1 AND $year
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
  WHERE fiscal_year = $year
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
-- what each rate needs to have been loaded before its numerator means anything
measures (measure, position, needs) AS (
  VALUES
    ('disclosure_objective', 1, 'disclosures'), ('disclosure_self_evaluation', 2, 'disclosures'),
    ('disclosure_finance_evaluation', 3, 'disclosures'), ('disclosure_whole_department', 4, 'disclosures'),
    ('rectification', 5, 'findings'), ('spot_check', 6, 'spot_checks'), ('third_party_department', 7, 'none'),
    ('third_party_finance', 8, 'none'), ('third_party_spot_check', 9, 'none'), ('whole_department', 10, 'whole'),
    ('department_cycle', 11, 'department')
),
has AS (
  SELECT 'disclosures' AS needs, COUNT(*) AS rows_loaded FROM disclosures WHERE fiscal_year = $year
  UNION ALL
  SELECT 'findings' AS needs, COUNT(*) AS rows_loaded FROM findings WHERE fiscal_year = $year
  UNION ALL
  SELECT 'spot_checks' AS needs, COUNT(*) AS rows_loaded FROM evaluations WHERE fiscal_year = $year AND evaluator_kind = 'spot_check'
  UNION ALL
  SELECT 'whole' AS needs, COUNT(*) AS rows_loaded FROM evaluations WHERE fiscal_year = $year AND subject_kind = 'department'
  UNION ALL
  SELECT 'department' AS needs, COUNT(*) AS rows_loaded
  FROM evaluations
  WHERE evaluator_kind = 'department' AND fiscal_year BETWEEN $year - $cycle + 1 AND $year
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
  CASE WHEN state = 'rate' THEN CAST(100.0000000000 * numerator / NULLIF(denominator, 0) AS DECIMAL(9, 2)) END AS rate,
  amount_numerator,
  amount_denominator,
  CASE WHEN state = 'rate' THEN CAST(100.0000000000 * amount_numerator / NULLIF(amount_denominator, 0) AS DECIMAL(9, 2)) END AS amount_rate,
  state
FROM stated
ORDER BY position
