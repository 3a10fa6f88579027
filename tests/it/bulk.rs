//! Files read in bulk come to the same lake as files read the usual way, whatever stands beside them and before them.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::project::Project;

const HEADER: &str = "预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,项目代码,项目名称,项目类别,资金性质,\
                      支出功能分类科目编码,年初批复数,变动后预算数,实际支付金额,是否重点";

/// An export of `projects` projects in each of two years, every seventh with a second budget, and faults: an amount in
/// words, an unknown word, a blank code, a row repeated, a row that contradicts another, a note, a total. `changed` is
/// the export a month later: some amounts are others, some projects are gone, some are new.
fn export(projects: usize, changed: bool) -> String {
    let mut text = format!("{HEADER}\n");
    for year in [2023, 2024] {
        for number in 0..projects + usize::from(changed) * 20 {
            if changed && number % 50 == 3 {
                continue;
            }
            let department = number % 9 + 1;
            let paid = number * 37 + usize::from(changed && number % 5 == 0);
            let row = |fund: &str, initial: &str, key: &str| {
                format!(
                    "{year},云泽区,10{department},第{department}局,10{department}001,第{department}局本级,1,P{number:05},\
                     项目（{number}）,特定目标类,{fund},2050{department:03},{initial},{paid}.50,{paid}.25,{key}\n"
                )
            };
            text += &row("一般公共预算", "1000.00", "是");
            if number % 7 == 0 {
                text += &row("政府性基金预算", "\"2,000.00\"", "是");
            }
            match number {
                11 => text += &row("国有资本经营预算", "约12万", "是"),
                12 => text += &row("其他来源", "1", "是"),
                13 => text += &row("一般公共预算", "1000.00", "是"),
                14 => text += &row("一般公共预算", "1001.00", "是"),
                15 => text += &row("单位资金", "5", "也许"),
                16 => text += &row("单位资金", "5", "是").replace("P00016", ""),
                _ => {}
            }
        }
    }
    text + "合计,,,,,,,,,,,,5.00,x,,\n注：以上数据为初步统计\n"
}

/// A few rows of another file for the same tables: one that the export has with the same values but another column, one
/// that contradicts it, one of its own.
fn beside() -> String {
    let row = |code: &str, name: &str, paid: u32| {
        format!(
            "2024,云泽区,101,第1局,101001,第1局本级,1,{code},{name},特定目标类,一般公共预算,2050001,1000.00,{paid}.50,{paid}.25,\
             民生\n"
        )
    };
    let header = HEADER.replace("是否重点", "主题");
    let rows = [row("P00018", "项目（18）", 666), row("P00027", "另一个名称", 1), row("Q1", "独有", 1)];
    format!("{header}\n{}", rows.concat())
}

/// All that a lake says about what it was given, the loads apart.
fn told(project: &Project, lake: &str) -> Vec<String> {
    let queries = [
        "SELECT * FROM projects ORDER BY fiscal_year, project_code",
        "SELECT * FROM project_budgets ORDER BY fiscal_year, project_code, budget_type, function_code",
        "SELECT load_id, source_id, sheet, cell, field, value, reason, check_id, severity, row_text FROM rejects
         ORDER BY load_id, source_id, cell, field, reason",
        "SELECT * FROM control_totals ORDER BY source_id, cell",
        "SELECT * FROM sources ORDER BY load_id, path",
    ];
    let answer = |query: &&str| project.data(&["sql", query, "--lake", lake, "--format", "csv"]);
    queries.iter().map(answer).collect()
}

fn both_ways(project: &Project, paths: &[&str]) {
    for (lake, bulk) in [("usual", "never"), ("bulk", "always")] {
        let mut arguments = vec!["ingest"];
        arguments.extend(paths);
        arguments.extend(["--lake", lake, "--bulk", bulk]);
        project.data(&arguments);
    }
    let (usual, bulk) = (told(project, "usual"), told(project, "bulk"));
    for (usual, bulk) in usual.iter().zip(&bulk) {
        assert!(usual.lines().count() > 1 && usual == bulk, "usual:\n{usual:.3000}\nbulk:\n{bulk:.3000}");
    }
    assert!(!project.path("bulk/.spool").exists(), "nothing is left of what was on its way");
}

#[test]
fn bulk_and_usual_ingest_come_to_the_same_lake() {
    let project = Project::new().file("export.csv", export(2000, false));
    both_ways(&project, &["export.csv"]);
    // the same file with changes replaces what the lake has of it
    let project = project.file("export.csv", export(2000, true));
    both_ways(&project, &["export.csv"]);
}

#[test]
fn files_read_both_ways_meet_in_one_load() {
    let project = Project::new().file("folder/export.csv", export(300, false)).file("folder/beside.csv", beside());
    both_ways(&project, &["folder"]);
    // two exports of the same tables in one load
    let project = project.file("folder/later.csv", export(250, true));
    both_ways(&project, &["folder"]);
}

#[test]
fn a_lake_is_whole_after_a_bulk_ingest_was_killed() {
    let project = Project::new().file("first.csv", export(20, false).replace("P0", "A0"));
    project.data(&["ingest", "first.csv", "--bulk", "always"]);
    let before = told(&project, "lake");
    let project = project.file("long.csv", export(6000, false));
    for wait in [50, 200, 500, 900, 1500] {
        let mut running = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(["ingest", "long.csv", "--bulk", "always", "--lake", "lake"])
            .current_dir(project.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let has_ended = running.try_wait().unwrap().is_some();
        running.kill().unwrap_or_default();
        running.wait().unwrap();
        if has_ended {
            break;
        }
        assert_eq!(told(&project, "lake"), before, "killed after {wait} ms");
    }
    project.data(&["ingest", "long.csv", "--bulk", "always"]);
    let count = project.data(&["sql", "SELECT count(*) AS n FROM projects", "--format", "csv"]);
    // 20 projects of the first file and 6 000 of the second, in two years each; one of each file and year is in
    // dispute: 是否重点 is 是 in one row and unreadable in another
    assert_eq!(count.trim(), "n\n12036");
    assert!(!project.path("lake/.spool").exists());
}
