//! How the cells of a column read, guessed from all of them and from the words of the header.

use std::collections::{BTreeMap, BTreeSet};

use crate::ingest::definition::Reading;
use crate::ingest::grid::{Cell, CellKind};
use crate::ingest::spelling::squeezed;
use crate::ingest::value::{self, AmountUnit};

/// What a column seems to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guess {
    pub(super) reading: Reading,
    /// Texts that seem to mark a missing value.
    pub(super) missing: Vec<String>,
    /// How many cells have a value, and how many different ones there are.
    pub(super) filled: usize,
    pub(super) distinct: usize,
    /// The first different values.
    pub(super) samples: Vec<String>,
}

impl Guess {
    /// Whether it holds amounts of money.
    pub(super) fn is_money(&self) -> bool {
        self.reading == Reading::Money
    }
}

/// Words in a header that say what stands below it.
const CODES: [&str; 8] = ["代码", "编码", "编号", "文号", "code", "clave", "id_", "_id"];
const YEARS: [&str; 7] = ["年度", "年份", "year", "ciclo", "año", "anio", "ejercicio"];
const SCORES: [&str; 12] =
    ["得分", "评分", "分值", "总分", "分数", "权重", "score", "points", "puntaje", "calificaci", "cuant", "valoraci"];
const RATES: [&str; 8] = ["率", "占比", "比例", "%", "pct", "percent", "tasa", "rate"];
const MONEY: [&str; 25] = [
    "金额",
    "资金",
    "预算",
    "批复数",
    "执行数",
    "支出",
    "收入",
    "额度",
    "支付",
    "投资",
    "拨款",
    "元)",
    "结转",
    "amount",
    "budget",
    "spent",
    "approved",
    "importe",
    "monto",
    "presupuesto",
    "aprobado",
    "modificado",
    "ejercido",
    "devengado",
    "pagado",
];
const COUNTS: [&str; 8] = ["个数", "数量", "项目数", "(个)", "count", "number", "序", "rank"];

/// Whether a header (squeezed) has one of these words.
pub(super) fn has_word(header: &str, words: &[&str]) -> bool {
    let header = squeezed(header);
    words.iter().any(|word| header.contains(word))
}

/// The longest text that may mark a missing value, in letters.
const LONGEST_MARK: usize = 6;

/// Guesses how a column reads.
pub(super) fn guess(header: &str, cells: &[&Cell]) -> Guess {
    let filled: Vec<&Cell> = cells.iter().copied().filter(|cell| !value::is_missing(&cell.text)).collect();
    let distinct: BTreeSet<&str> = filled.iter().map(|cell| cell.text.trim()).collect();
    let mut samples: Vec<String> = Vec::new();
    for cell in &filled {
        let text = value::name(&cell.text);
        if samples.len() < 3 && !samples.contains(&text) {
            samples.push(text);
        }
    }
    let (reading, missing) = reading(header, &filled, distinct.len());
    let marked = filled.iter().filter(|cell| missing.iter().any(|mark| mark == cell.text.trim())).count();
    Guess { reading, filled: filled.len() - marked, distinct: distinct.len() - missing.len(), missing, samples }
}

fn reading(header: &str, filled: &[&Cell], distinct: usize) -> (Reading, Vec<String>) {
    let plain = |reading: Reading| (reading, Vec::new());
    if filled.is_empty() {
        let reading = if has_word(header, &MONEY) { Reading::Money } else { Reading::Name };
        return plain(reading);
    }
    let all = |holds: &dyn Fn(&Cell) -> bool| filled.iter().all(|cell| holds(cell));
    let most = |holds: &dyn Fn(&Cell) -> bool| {
        let count = filled.iter().filter(|cell| holds(cell)).count();
        count * 100 >= filled.len() * 95
    };
    if has_word(header, &CODES) && most(&|cell| value::code(cell).is_ok()) {
        return plain(Reading::Code);
    }
    if all(&|cell| value::year(cell).is_ok())
        && (has_word(header, &YEARS) || distinct <= 30)
        && !has_word(header, &MONEY)
    {
        return plain(Reading::Year);
    }
    let is_day = |cell: &Cell| cell.kind == CellKind::Date || cell.text.contains(['-', '/', '月', '.']);
    if all(&|cell| value::date(cell).is_ok() && is_day(cell)) {
        return plain(Reading::Date);
    }
    if header.starts_with("是否") && all(&|cell| value::flag(cell).is_ok()) {
        return plain(Reading::Flag);
    }
    if all(&|cell| value::is_grade_word(&cell.text)) {
        return plain(Reading::Grade);
    }
    if let Some(figures) = figures(header, filled) {
        return figures;
    }
    let is_code = |cell: &Cell| {
        let text = cell.text.trim();
        let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'));
        letters && text.len() <= 24 && text.bytes().any(|byte| byte.is_ascii_digit())
    };
    plain(if most(&is_code) { Reading::Code } else { Reading::Name })
}

/// The reading of a column of figures, with the texts that stand where there is none; none where most are no figures.
fn figures(header: &str, filled: &[&Cell]) -> Option<(Reading, Vec<String>)> {
    let has_sign = |cell: &&Cell| cell.kind == CellKind::Percent || cell.text.contains(['%', '％']);
    let is_rate = has_word(header, &RATES) || filled.iter().filter(|cell| has_sign(cell)).count() * 2 > filled.len();
    let is_figure = |cell: &Cell| {
        value::amount(cell, AmountUnit::Yuan).is_ok() || value::decimal(cell, 2).is_ok() || value::percent(cell).is_ok()
    };
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in filled.iter().filter(|cell| !is_figure(cell)) {
        *others.entry(cell.text.trim()).or_default() += 1;
    }
    let none: usize = others.values().sum();
    let is_mark = |text: &&str| text.chars().count() <= LONGEST_MARK;
    if none == filled.len() || others.len() > 3 || !others.keys().all(is_mark) {
        return None;
    }
    let figures: Vec<&&Cell> = filled.iter().filter(|cell| is_figure(cell)).collect();
    let are_whole = figures.iter().all(|cell| value::integer(cell).is_ok());
    let reading = if has_word(header, &SCORES) {
        Reading::Score
    } else if is_rate {
        Reading::Percent
    } else if has_word(header, &MONEY) {
        Reading::Money
    } else if are_whole && (has_word(header, &COUNTS) || figures.iter().all(|cell| cell.text.trim().len() <= 4)) {
        Reading::Integer
    } else {
        Reading::Money
    };
    // a column of money may hold what only reads as a score
    if reading == Reading::Money && !figures.iter().all(|cell| value::amount(cell, AmountUnit::Yuan).is_ok()) {
        return None;
    }
    Some((reading, others.keys().map(|text| (*text).to_owned()).collect()))
}
