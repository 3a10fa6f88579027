//! Printed rates of change against the amounts beside them: in a table (last year, this year, change in %), and in a
//! sentence (`…预算43269.3万元，比上年增加489.76万元，增长17.62%`).
//!
//! A rate that its amounts do not give, as far as all three are printed, is a doubt. Where one slip of the hand in one
//! amount (a digit too many, missing, wrong or swapped, a shifted point) gives the rate, the message says which. Nothing
//! is put right.

use super::super::grid::{Cell, CellKind, Place};
use super::super::spelling::squeezed;
use super::super::value::{self, AmountUnit, Percentage};
use super::{Finding, Severity, Sheet};

/// Sheets with more rows are exports of a system, which print no rates of change.
const ROWS_MAX: usize = 3000;
/// How many rows a header has at most.
const HEADER_ROWS: usize = 12;
/// The most digits an amount is compared with.
const DIGITS_MAX: usize = 16;

/// An amount as it is printed: its digits with the point, and the number they are at a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Figure {
    text: String,
    unscaled: i128,
    decimals: u32,
}

impl Figure {
    /// The amount of digits and at most one point; none for other text, nothing, or more digits than are compared.
    fn of(text: &str) -> Option<Self> {
        let text: String = value::half_width(text).chars().filter(|letter| *letter != ',' && *letter != ' ').collect();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let points = text.matches('.').count();
        if digits.is_empty() || digits.len() > DIGITS_MAX || points > 1 || digits.len() + points != text.len() {
            return None;
        }
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        Some(Self { unscaled: digits.parse().ok()?, decimals: u32::try_from(decimals).ok()?, text })
    }

    /// Twice the amount at a scale, and twice half of its last printed digit: the bounds of what it may stand for.
    fn doubled(&self, decimals: u32) -> Option<(i128, i128)> {
        let factor = 10_i128.checked_pow(decimals.checked_sub(self.decimals)?)?;
        Some((self.unscaled.checked_mul(2 * factor)?, factor))
    }
}

/// What the rate is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    /// The other amount is last year's.
    Previous,
    /// The other amount is what was added (or, for a fall, taken away).
    Difference,
}

/// Whether two amounts give a rate, as far as all three are printed: some amounts within half of the last printed digit
/// give some rate within half of its own.
fn gives(current: &Figure, other: &Figure, beside: Beside, rate: Percentage) -> Option<bool> {
    const WHOLE: i128 = 20_000;
    let decimals = current.decimals.max(other.decimals);
    let (current, current_half) = current.doubled(decimals)?;
    let (other, other_half) = other.doubled(decimals)?;
    let (previous, previous_half) = match beside {
        Beside::Previous => (other, other_half),
        Beside::Difference if rate.hundredths < 0 => (current + other, current_half + other_half),
        Beside::Difference => (current - other, current_half + other_half),
    };
    if previous <= previous_half {
        return None;
    }
    let half_of_rate = match rate.decimals {
        0 => 100,
        1 => 10,
        _ => 1,
    };
    let (low, high) = (WHOLE + 2 * rate.hundredths - half_of_rate, WHOLE + 2 * rate.hundredths + half_of_rate);
    let reaches = (current + current_half).checked_mul(WHOLE)? >= low.checked_mul(previous - previous_half)?;
    let stays = (current - current_half).checked_mul(WHOLE)? <= high.checked_mul(previous + previous_half)?;
    Some(reaches && stays)
}

/// A slip that would explain an amount: what it should read, and what happened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slip {
    reads: String,
    what: String,
}

/// Every amount that one slip of the hand turns into this one, the likelier slips first.
fn slips(figure: &Figure) -> Vec<Slip> {
    let letters: Vec<char> = figure.text.chars().collect();
    let digits = || (0..letters.len()).filter(|at| letters[*at] != '.');
    let mut found = Vec::new();
    let mut add = |letters: Vec<char>, what: String| found.push(Slip { reads: letters.into_iter().collect(), what });
    for at in digits() {
        let mut fewer = letters.clone();
        let digit = fewer.remove(at);
        add(fewer, format!("one digit too many: the {digit} at place {}", at + 1));
    }
    for at in digits().zip(digits().skip(1)) {
        let mut swapped = letters.clone();
        swapped.swap(at.0, at.1);
        add(swapped, format!("two digits swapped: {} and {}", letters[at.0], letters[at.1]));
    }
    for at in digits() {
        for digit in ('0'..='9').filter(|digit| *digit != letters[at]) {
            let mut other = letters.clone();
            other[at] = digit;
            add(other, format!("one digit wrong: {digit} for the {} at place {}", letters[at], at + 1));
        }
    }
    for at in 0..=letters.len() {
        for digit in '0'..='9' {
            let mut more = letters.clone();
            more.insert(at, digit);
            add(more, format!("one digit missing: a {digit} at place {}", at + 1));
        }
    }
    let whole: Vec<char> = letters.iter().copied().filter(|letter| *letter != '.').collect();
    let point = letters.iter().position(|letter| *letter == '.').unwrap_or(letters.len());
    for at in (1..whole.len()).filter(|at| *at != point) {
        let mut moved = whole.clone();
        moved.insert(at, '.');
        add(moved, "the point at another place".to_owned());
    }
    found.retain(|slip| slip.reads != figure.text);
    found
}

