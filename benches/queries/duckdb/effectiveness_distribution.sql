WITH spent AS (
  SELECT
    project_code,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed
  FROM project_years
  WHERE is_in_scope AND fiscal_year = 2023 AND (CAST(NULL AS VARCHAR) IS NULL OR budget_type = CAST(NULL AS VARCHAR))
  GROUP BY project_code
),
rated AS (
  SELECT
    project_code,
    adjusted_budget,
    executed,
    CASE WHEN adjusted_budget > 0 THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * executed / NULLIF(adjusted_budget, 0) AS DECIMAL(24, 6)) END AS rate
  FROM spent
),
banded AS (
  SELECT
    *,
    CASE
      WHEN executed IS NULL THEN 'missing'
      WHEN rate IS NULL THEN 'no_base'
      WHEN rate < 0 THEN 'negative'
      WHEN executed = 0 THEN 'none'
      WHEN rate <= 10 THEN 'to_10'
      WHEN rate <= 20 THEN 'to_20'
      WHEN rate <= 30 THEN 'to_30'
      WHEN rate <= 40 THEN 'to_40'
      WHEN rate <= 50 THEN 'to_50'
      WHEN rate <= 60 THEN 'to_60'
      WHEN rate <= 70 THEN 'to_70'
      WHEN rate <= 80 THEN 'to_80'
      WHEN rate <= 90 THEN 'to_90'
      WHEN rate <= 100 THEN 'to_100'
      WHEN rate <= 150 THEN 'over_100'
      ELSE 'over_150'
    END AS band
  FROM rated
),
ordered AS (
  SELECT
    rate,
    ROW_NUMBER() OVER (ORDER BY rate, project_code) AS place,
    COUNT(*) OVER () AS n
  FROM rated
  WHERE rate IS NOT NULL
),
places AS (
  SELECT
    q.decile,
    o.rate,
    o.place,
    CAST(FLOOR((o.n - 1) * q.decile / 10.0) AS BIGINT) + 1 AS low_place,
    (o.n - 1) * q.decile % 10 AS tenths
  FROM ordered AS o
  CROSS JOIN (VALUES (1), (5), (9)) AS q (decile)
),
quantiles AS (
  SELECT
    decile,
    CAST(MAX(CASE WHEN place = low_place THEN rate END)
      + COALESCE(MAX(CASE WHEN place = low_place + 1 THEN rate END) - MAX(CASE WHEN place = low_place THEN rate END), 0)
      * MAX(tenths) / 10.0000 AS DECIMAL(18, 2)) AS rate
  FROM places
  GROUP BY decile
),
deciles AS (
  SELECT
    MAX(CASE WHEN decile = 1 THEN rate END) AS first_decile,
    MAX(CASE WHEN decile = 5 THEN rate END) AS median,
    MAX(CASE WHEN decile = 9 THEN rate END) AS ninth_decile
  FROM quantiles
),
bands (band, position) AS (
  VALUES
    ('negative', 1), ('none', 2), ('to_10', 3), ('to_20', 4), ('to_30', 5), ('to_40', 6), ('to_50', 7), ('to_60', 8),
    ('to_70', 9), ('to_80', 10), ('to_90', 11), ('to_100', 12), ('over_100', 13), ('over_150', 14), ('no_base', 15), ('missing', 16)
),
counted AS (
  SELECT
    band,
    COUNT(*) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed
  FROM banded
  GROUP BY band
),
totals AS (
  SELECT COUNT(*) AS projects, SUM(adjusted_budget) AS adjusted_budget
  FROM banded
)
SELECT
  b.band,
  b.position,
  COALESCE(c.projects, 0) AS projects,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COALESCE(c.projects, 0) / NULLIF(t.projects, 0) AS DECIMAL(9, 2)) AS share_of_projects,
  COALESCE(c.adjusted_budget, 0) AS adjusted_budget,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * COALESCE(c.adjusted_budget, 0) / NULLIF(t.adjusted_budget, 0) AS DECIMAL(9, 2)) AS share_of_budget,
  c.executed,
  CASE WHEN b.band NOT IN ('no_base', 'missing') THEN CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * c.executed / NULLIF(c.adjusted_budget, 0) AS DECIMAL(18, 2)) END AS rate,
  d.first_decile,
  d.median,
  d.ninth_decile
FROM bands AS b
CROSS JOIN totals AS t
CROSS JOIN deciles AS d
LEFT JOIN counted AS c ON c.band = b.band
ORDER BY b.position
