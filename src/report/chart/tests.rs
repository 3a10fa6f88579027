#![allow(clippy::unwrap_used, clippy::cast_precision_loss)]

use super::*;

fn bars(kind: ChartKind, categories: &[&str], series: &[(&str, &[Option<f64>])]) -> Chart {
    Chart {
        kind,
        title: "各类预算覆盖率".into(),
        y_label: "覆盖率".into(),
        categories: categories.iter().map(|name| (*name).to_owned()).collect(),
        series: series
            .iter()
            .map(|(name, values)| Series { name: (*name).to_owned(), values: values.to_vec(), ..Series::default() })
            .collect(),
        format: NumberFormat::Percent,
        ..Chart::default()
    }
}

const KINDS: [ChartKind; 5] =
    [ChartKind::Bar, ChartKind::StackedBar, ChartKind::HorizontalBar, ChartKind::HorizontalStackedBar, ChartKind::Line];

/// The value of every `attribute` of every element of this name.
fn attributes(svg: &str, element: &str, attribute: &str) -> Vec<i32> {
    let open = format!("<{element} ");
    let name = format!(" {attribute}=\"");
    svg.split(&open)
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .filter_map(|tag| format!(" {tag}").split(&name).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()))
        .filter_map(|value| value.parse().ok())
        .collect()
}

/// The texts of an SVG, joined as they are drawn.
fn texts(svg: &str) -> Vec<String> {
    svg.split("<text ")
        .skip(1)
        .map(|rest| rest.split_once('>').unwrap().1.split("</text>").next().unwrap().trim().to_owned())
        .collect()
}

fn drawn(chart: &Chart) -> String {
    let svg = svg(chart, Language::Chinese).unwrap();
    let height: i32 = attributes(&svg, "svg", "height")[0];
    assert!(attributes(&svg, "text", "x").iter().all(|x| (0..=WIDTH).contains(x)), "{svg}");
    assert!(attributes(&svg, "text", "y").iter().all(|y| (0..=height).contains(y)), "{svg}");
    assert!(attributes(&svg, "rect", "width").iter().all(|width| *width >= 0), "{svg}");
    assert!(attributes(&svg, "rect", "height").iter().all(|height| *height >= 0), "{svg}");
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    svg
}

#[test]
fn every_kind_draws_every_edge_case() {
    let long = "云泽区人民政府政务服务管理办公室（云泽区公共资源交易监督管理局）";
    let thirty: Vec<String> = (1..=30).map(|number| format!("云泽区第{number}预算部门")).collect();
    let thirty: Vec<&str> = thirty.iter().map(String::as_str).collect();
    let many: Vec<Option<f64>> = (0..30).map(|number| Some(f64::from(number) * 4.1)).collect();
    for kind in KINDS {
        drawn(&bars(kind, &["一般公共预算"], &[("目标", &[Some(99.72)])]));
        drawn(&bars(kind, &thirty, &[("目标", &many), ("自评", &many)]));
        drawn(&bars(kind, &["甲", "乙"], &[("目标", &[Some(0.0), Some(0.0)])]));
        drawn(&bars(kind, &["甲", "乙"], &[("目标", &[Some(-12.5), Some(250.0)]), ("自评", &[None, Some(-0.01)])]));
        drawn(&bars(kind, &[long, long], &[("目标", &[Some(1.0), Some(100.77)])]));
        drawn(&bars(kind, &["", ""], &[("", &[Some(1e15), Some(-1e15)])]));
    }
}

#[test]
fn nothing_to_draw_is_said_in_words() {
    for kind in KINDS {
        for chart in [bars(kind, &[], &[]), bars(kind, &["甲"], &[("目标", &[None])])] {
            assert_eq!(texts(&drawn(&chart)), ["没有可绘制的数据"]);
        }
    }
    let scatter = Chart { kind: ChartKind::Scatter, ..Chart::default() };
    assert!(svg(&scatter, Language::English).unwrap().contains("There is no data to draw"));
}

