//! Small sheets made by hand: the flat exports of data-model.md, and the faults that they come with.

use super::super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, CellKind, Grid};
use crate::model::{Row, Value};

fn grid(lines: &[&str]) -> Grid {
    let rows = lines.iter().map(|line| line.split(',').map(Cell::text).collect()).collect();
    Grid::new(None, rows, Vec::new())
}

fn read(lines: &[&str]) -> SheetRows {
    extract(&grid(lines), "a.csv", &Constants::default(), &Forms::embedded().unwrap())
}

fn of<'a>(rows: &'a SheetRows, table: &'a str) -> Vec<&'a Row> {
    rows.rows.iter().filter(|row| row.table.name == table).collect()
}

fn money(row: &Row, column: &str) -> Option<i128> {
    match row.get(column) {
        Some(Value::Decimal(number)) => Some(*number),
        _ => None,
    }
}

const BUDGET: &str = "序号,预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,项目代码,项目名称,项目类别,资金性质,支出功能分类科目编码,年初批复数(万元),变动后预算数(万元),实际支付金额(万元),是否重点";

#[test]
fn a_budget_export_feeds_projects_and_budgets() {
    let rows = read(&[
        "2024年项目年度预算表",
        "编制部门：区教育局,,,单位：万元",
        BUDGET,
        "1,2024,某区,205,区教育局,205001,一中,4201162405T000000000001,校舍维修,特定目标类,一般公共预算,2050204,10.5,12,11.99,是",
        "",
        BUDGET,
        "2,2024,某区,205,区教育局,205001,一中,4201162405T000000000002,设备,特定目标类,12,2296004,1.00,1.00,,否",
        "合计,,,,,,,,,,,,11.5,13,11.99,",
        "填表人：,,,,审核人：",
    ]);
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    assert_eq!((rows.rows_read, rows.rows_rejected), (2, 0));
    let (projects, budgets) = (of(&rows, "projects"), of(&rows, "project_budgets"));
    assert_eq!((projects.len(), budgets.len()), (2, 2));
    assert_eq!(projects[0].text("category"), Some("特定目标类"));
    assert_eq!(projects[0].get("is_key"), Some(&Value::Flag(true)));
    assert_eq!(projects[0].provenance.row, Some(4));
    assert_eq!(money(budgets[0], "initial_budget"), Some(10_500_000));
    assert_eq!(budgets[1].text("budget_type"), Some("government_fund"));
    assert_eq!(money(budgets[1], "executed"), None);
    assert_eq!(budgets[0].text("detail"), Some(""));
    // the source has no such column: it must not overwrite what another file says
    let received = budgets[0].table.position("received").unwrap();
    assert!(!budgets[0].has(received));
    assert!(rows.columns.unwrap().contains("project_code=H"));
    assert_eq!(rows.control_totals.len(), 3);
    assert!(rows.control_totals.iter().all(|row| money(row, "difference") == Some(0)));
}

#[test]
fn the_integrated_systems_own_field_names_are_known_and_deleted_rows_left_out() {
    let rows = read(&[
        "FISCAL_YEAR,MOF_DIV_NAME,DEPT_CODE,DEPT_NAME,AGENCY_CODE,AGENCY_NAME,PRO_CODE,PRO_NAME,PRO_KIND_NAME,FUND_TYPE_CODE,EXP_FUNC_CODE,GOV_BGT_ECO_CODE,REPLY_AMT,CUR_AMT,XPAY_AMT,IS_DELETED,UPDATE_TIME",
        "2024,某区,205,教育局,205001,一中,T01,校舍,特定目标类,11,2050204,50201,100,120,119.5,0,x",
        "2024,某区,205,教育局,205001,一中,T02,校舍,特定目标类,11,2050204,50201,100,120,119.5,1,x",
    ]);
    assert_eq!(rows.rejects, vec![]);
    let budgets = of(&rows, "project_budgets");
    assert_eq!(budgets.len(), 1);
    assert_eq!(budgets[0].text("detail"), Some("50201"));
    assert_eq!(money(budgets[0], "executed"), Some(11_950));
    assert!(rows.notes.iter().any(|note| note.contains("1 rows marked as deleted")), "{:?}", rows.notes);
    assert!(rows.notes.iter().any(|note| note.contains("update_time")), "{:?}", rows.notes);
}

