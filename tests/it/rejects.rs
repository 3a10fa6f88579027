//! What is wrong with the files, as a list and as the workbooks that go back to the departments.

use std::fs;
use std::path::{Path, PathBuf};

use jixiao::ingest::grid::{Grid, Place};
use jixiao::ingest::read;

use crate::project::{BUDGETS, Project, csv_rows};

/// Three departments: an amount that is none, a formula in a name that is fine, a year that is missing.
fn faulty() -> Project {
    let budgets = BUDGETS
        .replace("119000.50", "=1+1")
        .replace("道路建设,特定目标类,政府性基金预算", "道路建设,特定目标类,某预算");
    let finals =
        "支出决算表,,,,\n单位:元,,,,\n科目编码,科目名称,本年支出合计,基本支出,项目支出\n2010101,行政运行,10,10,0\n";
    Project::new()
        .file("in/预算.csv", budgets)
        .file("in/决算.csv", finals)
        .file("in/about.toml", "[[files]]\nmatch = \"决算*\"\ndepartment = \"云泽区/水利局\"\nphase = \"executed\"\n")
}

fn book(path: &Path) -> Vec<Grid> {
    read::read(path, &fs::read(path).unwrap()).unwrap().grids
}

fn cells(grid: &Grid, row: usize) -> Vec<String> {
    (0..grid.width()).map(|column| grid.cell(Place::new(row, column)).text.clone()).collect()
}

#[test]
fn rejects_name_their_department() {
    let project = faulty();
    project.data(&["ingest", "in"]);
    let ended = project.run(&["rejects", "--format", "csv"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert!(ended.stderr.contains("3处错误"), "{}", ended.stderr);
    let rows = csv_rows(&ended.stdout);
    let position = |name: &str| rows[0].iter().position(|heading| heading == name).unwrap();
    let columns = ["path", "cell", "value", "check_id", "department"].map(position);
    let found: Vec<String> = rows[1..].iter().map(|row| columns.map(|column| row[column].as_str()).join(" ")).collect();
    assert_eq!(
        found,
        [
            "in/决算.csv A3 科目编码 year.unknown 云泽区/水利局",
            "in/预算.csv K3 某预算 word.unknown 云泽区住建局",
            "in/预算.csv O2 =1+1 amount.unreadable 云泽区教育局",
        ]
    );
    let one = csv_rows(&project.data(&["rejects", "--department", "云泽区住建局"]));
    assert_eq!((one.len(), one[1][position("cell")].as_str()), (2, "K3"));
    assert_eq!(csv_rows(&project.data(&["rejects", "--severity", "warning"])).len(), 1);
    let json: serde_json::Value = serde_json::from_str(&project.data(&["rejects", "--format", "json"])).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 3);
    // corrected and loaded again: they drop out, though the load still has them
    fs::write(project.path("in/预算.csv"), BUDGETS).unwrap();
    project.data(&["ingest", "in"]);
    assert_eq!(csv_rows(&project.data(&["rejects"])).len(), 2, "the year is missing still");
    assert_eq!(csv_rows(&project.data(&["rejects", "--load", "1"])).len(), 4);
    assert_eq!(csv_rows(&project.data(&["rejects", "--load", "2"])).len(), 1);
}

#[test]
fn one_workbook_a_department() {
    let project = faulty();
    project.data(&["ingest", "in"]);
    let said = project.data(&["rejects", "--by", "department", "--output", "back/退回.xlsx"]);
    assert_eq!(said, "back/退回-云泽区_水利局.xlsx\nback/退回-云泽区住建局.xlsx\nback/退回-云泽区教育局.xlsx\n");
    let path = project.path("back/退回-云泽区教育局.xlsx");
    let sheets = book(&path);
    assert_eq!(sheets[1].sheet.as_deref(), Some("退回清单"));
    let row = cells(&sheets[1], 1);
    assert_eq!(row[1..7], ["云泽区教育局", "in/预算.csv", "", "O2", "=1+1", "金额无法识别"]);
    assert_eq!((row[11].as_str(), row[12].as_str(), row[13].as_str()), ("", "amount.unreadable", "错误"));
    assert_eq!(sheets[1].height(), 2, "its own rejects only");
    // the same to the byte
    let before = fs::read(&path).unwrap();
    project.data(&["rejects", "--by", "department", "--output", "back/退回.xlsx"]);
    assert_eq!(fs::read(&path).unwrap(), before);
    // a folder
    let said = project.data(&["rejects", "--by", "department", "--output", "folder"]);
    assert_eq!(said.lines().count(), 3);
    assert!(project.path("folder/云泽区住建局.xlsx").is_file());
    // all in one
    assert_eq!(project.data(&["rejects", "--output", "all.xlsx"]), "all.xlsx\n");
    assert_eq!(book(&project.path("all.xlsx"))[1].height(), 4);
    let english = project.data(&["rejects", "--output", "en.xlsx", "--lang", "en"]);
    assert_eq!(cells(&book(&project.path(english.trim()))[1], 0)[11], "Correction");
}

#[test]
fn what_cannot_be_done_is_said() {
    let project = faulty();
    let ended = project.run(&["rejects"]);
    assert_eq!(ended.code, 2, "no lake: {}", ended.stderr);
    project.data(&["ingest", "in"]);
    let ended = project.run(&["rejects", "--by", "department"]);
    assert!(ended.code == 2 && ended.stderr.contains("--output"), "{}", ended.stderr);
    let ended = project.run(&["rejects", "--output", "none/退回.xlsx"]);
    assert!(ended.code == 1 && ended.stderr.contains("hint: make its folder first"), "{}", ended.stderr);
    let ended = project.run(&["rejects", "--severity", "grave"]);
    assert!(ended.code == 2 && ended.stderr.contains("one of error, warning"), "{}", ended.stderr);
    let none: Option<PathBuf> = fs::read_dir(project.path("none")).ok().map(|_| project.path("none"));
    assert_eq!(none, None);
}
