/*---
order = 9
title = { zh = "没有报送资料的单位", en = "Units that sent nothing" }
question = { zh = "单位名录上的哪些单位没有报来任何项目和绩效资料？", en = "Which units of the roster sent neither projects nor anything on their performance?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
rows_printed = 40
finding.zh = """{% if rows %}{{ parameters.year }}年，单位名录上有{{ rows | length | count }}个单位没有报来任何项目资料，其中应评单位{{ rows | rejectattr('must_evaluate', 'false') | list | length | count }}个；以前年度报送过的{{ rows | rejectattr('last_year_seen', 'none') | list | length | count }}个。{% else %}{{ parameters.year }}年没有发现名录上的单位未报送资料（没有载入单位名录的年度无法核对）。{% endif %}"""
finding.en = """{% if rows %}In {{ parameters.year }}, {{ rows | length | count }} units of the roster sent no projects at all, {{ rows | rejectattr('must_evaluate', 'false') | list | length | count }} of them bound to evaluate; {{ rows | rejectattr('last_year_seen', 'none') | list | length | count }} sent some in an earlier year.{% else %}No unit of the roster was found to have sent nothing for {{ parameters.year }} (a year without a roster cannot be checked).{% endif %}"""
notes = [
  { zh = "单位按代码、没有代码按名称与项目资料对照；涉密单位不列。“有绩效资料”指评价、公开等资料中出现该单位名称。", en = "Units are matched by code, else by name; secret units are not listed. “Named elsewhere”: the unit's name occurs in evaluations, findings or uses of results." },
]

[columns]
must_evaluate = { zh = "是否应评", en = "Must evaluate" }
last_year_seen = { zh = "最近报送年度", en = "Last year it sent any", format = "number", missing = { zh = "从未", en = "never" } }
is_named_elsewhere = { zh = "有绩效资料", en = "Named elsewhere" }
---*/
WITH roster AS (
  SELECT department_code, unit_code, MIN(department) AS department, MIN(unit) AS unit, MIN(unit_level) AS unit_level,
    BOOL_AND(COALESCE(must_evaluate, TRUE)) AS must_evaluate
  FROM organizations
  WHERE fiscal_year = $year AND NOT COALESCE(is_secret, FALSE)
  GROUP BY department_code, unit_code
),
-- by code, and by name for exports without codes
seen AS (
  SELECT unit_code AS unit_key, MAX(fiscal_year) AS last_year
  FROM projects
  WHERE unit_code IS NOT NULL AND fiscal_year <= $year
  GROUP BY unit_code
  UNION ALL
  SELECT 'name:' || unit AS unit_key, MAX(fiscal_year) AS last_year
  FROM projects
  WHERE unit_code IS NULL AND unit IS NOT NULL AND fiscal_year <= $year
  GROUP BY unit
),
named AS (
  SELECT unit FROM evaluations WHERE fiscal_year = $year AND unit IS NOT NULL
  UNION
  SELECT unit FROM findings WHERE fiscal_year = $year AND unit IS NOT NULL
  UNION
  SELECT unit FROM result_uses WHERE fiscal_year = $year AND unit IS NOT NULL
),
judged AS (
  SELECT
    r.department_code,
    r.department,
    r.unit_code,
    r.unit,
    r.unit_level,
    r.must_evaluate,
    GREATEST(c.last_year, n.last_year) AS last_year_seen,
    m.unit IS NOT NULL AS is_named_elsewhere
  FROM roster AS r
  LEFT JOIN seen AS c ON c.unit_key = r.unit_code
  LEFT JOIN seen AS n ON n.unit_key = 'name:' || r.unit
  LEFT JOIN named AS m ON m.unit = r.unit
)
SELECT department_code, department, unit_code, unit, unit_level, must_evaluate, last_year_seen, is_named_elsewhere
FROM judged
WHERE COALESCE(last_year_seen, 0) < $year
ORDER BY department_code, unit_code
