WITH lines AS (
  SELECT fiscal_year, COALESCE(region, '') AS region, department, COALESCE(unit, '') AS unit, phase, table_kind, function_code, expenditure_kind, SUM(amount) AS amount
  FROM budget_lines
  WHERE 2023 IS NULL OR fiscal_year = 2023
  GROUP BY fiscal_year, COALESCE(region, ''), department, COALESCE(unit, ''), phase, table_kind, function_code, expenditure_kind
),
compared AS (
  SELECT
    s.fiscal_year, s.department, NULLIF(s.unit, '') AS unit, s.phase, s.function_code, s.expenditure_kind,
    s.amount AS single_amount, a.amount AS all_amount, s.amount - a.amount AS difference
  FROM lines AS s
  JOIN lines AS a
    ON a.fiscal_year = s.fiscal_year AND a.region = s.region AND a.department = s.department AND a.unit = s.unit
    AND a.phase = s.phase AND a.function_code = s.function_code AND a.expenditure_kind = s.expenditure_kind
  WHERE s.table_kind = 'single_budget' AND a.table_kind = 'all_funds' AND s.amount <> a.amount
)
SELECT
  fiscal_year, department, unit, phase, function_code, expenditure_kind, single_amount, all_amount, difference,
  CASE WHEN ABS(difference) < 10000 THEN 'table.nearly_equal' ELSE 'table.single_exceeds' END AS check_id
FROM compared
WHERE difference > 0 OR ABS(difference) < 10000
ORDER BY check_id, fiscal_year, department, unit, phase, function_code, expenditure_kind
