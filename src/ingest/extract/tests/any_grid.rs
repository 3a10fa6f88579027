//! No sheet of words that forms know, however mixed, makes reading fail.

use proptest::prelude::*;

use super::super::extract;
use crate::ingest::about::Constants;
use crate::ingest::definition::Forms;
use crate::ingest::grid::{Cell, Grid};

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
