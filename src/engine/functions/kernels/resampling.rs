//! Permutation and cluster bootstrap. Every replication has a stream of chance of its own, so that replications may run
//! on all cores in any order; rows come sorted, so that their order never matters.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::kendall::Concordance;
use super::least_squares::{dot, mean};
use super::order::{key, positions};
use super::rank::centred_half_ranks;
use super::rank_association::within_ranks;
use super::records::Records;
use super::winsor::quantile;
use super::{count, real};
use crate::model::random::Random;

/// What is computed anew in every replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Resampled {
    /// Pearson's coefficient of all rows
    Pearson,
    /// Spearman's coefficient of all rows
    Spearman,
    /// τ-b of all rows
    Kendall,
    /// the rank association within strata, `ρ_w`
    Within,
}

impl Resampled {
    /// The statistic of a word of SQL.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "pearson" => Some(Self::Pearson),
            "spearman" => Some(Self::Spearman),
            "kendall" => Some(Self::Kendall),
            "within" => Some(Self::Within),
            _ => None,
        }
    }
}

/// How many replications, from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Plan {
    /// replications
    pub replications: u32,
    /// seed of the streams of chance
    pub seed: u64,
}

/// The share of permutations that give as large a coefficient.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Permutation {
    /// rows
    pub n: usize,
    /// strata within which y changes places
    pub strata: usize,
    /// the coefficient seen
    pub coefficient: Option<f64>,
    /// (1 + permutations with as large an absolute coefficient) / (1 + replications)
    pub p: Option<f64>,
}

/// Lets the second column change places within the strata (the first factor).
pub fn permutation(records: &Records, statistic: Resampled, plan: Plan) -> Permutation {
    let ([x, y, ..], Some(stratum)) = (records.numbers.as_slice(), records.factors.first()) else {
        return Permutation::default();
    };
    let members = stratum.members();
    let nothing = Permutation { n: records.rows, strata: members.len(), ..Permutation::default() };
    let by_stratum = |column: &[f64]| -> Vec<Vec<f64>> {
        members.iter().map(|rows| rows.iter().map(|&row| column[row]).collect()).collect()
    };
    let scores = |column: &[f64]| match statistic {
        Resampled::Pearson => standardised(column),
        Resampled::Spearman => standardised(&ranks(column)),
        // the size of τ-b depends on its numerator alone: ties stay as they are
        Resampled::Kendall => varies(column).then(|| column.to_vec()),
        Resampled::Within => Some(within_ranks(column, &members)).filter(|ranks| varies(ranks)),
    };
    let (Some(x), Some(y)) = (scores(x), scores(y)) else { return nothing };
    let (x, y) = (by_stratum(&x), by_stratum(&y));
    let coefficient_of = |y: &[Vec<f64>]| match statistic {
        Resampled::Kendall => {
            let pairs: Vec<[f64; 2]> = x.iter().flatten().zip(y.iter().flatten()).map(|(&x, &y)| [x, y]).collect();
            Concordance::of(&pairs).tau_b().unwrap_or(0.0)
        }
        Resampled::Within => {
            let varying: f64 =
                x.iter().zip(y).filter(|(x, y)| varies(x) && varies(y)).map(|(x, _)| count(x.len())).sum();
            product(&x, y) / varying
        }
        _ => product(&x, y),
    };
    let coefficient = coefficient_of(&y);
    if coefficient.is_nan() {
        return nothing;
    }
    // coefficients that differ by rounding alone are equal
    let bound = coefficient.abs() * (1.0 - 1e-12);
    let as_large = |replication: u32| {
        let mut random = Random::replication(plan.seed, u64::from(replication));
        let mut shuffled = y.clone();
        for stratum in &mut shuffled {
            random.shuffle(stratum);
        }
        u32::from(coefficient_of(&shuffled).abs() >= bound)
    };
    let larger: u32 = (0..plan.replications).into_par_iter().map(as_large).sum();
    let p = f64::from(1 + larger) / (1.0 + f64::from(plan.replications));
    Permutation { coefficient: Some(coefficient), p: Some(p), ..nothing }
}

fn product(x: &[Vec<f64>], y: &[Vec<f64>]) -> f64 {
    x.iter().zip(y).map(|(x, y)| dot(x, y)).sum()
}

fn varies(column: &[f64]) -> bool {
    column.windows(2).any(|pair| pair[0].total_cmp(&pair[1]).is_ne())
}

fn ranks(column: &[f64]) -> Vec<f64> {
    centred_half_ranks(column).into_iter().map(|half| real(i128::from(half))).collect()
}