/// The slips in one of the two amounts by which they give the rate: the first kind of slip that does, each amount once.
fn explanations(current: &Figure, other: &Figure, beside: Beside, rate: Percentage) -> Vec<(String, Slip)> {
    let mut found: Vec<(String, Slip)> = Vec::new();
    for (figure, is_current) in [(current, true), (other, false)] {
        for slip in slips(figure) {
            let Some(read) = Figure::of(&slip.reads) else { continue };
            let fits = if is_current { gives(&read, other, beside, rate) } else { gives(current, &read, beside, rate) };
            let kind = |slip: &Slip| slip.what.split(':').next().map(str::to_owned);
            let is_other_kind = found.first().is_some_and(|(_, first)| kind(first) != kind(&slip));
            if fits == Some(true) && !is_other_kind && !found.iter().any(|(_, known)| known.reads == slip.reads) {
                found.push((figure.text.clone(), slip));
            }
        }
    }
    found
}

/// What is wrong with a rate and its amounts; none where they agree or cannot be compared.
fn complaint(current: &Figure, other: &Figure, beside: Beside, rate: Percentage) -> Option<(&'static str, String)> {
    if gives(current, other, beside, rate)? {
        return None;
    }
    let printed = percent_text(rate.hundredths, rate.decimals.min(2));
    let decimals = current.decimals.max(other.decimals);
    let ((now, _), (beside_now, _)) = (current.doubled(decimals)?, other.doubled(decimals)?);
    let before = match beside {
        Beside::Previous => beside_now,
        Beside::Difference if rate.hundredths < 0 => now + beside_now,
        Beside::Difference => now - beside_now,
    };
    let computed = crate::model::round_half_away((now - before).checked_mul(10_000)?, before);
    let amounts = match beside {
        Beside::Previous => format!("{} after {}", current.text, other.text),
        Beside::Difference if rate.hundredths < 0 => format!("{}, {} less than before,", current.text, other.text),
        Beside::Difference => format!("{}, {} more than before,", current.text, other.text),
    };
    let found = format!(
        "expected amounts that give the printed {printed}; found {amounts} which is {}",
        percent_text(computed, 2)
    );
    let fits = explanations(current, other, beside, rate);
    let told: Vec<String> =
        fits.iter().take(3).map(|(text, slip)| format!("{text} read {} ({})", slip.reads, slip.what)).collect();
    Some(match told.as_slice() {
        [] => ("growth.differs", format!("{found}; hint: compare the three figures with the document")),
        told => (
            "growth.other_amount",
            format!("{found}; hint: it fits if {}; compare with the document", told.join(", or if ")),
        ),
    })
}

fn percent_text(hundredths: i128, decimals: u32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, fraction) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match decimals {
        0 => format!("{sign}{whole}%"),
        1 => format!("{sign}{whole}.{}%", fraction / 10),
        _ => format!("{sign}{whole}.{fraction:02}%"),
    }
}

/// Looks at every rate of change of a sheet.
pub(super) fn check(sheet: &mut Sheet<'_>) {
    if sheet.grid.height() > ROWS_MAX {
        return;
    }
    let mut complaints = Vec::new();
    if let Some((body, columns)) = find_columns(sheet) {
        for row in body..sheet.grid.height() {
            complaints.extend(columns.iter().filter_map(|columns| of_row(sheet, row, *columns)));
        }
    }
    for row in 0..sheet.grid.height() {
        for (column, cell) in sheet.grid.row(row).iter().enumerate() {
            let found = of_sentence(cell);
            complaints.extend(found.map(|(check, reason)| (Place::new(row, column), check, reason)));
        }
    }
    for (place, check, reason) in complaints {
        sheet.report(&Finding { place, field: "growth", reason, check, severity: Severity::Warning });
    }
}

