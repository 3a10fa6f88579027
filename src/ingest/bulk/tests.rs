//! The bulk path gives what the small path gives: rows, rejects, notes and totals, to the letter.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::LazyLock;

use encoding_rs::GB18030;
use polars::prelude::{DataFrame, IntoColumn, ParquetReader, SerReader};
use proptest::prelude::*;

use super::{BulkOptions, When, frame, piece};
use crate::ingest::definition::Forms;
use crate::ingest::job;
use crate::ingest::read::Limits;
use crate::lake;
use crate::model::{Row, SourceRows, Table};

static FORMS: LazyLock<Forms> = LazyLock::new(|| Forms::embedded().unwrap());

/// Rows of the lake as printed lines by table: the number in the source, the columns the source has, the values.
type Lines = BTreeMap<&'static str, Vec<String>>;

fn options(spool: &Path, piece_bytes: usize, rows_per_file: usize) -> BulkOptions {
    BulkOptions { when: When::Always, piece_bytes, rows_per_file, ..BulkOptions::new(spool.to_owned()) }
}

fn read(path: &Path, bulk: Option<&BulkOptions>) -> SourceRows {
    let gathered = job::gather(&[path.to_owned()], None, Limits::default()).unwrap();
    job::read(&gathered.files[0], &FORMS, None, &gathered.limits, bulk).unwrap().unwrap()
}

fn frame_of(table: &'static Table, rows: &[Row]) -> DataFrame {
    let column = |(position, column): (usize, &crate::model::Column)| {
        let values = rows.iter().map(|row| row.values()[position].as_ref());
        frame::series(column.name, column.kind, values).unwrap().into_column()
    };
    DataFrame::new(rows.len(), table.columns.iter().enumerate().map(column).collect()).unwrap()
}

fn lines_of(
    frame: &DataFrame,
    table: &'static Table,
    year: Option<i32>,
    place: impl Fn(usize) -> String,
) -> Vec<String> {
    let line = |row: usize| {
        let value = |name: &str| match frame.column(name) {
            Ok(column) => column.get(row).unwrap().to_string(),
            Err(_) => year.map_or("null".to_owned(), |year| year.to_string()),
        };
        let values: Vec<String> = table.columns.iter().map(|column| value(column.name)).collect();
        format!("{} {}", place(row), values.join("|"))
    };
    (0..frame.height()).map(line).collect()
}

/// What a source comes to in the lake, and the rejects of its conflicts.
fn settled(mut source: SourceRows) -> (Lines, Vec<Row>) {
    let mut lines = Lines::new();
    for spooled in &source.spooled {
        for file in &spooled.files {
            let frame = ParquetReader::new(File::open(&file.path).unwrap()).finish().unwrap();
            assert_eq!((frame.height(), fs::metadata(&file.path).unwrap().len()), (file.rows, file.bytes));
            let numbers = frame.column("source_row").unwrap().i32().unwrap().clone();
            let ids = frame.column("source_id").unwrap().str().unwrap().clone();
            assert!(ids.iter().all(|id| id == Some(source.source_id.as_str())));
            let place = |row: usize| format!("{:?} {:b}", numbers.get(row), spooled.present);
            lines.entry(spooled.table.name).or_default().extend(lines_of(&frame, spooled.table, file.year, place));
        }
    }
    let (rows, rejects) = lake::gathered(std::slice::from_mut(&mut source));
    for row in rows {
        let place = |_: usize| format!("{:?} {:b}", row.provenance.row, piece::present(&row));
        let frame = frame_of(row.table, std::slice::from_ref(&row));
        lines.entry(row.table.name).or_default().extend(lines_of(&frame, row.table, None, place));
    }
    for lines in lines.values_mut() {
        lines.sort();
    }
    (lines, rejects)
}

/// Reads a file both ways and compares all that comes of it.
fn compare(bytes: &[u8], piece_bytes: usize, rows_per_file: usize) -> Result<Lines, TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    fs::write(&path, bytes).unwrap();
    let spool = folder.path().join("spool");
    fs::create_dir(&spool).unwrap();
    let small = read(&path, None);
    let bulk = read(&path, Some(&options(&spool, piece_bytes, rows_per_file)));
    prop_assert!(!bulk.spooled.is_empty() || bulk.rows_read == 0 || small.rows.len() <= bulk.rows.len());
    let parts = |source: &SourceRows| {
        let SourceRows { path, source_id, file_kind, form, form_version, columns, rows_read, rows_rejected, .. } =
            source.clone();
        (path, source_id, file_kind, form, form_version, columns, rows_read, rows_rejected)
    };
    prop_assert_eq!(parts(&bulk), parts(&small));
    prop_assert_eq!(&bulk.notes, &small.notes);
    prop_assert_eq!(&bulk.rejects, &small.rejects);
    prop_assert_eq!(&bulk.control_totals, &small.control_totals);
    let (bulk, small) = (settled(bulk), settled(small));
    prop_assert_eq!(&bulk.0, &small.0);
    let texts = |rejects: &[Row]| {
        let mut texts: Vec<String> = rejects.iter().map(|row| format!("{:?}", row.values())).collect();
        texts.sort();
        texts
    };
    prop_assert_eq!(texts(&bulk.1), texts(&small.1));
    Ok(bulk.0)
}

