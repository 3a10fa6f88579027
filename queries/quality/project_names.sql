/*---
order = 13
title = { zh = "同一项目两个名称、同名项目", en = "One project under two names, one name of several projects" }
question = { zh = "哪些项目改过名称，哪些名称由几个项目、几个单位共用？", en = "Which projects changed their name, and which names belong to several projects or units?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}{{ group.list | length }}处{% if not loop.last %}、{% endif %}{% endfor %}；只印名称的绩效资料可能对应错误。{% else %}没有改名或同名的项目。{% endif %}"""
finding.en = """{% if rows %}{% for group in rows | groupby('check_id') %}{{ group.grouper | word('check') }}: {{ group.list | length }}{% if not loop.last %}; {% endif %}{% endfor %}. Records that print a name only may be matched wrongly.{% else %}No project changed its name, and no two share one.{% endif %}"""
notes = [
  { zh = "名称比较时不计空格、标点、括号和年度（“2023年道路养护”与“道路养护”相同）；只看其他运转类和特定目标类项目。", en = "Names are compared without blanks, punctuation, brackets and years (2023年道路养护 is 道路养护); projects of 其他运转类 and 特定目标类 only." },
]

[checks]
"name.two_codes" = { zh = "{{ row.fiscal_year }}年“{{ row.unit }}”的“{{ row.project_name }}”有{{ row.projects }}个项目代码：{{ row.codes }}", en = "{{ row.fiscal_year }}: {{ row.project_name }} of {{ row.unit }} stands under {{ row.projects }} codes: {{ row.codes }}" }
"name.changed" = { zh = "项目{{ row.codes }}在{{ row.fiscal_year }}年名为“{{ row.project_name }}”，上年名为“{{ row.other_name }}”", en = "the project {{ row.codes }} is called {{ row.project_name }} in {{ row.fiscal_year }} and was called {{ row.other_name }} the year before" }
"name.in_units" = { zh = "{{ row.fiscal_year }}年“{{ row.project_name }}”在{{ row.units }}个单位都有（{{ row.projects }}个项目）", en = "{{ row.fiscal_year }}: {{ row.project_name }} is the name of {{ row.projects }} projects in {{ row.units }} units" }

[columns]
projects = { zh = "项目数", en = "Projects", format = "count" }
units = { zh = "单位数", en = "Units", format = "count" }
codes = { zh = "项目代码", en = "Project codes" }
other_name = { zh = "另一名称", en = "Other name" }
check_id = { words = ["check"] }
---*/
WITH stripped AS (
  SELECT
    fiscal_year,
    COALESCE(region, '') AS region,
    COALESCE(unit_code, unit) AS unit_key,
    unit,
    project_code,
    project_name,
    TRANSLATE(project_name, ' ,，.。、:：;；()（）《》“”"-—_', '') AS bare_name
  FROM projects
  WHERE category IN ('特定目标类', '其他运转类') AND project_name IS NOT NULL
),
named AS (
  SELECT
    *,
    CASE WHEN bare_name LIKE '%20__%' OR bare_name LIKE '%19__%' THEN REGEXP_REPLACE(bare_name, '(19|20)[0-9]{2}年?度?', '', 'g') ELSE bare_name END AS plain_name
  FROM stripped
),
by_unit AS (
  SELECT fiscal_year, region, unit_key, plain_name, MIN(project_name) AS project_name, COUNT(*) AS projects
  FROM named
  WHERE plain_name <> ''
  GROUP BY fiscal_year, region, unit_key, plain_name
),
-- the codes are put together for the few names that have several
doubled AS (
  SELECT * FROM by_unit WHERE projects > 1
),
two_codes AS (
  SELECT
    n.fiscal_year, MIN(n.unit) AS unit, MIN(n.project_name) AS project_name, COUNT(*) AS projects,
    STRING_AGG(n.project_code, '、' ORDER BY n.project_code) AS codes
  FROM named AS n
  JOIN doubled AS d
    ON d.fiscal_year = n.fiscal_year AND d.region = n.region AND d.unit_key = n.unit_key AND d.plain_name = n.plain_name
  GROUP BY n.fiscal_year, n.region, n.unit_key, n.plain_name
),
in_units AS (
  SELECT fiscal_year, MIN(project_name) AS project_name, SUM(projects) AS projects, COUNT(*) AS units
  FROM by_unit
  GROUP BY fiscal_year, region, plain_name
  HAVING COUNT(*) > 1
),
changed AS (
  SELECT b.fiscal_year, b.unit, b.project_name, b.project_code, a.project_name AS other_name
  FROM named AS b
  JOIN named AS a ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year - 1
  WHERE a.plain_name <> b.plain_name
),
found AS (
  SELECT fiscal_year, unit, project_name, projects, CAST(NULL AS BIGINT) AS units, codes, CAST(NULL AS TEXT) AS other_name, 'name.two_codes' AS check_id
  FROM two_codes
  UNION ALL
  SELECT fiscal_year, unit, project_name, NULL AS projects, NULL AS units, project_code AS codes, other_name, 'name.changed' AS check_id
  FROM changed
  UNION ALL
  SELECT fiscal_year, NULL AS unit, project_name, projects, units, NULL AS codes, NULL AS other_name, 'name.in_units' AS check_id
  FROM in_units
)
SELECT
  fiscal_year,
  CAST(unit AS TEXT) AS unit,
  project_name,
  CAST(other_name AS TEXT) AS other_name,
  CAST(projects AS BIGINT) AS projects,
  CAST(units AS BIGINT) AS units,
  CAST(codes AS TEXT) AS codes,
  check_id
FROM found
WHERE $year IS NULL OR fiscal_year = $year
ORDER BY check_id DESC, fiscal_year, unit, project_name, codes
