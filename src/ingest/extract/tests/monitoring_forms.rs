//! 项目支出绩效目标执行监控表 (财预〔2019〕136号), with the months that counties put in its headers.

use super::{decimal, found, of, read, read_whole as form};
use crate::model::Value;

/// The form with other words for its months.
fn monitoring(months: &str) -> String {
    "
        附件|||||||||||||||
        项目支出绩效目标执行监控表|||||||||||||||
        （2024年度）|||||||||||||||
        项目名称|农村饮水安全|||||||||||||||
        主管部门及代码|[213]某县水利局||||实施单位|某县供水中心||||||||||
        项目资金（万元）||年初预算数|MONTHS执行数|MONTHS执行率|全年预计执行数||||||||||
        |年度资金总额：|500.00|260.50|52.1%|500.00||||||||||
        |其中：本年财政拨款|400.00|260.50|65.13%|400.00||||||||||
        |其他资金|100.00|0|0%|100.00||||||||||
        年度总体目标|解决3万人饮水||||||||||||||
        绩效指标|一级指标|二级指标|三级指标|年度指标值|MONTHS执行情况|全年预计完成情况|偏差原因分析||||||完成目标可能性|||备注
        |||||||经费保障|制度保障|人员保障|硬件条件保障|其他|原因说明|确定能|有可能|完全不可能|
        |产出指标|数量指标|受益人口|≥30000人|18000人|30000人|||||||√|||
        ||质量指标|水质合格率|≥95%|96%|96%|||||||√|||
        ||时效指标|完工时间|9月底前|未完工|12月|√|||√||县级资金未到位||✓||10月底前拨付
        |效益指标|社会效益指标|供水保证率|≥90%|85%|88%|||√||管网老化|||是||调整计划
        |满意度指标|服务对象满意度指标|用水户满意度|≥90%|—|90%|||||||√|||
        注：1.偏差原因分析：针对与预期目标产生偏差的指标值，分别从经费保障等方面进行判断。|||||||||||||||"
        .replace("MONTHS", months)
}

#[test]
fn money_and_goals_stand_at_the_last_day_of_the_months() {
    let rows = form(&monitoring("1-7月"));
    let monitoring = of(&rows, "monitoring")[0];
    assert_eq!(monitoring.get("as_of").map(|day| format!("{day:?}")), Some("Date(2024-07-31)".to_owned()));
    assert_eq!(monitoring.text("subject"), Some("name:某县供水中心/农村饮水安全"));
    let money = |column: &str| decimal(monitoring, column);
    assert_eq!(
        (money("initial_budget"), money("executed_to_date"), money("expected_year_end")),
        (Some(500_000_000), Some(260_500_000), Some(500_000_000))
    );
    // the least likely of five
    assert_eq!(monitoring.text("likelihood"), Some("possible"));
    assert_eq!(monitoring.text("deviation_causes"), Some("经费保障、硬件条件保障、人员保障、其他（管网老化）"));
    assert_eq!(monitoring.text("measures"), Some("10月底前拨付；调整计划"));
    assert_eq!(
        monitoring.provenance.cells.as_deref(),
        Some("initial_budget=C7;executed_to_date=D7;expected_year_end=F7;likelihood=O15")
    );
    let indicators = of(&rows, "monitoring_indicators");
    assert_eq!(indicators.len(), 5);
    assert_eq!(decimal(indicators[0], "actual_to_date"), Some(18_000_000_000));
    assert_eq!(indicators[0].text("likelihood"), Some("certain"));
    assert_eq!(indicators[0].text("deviation_cause"), None);
    assert_eq!(indicators[2].text("deviation_cause"), Some("经费保障、硬件条件保障：县级资金未到位"));
    assert_eq!(
        indicators[2].provenance.cells.as_deref(),
        Some("target=E15;actual_to_date=F15;expected_year_end=G15;likelihood=O15;deviation_cause=H15+K15+M15")
    );
    assert_eq!(indicators[3].text("deviation_cause"), Some("人员保障、其他（管网老化）"));
    assert_eq!(indicators[4].get("actual_to_date"), None);
    // a monitoring form is no declaration and no evaluation
    assert!(of(&rows, "objectives").is_empty() && of(&rows, "evaluations").is_empty());
    assert!(rows.notes.iter().any(|note| note.contains("the objective in B10 is not kept")), "{:?}", rows.notes);
    assert!(rows.notes.iter().any(|note| note.contains("only their total is: D8, D9")), "{:?}", rows.notes);
}

