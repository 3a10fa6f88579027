//! From a figure back to the cells that it was read from, also when the file is gone; and published figures against the
//! lake's.

use std::fs;
use std::path::Path;

use jixiao::analysis::{self, Catalogue, Outcome};
use jixiao::engine::{Cell, Lineage, Session, SessionOptions};
use jixiao::ingest::grid::Place;
use jixiao::ingest::read;
use jixiao::lake::Lake;
use jixiao::model::Value;

use crate::project::{BUDGETS, Project, csv_rows, deep, small_lake};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/sample-data");

/// The named columns of the lines of a trace.
fn lines(text: &str, columns: &[&str]) -> Vec<String> {
    let rows = csv_rows(text);
    let position = |name: &&str| rows[0].iter().position(|heading| heading == name).unwrap();
    let positions: Vec<usize> = columns.iter().map(position).collect();
    rows[1..].iter().map(|row| positions.iter().map(|at| row[*at].as_str()).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_row_is_traced_to_its_cells_though_the_file_is_gone() {
    let project = small_lake();
    let by_key = ["trace", "--table", "项目预算", "--key", "项目代码=P001", "预算年度=2023年"];
    let found = project.data(&by_key);
    let cells = lines(&found, &["table", "column", "value", "file", "cell", "text", "load"]);
    assert!(cells.contains(&"project_budgets executed 119000.50 budgets.csv O2 119000.50 1".to_owned()), "{cells:#?}");
    assert!(cells.contains(&"project_budgets budget_type general_public budgets.csv K2 一般公共预算 1".to_owned()));
    let whole = cells.last().unwrap();
    assert!(whole.contains("(row)") && whole.contains("row 2 2023 | 云泽区 | 101 | 云泽区教育局"), "{whole}");
    assert!(lines(&found, &["read_from"]).iter().all(|from| from == "copy"));
    fs::remove_file(project.path("budgets.csv")).unwrap();
    assert_eq!(project.data(&by_key), found, "the lake has a copy");
    // as it stood then
    fs::write(project.path("budgets.csv"), BUDGETS.replace("119000.50", "119001.00")).unwrap();
    project.data(&["ingest", "budgets.csv"]);
    let now = project.data(&by_key);
    assert!(now.contains("119001.00") && !now.contains("119000.50"), "{now}");
    assert_eq!(project.data(&[&by_key[..], &["--as-of", "1"]].concat()), found);
}

#[test]
fn other_files_that_give_the_row_are_shown() {
    let project = small_lake().file("again.csv", BUDGETS.replace("119000.50", "118000.00"));
    project.data(&["ingest", "again.csv"]);
    let found = project.data(&["trace", "--table", "project_budgets", "--key", "project_code=P001"]);
    let cells = lines(&found, &["table", "file", "cell", "text", "load"]);
    assert!(cells.contains(&"project_budgets again.csv O2 118000.00 2".to_owned()), "{cells:#?}");
    assert!(cells.contains(&"contributions budgets.csv O2 119000.50 1".to_owned()), "{cells:#?}");
}

#[test]
fn several_rows_are_candidates() {
    let project = small_lake();
    let ended = project.run(&["trace", "--table", "projects", "--key", "fiscal_year=2023"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (1, ""));
    for words in ["fiscal_year=2023, project_code=P001", "2 rows of `projects`", "hint: give more of the key, or --all"]
    {
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
    let all = project.data(&["trace", "--table", "projects", "--key", "fiscal_year=2023", "--all"]);
    assert!(all.contains("校舍维修") && all.contains("道路建设"));
    for (arguments, code, words) in [
        (["--table", "project", "--key", "a=b"], 2, "did you mean `projects`?"),
        (["--table", "projects", "--key", "项目编码=P001"], 2, "did you mean `项目代码`?"),
        (["--table", "projects", "--key", "fiscal_year=x"], 2, "should be a whole number"),
        (["--table", "project_budgets", "--key", "budget_type=某预算"], 2, "one of 一般公共预算"),
        (["--table", "projects", "--key", "project_code=P9"], 1, "its key is fiscal_year 预算年度"),
    ] {
        let ended = project.run(&[&["trace"][..], &arguments].concat());
        assert!(ended.code == code && ended.stderr.contains(words), "{arguments:?}: {} {}", ended.code, ended.stderr);
    }
}

#[test]
fn without_a_copy_the_file_itself_is_read_while_it_is_the_same() {
    let project = Project::new().file("budgets.csv", BUDGETS);
    project.data(&["ingest", "budgets.csv", "--no-originals"]);
    assert!(!project.path("lake/originals").exists());
    let by_key = ["trace", "--table", "projects", "--key", "project_code=P001"];
    let found = project.data(&by_key);
    assert!(lines(&found, &["read_from", "text"]).contains(&"file 校舍维修".to_owned()), "{found}");
    fs::write(project.path("budgets.csv"), BUDGETS.replace("校舍维修", "别的")).unwrap();
    let found = project.data(&by_key);
    assert!(lines(&found, &["read_from", "value", "text"]).contains(&"not kept 校舍维修 ".to_owned()), "{found}");
}

/// The sum of the amounts in the cells of a trace, in 分, read from the sample's own files.
fn sum_of_cells(text: &str, column: &str) -> i128 {
    let mut sum = 0;
    for line in csv_rows(text)[1..].iter().filter(|row| row[2] == column) {
        let bytes = fs::read(&line[4]).unwrap();
        let book = read::read(Path::new(&line[4]), &bytes).unwrap();
        let grid = book.grids.iter().find(|grid| grid.sheet.as_deref().unwrap_or_default() == line[5]).unwrap();
        let cell = &grid.cell(Place::parse(&line[6]).unwrap()).text;
        assert_eq!(cell.trim(), line[7]);
        let number: String = cell.chars().filter(|letter| letter.is_ascii_digit() || "-.".contains(*letter)).collect();
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        let fen: i128 = format!("{whole}{fraction:0<2}").parse().unwrap_or(0);
        sum += fen;
    }
    sum
}

async fn session(project: &Project, catalogue: &Catalogue) -> Session {
    let snapshot = Lake::open(project.path("lake")).unwrap().snapshot(None).await.unwrap();
    Session::open(snapshot, catalogue.engine_views(), SessionOptions::default()).unwrap()
}

fn given(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A figure in 分 and its row (from 0): the column of the first row that has all the words.
fn figure(outcome: &Outcome<'_>, words: &[&str], column: &str) -> (usize, i128) {
    let at = outcome.position(column).unwrap();
    let has = |row: &Vec<Cell>| words.iter().all(|word| row.iter().any(|cell| cell.plain() == *word));
    let number = outcome.rows.iter().position(has).unwrap();
    let Cell::Decimal(fen, 2) = outcome.rows[number][at] else { panic!("{:?}", outcome.rows[number][at]) };
    (number, fen)
}

/// The sum of the amounts of a lineage in one table, in 分.
fn sum_of_lineage(lineage: &Lineage, table: &str) -> i128 {
    let rows = lineage.tables[table].rows();
    let amounts = rows.iter().flat_map(|traced| {
        traced.columns.iter().filter_map(|column| match traced.row.get(column) {
            Some(Value::Decimal(fen)) => Some(*fen),
            _ => None,
        })
    });
    amounts.sum()
}

#[test]
fn the_cells_behind_a_figure_add_up_to_it() {
    deep(|| async {
        let project = Project::new();
        project.data(&["ingest", SAMPLE]);
        let catalogue = Catalogue::embedded().unwrap();
        let session = session(&project, &catalogue).await;
        let year = ("year", "2023");
        let budgets = "project_budgets";
        for (name, parameters, words, column, table) in [
            ("coverage/by_budget_type", &[year][..], &["government_fund"][..], "initial_budget", budgets),
            ("coverage/by_budget_type", &[year], &["social_insurance"], "adjusted_budget", budgets),
            ("coverage/by_department", &[year], &["云泽区农业农村局", "true"], "evaluated_amount", budgets),
            ("coverage/full_chain", &[year], &["in_scope"], "amount", budgets),
            ("effectiveness/execution", &[year], &["state_capital"], "executed", budgets),
            ("effectiveness/execution", &[year, ("by", "department")], &["云泽区教育局"], "adjusted_budget", budgets),
            ("effectiveness/by_grade", &[], &["finance"], "amount", "evaluations"),
            ("quality/reconciliation", &[year], &["云泽区农业农村局", "initial"], "table_amount", "budget_lines"),
            ("quality/reconciliation", &[year], &["云泽区农业农村局", "initial"], "project_amount", budgets),
        ] {
            let analysis = catalogue.find(name).unwrap();
            let outcome = analysis::run(&session, analysis, &given(parameters)).await.unwrap();
            let (row, expected) = figure(&outcome, words, column);
            let lineage =
                analysis::trace(&session, analysis, &given(parameters), row, Some(column)).await.unwrap().unwrap();
            assert_eq!(sum_of_lineage(&lineage, table), expected, "{name} {words:?} {column}: {:?}", lineage.notes);
        }
        // the texts of the cells, read from the sample's own files
        let query =
            ["--query", "coverage/by_budget_type", "-p", "year=2023", "--row", "2", "--column", "initial_budget"];
        let traced = project.run(&[&["trace"][..], &query].concat());
        assert_eq!(traced.code, 0, "{}", traced.stderr);
        let outcome = analysis::run(&session, catalogue.find(query[1]).unwrap(), &given(&[year])).await.unwrap();
        let (row, expected) = figure(&outcome, &["government_fund"], "initial_budget");
        assert_eq!(row, 1);
        assert_eq!(sum_of_cells(&traced.stdout, "initial_budget"), expected);
        assert!(traced.stderr.contains("initial_budget of 19 cells sums to"), "{}", traced.stderr);
        let wrong = project.run(&["trace", "--query", "quality/years", "--row", "99"]);
        assert!(wrong.code == 1 && wrong.stderr.contains("no row 99"), "{}", wrong.stderr);
        let wrong = project.run(&["trace", "--query", "quality/years", "--row", "1", "--column", "projekts"]);
        assert!(wrong.stderr.contains("did you mean `projects`?"), "{}", wrong.stderr);
    });
}

/// Minutes in the `dev` profile, so it is asked for by name.
#[test]
#[ignore = "takes minutes: cargo test --test it every_analysis -- --ignored"]
fn every_analysis_can_be_traced() {
    deep(|| async {
        let project = Project::new();
        project.data(&["ingest", SAMPLE]);
        let catalogue = Catalogue::embedded().unwrap();
        let session = session(&project, &catalogue).await;
        // those of the quality chapter are lists of rows, and many
        for analysis in catalogue.analyses().into_iter().filter(|analysis| analysis.chapter != "quality") {
            let has_year = analysis.front_matter.params.iter().any(|parameter| parameter.name == "year");
            let given = if has_year { given(&[("year", "2023")]) } else { Vec::new() };
            let lineage = analysis::trace(&session, analysis, &given, 0, None).await.unwrap();
            let rows: usize =
                lineage.iter().flat_map(|found| found.tables.values()).map(|found| found.rows().len()).sum();
            let notes = lineage.map(|found| found.notes).unwrap_or_default();
            eprintln!("{}: {rows} rows {notes:?}", analysis.name);
        }
    });
}

#[test]
fn published_figures_are_compared_with_the_lake() {
    // by hand from BUDGETS: 100 000 + 500 000 = 60 万元; (119 000.50 + 410 000) ÷ 620 000 = 85.3226 %
    let published = "年度,部门,预算类型,指标,数值,单位\n\
        2023,,,年初预算,60,万元\n2023,,,执行率,85.32%,\n2023,云泽区教育局,一般公共预算,执行数,11.90,万元\n\
        2023,,,执行率,86.32%,\n2023,云泽区教育,,年初预算,10,万元\n2023,,,年初预算数额,60,万元\n2019,,,年初预算,1,元\n\
        2023,,政府基金预算,执行数,41,万元\n2023,,,项目数,2,\n2023,,,执行数,约5,万元\n";
    let project = small_lake().file("公布.csv", published);
    let ended = project.run(&["reconcile", "公布.csv"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let found = lines(&ended.stdout, &["cell", "published", "in_lake", "difference", "state", "hint"]);
    assert_eq!(
        found,
        [
            "E5 86.32% 85.32 1.00 differs ",
            "E6 10   unknown department did you mean `云泽区教育局`?",
            "E7 60   unknown measure did you mean `年初预算数`?",
            "E8 1   not in the lake the lake has 2023",
            "E9 41   unknown budget did you mean `政府性基金预算`?",
            "E11 约5   unreadable expected an amount",
        ]
    );
    assert!(ended.stderr.contains("10 figures: 4 agree, 1 differ, 5 cannot be compared"), "{}", ended.stderr);
    let all = lines(&project.data(&["reconcile", "公布.csv", "--all"]), &["cell", "state"]);
    assert_eq!(all[..3], ["E2 equal", "E3 rounding", "E4 rounding"]);
    assert_eq!(project.run(&["reconcile", "公布.csv", "--strict"]).code, 1);
    let wide = small_lake()
        .file("部门.csv", "单位：万元,,\n部门,年初预算,执行率(%)\n云泽区住建局,50.00,82.00\n合计,60.00,85.30\n");
    let ended = wide.run(&["reconcile", "部门.csv", "--year", "2023", "--strict"]);
    assert_eq!(lines(&ended.stdout, &["cell", "difference", "state"]), ["C4 -0.02 differs"], "{}", ended.stderr);
    assert_eq!(ended.code, 1);
    fs::write(wide.path("空.csv"), "甲,乙\n1,2\n").unwrap();
    let ended = wide.run(&["reconcile", "空.csv"]);
    assert!(
        ended.code == 1 && ended.stderr.contains("there is no figure") && ended.stderr.contains("hint: "),
        "{}",
        ended.stderr
    );
}
