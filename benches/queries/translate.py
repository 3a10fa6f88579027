#!/usr/bin/env python3
"""The catalogue's queries in DuckDB's SQL: `translate.py` writes `duckdb/` anew.

A translation is mechanical: the front matter is cut off, parameters become the literals that the report uses, and words
that are reserved in DuckDB get an underscore. What DuckDB can say in another way stands in `overrides/`, written by hand; a
query that calls one of jixiao's statistical functions and has no override has no equivalent.
"""

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUERIES = HERE.parent.parent / "queries"
OUT = HERE / "duckdb"
OVERRIDES = HERE / "overrides"
YEAR = "2023"
RESERVED = ["both", "at"]
# what DuckDB has no function for
MISSING = re.compile(r"\b(corr_\w+|gini|ols|weighted_mean|binomial_test|permutation\w*|bootstrap\w*|\w*_test|verdict\w*)\s*\(")
CHAPTERS = ["coverage", "effectiveness", "monitoring", "evaluation", "linkage", "quality"]


def divide(path):
    text = path.read_text(encoding="utf-8")
    head, sql = re.fullmatch(r"/\*---\n(.*?)\n---\*/\n(.*)", text, re.S).groups()
    return tomllib.loads(head), sql


def literal(parameter, value):
    if value is None:
        kind = {"int": "INTEGER", "text": "VARCHAR", "number": "DOUBLE", "flag": "BOOLEAN", "date": "DATE"}[parameter["type"]]
        return f"CAST(NULL AS {kind})"
    if parameter["type"] == "text":
        return "'" + str(value).replace("'", "''") + "'"
    if parameter["type"] == "date":
        return f"DATE '{value}'"
    if parameter["type"] == "number":
        return f"CAST({value} AS DOUBLE)"
    return str(value)


def plain(sql):
    code = re.sub(r"--[^\n]*", "", sql)
    for word in RESERVED:
        code = re.sub(rf"(?<![\w'.]){word}(?![\w'])", word + "_", code)
    # a product of two narrow decimals overflows in DuckDB, where jixiao widens it
    code = re.sub(r"(?<![\w.])(\d+\.0{10})(?!\d)", r"CAST(\1 AS DECIMAL(30, 10))", code)
    return re.sub(r"\n\s*\n+", "\n", code).strip() + "\n"


def runs(front_matter):
    """The parameters of each appearance in the report, as jixiao binds them."""
    for run in front_matter.get("report", [{}]):
        given = dict(run.get("parameters", {}))
        names = [parameter["name"] for parameter in front_matter.get("params", [])]
        if "year" in names and "year" not in given:
            given["year"] = YEAR
        yield given


def bind(sql, front_matter, given):
    for parameter in sorted(front_matter.get("params", []), key=lambda parameter: -len(parameter["name"])):
        value = given.get(parameter["name"], parameter.get("default"))
        if isinstance(value, bool):
            value = "TRUE" if value else "FALSE"
        sql = re.sub(rf"\${parameter['name']}\b", lambda _, value=value, parameter=parameter: literal(parameter, value), sql)
    return sql


def views():
    """The views in an order in which each stands after those it needs."""
    texts = {path.stem: plain(divide(path)[1]) for path in sorted((QUERIES / "views").glob("*.sql"))}
    done = []
    while len(done) < len(texts):
        for name, sql in texts.items():
            needs = [other for other in texts if other != name and re.search(rf"\b(FROM|JOIN)\s+{other}\b", sql)]
            if name not in done and all(need in done for need in needs):
                done.append(name)
    return [(name, texts[name]) for name in done]


def analyses():
    for chapter in CHAPTERS:
        for path in sorted((QUERIES / chapter).glob("*.sql")):
            front_matter, sql = divide(path)
            for number, given in enumerate(runs(front_matter)):
                name = f"{chapter}_{path.stem}" + (f"_{number + 1}" if number else "")
                override = OVERRIDES / f"{chapter}_{path.stem}.sql"
                text = plain(override.read_text(encoding="utf-8") if override.exists() else sql)
                text = "" if MISSING.search(text) else text
                yield name, f"{chapter}/{path.stem}", given, bind(text, front_matter, given)


def write():
    OUT.mkdir(exist_ok=True)
    for old in OUT.glob("*.sql"):
        old.unlink()
    with open(OUT / "views.sql", "w", encoding="utf-8") as file:
        for name, sql in views():
            file.write(f"CREATE VIEW {name} AS\n{sql.rstrip()};\n\n")
    count = 0
    for name, _, _, sql in analyses():
        if sql.strip():
            (OUT / f"{name}.sql").write_text(sql, encoding="utf-8")
            count += 1
    return count


if __name__ == "__main__":
    print(f"{write()} queries", file=sys.stderr)
