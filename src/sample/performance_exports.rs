//! Flat exports of performance: 绩效目标, 绩效指标, 绩效监控, 评价结果, 问题整改, 结果应用, 绩效公开, 绩效覆盖情况.

use super::budget_exports::{date, export, export_path, yes_no};
use super::district::{District, Evaluation, Evaluator, FIRST_YEAR, LAST_YEAR, Project, ProjectYear, Subject};
use super::files::{SampleFile, TextEncoding};
use crate::model::{Money, round_half_away};

/// Monitoring began in this year: before it there is no file, which is not the same as nothing covered.
const MONITORING_SINCE: i32 = 2020;

const EVALUATION_HEADER: [&str; 18] = [
    "预算年度",
    "评价年度",
    "评价对象",
    "项目代码",
    "项目名称",
    "部门代码",
    "部门名称",
    "项目单位",
    "评价主体",
    "评价机构",
    "委托费用",
    "评价金额",
    "评价得分",
    "评价等级",
    "决策得分",
    "过程得分",
    "产出得分",
    "效益得分",
];

/// The exports of all years.
pub(super) fn files(district: &District) -> Vec<SampleFile> {
    let mut files = Vec::new();
    for year in FIRST_YEAR..=LAST_YEAR {
        files.push(objectives(district, year));
        files.push(indicators(district, year));
        if year >= MONITORING_SINCE {
            files.push(monitoring(district, year));
        }
        files.push(evaluations(district, year, "单位自评结果", |evaluator| evaluator == Evaluator::Unit));
        files.push(evaluations(district, year, "评价结果", |evaluator| evaluator != Evaluator::Unit));
        files.push(findings(district, year));
        files.push(result_uses(district, year));
        files.push(disclosures(district, year));
    }
    files.push(coverage(district));
    files
}

fn text(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

fn yearly(year: i32, name: &str, header: &[&str], rows: Vec<Vec<String>>) -> SampleFile {
    export(export_path(year, name), TextEncoding::Utf8, header, rows)
}

/// Hundredths of a point as a score with two decimals.
pub(super) fn points(hundredths: i128) -> String {
    Money::from_fen(hundredths).to_string()
}

fn objectives(district: &District, year: i32) -> SampleFile {
    let header = ["预算年度", "项目代码", "年度绩效目标", "审核结果", "事前评估结论", "申报数", "核定数"];
    let rows = district
        .objectives
        .iter()
        .filter(|objective| objective.year == year && !objective.on_form)
        .map(|objective| {
            text(&[
                &year.to_string(),
                &objective.subject.code,
                &objective.text,
                objective.review,
                objective.ex_ante.unwrap_or(""),
                &objective.requested.to_string(),
                &objective.approved.to_string(),
            ])
        })
        .collect();
    yearly(year, "绩效目标", &header, rows)
}

fn indicators(district: &District, year: i32) -> SampleFile {
    let header = [
        "预算年度",
        "项目代码",
        "一级指标",
        "二级指标",
        "三级指标",
        "计算符号",
        "指标值",
        "计量单位",
        "权重",
        "实际完成值",
        "得分",
    ];
    let mut rows = Vec::new();
    for objective in district.objectives.iter().filter(|objective| objective.year == year && !objective.on_form) {
        rows.extend(objective.indicators.iter().map(|indicator| {
            let score = if indicator.actual.is_empty() { String::new() } else { points(indicator.score) };
            text(&[
                &year.to_string(),
                &objective.subject.code,
                indicator.dimension,
                indicator.subdimension,
                indicator.name,
                indicator.operator,
                &indicator.target,
                indicator.unit,
                &indicator.weight.to_string(),
                &indicator.actual,
                &score,
            ])
        }));
    }
    yearly(year, "绩效指标", &header, rows)
}

fn monitoring(district: &District, year: i32) -> SampleFile {
    let header = [
        "预算年度",
        "项目代码",
        "监控截止日期",
        "截止执行数",
        "预计全年执行数",
        "完成可能性",
        "偏差原因",
        "预警灯",
        "改进措施",
    ];
    let rows = district
        .monitoring
        .iter()
        .filter(|record| record.year == year)
        .map(|record| {
            text(&[
                &year.to_string(),
                &record.subject.code,
                &date(year, record.day),
                &record.executed.to_string(),
                &record.expected.to_string(),
                record.likelihood,
                record.cause,
                record.light,
                record.measure,
            ])
        })
        .collect();
    yearly(year, "绩效监控", &header, rows)
}

fn evaluations(district: &District, year: i32, name: &str, includes: impl Fn(Evaluator) -> bool) -> SampleFile {
    let rows = district
        .evaluations
        .iter()
        .filter(|evaluation| evaluation.year == year && !evaluation.on_form && includes(evaluation.evaluator))
        .map(|evaluation| evaluation_row(district, evaluation))
        .collect();
    yearly(year, name, &EVALUATION_HEADER, rows)
}

fn evaluation_row(district: &District, evaluation: &Evaluation) -> Vec<String> {
    let subject = &evaluation.subject;
    let department = &district.departments[subject.department];
    let (agency, fee) = evaluation.agency.map_or(("", String::new()), |(agency, fee)| (agency, fee.to_string()));
    let mut row = text(&[
        &evaluation.year.to_string(),
        &(evaluation.year + 1).to_string(),
        subject.kind,
        &subject.code,
        &subject.name,
        department.code,
        &department.name,
        &subject.unit,
        evaluation.evaluator.word(),
        agency,
        &fee,
        &evaluation.amount.to_string(),
        &points(evaluation.score),
        evaluation.grade(),
    ]);
    match evaluation.parts {
        Some(parts) => row.extend(parts.map(points)),
        None => row.extend(std::iter::repeat_n(String::new(), 4)),
    }
    row
}

/// The columns that say what a record is about: 评价对象, 项目代码, 项目名称, 部门名称.
fn subject_cells<'a>(district: &'a District, subject: &'a Subject) -> [&'a str; 4] {
    [subject.kind, &subject.code, &subject.name, &district.departments[subject.department].name]
}

