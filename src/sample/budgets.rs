//! The money: how projects begin, grow, are changed, paid and ended.

use super::catalogue::{Budget, Category, Template};
use super::departments::{OFFICES, REGION, REGION_CODE};
use super::district::{
    BudgetChange, BudgetLine, Department, District, Evaluator, FIRST_YEAR, LAST_YEAR, Payment, Project, ProjectYear,
    Unit, day,
};
use crate::model::random::Random;
use crate::model::{Money, round_half_away};

/// Budgets are set in hundreds of yuan, so that 万元 with two decimals print them exactly.
const HUNDRED_YUAN: i128 = 10_000;

/// What a unit's staff costs, by function class, per mille.
const PERSONNEL_SHARES: [(&str, i128); 3] = [("", 820), ("2080505", 100), ("2210201", 80)];

/// The planted link: per mille of next growth for each point of a finance evaluation's score above the mean.
const LINK_PER_POINT: i128 = 4;

/// The mean of finance evaluations' scores, in hundredths of a point.
pub(super) const MEAN_FINANCE_SCORE: i128 = 8200;

/// An amount times per mille, in whole hundreds of yuan.
pub(super) fn scaled(amount: Money, permille: i128) -> Money {
    Money::from_fen(round_half_away(amount.fen() * permille, 1000 * HUNDRED_YUAN) * HUNDRED_YUAN)
}

/// The departments with their units.
pub(super) fn departments() -> Vec<Department> {
    OFFICES
        .iter()
        .map(|office| {
            let name = format!("{REGION}{}", office.name);
            let own = Unit { code: format!("{}001", office.code), name: format!("{name}（本级）"), level: 1 };
            let subordinate = office.units.iter().zip(2..).map(|((unit, _), number)| Unit {
                code: format!("{}{number:03}", office.code),
                name: format!("{REGION}{unit}"),
                level: 2,
            });
            Department {
                code: office.code,
                units: std::iter::once(own).chain(subordinate).collect(),
                name,
                sector: office.sector,
                prints_ten_thousands: office.prints_ten_thousands,
            }
        })
        .collect()
}

/// The projects before their first budget: two of basic spending for every unit, then the departments' own.
pub(super) fn projects(seed: u64, departments: &[Department]) -> Vec<Project> {
    let mut projects = Vec::new();
    for (department, office) in OFFICES.iter().enumerate() {
        let functions = std::iter::once(office.running).chain(office.units.iter().map(|(_, function)| *function));
        for (unit, function) in functions.enumerate() {
            let name = &departments[department].units[unit].name;
            let size = Random::stream(seed, name, "staff").between(180, 900);
            let staff = Template::basic("人员经费", Category::Personnel, function, size);
            let running = Template::basic("公用经费", Category::RunningCosts, function, size / 6);
            projects.push(project(seed, department, unit, staff, projects.len()));
            projects.push(project(seed, department, unit, running, projects.len()));
        }
        for template in office.projects {
            let named = office.units.iter().position(|(unit, _)| template.name.contains(unit));
            let mut random = Random::stream(seed, template.name, "unit");
            let units: Vec<usize> = (1..=office.units.len()).collect();
            let drawn = if random.chance(500) { 0 } else { random.pick(&units).copied().unwrap_or(0) };
            let unit = named.map_or(drawn, |position| position + 1);
            projects.push(project(seed, department, unit, template.clone(), projects.len()));
        }
    }
    projects
}

fn project(seed: u64, department: usize, unit: usize, mut template: Template, position: usize) -> Project {
    let mut random = Random::stream(seed, &format!("{position}"), "life");
    template.years = template.years.or_else(|| {
        if !template.category.is_project() {
            return Some((FIRST_YEAR, LAST_YEAR));
        }
        let first = if random.chance(780) { 0 } else { random.between(1, 3) };
        let ended = (first + 2..=4).find(|_| random.chance(45));
        let year = |offset: i128| FIRST_YEAR + i32::try_from(offset).unwrap_or(0);
        Some((year(first), ended.map_or(LAST_YEAR, |offset| year(offset) - 1)))
    });
    let (first, _) = template.years.unwrap_or((FIRST_YEAR, LAST_YEAR));
    Project {
        code: format!("{REGION_CODE}{:02}{}{:012}", first % 100, template.category.letter(), 20_019 + position * 37),
        name: template.name.to_owned(),
        is_key: template.category == Category::SpecificPurpose && template.size >= 700,
        department,
        unit,
        template,
        years: Vec::new(),
    }
}

