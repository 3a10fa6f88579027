//! `jixiao history`

use chrono::Local;

use super::error::CommandError;
use super::lake::LakeOptions;
use super::output::OutputOptions;
use crate::lake::Lake;

/// List the loads of the lake, the newest first
///
/// Any of them can be read again: `--as-of LOAD` on sql, query and report.
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct History {
    #[command(flatten)]
    output: OutputOptions,
}

impl History {
    /// Lists every load with what it brought.
    ///
    /// # Errors
    /// When the lake cannot be read.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let lake = Lake::open(&lake.lake)?;
        let mut loads = lake.history().await?;
        loads.reverse();
        let rows = loads.iter().map(|load| {
            vec![
                load.load_id.to_string(),
                load.at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string(),
                load.by.clone(),
                load.tool_version.clone(),
                load.sources.to_string(),
                load.rows_accepted.to_string(),
                load.rows_rejected.to_string(),
            ]
        });
        let headings = ["load", "at", "by", "jixiao", "sources", "accepted", "rejected"];
        self.output.print_list(&headings, rows.collect())
    }
}
