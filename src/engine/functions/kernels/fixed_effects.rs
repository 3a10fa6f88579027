//! Taking fixed effects off a column: the residual of its regression on a dummy for each level of each factor.
//!
//! With one factor these are deviations from its means. With two, the effects of the smaller one solve a linear system
//! (the larger is taken off by its means: Frisch and Waugh 1933), which is set up and factorised once where it has at
//! most [`EXACT_MAX`] unknowns. Otherwise the normal equations of all dummies are solved by preconditioned conjugate
//! gradients, which converge to the least-squares solution though the dummies are collinear.

use super::records::Factor;
use super::{count, real, wide};

/// The largest second factor whose system is solved directly.
const EXACT_MAX: usize = 600;
/// The length of the part still to be taken off at which conjugate gradients stop, relative to that of the column.
const TOLERANCE: f64 = 1e-13;
/// After so many steps they stop in any case.
const STEPS_MAX: usize = 2000;

/// Fixed effects of one or more factors over the same rows.
#[derive(Debug)]
pub struct FixedEffects {
    factors: Vec<Factor>,
    /// 1 / rows of each level, by factor
    inverse_sizes: Vec<Vec<f64>>,
    degrees: usize,
    solver: Solver,
}

#[derive(Debug)]
enum Solver {
    /// means of the only factor
    Means,
    /// the system of the last factor once the first is taken off; `unknowns` are its levels' places in the system
    Exact { unknowns: Vec<Option<usize>>, cholesky: Vec<Vec<f64>> },
    /// conjugate gradients
    Iterative,
}

impl FixedEffects {
    /// Prepares the effects of these factors. Without a factor a constant is taken off.
    pub fn new(factors: &[Factor], rows: usize) -> Self {
        let mut factors = if factors.is_empty() { vec![Factor::constant(rows)] } else { factors.to_vec() };
        let total: usize = factors.iter().map(|factor| factor.levels).sum();
        let mut degrees = total.saturating_sub(factors.len() - 1).min(total);
        let mut solver = if factors.len() == 1 { Solver::Means } else { Solver::Iterative };
        if factors.len() == 2 {
            factors.sort_by_key(|factor| std::cmp::Reverse(factor.levels));
            let (references, components) = references(&factors[0], &factors[1]);
            degrees = total - components;
            if factors[1].levels <= EXACT_MAX {
                solver = exact(&factors[0], &factors[1], &references);
            }
        }
        let inverse = |factor: &Factor| factor.sizes().iter().map(|&size| 1.0 / count(size)).collect();
        Self { inverse_sizes: factors.iter().map(inverse).collect(), factors, degrees, solver }
    }

    /// How many parameters they are: the rank of the dummies, the constant included. With two factors each set of
    /// levels that is connected through rows has one dummy too many; with more, one for each factor beyond the first.
    pub fn degrees(&self) -> usize {
        self.degrees
    }

    /// Takes the effects off a column.
    pub fn take_off(&self, column: &mut [f64]) {
        match &self.solver {
            Solver::Means => {
                // the second time takes off what rounding has left
                self.take_off_means(0, column);
                self.take_off_means(0, column);
            }
            Solver::Exact { unknowns, cholesky } => {
                self.take_off_exactly(column, unknowns, cholesky);
                self.take_off_exactly(column, unknowns, cholesky);
            }
            Solver::Iterative => {
                let whole = column.iter().map(|value| value * value).sum();
                self.take_off_by_gradients(column, whole);
                self.take_off_by_gradients(column, whole);
            }
        }
    }

    fn take_off_means(&self, factor: usize, column: &mut [f64]) {
        let mut means = sums(&self.factors[factor], column);
        means.iter_mut().zip(&self.inverse_sizes[factor]).for_each(|(sum, inverse)| *sum *= inverse);
        for (value, &level) in column.iter_mut().zip(&self.factors[factor].codes) {
            *value -= means[level as usize];
        }
    }

