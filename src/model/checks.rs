//! Every check there is: its id, how grave what it finds is, its rule, and where it is made (`docs/CHECKS.md`).
//!
//! A check of ingest looks at a file as it is read; what it finds stands in `rejects`. A check of an analysis looks at
//! the whole lake; `jixiao check` runs those, and the report lists them.

use serde::Deserialize;

use super::label::{Label, Language};
use super::words::Word;

/// How grave what a check finds is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// In a file: the row or the value was not loaded. In the lake: two figures cannot both be right.
    Error,
    /// In a file: it was loaded, with a doubt. In the lake: a person should look.
    Warning,
}

impl Severity {
    /// The stored word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }

    /// What people call it.
    pub fn in_language(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Error, Language::Chinese) => "错误",
            (Self::Warning, Language::Chinese) => "提醒",
            (_, Language::English) => self.code(),
        }
    }
}

/// Where a check is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeIn {
    /// When a file is read or its rows are brought together.
    Ingest,
    /// By this analysis of the catalogue, over the lake.
    Analysis(&'static str),
}

/// One check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its id, as `rejects.check_id` and the analyses give it.
    pub id: &'static str,
    /// How grave what it finds is. A check of ingest that can be either is an error here; its rejects say which.
    pub severity: Severity,
    /// Where it is made.
    pub made_in: MadeIn,
    /// What people call what it finds.
    pub label: Label,
    /// Its rule in Chinese.
    pub rule_zh: &'static str,
    /// Its rule in English.
    pub rule_en: &'static str,
}

/// The check of this id.
pub fn find(id: &str) -> Option<&'static Check> {
    ALL.iter().find(|check| check.id == id)
}

const fn ingest(
    id: &'static str,
    severity: Severity,
    (zh, en): (&'static str, &'static str),
    (rule_zh, rule_en): (&'static str, &'static str),
) -> Check {
    Check { id, severity, made_in: MadeIn::Ingest, label: Label { zh, en }, rule_zh, rule_en }
}

const fn analysis(
    name: &'static str,
    id: &'static str,
    severity: Severity,
    (zh, en): (&'static str, &'static str),
    (rule_zh, rule_en): (&'static str, &'static str),
) -> Check {
    Check { id, severity, made_in: MadeIn::Analysis(name), label: Label { zh, en }, rule_zh, rule_en }
}

/// The words of the checks, for the vocabulary `check`.
pub(super) static WORDS: [Word; ALL.len()] = {
    let mut words = [Word { code: "", label: Label { zh: "", en: "" }, also: &[] }; ALL.len()];
    let mut position = 0;
    while position < ALL.len() {
        words[position].code = ALL[position].id;
        words[position].label = ALL[position].label;
        position += 1;
    }
    words
};

