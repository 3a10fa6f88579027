//! Layouts in which departments publish (支出总表, 决算公开03/05/07/08/09 表, 项目支出绩效自评表), with made-up figures that
//! add up. What each must give is added up by hand beside it.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::{SheetRows, extract};
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};
use crate::model::{Row, Value};

fn read(text: &str) -> SheetRows {
    let lines = text.lines().skip(1).map(str::trim_start);
    let rows = lines.map(|line| line.split('|').map(Cell::text).collect()).collect();
    extract(&Grid::new(None, rows, Vec::new()), "a.csv", &Constants::default(), &Forms::embedded().unwrap())
}

fn of<'a>(rows: &'a SheetRows, table: &'a str) -> Vec<&'a Row> {
    rows.rows.iter().filter(|row| row.table.name == table).collect()
}

fn decimal(row: &Row, column: &str) -> Option<i128> {
    match row.get(column) {
        Some(Value::Decimal(number)) => Some(*number),
        _ => None,
    }
}

/// What a table must give: year, department, phase, and for each kind the sum in 分; how many totals it prints.
struct Expected<'a> {
    year: i32,
    department: &'a str,
    phase: &'a str,
    budget: &'a str,
    sums: &'a [(&'a str, i128)],
    totals: usize,
}

#[track_caller]
fn check(text: &str, expected: &Expected<'_>) {
    let rows = read(text);
    let brief = |rows: &[Row]| rows.iter().map(|row| format!("{:?}", row.values())).collect::<Vec<_>>().join("\n");
    assert!(rows.rejects.is_empty(), "{}{text}", brief(&rows.rejects));
    let lines = of(&rows, "budget_lines");
    assert!(!lines.is_empty(), "{:?}{text}", rows.notes);
    for line in &lines {
        assert_eq!(line.get("fiscal_year"), Some(&Value::Integer(expected.year)), "{text}");
        assert_eq!(line.text("department"), Some(expected.department), "{text}");
        assert_eq!(line.text("phase"), Some(expected.phase), "{text}");
        assert_eq!(line.text("budget_type"), Some(expected.budget), "{text}");
    }
    let mut sums: Vec<(&str, i128)> = Vec::new();
    for line in &lines {
        let (kind, amount) = (line.text("expenditure_kind").unwrap(), decimal(line, "amount").unwrap());
        match sums.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += amount,
            None => sums.push((kind, amount)),
        }
    }
    assert_eq!(sums, expected.sums, "{}{text}", brief(&rows.rows));
    let differing: Vec<Row> =
        rows.control_totals.iter().filter(|row| decimal(row, "difference") != Some(0)).cloned().collect();
    assert!(differing.is_empty(), "{}{text}", brief(&differing));
    assert_eq!(rows.control_totals.len(), expected.totals, "{}{text}", brief(&rows.control_totals));
}

const WAN: i128 = 1_000_000;

#[test]
fn final_accounts_with_a_numbering_row_and_the_total_below_the_header() {
    check(
        "
        支出决算表||||||||
        ||||||||公开03表
        部门：某市应急管理局|||2024年度||||金额单位：万元|
        项目||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出|
        功能分类科目编码|科目名称|||||||
        栏次||1|2|3|4|5|6|
        合计||1,210.50|710.50|500.00||||
        208|社会保障和就业支出|110.50|110.50|||||
        20805|　行政事业单位养老支出|110.50|110.50|||||
        2080505 |　　机关事业单位基本养老保险缴费支出|110.50|110.50|||||
        224|灾害防治及应急管理支出|1,100.00|600.00|500.00||||
        22401|　应急管理事务|1,100.00|600.00|500.00||||
        2240101|　　行政运行|600.00|600.00|||||
        2240106|　　安全监管|500.00||500.00||||
        注：本表反映部门本年度各项支出情况。本表金额转换为万元时，因四舍五入可能存在尾差。||||||||
        第 1 页，共 1 页||||||||",
        &Expected {
            year: 2024,
            department: "某市应急管理局",
            phase: "executed",
            budget: "general_public",
            sums: &[("basic", 710 * WAN + WAN / 2), ("project", 500 * WAN)],
            // grand 3; 208, 20805: 2 each; 224, 22401: 3 each; three leaves: 1 each
            totals: 3 + 4 + 6 + 3,
        },
    );
}

