//! Ordinary least squares with fixed effects and iid, heteroskedasticity-robust and clustered errors.

#![allow(clippy::many_single_char_names, reason = "the letters of the field: y on x, n rows, k parameters, r, t, p")]

use super::count;
use super::least_squares::{Projection, dot, mean};
use super::p_value::{student_critical, student_t};
use super::records::{Factor, Records};

/// A coefficient with its errors. All are `None` for a column that depends on others or on the effects.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Term {
    /// the slope, or the intercept
    pub coefficient: Option<f64>,
    /// homoskedastic, independent errors
    pub std_error_iid: Option<f64>,
    /// HC1 (`MacKinnon` and White 1985)
    pub std_error_hc1: Option<f64>,
    /// CR1 (Liang and Zeger 1986); two-way by Cameron, Gelbach and Miller (2011)
    pub std_error_clustered: Option<f64>,
    /// two-sided, from the clustered error with the smallest number of clusters − 1 degrees of freedom, without
    /// clusters from HC1 with n − k
    pub p: Option<f64>,
    /// low and high end at 95 %
    pub interval: Option<(f64, f64)>,
}

/// A regression's results.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Regression {
    /// rows used
    pub n: usize,
    /// rows left out because they are alone in a level of a fixed effect
    pub singletons: usize,
    /// parameters: slopes, and the intercept or the rank of all dummies
    pub k: usize,
    /// 1 − residual over total sum of squares about the mean; `None` where y is constant
    pub r2: Option<f64>,
    /// levels of the smallest cluster variable; `None` without one
    pub clusters: Option<usize>,
    /// the intercept where there are no fixed effects, then the columns in their order
    pub terms: Vec<Term>,
}

/// Regresses the first column of numbers on the others, with fixed effects of the first `effects` factors, and errors
/// clustered by the others (at most two).
pub fn ols(records: Records, effects: usize) -> Regression {
    let all = records.rows;
    let records = if effects > 0 { records.without_singletons(effects) } else { records };
    let (n, singletons) = (records.rows, all - records.rows);
    let columns = records.numbers.len() - usize::from(!records.numbers.is_empty());
    let (fixed, clusters) = records.factors.split_at(effects.min(records.factors.len()));
    let sizes = clusters.iter().map(|cluster| cluster.levels).min();
    let nothing = Regression { n, singletons, clusters: sizes, ..Regression::default() };
    let Some((y, x)) = records.numbers.split_first().filter(|_| n > 0) else {
        return Regression { terms: vec![Term::default(); columns + usize::from(effects == 0)], ..nothing };
    };
    let projection = Projection::new(x, fixed, n);
    let (residuals, parts) = projection.residual(y);
    let design = Design::new(&projection, effects == 0, n);
    let k = projection.degrees();
    let mean_of_y = mean(y);
    let about_mean: Vec<f64> = y.iter().map(|value| value - mean_of_y).collect();
    let total = dot(&about_mean, &about_mean);
    let errors = Errors { residuals: &residuals, n, k };
    let by_cluster = errors.clustered(&design, fixed, clusters);
    let tested = if clusters.is_empty() { n.saturating_sub(k) } else { sizes.unwrap_or(0).saturating_sub(1) };
    let critical = student_critical(tested);
    let (iid, robust) = (errors.iid(&design), errors.hc1(&design));
    let coefficients = design.coefficients(mean_of_y, &parts, &projection.means);
    let terms = coefficients.into_iter().enumerate().map(|(place, coefficient)| {
        let error = |variances: &Option<Vec<f64>>| {
            coefficient?;
            variances.as_ref().map(|variances| variances[place]).filter(|variance| *variance >= 0.0).map(f64::sqrt)
        };
        let (std_error_iid, std_error_hc1, std_error_clustered) = (error(&iid), error(&robust), error(&by_cluster));
        let std_error = if clusters.is_empty() { std_error_hc1 } else { std_error_clustered };
        let test = coefficient.zip(std_error);
        let p = test.filter(|(_, error)| *error > 0.0).and_then(|(value, error)| student_t(value / error, tested));
        let interval =
            test.zip(critical).map(|((value, error), critical)| (value - critical * error, value + critical * error));
        Term { coefficient, std_error_iid, std_error_hc1, std_error_clustered, p, interval }
    });
    let r2 = (total > 0.0).then(|| 1.0 - dot(&residuals, &residuals) / total);
    Regression { k, r2, terms: terms.collect(), ..nothing }
}

/// The orthogonal columns of a regression and the triangle that leads back to its coefficients.
struct Design {
    /// orthogonal columns of length 1 (the constant first where there is one); `None` for what is dropped
    basis: Vec<Option<Vec<f64>>>,
    /// the inverse of the triangle, by row: coefficient = Σ inverse · part
    inverse: Vec<Vec<f64>>,
    has_intercept: bool,
}

