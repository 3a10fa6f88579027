/*---
title = { zh = "评价定级", en = "Graded evaluations" }
question = { zh = "每次评价评为几等？印出的等级与得分相符吗？", en = "Which grade did each evaluation give, and does the printed one agree with the score?" }
notes = [
  { zh = "等级以印出的为准；未印等级的按全国等级标准由得分确定。等级次序自第三等起视为需要应用结果的等级。满分为5、10或100，取不低于该标准最高下限的最小者。", en = "The grade is the printed one; where none is printed it follows from the score by the national scheme. From the third grade down, a result calls for action. Full marks are 5, 10 or 100: the least that is not below the scheme's highest lower bound." },
]

[columns]
grade = { zh = "等级", en = "Grade" }
grade_rank = { zh = "等级次序", en = "Rank of the grade", format = "number" }
grade_by_score = { zh = "按得分应评等级", en = "Grade by the score" }
is_poor = { zh = "是否需要应用", en = "Calls for action" }
scheme = { zh = "等级标准", en = "Grade scheme" }
full_score = { zh = "满分", en = "Full score", format = "score" }
---*/
WITH bounds AS (
  SELECT
    scheme,
    label,
    rank,
    lower_bound,
    LEAD(lower_bound) OVER (PARTITION BY scheme ORDER BY lower_bound) AS upper_bound
  FROM grade_schemes
),
-- a scale of 1 to 5 has no bound above 5; without a scheme a score is taken to be of 100
scales AS (
  SELECT
    scheme,
    CASE WHEN MAX(lower_bound) <= 5 THEN 5 WHEN MAX(lower_bound) <= 10 THEN 10 ELSE 100 END AS full_score
  FROM grade_schemes
  GROUP BY scheme
),
-- the scheme of an evaluation: one that has its printed grade; without a printed grade the national one
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
LEFT JOIN bounds AS r ON r.scheme = e.scheme AND r.label = e.grade_reported