const HEADERS: [&str; 3] = [
    "预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,项目代码,项目名称,项目类别,资金性质,支出功能分类科目编码,\
     年初批复数,变动后预算数,实际支付金额,是否重点,IS_DELETED,政府支出经济分类,资金来源",
    "FISCAL_YEAR,MOF_DIV_NAME,DEPT_CODE,DEPT_NAME,AGENCY_CODE,AGENCY_NAME,单位级次,PRO_CODE,PRO_NAME,PRO_KIND_NAME,\
     FUND_TYPE_NAME,EXP_FUNC_CODE,REPLY_AMT,CUR_AMT,XPAY_AMT,是否重点项目,是否删除,GOV_BGT_ECO_CODE,多出的列",
    "某区2024年项目预算\n单位：万元\n年度,地区,部门编码,部门,单位编码,单位,单位级别,项目编号,评价项目名称,项目分类,预算类型,功能科目编码,\
     年初预算(元),全年预算,执行数,三保,删除标志,部门经济分类,资金来源名称",
];

/// A cell: mostly what most rows print, sometimes one of many others.
fn cell(usual: &'static [&'static str], others: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        9 => prop::sample::select(usual.to_vec()),
        1 => prop::sample::select(others.to_vec()),
    ]
    .prop_map(str::to_owned)
}

/// A row of an export. Projects and their budgets come again, equal and unequal.
fn row() -> impl Strategy<Value = Vec<String>> {
    let amount = || {
        cell(
            &["100", "100.00", "2500.5", "0"],
            &[
                "1,000.50",
                "—",
                "",
                "1万元",
                "abc",
                "-3.5",
                "12.345",
                "3，518.85",
                "86%",
                "9999999999999999999",
                "1.5E+9",
            ],
        )
    };
    let first = (
        cell(&["2023", "2024"], &["2024年", "", "二〇二四", "20x4"]),
        cell(&["云泽区"], &["", "云泽\n区"]),
        cell(&["101"], &["", "101-教育局"]),
        cell(&["教育局"], &["教育 局", ""]),
        cell(&["101001"], &["=\"101001\""]),
        cell(&["第一小学"], &["第一小学（本级）", "\u{3000}第一小学"]),
        cell(&["2"], &["二", "2级", ""]),
        cell(&["P1", "P2", "P3"], &["", "1.23E+20", " P1", "P1-校舍"]),
        cell(&["校舍维修"], &["校舍维修（二期）", "", "校舍\"维修\""]),
        cell(&["特定目标类"], &["其他", ""]),
    );
    let second = (
        cell(&["一般公共预算", "政府性基金预算"], &["11", "11-一般公共预算", "未知", "", "—"]),
        cell(&["2050202"], &["2050202小学教育", "", "2.05E+6"]),
        amount(),
        amount(),
        amount(),
        cell(&["是", "否"], &["也许", ""]),
        cell(&["0", ""], &["1", "是"]),
        cell(&["30201", ""], &["30201-办公费"]),
        cell(&["", "财政拨款"], &["其他"]),
    );
    (first, second).prop_map(|(one, two)| {
        let one: [String; 10] = one.into();
        let two: [String; 9] = two.into();
        one.into_iter().chain(two).collect()
    })
}

/// A line of an export as its cells.
fn line() -> impl Strategy<Value = Vec<String>> {
    let words = |cells: &'static [&'static str]| Just(cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    prop_oneof![
        20 => row(),
        2 => row().prop_map(|mut row| { row.truncate(15); row }),
        1 => row().prop_map(|mut row| { row.push("多余".to_owned()); row }),
        1 => words(&[""]),
        1 => words(&["", "", ""]),
        1 => words(&["注：以上数据为初步统计"]),
        1 => words(&["制表人：张三", "", "审核人：李四"]),
        1 => words(&["第1页，共9页", ""]),
        1 => words(&["合计", "", "", "", "", "", "", "", "", "", "", "", "300.00", "x", "1"]),
        1 => words(&["header"]),
    ]
}

