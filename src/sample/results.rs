//! What comes after the year: evaluations by the department and by finance, spot checks, findings, result uses.

use super::budgets::MEAN_FINANCE_SCORE;
use super::catalogue::{Budget, Category};
use super::district::{
    Disclosure, District, Evaluation, Evaluator, FIRST_YEAR, Finding, LAST_YEAR, Project, ProjectYear, ResultUse,
    Subject, day,
};
use crate::model::Money;
use crate::model::random::Random;

/// How many projects of each year's spending are evaluated: by finance (42 of 2019, the first batch), by the
/// department, as a spot check of self-evaluations.
const COUNTS: [(Evaluator, [usize; 5]); 3] = [
    (Evaluator::Finance, [42, 26, 24, 28, 22]),
    (Evaluator::Department, [8, 12, 15, 18, 20]),
    (Evaluator::SpotCheck, [0, 10, 12, 15, 15]),
];

/// How many departments evaluate themselves as a whole, and how many finance evaluates so.
const WHOLE_DEPARTMENTS: [(Evaluator, [usize; 5]); 2] =
    [(Evaluator::Unit, [0, 0, 4, 8, 10]), (Evaluator::Finance, [0, 0, 0, 2, 3])];

/// The third parties; made up like everything else.
const AGENCIES: [&str; 5] = [
    "云泽正信会计师事务所",
    "湖东绩效管理咨询有限公司",
    "泽新公共政策研究中心",
    "明衡工程咨询有限公司",
    "云泽学院财政研究所",
];

const PROBLEMS: [(&str, &str); 10] = [
    ("绩效目标设置不够明确，部分指标未量化", "目标管理"),
    ("预算编制不够细化，与实际需求有偏差", "预算编制"),
    ("资金拨付进度较慢，年末形成结转", "资金管理"),
    ("部分支出凭证不完整，专款使用范围把关不严", "资金管理"),
    ("项目管理制度不健全，档案资料不齐全", "组织实施"),
    ("政府采购程序不规范，合同验收滞后", "组织实施"),
    ("实际产出低于计划，部分任务未按期完成", "产出"),
    ("建后管护责任不落实，设施闲置", "效益"),
    ("受益对象信息更新不及时，存在重复享受", "产出"),
    ("效益缺少跟踪数据，满意度调查样本不足", "效益"),
];

/// Evaluates the year's spending.
pub(super) fn add_year(seed: u64, district: &mut District, year: i32) {
    let Ok(position) = usize::try_from(year - FIRST_YEAR) else { return };
    let mut evaluations = Vec::new();
    for (evaluator, counts) in COUNTS {
        let mut candidates: Vec<_> = district
            .project_years(year)
            .filter(|(project, money)| is_candidate(district, project, money, evaluator))
            .map(|(project, money)| (rank(seed, project, year, evaluator), project, money))
            .collect();
        candidates.sort_by_key(|(rank, project, _)| (*rank, project.code.clone()));
        let chosen = candidates.iter().take(counts[position]);
        evaluations.extend(chosen.map(|(_, project, money)| {
            evaluation(seed, district.subject(project), year, money.total(|line| line.executed), evaluator)
        }));
    }
    for (evaluator, counts) in WHOLE_DEPARTMENTS {
        for department in 0..counts[position].min(district.departments.len()) {
            let spent = |(project, money): (&Project, &ProjectYear)| {
                if project.department == department { money.total(|line| line.executed) } else { Money::ZERO }
            };
            let amount = district.project_years(year).map(spent).sum();
            evaluations.push(evaluation(seed, whole_department(district, department), year, amount, evaluator));
        }
    }
    for evaluation in evaluations.iter().filter(|evaluation| evaluation.evaluator != Evaluator::Unit) {
        for finding in findings(seed, evaluation) {
            // The export names no evaluator: a problem that two evaluations of a subject name is one problem.
            let is_known = district.findings.iter().any(|known| {
                known.year == year && known.subject == finding.subject && known.problem == finding.problem
            });
            if !is_known {
                district.findings.push(finding);
            }
        }
        if evaluation.evaluator == Evaluator::Finance {
            district.disclosures.push(Disclosure {
                subject: evaluation.subject.clone(),
                year,
                item: if evaluation.subject.kind == "项目" { "财政评价" } else { "部门整体支出" },
                day: day(year + 1, 9, 30),
                to_congress: true,
            });
        }
    }
    district.evaluations.append(&mut evaluations);
}