#[test]
fn levels_in_three_columns_with_the_numbering_in_the_header() {
    check(
        "
        2023年度支出决算表|||||||||
        编制单位：某县水利局|||||||||单位：元
        项目||||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出
        支出功能分类科目编码|||科目名称||||||
        类|款|项|栏次|1|2|3|4|5|6
        |||合计|3,000.00|1,000.00|1,500.00|200.00|100.00|200.00
        213|||农林水支出|3,000.00|1,000.00|1,500.00|200.00|100.00|200.00
        213|03||水利|3,000.00|1,000.00|1,500.00|200.00|100.00|200.00
        213|03|01|行政运行|1,200.00|1,000.00||200.00||
        213|03|05|水利工程建设|1,800.00||1,500.00||100.00|200.00",
        &Expected {
            year: 2023,
            department: "某县水利局",
            phase: "executed",
            budget: "general_public",
            sums: &[
                ("basic", 100_000),
                ("remitted", 20_000),
                ("project", 150_000),
                ("operating", 10_000),
                ("affiliate_subsidy", 20_000),
            ],
            totals: 6 + 6 + 6 + 2,
        },
    );
}

#[test]
fn a_fund_table_with_carry_overs_and_incomes_gives_this_years_expenditure() {
    check(
        "
        政府性基金预算财政拨款收入支出决算表|||||||
        公开08表|||||||
        部门：某区住房保障中心|||2024年度||||金额单位：万元
        项目||年初结转和结余|本年收入|本年支出|||年末结转和结余
        功能分类科目编码|科目名称|||小计|基本支出|项目支出|
        栏次||1|2|3|4|5|6
        合计||50.00|300.00|320.00||320.00|30.00
        212|城乡社区支出|50.00|300.00|320.00||320.00|30.00
        21208|国有土地使用权出让收入安排的支出|50.00|300.00|320.00||320.00|30.00
        2120803|城市建设支出|50.00|300.00|320.00||320.00|30.00",
        &Expected {
            year: 2024,
            department: "某区住房保障中心",
            phase: "executed",
            budget: "government_fund",
            sums: &[("project", 320 * WAN)],
            totals: 2 + 2 + 2 + 1,
        },
    );
}

#[test]
fn a_fund_table_whose_carry_overs_and_incomes_are_split_too() {
    check(
        "
        一般公共预算财政拨款收入支出决算表||||||||||||
        公开07表||||||||||||
        部门：某市文化馆|||||||2024年度|||||金额单位：元
        项目||年初结转和结余|||本年收入|||本年支出|||年末结转和结余|
        科目编码|科目名称|合计|基本支出结转|项目支出结转和结余|合计|基本支出|项目支出|合计|基本支出|项目支出|合计|项目支出结转和结余
        栏次||1|2|3|4|5|6|7|8|9|10|11
        合计||10|4|6|100|40|60|96|41|55|14|11
        207|文化旅游体育与传媒支出|10|4|6|100|40|60|96|41|55|14|11
        20701|文化和旅游|10|4|6|100|40|60|96|41|55|14|11
        2070109|群众文化|10|4|6|100|40|60|96|41|55|14|11",
        &Expected {
            year: 2024,
            department: "某市文化馆",
            phase: "executed",
            budget: "general_public",
            sums: &[("basic", 4100), ("project", 5500)],
            totals: 3 + 3 + 3 + 1,
        },
    );
}

