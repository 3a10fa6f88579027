//! The stages every project passes: objectives with indicators, monitoring, self-evaluation, disclosure — and how far
//! each had spread in each budget and year.

use super::catalogue::Budget;
use super::district::{
    Disclosure, District, Evaluation, Evaluator, Indicator, Monitoring, Objective, Project, ProjectYear, Subject, day,
};
use super::indicators::{self, IndicatorTemplate};
use crate::model::random::Random;
use crate::model::{Money, round_half_away};

/// Per mille of the projects of one budget that a stage reaches in 2019, 2020 … 2023.
struct Spread {
    budget: Budget,
    objective: [i128; 5],
    monitoring: [i128; 5],
    self_evaluation: [i128; 5],
}

/// The story: general public first, the government fund from 2020 and 2021, state capital from 2022.
static SPREAD: [Spread; 4] = [
    Spread {
        budget: Budget::GeneralPublic,
        objective: [820, 920, 970, 1000, 1000],
        monitoring: [0, 610, 850, 950, 985],
        self_evaluation: [760, 900, 960, 990, 1000],
    },
    Spread {
        budget: Budget::GovernmentFund,
        objective: [60, 350, 720, 950, 1000],
        monitoring: [0, 0, 550, 850, 950],
        self_evaluation: [0, 300, 700, 950, 1000],
    },
    Spread {
        budget: Budget::StateCapital,
        objective: [0, 0, 0, 1000, 1000],
        monitoring: [0, 0, 0, 600, 1000],
        self_evaluation: [0, 0, 0, 1000, 1000],
    },
    Spread {
        budget: Budget::OffBudget,
        objective: [0, 0, 200, 400, 600],
        monitoring: [0, 0, 0, 200, 400],
        self_evaluation: [0, 0, 200, 400, 600],
    },
];

const DEVIATION_CAUSES: [&str; 5] =
    ["招标采购进度滞后", "前期手续办理时间较长", "资金下达较晚", "施工受天气影响", "补助对象审核周期较长"];

const MEASURES: [&str; 4] =
    ["倒排工期，加快实施", "加快审核，按季拨付", "据实调减预算，统筹用于其他项目", "约谈实施单位，限期完成"];

/// The departments whose 2023 self-evaluations come on forms, and how many of them: the 教育局 and the 农业农村局.
pub(super) const FORMS: [(&str, usize); 2] = [("102", 7), ("109", 9)];

/// Records the year's objectives, monitoring, self-evaluations and disclosures of projects.
pub(super) fn add_year(seed: u64, district: &mut District, year: i32) {
    let Ok(position) = usize::try_from(year - super::district::FIRST_YEAR) else { return };
    let mut records = District::default();
    for (project, money) in district.project_years(year).filter(|(project, _)| project.template.category.is_project()) {
        let Some(spread) = SPREAD.iter().find(|spread| spread.budget == project.template.budget) else { continue };
        let subject = district.subject(project);
        // One draw for all stages and years: a project once reached stays reached, and later stages rest on earlier.
        let draw = Random::stream(seed, &project.code, "spread").between(0, 999);
        if draw >= spread.objective[position] {
            continue;
        }
        let objective = objective(seed, project, money, subject.clone());
        let is_evaluated = draw < spread.self_evaluation[position];
        if draw < spread.monitoring[position] {
            records.monitoring.push(monitoring(seed, money, subject.clone()));
        }
        if is_evaluated {
            records.evaluations.push(self_evaluation(money, &objective));
        }
        if !project.template.is_secret {
            let published = disclosures(seed, project, year, &subject, is_evaluated);
            records.disclosures.extend(published);
        }
        records.objectives.push(objective);
    }
    for objective in &mut records.objectives {
        if !records.evaluations.iter().any(|evaluation| evaluation.subject == objective.subject) {
            objective.indicators.iter_mut().for_each(Indicator::forget);
        }
    }
    if year == super::district::LAST_YEAR {
        choose_forms(district, &mut records);
    }
    district.objectives.append(&mut records.objectives);
    district.monitoring.append(&mut records.monitoring);
    district.evaluations.append(&mut records.evaluations);
    district.disclosures.append(&mut records.disclosures);
}

impl Indicator {
    /// Before the evaluation there is neither an actual value nor a score.
    pub(super) fn forget(&mut self) {
        self.actual.clear();
        self.score = 0;
    }
}

/// Some of the last year's self-evaluations come on forms. A form in 万元 shows two decimals, so its project must
/// have spent whole hundreds of yuan.
fn choose_forms(district: &District, records: &mut District) {
    for (code, count) in FORMS {
        let mut left = count;
        for evaluation in &mut records.evaluations {
            let department = &district.departments[evaluation.subject.department];
            let is_exact = !prints_form_in_ten_thousands(code) || evaluation.amount.fen() % 10_000 == 0;
            let money = district.projects.iter().find(|project| project.code == evaluation.subject.code);
            let is_plain = money.is_some_and(|project| {
                let template = &project.template;
                template.budget == Budget::GeneralPublic && !template.is_secret
            });
            if left == 0 || department.code != code || !is_exact || !is_plain {
                continue;
            }
            left -= 1;
            evaluation.on_form = true;
            let objective = records.objectives.iter_mut().find(|objective| objective.subject == evaluation.subject);
            if let Some(objective) = objective {
                objective.on_form = true;
            }
        }
    }
}

/// Whether a department's forms print 万元.
pub(super) fn prints_form_in_ten_thousands(department_code: &str) -> bool {
    department_code == "109"
}

