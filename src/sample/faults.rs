//! The planted faults: each in a shape that real publications have, each listed in the sample's README with its cell
//! and what the product must say of it.

use super::departments::REGION_CODE;
use super::district::District;
use super::files::{Content, SampleFile, Sheet, SheetCell, cell_name};
use super::{budget_exports, forms, tables};

/// A planted fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The file.
    pub(super) file: String,
    /// The sheet, in a workbook.
    pub(super) sheet: Option<String>,
    /// The cell or cells.
    pub(super) cells: String,
    /// What is wrong.
    pub(super) what: String,
    /// What the product says.
    pub(super) says: &'static str,
}

/// A wrong cell in an export.
struct WrongCell {
    year: i32,
    export: &'static str,
    column: &'static str,
    /// Whether a row, with its header, is the one; the first such row is taken.
    row: fn(&Row<'_>) -> bool,
    wrong: fn(&Row<'_>) -> String,
    what: &'static str,
    says: &'static str,
}

/// A row of an export with its header.
struct Row<'a> {
    header: &'a [String],
    cells: &'a [String],
}

impl Row<'_> {
    fn cell(&self, column: &str) -> &str {
        let position = self.header.iter().position(|name| name == column);
        position.and_then(|position| self.cells.get(position)).map_or("", String::as_str)
    }
}

static WRONG_CELLS: [WrongCell; 4] = [
    WrongCell {
        year: 2020,
        export: "项目年度预算",
        column: "变动后预算数",
        row: |row| row.cell("项目名称") == "环境宣传教育",
        wrong: |row| {
            let separated = |column| tables::with_separators(row.cell(column));
            format!("{} {}", separated("变动后预算数"), separated("实际支付金额"))
        },
        what: "two amounts glued in one cell",
        says: "reject: the amount cannot be read; the row's cell and text are in `rejects`, nothing is guessed",
    },
    WrongCell {
        year: 2021,
        export: "项目年度预算",
        column: "资金性质",
        row: |row| row.cell("项目名称") == "劳务品牌培育",
        wrong: |_| "统筹调剂资金".to_owned(),
        what: "a 资金性质 that is none of the budgets'",
        says: "reject: `统筹调剂资金` is not a known 资金性质, with the known words",
    },
    WrongCell {
        year: 2021,
        export: "支付明细",
        column: "项目代码",
        row: |row| row.cell("支出功能分类科目编码") == "2130505",
        wrong: |_| "1.23E+20".to_owned(),
        what: "a project code that a spreadsheet turned into a number",
        says: "reject: the project code was turned into a number (1.23E+20) and its digits are lost",
    },
    WrongCell {
        year: 2021,
        export: "评价结果",
        column: "评价等级",
        row: |row| row.cell("评价主体") == "财政评价" && row.cell("评价等级") == "中",
        wrong: |_| "良".to_owned(),
        what: "the grade 良 beside a score below 80",
        says: "the row loads; the printed grade differs from the score's grade 中 (effectiveness and quality queries)",
    },
];

/// Plants every fault and says where.
pub(super) fn plant(district: &District, files: &mut [SampleFile]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = WRONG_CELLS.iter().filter_map(|wrong| wrong_cell(files, wrong)).collect();
    faults.extend(same_key_twice(files));
    faults.extend(never_budgeted(files));
    faults.extend(subtotal_off_by_one(district, files));
    faults.extend(grand_total_off(district, files));
    faults.extend(wrong_rate(files));
    faults.extend(wrong_total_score(files));
    faults
}

fn export_rows<'a>(files: &'a mut [SampleFile], path: &str) -> Option<&'a mut Vec<Vec<String>>> {
    let file = files.iter_mut().find(|file| file.path == path)?;
    match &mut file.content {
        Content::Delimited { rows, .. } => Some(rows),
        _ => None,
    }
}

fn sheet<'a>(files: &'a mut [SampleFile], path: &str, name: Option<&str>) -> Option<&'a mut Sheet> {
    let file = files.iter_mut().find(|file| file.path == path)?;
    match &mut file.content {
        Content::Workbook(sheets) => sheets.iter_mut().find(|sheet| name.is_none_or(|name| sheet.name == name)),
        _ => None,
    }
}

fn wrong_cell(files: &mut [SampleFile], wrong: &WrongCell) -> Option<Fault> {
    let file = budget_exports::export_path(wrong.year, wrong.export);
    let rows = export_rows(files, &file)?;
    let (header, body) = rows.split_first_mut()?;
    let column = header.iter().position(|name| name == wrong.column)?;
    let position = body.iter().position(|cells| (wrong.row)(&Row { header, cells }))?;
    let text = (wrong.wrong)(&Row { header, cells: &body[position] });
    body[position][column].clone_from(&text);
    Some(Fault {
        file,
        sheet: None,
        cells: cell_name(position + 1, column),
        what: format!("{}: `{text}`", wrong.what),
        says: wrong.says,
    })
}

/// The same project, budget and function class twice in one file, with different amounts.
fn same_key_twice(files: &mut [SampleFile]) -> Option<Fault> {
    let file = budget_exports::export_path(2019, "项目年度预算");
    let rows = export_rows(files, &file)?;
    let position = rows.iter().position(|row| row.iter().any(|cell| cell == "教育考试考务"))?;
    let mut again = rows[position].clone();
    let initial = rows[0].iter().position(|name| name == "年初批复数")?;
    again[initial] = plus(&again[initial], 100_000);
    rows.push(again);
    let cells = format!("{} and {}", cell_name(position, initial), cell_name(rows.len() - 1, initial));
    let what = "the same key twice with amounts that differ by 100 000 元".to_owned();
    let says = "conflict: neither row is loaded, each is in `rejects` and names the other";
    Some(Fault { file, sheet: None, cells, what, says })
}

