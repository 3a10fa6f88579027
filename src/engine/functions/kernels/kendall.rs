//! Kendall's τ-b in n log n steps (Knight 1966, JASA 61).

use super::rank::ratio_to_geometric_mean;
use super::{p_value, real, wide};

/// What there is to count about ties in one column, over groups of t equal values.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Ties {
    /// Σ t(t − 1)/2: pairs tied in this column
    pairs: i128,
    /// Σ t(t − 1)(t − 2)
    triples: i128,
    /// Σ t(t − 1)(2t + 5)
    variance: i128,
}

impl Ties {
    fn of<'a, T: 'a>(groups: impl Iterator<Item = &'a [T]>) -> Self {
        groups.fold(Self::default(), |sum, group| {
            let t = wide(group.len());
            Self {
                pairs: sum.pairs + t * (t - 1) / 2,
                triples: sum.triples + t * (t - 1) * (t - 2),
                variance: sum.variance + t * (t - 1) * (2 * t + 5),
            }
        })
    }
}

/// Counts of concordance over all pairs of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concordance {
    rows: usize,
    /// concordant minus discordant pairs
    balance: i128,
    x: Ties,
    y: Ties,
}

impl Concordance {
    /// Counts over rows sorted by x, then y.
    pub fn of(sorted: &[[f64; 2]]) -> Self {
        let equal = |left: f64, right: f64| left.total_cmp(&right).is_eq();
        let x = Ties::of(sorted.chunk_by(|left, right| equal(left[0], right[0])));
        let both = Ties::of(sorted.chunk_by(|left, right| equal(left[0], right[0]) && equal(left[1], right[1])));
        let mut column = sorted.iter().map(|row| row[1]).collect::<Vec<_>>();
        let discordant = sort_counting_inversions(&mut column);
        let y = Ties::of(column.chunk_by(|&left, &right| equal(left, right)));
        let balance = pairs_among(sorted.len()) - x.pairs - y.pairs + both.pairs - 2 * discordant;
        Self { rows: sorted.len(), balance, x, y }
    }

    /// τ-b; `None` with fewer than two rows and where a column is constant.
    pub fn tau_b(&self) -> Option<f64> {
        let pairs = pairs_among(self.rows);
        ratio_to_geometric_mean(self.balance, pairs - self.x.pairs, pairs - self.y.pairs)
    }

    /// Two-sided p from the normal distribution with the variance under ties (Kendall 1970, ch. 4; scipy's
    /// `asymptotic`); `None` where τ-b is, and with two rows.
    pub fn p(&self) -> Option<f64> {
        self.tau_b()?;
        if self.rows < 3 {
            return None;
        }
        let n = wide(self.rows);
        let m = n * (n - 1);
        let variance = real(m * (2 * n + 5) - self.x.variance - self.y.variance) / 18.0
            + real(2 * self.x.pairs) * real(self.y.pairs) / real(m)
            + real(self.x.triples) * real(self.y.triples) / (9.0 * real(m * (n - 2)));
        Some(p_value::normal(real(self.balance) / variance.sqrt()))
    }
}

/// τ-b of rows sorted by x, then y.
pub fn tau_b(sorted: &[[f64; 2]]) -> Option<f64> {
    Concordance::of(sorted).tau_b()
}

fn pairs_among(rows: usize) -> i128 {
    let n = wide(rows);
    n * (n - 1) / 2
}

/// Merge sort from the bottom up that counts the pairs it had to turn round.
fn sort_counting_inversions(values: &mut Vec<f64>) -> i128 {
    let mut merged = Vec::with_capacity(values.len());
    let mut inversions = 0;
    let mut width = 1;
    while width < values.len() {
        merged.clear();
        for run in values.chunks(2 * width) {
            let (left, right) = run.split_at(width.min(run.len()));
            inversions += merge(left, right, &mut merged);
        }
        std::mem::swap(values, &mut merged);
        width *= 2;
    }
    inversions
}

/// Appends the merger of two sorted runs; counts the pairs in which the left value is above the right one.
fn merge(left: &[f64], right: &[f64], merged: &mut Vec<f64>) -> i128 {
    let (mut left, mut right) = (left, right);
    let mut inversions = 0;
    while let (Some((first_left, rest_left)), Some((first_right, rest_right))) =
        (left.split_first(), right.split_first())
    {
        if first_left.total_cmp(first_right).is_le() {
            merged.push(*first_left);
            left = rest_left;
        } else {
            inversions += wide(left.len());
            merged.push(*first_right);
            right = rest_right;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
    inversions
}

#[cfg(test)]
mod tests {
    use super::{Concordance, wide};
    use proptest::prelude::*;

    /// Concordant minus discordant, by looking at every pair.
    fn balance_by_definition(rows: &[[f64; 2]]) -> i128 {
        let mut balance = 0;
        for (index, a) in rows.iter().enumerate() {
            for b in &rows[..index] {
                let sign = (a[0] - b[0]) * (a[1] - b[1]);
                balance += i128::from(sign > 0.0) - i128::from(sign < 0.0);
            }
        }
        balance
    }

    proptest! {
        #[test]
        fn counts_as_the_definition_does(pairs in prop::collection::vec((0_u8..6, 0_u8..6), 0..70)) {
            let mut rows = pairs.iter().map(|&(x, y)| [f64::from(x), f64::from(y)]).collect::<Vec<_>>();
            rows.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
            let concordance = Concordance::of(&rows);
            prop_assert_eq!(concordance.balance, balance_by_definition(&rows));
            prop_assert_eq!(wide(concordance.rows), wide(rows.len()));
        }
    }
}
