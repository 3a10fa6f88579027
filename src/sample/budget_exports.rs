//! Flat exports of the money: 项目年度预算, 支付明细, 预算调整, 单位名录, 社会保险基金.

use chrono::NaiveDate;

use super::departments::REGION;
use super::district::{BudgetLine, District, FIRST_YEAR, LAST_YEAR, Project, ProjectYear};
use super::files::{Content, SampleFile, TextEncoding};

/// The year that an older system exported in GB18030.
const GB18030_YEAR: i32 = 2019;

/// The year that was exported with the integrated system's own field names, deleted rows included.
pub(super) const SYSTEM_FIELDS_YEAR: i32 = 2022;

const BUDGET_HEADER: [&str; 25] = [
    "预算年度",
    "财政区划",
    "部门代码",
    "部门名称",
    "单位代码",
    "单位名称",
    "单位级次",
    "项目代码",
    "项目名称",
    "项目类别",
    "行业领域",
    "资金性质",
    "支出功能分类科目编码",
    "年初批复数",
    "变动后预算数",
    "实际支付金额",
    "实际到位数",
    "上年结转数",
    "预算级次",
    "是否一次性",
    "债务类型",
    "是否重点",
    "是否三保",
    "是否涉密",
    "主题",
];

/// The same columns under the names of 预算管理一体化; columns a district added itself keep their Chinese names.
const SYSTEM_HEADER: [&str; 25] = [
    "FISCAL_YEAR",
    "MOF_DIV_NAME",
    "DEPT_CODE",
    "DEPT_NAME",
    "AGENCY_CODE",
    "AGENCY_NAME",
    "单位级次",
    "PRO_CODE",
    "PRO_NAME",
    "PRO_KIND_NAME",
    "行业领域",
    "FUND_TYPE_NAME",
    "EXP_FUNC_CODE",
    "REPLY_AMT",
    "CUR_AMT",
    "XPAY_AMT",
    "实际到位数",
    "上年结转数",
    "BUDGET_LEVEL_NAME",
    "是否一次性",
    "债务类型",
    "是否重点",
    "是否三保",
    "是否涉密",
    "主题",
];

/// An export file: a header and rows.
pub(super) fn export(path: String, encoding: TextEncoding, header: &[&str], rows: Vec<Vec<String>>) -> SampleFile {
    let header = header.iter().map(|name| (*name).to_owned()).collect();
    let rows = std::iter::once(header).chain(rows).collect();
    SampleFile { path, content: Content::Delimited { encoding, rows } }
}

/// Where the export of a year stands.
pub(super) fn export_path(year: i32, name: &str) -> String {
    format!("系统导出/{year}/{name}.csv")
}

/// A day as the year's system wrote it.
pub(super) fn date(year: i32, day: NaiveDate) -> String {
    let form = if year < 2022 { "%Y/%-m/%-d" } else { "%Y-%m-%d" };
    day.format(form).to_string()
}

/// 是 or 否.
pub(super) fn yes_no(flag: bool) -> String {
    if flag { "是" } else { "否" }.to_owned()
}

/// The exports of all years.
pub(super) fn files(district: &District) -> Vec<SampleFile> {
    let mut files = Vec::new();
    for year in FIRST_YEAR..=LAST_YEAR {
        files.push(annual_budget(district, year));
        files.push(payments(district, year));
        files.push(changes(district, year));
    }
    files.push(organizations(district));
    files.push(insurance(district));
    files
}

fn annual_budget(district: &District, year: i32) -> SampleFile {
    let mut rows: Vec<Vec<String>> = district
        .project_years(year)
        .flat_map(|(project, money)| {
            money.lines.iter().map(move |line| annual_budget_row(district, project, money, line))
        })
        .collect();
    let path = export_path(year, "项目年度预算");
    if year == SYSTEM_FIELDS_YEAR {
        let deleted = deleted_rows(&rows);
        for row in &mut rows {
            row.push("0".to_owned());
        }
        rows.splice(40..40, deleted);
        let header: Vec<&str> = SYSTEM_HEADER.into_iter().chain(["IS_DELETED"]).collect();
        return export(path, TextEncoding::Utf8Marked, &header, rows);
    }
    let encoding = if year == GB18030_YEAR { TextEncoding::Gb18030 } else { TextEncoding::Utf8 };
    export(path, encoding, &BUDGET_HEADER, rows)
}

/// Earlier drafts of three rows, as the system keeps them: marked deleted, with the amount first asked for.
fn deleted_rows(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let drafts = rows.iter().filter(|row| row[9] == "特定目标类").step_by(40).take(3);
    drafts
        .map(|row| {
            let mut draft = row.clone();
            for column in 13..=15 {
                draft[column] = if column == 15 { "0.00".to_owned() } else { format!("9{}", row[column]) };
            }
            draft.push("1".to_owned());
            draft
        })
        .collect()
}

