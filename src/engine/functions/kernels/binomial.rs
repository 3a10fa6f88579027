//! The exact binomial test.

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

use super::real;

/// A share against a given one.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct BinomialTest {
    /// successes / trials
    pub share: Option<f64>,
    /// exact, two-sided: the probability of all outcomes that are no likelier than the one seen
    pub p: Option<f64>,
    /// low and high end at 95 % (Clopper and Pearson 1934)
    pub interval: Option<(f64, f64)>,
}

/// Tests `k` successes in `n` trials against the probability `p` (as scipy.stats.binomtest); no value unless
/// 0 ≤ k ≤ n, n > 0 and 0 ≤ p ≤ 1.
pub fn test(k: i64, n: i64, p: f64) -> BinomialTest {
    if n <= 0 || !(0..=n).contains(&k) || !(0.0..=1.0).contains(&p) {
        return BinomialTest::default();
    }
    let share = number(k) / number(n);
    let low = if k == 0 { 0.0 } else { beta_point(number(k), number(n - k + 1), 0.025) };
    let high = if k == n { 1.0 } else { beta_point(number(k + 1), number(n - k), 0.975) };
    BinomialTest { share: Some(share), p: Some(two_sided(k, n, p)), interval: Some((low, high)) }
}

fn two_sided(k: i64, n: i64, p: f64) -> f64 {
    let seen = likelihood(k, n, p);
    let expected = p * number(n);
    // outcomes as likely as the one seen count, up to rounding
    let bound = seen * (1.0 + 1e-7);
    let is_no_likelier = |outcome: i64| likelihood(outcome, n, p) <= bound;
    let total = if number(k).total_cmp(&expected).is_eq() {
        1.0
    } else if number(k) < expected {
        // on the other side likelihood falls: the first outcome from the top of the scale that is likelier ends it
        let (mut likelier, mut beyond) = (k, n + 1);
        while beyond - likelier > 1 {
            let middle = likelier + (beyond - likelier) / 2;
            if number(middle) <= expected || !is_no_likelier(middle) { likelier = middle } else { beyond = middle }
        }
        at_most(k, n, p) + at_least(beyond, n, p)
    } else {
        let (mut below, mut likelier) = (-1, k);
        while likelier - below > 1 {
            let middle = below + (likelier - below) / 2;
            if number(middle) >= expected || !is_no_likelier(middle) { likelier = middle } else { below = middle }
        }
        at_most(below, n, p) + at_least(k, n, p)
    };
    total.min(1.0)
}

fn likelihood(k: i64, n: i64, p: f64) -> f64 {
    let times_log = |times: i64, log: f64| if times == 0 { 0.0 } else { number(times) * log };
    let ways = ln_gamma(number(n + 1)) - ln_gamma(number(k + 1)) - ln_gamma(number(n - k + 1));
    (ways + times_log(k, p.ln()) + times_log(n - k, (-p).ln_1p())).exp()
}

/// P(X ≤ k)
fn at_most(k: i64, n: i64, p: f64) -> f64 {
    if k < 0 {
        0.0
    } else if k >= n {
        1.0
    } else {
        checked_beta_reg(number(n - k), number(k + 1), 1.0 - p).unwrap_or(f64::NAN)
    }
}

/// P(X ≥ k)
fn at_least(k: i64, n: i64, p: f64) -> f64 {
    if k <= 0 {
        1.0
    } else if k > n {
        0.0
    } else {
        checked_beta_reg(number(k), number(n - k + 1), p).unwrap_or(f64::NAN)
    }
}

/// The point below which a beta distribution has so much of its mass, by halving.
fn beta_point(a: f64, b: f64, mass: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if checked_beta_reg(a, b, middle).unwrap_or(1.0) < mass { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

fn number(count: i64) -> f64 {
    real(i128::from(count))
}
