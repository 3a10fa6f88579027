//! Least squares by orthogonal columns: fixed effects are taken off, then every column is made orthogonal to those
//! before it (Gram and Schmidt, twice over, which is as accurate as Householder's reflections).

use super::count;
use super::fixed_effects::FixedEffects;
use super::records::Factor;

/// A column of which less than this share of its length is left by the effects and the columns before it is taken to
/// be a combination of them.
const COLLINEAR: f64 = 1e-10;

/// The space of a regression's columns, ready to take columns apart.
#[derive(Debug)]
pub struct Projection {
    effects: FixedEffects,
    /// orthogonal columns of length 1; of a column that depends on others nothing is left
    pub(super) basis: Vec<Option<Vec<f64>>>,
    /// by column, its parts along the basis up to and with its own
    pub(super) parts: Vec<Vec<f64>>,
    /// the means of the columns
    pub(super) means: Vec<f64>,
}

impl Projection {
    /// Takes fixed effects (a constant where there are none) and the columns before it off every column.
    pub fn new(columns: &[Vec<f64>], effects: &[Factor], rows: usize) -> Self {
        let effects = FixedEffects::new(effects, rows);
        let mut projection = Self { effects, basis: Vec::new(), parts: Vec::new(), means: Vec::new() };
        for column in columns {
            projection.add(column);
        }
        projection
    }

    fn add(&mut self, column: &[f64]) {
        let mean = mean(column);
        let whole = length(&column.iter().map(|value| value - mean).collect::<Vec<_>>());
        let mut rest = column.to_vec();
        self.effects.take_off(&mut rest);
        let mut parts = vec![0.0; self.basis.len()];
        for _ in 0..2 {
            self.take_off_basis(&mut rest, &mut parts);
        }
        let left = length(&rest);
        self.means.push(mean);
        if left.is_finite() && left > COLLINEAR * whole && left > 0.0 {
            parts.push(left);
            for value in &mut rest {
                *value /= left;
            }
            self.basis.push(Some(rest));
        } else {
            parts.push(0.0);
            self.basis.push(None);
        }
        self.parts.push(parts);
    }

    fn take_off_basis(&self, column: &mut [f64], parts: &mut [f64]) {
        for (direction, part) in self.basis.iter().zip(parts) {
            if let Some(direction) = direction {
                let along = dot(direction, column);
                column.iter_mut().zip(direction).for_each(|(value, unit)| *value -= along * unit);
                *part += along;
            }
        }
    }

    /// What the effects and the columns leave of a column, and its parts along the basis.
    pub fn residual(&self, column: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let mut rest = column.to_vec();
        self.effects.take_off(&mut rest);
        let mut parts = vec![0.0; self.basis.len()];
        for _ in 0..2 {
            self.take_off_basis(&mut rest, &mut parts);
        }
        (rest, parts)
    }

    /// How many parameters there are: the effects (or the constant) and the columns that depend on no others.
    pub fn degrees(&self) -> usize {
        self.effects.degrees() + self.basis.iter().flatten().count()
    }
}

/// Sum of products, in the order of the rows.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    // four sums side by side: the order is fixed, and additions need not wait for each other
    let mut sums = [0.0; 4];
    let (left_fours, right_fours) = (left.chunks_exact(4), right.chunks_exact(4));
    let rest: f64 = left_fours.remainder().iter().zip(right_fours.remainder()).map(|(a, b)| a * b).sum();
    for (left, right) in left_fours.zip(right_fours) {
        for (sum, (left, right)) in sums.iter_mut().zip(left.iter().zip(right)) {
            *sum += left * right;
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// The mean, in two passes.
pub(super) fn mean(column: &[f64]) -> f64 {
    if column.is_empty() {
        return 0.0;
    }
    let n = count(column.len());
    let first = column.iter().sum::<f64>() / n;
    first + column.iter().map(|value| value - first).sum::<f64>() / n
}

fn length(column: &[f64]) -> f64 {
    dot(column, column).sqrt()
}
