//! The layouts of published tables that go wrong (domain notes §8), each with what must be said of it.

use super::{decimal, found, of, read, read_whole};
use crate::model::Value;

const TABLE: &str = "
        2024年部门支出预算总表|||||
        编制部门：某局|||||单位：元
        科目编码|科目名称|合计|基本支出|项目支出|
        2010601|行政运行|3|1|2|
        合计||3|1|2|";

#[test]
fn a_department_left_empty() {
    let rows = read(&TABLE.replace("编制部门：某局", "编制部门："));
    assert_eq!(
        found(&rows),
        [(
            "A3",
            "department.unknown",
            "expected the department on a line `编制部门：…` above the table; found none; hint: give `department` for \
             this file in an about.toml beside it, or with --about FILE"
        )]
    );
    assert_eq!((rows.rows_read, rows.rows_rejected, rows.rows.len()), (1, 1, 0));
}

#[test]
fn a_year_a_unit_that_nothing_says() {
    let rows = read(&TABLE.replace("2024年", ""));
    assert_eq!(
        found(&rows),
        [(
            "A3",
            "year.unknown",
            "expected the budget year in the title or the lines above the table; found none; hint: give `fiscal_year` \
             for this file in an about.toml beside it, or with --about FILE"
        )]
    );
    let rows = read(&TABLE.replace("单位：元", ""));
    assert_eq!(
        found(&rows),
        [(
            "A3",
            "unit.unknown",
            "expected a line `单位：元` (or 万元, 亿元) above the table; found none; hint: add that line, the size of the \
             figures does not tell the unit"
        )]
    );
}

#[test]
fn a_total_row_that_misses_cells() {
    // moved left because its label is a merged cell: as many cells as columns
    let rows = read_whole(&TABLE.replace("合计||3|1|2|", "合计|3|1|2||"));
    assert!(rows.control_totals.iter().all(|row| decimal(row, "difference") == Some(0)), "{:?}", rows.control_totals);
    // two cells for three columns: nothing says which
    let rows = read(&TABLE.replace("合计||3|1|2|", "合计|3|2|||"));
    assert_eq!(
        found(&rows),
        [(
            "A5",
            "total.shifted",
            "expected 3 amounts in the total row, one for each column; found another number of cells, so the total was \
             not compared; hint: put each amount under its header"
        )]
    );
    assert_eq!(of(&rows, "budget_lines").len(), 2);
    // no total row at all is nothing to say
    let rows = read_whole(&TABLE.replace("合计||3|1|2|", ""));
    assert_eq!(of(&rows, "budget_lines").len(), 2);
}

#[test]
fn a_row_without_a_code_and_one_with_a_bad_one() {
    let rows = read(&TABLE.replace(
        "2010601|行政运行|3|1|2|",
        "2010601|行政运行|3|1|2|\n        |其他|5||5|\n        20106A1|其他|7||7|",
    ));
    assert_eq!(
        found(&rows),
        [
            (
                "A5",
                "key.missing",
                "expected a function code of 3, 5 or 7 digits; found none; hint: type the code, or take the row out if \
                 it is not part of the table"
            ),
            ("A6", "code.unreadable", "expected a function code of 3, 5 or 7 digits; found `20106A1`"),
        ]
    );
    assert_eq!((rows.rows_read, rows.rows_rejected), (3, 2));
}

#[test]
fn two_amounts_glued_in_one_cell_of_a_table() {
    let rows = read(&TABLE.replace("|3|1|2|\n", "|3|3,182,716,265.16 56,865,583.16|2|\n"));
    let found = found(&rows);
    assert_eq!((found.len(), found[0].0, found[0].1), (1, "D4", "amount.unreadable"));
    assert!(
        found[0].2.starts_with("expected an amount in 基本支出; found `3,182,716,265.16 56,865,583.16`"),
        "{found:?}"
    );
}

#[test]
fn names_broken_by_line_breaks_and_indents_are_one_name() {
    let rows = read_whole(&TABLE.replace("行政运行", "　　1.机关事业单位基本养老保\u{2028}险缴费支出 "));
    assert_eq!(of(&rows, "budget_lines")[0].text("function_name"), Some("1.机关事业单位基本养老保 险缴费支出"));
    let rows = read_whole(&TABLE.replace("部门支出预算总表", "部门支出\u{a0}预算总表"));
    assert_eq!(of(&rows, "budget_lines").len(), 2);
}

const FORM: &str = "
        项目支出绩效自评表|||||||
        （2024年度）|||||||
        项目名称|校舍维修||||||
        主管部门|某区教育局||||实施单位|一中|
        项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分
        |年度资金总额|10|10|9|10|90%|9
        年度总体目标|预期目标|||实际完成情况|||
        |OBJECTIVE||||||
        绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
        |产出指标|数量指标|指标1：维修校舍|≥3栋|3栋|50|50
        |||指标2：||||
        |||XX||||
        |||……||||
        |效益指标|社会效益指标|安全隐患|消除|||
        总分||||||100|59";