fn whole_department(district: &District, department: usize) -> Subject {
    let name = district.departments[department].name.clone();
    Subject {
        kind: "部门整体支出", code: String::new(), name: format!("{name}部门整体支出"), department, unit: name
    }
}

/// Key evaluations look at specific-purpose spending of 民生 and 经济发展, of the general budget at first; spot checks
/// at what evaluated itself.
fn is_candidate(district: &District, project: &Project, money: &ProjectYear, evaluator: Evaluator) -> bool {
    let template = &project.template;
    let is_plain = template.category == Category::SpecificPurpose && !template.is_secret;
    if !is_plain || money.total(|line| line.executed) == Money::ZERO {
        return false;
    }
    match evaluator {
        Evaluator::Finance if money.year == FIRST_YEAR => {
            template.budget == Budget::GeneralPublic && matches!(template.theme, "民生" | "经济发展")
        }
        Evaluator::Finance | Evaluator::Department => money.year > 2020 || template.budget == Budget::GeneralPublic,
        Evaluator::SpotCheck => district
            .evaluations
            .iter()
            .any(|evaluation| evaluation.year == money.year && evaluation.subject.code == project.code),
        Evaluator::Unit => false,
    }
}

/// Who comes first: by lot; finance prefers projects whose money the district decides itself.
fn rank(seed: u64, project: &Project, year: i32, evaluator: Evaluator) -> i128 {
    let lot = Random::stream(seed, &project.code, &format!("chosen {year} {}", evaluator.word())).between(0, 9999);
    let is_upper = evaluator == Evaluator::Finance && project.template.from_upper;
    if is_upper { lot + 4000 } else { lot }
}

fn evaluation(seed: u64, subject: Subject, year: i32, amount: Money, evaluator: Evaluator) -> Evaluation {
    let name = format!("{}{}", subject.code, subject.name);
    let mut random = Random::stream(seed, &name, &format!("evaluation {year} {}", evaluator.word()));
    let quality = Random::stream(seed, &name, "quality").bell(450);
    let score = match evaluator {
        Evaluator::Unit => 9500 + random.between(-150, 350),
        Evaluator::Finance => MEAN_FINANCE_SCORE + quality + random.bell(720),
        Evaluator::Department => 8600 + quality + random.bell(450),
        Evaluator::SpotCheck => 8400 + quality + random.bell(550),
    };
    let score = score.clamp(4800, 9700);
    let fee = Money::from_yuan(random.between(25, 90) * 1000);
    let has_agency = match evaluator {
        Evaluator::Finance => true,
        Evaluator::Department => random.chance(350),
        Evaluator::Unit | Evaluator::SpotCheck => false,
    };
    let agency = random.pick(&AGENCIES).filter(|_| has_agency).map(|agency| (*agency, fee));
    let parts = (evaluator == Evaluator::Finance && subject.kind == "项目").then(|| parts(score, &mut random));
    Evaluation { subject, year, evaluator, agency, amount, score, parts, on_form: false }
}

/// 决策 20, 过程 20, 产出 30, 效益 30 points; they sum to the score.
fn parts(score: i128, random: &mut Random) -> [i128; 4] {
    let decision = score * 20 / 100 + random.between(-30, 30);
    let process = score * 20 / 100 + random.between(-30, 30);
    let output = score * 30 / 100 + random.between(-25, 25);
    [decision, process, output, score - decision - process - output]
}

