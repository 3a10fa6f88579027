//! Compound files (Microsoft's MS-CFB): the streams of a container in which old workbooks stand. No sector is followed
//! twice, so that what is damaged ends.

/// A sector number that ends a chain, or names none.
const LAST_SECTOR: u32 = 0xffff_fffa;

/// Streams below this size stand in the small sectors.
const SMALL: u64 = 4096;

/// A compound file.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// The size of a sector as a power of two.
    shift: u32,
    /// For each sector the next one of its chain.
    next: Vec<u32>,
    /// The same for the small sectors.
    next_small: Vec<u32>,
    /// What the small sectors stand in.
    small: Vec<u8>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Opens a compound file; none where it is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u32::from(u16_at(bytes, 30)?);
        if !(7..=16).contains(&shift) {
            return None;
        }
        let mut file =
            Self { bytes, shift, next: Vec::new(), next_small: Vec::new(), small: Vec::new(), directory: Vec::new() };
        let mut tables: Vec<u32> = (0..109).map_while(|number| u32_at(bytes, 76 + 4 * number)).collect();
        let mut further = u32_at(bytes, 68)?;
        let mut left = file.sectors();
        while further < LAST_SECTOR && left > 0 {
            let sector = file.sector(further)?;
            let (numbers, last) = sector.split_at_checked(sector.len().checked_sub(4)?)?;
            tables.extend(numbers.chunks_exact(4).map(number));
            further = number(last);
            left -= 1;
        }
        let most = file.sectors();
        for table in tables.into_iter().filter(|table| *table < LAST_SECTOR).take(most) {
            let sector = file.sector(table).unwrap_or_default();
            let numbers: Vec<u32> = sector.chunks_exact(4).map(number).collect();
            file.next.extend(numbers);
        }
        file.directory = file.chain(u32_at(bytes, 48)?);
        let small_table = file.chain(u32_at(bytes, 60)?);
        file.next_small = small_table.chunks_exact(4).map(number).collect();
        let root = file.directory.get(..128).and_then(|entry| u32_at(entry, 116));
        file.small = file.chain(root.unwrap_or(LAST_SECTOR));
        Some(file)
    }

    /// How many sectors the file has room for.
    fn sectors(&self) -> usize {
        (self.bytes.len() >> self.shift) + 1
    }

    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let from = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(1 << self.shift)?;
        // the last one may be cut short
        let to = from.checked_add(1 << self.shift)?.min(self.bytes.len());
        self.bytes.get(from..to).filter(|bytes| !bytes.is_empty())
    }

    /// The bytes of the sectors that follow one another from this one.
    fn chain(&self, first: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (mut sector, mut left) = (first, self.sectors());
        while sector < LAST_SECTOR && left > 0 {
            let Some(content) = self.sector(sector) else { break };
            bytes.extend_from_slice(content);
            sector = usize::try_from(sector).ok().and_then(|at| self.next.get(at)).copied().unwrap_or(LAST_SECTOR);
            left -= 1;
        }
        bytes
    }

    fn small_chain(&self, first: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (mut sector, mut left) = (first, self.small.len() / 64 + 1);
        while sector < LAST_SECTOR && left > 0 {
            let Ok(at) = usize::try_from(sector) else { break };
            let content = at.checked_mul(64).and_then(|from| self.small.get(from..(from + 64).min(self.small.len())));
            let Some(content) = content.filter(|content| !content.is_empty()) else { break };
            bytes.extend_from_slice(content);
            sector = self.next_small.get(at).copied().unwrap_or(LAST_SECTOR);
            left -= 1;
        }
        bytes
    }

    /// The bytes of a stream by its name; none where there is no such stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        let entry = self.directory.chunks_exact(128).find(|entry| {
            let is_stream = entry.get(66) == Some(&2);
            is_stream && usize::from(u16_at(entry, 64).unwrap_or(0)) == name.len() && entry.starts_with(&name)
        })?;
        let (first, size) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
        let mut bytes = if size < SMALL { self.small_chain(first) } else { self.chain(first) };
        bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Some(bytes)
    }
}

fn number(bytes: &[u8]) -> u32 {
    u32_at(bytes, 0).unwrap_or(LAST_SECTOR)
}

/// Two bytes as a number, the lower one first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

/// Four bytes as a number, the lowest one first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}
