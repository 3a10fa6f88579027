//! Writing to the user: data to stdout, everything else to stderr, progress only where a person watches.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::error::CommandError;
use crate::ingest::bulk::Progress;
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

/// How far a long file is: a bar on stderr with its rows, their rate and the time that remains; hidden where no person
/// watches.
#[derive(Default)]
pub(super) struct ProgressOfFile {
    /// The file and its bar.
    bar: Mutex<Option<(String, ProgressBar)>>,
}

impl ProgressOfFile {
    /// Shows how far a file is; the bar goes when the file ends.
    pub(super) fn show(&self, path: &str, progress: Progress) {
        if !io::stderr().is_terminal() {
            return;
        }
        let mut shown = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = shown.as_ref().is_some_and(|(known, _)| known == path);
        if !is_same {
            let bar = ProgressBar::new(progress.of_bytes);
            let style = ProgressStyle::with_template("{prefix:>10} [{bar:30}] {percent:>3}% {msg}, {eta} left");
            if let Ok(style) = style {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_prefix("rows");
            bar.enable_steady_tick(Duration::from_millis(250));
            *shown = Some((path.to_owned(), bar));
        }
        let Some((_, bar)) = shown.as_ref() else { return };
        let seconds = bar.elapsed().as_secs().max(1);
        let (rows, rate) = (HumanCount(progress.rows), HumanCount(progress.rows / seconds));
        bar.set_position(progress.bytes);
        bar.set_message(format!("{path}: {rows} rows, {rate} a second"));
        if progress.bytes >= progress.of_bytes {
            bar.finish_and_clear();
            *shown = None;
        }
    }
}
