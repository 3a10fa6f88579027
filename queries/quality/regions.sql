/*---
order = 8
title = { zh = "资料所属地区", en = "Districts of the data" }
needs = "projects"
question = { zh = "资料属于哪个地区？项目代码是否为真实行政区划？", en = "Which district are the data of, and is the region of the project codes a real one?" }
params = [
  { name = "year", type = "int", about = { zh = "只看一个年度", en = "One year only" } },
]
subtitle.zh = """{% if rows | length == 1 and rows[0].region is not none %}{{ rows[0].region }}{% endif %}"""
subtitle.en = """{% if rows | length == 1 and rows[0].region is not none %}{{ rows[0].region }}{% endif %}"""
notice.zh = """{% for row in rows if row.is_invented %}示例数据：{{ row.region or '未注明地区' }}的{{ row.projects_outside | count }}个项目代码所示行政区划在国家标准（GB/T 2260）中并不存在，数据系虚构，仅供演示，不得引用。{% endfor %}"""
notice.en = """{% for row in rows if row.is_invented %}Sample data: the {{ row.projects_outside | count }} project codes of {{ row.region or 'an unnamed district' }} name an administrative division that the national standard (GB/T 2260) does not have. The data are made up, for demonstration only, and must not be quoted.{% endfor %}"""
finding.zh = """{% if rows %}资料属于{% for row in rows %}{{ row.region or '未注明地区' }}{% if row.projects %}：项目{{ row.projects | count }}个{% endif %}{{ '（代码中的行政区划不存在，为虚构数据）' if row.is_invented }}{% if not loop.last %}；{% endif %}{% endfor %}。{% else %}载入的资料没有注明所属地区。{% endif %}"""
finding.en = """{% if rows %}{% for row in rows %}{{ row.region or 'No district named' }}{% if row.projects %}: {{ row.projects | count }} projects{% endif %}{{ ' (made up: their codes name no real division)' if row.is_invented }}{% if not loop.last %}; {% endif %}{% endfor %}.{% else %}The data name no district.{% endif %}"""
notes = [
  { zh = "预算管理一体化系统的项目代码以六位行政区划代码开头，前两位为省级代码；国家标准没有的前两位（如99）只用于虚构数据。", en = "Project codes of the integrated budget system begin with the six digits of an administrative division, the first two for the province; pairs that the standard does not have, such as 99, belong to made-up data." },
]

[columns]
projects = { zh = "项目数", en = "Projects", format = "count" }
projects_coded = { zh = "有区划代码的项目数", en = "Projects with a division code", format = "count" }
projects_outside = { zh = "区划不存在的项目数", en = "Projects of no real division", format = "count" }
is_invented = { zh = "是否虚构", en = "Made up", hidden = true }
---*/
WITH named AS (
  SELECT region, project_code FROM projects WHERE $year IS NULL OR fiscal_year = $year
  UNION
  SELECT region, NULL AS project_code FROM budget_lines WHERE $year IS NULL OR fiscal_year = $year
  UNION
  SELECT region, NULL AS project_code FROM organizations WHERE $year IS NULL OR fiscal_year = $year
),
-- codes of the integrated system have twenty characters or more; a bureau's own numbers and schemes name no division
coded AS (
  SELECT
    region,
    project_code,
    CHARACTER_LENGTH(project_code) >= 20 AND SUBSTR(project_code, 1, 8) BETWEEN '00000000' AND '99999999' AS is_coded,
    -- the provincial codes of GB/T 2260—2007, and those that it keeps for Taiwan, Hong Kong and Macao
    SUBSTR(project_code, 1, 2) IN (
      '11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43',
      '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82'
    ) AS is_real
  FROM named
),
counted AS (
  SELECT
    region,
    COUNT(DISTINCT project_code) AS projects,
    COUNT(DISTINCT CASE WHEN is_coded THEN project_code END) AS projects_coded,
    COUNT(DISTINCT CASE WHEN is_coded AND NOT is_real THEN project_code END) AS projects_outside
  FROM coded
  WHERE region IS NOT NULL OR project_code IS NOT NULL
  GROUP BY region
)
SELECT
  region,
  projects,
  projects_coded,
  projects_outside,
  projects_coded > 0 AND projects_outside = projects_coded AS is_invented
FROM counted
ORDER BY region