/// The column with mean 0 and length 1; none where it is constant or infinite.
fn standardised(column: &[f64]) -> Option<Vec<f64>> {
    let mean = mean(column);
    let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
    let length = dot(&centred, &centred).sqrt();
    (varies(column) && length.is_finite() && length > 0.0)
        .then(|| centred.into_iter().map(|value| value / length).collect())
}

/// The spread of a coefficient over samples of whole clusters.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// rows
    pub n: usize,
    /// clusters
    pub clusters: usize,
    /// the coefficient of all rows
    pub coefficient: Option<f64>,
    /// the standard deviation of the replications
    pub std_error: Option<f64>,
    /// the 2.5 % and 97.5 % points of the replications (type 7)
    pub interval: Option<(f64, f64)>,
    /// replications with a coefficient
    pub replications: usize,
}

/// Draws as many clusters (the second factor) as there are, with replacement; ranks are taken anew in every sample,
/// for `Within` in each stratum (the first factor).
pub fn cluster_bootstrap(records: &Records, statistic: Resampled, plan: Plan) -> Bootstrap {
    let ([x, y, ..], [stratum, cluster, ..]) = (records.numbers.as_slice(), records.factors.as_slice()) else {
        return Bootstrap::default();
    };
    let nothing = Bootstrap { n: records.rows, clusters: cluster.levels, ..Bootstrap::default() };
    let members = if statistic == Resampled::Within { stratum.members() } else { vec![(0..records.rows).collect()] };
    let sample = Sample::new(x, y, &members, statistic);
    let Some(coefficient) = sample.coefficient(&vec![1; records.rows]) else { return nothing };
    let replicate = |replication: u32| {
        let mut random = Random::replication(plan.seed, u64::from(replication));
        let mut drawn = vec![0_u32; cluster.levels];
        (0..cluster.levels).for_each(|_| drawn[random.below(cluster.levels)] += 1);
        let times: Vec<u32> = cluster.codes.iter().map(|&level| drawn[level as usize]).collect();
        sample.coefficient(&times)
    };
    let drawn: Vec<Option<f64>> = (0..plan.replications).into_par_iter().map(replicate).collect();
    let mut drawn: Vec<f64> = drawn.into_iter().flatten().collect();
    drawn.sort_unstable_by(f64::total_cmp);
    let centre = mean(&drawn);
    let squares: f64 = drawn.iter().map(|value| (value - centre) * (value - centre)).sum();
    Bootstrap {
        coefficient: Some(coefficient),
        std_error: (drawn.len() > 1).then(|| (squares / count(drawn.len() - 1)).sqrt()),
        interval: quantile(&drawn, 0.025).zip(quantile(&drawn, 0.975)),
        replications: drawn.len(),
        ..nothing
    }
}

/// Two columns ordered once, of which samples give each row a number of times.
struct Sample<'a> {
    x: &'a [f64],
    y: &'a [f64],
    statistic: Resampled,
    /// by stratum, the rows in the order of x and in that of y, equal values together
    orders: Vec<[Vec<Vec<usize>>; 2]>,
    members: &'a [Vec<usize>],
}

impl<'a> Sample<'a> {
    fn new(x: &'a [f64], y: &'a [f64], members: &'a [Vec<usize>], statistic: Resampled) -> Self {
        let ties = |column: &[f64], rows: &[usize]| -> Vec<Vec<usize>> {
            let of_stratum: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
            let order = positions(&of_stratum);
            let equal = |left: &usize, right: &usize| key(of_stratum[*left]) == key(of_stratum[*right]);
            order.chunk_by(equal).map(|tied| tied.iter().map(|&place| rows[place]).collect()).collect()
        };
        let by_rank = matches!(statistic, Resampled::Spearman | Resampled::Within);
        let orders = members.iter().filter(|_| by_rank).map(|rows| [ties(x, rows), ties(y, rows)]).collect();
        Self { x, y, statistic, orders, members }
    }

    /// The coefficient where each row counts so many times.
    fn coefficient(&self, times: &[u32]) -> Option<f64> {
        match self.statistic {
            Resampled::Pearson => moments(self.x, self.y, times).and_then(correlation),
            Resampled::Kendall => {
                let rows = self.x.iter().zip(self.y).zip(times);
                // rows come sorted by x, then y
                let keyed: Vec<(i64, i64)> =
                    rows.flat_map(|((&x, &y), &times)| std::iter::repeat_n((key(x), key(y)), times as usize)).collect();
                Concordance::of_sorted(&keyed).tau_b()
            }
            Resampled::Spearman | Resampled::Within => {
                let (mut x, mut y) = (vec![0.0; times.len()], vec![0.0; times.len()]);
                let (mut product, mut rows_used) = (0.0, 0.0);
                for (orders, rows) in self.orders.iter().zip(self.members) {
                    let total = weighted_ranks(&orders[0], times, &mut x);
                    weighted_ranks(&orders[1], times, &mut y);
                    let sums = rows.iter().fold([0.0; 3], |[xx, yy, xy], &row| {
                        let times = f64::from(times[row]);
                        [xx + times * x[row] * x[row], yy + times * y[row] * y[row], xy + times * x[row] * y[row]]
                    });
                    if let Some(r) = correlation(sums) {
                        product += r * total;
                        rows_used += total;
                    }
                }
                (rows_used > 0.0).then(|| product / rows_used)
            }
        }
    }
}

