/*---
title = { zh = "评价等级", en = "Evaluation grades" }
question = { zh = "每次评价评为几等？印出的等级与得分相符吗？", en = "Which grade did each evaluation give, and does the printed one agree with the score?" }
notes = [
  { zh = "等级以印出的为准；未印等级的按全国等级标准由得分确定。等级次序自第三等起视为需要应用结果的等级。满分为5、10或100，取不低于该标准最高下限的最小者。", en = "The grade is the printed one; where none is printed it follows from the score by the national scheme. From the third grade down, a result calls for action. Full marks are 5, 10 or 100: the least that is not below the scheme's highest lower bound." },
]

[columns]
project_code = { zh = "项目代码", en = "Project code" }
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank of the grade", format = "number" }
grade_by_score = { zh = "按得分应评等级", en = "Grade by the score" }
is_poor = { zh = "是否需要应用", en = "Calls for action" }
scheme = { zh = "等级标准", en = "Grade scheme" }
full_score = { zh = "满分", en = "Full score", format = "score" }
---*/
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
LEFT JOIN subjects AS s ON e.subject_kind IN ('project', 'fund') AND s.fiscal_year = e.fiscal_year AND s.subject = e.subject
