//! `jixiao trace`

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;
use std::path::Path;

use chrono::Local;
use datafusion::common::ScalarValue;

use super::error::CommandError;
use super::lake::{LakeOptions, Reading, VersionOptions};
use super::output::OutputOptions;
use super::query::parameter;
use super::terminal;
use crate::analysis;
use crate::engine::{TracedRow, TracedRows};
use crate::ingest::grid::Place;
use crate::ingest::job;
use crate::ingest::quote::{ColumnsOfSource, Quoted, cells_of};
use crate::lake::{DEFAULT_SOURCE, Lake, Origin, contribution_key};
use crate::model::tables::CONTRIBUTIONS;
use crate::model::{Kind, Row, Table, Value, nearest, tables};

/// How many candidates are listed where a key fits several rows.
const CANDIDATES: usize = 20;

/// Rows that a trace of a table reads at most.
const ROWS_MAX: usize = 100_000;

/// Show the source cells behind a row of a table or a figure of an analysis
///
/// File, sheet, cell, the text of the cell as it stood, the whole row, and who loaded it when, also when the file is
/// gone: the lake keeps what it loaded (files up to 64 MiB). A key may be given in part, columns by their Chinese labels.
/// For a figure, --row counts the rows of the result from 1; with --column, only the cells that this column adds up.
///
/// Examples:
///   jixiao trace --table project_budgets --key 项目代码=P001 预算年度=2023
///   jixiao trace --query coverage/by_budget_type -p year=2023 --row 1 --column adjusted_amount
#[derive(clap::Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct Trace {
    /// The table, by its SQL or its Chinese name
    #[arg(long, value_name = "TABLE", required_unless_present = "query", conflicts_with = "query", requires = "key")]
    table: Option<String>,
    /// The row: columns and their values; an empty value is none
    #[arg(long, value_name = "COLUMN=VALUE", num_args = 1.., value_parser = parameter)]
    key: Vec<(String, String)>,
    /// Show every row that the key fits
    #[arg(long, requires = "table")]
    all: bool,
    /// The analysis, as `jixiao queries` lists it
    #[arg(long, value_name = "NAME", requires = "row")]
    query: Option<String>,
    /// The row of its result, from 1
    #[arg(long, value_name = "N", requires = "query", value_parser = clap::value_parser!(u64).range(1..))]
    row: Option<u64>,
    /// The column of its result
    #[arg(long, value_name = "COLUMN", requires = "query")]
    column: Option<String>,
    /// A parameter of the analysis
    #[arg(short = 'p', long = "param", value_name = "NAME=VALUE", value_parser = parameter, requires = "query")]
    parameters: Vec<(String, String)>,
    #[command(flatten)]
    version: VersionOptions,
    #[command(flatten)]
    output: OutputOptions,
}

const HEADINGS: [&str; 12] =
    ["table", "key", "column", "value", "file", "sheet", "cell", "text", "load", "at", "by", "read_from"];

impl Trace {
    /// Prints one line a cell, and one for the whole row.
    ///
    /// # Errors
    /// When there is no such table, row, analysis or column, or several rows fit.
    pub(super) async fn execute(&self, options: &LakeOptions) -> Result<(), CommandError> {
        let reading = options.read(&self.version).await?;
        let mut rows = match (&self.query, &self.table) {
            (Some(name), _) => self.rows_of_figure(&reading, name).await?,
            (None, Some(name)) => self.rows_of_table(&reading, name).await?,
            (None, None) => return Err(CommandError::usage("name a --table or a --query")),
        };
        if let ([only], Some(_)) = (rows.as_slice(), &self.table) {
            let others = others_that_give(&reading, only).await?;
            rows.extend(others);
        }
        let lake = Lake::open(&options.lake)?;
        let origins = lake.origins(&lake.snapshot(self.version.as_of).await?).await?;
        let mut sources = Sources { lake: &lake, origins, opened: HashMap::new() };
        let mut lines = Vec::new();
        for traced in &rows {
            lines.extend(sources.lines(traced)?);
        }
        self.output.print_list(&HEADINGS, lines)
    }