fn findings(seed: u64, evaluation: &Evaluation) -> Vec<Finding> {
    let subject = &evaluation.subject;
    let purpose = format!("findings {} {}", evaluation.year, evaluation.evaluator.word());
    let mut random = Random::stream(seed, &format!("{}{}", subject.code, subject.name), &purpose);
    let count = match evaluation.grade() {
        "优" => random.between(0, 1),
        "良" => random.between(0, 2),
        "中" => random.between(1, 3),
        _ => random.between(2, 3),
    };
    let first = random.between(0, 9);
    (0..count)
        .filter_map(|number| {
            let (problem, category) = PROBLEMS.get(usize::try_from((first + number * 3) % 10).ok()?)?;
            let age = i128::from(LAST_YEAR - evaluation.year);
            let status = match random.between(0, 99) {
                drawn if drawn < 55 + age * 11 => "已整改",
                drawn if drawn < 85 + age * 4 => "整改中",
                _ => "未整改",
            };
            let month = u32::try_from(random.between(9, 12)).unwrap_or(12);
            let done = (status == "已整改").then(|| day(evaluation.year + 1, month, 20));
            let has_amount = *category == "资金管理";
            let amount = has_amount.then(|| super::budgets::scaled(evaluation.amount, random.between(5, 60)));
            Some(Finding {
                subject: subject.clone(),
                year: evaluation.year,
                problem,
                category,
                amount,
                status,
                due: day(evaluation.year + 1, 12, 31),
                done,
            })
        })
        .collect()
}

/// Decides what each finance evaluation of a project leads to, once all budgets are known.
pub(super) fn add_result_uses(seed: u64, district: &mut District) {
    let mut uses = Vec::new();
    for evaluation in &district.evaluations {
        if evaluation.evaluator != Evaluator::Finance || evaluation.subject.kind != "项目" {
            continue;
        }
        let Some(project) = district.projects.iter().find(|project| project.code == evaluation.subject.code) else {
            continue;
        };
        let mut random = Random::stream(seed, &project.code, &format!("use {}", evaluation.year));
        let is_poor = evaluation.score < 8000;
        if !random.chance(if is_poor { 920 } else { 420 }) {
            continue;
        }
        uses.push(result_use(evaluation, project));
        if evaluation.score < 6000 {
            uses.push(ResultUse {
                action: "约谈",
                amounts: None,
                text: "约谈主管部门负责人，限期提交整改报告",
                status: "已完成",
                ..result_use(evaluation, project)
            });
        }
    }
    district.result_uses.append(&mut uses);
}

fn result_use(evaluation: &Evaluation, project: &Project) -> ResultUse {
    let applied_year = evaluation.year + 2;
    let initial = |year| project.in_year(year).map(|money| money.total(|line| line.initial));
    let before = initial(applied_year - 1);
    // A project that ended has nothing after; a budget beyond the last year is not known yet.
    let after = if applied_year > LAST_YEAR { None } else { Some(initial(applied_year).unwrap_or(Money::ZERO)) };
    let amounts = before.zip(after);
    let change = amounts.map(|(before, after)| (after - before).fen().signum());
    let (action, text) = match (evaluation.grade(), change, amounts) {
        (_, Some(-1), Some((_, Money::ZERO))) if evaluation.score < 8000 => ("取消", "绩效较差，次年不再安排预算"),
        ("中" | "差", Some(-1), _) => ("压减", "按评价结果核减预算，整改到位后再行安排"),
        ("差", _, _) => ("暂停", "暂缓拨款，整改验收合格后恢复"),
        ("中", _, _) => ("通报整改", "在全区范围内通报，督促限期整改"),
        (_, Some(1), _) => ("增加", "绩效较好，优先保障"),
        _ => ("保持", "据实保障"),
    };
    let status = if applied_year > LAST_YEAR { "进行中" } else { "已完成" };
    ResultUse {
        subject: evaluation.subject.clone(),
        year: evaluation.year,
        action,
        applied_year,
        amounts,
        text,
        status,
    }
}