fn objective(seed: u64, project: &Project, money: &ProjectYear, subject: Subject) -> Objective {
    let mut random = Random::stream(seed, &project.code, &format!("objective {}", money.year));
    let initial = money.total(|line| line.initial);
    let is_new = project.years.first().is_some_and(|first| first.year == money.year);
    let needs_ex_ante = is_new && money.year > super::district::FIRST_YEAR && project.template.size >= 300;
    let cut = if random.chance(450) { random.between(20, 220) } else { 0 };
    let (text, templates) = indicators::of_theme(project.template.theme, money.year);
    let adjusted = money.total(|line| line.adjusted);
    let indicators = templates.iter().map(|template| indicator(template, adjusted, money, &mut random)).collect();
    Objective {
        text: format!("完成{}年度“{}”任务，{text}。", money.year, project.name),
        review: match random.between(0, 99) {
            0..70 => "优",
            70..95 => "良",
            _ => "中",
        },
        ex_ante: needs_ex_ante.then_some(if cut > 0 { "部分支持" } else { "予以支持" }),
        requested: super::budgets::scaled(initial, 1000 + cut),
        approved: initial,
        indicators,
        on_form: false,
        subject,
        year: money.year,
    }
}

fn indicator(template: &IndicatorTemplate, adjusted: Money, money: &ProjectYear, random: &mut Random) -> Indicator {
    let mut indicator = Indicator {
        dimension: template.dimension,
        subdimension: template.subdimension,
        name: template.name,
        operator: template.operator,
        target: template.qualitative.to_owned(),
        unit: template.unit,
        weight: template.weight,
        actual: template.qualitative.to_owned(),
        score: template.weight * 100,
    };
    if template.operator == "定性" {
        if random.chance(120) {
            template.partly.clone_into(&mut indicator.actual);
            indicator.score = template.weight * random.between(80, 95);
        }
        return indicator;
    }
    // A cost is bounded by the year's budget, in whole 万元; the other targets are drawn.
    let is_cost = template.operator == "≤";
    let target = if is_cost {
        round_half_away(adjusted.fen(), 1_000_000).max(1)
    } else {
        random.between(template.target.0, template.target.1)
    };
    let actual = if is_cost {
        round_half_away(money.total(|line| line.executed).fen(), 1_000_000)
    } else if random.chance(780) {
        (target + target * random.between(0, 60) / 1000).min(template.most)
    } else {
        target * random.between(780, 995) / 1000
    };
    let is_reached = if is_cost { actual <= target } else { actual >= target };
    if !is_reached {
        let (part, whole) = if is_cost { (target, actual) } else { (actual, target) };
        indicator.score = round_half_away(template.weight * 100 * part, whole);
    }
    indicator.target = target.to_string();
    indicator.actual = actual.to_string();
    indicator
}

/// The score of 财预〔2020〕10号: 10 points for the execution rate, the rest from the indicators.
fn self_evaluation(money: &ProjectYear, objective: &Objective) -> Evaluation {
    let executed = money.total(|line| line.executed);
    let execution = execution_score(executed, money.total(|line| line.adjusted));
    let reached: i128 = objective.indicators.iter().map(|indicator| indicator.score).sum();
    Evaluation {
        subject: objective.subject.clone(),
        year: money.year,
        evaluator: Evaluator::Unit,
        agency: None,
        amount: executed,
        score: execution + reached,
        parts: None,
        on_form: false,
    }
}

/// Ten points times executed ÷ adjusted, at most ten, in hundredths of a point.
pub(super) fn execution_score(executed: Money, adjusted: Money) -> i128 {
    round_half_away(executed.fen() * 1000, adjusted.fen()).min(1000)
}

fn monitoring(seed: u64, money: &ProjectYear, subject: Subject) -> Monitoring {
    let mut random = Random::stream(seed, &subject.code, &format!("monitoring {}", money.year));
    let until = day(money.year, 7, 31);
    let executed: Money =
        money.payments.iter().filter(|payment| payment.day <= until).map(|payment| payment.amount).sum();
    let adjusted = money.total(|line| line.adjusted);
    let rate = round_half_away(executed.fen() * 1000, adjusted.fen());
    let (light, likelihood) = match rate {
        583.. => ("绿灯", "确定能"),
        400.. => ("蓝灯", "确定能"),
        250.. => ("黄灯", "有可能"),
        _ if money.total(|line| line.executed).fen() * 2 < adjusted.fen() => ("红灯", "完全不可能"),
        _ => ("红灯", "有可能"),
    };
    let is_behind = rate < 400;
    let expected = if is_behind { super::budgets::scaled(adjusted, random.between(850, 1000)) } else { adjusted };
    Monitoring {
        subject,
        year: money.year,
        day: until,
        executed,
        expected: if expected < executed { executed } else { expected },
        likelihood,
        cause: is_behind.then(|| random.pick(&DEVIATION_CAUSES)).flatten().copied().unwrap_or(""),
        light,
        measure: is_behind.then(|| random.pick(&MEASURES)).flatten().copied().unwrap_or(""),
    }
}

fn disclosures(
    seed: u64,
    project: &Project,
    year: i32,
    subject: &Subject,
    is_evaluated: bool,
) -> impl Iterator<Item = Disclosure> {
    let mut random = Random::stream(seed, &project.code, &format!("disclosure {year}"));
    let share = 150 + 160 * i128::from(year - super::district::FIRST_YEAR);
    let one = |item, day| Disclosure { subject: subject.clone(), year, item, day, to_congress: project.is_key };
    let objective = random.chance(share).then(|| one("绩效目标", day(year, 2, 20)));
    let evaluation = (is_evaluated && random.chance(share)).then(|| one("绩效自评", day(year + 1, 8, 25)));
    objective.into_iter().chain(evaluation)
}
