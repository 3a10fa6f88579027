//! Why a form definition cannot be used: file, line and what was found there.

/// A form definition that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DefinitionError {
    /// The file cannot be opened.
    #[error("cannot read the form definition {file}: {source}")]
    Open {
        /// The file.
        file: String,
        /// Why.
        source: std::io::Error,
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
    },
    /// It names something that does not exist.
    #[error("the form definition {file} cannot be used, line {line}: {found}")]
    Meaning {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        found: String,
    },
}

impl DefinitionError {
    /// The text of a file that the parser refuses, with the line it stopped at.
    pub(super) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::Syntax {
            file: file.to_owned(),
            line: error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1),
            found: error.message().to_owned(),
        }
    }
}
