//! Average ranks, and Spearman's rank correlation on them.

use super::order::{key, sort_by_key};
use super::{real, wide};

/// Ranks of the values as distances from the middle rank, in half ranks: twice the average rank minus (n + 1).
///
/// Average ranks are whole or half numbers, so these are whole, and they sum to 0.
pub fn centred_half_ranks(values: &[f64]) -> Vec<i64> {
    let mut order: Vec<(i64, usize)> = values.iter().enumerate().map(|(place, value)| (key(*value), place)).collect();
    sort_by_key(&mut order, |entry| entry.0);
    let mut ranks = vec![0; values.len()];
    for_each_tie(&order, |tied, rank| tied.iter().for_each(|&(_, place)| ranks[place] = rank));
    ranks
}

/// Hands over each run of equal keys with its centred half rank.
fn for_each_tie<T>(sorted: &[(i64, T)], mut hand_over: impl FnMut(&[(i64, T)], i64)) {
    let n = sorted.len();
    let mut before = 0;
    for tied in sorted.chunk_by(|left, right| left.0 == right.0) {
        // the run takes the ranks before + 1 … before + tied
        let twice_average = wide(2 * before + tied.len() + 1);
        hand_over(tied, i64::try_from(twice_average - wide(n + 1)).unwrap_or(i64::MAX));
        before += tied.len();
    }
}

/// Spearman's coefficient: Pearson's of the average ranks, with sums that are exact whole numbers, so that the order of
/// the rows is of no account. Sorting by x, then by y carries x's ranks along: no row is looked up by its place.
///
/// `None` with fewer than two pairs and where a column is constant.
pub fn spearman(rows: &[[f64; 2]]) -> Option<f64> {
    let mut keyed: Vec<(i64, i64)> = rows.iter().map(|row| (key(row[0]), key(row[1]))).collect();
    sort_by_key(&mut keyed, |row| row.0);
    // the key of y first, the rank of x beside it
    let mut by_y: Vec<(i64, i64)> = Vec::with_capacity(keyed.len());
    let mut xx = 0_i128;
    for_each_tie(&keyed, |tied, rank| {
        xx += wide(tied.len()) * i128::from(rank) * i128::from(rank);
        by_y.extend(tied.iter().map(|&(_, y)| (y, rank)));
    });
    drop(keyed);
    sort_by_key(&mut by_y, |row| row.0);
    let (mut yy, mut xy) = (0_i128, 0_i128);
    for_each_tie(&by_y, |tied, rank| {
        let ranks_of_x: i128 = tied.iter().map(|&(_, rank)| i128::from(rank)).sum();
        yy += wide(tied.len()) * i128::from(rank) * i128::from(rank);
        xy += ranks_of_x * i128::from(rank);
    });
    ratio_to_geometric_mean(xy, xx, yy)
}

/// `numerator` / √(`left` · `right`), exactly ±1 where all three are equal but for the sign; `None` for 0 below.
pub(crate) fn ratio_to_geometric_mean(numerator: i128, left: i128, right: i128) -> Option<f64> {
    if left == 0 || right == 0 {
        return None;
    }
    if left == right {
        return Some(real(numerator) / real(left));
    }
    Some((real(numerator) / (real(left).sqrt() * real(right).sqrt())).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::{centred_half_ranks, spearman};

    #[test]
    fn ties_share_the_average_rank() {
        // ranks 3, 1.5, 1.5, 4 about the middle 2.5
        assert_eq!(centred_half_ranks(&[7.0, 1.0, 1.0, f64::INFINITY]), [1, -2, -2, 3]);
        assert_eq!(centred_half_ranks(&[]), Vec::<i64>::new());
    }

    #[test]
    fn the_order_of_rows_is_of_no_account() {
        let rows = [[1.0, 3.0], [2.0, 3.0], [2.0, 1.0], [5.0, 8.0]];
        let turned: Vec<[f64; 2]> = rows.iter().rev().copied().collect();
        assert_eq!(spearman(&rows), spearman(&turned));
    }
}
