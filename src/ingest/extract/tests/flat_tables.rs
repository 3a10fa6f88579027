//! Flat tables with what stands around them: titles, merged headers, subtotals, pages, other tables below and beside.

use super::{decimal, found, of, read, read_whole, read_with};
use crate::ingest::about::Constants;
use crate::model::Value;

#[test]
fn a_list_of_key_evaluations_as_a_notice_prints_it() {
    let rows = read_whole(
        "
        2022年度财政重点评价结果|||||
        |||||单位：万元
        序号|主管部门|项目名称|资金量（万元）|评价得分|评价等级
        1|市教育局|义务教育薄弱环节改善|1,720.00|91.5分|优
        2|市农业农村局|高标准农田建设|850|78|中
        3|市教育局小计||1,720.00||
        合计|||2,570.00||
        注：评价等级分为优、良、中、差四档。|||||",
    );
    assert_eq!(rows.forms[0].0, "evaluation_results");
    let evaluations = of(&rows, "evaluations");
    assert_eq!(evaluations.len(), 2);
    assert_eq!(evaluations[0].get("fiscal_year"), Some(&Value::Integer(2022)));
    assert_eq!(evaluations[0].get("evaluation_year"), Some(&Value::Integer(2023)));
    assert_eq!(
        (evaluations[0].text("evaluator_kind"), evaluations[0].text("subject_kind")),
        (Some("finance"), Some("project"))
    );
    assert_eq!(
        (decimal(evaluations[1], "amount_evaluated"), decimal(evaluations[1], "score")),
        (Some(850_000_000), Some(7800))
    );
    assert_eq!(evaluations[0].text("subject"), Some("name:市教育局/义务教育薄弱环节改善"));
    let totals: Vec<_> = rows
        .control_totals
        .iter()
        .map(|row| (row.text("cell").unwrap(), decimal(row, "difference").unwrap()))
        .collect();
    // the subtotal stands below both rows: 1,720 for 2,570
    assert_eq!(totals, [("D6", -850_000_000), ("D7", 0)]);
}

#[test]
fn a_list_that_does_not_say_who_evaluated_is_refused_once() {
    let rows = read(
        "
        2022年度绩效评价结果|||
        主管部门|项目名称|资金量（万元）|评价等级
        市教育局|校舍维修|100|优
        市水利局|堤防加固|200|良",
    );
    assert_eq!(
        found(&rows),
        [(
            "A2",
            "key.missing",
            "expected 评价主体, or one of 抽查, 重点评价, 部门评价, 自评 in the title; found neither; hint: add the column \
             or say it in the title"
        )]
    );
    assert_eq!((rows.rows_read, rows.rows_rejected, rows.rows.len()), (2, 2, 0));
}

#[test]
fn declared_stages_are_rows_for_each_budget_and_stage() {
    let constants = Constants { region: Some("某区".to_owned()), ..Constants::default() };
    let rows = read_with(
        "
        2023年度预算绩效管理各环节开展情况表||||||
        预算类型|事前绩效评估|绩效目标|绩效运行监控|单位自评|部门评价|财政评价
        一般公共预算|已开展|已开展|已开展|已开展|未开展|已开展
        政府性基金预算|未开展|已开展|√|已开展||
        国有资本经营预算|不要求|未开展|未开展|未开展|未开展|未开展",
        &constants,
    );
    assert_eq!(found(&rows), []);
    let scope: Vec<_> = of(&rows, "stage_scope")
        .iter()
        .map(|row| {
            let text = |column: &str| row.text(column).unwrap().to_owned();
            (text("budget_type"), text("stage"), text("declared"))
        })
        .collect();
    let expected = [
        ("general_public", "department_evaluation", "not_done"),
        ("government_fund", "ex_ante", "not_done"),
        ("state_capital", "ex_ante", "not_required"),
        ("state_capital", "objective", "not_done"),
        ("state_capital", "monitoring", "not_done"),
        ("state_capital", "self_evaluation", "not_done"),
        ("state_capital", "department_evaluation", "not_done"),
        ("state_capital", "finance_evaluation", "not_done"),
    ];
    assert_eq!(
        scope,
        expected.map(|(budget, stage, declared)| (budget.to_owned(), stage.to_owned(), declared.to_owned()))
    );
    assert_eq!(of(&rows, "stage_scope")[0].text("region"), Some("某区"));
    assert_eq!(of(&rows, "stage_scope")[0].get("fiscal_year"), Some(&Value::Integer(2023)));
}

