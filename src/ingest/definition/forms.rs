//! The definitions in force: the embedded ones, and those that a bureau adds beside or over them.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::{Definition, DefinitionError, Gives, Layout, Place};
use crate::ingest::vocabulary::Vocabulary;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/ingest/forms");

/// The words that all forms share.
const VOCABULARY: &str = include_str!("../vocabulary.toml");

/// The form definitions in force.
#[derive(Clone, Debug)]
pub struct Forms {
    /// In the order they are tried: a bureau's own first.
    pub(crate) definitions: Vec<Definition>,
    pub(crate) words: Vocabulary,
}

/// A definition, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// What people call the form.
    pub label: &'a str,
    /// Its layout, as definitions write it.
    pub layout: &'static str,
    /// The tables that it feeds.
    pub tables: Vec<&'a str>,
    /// The file that it was read from; none for an embedded one.
    pub file: Option<&'a str>,
    /// The definition as it stands in its file.
    pub text: &'a str,
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
            let text = file.contents_utf8().unwrap_or_default();
            let definition = parse(&name, text, false).map_err(|(first, _)| first)?;
            forms.definitions.retain(|known| known.name != definition.name);
            forms.definitions.push(definition);
        }
        Ok(forms)
    }

    /// Adds the definition in a TOML file, or those of a folder: beside the embedded ones, or over one of the same name.
    ///
    /// # Errors
    /// When a file cannot be read, a definition cannot be used, or two files define one form.
    pub fn with_path(mut self, path: &Path) -> Result<Self, DefinitionError> {
        for file in definition_files(path)? {
            let name = file.display().to_string();
            let text = read(&file)?;
            self.add(&name, &text)?;
        }
        Ok(self)
    }

    /// The definitions, in the order they are tried.
    pub fn list(&self) -> impl Iterator<Item = Entry<'_>> {
        self.definitions.iter().map(Definition::entry)
    }

    /// The first of the forms that a source was read by (joined by `;`) that is not among the definitions.
    pub fn lacks<'a>(&self, forms: &'a str) -> Option<&'a str> {
        forms.split(';').find(|form| !self.definitions.iter().any(|known| known.name == *form))
    }

    /// A short mark of the bureau's own definitions, which any change of one of them changes; empty without any.
    pub(crate) fn own_mark(&self) -> String {
        let mut hash = Sha256::new();
        let mut any = false;
        for definition in self.definitions.iter().filter(|definition| definition.from.is_own) {
            hash.update(Sha256::digest(definition.from.text.as_bytes()));
            any = true;
        }
        let short = |hash: Sha256| {
            hash.finalize().iter().take(6).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
        };
        if any { short(hash) } else { String::new() }
    }

    /// Adds a definition of the bureau's own.
    pub(crate) fn add(&mut self, file: &str, text: &str) -> Result<(), DefinitionError> {
        let definition = parse(file, text, true).map_err(|(first, _)| first)?;
        let known = self.definitions.iter().position(|known| known.name == definition.name);
        if let Some(known) = known {
            let place = &self.definitions[known].from;
            if place.is_own && place.file != file {
                return Err(DefinitionError::Meaning {
                    file: file.to_owned(),
                    line: super::lines::Lines::of(text).line(&["name"]),
                    found: format!("{} defines a form `{}` too", place.file, definition.name),
                    hint: Some("give one of them another name".to_owned()),
                });
            }
            self.definitions.remove(known);
        }
        let own = self.definitions.iter().take_while(|known| known.from.is_own).count();
        self.definitions.insert(own, definition);
        Ok(())
    }
}

/// Everything that is wrong with the definition in a file; empty for one that can be used.
///
/// # Errors
/// When the file cannot be read.
pub fn faults(file: &Path) -> Result<Vec<DefinitionError>, DefinitionError> {
    let text = read(file)?;
    Ok(match parse(&file.display().to_string(), &text, true) {
        Ok(_) => Vec::new(),
        Err((first, others)) => std::iter::once(first).chain(others).collect(),
    })
}

/// The files of definitions that a path names: itself, or the .toml files of a folder in order, `about.toml` apart.
///
/// # Errors
/// When the path cannot be read, or is a folder without any.
pub fn definition_files(path: &Path) -> Result<Vec<PathBuf>, DefinitionError> {
    let failed = |source| DefinitionError::Open { file: path.display().to_string(), source };
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let name = file.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let is_toml = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        if is_toml && name != "about.toml" && !name.starts_with('.') && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() { Err(DefinitionError::Empty { folder: path.display().to_string() }) } else { Ok(files) }
}

fn read(file: &Path) -> Result<String, DefinitionError> {
    fs::read_to_string(file).map_err(|source| DefinitionError::Open { file: file.display().to_string(), source })
}

/// Reads a definition, or says what is wrong with it: the first fault, and the others.
fn parse(file: &str, text: &str, is_own: bool) -> Result<Definition, (DefinitionError, Vec<DefinitionError>)> {
    let mut definition: Definition =
        toml::from_str(text).map_err(|error| (DefinitionError::syntax(file, text, &error), Vec::new()))?;
    let mut faults = definition.faults(file, text).into_iter();
    if let Some(first) = faults.next() {
        return Err((first, faults.collect()));
    }
    definition.from = Place { file: file.to_owned(), text: text.to_owned(), is_own };
    definition.resolve();
    Ok(definition)
}

impl Definition {
    fn entry(&self) -> Entry<'_> {
        let mut tables: Vec<&str> = self.rows.iter().map(|rows| rows.table.as_str()).collect();
        tables.extend(match self.layout {
            Layout::Table => &[][..],
            Layout::Hierarchy => &["budget_lines", "budget_scope", "control_totals"],
            Layout::Summary => &["control_totals", "budget_scope"],
            Layout::Form => match self.form.as_ref().map(|form| form.gives) {
                Some(Gives::Objective) => &["objectives", "indicators"][..],
                Some(Gives::Monitoring) => &["monitoring", "monitoring_indicators"],
                _ => &["evaluations", "evaluation_indicators", "evaluation_funds", "objectives", "indicators"],
            },
        });
        Entry {
            name: &self.name,
            version: &self.version,
            label: &self.label,
            layout: self.layout.name(),
            tables,
            file: self.from.is_own.then_some(self.from.file.as_str()),
            text: &self.from.text,
        }
    }
}
