//! Which keys a table has had so far: the first row of each, those that repeat it, and those in dispute.
//!
//! Kept compact, for a file has millions: 20 bytes a key and 4 to 8 to find it by, and 8 for a row that comes again.

use std::collections::HashSet;

use super::piece::TableRows;

/// The largest share of the slots that are taken, in tenths.
const FULL_TENTHS: usize = 6;

const FREE: u32 = u32::MAX;

/// A sum that has had no value yet; amounts have at most 18 digits.
const NO_SUM: i128 = i128::MIN;

/// The keys of one table.
#[derive(Debug)]
pub(super) struct Keys {
    slots: Vec<u32>,
    /// Of each key: its hash, the other hash of its first row, and that row's number.
    hashes: Vec<u64>,
    checks: Vec<u64>,
    numbers: Vec<i32>,
    /// Later rows of a key: the key's position, the row's number.
    repeats: Vec<(u32, i32)>,
    disputed: HashSet<u32>,
    /// The columns that its rows have: those of the first; rows with others are read again one by one.
    present: Option<u64>,
    /// The sums of each added-up column, by key.
    sums: Vec<Vec<i128>>,
    is_summed: bool,
}

impl Keys {
    /// No keys yet; `summed` columns are added up over rows of equal key. `present` is which columns most rows will
    /// have, where that is known.
    pub(super) fn new(summed: usize, present: Option<u64>) -> Self {
        Self {
            slots: vec![FREE; 1024],
            hashes: Vec::new(),
            checks: Vec::new(),
            numbers: Vec::new(),
            repeats: Vec::new(),
            disputed: HashSet::new(),
            present,
            sums: vec![Vec::new(); summed],
            is_summed: summed > 0,
        }
    }

    /// The columns that the rows kept have.
    pub(super) fn present(&self) -> u64 {
        self.present.unwrap_or(0)
    }

    /// Takes rows in, in the order of their numbers; gives for each group which of its rows are the first of their key,
    /// and the positions of those keys.
    pub(super) fn take(&mut self, groups: &[&TableRows]) -> Vec<(Vec<u32>, Vec<u32>)> {
        let count: usize = groups.iter().map(|group| group.keys.len()).sum();
        while (self.hashes.len() + count) * 10 > self.slots.len() * FULL_TENTHS {
            self.grow();
        }
        let mut taken: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
        taken.resize_with(groups.len(), || (Vec::with_capacity(count), Vec::with_capacity(count)));
        for group in groups {
            self.touch(&group.keys);
        }
        if let ([group], [(rows, entries)]) = (groups, taken.as_mut_slice()) {
            for at in 0..group.keys.len() {
                if let Some(entry) = self.take_one(group, at) {
                    rows.push(u32::try_from(at).unwrap_or(FREE));
                    entries.push(entry);
                }
            }
            return taken;
        }
        let mut order: Vec<(i32, usize, usize)> = Vec::with_capacity(count);
        for (which, group) in groups.iter().enumerate() {
            order.extend(group.numbers.iter().enumerate().map(|(at, number)| (*number, which, at)));
        }
        order.sort_unstable();
        for (_, which, at) in order {
            if let Some(entry) = self.take_one(groups[which], at) {
                taken[which].0.push(u32::try_from(at).unwrap_or(FREE));
                taken[which].1.push(entry);
            }
        }
        taken
    }

    /// Takes one row in; gives the position of its key where it is the first of it.
    fn take_one(&mut self, rows: &TableRows, at: usize) -> Option<u32> {
        let (key, check, number) = (*rows.keys.get(at)?, *rows.checks.get(at)?, *rows.numbers.get(at)?);
        let slot = self.slot_of(key, check);
        let known = self.slots[slot];
        let is_new = known == FREE;
        let entry = if is_new { u32::try_from(self.hashes.len()).unwrap_or(FREE) } else { known };
        if is_new {
            self.slots[slot] = entry;
            self.hashes.push(key);
            self.checks.push(check);
            self.numbers.push(number);
            self.sums.iter_mut().for_each(|sums| sums.push(NO_SUM));
        } else {
            self.repeats.push((entry, number));
        }
        let differs = !is_new && !self.is_summed && self.checks[entry as usize] != check;
        if differs || *self.present.get_or_insert(rows.present) != rows.present {
            self.disputed.insert(entry);
        }
        for (sums, given) in self.sums.iter_mut().zip(&rows.sums) {
            if let (Some(sum), Some(Some(value))) = (sums.get_mut(entry as usize), given.get(at)) {
                *sum = if *sum == NO_SUM { *value } else { *sum + *value };
            }
        }
        is_new.then_some(entry)
    }

    /// The slot of a key, or the free one where it belongs.
    fn slot_of(&self, key: u64, check: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = place(key, mask);
        loop {
            let known = self.slots[slot];
            if known == FREE {
                return slot;
            }
            let is_same = self.hashes[known as usize] == key;
            // what is added up must be of one key, not of two with one hash
            if is_same && (!self.is_summed || self.checks[known as usize] == check) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Reads the slots of keys that are about to be looked up, all at once: one after another each would wait for
    /// memory.
    fn touch(&self, keys: &[u64]) {
        let mask = self.slots.len() - 1;
        let found = keys.iter().map(|key| self.slots[place(*key, mask)]);
        let known = found.filter_map(|entry| self.hashes.get(entry as usize)).fold(0_u64, |all, key| all ^ key);
        std::hint::black_box(known);
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 2];
        let mask = self.slots.len() - 1;
        for (entry, key) in self.hashes.iter().enumerate() {
            let mut slot = place(*key, mask);
            while self.slots[slot] != FREE {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = u32::try_from(entry).unwrap_or(FREE);
        }
    }

    /// Whether a key is in dispute: a row of it says something else than another.
    pub(super) fn is_disputed(&self, entry: u32) -> bool {
        self.disputed.contains(&entry)
    }

    /// Whether any key is.
    pub(super) fn has_disputes(&self) -> bool {
        !self.disputed.is_empty()
    }

    /// The hashes of the keys in dispute.
    pub(super) fn disputed_keys(&self) -> HashSet<u64> {
        self.disputed.iter().map(|entry| self.hashes[*entry as usize]).collect()
    }

    /// The numbers of all rows of the keys in dispute: the first of each and every one that came again.
    pub(super) fn disputed_rows(&self) -> Vec<i32> {
        let first = self.disputed.iter().map(|entry| self.numbers[*entry as usize]);
        let later = self.repeats.iter().filter(|(entry, _)| self.disputed.contains(entry)).map(|(_, number)| *number);
        first.chain(later).collect()
    }

    /// Whether rows were added up.
    pub(super) fn has_sums(&self) -> bool {
        self.is_summed && !self.repeats.is_empty()
    }

    /// The sum of an added-up column over the rows of a key.
    pub(super) fn sum(&self, column: usize, entry: u32) -> Option<i128> {
        let sum = self.sums.get(column)?.get(entry as usize).copied()?;
        (sum != NO_SUM).then_some(sum)
    }
}

fn place(key: u64, mask: usize) -> usize {
    usize::try_from(key & (mask as u64)).unwrap_or(0)
}
