//! The catalogue of analyses and views: the files of `queries/`, embedded in the binary, with a bureau's own folder
//! beside or over them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use thiserror::Error;

use super::bilingual::Bilingual;
use super::front_matter::{CheckText, FrontMatter, divide};
use crate::engine::View;
use crate::model::{Language, checks, nearest, system_answer, words};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The folder whose files are views, not analyses.
const VIEWS: &str = "views";

/// A query file that cannot be used, or an analysis that does not exist.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// The file's front matter is missing or wrong.
    #[error("{file}:{line}: {message}")]
    File {
        /// The file.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The folder or a file of it cannot be read.
    #[error("the query folder `{}` cannot be read: {reason}", path.display())]
    Folder {
        /// The folder or file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// No analysis has this name.
    #[error("there is no analysis `{name}`")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
}

impl CatalogueError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::File { .. } => Some("docs/QUERIES.md describes the front matter".to_owned()),
            Self::Folder { .. } => None,
            Self::Unknown { nearest: Some(name), .. } => {
                Some(format!("did you mean `{name}`? `jixiao queries` lists them all"))
            }
            Self::Unknown { nearest: None, .. } => Some("`jixiao queries` lists them".to_owned()),
        }
    }
}

/// The chapters of a report, in its order.
pub const CHAPTERS: [Chapter; 6] = [
    Chapter { name: "coverage", zh: "绩效管理覆盖情况", en: "Coverage" },
    Chapter { name: "effectiveness", zh: "资金使用成效", en: "Effectiveness" },
    Chapter { name: "monitoring", zh: "绩效运行监控", en: "Monitoring" },
    Chapter { name: "evaluation", zh: "评价结果可靠性", en: "Reliability of evaluation" },
    Chapter { name: "linkage", zh: "评价结果与预算安排", en: "Evaluation and allocation" },
    Chapter { name: "quality", zh: "数据质量", en: "Data quality" },
];

/// A chapter of the catalogue: a folder of `queries/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// The folder.
    pub name: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Chapter {
    /// The chapter's heading.
    pub fn title(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }
}

/// An analysis: one query file.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Its name: `chapter/file`.
    pub name: String,
    /// The folder it is in.
    pub chapter: String,
    /// What stands at its head.
    pub front_matter: FrontMatter,
    /// Its SELECT, line numbers as in the file.
    pub sql: String,
    /// The file it came from.
    pub file: String,
}

impl Analysis {
    /// What SQL calls it: `chapter_file`.
    pub fn sql_name(&self) -> String {
        self.name.replace(['/', '-'], "_")
    }
}

/// All analyses and views.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    analyses: BTreeMap<String, Analysis>,
    views: BTreeMap<String, Analysis>,
}

impl Catalogue {
    /// The files that are part of the binary.
    ///
    /// # Errors
    /// When one of them is wrong, which a test rules out.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for folder in EMBEDDED.dirs() {
            for file in folder.files() {
                let text = file.contents_utf8().unwrap_or_default();
                catalogue.add(file.path(), text, &format!("queries/{}", file.path().display()))?;
            }
        }
        Ok(catalogue)
    }

    /// Puts the files of a bureau's own folder beside these, or over those of the same name.
    ///
    /// # Errors
    /// When the folder cannot be read or one of its files is wrong.
    pub fn with_folder(mut self, folder: &Path) -> Result<Self, CatalogueError> {
        for path in sql_files(folder)? {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            let inside = path.strip_prefix(folder).unwrap_or(&path);
            self.add(inside, &text, &path.display().to_string())?;
        }
        Ok(self)
    }

    fn add(&mut self, path: &Path, text: &str, file: &str) -> Result<(), CatalogueError> {
        if path.extension().is_none_or(|extension| extension != "sql") {
            return Ok(());
        }
        let wrong = |line, message| CatalogueError::File { file: file.to_owned(), line, message };
        let name: Vec<String> =
            path.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        let [chapter, stem] = name.as_slice() else {
            return Err(wrong(
                1,
                "a query file stands in a folder that names its chapter: `chapter/name.sql`".to_owned(),
            ));
        };
        let (front_matter, sql) = divide(text).map_err(|problem| wrong(problem.line, problem.message))?;
        let words = front_matter.columns.values().flat_map(|column| &column.words);
        if let Some(unknown) = words.into_iter().find(|name| words::find(name).is_none()) {
            return Err(wrong(1, format!("there is no vocabulary `{unknown}`")));
        }
        let is_own = |text: &CheckText| text.severity.is_some() && text.title.is_some();
        let mut made = front_matter.checks.iter();
        if let Some((id, _)) = made.find(|(id, text)| checks::find(id).is_none() && !is_own(text)) {
            return Err(wrong(
                1,
                format!("there is no check `{id}`; a check of your own gives its `severity` and `title` as well"),
            ));
        }
        let is_view = chapter == VIEWS;
        let name = if is_view { stem.clone() } else { format!("{chapter}/{stem}") };
        let analysis =
            Analysis { name: name.clone(), chapter: chapter.clone(), front_matter, sql, file: file.to_owned() };
        let list = if is_view { &mut self.views } else { &mut self.analyses };
        list.insert(name, analysis);
        Ok(())
    }

    /// The analyses, by chapter and by their order in it.
    pub fn analyses(&self) -> Vec<&Analysis> {
        let mut analyses: Vec<&Analysis> = self.analyses.values().collect();
        let chapter = |analysis: &Analysis| {
            CHAPTERS.iter().position(|chapter| chapter.name == analysis.chapter).unwrap_or(CHAPTERS.len())
        };
        analyses.sort_by_key(|analysis| (chapter(analysis), analysis.front_matter.order));
        analyses
    }

    /// The views.
    pub fn views(&self) -> impl Iterator<Item = &Analysis> {
        self.views.values()
    }

    /// The analysis of this name; `chapter_file` is understood as well.
    ///
    /// # Errors
    /// When there is none; the error names the nearest.
    pub fn find(&self, name: &str) -> Result<&Analysis, CatalogueError> {
        let by_sql_name = || self.analyses.values().find(|analysis| analysis.sql_name() == name);
        self.analyses.get(name).or_else(by_sql_name).ok_or_else(|| CatalogueError::Unknown {
            name: name.to_owned(),
            nearest: nearest(name, self.analyses.keys().map(String::as_str)).map(str::to_owned),
        })
    }

    /// The views as the engine takes them, and every analysis that needs no parameter as one more.
    pub fn engine_views(&self) -> Vec<View> {
        let without_parameters = self.analyses.values().filter(|analysis| analysis.front_matter.params.is_empty());
        self.views.values().chain(without_parameters).map(engine_view).collect()
    }
}