/// The columns of a rate of change and of the amounts it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    current: usize,
    previous: usize,
    rate: usize,
    /// Whether the header prints the percent sign.
    in_points: bool,
}

/// What a header says of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// An amount of a year (0: last year, 1: this year).
    Amount(i32),
    Rate,
    Other,
}

/// The columns of the sheet's table that hold rates of change, and the first row below its header.
fn find_columns(sheet: &Sheet<'_>) -> Option<(usize, Vec<Columns>)> {
    let grid = sheet.grid;
    let is_number = |cell: &Cell| matches!(value::amount(cell, AmountUnit::Yuan), Ok(Some(_)));
    let body = (1..grid.height().min(HEADER_ROWS))
        .find(|row| grid.row(*row).iter().filter(|cell| is_number(cell) && !is_year(&cell.text)).count() >= 2)?;
    let header = |column: usize| -> String {
        let above = body.saturating_sub(4)..body;
        let text = |row: usize| {
            let place = Place::new(row, column);
            let top = grid.merge_at(place).map_or(place, |merge| merge.from);
            squeezed(&grid.cell(top).text)
        };
        above.map(text).collect()
    };
    let headers: Vec<String> = (0..grid.width().min(60)).map(header).collect();
    let years: Vec<i32> = headers.iter().flat_map(|text| years_in(text)).collect();
    let newest = years.iter().copied().max();
    let roles: Vec<Role> = headers.iter().map(|text| role(text, newest)).collect();
    let left_of = |rate: usize, wanted: Role| (0..rate).rev().find(|column| roles[*column] == wanted);
    let of_rate = |rate: usize| {
        let (current, previous) = (left_of(rate, Role::Amount(1))?, left_of(rate, Role::Amount(0))?);
        Some(Columns { current, previous, rate, in_points: headers[rate].contains('%') })
    };
    let rates = (0..roles.len()).filter(|column| roles[*column] == Role::Rate);
    let found: Vec<Columns> = rates.filter_map(of_rate).collect();
    (!found.is_empty()).then_some((body, found))
}

fn is_year(text: &str) -> bool {
    text.trim().len() == 4 && text.trim().parse().is_ok_and(|year: i32| (1978..=2199).contains(&year))
}

fn years_in(text: &str) -> Vec<i32> {
    let before = text.match_indices('年').filter_map(|(at, _)| text.get(at.checked_sub(4)?..at)?.parse().ok());
    before.filter(|year| (1978..=2199).contains(year)).collect()
}

fn role(header: &str, newest: Option<i32>) -> Role {
    let is_change =
        ["增长", "增减", "增幅", "降幅", "变动", "比上年", "较上年", "同比"].iter().any(|word| header.contains(word));
    if is_change {
        let is_rate = header.contains('%') || ["率", "幅", "百分比"].iter().any(|word| header.contains(word));
        return if is_rate { Role::Rate } else { Role::Other };
    }
    if header.contains('%') || header.contains('占') || header.contains("完成") {
        return Role::Other;
    }
    let years = years_in(header);
    match (years.as_slice(), newest) {
        ([.., year], Some(newest)) if *year == newest => return Role::Amount(1),
        ([.., year], Some(newest)) if *year == newest - 1 => return Role::Amount(0),
        ([_, ..], _) => return Role::Other,
        _ => {}
    }
    if ["上年", "去年", "上一年"].iter().any(|word| header.contains(word)) && !header.contains("结转") {
        return Role::Amount(0);
    }
    if ["本年", "今年", "当年"].iter().any(|word| header.contains(word)) { Role::Amount(1) } else { Role::Other }
}

fn of_row(sheet: &Sheet<'_>, row: usize, columns: Columns) -> Option<(Place, &'static str, String)> {
    let cell = |column: usize| sheet.grid.cell(Place::new(row, column));
    let place = Place::new(row, columns.rate);
    let rate = value::growth(cell(columns.rate)).ok().flatten()?;
    let (current, previous) = (Figure::of(&cell(columns.current).text)?, Figure::of(&cell(columns.previous).text)?);
    // 0.1762 in a column whose header prints no sign may be the fraction of a spreadsheet
    let is_bare = cell(columns.rate).kind != CellKind::Percent && !cell(columns.rate).text.contains(['%', '％']);
    if is_bare && !columns.in_points {
        let fraction = value::percent(cell(columns.rate)).ok().flatten();
        let decimals = rate.decimals.saturating_sub(2);
        let as_fraction = fraction.map(|hundredths| Percentage { hundredths, decimals });
        if as_fraction.is_some_and(|rate| gives(&current, &previous, Beside::Previous, rate) == Some(true)) {
            return None;
        }
    }
    let (check, reason) = complaint(&current, &previous, Beside::Previous, rate)?;
    Some((place, check, reason))
}

