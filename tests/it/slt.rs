//! SQL behaviour in text files: `tests/slt/<case>/*.slt` against a lake made of the case's other files.
//!
//! Besides SQL a file may ask an analysis: `analysis NAME [p=v …] : SELECT … FROM result`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use jixiao::analysis::{self, Catalogue};
use jixiao::engine::{Cell, QueryResult, Session, SessionOptions, batch_rows};
use jixiao::lake::Lake;
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner};

use crate::project::Project;

struct Database {
    session: Session,
    catalogue: Arc<Catalogue>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Failure(String);

fn failure(error: impl std::fmt::Display) -> Failure {
    Failure(error.to_string())
}

fn output(rows: &[Vec<Cell>], columns: usize) -> DBOutput<DefaultColumnType> {
    let text = |cell: &Cell| match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Text(text) if text.is_empty() => "(empty)".to_owned(),
        Cell::Float(number) => format!("{number:.9}"),
        other => other.plain(),
    };
    DBOutput::Rows {
        types: vec![DefaultColumnType::Any; columns],
        rows: rows.iter().map(|row| row.iter().map(text).collect()).collect(),
    }
}

impl Database {
    async fn ask_analysis(&self, question: &str) -> Result<DBOutput<DefaultColumnType>, Failure> {
        let (asked, sql) = question.split_once(" : ").ok_or_else(|| failure("analysis NAME … : SELECT …"))?;
        let mut words = asked.split_whitespace();
        let analysis = self.catalogue.find(words.next().unwrap_or_default()).map_err(failure)?;
        let given: Vec<(String, String)> = words
            .filter_map(|word| word.split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let outcome = analysis::run(&self.session, analysis, &given).await.map_err(failure)?;
        let QueryResult { schema, batches } = outcome.result;
        let context = SessionContext::new();
        let table = MemTable::try_new(schema, vec![batches]).map_err(failure)?;
        context.register_table("result", Arc::new(table)).map_err(failure)?;
        let batches = context.sql(sql).await.map_err(failure)?.collect().await.map_err(failure)?;
        let columns = batches.first().map_or(0, datafusion::arrow::array::RecordBatch::num_columns);
        let rows: Vec<Vec<Cell>> = batches.iter().flat_map(batch_rows).collect();
        Ok(output(&rows, columns))
    }
}

#[async_trait]
impl AsyncDB for Database {
    type Error = Failure;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, Failure> {
        if let Some(question) = sql.trim().strip_prefix("analysis ") {
            return self.ask_analysis(question).await;
        }
        let result = self.session.query(sql, &Vec::new()).await.map_err(failure)?;
        Ok(output(&result.rows(), result.schema.fields().len()))
    }

    async fn shutdown(&mut self) {}
}

async fn run_case(case: &Path) {
    let project = Project::new();
    let case_text = case.to_str().unwrap();
    project.data(&["ingest", case_text, "--lake", "lake"]);
    let lake = Lake::open(&project.path("lake")).unwrap();
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    for entry in fs::read_dir(case).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "slt") {
            continue;
        }
        for partitions in [1, 8] {
            let options = SessionOptions { target_partitions: Some(partitions), ..SessionOptions::default() };
            let snapshot = lake.snapshot(None).await.unwrap();
            let session = Session::open(snapshot, catalogue.engine_views(), options).unwrap();
            let database = || {
                let (session, catalogue) = (session.clone(), Arc::clone(&catalogue));
                async { Ok(Database { session, catalogue }) }
            };
            Runner::new(database).run_file_async(&file).await.unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_logic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    for case in cases {
        run_case(&case).await;
    }
}
