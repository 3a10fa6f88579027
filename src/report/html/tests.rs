#![allow(clippy::unwrap_used)]

use super::super::chart::{Chart, ChartKind, NumberFormat, Point, PointGroup, ReferenceLine, Series};
use super::super::document::{Align, Cell, Chapter, Column, Fact, Origin, Table, TableRow};
use super::*;

fn series(name: &str, values: &[Option<f64>]) -> Series {
    Series { name: name.into(), values: values.to_vec(), ..Series::default() }
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
    let column = |(index, label): (usize, &&str)| Column {
        label: (*label).to_owned(),
        unit: String::new(),
        align: if index == 0 { Align::Left } else { Align::Right },
    };
    let cell = |text: &&str| match *text {
        "" => Cell::Missing,
        word @ "无此业务" => Cell::Word(word.to_owned()),
        value => Cell::Value(value.to_owned()),
    };
    let row = |cells: &&[&str]| TableRow { cells: cells.iter().map(cell).collect(), total: cells[0] == "合计" };
    Table {
        title: String::new(),
        columns: columns.iter().enumerate().map(column).collect(),
        rows: rows.iter().map(row).collect(),
        total_rows: rows.len(),
    }
}

fn section(id: &str, title: &str, charts: Vec<Chart>, table: Table) -> Section {
    Section {
        id: id.into(),
        title: title.into(),
        charts,
        table,
        origin: Origin {
            query: id.into(),
            parameters: vec![("year".into(), "2023".into()), ("basis".into(), "adjusted".into())],
            lake: "load 3 (2026-11-23 10:15)".into(),
            as_of: Some("3".into()),
        },
        ..Section::default()
    }
}

const BUDGETS: [&str; 4] = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "社会保险基金预算"];
const DEPARTMENTS: [&str; 9] = [
    "云泽区教育局",
    "云泽区卫生健康局",
    "云泽区住房和城乡建设局",
    "云泽区城市管理执法局",
    "云泽区农业农村局",
    "云泽区人民政府政务服务管理办公室（云泽区公共资源交易监督管理局）",
    "云泽区人力资源和社会保障局",
    "云泽区民政局",
    "云泽区水务和湖泊局",
];

