#!/usr/bin/env python3
"""Writes N workbooks, each one 项目支出绩效自评表 of one project (财预〔2020〕10号, annex 1), and the about.toml beside them.

    make.py FOLDER [N]

Everything is computed from the number of the project, so that two runs write the same figures.
"""
import pathlib
import sys

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side

INDICATORS = [
    ("产出指标", "数量指标", "完成任务数", "≥{0}个", "{0}个", 20),
    ("产出指标", "数量指标", "开展检查次数", "≥12次", "12次", 10),
    ("产出指标", "质量指标", "验收合格率", "≥95%", "98%", 10),
    ("产出指标", "时效指标", "按期完成率", "=100%", "100%", 10),
    ("效益指标", "社会效益指标", "服务人数", "≥{0}人", "{0}人", 15),
    ("效益指标", "生态效益指标", "环境影响", "可控", "可控", 15),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "93%", 10),
]


def form(number):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "自评表"
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)

    def put(row, column, value, to=None):
        cell = sheet.cell(row, column, value)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
        if to:
            sheet.merge_cells(start_row=row, start_column=column, end_row=to[0], end_column=to[1])
        return cell

    put(1, 1, "项目支出绩效自评表", (1, 9)).font = Font(bold=True, size=16)
    put(2, 1, "（2023 年度）", (2, 9))
    put(3, 1, "项目名称")
    put(3, 2, f"第{number}号专项工作经费", (3, 9))
    put(4, 1, "主管部门")
    put(4, 2, f"云泽区第{number % 40}局", (4, 4))
    put(4, 5, "实施单位")
    put(4, 6, f"云泽区第{number % 40}局第{number % 7}所", (4, 9))
    put(5, 1, "项目资金（万元）", (9, 1))
    for column, label in enumerate(["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"], 3):
        put(5, column, label)
    initial, adjusted = 100 + number, 120 + number
    executed = round(adjusted * 0.9, 2)
    for row, (label, amounts) in enumerate([
        ("年度资金总额", (initial, adjusted, executed)), ("其中：当年财政拨款", (initial, adjusted, executed)),
        ("上年结转资金", (0, 0, 0)), ("其他资金", (0, 0, 0)),
    ], 6):
        put(row, 2, label)
        for column, amount in enumerate(amounts, 3):
            put(row, column, amount)
        put(row, 6, 10 if row == 6 else "—")
        put(row, 7, "90%" if row == 6 else "")
        put(row, 8, 9 if row == 6 else "—")
    put(10, 1, "年度总体目标", (11, 1))
    put(10, 2, "预期目标", (10, 5))
    put(10, 6, "实际完成情况", (10, 9))
    put(11, 2, "按计划完成各项任务，保障工作正常开展，服务质量稳步提高。", (11, 5))
    put(11, 6, "各项任务按计划完成。", (11, 9))
    for column, label in enumerate(
            ["绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"], 1):
        put(12, column, label)
    total = 9
    for row, (first, second, third, target, actual, points) in enumerate(INDICATORS, 13):
        values = [None, first, second, third, target.format(50 + number % 100), actual.format(50 + number % 100), points, points, ""]
        for column, value in enumerate(values, 1):
            put(row, column, value)
        total += points
    last = 12 + len(INDICATORS)
    sheet.merge_cells(start_row=12, start_column=1, end_row=last, end_column=1)
    put(last + 1, 1, "总分", (last + 1, 6))
    put(last + 1, 7, 100)
    put(last + 1, 8, total)
    for row in sheet.iter_rows(1, last + 1, 1, 9):
        for cell in row:
            cell.border = border
    return book


def main():
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        form(number).save(folder / f"{number:04}.xlsx")
    (folder / "about.toml").write_text('[[files]]\nmatch = "*.xlsx"\nfiscal_year = 2023\nregion = "云泽区"\n')


main()