/// Centred average ranks of rows that count so many times; returns how many there are in all.
fn weighted_ranks(order: &[Vec<usize>], times: &[u32], ranks: &mut [f64]) -> f64 {
    let of_tie = |tied: &Vec<usize>| tied.iter().map(|&row| f64::from(times[row])).sum::<f64>();
    let total: f64 = order.iter().map(of_tie).sum();
    let mut before = 0.0;
    for tied in order {
        let size = of_tie(tied);
        let rank = before + size / 2.0 - total / 2.0;
        for &row in tied {
            ranks[row] = rank;
        }
        before += size;
    }
    total
}

/// Σ of squares and products about the means.
fn moments(x: &[f64], y: &[f64], times: &[u32]) -> Option<[f64; 3]> {
    let rows = || x.iter().zip(y).zip(times).map(|((x, y), times)| (*x, *y, f64::from(*times)));
    let n: f64 = rows().map(|row| row.2).sum();
    let (mean_x, mean_y) =
        (rows().map(|row| row.0 * row.2).sum::<f64>() / n, rows().map(|row| row.1 * row.2).sum::<f64>() / n);
    (n > 0.0).then(|| {
        rows().fold([0.0; 3], |[xx, yy, xy], (x, y, times)| {
            let (x, y) = (x - mean_x, y - mean_y);
            [xx + times * x * x, yy + times * y * y, xy + times * x * y]
        })
    })
}

fn correlation([xx, yy, xy]: [f64; 3]) -> Option<f64> {
    (xx > 0.0 && yy > 0.0).then(|| (xy / xx.sqrt() / yy.sqrt()).clamp(-1.0, 1.0)).filter(|r| r.is_finite())
}

#[cfg(test)]
mod tests {
    use super::super::records::{Factor, Records};
    use super::{Plan, Resampled, cluster_bootstrap, permutation};

    fn records(x: &[f64], y: &[f64], stratum: &[u32], cluster: &[u32]) -> Records {
        let factors = [stratum, cluster].map(|codes| Factor::of(codes.iter().copied())).to_vec();
        Records { rows: x.len(), numbers: vec![x.to_vec(), y.to_vec()], factors }
    }

    /// Four rows in order: of 24 orders two give |r| = 1; the seen order is one of them.
    #[test]
    fn permutations_come_as_often_as_they_should() {
        let x = [1.0, 2.0, 3.0, 4.0];
        let plan = Plan { replications: 23_999, seed: 5 };
        for statistic in [Resampled::Pearson, Resampled::Spearman, Resampled::Kendall, Resampled::Within] {
            let found = permutation(&records(&x, &x, &[0; 4], &[0, 1, 2, 3]), statistic, plan);
            assert!((found.coefficient.unwrap() - 1.0).abs() < 1e-12, "{statistic:?} {found:?}");
            // 2/24, standard error √(1/12 · 11/12 / 24 000) = .0018
            assert!((found.p.unwrap() - 1.0 / 12.0).abs() < 0.006, "{statistic:?} {found:?}");
        }
    }

    /// A stratum of its own for each row leaves one order only.
    #[test]
    fn nothing_moves_between_strata() {
        let x = [1.0, 2.0, 3.0, 4.0];
        let plan = Plan { replications: 99, seed: 5 };
        let found = permutation(&records(&x, &x, &[0, 1, 2, 3], &[0; 4]), Resampled::Spearman, plan);
        assert_eq!(found.p, Some(1.0));
    }

    /// One cluster: every sample is all rows.
    #[test]
    fn one_cluster_has_no_spread() {
        let (x, y) = ([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
        let plan = Plan { replications: 50, seed: 1 };
        for statistic in [Resampled::Pearson, Resampled::Spearman, Resampled::Within] {
            let found = cluster_bootstrap(&records(&x, &y, &[0; 4], &[0; 4]), statistic, plan);
            assert!((found.coefficient.unwrap() - 0.8).abs() < 1e-12, "{statistic:?} {found:?}");
            assert!(found.std_error.unwrap() < 1e-12 && found.replications == 50);
        }
        let found = cluster_bootstrap(&records(&x, &y, &[0; 4], &[0; 4]), Resampled::Kendall, plan);
        assert!((found.coefficient.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    }
}