#[test]
fn payments_are_added_up_by_month_and_refunds_subtract() {
    let rows = read(&[
        "预算年度,项目代码,资金性质,支出功能分类科目编码,实际支付金额,支付日期",
        "2024,T01,一般公共预算,2050204,100.00,2024-03-01",
        "2024,T01,一般公共预算,2050204,-30.00,2024/3/31",
        "2024,T01,一般公共预算,2050204,5.00,2024-04-01",
    ]);
    assert_eq!(rows.rejects, vec![]);
    let payments = of(&rows, "payments");
    let found: Vec<_> = payments.iter().map(|row| (row.get("month").cloned(), money(row, "amount"))).collect();
    assert_eq!(found, [(Some(Value::Integer(3)), Some(7_000)), (Some(Value::Integer(4)), Some(500))]);
}

#[test]
fn bad_values_refuse_their_row_or_are_left_missing() {
    let rows = read(&[
        "预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,是否应评",
        "2024,某区,205,教育局,205001,一中,2,也许",
        "2024,某区,205,教育局,,二中,2,是",
        "x,某区,205,教育局,205003,三中,2,是",
    ]);
    let found: Vec<_> = rows
        .rejects
        .iter()
        .map(|row| {
            let text = |column: &str| row.text(column).unwrap().to_owned();
            (text("cell"), text("check_id"), text("severity"))
        })
        .collect();
    let expected =
        [("H2", "value.unreadable", "warning"), ("E3", "key.missing", "error"), ("A4", "year.unreadable", "error")];
    assert_eq!(found, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    assert_eq!((rows.rows_read, rows.rows_rejected, of(&rows, "organizations").len()), (3, 2, 1));
}

#[test]
fn a_missing_column_is_one_error_that_says_what_was_found() {
    let rows = read(&["预算年度,项目代码,资金性质,实际支付金额,支付日期", "2024,T01,一般公共预算,1,2024-03-01"]);
    assert_eq!(rows.rejects.len(), 1, "{rows:?}");
    assert_eq!(rows.rejects[0].text("check_id"), Some("column.missing"));
    let reason = rows.rejects[0].text("reason").unwrap();
    assert!(reason.contains("missing 支出功能分类科目编码") && reason.contains("支付日期"), "{reason}");
    assert_eq!((rows.rows_read, rows.rows_rejected, rows.rows.len()), (1, 1, 0));
}

#[test]
fn every_flat_export_is_recognised() {
    for (form, table, count, header, line) in [
        (
            "budget_changes",
            "budget_changes",
            1,
            "预算年度,项目代码,调整日期,调整类型,调整金额,文号",
            "2024,T01,2024-06-01,追加,-5,某财〔2024〕1号",
        ),
        (
            "insurance_funds",
            "project_budgets",
            1,
            "预算年度,财政区划,险种,收入预算数,收入执行数,支出预算数,支出执行数,本年收支结余,年末滚存结余",
            "2024,某区,城乡居民基本养老保险,10,11,9,8,3,30",
        ),
        ("objectives", "objectives", 1, "预算年度,项目代码,年度绩效目标,审核结果", "2024,T01,完成校舍维修,优"),
        (
            "indicators",
            "evaluation_indicators",
            1,
            "预算年度,项目代码,一级指标,二级指标,三级指标,计算符号,指标值,计量单位,权重,实际完成值,得分",
            "2024,T01,产出指标,数量指标,维修校舍,≥,10,间,20,12,20",
        ),
        (
            "monitoring",
            "monitoring",
            1,
            "预算年度,项目代码,监控截止日期,截止执行数,预警灯,完成可能性",
            "2024,T01,2024-07-31,5,绿灯,确定能",
        ),
        (
            "evaluations",
            "evaluation_indicators",
            2,
            "预算年度,评价年度,评价对象,项目名称,部门名称,评价主体,评价金额,评价得分,评价等级,决策得分,过程得分",
            "2024,2025,项目,校舍维修,教育局,财政评价,5,91.5,优,14,18.5",
        ),
        (
            "findings",
            "findings",
            1,
            "预算年度,评价对象,项目代码,部门名称,问题,整改状态",
            "2024,项目,T01,教育局,进度慢,已整改",
        ),
        (
            "result_uses",
            "result_uses",
            1,
            "预算年度,评价对象,项目代码,部门名称,应用方式,应用预算年度,调整前金额,调整后金额",
            "2024,项目,T01,教育局,压减,2026,10,8",
        ),
        (
            "disclosures",
            "disclosures",
            1,
            "预算年度,评价对象,项目代码,部门名称,公开内容,公开日期",
            "2024,项目,T01,教育局,绩效目标,2024-02-01",
        ),
        (
            "monitoring_indicators",
            "monitoring_indicators",
            1,
            "预算年度,项目代码,监控截止日期,一级指标,二级指标,三级指标,计算符号,指标值,权重,截止完成值",
            "2024,T01,2024-07-31,产出指标,数量指标,维修校舍,≥,10,20,6",
        ),
        ("monitoring_rules", "monitoring_rules", 1, "规则,预警灯,月份,执行率低于,差距高于", "本区办法,蓝灯,6,50,"),
        (
            "indicator_standards",
            "indicator_standards",
            1,
            "行业,领域,指标,计量单位,方向,标准值",
            "教育,义务教育,校舍合格率,%,≥,95",
        ),
        ("grade_schemes", "grade_schemes", 1, "标准,等级,下限,次序", "本区办法,优秀,90,1"),
        (
            "stage_scope",
            "stage_scope",
            1,
            "预算年度,财政区划,预算类型,环节,声明",
            "2024,某区,一般公共预算,绩效监控,未开展",
        ),
    ] {
        let rows = read(&[header, line]);
        assert_eq!(rows.rejects, vec![], "{form}");
        let forms: Vec<_> = rows.forms.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(forms, [form]);
        assert_eq!(of(&rows, table).len(), count, "{form}: {rows:?}");
    }
    let rules = read(&["规则,预警灯,月份,执行率低于,差距高于", "本区办法,红灯,6,30,15.5"]);
    let rule = of(&rules, "monitoring_rules")[0];
    assert_eq!((money(rule, "execution_below"), money(rule, "gap_above")), (Some(3_000), Some(1_550)));
    assert_eq!(rule.text("light"), Some("red"));
    let insurance = read(&[
        "预算年度,财政区划,险种,收入预算数,收入执行数,支出预算数,支出执行数,本年收支结余,年末滚存结余",
        "2024,某区,失业保险,10,11,9,8,3,30",
    ]);
    assert_eq!(of(&insurance, "projects")[0].text("project_code"), Some("失业保险"));
    assert_eq!(of(&insurance, "insurance_funds").len(), 1);
}

#[test]
fn merged_headers_give_the_fields_of_both_rows() {
    let rows = read(&[
        "2024年支付情况",
        "预算年度,项目,,资金性质,支出功能分类科目编码,支付,",
        ",项目代码,项目名称,,,实际支付金额,支付日期",
        "2024,T01,校舍,一般公共预算,2050204,1,2024-03-01",
    ]);
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    assert_eq!(of(&rows, "payments").len(), 1);
}

#[test]
fn a_subject_without_a_code_is_its_name() {
    let rows = read(&[
        "预算年度,评价年度,评价对象,项目名称,部门名称,评价主体,评价金额(万元),评价得分,评价等级",
        "2024,2025,项目,校舍 维修（一期）,教育局,财政评价,5,91.5分,优",
        "2024,2025,部门整体支出,,教育局,财政评价,5,90,优",
    ]);
    assert_eq!(rows.rejects, vec![]);
    let evaluations = of(&rows, "evaluations");
    assert_eq!(evaluations[0].text("subject"), Some("name:教育局/校舍维修(一期)"));
    assert_eq!(money(evaluations[0], "amount_evaluated"), Some(5_000_000));
    assert_eq!(evaluations[1].text("subject"), Some("name:教育局/教育局"));
}

#[test]
fn a_hierarchy_without_a_deeper_row_ends_at_its_deepest() {
    let rows = read(&[
        "2024年部门支出预算总表",
        "编制部门：某局,,,,单位：万元",
        "科目编码,科目名称,合计,基本支出,项目支出",
        "201,一般公共服务支出,3,1,2",
        "20106,财政事务,3,1,2",
        "212,城乡社区支出,5,,5",
        "合计,8,1,7,",
    ]);
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    let lines: Vec<_> = of(&rows, "budget_lines")
        .iter()
        .map(|row| (row.text("function_code").unwrap().to_owned(), money(row, "amount").unwrap()))
        .collect();
    let expected = [("20106", 1_000_000), ("20106", 2_000_000), ("212", 5_000_000)];
    assert_eq!(lines, expected.map(|(code, amount)| (code.to_owned(), amount)));
    assert!(rows.control_totals.iter().all(|row| money(row, "difference") == Some(0)), "{:?}", rows.control_totals);
}

#[test]
fn codes_that_a_spreadsheet_made_numbers_get_their_zeros_back() {
    let number = |text: &str| Cell { kind: crate::ingest::grid::CellKind::Number, text: text.to_owned() };
    let blank = Cell::default;
    let line = |cells: [&str; 7]| cells.iter().map(|text| Cell::text(*text)).collect::<Vec<_>>();
    let rows = vec![
        line(["2024年度政府性基金预算财政拨款支出决算表", "", "", "", "", "", ""]),
        line(["部门名称", "某局", "", "", "", "", "金额单位：元"]),
        line(["功能分类科目编码", "", "", "科目名称", "合计", "基本支出", "项目支出"]),
        line(["类", "款", "项", "", "", "", ""]),
        vec![number("229"), blank(), blank(), Cell::text("其他支出"), number("5.5"), blank(), number("5.5")],
        vec![number("229"), number("60"), blank(), Cell::text("彩票公益金"), number("5.5"), blank(), number("5.5")],
        vec![number("229"), number("60"), number("2"), Cell::text("社会福利"), number("5.5"), blank(), number("5.5")],
        line(["注：本表反映部门本年度政府性基金预算财政拨款支出情况。", "", "", "", "", "", ""]),
    ];
    let sheet = Grid::new(Some("表7".into()), rows, Vec::new());
    let rows = extract(&sheet, "a.xlsx", &Constants::default(), &Forms::embedded().unwrap());
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    let lines = of(&rows, "budget_lines");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].text("function_code"), Some("2296002"));
    assert_eq!(lines[0].text("budget_type"), Some("government_fund"));
    assert_eq!(lines[0].text("phase"), Some("executed"));
    assert_eq!(lines[0].text("department"), Some("某局"));
    assert_eq!(money(lines[0], "amount"), Some(550));
    assert_eq!(lines[0].provenance.sheet.as_deref(), Some("表7"));
}