/// Gives every living project its money of `year`. What finance evaluations of two years before found bears on the
/// initial budget: the first budget that could use it.
pub(super) fn add_year(seed: u64, district: &mut District, year: i32) {
    let mut projects = std::mem::take(&mut district.projects);
    for project in &mut projects {
        let (first, last) = project.template.years.unwrap_or((FIRST_YEAR, LAST_YEAR));
        if year < first || year > last {
            continue;
        }
        let score = finance_score(district, &project.code, year - 2);
        if was_cancelled(seed, project, score) || project.years.last().is_some_and(|previous| previous.year < year - 1)
        {
            continue;
        }
        let department = &district.departments[project.department].name;
        let next = project_year(seed, project, year, department, score);
        project.years.push(next);
    }
    district.projects = projects;
}

fn finance_score(district: &District, code: &str, year: i32) -> Option<i128> {
    let found = district.evaluations.iter().find(|evaluation| {
        evaluation.year == year && evaluation.evaluator == Evaluator::Finance && evaluation.subject.code == code
    });
    found.map(|evaluation| evaluation.score)
}

/// Half of the projects graded 差 end; what the law protects does not.
fn was_cancelled(seed: u64, project: &Project, score: Option<i128>) -> bool {
    score.is_some_and(|score| score < 6000)
        && !project.template.is_protected
        && Random::stream(seed, &project.code, "cancelled").chance(500)
}

fn project_year(seed: u64, project: &Project, year: i32, department: &str, score: Option<i128>) -> ProjectYear {
    let mut random = Random::stream(seed, &project.code, &format!("money {year}"));
    let initial = initial_budget(seed, project, year, department, score, &mut random);
    let previous = project.years.last();
    let changes = changes(project, year, initial, previous, &mut random);
    let adjusted = initial + changes.iter().map(|change| change.amount).sum();
    let carried_over = changes.iter().filter(|change| change.kind == "结转").map(|change| change.amount).sum();
    let executed = executed(project, adjusted, &mut random);
    let received = if random.chance(120) { executed } else { adjusted };

    let lines: Vec<BudgetLine> = if project.template.category == Category::Personnel {
        personnel_lines(project.template.function, initial, adjusted, executed)
    } else {
        vec![BudgetLine { function: project.template.function, initial, adjusted, executed, received, carried_over }]
    };
    let payments = lines.iter().flat_map(|line| payments(project, year, line, &mut random)).collect();
    ProjectYear { year, lines, changes, payments }
}

fn initial_budget(
    seed: u64,
    project: &Project,
    year: i32,
    department: &str,
    score: Option<i128>,
    random: &mut Random,
) -> Money {
    let template = &project.template;
    let Some(previous) = project.years.last() else {
        // Projects paid by units' own money are often added during the year only.
        let is_late = template.budget == Budget::OffBudget && random.chance(400);
        let first = scaled(Money::from_yuan(template.size * 10_000), random.between(700, 1300));
        return if is_late { Money::ZERO } else { first };
    };
    let tilt = Random::stream(seed, department, &format!("tilt {year}")).between(-20, 40);
    let spread = match template.category {
        Category::Personnel | Category::RunningCosts => 12,
        Category::OtherOperations => 40,
        Category::SpecificPurpose => 85,
    };
    let is_local = !template.from_upper;
    let link = score.filter(|_| is_local).map_or(0, |score| (score - MEAN_FINANCE_SCORE) * LINK_PER_POINT / 100);
    let growth = (15 + tilt + random.bell(spread) + link).clamp(-450, 600);
    scaled(previous.total(|line| line.initial), 1000 + growth)
}

