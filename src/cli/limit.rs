//! `--limit`: how much is read.

use crate::ingest::read::{Limit, LimitError, Limits};

/// How much is read of a file, a container and a sheet.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct LimitOptions {
    /// Read more, or less, than usual: `--limit cells=50000000` (docs/FILES.md lists the limits)
    #[arg(long, value_name = "NAME=NUMBER", value_parser = parse)]
    limit: Vec<(Limit, u64)>,
}

fn parse(text: &str) -> Result<(Limit, u64), LimitError> {
    Limits::parse(text)
}

impl LimitOptions {
    /// The usual limits, and those that are given in their place.
    pub(super) fn limits(&self) -> Limits {
        self.limit.iter().fold(Limits::default(), |limits, (limit, value)| limits.with(*limit, *value))
    }
}
