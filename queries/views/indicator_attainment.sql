/*---
title = { zh = "指标完成度", en = "Indicator attainment" }
question = { zh = "每个指标完成了目标的多少，应得多少分？", en = "How much of its target did each indicator reach, and what score does that earn?" }
notes = [
  { zh = "财预〔2020〕10号、财预〔2021〕101号：≥、>、未写符号：达到为1，否则 实际÷目标；≤、<：达到为1，否则 目标÷实际；＝：达到或超过为1（超过130%标记目标偏低），否则 实际÷目标；目标为0的≤、＝：实际为0得1，否则0。负数目标按距离。定性指标不计算完成度。", en = "财预〔2020〕10号, 财预〔2021〕101号: >=, > and no sign: reached 1, else actual ÷ target; <=, <: reached 1, else target ÷ actual; =: reached or exceeded 1 (above 130 % the target is marked as low), else actual ÷ target; target 0 with <= or =: 1 when the actual is 0, else 0. Negative targets by distance. Qualitative indicators have no attainment." },
]

[columns]
attainment = { zh = "完成度", en = "Attainment", format = "coefficient" }
score_recomputed = { zh = "重算得分", en = "Score recomputed", format = "score" }
is_operator_assumed = { zh = "是否默认符号", en = "Sign assumed" }
is_target_low = { zh = "目标是否偏低", en = "Target set low" }
---*/
WITH judged AS (
  SELECT
    *,
    CAST(actual_value AS DECIMAL(28, 6)) AS actual,
    CAST(target_value AS DECIMAL(28, 6)) AS target
  FROM evaluation_indicators
  WHERE name IS NOT NULL AND name <> ''
),
attained AS (
  SELECT
    *,
    CASE
      WHEN actual IS NULL OR target IS NULL OR operator = 'qualitative' THEN NULL
      WHEN target < 0 AND operator IN ('<=', '<') THEN
        CASE WHEN actual <= target THEN 1 ELSE GREATEST(0, 1 - (actual - target) * 1.0000000000 / ABS(target)) END
      WHEN target < 0 THEN
        CASE WHEN actual >= target THEN 1 ELSE GREATEST(0, 1 - (target - actual) * 1.0000000000 / ABS(target)) END
      WHEN operator IN ('<=', '<') AND actual <= target THEN 1
      WHEN operator IN ('<=', '<') AND target = 0 THEN 0
      WHEN operator IN ('<=', '<') THEN target * 1.0000000000 / NULLIF(actual, 0)
      WHEN operator = '=' AND target = 0 THEN CASE WHEN actual = 0 THEN 1 ELSE 0 END
      WHEN target = 0 THEN NULL
      WHEN actual >= target THEN 1
      WHEN actual <= 0 THEN 0
      ELSE actual * 1.0000000000 / NULLIF(target, 0)
    END AS attainment
  FROM judged
)
SELECT
  fiscal_year,
  subject_kind,
  subject,
  evaluator_kind,
  evaluation_year,
  dimension,
  subdimension,
  name,
  position,
  operator,
  target_value,
  target_text,
  actual_value,
  actual_text,
  weight,
  score_reported,
  CAST(attainment AS DECIMAL(20, 10)) AS attainment,
  CAST(weight * CAST(attainment AS DECIMAL(20, 10)) AS DECIMAL(9, 2)) AS score_recomputed,
  operator IS NULL AND target_value IS NOT NULL AS is_operator_assumed,
  COALESCE(operator = '=' AND target > 0 AND actual > 1.3 * target, FALSE) AS is_target_low,
  source_id,
  source_sheet,
  source_row,
  source_cells
FROM attained
