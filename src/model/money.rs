//! Exact amounts. Money is a whole number of 分 (hundredths of a yuan); no float ever carries it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

/// An amount of money in 分, the hundredth of a yuan. Prints as yuan with two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i128);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount given in 分.
    pub const fn from_fen(fen: i128) -> Self {
        Self(fen)
    }

    /// An amount given in whole yuan.
    pub const fn from_yuan(yuan: i128) -> Self {
        Self(yuan * 100)
    }

    /// The amount in 分, as `Decimal128(18,2)` stores it.
    pub const fn fen(self) -> i128 {
        self.0
    }

    /// The absolute amount.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(formatter, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Divides and rounds half away from zero (四舍五入), the one rounding of the product.
///
/// `divisor` must be positive; a divisor of 0 gives 0.
pub fn round_half_away(dividend: i128, divisor: i128) -> i128 {
    if divisor == 0 {
        return 0;
    }
    let quotient = dividend / divisor;
    let remainder = dividend % divisor;
    if remainder.abs() * 2 >= divisor.abs() { quotient + dividend.signum() * divisor.signum() } else { quotient }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        let cases = [(25, 10, 3), (-25, 10, -3), (24, 10, 2), (-24, 10, -2), (5, 10, 1), (0, 10, 0)];
        for (dividend, divisor, expected) in cases {
            assert_eq!(round_half_away(dividend, divisor), expected, "{dividend} / {divisor}");
        }
    }

    #[test]
    fn prints_yuan() {
        assert_eq!(Money::from_fen(-5).to_string(), "-0.05");
        assert_eq!(Money::from_yuan(1234).to_string(), "1234.00");
    }
}