#[test]
fn headers_of_three_rows_with_the_code_in_three_columns() {
    let rows = read_whole(
        "
        2024年项目支付情况表|||||||
        编制单位：某县财政局||||||单位：万元|
        项目||资金性质|支出功能分类科目|||支付情况|
        项目代码|项目名称||科目编码|||实际支付|
        |||类|款|项|金额|支付日期
        栏次|1|2|3|4|5|6|7
        T01|校舍|一般公共预算|205|02|04|1.50|2024-03-01
        T02|设备|一般公共预算|205|2|4|2.50|2024-03-02
        合计||||||4.00|",
    );
    assert_eq!(rows.forms[0].0, "payments");
    let payments = of(&rows, "payments");
    let found: Vec<_> =
        payments.iter().map(|row| (row.text("function_code").unwrap(), decimal(row, "amount").unwrap())).collect();
    assert_eq!(found, [("2050204", 1_500_000), ("2050204", 2_500_000)]);
    assert_eq!(payments[0].get("fiscal_year"), Some(&Value::Integer(2024)));
    assert_eq!(rows.control_totals.len(), 1);
    assert_eq!(decimal(&rows.control_totals[0], "difference"), Some(0));
}

#[test]
fn a_last_header_row_that_is_the_total_row_too() {
    let rows = read_whole(
        "
        2024年项目支付情况表||||||
        单位：元||||||
        项目||资金性质|支出功能分类科目编码|||实际支付金额
        项目代码|支付日期|合计|类|款|项|4,000.00
        T01|2024-03-01|一般公共预算|205|02|04|1,500.00
        T02|2024-03-02|一般公共预算|205|02|01|2,500.00",
    );
    assert_eq!(of(&rows, "payments").len(), 2, "{:?}", rows.notes);
    let totals: Vec<_> = rows
        .control_totals
        .iter()
        .map(|row| (row.text("cell").unwrap(), decimal(row, "difference").unwrap()))
        .collect();
    assert_eq!(totals, [("G4", 0)]);
}

const PAGE: &str = "
        2024年支付明细表|||||
        编制部门：某区财政局|||||单位：万元
        预算年度|项目代码|资金性质|支出功能分类科目编码|实际支付金额|支付日期
        2024|T01|一般公共预算|2050204|1.00|2024-03-01
        本页小计||||1.00|
        第1页，共2页|||||
        2024年支付明细表|||||
        编制部门：某区财政局|||||单位：万元
        预算年度|项目代码|资金性质|支出功能分类科目编码|实际支付金额|支付日期
        2024|T02|一般公共预算|2050204|2.00|2024-04-01
        ||||0.00|
        |||||
        本页小计||||2.00|
        合计||||3.00|
        填表人：甲|||审核人：乙||2025年1月5日";

#[test]
fn pages_repeat_title_lines_and_header() {
    let rows = read_whole(PAGE);
    let amounts: Vec<_> = of(&rows, "payments").iter().map(|row| decimal(row, "amount").unwrap()).collect();
    assert_eq!(amounts, [1_000_000, 2_000_000]);
    assert_eq!((rows.rows_read, rows.control_totals.len()), (2, 1));
    assert_eq!(decimal(&rows.control_totals[0], "difference"), Some(0));
    assert!(rows.notes.iter().any(|note| note.contains("2 subtotals of pages were left out")), "{:?}", rows.notes);
}

