//! Kendall's τ-b in n log n steps (Knight 1966, JASA 61).

use super::order::{key, sort_by_key};
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
    /// Counts over rows in any order: all counts are whole numbers.
    pub fn of(rows: &[[f64; 2]]) -> Self {
        let mut keyed: Vec<(i64, i64)> = rows.iter().map(|row| (key(row[0]), key(row[1]))).collect();
        sort_by_key(&mut keyed, |row| *row);
        Self::of_sorted(&keyed)
    }

    /// Counts over keys of rows, sorted by x, then y.
    pub fn of_sorted(sorted: &[(i64, i64)]) -> Self {
        let x = Ties::of(sorted.chunk_by(|left, right| left.0 == right.0));
        let both = Ties::of(sorted.chunk_by(|left, right| left == right));
        let mut column = sorted.iter().map(|row| row.1).collect::<Vec<_>>();
        let discordant = sort_counting_inversions(&mut column);
        let y = Ties::of(column.chunk_by(|left, right| left == right));
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

/// τ-b of rows in any order.
pub fn tau_b(rows: &[[f64; 2]]) -> Option<f64> {
    Concordance::of(rows).tau_b()
}

fn pairs_among(rows: usize) -> i128 {
    let n = wide(rows);
    n * (n - 1) / 2
}

/// Values up to so many are sorted by insertion.
const FEW: usize = 24;
/// Columns from so many values on are divided among the cores.
const MANY: usize = 1 << 15;

/// Merge sort that counts the pairs it had to turn round.
fn sort_counting_inversions(values: &mut [i64]) -> i128 {
    let mut buffer = values.to_vec();
    sort_into(values, &mut buffer, false)
}

/// Sorts `values`, into `buffer` (which holds the same values) where `into_buffer` says so; counts inversions.
fn sort_into(values: &mut [i64], buffer: &mut [i64], into_buffer: bool) -> i128 {
    let n = values.len();
    if n <= FEW {
        let target = if into_buffer { buffer } else { values };
        return insertion_sort(target);
    }
    let (left, right) = values.split_at_mut(n / 2);
    let (left_buffer, right_buffer) = buffer.split_at_mut(n / 2);
    // the halves go to the other place, and are merged into this one
    let halves = if n < MANY {
        sort_into(left, left_buffer, !into_buffer) + sort_into(right, right_buffer, !into_buffer)
    } else {
        let (of_left, of_right) =
            rayon::join(|| sort_into(left, left_buffer, !into_buffer), || sort_into(right, right_buffer, !into_buffer));
        of_left + of_right
    };
    let (source, target) = if into_buffer { (values, buffer) } else { (buffer, values) };
    let (left, right) = source.split_at(n / 2);
    halves + merge(left, right, target)
}

fn insertion_sort(values: &mut [i64]) -> i128 {
    let mut inversions = 0;
    for end in 1..values.len() {
        let mut place = end;
        while place > 0 && values[place - 1] > values[place] {
            values.swap(place - 1, place);
            place -= 1;
        }
        inversions += end - place;
    }
    wide(inversions)
}

/// Merges two sorted runs; counts the pairs in which the left value is above the right one.
fn merge(left: &[i64], right: &[i64], merged: &mut [i64]) -> i128 {
    let (mut next_left, mut next_right, mut inversions) = (0, 0, 0_usize);
    while let (Some(&of_left), Some(&of_right)) = (left.get(next_left), right.get(next_right)) {
        // without a branch: which side gives the next value cannot be foreseen
        let takes_right = usize::from(of_right < of_left);
        merged[next_left + next_right] = of_right.min(of_left);
        inversions += takes_right * (left.len() - next_left);
        next_right += takes_right;
        next_left += 1 - takes_right;
    }
    let rest = &mut merged[next_left + next_right..];
    rest.copy_from_slice(if next_left < left.len() { &left[next_left..] } else { &right[next_right..] });
    wide(inversions)
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
            let rows = pairs.iter().map(|&(x, y)| [f64::from(x), f64::from(y)]).collect::<Vec<_>>();
            let concordance = Concordance::of(&rows);
            prop_assert_eq!(concordance.balance, balance_by_definition(&rows));
            prop_assert_eq!(wide(concordance.rows), wide(rows.len()));
        }
    }

    /// Falling values, enough for all cores: every pair is discordant.
    #[test]
    fn many_rows_are_counted_on_all_cores() {
        let n = 100_000_u32;
        let rows = (0..n).map(|i| [f64::from(i), -f64::from(i)]).collect::<Vec<_>>();
        let n = i128::from(n);
        assert_eq!(Concordance::of(&rows).balance, -n * (n - 1) / 2);
    }
}