fn findings(district: &District, year: i32) -> SampleFile {
    let header = [
        "预算年度",
        "评价对象",
        "项目代码",
        "项目名称",
        "部门名称",
        "问题",
        "类别",
        "涉及金额",
        "整改状态",
        "要求完成日期",
        "完成日期",
    ];
    let rows = district
        .findings
        .iter()
        .filter(|finding| finding.year == year)
        .map(|finding| {
            let [kind, code, name, department] = subject_cells(district, &finding.subject);
            text(&[
                &year.to_string(),
                kind,
                code,
                name,
                department,
                finding.problem,
                finding.category,
                &finding.amount.map(|amount| amount.to_string()).unwrap_or_default(),
                finding.status,
                &date(year, finding.due),
                &finding.done.map(|day| date(year, day)).unwrap_or_default(),
            ])
        })
        .collect();
    yearly(year, "问题整改", &header, rows)
}

fn result_uses(district: &District, year: i32) -> SampleFile {
    let header = [
        "预算年度",
        "评价对象",
        "项目代码",
        "项目名称",
        "部门名称",
        "应用方式",
        "应用预算年度",
        "调整前金额",
        "调整后金额",
        "内容",
        "状态",
    ];
    let rows = district
        .result_uses
        .iter()
        .filter(|result_use| result_use.year == year)
        .map(|result_use| {
            let [kind, code, name, department] = subject_cells(district, &result_use.subject);
            let (before, after) = result_use.amounts.unzip();
            let amount = |amount: Option<Money>| amount.map(|amount| amount.to_string()).unwrap_or_default();
            text(&[
                &year.to_string(),
                kind,
                code,
                name,
                department,
                result_use.action,
                &result_use.applied_year.to_string(),
                &amount(before),
                &amount(after),
                result_use.text,
                result_use.status,
            ])
        })
        .collect();
    yearly(year, "结果应用", &header, rows)
}

