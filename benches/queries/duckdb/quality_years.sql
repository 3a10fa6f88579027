WITH counted AS (
  SELECT fiscal_year, 'projects' AS kind, COUNT(*) AS found FROM projects GROUP BY fiscal_year
  UNION ALL
  SELECT fiscal_year, 'budget_lines' AS kind, COUNT(*) AS found FROM budget_lines GROUP BY fiscal_year
  UNION ALL
  SELECT fiscal_year, 'objectives' AS kind, COUNT(*) AS found FROM objectives GROUP BY fiscal_year
  UNION ALL
  SELECT fiscal_year, 'monitoring' AS kind, COUNT(*) AS found FROM monitoring GROUP BY fiscal_year
  UNION ALL
  SELECT fiscal_year, 'evaluations' AS kind, COUNT(*) AS found FROM evaluations GROUP BY fiscal_year
  UNION ALL
  SELECT fiscal_year, 'statements' AS kind, COUNT(*) AS found FROM coverage_statements GROUP BY fiscal_year
)
SELECT
  fiscal_year,
  COALESCE(SUM(CASE WHEN kind = 'projects' THEN found END), 0) AS projects,
  COALESCE(SUM(CASE WHEN kind = 'budget_lines' THEN found END), 0) AS budget_lines,
  COALESCE(SUM(CASE WHEN kind = 'objectives' THEN found END), 0) AS objectives,
  COALESCE(SUM(CASE WHEN kind = 'monitoring' THEN found END), 0) AS monitoring,
  COALESCE(SUM(CASE WHEN kind = 'evaluations' THEN found END), 0) AS evaluations,
  COALESCE(SUM(CASE WHEN kind = 'statements' THEN found END), 0) AS statements
FROM counted
GROUP BY fiscal_year
ORDER BY fiscal_year