/// The rate of change in a sentence with this year's amount and last year's, or what was added: none where the sentence is
/// not plainly that.
fn of_sentence(cell: &Cell) -> Option<(&'static str, String)> {
    if cell.kind != CellKind::Text || !cell.text.contains(['%', '％']) {
        return None;
    }
    let text: String = value::half_width(&cell.text).split_whitespace().collect();
    // one clause: from the amount to its rate
    let (before, _) = text.split_once('%')?;
    let clause = before.rsplit(['。', ';', '；']).next()?;
    let lead = clause.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let number = &clause[lead.len()..];
    let ends_with = |words: &[&str]| words.iter().any(|word| lead.ends_with(word));
    let sign = if ends_with(&["增长", "增加", "上升"]) {
        ""
    } else if ends_with(&["下降", "减少", "降低"]) {
        "-"
    } else {
        return None;
    };
    let rate = value::growth(&Cell::text(format!("{sign}{number}%"))).ok().flatten()?;
    let amounts = amounts_in(lead);
    let [(current, _), (other, words)] = amounts.as_slice() else { return None };
    if !words.contains(['比', '较']) && !words.contains("上年") {
        return None;
    }
    let is_difference = ["增加", "减少", "增长", "下降"].iter().any(|word| words.ends_with(word));
    let beside = if is_difference {
        Beside::Difference
    } else if words.contains('年') {
        Beside::Previous
    } else {
        return None;
    };
    complaint(current, other, beside, rate)
}

