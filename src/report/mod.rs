//! Reports: a document of sections, and one renderer per format.
