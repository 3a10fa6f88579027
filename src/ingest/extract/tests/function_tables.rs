//! Tables by function code in the layouts in which departments publish them (支出总表, 决算公开03/05/07/08/09 表), with
//! made-up figures that add up. What each must give is added up by hand beside it.

use super::{WAN, decimal, of, read};
use crate::model::{Row, Value};

/// What a table must give: year, department, phase, and for each kind the sum in 分; how many totals it prints.
pub(super) struct Expected<'a> {
    pub(super) year: i32,
    pub(super) department: &'a str,
    pub(super) phase: &'a str,
    pub(super) budget: &'a str,
    pub(super) sums: &'a [(&'a str, i128)],
    pub(super) totals: usize,
}

#[track_caller]
pub(super) fn check(text: &str, expected: &Expected<'_>) {
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
