//! `jixiao check`

use std::collections::BTreeMap;

use super::error::CommandError;
use super::ingest::{Loaded, SourceOptions, commit_options, existing, read};
use super::lake::LakeOptions;
use super::terminal;
use crate::lake::plan_without_lake;

/// Say what ingest would do with files; write nothing
///
/// Example: jixiao check 报送材料
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Check {
    #[command(flatten)]
    sources: SourceOptions,
}

impl Check {
    /// Reads the files as ingest would, against the lake where there is one.
    ///
    /// # Errors
    /// When a path is missing or a named file cannot be read.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let gathered = self.sources.gather()?;
        let other_files = gathered.other_files;
        let options = commit_options(false);
        let report = match existing(&lake.lake) {
            Some(lake) => lake.plan(read(gathered, &lake.current_sources().await?)?, &options).await?,
            None => plan_without_lake(read(gathered, &BTreeMap::new())?, &options).await?,
        };
        terminal::data(&Loaded { report, other_files, root: None }.to_string())
    }
}
