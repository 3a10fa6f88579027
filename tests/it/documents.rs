//! Documents that the code can write are what the code says. `JIXIAO_UPDATE_DOCUMENTS=1 cargo test` writes them anew.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jixiao::analysis::Catalogue;
use jixiao::model::checks::{self, MadeIn};
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
  too, unless another current file still gives them; a column that a source does not have overwrites nothing.

## Rows that several files give

The lake holds one row a key. It is credited (`source_id`) to the file that gave it last. Where several current files give
a row, `contributions` holds what each of them gives, with its cells. When one of them is loaded again without the row,
the row becomes what the others give, a later load over an earlier one, and is credited to the last of them; it goes when
no current file gives it. So the lake is always what the current files give, whoever had the credit: a wrong figure in a
later file goes with that file, and the reference rows of load 0 (`default`) are in force again when the file over them
goes. A row that one file gives has no contributions; the table stays empty until files overlap, and costs one row for
each file of each shared key. Contributions are kept from the first load by a jixiao that knows them: in a lake made
before, a file's rows are followed from the next time that the file is read.

## Files kept

`originals/SOURCE_ID.zip` holds every file of up to 64 MiB as it was sent, once a content, in an archive of that one file.
`jixiao trace` quotes its cells (TRACE.md). A copy is written before the ledger names its load; the folder may be deleted,
and is not made under `ingest --no-originals`: only tracing to cells of files that are gone is lost with it.

## Lakes made before

A load by a newer jixiao adds the tables and columns that the lake lacks; until then they read as empty and as NULL, and
earlier loads keep reading so. Added since: the table `contributions`, the column `rejects.department`.

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

#[test]
fn the_checks_are_documented() {
    let mut text = "# Checks: what is looked at, and what is said

Written by `tests/it/documents.rs` from `src/model/checks.rs`. Nothing that a check finds is ever put right in silence: the
figure stays as it is printed, and the finding names its place.

- **When files are read** (`jixiao check PATH…`, `jixiao ingest`): what is found stands in `rejects` with its cell. An error
  was not loaded, a warning was loaded with a doubt.
- **Over the lake** (`jixiao check`): analyses that make checks run, each row whose `check_id` is one of theirs is a finding.
  The same rows stand in the report. Two figures that cannot both be right are an error, what a person should look at is a
  warning.
- `--strict` ends with exit code 1 if there is an error, in both uses; `--format csv` or `json` lists every finding.
- A check of your own is a query file with a table `[checks]` ([QUERIES.md](QUERIES.md)).

## When files are read

"
    .to_owned();
    let row = |check: &checks::Check| {
        let name = format!("| `{}` | {} | {} |", check.id, check.severity.code(), check.label.zh);
        format!("{name} {} | {} |\n", check.rule_zh, check.rule_en)
    };
    let heading = "| id | severity | 名称 | 规则 | rule |\n|---|---|---|---|---|\n";
    text.push_str(heading);
    let of_ingest = checks::ALL.iter().filter(|check| check.made_in == MadeIn::Ingest);
    text.extend(of_ingest.map(row));
    text.push_str("\n## Over the lake\n");
    let mut analysis = "";
    for check in checks::ALL {
        let MadeIn::Analysis(name) = check.made_in else { continue };
        if name != analysis {
            write!(text, "\n### `{name}`\n\n{heading}").unwrap();
            analysis = name;
        }
        text.push_str(&row(check));
    }
    text.push_str(
        "
## What real publications got wrong, and which check says so

| printed | check |
|---|---|
| 43269.3万元 for 3269.3万元, beside a growth of 17.62 % | `growth.other_amount` names the digit |
| a total of 0 over 其中 90 and 89.974; a total of 20000 over parts of 0 | `funds.parts_differ` |
| 执行率 86.19 % where the amounts give 86.18 % | `rate.amounts`; 86 % for 86.20 % is no difference |
| a 款 subtotal off by 1 元, a table's total off by 0.01 万元 | `total.rounding` |
| 卫生健康 236.63 and 236.64 in two tables of one document | `table.nearly_equal` |
| one project name in several units | `name.in_units`, `subject.ambiguous` |
| a department under a new name | `department.renamed` |
| the documents of 部门 and 单位 with equal figures | `twin.department_unit`; counted once |
| 产出指标(50分) over weights that sum to something else | `weight.section` |
| a figure, a name or a year in the running text that its table contradicts | none: text beside tables is read for rates of change only |
",
    );
    hold("CHECKS.md", &text);
}
