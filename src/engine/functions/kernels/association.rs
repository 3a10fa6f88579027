//! A correlation together with its test: what `corr_test` returns.

use super::kendall::Concordance;
use super::{interval, p_value, pearson, rank};

/// Which correlation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// product-moment correlation
    Pearson,
    /// correlation of average ranks
    Spearman,
    /// τ-b
    Kendall,
}

impl Method {
    /// The method of a word of SQL, in lower case.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "pearson" => Some(Self::Pearson),
            "spearman" => Some(Self::Spearman),
            "kendall" => Some(Self::Kendall),
            _ => None,
        }
    }
}

/// A coefficient, its two-sided p and its 95 % interval.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Association {
    /// complete pairs
    pub n: usize,
    /// `None` with fewer than two pairs and where a column is constant
    pub coefficient: Option<f64>,
    /// two-sided, against no association; `None` where it is not defined
    pub p: Option<f64>,
    /// low and high end at 95 %; `None` where there is no coefficient
    pub interval: Option<(f64, f64)>,
}

/// Computes the association of pairs; Pearson's takes them sorted, so that its sums run the same way.
///
/// With two pairs scipy is followed: p is 1 for Pearson (any two points lie on a line) and undefined for the others.
pub fn test(sorted: &[[f64; 2]], method: Method) -> Association {
    let n = sorted.len();
    let (coefficient, p) = match method {
        Method::Pearson => {
            let r = pearson::coefficient(sorted);
            (r, r.and_then(|r| if n == 2 { Some(1.0) } else { p_value::student(r, n) }))
        }
        Method::Spearman => {
            let r = rank::spearman(sorted);
            (r, r.and_then(|r| p_value::student(r, n)))
        }
        Method::Kendall => {
            let concordance = Concordance::of(sorted);
            (concordance.tau_b(), concordance.p())
        }
    };
    let interval = coefficient.map(|value| match method {
        Method::Pearson => interval::pearson(value, n),
        Method::Spearman => interval::spearman(value, n),
        Method::Kendall => interval::kendall(value, n),
    });
    Association { n, coefficient, p, interval }
}
