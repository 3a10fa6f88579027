//! Writing to the user: data to stdout, everything else to stderr, progress only where a person watches.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::error::CommandError;
use crate::model::system_answer;

/// Writes data to stdout. A reader that has gone (`jixiao … | head`) is no error.
///
/// # Errors
/// When stdout cannot be written for another reason.
pub(super) fn data(text: &str) -> Result<(), CommandError> {
    bytes(text.as_bytes())
}

/// Writes bytes of data to stdout, as [`data`] does.
///
/// # Errors
/// When stdout cannot be written.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError::data(format!("the output cannot be written: {}", system_answer(&error))))
        }
        _ => Ok(()),
    }
}

/// Says something to the person at the terminal: a line on stderr.
pub(super) fn say(line: &str) {
    // Nothing can be done about a closed stderr.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether data go to a terminal, where a table reads best.
pub(super) fn data_is_watched() -> bool {
    io::stdout().is_terminal()
}

/// A bar on stderr for `steps` steps; hidden where no person watches.
pub(super) fn progress(steps: usize, what: &'static str) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{prefix:>10} [{bar:30}] {pos}/{len} {wide_msg}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
