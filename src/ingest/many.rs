//! Many files at once: read side by side, given in their order.

use rayon::prelude::*;

use super::bulk::BulkOptions;
use super::definition::Forms;
use super::job::{self, Gathered, JobError, KnownSource};
use crate::model::SourceRows;

/// Reads the files on all processors, each as [`job::read`] does; those that the lake has as they are, are left out.
/// `known` says what the lake has of a path, `bulk` how long text files are read, `on_read` is told each path when its
/// file is read.
///
/// # Errors
/// When a file that the user named cannot be read: the first of them in their order, however they were read.
pub fn read_all<'a>(
    gathered: &Gathered,
    forms: &Forms,
    known: impl Fn(&str) -> Option<KnownSource<'a>> + Sync,
    bulk: Option<&BulkOptions>,
    on_read: impl Fn(&str) + Sync,
) -> Result<Vec<SourceRows>, JobError> {
    let read: Vec<Result<Option<SourceRows>, JobError>> = gathered
        .files
        .par_iter()
        .map(|file| {
            let read = job::read(file, forms, known(&file.path), &gathered.limits, bulk);
            on_read(&file.path);
            read
        })
        .collect();
    let mut sources = Vec::with_capacity(read.len());
    for source in read {
        sources.extend(source?);
    }
    Ok(sources)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;
    use std::sync::Mutex;

    use super::super::read::Limits;
    use super::*;

    #[test]
    fn files_come_in_their_order_however_they_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..40 {
            let text = format!("预算年度,项目代码,附注\n{},P{number},{}\n", 2000 + number, "长".repeat(40 - number));
            fs::write(folder.path().join(format!("{number:02}.csv")), text).unwrap();
        }
        fs::write(folder.path().join("20.csv"), "").unwrap();
        let forms = Forms::embedded().unwrap();
        let gathered = job::gather(&[folder.path().to_owned()], None, Limits::default()).unwrap();
        let told = Mutex::new(Vec::new());
        let read =
            read_all(&gathered, &forms, |_| None, None, |path| told.lock().unwrap().push(path.to_owned())).unwrap();
        let paths: Vec<&str> = read.iter().map(|source| source.path.as_str()).collect();
        let expected: Vec<&str> = gathered.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, expected);
        let mut told = told.into_inner().unwrap();
        told.sort();
        assert_eq!(told, expected);
        assert_eq!(read[20].rejects.len(), 1, "a file that cannot be read does not stop the others");
        // of two named files that cannot be read the first is told
        let named: Vec<_> = ["30.csv", "31.csv"].map(|name| folder.path().join(name)).into();
        for path in &named {
            fs::write(path, "").unwrap();
        }
        let gathered = job::gather(&named, None, Limits::default()).unwrap();
        let error = read_all(&gathered, &forms, |_| None, None, |_| {}).unwrap_err();
        assert!(error.to_string().ends_with("30.csv is empty"), "{error}");
    }
}
