//! Forms of labels and blocks, one subject a form, several forms on a sheet: 项目支出绩效自评表 (财预〔2020〕10号 annex 1),
//! 绩效目标申报表 (财预〔2015〕88号), 绩效目标执行监控表 (财预〔2019〕136号), 部门整体支出绩效自评表 (财预〔2013〕53号).
//!
//! A definition says what its forms give. A form's year is the year of the money; an evaluation is of the year after
//! (the form is filled in when the year is over).

use std::collections::BTreeMap;

use super::super::definition::{Definition, FormParts, Gives};
use super::super::grid::{Cell, Place};
use super::super::value::{self, AmountUnit};
use super::form_evaluation::read_evaluation;
use super::form_labels::{BlockHeader, find_header, find_labels};
use super::form_monitoring::read_monitoring;
use super::form_objective::read_declaration;
use super::head::Head;
use super::table_row::subject;
use super::{Block, Owner, Sheet, about_hint, set};
use crate::model::{Row, Table, Value};

/// A form being read.
pub(super) struct Form<'a> {
    pub(super) parts: &'a FormParts,
    pub(super) block: Block,
    /// The lines above its first label.
    pub(super) head: Head,
    pub(super) labels: BTreeMap<&'a str, (Place, Cell)>,
    pub(super) year: i32,
    pub(super) department: Option<String>,
    pub(super) department_code: Option<String>,
    /// The unit below the department.
    pub(super) organization: Option<String>,
    /// Columns that every row of the form begins with.
    pub(super) key: Vec<(&'static str, Option<Value>)>,
    pub(super) unit: Option<AmountUnit>,
    /// The headers of its blocks, looked for once.
    pub(super) fund_header: Option<BlockHeader<'a>>,
    pub(super) indicator_header: Option<BlockHeader<'a>>,
}

/// Reads one form.
pub(crate) fn read(sheet: &mut Sheet<'_>, definition: &Definition, title: usize, block: Block) {
    let Some(parts) = &definition.form else { return };
    sheet.out.rows_read += 1;
    let Some(mut form) = describe(sheet, definition, parts, title, block) else { return };
    match parts.gives {
        Gives::Evaluation => read_evaluation(sheet, &mut form, definition),
        Gives::Objective => read_declaration(sheet, &mut form, definition),
        Gives::Monitoring => read_monitoring(sheet, &mut form, definition),
    }
}

/// Whose form it is and of which year; refuses it where that is unknown.
fn describe<'a>(
    sheet: &mut Sheet<'_>,
    definition: &Definition,
    parts: &'a FormParts,
    title: usize,
    block: Block,
) -> Option<Form<'a>> {
    let labels = find_labels(sheet, parts, block);
    let top = labels.values().map(|(place, _)| place.row).min().unwrap_or(block.to).max(title + 1);
    let head = Head::read(sheet.grid, Block { from: block.from, to: top }, Some(title), definition, sheet.words);
    let text = |name: &str| labels.get(name).map(|(_, cell)| value::name(&cell.text));
    // 219001-某局: code and name
    let parted = |name: &str| text(name).map(|text| (text.clone(), value::code_and_name(&text)));
    let organization = |name: &str| parted(name).map(|(text, parted)| parted.map_or(text, |(_, name)| name));
    let department =
        organization("department").or(head.department.clone()).or_else(|| sheet.constants.department.clone());
    sheet.owner = Owner { column: None, name: department.clone() };
    let unit = organization("unit").or(head.unit.clone()).or_else(|| sheet.constants.unit.clone());
    let code_of = |name: &str| labels.get(name).and_then(|(_, cell)| value::code(cell).ok().flatten());
    let department_code = code_of("department_code").or_else(|| Some(parted("department")?.1?.0));
    let printed_year = labels.get("fiscal_year").and_then(|(_, cell)| value::year(cell).ok().flatten());
    let Some(year) = head.year.or(printed_year).or(sheet.constants.fiscal_year) else {
        let reason =
            format!("expected the year of the form, such as (2024年度); found none; {}", about_hint("fiscal_year"));
        sheet.refuse(Place::new(block.from, 0), "fiscal_year", reason, "year.unknown", 1);
        return None;
    };
    // 51000021R000000019951-工资性支出: a project's code is long, a number before a name is not
    let coded = parted("project_name").and_then(|(_, parted)| parted).filter(|(code, _)| code.len() >= 12);
    let code = code_of("project_code").or_else(|| coded.map(|(code, _)| code));
    let owner = [unit.clone(), department.clone()];
    let is_department = parts.subject_kind == "department";
    let name = if is_department { owner.iter().flatten().next().cloned() } else { text("project_name") };
    let Some(subject) = subject(code.as_deref(), &owner, name.as_deref(), sheet.path) else {
        let (field, label) =
            if is_department { ("department", "部门名称") } else { ("project_name", "项目名称") };
        let what = if is_department { "the department's name" } else { "the project's name" };
        let reason = format!("expected {what} beside {label}; found none; hint: fill it in");
        sheet.refuse(Place::new(top, 0), field, reason, "key.missing", 1);
        return None;
    };
    let key = vec![
        ("fiscal_year", Some(Value::Integer(year))),
        ("subject_kind", Some(parts.subject_kind.as_str().into())),
        ("subject", Some(subject.into())),
        ("evaluator_kind", Some(parts.evaluator_kind.as_str().into())),
        ("evaluation_year", Some(Value::Integer(year + 1))),
    ];
    let unit_of_amounts = head.unit_of_amounts;
    let least = if parts.gives == Gives::Objective { 3 } else { 4 };
    let indicator_header = find_header(sheet, parts, block, &parts.indicator_columns, least);
    Some(Form {
        parts,
        block,
        head,
        labels,
        year,
        department,
        department_code,
        organization: unit,
        key,
        unit: unit_of_amounts,
        fund_header: find_header(sheet, parts, block, &parts.fund_columns, 3),
        indicator_header,
    })
}

impl Form<'_> {
    /// A row with the columns of the form's key that its table has.
    pub(super) fn row(&self, sheet: &Sheet<'_>, table: &'static Table, row: usize, cells: Option<String>) -> Row {
        let mut made = sheet.row(table, row, cells);
        for (column, value) in self.key.iter().filter(|(column, _)| table.position(column).is_some()) {
            set(&mut made, column, value.clone());
        }
        made
    }

    /// Notes the headers of a block that no column has.
    pub(super) fn tell_unused(&self, sheet: &mut Sheet<'_>, header: &BlockHeader<'_>, is_known: impl Fn(&str) -> bool) {
        let others = header.others.iter().filter(|(_, text)| {
            !is_known(text) && !self.parts.objective.has(text) && !sheet.words.serial.has(text) && !is_block_label(text)
        });
        let named: Vec<String> =
            others.map(|(column, text)| format!("{text} ({})", Place::new(header.row, *column))).collect();
        if !named.is_empty() {
            sheet.note(&format!("columns not used: {}", named.join(", ")));
        }
    }
}

/// The label that stands before the header of a block (绩效指标, 年度绩效指标).
fn is_block_label(text: &str) -> bool {
    ["绩效指标", "指标"].iter().any(|ending| super::super::spelling::without_brackets(text).ends_with(ending))
}
