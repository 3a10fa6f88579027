//! The kernels against statsmodels, pyfixest and scipy (`tests/data/statistics/make_regression.py`), and against
//! published tables where they are at hand.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::records::Records;
use super::regression::{Regression, ols};
use super::resampling::{Plan, Resampled, cluster_bootstrap, permutation};
use super::weighted_mean::WeightedSums;
use super::wild_bootstrap::{Weights, test as wild_test};
use super::{binomial, partial, rank_association, winsor};
use crate::model::random::Random;

const EXPECTED: &str = include_str!("../../../../tests/data/statistics/regression.json");

fn cases<T: DeserializeOwned>(part: &str) -> Vec<T> {
    let content: serde_json::Value = serde_json::from_str(EXPECTED).unwrap();
    serde_json::from_value(content[part].clone()).unwrap()
}

/// Rows in an arbitrary order, as the engine may bring them.
fn records(numbers: &[&Vec<f64>], words: &[&Vec<i64>], seed: u64) -> Records {
    let rows = numbers[0].len();
    let mut order: Vec<usize> = (0..rows).collect();
    Random::replication(seed, 0).shuffle(&mut order);
    let mut texts: Vec<Box<str>> = Vec::new();
    let mut place = |value: i64| -> u32 {
        let text = value.to_string();
        let known = texts.iter().position(|known| known.as_ref() == text);
        u32::try_from(known.unwrap_or_else(|| {
            texts.push(text.into());
            texts.len() - 1
        }))
        .unwrap()
    };
    let words: Vec<Vec<u32>> =
        words.iter().map(|column| order.iter().map(|&row| place(column[row])).collect()).collect();
    let numbers: Vec<Vec<f64>> =
        numbers.iter().map(|column| order.iter().map(|&row| column[row] + 0.0).collect()).collect();
    Records::sorted(&numbers, &words, &texts)
}

#[track_caller]
fn close(found: Option<f64>, expected: Option<f64>, relative: f64, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            let error = (found - expected).abs();
            assert!(error <= relative * expected.abs() + 1e-13, "{what}: {found} is not {expected}");
        }
        _ => panic!("{what}: {found:?} is not {expected:?}"),
    }
}

#[derive(Deserialize)]
struct OlsCase {
    name: String,
    y: Vec<f64>,
    x: Vec<Vec<f64>>,
    effects: Vec<Vec<i64>>,
    clusters: Vec<Vec<i64>>,
    n: usize,
    r2: f64,
    terms: Vec<OlsTerm>,
}

#[derive(Deserialize)]
struct OlsTerm {
    coefficient: f64,
    iid: f64,
    hc1: f64,
    clustered: Option<f64>,
    p: f64,
    low: f64,
    high: f64,
}

fn regress(case: &OlsCase, seed: u64) -> Regression {
    let numbers: Vec<&Vec<f64>> = std::iter::once(&case.y).chain(&case.x).collect();
    let words: Vec<&Vec<i64>> = case.effects.iter().chain(&case.clusters).collect();
    ols(records(&numbers, &words, seed), case.effects.len())
}

#[test]
fn regressions_are_those_of_fixest() {
    for case in cases::<OlsCase>("ols") {
        let found = regress(&case, 1);
        assert_eq!(found, regress(&case, 2), "{}: the order of rows", case.name);
        assert_eq!(found.n, case.n, "{}", case.name);
        close(found.r2, Some(case.r2), 1e-9, &case.name);
        assert_eq!(found.terms.len(), case.terms.len(), "{}", case.name);
        for (term, expected) in found.terms.iter().zip(&case.terms) {
            let what = format!("{} {term:?}", case.name);
            close(term.coefficient, Some(expected.coefficient), 1e-9, &what);
            close(term.std_error_iid, Some(expected.iid), 1e-9, &what);
            close(term.std_error_hc1, Some(expected.hc1), 1e-9, &what);
            close(term.std_error_clustered, expected.clustered, 1e-9, &what);
            close(term.p, Some(expected.p), 1e-7, &what);
            close(term.interval.map(|interval| interval.0), Some(expected.low), 1e-8, &what);
            close(term.interval.map(|interval| interval.1), Some(expected.high), 1e-8, &what);
        }
    }
}

#[derive(Deserialize)]
struct Entry {
    coefficient: f64,
    p: f64,
    low: f64,
    high: f64,
}

#[derive(Deserialize)]
struct PartialCase {
    x: Vec<f64>,
    y: Vec<f64>,
    controls: Vec<Vec<f64>>,
    #[serde(flatten)]
    expected: Entry,
}

