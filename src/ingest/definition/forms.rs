//! The definitions in force: the embedded ones, and those that a bureau adds beside or over them.

use std::path::Path;

use include_dir::{Dir, include_dir};

use super::{Definition, DefinitionError};
use crate::ingest::vocabulary::Vocabulary;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/ingest/forms");

/// The words that all forms share.
const VOCABULARY: &str = include_str!("../vocabulary.toml");

/// The form definitions in force.
#[derive(Clone, Debug)]
pub struct Forms {
    pub(crate) definitions: Vec<Definition>,
    pub(crate) words: Vocabulary,
}

impl Forms {
    /// The definitions that come with the product.
    ///
    /// # Errors
    /// When one of them cannot be used; a test keeps them usable.
    pub fn embedded() -> Result<Self, DefinitionError> {
        let mut files: Vec<_> = EMBEDDED.files().collect();
        files.sort_by_key(|file| file.path());
        let words = toml::from_str(VOCABULARY)
            .map_err(|error| DefinitionError::syntax("vocabulary.toml", VOCABULARY, &error))?;
        let mut forms = Self { definitions: Vec::new(), words };
        for file in files {
            let name = file.path().display().to_string();
            forms.add(&name, file.contents_utf8().unwrap_or_default())?;
        }
        Ok(forms)
    }

    /// Adds the definition in a TOML file; one of the same name is replaced.
    ///
    /// # Errors
    /// When the file cannot be read or the definition cannot be used.
    pub fn with_file(mut self, path: &Path) -> Result<Self, DefinitionError> {
        let file = path.display().to_string();
        let text =
            std::fs::read_to_string(path).map_err(|source| DefinitionError::Open { file: file.clone(), source })?;
        self.add(&file, &text)?;
        Ok(self)
    }

    /// Name, version and label of each definition, in the order they are tried.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.definitions.iter().map(|form| (form.name.as_str(), form.version.as_str(), form.label.as_str()))
    }

    pub(crate) fn add(&mut self, file: &str, text: &str) -> Result<(), DefinitionError> {
        let mut definition: Definition =
            toml::from_str(text).map_err(|error| DefinitionError::syntax(file, text, &error))?;
        definition.check(file, text)?;
        definition.resolve();
        self.definitions.retain(|known| known.name != definition.name);
        self.definitions.push(definition);
        Ok(())
    }
}
