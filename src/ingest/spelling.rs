//! How labels and headers are compared: without white space, brackets' content, case and width.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::value;

/// Text for comparing labels and headers: no white space, half-width, ASCII in lower case, no colon at its end.
pub(crate) fn squeezed(text: &str) -> String {
    let text: String = value::half_width(text).split_whitespace().collect();
    text.trim_end_matches([':', '*']).to_lowercase()
}

/// The same without what stands in brackets: `年初批复数(万元)` → `年初批复数`.
pub(crate) fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::new();
    for letter in text.chars() {
        match letter {
            '(' | '[' | '〔' | '【' => depth += 1,
            ')' | ']' | '〕' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}

/// The spellings that a form definition declares for one label or header, made comparable once.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(crate) struct Spellings {
    printed: Vec<String>,
    comparable: Vec<Comparable>,
}

impl JsonSchema for Spellings {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Spellings".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<String>::json_schema(generator)
    }
}

#[derive(Clone, Debug)]
struct Comparable {
    whole: String,
    bare: String,
}

impl From<Vec<String>> for Spellings {
    fn from(printed: Vec<String>) -> Self {
        let comparable = |text: &String| {
            let whole = squeezed(text);
            Comparable { bare: without_brackets(&whole), whole }
        };
        Self { comparable: printed.iter().map(comparable).collect(), printed }
    }
}

impl Spellings {
    /// The first spelling, for messages.
    pub(crate) fn first(&self) -> &str {
        self.printed.first().map_or("", String::as_str)
    }

    /// The spellings as they are compared, whole and without brackets.
    pub(crate) fn comparable(&self) -> impl Iterator<Item = &str> {
        self.comparable.iter().flat_map(|spelling| [spelling.whole.as_str(), spelling.bare.as_str()])
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.printed.is_empty()
    }

    /// Whether one of these stands somewhere in a text (squeezed), such as a title.
    pub(crate) fn any_in(&self, text: &str) -> bool {
        self.comparable.iter().any(|spelling| text.contains(&spelling.whole))
    }

    /// Whether a header or label (squeezed) is one of these, brackets apart.
    pub(crate) fn has(&self, text: &str) -> bool {
        if text.is_empty() {
            return false;
        }
        let same = |spelling: &Comparable| spelling.whole == text || spelling.bare == text;
        if self.comparable.iter().any(same) {
            return true;
        }
        if !text.contains(['(', '[', '〔', '【']) {
            return false;
        }
        let bare = without_brackets(text);
        !bare.is_empty() && self.comparable.iter().any(|spelling| spelling.whole == bare)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_case_and_blanks_do_not_matter() {
        let spellings = Spellings::from(vec!["年初批复数（万元）".to_owned(), "REPLY_AMT".to_owned()]);
        for text in ["年初批复数", "年初\n批复数(万元)", "reply_amt", "年初批复数：", "Reply_Amt(元)"]
        {
            assert!(spellings.has(&squeezed(text)), "{text}");
        }
        for text in ["", "(万元)", "年初批复", "年初批复数合计"] {
            assert!(!spellings.has(&squeezed(text)), "{text}");
        }
    }
}
