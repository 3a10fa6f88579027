//! The sample data, end to end: every planted fault of `sample-data/README.md` is found, and nothing else is rejected.

use jixiao::analysis::{self, Catalogue, Outcome};
use jixiao::engine::{Cell, Session, SessionOptions};
use jixiao::lake::Lake;
use jixiao::model::{Language, tables};

use crate::project::{Project, deep};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");

async fn session(project: &Project, catalogue: &Catalogue) -> Session {
    let lake = Lake::open(project.path("lake")).unwrap();
    let snapshot = lake.snapshot(None).await.unwrap();
    Session::open(snapshot, catalogue.engine_views(), SessionOptions::default()).unwrap()
}

async fn ask<'a>(session: &Session, catalogue: &'a Catalogue, name: &str, given: &[(&str, &str)]) -> Outcome<'a> {
    let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    analysis::run(session, catalogue.find(name).unwrap(), &given).await.unwrap()
}

/// The named columns of every row as text.
fn rows(outcome: &Outcome<'_>, columns: &[&str]) -> Vec<String> {
    let positions: Vec<usize> = columns.iter().map(|column| outcome.position(column).unwrap()).collect();
    let text = |cell: &Cell| match cell {
        Cell::Null => "–".to_owned(),
        other => other.plain().rsplit('/').next().unwrap_or_default().to_owned(),
    };
    let line = |row: &Vec<Cell>| positions.iter().map(|&position| text(&row[position])).collect::<Vec<_>>().join(" ");
    outcome.rows.iter().map(line).collect()
}

async fn planted_faults_are_found(session: &Session, catalogue: &Catalogue) {
    // faults 1, 2, 3 and 5: rejected with their cells, and nothing else is
    let rejects = ask(session, catalogue, "quality/rejects", &[]).await;
    let mut found = rows(&rejects, &["path", "cell", "severity"]);
    found.sort();
    let expected = [
        "支付明细.csv B1070 error",
        "项目年度预算.csv L158 error",
        "项目年度预算.csv O165 error",
        "项目年度预算.csv row 299 error",
        "项目年度预算.csv row 48 error",
    ];
    assert_eq!(found, expected);

    // faults 7 and 8: two columns each
    let totals = ask(session, catalogue, "quality/control_totals", &[]).await;
    let found = rows(&totals, &["path", "sheet", "cell", "difference", "severity"]);
    let expected = [
        "110-云泽区卫生健康局.xlsx 支出决算表 C5 1000000.00 error",
        "110-云泽区卫生健康局.xlsx 支出决算表 E5 1000000.00 error",
        "107-云泽区住房和城乡建设局.xlsx 部门支出预算总表 E13 -1.00 warning",
        "107-云泽区住房和城乡建设局.xlsx 部门支出预算总表 G13 -1.00 warning",
    ];
    assert_eq!(found, expected);

    // faults 4, 9 and 10
    let scores = ask(session, catalogue, "effectiveness/score_recomputation", &[]).await;
    let columns = ["item", "printed", "recomputed", "printed_text", "recomputed_text", "path"];
    let found = rows(&scores, &columns);
    for expected in [
        "execution_rate 97.00 96.99 – – 2023年教育局项目支出绩效自评表.xlsx",
        "total_score 96.87 98.87 – – 2023年农业农村局项目支出绩效自评表.xlsx",
    ] {
        assert!(found.iter().any(|row| row == expected), "{expected}\n{found:#?}");
    }
    let grades: Vec<_> = found.iter().filter(|row| row.starts_with("grade ") && row.contains(" 良 中 ")).collect();
    assert_eq!(grades.len(), 1, "{found:#?}");

    // fault 6, and the projects whose only budget row faults 1 and 2 took away
    let unknown = ask(session, catalogue, "quality/unresolved_subjects", &[]).await;
    let found = rows(&unknown, &["fiscal_year", "subject", "resolution"]);
    let expected = [
        "2020 99010819Y000000025199 unknown",
        "2020 99010820T999999999999 unknown",
        "2021 99010819T000000024829 unknown",
    ];
    assert_eq!(found, expected);
}

