//! Form definitions: which sheet is which form, and which cell becomes which column. They are data (TOML), the
//! embedded ones in `src/ingest/forms/`; a bureau adds its own with [`Forms::with_file`].
//!
//! A definition has a `layout`: `table` (a header and rows), `hierarchy` (a table by function code with subtotals) or
//! `form` (labels and blocks). Unknown keys, tables, columns and fields are errors that name file and line.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::spelling::{Spellings, squeezed, without_brackets};
use super::vocabulary::Vocabulary;
use crate::model::{Column, Kind, tables};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/ingest/forms");

/// The words that all forms share.
const VOCABULARY: &str = include_str!("vocabulary.toml");

fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> DefinitionError {
    DefinitionError::Syntax {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| text.get(..span.start).unwrap_or(text).matches('\n').count() + 1),
        found: error.message().to_owned(),
    }
}

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

/// How a form is laid out.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Layout {
    Table,
    Hierarchy,
    Form,
}

/// Words of the title: one of `any` must stand in it (where any are given), none of `none` may.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TitleWords {
    pub(crate) any: Spellings,
    pub(crate) none: Spellings,
}

/// Labels of the lines above a table, before the colon.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct HeadLabels {
    pub(crate) department: Vec<String>,
    pub(crate) unit: Vec<String>,
    pub(crate) region: Vec<String>,
}

impl HeadLabels {
    /// Whether a text (squeezed) is one of these labels, its value apart.
    pub(crate) fn is_label(&self, text: &str) -> bool {
        let mut labels = self.department.iter().chain(&self.unit).chain(&self.region);
        labels.any(|label| text == label)
    }

    /// Whether a text (squeezed) is one of these labels with a colon and its value.
    pub(crate) fn is_line(&self, text: &str) -> bool {
        let mut labels = self.department.iter().chain(&self.unit).chain(&self.region);
        text.contains(':') && labels.any(|label| text.starts_with(label.as_str()))
    }
}

/// How a cell is read.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reading {
    /// One line of text.
    Name,
    /// A code, as text.
    Code,
    /// A word of the vocabulary of the column it feeds.
    Word,
    Year,
    Integer,
    Money,
    Score,
    Percent,
    Date,
    Flag,
    /// A target such as `≥90%`: gives `x.operator`, `x.value`, `x.unit`, `x.text`.
    Target,
    /// A value reached: gives `x.value`, `x.unit`, `x.text`.
    Actual,
    /// A sign in a column of its own.
    Operator,
    Grade,
    /// A first-level indicator (产出指标(50分)): the stored word, or as printed.
    Dimension,
    /// The unit of another column, row by row.
    AmountUnit,
}

/// A column of a flat table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) headers: Spellings,
    /// Its header must be there (or a constant that stands for it).
    #[serde(default)]
    pub(crate) required: bool,
    /// One field of each group must be there.
    pub(crate) group: Option<String>,
    pub(crate) reading: Option<Reading>,
    /// The field whose cell says in which unit this one counts.
    pub(crate) unit_from: Option<String>,
    /// Stored words for printed ones, before the vocabulary is asked.
    #[serde(default)]
    pub(crate) words: BTreeMap<String, String>,
    /// Further markers of a missing value.
    #[serde(default)]
    pub(crate) missing: Vec<String>,
    /// Rows with this value are left out and counted in a note.
    pub(crate) drop_when: Option<String>,
    /// The value where the table has no such column.
    pub(crate) default: Option<String>,
    /// The column that it feeds, worked out once from the definition's rows.
    #[serde(skip)]
    pub(crate) feed: Option<Feed>,
}

/// The column that a field feeds: the first that takes it, keys first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Feed {
    pub(crate) column: &'static Column,
    pub(crate) is_key: bool,
}

/// Identity without a code: the code, else `name:` + owner + `/` + name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SubjectRule {
    pub(crate) code: String,
    pub(crate) owner: Vec<String>,
    pub(crate) name: Vec<String>,
}

/// Where the value of a target column comes from: exactly one of these.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Origin {
    /// The value of a field.
    pub(crate) field: Option<String>,
    /// The first of these fields that has a value.
    pub(crate) first: Option<Vec<String>>,
    /// A constant.
    pub(crate) value: Option<String>,
    /// A text with `{field}` in it.
    pub(crate) text: Option<String>,
    /// These fields' texts joined by `|`, blank ones left out; `''` where none has a value.
    pub(crate) join: Option<Vec<String>>,
    /// The month of a date field.
    pub(crate) month_of: Option<String>,
    /// A year field plus one.
    pub(crate) year_after: Option<String>,
    /// A field, else another year field plus one.
    pub(crate) or_year_after: Option<String>,
    /// The word of the column's vocabulary that stands in a field's text.
    pub(crate) word_in: Option<String>,
    pub(crate) subject: Option<SubjectRule>,
}