#[test]
fn two_tables_on_one_sheet_are_two_tables() {
    let rows = read(&[
        "2024年部门支出预算总表",
        "编制部门：某局,,,,单位：元",
        "科目编码,科目名称,合计,基本支出,项目支出",
        "2010601,行政运行,3,1,2",
        "合计,,3,1,2",
        "2024年部门一般公共预算支出功能分类预算表",
        "编制部门：某局,,,,单位：万元",
        "科目编码,科目名称,合计,基本支出,项目支出",
        "2010601,行政运行,3,1,x",
        "2010602,一般行政管理事务,2,,2",
    ]);
    assert_eq!(rows.forms.len(), 2);
    let kinds: Vec<_> =
        of(&rows, "budget_lines").iter().map(|row| row.text("table_kind").unwrap().to_owned()).collect();
    assert_eq!(kinds, ["all_funds", "all_funds", "single_budget"]);
    assert_eq!(money(of(&rows, "budget_lines")[2], "amount"), Some(2_000_000));
    assert_eq!(rows.rejects.len(), 1);
    assert_eq!(rows.rejects[0].text("cell"), Some("E9"));
    assert_eq!(rows.rejects[0].text("check_id"), Some("amount.unreadable"));
}

#[test]
fn the_newer_form_with_costs_and_points_in_its_labels() {
    let rows = read(&[
        "部门项目支出绩效自评表",
        "（2024年度）,,,,,,,,单位：万元",
        "项目名称,校舍维修,,,项目代码,4201162405T000000000001,,,",
        "主管部门,区教育局,,,实施单位,一中,,,",
        "项目资金,,年初预算数,全年预算数,全年执行数,分值,执行率,得分,",
        ",年度资金总额,10,12,6,10,50%,5,",
        "年度总体目标,预期目标,,,,实际完成情况,,,",
        ",完成维修,,,,已完成,,,",
        "绩效指标,一级指标,二级指标,三级指标,年度指标值,实际完成值,分值,得分,偏差原因分析及改进措施",
        ",成本指标(20分),经济成本指标,维修成本,≤12万元,11万元,20,20,",
        ",产出指标(40分),数量指标,维修校舍,≥10间,9间,40,36,雨季停工",
        ",……,,指标2,,,,,",
        "总分,,,,,,100,61,",
        "自评等级,中,,,,,,,",
    ]);
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    let evaluation = of(&rows, "evaluations")[0];
    assert_eq!(evaluation.text("subject"), Some("4201162405T000000000001"));
    assert_eq!((money(evaluation, "score"), evaluation.text("grade_reported")), (Some(6_100), Some("中")));
    assert_eq!(money(evaluation, "amount_evaluated"), Some(12_000_000));
    assert_eq!(of(&rows, "objectives")[0].text("objective"), Some("完成维修"));
    let indicators = of(&rows, "evaluation_indicators");
    assert_eq!(indicators.len(), 2);
    assert_eq!(indicators[0].text("dimension"), Some("cost"));
    assert_eq!(indicators[0].text("operator"), Some("<="));
    assert_eq!(money(indicators[1], "actual_value"), Some(9_000_000));
    assert_eq!(indicators[1].text("deviation_reason"), Some("雨季停工"));
    assert_eq!(
        of(&rows, "evaluation_funds")[0].provenance.cells.as_deref(),
        Some("initial=C6;adjusted=D6;executed=E6;weight=F6;rate_reported=G6;score_reported=H6")
    );
}