    async fn rows_of_table(&self, reading: &Reading, name: &str) -> Result<Vec<TracedRow>, CommandError> {
        let table = tables::ALL.iter().copied().find(|table| table.name == name || table.label.zh == name);
        let table = table.ok_or_else(|| {
            let names = tables::ALL.iter().flat_map(|table| [table.name, table.label.zh]);
            let hint = nearest(name, names).map(|name| format!("did you mean `{name}`?"));
            CommandError::usage(format!("there is no table `{name}`"))
                .hint(hint)
                .hint("`jixiao tables` lists them; a view is traced as a --query".to_owned())
        })?;
        let conditions = self.key.iter().map(|(column, value)| condition(table, column, value));
        let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
        let batches = reading.session.rows_where(table, &conditions, ROWS_MAX).await?;
        let rows = TracedRows::whole(table, batches).rows();
        let asked: Vec<String> = self.key.iter().map(|(column, value)| format!("{column}={value}")).collect();
        if rows.is_empty() {
            let keys: Vec<String> = table.key.iter().map(|key| labelled(table, key)).collect();
            return Err(CommandError::data(format!("no row of `{}` has {}", table.name, asked.join(", ")))
                .hint(format!("its key is {}", keys.join(", "))));
        }
        if rows.len() > 1 && !self.all {
            for row in rows.iter().take(CANDIDATES) {
                terminal::say(&format!("  {}", key_of(&row.row)));
            }
            let more = rows.len().saturating_sub(CANDIDATES);
            if more > 0 {
                terminal::say(&format!("  … {more} more"));
            }
            let count = rows.len();
            return Err(CommandError::data(format!("{count} rows of `{}` have {}", table.name, asked.join(", ")))
                .hint("give more of the key, or --all".to_owned()));
        }
        Ok(rows)
    }

    async fn rows_of_figure(&self, reading: &Reading, name: &str) -> Result<Vec<TracedRow>, CommandError> {
        let analysis = reading.catalogue.find(name)?;
        let number = self.row.unwrap_or(1);
        let row = usize::try_from(number - 1).unwrap_or(usize::MAX);
        let lineage =
            analysis::trace(&reading.session, analysis, &self.parameters, row, self.column.as_deref()).await?;
        let Some(lineage) = lineage else {
            return Err(CommandError::data(format!("the result of `{name}` has no row {number}"))
                .hint(format!("`jixiao query {name}` prints its rows")));
        };
        for note in &lineage.notes {
            terminal::say(&format!("note: {note}"));
        }
        let rows: Vec<TracedRow> = lineage.tables.values().flat_map(TracedRows::rows).collect();
        if rows.is_empty() {
            return Err(CommandError::data(format!("row {number} of `{name}` comes from no row of the lake")).hint(
                "a figure that says that there is nothing has no cells; `jixiao queries NAME` shows its SQL, and \
                       `jixiao trace --table` traces any row of the tables it names"
                    .to_owned(),
            ));
        }
        for found in lineage.tables.values() {
            terminal::say(&summary(found));
        }
        Ok(rows)
    }
}

/// What other current files give of a row (`contributions`).
async fn others_that_give(reading: &Reading, traced: &TracedRow) -> Result<Vec<TracedRow>, CommandError> {
    let conditions = [
        ("table_name".to_owned(), ScalarValue::from(traced.row.table.name)),
        ("key".to_owned(), ScalarValue::from(contribution_key(&traced.row).as_str())),
    ];
    let batches = reading.session.rows_where(&CONTRIBUTIONS, &conditions, CANDIDATES).await?;
    let mut others = TracedRows::whole(&CONTRIBUTIONS, batches).rows();
    others.retain(|other| other.source_id != traced.source_id);
    Ok(others)
}

/// The row of its sheet that a row of the lake was read from.
fn row_number(row: &Row) -> Option<i32> {
    let of_contribution = || match row.get("row") {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    };
    row.provenance.row.or_else(of_contribution)
}

/// `project_budgets: 12 rows; adjusted_budget sums to 620000.00`.
fn summary(found: &TracedRows) -> String {
    let (table, rows) = (found.table, found.rows());
    let mut text = format!("{}: {} {}", table.name, rows.len(), if rows.len() == 1 { "row" } else { "rows" });
    if found.columns.len() == table.columns.len() {
        return text;
    }
    for column in table.columns.iter().filter(|column| column.kind == Kind::Money) {
        let amount = |traced: &TracedRow| match traced.row.get(column.name) {
            Some(Value::Decimal(fen)) if traced.columns.contains(column.name) => Some(*fen),
            _ => None,
        };
        let amounts: Vec<i128> = rows.iter().filter_map(amount).collect();
        if !amounts.is_empty() {
            let sum = Value::Decimal(amounts.iter().sum()).plain(column.kind.scale());
            // writing to a string does not fail
            let _ = write!(text, "; {} of {} cells sums to {sum}", column.name, amounts.len());
        }
    }
    text
}

