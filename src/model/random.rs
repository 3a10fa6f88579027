//! The one seeded source of numbers, for the sample district and for resampling: `SplitMix64` (Steele, Lea, Flood 2014)
//! in integer arithmetic, so that the same seed gives the same numbers on every machine.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of a thing (a project, a department) for one purpose: streams do not disturb each other, so a new
    /// use of chance leaves the rest of the district as it was.
    pub fn stream(seed: u64, thing: &str, purpose: &str) -> Self {
        let mut stream = Self(seed);
        for byte in thing.bytes().chain([0]).chain(purpose.bytes()) {
            stream.0 ^= u64::from(byte);
            stream.0 = stream.next();
        }
        stream
    }

    /// The stream of one replication of a resampling: replications may run in any order.
    pub fn replication(seed: u64, replication: u64) -> Self {
        let mut stream = Self(seed);
        stream.0 = stream.next() ^ replication;
        stream.0 = stream.next();
        stream
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn between(&mut self, low: i128, high: i128) -> i128 {
        low + ((i128::from(self.next() >> 1) * (high - low + 1)) >> 63)
    }

    /// A position below `count`; 0 where there is none. The bias is below `count`/2⁶⁴.
    pub fn below(&mut self, count: usize) -> usize {
        let product = u128::from(self.next()) * u128::try_from(count).unwrap_or(0);
        usize::try_from(product >> 64).unwrap_or(0)
    }

    /// The same things in another order, every order equally likely (Fisher and Yates 1938, Durstenfeld 1964).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }

    /// Whether something happens that happens `permille` times in a thousand.
    pub fn chance(&mut self, permille: i128) -> bool {
        self.between(0, 999) < permille
    }

    /// A number around 0 with about this standard deviation: the sum of twelve even draws, never beyond six of it.
    pub fn bell(&mut self, deviation: i128) -> i128 {
        let sum: i128 = (0..12).map(|_| self.between(-500, 500)).sum();
        sum * deviation / 1000
    }

    /// One of several things; of none, nothing.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        let last = i128::try_from(things.len()).ok()? - 1;
        if last < 0 {
            return None;
        }
        things.get(usize::try_from(self.between(0, last)).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_the_published_sequence() {
        // The first three outputs for seed 1234567, as printed with the reference implementation (Vigna, splitmix64.c).
        let mut random = Random(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.next(), random.next(), random.next()], expected);
    }

    #[test]
    fn stays_within_its_bounds() {
        let mut random = Random::stream(1, "a", "b");
        for _ in 0..1000 {
            assert!((-3..=4).contains(&random.between(-3, 4)));
        }
        assert_eq!(random.between(7, 7), 7);
        assert_eq!(random.pick::<u8>(&[]), None);
        assert_eq!(random.below(0), 0);
        assert!((0..1000).all(|_| random.below(3) < 3));
    }

    #[test]
    fn shuffles_give_every_order_equally_often() {
        let mut seen = std::collections::BTreeMap::new();
        for replication in 0..6000 {
            let mut things = [0, 1, 2];
            Random::replication(7, replication).shuffle(&mut things);
            *seen.entry(things).or_insert(0_i32) += 1;
        }
        // 1000 each, standard deviation 29
        assert!(seen.len() == 6 && seen.values().all(|count| (count - 1000).abs() < 150), "{seen:?}");
    }
}
