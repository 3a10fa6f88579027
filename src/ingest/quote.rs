//! Cells of a file as they stood, for whoever asks where a figure comes from.

use std::path::Path;

use super::grid::{Grid, Place};
use super::read::{self, Book, ReadError};

/// A file opened to be quoted.
#[derive(Clone, Debug)]
pub struct Quoted {
    book: Book,
}

impl Quoted {
    /// Opens the content of a file; `name` is what messages call it.
    ///
    /// # Errors
    /// When the content cannot be read as sheets of cells.
    pub fn open(name: &Path, bytes: &[u8]) -> Result<Self, ReadError> {
        Ok(Self { book: read::read(name, bytes)? })
    }

    /// The text of a cell, none where the sheet is not there.
    pub fn cell(&self, sheet: Option<&str>, place: Place) -> Option<&str> {
        Some(self.grid(sheet)?.cell(place).text.trim())
    }

    /// The texts of a row (from 1) up to its last printed cell.
    pub fn row(&self, sheet: Option<&str>, row: usize) -> Option<Vec<String>> {
        let cells = self.grid(sheet)?.row(row.checked_sub(1)?);
        let printed = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
        Some(cells[..printed].iter().map(|cell| cell.text.trim().to_owned()).collect())
    }

    fn grid(&self, sheet: Option<&str>) -> Option<&Grid> {
        self.book.grids.iter().find(|grid| grid.sheet.as_deref() == sheet)
    }
}

/// Which column of its sheet feeds which field: `sources.columns`, read back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnsOfSource {
    /// For each flat table: its sheet where the source names it, and field and column letters.
    tables: Vec<TableColumns>,
}

/// The sheet of a flat table, and its fields with the letters of their columns.
type TableColumns = (Option<String>, Vec<(String, String)>);

impl ColumnsOfSource {
    /// Reads `sources.columns`: `project_code=D;executed=M`, one table after another with ` | ` between them.
    pub fn parse(columns: &str) -> Self {
        let table = |text: &str| {
            let (sheet, fields) = match text.rsplit_once('!') {
                Some((sheet, fields)) => (Some(sheet.to_owned()), fields),
                None => (None, text),
            };
            let pairs = fields.split(';').filter_map(|pair| pair.split_once('='));
            (sheet, pairs.map(|(field, letters)| (field.to_owned(), letters.to_owned())).collect())
        };
        Self { tables: columns.split(" | ").filter(|text| !text.is_empty()).map(table).collect() }
    }

    /// The fields of a sheet and the letters of their columns.
    pub fn of_sheet(&self, sheet: Option<&str>) -> &[(String, String)] {
        let own = self.tables.iter().find(|(name, _)| name.is_some() && name.as_deref() == sheet);
        // a source with one table does not name its sheet
        let only = || self.tables.first().filter(|(name, _)| self.tables.len() == 1 && name.is_none());
        own.or_else(only).map_or(&[], |(_, fields)| fields)
    }
}

/// The cells of a row's columns as its provenance names them: `executed=E8;amount=C5+D5`.
pub fn cells_of(cells: &str) -> Vec<(&str, Vec<Place>)> {
    let pairs = cells.split(';').filter_map(|pair| pair.split_once('='));
    pairs.map(|(column, places)| (column, places.split('+').filter_map(Place::parse).collect())).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn cells_are_named_and_found() {
        let cells = cells_of("executed=E8;amount=C5+AA12;odd=row 3");
        assert_eq!(cells[0], ("executed", vec![Place::new(7, 4)]));
        assert_eq!(cells[1], ("amount", vec![Place::new(4, 2), Place::new(11, 26)]));
        assert_eq!(cells[2], ("odd", vec![]));
        let columns = ColumnsOfSource::parse("project_code=D;executed=M");
        assert_eq!(columns.of_sheet(Some("任意"))[1], ("executed".to_owned(), "M".to_owned()));
        let columns = ColumnsOfSource::parse("表1!project_code=A | 表!2!executed=B");
        assert_eq!(columns.of_sheet(Some("表!2")), [("executed".to_owned(), "B".to_owned())]);
        assert!(columns.of_sheet(None).is_empty() && columns.of_sheet(Some("表3")).is_empty());
    }

    #[test]
    fn a_file_is_quoted_as_it_stood() {
        let quoted = Quoted::open(Path::new("a.csv"), "甲,乙,\n1, 2,\n".as_bytes()).unwrap();
        assert_eq!(quoted.cell(None, Place::new(1, 1)), Some("2"));
        assert_eq!(quoted.row(None, 2).unwrap(), ["1", "2"]);
        assert_eq!(quoted.cell(Some("表"), Place::new(0, 0)), None);
        assert_eq!(quoted.row(None, 9).unwrap(), Vec::<String>::new());
    }
}
