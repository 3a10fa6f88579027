#!/usr/bin/env python3
"""Writes the exports of a made-up district large enough to measure the catalogue on: `generate.py OUT [PROJECTS] [YEARS]`.

Every value follows from a hash of project, year and column, so that the files are the same each time. 215 000 projects
over five years (the defaults) are 1 million project-years and 5 million indicator rows.
"""

import os
import sys

import duckdb

OUT = sys.argv[1]
PROJECTS = int(sys.argv[2]) if len(sys.argv) > 2 else 215_000
YEARS = int(sys.argv[3]) if len(sys.argv) > 3 else 5
LAST = 2023
DEPARTMENTS = max(10, min(100, PROJECTS // 500))

os.makedirs(OUT, exist_ok=True)
connection = duckdb.connect()
connection.execute("""
CREATE MACRO share(i, y, k) AS (hash(i * 1000003 + y * 101 + k) % 1000003) / 1000003.0;
""")
connection.execute(f"""
CREATE TABLE project AS
SELECT
  i,
  '420116' || '24' || CASE WHEN i % 10 < 6 THEN 'T' WHEN i % 10 < 8 THEN 'Y' ELSE 'R' END || lpad(i::VARCHAR, 12, '0') AS code,
  '项目' || i AS name,
  101 + i % {DEPARTMENTS} AS department_code,
  '第' || (1 + i % {DEPARTMENTS}) || '局' AS department,
  (101 + i % {DEPARTMENTS}) || lpad((1 + i // {DEPARTMENTS} % 8)::VARCHAR, 3, '0') AS unit_code,
  '第' || (1 + i % {DEPARTMENTS}) || '局' || (1 + i // {DEPARTMENTS} % 8) || '单位' AS unit,
  CASE WHEN i // {DEPARTMENTS} % 8 = 0 THEN 1 ELSE 2 END AS unit_level,
  CASE WHEN i % 10 < 6 THEN '特定目标类' WHEN i % 10 < 8 THEN '其他运转类' WHEN i % 10 < 9 THEN '人员类' ELSE '公用经费' END AS category,
  '行业' || (1 + i % 17) AS sector,
  CASE WHEN i % 20 < 16 THEN '一般公共预算资金' WHEN i % 20 < 19 THEN '政府性基金预算资金' ELSE '国有资本经营预算资金' END AS fund,
  CASE WHEN i % 20 < 16 THEN '20101' WHEN i % 20 < 19 THEN '21208' ELSE '22301' END || lpad((1 + i % 9)::VARCHAR, 2, '0') AS function_code,
  CASE WHEN i % 12 = 0 THEN '上级转移支付' ELSE '本级' END AS level,
  CASE WHEN i % 40 = 16 THEN '专项债券' END AS debt
FROM range({PROJECTS}) AS r(i)
""")
connection.execute(f"""
CREATE TABLE year AS
SELECT
  p.*, y, y - i % 3 >= {LAST - YEARS} AS known,
  round((20000 + 3000000 * pow(share(i, 0, 1), 3)) * pow(1 + 0.3 * (share(i, 0, 2) - 0.5), y - {LAST}), 2) AS initial,
  share(i, y, 3) AS draw,
  0.6 + 0.4 * sqrt(share(i, y, 4)) AS rate,
  round(60 + 40 * sqrt(share(i, y, 5)), 2) AS score
FROM project AS p CROSS JOIN range({LAST - YEARS + 1}, {LAST + 1}) AS r(y)
""")
connection.execute("DELETE FROM year WHERE NOT known")
connection.execute("""
CREATE TABLE money AS
SELECT *, round(initial * (0.9 + 0.2 * draw), 2) AS adjusted, round(round(initial * (0.9 + 0.2 * draw), 2) * rate, 2) AS executed
FROM year
""")
REAL = "category IN ('特定目标类', '其他运转类')"


def write(name, query):
    path = os.path.join(OUT, name + ".csv")
    connection.execute(f"COPY ({query}) TO '{path}' (HEADER, DELIMITER ',')")
    print(f"{name}: {connection.execute(f'SELECT COUNT(*) FROM ({query})').fetchone()[0]} rows", flush=True)


write("项目年度预算", """
SELECT y AS 预算年度, '某区' AS 财政区划, department_code AS 部门代码, department AS 部门名称, unit_code AS 单位代码, unit AS 单位名称,
  unit_level AS 单位级次, code AS 项目代码, name AS 项目名称, category AS 项目类别, sector AS 行业领域, fund AS 资金性质,
  function_code AS 支出功能分类科目编码, initial::DECIMAL(18, 2) AS 年初批复数, adjusted::DECIMAL(18, 2) AS 变动后预算数,
  executed::DECIMAL(18, 2) AS 实际支付金额, adjusted::DECIMAL(18, 2) AS 实际到位数,
  (CASE WHEN draw < 0.2 THEN initial * 0.1 ELSE 0 END)::DECIMAL(18, 2) AS 上年结转数, level AS 预算级次, debt AS 债务类型,
  CASE WHEN i % 50 = 0 THEN '是' ELSE '否' END AS 是否重点, CASE WHEN i % 10 >= 8 THEN '是' ELSE '否' END AS 是否三保, '否' AS 是否涉密
FROM money ORDER BY y, i
""")
write("支付明细", """
SELECT y AS 预算年度, code AS 项目代码, fund AS 资金性质, function_code AS 支出功能分类科目编码,
  (executed / 4)::DECIMAL(18, 2) AS 实际支付金额, make_date(y, q * 3 - (i % 3), 15) AS 支付日期
FROM money CROSS JOIN range(1, 5) AS r(q) ORDER BY y, i, q
""".replace("make_date(y, q * 3 - (i % 3), 15)", "make_date(y::BIGINT, (q * 3 - (i % 3))::BIGINT, 15)"))
write("绩效目标", f"""
SELECT y AS 预算年度, code AS 项目代码, '完成' || name || '年度任务' AS 年度绩效目标, CASE WHEN draw < 0.02 THEN '差' ELSE '优' END AS 审核结果,
  CASE WHEN i % 50 = 0 THEN '予以支持' ELSE '不需要' END AS 事前评估结论, (initial * 1.1)::DECIMAL(18, 2) AS 申报数, initial::DECIMAL(18, 2) AS 核定数
FROM money WHERE {REAL} AND draw < 0.97 ORDER BY y, i
""")
# five indicators a project-year, personnel and running costs included: indicators are what the load is about
write("绩效指标", """
SELECT y AS 预算年度, code AS 项目代码,
  ['产出指标', '产出指标', '成本指标', '效益指标', '满意度指标'][k] AS 一级指标,
  ['数量指标', '质量指标', '经济成本指标', '社会效益指标', '服务对象满意度指标'][k] AS 二级指标,
  ['完成数量', '合格率', '成本控制', '社会影响', '满意度'][k] AS 三级指标,
  ['≥', '≥', '≤', '定性', '≥'][k] AS 计算符号,
  CASE WHEN k = 4 THEN '明显提高' ELSE (10 + (hash(i * 7 + k) % 90))::VARCHAR END AS 指标值,
  ['个', '%', '万元', NULL, '%'][k] AS 计量单位,
  [30, 20, 20, 20, 10][k] AS 权重,
  CASE WHEN k = 4 THEN '明显提高' ELSE ((10 + (hash(i * 7 + k) % 90)) * (80 + (hash(i * 11 + y * 3 + k) % 30)) // 100)::VARCHAR END AS 实际完成值,
  (([30, 20, 20, 20, 10][k]) * (0.8 + 0.2 * share(i, y, 20 + k)))::DECIMAL(9, 2) AS 得分
FROM money CROSS JOIN range(1, 6) AS r(k) ORDER BY y, i, k
""")
write("绩效监控", f"""
SELECT y AS 预算年度, code AS 项目代码, make_date(y::BIGINT, 7, 31) AS 监控截止日期, (executed * draw)::DECIMAL(18, 2) AS 截止执行数,
  executed::DECIMAL(18, 2) AS 预计全年执行数, CASE WHEN draw < 0.1 THEN '完全不可能' WHEN draw < 0.4 THEN '有可能' ELSE '确定能' END AS 完成可能性,
  CASE WHEN draw < 0.3 THEN ['招标采购进度滞后', '资金下达较晚', '前期手续办理时间较长、资金下达较晚'][1 + (i % 3)] END AS 偏差原因,
  CASE WHEN draw < 0.2 THEN '红灯' WHEN draw < 0.4 THEN '黄灯' WHEN draw < 0.6 THEN '蓝灯' ELSE '绿灯' END AS 预警灯
FROM money WHERE {REAL} AND share(i, y, 6) < 0.85 ORDER BY y, i
""")
write("评价结果", f"""
SELECT y AS 预算年度, y + 1 AS 评价年度, '项目' AS 评价对象, code AS 项目代码, name AS 项目名称, department AS 部门名称, unit AS 项目单位,
  who AS 评价主体, CASE WHEN who = '财政评价' THEN '机构' || (1 + i % 23) END AS 评价机构,
  CASE WHEN who = '财政评价' THEN 20000.00 END AS 委托费用, adjusted::DECIMAL(18, 2) AS 评价金额,
  (CASE WHEN who = '单位自评' THEN 90 + (score - 60) / 4 ELSE score END)::DECIMAL(7, 2) AS 评价得分, NULL AS 评价等级
FROM money CROSS JOIN (VALUES ('单位自评', 0.95), ('部门评价', 0.1), ('财政评价', 0.15), ('抽查复核', 0.08)) AS w(who, reach)
WHERE {REAL} AND share(i, y, 7 + length(who) + ascii(who) % 13) < reach ORDER BY y, i, who
""")
write("问题整改", f"""
SELECT y AS 预算年度, '项目' AS 评价对象, code AS 项目代码, department AS 部门名称, '进度较慢' AS 问题, (initial * 0.1)::DECIMAL(18, 2) AS 涉及金额,
  CASE WHEN draw < 0.7 THEN '已整改' ELSE '整改中' END AS 整改状态
FROM money WHERE {REAL} AND share(i, y, 8) < 0.1 ORDER BY y, i
""")
write("结果应用", f"""
SELECT y AS 预算年度, '项目' AS 评价对象, code AS 项目代码, department AS 部门名称, CASE WHEN draw < 0.5 THEN '压减预算' ELSE '通报整改' END AS 应用方式,
  y + 2 AS 应用预算年度, initial::DECIMAL(18, 2) AS 调整前金额, (initial * 0.9)::DECIMAL(18, 2) AS 调整后金额
FROM money WHERE {REAL} AND share(i, y, 9) < 0.06 ORDER BY y, i
""")
write("绩效公开", f"""
SELECT y AS 预算年度, '项目' AS 评价对象, code AS 项目代码, department AS 部门名称, what AS 公开内容, make_date(y::BIGINT, 2, 20) AS 公开日期
FROM money CROSS JOIN (VALUES ('绩效目标'), ('绩效自评')) AS w(what)
WHERE {REAL} AND share(i, y, 10 + length(what)) < 0.7 ORDER BY y, i, what
""")
write("预算调整", f"""
SELECT y AS 预算年度, code AS 项目代码, make_date(y::BIGINT, 9, 15) AS 调整日期, CASE WHEN adjusted < initial THEN '收回' ELSE '追加' END AS 调整类型,
  (adjusted - initial)::DECIMAL(18, 2) AS 调整金额, '文' || i AS 文号
FROM money WHERE {REAL} AND share(i, y, 11) < 0.3 ORDER BY y, i
""")
write("单位名录", """
SELECT DISTINCT y AS 预算年度, '某区' AS 财政区划, department_code AS 部门代码, department AS 部门名称, unit_code AS 单位代码,
  unit AS 单位名称, unit_level AS 单位级次, '否' AS 是否涉密, '是' AS 是否应评
FROM money ORDER BY y, unit_code
""")
write("社会保险基金", """
SELECT y AS 预算年度, '某区' AS 财政区划, f AS 险种, 110000000.00 AS 收入预算数, 111000000.00 AS 收入执行数, 100000000.00 AS 支出预算数,
  99000000.00 AS 支出执行数, 12000000.00 AS 本年收支结余, 150000000.00 AS 年末滚存结余, '本级' AS 统筹层次
FROM (SELECT DISTINCT y FROM money) CROSS JOIN (VALUES ('失业保险基金'), ('工伤保险基金')) AS w(f) ORDER BY y, f
""")