/// Every check: those of ingest, then those of the analyses.
pub const ALL: &[Check] = &[
    ingest(
        "amount.rounded",
        Severity::Warning,
        ("金额多于两位小数", "Amount with more than two decimals"),
        (
            "金额换算为元后多于两位小数的，四舍五入到分并提醒；电子表格二进制运算留下的尾数不算",
            "an amount with more decimals than 分 is rounded half away from zero; what binary arithmetic of a \
             spreadsheet adds does not count",
        ),
    ),
    ingest(
        "amount.unreadable",
        Severity::Error,
        ("金额无法识别", "Amount that cannot be read"),
        (
            "金额单元格须为一个数（写法见 CLEANING.md）；几个数、错位的千分位、百分数、日期、科学计数法文本均退回",
            "a cell of amounts holds one number as docs/CLEANING.md lists; several numbers, misplaced separators, a \
             percentage, a date or E+ in text are refused",
        ),
    ),
    ingest(
        "code.unreadable",
        Severity::Error,
        ("代码无法识别", "Code that cannot be read"),
        (
            "代码须为文本；变成科学计数法（1.23E+20）或超过15位数字的数值，末位已丢失，退回",
            "a code is text; one that became a number of more than 15 digits (1.23E+20) has lost its last digits and \
             is refused",
        ),
    ),
    ingest(
        "column.ambiguous",
        Severity::Error,
        ("列标题重复", "Ambiguous column heading"),
        ("一张表只能有一列同名数据", "a table has one column for each figure of its own year and budget"),
    ),
    ingest(
        "column.missing",
        Severity::Error,
        ("缺少必需的列", "Column missing"),
        ("必需的列须在表头中", "the columns that a form needs stand in its header"),
    ),
    ingest(
        "date.unreadable",
        Severity::Error,
        ("日期无法识别", "Date that cannot be read"),
        (
            "日期须有四位年份且在日历上存在（写法见 CLEANING.md）",
            "a date has a year of four digits and is in the calendar",
        ),
    ),
    ingest(
        "department.unknown",
        Severity::Error,
        ("没有写明部门", "Department not stated"),
        ("表内或 about.toml 须写明部门", "the table or an about.toml names the department"),
    ),
    ingest(
        "file.unreadable",
        Severity::Error,
        ("文件无法读取", "File that cannot be read"),
        (
            "文件夹中读不了的文件整份退回，其余照常载入",
            "a file of a folder that cannot be read is refused whole; the others load",
        ),
    ),
    ingest(
        "function.unknown",
        Severity::Warning,
        ("功能科目不在目录内", "Unknown function class"),
        (
            "功能科目须在科目目录内，否则不知属于哪本预算",
            "a function code is in the list of function classes, else its budget is unknown",
        ),
    ),
    ingest(
        "growth.other_amount",
        Severity::Warning,
        ("增长率与金额不符", "Printed growth that fits another amount"),
        (
            "印出的增长率应由本年数和上年数得出（在印出精度内）；不符时指出改动哪一位数字即可相符",
            "a printed rate of change follows from this year's and last year's amounts, as far as they are printed; where \
             it does not, the message says which digit would make it fit",
        ),
    ),
    ingest(
        "growth.differs",
        Severity::Warning,
        ("增长率与金额不符，原因不明", "Printed growth that its amounts do not give"),
        (
            "印出的增长率与本年数、上年数不符，改动任何一位数字也不能相符",
            "a printed rate of change does not follow from its amounts, and no single digit explains it",
        ),
    ),
    ingest(
        "key.conflict",
        Severity::Error,
        ("同一对象金额或内容矛盾", "Rows that contradict each other"),
        (
            "同一次载入中主键相同而内容不同的行，全部退回，互相注明",
            "rows of one load with the same key and other values are all refused, each naming the others",
        ),
    ),
    ingest(
        "key.missing",
        Severity::Error,
        ("缺少必填内容", "Required value missing"),
        ("主键各列必填", "the columns of a key are filled in"),
    ),
    ingest(
        "month.unknown",
        Severity::Error,
        ("没有写明监控月份", "Months of monitoring not stated"),
        (
            "监控表的表头须写明截至哪个月，各处一致",
            "a monitoring form says in its headers which months it reaches to, the same everywhere",
        ),
    ),
    ingest(
        "payment.other_year",
        Severity::Warning,
        ("支付日期不在预算年度内", "Payment dated in another year"),
        (
            "支付日期应在预算年度内；不在的按其月份计入，并提醒",
            "a payment is dated in its fiscal year; one that is not counts in its month, with a warning",
        ),
    ),
    ingest(
        "phase.unknown",
        Severity::Error,
        ("没有写明预算或决算", "Budget or final account not stated"),
        ("预算表须写明是预算还是决算", "a table by function code says whether it is 预算 or 决算"),
    ),
    ingest(
        "template.left",
        Severity::Warning,
        ("模板文字未删除", "Template text left in"),
        (
            "填表说明、XX 等模板文字须删去并填写内容",
            "a template's instructions and XX are replaced by what they ask for",
        ),
    ),
    ingest(
        "total.shifted",
        Severity::Warning,
        ("合计错列", "Total in the wrong column"),
        ("合计行的数须在各自列下", "the amounts of a total row stand under their headers"),
    ),
    ingest(
        "unit.unknown",
        Severity::Error,
        ("没有写明金额单位", "Unit of amounts not stated"),
        ("金额单位须写明，不按数额大小推断", "the unit of amounts is printed; it is never guessed from their size"),
    ),
    ingest(
        "value.missing",
        Severity::Error,
        ("缺少规定必填的内容", "Missing value that a definition requires"),
        (
            "表样定义注明必填（filled）的列须填写，否则退回整行",
            "a column that its form definition marks as filled has a value in every row, else the row is refused",
        ),
    ),
    ingest(
        "value.unreadable",
        Severity::Error,
        ("内容无法识别", "Value that cannot be read"),
        (
            "其他单元格须为该列应有的内容；主键列退回整行，其他列留空并提醒",
            "any other cell holds what its column holds; in a key it refuses the row, elsewhere the value stays missing",
        ),
    ),
    ingest(
        "weight.section",
        Severity::Warning,
        ("分值与标题所印分数不符", "Weights that do not sum to their label's points"),
        (
            "一级指标标题印出分数的（产出指标(50分)），其下各指标分值之和应等于该分数",
            "where a first-level label prints points (产出指标(50分)), the weights below it sum to them",
        ),
    ),
    ingest(
        "word.unknown",
        Severity::Error,
        ("用词不在规定范围内", "Word outside the vocabulary"),
        ("枚举列只能是规定的词（见 DATA.md）", "a column of a closed list holds one of its words (docs/DATA.md)"),
    ),
    ingest(
        "year.unknown",
        Severity::Error,
        ("没有写明年度", "Year not stated"),
        ("表内或 about.toml 须写明预算年度", "the table or an about.toml names the fiscal year"),
    ),
    ingest(
        "year.unreadable",
        Severity::Error,
        ("年度无法识别", "Year that cannot be read"),
        ("年度须为1978至2199的四位数，只能有一个", "a year is one number of four digits from 1978 to 2199"),
    ),
    analysis(
        "quality/control_totals",
        "total.differs",
        Severity::Error,
        ("合计与明细不一致", "Total that differs from its rows"),
        (
            "印出的小计、行合计、合计与明细之和之差，超过“印出单位的一半 × 加数个数”",
            "a printed subtotal, row total or grand total differs from the sum of its rows by more than half the \
             printed unit times the number of summands",
        ),
    ),
    analysis(
        "quality/control_totals",
        "total.rounding",
        Severity::Warning,
        ("合计与明细差在舍入内", "Total that differs by rounding"),
        (
            "差额不超过“印出单位的一半 × 加数个数”",
            "a difference of at most half the printed unit times the number of summands",
        ),
    ),
    analysis(
        "quality/reconciliation",
        "table.projects_differ",
        Severity::Warning,
        ("项目合计与预算表不一致", "Projects that do not sum to the budget table"),
        (
            "项目数据按部门、预算、阶段的合计，应等于部门预决算表的项目支出",
            "projects sum to the project spending of the department's table of that budget and phase",
        ),
    ),
    analysis(
        "quality/unresolved_subjects",
        "subject.never_budgeted",
        Severity::Error,
        ("评价了从未有预算的项目", "Evaluated, and never budgeted"),
        (
            "印有代码的评价对象，应在某个年度有预算",
            "a subject that prints a code and was evaluated has a budget in some year",
        ),
    ),
    analysis(
        "quality/unresolved_subjects",
        "subject.unknown",
        Severity::Warning,
        ("绩效资料没有对应的预算项目", "Performance record without a budgeted project"),
        (
            "绩效资料中的对象，须是当年有预算的项目",
            "a subject of performance records is a project with a budget of that year",
        ),
    ),
    analysis(
        "quality/unresolved_subjects",
        "subject.ambiguous",
        Severity::Warning,
        ("绩效资料对应多个同名项目", "Performance record of several projects"),
        (
            "只印名称的对象，须是该单位（部门）当年唯一的同名项目",
            "a subject that prints a name only is the one project of that name in its unit or department",
        ),
    ),
    analysis(
        "quality/scope_conflicts",
        "scope.conflict",
        Severity::Error,
        ("“无此业务”与数据矛盾", "Declared without business, yet money"),
        ("表明无此业务的预算，不应有金额", "a budget that a department has no business in has no money"),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "rate.amounts",
        Severity::Error,
        ("执行率与金额不符", "Rate that its amounts do not give"),
        (
            "印出的执行率与 执行数 ÷ 全年预算数 之差，超过印出末位的一半（86% 与 86.20% 不算不符）",
            "a printed rate differs from executed ÷ adjusted by more than half of its last printed digit (86 % is \
             no difference from 86.20 %)",
        ),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "score.execution",
        Severity::Warning,
        ("执行得分与执行率不符", "Execution score that the rate does not give"),
        ("执行得分 = 分值 × min(执行率, 1)", "execution score = weight × min(rate, 1)"),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "score.indicator",
        Severity::Warning,
        ("指标得分与完成值不符", "Indicator score that the result does not give"),
        ("定量指标得分 = 分值 × 完成度", "the score of a quantitative indicator = weight × attainment"),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "score.total",
        Severity::Error,
        ("总分与各项得分之和不符", "Total score that is not the sum"),
        ("总分 = 执行得分 + 各指标印出得分", "the total = the execution score + the printed scores"),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "weight.sum",
        Severity::Error,
        ("分值合计不是100", "Weights that do not sum to 100"),
        ("各项分值合计应为100", "the weights of a form sum to 100"),
    ),
    analysis(
        "effectiveness/score_recomputation",
        "grade.score",
        Severity::Error,
        ("等级与得分不符", "Grade that the score does not give"),
        ("印出的等级应是得分在该等级标准中的等级", "the printed grade is that of the score by its scheme"),
    ),
    analysis(
        "quality/unit_twins",
        "twin.department_unit",
        Severity::Warning,
        ("单位表已包含在部门表中", "Unit's table that stands in its department's"),
        (
            "部门表包含所属单位：同年度、同阶段、同预算的单位表分开列示，不计入合计",
            "a department's table holds its units: a unit's table of the same year, phase and budget is held apart and not counted",
        ),
    ),
    analysis(
        "quality/unit_twins",
        "twin.exceeds",
        Severity::Error,
        ("单位表大于部门表", "Unit's table with more than its department's"),
        ("单位的金额不应大于包含它的部门表", "a unit has no more than the department's table that holds it"),
    ),
    analysis(
        "quality/unit_twins",
        "twin.equal_figures",
        Severity::Warning,
        ("两个部门逐行相同", "Two departments that agree line by line"),
        (
            "三行以上逐行相同的两个部门，可能是同一部门",
            "two departments whose three lines or more are all equal may be one",
        ),
    ),
    analysis(
        "quality/references",
        "reference.payment",
        Severity::Warning,
        ("支付没有对应的预算", "Payment without a budget"),
        ("支付的项目在当年有预算", "a project that is paid has a budget of that year"),
    ),
    analysis(
        "quality/references",
        "reference.change",
        Severity::Warning,
        ("调整没有对应的预算", "Change without a budget"),
        ("调整的项目在当年有预算", "a project whose budget changes has a budget of that year"),
    ),
    analysis(
        "quality/references",
        "reference.unit",
        Severity::Warning,
        ("单位不在名录中", "Unit that is not on the roster"),
        ("有名录的年度，项目单位应在名录中", "the unit of a project is on the roster of its year, where there is one"),
    ),
    analysis(
        "quality/budget_chain",
        "budget.executed_over",
        Severity::Error,
        ("执行数超过全年预算", "Executed more than the adjusted budget"),
        ("执行数不超过全年预算数", "what is executed does not exceed the adjusted budget"),
    ),
    analysis(
        "quality/budget_chain",
        "budget.executed_over_received",
        Severity::Warning,
        ("执行数超过到位数", "Executed more than was received"),
        ("执行数不超过实际到位数", "what is executed does not exceed what was received"),
    ),
    analysis(
        "quality/budget_chain",
        "budget.changes_differ",
        Severity::Warning,
        ("年初预算加调整不等于全年预算", "Changes that do not give the adjusted budget"),
        (
            "全年预算 = 年初预算 + 调整合计（上年结转可计入）；只看载入了调整的年度",
            "adjusted = initial + changes, with or without what was carried over; for years whose changes are loaded",
        ),
    ),
    analysis(
        "quality/budget_chain",
        "budget.payments_differ",
        Severity::Warning,
        ("支付合计不等于执行数", "Payments that do not sum to the execution"),
        ("印出的执行数 = 支付明细合计", "the printed execution = the sum of its payments"),
    ),
    analysis(
        "quality/budget_chain",
        "budget.negative",
        Severity::Warning,
        ("预算为负数", "Negative budget"),
        ("年初、全年预算不为负", "initial and adjusted budgets are not negative"),
    ),
    analysis(
        "quality/units_of_amounts",
        "unit.file",
        Severity::Error,
        ("整份文件的金额单位可能有误", "File that may count in another unit"),
        (
            "三个以上可比项目中过半数的年初预算约为上年的一千倍、一万倍或其倒数",
            "of three comparable projects or more, most have about a thousand or ten thousand times last year's initial budget, or the inverse",
        ),
    ),
    analysis(
        "quality/units_of_amounts",
        "unit.year",
        Severity::Warning,
        ("与上年相差约一千倍或一万倍", "About a thousand or ten thousand times last year's"),
        (
            "年初预算与上年之比在500至2000或5000至20000之间，或其倒数",
            "an initial budget is 500 to 2000 or 5000 to 20000 times last year's, or the inverse",
        ),
    ),
    analysis(
        "quality/units_of_amounts",
        "unit.row",
        Severity::Warning,
        (
            "全年预算与年初预算相差约一千倍或一万倍",
            "Adjusted budget about a thousand or ten thousand times the initial",
        ),
        ("同一项目全年预算与年初预算之比在上述范围内", "the adjusted budget is that many times the initial one"),
    ),
    analysis(
        "quality/units_of_amounts",
        "unit.evaluation",
        Severity::Warning,
        ("评价金额与预算相差约一千倍或一万倍", "Amount evaluated about a thousand or ten thousand times the budget"),
        ("评价金额与全年预算之比在上述范围内", "the amount evaluated is that many times the adjusted budget"),
    ),
    analysis(
        "quality/units_of_amounts",
        "unit.table",
        Severity::Warning,
        ("预算表与上年相差约一千倍或一万倍", "Table about a thousand or ten thousand times last year's"),
        (
            "部门同阶段预算表合计与上年之比在上述范围内",
            "a department's table sums to that many times last year's of the same phase",
        ),
    ),
    analysis(
        "quality/project_names",
        "name.two_codes",
        Severity::Warning,
        ("同一单位同名项目有两个代码", "One name under two codes in a unit"),
        (
            "同年度同单位的同名项目（不计年度和标点）只有一个代码",
            "a name, years and punctuation apart, has one code in a unit and year",
        ),
    ),
    analysis(
        "quality/project_names",
        "name.changed",
        Severity::Warning,
        ("同一项目前后年名称不同", "Project under another name than the year before"),
        ("同一代码的名称前后年一致", "a code keeps its name from year to year"),
    ),
    analysis(
        "quality/project_names",
        "name.in_units",
        Severity::Warning,
        ("同名项目分属几个单位", "One name in several units"),
        (
            "几个单位共用的项目名称，绩效资料须印代码或单位",
            "where units share a project's name, records must print its code or unit",
        ),
    ),
    analysis(
        "quality/departments",
        "department.renamed",
        Severity::Warning,
        ("部门更名未写明前身", "Renamed department without a predecessor"),
        (
            "同一部门代码前后年名称不同的，单位名录应写明前身",
            "a department whose code had another name the year before states its predecessor in the roster",
        ),
    ),
    analysis(
        "quality/departments",
        "department.predecessor_unknown",
        Severity::Warning,
        ("前身不存在", "Predecessor that did not exist"),
        ("单位名录写明的前身，是上年的一个部门", "a predecessor stated in the roster was a department the year before"),
    ),
    analysis(
        "quality/ranges",
        "score.range",
        Severity::Error,
        ("得分超出范围", "Score out of range"),
        ("得分在0至100之间", "a score is from 0 to 100"),
    ),
    analysis(
        "quality/ranges",
        "rate.range",
        Severity::Warning,
        ("执行率超出范围", "Rate out of range"),
        ("印出的执行率在0至100%之间", "a printed rate of execution is from 0 to 100 %"),
    ),
    analysis(
        "quality/ranges",
        "date.other_year",
        Severity::Warning,
        ("日期不在预算年度内", "Day outside the fiscal year"),
        ("监控截止日期、预算调整日期在预算年度内", "days of monitoring and of budget changes lie in the fiscal year"),
    ),
    analysis(
        "quality/ranges",
        "grade.unknown",
        Severity::Warning,
        ("等级不在任何标准中", "Grade of no scheme"),
        ("印出的等级是某个等级标准的词", "a printed grade is a word of some scheme"),
    ),
    analysis(
        "quality/fund_lines",
        "funds.parts_differ",
        Severity::Error,
        ("资金总额与其中各项不一致", "Funds whose parts do not sum to the total"),
        (
            "年度资金总额 = 当年财政拨款 + 上年结转资金 + 其他资金（印出的各项）",
            "the total of a form's funds = the sum of the parts that it prints",
        ),
    ),
    analysis(
        "quality/tables_across",
        "table.single_exceeds",
        Severity::Error,
        ("单本预算大于全部资金", "More in one budget than in all funds"),
        (
            "同一科目在单本预算表中的金额，不大于全部资金表",
            "a function has no more in a single-budget table than in the all-funds table",
        ),
    ),
    analysis(
        "quality/tables_across",
        "table.nearly_equal",
        Severity::Warning,
        ("两张表仅差不到一万元", "Two tables less than ten thousand yuan apart"),
        (
            "同一科目在两张表中相差不到1万元的，应是同一个数",
            "two amounts of one function less than 10,000 yuan apart should be one",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn ids_are_unique_and_everything_is_said_in_both_languages() {
        let mut ids = HashSet::new();
        for check in ALL {
            assert!(ids.insert(check.id), "{} twice", check.id);
            assert!(is_id(check.id), "{}", check.id);
            for text in [check.label.zh, check.label.en, check.rule_zh, check.rule_en] {
                assert!(!text.is_empty(), "{}", check.id);
            }
        }
    }

    fn is_id(text: &str) -> bool {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let is_file = ["toml", "csv", "tsv", "sql", "json", "html"].iter().any(|ending| text.ends_with(ending));
        !is_file && text.split_once('.').is_some_and(|(subject, fault)| is_word(subject) && is_word(fault))
    }

    /// Every id that ingest and the lake write stands in the list.
    #[test]
    fn every_check_in_the_code_is_listed() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![root.join("ingest"), root.join("lake")];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap_or_default();
                for line in text.lines().filter(|line| line.contains("check")) {
                    for literal in line.split('"').skip(1).step_by(2).filter(|literal| is_id(literal)) {
                        seen += 1;
                        assert!(find(literal).is_some(), "{}: `{literal}` is not in model/checks.rs", path.display());
                    }
                }
            }
        }
        assert!(seen > 10, "the search must see the code");
    }
}