/// The amounts of one unit in a sentence, each with the words before it.
fn amounts_in(text: &str) -> Vec<(Figure, String)> {
    let mut found = Vec::new();
    let mut unit = None;
    let mut words = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter.is_ascii_digit()) {
        words.push_str(&rest[..at]);
        let number = &rest[at..];
        let end = number
            .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '.' | ',')))
            .unwrap_or(number.len());
        let (number, after) = number.split_at(end);
        let word = ["万元", "亿元", "元"].into_iter().find(|word| after.starts_with(word));
        match (word, Figure::of(number.trim_end_matches([',', '.']))) {
            (Some(word), Some(figure)) if unit.is_none_or(|known| known == word) => {
                unit = Some(word);
                found.push((figure, std::mem::take(&mut words)));
            }
            _ => words.push_str(number),
        }
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;

    use super::super::super::about::Constants;
    use super::super::super::definition::Forms;
    use super::super::super::grid::Grid;
    use super::super::extract;
    use super::*;

    fn figure(text: &str) -> Figure {
        Figure::of(text).unwrap()
    }

    fn rate(text: &str) -> Percentage {
        value::growth(&Cell::text(text)).unwrap().unwrap()
    }

    /// 3269.3 / 2779.54 = 1.176202…; 17.62 % as printed, 17.6 % and 18 % too, 17.63 % not.
    #[test]
    fn rates_are_compared_as_far_as_they_are_printed() {
        let gives =
            |current, previous, printed| gives(&figure(current), &figure(previous), Beside::Previous, rate(printed));
        for printed in ["17.62%", "17.6%", "18%", "增长17.62%"] {
            assert_eq!(gives("3269.3", "2779.54", printed), Some(true), "{printed}");
        }
        for printed in ["17.63%", "17.5%", "17%", "-17.62%"] {
            assert_eq!(gives("3269.3", "2779.54", printed), Some(false), "{printed}");
        }
        // 100 may be 99.5 and 3 may be 3.5: amounts printed without decimals give a wide range
        assert_eq!(gives("3", "100", "-96.5%"), Some(true));
        assert_eq!(gives("3", "0", "3%"), None);
    }

    /// 43269.3 / 2779.54 = 15.56707: 1456.71 % more.
    /// The real slip: 43269.3 printed where the growth of 17.62 % needs 3269.3 (司法局 2026).
    #[test]
    fn the_digit_that_explains_a_rate_is_named() {
        let (check, reason) =
            complaint(&figure("43269.3"), &figure("2779.54"), Beside::Previous, rate("17.62%")).unwrap();
        assert_eq!(check, "growth.other_amount");
        assert_eq!(
            reason,
            "expected amounts that give the printed 17.62%; found 43269.3 after 2779.54 which is 1456.71%; hint: it fits if \
             43269.3 read 3269.3 (one digit too many: the 4 at place 1); compare with the document"
        );
        let (check, reason) = complaint(&figure("500"), &figure("100"), Beside::Previous, rate("17.62%")).unwrap();
        assert_eq!(check, "growth.differs");
        assert!(
            reason.ends_with("500 after 100 which is 400.00%; hint: compare the three figures with the document"),
            "{reason}"
        );
        assert_eq!(complaint(&figure("3269.3"), &figure("2779.54"), Beside::Previous, rate("17.62%")), None);
    }

    fn rejects(lines: &[&str]) -> Vec<String> {
        let rows = lines.iter().map(|line| line.split('|').map(Cell::text).collect()).collect();
        let grid = Grid::new(None, rows, Vec::new());
        let read = extract(&grid, "a.csv", &Constants::default(), &Forms::embedded().unwrap());
        let of_growth =
            |row: &&crate::model::Row| row.text("check_id").is_some_and(|check| check.starts_with("growth."));
        let line = |row: &crate::model::Row| {
            let text = |name: &str| row.text(name).unwrap_or_default().to_owned();
            format!("{} {} {}", text("cell"), text("check_id"), text("severity"))
        };
        read.rejects.iter().filter(of_growth).map(line).collect()
    }

    /// 教育: 110 after 100 is 10 %. 卫生: 120 is printed with 2 %, which 102 gives. 合计 230 after 200 is 15 %.
    #[test]
    fn a_table_with_rates_is_checked_row_by_row() {
        let found = rejects(&[
            "2026年部门一般公共预算支出表||||||",
            "编制部门：甲局||||||单位：万元",
            "科目编码|科目名称|2025年预算数|2026年预算数|其中：基本支出|项目支出|2026年比2025年增减（%）",
            "2050101|行政运行|100.00|110.00|110.00|0.00|10.00",
            "2100101|行政运行|100.00|120.00|120.00|0.00|2.00",
            "合计||200.00|230.00|230.00|0.00|15.00",
        ]);
        assert_eq!(found, ["G5 growth.other_amount warning"]);
    }

    /// 43269.3 − 489.76 = 42779.54: +1.14 %. Without the 4 it is 3269.3 after 2779.54: +17.62 %.
    #[test]
    fn a_sentence_is_checked_too() {
        let (check, reason) = of_sentence(&Cell::text(
            "2026年，某局预算支出总额43269.3万元，比2025年预算增加489.76万元，增长17.62%，主要是人员经费增加。",
        ))
        .unwrap();
        assert_eq!(check, "growth.other_amount");
        assert!(reason.contains("43269.3, 489.76 more than before, which is 1.14%"), "{reason}");
        assert!(reason.contains("43269.3 read 3269.3 (one digit too many: the 4 at place 1)"), "{reason}");
        for right in [
            "支出3269.3万元，比上年增加489.76万元，增长17.62%。",
            "支出3269.3万元，较2025年2779.54万元增长17.6%。",
            "完成预算的98.6%",
            "2026年支出90万元，比上年减少10万元，下降10%。",
            "收入1亿元，支出3000万元，增长5%。",
        ] {
            assert_eq!(of_sentence(&Cell::text(right)), None, "{right}");
        }
        assert!(of_sentence(&Cell::text("支出90万元，比上年减少10万元，下降15%。")).is_some());
    }

    proptest! {
        /// A rate worked out from two amounts is given by them, and a slip in one of them is among the slips that explain it.
        #[test]
        fn a_rate_is_given_by_its_amounts(current in 1_i128..1_000_000_000, previous in 1_i128..1_000_000_000, digit in 1_u8..=9) {
            let text = |hundredths: i128| format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let hundredths = crate::model::round_half_away((current - previous) * 10_000, previous);
            let rate = Percentage { hundredths, decimals: 2 };
            let (now, before) = (figure(&text(current)), figure(&text(previous)));
            prop_assert_ne!(gives(&now, &before, Beside::Previous, rate), Some(false));
            let slipped = figure(&format!("{digit}{}", text(current)));
            if gives(&slipped, &before, Beside::Previous, rate) == Some(false) {
                let (check, _) = complaint(&slipped, &before, Beside::Previous, rate).unwrap();
                prop_assert_eq!(check, "growth.other_amount");
            }
        }

        #[test]
        fn no_sentence_panics(given in "\\PC{0,60}%") {
            let _ = of_sentence(&Cell::text(given));
        }

        #[test]
        fn no_amounts_panic(given in "(增长|比上年|万元|[0-9]{1,4}|\\.|,|%|年){0,14}") {
            let _ = of_sentence(&Cell::text(given));
        }
    }
}
