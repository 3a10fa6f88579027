//! `jixiao queries`

use super::error::CommandError;
use super::lake::LakeOptions;
use super::output::OutputOptions;
use crate::analysis::{Analysis, Parameter};
use crate::model::Language;

/// List the analyses, or show one with its parameters
///
/// Examples:
///   jixiao queries
///   jixiao queries coverage/by_budget_type
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Queries {
    /// Show this analysis: its question, parameters and SQL
    name: Option<String>,
    /// The language of titles and questions
    #[arg(long, default_value_t = Language::Chinese)]
    lang: Language,
    #[command(flatten)]
    output: OutputOptions,
}

impl Queries {
    /// Lists the catalogue, or shows one analysis of it.
    ///
    /// # Errors
    /// When there is no such analysis.
    pub(super) fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let catalogue = lake.catalogue()?;
        if let Some(name) = &self.name {
            let analysis = catalogue.find(name)?;
            super::terminal::say(&describe(analysis, self.lang));
            return super::terminal::data(&format!("{}\n", analysis.sql.trim()));
        }
        let rows = catalogue.analyses().into_iter().map(|analysis| {
            let front_matter = &analysis.front_matter;
            let parameters: Vec<String> = front_matter.params.iter().map(signature).collect();
            vec![
                analysis.name.clone(),
                front_matter.title.in_language(self.lang).to_owned(),
                parameters.join(" "),
                front_matter.question.in_language(self.lang).to_owned(),
            ]
        });
        self.output.print_list(&["name", "title", "parameters", "question"], rows.collect())
    }
}

/// A parameter in short: `year` where it is required, `[lag=2]` where it has a default, `[department]` else.
fn signature(parameter: &Parameter) -> String {
    match (parameter.required, parameter.default_text()) {
        (true, _) => parameter.name.clone(),
        (false, Some(default)) => format!("[{}={default}]", parameter.name),
        (false, None) => format!("[{}]", parameter.name),
    }
}

fn describe(analysis: &Analysis, language: Language) -> String {
    let front_matter = &analysis.front_matter;
    let mut lines = vec![
        format!("{}  {}", analysis.name, front_matter.title.in_language(language)),
        front_matter.question.in_language(language).to_owned(),
    ];
    for parameter in &front_matter.params {
        let about = parameter.about.as_ref().map_or("", |about| about.in_language(language));
        lines.push(format!("  -p {}  {}  {about}", signature(parameter), parameter.expected()));
    }
    lines.extend(front_matter.notes.iter().map(|note| note.in_language(language).to_owned()));
    lines.join("\n")
}