fn engine_view(analysis: &Analysis) -> View {
    let columns = analysis.front_matter.columns.iter();
    View {
        name: analysis.sql_name(),
        chinese_name: identifier(&analysis.front_matter.title),
        sql: analysis.sql.clone(),
        chinese_columns: columns.filter_map(|(name, text)| Some((name.clone(), text.zh.clone()?))).collect(),
    }
}

/// The letters of a Chinese title: an identifier that needs no quotes.
fn identifier(title: &Bilingual) -> String {
    title.zh.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

fn sql_files(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(entries(&path)?.into_iter().filter(|path| path.is_file()));
        } else {
            files.push(path);
        }
    }
    files.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
    files.sort();
    Ok(files)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, CatalogueError> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| unreadable(folder, &error))).collect()
}

fn unreadable(path: &Path, error: &std::io::Error) -> CatalogueError {
    CatalogueError::Folder { path: path.to_owned(), reason: system_answer(error) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::checks::MadeIn;

    #[test]
    fn the_embedded_files_are_right() -> Result<(), CatalogueError> {
        let catalogue = Catalogue::embedded()?;
        assert!(catalogue.analyses().len() >= 12);
        assert!(
            catalogue.analyses().iter().all(|analysis| CHAPTERS.iter().any(|chapter| chapter.name == analysis.chapter))
        );
        Ok(())
    }

    #[test]
    fn every_check_of_an_analysis_is_listed_and_made() -> Result<(), CatalogueError> {
        let catalogue = Catalogue::embedded()?;
        for check in checks::ALL {
            let MadeIn::Analysis(name) = check.made_in else { continue };
            let analysis = catalogue.find(name)?;
            assert!(analysis.front_matter.checks.contains_key(check.id), "{name} does not make {}", check.id);
        }
        for analysis in catalogue.analyses() {
            for id in analysis.front_matter.checks.keys() {
                let made_in = checks::find(id).map(|check| check.made_in);
                let is_here = matches!(made_in, Some(MadeIn::Analysis(name)) if name == analysis.name);
                assert!(is_here, "{id} is not a check of {}", analysis.name);
            }
        }
        Ok(())
    }

    #[test]
    fn a_check_of_ones_own_says_how_grave_it_is() {
        let file = |more: &str| {
            let head = "title = { zh = \"题\", en = \"T\" }\nquestion = { zh = \"问\", en = \"Q\" }\n";
            format!("/*---\n{head}[checks]\n\"mine.odd\" = {{ zh = \"甲\", en = \"A\"{more} }}\n---*/\nSELECT 1\n")
        };
        let add = |text: &str| Catalogue::default().add(Path::new("quality/mine.sql"), text, "mine.sql");
        assert!(add(&file("")).is_err_and(|error| error.to_string().contains("there is no check `mine.odd`")));
        let whole = file(", severity = \"warning\", title = { zh = \"怪\", en = \"Odd\" }");
        assert!(add(&whole).is_ok());
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() -> Result<(), CatalogueError> {
        let error = Catalogue::embedded()?.find("coverage/by_budget_typ").map(|_| ()).unwrap_err();
        assert!(error.hint().is_some_and(|hint| hint.contains("coverage/by_budget_type")));
        Ok(())
    }
}
