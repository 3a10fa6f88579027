//! The hierarchical tables that departments publish: budgets and final accounts by function class, a workbook for
//! each department and year, reconciled with the project exports to the 分.

use std::collections::BTreeMap;

use super::catalogue::Budget;
use super::district::{BudgetLine, Department, District, Project};
use super::files::{Content, SampleFile, Sheet, SheetCell};
use super::function_names::function_name;
use super::performance_exports::ten_thousands;
use crate::model::Money;

/// The years whose tables are there.
const YEARS: [i32; 2] = [2022, 2023];

/// Basic and project spending of one function class.
#[derive(Clone, Copy, Debug, Default)]
struct Amounts {
    basic: Money,
    project: Money,
}

impl Amounts {
    fn total(self) -> Money {
        self.basic + self.project
    }

    fn add(self, other: Self) -> Self {
        Self { basic: self.basic + other.basic, project: self.project + other.project }
    }
}

/// What a sheet shows.
struct Shape {
    /// The sheet's name; the title is the year and this.
    name: &'static str,
    /// The one budget it shows; none shows every source of money.
    budget: Option<Budget>,
    /// Whether it is a final account: one code column, the total first, amounts executed.
    is_final: bool,
}

static SHAPES: [Shape; 7] = [
    Shape { name: "部门支出预算总表", budget: None, is_final: false },
    Shape { name: "一般公共预算支出预算表", budget: Some(Budget::GeneralPublic), is_final: false },
    Shape { name: "政府性基金预算支出预算表", budget: Some(Budget::GovernmentFund), is_final: false },
    Shape { name: "国有资本经营预算支出预算表", budget: Some(Budget::StateCapital), is_final: false },
    Shape { name: "支出决算表", budget: None, is_final: true },
    Shape {
        name: "一般公共预算财政拨款支出决算表", budget: Some(Budget::GeneralPublic), is_final: true
    },
    Shape {
        name: "政府性基金预算财政拨款支出决算表", budget: Some(Budget::GovernmentFund), is_final: true
    },
];

/// Where a department's workbook stands.
pub(super) fn workbook_path(year: i32, department: &Department) -> String {
    format!("部门预决算/{year}/{}-{}.xlsx", department.code, department.name)
}

/// All workbooks.
pub(super) fn files(district: &District) -> Vec<SampleFile> {
    let mut files = Vec::new();
    for year in YEARS {
        for (position, department) in district.departments.iter().enumerate() {
            let sheets = SHAPES.iter().filter_map(|shape| sheet(district, position, year, shape)).collect();
            files.push(SampleFile { path: workbook_path(year, department), content: Content::Workbook(sheets) });
        }
    }
    files
}

fn sheet(district: &District, department: usize, year: i32, shape: &Shape) -> Option<Sheet> {
    let office = &district.departments[department];
    let leaves = leaves(district, department, year, shape);
    // Every department prints a fund table, empty where it has no fund; a state-capital table only who has one.
    if leaves.is_empty() && shape.budget == Some(Budget::StateCapital) {
        return None;
    }
    Some(if shape.is_final {
        final_account(office, year, shape, &leaves)
    } else {
        budget_table(office, year, shape, &leaves)
    })
}

/// The amounts by 项.
fn leaves(district: &District, department: usize, year: i32, shape: &Shape) -> BTreeMap<&'static str, Amounts> {
    let mut leaves: BTreeMap<&'static str, Amounts> = BTreeMap::new();
    let is_shown = |project: &Project| {
        project.department == department && shape.budget.is_none_or(|budget| budget == project.template.budget)
    };
    for (project, money) in district.project_years(year).filter(|(project, _)| is_shown(project)) {
        for line in &money.lines {
            let amount = amount(line, shape);
            let is_project = project.template.category.is_project();
            let amounts = if is_project {
                Amounts { basic: Money::ZERO, project: amount }
            } else {
                Amounts { basic: amount, project: Money::ZERO }
            };
            if amount != Money::ZERO {
                let leaf = leaves.entry(line.function).or_default();
                *leaf = leaf.add(amounts);
            }
        }
    }
    leaves
}

fn amount(line: &BudgetLine, shape: &Shape) -> Money {
    if shape.is_final { line.executed } else { line.initial }
}

/// The rows of the table: every 类, 款 and 项 in order, subtotals before what they sum.
fn rows<'a>(leaves: &BTreeMap<&'a str, Amounts>) -> BTreeMap<&'a str, Amounts> {
    let mut rows: BTreeMap<&str, Amounts> = BTreeMap::new();
    for (code, amounts) in leaves {
        for level in [3, 5, 7] {
            let row = rows.entry(code.get(..level).unwrap_or(code)).or_default();
            *row = row.add(*amounts);
        }
    }
    rows
}

fn total(leaves: &BTreeMap<&str, Amounts>) -> Amounts {
    leaves.values().fold(Amounts::default(), |sum, amounts| sum.add(*amounts))
}

fn texts(texts: &[&str]) -> Vec<SheetCell> {
    texts.iter().map(|text| SheetCell::text(*text)).collect()
}

