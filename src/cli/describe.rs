//! `jixiao describe TABLE`

use super::error::CommandError;
use super::lake::{LakeOptions, VersionOptions};
use super::output::OutputOptions;
use crate::engine::sql_type;
use crate::model::{Kind, Table, nearest, tables};

/// Describe the columns of a table or view
///
/// Example: jixiao describe project_budgets
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Describe {
    /// The table or view, by its SQL or its Chinese name
    table: String,
    #[command(flatten)]
    output: OutputOptions,
}

const HEADINGS: [&str; 6] = ["column", "zh", "en", "type", "key", "values"];

impl Describe {
    /// Lists the columns with their labels, types and words. Tables need no lake; views are planned in one.
    ///
    /// # Errors
    /// When there is no such table or view.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let table = tables::ALL.iter().find(|table| table.name == self.table || table.label.zh == self.table);
        let rows = match table {
            Some(table) => table_rows(table),
            None => self.view_rows(lake).await?,
        };
        self.output.print_list(&HEADINGS, rows)
    }

    async fn view_rows(&self, lake: &LakeOptions) -> Result<Vec<Vec<String>>, CommandError> {
        let catalogue = lake.catalogue()?;
        let Some(view) =
            catalogue.views().find(|view| view.name == self.table || view.front_matter.title.zh == self.table)
        else {
            let names =
                tables::ALL.iter().map(|table| table.name).chain(catalogue.views().map(|view| view.name.as_str()));
            let hint = nearest(&self.table, names).map(|name| format!("did you mean `{name}`?"));
            return Err(CommandError::usage(format!("there is no table or view `{}`", self.table))
                .hint(hint)
                .hint("`jixiao tables` lists them".to_owned()));
        };
        let reading = lake.read(&VersionOptions::default()).await?;
        let schema = reading.session.schema(&view.sql, &Vec::new()).await?;
        let row = |field: &datafusion::arrow::datatypes::FieldRef| {
            let text = view.front_matter.columns.get(field.name());
            let label = tables::column_label(field.name());
            let zh = text.and_then(|text| text.zh.clone()).or_else(|| Some(label?.zh.to_owned()));
            let en = text.and_then(|text| text.en.clone()).or_else(|| Some(label?.en.to_owned()));
            vec![
                field.name().clone(),
                zh.unwrap_or_default(),
                en.unwrap_or_default(),
                sql_type(field.data_type()),
                String::new(),
                String::new(),
            ]
        };
        Ok(schema.fields().iter().map(row).collect())
    }
}

fn table_rows(table: &Table) -> Vec<Vec<String>> {
    let values = |kind: Kind| match kind {
        Kind::Word(vocabulary) => {
            let words: Vec<String> =
                vocabulary.words.iter().map(|word| format!("{} {}", word.code, word.label.zh)).collect();
            words.join(" · ")
        }
        Kind::Money => "yuan".to_owned(),
        _ => String::new(),
    };
    table
        .all_columns()
        .map(|column| {
            vec![
                column.name.to_owned(),
                column.label.zh.to_owned(),
                column.label.en.to_owned(),
                sql_type(&column.kind.data_type()),
                if table.is_key(column.name) { "key".to_owned() } else { String::new() },
                values(column.kind),
            ]
        })
        .collect()
}
