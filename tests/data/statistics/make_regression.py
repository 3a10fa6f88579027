"""Makes regression.json: what statsmodels 0.15.0, pyfixest 0.60.0 and scipy 1.17.1 (numpy 2.4.6, pandas 3.1.1) say.

    python -m venv venv && venv/bin/pip install scipy==1.17.1 statsmodels==0.15.0 pyfixest==0.60.0 && \
        venv/bin/python make_regression.py

Two-way clusters take each term's own G/(G - 1) (`G_df="conventional"`). The exact wild bootstrap and permutation p
values come from going through all draws by brute force, with a regression for each.
"""

import itertools
import json
import math
import pathlib

import numpy as np
import pandas as pd
import pyfixest as pf
import statsmodels.api as sm
from scipy import stats

RANDOM = np.random.default_rng(20261128)


def clean(value):
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(item) for item in value]
    if isinstance(value, (np.floating, float)):
        return None if math.isnan(value) else float(value)
    if isinstance(value, np.integer):
        return int(value)
    return value


def panel(units, years, missing):
    frame = pd.DataFrame(list(itertools.product(range(units), range(years))), columns=["unit", "year"])
    n = len(frame)
    effect = RANDOM.normal(size=units)
    frame["region"] = frame.unit % 4
    frame["x1"] = effect[frame.unit] + RANDOM.normal(size=n)
    frame["x2"] = 1000 + 5 * RANDOM.normal(size=n)
    shock = RANDOM.normal(size=(units, 1)).repeat(years, axis=1).ravel()
    frame["y"] = 0.4 * frame.x1 - 0.02 * frame.x2 + effect[frame.unit] + 0.1 * frame.year + shock + RANDOM.normal(size=n)
    frame = frame.sample(frac=1 - missing, random_state=3).sort_index().reset_index(drop=True)
    return frame.round(6)


def ols_case(name, frame, x, effects, clusters):
    formula = "y ~ " + " + ".join(x) + (" | " + " + ".join(effects) if effects else "")
    own = pf.ssc(G_df="conventional")

    def fit(vcov):
        # pyfixest's own default drops singletons too
        return pf.feols(formula, frame, vcov=vcov, ssc=own, fixef_rm="singleton", fixef_tol=1e-13)

    iid, hc1 = fit("iid"), fit("hetero")
    clustered = fit({"CRV1": " + ".join(clusters)}) if clusters else hc1
    names = ([] if effects else ["Intercept"]) + x
    interval = clustered.confint()
    terms = [
        {
            "coefficient": iid.coef()[term],
            "iid": iid.se()[term],
            "hc1": hc1.se()[term],
            "clustered": clustered.se()[term] if clusters else math.nan,
            "p": clustered.pvalue()[term],
            "low": interval.loc[term].iloc[0],
            "high": interval.loc[term].iloc[1],
        }
        for term in names
    ]
    return {
        "name": name,
        "y": frame.y,
        "x": [frame[column] for column in x],
        "effects": [frame[column] for column in effects],
        "clusters": [frame[column] for column in clusters],
        "n": int(iid._N),
        "r2": iid._r2,
        "terms": terms,
    }


def ols():
    frame, gaps = panel(30, 6, 0.0), panel(25, 8, 0.25)
    yield ols_case("plain", frame, ["x1"], [], [])
    yield ols_case("plain, two columns", gaps, ["x1", "x2"], [], [])
    yield ols_case("clustered", gaps, ["x1", "x2"], [], ["unit"])
    yield ols_case("two-way clustered", frame, ["x1", "x2"], [], ["unit", "year"])
    yield ols_case("effect nested in the cluster", gaps, ["x1", "x2"], ["unit"], ["unit"])
    yield ols_case("effect above the cluster", gaps, ["x1"], ["region"], ["unit"])
    yield ols_case("two effects", gaps, ["x1", "x2"], ["unit", "year"], [])
    yield ols_case("two effects, one nested", gaps, ["x1", "x2"], ["unit", "year"], ["unit"])
    yield ols_case("two effects, clusters elsewhere", gaps, ["x1"], ["region", "year"], ["unit"])
    yield ols_case("two effects, two-way clustered", gaps, ["x1", "x2"], ["region", "year"], ["unit", "year"])
    lonely = pd.concat([gaps, gaps.head(3).assign(unit=[90, 91, 92])], ignore_index=True)
    yield ols_case("singletons", lonely, ["x1", "x2"], ["unit", "year"], ["region"])


def partial():
    frame = panel(20, 5, 0.1)
    for controls in (["x2"], ["x2", "year"]):
        design = sm.add_constant(frame[["x1"] + controls])
        fit = sm.OLS(frame.y, design).fit()
        # r from the t statistic of the regression: another route than residuals
        t, degrees = fit.tvalues["x1"], fit.df_resid
        r = t / math.sqrt(t * t + degrees)
        half = stats.norm.ppf(0.975) / math.sqrt(len(frame) - 3 - len(controls))
        yield {
            "x": frame.x1, "y": frame.y, "controls": [frame[c] for c in controls],
            "coefficient": r, "p": fit.pvalues["x1"],
            "low": math.tanh(math.atanh(r) - half), "high": math.tanh(math.atanh(r) + half),
        }


def rank_association():
    frame = panel(40, 5, 0.2)
    frame["x1"] = frame.x1.round(0)  # ties

    def scaled(column):
        u = (column.rank() - 0.5) / len(column) - 0.5
        return u / u.std(ddof=0)

    x = frame.groupby("year").x1.transform(scaled)
    y = frame.groupby("year").y.transform(scaled)
    for cluster in ("unit", "region"):
        fit = sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": frame[cluster]})
        low, high = fit.conf_int().iloc[0]
        yield {
            "x": frame.x1, "y": frame.y, "year": frame.year, "cluster": frame[cluster],
            "coefficient": fit.params.iloc[0], "std_error": fit.bse.iloc[0], "p": fit.pvalues.iloc[0],
            "low": low, "high": high,
        }