/// A report with every kind of chart; the figures are made up.
#[expect(clippy::too_many_lines, reason = "one document, top to bottom")]
fn demonstration() -> Document {
    let percent = |kind, title: &str, categories: &[&str], all: Vec<Series>| Chart {
        kind,
        title: title.into(),
        y_label: "占预算金额的比重".into(),
        categories: texts(categories),
        series: all,
        format: NumberFormat::Percent,
        ..Chart::default()
    };
    let mut coverage = section(
        "coverage/by_budget_type",
        "四本预算绩效管理覆盖率",
        vec![percent(
            ChartKind::Bar,
            "2023年四本预算各环节覆盖率",
            &BUDGETS,
            vec![
                series("绩效目标", &[Some(99.72), Some(86.4), Some(100.0), Some(0.0)]),
                series("绩效运行监控", &[Some(98.11), Some(64.05), None, Some(0.0)]),
                series("单位自评", &[Some(100.77), Some(32.36), Some(50.0), None]),
            ],
        )],
        table(
            &["预算类型", "预算金额（万元）", "绩效目标（万元）", "覆盖率", "自评覆盖率"],
            &[
                &["一般公共预算", "257,111.40", "256,391.49", "99.72%", "100.77%"],
                &["政府性基金预算", "63,200.00", "54,604.80", "86.40%", "32.36%"],
                &["国有资本经营预算", "224.48", "224.48", "100.00%", "50.00%"],
                &["社会保险基金预算", "48,310.25", "0.00", "0.00%", ""],
                &["合计", "368,846.13", "311,220.77", "84.38%", "无此业务"],
            ],
        ),
    );
    coverage.question = "四本预算的资金中，纳入绩效管理各环节的比重是多少？".into();
    coverage.finding = Some(
        "2023年，全区四本预算项目支出36.88亿元，其中设置绩效目标31.12亿元，覆盖率84.38%；社会保险基金预算尚未纳入绩效目标管理。".into(),
    );
    coverage.notes = vec!["覆盖率＝已开展该环节的预算金额÷同口径预算金额；分母为调整预算。".into()];
    let mut departments = percent(
        ChartKind::Bar,
        "各部门单位自评覆盖率",
        &DEPARTMENTS,
        vec![series(
            "自评",
            &[Some(100.0), Some(98.2), Some(87.5), Some(100.77), Some(91.3), Some(12.0), Some(0.0), None, Some(77.0)],
        )],
    );
    departments.reference_lines = vec![ReferenceLine { value: 100.0, label: "全覆盖 100%".into() }];
    let rows: Vec<[&str; 3]> = DEPARTMENTS.iter().map(|name| [*name, "12,345.67", "98.20%"]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 3]>::as_slice).collect();
    let mut by_department = section(
        "coverage/by_department",
        "部门覆盖情况",
        vec![departments],
        table(&["部门", "预算金额（万元）", "自评覆盖率"], &rows),
    );
    by_department.table.total_rows = 312;
    let grades = Chart {
        kind: ChartKind::StackedBar,
        title: "评价等级分布".into(),
        y_label: "项目数（个）".into(),
        categories: texts(&["单位自评", "部门评价", "财政评价"]),
        series: vec![
            series("优", &[Some(188.0), Some(21.0), Some(8.0)]),
            series("良", &[Some(40.0), Some(14.0), Some(22.0)]),
            series("中", &[Some(6.0), Some(3.0), Some(9.0)]),
            series("差", &[Some(1.0), Some(0.0), Some(3.0)]),
        ],
        ..Chart::default()
    };
    let mut execution = percent(
        ChartKind::Line,
        "预算执行率",
        &["2019", "2020", "2021", "2022", "2023"],
        vec![
            series("一般公共预算", &[Some(98.6), Some(97.2), Some(98.1), Some(98.9), Some(99.2)]),
            series("政府性基金预算", &[Some(88.3), None, Some(91.4), Some(90.2), Some(93.0)]),
            series("社会保险基金预算", &[Some(96.5), Some(95.9), Some(97.0), Some(97.1), Some(96.8)]),
        ],
    );
    execution.y_label = "执行率".into();
    execution.reference_lines = vec![ReferenceLine { value: 95.0, label: "考核线 95%".into() }];
    let effectiveness = section(
        "effectiveness/by_grade",
        "评价等级与预算执行",
        vec![grades, execution],
        table(
            &["评价方式", "优", "良", "中", "差"],
            &[&["单位自评", "188", "40", "6", "1"], &["财政评价", "8", "22", "9", "3"]],
        ),
    );
    let points = |offset: f64| {
        (0..24).map(f64::from).map(move |n| (60.0 + (n * 7.3 + offset) % 38.0, (n * 5.7) % 41.0 - 20.0 + offset))
    };
    let group = |name: &str, offset: f64, label: Option<&str>| PointGroup {
        name: name.into(),
        points: points(offset)
            .enumerate()
            .map(|(n, (x, y))| Point { x, y, label: label.filter(|_| n == 3).map(str::to_owned) })
            .collect(),
    };
    let scatter = Chart {
        kind: ChartKind::Scatter,
        title: "评价得分与次年预算变动".into(),
        x_label: "财政评价得分（2022年）".into(),
        y_label: "2023年预算增减".into(),
        groups: vec![group("民生类", 0.0, Some("老旧小区改造")), group("经济发展类", 4.0, None)],
        format: NumberFormat::Percent,
        ..Chart::default()
    };
    let money = Chart {
        kind: ChartKind::Bar,
        title: "结果应用涉及金额".into(),
        categories: texts(&["增加预算", "压减预算", "取消项目", "收回资金"]),
        series: vec![series("金额", &[Some(1320.5), Some(-2856.31), Some(-410.0), Some(-98.25)])],
        format: NumberFormat::Money { unit: "万元".into() },
        ..Chart::default()
    };
    let empty = Chart { title: "约谈情况".into(), ..Chart::default() };
    let linkage = section(
        "linkage/correlation",
        "评价结果与预算安排的相关性",
        vec![scatter, money, empty],
        table(&["预算类型", "n", "Pearson", "Spearman", "Kendall τ-b"], &[&["一般公共预算", "42", "0.31", "0.28", ""]]),
    );
    let quality = section("quality/rejects", "未能读取的数据", vec![], Table::default());
    let chapter = |id: &str, title: &str, sections| Chapter {
        id: id.into(),
        title: title.into(),
        intro: String::new(),
        sections,
    };
    let fact =
        |label: &str, value: &str, note: &str| Fact { label: label.into(), value: value.into(), note: note.into() };
    Document {
        language: Language::Chinese,
        title: "预算绩效管理工作报告".into(),
        subtitle: "2023年度 · 云泽区".into(),
        generated_at: "2026-11-23 10:15".into(),
        notices: vec!["示例数据：本报告所涉地区、部门、项目和金额均为虚构。".into()],
        facts: vec![
            fact("四本预算绩效目标覆盖率", "84.38%", "31.12亿元 ÷ 36.88亿元"),
            fact("一般公共预算执行率", "99.2%", "25.51亿元 ÷ 25.71亿元"),
            fact("评价得分与次年预算变动（Spearman）", "0.28", "42个项目，p＝0.07"),
        ],
        chapters: vec![
            chapter("coverage", "一、覆盖情况", vec![coverage, by_department]),
            chapter("effectiveness", "二、支出绩效", vec![effectiveness]),
            chapter("linkage", "三、评价结果与预算安排挂钩", vec![linkage]),
            chapter("quality", "四、数据质量", vec![quality]),
        ],
        colophon: vec!["由 jixiao 0.1.0 编制；数据版本 load 3。".into()],
    }
}

