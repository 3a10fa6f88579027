//! Empty groups, missing values, types and refused calls.

use datafusion::common::ScalarValue;
use datafusion::common::ScalarValue::{Float64, Int64, Utf8};
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

use super::super::documentation;
use super::{close, numbers, refusal, rows, session};

#[tokio::test]
async fn no_rows_and_one_row_have_no_coefficient() {
    let empty = session(&[], 1);
    let found = rows(
        &empty,
        "SELECT corr_spearman(x, y), corr_kendall(x, y), gini(x), \
         corr_test(x, y, 'kendall')['n'], corr_test(x, y, 'kendall')['p'] FROM pairs",
    )
    .await;
    assert_eq!(found, [[Float64(None), Float64(None), Float64(None), Int64(Some(0)), Float64(None)]]);
    let one = session(&[[Some(1.0), Some(2.0)]], 1);
    let sql = "SELECT corr_spearman(x, y), corr_kendall(x, y), corr_test(x, y, 'pearson')['coefficient'], \
        corr_test(x, y, 'pearson')['p'], corr_test(x, y, 'kendall')['ci_low'], gini(x) FROM pairs";
    assert_eq!(numbers(&one, sql).await, [None, None, None, None, None, Some(0.0)]);
}

#[tokio::test]
async fn a_filter_that_leaves_nothing_counts_none() {
    let context = session(&[[Some(1.0), Some(2.0)], [Some(2.0), Some(4.0)]], 2);
    let sql = "SELECT t['n'], t['p'], tau, whole FROM (SELECT corr_test(x, y, 'pearson') FILTER (WHERE x > 5) AS t, \
        corr_kendall(x, y) FILTER (WHERE x > 5) AS tau, corr_kendall(x, y) AS whole FROM pairs)";
    let found = rows(&context, sql).await;
    assert_eq!(found, [[Int64(Some(0)), Float64(None), Float64(None), Float64(Some(1.0))]]);
}

#[tokio::test]
async fn pairs_with_null_or_nan_are_left_out() {
    let context = session(
        &[
            [Some(1.0), Some(1.0)],
            [None, Some(9.0)],
            [Some(2.0), Some(3.0)],
            [Some(9.0), None],
            [Some(f64::NAN), Some(-4.0)],
            [Some(3.0), Some(2.0)],
            [Some(-4.0), Some(f64::NAN)],
        ],
        3,
    );
    let sql = "SELECT corr_test(x, y, 'spearman')['n'], corr_spearman(x, y) FROM pairs";
    assert_eq!(rows(&context, sql).await, [[Int64(Some(3)), Float64(Some(0.5))]]);
}

#[tokio::test]
async fn minus_zero_ties_with_zero() {
    let context = session(&[[Some(0.0), Some(1.0)], [Some(-0.0), Some(2.0)]], 1);
    assert_eq!(numbers(&context, "SELECT corr_spearman(x, y), corr_kendall(x, y) FROM pairs").await, [None, None]);
}

#[tokio::test]
async fn infinite_values_are_outermost_ranks_but_no_moments() {
    let context = session(
        &[[Some(1.0), Some(f64::NEG_INFINITY)], [Some(2.0), Some(0.0)], [Some(f64::INFINITY), Some(f64::INFINITY)]],
        1,
    );
    let sql = "SELECT corr_spearman(x, y), corr_kendall(x, y), corr_test(x, y, 'pearson')['coefficient'], gini(x) \
        FROM pairs";
    assert_eq!(numbers(&context, sql).await, [Some(1.0), Some(1.0), None, None]);
}

#[tokio::test]
async fn gini_of_negative_or_only_zero_values_is_null() {
    let negative = session(&[[Some(-1.0), Some(0.0)], [Some(2.0), Some(0.0)]], 1);
    assert_eq!(numbers(&negative, "SELECT gini(x), gini(y) FROM pairs").await, [None, None]);
}

#[tokio::test]
async fn integers_decimals_and_floats_are_read_as_double() {
    let context = session(&[[Some(1.0), Some(1.0)], [Some(2.0), Some(3.0)], [Some(3.0), Some(2.0)]], 1);
    for (x, y) in [("BIGINT", "DECIMAL(18,2)"), ("DECIMAL(18,2)", "REAL"), ("SMALLINT", "INTEGER UNSIGNED")] {
        let sql = format!("SELECT corr_spearman(CAST(x AS {x}), CAST(y AS {y})), gini(CAST(x AS {x})) FROM pairs");
        let found = numbers(&context, &sql).await;
        close(found[0], Some(0.5), 0.0, &sql);
        // (-2·1 + 0·2 + 2·3) / (3 · 6)
        close(found[1], Some(2.0 / 9.0), 1e-15, &sql);
    }
    assert_eq!(numbers(&context, "SELECT corr_spearman(x, NULL) FROM pairs").await, [None]);
}

#[tokio::test]
async fn groups_are_computed_apart_and_filters_apply() {
    let pairs = [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [4.0, 9.0], [5.0, 8.0], [6.0, 7.0]];
    let context = session(&pairs.map(|pair| pair.map(Some)), 2);
    let sql = "SELECT part, corr_kendall(x, y), corr_spearman(x, y) FILTER (WHERE x > 1) FROM pairs GROUP BY part \
        ORDER BY part";
    let text = |word: &str| Utf8(Some(word.to_owned()));
    let value = |number: f64| Float64(Some(number));
    let expected: [[ScalarValue; 3]; 2] =
        [[text("high"), value(-1.0), value(-1.0)], [text("low"), value(1.0), value(1.0)]];
    assert_eq!(rows(&context, sql).await, expected);
}

