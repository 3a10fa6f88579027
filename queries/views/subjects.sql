/*---
title = { zh = "评价对象对照", en = "Subjects" }
question = { zh = "没有项目代码的评价对象是哪个项目？", en = "Which project is a subject that prints no code?" }
notes = [
  { zh = "名称对象解析为同年度、同单位（或主管部门）、同名的唯一项目；险种按名称对应；不唯一的保持原样，列入数据质量。", en = "A name resolves to the one project of the same year, unit or department and normalised name, an insurance scheme by its name alone; ambiguous ones stay apart and are listed under data quality." },
]

[columns]
resolution = { zh = "解析方式", en = "Resolution" }
candidates = { zh = "候选项目数", en = "Candidates", format = "count" }
---*/
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
-- a subject's name has no blanks and its punctuation is half-width; a project's name is kept as people read it
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
  -- a scheme (险种) has no unit: exports print its name where a project's code would stand
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
LEFT JOIN candidates AS c ON c.fiscal_year = n.fiscal_year AND c.subject = n.subject
