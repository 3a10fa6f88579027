/*---
order = 13
title = { zh = "目标值与行业指标标准比较", en = "Targets against sector standards" }
question = { zh = "哪些项目的指标值低于《分行业分领域绩效指标和标准体系》的标准？", en = "Which projects set targets below the standard of their sector?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "only_below", type = "flag", default = true, about = { zh = "只列低于标准的", en = "Only those below the standard" } },
]
rows_printed = 20
finding.zh = """{% if rows %}{{ parameters.year }}年可与行业标准比较的指标{{ rows[0].compared | count }}个，低于标准的{{ rows[0].below | count }}个，计量单位不一致或没有数值、不能比较的{{ rows[0].not_comparable | count }}个。{% else %}{{ parameters.year }}年没有低于行业标准的指标，或没有载入行业指标标准。{% endif %}"""
finding.en = """{% if rows %}{{ rows[0].compared | count }} indicators of {{ parameters.year }} can be compared with a sector standard: {{ rows[0].below | count }} are below it; {{ rows[0].not_comparable | count }} differ in unit or state no number.{% else %}No indicator of {{ parameters.year }} is below a sector standard, or no standards are loaded.{% endif %}"""
notes = [
  { zh = "按项目所属行业和指标名称与指标标准库对照（行业为空的标准适用于各行业）。方向为≥、>、未写：指标值小于标准为低于标准；≤、<：指标值大于标准为低于标准；＝：不等即低于标准。计量单位不一致的不比较。差距 =（指标值 − 标准）÷ 标准。", en = "Matched by the project's sector and the indicator's name (a standard without a sector holds for all). Direction >=, > or none: a target under the standard is below it; <=, <: a target above it is; =: any other is. Where the units differ nothing is compared. Gap = (target − standard) ÷ standard." },
]

[columns]
verdict = { zh = "结论", en = "Verdict", labels = { below = { zh = "低于标准", en = "Below" }, meets = { zh = "达到标准", en = "Meets" }, not_comparable = { zh = "不可比", en = "Not comparable" } } }
name = { zh = "指标", en = "Indicator" }
target_value = { format = "count" }
standard = { format = "count" }
gap = { zh = "差距", en = "Gap", format = "percent" }
project_code = { hidden = true }
unit = { zh = "标准计量单位", en = "Unit of the standard", hidden = true }
compared = { zh = "可比指标数", en = "Compared", format = "count", hidden = true }
below = { zh = "低于标准数", en = "Below", format = "count", hidden = true }
not_comparable = { zh = "不可比数", en = "Not comparable", format = "count", hidden = true }
field = { missing = { zh = "", en = "" } }
---*/
WITH projects_of_year AS (
  SELECT project_code, MAX(department) AS department, MAX(project_name) AS project_name, MAX(sector) AS sector
  FROM projects
  WHERE fiscal_year = $year
  GROUP BY project_code
),
targets AS (
  SELECT
    s.project_code,
    i.subject,
    i.dimension,
    i.subdimension,
    i.name,
    i.operator,
    i.target_value,
    i.unit_of_measure
  FROM indicators AS i
  JOIN subjects AS s ON s.fiscal_year = i.fiscal_year AND s.subject = i.subject
  WHERE i.fiscal_year = $year AND s.project_code IS NOT NULL
),
matched AS (
  SELECT
    p.department,
    t.project_code,
    p.project_name,
    t.dimension,
    t.subdimension,
    t.name,
    t.target_value,
    t.unit_of_measure,
    d.sector,
    d.field,
    d.unit,
    d.direction,
    d.standard,
    CASE
      WHEN t.target_value IS NULL OR d.standard IS NULL THEN 'not_comparable'
      WHEN d.unit IS NOT NULL AND t.unit_of_measure IS NOT NULL AND d.unit <> t.unit_of_measure THEN 'not_comparable'
      WHEN d.direction IN ('<=', '<') THEN CASE WHEN t.target_value > d.standard THEN 'below' ELSE 'meets' END
      WHEN d.direction = '=' THEN CASE WHEN t.target_value <> d.standard THEN 'below' ELSE 'meets' END
      WHEN t.target_value < d.standard THEN 'below'
      ELSE 'meets'
    END AS verdict
  FROM targets AS t
  JOIN projects_of_year AS p ON p.project_code = t.project_code
  JOIN indicator_standards AS d ON TRIM(d.indicator) = TRIM(t.name)
  WHERE d.sector IS NULL OR d.sector = '' OR d.sector = p.sector
),
counted AS (
  SELECT
    *,
    COUNT(*) FILTER (WHERE verdict <> 'not_comparable') OVER () AS compared,
    COUNT(*) FILTER (WHERE verdict = 'below') OVER () AS below,
    COUNT(*) FILTER (WHERE verdict = 'not_comparable') OVER () AS not_comparable
  FROM matched
)
SELECT
  department,
  project_code,
  project_name,
  dimension,
  name,
  target_value,
  unit_of_measure,
  direction,
  standard,
  unit,
  field,
  CASE WHEN verdict <> 'not_comparable' THEN CAST(100.0000000000 * (target_value - standard) / NULLIF(standard, 0) AS DECIMAL(18, 2)) END AS gap,
  verdict,
  compared,
  below,
  not_comparable
FROM counted
WHERE verdict = 'below' OR NOT $only_below
ORDER BY department, project_code, dimension, subdimension, name, field, sector
