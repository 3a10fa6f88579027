//! The modules of `src/ingest` that read files, values and definitions.

#[path = "../../src/ingest/definition/mod.rs"]
pub mod definition;
/// What a grid knows of extraction: the rows of a block. The rest of extraction stays out.
pub mod extract {
    /// Where on a sheet something stands: rows from, up to (excluded).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(crate) struct Block {
        pub(crate) from: usize,
        pub(crate) to: usize,
    }
}
#[path = "../../src/ingest/grid.rs"]
pub mod grid;
#[path = "../../src/ingest/read/mod.rs"]
pub mod read;
#[path = "../../src/ingest/spelling.rs"]
mod spelling;
#[path = "../../src/ingest/value/mod.rs"]
pub mod value;
#[path = "../../src/ingest/vocabulary.rs"]
mod vocabulary;

/// Opens an archive and reads what is in it, as ingest does.
pub fn read_archive(path: &std::path::Path, bytes: Vec<u8>, limits: &read::Limits) {
    let Ok(Some(archive)) = read::Archive::open(path, bytes, limits) else { return };
    for file in archive.files().into_iter().take(20) {
        let path = path.join(&file.name);
        if let Ok(bytes) = archive.bytes(file.index, &path) {
            let _ = read::read_within(&path, &bytes, limits);
        }
    }
}

/// Reads a form definition beside those that are built in.
pub fn read_definition(text: &str) {
    thread_local! {
        static BUILT_IN: definition::Forms = definition::Forms::embedded().expect("the built-in forms can be used");
    }
    let mut forms = BUILT_IN.with(Clone::clone);
    let _ = forms.add("fuzz.toml", text);
}