#[test]
fn the_same_table_of_another_department_is_another_table() {
    let rows = read_whole(
        "
        2024年项目绩效公开情况表||||
        部门名称：甲局||||
        评价对象|项目名称|部门名称|公开内容|公开日期
        项目|校舍维修|甲局|绩效目标|2024-02-01
        2024年项目绩效公开情况表||||
        部门名称：乙局||||
        评价对象|项目名称|部门名称|公开内容|公开日期
        项目|道路养护|乙局|绩效目标|2024-02-02",
    );
    let subjects: Vec<_> = of(&rows, "disclosures").iter().map(|row| row.text("subject").unwrap().to_owned()).collect();
    assert_eq!(subjects, ["name:甲局/校舍维修", "name:乙局/道路养护"]);
}

#[test]
fn a_different_header_begins_a_new_table_with_or_without_a_title() {
    let rows = read_whole(
        "
        2024年度台账|||||
        预算年度|评价对象|项目代码|部门名称|问题|整改状态
        2024|项目|T01|教育局|进度慢|已整改
        2024|项目|T02|教育局|未验收|整改中
        |||||
        预算年度|评价对象|项目代码|部门名称|公开内容|公开日期
        2024|项目|T01|教育局|绩效目标|2024-02-01
        二、结果应用|||||
        预算年度|评价对象|项目代码|部门名称|应用方式|应用预算年度
        2024|项目|T01|教育局|压减|2026",
    );
    let forms: Vec<_> = rows.forms.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(forms, ["findings", "disclosures", "result_uses"]);
    assert_eq!(
        (of(&rows, "findings").len(), of(&rows, "disclosures").len(), of(&rows, "result_uses").len()),
        (2, 1, 1)
    );
    assert_eq!(of(&rows, "disclosures")[0].provenance.row, Some(7));
}

#[test]
fn a_table_that_no_definition_fits_below_a_known_one_is_a_note() {
    let rows = read_whole(
        "
        预算年度|评价对象|项目代码|部门名称|问题|整改状态
        2024|项目|T01|教育局|进度慢|已整改
        |||||
        单位名称|部门名称|财政区划|天气||
        一中|教育局|某区|晴||",
    );
    assert_eq!((of(&rows, "findings").len(), rows.rows_read), (1, 1));
    assert!(
        rows.notes.iter().any(|note| note.contains("no form definition fits the table that begins with `单位名称`")),
        "{:?}",
        rows.notes
    );
}

#[test]
fn tables_side_by_side_keep_their_cells() {
    // apart by a blank column
    let rows = read_whole(
        "
        2024年社会保险和公开情况||||||||||
        预算年度|评价对象|项目代码|部门名称|公开内容|公开日期||预算年度|评价对象|项目代码|部门名称|问题
        2024|项目|T01|教育局|绩效目标|2024-02-01||2024|项目|T02|教育局|进度慢
        2024|项目|T03|教育局|绩效目标|2024-02-02||2024|项目|T04|教育局|未验收",
    );
    assert_eq!((of(&rows, "disclosures").len(), of(&rows, "findings").len()), (2, 2));
    assert_eq!(of(&rows, "findings")[1].text("subject"), Some("T04"));
    assert_eq!(rows.columns.as_deref().map(|text| text.contains("problem=L")), Some(true), "{:?}", rows.columns);
    // the same headers again
    let rows = read_whole(
        "
        2024年支付明细|||||||||||
        项目代码|资金性质|支出功能分类科目编码|实际支付金额|支付日期|项目代码|资金性质|支出功能分类科目编码|实际支付金额|支付日期
        T01|一般公共预算|2050204|1|2024-03-01|T02|一般公共预算|2050204|2|2024-03-02
        T03|一般公共预算|2050204|3|2024-03-03|||||",
    );
    let mut amounts: Vec<_> = of(&rows, "payments").iter().map(|row| decimal(row, "amount").unwrap()).collect();
    amounts.sort_unstable();
    assert_eq!(amounts, [100, 200, 300]);
}

