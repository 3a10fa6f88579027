//! What the user is told of each statistical function: definition, source and an example.

use std::sync::LazyLock;

use datafusion::logical_expr::{DocSection, Documentation, DocumentationBuilder};

use super::statistic::Statistic;

const SECTION: DocSection = DocSection { include: true, label: "Statistical Functions", description: None };

const ROWS: &str = "Pairs in which one value is NULL or NaN are left out; infinite values take the outermost ranks. \
    With fewer than two pairs, or where all x or all y are equal, the value is NULL.";

static SPEARMAN: LazyLock<Documentation> = LazyLock::new(|| {
    let description = format!(
        "Spearman's rank correlation: Pearson's coefficient of the ranks, where equal values share the average of their \
        ranks (Spearman 1904; as scipy.stats.spearmanr). {ROWS}"
    );
    pair(&description, "corr_spearman(x, y)")
        .with_sql_example("SELECT department_code, corr_spearman(score, growth) FROM linked GROUP BY department_code")
        .with_related_udf("corr_kendall")
        .with_related_udf("corr_test")
        .build()
});

static KENDALL: LazyLock<Documentation> = LazyLock::new(|| {
    let description = format!(
        "Kendall's τ-b: (concordant − discordant pairs) / √((pairs − pairs tied in x)(pairs − pairs tied in y)) \
        (Kendall 1945), counted in n log n steps (Knight 1966; as scipy.stats.kendalltau). {ROWS}"
    );
    pair(&description, "corr_kendall(x, y)")
        .with_sql_example("SELECT corr_kendall(score, growth) FILTER (WHERE evaluator_kind = 'finance') FROM linked")
        .with_related_udf("corr_spearman")
        .with_related_udf("corr_test")
        .build()
});

static TEST: LazyLock<Documentation> = LazyLock::new(|| {
    let description = "A correlation with its test against none: STRUCT(n BIGINT, coefficient DOUBLE, p DOUBLE, ci_low \
        DOUBLE, ci_high DOUBLE). n counts the pairs without NULL or NaN. p is two-sided: from t with n − 2 degrees of \
        freedom for 'pearson' and 'spearman', from the normal distribution with the variance corrected for ties \
        (Kendall 1970, ch. 4; scipy.stats.kendalltau(method='asymptotic')) for 'kendall'. The interval is 95 %, by \
        Fisher's z = artanh(coefficient) ± 1.96 √v with v = 1/(n − 3) for 'pearson' (Fisher 1921), (1 + r²/2)/(n − 3) \
        for 'spearman' (Bonett and Wright 2000), 0.437/(n − 4) for 'kendall' (Fieller, Hartley and Pearson 1957; \
        derived without ties and for |τ| < 0.8, an approximation otherwise). Where n is too small for v the interval \
        is [-1, 1]. With two pairs p is 1 for 'pearson' and NULL for the others. Where the coefficient is 1 or -1, p is 0 \
        for 'pearson' and 'spearman' from three pairs on, and the interval shrinks to that point. With fewer than \
        two pairs, or where all x or all y are equal, all but n are NULL. An infinite value makes all but n NULL for \
        'pearson', and takes the outermost ranks for the others.";
    pair(description, "corr_test(x, y, method)")
        .with_argument("method", "The word 'pearson', 'spearman' or 'kendall', the same for all rows.")
        .with_sql_example(
            "SELECT t['n'], t['coefficient'], t['p'] FROM (SELECT corr_test(score, growth, 'spearman') AS t FROM linked)",
        )
        .with_related_udf("corr_spearman")
        .with_related_udf("corr_kendall")
        .build()
});

static GINI: LazyLock<Documentation> = LazyLock::new(|| {
    let description = "The Gini coefficient: half the relative mean absolute difference between all pairs of values, \
        Σ(2i − n − 1)x₍ᵢ₎ / (n Σx) over ascending values (Gini 1914; Sen 1973), without the correction n/(n − 1). \
        0 is equality, (n − 1)/n is all in one hand. NULL and NaN are left out. The value is NULL where there is no \
        value, a value is negative or infinite, or all values are 0.";
    Documentation::builder(SECTION, description, "gini(x)")
        .with_standard_argument("x", Some("Numeric"))
        .with_sql_example("SELECT budget_type, gini(amount) FROM project_budgets GROUP BY budget_type")
        .build()
});

fn pair(description: &str, syntax: &str) -> DocumentationBuilder {
    Documentation::builder(SECTION, description, syntax)
        .with_standard_argument("x", Some("First numeric"))
        .with_standard_argument("y", Some("Second numeric"))
}

/// The documentation of a function.
pub(super) fn of(statistic: Statistic) -> &'static Documentation {
    match statistic {
        Statistic::Spearman => &SPEARMAN,
        Statistic::Kendall => &KENDALL,
        Statistic::Test => &TEST,
        Statistic::Gini => &GINI,
    }
}
