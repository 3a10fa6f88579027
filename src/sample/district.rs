//! The made-up district as plain data: who spends, on what, with what result. Nothing here knows of files.

use chrono::NaiveDate;

use super::catalogue::Template;
use crate::model::Money;

/// The first budget year.
pub(super) const FIRST_YEAR: i32 = 2019;
/// The last budget year.
pub(super) const LAST_YEAR: i32 = 2023;

/// The whole district over its five budget years.
#[derive(Clone, Debug, Default)]
pub struct District {
    /// Its departments.
    pub departments: Vec<Department>,
    /// Its projects, basic spending among them.
    pub projects: Vec<Project>,
    /// Its social-insurance schemes (险种), a row a year.
    pub insurance: Vec<InsuranceYear>,
    /// Objectives with their indicators.
    pub objectives: Vec<Objective>,
    /// Monitoring records.
    pub monitoring: Vec<Monitoring>,
    /// Evaluations of every kind.
    pub evaluations: Vec<Evaluation>,
    /// Problems that evaluations found.
    pub findings: Vec<Finding>,
    /// What was done with results.
    pub result_uses: Vec<ResultUse>,
    /// What was published.
    pub disclosures: Vec<Disclosure>,
}

/// A budget department.
#[derive(Clone, Debug)]
pub struct Department {
    /// Three digits.
    pub code: &'static str,
    /// Full name.
    pub name: String,
    /// The field its projects are in.
    pub sector: &'static str,
    /// Whether its budget tables print 万元; the others print 元.
    pub prints_ten_thousands: bool,
    /// Its own office first (level 1), then the subordinate units (level 2).
    pub units: Vec<Unit>,
}

/// A budget unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Six digits: the department's and three more.
    pub code: String,
    /// Full name.
    pub name: String,
    /// 1 or 2.
    pub level: u8,
}

/// A project and its budget years.
#[derive(Clone, Debug)]
pub struct Project {
    /// What it was made from.
    pub template: Template,
    /// 21 characters: 6 digits of the district, 2 of the year, a letter, 12 digits.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Position among the departments.
    pub department: usize,
    /// Position among the department's units.
    pub unit: usize,
    /// 重点.
    pub is_key: bool,
    /// The years it had a budget in, in order.
    pub years: Vec<ProjectYear>,
}

/// One project's money in one year.
#[derive(Clone, Debug)]
pub struct ProjectYear {
    /// The budget year.
    pub year: i32,
    /// The money by function class.
    pub lines: Vec<BudgetLine>,
    /// Changes during the year.
    pub changes: Vec<BudgetChange>,
    /// Payments; they sum to what was executed.
    pub payments: Vec<Payment>,
}

/// The money of one function class.
#[derive(Clone, Copy, Debug)]
pub struct BudgetLine {
    /// Seven digits.
    pub function: &'static str,
    /// 年初.
    pub initial: Money,
    /// 变动后.
    pub adjusted: Money,
    /// 实际支付.
    pub executed: Money,
    /// 实际到位.
    pub received: Money,
    /// 上年结转.
    pub carried_over: Money,
}

/// A change of a budget during the year.
#[derive(Clone, Debug)]
pub struct BudgetChange {
    /// The day.
    pub day: NaiveDate,
    /// 追加, 调剂, 收回 or 结转.
    pub kind: &'static str,
    /// More or less.
    pub amount: Money,
    /// 文号.
    pub document: String,
}

/// A payment; a refund is negative.
#[derive(Clone, Debug)]
pub struct Payment {
    /// Seven digits.
    pub function: &'static str,
    /// The day.
    pub day: NaiveDate,
    /// The amount.
    pub amount: Money,
}

/// What a record of performance is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// 项目, 部门整体支出 or 险种.
    pub kind: &'static str,
    /// The code, where it has one; a scheme's is its name.
    pub code: String,
    /// The name.
    pub name: String,
    /// Position among the departments.
    pub department: usize,
    /// The unit's name.
    pub unit: String,
}

/// A year's objective of a subject.
#[derive(Clone, Debug)]
pub struct Objective {
    /// Whose.
    pub subject: Subject,
    /// The budget year.
    pub year: i32,
    /// The text.
    pub text: String,
    /// 目标审核: 优, 良, 中.
    pub review: &'static str,
    /// 事前评估结论, where there was one.
    pub ex_ante: Option<&'static str>,
    /// 申报数.
    pub requested: Money,
    /// 核定数.
    pub approved: Money,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// Whether this objective and its self-evaluation come on a form instead of in the exports.
    pub on_form: bool,
}

/// An indicator, with what was reached once the year is evaluated. Numbers are whole.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// 一级指标.
    pub dimension: &'static str,
    /// 二级指标.
    pub subdimension: &'static str,
    /// 三级指标.
    pub name: &'static str,
    /// 计算符号.
    pub operator: &'static str,
    /// 指标值.
    pub target: String,
    /// 计量单位; empty for qualitative ones.
    pub unit: &'static str,
    /// 权重, whole points.
    pub weight: i128,
    /// 实际完成值.
    pub actual: String,
    /// 得分 in hundredths of a point.
    pub score: i128,
}

