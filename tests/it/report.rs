//! The report as a file: what it says at its head, and what it says where there is nothing to say.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::project::Project;

/// A project that three rows of an export describe: no objectives, no evaluations, no second year.
fn little() -> Project {
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/系统导出/2023/项目年度预算.csv");
    let text = fs::read_to_string(export).unwrap();
    let rows: Vec<&str> = text.lines().take(40).collect();
    Project::new()
        .file("in/about.toml", "[[files]]\nmatch = \"**\"\nregion = \"云泽区\"\n")
        .file("in/项目年度预算.csv", rows.join("\n") + "\n")
}

/// The section of the page with this anchor, without what follows it.
fn section<'a>(page: &'a str, anchor: &str) -> &'a str {
    let begin = page.find(&format!("<h3 id=\"{anchor}\"")).unwrap_or_else(|| panic!("no section {anchor}"));
    let rest = &page[begin..];
    &rest[..rest.find("</section>").unwrap()]
}

#[test]
fn a_report_says_where_there_is_nothing() {
    let project = little();
    project.data(&["run", "in", "--out", "out"]);
    let page = fs::read_to_string(project.path("out/report/index.html")).unwrap();
    assert!(page.contains("<p class=\"notice\">示例数据"), "codes that begin with 99 are made up");
    assert!(page.contains("<p class=\"subtitle\">2023年度 · 云泽区</p>"));
    // the placebo stands beside the headline lag, each a section of its own
    for (anchor, lag) in [("linkage_verdict", "lag=2"), ("linkage_verdict-2", "lag=1")] {
        let section = section(&page, anchor);
        assert!(section.contains(&format!("-p {lag} ")), "{section}");
        assert!(section.contains("没有可以配对的评价得分和预算变动"), "{section}");
        assert!(!section.contains("<table") && !section.contains("<svg"), "{section}");
        assert!(!section.contains("没有符合条件的数据"), "said once: {section}");
    }
    let coverage = section(&page, "coverage_by_budget_type");
    assert!(coverage.contains("<table") && coverage.contains("class=\"right word\">无数据"), "{coverage}");
    assert!(!coverage.contains("<svg"), "no rate, no chart: {coverage}");
    assert!(!page.contains("没有可绘制的数据"));
}

#[test]
fn a_report_is_english_throughout() {
    let project = little();
    project.data(&["run", "in", "--out", "out", "--lang", "en"]);
    let page = fs::read_to_string(project.path("out/report/index.html")).unwrap();
    assert!(page.contains("<html lang=\"en\">") && page.contains("<p class=\"notice\">Sample data"));
    let prose = page.split("<p class=\"finding\">").skip(1).map(|rest| rest.split("</p>").next().unwrap());
    // names stay as the data print them: whole cells below the header, and the region given for them
    let export = fs::read_to_string(project.path("in/项目年度预算.csv")).unwrap();
    let names: BTreeSet<&str> = export.lines().skip(1).flat_map(|line| line.split(',')).chain(["云泽区"]).collect();
    let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    for finding in prose {
        for words in finding.split(|letter| !is_han(letter)).filter(|words| !words.is_empty()) {
            assert!(names.contains(words), "`{words}` in: {finding}");
        }
    }
}