#[test]
fn a_state_capital_table() {
    check(
        "
        国有资本经营预算财政拨款支出决算表||||
        公开09表||||
        部门：某市国资委|||2024年度|金额单位：万元
        项目||本年支出||
        功能分类科目编码|科目名称|合计|基本支出|项目支出
        栏次||1|2|3
        合计||80.00||80.00
        223|国有资本经营预算支出|80.00||80.00
        22301|解决历史遗留问题及改革成本支出|80.00||80.00
        2230105|国有企业退休人员社会化管理补助支出|80.00||80.00",
        &Expected {
            year: 2024,
            department: "某市国资委",
            phase: "executed",
            budget: "state_capital",
            sums: &[("project", 80 * WAN)],
            totals: 2 + 2 + 2 + 1,
        },
    );
}

#[test]
fn last_years_execution_beside_this_years_budget() {
    check(
        "
        表五|||||||
        一般公共预算支出表|||||||
        部门/单位：某市交通运输局|||||||单位：万元
        功能分类科目||2023年执行数|2024年预算数|||2024年预算数比2023年执行数|
        科目编码|科目名称||小计|基本支出|项目支出|增减额|增减%
        合计||95|120|70|50|25|26.3
        214|交通运输支出|95|120|70|50|25|26.3
        21401|公路水路运输|95|120|70|50|25|26.3
        2140101|行政运行|65|70|70||5|7.7
        2140106|公路养护|30|50||50|20|66.7",
        &Expected {
            year: 2024,
            department: "某市交通运输局",
            phase: "initial",
            budget: "general_public",
            sums: &[("basic", 70 * WAN), ("project", 50 * WAN)],
            totals: 3 + 3 + 3 + 2,
        },
    );
    // both years with their kinds
    check(
        "
        某市交通运输局2024年一般公共预算支出预算表|||||||
        |||||||（万元）
        科目编码|科目名称|2023年预算数|||2024年预算数||
        ||合计|基本支出|项目支出|合计|基本支出|项目支出
        2140101|行政运行|65|60|5|70|70|
        2140106|公路养护|30||30|50||50
        总计||95|60|35|120|70|50",
        &Expected {
            year: 2024,
            department: "某市交通运输局",
            phase: "initial",
            budget: "general_public",
            sums: &[("basic", 70 * WAN), ("project", 50 * WAN)],
            totals: 3 + 2,
        },
    );
}

#[test]
fn kinds_split_into_staff_and_running_costs() {
    let expected = |totals| Expected {
        year: 2024,
        department: "某县司法局",
        phase: "initial",
        budget: "general_public",
        sums: &[("basic", 900), ("project", 100)],
        totals,
    };
    // with 小计, without it, and with the parts alone
    check(
        "
        2024年部门支出总表|||||||
        部门名称：|某县司法局||||金额单位：元（保留两位小数）||
        科目编码|科目名称|总计|基本支出|||项目支出|备注
        |||小计|人员经费|公用经费||
        合 计||10|9|6|3|1|
        20406|司法|10|9|6|3|1|
        2040601|行政运行|9|9|6|3||
        2040604|基层司法业务|1||||1|",
        &expected(3 + 3 + 2),
    );
    check(
        "
        2024年某县司法局部门预算支出总表||||||
        单位：元||||||
        科目编码|科目名称|合计|基本支出||项目支出|
        |||人员支出|日常公用支出||
        2040601|行政运行|9|6|3||
        2040604|基层司法业务|1|||1|
        合计||10|6|3|1|",
        &expected(3 + 2),
    );
    check(
        "
        支出预算总表|||||
        单位名称：某县司法局|2024年||||单位：元
        支出功能分类科目|合计|人员经费|公用经费|项目支出|
        204公共安全支出|10|6|3|1|
        20406司法|10|6|3|1|
        2040601行政运行|9|6|3||
        2040604基层司法业务|1|||1|",
        &expected(6 + 2),
    );
}

