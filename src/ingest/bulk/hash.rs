//! Hashes of values, keys and rows: the same for the columns of a chunk and for single rows.
//!
//! A key hashes to 64 bits, its row to 64 others. Rows are taken to repeat each other where both agree, 128 bits in
//! all; two keys that share a hash but not a row are read again row by row like any conflict, so a collision of keys
//! costs time, not truth.

use chrono::Datelike;

use crate::model::Value;

const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
const FACTOR: u64 = 0xd6e8_feb8_6659_fd93;
/// The hash of a missing value.
pub(super) const MISSING: u64 = 0x2545_f491_4f6c_dd1d;

/// Takes a value's hash into that of a row.
#[inline]
pub(super) fn mix(state: u64, value: u64) -> u64 {
    let product = u128::from((state.rotate_left(29) ^ value).wrapping_add(SEED)) * u128::from(FACTOR);
    let bytes = product.to_le_bytes();
    let half = |from: usize| {
        let mut half = [0; 8];
        half.copy_from_slice(&bytes[from..from + 8]);
        u64::from_le_bytes(half)
    };
    half(0) ^ half(8)
}

/// The hash of a text.
#[inline]
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let mut state = SEED ^ (bytes.len() as u64);
    let mut rest = bytes;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        state = mix(state, u64::from_le_bytes(*word));
        rest = after;
    }
    let last = rest.iter().fold(0_u64, |last, byte| (last << 8) | u64::from(*byte));
    mix(state, last)
}

/// The hash of a whole number.
#[inline]
pub(super) fn of_number(number: i128) -> u64 {
    let bytes = number.to_le_bytes();
    let half = |from: usize| {
        let mut half = [0; 8];
        half.copy_from_slice(&bytes[from..from + 8]);
        u64::from_le_bytes(half)
    };
    mix(half(8), half(0))
}

/// The hash of a value.
pub(super) fn of_value(value: Option<&Value>) -> u64 {
    match value {
        None => MISSING,
        Some(Value::Text(text)) => of_bytes(text.as_bytes()),
        Some(Value::Integer(number)) => of_number(i128::from(*number)),
        Some(Value::Decimal(number)) => of_number(*number),
        Some(Value::Date(date)) => of_number(i128::from(date.num_days_from_ce())),
        Some(Value::Flag(flag)) => of_number(i128::from(*flag)),
        Some(Value::Instant(moment)) => of_number(i128::from(moment.timestamp_micros())),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn near_texts_and_numbers_differ() {
        let texts = (0..20_000).map(|number| of_bytes(format!("P{number:05}").as_bytes()));
        let numbers = (0..20_000).map(of_number);
        let lengths = (0..20).map(|length| of_bytes(&vec![0; length]));
        let all: Vec<u64> = texts.chain(numbers).chain(lengths).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    }
}
