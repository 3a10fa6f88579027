//! Form definitions from the command line: list, show, check, draft, schema, and files read by definitions of one's own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;

use crate::project::{BUDGETS, Project, csv_rows, real_input};

const WORKS: &str = "\
某市2024年重点工程资金情况表,,,
编制部门：某市水务局,,,单位：万元
序号,工程名称,下达资金,已完成投资
1,河道整治,\"1,200.50\",1000
2,泵站改造,300,无
合计,,1500.50,1000
";

const DEFINITION: &str = r#"
name = "works"
label = "重点工程"
layout = "table"
unit = "万元"
head = { department = ["编制部门"] }
fields = [
  { name = "fiscal_year", headers = ["预算年度"] },
  { name = "department", headers = ["主管部门"] },
  { name = "project_name", headers = ["工程名称"], required = true },
  { name = "initial_budget", headers = ["下达资金"], required = true },
  { name = "executed", headers = ["已完成投资"] },
]
set.project_code = { field = "project_name" }

[[rows]]
table = "projects"
take = ["fiscal_year", "department", "project_name"]
set.category = { value = "特定目标类" }

[[rows]]
table = "project_budgets"
take = ["fiscal_year", "initial_budget", "executed"]
set.budget_type = { value = "general_public" }
set.detail = { value = "" }
"#;

#[test]
fn help_of_the_forms_commands() {
    let project = Project::new();
    for command in ["list", "show", "check", "draft", "schema"] {
        assert_snapshot!(format!("help_forms_{command}"), project.data(&["forms", command, "--help"]));
    }
}

#[test]
fn definitions_are_listed_and_shown() {
    let project = Project::new().file("forms/works.toml", DEFINITION);
    let listed = csv_rows(&project.data(&["forms", "list", "--forms", "forms"]));
    assert_eq!(listed[0], ["name", "label", "layout", "version", "tables", "from"]);
    assert_eq!(listed[1], ["works", "重点工程", "table", "1", "projects project_budgets", "forms/works.toml"]);
    let payments = listed.iter().find(|row| row[0] == "payments").unwrap();
    assert_eq!(payments[1..], ["支付明细", "table", "1", "payments", "built in"]);
    assert_eq!(listed.len() - 2, csv_rows(&project.data(&["forms", "list"])).len() - 1);
    let shown = project.data(&["forms", "show", "支付明细"]);
    assert_eq!(shown, project.data(&["forms", "show", "payments"]));
    assert!(shown.contains("name = \"payments\"") && shown.contains("sum = [\"amount\"]"), "{shown}");
    // what is shown is a definition
    fs::write(project.path("mine.toml"), &shown).unwrap();
    assert!(project.data(&["forms", "check", "mine.toml"]).starts_with("ok         mine.toml: payments (table)"));
    let wrong = project.run(&["forms", "show", "paymnts"]);
    assert_eq!(
        (wrong.code, wrong.stderr.as_str()),
        (
            2,
            "error: there is no form definition `paymnts`\nhint: did you mean `payments`?\nhint: `jixiao forms list` lists them\n"
        )
    );
}