fn changes(
    project: &Project,
    year: i32,
    initial: Money,
    previous: Option<&ProjectYear>,
    random: &mut Random,
) -> Vec<BudgetChange> {
    let mut changes = Vec::new();
    if !project.template.category.is_project() {
        return changes;
    }
    let mut change = |month: u32, kind, amount: Money, random: &mut Random| {
        if amount != Money::ZERO {
            let document = format!("云财预〔{year}〕{}号", random.between(3, 188));
            changes.push(BudgetChange { day: day(year, month, 15), kind, amount, document });
        }
    };
    let unspent = previous
        .map_or(Money::ZERO, |previous| previous.total(|line| line.adjusted) - previous.total(|line| line.executed));
    let is_much = previous.is_some_and(|previous| unspent.fen() * 10 > previous.total(|line| line.adjusted).fen());
    if is_much && random.chance(700) {
        change(1, "结转", scaled(unspent, random.between(300, 700)), random);
    }
    if initial == Money::ZERO {
        change(6, "追加", scaled(Money::from_yuan(project.template.size * 10_000), random.between(500, 900)), random);
    } else if random.chance(320) {
        match random.between(0, 9) {
            0..=4 => change(9, "追加", scaled(initial, random.between(20, 160)), random),
            5..=6 => change(10, "调剂", scaled(initial, random.between(-90, 90)), random),
            _ => change(11, "收回", scaled(initial, random.between(-180, -30)), random),
        }
    }
    changes
}

fn executed(project: &Project, adjusted: Money, random: &mut Random) -> Money {
    let rate = if project.template.category.is_project() {
        match random.between(0, 999) {
            0..50 => random.between(350, 760),
            50..250 => random.between(850, 929),
            250..880 => random.between(930, 999),
            _ => 1000,
        }
    } else {
        random.between(985, 1000)
    };
    if rate == 1000 {
        return adjusted;
    }
    // Grants are paid in round sums, purchases to the 分.
    if random.chance(400) {
        return scaled(adjusted, rate);
    }
    Money::from_fen(round_half_away(adjusted.fen() * rate, 1000) - random.between(1, 9999))
}

fn personnel_lines(main: &'static str, initial: Money, adjusted: Money, executed: Money) -> Vec<BudgetLine> {
    let share = |amount: Money, permille| scaled(amount, permille);
    let others = |amount: Money| PERSONNEL_SHARES.iter().skip(1).map(|(_, permille)| share(amount, *permille)).sum();
    PERSONNEL_SHARES
        .iter()
        .map(|(function, permille)| {
            let is_main = function.is_empty();
            let part = |amount: Money| if is_main { amount - others(amount) } else { share(amount, *permille) };
            BudgetLine {
                function: if is_main { main } else { function },
                initial: part(initial),
                adjusted: part(adjusted),
                executed: part(executed),
                received: part(adjusted),
                carried_over: Money::ZERO,
            }
        })
        .collect()
}

/// A handful of payments that sum to what was executed; a few years have a refund.
fn payments(project: &Project, year: i32, line: &BudgetLine, random: &mut Random) -> Vec<Payment> {
    let months: &[u32] = if project.template.category.is_project() {
        random
            .pick(&[&[3, 6, 9, 12][..], &[5, 8, 11, 12], &[4, 7, 12], &[2, 6, 10], &[6, 9, 11, 12]])
            .unwrap_or(&&[12][..])
    } else {
        &[3, 6, 9, 12]
    };
    let mut payments = Vec::new();
    let mut left = line.executed;
    let mut pay = |month: u32, amount: Money, random: &mut Random| {
        let date = u32::try_from(random.between(5, 28)).unwrap_or(5);
        payments.push(Payment { function: line.function, day: day(year, month, date), amount });
    };
    if project.template.category.is_project() && random.chance(25) {
        let refund = scaled(line.executed, random.between(10, 60));
        pay(12, Money::ZERO - refund, random);
        left = left + refund;
    }
    for (position, month) in months.iter().enumerate() {
        let remaining = i128::try_from(months.len() - position).unwrap_or(1);
        let is_last = remaining == 1;
        let amount = if is_last { left } else { scaled(left, random.between(700, 1150) / remaining) };
        pay(*month, amount, random);
        left = left - amount;
    }
    payments
}
