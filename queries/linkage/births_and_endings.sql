/*---
order = 7
title = { zh = "项目新增与终止", en = "Births and endings" }
question = { zh = "各年新增、终止了多少项目？被评为各等级的项目此后终止了多少？", en = "How many projects began and ended each year, and how many of each grade were ended?" }
params = [
  { name = "lag", type = "int", default = 2, one_of = ["1", "2"], about = { zh = "滞后：评价所属年度之后第几年不再安排", en = "In which year after the evaluated one no budget is left" } },
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
  { name = "funding_level", type = "text", default = "local", one_of = ["local", "from_upper", "to_lower", "all"], about = { zh = "预算级次", en = "Whose money" } },
]
chart = { kind = "grouped_bar", x = "group_name", y = ["ended_share", "born_share"], format = "percent", rows = { family = ["fiscal_year"] } }
finding.zh = """{% set years = rows | selectattr('family', 'equalto', 'fiscal_year') | list %}{% set grades = rows | selectattr('family', 'equalto', 'grade') | list %}{% if years %}{% for row in years %}{{ row.group_name }}年新增{{ row.born | count }}个、终止{{ row.ended | count }}个项目{% if not loop.last %}；{% endif %}{% endfor %}。{% if grades %}{{ parameters.evaluator_kind | word('evaluator_kind') }}：{% for row in grades %}{{ row.group_name }}{{ row.projects_before | count }}个，其后终止{{ row.ended | count }}个（{{ row.ended_share | percent }}）{% if not loop.last %}；{% endif %}{% endfor %}。{% endif %}{% else %}没有相邻两年的项目预算，不作分析。{% endif %}"""
finding.en = """{% set years = rows | selectattr('family', 'equalto', 'fiscal_year') | list %}{% set grades = rows | selectattr('family', 'equalto', 'grade') | list %}{% if years %}{% for row in years %}{{ row.group_name }}: {{ row.born | count }} projects began and {{ row.ended | count }} ended{% if not loop.last %}; {% endif %}{% endfor %}. {% if grades %}{{ parameters.evaluator_kind | word('evaluator_kind') }}: {% for row in grades %}{{ row.group_name }} {{ row.projects_before | count }}, of which {{ row.ended | count }} were ended ({{ row.ended_share | percent }}){% if not loop.last %}; {% endif %}{% endfor %}.{% endif %}{% else %}No two years in a row have projects.{% endif %}"""
notes = [
  { zh = "分年度：纳入范围且年初预算大于0的全部项目，与上年相比；终止占比的分母为上年项目数，新增占比的分母为当年项目数。分等级：该评价主体评过、下一年度预算数据已载入的项目，三保和一次性项目不计。", en = "By year: all projects in scope with an initial budget above 0, against the year before; the share ended is of the year before's projects, the share new of this year's. By grade: projects that the evaluator graded and whose next year is loaded, without protected and one-off ones." },
]

[columns]
family = { zh = "族", en = "Family", words = ["association_family"] }
group_name = { zh = "组", en = "Group" }
projects_before = { zh = "此前项目数", en = "Projects before", format = "count" }
amount_before = { zh = "此前预算", en = "Budget before", format = "money" }
ended = { zh = "终止项目数", en = "Ended", format = "count" }
ended_share = { zh = "终止占比", en = "Share ended", format = "percent" }
amount_ended = { zh = "终止项目此前预算", en = "Budget of those ended", format = "money" }
born = { zh = "新增项目数", en = "New", format = "count" }
born_share = { zh = "新增占比", en = "Share new", format = "percent" }
amount_born = { zh = "新增项目预算", en = "Budget of those new", format = "money" }
---*/
WITH totals AS (
  SELECT fiscal_year, project_code, SUM(initial_budget) AS amount
  FROM project_years
  WHERE is_in_scope AND ($funding_level = 'all' OR COALESCE(funding_level, 'local') = $funding_level)
  GROUP BY fiscal_year, project_code
  HAVING SUM(initial_budget) > 0
),
years AS (
  SELECT DISTINCT fiscal_year FROM totals
),
compared AS (
  SELECT y.fiscal_year
  FROM years AS y
  JOIN years AS b ON b.fiscal_year = y.fiscal_year - 1
),
before_and_after AS (
  SELECT
    COALESCE(a.fiscal_year, b.fiscal_year + 1) AS fiscal_year,
    b.amount AS amount_before,
    a.amount AS amount_after
  FROM totals AS b
  FULL JOIN totals AS a ON a.project_code = b.project_code AND a.fiscal_year = b.fiscal_year + 1
),
by_year AS (
  SELECT
    c.fiscal_year,
    COUNT(p.amount_before) AS projects_before,
    SUM(p.amount_before) AS amount_before,
    SUM(CASE WHEN p.amount_after IS NULL THEN 1 ELSE 0 END) AS ended,
    SUM(CASE WHEN p.amount_after IS NULL THEN p.amount_before END) AS amount_ended,
    COUNT(p.amount_after) AS projects_after,
    SUM(CASE WHEN p.amount_before IS NULL THEN 1 ELSE 0 END) AS born,
    SUM(CASE WHEN p.amount_before IS NULL THEN p.amount_after END) AS amount_born
  FROM compared AS c
  JOIN before_and_after AS p ON p.fiscal_year = c.fiscal_year
  GROUP BY c.fiscal_year
),
by_grade AS (
  SELECT
    grade,
    MIN(grade_rank) AS grade_rank,
    COUNT(*) AS projects_before,
    SUM(amount_before) AS amount_before,
    SUM(CASE WHEN has_ended THEN 1 ELSE 0 END) AS ended,
    SUM(CASE WHEN has_ended THEN amount_before END) AS amount_ended
  FROM score_continuation
  WHERE lag = $lag AND evaluator_kind = $evaluator_kind AND grade IS NOT NULL
    AND ($funding_level = 'all' OR funding_level = $funding_level)
  GROUP BY grade
),
united AS (
  SELECT
    'fiscal_year' AS family, CAST(fiscal_year AS TEXT) AS group_name, fiscal_year AS place, projects_before, amount_before,
    ended, COALESCE(amount_ended, 0) AS amount_ended, born, projects_after, COALESCE(amount_born, 0) AS amount_born
  FROM by_year
  UNION ALL
  SELECT
    'grade' AS family, grade AS group_name, grade_rank AS place, projects_before, amount_before,
    ended, COALESCE(amount_ended, 0) AS amount_ended, NULL AS born, NULL AS projects_after, NULL AS amount_born
  FROM by_grade
)
SELECT
  family,
  group_name,
  projects_before,
  amount_before,
  ended,
  CAST(100.0000000000 * ended / NULLIF(projects_before, 0) AS DECIMAL(9, 2)) AS ended_share,
  amount_ended,
  born,
  CAST(100.0000000000 * born / NULLIF(projects_after, 0) AS DECIMAL(9, 2)) AS born_share,
  amount_born
FROM united
ORDER BY family, place, group_name