#[test]
fn missing_is_marked_and_zero_is_seen() {
    let chart = bars(ChartKind::Bar, &["甲", "乙", "丙"], &[("目标", &[Some(50.0), None, Some(0.0)])]);
    let svg = drawn(&chart);
    let texts = texts(&svg);
    assert!(texts.contains(&"50%".to_owned()) && texts.contains(&"0%".to_owned()), "{texts:?}");
    assert_eq!(texts.iter().filter(|text| *text == "—").count(), 2, "one in the plot, one in the legend: {texts:?}");
    assert!(texts.contains(&"无数据".to_owned()));
    let colour = "fill=\"#1F5A94\"";
    assert_eq!(svg.matches(colour).count(), 2, "a bar for 50 and a stroke for 0: {svg}");
}

#[test]
fn a_state_is_written_in_words() {
    let mut chart = bars(ChartKind::Bar, &["甲", "乙"], &[("目标", &[Some(50.0), None])]);
    chart.series[0].words = vec![None, Some("未覆盖".to_owned())];
    let texts = texts(&drawn(&chart));
    assert!(texts.contains(&"未覆盖".to_owned()), "{texts:?}");
    assert!(!texts.contains(&"—".to_owned()) && !texts.contains(&"无数据".to_owned()), "{texts:?}");
}

#[test]
fn a_stack_without_a_part_is_whole() {
    let chart =
        bars(ChartKind::StackedBar, &["甲", "乙"], &[("优", &[Some(100.0), Some(40.0)]), ("良", &[None, Some(60.0)])]);
    let texts = texts(&drawn(&chart));
    assert!(!texts.contains(&"无数据".to_owned()), "{texts:?}");
}

#[test]
fn values_are_written_over_reference_lines() {
    let mut chart = bars(ChartKind::HorizontalBar, &["甲", "乙"], &[("目标", &[Some(98.2), Some(105.0)])]);
    chart.reference_lines = vec![ReferenceLine { value: 100.0, label: String::new() }];
    let svg = drawn(&chart);
    let line = svg.rfind("stroke=\"#B3261E\"").or_else(|| svg.rfind("<polyline")).or_else(|| svg.rfind("<line"));
    assert!(line.unwrap() < svg.find("98.2%").unwrap(), "{svg}");
}

#[test]
fn a_missing_value_breaks_a_line() {
    let values = [Some(1.0), Some(2.0), None, Some(3.0), Some(4.0)];
    let svg = drawn(&bars(ChartKind::Line, &["2019", "2020", "2021", "2022", "2023"], &[("执行率", &values)]));
    assert_eq!(svg.matches("stroke=\"#1F5A94\" stroke-width=\"2\"").count(), 2, "{svg}");
}

#[test]
fn names_that_have_no_room_turn_the_bars() {
    let names: Vec<String> = (1..=12).map(|number| format!("云泽区住房和城乡建设第{number}管理局")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let values = vec![Some(98.6); 12];
    let svg = drawn(&bars(ChartKind::Bar, &names, &[("执行率", &values)]));
    assert!(names.iter().all(|name| svg.contains(*name)));
    assert!(texts(&svg).iter().filter(|text| *text == "98.6%").count() == 12);
}

#[test]
fn markup_in_names_is_text() {
    let evil = "<script>alert('&')</script>\"";
    for kind in KINDS {
        let mut chart = bars(kind, &[evil, "乙"], &[(evil, &[Some(1.0), None]), ("乙", &[Some(1.0), None])]);
        chart.title = evil.into();
        chart.reference_lines = vec![ReferenceLine { value: 1.0, label: evil.into() }];
        let svg = drawn(&chart);
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("<title>&lt;script&gt;alert(&apos;&amp;&apos;)&lt;/script&gt;&quot;</title>"), "{svg}");
    }
}

#[test]
fn the_same_chart_is_the_same_bytes() {
    let chart = bars(ChartKind::StackedBar, &["甲", "乙"], &[("优", &[Some(8.0), Some(3.0)])]);
    assert_eq!(drawn(&chart), drawn(&chart));
}

#[test]
fn faults_are_said() {
    let chart = bars(ChartKind::Bar, &["甲", "乙"], &[("目标", &[Some(1.0)])]);
    assert_eq!(
        svg(&chart, Language::Chinese).unwrap_err().to_string(),
        "drawing chart `各类预算覆盖率`: series `目标` has 1 values for 2 categories"
    );
    for value in [f64::NAN, f64::INFINITY, 1e16] {
        let chart = bars(ChartKind::Line, &["甲"], &[("目标", &[Some(value)])]);
        assert!(matches!(svg(&chart, Language::Chinese), Err(ChartError::Value { .. })));
    }
}