#[test]
fn tables_of_several_units() {
    // Sichuan: unit codes, the unit's total in the column of names
    let rows = read(
        "
        部门支出总表||||||||
        部门：某省教育厅|||2024年|||||金额单位：万元
        项目|||||合计|基本支出|项目支出|
        科目编码|||单位代码|单位名称（科目）||||
        类|款|项||||||
        ||||合计|160.00|100.00|60.00|
        |||310001|某省教育厅机关|90.00|50.00|40.00|
        205|01|01|310001|行政运行|50.00|50.00||
        205|01|02|310001|一般行政管理事务|40.00||40.00|
        |||310002|某省电教馆|70.00|50.00|20.00|
        205|01|99|310002|其他教育管理事务支出|70.00|50.00|20.00|",
    );
    assert!(rows.rejects.is_empty(), "{rows:?}");
    let lines = of(&rows, "budget_lines");
    let sum: i128 = lines.iter().filter_map(|row| decimal(row, "amount")).sum();
    assert_eq!((lines.len(), sum), (4, 160 * WAN));
    assert_eq!(rows.control_totals.len(), 3 + 3 + 3 + 3);
    assert!(rows.control_totals.iter().all(|row| decimal(row, "difference") == Some(0)), "{:?}", rows.control_totals);
    // unit names before the code, each unit's 小计, merged unit cells left blank
    let rows = read(
        "
        2024年部门支出预算表||||||
        编制部门：某区教育局||||||单位：元
        序号|单位名称|科目编码|科目名称|合计|基本支出|项目支出
        1|一中|2050204|高中教育|30|20|10
        2||2080505|养老保险|5|5|
        3||小计||35|25|10
        4|二中|2050203|初中教育|20|20|
        5||2080505|养老保险|4|4|
        6||小计||24|24|
        |合计|||59|49|10",
    );
    assert!(rows.rejects.is_empty(), "{:?}", rows.rejects);
    let units: Vec<_> = of(&rows, "budget_lines").iter().map(|row| row.text("unit").unwrap().to_owned()).collect();
    assert_eq!(units, ["一中", "一中", "一中", "二中", "二中"]);
    assert!(rows.control_totals.iter().all(|row| decimal(row, "difference") == Some(0)), "{:?}", rows.control_totals);
    assert_eq!(rows.control_totals.len(), 3 + 3 + 2 + 4);
}

#[test]
fn pages_that_repeat_their_header_and_page_numbers_between() {
    check(
        "
        2024年部门支出预算总表||||
        编制部门：某区审计局||||单位：元
        项目||支出预算||
        功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出
        201|一般公共服务支出|7.5|2.5|5
        20108|审计事务|7.5|2.5|5
        本页小计||15|5|10
        -1-||||
        2024年部门支出预算总表||||
        编制部门：某区审计局||||单位：元
        项目||支出预算||
        功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出
        2010801|行政运行|2.5|2.5|
        2010804|审计业务|6||6
        2010899.0|其他审计事务支出|(1.00)||(1.00)
        合计||7.5|2.5|5
        -2-||||",
        &Expected {
            year: 2024,
            department: "某区审计局",
            phase: "initial",
            budget: "general_public",
            sums: &[("basic", 250), ("project", 500)],
            totals: 3 + 3 + 3 + 3,
        },
    );
}

#[test]
fn empty_tables_say_that_there_is_no_business() {
    for text in [
        "
        政府性基金预算财政拨款收入支出决算表|||||||
        部门：某市档案馆|||2024年度||||金额单位：万元
        项目||年初结转和结余|本年收入|本年支出|||年末结转和结余
        功能分类科目编码|科目名称|||小计|基本支出|项目支出|
        栏次||1|2|3|4|5|6
        合计||0.00|0.00|0.00|0.00|0.00|0.00
        |||||||
        注：本部门2024年度无政府性基金预算财政拨款收入支出，故本表为空。|||||||",
        "
        2024年政府性基金预算支出表||||
        部门：某市档案馆||||单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        本部门无政府性基金预算支出，故本表无数据||||",
        "
        某市档案馆2024年政府性基金预算支出预算表||||
        ||||单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        无|无|0|0|0
        合计||||",
    ] {
        let rows = read(text);
        assert!(rows.rejects.is_empty(), "{:?}{text}", rows.rejects);
        let scope = of(&rows, "budget_scope");
        assert_eq!(scope.len(), 1, "{:?}{text}", rows.notes);
        assert_eq!(scope[0].text("department"), Some("某市档案馆"), "{text}");
        assert_eq!(scope[0].text("budget_type"), Some("government_fund"));
        assert_eq!(scope[0].text("status"), Some("no_business"));
        assert!(of(&rows, "budget_lines").is_empty());
    }
}