fn quoted(cell: &str, always: bool) -> String {
    if always || cell.contains(['"', ',', '\n', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn export() -> impl Strategy<Value = Vec<u8>> {
    let shape = (0..HEADERS.len(), prop::sample::select(vec![",", "\t"]), any::<[bool; 4]>());
    (shape, prop::collection::vec(line(), 0..40)).prop_map(|((which, delimiter, flags), lines)| {
        let [has_mark, is_gb18030, has_returns, is_quoted] = flags;
        let end = if has_returns { "\r\n" } else { "\n" };
        let header: Vec<Vec<&str>> = HEADERS[which].lines().map(|line| line.trim().split(',').collect()).collect();
        let mut text = String::new();
        for cells in &header {
            text += &(cells.join(delimiter) + end);
        }
        for mut cells in lines {
            if cells == ["header"] {
                cells = header[header.len() - 1].iter().map(|cell| (*cell).to_owned()).collect();
            }
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell, is_quoted)).collect();
            text += &(cells.join(delimiter) + end);
        }
        match (is_gb18030, has_mark) {
            (true, _) => GB18030.encode(&text).0.into_owned(),
            (false, true) => format!("\u{feff}{text}").into_bytes(),
            (false, false) => text.into_bytes(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn bulk_and_small_path_agree(export in export(), piece_bytes in 1_usize..2000, rows_per_file in 1_usize..9) {
        compare(&export, piece_bytes, rows_per_file)?;
    }
}

fn budget(code: &str, initial: &str) -> String {
    format!(
        "2024,云泽区,101,教育局,101001,第一小学,2,{code},校舍,特定目标类,一般公共预算,2050202,{initial},1,1,是,0,,财政拨款\n"
    )
}

#[test]
fn every_row_of_a_disputed_key_is_listed() {
    let header = format!("{}\n", HEADERS[0].replace("\\\n", ""));
    // the third row repeats the first before the second contradicts it, the fifth repeats the second
    let rows: Vec<String> = [("P1", "1"), ("P1", "1"), ("P1", "2"), ("P2", "5"), ("P1", "2"), ("P2", "5")]
        .iter()
        .map(|(code, initial)| budget(code, initial))
        .collect();
    let text = header + &rows.concat();
    let lines = compare(text.as_bytes(), 150, 1).unwrap();
    assert_eq!(lines["project_budgets"].len(), 1, "P2 alone");
    assert_eq!(lines["projects"].len(), 2, "the projects are not in dispute");
}

#[test]
fn payments_are_added_up() {
    let header = "预算年度,项目代码,资金性质,支出功能分类科目编码,实际支付金额,支付日期\n";
    let row = |day: &str, amount: &str| format!("2024,P1,一般公共预算,2050202,{amount},{day}\n");
    let rows = [
        row("2024-03-01", "100"),
        row("2024-03-15", "-30.5"),
        row("2024-04-01", "7"),
        row("2024-03-31", "x"),
        row("2024-03-31", "0.25"),
    ];
    let text = header.to_owned() + &rows.concat();
    let lines = compare(text.as_bytes(), 40, 1).unwrap();
    let sums: Vec<bool> =
        lines["payments"].iter().map(|line| line.contains("69.75") || line.contains("7.00")).collect();
    assert_eq!(sums, [true, true], "100 - 30.5 + 0.25 in March, 7 in April: {lines:?}");
}

#[test]
fn other_exports_agree() {
    let indicators = "预算年度,项目代码,项目名称,一级指标,二级指标,三级指标,计算符号,指标值,计量单位,权重,实际完成值,得分\n\
         2024,P1,校舍,产出指标,数量指标,维修面积,≥,5000,平方米,20,5200,20\n\
         2024,,校舍,效益指标,社会效益,满意度,,≥90%,,30,,\n\
         2024,P1,校舍,产出指标,质量指标,合格率,＝,100%,,x,98%,18\n";
    let organizations = "预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,是否涉密\n\
         2024,云泽区,101,教育局,101001,第一小学,2,否\n2024,云泽区,101,教育局,101001,第一小学,2,否\n";
    let insurance = "预算年度,财政区划,险种,收入预算数,收入执行数,支出预算数,支出执行数,本年收支结余,年末滚存结余,统筹层次\n\
         2024,云泽区,城乡居民基本养老保险基金,100,99.5,80,81,18.5,200,市级\n";
    for text in [indicators, organizations, insurance] {
        let lines = compare(text.as_bytes(), 90, 2).unwrap();
        assert!(!lines.is_empty(), "{text}");
    }
}
