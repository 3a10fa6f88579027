/*---
order = 15
title = { zh = "超出范围的数和日期", en = "Figures and days out of range" }
question = { zh = "哪些得分、比率、日期、等级超出了应有的范围？", en = "Which scores, rates, days and grades are outside what they can be?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处超出范围：{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}{{ group.list | length }}处{% if not loop.last %}、{% endif %}{% endfor %}。{% else %}得分、比率、日期和等级均在应有的范围内。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} values are out of range: {% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') | lower }} {{ group.list | length }}{% if not loop.last %}, {% endif %}{% endfor %}.{% else %}Scores, rates, days and grades are within what they can be.{% endif %}"""
notes = [
  { zh = "得分应在0至100之间，执行率在0至100%之间；监控截止日期、预算调整日期应在预算年度内；印出的等级应是等级标准中的词。", en = "A score is from 0 to 100, a rate of execution from 0 to 100 %; days of monitoring and of changes lie in the fiscal year; a printed grade is a word of some scheme." },
]

[checks]
"score.range" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”的得分{{ row.found }}，不在0至100之间", en = "{{ row.fiscal_year }}: the score of {{ row.subject | subject }} is {{ row.found }}, not from 0 to 100" }
"rate.range" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”印出的执行率{{ row.found }}%，不在0至100%之间", en = "{{ row.fiscal_year }}: the rate of {{ row.subject | subject }} is printed as {{ row.found }}%, not from 0 to 100%" }
"date.other_year" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”的日期{{ row.found }}不在预算年度内", en = "{{ row.fiscal_year }}: {{ row.subject | subject }} is dated {{ row.found }}, outside the fiscal year" }
"grade.unknown" = { zh = "{{ row.fiscal_year }}年“{{ row.subject | subject }}”的等级“{{ row.found }}”不在任何等级标准中", en = "{{ row.fiscal_year }}: the grade `{{ row.found }}` of {{ row.subject | subject }} is in no scheme" }

[columns]
subject = { format = "subject" }
found = { zh = "原值", en = "Found" }
path = { zh = "来源文件", en = "File", format = "file" }
source_sheet = { hidden = true }
source_row = { hidden = true }
check_id = { words = ["check"] }
---*/
WITH files AS (
  SELECT source_id, MIN(path) AS path
  FROM current_sources
  GROUP BY source_id
),
labels AS (
  SELECT DISTINCT label FROM grade_schemes
),
found AS (
  SELECT fiscal_year, subject, CAST(score AS TEXT) AS found, 'score.range' AS check_id, source_id, source_sheet, source_row
  FROM evaluations
  WHERE score < 0 OR score > 100
  UNION ALL
  SELECT fiscal_year, subject, CAST(rate_reported AS TEXT) AS found, 'rate.range' AS check_id, source_id, source_sheet, source_row
  FROM evaluation_funds
  WHERE rate_reported < 0 OR rate_reported > 100
  UNION ALL
  SELECT fiscal_year, subject, CAST(as_of AS TEXT) AS found, 'date.other_year' AS check_id, source_id, source_sheet, source_row
  FROM monitoring
  WHERE EXTRACT(YEAR FROM as_of) <> fiscal_year
  UNION ALL
  SELECT fiscal_year, project_code AS subject, CAST(changed_on AS TEXT) AS found, 'date.other_year' AS check_id, source_id, source_sheet, source_row
  FROM budget_changes
  WHERE EXTRACT(YEAR FROM changed_on) <> fiscal_year
  UNION ALL
  SELECT e.fiscal_year, e.subject, e.grade_reported AS found, 'grade.unknown' AS check_id, e.source_id, e.source_sheet, e.source_row
  FROM evaluations AS e
  LEFT JOIN labels AS l ON l.label = e.grade_reported
  WHERE e.grade_reported IS NOT NULL AND l.label IS NULL
)
SELECT f.fiscal_year, f.subject, CAST(f.found AS TEXT) AS found, s.path, f.source_sheet, f.source_row, f.check_id
FROM found AS f
LEFT JOIN files AS s ON s.source_id = f.source_id
WHERE $year IS NULL OR f.fiscal_year = $year
ORDER BY f.check_id, f.fiscal_year, f.subject, found, s.path, f.source_sheet, f.source_row
