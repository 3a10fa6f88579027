//! 项目支出绩效自评表 as provinces print it.

use super::{decimal, of, read_whole as form};
use crate::model::Value;

#[test]
fn a_form_as_most_provinces_print_it() {
    let rows = form(
        "
        附件2|||||||||
        2023年度项目支出绩效自评表|||||||||
        填报日期：2024年3月20日|||||||||
        项目名称|农村公路养护补助|||||||||
        主管部门及代码|[401]某市交通运输局||||实施单位（公章）|401002-某市公路养护中心||||
        项目资金（万元）|||年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分|
        |年度资金总额：||1,200.00|1,250.50|1,077.81|10|86.19%|8.62|
        |其中：当年财政拨款||1,200.00|1,200.00|1,030.00|—|—|—|
        |　　　其中：一般公共预算||1,200.00|1,200.00|1,030.00|—|—|—|
        |上年结转资金|||50.50|47.81|—|—|—|
        |单位资金||||||—|—|—
        |其他资金|||0|0|—|—|—|
        年度总体目标|预期目标||||实际完成情况||||
        |完成养护300公里||||完成310公里||||
        绩效指标|一级指标|二级指标|三级指标||年度指标值（A）|实际完成值（B）|分值/权重|自评得分|偏差原因分析及改进措施
        |成本指标（20分）|经济成本指标|每公里补助||≤4万元|3.5万元|20|20|
        |产出指标（40分）|数量指标|养护里程||≥300公里|310公里|20|20|
        ||质量指标|验收合格率||≥95%|96.00%|10|10|
        ||时效指标|按期完成||12月底前|按期|10|9|天气
        |效益指标（20分）|社会效益指标|通行改善||明显|明显|20|18|
        |满意度指标（10分）|服务对象满意度指标|群众满意度||≥90%|92%|10|10|
        自评总分||||||||95.62|
        评价等级|优|||||||||
        联系人：|张三|||联系电话：|1|||||",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!(evaluation.get("fiscal_year"), Some(&Value::Integer(2023)));
    assert_eq!(evaluation.text("department"), Some("某市交通运输局"));
    assert_eq!(evaluation.text("unit"), Some("某市公路养护中心"));
    assert_eq!(evaluation.text("grade_reported"), Some("优"));
    assert_eq!(decimal(evaluation, "score"), Some(9562));
    assert_eq!(decimal(evaluation, "amount_evaluated"), Some(125_050_000 * 10));
    let funds: Vec<_> = of(&rows, "evaluation_funds")
        .iter()
        .map(|row| (row.text("fund_source").unwrap().to_owned(), decimal(row, "executed")))
        .collect();
    let expected = [("total", 1_077_810_000), ("current", 1_030_000_000), ("carried_over", 47_810_000), ("other", 0)];
    assert_eq!(funds, expected.map(|(source, executed)| (source.to_owned(), Some(executed))));
    assert_eq!(decimal(of(&rows, "evaluation_funds")[0], "rate_reported"), Some(8619));
    let scores: i128 = of(&rows, "evaluation_indicators").iter().filter_map(|r| decimal(r, "score_reported")).sum();
    assert_eq!((of(&rows, "indicators").len(), scores), (6, 8700));
    assert_eq!(of(&rows, "indicators")[0].text("dimension"), Some("cost"));
}

#[test]
fn a_form_as_sichuan_prints_it() {
    let rows = form(
        "
        报表编号：510000_0013zp||||||||||
        部门预算项目支出绩效自评表（2023年度）||||||||||
        项目名称|51000021R000000019951-工资性支出|||||||||
        主管部门|某县发展和改革局本级|||||实施单位 （盖章）|某县发展和改革局|||
        项目基本情况|1.项目年度目标完成情况|项目年度目标||||年度目标完成情况||||
        ||保障工资及时发放||||已发放||||
        |2.项目实施内容及过程概述|||||||||
        预算执行情况（10分）|年度预算数（万元）|年初预算||调整后预算数|预算执行数||预算执行率|权重|得分|原因
        |总额|238.93||251.89|251.89||100.00%|10|10|1.预算执行率=预算执行数/调整后预算数
        |其中：财政资金|238.93||251.89|251.89||100.00%|/|/|
        |财政专户管理资金|0.00||0.00|0.00||0.00%|/|/|
        |单位资金|0.00||0.00|0.00||0.00%|/|/|
        |其他资金||||||/|/||
        绩效指标（90分）|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析
        |产出指标|数量指标|发放覆盖率|＝|100|%|100|60|60|
        |效益指标|社会效益指标|足额保障率|≥|100|%|100|30|30|
        合计||||||||100|100|
        评价结论|项目完成。||||||||||
        项目负责人：甲|||||财务负责人：乙|||||",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!(evaluation.text("subject"), Some("51000021R000000019951"));
    assert_eq!(decimal(evaluation, "score"), Some(10_000));
    assert_eq!(decimal(evaluation, "amount_evaluated"), Some(251_890_000));
    assert_eq!(of(&rows, "evaluation_funds").len(), 3);
    let indicators = of(&rows, "indicators");
    assert_eq!(indicators.len(), 2);
    assert_eq!((indicators[0].text("operator"), indicators[1].text("operator")), (Some("="), Some(">=")));
    assert_eq!(indicators[0].text("unit_of_measure"), Some("%"));
    assert_eq!(of(&rows, "objectives")[0].text("objective"), Some("保障工资及时发放"));
}

#[test]
fn a_form_in_yuan_with_labels_and_values_in_one_cell() {
    let rows = form(
        "
        项目支出绩效自评表|||||||
        （2024年度）|||||||
        项目名称：校舍维修|||||||
        主管部门：某区教育局||||实施单位：某区第一中学|||
        是否为专项资金：是|||||||
        项目资金||年初预算数（元）|全年预算数（元）|全年执行数（元）|分值|执行率（%）|得分
        |资金总额|1,000,000.00|1,000,000.00|862,000.00|10|86.2|8.62
        |中央资金|600,000.00|600,000.00|500,000.00|||
        |市级资金|400,000.00|400,000.00|362,000.00|||
        年度总体目标|完成校舍维修||||||
        一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因
        一、产出指标|1.数量指标|维修面积|≥2000平方米|2100平方米|50|50|
        二、效益指标|社会效益指标|安全隐患|消除|消除|30|30|
        三、满意度指标|服务对象满意度|师生满意度|≥95%|96%|10|10|
        总分|||||100|98.62|",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!(evaluation.text("subject"), Some("name:某区第一中学/校舍维修"));
    assert_eq!(decimal(evaluation, "score"), Some(9862));
    let funds = of(&rows, "evaluation_funds");
    assert_eq!(funds.len(), 2);
    assert_eq!(decimal(funds[0], "rate_reported"), Some(8620));
    assert_eq!((decimal(funds[1], "initial"), decimal(funds[1], "executed")), (Some(100_000_000), Some(86_200_000)));
    let dimensions: Vec<_> = of(&rows, "indicators").iter().map(|r| r.text("dimension").unwrap().to_owned()).collect();
    assert_eq!(dimensions, ["output", "benefit", "satisfaction"]);
    assert_eq!(of(&rows, "indicators")[0].text("subdimension"), Some("数量指标"));
    assert_eq!(of(&rows, "objectives")[0].text("objective"), Some("完成校舍维修"));
}
