//! Axes with round steps, and how values are written on them.

use super::NumberFormat;
use crate::model::round_half_away;

/// A value axis from `low` to `high` with a tick at every round step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    /// The lowest tick.
    pub(super) low: f64,
    /// The highest tick.
    pub(super) high: f64,
    /// Every tick, in order.
    pub(super) ticks: Vec<f64>,
    decimals: u32,
}

impl Axis {
    /// An axis that holds all `values` and about `steps` steps; with `from_zero`, zero too.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, from_zero: bool, steps: u32) -> Self {
        let (mut low, mut high) = values
            .into_iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if !low.is_finite() {
            (low, high) = (0.0, 1.0);
        }
        if from_zero {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        if high - low <= f64::EPSILON * high.abs() {
            let room = if high == 0.0 { 1.0 } else { high.abs() / 10.0 };
            (low, high) = if from_zero { (0.0, room) } else { (low - room, high + room) };
        }
        let step = round_step((high - low) / f64::from(steps.max(1)));
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let mut ticks = Vec::new();
        let mut tick = first;
        while tick <= last && ticks.len() < 64 {
            ticks.push(tick * step);
            tick += 1.0;
        }
        Self { low: first * step, high: last * step, ticks, decimals: decimals_of(step) }
    }

    /// A tick as it is written.
    pub(super) fn tick_text(&self, tick: f64, format: &NumberFormat) -> String {
        let percent = if *format == NumberFormat::Percent { "%" } else { "" };
        format!("{}{percent}", grouped(&rounded(tick, self.decimals)))
    }
}

/// The least of 1, 2, 2.5, 5, 10 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

fn decimals_of(step: f64) -> u32 {
    (0..12)
        .find(|decimals| {
            let scaled = step * 10_f64.powi(i32::try_from(*decimals).unwrap_or(12));
            (scaled - scaled.round()).abs() < 1e-6
        })
        .unwrap_or(12)
}

/// A value as a label writes it: at most two decimals, none from 10 000 on, thousands set apart.
pub(super) fn value_text(value: f64, format: &NumberFormat) -> String {
    let decimals = if value.abs() >= 10_000.0 { 0 } else { 2 };
    let text = rounded(value, decimals);
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    let percent = if *format == NumberFormat::Percent { "%" } else { "" };
    format!("{}{percent}", grouped(text))
}

/// `value` with this many decimals, half away from zero in its shortest decimal spelling, which is what a reader sees
/// in the table (1.005 is 1.01, though the binary number lies below).
fn rounded(value: f64, decimals: u32) -> String {
    let spelled = format!("{}", value.abs());
    let (whole, fraction) = spelled.split_once('.').unwrap_or((&spelled, ""));
    let fraction: String = fraction.chars().take(18).collect();
    let scale = u32::try_from(fraction.len()).unwrap_or(0);
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap_or(0);
    let units = if scale > decimals {
        round_half_away(digits, 10_i128.pow(scale - decimals))
    } else {
        digits * 10_i128.pow(decimals - scale)
    };
    let one = 10_i128.pow(decimals);
    let sign = if value < 0.0 && units != 0 { "-" } else { "" };
    if decimals == 0 {
        format!("{sign}{units}")
    } else {
        format!("{sign}{}.{:0width$}", units / one, units % one, width = usize::try_from(decimals).unwrap_or(0))
    }
}

fn grouped(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)]
    use super::*;

    #[test]
    fn writes_values_as_reports_do() {
        let percent = |value| value_text(value, &NumberFormat::Percent);
        assert_eq!(percent(99.72), "99.72%");
        assert_eq!(percent(100.0), "100%");
        assert_eq!(percent(1.005), "1.01%");
        assert_eq!(percent(-0.001), "0%");
        let number = |value| value_text(value, &NumberFormat::Number);
        assert_eq!(number(1234.5), "1,234.5");
        assert_eq!(number(-256_254.92), "-256,255");
        assert_eq!(number(0.0), "0");
    }

    #[test]
    fn axes_are_round_and_hold_their_values() {
        let axis = Axis::around([32.36, 100.77], true, 5);
        assert_eq!((axis.low, axis.high), (0.0, 125.0));
        let axis = Axis::around([0.3, 0.7], true, 5);
        assert_eq!(
            axis.ticks.iter().map(|tick| axis.tick_text(*tick, &NumberFormat::Number)).collect::<Vec<_>>(),
            ["0.0", "0.2", "0.4", "0.6", "0.8"]
        );
        for values in [vec![], vec![0.0], vec![-3.0], vec![1e15, -1e15], vec![1e-12], vec![5.0, 5.0]] {
            for from_zero in [true, false] {
                let axis = Axis::around(values.clone(), from_zero, 5);
                assert!(axis.high > axis.low && axis.ticks.len() >= 2 && axis.ticks.len() < 12, "{values:?}: {axis:?}");
                assert!(values.iter().all(|value| *value >= axis.low && *value <= axis.high), "{values:?}: {axis:?}");
            }
        }
    }
}
