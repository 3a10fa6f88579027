//! 部门整体支出绩效自评表 in the forms of several provinces.

use super::{decimal, of, read_whole as form};
use crate::model::{Row, Value};

fn funds(rows: &[&Row]) -> Vec<(String, Option<i128>, Option<i128>)> {
    rows.iter()
        .map(|row| (row.text("fund_source").unwrap().to_owned(), decimal(row, "adjusted"), decimal(row, "executed")))
        .collect()
}

#[test]
fn funds_by_basic_and_project_expenditure() {
    let rows = form(
        "
        附件3||||||||
        部门整体支出绩效自评表||||||||
        （2023年度）||||||||
        部门名称|某区统计局|||预算编码|906017|||
        部门整体支出（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分|
        |年度资金总额|900.00|950.00|931.00|10|98%|9.8|
        |其中：基本支出|600.00|620.00|620.00|—|—|—|
        |项目支出|300.00|330.00|311.00|—|—|—|
        年度总体目标|预期目标|||实际完成情况||||
        |按时完成统计年报|||已完成||||
        年度绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
        |产出指标|数量指标|年报份数|≥12份|12份|30|30|
        |效益指标|社会效益指标|数据可用性|提高|提高|40|38|
        |满意度指标|服务对象满意度指标|用户满意度|≥90%|95%|20|20|
        总分||||||100|97.8|
        自评等级|优|||||||",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!(evaluation.get("fiscal_year"), Some(&Value::Integer(2023)));
    assert_eq!(
        (evaluation.text("subject_kind"), evaluation.text("evaluator_kind")),
        (Some("department"), Some("self"))
    );
    assert_eq!(evaluation.text("subject"), Some("name:某区统计局/某区统计局"));
    assert_eq!((evaluation.text("department_code"), evaluation.text("grade_reported")), (Some("906017"), Some("优")));
    assert_eq!(
        (decimal(evaluation, "score"), decimal(evaluation, "amount_evaluated")),
        (Some(9780), Some(950_000_000))
    );
    let lines = [("total", 950, 931), ("basic", 620, 620), ("project", 330, 311)];
    let lines = lines.map(|(source, adjusted, executed)| {
        (source.to_owned(), Some(adjusted * 1_000_000), Some(executed * 1_000_000))
    });
    assert_eq!(funds(&of(&rows, "evaluation_funds")), lines);
    let results = of(&rows, "evaluation_indicators");
    assert_eq!((results.len(), results.iter().filter_map(|row| decimal(row, "score_reported")).sum()), (3, 8800_i128));
    // a department's targets are those of its evaluation, not of a project
    assert!(of(&rows, "indicators").is_empty());
    let objective = of(&rows, "objectives")[0];
    assert_eq!((objective.text("objective"), objective.text("attained")), (Some("按时完成统计年报"), Some("已完成")));
    assert!(rows.notes.is_empty(), "{:?}", rows.notes);
}

#[test]
fn the_framework_of_2013_scores_inputs_process_outputs_and_effects() {
    let rows = form(
        "
        2022年度部门整体支出绩效评价指标评分表||||||
        整体支出绩效自评表||||||
        （2022年度）||||||
        预算部门名称|某县财政局||||||
        一级指标|二级指标|三级指标|分值|得分|扣分原因|
        投入|目标设定|绩效目标合理性|5|5||
        |预算配置|在职人员控制率|5|5||
        ||“三公经费”变动率|5|4|略有上升|
        过程|预算执行|预算完成率|10|9.5||
        |预算管理|管理制度健全性|10|10||
        产出|职责履行|重点工作办结率|30|28||
        效果|履职效益|社会公众满意度|35|34||
        合计|||100|95.5||",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!((evaluation.text("department"), decimal(evaluation, "score")), (Some("某县财政局"), Some(9550)));
    let dimensions: Vec<_> =
        of(&rows, "evaluation_indicators").iter().map(|row| row.text("dimension").unwrap().to_owned()).collect();
    assert_eq!(dimensions, ["decision", "decision", "decision", "process", "process", "output", "benefit"]);
    let scores: i128 = of(&rows, "evaluation_indicators").iter().filter_map(|row| decimal(row, "score_reported")).sum();
    assert_eq!(scores, 9550);
}

#[test]
fn hubei_prints_one_line_of_budget_and_execution() {
    let rows = form(
        "
        2024年度某区民政局部门整体绩效自评表|||||||
        单位名称|某区民政局|||||填报日期：2025年3月1日|
        基本支出总额|1,000|||项目支出总额|500||
        预算执行情况（万元）（20分）||预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）||
        |部门整体支出总额|1,500|1,470|98.00%|19.6||
        年度目标|保障困难群众||||||
        年度绩效指标|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分|
        |产出指标|数量指标|低保户数|3000户|3000户|40|
        |效益指标|社会效益指标|应保尽保率|100%|100%|39|
        总分||||||98.6|",
    );
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!((evaluation.text("department"), decimal(evaluation, "score")), (Some("某区民政局"), Some(9860)));
    assert_eq!(funds(&of(&rows, "evaluation_funds")), [("total".to_owned(), Some(1_500_000_000), Some(1_470_000_000))]);
    assert!(rows.notes.iter().any(|note| note.contains("B3, F3")), "{:?}", rows.notes);
}
