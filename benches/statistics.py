"""Times the statistical SQL functions against scipy and pyfixest, in one run on one machine.

    python -m venv venv && venv/bin/pip install scipy==1.17.1 pyfixest==0.60.0 && \
        venv/bin/python benches/statistics.py path/to/jixiao [pairs] [rows]

Both sides get the same numbers, from the same arithmetic: jixiao makes them with generate_series inside the statement, so
the time of a statement that only counts them is measured beside it. Every time is the best of three; pyfixest is warmed
up first (it compiles itself).
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd
import pyfixest as pf
from scipy import stats

PROGRAM = sys.argv[1]
PAIRS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
ROWS = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000


def best(action, times=3):
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        result = action()
        taken.append(time.perf_counter() - begin)
    return min(taken), result


def uniform(values, factor):
    """The same as `value * factor % 2147483647 / 2147483647.0` in SQL."""
    return (values * factor % 2_147_483_647) / 2_147_483_647.0


def sql(lake, statement):
    def run():
        command = [PROGRAM, "sql", statement, "--lake", lake, "--format", "csv"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1]

    return run


def line(name, ours, counted, theirs, other):
    net = ours - counted
    print(f"{name:28} jixiao {ours:6.2f} s ({net:5.2f} s without making the rows)  {other} {theirs:6.2f} s  ratio {net / theirs:.2f}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "in").mkdir()
        (pathlib.Path(folder) / "in" / "nothing.csv").write_text("a,b\n1,2\n")
        lake = f"{folder}/lake"
        subprocess.run([PROGRAM, "ingest", f"{folder}/in", "--lake", lake], check=True, capture_output=True)

        pairs = (
            "(SELECT x, 0.3e0 * x + u AS y FROM (SELECT value * 48271 % 2147483647 / 2147483647.0e0 AS x, "
            f"value * 69621 % 2147483647 / 2147483647.0e0 AS u FROM generate_series(1, {PAIRS})))"
        )
        values = np.arange(1, PAIRS + 1, dtype=np.int64)
        x = uniform(values, 48271)
        y = 0.3 * x + uniform(values, 69621)
        counted, _ = best(sql(lake, f"SELECT SUM(x), SUM(y) FROM {pairs}"))
        for name, function, action in (
            ("Spearman, pairs", "corr_spearman(x, y)", lambda: stats.spearmanr(x, y).statistic),
            ("Kendall, pairs", "corr_kendall(x, y)", lambda: stats.kendalltau(x, y).statistic),
        ):
            ours, found = best(sql(lake, f"SELECT {function} FROM {pairs}"))
            theirs, expected = best(action)
            assert abs(float(found) - expected) < 1e-9, (name, found, expected)
            line(name, ours, counted, theirs, "scipy")

        panel = (
            "(SELECT firm, year, x, 0.5e0 * x + u AS y FROM (SELECT CAST((value - 1) / 10 AS TEXT) AS firm, "
            "CAST((value - 1) % 10 AS TEXT) AS year, value * 48271 % 2147483647 / 2147483647.0e0 AS x, "
            f"value * 69621 % 2147483647 / 2147483647.0e0 AS u FROM generate_series(1, {ROWS})))"
        )
        values = np.arange(1, ROWS + 1, dtype=np.int64)
        frame = pd.DataFrame({"firm": (values - 1) // 10, "year": (values - 1) % 10, "x": uniform(values, 48271)})
        frame["y"] = 0.5 * frame.x + uniform(values, 69621)
        counted, _ = best(sql(lake, f"SELECT SUM(x), SUM(y), MIN(firm), MIN(year) FROM {panel}"))
        ours, found = best(sql(lake, "SELECT o['terms'][1]['coefficient'], o['terms'][1]['std_error_clustered'] FROM "
                                     f"(SELECT ols(y, [x], [firm, year], [firm]) AS o FROM {panel})"))

        def regress():
            return pf.feols("y ~ x | firm + year", frame, vcov={"CRV1": "firm"})

        regress()
        theirs, fit = best(regress)
        slope, error = (float(number) for number in found.split(","))
        assert abs(slope - fit.coef()["x"]) < 1e-6 and abs(error - fit.se()["x"]) < 1e-6, (found, fit.coef(), fit.se())
        line("OLS, two effects, clustered", ours, counted, theirs, "pyfixest")


main()