#[test]
fn an_amount_of_a_form_that_cannot_be_read_refuses_its_line() {
    let rows = read(&[
        "项目支出绩效自评表",
        "(2024年度)",
        "项目名称,校舍维修,,,,,,",
        "主管部门,区教育局,,实施单位,一中,,,",
        "项目资金(万元),,年初预算数,全年预算数,全年执行数,分值,执行率,得分",
        ",年度资金总额,10,12 13,6,10,50%,5",
        ",其他资金,1,1,1,—,,—",
    ]);
    let found: Vec<_> = rows.rejects.iter().map(|row| (row.text("cell"), row.text("severity"))).collect();
    assert_eq!(found, [(Some("D6"), Some("error"))]);
    assert_eq!(of(&rows, "evaluation_funds").len(), 1);
    assert_eq!(money(of(&rows, "evaluations")[0], "amount_evaluated"), None);
}

#[test]
fn subcolumns_of_a_kind_count_once_and_columns_that_nothing_tells_apart_are_refused() {
    let rows = read(&[
        "2024年部门支出预算表",
        "编制部门：某局,,,,,,单位：元",
        "科目编码,科目名称,合计,基本支出,,,项目支出",
        ",,,小计,人员经费,公用经费,",
        "2010601,行政运行,6,4,3,1,2",
    ]);
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    let amounts: Vec<_> = of(&rows, "budget_lines").iter().map(|row| money(row, "amount").unwrap()).collect();
    assert_eq!(amounts, [400, 200]);
    let two_years = |first: &str, second: &str| {
        let groups = format!("科目编码,科目名称,{first},,{second},");
        let kinds = ",,基本支出,项目支出,基本支出,项目支出";
        let head = ["2024年部门支出预算表", "编制部门：某局,,,,,,单位：元"];
        read(&[head[0], head[1], &groups, kinds, "2010601,行政运行,6,4,3,1"])
    };
    let rows = two_years("2023年执行数", "2024年预算数");
    assert_eq!(rows.rejects, vec![], "{rows:?}");
    let amounts: Vec<_> = of(&rows, "budget_lines").iter().map(|row| money(row, "amount").unwrap()).collect();
    assert_eq!(amounts, [300, 100], "the table's own year");
    let rows = two_years("甲", "乙");
    assert_eq!(rows.rejects.len(), 1, "{rows:?}");
    assert_eq!(rows.rejects[0].text("check_id"), Some("column.ambiguous"));
    assert!(rows.rows.is_empty());
}