#[test]
fn the_page_holds_what_the_document_says() {
    let page = render(&demonstration()).unwrap();
    for text in [
        "<html lang=\"zh-CN\">",
        "预算绩效管理工作报告",
        "示例数据：",
        "84.38%",
        "表1 四本预算绩效管理覆盖率",
        "图6 结果应用涉及金额",
        "共 312 行，此处列出前 9 行",
        "没有符合条件的数据。",
        "<th scope=\"col\" class=\"right\">",
        "<td class=\"right word\">无此业务</td>",
        "<span class=\"missing\" title=\"缺数据\">—</span>",
        "<tr class=\"total\">",
        "load 3 (2026-11-23 10:15)",
        "--as-of 3",
        "没有可绘制的数据",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert_eq!(page.matches("<svg ").count(), 7);
    assert_eq!(page.matches("</table>").count(), 4);
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let page = render(&demonstration()).unwrap().replace("http://www.w3.org/2000/svg", "");
    for forbidden in ["http:", "https:", "//", "<script", "<link", "@import", "url(", " src=", " onload", "<iframe"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn every_link_has_one_target() {
    let mut document = demonstration();
    let copy = document.chapters[0].clone();
    document.chapters.push(copy);
    let page = render(&document).unwrap();
    for rest in page.split("href=\"#").skip(1) {
        let id = rest.split('"').next().unwrap();
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
}

#[test]
fn markup_in_any_text_stays_text() {
    let evil = || "<script>alert(1)</script><b title='\"'>&".to_owned();
    let mut document = demonstration();
    document.title = evil();
    document.subtitle = evil();
    document.notices = vec![evil()];
    document.colophon = vec![evil()];
    document.facts = vec![Fact { label: evil(), value: evil(), note: evil() }];
    let chapter = &mut document.chapters[0];
    (chapter.id, chapter.title, chapter.intro) = (evil(), evil(), evil());
    let section = &mut chapter.sections[0];
    (section.id, section.title, section.question, section.finding) = (evil(), evil(), evil(), Some(evil()));
    (section.notes, section.table.title) = (vec![evil()], evil());
    section.table.columns[0].label = evil();
    section.table.rows[0].cells[0] = Cell::Value(evil());
    section.table.rows[0].cells[1] = Cell::Word(evil());
    section.charts[0].title = evil();
    section.charts[0].categories[0] = evil();
    section.origin = Origin { query: evil(), parameters: vec![(evil(), evil())], lake: evil(), as_of: Some(evil()) };
    let page = render(&document).unwrap();
    assert!(!page.contains("<script") && !page.contains("<b title"));
}

#[test]
fn the_same_document_is_the_same_bytes() {
    assert_eq!(render(&demonstration()).unwrap(), render(&demonstration()).unwrap());
}

#[test]
fn a_row_of_the_wrong_length_is_said() {
    let mut document = demonstration();
    document.chapters[0].sections[0].table.rows[1].cells.pop();
    assert_eq!(
        render(&document).unwrap_err().to_string(),
        "rendering section `coverage/by_budget_type`: row 2 has 4 cells for 5 columns"
    );
}

/// Writes the demonstration to the file that `JIXIAO_DEMONSTRATION` names, to be looked at in a browser.
#[test]
#[ignore = "writes a file to look at"]
fn write_the_demonstration() {
    let path = std::env::var("JIXIAO_DEMONSTRATION").unwrap();
    std::fs::write(path, render(&demonstration()).unwrap()).unwrap();
}
