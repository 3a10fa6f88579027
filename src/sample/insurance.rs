//! The social-insurance budget: six schemes, without projects; each scheme is the subject of its own performance.

use super::budgets::scaled;
use super::district::{
    District, Evaluation, Evaluator, FIRST_YEAR, Indicator, InsuranceAmounts, InsuranceYear, LAST_YEAR, Monitoring,
    Objective, Subject, day,
};
use crate::model::random::Random;
use crate::model::{Money, round_half_away};

/// A scheme: its name, a usual year's spending in 万元, and whether the district manages it.
struct Scheme {
    name: &'static str,
    size: i128,
    is_managed_here: bool,
    /// The first year it has objectives and is evaluated; monitoring follows a year later.
    performance_since: i32,
}

static SCHEMES: [Scheme; 6] = [
    Scheme { name: "企业职工基本养老保险基金", size: 0, is_managed_here: false, performance_since: 9999 },
    Scheme {
        name: "城乡居民基本养老保险基金", size: 9_800, is_managed_here: true, performance_since: 2022
    },
    Scheme {
        name: "机关事业单位基本养老保险基金", size: 21_500, is_managed_here: true, performance_since: 2022
    },
    Scheme { name: "职工基本医疗保险基金", size: 18_600, is_managed_here: true, performance_since: 2023 },
    Scheme {
        name: "城乡居民基本医疗保险基金", size: 26_400, is_managed_here: true, performance_since: 2022
    },
    Scheme { name: "失业保险基金", size: 2_300, is_managed_here: true, performance_since: 2023 },
];

/// The position of 人力资源和社会保障局 among the departments.
const LABOUR: usize = 4;

/// The schemes' money over the years.
pub(super) fn schemes(seed: u64) -> Vec<InsuranceYear> {
    let mut years = Vec::new();
    for scheme in &SCHEMES {
        let mut random = Random::stream(seed, scheme.name, "insurance");
        let mut spending = Money::from_yuan(scheme.size * 10_000);
        let mut cumulative = scaled(spending, 1400);
        for year in FIRST_YEAR..=LAST_YEAR {
            spending = scaled(spending, 1000 + random.between(20, 80));
            let income = scaled(spending, random.between(980, 1120));
            let spent = scaled(spending, random.between(955, 1005));
            let received = scaled(income, random.between(970, 1030));
            cumulative = cumulative + received - spent;
            let amounts = InsuranceAmounts { income: (income, received), spending: (spending, spent), cumulative };
            years.push(InsuranceYear { year, fund: scheme.name, amounts: scheme.is_managed_here.then_some(amounts) });
        }
    }
    years
}

/// Records the schemes' objectives, monitoring and evaluations of a year.
pub(super) fn add_year(seed: u64, district: &mut District, year: i32) {
    for scheme in SCHEMES.iter().filter(|scheme| year >= scheme.performance_since) {
        let Some(amounts) = district
            .insurance
            .iter()
            .find(|insurance| insurance.year == year && insurance.fund == scheme.name)
            .and_then(|insurance| insurance.amounts)
        else {
            continue;
        };
        let mut random = Random::stream(seed, scheme.name, &format!("performance {year}"));
        let subject = Subject {
            kind: "险种",
            code: scheme.name.to_owned(),
            name: scheme.name.to_owned(),
            department: LABOUR,
            unit: district.departments[LABOUR].name.clone(),
        };
        let (budget, spent) = amounts.spending;
        let indicators = indicators(&mut random);
        let reached: i128 = indicators.iter().map(|indicator| indicator.score).sum();
        let score = super::stages::execution_score(spent, budget) + reached;
        let mut evaluate = |evaluator, score| {
            district.evaluations.push(Evaluation {
                subject: subject.clone(),
                year,
                evaluator,
                agency: None,
                amount: spent,
                score,
                parts: None,
                on_form: false,
            });
        };
        evaluate(Evaluator::Unit, score);
        if year == LAST_YEAR && scheme.performance_since < LAST_YEAR && scheme.size < 10_000 {
            evaluate(Evaluator::Finance, 8650);
        }
        if year > scheme.performance_since {
            district.monitoring.push(Monitoring {
                subject: subject.clone(),
                year,
                day: day(year, 7, 31),
                executed: scaled(spent, random.between(560, 600)),
                expected: budget,
                likelihood: "确定能",
                cause: "",
                light: "绿灯",
                measure: "",
            });
        }
        district.objectives.push(Objective {
            subject,
            year,
            text: format!("{year}年度{}收支平衡、待遇按时足额发放、基金运行安全。", scheme.name),
            review: "优",
            ex_ante: None,
            requested: budget,
            approved: budget,
            indicators,
            on_form: false,
        });
    }
}

fn indicators(random: &mut Random) -> Vec<Indicator> {
    let mut percent = |dimension, subdimension, name, target: i128, weight: i128| {
        let actual = (target + random.between(-2, 3)).min(100);
        let score = if actual >= target { weight * 100 } else { round_half_away(weight * 100 * actual, target) };
        Indicator {
            dimension,
            subdimension,
            name,
            operator: "≥",
            target: target.to_string(),
            unit: "%",
            weight,
            actual: actual.to_string(),
            score,
        }
    };
    vec![
        percent("产出指标", "数量指标", "参保率", 95, 25),
        percent("产出指标", "时效指标", "待遇按时发放率", 100, 25),
        percent("效益指标", "社会效益", "政策知晓率", 90, 30),
        percent("满意度指标", "服务对象满意度", "参保人员满意度", 90, 10),
    ]
}
