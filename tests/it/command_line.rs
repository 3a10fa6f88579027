//! The command line as a user meets it: help, every command, every format, streams, signals, two processes at once.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use insta::assert_snapshot;

use crate::project::{BUDGETS, Project, csv_rows, small_lake};

const EXECUTED: &str = "SELECT project_code, executed, 0 AS nothing FROM project_budgets ORDER BY 1";

fn start(project: &Project, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_jixiao"))
        .args(arguments)
        .current_dir(project.path(""))
        .env_remove("JIXIAO_LAKE")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn help_of_the_program_and_of_every_command() {
    let project = Project::new();
    assert_snapshot!("help", project.data(&["--help"]));
    for command in [
        "run",
        "ingest",
        "check",
        "forms",
        "tables",
        "describe",
        "history",
        "sql",
        "queries",
        "query",
        "lineage",
        "functions",
        "rejects",
        "trace",
        "reconcile",
        "report",
        "generate",
    ] {
        assert_snapshot!(format!("help_{command}"), project.data(&[command, "--help"]));
    }
    assert_eq!(project.data(&["--version"]), concat!("jixiao ", env!("CARGO_PKG_VERSION"), "\n"));
    let ended = project.run(&[]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    assert!(ended.stderr.ends_with("error: no command was given\n"), "{}", ended.stderr);
}

#[test]
fn an_ingest_says_what_it_did() {
    let project =
        Project::new().file("in/预算.csv", BUDGETS).file("in/说明.pdf", "x").file("in/其他.csv", "甲,乙\n1,2\n");
    assert_snapshot!(project.data(&["ingest", "in", "--summary", "summary.json"]), @r"
    read       2 files, 2 rows
    loaded     project_budgets: 2 rows
    loaded     projects: 2 rows
    totals     0 printed, 0 differ from their rows
    rejected   0 rows; 0 errors, 0 warnings
    note       in/其他.csv: no form definition fits: it begins with `甲`, `乙`, `1`, `2`
    left aside 1 file of other kinds
    written    load 1 of ./lake
    ");
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(project.path("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["load"], 1);
    assert_eq!(summary["tables"]["projects"]["loaded"], 2);
    assert_eq!(summary["other_files"], 1);
    assert_eq!((&summary["errors"], &summary["warnings"]), (&0.into(), &0.into()));
    assert_eq!(summary["sources"][1]["rows_accepted"], 2);
    // the same again: nothing
    assert_snapshot!(project.data(&["ingest", "in"]), @r"
    read       0 files, 0 rows (2 files unchanged since the last load)
    totals     0 printed, 0 differ from their rows
    rejected   0 rows; 0 errors, 0 warnings
    left aside 1 file of other kinds
    written    nothing: ./lake has all of it already
    ");
    // corrected: replaced by key
    fs::write(project.path("in/预算.csv"), BUDGETS.replace("410000.00", "411000.00")).unwrap();
    let said = project.data(&["ingest", "in", "in/预算.csv"]);
    assert!(said.contains("project_budgets: 2 rows (2 replaced, 0 removed)"), "{said}");
    let sum = |as_of: &str| {
        let asked = ["sql", "SELECT SUM(executed) AS executed FROM project_budgets", "--as-of", as_of];
        project.data(&asked)
    };
    assert_eq!(sum("1"), "executed\n529000.50\n");
    assert_eq!(sum("2"), "executed\n530000.50\n");
    assert_eq!(sum("2999-12-31"), "executed\n530000.50\n");
    let history = csv_rows(&project.data(&["history"]));
    let loads: Vec<_> = history[1..].iter().map(|row| [&row[0], &row[4], &row[5], &row[6]]).collect();
    assert_eq!(loads, [["2", "1", "2", "0"], ["1", "2", "2", "0"], ["0", "0", "0", "0"]]);
}

#[test]
fn a_check_writes_nothing() {
    let project = Project::new().file("budgets.csv", BUDGETS);
    let said = project.data(&["check", "budgets.csv"]);
    assert!(said.contains("would load project_budgets: 2 rows") && said.contains("this was a check"), "{said}");
    assert_eq!(fs::read_dir(project.path("")).unwrap().count(), 1);
}

/// A form whose printed rate, total and weights are wrong: three errors, told, listed as data, and fatal only if asked.
#[test]
fn a_check_of_the_lake_tells_what_is_wrong() {
    let form = include_str!("../slt/effectiveness/自评表.csv");
    let project = Project::new().file("forms/自评表.csv", form);
    project.data(&["ingest", "forms"]);
    let said = project.data(&["check"]);
    for line in [
        "error      执行率与金额不符 (rate.amounts): 1\n",
        "  丙局本级/垃圾分类：印出执行率86.19%，按金额应为86.18%\n",
        "  丙局本级/垃圾分类：印出总分83.26分，各项得分之和83.62分\n",
        "  丙局本级/垃圾分类：各项分值合计95.00，应为100\n",
        "found      3 errors, 1 warning; ",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let rows = csv_rows(&project.data(&["check", "--format", "csv", "--lang", "en"]));
    assert_eq!(rows[0], ["check_id", "severity", "title", "place", "message", "analysis"]);
    assert_eq!(rows.len(), 5, "{rows:?}");
    assert!(rows.iter().any(|row| row[0] == "rate.amounts" && row[4].ends_with("86.19%; its amounts give 86.18%")));
    let strict = project.run(&["check", "--strict"]);
    assert_eq!((strict.code, strict.stdout.as_str()), (1, said.as_str()));
    assert!(strict.stderr.starts_with("error: the check found 3 errors\nhint: "), "{}", strict.stderr);
    // another year has nothing to complain of
    let other = project.run(&["check", "--strict", "--year", "2022"]);
    assert_eq!(other.code, 0, "{}", other.stdout);
    assert!(
        other.stdout.ends_with("found nothing\n") && other.stdout.contains("0 errors, 0 warnings"),
        "{}",
        other.stdout
    );
}

#[test]
fn a_strict_check_of_files_fails_on_errors() {
    let bad = BUDGETS.replace("政府性基金预算", "统筹资金");
    let project = Project::new().file("good.csv", BUDGETS).file("bad.csv", bad);
    project.data(&["check", "good.csv", "--strict"]);
    project.data(&["check", "bad.csv"]);
    let strict = project.run(&["check", "bad.csv", "--strict"]);
    assert_eq!(strict.code, 1);
    assert!(
        strict.stdout.contains("error  bad.csv:K3") && strict.stderr.starts_with("error: the check found 1 error\n")
    );
    let nothing = project.run(&["check"]);
    assert_eq!(nothing.code, 2, "{}", nothing.stderr);
    assert!(nothing.stderr.contains("there is no lake at ./lake"), "{}", nothing.stderr);
}

#[test]
fn constants_come_from_a_file_that_is_named() {
    let table = "支出决算表,,,,\n单位:元,,,,\n科目编码,科目名称,本年支出合计,基本支出,项目支出\n2010101,行政运行,10,10,0\n合计,,10,10,0\n";
    let about = "[[files]]\nmatch = \"*.csv\"\nfiscal_year = 2024\ndepartment = \"甲局\"\nphase = \"executed\"\n";
    let project = Project::new().file("final.csv", table).file("constants.toml", about);
    let without = project.data(&["check", "final.csv"]);
    assert!(without.contains("about.toml"), "{without}");
    project.data(&["ingest", "final.csv", "--about", "constants.toml"]);
    let rows = project
        .data(&["sql", "SELECT fiscal_year, department, phase, SUM(amount) AS a FROM budget_lines GROUP BY 1, 2, 3"]);
    assert_eq!(rows, "fiscal_year,department,phase,a\n2024,甲局,executed,10.00\n");
}

#[test]
fn tables_views_and_their_columns() {
    let project = small_lake();
    let tables = csv_rows(&project.data(&["tables"]));
    for (name, zh, kind) in [("project_budgets", "项目预算", "table"), ("project_years", "项目年度", "view")] {
        assert!(tables.iter().any(|row| row[..3] == [name, zh, kind]), "{name}");
    }
    let columns = project.data(&["describe", "项目预算"]);
    assert_eq!(columns, project.data(&["describe", "project_budgets"]));
    assert!(columns.contains("initial_budget,年初预算,Initial budget,\"decimal(18, 2)\",,yuan"), "{columns}");
    assert!(columns.contains("fiscal_year,预算年度,Fiscal year,integer,key,"), "{columns}");
    let view = project.data(&["describe", "项目年度"]);
    assert_eq!(view, project.data(&["describe", "project_years"]));
    assert!(view.contains("is_in_scope,是否纳入绩效管理范围,In scope,boolean"), "{view}");
}

#[test]
fn every_format_holds_the_same_rows() {
    let project = small_lake();
    let format = |format: &str| project.data(&["sql", EXECUTED, "--format", format]);
    assert_eq!(format("csv"), "project_code,executed,nothing\nP001,119000.50,0\nP002,410000.00,0\n");
    assert_eq!(project.data(&["sql", EXECUTED]), format("csv"));
    assert_eq!(format("tsv"), "project_code\texecuted\tnothing\nP001\t119000.50\t0\nP002\t410000.00\t0\n");
    let json: serde_json::Value = serde_json::from_str(&format("json")).unwrap();
    assert_eq!(json[0]["project_code"], "P001");
    assert_eq!(json.as_array().unwrap().len(), 2);
    assert!(format("json").contains(r#""executed": 119000.50"#));
    assert_eq!(format("ndjson").lines().count(), 2);
    assert_eq!(
        format("markdown"),
        "| project_code | executed | nothing |\n| --- | ---: | ---: |\n| P001 | 119000.50 | 0 |\n| P002 | 410000.00 | 0 |\n"
    );
    assert_snapshot!(format("table"), @r"
    ┌──────────────┬───────────┬─────────┐
    │ project_code ┆  executed ┆ nothing │
    ╞══════════════╪═══════════╪═════════╡
    │ P001         ┆ 119000.50 ┆       0 │
    │ P002         ┆ 410000.00 ┆       0 │
    └──────────────┴───────────┴─────────┘
    ");
    assert_eq!(project.data(&["sql", EXECUTED, "--format", "parquet", "--output", "rows.parquet"]), "");
    let file = fs::File::open(project.path("rows.parquet")).unwrap();
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let batch = reader.next().unwrap().unwrap();
    assert_eq!((batch.num_rows(), batch.num_columns()), (2, 3));
    assert_eq!(batch.schema().field(1).data_type().to_string(), "Decimal128(18, 2)");
    // columns without a name are called as they were asked
    assert_eq!(project.data(&["sql", "SELECT 1, COUNT(*), 1 + 1.5 FROM projects"]), "1,COUNT(*),1 + 1.5\n1,2,2.5\n");
    let first = project.data(&["sql", EXECUTED, "--format", "table", "--max-rows", "1"]);
    assert!(first.ends_with("… 1 of 2 rows; --max-rows shows more\n"), "{first}");
}

#[test]
fn chinese_columns_keep_their_widths() {
    let project = small_lake();
    let table = project.data(&["sql", "SELECT 项目名称, 主管部门 FROM zh.项目 ORDER BY 1", "--format", "table"]);
    let widths: Vec<usize> = table.lines().map(unicode_width::UnicodeWidthStr::width).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
    let rows = project.data(&["sql", "SELECT 主管部门, SUM(年初预算) AS 合计 FROM zh.项目年度 GROUP BY 1 ORDER BY 1"]);
    assert_eq!(rows, "主管部门,合计\n云泽区住建局,500000.00\n云泽区教育局,100000.00\n");
}

#[test]
fn analyses_are_listed_shown_and_run() {
    let project = small_lake();
    let listed = csv_rows(&project.data(&["queries", "--lang", "en"]));
    assert!(listed.iter().any(|row| row[0] == "coverage/by_budget_type" && row[2].starts_with("year [basis=")));
    let shown = project.run(&["queries", "coverage/by_budget_type"]);
    assert!(shown.code == 0 && shown.stdout.contains("SELECT") && shown.stderr.contains("-p year"), "{}", shown.stderr);
    let query = ["query", "coverage/by_budget_type", "-p", "year=2023", "--format", "csv"];
    let ended = project.run(&query);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let rows = csv_rows(&ended.stdout);
    let general: Vec<&str> =
        rows.iter().find(|row| row[0] == "general_public").unwrap().iter().map(String::as_str).collect();
    assert_eq!(general[1..5], ["1", "0", "100000.00", "120000.00"]);
    assert!(ended.stderr.starts_with("2023年"), "the finding goes to stderr: {}", ended.stderr);
    let zero = project.data(&["query", "coverage/by_budget_type", "-p", "year=2023", "--as-of", "0"]);
    assert!(csv_rows(&zero).iter().any(|row| row[0] == "general_public" && row[1] == "0"), "{zero}");
}

#[test]
fn a_bureau_adds_its_own_analysis() {
    let own = "/*---\ntitle = { zh = \"项目数\", en = \"Projects\" }\nquestion = { zh = \"有多少项目？\", en = \"How many \
               projects?\" }\nparams = [{ name = \"year\", type = \"int\", required = true }]\n---*/\nSELECT COUNT(*) AS \
               projects FROM projects WHERE fiscal_year = $year\n";
    let project = small_lake().file("own/coverage/count.sql", own);
    let listed = project.data(&["queries", "--queries", "own"]);
    assert!(listed.contains("coverage/count,项目数,year,有多少项目？"), "{listed}");
    assert_eq!(project.data(&["query", "coverage/count", "-p", "year=2023", "--queries", "own"]), "projects\n2\n");
}

#[test]
fn the_lake_comes_from_the_environment_where_no_option_names_it() {
    let project = small_lake();
    fs::rename(project.path("lake"), project.path("elsewhere")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command
        .args(["sql", "SELECT COUNT(*) AS n FROM projects"])
        .current_dir(project.path(""))
        .env("JIXIAO_LAKE", "elsewhere");
    assert_eq!(String::from_utf8_lossy(&command.output().unwrap().stdout), "n\n2\n");
}

#[test]
fn nothing_is_coloured_where_no_terminal_is() {
    let project = small_lake();
    for arguments in
        [vec!["--help"], vec!["sql", EXECUTED, "--format", "table"], vec!["query", "none"], vec!["ingest", "none"]]
    {
        let ended = project.run(&arguments);
        assert!(!ended.stdout.contains('\u{1b}') && !ended.stderr.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn a_reader_that_goes_is_no_error() {
    let project = small_lake();
    let mut child = start(&project, &["sql", "SELECT * FROM generate_series(1, 300000)"]);
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "value\n");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(unix)]
#[test]
fn an_interrupted_query_ends_130() {
    let project = small_lake();
    let endless =
        "SELECT COUNT(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b WHERE a.value < b.value";
    let mut child = start(&project, &["sql", endless]);
    sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "still busy");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let asked = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: stopped\n");
    assert!(asked.elapsed() < Duration::from_secs(10));
}

#[test]
fn two_ingests_at_once_both_land() {
    let project =
        small_lake().file("a.csv", BUDGETS.replace("2023,", "2021,")).file("b.csv", BUDGETS.replace("2023,", "2022,"));
    let lock = fs::File::open(project.path("lake/lake.lock")).unwrap();
    lock.lock().unwrap();
    let mut first = start(&project, &["ingest", "a.csv"]);
    let mut said = String::new();
    BufReader::new(first.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "waiting for another jixiao that writes to this lake\n");
    let second = start(&project, &["ingest", "b.csv"]);
    drop(lock);
    assert!(first.wait().unwrap().success() && second.wait_with_output().unwrap().status.success());
    let years = project.data(&["sql", "SELECT fiscal_year, COUNT(*) AS n FROM projects GROUP BY 1 ORDER BY 1"]);
    assert_eq!(years, "fiscal_year,n\n2021,2\n2022,2\n2023,2\n");
    assert_eq!(csv_rows(&project.data(&["history"])).len(), 1 + 4);
}

#[cfg(unix)]
#[test]
fn a_killed_ingest_leaves_the_lake_as_it_was() {
    let project = small_lake()
        .file("more.csv", BUDGETS.replace("2023,", "2022,"))
        .file("last.csv", BUDGETS.replace("2023,", "2021,"));
    let mut child = start(&project, &["ingest", "more.csv"]);
    // the moment between the commit of a table and that of the ledger
    let table = project.path(&format!("lake/projects/_delta_log/{:020}.json", 2));
    while !table.exists() && child.try_wait().unwrap().is_none() {
        sleep(Duration::from_millis(1));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let count = "SELECT COUNT(*) AS n FROM projects";
    let after = project.data(&["sql", count]);
    assert!(["n\n2\n", "n\n4\n"].contains(&after.as_str()), "{after}");
    project.data(&["ingest", "last.csv"]);
    let rows: usize = after[2..].trim().parse().unwrap();
    assert_eq!(project.data(&["sql", count]), format!("n\n{}\n", rows + 2));
    assert_eq!(
        project.data(&["sql", "SELECT COUNT(*) AS n FROM project_budgets"]),
        format!("n\n{}\n", rows + 2),
        "all tables stand at the same load"
    );
}

#[test]
fn a_run_ends_with_its_report_and_headline_figures() {
    let project = Project::new().file("in/预算.csv", BUDGETS);
    let said = project.data(&["run", "in", "--out", "out", "--lang", "en"]);
    assert!(said.contains("loaded     projects: 2 rows"), "{said}");
    assert!(said.contains("report     out/report/index.html"), "{said}");
    assert_eq!(said.lines().filter(|line| line.starts_with("figure ")).count(), 4, "{said}");
    let html = fs::read_to_string(project.path("out/report/index.html")).unwrap();
    assert!(html.contains("coverage&#x2f;by_budget_type") && html.contains("load 1 ("));
    let path = project.data(&["report", "--year", "2023", "--out", "again", "--lake", "out/lake"]);
    assert_eq!(path, "again/index.html\n");
    assert!(project.path("again/index.html").is_file());
}