fn annual_budget_row(district: &District, project: &Project, money: &ProjectYear, line: &BudgetLine) -> Vec<String> {
    let department = &district.departments[project.department];
    let unit = district.unit(project);
    let template = &project.template;
    vec![
        money.year.to_string(),
        REGION.to_owned(),
        department.code.to_owned(),
        department.name.clone(),
        unit.code.clone(),
        unit.name.clone(),
        unit.level.to_string(),
        project.code.clone(),
        project.name.clone(),
        template.category.word().to_owned(),
        department.sector.to_owned(),
        template.budget.fund_nature().to_owned(),
        line.function.to_owned(),
        line.initial.to_string(),
        line.adjusted.to_string(),
        line.executed.to_string(),
        line.received.to_string(),
        line.carried_over.to_string(),
        if template.from_upper { "上级转移支付" } else { "本级" }.to_owned(),
        yes_no(template.is_one_off),
        template.debt.to_owned(),
        yes_no(project.is_key),
        yes_no(template.is_protected),
        yes_no(template.is_secret),
        template.theme.to_owned(),
    ]
}

fn payments(district: &District, year: i32) -> SampleFile {
    let header = ["预算年度", "项目代码", "资金性质", "支出功能分类科目编码", "实际支付金额", "支付日期"];
    let rows = district
        .project_years(year)
        .flat_map(|(project, money)| {
            money.payments.iter().map(move |payment| {
                vec![
                    year.to_string(),
                    project.code.clone(),
                    project.template.budget.fund_nature().to_owned(),
                    payment.function.to_owned(),
                    payment.amount.to_string(),
                    date(year, payment.day),
                ]
            })
        })
        .collect();
    export(export_path(year, "支付明细"), TextEncoding::Utf8, &header, rows)
}

fn changes(district: &District, year: i32) -> SampleFile {
    let header = ["预算年度", "项目代码", "调整日期", "调整类型", "调整金额", "文号"];
    let rows = district
        .project_years(year)
        .flat_map(|(project, money)| {
            money.changes.iter().map(move |change| {
                vec![
                    year.to_string(),
                    project.code.clone(),
                    date(year, change.day),
                    change.kind.to_owned(),
                    change.amount.to_string(),
                    change.document.clone(),
                ]
            })
        })
        .collect();
    export(export_path(year, "预算调整"), TextEncoding::Utf8, &header, rows)
}

fn organizations(district: &District) -> SampleFile {
    let header =
        ["预算年度", "财政区划", "部门代码", "部门名称", "单位代码", "单位名称", "单位级次", "是否涉密", "是否应评"];
    let mut rows = Vec::new();
    for year in FIRST_YEAR..=LAST_YEAR {
        for department in &district.departments {
            rows.extend(department.units.iter().map(|unit| {
                vec![
                    year.to_string(),
                    REGION.to_owned(),
                    department.code.to_owned(),
                    department.name.clone(),
                    unit.code.clone(),
                    unit.name.clone(),
                    unit.level.to_string(),
                    yes_no(false),
                    yes_no(true),
                ]
            }));
        }
    }
    export("系统导出/单位名录.csv".to_owned(), TextEncoding::Utf8, &header, rows)
}

fn insurance(district: &District) -> SampleFile {
    let header = [
        "预算年度",
        "财政区划",
        "险种",
        "收入预算数",
        "收入执行数",
        "支出预算数",
        "支出执行数",
        "本年收支结余",
        "年末滚存结余",
        "统筹层次",
    ];
    let row = |scheme: &super::district::InsuranceYear| {
        let mut row = vec![scheme.year.to_string(), REGION.to_owned(), scheme.fund.to_owned()];
        match scheme.amounts {
            None => row.extend(std::iter::repeat_n(String::new(), 6)),
            Some(amounts) => {
                let (income, spending) = (amounts.income, amounts.spending);
                let balance = income.1 - spending.1;
                let amounts = [income.0, income.1, spending.0, spending.1, balance, amounts.cumulative];
                row.extend(amounts.map(|amount| amount.to_string()));
            }
        }
        row.push(if scheme.amounts.is_some() { "本级" } else { "上级统筹" }.to_owned());
        row
    };
    let mut schemes: Vec<_> = district.insurance.iter().collect();
    schemes.sort_by_key(|scheme| scheme.year);
    let rows = schemes.into_iter().map(row).collect();
    export("系统导出/社会保险基金.csv".to_owned(), TextEncoding::Utf8, &header, rows)
}
