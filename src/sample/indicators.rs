//! The indicators that projects of a theme set themselves (财预〔2021〕101号: 成本 from 2022 on).

/// An indicator before its target is drawn.
pub(super) struct IndicatorTemplate {
    /// 一级指标.
    pub(super) dimension: &'static str,
    /// 二级指标.
    pub(super) subdimension: &'static str,
    /// 三级指标.
    pub(super) name: &'static str,
    /// 计算符号.
    pub(super) operator: &'static str,
    /// The least and the greatest target.
    pub(super) target: (i128, i128),
    /// The most that can be reached.
    pub(super) most: i128,
    /// The target of a qualitative indicator.
    pub(super) qualitative: &'static str,
    /// What a qualitative indicator reports when it was reached in part.
    pub(super) partly: &'static str,
    /// 计量单位.
    pub(super) unit: &'static str,
    /// 权重.
    pub(super) weight: i128,
}

/// The words of a theme.
struct Theme {
    name: &'static str,
    objective: &'static str,
    quantity: (&'static str, &'static str, i128, i128),
    quality: &'static str,
    benefit: (&'static str, &'static str, &'static str),
    satisfaction: &'static str,
}

static THEMES: [Theme; 5] = [
    Theme {
        name: "民生",
        objective: "补助资金按时足额发放，保障对象应保尽保，群众满意度不低于90%",
        quantity: ("服务保障对象数量", "人次", 200, 9000),
        quality: "对象认定准确率",
        benefit: ("社会效益", "群众生活保障水平", "有效提升"),
        satisfaction: "受益群众满意度",
    },
    Theme {
        name: "经济发展",
        objective: "支持企业和产业发展，带动社会投入，企业满意度不低于90%",
        quantity: ("支持企业（项目）数量", "个", 10, 240),
        quality: "项目验收合格率",
        benefit: ("经济效益", "对产业发展的带动作用", "明显增强"),
        satisfaction: "扶持企业满意度",
    },
    Theme {
        name: "生态环境",
        objective: "完成治理任务，环境质量持续改善，公众满意度不低于90%",
        quantity: ("完成治理点位数量", "处", 5, 120),
        quality: "治理达标率",
        benefit: ("生态效益", "区域环境质量", "持续改善"),
        satisfaction: "周边居民满意度",
    },
    Theme {
        name: "城市治理",
        objective: "设施建设和维护按计划完成，城市运行平稳，居民满意度不低于90%",
        quantity: ("建设维护设施数量", "处", 8, 360),
        quality: "工程质量合格率",
        benefit: ("社会效益", "城市公共服务能力", "有效提升"),
        satisfaction: "居民满意度",
    },
    Theme {
        name: "政务运行",
        objective: "保障业务正常开展，提高履职效率，服务对象满意度不低于90%",
        quantity: ("保障业务事项数量", "项", 6, 90),
        quality: "业务办结合规率",
        benefit: ("社会效益", "履职保障能力", "有所增强"),
        satisfaction: "服务对象满意度",
    },
];

/// The year in which 成本 became a dimension of its own here.
const COST_SINCE: i32 = 2022;

/// The objective's wording of a theme and its indicators in a year; their weights sum to 90, execution has the rest.
pub(super) fn of_theme(theme: &str, year: i32) -> (&'static str, Vec<IndicatorTemplate>) {
    let words = THEMES.iter().find(|known| known.name == theme).unwrap_or(&THEMES[4]);
    let has_cost = year >= COST_SINCE;
    let weights = if has_cost { [20, 10, 10, 20] } else { [20, 15, 15, 30] };
    let percent = |dimension, subdimension, name, target, weight| IndicatorTemplate {
        dimension,
        subdimension,
        name,
        operator: "≥",
        target,
        most: 100,
        qualitative: "",
        partly: "",
        unit: "%",
        weight,
    };
    let (quantity, unit, least, most) = words.quantity;
    let mut indicators = vec![
        IndicatorTemplate {
            operator: "≥",
            unit,
            most: i128::MAX,
            ..percent("产出指标", "数量指标", quantity, (least, most), weights[0])
        },
        percent("产出指标", "质量指标", words.quality, (95, 98), weights[1]),
        percent("产出指标", "时效指标", "任务按期完成率", (95, 100), weights[2]),
        IndicatorTemplate {
            operator: "定性",
            qualitative: words.benefit.2,
            partly: "部分达成",
            unit: "",
            ..percent("效益指标", words.benefit.0, words.benefit.1, (0, 0), weights[3])
        },
        percent("满意度指标", "服务对象满意度", words.satisfaction, (90, 95), 10),
    ];
    if has_cost {
        let cost = percent("成本指标", "经济成本指标", "项目总成本", (0, 0), 20);
        indicators.insert(0, IndicatorTemplate { operator: "≤", unit: "万元", ..cost });
    }
    (words.objective, indicators)
}
