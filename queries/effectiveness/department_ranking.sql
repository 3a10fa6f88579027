/*---
order = 14
title = { zh = "部门评价得分排名及其误差", en = "Departments ranked, with their error" }
question = { zh = "按金额加权，各部门项目的评价得分谁高谁低？差别是否大到可以排名？", en = "Weighted by money, which departments score higher, and are the differences large enough to rank them?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
  { name = "evaluator_kind", type = "text", default = "finance", one_of = ["self", "department", "finance", "spot_check"], about = { zh = "评价主体", en = "Evaluator" } },
]
report = [{ parameters = { evaluator_kind = "finance" } }, { parameters = { evaluator_kind = "self" }, title = { zh = "部门单位自评得分排名及其误差", en = "Departments ranked by self-evaluation, with their error" }, question = { zh = "各部门的单位自评得分是否有差别？", en = "Do the departments' self-evaluation scores differ?" } }]
rows_printed = 40
chart = { kind = "horizontal_bar", x = "department", y = ["weighted_score"] }
finding.zh = """{% if rows %}{{ parameters.year ~ '年' if parameters.year is defined }}{{ parameters.evaluator_kind | word('evaluator_kind') }}：{{ rows | length }}个部门，加权平均得分最高的是{{ rows[0].department }}（{{ rows[0].weighted_score | fixed(2) }}分），最低的是{{ rows[-1].department }}（{{ rows[-1].weighted_score | fixed(2) }}分）；与全部项目平均{{ rows[0].overall_score | fixed(2) }}分相比，95%区间明显偏高的{{ rows | selectattr('standing', 'equalto', 'above') | list | length }}个，明显偏低的{{ rows | selectattr('standing', 'equalto', 'below') | list | length }}个，其余名次的差别不足以区分。{% else %}{{ parameters.year ~ '年' if parameters.year is defined }}没有载入带得分和金额的{{ parameters.evaluator_kind | word('evaluator_kind') }}结果，无法排名。{% endif %}"""
finding.en = """{% if rows %}{{ parameters.evaluator_kind | word('evaluator_kind') }}{{ ', ' ~ parameters.year if parameters.year is defined }}: {{ rows | length }} departments; highest weighted mean {{ rows[0].department }} ({{ rows[0].weighted_score | fixed(2) }}), lowest {{ rows[-1].department }} ({{ rows[-1].weighted_score | fixed(2) }}). Against the overall mean of {{ rows[0].overall_score | fixed(2) }}, the 95% interval lies above for {{ rows | selectattr('standing', 'equalto', 'above') | list | length }} and below for {{ rows | selectattr('standing', 'equalto', 'below') | list | length }}; the other ranks cannot be told apart.{% else %}No scores with amounts of this evaluator{{ ' for ' ~ parameters.year if parameters.year is defined }} are loaded: nothing to rank.{% endif %}"""
notes = [
  { zh = "加权平均得分 = Σ(得分×评价金额) ÷ Σ评价金额；没有评价金额的以项目全年预算代替，仍没有的不计。区间为95%：标准误 = √[n÷(n−1) × Σw²(得分−均值)²] ÷ Σw，按自由度n−1的t分布；只有一项评价的没有区间。名次按加权平均得分，同分并列。", en = "Weighted mean = Σ(score × amount evaluated) ÷ Σ amount; where no amount is stated the project's adjusted budget stands in, and without either the evaluation is left out. 95 % interval: standard error = √[n÷(n−1) × Σw²(score − mean)²] ÷ Σw, by t with n − 1 degrees of freedom; a single evaluation has none. Ranks by the weighted mean, equal ones shared." },
]

[columns]
rank = { zh = "名次", en = "Rank", format = "number" }
evaluations = { zh = "评价数", en = "Evaluations", format = "count" }
amount = { zh = "评价金额", en = "Amount evaluated", format = "money" }
weighted_score = { zh = "加权平均得分", en = "Weighted mean", format = "score" }
low = { zh = "区间下限", en = "Interval, low", format = "score" }
high = { zh = "区间上限", en = "Interval, high", format = "score" }
mean_score = { zh = "简单平均得分", en = "Mean", format = "score" }
overall_score = { zh = "全部加权平均", en = "Overall weighted mean", format = "score", hidden = true }
standing = { zh = "与平均比较", en = "Against the mean", labels = { above = { zh = "偏高", en = "Above" }, below = { zh = "偏低", en = "Below" }, same = { zh = "不能区分", en = "Not told apart" }, single = { zh = "只有一项", en = "A single one" } } }
department = { missing = { zh = "未注明", en = "Not stated" } }
---*/
WITH latest AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY fiscal_year, subject_kind, subject
      ORDER BY evaluation_year DESC NULLS LAST, score DESC NULLS LAST
    ) AS age
  FROM evaluation_grades
  WHERE evaluator_kind = $evaluator_kind AND subject_kind IN ('project', 'fund') AND ($year IS NULL OR fiscal_year = $year)
),
budgets AS (
  SELECT fiscal_year, project_code, MAX(department) AS department, SUM(adjusted_budget) AS adjusted_budget
  FROM project_years
  WHERE $year IS NULL OR fiscal_year = $year
  GROUP BY fiscal_year, project_code
),
weighed AS (
  SELECT
    COALESCE(b.department, l.department) AS department,
    l.score,
    COALESCE(l.amount_evaluated, b.adjusted_budget) AS weight
  FROM latest AS l
  LEFT JOIN budgets AS b ON b.fiscal_year = l.fiscal_year AND b.project_code = l.project_code
  WHERE l.age = 1 AND l.score IS NOT NULL AND COALESCE(l.amount_evaluated, b.adjusted_budget) > 0
),
means AS (
  SELECT
    department,
    COUNT(*) AS evaluations,
    SUM(weight) AS amount,
    CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(weight AS DECIMAL(20, 2))) / NULLIF(SUM(weight), 0) AS DECIMAL(18, 6)) AS weighted_score,
    CAST(SUM(score) * 1.0000000000 / NULLIF(COUNT(*), 0) AS DECIMAL(9, 2)) AS mean_score
  FROM weighed
  GROUP BY department
),
overall AS (
  SELECT CAST(SUM(CAST(score AS DECIMAL(9, 2)) * CAST(weight AS DECIMAL(20, 2))) / NULLIF(SUM(weight), 0) AS DECIMAL(18, 6)) AS overall_score
  FROM weighed
),
-- shares of the department's weight: what is summed stays near one
spread AS (
  SELECT
    w.department,
    SUM(POWER(CAST(w.weight AS DOUBLE) / CAST(m.amount AS DOUBLE) * (CAST(w.score AS DOUBLE) - CAST(m.weighted_score AS DOUBLE)), 2)) AS squares
  FROM weighed AS w
  JOIN means AS m ON m.department IS NOT DISTINCT FROM w.department
  GROUP BY w.department
),
-- the 97.5 % point of Student's t: exact up to four degrees of freedom, then Fisher and Cornish (1960), right to .2 %
quantiles AS (
  SELECT
    evaluations,
    CASE evaluations - 1
      WHEN 1 THEN 12.706204736174705
      WHEN 2 THEN 4.302652729749464
      WHEN 3 THEN 3.182446305283710
      WHEN 4 THEN 2.776445105197799
      ELSE 1.959963984540054 + 2.3723 / (evaluations - 1) + 2.8225 / POWER(evaluations - 1, 2) + 2.5558 / POWER(evaluations - 1, 3)
    END AS quantile
  FROM (SELECT DISTINCT CAST(evaluations AS DOUBLE) AS evaluations FROM means WHERE evaluations > 1)
),
bounded AS (
  SELECT
    m.*,
    o.overall_score,
    CASE WHEN m.evaluations > 1 THEN t.quantile * SQRT(CAST(m.evaluations AS DOUBLE) / (m.evaluations - 1) * s.squares) END AS half_width
  FROM means AS m
  CROSS JOIN overall AS o
  LEFT JOIN quantiles AS t ON t.evaluations = m.evaluations
  LEFT JOIN spread AS s ON s.department IS NOT DISTINCT FROM m.department
)
SELECT
  CAST(RANK() OVER (ORDER BY CAST(weighted_score AS DECIMAL(9, 2)) DESC) AS BIGINT) AS rank,
  department,
  evaluations,
  amount,
  CAST(weighted_score AS DECIMAL(9, 2)) AS weighted_score,
  CAST(CAST(weighted_score AS DOUBLE) - half_width AS DECIMAL(9, 2)) AS low,
  CAST(CAST(weighted_score AS DOUBLE) + half_width AS DECIMAL(9, 2)) AS high,
  mean_score,
  CASE
    WHEN half_width IS NULL THEN 'single'
    WHEN CAST(weighted_score AS DOUBLE) - half_width > CAST(overall_score AS DOUBLE) THEN 'above'
    WHEN CAST(weighted_score AS DOUBLE) + half_width < CAST(overall_score AS DOUBLE) THEN 'below'
    ELSE 'same'
  END AS standing,
  CAST(overall_score AS DECIMAL(9, 2)) AS overall_score
FROM bounded
ORDER BY rank, department
