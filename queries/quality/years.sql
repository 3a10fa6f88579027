/*---
order = 7
title = { zh = "各年度已载入的资料", en = "What is loaded, by year" }
question = { zh = "各年度载入了哪些资料？", en = "What is loaded for each year?" }

finding.en = """{% if rows %}{{ rows | length }} fiscal year{{ 's' if rows | length > 1 }} {{ 'are' if rows | length > 1 else 'is' }} loaded, {{ rows[0].fiscal_year }}{{ ' to ' ~ (rows | last).fiscal_year if rows | length > 1 }}.{% else %}Nothing is loaded.{% endif %}"""
finding.zh = """{% if rows %}已载入{{ rows[0].fiscal_year }}年{{ '至' ~ (rows | last).fiscal_year ~ '年' if rows | length > 1 }}共{{ rows | length }}个年度的资料。{% else %}没有载入任何年度的资料。{% endif %}"""
[columns]
projects = { zh = "项目数", en = "Projects", format = "count" }
budget_lines = { zh = "预算表行数", en = "Budget lines", format = "count" }
objectives = { zh = "绩效目标数", en = "Objectives", format = "count" }
monitoring = { zh = "监控记录数", en = "Monitoring records", format = "count" }
evaluations = { zh = "评价数", en = "Evaluations", format = "count" }
statements = { zh = "公开表述数", en = "Statements", format = "count" }
---*/
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
