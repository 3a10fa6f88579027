/*---
order = 7
title = { zh = "绩效指标完成情况", en = "Attainment of indicators" }
question = { zh = "各类绩效指标完成了多少？哪些目标定得太低？", en = "How far did each kind of indicator reach its target, and where were targets set too low?" }
params = [
  { name = "year", type = "int", required = true, about = { zh = "预算年度", en = "The year of the money" } },
  { name = "evaluator_kind", type = "text", default = "self", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
]
needs = "indicators"
total = "is_total"
chart = { kind = "horizontal_bar", x = "dimension", y = ["attainment", "reached_share"], format = "percent", reference = 100.0 }
finding.zh = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined and total.attainment is not none %}{{ parameters.year }}年{{ parameters.evaluator_kind | word('evaluator_kind') }}的{{ total.indicators | count }}个指标中，可计算完成度的{{ total.scorable | count }}个，按分值加权平均完成度{{ total.attainment | percent }}，完全达到目标的占{{ total.reached_share | percent }}；定性指标{{ total.qualitative | count }}个，缺实际值或无法计算的{{ total.not_scorable | count }}个；远超目标、目标可能偏低的{{ total.target_low | count }}个{% set worst = rows | rejectattr('is_total') | selectattr('attainment', 'number') | sort(attribute='attainment') | first %}{% if worst is defined %}。完成度最低的是{{ worst.dimension | word('dimension') }}指标（{{ worst.attainment | percent }}）{% endif %}。{% elif total is defined %}{{ parameters.year }}年的{{ total.indicators | count }}个指标都不能计算完成度。{% else %}{{ parameters.year }}年没有载入带实际完成值的绩效指标。{% endif %}"""
finding.en = """{% set total = rows | selectattr('is_total') | list | last %}{% if total is defined and total.attainment is not none %}Of {{ total.indicators | count }} indicators of {{ parameters.year }} ({{ parameters.evaluator_kind | word('evaluator_kind') | lower }}), {{ total.scorable | count }} can be scored: weighted attainment {{ total.attainment | percent }}, {{ total.reached_share | percent }} fully reached; {{ total.qualitative | count }} are qualitative, {{ total.not_scorable | count }} lack an actual value or cannot be scored; {{ total.target_low | count }} went far beyond a target that may be too low{% set worst = rows | rejectattr('is_total') | selectattr('attainment', 'number') | sort(attribute='attainment') | first %}{% if worst is defined %}. Lowest: {{ worst.dimension | word('dimension') | lower }} ({{ worst.attainment | percent }}){% endif %}.{% elif total is defined %}None of the {{ total.indicators | count }} indicators of {{ parameters.year }} can be scored.{% else %}No indicators with actual values are loaded for {{ parameters.year }}.{% endif %}"""
notes = [
  { zh = "完成度按财预〔2020〕10号、财预〔2021〕101号逐项计算，超过目标按1计（规则见视图“指标完成度”）；加权平均以分值为权数，没有分值的不计入。“目标可能偏低”只对“＝”类指标判断：实际超过目标130%。", en = "Attainment by 财预〔2020〕10号 and 财预〔2021〕101号, capped at 1 (the rules stand in the view `indicator_attainment`); the mean weighs by the indicators' points, those without are left out. “Target low” is judged for the sign = only: actual above 130 % of the target." },
]

[columns]
dimension = { words = ["dimension", "taken_from"] }
indicators = { zh = "指标数", en = "Indicators", format = "count" }
scorable = { zh = "可计算", en = "Scorable", format = "count" }
qualitative = { zh = "定性", en = "Qualitative", format = "count" }
not_scorable = { zh = "不可计算", en = "Not scorable", format = "count" }
attainment = { zh = "加权平均完成度", en = "Weighted attainment", format = "percent" }
mean_attainment = { zh = "简单平均完成度", en = "Mean attainment", format = "percent" }
reached_share = { zh = "完全达到占比", en = "Share reached", format = "percent" }
target_low = { zh = "目标可能偏低", en = "Target may be low", format = "count" }
subjects = { zh = "项目数", en = "Projects", format = "count" }
is_total = { zh = "是否合计", en = "Total", hidden = true }
---*/
WITH scored AS (
  SELECT subject, dimension, operator, weight, attainment, is_target_low
  FROM indicator_attainment
  WHERE fiscal_year = $year AND evaluator_kind = $evaluator_kind AND subject_kind IN ('project', 'fund')
),
both AS (
  SELECT dimension, FALSE AS is_total, subject, operator, weight, attainment, is_target_low FROM scored
  UNION ALL
  SELECT 'total' AS dimension, TRUE AS is_total, subject, operator, weight, attainment, is_target_low FROM scored
)
SELECT
  dimension,
  COUNT(DISTINCT subject) AS subjects,
  COUNT(*) AS indicators,
  COUNT(attainment) AS scorable,
  COUNT(*) FILTER (WHERE operator = 'qualitative') AS qualitative,
  COUNT(*) FILTER (WHERE attainment IS NULL AND operator IS DISTINCT FROM 'qualitative') AS not_scorable,
  CAST(100.0000000000 * SUM(CAST(weight * attainment AS DECIMAL(28, 10)))
    / NULLIF(SUM(CASE WHEN attainment IS NOT NULL THEN weight END), 0) AS DECIMAL(9, 2)) AS attainment,
  CAST(100.0000000000 * SUM(attainment) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS mean_attainment,
  CAST(100.0000000000 * COUNT(*) FILTER (WHERE attainment >= 1) / NULLIF(COUNT(attainment), 0) AS DECIMAL(9, 2)) AS reached_share,
  COUNT(*) FILTER (WHERE is_target_low) AS target_low,
  is_total
FROM both
GROUP BY dimension, is_total
ORDER BY is_total, dimension
