#!/usr/bin/env python3
"""The same job in DuckDB: read the CSV, cast, validate, write zstd Parquet.

    duckdb_job.py FILE OUT [--light]

The whole job makes what jixiao makes of the file: every cell cast, words brought to stored words, rows with an unreadable
key or amount listed with their row number, keys checked (rows that repeat another count once, rows that contradict one are
left out and listed), `projects` and `project_budgets` written by year. With --light the keys are not checked and all
columns go into one table: reading, casting, validating and writing alone.
"""

import argparse
import os
import shutil
import time

import duckdb

MONEY = ["年初批复数", "变动后预算数", "实际支付金额", "实际到位数", "上年结转数"]
NAMES = ["initial_budget", "adjusted_budget", "executed", "received", "carried_over"]
FLAGS = {"是否一次性": "is_one_off", "是否重点": "is_key", "是否三保": "is_protected", "是否涉密": "is_secret"}


def words(column, pairs):
    cases = " ".join(f"when '{spelled}' then '{stored}'" for spelled, stored in pairs.items())
    return f'case trim("{column}") {cases} end'


TYPED = f"""
select
  row_number() over () + 1 as source_row,
  try_cast("预算年度" as integer) as fiscal_year,
  nullif(trim("项目代码"), '') as project_code,
  trim("财政区划") as region, trim("部门代码") as department_code, trim("部门名称") as department,
  trim("单位代码") as unit_code, trim("单位名称") as unit, try_cast("单位级次" as integer) as unit_level,
  replace(replace(trim("项目名称"), '（', '('), '）', ')') as project_name,
  {words("项目类别", {"特定目标类": "specific_target", "其他运转类": "other_operation", "人员类": "personnel",
                      "公用经费": "public_funds"})} as category,
  nullif(trim("行业领域"), '') as sector, nullif(trim("主题"), '') as theme,
  {", ".join(f'''case trim("{zh}") when '是' then true when '否' then false end as {en}''' for zh, en in FLAGS.items())},
  {words("资金性质", {"一般公共预算": "general_public", "政府性基金预算": "government_fund",
                      "国有资本经营预算": "state_capital", "单位资金": "off_budget"})} as budget_type,
  nullif(trim("支出功能分类科目编码"), '') as function_code,
  {words("预算级次", {"本级": "local", "上级转移支付": "from_upper"})} as funding_level,
  {", ".join(f'try_cast("{zh}" as decimal(18,2)) as {en}' for zh, en in zip(MONEY, NAMES))},
  ({" or ".join(f'''("{zh}" <> '' and try_cast("{zh}" as decimal(18,2)) is null)''' for zh in MONEY)}) as bad_amount
"""

VALID = """fiscal_year is not null and project_code is not null and budget_type is not null and function_code is not null
  and not bad_amount"""

PROJECT = """region, department_code, department, unit_code, unit, unit_level, project_name, category, sector, theme,
  is_one_off, is_key, is_protected, is_secret"""
PROJECT_KEY = "fiscal_year, project_code"
BUDGET = ", ".join(NAMES)
BUDGET_KEY = "fiscal_year, project_code, budget_type, function_code, funding_level"


def copy(connection, query, folder):
    connection.execute(
        f"copy ({query}) to '{folder}' (format parquet, compression zstd, compression_level 1, partition_by (fiscal_year))"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("out")
    parser.add_argument("--light", action="store_true")
    given = parser.parse_args()
    shutil.rmtree(given.out, ignore_errors=True)
    os.makedirs(given.out)
    started = time.perf_counter()
    connection = duckdb.connect()
    source = f"from read_csv('{given.file}', header = true, all_varchar = true)"
    if given.light:
        connection.execute(f"create temp table typed as {TYPED} {source}")
        rejected = connection.execute(f"select count(*) from typed where not ({VALID})").fetchone()[0]
        copy(connection, f"select * exclude (bad_amount) from typed where {VALID}", f"{given.out}/rows")
        print(f"light: {rejected} rejected, {time.perf_counter() - started:.2f} s")
        return
    connection.execute(f"create temp table typed as {TYPED} {source}")
    connection.execute(f"create temp table rejects as select source_row from typed where not ({VALID})")
    for table, key, rest in [("projects", PROJECT_KEY, PROJECT), ("project_budgets", BUDGET_KEY, BUDGET)]:
        # one row a key: the first; keys whose rows say different things are left out, and all their rows listed
        connection.execute(
            f"create temp table {table}_keys as select {key}, min(source_row) as source_row, "
            f"count(distinct hash({rest})) as versions from typed where {VALID} group by {key}"
        )
        names = key.split(", ")
        same = " and ".join(f"typed.{name} is not distinct from k.{name}" for name in names)
        connection.execute(
            f"insert into rejects select typed.source_row from typed join {table}_keys k on {same} "
            f"where k.versions > 1 and {VALID.replace('bad_amount', 'typed.bad_amount')}".replace(
                "fiscal_year is not null", "typed.fiscal_year is not null"
            ).replace("project_code is not null", "typed.project_code is not null").replace(
                "budget_type is not null", "typed.budget_type is not null"
            ).replace("function_code is not null", "typed.function_code is not null")
        )
        columns = ", ".join(f"typed.{name.strip()}" for name in f"{key}, {rest}, source_row".split(","))
        copy(
            connection,
            f"select {columns} from typed join {table}_keys k using (source_row) where k.versions = 1",
            f"{given.out}/{table}",
        )
    rejected = connection.execute("select count(*) from rejects").fetchone()[0]
    print(f"whole: {rejected} rejected, {time.perf_counter() - started:.2f} s")


if __name__ == "__main__":
    main()
