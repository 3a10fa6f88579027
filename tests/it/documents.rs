//! Documents that the code can write are what the code says. `JIXIAO_UPDATE_DOCUMENTS=1 cargo test` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jixiao::analysis::Catalogue;
use jixiao::model::{Kind, Table, tables};

fn hold(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("JIXIAO_UPDATE_DOCUMENTS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "docs/{name} is not what the code says; run with JIXIAO_UPDATE_DOCUMENTS=1");
}

fn holds(kind: Kind) -> String {
    match kind {
        Kind::Year => "year".to_owned(),
        Kind::Integer => "whole number".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Money => "yuan, `DECIMAL(18,2)`".to_owned(),
        Kind::Score => "`DECIMAL(7,2)`".to_owned(),
        Kind::Measure => "`DECIMAL(20,6)`".to_owned(),
        Kind::Date => "day".to_owned(),
        Kind::Flag => "yes or no".to_owned(),
        Kind::Instant => "moment, UTC".to_owned(),
        Kind::Word(vocabulary) => {
            let words: Vec<String> =
                vocabulary.words.iter().map(|word| format!("`{}` {}", word.code, word.label.zh)).collect();
            words.join(" · ")
        }
    }
}

fn describe(table: &Table) -> String {
    let mut text = format!("### `{}` {}\n\n{}.\n\n", table.name, table.label.zh, table.about);
    text.push_str("| column | 中文 | English | holds |\n|---|---|---|---|\n");
    for column in table.columns {
        let key = if table.is_key(column.name) { " **key**" } else { "" };
        writeln!(
            text,
            "| `{}`{key} | {} | {} | {} |",
            column.name,
            column.label.zh,
            column.label.en,
            holds(column.kind)
        )
        .unwrap();
    }
    text.push('\n');
    text
}

#[test]
fn the_tables_are_documented() {
    let mut text = "# Data: the lake's tables

Written by `tests/it/documents.rs` from `src/model/tables/`. Every table and column has a Chinese and an English label; the
schema `zh` holds the same tables under the Chinese ones: `SELECT 主管部门, SUM(年初预算) FROM zh.项目年度 GROUP BY 1`.

- Money is exact and always in 元. Missing is NULL, a reported zero is 0, \"no such business\" is a row of `budget_scope`.
- Every data table ends with `source_id`, `source_sheet`, `source_row` and, for forms, `source_cells` (`executed=E8;adjusted=D8`).
- One ingest is one load; `--as-of LOAD|DATE` reads the lake as it was. An engine that reads a Delta table of the lake
  directly sees its newest version, which a load in progress may be ahead of: only jixiao reads by the ledger.
- A later load's row replaces the row of the same key; rows that a path's previous version gave and the new one lacks go
  too; a column that a source does not have overwrites nothing.

## Tables

"
    .to_owned();
    for table in tables::ALL {
        text.push_str(&describe(table));
    }
    text.push_str("## Views\n\n| view | 中文 | what it answers |\n|---|---|---|\n");
    for view in Catalogue::embedded().unwrap().views() {
        let (title, question) = (&view.front_matter.title.zh, &view.front_matter.question.en);
        writeln!(text, "| `{}` | {title} | {question} |", view.name).unwrap();
    }
    hold("DATA.md", &text);
}
