/*---
order = 5
title = { zh = "未能对应项目的评价对象", en = "Subjects without a project" }
question = { zh = "哪些绩效资料对应不上预算项目？", en = "Which performance records match no budgeted project?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 12
finding.zh = """{% if rows %}{{ parameters.year ~ '年' if parameters.year is defined }}有{{ rows | length }}个评价对象对应不上唯一的预算项目，其绩效资料不计入覆盖率。{% else %}{{ parameters.year ~ '年' if parameters.year is defined }}没有对应不上预算项目的评价对象。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} subjects{{ ' of ' ~ parameters.year if parameters.year is defined }} match no single budgeted project; their records do not count as coverage.{% else %}No subject{{ ' of ' ~ parameters.year if parameters.year is defined }} lacks its budgeted project.{% endif %}"""

[checks]
"subject.never_budgeted" = { zh = "{{ row.fiscal_year }}年评价了“{{ row.subject }}”，任何年度都没有这个预算项目", en = "{{ row.fiscal_year }}: `{{ row.subject }}` was evaluated and has no budget in any year" }
"subject.unknown" = { zh = "{{ row.fiscal_year }}年的绩效资料“{{ row.subject | subject }}”，当年没有这个预算项目{% if row.budgeted_first %}（{{ row.budgeted_first }}至{{ row.budgeted_last }}年有）{% endif %}", en = "{{ row.fiscal_year }}: there are performance records of `{{ row.subject | subject }}`, which has no budget of that year{% if row.budgeted_first %} (it has from {{ row.budgeted_first }} to {{ row.budgeted_last }}){% endif %}" }
"subject.ambiguous" = { zh = "{{ row.fiscal_year }}年的绩效资料“{{ row.subject | subject }}”，当年同名项目有{{ row.candidates }}个，应写明项目代码", en = "{{ row.fiscal_year }}: `{{ row.subject | subject }}` may be any of {{ row.candidates }} projects of that name; its code should be printed" }

[columns]
check_id = { hidden = true }
subject = { format = "subject" }
resolution = { zh = "对应结果", en = "Resolution", words = ["subject_resolution"] }
is_evaluated = { zh = "是否评价", en = "Evaluated", hidden = true }
budgeted_first = { zh = "最早预算年度", en = "First budget", format = "number", hidden = true }
budgeted_last = { zh = "最近预算年度", en = "Last budget", format = "number", hidden = true }
candidates = { zh = "候选项目数", en = "Candidates", format = "count" }
---*/
WITH budgeted AS (
  SELECT project_code, MIN(fiscal_year) AS first_year, MAX(fiscal_year) AS last_year
  FROM projects
  GROUP BY project_code
),
evaluated AS (
  SELECT DISTINCT fiscal_year, subject
  FROM evaluations
  WHERE subject_kind IN ('project', 'fund')
)
SELECT
  s.fiscal_year,
  s.subject,
  s.resolution,
  s.candidates,
  e.subject IS NOT NULL AS is_evaluated,
  b.first_year AS budgeted_first,
  b.last_year AS budgeted_last,
  CASE
    WHEN s.resolution = 'ambiguous' THEN 'subject.ambiguous'
    WHEN e.subject IS NOT NULL AND b.project_code IS NULL AND s.subject NOT LIKE 'name:%' THEN 'subject.never_budgeted'
    ELSE 'subject.unknown'
  END AS check_id
FROM subjects AS s
LEFT JOIN budgeted AS b ON b.project_code = s.subject
LEFT JOIN evaluated AS e ON e.fiscal_year = s.fiscal_year AND e.subject = s.subject
WHERE s.resolution IN ('ambiguous', 'unknown') AND ($year IS NULL OR s.fiscal_year = $year)
ORDER BY s.fiscal_year, s.subject