#[test]
fn tables_beside_known_ones_are_left_alone() {
    let rows = read(
        "
        某局2024年部门预算公开表||||
        2024年部门支出预算总表||||
        编制部门：某局||||单位：元
        科目编码|科目名称|合计|基本支出|项目支出
        2010601|行政运行|3|1|2
        合计||3|1|2
        2024年部门收入预算总表||||
        编制部门：某局||||单位：元
        科目编码|科目名称|合计|财政拨款收入|事业收入
        2010601|行政运行|3|1|2
        合计||3|1|2
        一般公共预算基本支出表||||
        经济分类科目编码|科目名称|合计|人员经费|公用经费
        301|工资福利支出|1|1|
        合计||1|1|",
    );
    assert!(rows.rejects.is_empty(), "{:?}", rows.rejects);
    assert_eq!(of(&rows, "budget_lines").len(), 2);
    assert_eq!(rows.control_totals.len(), 4);
    assert_eq!(rows.notes.len(), 2, "{:?}", rows.notes);
}

#[test]
fn more_names_of_the_same_table() {
    let expected = |year, department, totals| Expected {
        year,
        department,
        phase: "initial",
        budget: "general_public",
        sums: &[("basic", 30 * WAN), ("project", 20 * WAN)],
        totals,
    };
    // Hubei: the table's number beside the title, a blank line, totals first
    check(
        "
        表3|部门支出总表||||||
        部门：某省文化和旅游厅|||2025年||||单位：万元
        |||||||
        科目编码|科目名称|合计|基本支出|项目支出|事业单位经营支出|上缴上级支出|对附属单位补助支出
        |合计|50.00|30.00|20.00|||
        [207]|文化旅游体育与传媒支出|50.00|30.00|20.00|||
        [20701]|　文化和旅游|50.00|30.00|20.00|||
        [2070101]|　　行政运行|30.00|30.00||||
        [2070104]|　　图书馆|20.00||20.00|||",
        &expected(2025, "某省文化和旅游厅", 9 + 2),
    );
    // Guangdong: 支出总体情况表, the unit in brackets, carry-over at the end, one unit named
    check(
        "
        部门支出总体情况表|||||||
        单位名称：某市博物馆|||2024年|||（万元）|
        支出功能分类科目编码|支出功能分类科目名称|合计|基本支出|项目支出|事业单位经营支出|对附属单位补助支出|结转下年
        2070205|博物馆|50|30|20|||
        支出总计||50|30|20|||",
        &expected(2024, "某市博物馆", 3 + 1),
    );
    // Beijing: owner, level and year in the title, levels as whole codes in three columns
    check(
        "
        某市地震局（本级）2024年度支出预算总表||||||
        预算04表||||||金额单位：人民币万元
        类|款|项|科目名称|合计|基本支出|项目支出
        224|||灾害防治及应急管理支出|50|30|20
        224|22405||地震事务|50|30|20
        224|22405|2240501|行政运行|30|30|
        224|22405|2240504|地震监测|20||20
        总  计|||||||
        ",
        &expected(2024, "某市地震局(本级)", 6 + 2),
    );
    // Shandong: budget number as group of the year, 序号, ordinals, a sign-off row
    check(
        "
        某区统计局部门预算公开表||||||
        2024年一般公共预算支出表|||||编制日期：2023年12月20日|金额单位：万元
        序号|功能分类科目||2024年预算数|||备注
        |科目编码|科目名称|合计|基本支出|项目支出|
        |**|**|1|2|3|
        |合计||50|30|20|
        1|201|一般公共服务支出|50|30|20|
        2|20105|统计信息事务|50|30|20|
        3|2010501|行政运行|30|30||
        4|2010505|专项统计业务|20||20|含普查
        单位负责人：甲||财务负责人：乙||制表人：丙||",
        &expected(2024, "某区统计局", 9 + 2),
    );
}

