//! From a recognised sheet to typed rows.
//!
//! What is refused stands in `rejects`: a bad key or a bad amount refuses the row; another value that cannot be read
//! is left missing and listed as a warning.

mod form;
mod form_evaluation;
mod form_funds;
mod form_indicators;
mod form_labels;
mod form_monitoring;
mod form_objective;
mod function_columns;
mod function_rows;
mod function_totals;
mod growth;
mod head;
mod header;
mod hierarchy;
mod months;
mod repeated;
mod rounded;
mod section_weights;
mod subtotal;
mod summary;
mod summary_frame;
mod table;
mod table_aside;
mod table_row;

#[cfg(test)]
mod tests;

use super::about::Constants;
use super::definition::{Forms, Layout};
use super::grid::{Grid, Place};
use super::recognise::{self, Fit, Found};
use super::spelling::squeezed;
use super::value;
use super::vocabulary::Vocabulary;
use crate::model::{ClassTotal, Provenance, Row, Table, Value, checks, tables};

pub(crate) use function_columns::find_frame;
pub(crate) use head::Head;
pub(crate) use header::{Header, HeaderTexts, is_repeated};
pub(crate) use rounded::bring_together;
pub(crate) use subtotal::{Precision, decimals, is_within_rounding};
pub(crate) use summary_frame::find_summary_frame;
pub(crate) use table::{Tally, begin, end, read_row};
pub(crate) use table_row::{Context, Values, drops, read_field, resolve, unknown};

/// What one sheet gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRows {
    /// Name and version of each form that was recognised on it, each once.
    pub forms: Vec<(String, String)>,
    /// For flat tables, which column fed which field: `project_code=D;executed=M`.
    pub columns: Option<String>,
    /// Rows (or forms) read as data.
    pub rows_read: i32,
    /// Rows refused whole.
    pub rows_rejected: i32,
    /// Rows for the data and reference tables.
    pub rows: Vec<Row>,
    /// Rows for `control_totals`.
    pub control_totals: Vec<Row>,
    /// What summaries print for classes of budgets whose own tables may stand elsewhere.
    pub class_totals: Vec<ClassTotal>,
    /// Rows for `rejects`.
    pub rejects: Vec<Row>,
    /// One line for people about what was left out or not recognised.
    pub notes: Vec<String>,
}

/// Reads a sheet as the form that fits it; `path` is the name by which the user knows the file.
pub fn extract(grid: &Grid, path: &str, constants: &Constants, forms: &Forms) -> SheetRows {
    let words = &forms.words;
    let owner = Owner::default();
    let mut sheet = Sheet { grid, path, constants, words, owner, out: SheetRows::default() };
    if (0..grid.height()).all(|row| grid.is_blank_row(row)) {
        sheet.note("the sheet is empty");
        return sheet.out;
    }
    let (found, others) = recognise::recognise(grid, constants, forms);
    if found.is_empty() {
        let opening = recognise::opening(grid);
        sheet.note(&format!("no form definition fits: it begins with {opening}"));
    }
    for other in others {
        sheet.note(&format!("no form definition fits {other}"));
    }
    for Found { definition, fit, block: whole, columns } in &found {
        let form = (definition.name.clone(), definition.version.clone());
        if !sheet.out.forms.contains(&form) {
            sheet.out.forms.push(form);
        }
        match (fit, definition.layout) {
            (Fit::Header(header), _) => {
                let Some(columns) = columns else {
                    table::read(&mut sheet, definition, header, *whole);
                    continue;
                };
                let part = grid.part(*whole, header.rows.from, *columns);
                let out = std::mem::take(&mut sheet.out);
                let owner = Owner::default();
                let mut beside = Sheet { grid: &part, path, constants, words, owner, out };
                table::read(&mut beside, definition, header, *whole);
                sheet.out = beside.out;
            }
            (Fit::Block { title, block }, Layout::Form) => form::read(&mut sheet, definition, *title, *block),
            (Fit::Block { title, block }, Layout::Summary) => summary::read(&mut sheet, definition, *title, *block),
            (Fit::Block { title, block }, _) => hierarchy::read(&mut sheet, definition, *title, *block),
        }
    }
    if !found.is_empty() {
        growth::check(&mut sheet);
        section_weights::check(&mut sheet);
    }
    sheet.out
}

/// Where on a sheet something stands: rows from, up to (excluded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A sheet being read.
pub(crate) struct Sheet<'a> {
    pub(crate) grid: &'a Grid,
    pub(crate) path: &'a str,
    pub(crate) constants: &'a Constants,
    pub(crate) words: &'a Vocabulary,
    /// Whose rows are being read.
    pub(crate) owner: Owner,
    pub(crate) out: SheetRows,
}

