"""Makes budgets.xls: the table that `same_table` of src/ingest/kinds_tests.rs writes in every other kind of file, as
another program (xlwt) writes a workbook of Excel 97.

Run: pip install xlwt && python make_budgets.py
"""

import pathlib

import xlwt

ROWS = [
    ["预算年度", "财政区划", "部门代码", "部门名称", "单位代码", "单位名称", "项目代码", "项目名称", "项目类别", "资金性质",
     "支出功能分类科目编码", "批复", "", "实际支付金额"],
    [""] * 11 + ["年初批复数", "变动后预算数", ""],
    [2023, "云泽区", "101", "云泽区教育局", "101001", "云泽区第一小学", "P001", "校舍维修", "特定目标类", "一般公共预算",
     "2050202", 10, 12.5, 11.9],
    [2023, "云泽区", "102", "云泽区住建局", "102001", "云泽区住建局（本级）", "P002", "道路\n建设", "特定目标类", "政府性基金预算",
     "2120801", 50, 50, 41],
]

book = xlwt.Workbook(encoding="utf-8")
sheet = book.add_sheet("项目")
sheet.write_merge(0, 0, 0, 13, "2023年项目年度预算")
sheet.write(1, 0, "单位：万元")
for number, row in enumerate(ROWS, 2):
    for column, value in enumerate(row):
        if value != "" and (number, column) != (2, 11):
            sheet.write(number, column, value)
sheet.write_merge(2, 2, 11, 12, "批复")
sheet.write(6, 0, "比率")
sheet.write(6, 1, 0.8619, xlwt.easyxf(num_format_str="0.00%"))
sheet.write(6, 2, xlwt.Formula("L5+L6"))
hidden = book.add_sheet("藏")
hidden.write(0, 0, "x")
hidden.visibility = 1
book.save(str(pathlib.Path(__file__).parent / "budgets.xls"))
