//! The made-up district: a seeded generator of sample data, in the shapes offices send.
//!
//! The world comes first, as plain data ([`district()`]); then the files as cells, the planted faults among them; last
//! the bytes. The same version gives the same bytes on every machine: integer arithmetic, fixed dates, sorted lists.

mod budget_exports;
mod budgets;
mod catalogue;
mod departments;
mod district;
mod faults;
mod files;
mod forms;
mod function_names;
mod guide;
mod indicators;
mod insurance;
mod performance_exports;
mod results;
mod stages;
mod tables;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use catalogue::{Budget, Category, Template};
pub use district::{
    BudgetChange, BudgetLine, Department, Disclosure, District, Evaluation, Evaluator, Finding, Indicator,
    InsuranceAmounts, InsuranceYear, Monitoring, Objective, Payment, Project, ProjectYear, ResultUse, Subject, Unit,
};

use files::SampleFile;

/// The seed of the district that is committed as `sample-data/`.
pub const SEED: u64 = 20_200_730;

/// Why the sample data could not be written.
#[derive(Debug, Error)]
pub enum SampleError {
    /// The folder holds something else.
    #[error("writing sample data to {folder}: the folder already holds `{found}`, which is not part of the sample")]
    NotEmpty {
        /// The folder.
        folder: PathBuf,
        /// A file that the generator does not write.
        found: PathBuf,
    },
    /// The folder cannot be looked into.
    #[error("looking into {folder} before writing sample data: {source}")]
    Look {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("writing the sample file {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file's cells cannot be turned into bytes.
    #[error("encoding the sample file {path}: {reason}")]
    Encode {
        /// The file, in the sample's folder.
        path: PathBuf,
        /// What was wrong.
        reason: String,
    },
}

impl SampleError {
    /// What the user can do.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotEmpty { .. } => Some("name a new or an empty folder"),
            Self::Look { .. } | Self::Write { .. } => Some("name a folder that you may write to"),
            Self::Encode { .. } => None,
        }
    }
}

/// The made-up district that a seed gives.
pub fn district(seed: u64) -> District {
    let departments = budgets::departments();
    let projects = budgets::projects(seed, &departments);
    let insurance = insurance::schemes(seed);
    let mut district = District { departments, projects, insurance, ..District::default() };
    for year in district::FIRST_YEAR..=district::LAST_YEAR {
        budgets::add_year(seed, &mut district, year);
        stages::add_year(seed, &mut district, year);
        insurance::add_year(seed, &mut district, year);
        results::add_year(seed, &mut district, year);
    }
    results::add_result_uses(seed, &mut district);
    district
}

/// Writes the sample data into a new, an empty or its own earlier folder and gives the files written, in order.
///
/// # Errors
/// When the folder holds anything the generator does not write, or cannot be written to.
pub fn generate(folder: &Path) -> Result<Vec<PathBuf>, SampleError> {
    let files = files(&district(SEED));
    let own: BTreeSet<PathBuf> = files.iter().map(|file| folder.join(&file.path)).collect();
    if let Some(found) = stranger(folder, &own)? {
        return Err(SampleError::NotEmpty { folder: folder.to_owned(), found });
    }
    files.iter().map(|file| files::write(folder, file)).collect()
}

/// All files of the district, in the order of their paths.
fn files(district: &District) -> Vec<SampleFile> {
    let mut files = budget_exports::files(district);
    files.extend(performance_exports::files(district));
    files.extend(tables::files(district));
    files.extend(forms::files(district));
    let faults = faults::plant(district, &mut files);
    files.extend(guide::files(district, &faults));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// A file in the folder, at any depth, that is not one of `own`.
fn stranger(folder: &Path, own: &BTreeSet<PathBuf>) -> Result<Option<PathBuf>, SampleError> {
    let cannot_look = |source| SampleError::Look { folder: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot_look(error)),
    };
    for entry in entries {
        let path = entry.map_err(cannot_look)?.path();
        let found = if path.is_dir() { stranger(&path, own)? } else { (!own.contains(&path)).then_some(path) };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
