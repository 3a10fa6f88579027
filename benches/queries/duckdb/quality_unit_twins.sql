WITH lines AS (
  SELECT fiscal_year, department, phase, table_kind, function_code, expenditure_kind, SUM(amount) AS amount
  FROM budget_lines_counted
  WHERE unit IS NULL AND (2023 IS NULL OR fiscal_year = 2023)
  GROUP BY fiscal_year, department, phase, table_kind, function_code, expenditure_kind
),
totals AS (
  SELECT fiscal_year, department, phase, table_kind, COUNT(*) AS lines, SUM(amount) AS amount, MAX(amount) AS largest
  FROM lines
  GROUP BY fiscal_year, department, phase, table_kind
),
alike AS (
  SELECT a.fiscal_year, a.phase, a.table_kind, a.department, b.department AS other, a.lines, a.amount
  FROM totals AS a
  JOIN totals AS b
    ON b.fiscal_year = a.fiscal_year AND b.phase = a.phase AND b.table_kind = a.table_kind AND b.lines = a.lines
    AND b.amount = a.amount AND b.largest = a.largest
  WHERE a.department < b.department AND a.lines >= 3 AND a.amount <> 0
),
equal_lines AS (
  SELECT k.fiscal_year, k.phase, k.table_kind, k.department, k.other, k.lines, k.amount, COUNT(*) AS equal_lines
  FROM alike AS k
  JOIN lines AS a
    ON a.fiscal_year = k.fiscal_year AND a.phase = k.phase AND a.table_kind = k.table_kind AND a.department = k.department
  JOIN lines AS b
    ON b.fiscal_year = k.fiscal_year AND b.phase = k.phase AND b.table_kind = k.table_kind AND b.department = k.other
    AND b.function_code = a.function_code AND b.expenditure_kind = a.expenditure_kind AND b.amount = a.amount
  GROUP BY k.fiscal_year, k.phase, k.table_kind, k.department, k.other, k.lines, k.amount
),
found AS (
  SELECT
    fiscal_year, department, unit, phase, table_kind, budget_type, amount, part_of, relation, part_of_amount,
    COALESCE(amount = part_of_amount, FALSE) AS is_equal,
    CASE WHEN amount > part_of_amount THEN 'twin.exceeds' ELSE 'twin.department_unit' END AS check_id
  FROM budget_twins
  WHERE 2023 IS NULL OR fiscal_year = 2023
  UNION ALL
  SELECT
    fiscal_year, department, NULL AS unit, phase, table_kind, NULL AS budget_type, amount, other AS part_of,
    'equal_lines' AS relation, amount AS part_of_amount, TRUE AS is_equal, 'twin.equal_figures' AS check_id
  FROM equal_lines
  WHERE equal_lines = lines
)
SELECT
  fiscal_year,
  department,
  unit,
  phase,
  table_kind,
  budget_type,
  CAST(amount AS DECIMAL(20, 2)) AS amount,
  part_of,
  relation,
  CAST(part_of_amount AS DECIMAL(20, 2)) AS part_of_amount,
  is_equal,
  check_id
FROM found
ORDER BY check_id, fiscal_year, department, unit, phase, table_kind, budget_type, part_of
