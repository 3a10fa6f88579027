//! Every query gives the same rows at 1 and at 8 partitions, floats to 1e-12.

use jixiao::analysis::{self, Catalogue};
use jixiao::engine::{Cell, Session, SessionOptions};
use jixiao::lake::Lake;

use crate::project::{Project, deep};

fn agree(left: &Cell, right: &Cell) -> bool {
    match (left, right) {
        (Cell::Float(left), Cell::Float(right)) => (left - right).abs() <= 1e-12 * left.abs().max(right.abs()),
        _ => left == right,
    }
}

#[test]
fn queries_do_not_depend_on_partitions() {
    deep(|| async {
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");
        let project = Project::new();
        project.data(&["ingest", sample, "--lake", "lake"]);
        let lake = Lake::open(project.path("lake")).unwrap();
        let catalogue = Catalogue::embedded().unwrap();
        let mut sessions = Vec::new();
        for partitions in [1, 8] {
            let options = SessionOptions { target_partitions: Some(partitions), ..SessionOptions::default() };
            sessions
                .push(Session::open(lake.snapshot(None).await.unwrap(), catalogue.engine_views(), options).unwrap());
        }
        for analysis in catalogue.analyses() {
            let year = analysis.front_matter.params.iter().any(|parameter| parameter.name == "year");
            let given = if year { vec![("year".to_owned(), "2023".to_owned())] } else { Vec::new() };
            let one = analysis::run(&sessions[0], analysis, &given).await.unwrap();
            let eight = analysis::run(&sessions[1], analysis, &given).await.unwrap();
            assert_eq!(one.rows.len(), eight.rows.len(), "{}", analysis.name);
            for (left, right) in one.rows.iter().zip(&eight.rows) {
                let same = left.iter().zip(right).all(|(left, right)| agree(left, right));
                assert!(same, "{}\n{left:?}\n{right:?}", analysis.name);
            }
            assert!(one.rows.is_empty() || !one.columns.is_empty());
        }
    });
}