impl Design {
    fn new(projection: &Projection, has_intercept: bool, n: usize) -> Self {
        let root = count(n).sqrt();
        let mut basis = projection.basis.clone();
        // the triangle by column: column j = Σ triangle[j][i] · basis i
        let mut triangle: Vec<Vec<f64>> = projection.parts.clone();
        if has_intercept {
            basis.insert(0, Some(vec![1.0 / root; n]));
            for (column, mean) in triangle.iter_mut().zip(&projection.means) {
                column.insert(0, mean * root);
            }
            triangle.insert(0, vec![root]);
        }
        let size = basis.len();
        let mut inverse = vec![vec![0.0; size]; size];
        for part in 0..size {
            if basis[part].is_none() {
                continue;
            }
            // solves triangle · coefficient = unit vector `part`, from below
            for row in (0..=part).rev().filter(|&row| basis[row].is_some()) {
                let known: f64 = (row + 1..=part).map(|column| triangle[column][row] * inverse[column][part]).sum();
                inverse[row][part] = (f64::from(u8::from(row == part)) - known) / triangle[row][row];
            }
        }
        Self { basis, inverse, has_intercept }
    }

    fn coefficients(&self, mean_of_y: f64, parts: &[f64], means: &[f64]) -> Vec<Option<f64>> {
        let offset = usize::from(self.has_intercept);
        let slope = |row: usize| {
            self.basis[row].as_ref()?;
            Some(parts.iter().enumerate().map(|(part, value)| self.inverse[row][part + offset] * value).sum::<f64>())
        };
        let slopes: Vec<Option<f64>> = (offset..self.basis.len()).map(slope).collect();
        let explained: f64 = slopes.iter().zip(means).filter_map(|(slope, mean)| Some(slope.as_ref()? * mean)).sum();
        let intercept = self.has_intercept.then_some(Some(mean_of_y - explained));
        intercept.into_iter().chain(slopes).collect()
    }

    /// The variances of the coefficients when the parts along the basis have this covariance.
    fn variances(&self, covariance: &[Vec<f64>]) -> Vec<f64> {
        let variance = |row: &Vec<f64>| {
            let weighted = row.iter().zip(covariance).map(|(left, line)| left * dot(row, line));
            weighted.sum()
        };
        self.inverse.iter().map(variance).collect()
    }

    /// Σ of products of columns of scores.
    fn products(scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
        scores.iter().map(|left| scores.iter().map(|right| dot(left, right)).collect()).collect()
    }
}

/// The residuals of a regression, from which its errors come.
struct Errors<'a> {
    residuals: &'a [f64],
    n: usize,
    k: usize,
}

impl Errors<'_> {
    fn iid(&self, design: &Design) -> Option<Vec<f64>> {
        let degrees = self.n.checked_sub(self.k).filter(|degrees| *degrees > 0)?;
        let variance = dot(self.residuals, self.residuals) / count(degrees);
        let size = design.basis.len();
        let line = |row: usize| (0..size).map(|column| if row == column { variance } else { 0.0 }).collect();
        Some(design.variances(&(0..size).map(line).collect::<Vec<_>>()))
    }

    fn hc1(&self, design: &Design) -> Option<Vec<f64>> {
        let degrees = self.n.checked_sub(self.k).filter(|degrees| *degrees > 0)?;
        let scores: Vec<Vec<f64>> = design.basis.iter().map(|column| self.scores(column.as_deref())).collect();
        let factor = count(self.n) / count(degrees);
        Some(scaled(design.variances(&Design::products(&scores)), factor))
    }

    fn scores(&self, column: Option<&[f64]>) -> Vec<f64> {
        column.map_or_else(Vec::new, |column| column.iter().zip(self.residuals).map(|(x, e)| x * e).collect())
    }

    /// CR1 = G/(G − 1) · (N − 1)/(N − K) for each term, K without the fixed effects that are nested in a cluster.
    fn clustered(&self, design: &Design, fixed: &[Factor], clusters: &[Factor]) -> Option<Vec<f64>> {
        let nested = fixed.iter().filter(|effect| clusters.iter().any(|cluster| effect.is_nested_in(cluster)));
        let not_counted: usize = nested.map(|effect| effect.levels.saturating_sub(1)).sum();
        let k = self.k.saturating_sub(not_counted);
        let degrees = self.n.checked_sub(k).filter(|degrees| *degrees > 0)?;
        let factor = count(self.n - 1) / count(degrees);
        let term = |cluster: &Factor| {
            let groups = cluster.levels.checked_sub(1).filter(|groups| *groups > 0)?;
            let sums: Vec<Vec<f64>> = design.basis.iter().map(|column| self.sums(column.as_deref(), cluster)).collect();
            let of_term = factor * count(cluster.levels) / count(groups);
            Some(scaled(design.variances(&Design::products(&sums)), of_term))
        };
        match clusters {
            [one] => term(one),
            [one, other] => {
                let (one_way, other_way, both) = (term(one)?, term(other)?, term(&one.cross(other))?);
                let ways = one_way.iter().zip(&other_way).zip(&both);
                Some(ways.map(|((one, other), both)| one + other - both).collect())
            }
            _ => None,
        }
    }

    fn sums(&self, column: Option<&[f64]>, cluster: &Factor) -> Vec<f64> {
        let Some(column) = column else { return Vec::new() };
        let mut sums = vec![0.0; cluster.levels];
        for ((x, e), &level) in column.iter().zip(self.residuals).zip(&cluster.codes) {
            sums[level as usize] += x * e;
        }
        sums
    }
}

fn scaled(variances: Vec<f64>, factor: f64) -> Vec<f64> {
    variances.into_iter().map(|variance| variance * factor).collect()
}
