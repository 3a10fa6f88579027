//! Zip containers, unpacked within limits: what a container says of its parts is not believed.

use std::io::{Cursor, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::ReadError;
use super::limits::{Exceeded, Limit, Limits, RATIO_FROM};

/// A zip container whose parts are read one by one.
pub(super) struct Container<'a> {
    path: &'a Path,
    limits: &'a Limits,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The names of the parts as they are compared: `/` between folders, lower case.
    names: Vec<String>,
    unpacked: u64,
}

impl<'a> Container<'a> {
    /// Opens a container; `path` is what messages call it.
    ///
    /// # Errors
    /// When it is damaged or has more parts than are read.
    pub(super) fn open(path: &'a Path, bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ReadError> {
        let archive = open_archive(path, Cursor::new(bytes), limits)?;
        let names = archive.file_names_raw().map(|name| comparable(&String::from_utf8_lossy(name))).collect();
        Ok(Self { path, limits, archive, names, unpacked: 0 })
    }

    /// The bytes of a part; none where there is no such part.
    ///
    /// # Errors
    /// When it is damaged, or unpacks to more than is read.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let wanted = comparable(name);
        let Some(index) = self.names.iter().position(|known| *known == wanted) else { return Ok(None) };
        let left = self.limits.decompressed_bytes.saturating_sub(self.unpacked);
        let bytes = unpack(self.path, &mut self.archive, index, self.limits, left)?;
        self.unpacked = self.unpacked.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(Some(bytes))
    }

    /// Whether all parts together unpack to what is read, by what the container says of them.
    ///
    /// # Errors
    /// When they do not.
    pub(super) fn allow_all(&self) -> Result<(), ReadError> {
        allow_sizes(self.path, &self.archive, self.limits)
    }
}

/// Whether all parts of an archive together unpack to what is read, by what the archive says of them.
///
/// # Errors
/// When they do not.
pub(super) fn allow_sizes<T: AsRef<[u8]>>(
    path: &Path,
    archive: &ZipArchive<Cursor<T>>,
    limits: &Limits,
) -> Result<(), ReadError> {
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index_data(index).map_err(|error| failed(path, "a part", &error))?;
        total = total.saturating_add(part.size());
        let most = part.compressed_size().saturating_mul(limits.compression_ratio).max(RATIO_FROM);
        let (limit, found) = match total > limits.decompressed_bytes {
            true => (Limit::DecompressedBytes, total),
            false if part.size() > most => (Limit::CompressionRatio, part.size()),
            false => continue,
        };
        return Err(ReadError::limit(path, None, Exceeded { limit, found, allowed: limits.of(limit) }));
    }
    Ok(())
}

fn comparable(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase()
}

/// Opens a zip archive with no more parts than are read.
///
/// # Errors
/// When it is damaged or has more parts than are read.
pub(super) fn open_archive<T: AsRef<[u8]>>(
    path: &Path,
    bytes: Cursor<T>,
    limits: &Limits,
) -> Result<ZipArchive<Cursor<T>>, ReadError> {
    let archive = ZipArchive::new(bytes).map_err(|error| failed(path, "the list of its parts", &error))?;
    limits.allow(Limit::ZipEntries, archive.len()).map_err(|exceeded| ReadError::limit(path, None, exceeded))?;
    Ok(archive)
}

/// The bytes of one part of an archive, where they are no more than `left` and within the limits.
///
/// # Errors
/// When it is damaged, encrypted, or unpacks to more than is read.
pub(super) fn unpack<T: AsRef<[u8]>>(
    path: &Path,
    archive: &mut ZipArchive<Cursor<T>>,
    index: usize,
    limits: &Limits,
    left: u64,
) -> Result<Vec<u8>, ReadError> {
    let part = archive.by_index(index).map_err(|error| failed(path, "a part", &error))?;
    let name = String::from_utf8_lossy(part.name_raw()).into_owned();
    let by_ratio = part.compressed_size().saturating_mul(limits.compression_ratio).max(RATIO_FROM);
    let most = left.min(by_ratio);
    let exceeds = |found: u64| {
        let limit = if by_ratio < left { Limit::CompressionRatio } else { Limit::DecompressedBytes };
        ReadError::limit(path, None, Exceeded { limit, found, allowed: limits.of(limit) })
    };
    let told = part.size();
    if told > most {
        return Err(exceeds(told));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(told.min(RATIO_FROM)).unwrap_or(0));
    part.take(told.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| failed(path, &format!("its part {name}"), &ZipError::Io(error)))?;
    if u64::try_from(bytes.len()).is_ok_and(|found| found <= told) {
        Ok(bytes)
    } else {
        Err(ReadError::damaged(path, format!("its part {name} is longer than it says")))
    }
}

