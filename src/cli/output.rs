//! Results as data or as text: table, CSV, TSV, JSON, NDJSON, Markdown, Parquet.

use std::path::Path;
use std::{fs, io};

use clap::ValueEnum;
use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use datafusion::parquet::arrow::ArrowWriter;

use super::error::CommandError;
use super::terminal;
use crate::analysis::{MISSING, Outcome};
use crate::engine::{Cell, QueryResult};
use crate::model::{Language, system_answer};

/// A form that results are printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people (the default on a terminal)
    Table,
    /// Comma-separated values (the default elsewhere)
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON array of objects
    Json,
    /// One JSON object a line
    Ndjson,
    /// A Markdown table for people
    Markdown,
    /// A Parquet file
    Parquet,
}

/// Where and how a result goes.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct OutputOptions {
    /// The form of the result; a table on a terminal, CSV elsewhere
    #[arg(long, value_enum)]
    pub(super) format: Option<Format>,
    /// Write the result to this file instead of stdout
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<std::path::PathBuf>,
    /// How many rows a table or Markdown shows at most
    #[arg(long, default_value_t = 500, value_name = "N")]
    pub(super) max_rows: usize,
}

/// A result as text: headings and rows, and which columns hold figures.
struct TextTable {
    headings: Vec<String>,
    figures: Vec<bool>,
    rows: Vec<Vec<String>>,
}

impl OutputOptions {
    /// Prints what an SQL statement gave, with the names and values as the engine has them.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(super) fn print_result(&self, result: &QueryResult) -> Result<(), CommandError> {
        let rows = result.rows();
        match self.format() {
            Format::Table | Format::Markdown => {
                let names = result.schema.fields().iter().map(|field| field.name().clone()).collect();
                let figures = result.schema.fields().iter().map(|field| field.data_type().is_numeric()).collect();
                let text = |cell: &Cell| if *cell == Cell::Null { MISSING.to_owned() } else { cell.plain() };
                let rows = rows.iter().map(|row| row.iter().map(text).collect()).collect();
                self.print_text(&TextTable { headings: names, figures, rows })
            }
            format => self.print_data(format, result, &rows),
        }
    }

    /// Prints what an analysis gave: for people with headings and units in `language`, else as data.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub(super) fn print_outcome(&self, outcome: &Outcome<'_>, language: Language) -> Result<(), CommandError> {
        match self.format() {
            Format::Table | Format::Markdown => {
                let shown = outcome.shown_columns();
                let columns = || shown.iter().map(|&position| &outcome.columns[position]);
                let row =
                    |row: &Vec<Cell>| shown.iter().map(|&position| outcome.show(row, position, language)).collect();
                self.print_text(&TextTable {
                    headings: columns().map(|column| column.heading(language)).collect(),
                    figures: columns().map(crate::analysis::ResultColumn::is_figure).collect(),
                    rows: outcome.rows.iter().map(row).collect(),
                })
            }
            format => self.print_data(format, &outcome.result, &outcome.rows),
        }
    }

    /// Prints a list of texts: what commands other than queries list.
    ///
    /// # Errors
    /// When the output cannot be written, or the format is one of data files only.
    pub(super) fn print_list(&self, headings: &[&str], rows: Vec<Vec<String>>) -> Result<(), CommandError> {
        match self.format() {
            Format::Table | Format::Markdown => self.print_text(&TextTable {
                headings: headings.iter().map(|&heading| heading.to_owned()).collect(),
                figures: vec![false; headings.len()],
                rows,
            }),
            Format::Parquet => {
                Err(CommandError::usage("a list is not written as Parquet").hint("use --format csv or json".to_owned()))
            }
            format => {
                let rows: Vec<Vec<Cell>> =
                    rows.into_iter().map(|row| row.into_iter().map(Cell::Text).collect()).collect();
                self.write(&encode(format, headings, &rows)?)
            }
        }
    }

    fn format(&self) -> Format {
        self.format.unwrap_or_else(|| {
            if self.output.is_none() && terminal::data_is_watched() { Format::Table } else { Format::Csv }
        })
    }

    fn print_text(&self, table: &TextTable) -> Result<(), CommandError> {
        let shown = &table.rows[..table.rows.len().min(self.max_rows)];
        let text = if self.format() == Format::Markdown { markdown(table, shown) } else { boxed(table, shown) };
        let cut = if shown.len() < table.rows.len() {
            format!("… {} of {} rows; --max-rows shows more\n", shown.len(), table.rows.len())
        } else {
            String::new()
        };
        self.write((text + &cut).as_bytes())
    }

    fn print_data(&self, format: Format, result: &QueryResult, rows: &[Vec<Cell>]) -> Result<(), CommandError> {
        let names: Vec<&str> = result.schema.fields().iter().map(|field| field.name().as_str()).collect();
        if format == Format::Parquet && self.output.is_none() && terminal::data_is_watched() {
            return Err(CommandError::usage("a Parquet file is no text for a terminal")
                .hint("name a file with --output".to_owned()));
        }
        let bytes = if format == Format::Parquet { parquet(result)? } else { encode(format, &names, rows)? };
        self.write(&bytes)
    }

    fn write(&self, bytes: &[u8]) -> Result<(), CommandError> {
        match &self.output {
            None => terminal::bytes(bytes),
            Some(path) => write_file(path, bytes),
        }
    }
}