/// One monitoring record.
#[derive(Clone, Debug)]
pub struct Monitoring {
    /// Of what.
    pub subject: Subject,
    /// The budget year.
    pub year: i32,
    /// The day it looks back from.
    pub day: NaiveDate,
    /// Paid until then.
    pub executed: Money,
    /// Expected for the year.
    pub expected: Money,
    /// 完成可能性.
    pub likelihood: &'static str,
    /// 偏差原因; empty where there is none.
    pub cause: &'static str,
    /// 预警灯.
    pub light: &'static str,
    /// 改进措施; empty where there is none.
    pub measure: &'static str,
}

/// Who commissioned an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evaluator {
    /// 单位自评.
    Unit,
    /// 部门评价.
    Department,
    /// 财政评价.
    Finance,
    /// 抽查复核.
    SpotCheck,
}

impl Evaluator {
    /// The word of the 评价主体 column.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unit => "单位自评",
            Self::Department => "部门评价",
            Self::Finance => "财政评价",
            Self::SpotCheck => "抽查复核",
        }
    }
}

/// One evaluation.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Of what.
    pub subject: Subject,
    /// The year of the money.
    pub year: i32,
    /// Whose.
    pub evaluator: Evaluator,
    /// The third party that did the work, and its fee.
    pub agency: Option<(&'static str, Money)>,
    /// The amount evaluated.
    pub amount: Money,
    /// The score in hundredths of a point.
    pub score: i128,
    /// The scores of 决策, 过程, 产出 and 效益, in hundredths.
    pub parts: Option<[i128; 4]>,
    /// Whether it comes on a form instead of in the exports.
    pub on_form: bool,
}

impl Evaluation {
    /// The grade of 财预〔2020〕10号: 90, 80 and 60 are the bounds, half-open.
    pub(super) fn grade(&self) -> &'static str {
        match self.score {
            9000.. => "优",
            8000.. => "良",
            6000.. => "中",
            _ => "差",
        }
    }
}

/// A problem that an evaluation found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// In what.
    pub subject: Subject,
    /// The year of the money.
    pub year: i32,
    /// The problem.
    pub problem: &'static str,
    /// Its category.
    pub category: &'static str,
    /// The money it concerns.
    pub amount: Option<Money>,
    /// 整改状态.
    pub status: &'static str,
    /// 要求完成日期.
    pub due: NaiveDate,
    /// 完成日期.
    pub done: Option<NaiveDate>,
}

/// What was done with a result.
#[derive(Clone, Debug)]
pub struct ResultUse {
    /// For what.
    pub subject: Subject,
    /// The year of the money that was evaluated.
    pub year: i32,
    /// 应用方式.
    pub action: &'static str,
    /// 应用预算年度.
    pub applied_year: i32,
    /// Before and after, where both budgets are known.
    pub amounts: Option<(Money, Money)>,
    /// What was decided.
    pub text: &'static str,
    /// 状态.
    pub status: &'static str,
}

/// What was published.
#[derive(Clone, Debug)]
pub struct Disclosure {
    /// Of what.
    pub subject: Subject,
    /// The year of the money.
    pub year: i32,
    /// 公开内容.
    pub item: &'static str,
    /// The day.
    pub day: NaiveDate,
    /// 是否报送人大.
    pub to_congress: bool,
}

/// A scheme's year. A scheme that is pooled above the district has no amounts.
#[derive(Clone, Debug)]
pub struct InsuranceYear {
    /// The year.
    pub year: i32,
    /// 险种.
    pub fund: &'static str,
    /// The amounts, where the district manages it.
    pub amounts: Option<InsuranceAmounts>,
}

/// What a scheme took in and paid out.
#[derive(Clone, Copy, Debug)]
pub struct InsuranceAmounts {
    /// 收入预算数 and 收入执行数.
    pub income: (Money, Money),
    /// 支出预算数 and 支出执行数.
    pub spending: (Money, Money),
    /// 年末滚存结余.
    pub cumulative: Money,
}

impl ProjectYear {
    /// The sum of one amount over its function classes.
    pub(super) fn total(&self, amount: impl Fn(&BudgetLine) -> Money) -> Money {
        self.lines.iter().map(amount).sum()
    }
}

impl Project {
    /// Its year, if it had a budget then.
    pub(super) fn in_year(&self, year: i32) -> Option<&ProjectYear> {
        self.years.iter().find(|project_year| project_year.year == year)
    }
}

impl District {
    /// The project as the subject of a record.
    pub(super) fn subject(&self, project: &Project) -> Subject {
        Subject {
            kind: "项目",
            code: project.code.clone(),
            name: project.name.clone(),
            department: project.department,
            unit: self.unit(project).name.clone(),
        }
    }

    /// The unit that runs the project.
    pub(super) fn unit(&self, project: &Project) -> &Unit {
        &self.departments[project.department].units[project.unit]
    }

    /// The projects with their money of one year.
    pub(super) fn project_years(&self, year: i32) -> impl Iterator<Item = (&Project, &ProjectYear)> {
        self.projects.iter().filter_map(move |project| Some((project, project.in_year(year)?)))
    }
}

/// The day; callers give days that exist (1970-01-01 stands for one that does not).
pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
