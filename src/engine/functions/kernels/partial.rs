//! Partial correlation: Pearson's of what controls and fixed effects leave of two columns.

#![allow(clippy::many_single_char_names, reason = "the letters of the field: y on x, n rows, k parameters, r, t, p")]

use super::association::Association;
use super::least_squares::{Projection, dot};
use super::records::Records;
use super::{count, interval, p_value};

/// Correlates the first two columns given the other columns and the effects of all factors: p from t with n − 2 − c
/// degrees of freedom and Fisher's interval with variance 1/(n − 3 − c), where c counts the controls that are not
/// combinations of others and the dummies beyond the constant.
pub fn correlation(records: &Records) -> Association {
    let n = records.rows;
    let nothing = Association { n, ..Association::default() };
    let [x, y, controls @ ..] = records.numbers.as_slice() else { return nothing };
    if n == 0 {
        return nothing;
    }
    let projection = Projection::new(controls, &records.factors, n);
    let controls = projection.degrees() - 1;
    // a column of which nothing is left is a combination of the controls
    let left = |column: &[f64]| {
        let alone = Projection::new(&[], &[], n).residual(column).0;
        let (residual, _) = projection.residual(column);
        (dot(&residual, &residual) > 1e-20 * dot(&alone, &alone)).then_some(residual)
    };
    let (Some(x), Some(y)) = (left(x), left(y)) else { return nothing };
    let r = (dot(&x, &y) / dot(&x, &x).sqrt() / dot(&y, &y).sqrt()).clamp(-1.0, 1.0);
    let degrees = n.saturating_sub(2 + controls);
    if degrees == 0 {
        return nothing;
    }
    let t = r * (count(degrees) / ((1.0 - r) * (1.0 + r))).sqrt();
    let p = p_value::student_t(t, degrees);
    Association { n, coefficient: Some(r), p, interval: Some(interval::partial(r, n, controls)) }
}
