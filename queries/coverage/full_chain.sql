/*---
order = 7
title = { zh = "全过程绩效管理链条", en = "The full chain" }
question = { zh = "从绩效目标到结果应用，有多少项目走完全过程？", en = "How many projects pass the whole chain from objective to use of results?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "budget_type", type = "text", one_of = ["general_public", "government_fund", "state_capital", "social_insurance"], about = { zh = "只看一本预算", en = "One budget only" } },
]
needs = "projects"
chart = { kind = "horizontal_bar", x = "step", y = ["share_of_scope"], format = "percent" }
finding.zh = """{% if rows and rows[0].projects > 0 %}{{ parameters.year }}年纳入范围的项目{{ rows[0].projects | count }}个、全年预算{{ rows[0].amount | amount }}；其中设置绩效目标并开展运行监控和单位自评的{{ rows[3].projects | count }}个，占金额的{{ rows[3].share_of_scope | percent }}；评价结果也已按要求应用、走完全过程的{{ rows[4].projects | count }}个、{{ rows[4].amount | amount }}，占金额的{{ rows[4].share_of_scope | percent }}。{% else %}{{ parameters.year }}年没有载入项目数据，无法核对全过程。{% endif %}"""
finding.en = """{% if rows and rows[0].projects > 0 %}In {{ parameters.year }}, {{ rows[0].projects | count }} projects with {{ rows[0].amount | amount }} were in scope; {{ rows[3].projects | count }} of them ({{ rows[3].share_of_scope | percent }} of the money) have objectives, monitoring and self-evaluation; {{ rows[4].projects | count }} with {{ rows[4].amount | amount }} ({{ rows[4].share_of_scope | percent }}) completed the chain, their results used where they call for it.{% else %}No projects are loaded for {{ parameters.year }}, so that the chain cannot be followed.{% endif %}"""
notes = [
  { zh = "各环节依次递进，每一环节只计前面各环节都已通过的项目；金额为全年预算。最后一环节：评价结果需要应用的项目（评价等级为第三等及以下、监控亮红灯或问题尚未整改完毕）须有应用记录，其余项目视为通过。", en = "Each step counts the projects that passed all before it; money is the adjusted budget. Last step: projects whose result calls for action (third grade or below, a red light, an open finding) need a use on record; the others pass." },
]

[columns]
step = { zh = "环节", en = "Step", words = ["chain_step"] }
position = { zh = "序号", en = "No", format = "number", hidden = true }
projects = { zh = "项目数", en = "Projects", format = "count" }
amount = { zh = "金额", en = "Amount", format = "money" }
share_of_scope = { zh = "占纳入范围金额", en = "Share of scope", format = "percent", state = "state" }
state = { zh = "状态", en = "State", words = ["coverage_state"] }
share_of_previous = { zh = "占上一环节金额", en = "Share of the step before", format = "percent" }
---*/
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
  WHERE fiscal_year = $year AND ($budget_type IS NULL OR budget_type = $budget_type)
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
      -- a chain with a link that was never loaded cannot be followed beyond it
      WHEN SUM(CASE WHEN c.step IN ('objective', 'monitoring', 'self_evaluation') AND l.stage IS NULL THEN 1 ELSE 0 END)
        OVER (ORDER BY c.position) > 0 THEN 'no_data'
      WHEN c.projects = 0 THEN 'zero'
      ELSE 'rate'
    END AS state
  FROM counted AS c
  LEFT JOIN (SELECT stage FROM loaded_stages WHERE fiscal_year = $year) AS l ON l.stage = c.step
)
SELECT
  step,
  position,
  projects,
  amount,
  CASE WHEN state = 'rate' THEN CAST(100.0000000000 * amount / NULLIF(amount_in_scope, 0) AS DECIMAL(9, 2)) END AS share_of_scope,
  CASE WHEN state = 'rate' THEN CAST(100.0000000000 * amount / NULLIF(amount_before, 0) AS DECIMAL(9, 2)) END AS share_of_previous,
  state
FROM stated
ORDER BY position