#[test]
fn a_payment_dated_in_another_year_is_doubted() {
    let rows = read(&[
        "预算年度,项目代码,资金性质,支出功能分类科目编码,实际支付金额,支付日期",
        "2023,P1,一般公共预算,2050202,100,2023-12-31",
        "2023,P1,一般公共预算,2050202,7,2024-01-05",
    ]);
    assert_eq!(rows.rows.len(), 2, "both are loaded");
    let told: Vec<_> =
        rows.rejects.iter().map(|row| (row.text("cell"), row.text("check_id"), row.text("reason"))).collect();
    let reason = "expected a day of 2023; found 2024-01-05, counted in month 1 of 2023; hint: correct the day or the fiscal year";
    assert_eq!(told, [(Some("F3"), Some("payment.other_year"), Some(reason))]);
}

/// A formula that fails is no text: the row is loaded without it, or refused where it is a key.
#[test]
fn a_failed_formula_is_no_text() {
    let lines = ["预算年度,项目代码,年度绩效目标", "2023,P1,目标"];
    let mut rows: Vec<Vec<Cell>> = lines.map(|line| line.split(',').map(Cell::text).collect()).into();
    rows[1][2] = Cell { kind: CellKind::Error, text: "#REF!".to_owned() };
    let read = extract(&Grid::new(None, rows, Vec::new()), "a.csv", &Constants::default(), &Forms::embedded().unwrap());
    let told: Vec<_> =
        read.rejects.iter().map(|row| (row.text("cell"), row.text("severity"), row.text("reason"))).collect();
    let reason = "expected a value in 年度绩效目标; found `#REF!`; hint: its formula gives an error; repair the formula or \
                  type the value";
    assert_eq!(told, [(Some("C2"), Some("warning"), Some(reason))]);
    assert_eq!(read.rows.len(), 1);
}

#[test]
fn exports_in_other_delimiters_with_a_byte_order_mark() {
    let header = ["支付日期", "备用", "实际支付金额(万元)", "资金性质", "项目代码", "支出功能分类科目编码", "预算年度"];
    let line = ["2024/3/1 10:00:00", "x", "1.5", "一般公共预算", "2024001", "2050204", "2024"];
    for delimiter in ["\t", ";", ","] {
        let text = format!("\u{feff}支付明细\n{}\n{}\n", header.join(delimiter), line.join(delimiter));
        let book = crate::ingest::read::read(std::path::Path::new("a.csv"), text.as_bytes()).unwrap();
        let rows = extract(&book.grids[0], "a.csv", &Constants::default(), &Forms::embedded().unwrap());
        assert!(rows.rejects.is_empty(), "{:?}", rows.rejects);
        let payments = of(&rows, "payments");
        assert_eq!((payments.len(), money(payments[0], "amount")), (1, Some(1_500_000)), "{delimiter:?}");
        assert!(rows.notes.iter().any(|note| note.contains("备用")), "{:?}", rows.notes);
    }
}
