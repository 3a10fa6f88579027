#!/usr/bin/env python3
"""All queries of the catalogue on one lake, by jixiao and by DuckDB, in one run.

    run.py LAKE [--jixiao PROGRAM] [--compare] [--only CHAPTER]

jixiao runs them all in one process (`jixiao report`, which also writes the page); DuckDB runs the translations of
`translate.py` in one process on the same Parquet files, each result fetched. `--compare` checks instead, query by query,
that the two give the same rows (numbers to .011 or one part in 10⁹, since DuckDB divides decimals as doubles).
"""

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
import time
import urllib.parse
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

import translate

arguments = argparse.ArgumentParser()
arguments.add_argument("lake")
arguments.add_argument("--jixiao", default="jixiao")
arguments.add_argument("--compare", action="store_true")
arguments.add_argument("--only")
options = arguments.parse_args()
lake = Path(options.lake)


def files(table):
    """The Parquet files of a Delta table's newest version."""
    live = set()
    for log in sorted((lake / table / "_delta_log").glob("*.json")):
        for line in log.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            if "add" in action:
                live.add(urllib.parse.unquote(action["add"]["path"]))
            if "remove" in action:
                live.discard(urllib.parse.unquote(action["remove"]["path"]))
    return [str(lake / table / path) for path in sorted(live)]


def schema(table):
    for log in sorted((lake / table / "_delta_log").glob("*.json")):
        for line in log.read_text(encoding="utf-8").splitlines():
            action = json.loads(line)
            if "metaData" in action:
                return json.loads(action["metaData"]["schemaString"])["fields"]
    return []


def sql_type(kind):
    names = {"string": "VARCHAR", "integer": "INTEGER", "long": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "double": "DOUBLE"}
    return names.get(kind, "TIMESTAMP" if kind.startswith("timestamp") else kind.upper())


def connect():
    connection = duckdb.connect()
    for table in sorted(path.name for path in lake.iterdir() if (path / "_delta_log").exists()):
        paths = files(table)
        columns = [(field["name"], sql_type(field["type"])) for field in schema(table)]
        if paths:
            found = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
            partition = ", hive_types = {'fiscal_year': INTEGER}" if "fiscal_year=" in paths[0] else ""
            source = f"read_parquet([{found}], hive_partitioning = {'fiscal_year=' in paths[0]}{partition}, union_by_name = true)"
            names = ", ".join(f'"{name}"' for name, _ in columns)
            connection.execute(f"CREATE VIEW {table} AS SELECT {names} FROM {source}")
        else:
            empty = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns)
            connection.execute(f"CREATE VIEW {table} AS SELECT {empty} WHERE FALSE")
    for name, sql in translate.views():
        connection.execute(f"CREATE VIEW {name} AS {sql}")
    return connection


def wanted():
    for name, analysis, given, sql in translate.analyses():
        if not options.only or analysis.startswith(options.only):
            yield name, analysis, given, sql


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def equal(ours, theirs):
    if ours == theirs:
        return True
    try:
        a, b = Decimal(ours), Decimal(theirs)
    except InvalidOperation:
        return False
    return abs(a - b) <= max(Decimal("0.011"), abs(a) / 10**9)


def compare(connection):
    differing = 0
    for name, analysis, given, sql in wanted():
        if not sql.strip():
            print(f"{name}: no equivalent")
            continue
        command = [options.jixiao, "query", analysis, "--lake", str(lake), "--format", "csv"]
        for key, value in given.items():
            command += ["-p", f"{key}={value}"]
        answer = subprocess.run(command, capture_output=True, text=True)
        if answer.returncode:
            print(f"{name}: jixiao: {answer.stderr.strip()[:300]}")
            differing += 1
            continue
        ours = list(csv.reader(io.StringIO(answer.stdout)))[1:]
        try:
            theirs = [[text(value) for value in row] for row in connection.execute(sql).fetchall()]
        except duckdb.Error as error:
            print(f"{name}: DuckDB: {str(error)[:300]}")
            differing += 1
            continue
        wrong = [(a, b) for a, b in zip(ours, theirs) if len(a) != len(b) or not all(map(equal, a, b))]
        if len(ours) != len(theirs) or wrong:
            differing += 1
            print(f"{name}: {len(ours)} rows against {len(theirs)}, {len(wrong)} differ; first: {wrong[:1]}")
        else:
            print(f"{name}: {len(ours)} rows agree")
    return differing


def measure(connection):
    total = 0.0
    skipped = []
    for name, _, _, sql in wanted():
        if not sql.strip():
            skipped.append(name)
            continue
        begin = time.perf_counter()
        try:
            rows = len(connection.execute(sql).fetchall())
        except duckdb.Error as error:
            print(f"DuckDB {name}: {str(error)[:200]}")
            skipped.append(name)
            continue
        seconds = time.perf_counter() - begin
        total += seconds
        print(f"DuckDB {name}: {seconds:.3f} s, {rows} rows", flush=True)
    print(f"DuckDB, all: {total:.2f} s (without {', '.join(skipped) or 'nothing'})")
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        subprocess.run([options.jixiao, "report", "--year", translate.YEAR, "--lake", str(lake), "--out", folder], check=True)
        seconds = time.perf_counter() - begin
    print(f"jixiao, all in one process with the page: {seconds:.2f} s; {seconds / total:.2f} of DuckDB")


connection = connect()
if options.compare:
    sys.exit(min(compare(connection), 1))
measure(connection)
