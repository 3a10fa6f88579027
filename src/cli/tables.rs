//! `jixiao tables`

use super::error::CommandError;
use super::lake::LakeOptions;
use super::output::OutputOptions;
use crate::model::tables;

/// List the lake's tables and views
///
/// Example: jixiao tables --format csv
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Tables {
    #[command(flatten)]
    output: OutputOptions,
}

impl Tables {
    /// Lists every table and view with its Chinese name and what a row is.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(super) fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let text = |text: &str| text.to_owned();
        let mut rows: Vec<Vec<String>> = tables::ALL
            .iter()
            .map(|table| vec![text(table.name), text(table.label.zh), text("table"), text(table.about)])
            .collect();
        for view in lake.catalogue()?.views() {
            let front_matter = &view.front_matter;
            rows.push(vec![
                view.name.clone(),
                front_matter.title.zh.clone(),
                text("view"),
                front_matter.question.en.clone(),
            ]);
        }
        self.output.print_list(&["name", "zh", "kind", "about"], rows)
    }
}