/// Writes a file whole: to a name of its own first, then in place, so that a failure leaves no half of it.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    fs::write(&part, bytes).and_then(|()| fs::rename(&part, path)).map_err(|error| {
        let _ = fs::remove_file(&part);
        CommandError::data(format!("`{}` cannot be written: {}", path.display(), system_answer(&error)))
            .hint(folder_hint(&error))
    })
}

/// What to do about a folder that cannot be written.
pub(super) fn folder_hint(error: &io::Error) -> Option<String> {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "make its folder first",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a part of the path is a file; name a folder",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "name a folder that you may write to, or ask for the right to write there"
        }
        _ => return None,
    };
    Some(hint.to_owned())
}

fn boxed(table: &TextTable, rows: &[Vec<String>]) -> String {
    let mut text = Table::new();
    text.load_preset(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled);
    text.set_header(&table.headings);
    text.add_rows(rows);
    for (position, is_figure) in table.figures.iter().enumerate() {
        if let Some(column) = text.column_mut(position).filter(|_| *is_figure) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    format!("{text}\n")
}

fn markdown(table: &TextTable, rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|").replace('\n', "<br>")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let rule: Vec<&str> = table.figures.iter().map(|is_figure| if *is_figure { "---:" } else { "---" }).collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("{}| {} |\n{body}", line(&table.headings), rule.join(" | "))
}

/// Rows as text data: CSV, TSV, JSON or NDJSON.
fn encode(format: Format, names: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, CommandError> {
    Ok(match format {
        Format::Tsv => delimited(names, rows, b'\t')?,
        Format::Json => {
            let objects: Vec<String> = rows.iter().map(|row| json_object(names, row)).collect();
            format!("[{}]\n", objects.join(",\n ")).into_bytes()
        }
        Format::Ndjson => rows.iter().map(|row| json_object(names, row) + "\n").collect::<String>().into_bytes(),
        _ => delimited(names, rows, b',')?,
    })
}

fn delimited(names: &[&str], rows: &[Vec<Cell>], delimiter: u8) -> Result<Vec<u8>, CommandError> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let written = writer
        .write_record(names)
        .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row.iter().map(Cell::plain))));
    written.map_err(CommandError::internal)?;
    writer.into_inner().map_err(CommandError::internal)
}

fn json_object(names: &[&str], row: &[Cell]) -> String {
    let value = |cell: &Cell| match cell {
        Cell::Null => "null".to_owned(),
        Cell::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Cell::Float(number) => serde_json::Value::from(*number).to_string(),
        exact => exact.plain(),
    };
    let fields: Vec<String> = names
        .iter()
        .zip(row)
        .map(|(name, cell)| format!("{}: {}", serde_json::Value::from(*name), value(cell)))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

fn parquet(result: &QueryResult) -> Result<Vec<u8>, CommandError> {
    let mut writer = ArrowWriter::try_new(Vec::new(), result.schema.clone(), None).map_err(CommandError::internal)?;
    for batch in &result.batches {
        writer.write(batch).map_err(CommandError::internal)?;
    }
    writer.into_inner().map_err(CommandError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_decimals_and_escapes_text() {
        let row = [Cell::Decimal(5_634_810, 2), Cell::Text("a\"b".to_owned()), Cell::Null, Cell::Float(f64::NAN)];
        assert_eq!(
            json_object(&["money", "name", "none", "nan"], &row),
            r#"{"money": 56348.10, "name": "a\"b", "none": null, "nan": null}"#
        );
    }

    #[test]
    fn markdown_escapes_bars() {
        let table = TextTable {
            headings: vec!["a".to_owned(), "b".to_owned()],
            figures: vec![false, true],
            rows: vec![vec!["x|y".to_owned(), "1".to_owned()]],
        };
        assert_eq!(markdown(&table, &table.rows), "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n");
    }
}
