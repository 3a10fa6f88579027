//! What a definition of a bureau's own can say: shared and joined columns, constants, words, markers, rows that stand
//! once, cells that must be filled, warnings brought together.

use super::super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};
use crate::model::{Row, Value};

const SCORES: &str = r#"
name = "scores"
layout = "table"
missing = ["n.a.", "S/I"]
unique = ["ciclo", "ramo", "programa"]
grades = { "BAJO" = "0", "ALTO" = "4.6" }
fields = [
  { name = "ciclo", required = true },
  { name = "ramo", required = true, reading = "code" },
  { name = "programa", required = true, reading = "code" },
  { name = "score", headers = ["MSD"], filled = true },
  { name = "pef" },
  { name = "mir" },
]
set.fiscal_year = { field = "ciclo" }
set.subject = { join = ["ramo", "programa"], with = "-" }
set.evaluation_year = { year_after = "ciclo" }
set.subject_kind = { value = "project" }
set.evaluator_kind = { value = "finance" }

[[rows]]
table = "evaluations"
take = ["score"]
set.department = { field = "ramo", words = { "3" = "Poder Judicial" } }

[[rows]]
table = "evaluation_indicators"
set.subdimension = { value = "" }
set.name = { value = "" }
each = [
  { field = "pef", set = { dimension = { value = "PEF" }, weight = { value = 10 }, score_reported = { field = "pef" } } },
  { field = "mir", set = { dimension = { value = "MIR" }, weight = { value = "20%" }, score_reported = { field = "mir" } } },
]
"#;

fn read(definition: &str, lines: &[&str]) -> SheetRows {
    let mut forms = Forms::embedded().unwrap();
    forms.add("mine.toml", definition).unwrap();
    let rows = lines.iter().map(|line| line.split(',').map(Cell::text).collect()).collect();
    extract(&Grid::new(None, rows, Vec::new()), "a.csv", &Constants::default(), &forms)
}

fn of<'a>(read: &'a SheetRows, table: &str) -> Vec<&'a Row> {
    read.rows.iter().filter(|row| row.table.name == table).collect()
}

fn reasons(read: &SheetRows) -> Vec<String> {
    let line = |row: &Row| {
        let of = |column: &str| row.text(column).unwrap_or_default().to_owned();
        format!("{} {} {}: {}", of("check_id"), of("severity"), of("cell"), of("reason"))
    };
    read.rejects.iter().map(line).collect()
}

#[test]
fn shared_joined_and_constant_columns() {
    let read =
        read(SCORES, &["CICLO,RAMO,PROGRAMA,MSD,PEF,MIR", "2018.0,2.0,M001,4.9,4.8,n.a.", "2013,3,R001,0.7,S/I,5"]);
    assert_eq!(reasons(&read), Vec::<String>::new());
    assert_eq!(read.columns.as_deref(), Some("ciclo=A;ramo=B;programa=C;score=D;pef=E;mir=F"));
    let grades: Vec<_> = of(&read, "grade_schemes")
        .iter()
        .map(|row| (row.text("scheme"), row.text("label"), row.get("lower_bound").cloned(), row.get("rank").cloned()))
        .collect();
    let grade =
        |label, lowest, rank| (Some("scores"), Some(label), Some(Value::Decimal(lowest)), Some(Value::Integer(rank)));
    assert_eq!(grades, [grade("ALTO", 460, 1), grade("BAJO", 0, 2)]);
    let rows = of(&read, "evaluations");
    let first = rows[0];
    assert_eq!(first.get("fiscal_year"), Some(&Value::Integer(2018)));
    assert_eq!(first.get("evaluation_year"), Some(&Value::Integer(2019)));
    assert_eq!(first.text("subject"), Some("2-M001"));
    assert_eq!((first.text("subject_kind"), first.text("evaluator_kind")), (Some("project"), Some("finance")));
    assert_eq!(first.get("score"), Some(&Value::Decimal(490)));
    assert_eq!((first.text("department"), rows[1].text("department")), (Some("2"), Some("Poder Judicial")));
    let components: Vec<_> = of(&read, "evaluation_indicators")
        .iter()
        .map(|row| (row.text("subject"), row.text("dimension"), row.get("weight"), row.get("score_reported")))
        .map(|(subject, dimension, weight, score)| {
            (subject.unwrap().to_owned(), dimension.unwrap().to_owned(), weight.cloned(), score.cloned())
        })
        .collect();
    let component = |subject: &str, dimension: &str, weight: i128, score: i128| {
        (subject.to_owned(), dimension.to_owned(), Some(Value::Decimal(weight)), Some(Value::Decimal(score)))
    };
    assert_eq!(components, [component("2-M001", "PEF", 1000, 480), component("3-R001", "MIR", 2000, 500)]);
}