#[test]
fn a_templates_own_text_is_none_of_the_forms() {
    let rows = read(&FORM.replace("OBJECTIVE", "简要说明年度目标（100字以内）"));
    assert_eq!(
        found(&rows),
        [(
            "B8",
            "template.left",
            "expected the objective; found the template's own text `简要说明年度目标(100字以内)`; hint: fill it in"
        )]
    );
    assert!(of(&rows, "objectives").is_empty());
    let names: Vec<_> = of(&rows, "indicators").iter().map(|row| row.text("name").unwrap().to_owned()).collect();
    assert_eq!(names, ["维修校舍", "安全隐患"]);
    for template in ["目标1：……", "XXX", "目标1：×××　目标2：……"] {
        let rows = read(&FORM.replace("OBJECTIVE", template));
        assert_eq!(found(&rows).iter().map(|row| row.1).collect::<Vec<_>>(), ["template.left"], "{template}");
    }
    for objective in ["43.2", "维修校舍3栋（100字以内），消除全部安全隐患，保障师生安全", "目标1：维修校舍"]
    {
        let rows = read_whole(&FORM.replace("OBJECTIVE", objective));
        assert_eq!(of(&rows, "objectives").len(), 1, "{objective}");
    }
}

#[test]
fn how_the_objective_was_attained_is_kept_and_what_is_not_is_said() {
    let rows = read_whole(&FORM.replace("|OBJECTIVE||||||", "|维修校舍3栋|||已全部完成|||").replace("消除|||", "|||"));
    let objective = of(&rows, "objectives")[0];
    assert_eq!((objective.text("objective"), objective.text("attained")), (Some("维修校舍3栋"), Some("已全部完成")));
    assert_eq!(objective.provenance.cells.as_deref(), Some("objective=B8;attained=E8"));
    let left = "indicators without a target, a result or a score were left out: 安全隐患 (D14)";
    assert!(rows.notes.iter().any(|note| note == left), "{:?}", rows.notes);
}

#[test]
fn a_form_without_a_name_or_a_year() {
    let rows = read(&FORM.replace("项目名称|校舍维修", "项目名称|"));
    assert_eq!(
        found(&rows),
        [("A4", "key.missing", "expected the project's name beside 项目名称; found none; hint: fill it in")]
    );
    let rows = read(&FORM.replace("（2024年度）", "（  年度）"));
    assert_eq!(
        found(&rows),
        [(
            "A1",
            "year.unknown",
            "expected the year of the form, such as (2024年度); found none; hint: give `fiscal_year` for this file in an \
             about.toml beside it, or with --about FILE"
        )]
    );
    assert_eq!((rows.rows_read, rows.rows_rejected), (1, 1));
}

#[test]
fn several_forms_on_a_sheet_with_page_numbers_between() {
    let second = FORM.replace("校舍维修", "设备购置").replace("（2024年度）", "（2023年度）");
    let rows = read(&format!("{FORM}\n        -1-|||||||{second}").replace("OBJECTIVE", "完成全部任务"));
    assert_eq!(found(&rows), []);
    let found: Vec<_> = of(&rows, "evaluations")
        .iter()
        .map(|row| (row.get("fiscal_year").cloned(), row.text("subject").unwrap().to_owned()))
        .collect();
    let expected = [(2024, "name:一中/校舍维修"), (2023, "name:一中/设备购置")];
    assert_eq!(found, expected.map(|(year, subject)| (Some(Value::Integer(year)), subject.to_owned())));
}

#[test]
fn a_subtotal_and_a_total_that_are_wrong_are_listed_with_their_cells() {
    // 款 21201 off by 1 元, the total off by more than rounding
    let rows = read_whole(
        "
        2025年部门支出预算总表||||
        编制部门：某街道||||单位：元
        科目编码|科目名称|合计|基本支出|项目支出
        21201|城乡社区管理事务|94,995,790|77,381,546|17,614,243
        2120101|行政运行|77,531,546|77,381,546|150,000
        2120102|一般行政管理事务|17,464,243|0|17,464,243
        合计||94,996,789|77,381,546|17,615,243",
    );
    let differing: Vec<_> = rows
        .control_totals
        .iter()
        .filter(|row| decimal(row, "difference") != Some(0))
        .map(|row| {
            (row.text("cell").unwrap(), decimal(row, "difference").unwrap(), row.get("within_rounding").cloned())
        })
        .collect();
    let (rounding, wrong) = (Some(Value::Flag(true)), Some(Value::Flag(false)));
    assert_eq!(differing, [("C4", 100, rounding), ("C7", 100_000, wrong.clone()), ("E7", 100_000, wrong)]);
    // nothing of it stops the load
    assert_eq!((rows.rejects.len(), rows.rows_rejected), (0, 0));
}