    fn take_off_exactly(&self, column: &mut [f64], unknowns: &[Option<usize>], cholesky: &[Vec<f64>]) {
        self.take_off_means(0, column);
        let right = sums(&self.factors[1], column);
        let mut solution = vec![0.0; cholesky.len()];
        for (unknown, sum) in unknowns.iter().zip(right) {
            if let Some(place) = unknown {
                solution[*place] = sum;
            }
        }
        solve(cholesky, &mut solution);
        let effects: Vec<f64> = unknowns.iter().map(|unknown| unknown.map_or(0.0, |place| solution[place])).collect();
        for (value, &level) in column.iter_mut().zip(&self.factors[1].codes) {
            *value -= effects[level as usize];
        }
        self.take_off_means(0, column);
    }

    /// Solves D'D θ = D'column by conjugate gradients with the sizes of the levels as preconditioner; `whole` is the
    /// sum of squares that what is left is measured by.
    fn take_off_by_gradients(&self, column: &mut [f64], whole: f64) {
        let scatter =
            |column: &[f64]| -> Vec<Vec<f64>> { self.factors.iter().map(|factor| sums(factor, column)).collect() };
        let precondition = |residual: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let by_level = residual.iter().zip(&self.inverse_sizes);
            by_level
                .map(|(sums, inverse)| sums.iter().zip(inverse).map(|(sum, inverse)| sum * inverse).collect())
                .collect()
        };
        let mut residual = scatter(column);
        let mut direction = precondition(&residual);
        let mut size = dot(&residual, &direction);
        let floor = TOLERANCE * TOLERANCE * whole;
        for _ in 0..STEPS_MAX {
            if size <= floor {
                return;
            }
            let effects: Vec<f64> = (0..column.len())
                .map(|row| {
                    let parts = self.factors.iter().zip(&direction);
                    parts.map(|(factor, effects)| effects[factor.codes[row] as usize]).sum()
                })
                .collect();
            let image = scatter(&effects);
            let curvature = dot(&direction, &image);
            if curvature <= 0.0 {
                return;
            }
            let step = size / curvature;
            column.iter_mut().zip(&effects).for_each(|(value, effect)| *value -= step * effect);
            for (residual, image) in residual.iter_mut().flatten().zip(image.iter().flatten()) {
                *residual -= step * image;
            }
            let preconditioned = precondition(&residual);
            let next = dot(&residual, &preconditioned);
            let ratio = next / size;
            for (direction, fresh) in direction.iter_mut().flatten().zip(preconditioned.iter().flatten()) {
                *direction = fresh + ratio * *direction;
            }
            size = next;
        }
    }
}

fn sums(factor: &Factor, column: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; factor.levels];
    for (value, &level) in column.iter().zip(&factor.codes) {
        sums[level as usize] += value;
    }
    sums
}

fn dot(left: &[Vec<f64>], right: &[Vec<f64>]) -> f64 {
    left.iter().flatten().zip(right.iter().flatten()).map(|(left, right)| left * right).sum()
}

/// The last level of a set, by way of which sets are told apart.
fn root(parents: &mut [usize], mut node: usize) -> usize {
    while parents[node] != node {
        parents[node] = parents[parents[node]];
        node = parents[node];
    }
    node
}

/// One level of the second factor for each set of levels that rows connect, whose effect is 0; and how many sets.
fn references(first: &Factor, second: &Factor) -> (Vec<bool>, usize) {
    let mut parents: Vec<usize> = (0..first.levels + second.levels).collect();
    for (&left, &right) in first.codes.iter().zip(&second.codes) {
        let (left, right) = (root(&mut parents, left as usize), root(&mut parents, first.levels + right as usize));
        // the root is always the last level, so every set has a level of the second factor as its root
        parents[left.min(right)] = left.max(right);
    }
    let is_reference: Vec<bool> =
        (0..second.levels).map(|level| parents[first.levels + level] == first.levels + level).collect();
    let components = is_reference.iter().filter(|is_reference| **is_reference).count();
    (is_reference, components)
}

