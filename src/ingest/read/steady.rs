//! The bytes of a file that nobody is writing: what is read while another program saves or copies is half of something.

use std::fs;
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::ReadError;

/// How often a file that changes is read before it is given up.
const ATTEMPTS: u32 = 4;

/// How long a program that saves a file is waited for, the first time; twice as long each time after.
const PAUSE: Duration = Duration::from_millis(50);

/// The bytes of a file that was the same before and after it was read.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    bytes_with(path, |_| {})
}

/// The same; `between` is called with the attempt (from 0) after each reading and before the file is looked at again.
fn bytes_with(path: &Path, between: impl Fn(u32)) -> Result<Vec<u8>, ReadError> {
    let failed = |source| ReadError::from_io(path, source);
    for attempt in 0..ATTEMPTS {
        let before = stamp(path).map_err(failed)?;
        let bytes = fs::read(path).map_err(failed)?;
        between(attempt);
        let after = stamp(path).map_err(failed)?;
        let whole = u64::try_from(bytes.len()).is_ok_and(|length| length == after.0);
        if before == after && whole {
            return Ok(bytes);
        }
        sleep(PAUSE * 2_u32.pow(attempt));
    }
    Err(ReadError::Changing { path: path.to_owned() })
}

/// How long a file is and when it was written last.
fn stamp(path: &Path) -> io::Result<(u64, Option<SystemTime>)> {
    let about = fs::metadata(path)?;
    Ok((about.len(), about.modified().ok()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs::OpenOptions;
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_that_is_being_written_is_waited_for_and_then_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let append = || OpenOptions::new().create(true).append(true).open(&path).unwrap().write_all(b"a,b\n").unwrap();
        append();
        // saved while it was read the first time: the second reading is whole
        let bytes = bytes_with(&path, |attempt| {
            if attempt == 0 {
                append();
            }
        })
        .unwrap();
        assert_eq!(bytes, b"a,b\na,b\n");
        let error = bytes_with(&path, |_| append()).unwrap_err();
        assert!(matches!(error, ReadError::Changing { .. }), "{error}");
        assert!(error.to_string().contains("kept changing") && error.hint().is_some_and(|hint| hint.contains("again")));
        fs::remove_file(&path).unwrap();
        assert!(matches!(super::bytes(&path), Err(ReadError::Missing { .. })));
    }
}