#[tokio::test]
async fn a_growing_window_adds_rows() {
    let context = session(&[[Some(1.0), Some(1.0)], [Some(2.0), Some(2.0)], [Some(3.0), Some(0.0)]], 1);
    let found = rows(&context, "SELECT corr_kendall(x, y) OVER (ORDER BY x) FROM pairs ORDER BY x").await;
    assert_eq!(found, [[Float64(None)], [Float64(Some(1.0))], [Float64(Some(-1.0 / 3.0))]]);
}

#[tokio::test]
async fn wrong_calls_are_refused_with_a_reason() {
    let context = session(&[[Some(1.0), Some(1.0)]], 1);
    for function in ["corr_spearman(DISTINCT x, y)", "gini(DISTINCT x)", "corr_test(DISTINCT x, y, 'pearson')"] {
        let message = refusal(&context, &format!("SELECT {function} FROM pairs")).await;
        assert!(message.contains("does not take DISTINCT"), "{message}");
    }
    for word in ["'Pearson'", "'tau'", "part", "NULL"] {
        let message = refusal(&context, &format!("SELECT corr_test(x, y, {word}) FROM pairs")).await;
        assert!(message.contains("must be the word 'pearson', 'spearman' or 'kendall', found"), "{message}");
    }
    let message = refusal(&context, "SELECT corr_spearman(part, y) FROM pairs").await;
    assert!(message.contains("corr_spearman"), "{message}");
}

#[tokio::test]
async fn nothing_gives_structures_that_say_so() {
    let empty = session(&[], 2);
    let sql = "SELECT ols(y, [x])['n'], ols(y, [x], [part], [part])['terms'][1]['coefficient'], \
        corr_partial(x, y, [x])['n'], rank_association(x, y, part, part)['coefficient'], \
        permutation_test(x, y, part, 'pearson', 9, 1)['p'], weighted_mean(x, y)['mean'], winsor_limits(x, 0.1)['low'] \
        FROM pairs";
    let none = Float64(None);
    let expected =
        [Int64(Some(0)), none.clone(), Int64(Some(0)), none.clone(), none.clone(), none.clone(), none.clone()];
    assert_eq!(rows(&empty, sql).await, [expected]);
}

#[tokio::test]
async fn incomplete_rows_and_singletons_are_counted() {
    let context = session(
        &[
            [Some(1.0), Some(1.0)],
            [Some(2.0), None],
            [Some(2.0), Some(2.5)],
            [Some(3.0), Some(3.0)],
            [Some(f64::NAN), Some(1.0)],
            [Some(9.0), Some(1.0)],
        ],
        3,
    );
    // 9 is the only complete row of its part
    let sql = "SELECT ols(y, [x], [part])['n'], ols(y, [x], [part])['dropped'], ols(y, [x])['n'], \
        ols(y, [x], [NULL])['n'] FROM pairs";
    let count = |rows| Int64(Some(rows));
    assert_eq!(rows(&context, sql).await, [[count(3), count(3), count(4), count(0)]]);
}

#[tokio::test]
async fn wrong_estimates_are_refused_with_a_reason() {
    let context = session(&[[Some(1.0), Some(1.0)], [Some(2.0), Some(1.0)]], 1);
    for (call, reason) in [
        ("ols(y, x)", "argument 2 of ols must be a list of numbers"),
        ("ols(y)", "ols is called as ols(y, [x…]"),
        ("ols(y, [x], [part], [part, part, part])", "one or two cluster variables, found 3"),
        ("permutation_test(x, y, part, 'tau', 9, 1)", "must be the word 'pearson', 'spearman', 'kendall' or 'within'"),
        ("permutation_test(x, y, part, 'within', 0, 1)", "must be a whole number of replications"),
        ("permutation_test(x, y, part, 'within', 9, -1)", "must be a seed"),
        ("winsor_limits(x, 0.5)", "must be a share from 0 to below 0.5"),
        ("binomial_test('a', 1, 1)", "binomial_test(k, n, p)"),
    ] {
        let message = refusal(&context, &format!("SELECT {call} FROM pairs")).await;
        assert!(message.contains(reason), "{message}");
    }
}

/// Every function has a text, and its example gives what the text says.
#[tokio::test]
async fn every_function_is_documented() {
    let aggregates = super::super::aggregates();
    let scalars = super::super::scalars();
    let names: Vec<&str> =
        aggregates.iter().map(AggregateUDF::name).chain(scalars.iter().map(ScalarUDF::name)).collect();
    assert_eq!(names, documentation::FUNCTIONS.map(|text| text.name));
    let context = session(&[], 1);
    for text in documentation::FUNCTIONS {
        assert!(text.signature.starts_with(text.name) && text.example.contains(text.name), "{}", text.name);
        let found = numbers(&context, text.example).await;
        assert!((found[0].unwrap() - text.gives.parse::<f64>().unwrap()).abs() < 1e-6, "{}: {found:?}", text.example);
    }
}
