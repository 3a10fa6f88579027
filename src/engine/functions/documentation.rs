//! What the user is told of each statistical function: signature, definition, source and an example that runs.

use std::collections::HashMap;
use std::sync::LazyLock;

use datafusion::logical_expr::{DocSection, Documentation};

/// The text of one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionText {
    /// its SQL name
    pub name: &'static str,
    /// how it is called
    pub signature: &'static str,
    /// what it is called in Chinese
    pub zh: &'static str,
    /// what it computes, and what becomes of NULL, NaN and too few rows
    pub definition: &'static str,
    /// whose method it is, and the program whose values it gives
    pub source: &'static str,
    /// a statement that needs no table
    pub example: &'static str,
    /// what the example gives, to six digits
    pub gives: &'static str,
}

/// All functions, in the order in which they are listed.
pub const FUNCTIONS: [FunctionText; 13] = [
    FunctionText {
        name: "corr_spearman",
        signature: "corr_spearman(x, y)",
        zh: "斯皮尔曼秩相关系数",
        definition: "Spearman's rank correlation: Pearson's coefficient of the ranks, where equal values share the \
            average of their ranks. Pairs in which one value is NULL or NaN are left out; infinite values take the \
            outermost ranks. NULL with fewer than two pairs, or where all x or all y are equal.",
        source: "Spearman 1904; scipy.stats.spearmanr",
        example: "SELECT corr_spearman(x, y) FROM (VALUES (1, 2), (2, 1), (3, 3)) AS t (x, y)",
        gives: "0.5",
    },
    FunctionText {
        name: "corr_kendall",
        signature: "corr_kendall(x, y)",
        zh: "肯德尔τ-b系数",
        definition: "Kendall's τ-b: (concordant − discordant pairs) / √((pairs − pairs tied in x)(pairs − pairs tied in \
            y)), counted in n log n steps. Pairs in which one value is NULL or NaN are left out; infinite values are \
            outermost. NULL with fewer than two pairs, or where all x or all y are equal.",
        source: "Kendall 1945; Knight 1966; scipy.stats.kendalltau",
        example: "SELECT corr_kendall(x, y) FROM (VALUES (1, 2), (2, 1), (3, 3)) AS t (x, y)",
        gives: "0.333333",
    },
    FunctionText {
        name: "corr_test",
        signature: "corr_test(x, y, 'pearson' | 'spearman' | 'kendall')",
        zh: "相关系数及其检验",
        definition: "A correlation with its test against none: {n, coefficient, p, ci_low, ci_high}. n counts the pairs \
            without NULL or NaN. p is two-sided: from t with n − 2 degrees of freedom for 'pearson' and 'spearman', from \
            the normal distribution with the variance corrected for ties for 'kendall'. The interval is 95 %, by Fisher's \
            z = artanh(coefficient) ± 1.96 √v with v = 1/(n − 3) for 'pearson', (1 + r²/2)/(n − 3) for 'spearman', \
            0.437/(n − 4) for 'kendall' (derived without ties and for |τ| < 0.8). Where n is too small for v the interval \
            is [-1, 1]. With two pairs p is 1 for 'pearson' and NULL for the others. Where the coefficient is 1 or -1, p \
            is 0 for 'pearson' and 'spearman' from three pairs on, and the interval shrinks to that point. With fewer \
            than two pairs, or where all x or all y are equal, all but n are NULL. An infinite value makes all but n \
            NULL for 'pearson', and takes the outermost ranks for the others.",
        source: "Fisher 1921; Bonett and Wright 2000; Fieller, Hartley and Pearson 1957; Kendall 1970, ch. 4; scipy.stats",
        example: "SELECT corr_test(x, y, 'pearson')['p'] FROM (VALUES (1, 2), (2, 1), (3, 3)) AS t (x, y)",
        gives: "0.666667",
    },
    FunctionText {
        name: "corr_partial",
        signature: "corr_partial(x, y, [control…], [fixed_effect…])",
        zh: "偏相关系数",
        definition: "Pearson's correlation of what the controls and the dummies of the fixed effects leave of x and y: \
            {n, coefficient, p, ci_low, ci_high}. p from t with n − 2 − c degrees of freedom and Fisher's interval with \
            variance 1/(n − 3 − c), where c counts the controls that are no combinations of others and the dummies beyond \
            the constant. The fixed effects may be left out. Rows with a NULL or NaN anywhere are left out. All but n are \
            NULL where no degree of freedom is left or x or y is a combination of the controls.",
        source: "Fisher 1924; the t statistic of statsmodels OLS",
        example: "SELECT corr_partial(x, y, [z])['coefficient'] FROM (VALUES (1, 1, 1), (2, 3, 1), (3, 2, 2), (4, 2.5, 2)) \
            AS t (x, y, z)",
        gives: "0.857493",
    },
    FunctionText {
        name: "rank_association",
        signature: "rank_association(score, growth, year, cluster)",
        zh: "年内秩关联",
        definition: "The rank association within years: in each year both columns become (average rank − ½)/n − ½, scaled \
            to unit variance; the coefficient is that of pooled least squares without intercept, its error clustered with \
            CR1 = G/(G − 1), p and interval from the normal distribution: {n, clusters, coefficient, std_error, p, ci_low, \
            ci_high}. Years in which a column is constant are left out, as are rows with a NULL or NaN. With one cluster \
            there is no error; without rows all but n and clusters are NULL.",
        source: "methods.md §3; Liang and Zeger 1986; statsmodels OLS with cluster-robust errors",
        example: "SELECT rank_association(score, growth, year, project)['coefficient'] FROM (VALUES (60, 2, 2021, 'a'), \
            (70, 1, 2021, 'b'), (80, 3, 2021, 'c'), (60, 1, 2022, 'a'), (70, 2, 2022, 'b'), (80, 3, 2022, 'c')) AS t \
            (score, growth, year, project)",
        gives: "0.75",
    },
    FunctionText {
        name: "ols",
        signature: "ols(y, [x…], [fixed_effect…], [cluster…])",
        zh: "最小二乘回归（固定效应、聚类标准误）",
        definition: "Ordinary least squares: {n, k, r2, clusters, dropped, terms: [{coefficient, std_error_iid, \
            std_error_hc1, std_error_clustered, p, ci_low, ci_high}]}. The intercept is the first term where there are no \
            fixed effects, then the x in their order. k counts slopes, intercept and the rank of all dummies. Errors: iid \
            with n − k; HC1 = n/(n − k); one or two cluster variables, CR1 = G/(G − 1) · (n − 1)/(n − k), where fixed \
            effects nested in a cluster do not count in k, and where of two cluster variables each term takes its own G. \
            p and interval (95 %) from t with G − 1 degrees of freedom (the smaller G of two), without clusters from HC1 \
            and n − k. dropped counts rows with a NULL or NaN and rows alone in a level of a fixed effect, which go until \
            none is left. An x that is a combination of those before it or of the fixed effects has no coefficient. \
            Fixed effects and clusters are read as text (cast \
            numbers that stand in one list with texts); both may be left out.",
        source: "MacKinnon and White 1985; Cameron, Gelbach and Miller 2011; Correia 2015; fixest",
        example: "SELECT ols(y, [x])['terms'][2]['coefficient'] FROM (VALUES (1, 1), (2, 2), (4, 3), (3, 4)) AS t (y, x)",
        gives: "0.8",
    },
    FunctionText {
        name: "wild_cluster_bootstrap",
        signature: "wild_cluster_bootstrap(y, [x…], [fixed_effect…], cluster, 'rademacher' | 'webb', replications, seed)",
        zh: "野聚类自助法",
        definition: "Tests the first x of a regression against 0 where clusters are few: residuals of the regression \
            without it get a random sign for each cluster, and t is taken anew: {n, clusters, coefficient, t, p, draws, \
            seed}. p = (1 + draws with as large a |t|)/(1 + draws); with 'rademacher' and no more than `replications` \
            draws in all (2 to the number of clusters) every draw is made once and p is their share. 'webb' draws from \
            six weights, for fewer than a dozen clusters. Rows are left out as by ols. p is NULL with one cluster and \
            with more than 2000.",
        source: "Cameron, Gelbach and Miller 2008; Webb 2014; Roodman and others 2019",
        example: "SELECT wild_cluster_bootstrap(y, [x], [], c, 'rademacher', 99, 1)['coefficient'] FROM (VALUES (1, 1, 'a'), \
            (2, 2, 'b'), (4, 3, 'c'), (3, 4, 'd')) AS t (y, x, c)",
        gives: "0.8",
    },
    FunctionText {
        name: "permutation_test",
        signature: "permutation_test(x, y, stratum, 'pearson' | 'spearman' | 'kendall' | 'within', replications, seed)",
        zh: "分层置换检验",
        definition: "How often a coefficient as large comes about when y changes places within the strata: {n, strata, \
            coefficient, p, replications, seed} with p = (1 + permutations with as large an absolute \
            coefficient)/(1 + replications). 'within' is the coefficient of rank_association with the strata as years; the \
            others are of all rows. The same seed gives the same p, whatever the order of rows and the number of cores. \
            Rows with a NULL or NaN are left out; coefficient and p are NULL where a column is constant.",
        source: "Fisher 1935; Phipson and Smyth 2010",
        example: "SELECT permutation_test(x, y, 'all', 'spearman', 99, 1)['coefficient'] FROM (VALUES (1, 2), (2, 1), (3, 3)) \
            AS t (x, y)",
        gives: "0.5",
    },
    FunctionText {
        name: "cluster_bootstrap",
        signature: "cluster_bootstrap(x, y, stratum, cluster, 'pearson' | 'spearman' | 'kendall' | 'within', replications, \
            seed)",
        zh: "聚类自助法",
        definition: "The spread of a coefficient over samples of whole clusters, as many as there are, drawn with \
            replacement: {n, clusters, coefficient, std_error, ci_low, ci_high, replications, seed}. std_error is the \
            standard deviation of the replications, the interval their 2.5 % and 97.5 % points (type 7). Ranks are taken \
            anew in every sample, for 'within' in each stratum. Replications without a coefficient are not counted. Rows \
            with a NULL or NaN are left out.",
        source: "Efron 1979; Cameron and Miller 2015",
        example: "SELECT cluster_bootstrap(x, y, 'all', x, 'spearman', 99, 1)['coefficient'] FROM (VALUES (1, 2), (2, 1), \
            (3, 3)) AS t (x, y)",
        gives: "0.5",
    },
    FunctionText {
        name: "weighted_mean",
        signature: "weighted_mean(x, w)",
        zh: "加权平均",
        definition: "Σwx / Σw with its error as a ratio: {n, weight, mean, std_error, ci_low, ci_high} with std_error = \
            √(n/(n − 1) Σw²(x − mean)²) / Σw and a 95 % interval from t with n − 1 degrees of freedom. Rows with a NULL or \
            NaN are left out, and rows with weight 0. With one row there is a mean but no error; all but n are NULL \
            without rows, and where a weight is negative or a number infinite.",
        source: "Cochran 1977, §6; statsmodels WLS on a constant with HC1",
        example: "SELECT weighted_mean(score, amount)['mean'] FROM (VALUES (80, 1), (90, 3)) AS t (score, amount)",
        gives: "87.5",
    },
    FunctionText {
        name: "winsor_limits",
        signature: "winsor_limits(x, share)",
        zh: "缩尾界限",
        definition: "The quantiles at share and 1 − share, linear between order statistics at (n − 1)q (type 7): {low, \
            high}. NULL and NaN are left out; both are NULL without values. share is from 0 to below 0.5.",
        source: "Hyndman and Fan 1996; numpy.quantile",
        example: "SELECT winsor_limits(x, 0.1)['low'] FROM (VALUES (0), (1), (2), (3), (4)) AS t (x)",
        gives: "0.4",
    },
    FunctionText {
        name: "gini",
        signature: "gini(x)",
        zh: "基尼系数",
        definition: "The Gini coefficient: half the relative mean absolute difference between all pairs of values, \
            Σ(2i − n − 1)x₍ᵢ₎ / (n Σx) over ascending values, without the correction n/(n − 1). 0 is equality, (n − 1)/n is \
            all in one hand. NULL and NaN are left out. NULL where there is no value, a value is negative or infinite, or \
            all values are 0.",
        source: "Gini 1914; Sen 1973",
        example: "SELECT gini(x) FROM (VALUES (1), (2), (3), (4)) AS t (x)",
        gives: "0.25",
    },
    FunctionText {
        name: "binomial_test",
        signature: "binomial_test(k, n, p)",
        zh: "二项检验",
        definition: "k successes in n trials against the probability p, exactly and two-sided: {share, p, ci_low, ci_high}. \
            p is the probability of all outcomes that are no likelier than k; the interval is 95 %, by Clopper and \
            Pearson. All are NULL where an argument is, with n = 0, with k outside 0 … n, or p outside 0 … 1.",
        source: "Clopper and Pearson 1934; scipy.stats.binomtest",
        example: "SELECT binomial_test(8, 10, 0.5)['p']",
        gives: "0.109375",
    },
];

/// The text of a function.
pub fn of(name: &str) -> Option<&'static FunctionText> {
    FUNCTIONS.iter().find(|text| text.name == name)
}

static FOR_ENGINE: LazyLock<HashMap<&'static str, Documentation>> = LazyLock::new(|| {
    let section = DocSection { include: true, label: "Statistical Functions", description: None };
    let of_text = |text: &FunctionText| {
        let description = format!("{} ({})", text.definition, text.source);
        let documentation = Documentation::builder(section.clone(), description, text.signature);
        (text.name, documentation.with_sql_example(text.example).build())
    };
    FUNCTIONS.iter().map(of_text).collect()
});

/// The documentation of a function in the engine's form.
pub(super) fn for_engine(name: &str) -> Option<&'static Documentation> {
    FOR_ENGINE.get(name)
}