/// Rows of one table made from each row of the sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rows {
    pub(crate) table: String,
    /// Fields that go to the column of the same name.
    #[serde(default)]
    pub(crate) take: Vec<String>,
    #[serde(default)]
    pub(crate) set: BTreeMap<String, Origin>,
    /// A row is made only where one of these fields has a value.
    #[serde(default)]
    pub(crate) when_any: Vec<String>,
    /// Columns that are added up over rows of equal key.
    #[serde(default)]
    pub(crate) sum: Vec<String>,
    /// One row for each of these whose field has a value.
    #[serde(default)]
    pub(crate) each: Vec<Each>,
}

/// One of several rows that a row of the sheet gives: a column of the sheet turned into a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Each {
    pub(crate) field: String,
    pub(crate) set: BTreeMap<String, Origin>,
}

/// A word that title words stand for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meaning {
    pub(crate) word: String,
    pub(crate) says: Spellings,
    /// Headers of what it is split into, added up where nothing says the kind itself.
    #[serde(default)]
    pub(crate) parts: Spellings,
}

/// The first meaning whose words stand in a title.
pub(crate) fn meaning_in<'a>(title: &str, meanings: &'a [Meaning]) -> Option<&'a str> {
    let title = squeezed(title);
    let fits = |meaning: &&Meaning| meaning.says.any_in(&title);
    meanings.iter().find(fits).map(|meaning| meaning.word.as_str())
}

/// The parts of a table by function code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hierarchy {
    /// Stored in `budget_lines.table_kind`.
    pub(crate) table_kind: String,
    /// Headers of a code in one column.
    pub(crate) code: Spellings,
    /// Headers of a code in columns by level, from the highest.
    pub(crate) code_levels: Spellings,
    pub(crate) name: Spellings,
    /// Headers of the unit of a row, in tables of several units.
    #[serde(default)]
    pub(crate) unit_name: Spellings,
    /// Headers of the code of the unit of a row.
    #[serde(default)]
    pub(crate) unit_code: Spellings,
    /// Headers of the row total.
    pub(crate) total: Spellings,
    /// The first words of a grand-total row.
    pub(crate) grand_total: Spellings,
    /// Expenditure kinds and their headers.
    pub(crate) kinds: Vec<Meaning>,
    /// Phases and their title words, the first that fits counts.
    pub(crate) phases: Vec<Meaning>,
    /// The phase where neither title, lines, columns nor constants name one.
    pub(crate) phase: Option<String>,
    /// Budgets and their title words; empty for tables of all funds.
    #[serde(default)]
    pub(crate) budgets: Vec<Meaning>,
}

/// The parts of a form of labels and blocks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormParts {
    pub(crate) subject_kind: String,
    pub(crate) evaluator_kind: String,
    /// Labels whose value stands to their right.
    pub(crate) labels: BTreeMap<String, Spellings>,
    /// The label that opens the funds block and may print its unit.
    pub(crate) funds: Spellings,
    pub(crate) fund_columns: BTreeMap<String, Spellings>,
    pub(crate) fund_rows: Vec<Meaning>,
    pub(crate) objective: Spellings,
    pub(crate) objective_done: Spellings,
    pub(crate) indicator_columns: BTreeMap<String, Spellings>,
    pub(crate) total: Spellings,
    /// Beginnings of template placeholders that number an indicator (`指标1`).
    pub(crate) placeholder: Vec<String>,
}

/// A form definition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Definition {
    pub(crate) name: String,
    pub(crate) version: String,
    /// What people call the form.
    pub(crate) label: String,
    pub(crate) layout: Layout,
    /// The unit of amounts where neither header nor unit line prints one.
    pub(crate) unit: Option<String>,
    #[serde(default)]
    pub(crate) title: TitleWords,
    #[serde(default)]
    pub(crate) head: HeadLabels,
    #[serde(default)]
    pub(crate) fields: Vec<Field>,
    #[serde(default)]
    pub(crate) rows: Vec<Rows>,
    pub(crate) hierarchy: Option<Hierarchy>,
    pub(crate) form: Option<FormParts>,
    /// The fields that a header (squeezed) may be, by position, worked out once.
    #[serde(skip)]
    headers: HashMap<String, Vec<usize>>,
}

impl Definition {
    /// The field of this name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The fields that a header (squeezed) may be, brackets apart, in their order.
    pub(crate) fn fields_called(&self, header: &str) -> impl Iterator<Item = &Field> {
        let bare = || header.contains(['(', '[', '〔', '【']).then(|| self.headers.get(&without_brackets(header)));
        let positions = self.headers.get(header).or_else(|| bare().flatten());
        positions.into_iter().flatten().map(|position| &self.fields[*position])
    }

