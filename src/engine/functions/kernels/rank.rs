//! Average ranks, and Spearman's rank correlation on them.

use super::{real, wide};

/// Ranks of the values as distances from the middle rank, in half ranks: twice the average rank minus (n + 1).
///
/// Average ranks are whole or half numbers, so these are whole, and they sum to 0.
pub fn centred_half_ranks(values: &[f64]) -> Vec<i128> {
    let n = values.len();
    let mut order = (0..n).collect::<Vec<_>>();
    order.sort_unstable_by(|&left, &right| values[left].total_cmp(&values[right]));
    let mut ranks = vec![0; n];
    let mut before = 0;
    for tied in order.chunk_by(|&left, &right| values[left].total_cmp(&values[right]).is_eq()) {
        // the group takes the ranks before + 1 … before + tied
        let twice_average = wide(2 * before + tied.len() + 1);
        for &index in tied {
            ranks[index] = twice_average - wide(n + 1);
        }
        before += tied.len();
    }
    ranks
}

/// Spearman's coefficient: Pearson's of the average ranks, with sums that are exact whole numbers.
///
/// `None` with fewer than two pairs and where a column is constant.
pub fn spearman(rows: &[[f64; 2]]) -> Option<f64> {
    let ranks = |column: usize| centred_half_ranks(&rows.iter().map(|row| row[column]).collect::<Vec<_>>());
    let (x, y) = (ranks(0), ranks(1));
    let sum_of_products = |left: &[i128], right: &[i128]| left.iter().zip(right).map(|(a, b)| a * b).sum::<i128>();
    let (xx, yy, xy) = (sum_of_products(&x, &x), sum_of_products(&y, &y), sum_of_products(&x, &y));
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
    use super::centred_half_ranks;

    #[test]
    fn ties_share_the_average_rank() {
        // ranks 3, 1.5, 1.5, 4 about the middle 2.5
        assert_eq!(centred_half_ranks(&[7.0, 1.0, 1.0, f64::INFINITY]), [1, -2, -2, 3]);
        assert_eq!(centred_half_ranks(&[]), Vec::<i128>::new());
    }
}
