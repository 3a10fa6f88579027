//! 绩效目标申报表 (财预〔2015〕88号) in its newer and older form.

use super::{decimal, found, of, read, read_whole as form};
use crate::model::{Row, Value};

#[test]
fn a_declaration_gives_the_objective_its_amounts_and_its_indicators() {
    let rows = form(
        "
        附件1|||||||
        项目支出绩效目标申报表|||||||
        （2025年度）|||||||
        项目名称|老旧小区改造||||项目代码|42011625T000000000012|
        主管部门及代码|[302]某区住建局||||实施单位|某区房屋管理中心|
        项目属性|延续项目||||项目期|2024-2026年|
        项目资金申请（万元）|年度资金总额：|||1,200.50|||
        |其中：财政拨款|||1,000.50|||
        |　　　其他资金|||200|||
        年度总体目标|完成12个小区改造，居民满意||||||
        绩效指标|一级指标|二级指标|三级指标|符号|指标值|计量单位|权重
        |成本指标|经济成本指标|单位改造成本|≤|300|元/平方米|20
        |产出指标|数量指标|改造小区数|≥|12|个|20
        ||质量指标|验收合格率|=|100|%|20
        |效益指标|社会效益指标|居住环境|定性|明显改善||20
        ||……||||
        |满意度指标|服务对象满意度指标|居民满意度|≥|90|%|10
        填表人：甲||||联系电话：1|||",
    );
    let objective = of(&rows, "objectives")[0];
    assert_eq!(objective.get("fiscal_year"), Some(&Value::Integer(2025)));
    assert_eq!(objective.text("subject"), Some("42011625T000000000012"));
    assert_eq!(objective.text("objective"), Some("完成12个小区改造，居民满意"));
    // 1,200.50 万元 in 分
    assert_eq!(decimal(objective, "requested_amount"), Some(1_200_500_000));
    assert_eq!(decimal(objective, "amount"), Some(1_200_500_000));
    assert_eq!(objective.provenance.cells.as_deref(), Some("objective=B10;requested_amount=E7;amount=E7"));
    let brief = |row: &Row| {
        let text = |column: &str| row.text(column).unwrap_or_default().to_owned();
        (text("dimension"), text("name"), text("operator"), decimal(row, "target_value"), decimal(row, "weight"))
    };
    let indicators: Vec<_> = of(&rows, "indicators").into_iter().map(brief).collect();
    let expected = [
        ("cost", "单位改造成本", "<=", None, 2000),
        ("output", "改造小区数", ">=", Some(12_000_000), 2000),
        ("output", "验收合格率", "=", Some(100_000_000), 2000),
        ("benefit", "居住环境", "qualitative", None, 2000),
        ("satisfaction", "居民满意度", ">=", Some(90_000_000), 1000),
    ];
    for (found, (dimension, name, operator, value, weight)) in indicators.iter().zip(expected) {
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), (dimension, name, operator));
        assert!(name == "单位改造成本" || found.3 == value, "{found:?}");
        assert_eq!(found.4, Some(weight));
    }
    assert_eq!(indicators.len(), 5);
    assert!(of(&rows, "evaluations").is_empty() && of(&rows, "evaluation_indicators").is_empty());
    assert!(rows.notes.iter().any(|note| note.contains("by source of funds are not kept") && note.contains("E8, E9")));
}

#[test]
fn the_older_form_prints_the_medium_term_beside_the_year() {
    let rows = form(
        "
        项目支出绩效目标表|||||||
        （2024年度）|||||||
        项目名称|乡村道路养护||||||
        主管部门|某县交通局||||实施单位|某县公路中心|
        项目资金（万元）|中期资金总额：||300|年度资金总额：|||100
        |其中：财政拨款||300|其中：财政拨款|||100
        |其他资金|||其他资金|||
        总体目标|中期目标（2024年—2026年）|||年度目标|||
        |三年养护900公里|||养护300公里|||
        绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值
        |产出指标|数量指标|养护里程|≥900公里|数量指标|养护里程|≥300公里
        ||质量指标|合格率|≥95%|质量指标|合格率|≥96%
        |效益指标|社会效益指标|事故数|下降|社会效益指标|事故数|下降",
    );
    let objective = of(&rows, "objectives")[0];
    assert_eq!(objective.text("objective"), Some("养护300公里"));
    assert_eq!((decimal(objective, "amount"), decimal(objective, "requested_amount")), (Some(100_000_000), None));
    let targets: Vec<_> =
        of(&rows, "indicators").iter().map(|row| row.text("target_text").unwrap().to_owned()).collect();
    assert_eq!(targets, ["≥300公里", "≥96%", "下降"]);
    assert!(rows.notes.iter().any(|note| note.contains("medium term are not kept")), "{:?}", rows.notes);
}

#[test]
fn an_amount_without_a_unit_is_not_guessed() {
    let rows = read(
        "
        项目支出绩效目标申报表||||
        （2025年度）||||
        项目名称|校舍维修|||
        主管部门|某区教育局||实施单位|一中
        项目资金|年度资金总额|120||
        年度目标|维修校舍|||
        一级指标|二级指标|三级指标|指标值|
        产出指标|数量指标|维修校舍|≥3栋|",
    );
    assert_eq!(
        found(&rows),
        [(
            "A1",
            "unit.unknown",
            "expected the unit of the funds, such as 项目资金（万元）; found none; hint: print it there or on a line \
             `单位：万元`"
        )]
    );
    assert_eq!(of(&rows, "objectives")[0].get("amount"), None);
    assert_eq!(of(&rows, "indicators").len(), 1);
}
