/*---
order = 3
title = { zh = "得分在等级线上的聚集", en = "Scores heaped at the thresholds of grades" }
question = { zh = "得分是否异常地集中在刚好够上优、良、中的分数线上？", en = "Are there suspiciously many scores just above the thresholds of the grades?" }
params = [
  { name = "width", type = "number", default = 0.5, about = { zh = "分数线上下的宽度（分）", en = "Width on each side of a threshold, in points" } },
  { name = "one_year", type = "int", about = { zh = "只看一个资金年度", en = "One year of money only" } },
]
rows_printed = 24
needs = "near"
chart = { kind = "grouped_bar", x = "evaluator_kind", y = ["below", "above"], rows = { threshold = ["90.00"] } }
finding.zh = """{% set known = rows | selectattr('near') | list %}{% if known %}{% set heaped = rows | selectattr('is_heaped') | list %}{% if heaped %}{% for row in heaped %}{{ row.evaluator_kind | word('evaluator_kind') }}在{{ row.threshold | fixed(0) }}分线上方{{ parameters.width }}分内{{ row.above | count }}个、下方{{ row.below | count }}个，线上占{{ row.share_above | percent }}（95%区间{{ row.low | percent }}–{{ row.high | percent }}），明显多于一半{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}各等级分数线上下{{ parameters.width }}分内的得分没有明显聚集在线上（95%区间都包含或低于一半，或数量太少）。{% endif %}{% else %}等级分数线附近没有得分，无法判断是否聚集。{% endif %}"""
finding.en = """{% set known = rows | selectattr('near') | list %}{% if known %}{% set heaped = rows | selectattr('is_heaped') | list %}{% if heaped %}{% for row in heaped %}{{ row.evaluator_kind | word('evaluator_kind') }}: within {{ parameters.width }} points of {{ row.threshold | fixed(0) }}, {{ row.above | count }} scores lie above and {{ row.below | count }} below, {{ row.share_above | percent }} above (95% interval {{ row.low | percent }}–{{ row.high | percent }}), clearly more than half{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}Within {{ parameters.width }} points of the thresholds, scores do not clearly crowd above them (the 95% intervals contain half or lie below, or there are too few).{% endif %}{% else %}No scores lie near the thresholds of the grades: nothing to judge.{% endif %}"""
notes = [
  { zh = "线上 = [分数线, 分数线+宽度)，线下 = [分数线−宽度, 分数线)；分数线取自等级标准（按次序，含下限）。没有聚集时线上约占一半：区间为线上占比的95%威尔逊区间（Wilson 1927），下限高于50%为聚集。恰为分数线的整数分另列，因为整数分本身就多；去掉之后的占比一并列出。", en = "Above = [threshold, threshold + width), below = [threshold − width, threshold); thresholds are the lower bounds of the grade schemes. Without heaping about half lie above: the interval is Wilson's of 1927 at 95 %, and a lower limit over 50 % is heaping. Scores exactly on the threshold stand apart, because whole numbers are common by themselves; the share without them is given as well." },
]

[columns]
threshold = { zh = "分数线", en = "Threshold", format = "score" }
above = { zh = "线上", en = "Above", format = "count" }
below = { zh = "线下", en = "Below", format = "count" }
near = { zh = "线附近", en = "Near", format = "count", hidden = true }
exactly = { zh = "恰在线上", en = "Exactly on it", format = "count" }
share_above = { zh = "线上占比", en = "Share above", format = "percent" }
low = { zh = "区间下限", en = "Interval, low", format = "percent" }
high = { zh = "区间上限", en = "Interval, high", format = "percent" }
share_without_exact = { zh = "去掉恰在线上者", en = "Without those on it", format = "percent" }
whole_share = { zh = "整数分占全部", en = "Whole numbers of all", format = "percent" }
is_heaped = { zh = "是否聚集", en = "Heaped" }
---*/
WITH scores AS (
  SELECT evaluator_kind, scheme, score
  FROM graded_evaluations
  WHERE score IS NOT NULL AND ($one_year IS NULL OR fiscal_year = $one_year)
),
-- a threshold once, though several schemes may share it
thresholds AS (
  SELECT scheme, lower_bound AS threshold
  FROM grade_schemes
  WHERE lower_bound > 0
),
whole AS (
  SELECT
    evaluator_kind,
    COUNT(*) AS evaluations,
    COUNT(*) FILTER (WHERE score = FLOOR(score)) AS whole_numbers
  FROM scores
  GROUP BY evaluator_kind
),
counted AS (
  SELECT
    s.evaluator_kind,
    t.threshold,
    COUNT(*) FILTER (WHERE s.score >= t.threshold AND s.score < t.threshold + $width) AS above,
    COUNT(*) FILTER (WHERE s.score >= t.threshold - $width AND s.score < t.threshold) AS below,
    COUNT(*) FILTER (WHERE s.score = t.threshold) AS exactly
  FROM scores AS s
  JOIN thresholds AS t ON t.scheme = s.scheme
  GROUP BY s.evaluator_kind, t.threshold
),
shares AS (
  SELECT
    *,
    above + below AS near,
    CAST(above + below AS DOUBLE) AS n,
    CAST(above AS DOUBLE) / NULLIF(above + below, 0) AS share
  FROM counted
),
-- z² = 3.841458820694124
bounded AS (
  SELECT
    *,
    CASE WHEN near > 0 THEN (share + 3.841458820694124 / (2 * n)
      - 1.959963984540054 * SQRT(share * (1 - share) / n + 3.841458820694124 / (4 * n * n))) / (1 + 3.841458820694124 / n) END AS low,
    CASE WHEN near > 0 THEN (share + 3.841458820694124 / (2 * n)
      + 1.959963984540054 * SQRT(share * (1 - share) / n + 3.841458820694124 / (4 * n * n))) / (1 + 3.841458820694124 / n) END AS high
  FROM shares
)
SELECT
  b.evaluator_kind,
  b.threshold,
  b.above,
  b.below,
  b.near,
  b.exactly,
  CAST(100.0000000000 * b.above / NULLIF(b.near, 0) AS DECIMAL(9, 2)) AS share_above,
  CAST(100 * b.low AS DECIMAL(9, 2)) AS low,
  CAST(100 * b.high AS DECIMAL(9, 2)) AS high,
  CAST(100.0000000000 * (b.above - b.exactly) / NULLIF(b.near - b.exactly, 0) AS DECIMAL(9, 2)) AS share_without_exact,
  CAST(100.0000000000 * w.whole_numbers / NULLIF(w.evaluations, 0) AS DECIMAL(9, 2)) AS whole_share,
  COALESCE(b.low > 0.5, FALSE) AS is_heaped
FROM bounded AS b
JOIN whole AS w ON w.evaluator_kind = b.evaluator_kind
ORDER BY b.evaluator_kind, b.threshold DESC