#[test]
fn partial_correlations_are_those_of_regression() {
    for case in cases::<PartialCase>("partial") {
        let numbers: Vec<&Vec<f64>> = [&case.x, &case.y].into_iter().chain(&case.controls).collect();
        let found = partial::correlation(&records(&numbers, &[], 1));
        close(found.coefficient, Some(case.expected.coefficient), 1e-10, "coefficient");
        close(found.p, Some(case.expected.p), 1e-8, "p");
        close(found.interval.map(|interval| interval.0), Some(case.expected.low), 1e-10, "low");
        close(found.interval.map(|interval| interval.1), Some(case.expected.high), 1e-10, "high");
    }
}

#[derive(Deserialize)]
struct RankCase {
    x: Vec<f64>,
    y: Vec<f64>,
    year: Vec<i64>,
    cluster: Vec<i64>,
    std_error: f64,
    #[serde(flatten)]
    expected: Entry,
}

#[test]
fn rank_associations_are_those_of_pooled_regression() {
    for case in cases::<RankCase>("rank_association") {
        let found = rank_association::rank_association(&records(&[&case.x, &case.y], &[&case.year, &case.cluster], 1));
        close(found.coefficient, Some(case.expected.coefficient), 1e-10, "coefficient");
        close(found.std_error, Some(case.std_error), 1e-10, "std_error");
        close(found.p, Some(case.expected.p), 1e-9, "p");
        close(found.interval.map(|interval| interval.0), Some(case.expected.low), 1e-10, "low");
        close(found.interval.map(|interval| interval.1), Some(case.expected.high), 1e-10, "high");
    }
}

#[derive(Deserialize)]
struct MeanCase {
    x: Vec<f64>,
    w: Vec<f64>,
    mean: f64,
    std_error: f64,
    low: f64,
    high: f64,
}

#[test]
fn weighted_means_are_those_of_weighted_regression() {
    for case in cases::<MeanCase>("weighted_mean") {
        let mut forward = WeightedSums::default();
        case.x.iter().zip(&case.w).for_each(|(&x, &w)| forward.add(x, w));
        let (mut first, mut second) = (WeightedSums::default(), WeightedSums::default());
        case.x
            .iter()
            .zip(&case.w)
            .rev()
            .enumerate()
            .for_each(|(place, (&x, &w))| if place % 3 == 0 { first.add(x, w) } else { second.add(x, w) });
        second.merge(&first);
        let (found, other) = (forward.mean(), second.mean());
        close(found.mean, Some(case.mean), 1e-12, "mean");
        close(found.std_error, Some(case.std_error), 1e-9, "std_error");
        close(found.interval.map(|interval| interval.0), Some(case.low), 1e-9, "low");
        close(found.interval.map(|interval| interval.1), Some(case.high), 1e-9, "high");
        close(other.mean, found.mean, 1e-15, "any order");
        close(other.std_error, found.std_error, 1e-14, "any order");
    }
}

#[derive(Deserialize)]
struct BinomialCase {
    k: i64,
    n: i64,
    probability: f64,
    p: f64,
    low: f64,
    high: f64,
}

#[test]
fn binomial_tests_are_those_of_scipy() {
    for case in cases::<BinomialCase>("binomial") {
        let what = format!("{} of {} at {}", case.k, case.n, case.probability);
        let found = binomial::test(case.k, case.n, case.probability);
        close(found.p, Some(case.p), 1e-8, &what);
        close(found.interval.map(|interval| interval.0), Some(case.low), 1e-8, &what);
        close(found.interval.map(|interval| interval.1), Some(case.high), 1e-8, &what);
    }
    assert_eq!(binomial::test(3, 2, 0.5), binomial::BinomialTest::default());
    assert_eq!(binomial::test(0, 0, 0.5), binomial::BinomialTest::default());
}

#[derive(Deserialize)]
struct WildCase {
    y: Vec<f64>,
    x: Vec<Vec<f64>>,
    effects: Vec<Vec<i64>>,
    cluster: Vec<i64>,
    coefficient: f64,
    t: f64,
    p: f64,
}