fn disclosures(district: &District, year: i32) -> SampleFile {
    let header =
        ["预算年度", "评价对象", "项目代码", "项目名称", "部门名称", "公开内容", "公开日期", "网址", "是否报送人大"];
    let rows = district
        .disclosures
        .iter()
        .filter(|disclosure| disclosure.year == year)
        .map(|disclosure| {
            let [kind, code, name, department] = subject_cells(district, &disclosure.subject);
            text(&[
                &year.to_string(),
                kind,
                code,
                name,
                department,
                disclosure.item,
                &date(year, disclosure.day),
                "https://yunze.example/jixiao",
                &yes_no(disclosure.to_congress),
            ])
        })
        .collect();
    yearly(year, "绩效公开", &header, rows)
}

/// What three departments say of themselves in their published budgets and final accounts.
fn coverage(district: &District) -> SampleFile {
    let header = [
        "部门",
        "年度",
        "文件",
        "预算单位数",
        "编报绩效目标的项目(个)",
        "涉及项目预算资金(万元)",
        "绩效跟踪的项目(个)",
        "绩效跟踪涉及预算金额(万元)",
        "绩效自评的项目(个)",
        "绩效自评涉及预算金额(万元)",
        "平均得分",
        "优",
        "良",
        "合格",
        "不合格",
        "发现问题(个)",
        "同一文件项目支出合计(原表)",
        "原表单位",
    ];
    let mut rows = Vec::new();
    for department in [1, 6, 9] {
        for year in [2022, 2023] {
            rows.push(statement(district, department, year, "部门预算"));
            rows.push(statement(district, department, year, "部门决算"));
        }
    }
    export("部门公开/绩效覆盖情况.csv".to_owned(), TextEncoding::Utf8, &header, rows)
}

fn statement(district: &District, department: usize, year: i32, document: &str) -> Vec<String> {
    let own: Vec<(&Project, &ProjectYear)> = district
        .project_years(year)
        .filter(|(project, _)| project.department == department && project.template.category.is_project())
        .collect();
    let is_final = document == "部门决算";
    let amount = |money: &ProjectYear| {
        if is_final { money.total(|line| line.adjusted) } else { money.total(|line| line.initial) }
    };
    let counted = |covers: &dyn Fn(&str) -> bool| {
        let covered: Vec<_> = own.iter().filter(|(project, _)| covers(&project.code)).collect();
        let sum: Money = covered.iter().map(|(_, money)| amount(money)).sum();
        (covered.len().to_string(), ten_thousands(sum))
    };
    let with_objective = counted(&|code| {
        district.objectives.iter().any(|objective| objective.year == year && objective.subject.code == code)
    });
    let blank = || (String::new(), String::new());
    let (mut monitored, mut evaluated, mut grades) = (blank(), blank(), vec![String::new(); 6]);
    if is_final {
        let self_evaluations: Vec<&Evaluation> = district
            .evaluations
            .iter()
            .filter(|evaluation| {
                evaluation.year == year
                    && evaluation.evaluator == Evaluator::Unit
                    && own.iter().any(|(project, _)| project.code == evaluation.subject.code)
            })
            .collect();
        monitored = counted(&|code| {
            district.monitoring.iter().any(|record| record.year == year && record.subject.code == code)
        });
        evaluated = counted(&|code| self_evaluations.iter().any(|evaluation| evaluation.subject.code == code));
        let count =
            |grade| self_evaluations.iter().filter(|evaluation| evaluation.grade() == grade).count().to_string();
        let sum: i128 = self_evaluations.iter().map(|evaluation| evaluation.score).sum();
        let mean = round_half_away(sum, i128::try_from(self_evaluations.len()).unwrap_or(0));
        grades =
            vec![format!("{}分", points(mean)), count("优"), count("良"), count("中"), count("差"), "0".to_owned()];
    }
    let printed: Money =
        own.iter().map(|(_, money)| money.total(|line| if is_final { line.executed } else { line.initial })).sum();
    let department = &district.departments[department];
    let head = [department.name.clone(), year.to_string(), document.to_owned(), department.units.len().to_string()];
    let stages = [with_objective, monitored, evaluated].into_iter().flat_map(|(count, amount)| [count, amount]);
    let tail = [printed.to_string(), "元".to_owned()];
    head.into_iter().chain(stages).chain(grades).chain(tail).collect()
}

/// An amount in 万元 with two decimals.
pub(super) fn ten_thousands(amount: Money) -> String {
    Money::from_fen(round_half_away(amount.fen(), 10_000)).to_string()
}
