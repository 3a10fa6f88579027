//! Sums that lose no more than one rounding.

/// The sum with Neumaier's compensation (Neumaier 1974): the rounding error of every addition is carried along.
pub fn compensated_sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = 0.0_f64;
    let mut lost = 0.0_f64;
    for value in values {
        let next = sum + value;
        lost += if sum.abs() >= value.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::compensated_sum;

    #[test]
    fn keeps_what_plain_addition_loses() {
        // Neumaier's own example: plain addition gives 0
        assert!((compensated_sum([1.0, 1e100, 1.0, -1e100]) - 2.0).abs() < f64::EPSILON);
    }
}
