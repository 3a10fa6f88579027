//! The rank association of scores and growth within each year.

use super::least_squares::dot;
use super::p_value::{CRITICAL, normal};
use super::rank::centred_half_ranks;
use super::records::{Factor, Records};
use super::{count, real};

/// A within-year rank association with its clustered error.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct RankAssociation {
    /// rows used: those of years in which neither column is constant
    pub n: usize,
    /// clusters
    pub clusters: usize,
    /// `ρ_w`
    pub coefficient: Option<f64>,
    /// clustered, CR1
    pub std_error: Option<f64>,
    /// two-sided, normal
    pub p: Option<f64>,
    /// low and high end at 95 %, normal
    pub interval: Option<(f64, f64)>,
}

/// Ranks of a column within the levels of a factor, as (average rank − ½)/n − ½, scaled to unit variance within each
/// level; 0 throughout a level in which all values are equal.
pub fn within_ranks(column: &[f64], members: &[Vec<usize>]) -> Vec<f64> {
    let mut ranks = vec![0.0; column.len()];
    for rows in members {
        let of_level: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
        let halves = centred_half_ranks(&of_level);
        let squares: i128 = halves.iter().map(|&half| i128::from(half) * i128::from(half)).sum();
        let deviation = (real(squares) / count(rows.len())).sqrt();
        if squares > 0 {
            for (&row, half) in rows.iter().zip(halves) {
                ranks[row] = real(i128::from(half)) / deviation;
            }
        }
    }
    ranks
}

/// Pools the ranks of the first two columns within the years (the first factor): least squares of one on the other
/// without intercept, errors clustered by the second factor with CR1 = G/(G − 1), p from the normal distribution.
pub fn rank_association(records: &Records) -> RankAssociation {
    let ([score, growth, ..], [year, cluster, ..]) = (records.numbers.as_slice(), records.factors.as_slice()) else {
        return RankAssociation::default();
    };
    let members = year.members();
    let (x, y) = (within_ranks(score, &members), within_ranks(growth, &members));
    // a year in which nothing varies says nothing: its rows are no evidence
    let varies = |rows: &&Vec<usize>| rows.iter().any(|&row| x[row] != 0.0) && rows.iter().any(|&row| y[row] != 0.0);
    let mut used: Vec<usize> = members.iter().filter(varies).flatten().copied().collect();
    used.sort_unstable();
    let select = |column: &[f64]| -> Vec<f64> { used.iter().map(|&row| column[row]).collect() };
    let cluster = Factor::of(used.iter().map(|&row| cluster.codes[row]));
    let nothing = RankAssociation { n: used.len(), clusters: cluster.levels, ..RankAssociation::default() };
    if used.is_empty() {
        return nothing;
    }
    let (x, y) = (select(&x), select(&y));
    let square = dot(&x, &x);
    let coefficient = dot(&x, &y) / square;
    let mut scores = vec![0.0; cluster.levels];
    for ((x, y), &level) in x.iter().zip(&y).zip(&cluster.codes) {
        scores[level as usize] += x * (y - coefficient * x);
    }
    let std_error = (cluster.levels > 1)
        .then(|| (dot(&scores, &scores) * count(cluster.levels) / count(cluster.levels - 1)).sqrt() / square);
    let std_error = std_error.filter(|error| *error > 0.0);
    RankAssociation {
        coefficient: Some(coefficient),
        std_error,
        p: std_error.map(|error| normal(coefficient / error)),
        interval: std_error.map(|error| (coefficient - CRITICAL * error, coefficient + CRITICAL * error)),
        ..nothing
    }
}