#[test]
fn wild_bootstraps_are_those_of_going_through_all_draws() {
    for case in cases::<WildCase>("wild") {
        let numbers: Vec<&Vec<f64>> = std::iter::once(&case.y).chain(&case.x).collect();
        let words: Vec<&Vec<i64>> = case.effects.iter().chain([&case.cluster]).collect();
        let plan = |replications| Plan { replications, seed: 4 };
        let found = wild_test(records(&numbers, &words, 1), Weights::Rademacher, plan(999));
        close(found.coefficient, Some(case.coefficient), 1e-9, "coefficient");
        close(found.t, Some(case.t), 1e-9, "t");
        close(found.p, Some(case.p), 1e-12, "p");
        assert_eq!(found.draws, 256);
        // Webb's weights draw from another distribution of the same variance
        let webb = wild_test(records(&numbers, &words, 1), Weights::Webb, plan(4999));
        assert!((webb.p.unwrap() - case.p).abs() < 0.02, "{webb:?}");
    }
}

#[derive(Deserialize)]
struct ResamplingCase {
    method: String,
    x: Vec<f64>,
    y: Vec<f64>,
    #[serde(default)]
    cluster: Vec<i64>,
    coefficient: f64,
    #[serde(default)]
    p: f64,
    #[serde(default)]
    std_error: f64,
}

#[test]
fn permutations_agree_with_all_orders() {
    let plan = Plan { replications: 19_999, seed: 2024 };
    for case in cases::<ResamplingCase>("permutation") {
        let stratum = vec![0; case.x.len()];
        let method = Resampled::from_word(&case.method).unwrap();
        let found = permutation(&records(&[&case.x, &case.y], &[&stratum], 1), method, plan);
        assert_eq!(found, permutation(&records(&[&case.x, &case.y], &[&stratum], 2), method, plan));
        close(found.coefficient, Some(case.coefficient), 1e-12, &case.method);
        let error = (case.p * (1.0 - case.p) / 20_000.0).sqrt();
        assert!((found.p.unwrap() - case.p).abs() < 4.0 * error, "{} {found:?} {}", case.method, case.p);
    }
}

#[test]
fn bootstraps_have_the_spread_of_another_program() {
    let plan = Plan { replications: 4000, seed: 2024 };
    for case in cases::<ResamplingCase>("bootstrap") {
        let stratum = vec![0; case.x.len()];
        let method = Resampled::from_word(&case.method).unwrap();
        let found = cluster_bootstrap(&records(&[&case.x, &case.y], &[&stratum, &case.cluster], 1), method, plan);
        close(found.coefficient, Some(case.coefficient), 1e-12, &case.method);
        // the spread of a standard deviation from 4000 draws is 1.1 %, of the difference of two 1.6 %
        assert!((found.std_error.unwrap() / case.std_error - 1.0).abs() < 0.06, "{} {found:?}", case.method);
        // samples of whole clusters drawn as rows give the same coefficients as rows that count several times
        assert_eq!(found.replications, 4000);
    }
}

#[derive(Deserialize)]
struct QuantileCase {
    x: Vec<f64>,
    share: f64,
    low: f64,
    high: f64,
}

#[test]
fn winsor_limits_are_those_of_numpy() {
    for case in cases::<QuantileCase>("quantiles") {
        let values: Vec<[f64; 1]> = case.x.iter().map(|&x| [x]).collect();
        let (low, high) = winsor::limits(&values, case.share).unwrap();
        close(Some(low), Some(case.low), 1e-13, "low");
        close(Some(high), Some(case.high), 1e-13, "high");
    }
}

/// Nothing, one row, equal values, collinear columns, one cluster: values that are not there, never a panic.
#[test]
fn edges_of_every_kernel() {
    let none: Vec<f64> = Vec::new();
    let no_words: Vec<i64> = Vec::new();
    let empty = || records(&[&none, &none], &[&no_words, &no_words], 1);
    assert_eq!(ols(empty(), 1).terms[0].coefficient, None);
    assert_eq!(ols(records(&[&none, &none], &[], 1), 0).terms.len(), 2);
    assert_eq!(rank_association::rank_association(&empty()).coefficient, None);
    assert_eq!(partial::correlation(&empty()).coefficient, None);
    let plan = Plan { replications: 9, seed: 1 };
    assert_eq!(permutation(&empty(), Resampled::Within, plan).p, None);
    assert_eq!(cluster_bootstrap(&empty(), Resampled::Kendall, plan).coefficient, None);
    assert_eq!(wild_test(empty(), Weights::Webb, plan).p, None);

    let one = ols(records(&[&vec![1.0], &vec![2.0]], &[&vec![1]], 1), 0);
    assert_eq!((one.n, one.terms[1].coefficient, one.terms[0].std_error_iid), (1, None, None));

    let (y, x) = (vec![1.0, 2.0, 4.0, 3.0], vec![1.0, 2.0, 3.0, 4.0]);
    let twice: Vec<f64> = x.iter().map(|x| 3.0 * x - 1.0).collect();
    let constant = vec![5.0; 4];
    let found = ols(records(&[&y, &x, &twice, &constant], &[], 1), 0);
    let coefficients: Vec<bool> = found.terms.iter().map(|term| term.coefficient.is_some()).collect();
    assert_eq!((coefficients, found.k), (vec![true, true, false, false], 2));
    close(found.terms[1].coefficient, Some(0.8), 1e-12, "slope");
    let one_cluster = ols(records(&[&y, &x], &[&vec![1; 4]], 1), 0);
    assert_eq!((one_cluster.clusters, one_cluster.terms[1].std_error_clustered), (Some(1), None));
    assert_eq!(ols(records(&[&constant, &x], &[], 1), 0).r2, None);
    assert_eq!(rank_association::rank_association(&records(&[&constant, &x], &[&vec![1; 4], &vec![1; 4]], 1)).n, 0);
    assert_eq!(permutation(&records(&[&constant, &x], &[&vec![1; 4]], 1), Resampled::Within, plan).p, None);
    let infinite = vec![f64::INFINITY, 1.0, 2.0, 3.0];
    assert_eq!(permutation(&records(&[&infinite, &x], &[&vec![1; 4]], 1), Resampled::Pearson, plan).p, None);
    assert_eq!(partial::correlation(&records(&[&x, &y, &twice], &[], 1)).coefficient, None);
}

