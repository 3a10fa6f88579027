//! Why a form definition cannot be used: file, line, what was found there, and what to do.

use super::lines::line_at;
use crate::model::{nearest, system_answer};

/// A form definition that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// The file or folder cannot be opened.
    #[error("cannot read the form definition {file}: {}", system_answer(source))]
    Open {
        /// The file or folder.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// A folder without any definition.
    #[error("there is no form definition in {folder}")]
    Empty {
        /// The folder.
        folder: String,
    },
    /// It is not TOML, or has a key that no definition has.
    #[error("cannot read the form definition {file}, line {line}: {found}")]
    Syntax {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        found: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// It names something that does not exist, or leaves out what it needs.
    #[error("the form definition {file} cannot be used, line {line}: {found}")]
    Meaning {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        found: String,
        /// What to do about it.
        hint: Option<String>,
    },
}

impl DefinitionError {
    /// What to do about it, where that is known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Open { .. } => Some("--forms names a folder of .toml files, or one such file".to_owned()),
            Self::Empty { .. } => {
                Some("a definition is a .toml file; `jixiao forms draft FILE` proposes one".to_owned())
            }
            Self::Syntax { hint, .. } | Self::Meaning { hint, .. } => hint.clone(),
        }
    }

    /// The text of a file that the parser refuses, with the line it stopped at.
    pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let (found, hint) = in_plain_words(error.message());
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        Self::Syntax { file: file.to_owned(), line, found, hint }
    }
}

/// What the parser says, in the words of the vocabulary, with the nearest key or word as a hint.
fn in_plain_words(message: &str) -> (String, Option<String>) {
    let Some((what, expected)) = message.split_once(", expected ") else {
        let missing = message.strip_prefix("missing field ");
        return match missing {
            Some(key) => (format!("the key {key} is missing"), None),
            None => (message.replace('\n', " "), None),
        };
    };
    let asked = what.split('`').nth(1).unwrap_or_default();
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let hint = || match nearest(asked, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => Some(format!("known here: {}", known.join(", "))),
    };
    if what.starts_with("unknown field ") {
        (format!("there is no key `{asked}` here"), hint())
    } else if what.starts_with("unknown variant ") {
        (format!("`{asked}` is none of the words of this key"), hint())
    } else {
        (format!("{what}, expected {expected}"), None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsers_are_put_into_plain_words() {
        let unknown = "unknown field `headres`, expected one of `name`, `headers`, `required`";
        let (found, hint) = in_plain_words(unknown);
        assert_eq!(found, "there is no key `headres` here");
        assert_eq!(hint.as_deref(), Some("did you mean `headers`?"));
        let (_, hint) = in_plain_words("unknown field `xyz`, expected `any` or `none`");
        assert_eq!(hint.as_deref(), Some("known here: any, none"));
        let (found, hint) = in_plain_words("unknown variant `mony`, expected one of `name`, `money`");
        assert_eq!(found, "`mony` is none of the words of this key");
        assert_eq!(hint.as_deref(), Some("did you mean `money`?"));
        assert_eq!(in_plain_words("missing field `layout`").0, "the key `layout` is missing");
        let wrong_type = "invalid type: integer `1`, expected a string";
        assert_eq!(in_plain_words(wrong_type), (wrong_type.to_owned(), None));
    }
}
