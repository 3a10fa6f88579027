WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = 2023
  GROUP BY project_code
),
rated AS (
  SELECT
    *,
    CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 6)) AS rate
  FROM spent
  WHERE adjusted_budget > 0 AND executed IS NOT NULL
),
placed AS (
  SELECT
    *,
    CAST(FLOOR((CAST(ROW_NUMBER() OVER (ORDER BY rate, project_code) AS BIGINT) - 1) * 10.0 / COUNT(*) OVER ()) AS BIGINT) + 1 AS decile
  FROM rated
),
grouped AS (
  SELECT
    decile,
    COUNT(*) AS projects,
    MIN(rate) AS lowest,
    MAX(rate) AS highest,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(CASE WHEN adjusted_budget > executed THEN adjusted_budget - executed ELSE 0 END) AS unspent
  FROM placed
  GROUP BY decile
)
SELECT
  CAST(decile AS INT) AS decile,
  projects,
  CAST(lowest AS DECIMAL(20, 2)) AS lowest,
  CAST(highest AS DECIMAL(20, 2)) AS highest,
  adjusted_budget,
  executed,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(18, 2)) AS rate,
  unspent,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * unspent / NULLIF(SUM(unspent) OVER (), 0) AS DECIMAL(9, 2)) AS share_of_unspent
FROM grouped
ORDER BY decile
