//! Neither row order, nor partitions, nor where states are split and merged changes a bit of a result.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Accumulator;
use proptest::prelude::*;

use super::super::kernels::association::{self, Method};
use super::super::kernels::gini;
use super::super::rows::{CompleteRows, Finish};
use super::{rows, session};
use crate::model::random::Random;

/// Everything there is to compute, as bits.
fn accumulator() -> CompleteRows<2> {
    CompleteRows::new(Finish::of_sorted(|rows| {
        let first = rows.iter().map(|row| [row[0].abs()]).collect::<Vec<_>>();
        let tests = [Method::Pearson, Method::Spearman, Method::Kendall].map(|method| association::test(rows, method));
        Ok(ScalarValue::from(format!("{tests:?} {:?}", gini::coefficient(&first))))
    }))
}

fn columns(pairs: &[(Option<f64>, Option<f64>)]) -> [ArrayRef; 2] {
    let x: Float64Array = pairs.iter().map(|pair| pair.0).collect();
    let y: Float64Array = pairs.iter().map(|pair| pair.1).collect();
    [Arc::new(x), Arc::new(y)]
}

fn merge(into: &mut CompleteRows<2>, mut from: CompleteRows<2>) {
    let states = from.state().unwrap().iter().map(|state| state.to_array().unwrap()).collect::<Vec<_>>();
    into.merge_batch(&states).unwrap();
}

fn part(pairs: &[(Option<f64>, Option<f64>)]) -> CompleteRows<2> {
    let mut part = accumulator();
    part.update_batch(&columns(pairs)).unwrap();
    part
}

fn number() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        8 => (-5_i8..5).prop_map(|value| Some(f64::from(value) / 3.0)),
        8 => (-1e6..1e6).prop_map(Some),
        1 => Just(None),
        1 => Just(Some(f64::NAN)),
        1 => Just(Some(-0.0)),
    ]
}

proptest! {
    #[test]
    fn states_merge_in_any_split_and_order(
        (pairs, shuffled) in prop::collection::vec((number(), number()), 0..80)
            .prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
        cuts in (0_usize..81, 0_usize..81),
    ) {
        let whole = part(&pairs).evaluate().unwrap();
        prop_assert_eq!(&part(&shuffled).evaluate().unwrap(), &whole);

        let first = cuts.0.min(cuts.1).min(pairs.len());
        let second = cuts.0.max(cuts.1).min(pairs.len());
        let split = || (part(&pairs[..first]), part(&pairs[first..second]), part(&pairs[second..]));

        let (mut a, mut b, c) = split();
        merge(&mut b, c);
        merge(&mut a, b);
        prop_assert_eq!(&a.evaluate().unwrap(), &whole);

        let (a, mut b, mut c) = split();
        merge(&mut b, a);
        merge(&mut c, b);
        prop_assert_eq!(&c.evaluate().unwrap(), &whole);
    }
}

#[test]
fn size_counts_the_rows_on_the_heap() {
    let pairs = vec![(Some(1.0), Some(2.0)); 1000];
    assert!(part(&pairs).size() >= 16_000);
}

#[tokio::test]
async fn partitions_change_nothing() {
    // a multiplicative sequence: no order, some ties
    let mut value = 1_u32;
    let mut next = || {
        value = value.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(value >> 20) / 7.0
    };
    let pairs = (0..5000).map(|_| [Some(next()), Some(next())]).collect::<Vec<_>>();
    let sql = "SELECT CAST(floor(x / 100) AS INT) AS bin, corr_spearman(x, y), corr_kendall(x, y), \
        corr_test(x, y, 'pearson'), corr_test(x, y, 'kendall'), gini(x) FROM pairs GROUP BY 1 \
        UNION ALL SELECT -1, corr_spearman(x, y), corr_kendall(x, y), corr_test(x, y, 'pearson'), \
        corr_test(x, y, 'kendall'), gini(x) FROM pairs ORDER BY bin";
    let one = rows(&session(&pairs, 1), sql).await;
    assert!(one.len() > 5);
    assert_eq!(one, rows(&session(&pairs, 8), sql).await);
}

/// Groups of pairs by a word, at one and at eight partitions, in two orders of rows.
#[tokio::test]
async fn estimates_do_not_depend_on_partitions_or_row_order() {
    let mut random = Random::replication(3, 0);
    let mut next = || f64::from(i32::try_from(random.between(0, 99)).unwrap());
    let pairs = (0..600).map(|_| [Some(next()), Some(next())]).collect::<Vec<_>>();
    let turned = pairs.iter().rev().copied().collect::<Vec<_>>();
    let estimates = "ols(y, [x, x * x], [part, CAST(CAST(x AS INT) % 7 AS TEXT)], [CAST(CAST(y AS INT) % 11 AS TEXT), part]), ols(y, [x]), \
        corr_partial(x, y, [x * y]), rank_association(x, y, CAST(x AS INT) % 3, CAST(y AS INT) % 11), \
        permutation_test(x, y, part, 'within', 49, 7), cluster_bootstrap(x, y, part, CAST(y AS INT) % 11, 'kendall', 19, 7), \
        wild_cluster_bootstrap(y, [x], [part], CAST(y AS INT) % 11, 'webb', 49, 7), winsor_limits(x, 0.05)";
    let sql = format!(
        "SELECT CAST(x AS INT) % 2 AS bin, {estimates} FROM pairs GROUP BY 1 UNION ALL SELECT -1, {estimates} FROM pairs \
         ORDER BY bin"
    );
    let one = rows(&session(&pairs, 1), &sql).await;
    assert_eq!(one.len(), 3);
    assert_eq!(one, rows(&session(&pairs, 8), &sql).await);
    assert_eq!(one, rows(&session(&turned, 3), &sql).await);
}

#[tokio::test]
async fn weighted_means_do_not_depend_on_partitions() {
    let mut random = Random::replication(4, 0);
    let mut next = || f64::from(i32::try_from(random.between(1, 999_999)).unwrap()) / 7.0;
    let pairs = (0..900).map(|_| [Some(next()), Some(next())]).collect::<Vec<_>>();
    let sql = "SELECT CAST(x AS INT) % 40 AS bin, weighted_mean(x, y) AS m FROM pairs GROUP BY 1 UNION ALL SELECT -1, \
        weighted_mean(x, y) FROM pairs ORDER BY bin";
    let sql = format!("SELECT m['mean'], m['std_error'], m['ci_low'] FROM ({sql}) ORDER BY bin");
    let (one, eight) = (rows(&session(&pairs, 1), &sql).await, rows(&session(&pairs, 8), &sql).await);
    assert_eq!(one.len(), 41);
    for (left, right) in one.iter().flatten().zip(eight.iter().flatten()) {
        let (ScalarValue::Float64(left), ScalarValue::Float64(right)) = (left, right) else { panic!("no doubles") };
        super::close(*left, *right, 1e-13, "weighted mean");
    }
}
