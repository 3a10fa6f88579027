//! The texts beside the data: `README.md` and the `about.toml` files, which give what the files do not print.

use super::departments::{REGION, REGION_CODE};
use super::district::District;
use super::faults::Fault;
use super::files::{Content, SampleFile};

/// The folders whose files do not print the district.
const FOLDERS_WITHOUT_REGION: [&str; 4] = ["部门公开", "部门预决算/2022", "部门预决算/2023", "自评表"];

/// The README and the about files.
pub(super) fn files(district: &District, faults: &[Fault]) -> Vec<SampleFile> {
    let text = |path: String, text: String| SampleFile { path, content: Content::Text(text) };
    let about =
        format!("# What these files do not print themselves.\n[[files]]\nmatch = \"*\"\nregion = \"{REGION}\"\n");
    let mut files = vec![text("README.md".to_owned(), readme(district, faults))];
    files.extend(FOLDERS_WITHOUT_REGION.map(|folder| text(format!("{folder}/about.toml"), about.clone())));
    files
}

fn readme(district: &District, faults: &[Fault]) -> String {
    let departments = district.departments.len();
    let units: usize = district.departments.iter().map(|department| department.units.len()).sum();
    let projects = district.projects.iter().filter(|project| !project.years.is_empty()).count();
    let row = |(number, fault): (usize, &Fault)| {
        let sheet = fault.sheet.as_ref().map_or(String::new(), |sheet| format!(", sheet `{sheet}`"));
        let Fault { file, cells, what, says, .. } = fault;
        format!("| {number} | `{file}`{sheet} | {cells} | {what} | {says} |\n")
    };
    let table: String = (1..).zip(faults).map(row).collect();
    format!(
        "# Sample data: a made-up district (虚构示例数据)\n\n\
**Everything here is synthetic.** The district {REGION} (code {REGION_CODE}; no province has the prefix 99) does not \
exist; its offices, projects, amounts, scores and agencies are made by `jixiao generate sample` from a fixed seed. \
Only the function classes (2024年政府收支分类科目) and the layouts of the files are real. Running the command again \
gives these files to the byte; do not edit them by hand.\n\n\
**本文件夹全部为虚构数据。** {REGION}（区划代码 {REGION_CODE}，全国没有以 99 开头的省级代码）并不存在；部门、项目、金额、\
得分、中介机构均由 `jixiao generate sample` 按固定种子生成。只有功能分类科目（2024年）和表格版式是真实的。\
重新运行该命令得到逐字节相同的文件；请勿手工修改。\n\n\
## What is here (内容)\n\n\
{departments} departments with {units} units, {projects} projects (basic spending among them) over the budget years \
2019–2023, in all four budgets, and units' own money beside them. {departments} 个部门、{units} 个单位、{projects} 个项目\
（含基本支出），预算年度 2019–2023，涵盖四本预算和单位资金。\n\n\
| folder (文件夹) | files (文件) |\n|---|---|\n\
| `系统导出/年度/` | exports of the integrated system, a folder a year (系统导出，按年度)：项目年度预算、支付明细、预算调整、\
绩效目标、绩效指标、绩效监控 (from 2020: before it there is no file, which is not the same as nothing covered)、\
单位自评结果、评价结果、问题整改、结果应用、绩效公开. 项目年度预算 of 2019 is in GB18030; that of 2022 has the system's own \
field names (FISCAL_YEAR, PRO_CODE …) and three rows marked IS_DELETED, which are no data. Amounts in 元 |\n\
| `系统导出/` | 单位名录, 社会保险基金: all years in one file. 企业职工基本养老保险基金 is pooled above the district \
(上级统筹) and has no amounts |\n\
| `部门预决算/年度/` | a workbook for each department, 2022 and 2023: budget tables (three code columns, 元 or 万元) and \
final accounts (one code column, 元). They agree with the exports to the 分, but for the planted faults. \
云泽区人力资源和社会保障局 has no fund budget: its fund tables are empty (空表) |\n\
| `自评表/` | 项目支出绩效自评表 (财预〔2020〕10号附件1) of 2023: one workbook with all forms on a sheet, one with a form a \
sheet. These projects' objectives and self-evaluations are not in the exports; the forms print no project code |\n\
| `部门公开/` | 绩效覆盖情况: what departments say of themselves in published budgets and accounts |\n\n\
`about.toml` gives what the files beside it do not print: the district (财政区划).\n\n\
## The story (数据里的故事)\n\n\
Objectives and self-evaluation begin in the general public budget and reach the government fund from 2020, state \
capital and social insurance from 2022; monitoring begins in 2020, for the fund in 2021. Finance evaluates 42 projects \
of 2019 spending in 2020 through third parties, then 22 to 28 a year. Projects that finance scored higher get more two \
years later (planted: about 0.4 % of next growth for a point, beside a spread of about 9 %), except where the money \
comes from above; self-evaluation scores have no such link and hardly differ.\n\n\
绩效目标和单位自评从一般公共预算起步，2020 年起进入政府性基金预算，2022 年起覆盖国有资本经营预算和社会保险基金预算；\
绩效监控始于 2020 年。财政重点评价：2019 年支出 42 个（2020 年由第三方开展），以后每年 22–28 个。财政评价得分与\
两年后的预算增长之间埋设了温和的正相关；单位自评得分没有。\n\n\
## Planted faults (预设错误)\n\n\
| | file (文件) | cell (单元格) | what is wrong (错误) | what `jixiao` says |\n|---|---|---|---|---|\n{table}"
    )
}