#[test]
fn rows_that_cannot_be_used_are_refused_with_what_is_missing() {
    let read = read(
        SCORES,
        &[
            "CICLO,RAMO,PROGRAMA,MSD,PEF,MIR",
            "2013,23,R083,4.0,4,",
            "2013,23,R083,5.0,4,",
            "2013,23,R084,5.0,5,",
            "2013,23,R084,5.0,5,",
            "2013,23,R065,,1,",
            "2013,23,,4.0,1,",
            "2013,23,R083,3.0,4,",
        ],
    );
    let twice = |cell: &str, others: &str| {
        format!(
            "key.conflict error {cell}: expected each ciclo, ramo, programa once; found it with other values in row {others} \
             too, so none of them was loaded; hint: keep the one that holds"
        )
    };
    assert_eq!(
        reasons(&read),
        [
            twice("A2", "3, 8"),
            twice("A3", "2, 8"),
            "value.missing error D6: expected MSD; found none; hint: fill it in".to_owned(),
            "key.missing error C7: expected programa; found none; hint: fill it in".to_owned(),
            twice("A8", "2, 3"),
        ]
    );
    assert_eq!((read.rows_read, read.rows_rejected), (7, 5));
    // equal rows contradict nothing: the lake counts them once
    assert_eq!(of(&read, "evaluations").len(), 2);
}

#[test]
fn a_key_joined_from_a_blank_part_refuses_its_row() {
    let definition = "name = \"a\"\nlayout = \"table\"\nfields = [{ name = \"fiscal_year\" }, { name = \"ramo\" }, { name = \"programa\" }]\n\
                      set.project_code = { join = [\"ramo\", \"programa\"], with = \"-\" }\n\
                      rows = [{ table = \"projects\", take = [\"fiscal_year\"] }]\n";
    let read = read(definition, &["fiscal_year,ramo,programa", "2013,3,R1", "2013,3,"]);
    assert_eq!(
        reasons(&read),
        ["key.missing error C3: expected a value in each of ramo, programa; found none in programa"]
    );
    assert_eq!(of(&read, "projects")[0].text("project_code"), Some("3-R1"));
}

#[test]
fn a_fixed_year_and_the_plain_unit_of_another_currency() {
    let definition = "name = \"a\"\nlayout = \"table\"\nunit = \"元\"\nfields = [{ name = \"project_code\" }, { name = \"executed\", headers = [\"Importe (MXN)\"] }]\n\
                      rows = [{ table = \"project_budgets\", take = [\"project_code\", \"executed\"], set.fiscal_year.value = 2019 }]\n";
    let read = read(definition, &["project_code,Importe (MXN)", "P1,\"1.5\"", "P2,12.345"]);
    let rows = of(&read, "project_budgets");
    assert_eq!(rows.last().unwrap().get("fiscal_year"), Some(&Value::Integer(2019)));
    assert_eq!(rows.last().unwrap().get("executed"), Some(&Value::Decimal(1235)));
}

#[test]
fn many_rounded_amounts_of_a_column_are_one_warning_that_names_its_cells() {
    let definition = "name = \"a\"\nlayout = \"table\"\nfields = [{ name = \"fiscal_year\" }, { name = \"project_code\" }, { name = \"executed\" }, { name = \"received\" }]\n\
                      rows = [{ table = \"project_budgets\", take = [\"fiscal_year\", \"project_code\", \"executed\", \"received\"] }]\n";
    let mut lines = vec!["fiscal_year,project_code,executed,received".to_owned()];
    lines.extend((0..21).map(|row| format!("2020,P{row},1884778838.4399998,{}", if row == 3 { "0.005" } else { "1" })));
    lines.push("2020,P21,5.727633833885193e-08,-4.023313522338867e-07".to_owned());
    let read = read(definition, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let mut reasons = reasons(&read);
    assert_eq!(
        reasons.remove(0),
        "amount.rounded warning C2: 22 amounts have more decimals than 分; each was rounded half up"
    );
    assert_eq!(reasons.len(), 2, "the two of the other column stand alone: {reasons:?}");
    let named = read.rejects[0].text("row_text").unwrap();
    assert!(named.starts_with("C2 C3 C4 ") && named.ends_with(" C22 C23"), "{named}");
    let rows = of(&read, "project_budgets");
    assert_eq!(rows[0].get("executed"), Some(&Value::Decimal(188_477_883_844)));
    assert_eq!(rows[21].get("executed"), Some(&Value::Decimal(0)));
    assert_eq!(rows[3].get("received"), Some(&Value::Decimal(1)));
}

#[test]
fn an_own_definition_is_tried_before_an_embedded_one_that_fits_too() {
    let lines = [
        "预算年度,项目代码,资金性质,支出功能分类科目编码,实际支付金额,支付日期",
        "2024,P1,一般公共预算,2010101,5,2024-03-01",
    ];
    let definition = "name = \"mine\"\nlayout = \"table\"\nfields = [{ name = \"fiscal_year\", headers = [\"预算年度\"], required = true }, \
                      { name = \"project_code\", headers = [\"项目代码\"], required = true }]\n\
                      rows = [{ table = \"projects\", take = [\"fiscal_year\", \"project_code\"] }]\n";
    let read = read(definition, &lines);
    assert_eq!(read.forms, [("mine".to_owned(), "1".to_owned())]);
    assert!(read.notes[0].starts_with("columns not used: "), "{:?}", read.notes);
}
