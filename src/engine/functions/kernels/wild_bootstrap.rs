//! The wild cluster bootstrap of one coefficient, its null imposed (Cameron, Gelbach and Miller 2008), from products of
//! clusters so that no replication looks at a row (Roodman and others 2019).

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::least_squares::{Projection, dot};
use super::records::Records;
use super::resampling::Plan;
use crate::model::random::Random;

/// More clusters than this need no bootstrap, and their products would not fit.
pub const CLUSTERS_MAX: usize = 2000;

/// The signs that whole clusters of residuals get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weights {
    /// ±1; all 2ᴳ draws once where that is no more than the replications
    Rademacher,
    /// ±√½, ±1, ±√(3/2) (Webb 2014): for fewer than a dozen clusters
    Webb,
}

impl Weights {
    /// The weights of a word of SQL.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "rademacher" => Some(Self::Rademacher),
            "webb" => Some(Self::Webb),
            _ => None,
        }
    }

    fn draw(self, random: &mut Random) -> f64 {
        let signs = match self {
            Self::Rademacher => [1.0; 3],
            Self::Webb => [0.5_f64.sqrt(), 1.0, 1.5_f64.sqrt()],
        };
        let place = random.below(6);
        if place < 3 { signs[place] } else { -signs[place - 3] }
    }
}

/// A coefficient tested against 0.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct WildTest {
    /// rows used
    pub n: usize,
    /// clusters
    pub clusters: usize,
    /// the coefficient of the first column
    pub coefficient: Option<f64>,
    /// over its CR1 error
    pub t: Option<f64>,
    /// two-sided: (1 + draws with as large a |t|) / (1 + draws), or their share where all draws were made
    pub p: Option<f64>,
    /// draws made
    pub draws: usize,
}

/// Tests the second column of numbers in the regression of the first on all others with fixed effects of all factors
/// but the last, which gives the clusters.
pub fn test(records: Records, weights: Weights, plan: Plan) -> WildTest {
    let effects = records.factors.len().saturating_sub(1);
    let records = records.without_singletons(effects);
    let n = records.rows;
    let ([y, tested, others @ ..], Some((cluster, fixed))) = (records.numbers.as_slice(), records.factors.split_last())
    else {
        return WildTest { n, ..WildTest::default() };
    };
    let nothing = WildTest { n, clusters: cluster.levels, ..WildTest::default() };
    if n == 0 {
        return nothing;
    }
    let restricted = Projection::new(others, fixed, n);
    let whole = Projection::new(&[others, std::slice::from_ref(tested)].concat(), fixed, n);
    // what others leave of the tested column, of length 1; none where it is a combination of them
    let Some(Some(direction)) = whole.basis.last() else { return nothing };
    let length = whole.parts.last().and_then(|parts| parts.last()).copied().unwrap_or(0.0);
    let along = dot(direction, y);
    let coefficient = Some(along / length);
    let sums = |column: &[f64]| {
        let mut sums = vec![0.0; cluster.levels];
        for ((unit, value), &level) in direction.iter().zip(column).zip(&cluster.codes) {
            sums[level as usize] += unit * value;
        }
        sums
    };
    let spread = |scores: &[f64]| dot(scores, scores).sqrt();
    let seen = along / spread(&sums(&whole.residual(y).0));
    let n_clusters = cluster.levels;
    if !(2..=CLUSTERS_MAX).contains(&n_clusters) || !seen.is_finite() {
        return WildTest { coefficient, ..nothing };
    }
    // t scales by √(G/(G − 1)(N − 1)/(N − K)) here and in every draw alike
    let k = super::count(n.saturating_sub(whole.degrees()));
    let nested: usize =
        fixed.iter().filter(|effect| effect.is_nested_in(cluster)).map(|effect| effect.levels.saturating_sub(1)).sum();
    let correction =
        super::count(n_clusters) / super::count(n_clusters - 1) * super::count(n - 1) / (k + super::count(nested));
    let residuals = restricted.residual(y).0;
    let numerators = sums(&residuals);
    // the scores that each cluster's residuals alone give in the whole regression
    let products: Vec<Vec<f64>> = (0..n_clusters)
        .into_par_iter()
        .map(|cluster_of| {
            let levels = residuals.iter().zip(&cluster.codes);
            let of_one: Vec<f64> =
                levels.map(|(value, &level)| if level as usize == cluster_of { *value } else { 0.0 }).collect();
            sums(&whole.residual(&of_one).0)
        })
        .collect();
    let statistic = |signs: &[f64]| {
        let mut scores = vec![0.0; n_clusters];
        for (sign, line) in signs.iter().zip(&products) {
            scores.iter_mut().zip(line).for_each(|(score, value)| *score += sign * value);
        }
        dot(signs, &numerators) / spread(&scores)
    };
    let bound = seen.abs() * (1.0 - 1e-10);
    let all = 1_u32.checked_shl(u32::try_from(n_clusters).unwrap_or(u32::MAX)).filter(|all| *all <= plan.replications);
    let all = all.filter(|_| weights == Weights::Rademacher);
    let draws = all.unwrap_or(plan.replications);
    let as_large = |draw: u32| {
        let mut random = Random::replication(plan.seed, u64::from(draw));
        let signs: Vec<f64> = (0..n_clusters)
            .map(|place| match all {
                Some(_) => {
                    if draw >> place & 1 == 0 {
                        1.0
                    } else {
                        -1.0
                    }
                }
                None => weights.draw(&mut random),
            })
            .collect();
        u32::from(statistic(&signs).abs() >= bound)
    };
    let larger: u32 = (0..draws).into_par_iter().map(as_large).sum();
    let p = match all {
        Some(all) => f64::from(larger) / f64::from(all),
        None => f64::from(1 + larger) / (1.0 + f64::from(draws)),
    };
    let draws = usize::try_from(draws).unwrap_or(usize::MAX);
    WildTest { coefficient, t: Some(seen / correction.sqrt()), p: Some(p), draws, ..nothing }
}
