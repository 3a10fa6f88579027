//! The functions through SQL, against scipy, and against themselves in other orders and partitions.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "tests")]

mod edges;
mod invariance;
mod mexico;
mod published;

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use datafusion::common::ScalarValue;
use datafusion::datasource::MemTable;
use datafusion::prelude::{SessionConfig, SessionContext};

/// A session with the functions and a table `pairs(x, y, part)` spread over so many batches and partitions.
fn session(pairs: &[[Option<f64>; 2]], partitions: usize) -> SessionContext {
    let context = SessionContext::new_with_config(SessionConfig::new().with_target_partitions(partitions));
    super::register(&context);
    let size = pairs.len().div_ceil(partitions).max(1);
    let mut chunks = pairs.chunks(size).collect::<Vec<_>>();
    if chunks.is_empty() {
        chunks.push(&[]);
    }
    let batches = chunks.into_iter().map(|chunk| vec![batch(chunk)]).collect::<Vec<_>>();
    let table = MemTable::try_new(batches[0][0].schema(), batches).unwrap();
    context.register_table("pairs", Arc::new(table)).unwrap();
    context
}

fn batch(pairs: &[[Option<f64>; 2]]) -> RecordBatch {
    let column =
        |index: usize| -> ArrayRef { Arc::new(pairs.iter().map(|pair| pair[index]).collect::<Float64Array>()) };
    let part = pairs.iter().map(|pair| pair[0].map(|x| if x > 3.0 { "high" } else { "low" })).collect::<StringArray>();
    RecordBatch::try_from_iter_with_nullable([
        ("x", column(0), true),
        ("y", column(1), true),
        ("part", Arc::new(part), true),
    ])
    .unwrap()
}

/// All values of a query, row by row.
async fn rows(context: &SessionContext, sql: &str) -> Vec<Vec<ScalarValue>> {
    let batches = context.sql(sql).await.unwrap().collect().await.unwrap();
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            let value = |column: &ArrayRef| ScalarValue::try_from_array(column, row).unwrap();
            rows.push(batch.columns().iter().map(value).collect());
        }
    }
    rows
}

/// The only row of a query, as numbers.
async fn numbers(context: &SessionContext, sql: &str) -> Vec<Option<f64>> {
    let number = |value: &ScalarValue| match value {
        ScalarValue::Float64(number) => *number,
        other => panic!("{sql}: {other:?} is no double"),
    };
    rows(context, sql).await.first().unwrap().iter().map(number).collect()
}

/// The message with which a query is refused.
async fn refusal(context: &SessionContext, sql: &str) -> String {
    let refused = match context.sql(sql).await {
        Err(error) => error,
        Ok(frame) => frame.collect().await.unwrap_err(),
    };
    refused.strip_backtrace()
}

fn close(found: Option<f64>, expected: Option<f64>, relative: f64, what: &str) {
    match (found, expected) {
        (None, None) => {}
        (Some(found), Some(expected)) => {
            let error = (found - expected).abs();
            assert!(error <= relative * expected.abs() + 1e-14, "{what}: {found} is not {expected}");
        }
        _ => panic!("{what}: {found:?} is not {expected:?}"),
    }
}
