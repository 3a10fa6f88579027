/*---
title = { zh = "已载入环节", en = "Loaded stages" }
question = { zh = "每年载入了哪些环节的数据？", en = "Of which stages was anything loaded, year by year?" }
notes = [
  { zh = "某年某环节有任何项目的数据即为已载入；没有载入与没有开展是两回事。", en = "A stage is loaded for a year when there is a record of it for any subject: not loaded is not the same as not done." },
]

[columns]
stage = { zh = "环节", en = "Stage", words = ["stage"] }
---*/
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
SELECT fiscal_year, 'disclosure' AS stage FROM disclosures
