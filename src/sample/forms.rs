//! Self-evaluation forms (财预〔2020〕10号, annex 1 项目支出绩效自评表), for projects whose self-evaluation is not in the
//! exports: one workbook with a department's forms below each other, one with a form a sheet.

use super::district::{District, Indicator, LAST_YEAR, Objective, Project};
use super::files::{Content, SampleFile, Sheet, SheetCell};
use super::performance_exports::{points, ten_thousands};
use super::stages::{FORMS, execution_score, prints_form_in_ten_thousands};
use crate::model::{Money, round_half_away};

/// The last column of the form, I.
const LAST: usize = 8;

/// Where the forms of a department stand.
pub(super) fn workbook_path(department_code: &str) -> String {
    let name = if prints_form_in_ten_thousands(department_code) { "农业农村局" } else { "教育局" };
    format!("自评表/{LAST_YEAR}年{name}项目支出绩效自评表.xlsx")
}

/// The two workbooks.
pub(super) fn files(district: &District) -> Vec<SampleFile> {
    FORMS
        .iter()
        .map(|(code, _)| {
            let is_apart = prints_form_in_ten_thousands(code);
            let forms: Vec<Sheet> = district
                .objectives
                .iter()
                .filter(|objective| {
                    objective.on_form && district.departments[objective.subject.department].code == *code
                })
                .filter_map(|objective| form(district, objective, is_apart))
                .collect();
            let sheets = if is_apart { forms } else { vec![below_each_other(forms)] };
            SampleFile { path: workbook_path(code), content: Content::Workbook(sheets) }
        })
        .collect()
}

/// Forms one after another on a sheet, a blank row between them.
fn below_each_other(forms: Vec<Sheet>) -> Sheet {
    let mut sheet = Sheet { name: "自评表".to_owned(), ..Sheet::default() };
    for form in forms {
        let start = sheet.rows.len();
        let moved = form.merges.iter().map(|[top, left, bottom, right]| [top + start, *left, bottom + start, *right]);
        sheet.merges.extend(moved);
        sheet.rows.extend(form.rows);
        sheet.rows.push(Vec::new());
        sheet.widths = form.widths;
    }
    sheet
}

/// A sheet in the making: cells placed by position, ranges merged.
struct Layout {
    sheet: Sheet,
}

impl Layout {
    fn place(&mut self, row: usize, column: usize, cell: SheetCell) {
        let rows = &mut self.sheet.rows;
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        let cells = &mut rows[row];
        if cells.len() <= column {
            cells.resize(column + 1, SheetCell::Blank);
        }
        cells[column] = cell;
    }

    fn text(&mut self, row: usize, column: usize, text: &str) {
        self.place(row, column, SheetCell::text(text));
    }

    /// Text in a range that is merged.
    fn merged(&mut self, [top, left, bottom, right]: [usize; 4], text: &str) {
        if (top, left) != (bottom, right) {
            self.sheet.merges.push([top, left, bottom, right]);
        }
        self.text(top, left, text);
    }
}

fn form(district: &District, objective: &Objective, in_ten_thousands: bool) -> Option<Sheet> {
    let project = district.projects.iter().find(|project| project.code == objective.subject.code)?;
    let name = project.name.clone();
    let widths = vec![14, 16, 16, 22, 16, 16, 10, 10, 30];
    let mut layout = Layout { sheet: Sheet { name, widths, ..Sheet::default() } };
    layout.merged([0, 0, 0, LAST], "项目支出绩效自评表");
    layout.merged([1, 0, 1, LAST], &format!("（{} 年度）", objective.year));
    layout.text(2, 0, "项目名称");
    layout.merged([2, 1, 2, LAST], &project.name);
    layout.text(3, 0, "主管部门");
    layout.merged([3, 1, 3, 3], &district.departments[project.department].name);
    layout.text(3, 4, "实施单位");
    layout.merged([3, 5, 3, LAST], &objective.subject.unit);
    let execution = funds(&mut layout, project, objective.year, in_ten_thousands)?;

    layout.merged([9, 0, 10, 0], "年度总体目标");
    layout.merged([9, 1, 9, 4], "预期目标");
    layout.merged([9, 5, 9, LAST], "实际完成情况");
    layout.merged([10, 1, 10, 4], &objective.text);
    layout.merged([10, 5, 10, LAST], "年度目标任务已完成，资金使用规范。");

    let last = indicators(&mut layout, &objective.indicators);
    let reached: i128 = objective.indicators.iter().map(|indicator| indicator.score).sum();
    layout.merged([last + 1, 0, last + 1, 5], "总分");
    layout.place(last + 1, 6, SheetCell::Number("100".to_owned()));
    layout.place(last + 1, 7, SheetCell::Number(points(execution + reached)));
    Some(layout.sheet)
}

