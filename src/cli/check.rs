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
        let files = gathered.files.len();
        let (sources, report) = if let Some(lake) = existing(&lake.lake)? {
            let sources = read(gathered, &lake.current_sources().await?)?;
            (sources.len(), lake.plan(sources, &options).await?)
        } else {
            let sources = read(gathered, &BTreeMap::new())?;
            (sources.len(), plan_without_lake(sources, &options).await?)
        };
        let unchanged_files = files - sources;
        terminal::data(&Loaded { report, unchanged_files, other_files, root: None }.to_string())
    }
}
