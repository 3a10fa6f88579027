WITH records AS (
  SELECT
    month,
    COALESCE(light_reported, 'none') AS light_reported,
    COALESCE(light_recomputed, 'none') AS light_recomputed,
    budget,
    rule
  FROM monitoring_lights
  WHERE fiscal_year = 2023 AND EXTRACT(YEAR FROM as_of) = 2023
),
months AS (
  SELECT
    month,
    COUNT(*) AS monitored,
    COUNT(*) FILTER (WHERE light_reported <> 'none' AND light_recomputed <> 'none') AS compared,
    COUNT(*) FILTER (WHERE light_recomputed IN ('red', 'yellow')) AS warned_recomputed,
    COUNT(*) FILTER (WHERE light_recomputed IN ('red', 'yellow') AND light_reported NOT IN ('red', 'yellow')) AS missed,
    COUNT(*) FILTER (WHERE light_recomputed IN ('blue', 'green') AND light_reported IN ('red', 'yellow')) AS overcalled,
    MIN(rule) AS rule
  FROM records
  GROUP BY month
),
lights (light, position) AS (
  VALUES ('red', 1), ('yellow', 2), ('blue', 3), ('green', 4), ('none', 5)
),
counted AS (
  SELECT
    r.month,
    l.light,
    l.position,
    COUNT(*) FILTER (WHERE r.light_reported = l.light) AS reported,
    COUNT(*) FILTER (WHERE r.light_recomputed = l.light) AS recomputed,
    COUNT(*) FILTER (WHERE r.light_reported = l.light AND r.light_recomputed = l.light) AS agreed,
    SUM(r.budget) FILTER (WHERE r.light_reported = l.light) AS budget_reported,
    SUM(r.budget) FILTER (WHERE r.light_recomputed = l.light) AS budget_recomputed
  FROM records AS r
  CROSS JOIN lights AS l
  GROUP BY r.month, l.light, l.position
)
SELECT
  c.month,
  c.light,
  c.position,
  c.reported,
  c.recomputed,
  c.agreed,
  c.budget_reported,
  c.budget_recomputed,
  m.monitored,
  m.compared,
  m.warned_recomputed,
  m.missed,
  m.overcalled,
  m.rule,
  c.month = MAX(c.month) OVER () AS is_last_month
FROM counted AS c
JOIN months AS m ON m.month = c.month
ORDER BY c.month, c.position
