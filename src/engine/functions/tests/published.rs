//! Against scipy (`tests/data/statistics/make_expected.py`).

use serde::Deserialize;

use super::super::kernels::p_value;
use super::{close, numbers, session};

const EXPECTED: &str = include_str!("../../../../tests/data/statistics/expected.json");

#[derive(Deserialize)]
struct Expected {
    cases: Vec<Case>,
    student: Vec<Student>,
    gini: Vec<Gini>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    x: Vec<f64>,
    y: Vec<f64>,
    pearson: Entry,
    spearman: Entry,
    kendall: Entry,
}

#[derive(Deserialize)]
struct Entry {
    coefficient: Option<f64>,
    p: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
}

#[derive(Deserialize)]
struct Student {
    n: usize,
    r: f64,
    p: f64,
}

#[derive(Deserialize)]
struct Gini {
    x: Vec<f64>,
    gini: f64,
}

fn expected() -> Expected {
    serde_json::from_str(EXPECTED).unwrap()
}

#[tokio::test]
async fn correlations_are_those_of_scipy() {
    for case in expected().cases {
        let pairs = case.x.iter().zip(&case.y).map(|(&x, &y)| [Some(x), Some(y)]).collect::<Vec<_>>();
        let context = session(&pairs, 3);
        for (method, entry) in [("pearson", &case.pearson), ("spearman", &case.spearman), ("kendall", &case.kendall)] {
            let what = format!("{}, {method}", case.name);
            let sql = format!(
                "SELECT CAST(t['n'] AS DOUBLE), t['coefficient'], t['p'], t['ci_low'], t['ci_high'] \
                 FROM (SELECT corr_test(x, y, '{method}') AS t FROM pairs)"
            );
            let found = numbers(&context, &sql).await;
            close(found[0], Some(f64::from(u32::try_from(case.x.len()).unwrap())), 0.0, &what);
            close(found[1], entry.coefficient, 1e-12, &what);
            close(found[2], entry.p, 1e-10, &what);
            close(found[3], entry.ci_low, 1e-10, &what);
            close(found[4], entry.ci_high, 1e-10, &what);
        }
        let found = numbers(&context, "SELECT corr_spearman(x, y), corr_kendall(x, y) FROM pairs").await;
        close(found[0], case.spearman.coefficient, 1e-12, &case.name);
        close(found[1], case.kendall.coefficient, 1e-12, &case.name);
    }
}

#[test]
fn p_values_keep_their_digits_for_all_sizes() {
    for Student { n, r, p } in expected().student {
        // the log-gamma of large arguments costs digits: at least seven are left at a million rows
        let relative = if n > 1000 { 1e-7 } else { 1e-10 };
        close(p_value::student(r, n), Some(p), relative, &format!("n {n}, r {r}"));
    }
}

#[tokio::test]
async fn gini_is_half_the_relative_mean_difference() {
    for Gini { x, gini } in expected().gini {
        let pairs = x.iter().map(|&x| [Some(x), None]).collect::<Vec<_>>();
        let found = numbers(&session(&pairs, 2), "SELECT gini(x) FROM pairs").await;
        close(found[0], Some(gini), 1e-14, &format!("{x:?}"));
    }
}
