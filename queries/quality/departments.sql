/*---
order = 14
title = { zh = "部门更名", en = "Renamed departments" }
question = { zh = "哪些部门改了名称，前身是否写明？", en = "Which departments changed their name, and is the predecessor stated?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
rows_printed = 15
finding.zh = """{% if rows %}有{{ rows | length }}处部门更名，其中没有在单位名录写明前身的{{ rows | selectattr('check_id') | list | length }}处。{% else %}没有部门更名。{% endif %}"""
finding.en = """{% if rows %}{{ rows | length }} departments changed their name; for {{ rows | selectattr('check_id') | list | length }} the roster does not state the predecessor.{% else %}No department changed its name.{% endif %}"""
notes = [
  { zh = "同一部门代码在相邻两个有数据的年度名称不同即为更名；单位名录的“前身”写明旧名称的，不再提醒。", en = "A department is renamed where its code has another name in the year before; where the roster's predecessor is the old name there is no warning." },
]

[checks]
"department.renamed" = { zh = "部门{{ row.department_code }}在{{ row.fiscal_year }}年名为“{{ row.department }}”，上年名为“{{ row.former }}”，单位名录没有写明前身", en = "the department {{ row.department_code }} is called {{ row.department }} in {{ row.fiscal_year }} and was called {{ row.former }} the year before; the roster states no predecessor" }
"department.predecessor_unknown" = { zh = "{{ row.fiscal_year }}年“{{ row.department }}”的前身“{{ row.former }}”，上年没有这个部门", en = "{{ row.fiscal_year }}: the predecessor of {{ row.department }}, {{ row.former }}, was no department the year before" }

[columns]
former = { zh = "原名称", en = "Former name" }
check_id = { words = ["check"], missing = { zh = "已写明前身", en = "predecessor stated" } }
---*/
WITH named AS (
  SELECT DISTINCT fiscal_year, department_code, department FROM organizations WHERE department_code IS NOT NULL AND department IS NOT NULL
  UNION
  SELECT DISTINCT fiscal_year, department_code, department FROM projects WHERE department_code IS NOT NULL AND department IS NOT NULL
),
-- two spellings within a year are no renaming: the year's first name stands
names AS (
  SELECT fiscal_year, department_code, MIN(department) AS department
  FROM named
  GROUP BY fiscal_year, department_code
),
predecessors AS (
  SELECT DISTINCT fiscal_year, department, predecessor FROM organizations WHERE predecessor IS NOT NULL
),
known_years AS (
  SELECT DISTINCT fiscal_year FROM named
),
renamed AS (
  SELECT b.fiscal_year, b.department_code, b.department, a.department AS former
  FROM names AS b
  JOIN names AS a ON a.department_code = b.department_code AND a.fiscal_year = b.fiscal_year - 1
  WHERE a.department <> b.department
),
found AS (
  SELECT
    r.fiscal_year, r.department_code, r.department, r.former,
    CASE WHEN p.predecessor IS NULL THEN 'department.renamed' END AS check_id
  FROM renamed AS r
  LEFT JOIN predecessors AS p
    ON p.fiscal_year = r.fiscal_year AND p.department = r.department AND p.predecessor = r.former
  UNION ALL
  SELECT
    p.fiscal_year, NULL AS department_code, p.department, p.predecessor AS former, 'department.predecessor_unknown' AS check_id
  FROM predecessors AS p
  JOIN known_years AS y ON y.fiscal_year = p.fiscal_year - 1
  LEFT JOIN named AS n ON n.fiscal_year = p.fiscal_year - 1 AND n.department = p.predecessor
  WHERE n.department IS NULL
)
SELECT fiscal_year, CAST(department_code AS TEXT) AS department_code, department, former, check_id
FROM found
WHERE $year IS NULL OR fiscal_year = $year
ORDER BY fiscal_year, department_code, department, former
