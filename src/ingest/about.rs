//! What a file does not print: constants that a person gives for it, in an `about.toml` beside the file or in a file
//! named on the command line.
//!
//! Each `[[files]]` entry has a `match`, a glob over the file's path below the folder of the `about.toml`, and
//! constants; an entry adds to those before it, and replaces what they say where it says it too.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobMatcher};
use serde::Deserialize;

use crate::model::words::PHASE;

/// The constants given for one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Constants {
    /// The budget year.
    pub fiscal_year: Option<i32>,
    /// The region (财政区划).
    pub region: Option<String>,
    /// The department.
    pub department: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The phase of the budget, as the lake stores it: `initial`, `adjusted` or `executed`.
    pub phase: Option<String>,
}

impl Constants {
    /// These constants, and over them those of a later entry.
    #[must_use]
    pub fn with(self, later: &Self) -> Self {
        Self {
            fiscal_year: later.fiscal_year.or(self.fiscal_year),
            region: later.region.clone().or(self.region),
            department: later.department.clone().or(self.department),
            unit: later.unit.clone().or(self.unit),
            phase: later.phase.clone().or(self.phase),
        }
    }

    /// The constants as one line that differs whenever they do: part of a source's hash.
    pub fn canonical(&self) -> String {
        let text = |value: &Option<String>| value.as_ref().map_or_else(String::new, |value| format!("{value:?}"));
        let year = self.fiscal_year.map_or_else(String::new, |year| year.to_string());
        let texts = [&self.region, &self.department, &self.unit, &self.phase].map(text);
        format!("{year};{}", texts.join(";"))
    }
}

/// Why an about file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AboutError {
    /// It is no TOML, or has a key or a kind of value that it cannot have.
    #[error("{} line {line}: {message}", .path.display())]
    Unreadable {
        /// The about file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// A `match` that is no glob.
    #[error("{} matches files by {pattern:?}, which is no pattern: {message}", .path.display())]
    Pattern {
        /// The about file.
        path: PathBuf,
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// A phase that is none of the three.
    #[error("{} names the phase {found:?}; expected {expected}", .path.display())]
    Phase {
        /// The about file.
        path: PathBuf,
        /// What it names.
        found: String,
        /// The phases.
        expected: String,
    },
}

/// What one about file says.
#[derive(Clone, Debug)]
pub struct About {
    folder: PathBuf,
    entries: Vec<(GlobMatcher, Constants)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default)]
    files: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    r#match: String,
    fiscal_year: Option<i32>,
    region: Option<String>,
    department: Option<String>,
    unit: Option<String>,
    phase: Option<String>,
}

impl About {
    /// Reads the text of an about file; its patterns are about paths below the folder it stands in.
    ///
    /// # Errors
    /// When it is no TOML, has an unknown key, a pattern that is none, or an unknown phase.
    pub fn parse(path: &Path, text: &str) -> Result<Self, AboutError> {
        let document: Document = toml::from_str(text).map_err(|error| AboutError::Unreadable {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1),
            message: error.message().to_owned(),
        })?;
        let mut entries = Vec::with_capacity(document.files.len());
        for entry in document.files {
            let pattern = Glob::new(&entry.r#match).map_err(|error| AboutError::Pattern {
                path: path.to_owned(),
                pattern: entry.r#match.clone(),
                message: error.kind().to_string(),
            })?;
            let phase = entry.phase.map(|found| phase_word(path, &found)).transpose()?;
            let Entry { fiscal_year, region, department, unit, .. } = entry;
            entries.push((pattern.compile_matcher(), Constants { fiscal_year, region, department, unit, phase }));
        }
        Ok(Self { folder: path.parent().unwrap_or(Path::new("")).to_owned(), entries })
    }

    /// What it says of a file: by the path below its own folder, or by the name alone.
    pub fn of(&self, file: &Path) -> Constants {
        let below = file.strip_prefix(&self.folder).unwrap_or(file);
        let name = file.file_name().map(Path::new);
        let applies =
            |matcher: &GlobMatcher| matcher.is_match(below) || name.is_some_and(|name| matcher.is_match(name));
        let matching = self.entries.iter().filter(|(matcher, _)| applies(matcher));
        matching.fold(Constants::default(), |known, (_, constants)| known.with(constants))
    }
}

fn phase_word(path: &Path, found: &str) -> Result<String, AboutError> {
    let unknown = || AboutError::Phase {
        path: path.to_owned(),
        found: found.to_owned(),
        expected: PHASE.words.iter().map(|word| word.code).collect::<Vec<_>>().join(", "),
    };
    PHASE.find(found).map(|word| word.code.to_owned()).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;

    #[test]
    fn later_entries_add_to_earlier_ones() {
        let text = "[[files]]\nmatch = \"shpt-*.csv\"\nregion = \"上海市普陀区\"\n\n[[files]]\nmatch = \
                    \"shpt-guizi-2024-*.csv\"\nfiscal_year = 2024\nphase = \"决算\"\n";
        let about = About::parse(Path::new("cn/about.toml"), text).unwrap();
        let expected = Constants {
            fiscal_year: Some(2024),
            region: Some("上海市普陀区".to_owned()),
            phase: Some("executed".to_owned()),
            ..Constants::default()
        };
        assert_eq!(about.of(Path::new("cn/shpt-guizi-2024-final.csv")), expected);
        assert_eq!(about.of(Path::new("cn/sanmen.csv")), Constants::default());
    }

    #[test]
    fn faults_name_their_line() {
        let text = "[[files]]\nmatch = \"*.csv\"\nyear = 2024\n";
        match About::parse(Path::new("about.toml"), text) {
            Err(AboutError::Unreadable { line, message, .. }) => {
                assert!(line == 3 && message.contains("year"), "{line} {message}");
            }
            other => panic!("{other:?}"),
        }
        assert!(About::parse(Path::new("a"), "[[files]]\nmatch = \"*\"\nphase = \"later\"\n").is_err());
        assert!(About::parse(Path::new("a"), "[[files]]\nmatch = \"[\"\n").is_err());
    }
}
