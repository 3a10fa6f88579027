//! Complete rows of numbers and words, in an order that depends on nothing but the rows.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::order::{key, sort_by};

/// A column of words as the numbers of its levels, which are counted in the order in which they first appear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Factor {
    /// the level of each row
    pub codes: Vec<u32>,
    /// how many levels there are
    pub levels: usize,
}

impl Factor {
    /// Numbers the levels of a column by first appearance.
    pub fn of<T: std::hash::Hash + Eq>(column: impl IntoIterator<Item = T>) -> Self {
        let mut numbers: HashMap<T, u32> = HashMap::new();
        let mut codes = Vec::new();
        for word in column {
            let next = code(numbers.len());
            codes.push(*numbers.entry(word).or_insert(next));
        }
        Self { levels: numbers.len(), codes }
    }

    /// The factor of which all rows have the same level.
    pub fn constant(rows: usize) -> Self {
        Self { codes: vec![0; rows], levels: usize::from(rows > 0) }
    }

    /// The factor whose levels are the pairs of levels of two factors.
    #[must_use]
    pub fn cross(&self, other: &Self) -> Self {
        Self::of(self.codes.iter().zip(&other.codes))
    }

    /// How many rows each level has.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.levels];
        for &level in &self.codes {
            sizes[level as usize] += 1;
        }
        sizes
    }

    /// Whether all rows of a level of this factor have the same level of `other`.
    pub fn is_nested_in(&self, other: &Self) -> bool {
        let mut parents = vec![u32::MAX; self.levels];
        self.codes.iter().zip(&other.codes).all(|(&level, &parent)| {
            let known = &mut parents[level as usize];
            if *known == u32::MAX {
                *known = parent;
            }
            *known == parent
        })
    }

    /// The positions of the rows of each level, ascending.
    pub fn members(&self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = self.sizes().into_iter().map(Vec::with_capacity).collect();
        for (row, &level) in self.codes.iter().enumerate() {
            members[level as usize].push(row);
        }
        members
    }

    fn select(&self, rows: &[usize]) -> Self {
        Self::of(rows.iter().map(|&row| self.codes[row]))
    }
}

/// A count of levels as a code: more than 2³² − 1 of them do not fit into memory.
fn code(levels: usize) -> u32 {
    u32::try_from(levels).unwrap_or(u32::MAX)
}

/// Complete rows by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Records {
    /// how many rows there are
    pub rows: usize,
    /// the columns of numbers, free of NaN
    pub numbers: Vec<Vec<f64>>,
    /// the columns of words
    pub factors: Vec<Factor>,
}

impl Records {
    /// Sorts rows by their numbers in turn, then by their words; `words` holds places in `texts`.
    pub fn sorted(numbers: &[Vec<f64>], words: &[Vec<u32>], texts: &[Box<str>]) -> Self {
        let rows = numbers.first().map(Vec::len).or(words.first().map(Vec::len)).unwrap_or(0);
        let leading = |row: usize| numbers.first().map_or(0, |column| key(column[row]));
        let mut order: Vec<(i64, usize)> = (0..rows).map(|row| (leading(row), row)).collect();
        let by_rest = |left: usize, right: usize| {
            let by_number = numbers.iter().skip(1).map(|column| column[left].total_cmp(&column[right]));
            let by_word = words.iter().map(|column| match (column[left] as usize, column[right] as usize) {
                (left, right) if left == right => Ordering::Equal,
                (left, right) => texts[left].cmp(&texts[right]),
            });
            by_number.chain(by_word).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        };
        sort_by(&mut order, |left, right| left.0.cmp(&right.0).then_with(|| by_rest(left.1, right.1)));
        let number = |column: &Vec<f64>| order.iter().map(|&(_, row)| column[row]).collect();
        let factor = |column: &Vec<u32>| {
            // words are places in `texts`, so a table of them is quicker than a map
            let mut known = vec![u32::MAX; texts.len()];
            let mut levels = 0;
            let level = |&(_, row): &(i64, usize)| {
                let known = &mut known[column[row] as usize];
                if *known == u32::MAX {
                    *known = code(levels);
                    levels += 1;
                }
                *known
            };
            let codes = order.iter().map(level).collect();
            Factor { codes, levels }
        };
        Self { rows, numbers: numbers.iter().map(number).collect(), factors: words.iter().map(factor).collect() }
    }

    /// These rows alone, in this order.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            rows: rows.len(),
            numbers: self.numbers.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect(),
            factors: self.factors.iter().map(|factor| factor.select(rows)).collect(),
        }
    }

    /// Without the rows that are alone in a level of one of the first `effects` factors, and without those that are
    /// alone once these are gone, and so on (Correia 2015).
    #[must_use]
    pub fn without_singletons(self, effects: usize) -> Self {
        let mut left = self;
        loop {
            let sizes: Vec<Vec<usize>> = left.factors.iter().take(effects).map(Factor::sizes).collect();
            if sizes.iter().flatten().all(|&size| size > 1) {
                return left;
            }
            let is_alone = |row: &usize| {
                left.factors.iter().zip(&sizes).any(|(factor, sizes)| sizes[factor.codes[*row] as usize] == 1)
            };
            let kept: Vec<usize> = (0..left.rows).filter(|row| !is_alone(row)).collect();
            left = left.select(&kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Factor, Records};

    #[test]
    fn row_order_and_numbering_of_words_do_not_matter() {
        let texts = |words: [&str; 2]| words.map(Box::from);
        let one = Records::sorted(&[vec![2.0, 1.0, 1.0]], &[vec![0, 1, 0]], &texts(["a", "b"]));
        let other = Records::sorted(&[vec![1.0, 1.0, 2.0]], &[vec![0, 1, 1]], &texts(["b", "a"]));
        assert_eq!(one, other);
        assert_eq!(one.numbers[0], [1.0, 1.0, 2.0]);
        assert_eq!(one.factors[0].codes, [0, 1, 0]);
    }

    #[test]
    fn singletons_go_until_none_is_left() {
        // row 2 is alone in its first level; without it row 3 is alone in its second
        let factors = [vec![0, 0, 1, 2, 2, 0], vec![0, 0, 1, 1, 0, 0]].map(Factor::of);
        let records = Records { rows: 6, numbers: vec![vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]], factors: factors.into() };
        assert_eq!(records.without_singletons(2).numbers[0], [0.0, 1.0, 5.0]);
    }

    #[test]
    fn nesting_is_seen() {
        let (fine, coarse) = (Factor::of([1, 2, 3, 1]), Factor::of([1, 1, 2, 1]));
        assert!(fine.is_nested_in(&coarse) && !coarse.is_nested_in(&fine));
        assert_eq!(fine.cross(&coarse).levels, 3);
    }
}
