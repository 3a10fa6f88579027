//! Which column of the table goes to which column of the lake.

use std::collections::BTreeMap;

use super::guess::has_word;
use super::keys::{self, Key};
use super::sheet::{Column, Table};
use crate::ingest::definition::{Forms, Reading};
use crate::ingest::spelling::squeezed;
use crate::model::Kind;

/// What the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Money of projects.
    Budgets,
    /// Scores of projects.
    Evaluations,
}

/// What a definition would do with the table.
pub(super) struct Plan {
    pub(super) subject: Subject,
    /// The position of the column for each column of the lake.
    pub(super) roles: BTreeMap<&'static str, usize>,
    /// Columns that are not sure.
    pub(super) unsure: Vec<&'static str>,
    /// The columns that together are the code of a project; empty where it has a column of its own.
    pub(super) code: Vec<usize>,
    /// A column that tells apart what the key does not.
    pub(super) detail: Option<usize>,
    /// Whether the key stands more than once, so that a definition must say what then.
    pub(super) repeats: bool,
    /// Scores of parts, beside the total.
    pub(super) parts: Vec<usize>,
}

impl Plan {
    /// The column of the lake that a column of the table goes to.
    pub(super) fn role_of(&self, position: usize) -> Option<&'static str> {
        self.roles.iter().find(|(_, taken)| **taken == position).map(|(role, _)| *role)
    }

    /// Whether the table has a column for the code of a project.
    pub(super) fn has_own_code(&self) -> bool {
        self.roles.get("project_code").is_some_and(|own| self.code == [*own])
    }
}