#[test]
fn subtotals_are_compared_with_their_own_rows() {
    let rows = read_whole(
        "
        2024年预算调整情况表||||
        预算年度|项目代码|调整日期|调整类型|调整金额
        2024|T01|2024-06-01|追加|5
        2024|T02|2024-06-02|追加|7
        小计||||12
        2024|T03|2024-06-03|追加|1
        小计||||2
        总计||||13",
    );
    let totals: Vec<_> = rows
        .control_totals
        .iter()
        .map(|row| (row.text("cell").unwrap(), row.text("level").unwrap(), decimal(row, "difference").unwrap()))
        .collect();
    assert_eq!(totals, [("E5", "小计", 0), ("E7", "小计", 100), ("E8", "合计", 0)]);
}

#[test]
fn every_ledger_works_below_a_title_with_notes_and_signatures() {
    for (form, table, title, header, line) in [
        (
            "organizations",
            "organizations",
            "2024年预算单位名录",
            "序号|财政区划|部门代码|部门名称|单位代码|单位名称|单位级次|是否应评",
            "1|某区|205|教育局|205001|一中|2|是",
        ),
        (
            "insurance_funds",
            "insurance_funds",
            "2024年社会保险基金预算执行情况表",
            "财政区划|险种|收入预算数|收入执行数|支出预算数|支出执行数|本年收支结余|年末滚存结余|统筹层次",
            "某区|失业保险|10|11|9|8|3|30|市级统筹",
        ),
        (
            "findings",
            "findings",
            "2024年度绩效评价问题整改台账",
            "序号|部门名称|项目名称|存在问题|整改情况|整改期限",
            "1|教育局|校舍维修|进度慢|整改中|2025-06-30",
        ),
        (
            "result_uses",
            "result_uses",
            "2024年度绩效评价结果应用台账",
            "部门名称|项目名称|应用方式|应用预算年度|调整前金额|调整后金额",
            "教育局|校舍维修|压减|2026|10|8",
        ),
        (
            "disclosures",
            "disclosures",
            "2024年度绩效信息公开台账",
            "部门名称|项目名称|公开内容|公开日期|网址",
            "教育局|校舍维修|绩效目标|2024-02-01|http://x",
        ),
        (
            "coverage_statements",
            "coverage_statements",
            "2024年度部门绩效覆盖情况表",
            "部门|文件|编报绩效目标的项目(个)|涉及项目预算资金(万元)",
            "教育局|部门预算|5|100",
        ),
    ] {
        let blanks = "|".repeat(header.matches('|').count());
        let rows = read_whole(&format!(
            "\n{title}{blanks}\n填报单位：某区财政局{blanks}\n{}单位：万元\n{header}\n{line}\n注：数据截至年底。{blanks}\n填表人：甲|审核人：乙{blanks}",
            "|".repeat(header.matches('|').count())
        ));
        assert_eq!(rows.forms[0].0, form, "{:?}", rows.notes);
        let made = of(&rows, table);
        assert_eq!(made.len(), 1, "{form} {:?}", rows.notes);
        assert_eq!(made[0].get("fiscal_year"), Some(&Value::Integer(2024)), "{form}");
    }
    let funds = read_whole(
        "
        2024年社会保险基金预算执行情况表||||||||
        ||||||||单位：万元
        财政区划|险种|收入预算数|收入执行数|支出预算数|支出执行数|本年收支结余|年末滚存结余|统筹层次
        某区|失业保险|10|11|9|8|3|30|市级统筹",
    );
    let fund = of(&funds, "insurance_funds")[0];
    assert_eq!((fund.text("managed_at"), decimal(fund, "spending")), (Some("市级统筹"), Some(8_000_000)));
}