/// With growth shuffled within years, the within-year permutation claims a link as often as its level says.
#[test]
fn shuffled_scores_are_rarely_said_to_matter() {
    let mut claims = 0;
    for seed in 0..200 {
        let mut random = Random::replication(99, seed);
        let rows = 120_usize;
        let year: Vec<i64> = (0..rows).map(|row| i64::try_from(row % 4).unwrap()).collect();
        let mut number = |scale: i128| f64::from(i32::try_from(random.between(0, scale)).unwrap());
        let x: Vec<f64> = year.iter().map(|&year| number(20) + 10.0 * f64::from(u8::try_from(year).unwrap())).collect();
        let y: Vec<f64> =
            year.iter().map(|&year| number(999) - 500.0 * f64::from(u8::try_from(year).unwrap())).collect();
        let unit: Vec<i64> = (0..rows).map(|row| i64::try_from(row / 4).unwrap()).collect();
        let rows = records(&[&x, &y], &[&year, &unit], seed);
        let found = permutation(&rows, Resampled::Within, Plan { replications: 199, seed });
        claims += i32::from(found.p.unwrap() <= 0.05);
    }
    // 5 % of 200 and three times √(200 · .05 · .95)
    assert!(claims <= 19, "{claims}");
}

/// The table of Petersen (2009), where it is at hand.
#[test]
fn the_panel_of_petersen() {
    let root = std::env::var_os("JIXIAO_REAL_INPUT")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input"), PathBuf::from);
    let Ok(mut reader) = csv::Reader::from_path(root.join("intl/petersen/petersen_2009_panel.csv")) else {
        eprintln!("skipped: no real input");
        return;
    };
    let rows: Vec<(i64, i64, f64, f64)> = reader.deserialize().collect::<Result<_, _>>().unwrap();
    let column = |of: fn(&(i64, i64, f64, f64)) -> i64| rows.iter().map(of).collect::<Vec<i64>>();
    let (firm, year) = (column(|row| row.0), column(|row| row.1));
    let x: Vec<f64> = rows.iter().map(|row| row.2).collect();
    let y: Vec<f64> = rows.iter().map(|row| row.3).collect();
    let regress = |words: &[&Vec<i64>], effects| ols(records(&[&y, &x], words, 1), effects);
    let near = |found: Option<f64>, expected: f64, what: &str| {
        assert!(found.is_some_and(|found| (found - expected).abs() < 5.1e-7), "{what}: {found:?} is not {expected}");
    };
    let by_firm = regress(&[&firm], 0).terms[1];
    near(by_firm.coefficient, 1.034_833, "slope");
    near(by_firm.std_error_iid, 0.028_583, "iid");
    near(by_firm.std_error_hc1, 0.028_395, "HC1");
    near(by_firm.std_error_clustered, 0.050_596, "by firm");
    near(regress(&[&year], 0).terms[1].std_error_clustered, 0.033_389, "by year");
    near(regress(&[&firm, &year], 0).terms[1].std_error_clustered, 0.053_558, "two-way");
    let effects = regress(&[&firm, &firm], 1).terms[0];
    near(effects.coefficient, 0.969_875, "within firms");
    near(effects.std_error_clustered, 0.030_145, "within firms, by firm");
}
