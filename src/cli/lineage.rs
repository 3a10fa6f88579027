//! `jixiao lineage NAME`

use super::error::CommandError;
use super::lake::{LakeOptions, VersionOptions};
use super::output::OutputOptions;
use super::query::parameter;
use crate::analysis;

/// List the tables and columns that an analysis stands on
///
/// Views come first, then the tables that they and the analysis read, each with the columns that the plan reads of it.
///
/// Example: jixiao lineage linkage/verdict
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Lineage {
    /// The analysis, as `jixiao queries` lists it
    name: String,
    /// A parameter
    #[arg(short = 'p', long = "param", value_name = "NAME=VALUE", value_parser = parameter)]
    parameters: Vec<(String, String)>,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

impl Lineage {
    /// Plans the analysis and lists what its plan reads.
    ///
    /// # Errors
    /// When there is no such analysis, a parameter does not fit, or the query cannot be planned.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        // An unknown name is said before a lake is looked for.
        lake.catalogue()?.find(&self.name)?;
        let reading = lake.read(&self.version).await?;
        let analysis = reading.catalogue.find(&self.name)?;
        let sources = analysis::reads(&reading.session, analysis, &self.parameters).await?;
        let rows = sources.into_iter().map(|source| {
            let kind = if source.is_view { "view" } else { "table" };
            let reader = |reader: String| if reader.is_empty() { analysis.name.clone() } else { reader };
            let read_by: Vec<String> = source.read_by.into_iter().map(reader).collect();
            vec![kind.to_owned(), source.name, source.columns.join(" "), read_by.join(" ")]
        });
        self.output.print_list(&["kind", "name", "columns", "read_by"], rows.collect())
    }
}