    /// Works out once what is asked for every cell.
    fn resolve(&mut self) {
        let feeds: Vec<Option<Feed>> = self.fields.iter().map(|field| self.feed(&field.name)).collect();
        for (position, (field, feed)) in self.fields.iter_mut().zip(feeds).enumerate() {
            field.feed = feed;
            for header in field.headers.comparable() {
                let positions = self.headers.entry(header.to_owned()).or_default();
                if !positions.contains(&position) {
                    positions.push(position);
                }
            }
        }
    }

    fn feed(&self, name: &str) -> Option<Feed> {
        let mut found: Option<Feed> = None;
        for rows in &self.rows {
            let Some(table) = tables::find(&rows.table) else { continue };
            let taken = rows.take.iter().filter(|field| *field == name).map(String::as_str);
            let set = rows.set.iter().chain(rows.each.iter().flat_map(|each| &each.set));
            let set = set.filter(|(_, origin)| origin.reads().contains(&name)).map(|(column, _)| column.as_str());
            for column in taken.chain(set) {
                let Some(column) = table.columns.iter().find(|known| known.name == column) else { continue };
                let is_key = table.is_key(column.name);
                if found.is_none_or(|known| is_key && !known.is_key) {
                    found = Some(Feed { column, is_key });
                }
            }
        }
        found
    }

    /// How a field's cells are read: as declared, else as the column it feeds asks.
    pub(crate) fn reading(field: &Field) -> Reading {
        field.reading.unwrap_or_else(|| match field.feed.map(|feed| feed.column.kind) {
            Some(Kind::Year) => Reading::Year,
            Some(Kind::Integer) => Reading::Integer,
            Some(Kind::Word(_)) => Reading::Word,
            Some(Kind::Money) => Reading::Money,
            Some(Kind::Score) => Reading::Score,
            Some(Kind::Measure) => Reading::Actual,
            Some(Kind::Date) => Reading::Date,
            Some(Kind::Flag) => Reading::Flag,
            _ if field.name.ends_with("code") => Reading::Code,
            _ => Reading::Name,
        })
    }

    fn check(&self, file: &str, text: &str) -> Result<(), DefinitionError> {
        let wrong = |word: &str, found: String| {
            let quoted = format!("\"{word}\"");
            let line = text.lines().position(|line| line.contains(&quoted) || line.contains(&format!("{word} =")));
            Err(DefinitionError::Meaning { file: file.to_owned(), line: line.map_or(1, |line| line + 1), found })
        };
        let parts = match self.layout {
            Layout::Table => !self.fields.is_empty() && !self.rows.is_empty(),
            Layout::Hierarchy => self.hierarchy.is_some(),
            Layout::Form => self.form.is_some(),
        };
        if !parts {
            return wrong("layout", "the parts that its layout needs are missing".to_owned());
        }
        if let Some(field) = self.fields.iter().find(|field| field.headers.is_empty()) {
            return wrong(&field.name, format!("field `{}` has no headers", field.name));
        }
        for rows in &self.rows {
            let Some(table) = tables::find(&rows.table) else {
                return wrong(&rows.table, format!("there is no table `{}`", rows.table));
            };
            let set = rows.set.iter().chain(rows.each.iter().flat_map(|each| &each.set));
            let columns = rows.take.iter().chain(set.clone().map(|(column, _)| column)).chain(&rows.sum);
            for column in columns {
                if table.position(column).is_none() {
                    return wrong(column, format!("table `{}` has no column `{column}`", table.name));
                }
            }
            let origins = set.flat_map(|(_, origin)| origin.reads());
            let each = rows.each.iter().map(|each| each.field.as_str());
            let named = rows.take.iter().chain(&rows.when_any).map(String::as_str);
            for field in named.chain(origins).chain(each) {
                let field = field.split('.').next().unwrap_or(field);
                if self.field(field).is_none() {
                    return wrong(field, format!("there is no field `{field}`"));
                }
            }
        }
        Ok(())
    }
}

impl Origin {
    /// The fields that it reads.
    pub(crate) fn reads(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let single = [&self.field, &self.month_of, &self.year_after, &self.or_year_after, &self.word_in];
        names.extend(single.into_iter().flatten().map(String::as_str));
        names.extend([&self.first, &self.join].into_iter().flatten().flatten().map(String::as_str));
        if let Some(text) = &self.text {
            names.extend(text.split('{').skip(1).filter_map(|part| part.split('}').next()));
        }
        if let Some(subject) = &self.subject {
            names.push(&subject.code);
            names.extend(subject.owner.iter().chain(&subject.name).map(String::as_str));
        }
        names
    }
}

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
        let words = toml::from_str(VOCABULARY).map_err(|error| unreadable("vocabulary.toml", VOCABULARY, &error))?;
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
        let mut definition: Definition = toml::from_str(text).map_err(|error| unreadable(file, text, &error))?;
        definition.check(file, text)?;
        definition.resolve();
        self.definitions.retain(|known| known.name != definition.name);
        self.definitions.push(definition);
        Ok(())
    }
}
