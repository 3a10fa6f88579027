//! Tables against each other, within one ingest: what a 财政拨款收支总表 prints for a class in a budget, and what the
//! table of that budget holds for it (卫生健康支出 236.63 in one and 236.64 in the other).
//!
//! Compared is where that table of the same department, year and phase is part of the ingest, in whatever file. Each
//! comparison becomes a control total of the summary.

use std::collections::BTreeMap;

use super::extract::{Precision, is_within_rounding};
use super::value::AmountUnit;
use crate::model::{ClassTotal, Money, Provenance, Row, SourceRows, Value, tables, words};

/// Year, phase, department and budget of a table.
type Owner = (i32, String, String, String);

/// Compares the classes of all summaries with the budgets' tables.
pub fn cross_check(sources: &mut [SourceRows]) {
    let mut lines: BTreeMap<Owner, Vec<(String, Money)>> = BTreeMap::new();
    for row in sources.iter().flat_map(|source| &source.rows).filter(|row| row.table.name == tables::BUDGET_LINES.name)
    {
        if let Some((owner, code, amount)) = line(row) {
            lines.entry(owner).or_default().push((code, amount));
        }
    }
    for source in sources {
        for total in std::mem::take(&mut source.class_totals) {
            let owner = (total.fiscal_year, total.phase.clone(), total.department.clone(), total.budget_type.clone());
            let Some(lines) = lines.get(&owner) else { continue };
            let of_class: Vec<Money> =
                lines.iter().filter(|(code, _)| code.starts_with(&total.class)).map(|(_, amount)| *amount).collect();
            if total.amount.is_some() || of_class.iter().any(|amount| *amount != Money::ZERO) {
                source.control_totals.push(compare(&total, &of_class));
            }
        }
    }
}

/// Whose line of a single budget's table a row is, its code and amount.
fn line(row: &Row) -> Option<(Owner, String, Money)> {
    if row.text("table_kind") != Some("single_budget") {
        return None;
    }
    let Some(Value::Integer(year)) = row.get("fiscal_year") else { return None };
    let Some(Value::Decimal(amount)) = row.get("amount") else { return None };
    let text = |column: &str| row.text(column).map(str::to_owned);
    let owner = (*year, text("phase")?, text("department")?, text("budget_type")?);
    Some((owner, text("function_code")?, Money::from_fen(*amount)))
}

fn compare(total: &ClassTotal, of_class: &[Money]) -> Row {
    let printed = total.amount.unwrap_or(Money::ZERO);
    let computed: Money = of_class.iter().copied().sum();
    let difference = printed - computed;
    let unit = [AmountUnit::Yuan, AmountUnit::ThousandYuan, AmountUnit::TenThousandYuan, AmountUnit::MillionYuan]
        .into_iter()
        .find(|unit| unit.as_money() == total.unit)
        .unwrap_or(AmountUnit::HundredMillionYuan);
    // the class itself is rounded too
    let summands = of_class.len() + 1;
    let is_rounding = is_within_rounding(difference, Precision { unit, decimals: total.decimals }, summands);
    let budget =
        words::BUDGET_TYPE.by_code(&total.budget_type).map_or(total.budget_type.as_str(), |word| word.label.zh);
    let mut row = Row::new(&tables::CONTROL_TOTALS, Provenance::default());
    let money = |amount: Money| Some(Value::Decimal(amount.fen()));
    for (column, value) in [
        ("sheet", total.sheet.as_deref().map(Value::from)),
        ("cell", Some(total.cell.as_str().into())),
        ("table_title", Some(total.table_title.as_str().into())),
        ("level", Some("与分预算表核对".into())),
        ("function_code", Some(total.class.as_str().into())),
        ("measure", Some(budget.into())),
        ("printed", money(printed)),
        ("computed", money(computed)),
        ("difference", money(difference)),
        ("within_rounding", Some(Value::Flag(is_rounding))),
    ] {
        let known = row.set(column, value);
        debug_assert!(known, "control_totals has no column {column}");
    }
    row
}