/// The funds block, rows 5 to 9; gives the execution score in hundredths.
fn funds(layout: &mut Layout, project: &Project, year: i32, in_ten_thousands: bool) -> Option<i128> {
    let money = project.in_year(year)?;
    let initial = money.total(|line| line.initial);
    let adjusted = money.total(|line| line.adjusted);
    let executed = money.total(|line| line.executed);
    let carried = money.total(|line| line.carried_over);
    let carried_executed = carried.min(executed);
    let score = execution_score(executed, adjusted);

    layout.merged([4, 0, 8, 0], if in_ten_thousands { "项目资金（万元）" } else { "项目资金（元）" });
    for (column, label) in (2..).zip(["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"])
    {
        layout.text(4, column, label);
    }
    let lines = [
        ("年度资金总额", [initial, adjusted, executed]),
        ("其中：当年财政拨款", [initial, adjusted - carried, executed - carried_executed]),
        ("上年结转资金", [Money::ZERO, carried, carried_executed]),
        ("其他资金", [Money::ZERO; 3]),
    ];
    for (row, (label, amounts)) in (5..).zip(lines) {
        layout.text(row, 1, label);
        for (column, amount) in (2..).zip(amounts) {
            let text = if in_ten_thousands { ten_thousands(amount) } else { amount.to_string() };
            layout.place(row, column, SheetCell::Number(text));
        }
        if row > 5 {
            layout.text(row, 5, "—");
            layout.text(row, 7, "—");
        }
    }
    layout.place(5, 5, SheetCell::Number("10".to_owned()));
    layout.text(5, 6, &format!("{}%", Money::from_fen(round_half_away(executed.fen() * 10_000, adjusted.fen()))));
    layout.place(5, 7, SheetCell::Number(points(score)));
    Some(score)
}

/// The indicators from row 12 on; gives the last row, 0-based.
fn indicators(layout: &mut Layout, indicators: &[Indicator]) -> usize {
    let header = [
        "绩效指标",
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ];
    let first = 11;
    let last = first + indicators.len();
    layout.merged([first, 0, last, 0], header[0]);
    for (column, label) in header.iter().enumerate().skip(1) {
        layout.text(first, column, label);
    }
    let mut row = first + 1;
    for group in indicators.chunk_by(|one, next| one.dimension == next.dimension) {
        layout.merged([row, 1, row + group.len() - 1, 1], group[0].dimension);
        for indicator in group {
            let sign = if indicator.operator == "定性" { "" } else { indicator.operator };
            layout.text(row, 2, indicator.subdimension);
            layout.text(row, 3, indicator.name);
            layout.text(row, 4, &format!("{sign}{}{}", indicator.target, indicator.unit));
            layout.text(row, 5, &format!("{}{}", indicator.actual, indicator.unit));
            layout.place(row, 6, SheetCell::Number(indicator.weight.to_string()));
            layout.place(row, 7, SheetCell::Number(points(indicator.score)));
            if indicator.score < indicator.weight * 100 {
                layout.text(row, 8, "受客观因素影响未达到目标值，下年加强过程管理");
            }
            row += 1;
        }
    }
    last
}
