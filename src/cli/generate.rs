//! `jixiao generate`

use std::path::PathBuf;

use clap::Subcommand;

use super::error::CommandError;
use super::terminal;
use crate::sample::{self, SampleError};

/// Make files
#[derive(clap::Args, Debug)]
pub(super) struct Generate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The sample data: a made-up district, the same to the byte every time
    Sample {
        /// The folder that the files are written to
        #[arg(long, value_name = "DIR", default_value = "./sample-data")]
        out: PathBuf,
    },
}

impl Generate {
    /// Writes the files and lists them.
    ///
    /// # Errors
    /// When the folder holds other files or cannot be written.
    pub(super) fn execute(&self) -> Result<(), CommandError> {
        let What::Sample { out } = &self.what;
        let files = sample::generate(out)?;
        let list: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        terminal::data(&(list.join("\n") + "\n"))
    }
}

impl From<SampleError> for CommandError {
    fn from(error: SampleError) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self::data(error).hint(hint)
    }
}
