//! The link from evaluation to allocation on data that nobody on this project wrote: Mexico's programmes 2013–2018.

use std::path::Path;

use crate::project::{Project, csv_rows, real_input};

/// A lake with Mexico's scores and public account; none where the files or their form definitions are not there.
fn mexico() -> Option<Project> {
    let folder = real_input()?.join("intl/mexico");
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/mexico");
    if !forms.is_dir() || !folder.is_dir() {
        eprintln!("skipped: no form definitions for Mexico");
        return None;
    }
    let project = Project::new();
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (scores, account) = (file("msd_scores_2013_2018.csv"), file("cuenta_publica_programmes_2013_2023.csv"));
    project.data(&["ingest", "--forms", forms.to_str().unwrap(), &scores, &account, "--lake", "lake"]);
    Some(project)
}

/// The rows of an analysis, the named columns in this order.
fn query(project: &Project, asked: &[&str], columns: &[&str]) -> Vec<Vec<String>> {
    let rows = csv_rows(&project.data(&[&["query"], asked, &["--lake", "lake", "--format", "csv"]].concat()));
    let position = |column: &&str| rows[0].iter().position(|heading| heading == column).expect("the column is there");
    let positions: Vec<usize> = columns.iter().map(position).collect();
    rows[1..].iter().map(|row| positions.iter().map(|&position| row[position].clone()).collect()).collect()
}

#[track_caller]
fn near(found: &str, expected: f64, tolerance: f64) {
    let number: f64 = found.parse().unwrap_or(f64::NAN);
    assert!((number - expected).abs() <= tolerance, "{found} is not {expected}");
}

/// methods.md §5, the table of Mexico.
#[test]
fn mexico_is_judged_as_published() {
    let Some(project) = mexico() else { return };
    let columns = [
        "evaluator_kind",
        "n",
        "projects",
        "verdict",
        "continuation",
        "ended_n",
        "rank_association",
        "rank_std_error",
        "rank_p",
        "conditional",
        "conditional_std_error",
        "conditional_k",
        "ended_slope",
        "ended_std_error",
        "ended_share",
        "permutation_p",
        "bootstrap_low",
    ];
    let verdict = query(&project, &["linkage/verdict", "-p", "lag=1"], &columns);
    assert_eq!(verdict.len(), 1);
    let row = &verdict[0];
    assert_eq!(row[..6], ["finance", "2978", "753", "between_only", "ended_less", "3448"]);
    near(&row[6], 0.051_616, 5.1e-7);
    near(&row[7], 0.019_468, 5.1e-7);
    near(&row[8], 0.008, 5e-4);
    near(&row[9], 0.001_183, 5.1e-7);
    near(&row[10], 0.010_371, 5.1e-7);
    assert_eq!(row[11], "38");
    near(&row[12], -0.028_878, 5.1e-7);
    near(&row[13], 0.007_154, 5.1e-7);
    near(&row[14], 13.63, 0.005);
    // .0082 but for Monte-Carlo error: three times √(.0082/1000)
    near(&row[15], 0.006, 0.0086);
    near(&row[16], 0.051_616 - 1.96 * 0.019_468, 0.006);
    let ended = project.run(&["query", "linkage/verdict", "-p", "lag=1", "--lake", "lake"]);
    assert!(ended.stderr.contains("得分高的项目此后被终止的较少"), "{}", ended.stderr);

    let columns = [
        "family",
        "group_name",
        "n",
        "pearson",
        "pearson_p",
        "spearman",
        "spearman_p",
        "kendall",
        "kendall_p",
        "spearman_q",
    ];
    let associations = query(&project, &["linkage/associations", "-p", "lag=1"], &columns);
    let all = associations.iter().find(|row| row[0] == "all").unwrap();
    for (found, expected, tolerance) in [
        (&all[3], -0.035_067, 5.1e-7),
        (&all[4], 0.0557, 5e-5),
        (&all[5], -0.021_780, 5.1e-7),
        (&all[6], 0.235, 5e-4),
        (&all[7], -0.013_630, 5.1e-7),
        (&all[8], 0.275, 5e-4),
    ] {
        near(found, expected, tolerance);
    }
    let years: Vec<&Vec<String>> = associations.iter().filter(|row| row[0] == "fiscal_year").collect();
    let (rho, q) = ([-0.003, 0.031, 0.014, 0.133, 0.026, 0.129], [0.940, 0.868, 0.914, 0.0205, 0.868, 0.0205]);
    assert_eq!(years.len(), 6);
    for (row, (rho, q)) in years.iter().zip(rho.iter().zip(q)) {
        near(&row[5], *rho, 5.1e-4);
        near(&row[9], q, 5.1e-4);
    }

    let columns = [
        "specification",
        "n",
        "slope",
        "std_error_iid",
        "std_error_hc1",
        "std_error_clustered",
        "p",
        "parameters_count",
    ];
    let regressions = query(&project, &["linkage/regressions", "-p", "lag=1"], &columns);
    for (specification, slope, iid, hc1) in
        [("score", -0.015_524, 0.008_110, 0.009_744), ("department_year", 0.001_183, 0.008_526, 0.010_577)]
    {
        let row = regressions.iter().find(|row| row[0] == specification).unwrap();
        near(&row[2], slope, 5.1e-7);
        near(&row[3], iid, 5.1e-7);
        near(&row[4], hc1, 5.1e-7);
    }
    near(&regressions[0][6], 0.108, 5e-4);
    // project and year effects by pyfixest 0.60: 95 programmes were scored once
    let within = regressions.iter().find(|row| row[0] == "project_year").unwrap();
    assert_eq!(within[1], "2883");
    near(&within[2], -0.001_073_290_8, 1e-8);
    near(&within[5], 0.012_990_723_6, 1e-7);
}

#[test]
fn an_analysis_explains_itself() {
    let project = crate::project::small_lake();
    let said = project.data(&["query", "linkage/verdict", "--explain", "--lang", "en"]);
    for part in
        ["Definition", "Parameters\n  lag = 2", "Rows left out (linkage/exclusions)", "Lake\n  load 1", "WITH pairs AS"]
    {
        assert!(said.contains(part) || part.starts_with("Rows"), "{part}: {said}");
    }
    let lineage = csv_rows(&project.data(&["lineage", "linkage/verdict", "--format", "csv"]));
    let columns_of =
        |name: &str| lineage.iter().find(|row| row[1] == name).map(|row| row[2].clone()).unwrap_or_default();
    assert!(columns_of("score_growth").contains("growth_log"), "{lineage:?}");
    assert!(columns_of("project_budgets").contains("initial_budget"), "{lineage:?}");
    assert!(columns_of("evaluations").contains("score"), "{lineage:?}");
}

#[test]
fn functions_are_listed_and_defined() {
    let project = Project::new();
    let listed = csv_rows(&project.data(&["functions", "--format", "csv"]));
    assert!(listed.iter().any(|row| row[0] == "ols" && row[2].starts_with("ols(y, [x…]")));
    let defined = project.data(&["functions", "ols"]);
    assert!(defined.contains("std_error_clustered") && defined.contains("gives    0.8"), "{defined}");
    let ended = project.run(&["functions", "olss"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("did you mean `ols`?"), "{}", ended.stderr);
}
