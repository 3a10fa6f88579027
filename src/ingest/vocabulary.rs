//! The words that every form shares: how notes begin, what a total row is called, which columns are aside. They are
//! data, in `src/ingest/vocabulary.toml`.

use serde::Deserialize;

use super::spelling::{Spellings, squeezed};

/// Words that every form shares.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vocabulary {
    /// How notes and signatures begin.
    pub(crate) notes: Vec<String>,
    /// The first words of a total row of a flat table.
    pub(crate) totals: Spellings,
    /// The first words of a subtotal that a page or a group ends with.
    pub(crate) page_totals: Spellings,
    /// Headers of a column that only counts the rows.
    pub(crate) serial: Spellings,
    /// The first words of a row that numbers the columns (栏次 1 2 3).
    pub(crate) numbering: Spellings,
    /// What says that a table holds nothing.
    pub(crate) empty: Spellings,
    /// Headers that only group others.
    pub(crate) header_groups: Spellings,
    /// Words in the header of a column that is none of the table's own expenditures: incomes, carry-overs, changes.
    pub(crate) other_columns: Spellings,
    /// The names of the budgets: 预算 in them says nothing of the phase.
    pub(crate) budgets: Vec<String>,
    /// How the name of a department or unit ends, from which a title's owner is known.
    pub(crate) organizations: Vec<String>,
    /// Words that end the owner's name in a title.
    pub(crate) after_owner: Vec<String>,
}

impl Vocabulary {
    /// Whether a text begins as notes and signatures do.
    pub(crate) fn begins_note(&self, text: &str) -> bool {
        text == "注" || self.notes.iter().any(|opening| text.starts_with(opening.as_str()))
    }

    /// A text without the names of the budgets.
    pub(crate) fn without_budgets(&self, text: &str) -> String {
        self.budgets.iter().fold(squeezed(text), |text, budget| text.replace(budget.as_str(), ""))
    }

    /// The owner that a title names before or after its year: 某市某局2024年部门支出总表, 2024年度某局支出决算表.
    pub(crate) fn owner_in(&self, title: &str) -> Option<String> {
        let title = squeezed(title);
        let is_owner = |text: &str| {
            let length = text.chars().count();
            (3..=40).contains(&length)
                && self.organizations.iter().any(|ending| text.ends_with(ending.as_str()))
                && !text.contains(['(', ')', ':', '表'])
        };
        // what stands before the year, without a table's number
        if let Some(at) = title.find('年') {
            let digits = |letter: char| letter.is_ascii_digit() || "〇零一二三四五六七八九".contains(letter);
            let before = title[..at].trim_end_matches(digits);
            let (before, own_level) = before.strip_suffix("(本级)").map_or((before, ""), |before| (before, "(本级)"));
            let before = before.rsplit(['表', ':', ')', '、', '.']).next().unwrap_or(before);
            let before = before.trim_start_matches(|letter: char| letter.is_ascii_digit());
            if is_owner(before) {
                return Some(format!("{before}{own_level}"));
            }
            let after = title[at + '年'.len_utf8()..].trim_start_matches('度');
            return self.owner_at_start(after).filter(|owner| is_owner(owner));
        }
        self.owner_at_start(&title).filter(|owner| is_owner(owner))
    }

    fn owner_at_start(&self, text: &str) -> Option<String> {
        let end = self.after_owner.iter().filter_map(|word| text.find(word.as_str())).min()?;
        Some(text[..end].to_owned())
    }
}
