WITH spent AS (
  SELECT
    fiscal_year,
    project_code,
    budget_type,
    MAX(department) AS department,
    MAX(category) AS category,
    SUM(adjusted_budget) AS adjusted_budget,
    CASE WHEN COUNT(*) = COUNT(executed) THEN SUM(executed) END AS executed,
    CASE WHEN COUNT(carried_over) > 0 THEN SUM(carried_over) END AS carried_over
  FROM project_years
  WHERE is_in_scope AND budget_type <> 'social_insurance'
  GROUP BY fiscal_year, project_code, budget_type
),
left_over AS (
  SELECT
    s.fiscal_year,
    s.project_code,
    CASE 'department' WHEN 'budget_type' THEN s.budget_type WHEN 'category' THEN s.category WHEN 'year' THEN 'all' ELSE s.department END AS group_name,
    s.adjusted_budget,
    s.executed,
    s.carried_over,
    CASE WHEN s.adjusted_budget > s.executed THEN s.adjusted_budget - s.executed ELSE 0 END AS idle,
    n.carried_over AS carried_into_next
  FROM spent AS s
  LEFT JOIN spent AS n
    ON n.fiscal_year = s.fiscal_year + 1 AND n.project_code = s.project_code AND n.budget_type = s.budget_type
  WHERE s.executed IS NOT NULL AND s.adjusted_budget IS NOT NULL AND (2023 IS NULL OR s.fiscal_year = 2023)
),
origins AS (
  SELECT
    *,
    CASE WHEN carried_over IS NOT NULL THEN GREATEST(LEAST(carried_over - executed, idle), 0) END AS from_earlier_years
  FROM left_over
),
both_ AS (
  SELECT *, FALSE AS is_total FROM origins
  UNION ALL
  SELECT
    fiscal_year, project_code, 'total' AS group_name, adjusted_budget, executed, carried_over, idle, carried_into_next,
    from_earlier_years, TRUE AS is_total
  FROM origins
),
sums AS (
  SELECT
    fiscal_year,
    group_name,
    is_total,
    COUNT(DISTINCT project_code) AS projects,
    SUM(adjusted_budget) AS adjusted_budget,
    SUM(executed) AS executed,
    SUM(idle) AS idle,
    COALESCE(SUM(CASE WHEN carried_over IS NOT NULL THEN idle - from_earlier_years END), 0) AS from_this_year,
    COALESCE(SUM(from_earlier_years), 0) AS from_earlier_years,
    COALESCE(SUM(CASE WHEN carried_over IS NULL THEN idle END), 0) AS origin_unknown,
    COUNT(DISTINCT CASE WHEN from_earlier_years > 0 THEN project_code END) AS aged_projects,
    COUNT(DISTINCT CASE WHEN carried_over IS NULL AND idle > 0 THEN project_code END) AS unknown_projects,
    SUM(carried_into_next) AS carried_into_next
  FROM both_
  GROUP BY fiscal_year, group_name, is_total
)
SELECT
  fiscal_year,
  group_name,
  projects,
  adjusted_budget,
  executed,
  idle,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * idle / NULLIF(adjusted_budget, 0) AS DECIMAL(18, 2)) AS idle_rate,
  from_this_year,
  from_earlier_years,
  origin_unknown,
  CAST(CAST(100.0000000000 AS DECIMAL(30, 10)) * from_earlier_years / NULLIF(idle, 0) AS DECIMAL(9, 2)) AS earlier_share,
  aged_projects,
  unknown_projects,
  carried_into_next,
  is_total
FROM sums
ORDER BY fiscal_year, is_total, idle DESC, group_name