/// An evaluation of a project that no budget has.
fn never_budgeted(files: &mut [SampleFile]) -> Option<Fault> {
    let file = budget_exports::export_path(2020, "评价结果");
    let rows = export_rows(files, &file)?;
    let header = rows.first()?.clone();
    let mut row = rows.iter().find(|row| row.iter().any(|cell| cell == "部门评价"))?.clone();
    let code = format!("{REGION_CODE}20T999999999999");
    for (column, value) in [("项目代码", code.as_str()), ("项目名称", "湖滨音乐喷泉建设")] {
        let position = header.iter().position(|name| name == column)?;
        value.clone_into(&mut row[position]);
    }
    rows.push(row);
    let cells = cell_name(rows.len() - 1, header.iter().position(|name| name == "项目代码")?);
    let what = format!("an evaluation of `{code}`, which has no budget in any year");
    let says = "the row loads; its subject stays without a project and is listed by the quality queries";
    Some(Fault { file, sheet: None, cells, what, says })
}

/// Adds to the cells of a row that start in the given columns.
fn add_to(sheet: &mut Sheet, row: usize, columns: [usize; 2], yuan: i128) -> Option<String> {
    for column in columns {
        let cell = sheet.rows.get_mut(row)?.get_mut(column)?;
        if let SheetCell::Number(text) = cell {
            *text = plus(text, yuan);
        }
    }
    Some(columns.map(|column| cell_name(row, column)).join(" and "))
}

fn subtotal_off_by_one(district: &District, files: &mut [SampleFile]) -> Option<Fault> {
    let file = tables::workbook_path(2023, &district.departments[6]);
    let sheet = sheet(files, &file, Some("部门支出预算总表"))?;
    let starts =
        |row: &Vec<SheetCell>| row.starts_with(&[SheetCell::text("212"), SheetCell::text("03"), SheetCell::Blank]);
    let row = sheet.rows.iter().position(starts)?;
    let cells = add_to(sheet, row, [4, 6], -1)?;
    let what = "the subtotal of 款 21203 is 1 元 less than its 项 rows".to_owned();
    let says = "warning in `control_totals`: difference of 1 元 within rounding; the rows load";
    Some(Fault { file, sheet: Some(sheet.name.clone()), cells, what, says })
}

fn grand_total_off(district: &District, files: &mut [SampleFile]) -> Option<Fault> {
    let file = tables::workbook_path(2022, &district.departments[9]);
    let sheet = sheet(files, &file, Some("支出决算表"))?;
    let row = sheet.rows.iter().position(|row| row.first() == Some(&SheetCell::text("合计")))?;
    let cells = add_to(sheet, row, [2, 4], 1_000_000)?;
    let what = "the grand total is 1 000 000 元 more than its rows".to_owned();
    let says = "error in `control_totals`: difference of 1 000 000 元, not within rounding; the rows load";
    Some(Fault { file, sheet: Some(sheet.name.clone()), cells, what, says })
}

/// The second form's printed execution rate is a hundredth of a point too high, as 86.19 % for 86.18 %.
fn wrong_rate(files: &mut [SampleFile]) -> Option<Fault> {
    let file = forms::workbook_path("102");
    let sheet = sheet(files, &file, None)?;
    let is_total = |row: &Vec<SheetCell>| row.get(1) == Some(&SheetCell::text("年度资金总额"));
    let (row, cells) = sheet.rows.iter_mut().enumerate().filter(|(_, row)| is_total(row)).nth(1)?;
    let SheetCell::Text(rate) = cells.get_mut(6)? else { return None };
    let right = rate.clone();
    let hundredths: i128 = right.trim_end_matches('%').replace('.', "").parse().ok()?;
    *rate = format!("{}.{:02}%", (hundredths + 1) / 100, (hundredths + 1) % 100);
    let what = format!("the execution rate {rate} is printed where the amounts give {right}");
    let says = "the form loads; score recomputation lists the printed rate beside the computed one";
    Some(Fault { file, sheet: Some(sheet.name.clone()), cells: cell_name(row, 6), what, says })
}

/// The third form's total is two points less than its scores.
fn wrong_total_score(files: &mut [SampleFile]) -> Option<Fault> {
    let file = forms::workbook_path("109");
    let SampleFile { content: Content::Workbook(sheets), .. } = files.iter_mut().find(|other| other.path == file)?
    else {
        return None;
    };
    let sheet = sheets.get_mut(2)?;
    let row = sheet.rows.iter().position(|row| row.first() == Some(&SheetCell::text("总分")))?;
    let SheetCell::Number(total) = sheet.rows.get_mut(row)?.get_mut(7)? else { return None };
    let right = std::mem::replace(total, plus(total, -2));
    let what = format!("the total {total} is printed where the scores sum to {right}");
    let says = "the form loads; score recomputation lists the printed total beside the sum";
    Some(Fault { file, sheet: Some(sheet.name.clone()), cells: cell_name(row, 7), what, says })
}

/// A decimal text plus a whole number; the decimals stay.
fn plus(decimal: &str, more: i128) -> String {
    let (whole, rest) = decimal.split_at(decimal.find('.').unwrap_or(decimal.len()));
    whole.parse::<i128>().map_or_else(|_| decimal.to_owned(), |whole| format!("{}{rest}", whole + more))
}
