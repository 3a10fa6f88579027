//! `jixiao forms`: the form definitions, built in and of one's own.

mod check;
mod draft;

use std::path::PathBuf;

use clap::Subcommand;

use super::error::CommandError;
use super::output::OutputOptions;
use super::terminal;
use crate::ingest::definition::{DefinitionError, Entry, Forms, schema};
use crate::model::nearest;

/// List, show, check and draft form definitions
///
/// A definition says which sheet is which form, and which cell feeds which column; its keys are in
/// docs/FORMS.md. `--forms` adds definitions of your own.
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct FormsCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    List(List),
    Show(Show),
    Check(check::Check),
    Draft(draft::Draft),
    Schema(Schema),
}

/// Form definitions of one's own.
#[derive(clap::Args, Clone, Debug, Default)]
pub(super) struct FormsOptions {
    /// Your own form definitions, beside or over the built-in ones: a .toml file or a folder of them
    #[arg(long, value_name = "DIR|FILE")]
    forms: Vec<PathBuf>,
}

/// List the definitions, in the order they are tried
///
/// Example: jixiao forms list --forms 表样
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
struct List {
    #[command(flatten)]
    forms: FormsOptions,
    #[command(flatten)]
    output: OutputOptions,
}

/// Print a definition as it stands: a start for one of your own
///
/// Example: jixiao forms show payments > 表样/payments.toml
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
struct Show {
    /// The definition, by its name or label
    name: String,
    #[command(flatten)]
    forms: FormsOptions,
}

/// Print the JSON schema of definitions, for editors
///
/// Example: jixiao forms schema > forms.schema.json
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
struct Schema {}

impl FormsOptions {
    /// The definitions in force.
    ///
    /// # Errors
    /// When a path cannot be read or a definition cannot be used.
    pub(super) fn read(&self) -> Result<Forms, CommandError> {
        Ok(self.forms.iter().try_fold(Forms::embedded()?, |forms, path| forms.with_path(path))?)
    }
}

impl FormsCommand {
    /// Does what is asked of the definitions.
    ///
    /// # Errors
    /// When a definition cannot be used, there is none of a name, or a file cannot be read.
    pub(super) fn execute(&self) -> Result<(), CommandError> {
        match &self.what {
            What::List(command) => command.execute(),
            What::Show(command) => command.execute(),
            What::Check(command) => command.execute(),
            What::Draft(command) => command.execute(),
            What::Schema(Schema {}) => terminal::data(&format!("{:#}\n", schema())),
        }
    }
}

impl List {
    fn execute(&self) -> Result<(), CommandError> {
        let forms = self.forms.read()?;
        let row = |form: Entry<'_>| {
            let from = form.file.unwrap_or("built in").to_owned();
            let text = [form.name, form.label, form.layout, form.version].map(str::to_owned);
            text.into_iter().chain([form.tables.join(" "), from]).collect()
        };
        self.output
            .print_list(&["name", "label", "layout", "version", "tables", "from"], forms.list().map(row).collect())
    }
}

impl Show {
    fn execute(&self) -> Result<(), CommandError> {
        let forms = self.forms.read()?;
        if let Some(form) = forms.list().find(|form| form.name == self.name || form.label == self.name) {
            return terminal::data(&format!("{}\n", form.text.trim_end()));
        }
        let near = nearest(&self.name, forms.list().flat_map(|form| [form.name, form.label]));
        Err(CommandError::usage(format!("there is no form definition `{}`", self.name))
            .hint(near.map(|name| format!("did you mean `{name}`?")))
            .hint("`jixiao forms list` lists them".to_owned()))
    }
}

impl From<DefinitionError> for CommandError {
    fn from(error: DefinitionError) -> Self {
        let hint = error.hint();
        Self::usage(error).hint(hint)
    }
}
