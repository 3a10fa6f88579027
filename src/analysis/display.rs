//! Values as people read them: money in 万元, percentages with their sign, words under their labels.

use super::front_matter::Format;
use super::outcome::{Outcome, ResultColumn};
use crate::engine::Cell;
use crate::model::Language;

/// What stands for a missing value.
pub const MISSING: &str = "—";

/// A number's text with thousands separators.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut text = String::from(sign);
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

impl ResultColumn {
    /// The unit of the column's figures, where it is not plain.
    pub fn unit(&self, language: Language) -> Option<&'static str> {
        match (self.format, language) {
            (Format::Money, Language::Chinese) => Some("万元"),
            (Format::Money, Language::English) => Some("10,000 yuan"),
            (Format::Yuan, Language::Chinese) => Some("元"),
            (Format::Yuan, Language::English) => Some("yuan"),
            _ => None,
        }
    }

    /// The column's heading, with the unit of its figures.
    pub fn heading(&self, language: Language) -> String {
        let label = self.label.in_language(language);
        match (self.unit(language), language) {
            (Some(unit), Language::Chinese) => format!("{label}（{unit}）"),
            (Some(unit), Language::English) => format!("{label} ({unit})"),
            (None, _) => label.to_owned(),
        }
    }

    /// Whether its values stand to the right, as figures do.
    pub fn is_figure(&self) -> bool {
        !matches!(self.format, Format::Text | Format::File | Format::Subject)
    }

    /// A value of the column as people read it.
    pub fn show(&self, cell: &Cell, language: Language) -> String {
        let text = match self.format {
            Format::Money => cell.scaled_down(4).fixed(2).map(|text| grouped(&text)),
            Format::Yuan => cell.fixed(2).map(|text| grouped(&text)),
            Format::Percent => cell.fixed(2).map(|text| format!("{}%", grouped(&text))),
            Format::Count => cell.fixed(0).map(|text| grouped(&text)),
            Format::Number => cell.fixed(0),
            Format::Score => cell.fixed(2),
            Format::Coefficient => cell.fixed(4),
            Format::Text => None,
            Format::File => match cell {
                Cell::Text(path) => path.rsplit(['/', '\\']).next().map(str::to_owned),
                _ => None,
            },
            Format::Subject => match cell {
                Cell::Text(subject) => subject.strip_prefix("name:").map(str::to_owned),
                _ => None,
            },
        };
        text.unwrap_or_else(|| match (cell, language) {
            (Cell::Null, _) => {
                let word = self.missing.as_ref().map(|word| word.in_language(language));
                word.unwrap_or(MISSING).to_owned()
            }
            (Cell::Flag(true), Language::Chinese) => "是".to_owned(),
            (Cell::Flag(false), Language::Chinese) => "否".to_owned(),
            (Cell::Flag(true), Language::English) => "yes".to_owned(),
            (Cell::Flag(false), Language::English) => "no".to_owned(),
            (Cell::Text(code), _) => self.word(code, language).unwrap_or(code).to_owned(),
            _ => cell.plain(),
        })
    }

    /// What a stored word of the column is called: by the labels of the analysis, else by the vocabularies.
    pub fn word(&self, code: &str, language: Language) -> Option<&str> {
        let label = self.labels.get(code).map(|label| label.in_language(language));
        let word = || self.words.iter().find_map(|vocabulary| vocabulary.by_code(code));
        label.or_else(|| word().map(|word| word.label.in_language(language)))
    }
}

impl Outcome<'_> {
    /// The value of row and column as people read it: a rate that has no value shows its state.
    pub fn show(&self, row: &[Cell], column: usize, language: Language) -> String {
        let shown = &self.columns[column];
        match shown.state {
            Some(state) if row[column] == Cell::Null => self.columns[state].show(&row[state], language),
            _ => shown.show(&row[column], language),
        }
    }

    /// The positions of the columns that people see: those not hidden, and no states that stand in for a rate.
    pub fn shown_columns(&self) -> Vec<usize> {
        let is_state = |position| self.columns.iter().any(|column| column.state == Some(position));
        (0..self.columns.len()).filter(|&position| !self.columns[position].hidden && !is_state(position)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn groups_thousands() {
        for (number, expected) in
            [("1", "1"), ("123", "123"), ("1234", "1,234"), ("-1234567.50", "-1,234,567.50"), ("0.25", "0.25")]
        {
            assert_eq!(grouped(number), expected);
        }
    }
}
