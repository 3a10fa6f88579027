/*---
order = 11
title = { zh = "自评得分重算", en = "Scores recomputed" }
question = { zh = "自评表印出的执行率、得分、总分和等级，与按金额和指标重算的结果是否一致？", en = "Do the printed rates, scores, totals and grades agree with what money and indicators give?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "only_differences", type = "flag", default = true, about = { zh = "只列差异", en = "Differences only" } },
  { name = "tolerance", type = "number", default = 0.0, about = { zh = "差异绝对值大于此数才列出", en = "List differences above this" } },
]
rows_printed = 12
finding.zh = """{% set found = rows | selectattr('is_different') | list %}{% if found %}重算发现{{ found | length | count }}处印出数与重算数不一致：{% for group in found | groupby('item') %}{{ group.grouper | word('recomputation_item') }}{{ group.list | length | count }}处{% if not loop.last %}、{% endif %}{% endfor %}。差异只列示，不改动原数。{% else %}没有发现印出的执行率、得分、总分和等级与重算结果不一致。{% endif %}"""
finding.en = """{% set found = rows | selectattr('is_different') | list %}{% if found %}{{ found | length | count }} printed figures differ from the recomputed ones: {% for group in found | groupby('item') %}{{ group.grouper | word('recomputation_item') | lower }} {{ group.list | length | count }}{% if not loop.last %}, {% endif %}{% endfor %}. They are listed, never changed.{% else %}No printed rate, score, total or grade was found to differ from the recomputed one.{% endif %}"""
notes = [
  { zh = "执行得分 = 分值 × min(执行率, 1)；指标得分 = 分值 × 完成度（见“指标完成度”）；总分 = 执行得分与各指标印出得分之和；分值合计应为100；印出执行率与重算之差不超过印出末位一半的（86%与86.20%）不算差异；等级按等级标准由得分确定。由金额重算与由印出比率重算分列。定性指标只核对不重算。", en = "Execution score = weight × min(rate, 1); indicator score = weight × attainment; total = sum of the printed scores; weights should sum to 100; a printed rate within half of its last digit (86 % for 86.20 %) is no difference; grade from the score by the scheme. Recomputed from money and, apart, from the printed rate. Qualitative indicators are not recomputed." },
]

[checks]
"rate.amounts" = { zh = "{{ row.subject | subject }}：印出执行率{{ row.printed | fixed(2) }}%，按金额应为{{ row.recomputed | fixed(2) }}%", en = "{{ row.subject | subject }}: the rate is printed as {{ row.printed | fixed(2) }}%; its amounts give {{ row.recomputed | fixed(2) }}%" }
"score.execution" = { zh = "{{ row.subject | subject }}：印出执行得分{{ row.printed | fixed(2) }}分，按金额应为{{ row.recomputed | fixed(2) }}分", en = "{{ row.subject | subject }}: the execution score is printed as {{ row.printed | fixed(2) }}; the amounts give {{ row.recomputed | fixed(2) }}" }
"score.indicator" = { zh = "{{ row.subject | subject }}：指标“{{ row.item_name }}”印出{{ row.printed | fixed(2) }}分，按完成值应为{{ row.recomputed | fixed(2) }}分", en = "{{ row.subject | subject }}: the indicator `{{ row.item_name }}` is printed with {{ row.printed | fixed(2) }} points; its result gives {{ row.recomputed | fixed(2) }}" }
"score.total" = { zh = "{{ row.subject | subject }}：{% if row.printed is none %}没有印出总分，各项得分之和为{{ row.recomputed | fixed(2) }}分{% else %}印出总分{{ row.printed | fixed(2) }}分，各项得分之和{{ row.recomputed | fixed(2) }}分{% endif %}", en = "{{ row.subject | subject }}: {% if row.printed is none %}no total is printed; the scores sum to {{ row.recomputed | fixed(2) }}{% else %}the total is printed as {{ row.printed | fixed(2) }}; the scores sum to {{ row.recomputed | fixed(2) }}{% endif %}" }
"weight.sum" = { zh = "{{ row.subject | subject }}：各项分值合计{{ row.printed | fixed(2) }}，应为100", en = "{{ row.subject | subject }}: the weights sum to {{ row.printed | fixed(2) }}, not 100" }
"grade.score" = { zh = "{{ row.subject | subject }}：得分{{ row.printed | fixed(2) }}分，印出等级“{{ row.printed_text }}”，按标准应为“{{ row.recomputed_text }}”", en = "{{ row.subject | subject }}: the score {{ row.printed | fixed(2) }} is graded `{{ row.printed_text }}`; the scheme gives `{{ row.recomputed_text }}`" }

[columns]
check_id = { hidden = true }
item = { zh = "核对项", en = "Item", words = ["recomputation_item"] }
item_name = { zh = "名称", en = "Name", hidden = true }
printed = { zh = "印出数", en = "Printed", format = "score" }
recomputed = { zh = "重算数", en = "Recomputed", format = "score" }
recomputed_from_printed_rate = { zh = "按印出比率重算", en = "From the printed rate", format = "score", hidden = true }
difference = { zh = "差异", en = "Difference", format = "score" }
printed_text = { zh = "印出等级", en = "Printed grade", missing = { zh = "", en = "" } }
recomputed_text = { zh = "应评等级", en = "Grade by the score", missing = { zh = "", en = "" } }
is_different = { zh = "是否不一致", en = "Different", hidden = true }
subject = { format = "subject" }
source_sheet = { hidden = true }
source_row = { hidden = true }
source_cells = { hidden = true }
path = { zh = "来源文件", en = "File", format = "file" }
evaluation_year = { hidden = true }
---*/
WITH funds AS (
  SELECT
    *,
    CAST(100.0000000000 * executed / NULLIF(adjusted, 0) AS DECIMAL(20, 10)) AS rate,
    CAST(weight * LEAST(1.0000000000 * executed / NULLIF(adjusted, 0), 1.0000000000) AS DECIMAL(20, 10)) AS earned,
    CAST(weight * LEAST(rate_reported, 100.00) / 100.0000000000 AS DECIMAL(20, 10)) AS earned_by_printed_rate,
    -- half of the last digit that the rate prints: 86 % is no difference from 86.20 %
    CASE rate_decimals WHEN 0 THEN 0.5 WHEN 1 THEN 0.05 ELSE 0.005 END AS half_a_digit
  FROM evaluation_funds
),
scores AS (
  SELECT
    fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year,
    SUM(score_reported) AS score_sum,
    SUM(weight) AS weight_sum,
    MAX(has_execution) AS has_execution
  FROM (
    SELECT
      fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, score_reported, weight,
      CASE WHEN dimension = 'execution' THEN 1 ELSE 0 END AS has_execution
    FROM evaluation_indicators
    WHERE name IS NOT NULL AND name <> ''
    UNION ALL
    SELECT
      fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year, score_reported, weight,
      CASE WHEN weight IS NOT NULL THEN 1 ELSE 0 END AS has_execution
    FROM evaluation_funds
  )
  GROUP BY fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year
),
-- a form whose indicators were never loaded has no sum to compare with
with_indicators AS (
  SELECT DISTINCT fiscal_year, subject_kind, subject, evaluator_kind, evaluation_year
  FROM evaluation_indicators
  WHERE name IS NOT NULL AND name <> '' AND score_reported IS NOT NULL
),
complete AS (
  SELECT s.*
  FROM scores AS s
  JOIN with_indicators AS w
    ON w.fiscal_year = s.fiscal_year AND w.subject_kind = s.subject_kind AND w.subject = s.subject
    AND w.evaluator_kind = s.evaluator_kind AND w.evaluation_year IS NOT DISTINCT FROM s.evaluation_year
  -- exports give indicators without the score of execution: their sum is no total, unless the weights are whole
  WHERE s.has_execution = 1 OR s.weight_sum = 100
),
items AS (
  SELECT
    fiscal_year, subject, evaluator_kind, 'execution_rate' AS item, fund_source AS item_name,
    ABS(rate_reported - rate) <= half_a_digit AS is_as_printed,
    CAST(rate_reported AS DECIMAL(9, 2)) AS printed,
    CAST(rate AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM funds
  WHERE rate_reported IS NOT NULL AND rate IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, subject, evaluator_kind, 'execution_score' AS item, fund_source AS item_name,
    FALSE AS is_as_printed,
    CAST(score_reported AS DECIMAL(9, 2)) AS printed,
    CAST(earned AS DECIMAL(9, 2)) AS recomputed,
    CAST(earned_by_printed_rate AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM funds
  WHERE score_reported IS NOT NULL AND earned IS NOT NULL
  UNION ALL
  SELECT
    fiscal_year, subject, evaluator_kind, 'indicator_score' AS item, name AS item_name,
    FALSE AS is_as_printed,
    CAST(score_reported AS DECIMAL(9, 2)) AS printed,
    score_recomputed AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    source_id, source_sheet, source_row, source_cells
  FROM indicator_attainment
  WHERE score_reported IS NOT NULL AND score_recomputed IS NOT NULL
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'total_score' AS item, 'total' AS item_name,
    FALSE AS is_as_printed,
    CAST(e.score AS DECIMAL(9, 2)) AS printed,
    CAST(c.score_sum AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  JOIN complete AS c
    ON c.fiscal_year = e.fiscal_year AND c.subject_kind = e.subject_kind AND c.subject = e.subject
    AND c.evaluator_kind = e.evaluator_kind AND c.evaluation_year IS NOT DISTINCT FROM e.evaluation_year
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'weight_sum' AS item, 'total' AS item_name,
    FALSE AS is_as_printed,
    CAST(c.weight_sum AS DECIMAL(9, 2)) AS printed,
    CAST(100 AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    CAST(NULL AS TEXT) AS printed_text, CAST(NULL AS TEXT) AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  JOIN complete AS c
    ON c.fiscal_year = e.fiscal_year AND c.subject_kind = e.subject_kind AND c.subject = e.subject
    AND c.evaluator_kind = e.evaluator_kind AND c.evaluation_year IS NOT DISTINCT FROM e.evaluation_year
  WHERE c.weight_sum IS NOT NULL
  UNION ALL
  SELECT
    e.fiscal_year, e.subject, e.evaluator_kind, 'grade' AS item, e.scheme AS item_name,
    FALSE AS is_as_printed,
    CAST(e.score AS DECIMAL(9, 2)) AS printed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed,
    CAST(NULL AS DECIMAL(9, 2)) AS recomputed_from_printed_rate,
    e.grade_reported AS printed_text, e.grade_by_score AS recomputed_text,
    e.source_id, e.source_sheet, e.source_row, e.source_cells
  FROM evaluation_grades AS e
  WHERE e.grade_reported IS NOT NULL AND e.grade_by_score IS NOT NULL
),
compared AS (
  SELECT
    *,
    printed - recomputed AS difference,
    CASE
      WHEN item = 'grade' THEN printed_text <> recomputed_text
      -- a total that the form does not print is listed: what the printed scores sum to is not there to check
      ELSE printed IS NULL OR (ABS(printed - recomputed) > $tolerance AND NOT is_as_printed)
    END AS is_different
  FROM items
)
SELECT
  c.fiscal_year,
  c.subject,
  c.evaluator_kind,
  c.item,
  c.item_name,
  c.printed,
  c.recomputed,
  c.recomputed_from_printed_rate,
  c.difference,
  c.printed_text,
  c.recomputed_text,
  c.is_different,
  s.path,
  c.source_sheet,
  c.source_row,
  c.source_cells,
  CASE WHEN c.is_different THEN
    CASE c.item
      WHEN 'execution_rate' THEN 'rate.amounts'
      WHEN 'execution_score' THEN 'score.execution'
      WHEN 'indicator_score' THEN 'score.indicator'
      WHEN 'total_score' THEN 'score.total'
      WHEN 'weight_sum' THEN 'weight.sum'
      ELSE 'grade.score'
    END
  END AS check_id
FROM compared AS c
LEFT JOIN (SELECT source_id, MIN(path) AS path FROM current_sources GROUP BY source_id) AS s ON s.source_id = c.source_id
WHERE (c.is_different OR NOT $only_differences) AND ($year IS NULL OR c.fiscal_year = $year)
ORDER BY c.fiscal_year, c.subject, c.evaluator_kind, c.item, c.item_name, s.path, c.source_sheet, c.source_row, c.source_cells
