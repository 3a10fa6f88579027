//! Mexico 2013–2018: programme scores (MSD) against the next year's approved budget, by SQL over the published files.
//!
//! Repeated budget keys (22, in ramos 1 and 3) need no decision here: no programme of those two branches has a score,
//! so dropping, summing or keeping them gives the same 2978 pairs. Joining years on the *name* of the branch too would
//! not: ministries were renamed, and 41 pairs would be lost.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;

use super::numbers;

const PAIRS: &str = "
    CREATE VIEW growths AS
    WITH scored AS (
        SELECT year, branch, programme, min(score) AS score FROM scores
        GROUP BY year, branch, programme HAVING count(*) = 1
    )
    SELECT score, scored.branch, scored.programme, ln(after.approved / before.approved) AS growth
    FROM scored
    JOIN budgets AS before
      ON before.year = scored.year AND before.branch = scored.branch AND before.programme = scored.programme
    JOIN budgets AS after
      ON after.year = scored.year + 1 AND after.branch = scored.branch AND after.programme = scored.programme
    WHERE score IS NOT NULL AND before.approved > 0 AND after.approved > 0";

const WINSORISED: &str = "
    CREATE VIEW winsorised AS
    WITH limits AS (
        SELECT percentile_cont(0.01) WITHIN GROUP (ORDER BY growth) AS low,
               percentile_cont(0.99) WITHIN GROUP (ORDER BY growth) AS high
        FROM growths
    )
    SELECT score, least(greatest(growth, low), high) AS growth, low, high FROM growths CROSS JOIN limits";

fn folder() -> Option<PathBuf> {
    let root = std::env::var_os("JIXIAO_REAL_INPUT")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input"), PathBuf::from);
    let folder = root.join("intl/mexico");
    folder.is_dir().then_some(folder)
}

/// A table `name(year, branch, programme, value)` of one published file; a value that is no number is NULL.
fn load(context: &SessionContext, name: &str, value: &str, path: PathBuf, fields: [&str; 4]) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let at = fields.map(|field| headers.iter().position(|header| header == field).unwrap());
    let records = reader.records().collect::<Result<Vec<_>, _>>().unwrap();
    let number = |field: usize| -> ArrayRef {
        Arc::new(records.iter().map(|record| record[at[field]].parse::<f64>().ok()).collect::<Float64Array>())
    };
    let programme = records.iter().map(|record| Some(record[at[2]].to_owned())).collect::<StringArray>();
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("year", number(0), true),
        ("branch", number(1), true),
        ("programme", Arc::new(programme) as ArrayRef, true),
        (value, number(3), true),
    ])
    .unwrap();
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
    context.register_table(name, Arc::new(table)).unwrap();
}

fn near(found: Option<f64>, expected: f64, tolerance: f64, what: &str) {
    assert!(found.is_some_and(|found| (found - expected).abs() <= tolerance), "{what}: {found:?} is not {expected}");
}

#[tokio::test]
async fn published_scores_and_budgets_give_the_known_correlations() {
    let Some(folder) = folder() else {
        eprintln!("skipped: no real input");
        return;
    };
    let context = SessionContext::new();
    super::super::register(&context);
    let scores = folder.join("msd_scores_2013_2018.csv");
    load(&context, "scores", "score", scores, ["CICLO", "ID_RAMO", "MODALIDAD_PP", "MSD_CUANT"]);
    let budgets = folder.join("cuenta_publica_programmes_2013_2023.csv");
    load(&context, "budgets", "approved", budgets, ["ciclo", "id_ramo", "programa", "aprobado"]);
    for view in [PAIRS, WINSORISED] {
        context.sql(view).await.unwrap().collect().await.unwrap();
    }

    let repeated = "SELECT CAST(count(*) AS DOUBLE), CAST(sum(CAST(branch IN (1, 3) AS INT)) AS DOUBLE) \
        FROM (SELECT branch FROM budgets GROUP BY year, branch, programme HAVING count(*) > 1)";
    assert_eq!(numbers(&context, repeated).await, [Some(22.0), Some(22.0)]);
    let in_both = "SELECT CAST(count(*) AS DOUBLE) FROM scores WHERE branch IN (1, 3)";
    assert_eq!(numbers(&context, in_both).await, [Some(0.0)]);
    let size = "SELECT CAST(count(DISTINCT branch) AS DOUBLE), \
        CAST(count(DISTINCT concat(branch, '-', programme)) AS DOUBLE) FROM growths";
    assert_eq!(numbers(&context, size).await, [Some(31.0), Some(753.0)]);
    let limits = numbers(&context, "SELECT min(low), min(high) FROM winsorised").await;
    near(limits[0], -1.670_058, 5e-7, "lower winsor limit");
    near(limits[1], 1.518_107, 5e-7, "upper winsor limit");

    // methods.md §5, and scipy for what it rounds
    for (method, coefficient, p, digits) in [
        ("pearson", -0.035_067, 0.0557, 5e-5),
        ("spearman", -0.021_780, 0.235, 5e-4),
        ("kendall", -0.013_630, 0.275, 5e-4),
    ] {
        let sql = format!(
            "SELECT CAST(t['n'] AS DOUBLE), t['coefficient'], t['p'], t['ci_low'], t['ci_high'] \
             FROM (SELECT corr_test(score, growth, '{method}') AS t FROM winsorised)"
        );
        let found = numbers(&context, &sql).await;
        assert_eq!(found[0], Some(2978.0));
        near(found[1], coefficient, 5.1e-7, method);
        near(found[2], p, digits, method);
        if method == "pearson" {
            near(found[3], -0.0709, 5e-5, "lower end");
            near(found[4], 0.0009, 5e-5, "upper end");
        }
    }
}
