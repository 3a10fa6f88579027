//! SQL behaviour in text files: `tests/slt/<case>/*.slt` against a lake made of the case's other files.
//!
//! Besides SQL a file may ask an analysis: `analysis NAME [p=v …] : SELECT … FROM result`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};
use jixiao::analysis::{self, Catalogue};
use jixiao::engine::{Cell, QueryResult, Session, SessionOptions, batch_rows};
use jixiao::lake::Lake;
use sqllogictest::{AsyncDB, DBOutput, DefaultColumnType, Runner};

use crate::project::{Project, deep};

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
        // batches may promise more than the plan's schema does (a column without NULLs): all may be NULL here
        let fields: Vec<Field> =
            schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let batches: Result<Vec<RecordBatch>, _> =
            batches.iter().map(|batch| RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec())).collect();
        // one partition: the rows stay in the analysis' order
        let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(1));
        let table = MemTable::try_new(schema, vec![batches.map_err(failure)?]).map_err(failure)?;
        context.register_table("result", Arc::new(table)).map_err(failure)?;
        let batches = context.sql(sql).await.map_err(failure)?.collect().await.map_err(failure)?;
        let columns = batches.first().map_or(0, RecordBatch::num_columns);
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

/// Every file of a case at 1 and at 8 partitions; what failed.
async fn run_case(case: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    let project = Project::new();
    let case_text = case.to_str().unwrap();
    project.data(&["ingest", case_text, "--lake", "lake"]);
    let lake = Lake::open(project.path("lake")).unwrap();
    let catalogue = Arc::new(Catalogue::embedded().unwrap());
    let mut files: Vec<_> = fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
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
            if let Err(error) = Runner::new(database).run_file_async(&file).await {
                failures.push(format!("{} at {partitions} partitions: {error}", file.display()));
            }
        }
    }
    failures
}

#[test]
fn sql_logic() {
    deep(|| async {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt");
        let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        cases.sort();
        assert!(!cases.is_empty());
        // JIXIAO_CASE=linkage runs one case while it is being written
        if let Ok(wanted) = std::env::var("JIXIAO_CASE") {
            cases.retain(|case| case.ends_with(&wanted));
        }
        let mut failures = Vec::new();
        for case in cases {
            failures.extend(run_case(&case).await);
        }
        assert!(failures.is_empty(), "{}", failures.join("\n\n"));
    });
}
