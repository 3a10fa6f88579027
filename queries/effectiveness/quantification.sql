/*---
order = 12
title = { zh = "绩效目标的量化程度", en = "How far objectives are quantified" }
question = { zh = "绩效指标有多少是定性的、没有指标值的？", en = "How many indicators are qualitative or state no target at all?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
]
needs = "indicators"
total = "is_total"
chart = { kind = "stacked_bar", x = "dimension", y = ["quantified_share", "qualitative_share", "missing_share"], format = "percent" }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}{{ parameters.year }}年{{ total.subjects | count }}个项目设定绩效指标{{ total.indicators | count }}个，量化的占{{ total.quantified_share | percent }}，定性的占{{ total.qualitative_share | percent }}，没有指标值的{{ total.missing | count }}个{% if total.subjects_unquantified %}；有{{ total.subjects_unquantified | count }}个项目没有任何量化指标{% endif %}。{% else %}{{ parameters.year }}年没有载入绩效指标。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined %}{{ total.subjects | count }} projects of {{ parameters.year }} set {{ total.indicators | count }} indicators: {{ total.quantified_share | percent }} quantified, {{ total.qualitative_share | percent }} qualitative, {{ total.missing | count }} without a target{% if total.subjects_unquantified %}; {{ total.subjects_unquantified | count }} projects have no quantified indicator at all{% endif %}.{% else %}No indicators are loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "量化：有数值指标值；定性：符号为定性，或只有文字指标值；没有指标值：数值和文字都没有。占比以指标个数为分母；“定性分值占比”以分值为分母。", en = "Quantified: a numeric target; qualitative: marked so, or words only; missing: neither number nor words. Shares count indicators; “qualitative points” counts their points." },
]

[columns]
dimension = { words = ["dimension", "taken_from"] }
subjects = { zh = "项目数", en = "Projects", format = "count" }
subjects_unquantified = { zh = "无量化指标项目", en = "Projects without a quantified one", format = "count" }
indicators = { zh = "指标数", en = "Indicators", format = "count" }
quantified = { zh = "量化", en = "Quantified", format = "count" }
qualitative = { zh = "定性", en = "Qualitative", format = "count" }
missing = { zh = "没有指标值", en = "No target", format = "count" }
quantified_share = { zh = "量化占比", en = "Quantified share", format = "percent" }
qualitative_share = { zh = "定性占比", en = "Qualitative share", format = "percent" }
missing_share = { zh = "无指标值占比", en = "Without a target", format = "percent" }
qualitative_weight_share = { zh = "定性分值占比", en = "Qualitative points", format = "percent" }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH judged AS (
  SELECT
    subject,
    dimension,
    weight,
    CASE
      WHEN operator = 'qualitative' THEN 'qualitative'
      WHEN target_value IS NOT NULL THEN 'quantified'
      WHEN target_text IS NOT NULL AND TRIM(target_text) <> '' THEN 'qualitative'
      ELSE 'missing'
    END AS kind
  FROM indicators
  WHERE fiscal_year = $year
),
by_subject AS (
  SELECT
    subject,
    dimension,
    FALSE AS is_total,
    COUNT(*) AS indicators,
    COUNT(*) FILTER (WHERE kind = 'quantified') AS quantified,
    COUNT(*) FILTER (WHERE kind = 'qualitative') AS qualitative,
    SUM(weight) AS weight,
    COALESCE(SUM(weight) FILTER (WHERE kind = 'qualitative'), 0) AS qualitative_weight
  FROM judged
  GROUP BY subject, dimension
),
both AS (
  SELECT * FROM by_subject
  UNION ALL
  SELECT
    subject,
    'total' AS dimension,
    TRUE AS is_total,
    SUM(indicators) AS indicators,
    SUM(quantified) AS quantified,
    SUM(qualitative) AS qualitative,
    SUM(weight) AS weight,
    SUM(qualitative_weight) AS qualitative_weight
  FROM by_subject
  GROUP BY subject
)
SELECT
  dimension,
  COUNT(*) AS subjects,
  COUNT(*) FILTER (WHERE quantified = 0) AS subjects_unquantified,
  SUM(indicators) AS indicators,
  SUM(quantified) AS quantified,
  SUM(qualitative) AS qualitative,
  SUM(indicators - quantified - qualitative) AS missing,
  CAST(100.0000000000 * SUM(quantified) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS quantified_share,
  CAST(100.0000000000 * SUM(qualitative) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS qualitative_share,
  CAST(100.0000000000 * SUM(indicators - quantified - qualitative) / NULLIF(SUM(indicators), 0) AS DECIMAL(9, 2)) AS missing_share,
  CAST(100.0000000000 * SUM(qualitative_weight) / NULLIF(SUM(weight), 0) AS DECIMAL(9, 2)) AS qualitative_weight_share,
  is_total
FROM both
GROUP BY dimension, is_total
ORDER BY is_total, dimension
