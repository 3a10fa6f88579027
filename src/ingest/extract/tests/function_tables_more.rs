//! Tables by function code of several units, on several pages, empty ones, and further names of the same table.

use super::function_tables::{Expected, check};
use super::{WAN, decimal, of, read};

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