/// The system of the second factor's effects once the first is taken off: sizes − Σ over levels of the first of the
/// products of their counts / their size.
fn exact(first: &Factor, second: &Factor, is_reference: &[bool]) -> Solver {
    let mut places = 0;
    let place = |is_reference: &bool| {
        (!is_reference).then(|| {
            places += 1;
            places - 1
        })
    };
    let unknowns: Vec<Option<usize>> = is_reference.iter().map(place).collect();
    let mut system = vec![vec![0.0; places]; places];
    for (unknown, size) in unknowns.iter().zip(second.sizes()) {
        if let Some(place) = unknown {
            system[*place][*place] += count(size);
        }
    }
    let mut counts = vec![0_usize; places];
    for members in first.members() {
        let mut touched: Vec<usize> = Vec::new();
        for &row in &members {
            if let Some(place) = unknowns[second.codes[row] as usize] {
                if counts[place] == 0 {
                    touched.push(place);
                }
                counts[place] += 1;
            }
        }
        // only the lower half is read
        for &left in &touched {
            for &right in touched.iter().filter(|right| **right <= left) {
                system[left][right] -= real(wide(counts[left]) * wide(counts[right])) / count(members.len());
            }
        }
        for place in touched {
            counts[place] = 0;
        }
    }
    factorise(&mut system);
    Solver::Exact { unknowns, cholesky: system }
}

/// Cholesky's factor of a positive definite matrix, in place of its lower half.
fn factorise(matrix: &mut [Vec<f64>]) {
    for column in 0..matrix.len() {
        let (done, rest) = matrix.split_at_mut(column + 1);
        let pivot_row = &mut done[column];
        let square: f64 = pivot_row[..column].iter().map(|value| value * value).sum();
        let pivot = (pivot_row[column] - square).max(f64::MIN_POSITIVE).sqrt();
        pivot_row[column] = pivot;
        for row in rest {
            let product: f64 = row[..column].iter().zip(&pivot_row[..column]).map(|(left, right)| left * right).sum();
            row[column] = (row[column] - product) / pivot;
        }
    }
}

/// Solves with Cholesky's factor, in place of the right side.
fn solve(factor: &[Vec<f64>], right: &mut [f64]) {
    for row in 0..right.len() {
        let known: f64 = factor[row][..row].iter().zip(&right[..row]).map(|(left, right)| left * right).sum();
        right[row] = (right[row] - known) / factor[row][row];
    }
    for row in (0..right.len()).rev() {
        let known: f64 = (row + 1..right.len()).map(|below| factor[below][row] * right[below]).sum();
        right[row] = (right[row] - known) / factor[row][row];
    }
}

#[cfg(test)]
mod tests {
    use super::super::records::Factor;
    use super::{FixedEffects, Solver};
    use crate::model::random::Random;
    use proptest::prelude::*;

    fn orthogonal(effects: &FixedEffects, column: &[f64]) -> f64 {
        let sums = effects.factors.iter().flat_map(|factor| super::sums(factor, column));
        sums.map(f64::abs).fold(0.0, f64::max)
    }

    proptest! {
        /// What is left has no mean in any level, and both ways of getting there agree.
        #[test]
        fn residuals_are_orthogonal_to_every_dummy(seed in 0_u64..1000, rows in 1_usize..200) {
            let mut random = Random::replication(seed, 0);
            let mut factor = |levels| Factor::of((0..rows).map(|_| random.below(levels)).collect::<Vec<_>>());
            let factors = [factor(30), factor(7)];
            let column: Vec<f64> = (0..rows).map(|row| super::real(Random::replication(seed, 1 + row as u64).between(-1000, 1000)) / 7.0).collect();
            let exact = FixedEffects::new(&factors, rows);
            let iterative = FixedEffects { solver: Solver::Iterative, ..FixedEffects::new(&factors, rows) };
            let (mut left, mut right) = (column.clone(), column);
            exact.take_off(&mut left);
            iterative.take_off(&mut right);
            prop_assert!(orthogonal(&exact, &left) < 1e-9);
            prop_assert!(left.iter().zip(&right).all(|(left, right)| (left - right).abs() < 1e-9));
        }
    }

    #[test]
    fn unconnected_levels_have_a_dummy_too_many_each() {
        // {a, b} with {1, 2} and {c} with {3}: 3 + 3 − 2
        let factors = [Factor::of(["a", "a", "b", "c"]), Factor::of([1, 2, 2, 3])];
        assert_eq!(FixedEffects::new(&factors, 4).degrees(), 4);
        assert_eq!(FixedEffects::new(&factors[..1], 4).degrees(), 3);
        assert_eq!(FixedEffects::new(&[], 4).degrees(), 1);
    }
}