#[test]
fn faults_are_told_with_file_line_and_what_to_do() {
    let broken = DEFINITION.replace("required = true },\n  { name = \"exec", "requird = true },\n  { name = \"exec");
    let wrong = DEFINITION.replace("\"general_public\"", "\"general\"").replace("projects\"\ntake", "projekte\"\ntake");
    let project = Project::new()
        .file("forms/a.toml", broken)
        .file("forms/b.toml", wrong)
        .file("forms/c.toml", DEFINITION)
        .file("empty/notes.txt", "x");
    let told = project.run(&["forms", "check", "forms"]);
    assert_eq!(told.code, 2);
    assert_snapshot!(told.stderr, @r"
    error: cannot read the form definition forms/a.toml, line 11: there is no key `requird` here
    hint: did you mean `required`?
    error: the form definition forms/b.toml cannot be used, line 17: there is no table `projekte`
    hint: did you mean `projects`?
    error: the form definition forms/b.toml cannot be used, line 24: `general` is no word of `budget_type`
    hint: did you mean `general_public`?
    ");
    // an ingest stops at the first, before anything is read or written
    let told = project.run(&["ingest", "forms", "--forms", "forms"]);
    assert_eq!((told.code, told.stdout.as_str()), (2, ""));
    assert!(told.stderr.starts_with("error: cannot read the form definition forms/a.toml, line 11"), "{}", told.stderr);
    assert!(!project.path("lake").exists());
    for (path, expected) in [
        ("empty", "error: there is no form definition in empty\nhint: a definition is a .toml file; "),
        (
            "none",
            "error: cannot read the form definition none: No such file or directory\nhint: --forms names a folder",
        ),
    ] {
        let told = project.run(&["forms", "list", "--forms", path]);
        assert!(told.code == 2 && told.stderr.starts_with(expected), "{}", told.stderr);
    }
}

#[test]
fn a_definition_is_tried_on_a_file() {
    let project = Project::new().file("forms/works.toml", DEFINITION).file("works.csv", WORKS);
    assert_snapshot!(project.data(&["forms", "check", "forms", "--on", "works.csv", "--rows", "1"]), @r"
    ok         forms/works.toml: works (table) feeds projects, project_budgets

    sheet      works.csv (csv)
    form       works
    column     B   project_name
    column     C   initial_budget
    column     D   executed
    rows       2 read, 0 rejected
    table      project_budgets: 2
               fiscal_year=2024 project_code=河道整治 budget_type=general_public detail= initial_budget=12005000.00 executed=10000000.00
    table      projects: 2
               fiscal_year=2024 project_code=河道整治 department=某市水务局 project_name=河道整治 category=特定目标类
    ");
}

#[test]
fn a_changed_definition_reads_its_files_again_and_a_forgotten_one_loses_nothing() {
    let project =
        Project::new().file("forms/works.toml", DEFINITION).file("in/works.csv", WORKS).file("in/budgets.csv", BUDGETS);
    let executed = || project.data(&["sql", "SELECT SUM(executed) AS s FROM project_budgets WHERE fiscal_year = 2024"]);
    project.data(&["ingest", "in", "--forms", "forms"]);
    assert_eq!(executed(), "s\n10000000.00\n");
    let again = project.data(&["ingest", "in", "--forms", "forms"]);
    assert!(again.contains("2 files unchanged") && again.contains("has all of it already"), "{again}");
    fs::write(
        project.path("forms/works.toml"),
        DEFINITION.replace("unit = \"万元\"", "unit = \"元\"\nversion = \"2\""),
    )
    .unwrap();
    fs::write(project.path("in/works.csv"), WORKS.replace("单位：万元", "")).unwrap();
    project.data(&["ingest", "in", "--forms", "forms"]);
    assert_eq!(executed(), "s\n1000.00\n");
    // without the definition the file stays as it was read, even when it changed
    fs::write(project.path("in/works.csv"), WORKS).unwrap();
    let ended = project.run(&["ingest", "in"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    assert_eq!(
        ended.stderr,
        "warning: in/works.csv was last read by the definition `works`, which is not given now; it stays as it was read\n\
         hint: give its definition with --forms\n"
    );
    assert_eq!(executed(), "s\n1000.00\n");
    // the constant of a definition is part of it
    fs::write(project.path("forms/works.toml"), DEFINITION.replace("特定目标类", "其他运转类")).unwrap();
    project.data(&["ingest", "in", "--forms", "forms"]);
    let categories = project.data(&["sql", "SELECT DISTINCT category FROM projects WHERE fiscal_year = 2024"]);
    assert_eq!(categories, "category\n其他运转类\n");
}

#[test]
fn a_drafted_definition_checks_and_loads() {
    let project = Project::new().file("works.csv", WORKS);
    let told = project.run(&["forms", "draft", "works.csv", "--output", "drafted.toml"]);
    assert_eq!((told.code, told.stdout.as_str()), (0, ""), "{}", told.stderr);
    assert!(told.stderr.contains("form       works") && told.stderr.contains("2 read, 0 rejected"), "{}", told.stderr);
    let text = fs::read_to_string(project.path("drafted.toml")).unwrap();
    assert_snapshot!(text, @r#"
    # A proposal for works.csv: its header stands in row 3, 2 rows below it.
    # Lines with `?` are guesses. Change what is wrong, then: jixiao forms check THIS --on FILE
    name = "works"
    label = "works"
    layout = "table"
    unit = "万元" # as the lines above the table print it
    head = { department = ["编制部门", "填报部门", "部门名称", "主管部门"], unit = ["填报单位", "编制单位", "单位名称"] }
    fields = [
      { name = "project_name", headers = ["工程名称"], required = true }, # B: 河道整治, 泵站改造
      { name = "initial_budget", headers = ["下达资金"], required = true }, # ? C: 1,200.50, 300
      { name = "executed", headers = ["已完成投资"] }, # D: 1000
      { name = "fiscal_year", headers = ["预算年度"] }, # no such column: from the lines above the table, or an about.toml
      { name = "department", headers = ["主管部门"] }, # no such column: from the lines above the table, or an about.toml
    ]
    set.project_code = { field = "project_name" } # ? what names a project, in every table below

    [[rows]]
    table = "projects"
    take = ["fiscal_year", "project_name", "department"]
    set.category = { value = "特定目标类" } # ? in the scope of the analyses: 特定目标类, 其他运转类

    [[rows]]
    table = "project_budgets"
    take = ["fiscal_year", "initial_budget", "executed"]
    set.budget_type = { value = "general_public" } # ? which of the budgets
    set.detail = { value = "" }
    "#);
    assert!(project.data(&["forms", "check", "drafted.toml"]).starts_with("ok "));
    let said = project.data(&["ingest", "works.csv", "--forms", "drafted.toml"]);
    assert!(said.contains("loaded     project_budgets: 2 rows") && said.contains("0 errors, 0 warnings"), "{said}");
}

/// The keys that a document lists below a marker: what stands in backticks in the first cells of the table after it.
fn documented(text: &str, marker: &str) -> Option<BTreeSet<String>> {
    let after = text.split_once(&format!("<!-- {marker} -->"))?.1;
    let lines = after.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let first_cell = |line: &str| line.trim_start_matches('|').split('|').next().unwrap_or_default().to_owned();
    let keys = lines.skip(2).flat_map(|line| {
        let cell = first_cell(line);
        cell.split('`').skip(1).step_by(2).map(|key| key.trim_end_matches(".X").to_owned()).collect::<Vec<_>>()
    });
    Some(keys.collect())
}

#[test]
fn the_documented_keys_are_those_of_the_schema() {
    let project = Project::new();
    let schema: Value = serde_json::from_str(&project.data(&["forms", "schema"])).unwrap();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FORMS.md")).unwrap();
    let mut structs: Vec<(&str, &Value)> = vec![("Definition", &schema)];
    structs.extend(schema["$defs"].as_object().unwrap().iter().map(|(name, value)| (name.as_str(), value)));
    for (name, value) in structs {
        let Some(properties) = value["properties"].as_object() else { continue };
        let keys: BTreeSet<String> = properties.keys().cloned().collect();
        assert_eq!(documented(&text, &format!("keys of {name}")), Some(keys), "docs/FORMS.md, keys of {name}");
    }
    let readings = schema["$defs"]["Reading"]["oneOf"].as_array().unwrap();
    let words: BTreeSet<String> =
        readings.iter().filter_map(|reading| reading["const"].as_str()).map(str::to_owned).collect();
    assert_eq!(documented(&text, "words of Reading"), Some(words));
}

#[test]
fn the_examples_of_the_documents_are_definitions() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FORMS.md")).unwrap();
    let mut project = Project::new();
    let mut count = 0;
    for example in text.split("```toml\n").skip(1) {
        count += 1;
        project = project.file(&format!("docs/{count}.toml"), example.split("```").next().unwrap());
    }
    assert!(count >= 2, "{count}");
    assert_eq!(project.data(&["forms", "check", "docs"]).matches("ok ").count(), count);
}

/// The definitions that ship as an example.
fn examples() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/mexico").display().to_string()
}

#[test]
fn the_example_has_fewer_than_sixty_lines() {
    let files = fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().path());
    let definitions = files.filter(|file| file.extension().is_some_and(|ending| ending == "toml"));
    let lines: usize = definitions.map(|file| fs::read_to_string(file).unwrap().lines().count()).sum();
    assert!((1..60).contains(&lines), "{lines}");
    assert_eq!(Project::new().data(&["forms", "check", &examples()]).lines().count(), 2);
}

/// A text as hundredths, rounded half away from zero; exact, unlike a float.
fn hundredths(text: &str) -> i128 {
    let (mantissa, power) =
        text.split_once(['e', 'E']).map_or((text, 0), |(mantissa, power)| (mantissa, power.parse().unwrap()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
    let scale = i32::try_from(fraction.len()).unwrap() - power - 2;
    if scale <= 0 {
        return digits * 10_i128.pow(scale.unsigned_abs());
    }
    let divisor = 10_i128.pow(scale.unsigned_abs());
    digits.signum() * ((digits.abs() * 2 + divisor) / (divisor * 2))
}

/// The rows of a published file as maps from header to text.
fn published(path: &Path) -> Vec<HashMap<String, String>> {
    let rows = csv_rows(&fs::read_to_string(path).unwrap());
    let headers = &rows[0];
    rows[1..].iter().map(|row| headers.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

#[test]
fn two_files_of_another_country_load_by_the_example() {
    let Some(folder) = real_input().map(|folder| folder.join("intl/mexico")).filter(|folder| folder.is_dir()) else {
        return;
    };
    let project = Project::new();
    let said = project.data(&["ingest", folder.to_str().unwrap(), "--forms", &examples()]);
    for line in [
        "loaded     project_budgets: 7847 rows",
        "loaded     evaluations: 4260 rows",
        "loaded     grade_schemes: 5 rows",
        "rejected   9 rows; 9 errors, 2 warnings",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    let sql = |statement: &str| {
        let mut rows = csv_rows(&project.data(&["sql", statement]));
        rows.remove(0);
        rows
    };
    let budgets = published(&folder.join("cuenta_publica_programmes_2013_2023.csv"));
    let scores = published(&folder.join("msd_scores_2013_2018.csv"));

    // every amount of the public account, exactly
    let mut sums = [0_i128; 3];
    for row in &budgets {
        for (sum, column) in sums.iter_mut().zip(["aprobado", "modificado", "ejercido"]) {
            *sum += hundredths(&row[column]);
        }
    }
    let sum = |sum: i128| format!("{}.{:02}", sum / 100, sum % 100);
    let expected = [budgets.len().to_string(), sum(sums[0]), sum(sums[1]), sum(sums[2])];
    assert_eq!(
        sql("SELECT COUNT(*), SUM(initial_budget), SUM(adjusted_budget), SUM(executed) FROM project_budgets"),
        [expected.to_vec()]
    );
    let programmes: BTreeSet<_> =
        budgets.iter().map(|row| (&row["ciclo"], &row["id_ramo"], &row["programa"])).collect();
    let in_scope = [[programmes.len().to_string()].to_vec()];
    assert_eq!(sql("SELECT COUNT(*) FROM projects"), in_scope);
    assert_eq!(sql("SELECT COUNT(*) FROM project_years WHERE is_in_scope"), in_scope);

    // every score but those of keys that stand more than once and those that are blank
    let key =
        |row: &HashMap<String, String>| (row["CICLO"].clone(), row["ID_RAMO"].clone(), row["MODALIDAD_PP"].clone());
    let mut counts: HashMap<_, usize> = HashMap::new();
    for row in &scores {
        *counts.entry(key(row)).or_default() += 1;
    }
    let kept: Vec<_> = scores.iter().filter(|row| counts[&key(row)] == 1 && !row["MSD_CUANT"].is_empty()).collect();
    assert_eq!((scores.len(), kept.len()), (4269, 4260));
    assert_eq!(
        sql("SELECT COUNT(*), COUNT(score), COUNT(DISTINCT subject || fiscal_year) FROM evaluations"),
        [["4260", "4260", "4260"]]
    );
    let mut parts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for (part, weight) in
        [("PEF", "10.00"), ("MIR", "20.00"), ("EVAL", "25.00"), ("ASM", "25.00"), ("BENEFICIARIOS", "20.00")]
    {
        let filled = kept.iter().filter(|row| !["", "n.a."].contains(&row[&format!("{part}_CUANT")].as_str())).count();
        parts.insert(part.to_owned(), (filled, weight));
    }
    let expected: Vec<Vec<String>> = parts
        .iter()
        .map(|(part, (count, weight))| vec![part.clone(), count.to_string(), (*weight).to_owned()])
        .collect();
    let found =
        sql("SELECT dimension, COUNT(score_reported), MAX(weight) FROM evaluation_indicators GROUP BY 1 ORDER BY 1");
    assert_eq!(found, expected);
    let rejected =
        sql("SELECT check_id, severity, COUNT(*), COUNT(DISTINCT cell) FROM rejects GROUP BY 1, 2 ORDER BY 1");
    assert_eq!(
        rejected,
        [
            ["amount.rounded", "warning", "2", "2"],
            ["key.conflict", "error", "5", "5"],
            ["value.missing", "error", "4", "4"]
        ]
    );
    // the printed total is the weighted mean of the parts that are there: 4 261 of 4 265 in the file, the five rows
    // that were refused among them
    let gap = "SELECT COUNT(*) FROM (SELECT ABS(CAST(MAX(e.score) AS DOUBLE) - SUM(CAST(i.weight AS DOUBLE) * CAST(i.score_reported AS DOUBLE)) \
               / SUM(CAST(i.weight AS DOUBLE))) AS gap FROM evaluations e JOIN evaluation_indicators i ON i.subject = e.subject \
               AND i.fiscal_year = e.fiscal_year GROUP BY e.subject, e.fiscal_year) WHERE gap <= 0.1 + 1e-9";
    assert_eq!(sql(gap), [["4256"]]);
    // the scale came with the definition
    let grades = sql(
        "SELECT scheme, COUNT(*), COUNT(grade_by_score), COUNT(DISTINCT grade), MAX(full_score) FROM evaluation_grades GROUP BY 1",
    );
    assert_eq!(grades, [["mexico_msd", "4260", "4260", "5", "5.00"]]);

    rates_are_those_that_the_account_prints(&sql, &budgets);
    // the published analysis of the same data (lag 1, log growth, winsorised at 1 %)
    let found = csv_rows(&project.data(&["query", "linkage/associations", "-p", "lag=1"]));
    let at = |name: &str| found[0].iter().position(|heading| heading == name).unwrap();
    let all = found.iter().find(|row| row[at("family")] == "all" && row[at("evaluator_kind")] == "finance").unwrap();
    assert_eq!(all[at("n")], "2978");
    for (column, expected) in [("pearson", -0.035_067), ("spearman", -0.021_780), ("kendall", -0.013_630)] {
        let coefficient: f64 = all[at(column)].parse().unwrap();
        assert!((coefficient - expected).abs() < 0.5e-6, "{column}: {coefficient}, published {expected}");
    }
    assert_eq!(all[at("reading")], "no_association");
}

/// Executed of approved and of modified, ×100, as the account prints them where it does: within 0.06.
fn rates_are_those_that_the_account_prints(
    sql: &impl Fn(&str) -> Vec<Vec<String>>,
    budgets: &[HashMap<String, String>],
) {
    let rows = sql("SELECT fiscal_year, project_code, detail, \
                    CASE WHEN initial_budget > 0 THEN CAST(executed AS DOUBLE) / CAST(initial_budget AS DOUBLE) * 100 END, \
                    CASE WHEN adjusted_budget > 0 THEN CAST(executed AS DOUBLE) / CAST(adjusted_budget AS DOUBLE) * 100 END \
                    FROM project_budgets");
    let rate = |text: &String| text.parse::<f64>().ok();
    let rates: HashMap<[String; 3], (Option<f64>, Option<f64>)> = rows
        .iter()
        .map(|row| ([row[0].clone(), row[1].clone(), row[2].clone()], (rate(&row[3]), rate(&row[4]))))
        .collect();
    let (mut of_approved, mut of_modified) = ((0, 0), (0, 0));
    for row in budgets {
        let key = [row["ciclo"].clone(), format!("{}-{}", row["id_ramo"], row["programa"]), row["ramo"].clone()];
        let (approved, modified) = rates[&key];
        let is_same = |rate: f64, printed: f64| usize::from((rate - printed).abs() <= 0.06);
        if let (Some(found), Some(printed)) =
            (approved.filter(|rate| *rate <= 500.0), rate(&row["pct_ejer_aprob_published"]))
        {
            of_approved = (of_approved.0 + 1, of_approved.1 + is_same(found, printed));
        }
        if let (Some(found), Some(printed)) = (modified, rate(&row["pct_ejer_modif_published"])) {
            of_modified = (of_modified.0 + 1, of_modified.1 + is_same(found, printed));
        }
    }
    assert_eq!((of_approved, of_modified), ((6685, 6685), (7246, 7246)));
}