#[test]
fn counties_shift_the_months() {
    for (months, day) in [
        ("1-6月", "2024-06-30"),
        ("1—8月", "2024-08-31"),
        ("1～9月份", "2024-09-30"),
        ("1月-10月", "2024-10-31"),
        ("截至8月底", "2024-08-31"),
        ("截止2024年7月31日", "2024-07-31"),
        ("上半年", "2024-06-30"),
        ("前三季度", "2024-09-30"),
        ("一至二月", "2024-02-29"),
    ] {
        let rows = form(&monitoring(months));
        let monitoring = of(&rows, "monitoring")[0];
        assert_eq!(monitoring.get("as_of").map(|day| format!("{day:?}")), Some(format!("Date({day})")), "{months}");
        assert_eq!(decimal(monitoring, "executed_to_date"), Some(260_500_000), "{months}");
        assert_eq!(of(&rows, "monitoring_indicators").len(), 5, "{months}");
    }
}

#[test]
fn the_title_says_the_months_where_the_headers_do_not() {
    let text = monitoring("").replace("（2024年度）", "（2024年1-8月）");
    let rows = form(&text);
    assert_eq!(
        of(&rows, "monitoring")[0].get("as_of").map(|day| format!("{day:?}")),
        Some("Date(2024-08-31)".to_owned())
    );
}

#[test]
fn without_months_or_with_two_a_form_is_refused() {
    let rows = read(&monitoring(""));
    assert_eq!(
        found(&rows),
        [(
            "A1",
            "month.unknown",
            "expected the months that the form reaches to, such as 1-7月执行数, in its headers; found none; hint: print \
             them in the header of the amounts or in the title"
        )]
    );
    assert_eq!((rows.rows_read, rows.rows_rejected, rows.rows.len()), (1, 1, 0));
    let rows = read(&monitoring("1-7月").replace("1-7月执行情况", "1-8月执行情况"));
    assert_eq!(
        found(&rows),
        [(
            "F11",
            "month.unknown",
            "expected the same months in every header; found up to 7 in D6 and up to 8 here; hint: correct the headers"
        )]
    );
}

#[test]
fn a_shorter_form_prints_cause_and_likelihood_as_words() {
    let rows = form(
        "
        某区2024年1-6月项目绩效运行监控表|||||||
        项目名称|校园安保|||||单位：元|
        主管部门|某区教育局||实施单位|一中|||
        预算执行情况||年初预算数|1-6月支出数|执行率||预警灯|黄灯
        |资金总额|100,000|30,000|30%|||
        一级指标|二级指标|三级指标|年度指标值|1-6月完成情况|偏差原因|完成可能性|改进措施
        产出指标|数量指标|保安人数|=10人|10人||确定能|
        效益指标|社会效益指标|安全事故|0起|1起|巡查不到位|有可能|加强巡查",
    );
    let monitoring = of(&rows, "monitoring")[0];
    assert_eq!(decimal(monitoring, "executed_to_date"), Some(3_000_000));
    assert_eq!((monitoring.text("likelihood"), monitoring.text("light_reported")), (Some("possible"), Some("yellow")));
    assert_eq!(monitoring.text("measures"), Some("加强巡查"));
    assert_eq!(monitoring.get("fiscal_year"), Some(&Value::Integer(2024)));
    assert_eq!(of(&rows, "monitoring_indicators")[1].text("deviation_cause"), Some("巡查不到位"));
}
