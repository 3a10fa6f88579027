#!/usr/bin/env python3
"""Makes a system export 项目年度预算 of millions of rows, the same bytes on every machine.

    make.py ROWS FILE [--faults N]

About nine tenths of a row count are project-years of one budget each; a tenth of the projects have a second budget row,
so that `projects` has fewer rows than `project_budgets`. Headers are those of docs/DATA.md. With faults, N rows are
spoiled: amounts that are none, unknown words, rows repeated, and rows that contradict another of the same key.
"""

import argparse

import numpy

HEADER = (
    "预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,项目代码,项目名称,项目类别,行业领域,资金性质,"
    "支出功能分类科目编码,年初批复数,变动后预算数,实际支付金额,实际到位数,上年结转数,预算级次,是否一次性,是否重点,是否三保,是否涉密,主题"
)
YEARS = [2020, 2021, 2022, 2023, 2024]
DEPARTMENTS = ["教育局", "卫生健康委员会", "交通运输局", "农业农村局", "住房和城乡建设局", "公安局", "民政局", "水利局", "文化和旅游局", "科学技术局"]
PLACES = ["云泽", "青川", "临江", "石门", "南湖", "北山", "东岭", "西河", "长宁", "安平"]
UNITS = ["本级", "第一中学", "中心医院", "执法大队", "服务中心", "监测站", "图书馆", "养护所", "研究院", "幼儿园"]
THINGS = ["校舍维修", "设备购置", "道路养护", "信息系统运维", "人才引进", "疾病防控", "河道整治", "公共文化服务", "安全生产监管", "高标准农田建设"]
STAGES = ["", "（一期）", "（二期）", "（续建）", "（2024年）"]
SECTORS = ["教育", "卫生", "交通", "农业", "城建", "公安", "民政", "水利", "文化", "科技"]
CATEGORIES = ["特定目标类", "其他运转类", "人员类", "公用经费"]
FUNDS = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "单位资金"]
FUNCTIONS = ["2050202", "2100301", "2140106", "2130305", "2120303", "2040219", "2080299", "2130306", "2070109", "2060404"]
LEVELS = ["本级", "上级转移支付"]
THEMES = ["民生", "经济发展", "生态环境", "社会治理", ""]


def amounts(random, count):
    """Amounts in yuan with two decimals, as numbers of 分."""
    return numpy.round(numpy.exp(random.normal(12.0, 1.6, count)) * 100).astype(numpy.int64)


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def rows_of_year(random, year, count):
    """The lines of one year: its projects by department, a tenth of them with a second budget."""
    projects = int(count / 1.1)
    projects = count if projects >= count else projects
    second = count - projects
    department = numpy.sort(random.integers(0, 200, projects))
    unit = random.integers(0, 20, projects)
    fields = {
        "thing": random.integers(0, len(THINGS), projects),
        "stage": random.integers(0, len(STAGES), projects),
        "category": random.integers(0, len(CATEGORIES), projects),
        "sector": random.integers(0, len(SECTORS), projects),
        "theme": random.integers(0, len(THEMES), projects),
        "flags": random.integers(0, 16, projects),
        "level": random.integers(1, 4, projects),
    }
    # the projects that have a second budget row, which stands below the first
    twice = numpy.zeros(projects, dtype=bool)
    twice[random.choice(projects, second, replace=False)] = True
    fund = random.integers(0, len(FUNDS), projects)
    function = random.integers(0, len(FUNCTIONS), projects)
    funding = random.integers(0, len(LEVELS), projects)
    money = [amounts(random, projects + second) for _ in range(5)]
    lines = []
    at = 0
    flag = ("否", "是")
    for project in range(projects):
        d, u = department[project], unit[project]
        code = f"110101{year % 100:02d}{d:03d}{u:02d}{project:08d}"
        bits = fields["flags"][project]
        head = (
            f"{year},{PLACES[d % 10]}区,{d + 101},{PLACES[d % 10]}区{DEPARTMENTS[(d // 10) % 10]},{d + 101}{u:03d},"
            f"{PLACES[d % 10]}区{DEPARTMENTS[(d // 10) % 10]}{UNITS[u % 10]},{fields['level'][project]},{code},"
            f"{PLACES[u % 10]}{THINGS[fields['thing'][project]]}{STAGES[fields['stage'][project]]}{project % 1000},"
            f"{CATEGORIES[fields['category'][project]]},{SECTORS[fields['sector'][project]]}"
        )
        tail = (
            f"{LEVELS[funding[project]]},{flag[bits & 1]},{flag[bits >> 1 & 1]},{flag[bits >> 2 & 1]},"
            f"{flag[bits >> 3]},{THEMES[fields['theme'][project]]}"
        )
        for which in range(2 if twice[project] else 1):
            paid = [yuan(int(column[at])) for column in money]
            lines.append(
                f"{head},{FUNDS[(fund[project] + which) % len(FUNDS)]},{FUNCTIONS[function[project]]},"
                f"{paid[0]},{paid[1]},{paid[2]},{paid[3]},{paid[4] if at % 3 == 0 else '0.00'},{tail}"
            )
            at += 1
    return lines


def spoil(lines, faults, random):
    """Spoils some of the lines, each in one of five ways."""
    for number, at in enumerate(random.choice(len(lines), faults, replace=False)):
        cells = lines[at].split(",")
        match number % 5:
            case 0:
                cells[13] = "约12万"
            case 1:
                cells[11] = "其他来源"
            case 2:
                cells[7] = ""
            case 3:
                lines[at] += "\n" + lines[at]
                continue
            case _:
                other = list(cells)
                other[14] = "1.00"
                lines[at] += "\n" + ",".join(other)
                continue
        lines[at] = ",".join(cells)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("file")
    parser.add_argument("--faults", type=int, default=0)
    given = parser.parse_args()
    random = numpy.random.default_rng(20241128)
    with open(given.file, "w", encoding="utf-8", newline="") as out:
        out.write(HEADER + "\n")
        for number, year in enumerate(YEARS):
            count = given.rows // len(YEARS) + (given.rows % len(YEARS) > number)
            lines = rows_of_year(random, year, count)
            if given.faults:
                spoil(lines, given.faults // len(YEARS), random)
            out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