/// The condition that a column, by its name or label, holds what a text means.
fn condition(table: &'static Table, name: &str, value: &str) -> Result<(String, ScalarValue), CommandError> {
    let column = table.all_columns().find(|column| [column.name, column.label.zh, column.label.en].contains(&name));
    let column = column.ok_or_else(|| {
        let names = table.all_columns().flat_map(|column| [column.name, column.label.zh]);
        let hint = nearest(name, names).map(|name| format!("did you mean `{name}`?"));
        CommandError::usage(format!("`{}` has no column `{name}`", table.name))
            .hint(hint)
            .hint(format!("`jixiao describe {}` lists its columns", table.name))
    })?;
    let wrong =
        |expected: String| CommandError::usage(format!("`{name}` should be {expected}, found `{value}`")).hint(None);
    if value.is_empty() {
        return Ok((column.name.to_owned(), ScalarValue::Null));
    }
    let scalar = match column.kind {
        Kind::Year | Kind::Integer => {
            let digits = value.strip_suffix('年').unwrap_or(value);
            ScalarValue::Int32(Some(digits.parse().map_err(|_| wrong("a whole number".to_owned()))?))
        }
        Kind::Text => ScalarValue::from(value),
        Kind::Word(vocabulary) => {
            let word = vocabulary.find(value).ok_or_else(|| wrong(format!("one of {}", vocabulary.expected())))?;
            ScalarValue::from(word.code)
        }
        Kind::Flag => match value {
            "true" | "yes" | "是" => ScalarValue::Boolean(Some(true)),
            "false" | "no" | "否" => ScalarValue::Boolean(Some(false)),
            _ => return Err(wrong("yes or no".to_owned())),
        },
        Kind::Date => {
            let day: chrono::NaiveDate = value.parse().map_err(|_| wrong("a day such as 2024-03-01".to_owned()))?;
            ScalarValue::Date32(Some(datafusion::arrow::datatypes::Date32Type::from_naive_date(day)))
        }
        Kind::Money | Kind::Score | Kind::Measure => {
            let text = ScalarValue::from(value).cast_to(&column.kind.data_type());
            text.map_err(|_| wrong("a number".to_owned()))?
        }
        Kind::Instant => return Err(wrong("another column".to_owned())),
    };
    Ok((column.name.to_owned(), scalar))
}

fn labelled(table: &Table, name: &str) -> String {
    let label = table.column(name).map_or("", |column| column.label.zh);
    format!("{name} {label}")
}

/// `fiscal_year=2023, project_code=P001`.
fn key_of(row: &Row) -> String {
    let part = |name: &&str| {
        let scale = row.table.column(name).and_then(|column| column.kind.scale());
        let value = row.get(name).map(|value| value.plain(scale)).unwrap_or_default();
        format!("{name}={value}")
    };
    row.table.key.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// The files that rows come from.
struct Sources<'a> {
    lake: &'a Lake,
    origins: HashMap<String, Origin>,
    opened: HashMap<String, Opened>,
}

/// A source's content, and where it was had from.
struct Opened {
    quoted: Option<Quoted>,
    from: &'static str,
    columns: ColumnsOfSource,
}

