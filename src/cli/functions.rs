//! `jixiao functions`

use super::error::CommandError;
use super::output::OutputOptions;
use super::terminal;
use crate::engine::functions::documentation::{FUNCTIONS, FunctionText, of};
use crate::model::nearest;

/// List the statistical SQL functions, or define one
///
/// Examples:
///   jixiao functions
///   jixiao functions ols
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Functions {
    /// Define this function: signature, definition, source and an example
    name: Option<String>,
    #[command(flatten)]
    output: OutputOptions,
}

impl Functions {
    /// Lists the functions, or prints the text of one.
    ///
    /// # Errors
    /// When there is no such function.
    pub(super) fn execute(&self) -> Result<(), CommandError> {
        let Some(name) = &self.name else {
            let row = |text: &FunctionText| {
                [text.name, text.zh, text.signature, text.source, text.definition].map(str::to_owned).to_vec()
            };
            let headings = ["name", "zh", "signature", "source", "definition"];
            return self.output.print_list(&headings, FUNCTIONS.iter().map(row).collect());
        };
        let text = of(name).ok_or_else(|| {
            let hint = nearest(name, FUNCTIONS.iter().map(|text| text.name));
            CommandError::usage(format!("there is no statistical function `{name}`"))
                .hint(hint.map(|name| format!("did you mean `{name}`?")))
                .hint("`jixiao functions` lists them".to_owned())
        })?;
        terminal::data(&format!(
            "{}  {}\n\n{}\n\nsource   {}\nexample  {}\ngives    {}\n",
            text.signature, text.zh, text.definition, text.source, text.example, text.gives
        ))
    }
}