/// A column of the lake, the words by which a header is known for it, and the readings that fit.
type Rule = (&'static str, &'static [&'static str], &'static [Reading]);

/// In the order in which they choose; the words of one rule too.
const RULES: &[Rule] = &[
    (
        "fiscal_year",
        &["预算年度", "会计年度", "财政年度", "年度", "年份", "fiscal", "ciclo", "year", "año", "anio", "ejercicio"],
        &[Reading::Year],
    ),
    (
        "project_code",
        &["项目代码", "项目编码", "项目编号", "project_code", "programme_code"],
        &[Reading::Code, Reading::Name],
    ),
    (
        "project_name",
        &["项目名称", "项目", "descripcion", "descripción", "desc_pp", "programme", "project", "名称", "name"],
        &[Reading::Name],
    ),
    ("department_code", &["部门代码", "部门编码", "department_code", "id_ramo"], &[Reading::Code]),
    (
        "department",
        &["主管部门", "部门", "department", "ministry", "desc_ramo", "ramo", "dependencia"],
        &[Reading::Name],
    ),
    ("unit_code", &["单位代码", "单位编码"], &[Reading::Code]),
    ("unit", &["单位名称", "预算单位", "项目单位", "实施单位", "单位", "agency"], &[Reading::Name]),
    ("region", &["区划", "地区", "region"], &[Reading::Name]),
    ("function_code", &["功能分类", "功能科目", "支出科目"], &[Reading::Code]),
    ("grade_reported", &["等级", "评级", "grade"], &[Reading::Grade, Reading::Name]),
];

/// The columns of money, where the table is about budgets.
const MONEY: &[Rule] = &[
    (
        "initial_budget",
        &["年初", "批复", "original", "approved", "aprobado", "initial", "预算数", "预算金额", "预算"],
        &[Reading::Money],
    ),
    (
        "adjusted_budget",
        &["全年预算", "调整", "变动后", "modificado", "adjusted", "revised", "current"],
        &[Reading::Money],
    ),
    (
        "executed",
        &[
            "执行",
            "实际支付",
            "已支付",
            "支付",
            "决算",
            "完成",
            "ejercido",
            "executed",
            "spent",
            "actual",
            "支出",
            "pagado",
        ],
        &[Reading::Money],
    ),
    ("received", &["到位", "received"], &[Reading::Money]),
    ("carried_over", &["结转", "carried"], &[Reading::Money]),
];

/// Words that say that a score is the whole one.
const TOTALS: [&str; 9] = ["总分", "综合", "评价得分", "合计", "自评得分", "total", "overall", "final", "msd"];

/// Plans what a definition would do with a table.
pub(super) fn plan(table: &Table<'_>, forms: &Forms) -> Plan {
    let mut roles: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut unsure = Vec::new();
    known_headers(table, forms, &mut roles);
    choose(table, RULES, &mut roles);
    let scores: Vec<usize> = table
        .columns
        .iter()
        .filter(|column| column.guess.reading == Reading::Score)
        .map(|column| column.position)
        .collect();
    let subject =
        if scores.is_empty() && !roles.contains_key("score") { Subject::Budgets } else { Subject::Evaluations };
    let mut parts = Vec::new();
    if subject == Subject::Evaluations {
        let is_total = |position: &&usize| {
            table.columns.iter().any(|column| column.position == **position && has_word(&column.header, &TOTALS))
        };
        let total = roles.get("score").copied().or_else(|| scores.iter().find(is_total).or(scores.last()).copied());
        if let Some(total) = total {
            roles.insert("score", total);
            if scores.len() > 1 && !scores.iter().any(|position| is_total(&position)) {
                unsure.push("score");
            }
            parts = scores.into_iter().filter(|position| *position != total).collect();
        }
        grade_beside_score(table, &mut roles);
        let money = table.columns.iter().find(|column| column.guess.is_money() && is_free(&roles, column.position));
        if let Some(column) = money.filter(|_| !roles.contains_key("amount_evaluated")) {
            roles.insert("amount_evaluated", column.position);
            unsure.push("amount_evaluated");
        }
    } else {
        choose(table, MONEY, &mut roles);
        let is_given = roles.contains_key("initial_budget");
        let money = table.columns.iter().find(|column| column.guess.is_money() && is_free(&roles, column.position));
        if let Some(column) = money.filter(|_| !is_given) {
            roles.insert("initial_budget", column.position);
            unsure.push("initial_budget");
        }
    }
    let mut plan = Plan { subject, roles, unsure, code: Vec::new(), detail: None, repeats: false, parts };
    identify(table, &mut plan);
    plan
}

fn is_free(roles: &BTreeMap<&'static str, usize>, position: usize) -> bool {
    !roles.values().any(|taken| *taken == position)
}

/// Columns whose headers an existing definition knows, where their cells read as the lake's column asks.
fn known_headers(table: &Table<'_>, forms: &Forms, roles: &mut BTreeMap<&'static str, usize>) {
    const OF_INTEREST: [&str; 22] = [
        "fiscal_year",
        "evaluation_year",
        "project_code",
        "project_name",
        "department_code",
        "department",
        "unit_code",
        "unit",
        "region",
        "budget_type",
        "function_code",
        "initial_budget",
        "adjusted_budget",
        "executed",
        "received",
        "carried_over",
        "score",
        "grade_reported",
        "amount_evaluated",
        "evaluator_kind",
        "subject_kind",
        "category",
    ];
    for column in &table.columns {
        let text = squeezed(&column.header);
        let fields =
            forms.definitions.iter().filter(|form| !form.from.is_own).flat_map(|form| form.fields_called(&text));
        for field in fields {
            let Some(feed) = field.feed else { continue };
            let Some(role) = OF_INTEREST.iter().find(|role| **role == feed.column.name) else { continue };
            if !roles.contains_key(role) && is_free(roles, column.position) && holds(table, column, feed.column.kind) {
                roles.insert(role, column.position);
            }
        }
    }
}

/// Whether the cells of a column are what a column of this kind holds.
fn holds(table: &Table<'_>, column: &Column, kind: Kind) -> bool {
    let reading = column.guess.reading;
    match kind {
        Kind::Year => reading == Reading::Year,
        Kind::Money => matches!(reading, Reading::Money | Reading::Integer),
        Kind::Score => matches!(reading, Reading::Score | Reading::Money | Reading::Integer),
        Kind::Integer => reading == Reading::Integer,
        Kind::Date => reading == Reading::Date,
        Kind::Flag => reading == Reading::Flag,
        Kind::Word(vocabulary) => {
            let mut printed =
                table.rows.iter().map(|row| table.text(*row, column.position)).filter(|text| !text.is_empty());
            printed.all(|text| vocabulary.find(text).is_some())
        }
        Kind::Text => !matches!(reading, Reading::Money | Reading::Score | Reading::Percent),
        Kind::Measure | Kind::Instant => false,
    }
}

/// Gives each rule the free column that its earliest word stands in.
fn choose(table: &Table<'_>, known: &'static [Rule], roles: &mut BTreeMap<&'static str, usize>) {
    for (role, words, readings) in known {
        if roles.contains_key(role) {
            continue;
        }
        let fits = |column: &&Column| readings.contains(&column.guess.reading) && is_free(roles, column.position);
        let chosen = words.iter().find_map(|word| {
            let mut columns = table.columns.iter().filter(fits);
            columns.find(|column| has_word(&column.header, &[word]))
        });
        let chosen = chosen.map(|column| column.position);
        if let Some(position) = chosen {
            roles.insert(role, position);
        }
    }
    // the only column of years is the year
    let mut years = table.columns.iter().filter(|column| column.guess.reading == Reading::Year);
    if let (false, Some(year), None) = (roles.contains_key("fiscal_year"), years.next(), years.next()) {
        roles.insert("fiscal_year", year.position);
    }
}

/// The column of few words whose header begins as that of the score does: `MSD_CUANT` and `MSD_CUAL`.
fn grade_beside_score(table: &Table<'_>, roles: &mut BTreeMap<&'static str, usize>) {
    let of = |position: usize| table.columns.iter().find(|column| column.position == position);
    let Some(score) = roles.get("score").and_then(|position| of(*position)) else { return };
    if roles.contains_key("grade_reported") {
        return;
    }
    let stem: String = squeezed(&score.header).chars().take(3).collect();
    let grade = table.columns.iter().find(|column| {
        matches!(column.guess.reading, Reading::Name | Reading::Grade)
            && (2..=8).contains(&column.guess.distinct)
            && squeezed(&column.header).starts_with(&stem)
            && is_free(roles, column.position)
    });
    if let Some(position) = grade.map(|column| column.position) {
        roles.insert("grade_reported", position);
    }
}

/// Finds what names a project: a code, columns that together tell the rows apart, or its name.
fn identify(table: &Table<'_>, plan: &mut Plan) {
    let year: Vec<usize> = plan.roles.get("fiscal_year").copied().into_iter().collect();
    let with_year = |columns: &[usize]| [year.as_slice(), columns].concat();
    let own = plan.roles.get("project_code").copied();
    let of_name = plan.roles.get("project_name").copied().filter(|_| plan.subject == Subject::Budgets);
    let one = |column: usize| Key { columns: vec![column], distinct: keys::distinct(table, &with_year(&[column])) };
    let filled = |readings: &[Reading]| -> Vec<usize> {
        let is_one = |column: &&Column| {
            readings.contains(&column.guess.reading)
                && column.guess.filled * 10 >= table.rows.len() * 9
                && !year.contains(&column.position)
        };
        table.columns.iter().filter(is_one).map(|column| column.position).collect()
    };
    let key = own
        .map(one)
        .or_else(|| keys::key(table, &year, &filled(&[Reading::Code])))
        .or_else(|| {
            let codes = !filled(&[Reading::Code]).is_empty();
            codes.then(|| keys::key(table, &year, &filled(&[Reading::Code, Reading::Integer]))).flatten()
        })
        .or_else(|| of_name.map(one))
        .or_else(|| {
            let names = plan.subject == Subject::Budgets;
            names.then(|| keys::key(table, &year, &filled(&[Reading::Code, Reading::Name]))).flatten()
        });
    // an evaluation without a code is known by its owner and its name
    let Some(key) = key else { return };
    plan.repeats = key.distinct < table.rows.len();
    plan.code = key.columns;
    if let [single] = plan.code.as_slice()
        && plan.role_of(*single).is_none()
    {
        plan.roles.insert("project_code", *single);
    }
    if plan.repeats && plan.subject == Subject::Budgets {
        let columns = with_year(&plan.code);
        let mut names =
            table.columns.iter().filter(|column| matches!(column.guess.reading, Reading::Name | Reading::Code));
        let detail = names.find(|column| {
            !columns.contains(&column.position)
                && keys::distinct(table, &[columns.clone(), vec![column.position]].concat()) == table.rows.len()
        });
        plan.detail = detail.map(|column| column.position);
        plan.repeats = plan.detail.is_none();
    }
}
