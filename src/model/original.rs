//! A file as it was sent, packed to be kept: a ZIP archive of that one file, which any tool opens.

use std::io::{self, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The largest file that is kept, in bytes. Of a larger one the lake keeps the rows and where they stood.
pub const LARGEST_ORIGINAL: usize = 64 << 20;

/// A file as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its name, without folders.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Packs a file; none where it is larger than [`LARGEST_ORIGINAL`]. The same content under the same name gives the same
/// bytes.
pub fn pack(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() > LARGEST_ORIGINAL {
        return None;
    }
    // workbooks are archives already
    let is_packed = bytes.starts_with(b"PK");
    let method = if is_packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let options = SimpleFileOptions::default().compression_method(method).last_modified_time(DateTime::DEFAULT);
    let name = name.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).unwrap_or("file");
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, options).ok()?;
    archive.write_all(bytes).ok()?;
    Some(archive.finish().ok()?.into_inner())
}

/// Opens what [`pack`] made.
///
/// # Errors
/// When it is damaged, or holds more than was ever packed.
pub fn unpack(packed: &[u8]) -> io::Result<Original> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(io::Error::other)?;
    let file = archive.by_index(0).map_err(io::Error::other)?;
    let name = file.name().map_err(io::Error::other)?.into_owned();
    let limit = u64::try_from(LARGEST_ORIGINAL).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() > LARGEST_ORIGINAL {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it holds more than is ever kept"));
    }
    Ok(Original { name, bytes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn what_is_packed_comes_back(name in "[a-z预算]{1,8}\\.csv", bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
            let packed = pack(&format!("a/b\\{name}"), &bytes).unwrap();
            prop_assert_eq!(&packed, &pack(&name, &bytes).unwrap());
            prop_assert_eq!(unpack(&packed).unwrap(), Original { name, bytes });
        }

        #[test]
        fn damage_is_an_error_not_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = unpack(&bytes);
        }
    }

    #[test]
    fn what_is_too_large_is_not_kept() {
        assert_eq!(pack("a.csv", &vec![0; LARGEST_ORIGINAL + 1]), None);
        assert!(unpack(&[]).is_err());
    }
}
