WITH departments AS (
  SELECT fiscal_year, project_code, MAX(department) AS department
  FROM projects
  WHERE fiscal_year BETWEEN 2023 - 2 AND 2023
  GROUP BY fiscal_year, project_code
),
money AS (
  SELECT
    b.fiscal_year,
    COALESCE(CASE 'function' WHEN 'department' THEN d.department ELSE SUBSTR(b.function_code, 1, 3) END, '') AS head,
    SUBSTR(b.function_code, 1, 3) IN ('227', '232') AS is_left_out,
    b.initial_budget,
    b.executed
  FROM project_budgets AS b
  LEFT JOIN departments AS d ON d.fiscal_year = b.fiscal_year AND d.project_code = b.project_code
  WHERE b.fiscal_year BETWEEN 2023 - 2 AND 2023 AND b.budget_type IN ('general_public', 'government_fund', 'state_capital')
),
heads AS (
  SELECT
    fiscal_year,
    head,
    SUM(CASE WHEN executed IS NOT NULL THEN COALESCE(initial_budget, 0) END) AS approved,
    SUM(executed) AS executed,
    SUM(CASE WHEN executed IS NOT NULL AND NOT COALESCE(is_left_out, FALSE) THEN COALESCE(initial_budget, 0) END) AS approved_compared,
    SUM(CASE WHEN NOT COALESCE(is_left_out, FALSE) THEN executed END) AS executed_compared,
    COUNT(*) FILTER (WHERE executed IS NULL) AS missing
  FROM money
  GROUP BY fiscal_year, head
),
totals AS (
  SELECT
    fiscal_year,
    SUM(approved) AS approved,
    SUM(executed) AS executed,
    SUM(approved_compared) AS approved_compared,
    SUM(executed_compared) AS executed_compared,
    SUM(missing) AS missing,
    COUNT(approved_compared) AS heads
  FROM heads
  GROUP BY fiscal_year
),
deviations AS (
  SELECT
    h.fiscal_year,
    SUM(ABS(CAST(h.executed_compared AS DOUBLE) - CAST(h.approved_compared AS DOUBLE) * CAST(t.executed_compared AS DOUBLE) / NULLIF(CAST(t.approved_compared AS DOUBLE), 0))) AS deviation
  FROM heads AS h
  JOIN totals AS t ON t.fiscal_year = h.fiscal_year
  GROUP BY h.fiscal_year
),
yearly AS (
  SELECT
    t.fiscal_year,
    t.approved,
    t.executed,
    t.heads,
    t.missing,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * t.executed / NULLIF(t.approved, 0) AS DECIMAL(18, 4)) AS outturn,
    CAST(ROUND(100 * d.deviation / NULLIF(CAST(t.executed_compared AS DOUBLE), 0), 4) AS DECIMAL(18, 4)) AS variance
  FROM totals AS t
  JOIN deviations AS d ON d.fiscal_year = t.fiscal_year
),
banded AS (
  SELECT
    *,
    CASE
      WHEN outturn IS NULL THEN 'none'
      WHEN outturn BETWEEN 95 AND 105 THEN 'A'
      WHEN outturn BETWEEN 90 AND 110 THEN 'B'
      WHEN outturn BETWEEN 85 AND 115 THEN 'C'
      ELSE 'D'
    END AS outturn_band,
    CASE
      WHEN variance IS NULL THEN 'none'
      WHEN variance < 5 THEN 'A'
      WHEN variance < 10 THEN 'B'
      WHEN variance < 15 THEN 'C'
      ELSE 'D'
    END AS variance_band
  FROM yearly
),
scored AS (
  SELECT
    COUNT(outturn) AS outturns,
    COUNT(variance) AS variances,
    SUM(approved) AS approved,
    SUM(executed) AS executed,
    SUM(missing) AS missing,
    CASE
      WHEN COUNT(outturn) < 3 THEN 'none'
      WHEN COUNT(*) FILTER (WHERE outturn_band = 'A') >= 2 THEN 'A'
      WHEN COUNT(*) FILTER (WHERE outturn_band IN ('A', 'B')) >= 2 THEN 'B'
      WHEN COUNT(*) FILTER (WHERE outturn_band IN ('A', 'B', 'C')) >= 2 THEN 'C'
      ELSE 'D'
    END AS outturn_band,
    CASE
      WHEN COUNT(variance) < 3 THEN 'none'
      WHEN COUNT(*) FILTER (WHERE variance_band = 'A') >= 2 THEN 'A'
      WHEN COUNT(*) FILTER (WHERE variance_band IN ('A', 'B')) >= 2 THEN 'B'
      WHEN COUNT(*) FILTER (WHERE variance_band IN ('A', 'B', 'C')) >= 2 THEN 'C'
      ELSE 'D'
    END AS variance_band
  FROM banded
  HAVING COUNT(*) > 0
),
both_ AS (
  SELECT
    fiscal_year, approved, executed, outturn, outturn_band, heads, variance, variance_band, missing, FALSE AS is_total
  FROM banded
  UNION ALL
  SELECT
    CAST(NULL AS INT) AS fiscal_year,
    approved,
    executed,
    CAST(NULL AS DECIMAL(18, 4)) AS outturn,
    outturn_band,
    CAST(NULL AS BIGINT) AS heads,
    CAST(NULL AS DECIMAL(18, 4)) AS variance,
    variance_band,
    missing,
    TRUE AS is_total
  FROM scored
)
SELECT
  fiscal_year,
  CAST(approved AS DECIMAL(38, 2)) AS approved,
  CAST(executed AS DECIMAL(38, 2)) AS executed,
  CAST(outturn AS DECIMAL(18, 2)) AS outturn,
  outturn_band,
  heads,
  CAST(variance AS DECIMAL(18, 2)) AS variance,
  variance_band,
  missing,
  is_total
FROM both_
ORDER BY is_total, fiscal_year