impl Sources<'_> {
    /// The lines of one row: each of its cells, and the row as a whole.
    fn lines(&mut self, traced: &TracedRow) -> Result<Vec<Vec<String>>, CommandError> {
        let TracedRow { row, source_id, columns } = traced;
        let table = row.table;
        let source_id = source_id.clone().unwrap_or_default();
        if !self.opened.contains_key(&source_id) {
            let opened = self.open(&source_id)?;
            self.opened.insert(source_id.clone(), opened);
        }
        let origin = self.origins.get(&source_id);
        let Some(Opened { quoted, from, columns: of_source }) = self.opened.get(&source_id) else {
            return Ok(Vec::new());
        };
        let sheet = row.provenance.sheet.as_deref().or_else(|| row.text("sheet"));
        let line = |column: &str, value: String, cell: String, text: Option<String>| {
            let at = origin.map(|origin| origin.at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string());
            let built_in = || if source_id == DEFAULT_SOURCE { "(built in)".to_owned() } else { String::new() };
            vec![
                table.name.to_owned(),
                key_of(row),
                column.to_owned(),
                value,
                origin.map_or_else(built_in, |origin| origin.path.clone()),
                sheet.unwrap_or_default().to_owned(),
                cell,
                text.unwrap_or_default(),
                origin.map_or_else(String::new, |origin| origin.load_id.to_string()),
                at.unwrap_or_default(),
                origin.map_or_else(String::new, |origin| origin.by.clone()),
                (*from).to_owned(),
            ]
        };
        let mut lines = Vec::new();
        for (column, place) in places(row, sheet, columns, of_source) {
            let kind = table.column(column).map(|column| column.kind);
            let value = row.get(column).map(|value| value.plain(kind.and_then(Kind::scale))).unwrap_or_default();
            let text = quoted.as_ref().and_then(|quoted| quoted.cell(sheet, place)).map(str::to_owned);
            lines.push(line(column, value, place.to_string(), text));
        }
        let number = row_number(row).and_then(|row| usize::try_from(row).ok());
        if let Some(number) = number {
            let text = quoted.as_ref().and_then(|quoted| quoted.row(sheet, number)).map(|cells| cells.join(" | "));
            lines.push(line("(row)", String::new(), format!("row {number}"), text));
        } else if lines.is_empty() {
            lines.push(line("(row)", String::new(), row.text("cell").unwrap_or_default().to_owned(), None));
        }
        Ok(lines)
    }

    /// The content of a source: the lake's copy, else the file where it still is what was loaded.
    fn open(&self, source_id: &str) -> Result<Opened, CommandError> {
        let origin = self.origins.get(source_id);
        let columns = origin.and_then(|origin| origin.columns.as_deref()).map(ColumnsOfSource::parse);
        let columns = columns.unwrap_or_default();
        if let Some(original) = self.lake.original(source_id)? {
            let quoted = Quoted::open(Path::new(&original.name), &original.bytes).ok();
            return Ok(Opened { quoted, from: "copy", columns });
        }
        let path = origin.map(|origin| Path::new(&origin.path));
        let bytes = path.and_then(|path| job::unchanged(path, source_id));
        let quoted = path.zip(bytes).and_then(|(path, bytes)| Quoted::open(path, &bytes).ok());
        Ok(match quoted {
            Some(quoted) => Opened { quoted: Some(quoted), from: "file", columns },
            // larger than is kept, --no-originals, or loaded by an earlier jixiao, and the file is gone or changed
            None => Opened { quoted: None, from: "not kept", columns },
        })
    }
}

/// The cells of a row: of the columns that are asked for, where the row says which they are, else of all.
fn places<'a>(
    row: &'a Row,
    sheet: Option<&str>,
    columns: &BTreeSet<&'static str>,
    of_source: &'a ColumnsOfSource,
) -> Vec<(&'a str, Place)> {
    let mut found: Vec<(&str, Place)> = Vec::new();
    if let Some(cells) = row.provenance.cells.as_deref().or_else(|| row.text("cells")) {
        let named = cells_of(cells);
        found.extend(named.into_iter().flat_map(|(column, places)| places.into_iter().map(move |at| (column, at))));
    } else if let Some(number) = row_number(row) {
        let fields = of_source.of_sheet(sheet);
        let cell = |letters: &str| Place::parse(&format!("{letters}{number}"));
        found.extend(fields.iter().filter_map(|(field, letters)| Some((field.as_str(), cell(letters)?))));
    }
    if let Some(place) = row.text("cell").and_then(Place::parse) {
        found.push(("cell", place));
    }
    let asked = |column: &str| columns.is_empty() || columns.contains(column);
    let own = |column: &str| row.table.position(column).is_some();
    let wanted: Vec<(&str, Place)> = found.iter().filter(|(column, _)| asked(column) && own(column)).copied().collect();
    // what a table stores under another name than its source's field has no cell of its own
    if wanted.is_empty() { found } else { wanted }
}
