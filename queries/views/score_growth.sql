/*---
title = { zh = "得分与预算变动", en = "Scores and growth" }
question = { zh = "每次评价之后，该项目的预算怎样变动？", en = "What became of the project's budget after each evaluation?" }
notes = [
  { zh = "得分与预算变动配对中没有剔除的行。三保、一次性项目不计；同一评价主体对同一项目年度的多次评价取最近一次；没有得分而有等级的保留。", en = "The rows of scores paired with changes that are not left out. Protected and one-off projects are left out; of several evaluations by one kind of evaluator the last counts; those with a grade but no score are kept." },
]

[columns]
lag = { zh = "滞后", en = "Lag", format = "number" }
amount_earlier = { zh = "变动前一年预算", en = "The year before that", format = "money" }
year_after = { zh = "变动后年度", en = "Year after", format = "number" }
amount_before = { zh = "变动前预算", en = "Before", format = "money" }
amount_after = { zh = "变动后预算", en = "After", format = "money" }
funding_level = { zh = "预算级次", en = "Funding level", words = ["funding_level"] }
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank", format = "number" }
full_score = { zh = "满分", en = "Full score", format = "score" }
---*/
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
WHERE exclusion IS NULL OR exclusion = 'no_score'
