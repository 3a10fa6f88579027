/*---
order = 5
title = { zh = "未能对应项目的评价对象", en = "Subjects without a project" }
question = { zh = "哪些绩效记录对应不上预算项目？", en = "Which performance records match no budgeted project?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
finding.zh = """{% if rows %}{{ rows | length }}个评价对象对应不上唯一的预算项目，其绩效记录不计入覆盖率。{% else %}全部评价对象都对应到了唯一的预算项目。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} subjects match no single budgeted project; their records do not count as coverage.{% else %}Every subject matches exactly one budgeted project.{% endif %}"""

[columns]
resolution = { zh = "对应结果", en = "Resolution", words = ["subject_resolution"] }
candidates = { zh = "候选项目数", en = "Candidates", format = "count" }
---*/
SELECT fiscal_year, subject, resolution, candidates
FROM subjects
WHERE resolution IN ('ambiguous', 'unknown') AND ($year IS NULL OR fiscal_year = $year)
ORDER BY fiscal_year, subject
