"""Makes expected.json: what scipy 1.17.1 (numpy 2.4.6) says about the cases below.

    python -m venv venv && venv/bin/pip install scipy==1.17.1 numpy==2.4.6 && venv/bin/python make_expected.py

scipy has no intervals for Spearman and Kendall and no Gini coefficient: those are computed here from the published
formulas (Bonett & Wright 2000; Fieller, Hartley & Pearson 1957; mean absolute difference), by another route than the
engine takes. NaN is written as null.
"""

import json
import math
import pathlib

import numpy as np
from scipy import stats

CRITICAL = stats.norm.ppf(0.975)


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def fisher_interval(coefficient, numerator, lost, n):
    if math.isnan(coefficient):
        return [None, None]
    if n <= lost:
        return [-1.0, 1.0]
    with np.errstate(divide="ignore"):
        centre = np.arctanh(np.float64(coefficient))
    half = CRITICAL * math.sqrt(numerator / (n - lost))
    return [float(np.tanh(centre - half)), float(np.tanh(centre + half))]


def entry(coefficient, p, interval):
    return {"coefficient": number(coefficient), "p": number(p), "ci_low": interval[0], "ci_high": interval[1]}


def case(name, x, y):
    n = len(x)
    with np.errstate(all="ignore"):
        pearson = stats.pearsonr(x, y)
        interval = pearson.confidence_interval(0.95)
        spearman = stats.spearmanr(x, y)
        # scipy divides by n - 2 in Kendall's variance, and fails for two rows
        kendall = stats.kendalltau(x, y, method="asymptotic") if n > 2 else stats.kendalltau(x, y)
    constant = math.isnan(pearson.statistic)
    rho, tau = float(spearman.statistic), float(kendall.statistic)
    return {
        "name": name,
        "x": [float(v) for v in x],
        "y": [float(v) for v in y],
        "pearson": entry(
            pearson.statistic,
            pearson.pvalue,
            [None, None] if constant else [float(interval.low), float(interval.high)],
        ),
        "spearman": entry(rho, spearman.pvalue, fisher_interval(rho, 1 + rho * rho / 2, 3, n)),
        "kendall": entry(tau, kendall.pvalue if n > 2 else math.nan, fisher_interval(tau, 0.437, 4, n)),
    }


def cases():
    random = np.random.default_rng(20261123)
    yield case("two rows rising", [1, 2], [5, 9])
    yield case("two rows falling", [1, 2], [9, 5])
    yield case("three rows rising", [1, 2, 3], [1, 4, 9])
    yield case("three rows mixed", [1, 2, 3], [2, 1, 3])
    yield case("three rows with a tie", [1, 1, 3], [2, 1, 3])
    yield case("four rows", [1, 2, 3, 4], [1, 3, 2, 4])
    yield case("five rows falling", [1, 2, 3, 4, 5], [5, 4, 3, 2, 1])
    yield case("all equal in x", [3, 3, 3, 3], [1, 2, 3, 4])
    yield case("all equal in y", [1, 2, 3, 4], [0, 0, 0, 0])
    yield case("all equal in both", [7, 7, 7], [7, 7, 7])
    yield case("grades and cuts", [95, 90, 85, 85, 78, 60, 90, 72], [0.1, 0.0, 0.0, -0.05, -0.1, -0.5, 0.2, 0.0])
    # the example of kendalltau's own documentation
    yield case("documentation of kendalltau", [12, 2, 1, 12, 2], [1, 4, 7, 1, 0])
    x = random.normal(size=50)
    yield case("fifty without ties", x, 0.6 * x + random.normal(size=50))
    yield case("fifty negative", x, -0.9 * x + 0.2 * random.normal(size=50))
    x = random.integers(1, 6, 1000)
    yield case("a thousand with heavy ties", x, np.clip(x + random.integers(-3, 4, 1000), 1, 5))
    x = random.integers(60, 101, 200)
    yield case("scores and log growth", x, np.round(random.normal(size=200), 2))
    # a mean that is large against the spread: one-pass sums of squares lose every digit here
    x = 1e9 + random.integers(0, 10, 60)
    yield case("large mean", x, 1e9 + random.integers(0, 10, 60))


def student():
    """Two-sided p of a correlation from t(n - 2), for coefficients and sizes the cases do not reach."""
    for n in (3, 4, 5, 10, 33, 100, 1000, 10_000, 1_000_000):
        for r in (1e-6, 0.001, 0.01, 0.1, 0.3, 0.5, 0.9, 0.999):
            p = 2 * stats.t.sf(r * math.sqrt((n - 2) / ((1 - r) * (1 + r))), n - 2)
            if p > 1e-290:
                yield {"n": n, "r": r, "p": float(p)}


def gini():
    for values in (
        [1, 2, 3, 4],
        [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261],
        [0, 0, 0, 10],
        [5, 5, 5],
        [1],
    ):
        values = np.array(values, dtype=float)
        difference = np.abs(values[:, None] - values[None, :]).mean()
        yield {"x": values.tolist(), "gini": float(difference / (2 * values.mean()))}


target = pathlib.Path(__file__).with_name("expected.json")
content = {"cases": list(cases()), "student": list(student()), "gini": list(gini())}
target.write_text(json.dumps(content, indent=None, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