/// An amount as the department prints it: a number in 元, or a text in 万元 with thousands separators.
fn printed(amount: Money, in_ten_thousands: bool) -> SheetCell {
    if in_ten_thousands {
        return SheetCell::text(with_separators(&ten_thousands(amount)));
    }
    let text = amount.to_string();
    SheetCell::Number(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// Puts commas between the thousands of a decimal.
pub(super) fn with_separators(decimal: &str) -> String {
    let (whole, rest) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position).is_multiple_of(3) && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// Three code columns, a title, a three-row header, the total last.
fn budget_table(office: &Department, year: i32, shape: &Shape, leaves: &BTreeMap<&str, Amounts>) -> Sheet {
    let in_ten_thousands = office.prints_ten_thousands;
    let unit = if in_ten_thousands { "单位：万元" } else { "单位：元" };
    let mut table = vec![
        texts(&[&format!("{year}年{}", shape.name)]),
        texts(&[&format!("编制部门：{}", office.name), "", "", "", "", "", unit]),
        texts(&["项目", "", "", "", "支出预算", "", ""]),
        texts(&["功能分类科目编码", "", "", "功能分类科目名称", "合计", "基本支出", "项目支出"]),
        texts(&["类", "款", "项"]),
    ];
    let amounts = |amounts: Amounts| {
        [amounts.total(), amounts.basic, amounts.project].map(|amount| printed(amount, in_ten_thousands))
    };
    for (code, sums) in &rows(leaves) {
        let part = |range: std::ops::Range<usize>| code.get(range).unwrap_or("");
        let mut row = texts(&[part(0..3), part(3..5), part(5..7), function_name(code)]);
        row.extend(amounts(*sums));
        table.push(row);
    }
    if leaves.is_empty() {
        table.extend(std::iter::repeat_n(vec![SheetCell::Blank; 7], 6));
    }
    let mut merges = vec![[0, 0, 0, 6], [1, 0, 1, 5], [2, 0, 2, 3], [2, 4, 2, 6], [3, 0, 3, 2]];
    merges.extend((3..7).map(|column| [3, column, 4, column]));
    merges.push([table.len(), 0, table.len(), 3]);
    let mut last = texts(&["合计", "", "", ""]);
    if !leaves.is_empty() {
        last.extend(amounts(total(leaves)));
    }
    table.push(last);
    merges.push([table.len(), 0, table.len(), 6]);
    table.push(texts(&[&note(shape, leaves.is_empty())]));
    Sheet { name: shape.name.to_owned(), rows: table, merges, widths: vec![6, 6, 6, 38, 18, 18, 18] }
}

/// One code column, a two-row header, the total first.
fn final_account(office: &Department, year: i32, shape: &Shape, leaves: &BTreeMap<&str, Amounts>) -> Sheet {
    let measures: &[&str] = if shape.budget.is_none() {
        &["本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
    } else {
        &["合计", "基本支出", "项目支出"]
    };
    let last_column = measures.len() + 1;
    let mut unit_row = vec![SheetCell::text(format!("编制部门：{}", office.name))];
    unit_row.resize(last_column, SheetCell::Blank);
    unit_row.push(SheetCell::text("单位：元"));
    let mut table = vec![
        texts(&[&format!("{year}年{}", shape.name)]),
        unit_row,
        texts(&[&["项目", ""], measures].concat()),
        texts(&["功能分类\n科目编码", "科目名称"]),
    ];
    let mut merges = vec![[0, 0, 0, last_column], [1, 0, 1, last_column - 1], [2, 0, 2, 1]];
    merges.extend((2..=last_column).map(|column| [2, column, 3, column]));
    let amounts =
        |amounts: Amounts| [amounts.total(), amounts.basic, amounts.project].map(|amount| printed(amount, false));
    merges.push([4, 0, 4, 1]);
    let mut first = texts(&["合计", ""]);
    if !leaves.is_empty() {
        first.extend(amounts(total(leaves)));
    }
    table.push(first);
    for (code, sums) in &rows(leaves) {
        let mut row = texts(&[code, function_name(code)]);
        row.extend(amounts(*sums));
        table.push(row);
    }
    merges.push([table.len(), 0, table.len(), last_column]);
    table.push(texts(&[&note(shape, leaves.is_empty())]));
    let widths = [12, 38].into_iter().chain(measures.iter().map(|_| 18)).collect();
    Sheet { name: shape.name.to_owned(), rows: table, merges, widths }
}

fn note(shape: &Shape, is_empty: bool) -> String {
    match (shape.budget, is_empty) {
        (Some(Budget::GovernmentFund), true) => "注：本部门本年度无政府性基金预算安排的支出，故本表无数据。".to_owned(),
        (_, true) => "注：本部门本年度无此项支出，故本表无数据。".to_owned(),
        (_, false) => format!("注：本表反映部门本年度{}情况。", if shape.is_final { "各项支出" } else { "支出预算" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_thousands() {
        for (plain, expected) in
            [("0.00", "0.00"), ("123.45", "123.45"), ("-123.45", "-123.45"), ("1234567.89", "1,234,567.89")]
        {
            assert_eq!(with_separators(plain), expected);
        }
    }
}