#[test]
fn two_departments_one_after_another_are_two_tables() {
    let rows = read(
        "
        支出决算表||||
        部门：甲局|2024年度|||单位：元
        科目编码|科目名称|本年支出合计|基本支出|项目支出
        2010601|行政运行|3|1|2
        合计||3|1|2
        支出决算表||||
        部门：乙局|2024年度|||单位：元
        科目编码|科目名称|本年支出合计|基本支出|项目支出
        2010601|行政运行|7|3|4
        合计||7|3|4",
    );
    assert!(rows.rejects.is_empty(), "{:?}", rows.rejects);
    let found: Vec<_> = of(&rows, "budget_lines")
        .iter()
        .map(|row| (row.text("department").unwrap().to_owned(), decimal(row, "amount").unwrap()))
        .collect();
    let expected = [("甲局", 100), ("甲局", 200), ("乙局", 300), ("乙局", 400)];
    assert_eq!(found, expected.map(|(department, amount)| (department.to_owned(), amount)));
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
        assert_eq!((payments.len(), decimal(payments[0], "amount")), (1, Some(1_500_000)), "{delimiter:?}");
        assert!(rows.notes.iter().any(|note| note.contains("备用")), "{:?}", rows.notes);
    }
}

fn form(text: &str) -> SheetRows {
    let rows = read(text);
    let reasons: Vec<_> = rows.rejects.iter().map(|row| (row.text("cell"), row.text("reason"))).collect();
    assert!(reasons.is_empty(), "{reasons:?}{text}");
    rows
}

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

mod any_grid {
    use proptest::prelude::*;

    use super::*;

    fn cell() -> impl Strategy<Value = String> {
        let words = [
            "",
            "",
            "",
            "项目",
            "合计",
            "小计",
            "科目编码",
            "科目名称",
            "基本支出",
            "项目支出",
            "类",
            "款",
            "项",
            "201",
            "20106",
            "2010601",
            "06",
            "1,234.50",
            "-",
            "2024年部门支出总表",
            "项目支出绩效自评表",
            "(2024年度)",
            "单位：元",
            "部门：某局",
            "项目名称",
            "主管部门",
            "实施单位",
            "项目资金(万元)",
            "年初预算数",
            "全年预算数",
            "全年执行数",
            "年度资金总额",
            "一级指标",
            "三级指标",
            "年度指标值",
            "实际完成值",
            "得分",
            "分值",
            "总分",
            "预期目标",
            "栏次",
            "单位代码",
            "本年支出",
            "年初结转和结余",
            "2023年执行数",
            "预算年度",
            "项目代码",
            "资金性质",
            "实际支付金额",
            "支付日期",
            "注：",
            "产出指标(50分)",
            "≥90%",
        ];
        prop_oneof![9 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => "\\PC{0,8}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn is_read_without_a_panic(cells in proptest::collection::vec(proptest::collection::vec(cell(), 0..8), 0..14)) {
            let rows = cells.into_iter().map(|row| row.into_iter().map(Cell::text).collect()).collect();
            let forms = FORMS.get_or_init(|| Forms::embedded().unwrap());
            extract(&Grid::new(None, rows, Vec::new()), "a.csv", &Constants::default(), forms);
        }
    }

    static FORMS: std::sync::OnceLock<Forms> = std::sync::OnceLock::new();
}