/// Tables agree with the exports to the 分: the planted faults of these years are in subtotals, not in rows.
async fn tables_agree_with_projects(session: &Session, catalogue: &Catalogue) {
    let outcome = ask(session, catalogue, "quality/reconciliation", &[]).await;
    let differing: Vec<String> = rows(&outcome, &["difference"])
        .into_iter()
        .filter(|difference| difference != "–" && !difference.trim_matches(|sign| "0.-".contains(sign)).is_empty())
        .collect();
    assert!(!outcome.rows.is_empty() && differing.is_empty(), "{differing:?}");
}

/// The story of the README: objectives complete by 2023, the insurance schemes evaluated from 2022 and not before,
/// finance scores linked with growth, self-evaluations without discrimination.
async fn the_story_shows(session: &Session, catalogue: &Catalogue) {
    let columns = ["budget_type", "objective_state", "self_evaluation_state"];
    let coverage = ask(session, catalogue, "coverage/by_budget_type", &[("year", "2021")]).await;
    assert!(rows(&coverage, &columns).contains(&"social_insurance zero zero".to_owned()));
    let coverage = ask(session, catalogue, "coverage/by_budget_type", &[("year", "2023")]).await;
    assert!(rows(&coverage, &["budget_type", "objective_rate"]).contains(&"general_public 100.00".to_owned()));
    assert!(rows(&coverage, &columns).contains(&"social_insurance rate rate".to_owned()));
    let linkage = ask(session, catalogue, "linkage/associations", &[]).await;
    let readings = rows(&linkage, &["evaluator_kind", "group_name", "reading"]);
    assert!(readings.contains(&"finance all associated".to_owned()), "{readings:?}");
    assert!(readings.contains(&"self all cannot_discriminate".to_owned()), "{readings:?}");
    // the link that was planted is found, and scores without discrimination are not judged
    let verdicts = rows(&ask(session, catalogue, "linkage/verdict", &[]).await, &["evaluator_kind", "verdict"]);
    assert!(verdicts.contains(&"finance supported".to_owned()), "{verdicts:?}");
    assert!(verdicts.contains(&"self cannot_discriminate".to_owned()), "{verdicts:?}");
}

/// Every output column of every analysis has a heading in both languages, and every sentence fills in both.
async fn everything_is_named_in_both_languages(session: &Session, catalogue: &Catalogue, year: &str) {
    for analysis in catalogue.analyses() {
        let has_year = analysis.front_matter.params.iter().any(|parameter| parameter.name == "year");
        let given = if has_year { vec![("year".to_owned(), year.to_owned())] } else { Vec::new() };
        for parameter in &analysis.front_matter.params {
            let used = analysis.sql.contains(&format!("${}", parameter.name));
            assert!(used, "{}: ${} is not in the SQL", analysis.name, parameter.name);
        }
        let outcome = analysis::run(session, analysis, &given).await.unwrap();
        for column in &outcome.columns {
            let given = analysis.front_matter.columns.get(&column.name);
            let is_named = given.is_some_and(|text| text.zh.is_some() && text.en.is_some())
                || tables::column(&column.name).is_some();
            assert!(is_named, "{}: {} has no heading", analysis.name, column.name);
        }
        for language in [Language::Chinese, Language::English] {
            let finding = outcome.finding(language).unwrap();
            assert!(finding.is_none_or(|text| !text.trim().is_empty()), "{}", analysis.name);
            if let Some(headline) = &analysis.front_matter.headline {
                let value = outcome.fill("headline.value", &headline.value, language).unwrap();
                assert!(!value.trim().is_empty(), "{}", analysis.name);
                outcome.fill("headline.note", &headline.note, language).unwrap();
            }
        }
    }
}

#[test]
fn sample_data_tell_their_story() {
    deep(|| async {
        let project = Project::new();
        project.data(&["ingest", SAMPLE, "--lake", "lake"]);
        let catalogue = Catalogue::embedded().unwrap();
        let session = session(&project, &catalogue).await;
        planted_faults_are_found(&session, &catalogue).await;
        tables_agree_with_projects(&session, &catalogue).await;
        the_story_shows(&session, &catalogue).await;
        everything_is_named_in_both_languages(&session, &catalogue, "2023").await;
    });
}

#[test]
fn sentences_fill_without_data() {
    deep(|| async {
        let project = Project::new().file("empty/unknown.csv", "甲,乙\n1,2\n");
        project.data(&["ingest", "empty", "--lake", "lake"]);
        let catalogue = Catalogue::embedded().unwrap();
        let session = session(&project, &catalogue).await;
        everything_is_named_in_both_languages(&session, &catalogue, "2023").await;
    });
}
