//! A weighted mean with its standard error, from sums that need no rows.

use super::count;
use super::double_double::DoubleDouble;
use super::p_value::student_critical;

/// The sums behind a weighted mean; they add up in any order.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct WeightedSums {
    /// rows with a positive weight
    pub n: usize,
    /// Σw, Σwx, Σw², Σw²x, Σw²x²
    pub sums: [DoubleDouble; 5],
    /// whether a weight was negative or a value infinite
    pub is_undefined: bool,
}

/// A weighted mean.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct WeightedMean {
    /// rows with a positive weight
    pub n: usize,
    /// Σw
    pub weight: Option<f64>,
    /// Σwx / Σw
    pub mean: Option<f64>,
    /// √(n/(n − 1) Σw²(x − mean)²) / Σw
    pub std_error: Option<f64>,
    /// low and high end at 95 %, t with n − 1 degrees of freedom
    pub interval: Option<(f64, f64)>,
}

impl WeightedSums {
    /// Adds a row. A weight of 0 counts for nothing.
    pub fn add(&mut self, x: f64, w: f64) {
        if w < 0.0 || w.is_infinite() || x.is_infinite() {
            self.is_undefined = true;
        }
        if w > 0.0 {
            let wx = DoubleDouble::product(w, x);
            let terms =
                [DoubleDouble::from(w), wx, DoubleDouble::product(w, w), wx.times(DoubleDouble::from(w)), wx.times(wx)];
            self.n += 1;
            self.sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum = sum.plus(term));
        }
    }

    /// Adds the rows of another.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.is_undefined |= other.is_undefined;
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, term)| *sum = sum.plus(term));
    }

    /// The mean with its error: that of a ratio (Cochran 1977, §6; HC1 of a weighted regression on a constant). No
    /// value without a positive weight, or where a weight is negative or a number infinite.
    pub fn mean(&self) -> WeightedMean {
        let nothing = WeightedMean { n: self.n, ..WeightedMean::default() };
        let [w, wx, ww, wwx, wwxx] = self.sums;
        if self.n == 0 || self.is_undefined || !wx.value().is_finite() {
            return nothing;
        }
        let mean = wx.value() / w.value();
        let twice = DoubleDouble::from(-2.0 * mean);
        let squares = wwxx.plus(wwx.times(twice)).plus(ww.times(DoubleDouble::product(mean, mean)));
        let std_error = (self.n > 1 && squares.value().is_finite()).then(|| {
            let squares = (squares.value() * count(self.n) / count(self.n - 1)).max(0.0);
            squares.sqrt() / w.value()
        });
        let half = std_error.zip(student_critical(self.n - 1)).map(|(error, critical)| error * critical);
        WeightedMean {
            weight: Some(w.value()),
            mean: Some(mean),
            std_error,
            interval: half.map(|half| (mean - half, mean + half)),
            ..nothing
        }
    }
}
