//! The points that a first-level label prints for its section (`产出指标(50分)`) against the weights of its indicators.

use super::super::grid::Place;
use super::super::spelling::{squeezed, without_brackets};
use super::super::value;
use super::{Finding, Severity, Sheet};

/// Headers of the column of weights.
const WEIGHTS: [&str; 7] = ["分值", "权重", "分值权重", "权重分值", "标准分值", "指标分值", "分值/权重"];
/// The first words of the row below the indicators.
const TOTALS: [&str; 8] = ["总分", "合计", "总计", "得分合计", "自评总分", "总得分", "自评得分", "综合得分"];

/// A section whose label prints its points.
struct Section {
    place: Place,
    label: String,
    points: i128,
    sum: i128,
    weights: usize,
}

/// Compares every section of a sheet.
pub(super) fn check(sheet: &mut Sheet<'_>) {
    let grid = sheet.grid;
    let mut columns = None;
    let mut sections: Vec<Section> = Vec::new();
    let mut is_open = false;
    for row in 0..grid.height() {
        let find = |wanted: &[&str]| {
            let text = |text: &str| without_brackets(&squeezed(text));
            grid.row(row).iter().position(|cell| !cell.is_blank() && wanted.contains(&text(&cell.text).as_str()))
        };
        if let (Some(label), Some(weight)) = (find(&["一级指标"]), find(&WEIGHTS)) {
            (columns, is_open) = (Some((label, weight)), false);
            continue;
        }
        let Some((label, weight)) = columns else { continue };
        let first = grid.row(row).iter().find(|cell| !cell.is_blank()).map(|cell| squeezed(&cell.text));
        if first.is_some_and(|first| TOTALS.contains(&first.as_str())) {
            (columns, is_open) = (None, false);
            continue;
        }
        let place = Place::new(row, label);
        let cell = grid.cell(place);
        if !cell.is_blank() {
            let points = value::section_points(&cell.text);
            is_open = points.is_some();
            let label = value::label(&cell.text);
            sections.extend(points.map(|points| Section { place, label, points, sum: 0, weights: 0 }));
        }
        if let Some(section) = sections.last_mut().filter(|_| is_open)
            && let Ok(Some(weight)) = value::decimal(grid.cell(Place::new(row, weight)), 2)
        {
            section.sum += weight;
            section.weights += 1;
        }
    }
    for section in sections.iter().filter(|section| section.weights > 0 && section.sum != section.points) {
        let points = |hundredths: i128| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let reason = format!(
            "expected weights of {} that sum to the {} its label prints; found {}; hint: compare the weights with the form",
            section.label,
            points(section.points),
            points(section.sum)
        );
        let (check, severity) = ("weight.section", Severity::Warning);
        sheet.report(&Finding { place: section.place, field: "weight", reason, check, severity });
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::super::about::Constants;
    use super::super::super::definition::Forms;
    use super::super::super::grid::{Cell, Grid};
    use super::super::extract;

    /// 产出 prints 50 and has 30 + 20; 效益 prints 30 and has 25; 满意度 prints nothing.
    #[test]
    fn the_points_of_a_label_are_the_sum_of_its_weights() {
        let lines = [
            "项目支出绩效自评表",
            "（2023年度）",
            "项目名称|垃圾分类",
            "主管部门|丙局|实施单位|丙局本级",
            "项目资金（元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分",
            "|年度资金总额|100|100|100|10|100%|10",
            "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "|产出指标（50分）|数量指标|投放点|≥40个|40个|30|30",
            "||质量指标|合格率|≥90%|95%|20|20",
            "|效益指标(30分)|社会效益|参与率|≥80%|80%|25|25",
            "|满意度指标|满意度指标|满意度|≥90%|95%|10|10",
            "总分||||||100|100",
        ];
        let rows = lines.iter().map(|line| line.split('|').map(Cell::text).collect()).collect();
        let grid = Grid::new(None, rows, Vec::new());
        let read = extract(&grid, "a.csv", &Constants::default(), &Forms::embedded().unwrap());
        let told: Vec<_> =
            read.rejects.iter().map(|row| (row.text("cell"), row.text("check_id"), row.text("reason"))).collect();
        let reason = "expected weights of 效益指标 that sum to the 30.00 its label prints; found 25.00; hint: compare the \
                      weights with the form";
        assert_eq!(told, [(Some("B10"), Some("weight.section"), Some(reason))]);
    }
}