/// The department that what is being read belongs to, as far as the sheet says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Owner {
    /// The column that names it row by row, and the first row that it stands for.
    pub(crate) column: Option<(usize, usize)>,
    /// What the lines above the table, or the form, name.
    pub(crate) name: Option<String>,
}

/// How grave what was found is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Severity {
    /// The row or the value was not loaded.
    Error,
    /// It was loaded, with a doubt.
    Warning,
}

/// What was found wrong.
pub(crate) struct Finding<'a> {
    pub(crate) place: Place,
    pub(crate) field: &'a str,
    pub(crate) reason: String,
    pub(crate) check: &'static str,
    pub(crate) severity: Severity,
}

impl Sheet<'_> {
    /// A line for people, with the sheet; whoever prints it knows the path.
    pub(crate) fn note(&mut self, text: &str) {
        self.out.notes.push(match &self.grid.sheet {
            Some(sheet) => format!("sheet {sheet:?}: {text}"),
            None => text.to_owned(),
        });
    }

    /// The department that a row belongs to: its own column, the lines above, the constants of the file.
    fn department_of(&self, row: usize) -> Option<String> {
        let column = self.owner.column.filter(|(_, from)| row >= *from);
        let cell = column.map(|(column, _)| self.grid.cell(Place::new(row, column)));
        let printed = cell.filter(|cell| !value::is_missing(&cell.text)).map(|cell| {
            let name = value::name(&cell.text);
            value::code_and_name(&name).map_or(name, |(_, name)| name)
        });
        printed.or_else(|| self.owner.name.clone()).or_else(|| self.constants.department.clone())
    }

    /// Lists a finding in `rejects`.
    pub(crate) fn report(&mut self, finding: &Finding<'_>) {
        debug_assert!(checks::find(finding.check).is_some(), "{} is not in model/checks.rs", finding.check);
        let mut row = Row::new(&tables::REJECTS, Provenance::default());
        let severity = if finding.severity == Severity::Error { "error" } else { "warning" };
        let cells: Vec<&str> = self.grid.row(finding.place.row).iter().map(|cell| cell.text.trim()).collect();
        let cell = self.grid.cell(finding.place);
        for (column, value) in [
            ("sheet", self.grid.sheet.as_deref().map(Value::from)),
            ("cell", Some(finding.place.to_string().into())),
            ("field", Some(finding.field.into())),
            ("value", (!cell.is_blank()).then(|| cell.text.clone().into())),
            ("reason", Some(finding.reason.as_str().into())),
            ("check_id", Some(finding.check.into())),
            ("severity", Some(severity.into())),
            ("row_text", Some(cells.join(" | ").into())),
            ("department", self.department_of(finding.place.row).map(Value::Text)),
        ] {
            set(&mut row, column, value);
        }
        self.out.rejects.push(row);
    }

    /// A new row for a table, with the place it was read from (row from 0).
    pub(crate) fn row(&self, table: &'static Table, row: usize, cells: Option<String>) -> Row {
        let row = i32::try_from(row + 1).ok();
        Row::new(table, Provenance { sheet: self.grid.sheet.clone(), row, cells })
    }

    /// Rows that a block refuses because nothing says the year or the department.
    pub(crate) fn refuse(&mut self, place: Place, field: &str, reason: String, check: &'static str, rows: i32) {
        self.report(&Finding { place, field, reason, check, severity: Severity::Error });
        self.out.rows_rejected += rows;
    }
}

/// Sets a column that the code names itself; a name that the table lacks would be a mistake in the code.
pub(crate) fn set(row: &mut Row, column: &str, value: Option<Value>) {
    let known = row.set(column, value);
    debug_assert!(known, "{} has no column {column}", row.table.name);
}

/// What to do where a file does not print what it is about.
pub(crate) fn about_hint(field: &str) -> String {
    format!("hint: give `{field}` for this file in an about.toml beside it, or with --about FILE")
}

/// Whether a row is a note, a signature or a page number below (or between) the data.
pub(crate) fn is_note_row(sheet: &Sheet<'_>, row: usize) -> bool {
    let mut printed = sheet.grid.row(row).iter().filter(|cell| !cell.is_blank());
    let Some(first) = printed.next() else { return false };
    let text = squeezed(&first.text);
    printed.next().is_none() || is_note_text(sheet.words, &text)
}

/// Whether a row that begins with this text (squeezed) is a note, a signature or a page number.
pub(crate) fn is_note_text(words: &Vocabulary, text: &str) -> bool {
    words.begins_note(text) || (text.starts_with('第') && text.contains('页'))
}
