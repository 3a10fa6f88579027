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
"subject.unknown" = { zh = "{{ row.fiscal_year }}年的绩效资料“{{ row.subject | subject }}”，当年没有这个预算项目", en = "{{ row.fiscal_year }}: there are performance records of `{{ row.subject | subject }}`, which has no budget of that year" }
"subject.ambiguous" = { zh = "{{ row.fiscal_year }}年的绩效资料“{{ row.subject | subject }}”，当年同名项目有{{ row.candidates }}个，应写明项目代码", en = "{{ row.fiscal_year }}: `{{ row.subject | subject }}` may be any of {{ row.candidates }} projects of that name; its code should be printed" }

[columns]
check_id = { hidden = true }
subject = { format = "subject" }
resolution = { zh = "对应结果", en = "Resolution", words = ["subject_resolution"] }
candidates = { zh = "候选项目数", en = "Candidates", format = "count" }
---*/
SELECT fiscal_year, subject, resolution, candidates, 'subject.' || resolution AS check_id
FROM subjects
WHERE resolution IN ('ambiguous', 'unknown') AND ($year IS NULL OR fiscal_year = $year)
ORDER BY fiscal_year, subject