fn failed(path: &Path, what: &str, error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            ReadError::PasswordProtected { path: path.to_owned() }
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            ReadError::damaged(path, format!("{what} is packed in a way that is not read"))
        }
        _ => ReadError::damaged(path, format!("{what} breaks off or does not agree with its checksum")),
    }
}

/// The file name of an archive's part as people read it: UTF-8, else GB18030 as Windows packs it in China.
pub(super) fn readable_name(raw: &[u8]) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => match encoding_rs::GB18030.decode_without_bom_handling(raw) {
            (name, false) => name.into_owned(),
            (_, true) => String::from_utf8_lossy(raw).into_owned(),
        },
    };
    // a label only, never a place to write to: but it should look like a path below the archive
    let name = name.replace('\\', "/").replace('\0', "");
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refusal(bytes: &[u8], limits: &Limits, part: &str) -> String {
        let path = Path::new("a.zip");
        match Container::open(path, bytes, limits) {
            Ok(mut container) => container.part(part).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn parts_are_found_whatever_their_case() {
        let bytes = packed(&[("XL\\Workbook.xml", b"x"), ("b", b"y")]);
        let limits = Limits::default();
        let mut container = Container::open(Path::new("a.zip"), &bytes, &limits).unwrap();
        assert_eq!(container.part("/xl/workbook.xml").unwrap().unwrap(), b"x");
        assert_eq!(container.part("none").unwrap(), None);
    }

    #[test]
    fn bombs_are_refused_before_they_unpack() {
        let zeros = vec![0; 17 * 1024 * 1024];
        let bomb = packed(&[("bomb", &zeros)]);
        assert!(bomb.len() < 100_000, "a thousandth: {}", bomb.len());
        let limits = Limits::default();
        let said = refusal(&bomb, &limits, "bomb");
        assert!(said.starts_with("a.zip unpacks to more than 250 times its size (at least 17825792 bytes)"), "{said}");
        let said =
            refusal(&bomb, &limits.with(Limit::CompressionRatio, 2000).with(Limit::DecompressedBytes, 1000), "bomb");
        assert_eq!(said, "a.zip unpacks to more than the 1000 bytes that are read");
        let said = refusal(&packed(&[("a", b""), ("b", b"")]), &limits.with(Limit::ZipEntries, 1), "a");
        assert_eq!(said, "a.zip holds 2 packed files, more than the 1 that are read");
        // parts that are small one by one are counted together
        let bytes = packed(&[("a", &zeros[..700]), ("b", &zeros[..700])]);
        let limits = limits.with(Limit::DecompressedBytes, 1000);
        let mut container = Container::open(Path::new("a.zip"), &bytes, &limits).unwrap();
        assert!(container.part("a").is_ok());
        assert!(container.part("b").is_err());
    }

    #[test]
    fn a_part_that_lies_about_its_size_is_no_way_around() {
        let zeros = vec![0; 17 * 1024 * 1024];
        let mut bomb = packed(&[("bomb", &zeros)]);
        let true_size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
        while let Some(at) = bomb.windows(4).position(|bytes| bytes == true_size) {
            bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        let said = refusal(&bomb, &Limits::default(), "bomb");
        assert!(said.starts_with("a.zip is a damaged workbook: its part bomb"), "{said}");
    }

    #[test]
    fn names_of_either_encoding_are_read() {
        let (name, _, _) = encoding_rs::GB18030.encode("报送\\教育局.csv");
        assert_eq!(readable_name(&name), "报送/教育局.csv");
        assert_eq!(readable_name("报送/教育局.csv".as_bytes()), "报送/教育局.csv");
        assert_eq!(readable_name(b"/../..\\etc/./a.csv"), "etc/a.csv");
    }
}