def weighted_mean():
    frame = panel(10, 4, 0.1)
    for weight in (np.ones(len(frame)), np.exp(3 * RANDOM.normal(size=len(frame))).round(4)):
        fit = sm.WLS(frame.x2, np.ones(len(frame)), weights=weight).fit(cov_type="HC1", use_t=True)
        low, high = fit.conf_int().iloc[0]
        yield {"x": frame.x2, "w": weight, "mean": fit.params.iloc[0], "std_error": fit.bse.iloc[0], "low": low, "high": high}


def binomial():
    for k, n, p in [(0, 1, 0.5), (1, 1, 0.5), (3, 10, 0.5), (8, 10, 0.5), (7, 20, 0.3), (20, 100, 0.25), (0, 50, 0.01),
                    (50, 50, 0.9), (612, 1000, 0.5), (6, 17, 0.8), (5, 10, 0.5), (100_300, 200_000, 0.5), (2, 9, 0.0), (9, 9, 1.0)]:
        test = stats.binomtest(k, n, p)
        interval = test.proportion_ci()
        yield {"k": k, "n": n, "probability": p, "p": test.pvalue, "low": interval.low, "high": interval.high}


def within(frame, columns, effects):
    """Residual makers by brute force: dummies and least squares."""
    design = [np.ones(len(frame))] + [frame[c].to_numpy() for c in columns]
    for effect in effects:
        design += [(frame[effect] == level).to_numpy(float) for level in frame[effect].unique()]
    design = np.column_stack(design)
    return np.eye(len(frame)) - design @ np.linalg.pinv(design)


def wild():
    for effects in ([], ["year"]):
        frame = panel(8, 4, 0.1)
        codes = frame.unit.to_numpy()
        groups = np.unique(codes)
        others = within(frame, ["x2"], effects)
        whole = within(frame, ["x2", "x1"], effects)
        direction = others @ frame.x1
        y = frame.y.to_numpy()

        def t(y):
            slope = direction @ y / (direction @ direction)
            residual = whole @ y
            scores = np.array([direction[codes == g] @ residual[codes == g] for g in groups])
            return slope / (math.sqrt(scores @ scores) / (direction @ direction))

        seen = t(y)
        restricted = others @ y
        fitted = y - restricted
        draws = [
            t(fitted + np.array(signs)[np.searchsorted(groups, codes)] * restricted)
            for signs in itertools.product([1, -1], repeat=len(groups))
        ]
        larger = sum(abs(draw) >= abs(seen) * (1 - 1e-10) for draw in draws)
        fit = pf.feols(
            "y ~ x1 + x2" + (" | " + " + ".join(effects) if effects else ""), frame, vcov={"CRV1": "unit"}, fixef_rm="none", fixef_tol=1e-13
        )
        yield {
            "y": y, "x": [frame.x1, frame.x2], "effects": [frame[e] for e in effects], "cluster": codes,
            "coefficient": fit.coef()["x1"], "t": fit.tstat()["x1"], "p": larger / len(draws),
        }


def permutation():
    x = np.array([1.0, 2.0, 2.5, 4.0, 7.0, 9.0, 9.5])
    y = np.array([2.0, 1.0, 4.0, 3.0, 5.0, 7.0, 4.5])
    for method, statistic in (
        ("pearson", lambda y: stats.pearsonr(x, y).statistic),
        ("spearman", lambda y: stats.spearmanr(x, y).statistic),
        ("kendall", lambda y: stats.kendalltau(x, y).statistic),
    ):
        seen = statistic(y)
        all_orders = [abs(statistic(np.array(order))) for order in itertools.permutations(y)]
        p = np.mean(np.array(all_orders) >= abs(seen) * (1 - 1e-12))
        yield {"method": method, "x": x, "y": y, "coefficient": seen, "p": p}


def bootstrap():
    frame = panel(30, 4, 0.1)
    groups = [part for _, part in frame.groupby("unit")]
    random = np.random.default_rng(1)
    for method, statistic in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr)):
        draws = []
        for _ in range(4000):
            sample = pd.concat([groups[i] for i in random.integers(0, len(groups), len(groups))])
            draws.append(statistic(sample.x1, sample.y).statistic)
        yield {
            "method": method, "x": frame.x1, "y": frame.y, "cluster": frame.unit,
            "coefficient": statistic(frame.x1, frame.y).statistic, "std_error": np.std(draws, ddof=1),
        }


def quantiles():
    values = RANDOM.normal(size=101).round(6)
    for share in (0.0, 0.01, 0.025, 0.1):
        yield {"x": values, "share": share, "low": np.quantile(values, share), "high": np.quantile(values, 1 - share)}


PARTS = [ols, partial, rank_association, weighted_mean, binomial, wild, permutation, bootstrap, quantiles]
content = {part.__name__: [clean({k: (v.tolist() if hasattr(v, "tolist") else v) for k, v in case.items()}
                                 | {k: [c.tolist() for c in v] for k, v in case.items()
                                    if isinstance(v, list) and v and hasattr(v[0], "tolist")})
                           for case in part()] for part in PARTS}
target = pathlib.Path(__file__).with_name("regression.json")
lines = [f'"{name}":[\n' + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]" for name, cases in content.items()]
target.write_text("{" + ",\n".join(lines) + "}\n")
