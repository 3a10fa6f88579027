//! What the architecture promises, where a search of the source can hold it to it (docs/ARCHITECTURE.md).

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The files of `src/` outside `rooms` with a line of code (comments apart) that breaks a rule.
fn breakers(rooms: &[&str], breaks: impl Fn(&str) -> bool) -> Vec<String> {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&tree, &mut files);
    assert!(files.len() > 50, "the search must see the source");
    let is_broken = |path: &&PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        code.lines().any(|line| !line.trim_start().starts_with("//") && breaks(line))
    };
    files
        .iter()
        .filter(is_broken)
        .map(|path| path.strip_prefix(&tree).unwrap().display().to_string())
        .filter(|path| !path.contains("tests") && !rooms.iter().any(|room| path.starts_with(room)))
        .collect()
}

#[test]
fn rooms_keep_to_themselves() {
    let rules = [
        ("deltalake", ["lake/"].as_slice()),
        ("polars", &["ingest/bulk/"]),
        ("plotters", &["report/chart/"]),
        ("calamine", &["ingest/read/"]),
        ("rust_xlsxwriter", &["sample/", "report/"]),
        ("process::exit", &["cli/"]),
    ];
    for (word, rooms) in rules {
        assert_eq!(breakers(rooms, |line| line.contains(word)), Vec::<String>::new(), "`{word}` belongs in {rooms:?}");
    }
}

#[test]
fn sql_stands_in_files() {
    // the examples in the documentation of SQL functions are no queries
    let is_query = |line: &str| line.contains("SELECT ") && line.contains(" FROM ");
    assert_eq!(breakers(&["engine/functions/documentation.rs"], is_query), Vec::<String>::new());
}
