//! `jixiao sql`

use std::io::Read;

use super::error::CommandError;
use super::lake::{LakeOptions, VersionOptions};
use super::output::OutputOptions;
use crate::model::system_answer;

/// Answer one read-only SQL statement
///
/// Tables and views stand under their English names (`projects`) and, in the schema `zh`, under their Chinese ones.
///
/// Examples:
///   jixiao sql 'SELECT budget_type, SUM(initial_budget) FROM project_budgets GROUP BY 1'
///   jixiao sql 'SELECT 主管部门, SUM(年初预算) FROM zh.项目年度 GROUP BY 1' --format csv
///   jixiao sql - < question.sql
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Sql {
    /// The statement; `-` reads it from stdin
    statement: String,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

impl Sql {
    /// Answers the statement on the lake.
    ///
    /// # Errors
    /// When the lake cannot be read or the statement fails.
    pub(super) async fn execute(&self, lake: &LakeOptions) -> Result<(), CommandError> {
        let statement = if self.statement == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| {
                CommandError::usage(format!("the statement cannot be read from stdin: {}", system_answer(&error)))
            })?;
            text
        } else {
            self.statement.clone()
        };
        let reading = lake.read(&self.version).await?;
        let result = reading.session.query(&statement, &Vec::new()).await?;
        self.output.print_result(&result)
    }
}
