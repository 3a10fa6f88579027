//! Numbers of twice a double's precision (Dekker 1971; Knuth 1969): sums of them do not depend on their order to any
//! digit that a double can show.

/// A number as the sum of two doubles, the second below half a unit of the first.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct DoubleDouble {
    /// the nearest double
    pub high: f64,
    /// what is missing
    pub low: f64,
}

impl DoubleDouble {
    /// The exact product of two doubles.
    pub fn product(left: f64, right: f64) -> Self {
        let high = left * right;
        Self { high, low: left.mul_add(right, -high) }
    }

    /// The number times another.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = Self::product(self.high, other.high);
        let cross = self.high * other.low + self.low * other.high;
        Self::normal(product.high, product.low + cross)
    }

    /// The sum with another.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let high = self.high + other.high;
        let of_other = high - self.high;
        let lost = (self.high - (high - of_other)) + (other.high - of_other);
        Self::normal(high, lost + self.low + other.low)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negative(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }

    /// The nearest double.
    pub fn value(self) -> f64 {
        self.high + self.low
    }

    fn normal(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self { high: sum, low: low - (sum - high) }
    }
}

impl From<f64> for DoubleDouble {
    fn from(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }
}
