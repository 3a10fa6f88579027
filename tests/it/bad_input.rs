//! Bad input: every case has its own sentence, a hint and its exit code, and no machinery shows through.

use std::fs;

use rust_xlsxwriter::Workbook;

use crate::project::{Ended, Project, small_lake};

/// What must never reach a user: panics, backtraces, Rust types, the names of libraries and their errors.
const MACHINERY: [&str; 21] = [
    "panicked",
    "backtrace",
    "RUST_",
    "unwrap",
    "os error",
    ".rs:",
    "::",
    "DataFusion",
    "datafusion",
    "Arrow",
    "Parquet error",
    "External error",
    "ObjectStore",
    "Object Store",
    "Delta",
    "delta",
    "Kernel",
    "Utf8",
    "Int64",
    "Decimal128",
    "Some(",
];

/// Asserts that a command failed as it should: with this exit code, this sentence, and a hint that holds `hint`
/// (none: no hint).
fn refuses(project: &Project, arguments: &[&str], code: i32, sentence: &str, hint: &str) -> Ended {
    let ended = project.run(arguments);
    assert_eq!(ended.code, code, "{arguments:?}\n{}{}", ended.stdout, ended.stderr);
    assert_eq!(ended.stdout, "", "{arguments:?}");
    let error = ended.stderr.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or_default();
    assert_eq!(error, sentence, "{arguments:?}\n{}", ended.stderr);
    let hints: Vec<&str> = ended.stderr.lines().filter_map(|line| line.strip_prefix("hint: ")).collect();
    assert_eq!(hints.is_empty(), hint.is_empty(), "{arguments:?}\n{}", ended.stderr);
    assert!(hints.join("\n").contains(hint), "{arguments:?}\n{}", ended.stderr);
    for word in MACHINERY {
        assert!(!ended.stderr.contains(word), "{arguments:?} shows {word}\n{}", ended.stderr);
    }
    ended
}

fn workbook(sheets: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in sheets {
        book.add_worksheet().set_name(*sheet).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn files_that_are_no_tables() {
    let password = include_bytes!("../data/workbooks/password.xlsx");
    let project = Project::new()
        .file("empty.csv", "")
        .file("binary.csv", b"\x00\x01\x02\xff\xfe\x00ELF")
        .file("page.xls", "<html><body><table><tr><td>预算年度</td></tr></table></body></html>")
        .file("broken.csv", b"\xe9\xa2\x84\xe7\xae\x97,b\n2024,\xff\xfe\x80\x81\n")
        .file("locked.xlsx", password)
        .file("blank.xlsx", workbook(&["一", "二"]))
        .file("quote.csv", "a,b\n1,\"never closed\n2,3\n")
        .file("cut.xlsx", &workbook(&["一"])[..3000])
        .file("papers/notice.pdf", "%PDF");
    fs::create_dir(project.path("nothing")).unwrap();
    for command in ["ingest", "check"] {
        let refuses =
            |path: &str, code, sentence: &str, hint: &str| refuses(&project, &[command, path], code, sentence, hint);
        refuses("none.csv", 2, "none.csv does not exist", "check the path");
        refuses("empty.csv", 1, "empty.csv is empty", "export it again");
        refuses("binary.csv", 1, "binary.csv is neither a text table nor a workbook", ".xlsx or .csv");
        refuses("page.xls", 1, "page.xls is a web page (HTML) without a table", "login page");
        let broken = "broken.csv line 2, column 6 holds bytes that are no UTF-8 or GB18030 text";
        refuses("broken.csv", 1, broken, "UTF-8");
        refuses("locked.xlsx", 1, "locked.xlsx is protected by a password", "remove the password");
        let blank = "blank.xlsx has no sheet with cells to read: sheet \"一\" is empty; sheet \"二\" is empty";
        refuses("blank.xlsx", 1, blank, "not hidden");
        refuses("quote.csv", 1, "quote.csv line 2 opens a quotation mark that nothing closes", "double");
        refuses("papers", 2, "there is no table in papers: 1 file of another kind", "files that end in .csv");
        refuses("nothing", 2, "there is no table in nothing: no file at all", "files that end in .csv");
        let cut = project.run(&[command, "cut.xlsx"]);
        assert!(cut.code == 1 && cut.stderr.starts_with("error: cut.xlsx is a damaged workbook"), "{}", cut.stderr);
    }
}

/// A zip archive of these parts.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut writer, content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_of_other_kinds_say_what_they_are() {
    let zeros = vec![b' '; 17 * 1024 * 1024];
    let deep = "<a>".repeat(1000);
    let project = Project::new()
        .file("scan.xlsx", "%PDF-1.7")
        .file("photo.xls", b"\x89PNG\r\n\x1a\n")
        .file("old.xls", "{\\rtf1 text}")
        .file("pages.xls", "MIME-Version: 1.0\r\n")
        .file("login.xls", "<html><head><title>用户登录</title></head><body><form></form></body></html>")
        .file("feed.xls", "<?xml version=\"1.0\"?><rss></rss>")
        .file("cut.xls", "<?xml version=\"1.0\"?><Workbook><Worksheet>")
        .file("notice.docx", archive(&[("word/document.xml", b"<w:document><w:body/></w:document>")]))
        .file("broken.docx", archive(&[("word/document.xml", b"<w:document><w:body>")]))
        .file("lost.csv", "预算年度,项目名称\n2024,道\u{fffd}养护\n")
        .file("files.xlsx", archive(&[("a.csv", b"a,b\n1,2\n")]))
        .file("papers.zip", archive(&[("a.pdf", b"%PDF"), ("b.jpg", b"x")]))
        .file("torn.zip", b"PK\x03\x04")
        .file("bomb.docx", archive(&[("word/document.xml", &zeros)]))
        .file("deep.docx", archive(&[("word/document.xml", deep.as_bytes())]));
    let refuses = |path: &str, sentence: &str, hint: &str| {
        refuses(&project, &["check", path], 1, &format!("{path} {sentence}"), hint);
    };
    refuses("scan.xlsx", "is a PDF document, not a table", "ask the sender");
    refuses("photo.xls", "is a picture, not a table", "ask the sender");
    refuses("old.xls", "is a text document (.doc, .rtf, .odt or .wps), not a table", ".docx");
    refuses("pages.xls", "is a web archive (MHTML), not a table", "save it as .xlsx");
    refuses("login.xls", "is a web page (HTML) without a table; its title is `用户登录`", "log in");
    refuses("feed.xls", "is an XML file that holds no spreadsheet: its first element is `rss`", "save it as .xlsx");
    refuses("cut.xls", "is a damaged workbook: its XML is malformed or breaks off at byte 42", "save it again");
    refuses("notice.docx", "is a Word document without a table", "into a table");
    let broken = "is a damaged Word document: its part word/document.xml is malformed or breaks off at byte 20";
    refuses("broken.docx", broken, "save it again as .docx");
    refuses(
        "lost.csv",
        "line 2, column 7 holds `\u{fffd}`, which stands for a character that was lost",
        "export the table again",
    );
    refuses("files.xlsx", "is an archive of files (.zip) under another name, not a table", "ends in .zip");
    refuses("papers.zip", "is an archive without a table: it holds 2 files of other kinds", ".csv");
    let torn = "is a damaged archive: the list of its parts breaks off or does not agree with its checksum";
    refuses("torn.zip", torn, "pack it again");
    let bomb = "unpacks to more than 250 times its size (at least 17825792 bytes), as a zip bomb does";
    refuses("bomb.docx", bomb, "--limit compression-ratio=NUMBER");
    refuses("deep.docx", "nests elements more than 256 deep", "--limit xml-depth=NUMBER");
}

#[test]
fn limits_are_set_for_one_run() {
    let project = Project::new().file("a.csv", crate::project::BUDGETS);
    let check = |limit: &'static str| ["check", "a.csv", "--limit", limit];
    let rows = "a.csv reaches to row 3, beyond the 2 rows that are read";
    refuses(&project, &check("rows=2"), 1, rows, "--limit rows=NUMBER");
    let bytes = format!("a.csv has {} bytes, more than the 100 that are read as sheets", crate::project::BUDGETS.len());
    refuses(&project, &check("file-bytes=100"), 1, &bytes, "--limit file-bytes=NUMBER");
    let unknown = project.run(&check("cell=3"));
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("there is no limit `cell`; there are file-bytes, sheets"), "{}", unknown.stderr);
    let said = project.data(&check("rows=3"));
    assert!(said.contains("would load projects: 2 rows"), "{said}");
}

/// In an archive each file stands for itself; what is wrong with one is said under its path in the archive.
#[test]
fn a_bad_file_does_not_stop_its_archive() {
    let inner = archive(&[("a.csv", b"a,b\n")]);
    let files: [(&str, &[u8]); 4] = [
        ("报送/预算.csv", crate::project::BUDGETS.as_bytes()),
        ("报送/空.csv", b""),
        ("更多.zip", &inner),
        ("说明.pdf", b"%PDF"),
    ];
    let project = Project::new().file("in.zip", archive(&files));
    let said = project.data(&["ingest", "in.zip"]);
    for line in [
        "loaded     projects: 2 rows",
        "error  in.zip/报送/空.csv  in.zip/报送/空.csv is empty; hint: export it again",
        "error  in.zip/更多.zip  in.zip/更多.zip is an archive inside an archive, which is not opened; hint: unpack it",
        "left aside 1 file of other kinds",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}

/// Notes of equal words are one line, with how many files they are about.
#[test]
fn equal_notes_are_told_once() {
    let text = encoding_rs::GB18030.encode(crate::project::BUDGETS).0.into_owned();
    let mut project = Project::new();
    for number in 1..=3 {
        project = project.file(&format!("in/{number}.csv"), &text);
    }
    let said = project.data(&["check", "in"]);
    assert!(said.contains("note       in/1.csv and 2 more files: read as gb18030 text"), "{said}");
}

/// In a folder a file that cannot be read is a reject; the others are loaded.
#[test]
fn a_bad_file_does_not_stop_its_folder() {
    let project = Project::new().file("in/empty.csv", "").file("in/good.csv", crate::project::BUDGETS);
    let said = project.data(&["ingest", "in"]);
    assert!(said.contains("error  in/empty.csv  in/empty.csv is empty; hint: export it again"), "{said}");
    assert!(said.contains("loaded     projects: 2 rows"), "{said}");
}

#[test]
fn paths_that_are_no_lake() {
    let project = small_lake().file("file", "x").file("folder/x.txt", "x");
    let sql = |lake: &'static str| vec!["sql", "SELECT 1", "--lake", lake];
    refuses(&project, &sql("file"), 2, "the lake path file is a file, not a folder", "give a folder");
    refuses(&project, &sql("folder"), 2, "the folder folder is not a lake", "an empty or new folder");
    refuses(&project, &sql("none"), 2, "there is no lake at none", "jixiao ingest");
    refuses(
        &project,
        &["ingest", "budgets.csv", "--lake", "file"],
        2,
        "the lake path file is a file, not a folder",
        "--lake",
    );
    refuses(
        &project,
        &["ingest", "budgets.csv", "--lake", "folder"],
        2,
        "the folder folder is not a lake",
        "new folder",
    );
    refuses(
        &project,
        &["sql", "SELECT 1", "--as-of", "9"],
        2,
        "the lake has no load 9: its loads are 0 to 1",
        "jixiao history",
    );
    let early = project.run(&["sql", "SELECT 1", "--as-of", "1999-01-01"]);
    assert!(
        early.code == 2 && early.stderr.starts_with("error: the lake did not exist on 1999-01-01"),
        "{}",
        early.stderr
    );
}

#[test]
fn names_that_do_not_exist() {
    let project = small_lake();
    let refuses =
        |arguments: &[&str], code, sentence: &str, hint: &str| refuses(&project, arguments, code, sentence, hint);
    refuses(
        &["query", "coverage/by_budget_typ"],
        2,
        "there is no analysis `coverage/by_budget_typ`",
        "did you mean `coverage/by_budget_type`?",
    );
    refuses(&["describe", "project"], 2, "there is no table or view `project`", "did you mean `projects`?");
    let plan = "the query cannot be planned: there is no";
    let sql = |statement: &'static str| ["sql", statement];
    let missing = format!("{plan} table or view `project` at line 1, column 15");
    refuses(&sql("SELECT * FROM project"), 1, &missing, "did you mean `projects`?");
    let missing = format!("{plan} table or view `zh.项木` at line 1, column 15");
    refuses(&sql("SELECT * FROM zh.项木"), 1, &missing, "did you mean `项目`?");
    let missing = format!("{plan} column `initial_budgt` at line 2, column 2");
    refuses(&sql("SELECT\n initial_budgt FROM project_budgets"), 1, &missing, "did you mean `initial_budget`?");
    let missing = format!("{plan} function `corr_spearmn` at line 1, column 8");
    refuses(&sql("SELECT corr_spearmn(1, 2)"), 1, &missing, "did you mean `corr_spearman`?");
}

#[test]
fn statements_that_would_change_something() {
    let project = small_lake();
    for (verb, statement) in [
        ("INSERT", "INSERT INTO projects VALUES (1)"),
        ("COPY", "COPY projects TO 'stolen.csv'"),
        ("CREATE", "CREATE TABLE a AS SELECT 1"),
        ("CREATE", "CREATE EXTERNAL TABLE a STORED AS CSV LOCATION 'budgets.csv'"),
        ("DROP", "DROP TABLE projects"),
        ("DELETE", "DELETE FROM projects"),
        ("UPDATE", "UPDATE projects SET nothing = 1"),
        ("SET", "SET datafusion.execution.batch_size = 1"),
        ("EXPLAIN", "EXPLAIN ANALYZE INSERT INTO projects SELECT * FROM projects"),
        ("SELECT INTO", "SELECT * INTO a FROM projects"),
    ] {
        let sentence = format!("`{verb}` is refused: queries only read the lake");
        refuses(&project, &["sql", statement], 1, &sentence, "SELECT");
    }
    assert!(!project.path("stolen.csv").exists());
}

#[test]
fn statements_that_fail() {
    let project = small_lake();
    for (statement, sentence, hint) in [
        ("SELEC 1", "the SQL cannot be read: expected an SQL statement, found SELEC at line 1, column 1", ""),
        ("SELECT 1 +", "the SQL cannot be read: expected an expression, found the end of the statement", ""),
        ("SELECT 1; SELECT 2", "a query is one statement, found several", "one SELECT"),
        (" ", "a query is one statement, found none", "one SELECT"),
        ("SELECT 1/0", "the query failed: a number is divided by zero", ""),
        ("SELECT CAST('x' AS INT)", "the query failed: cannot cast string 'x' to value of integer type", ""),
        (
            "SELECT SUM(project_name) FROM projects",
            "the query cannot be planned: the function `sum` does not take (text)",
            "",
        ),
        (
            "SELECT corr_test(1)",
            "the query cannot be planned: corr_test is called as corr_test(x, y, 'pearson' | 'spearman' | 'kendall'); \
             found 1 arguments",
            "",
        ),
        ("SELECT $year", "the query failed: the parameter `$year` has no value", "-p name=value"),
        ("SELECT regexp_like('a', '(')", "the query failed: the regular expression cannot be read: unclosed group", ""),
        (
            "SELECT fiscal_year FROM projects a, projects b",
            "the query cannot be planned: the column `fiscal_year` stands in several tables at line 1, column 8",
            "write table.fiscal_year",
        ),
        (
            "SELECT unit, COUNT(*) FROM projects",
            "the query cannot be planned: the column `projects.unit` stands neither in GROUP BY nor in an aggregate \
             function at line 1, column 8",
            "add it to GROUP BY",
        ),
    ] {
        refuses(&project, &["sql", statement], 1, sentence, hint);
    }
}

#[test]
fn parameters_and_options_that_do_not_fit() {
    let project = small_lake();
    let name = "coverage/by_budget_type";
    let query = |parameters: &[&'static str]| {
        let mut arguments = vec!["query", name];
        for parameter in parameters {
            arguments.extend(["-p", parameter]);
        }
        arguments
    };
    let refuses =
        |arguments: &[&str], code, sentence: &str, hint: &str| refuses(&project, arguments, code, sentence, hint);
    refuses(&query(&[]), 2, &format!("`{name}` needs the parameter `year`, a whole number"), "add `-p year=…`");
    refuses(
        &query(&["year=x"]),
        2,
        &format!("the parameter `year` of `{name}` should be a whole number, found `x`"),
        "shows its parameters",
    );
    refuses(&query(&["yaer=2023"]), 2, &format!("`{name}` has no parameter `yaer`"), "did you mean `year`?");
    refuses(
        &query(&["year=2023", "basis=none"]),
        2,
        &format!("the parameter `basis` of `{name}` should be one of stage, initial, adjusted, executed, found `none`"),
        "shows its parameters",
    );
    refuses(
        &query(&["year"]),
        2,
        "invalid value 'year' for '--param <NAME=VALUE>': a parameter is written name=value",
        "--help",
    );
    refuses(
        &["sql", "SELECT 1", "--format", "nonsense"],
        2,
        "invalid value 'nonsense' for '--format <FORMAT>'",
        "--help",
    );
    refuses(
        &["report", "--year", "x", "--out", "out"],
        2,
        "invalid value 'x' for '--year <YEAR>': a whole number is expected",
        "--help",
    );
    refuses(&["nonsense"], 2, "unrecognized subcommand 'nonsense'", "--help");
    refuses(
        &["report", "--year", "1999", "--out", "out"],
        1,
        "the lake has no data for the fiscal year 1999",
        "years with data: 2023",
    );
    refuses(
        &["report", "--year", "2023", "--out", "budgets.csv/out"],
        1,
        "the folder `budgets.csv/out` cannot be made: Not a directory",
        "a part of the path is a file",
    );
    refuses(
        &["sql", "SELECT 1", "--output", "none/a.csv"],
        1,
        "`none/a.csv` cannot be written: No such file or directory",
        "make its folder first",
    );
    refuses(&["tables", "--format", "parquet"], 2, "a list is not written as Parquet", "csv or json");
}

#[test]
fn files_of_the_user_that_are_wrong() {
    let head = "/*---\ntitle = { zh = \"题\", en = \"T\" }\n";
    let question = "question = { zh = \"问\", en = \"Q\" }\n---*/\n";
    let project = small_lake()
        .file("in/a.csv", "a,b\n1,2\n")
        .file("key/about.toml", "[[files]]\nmatch = \"*\"\nyear = 2024\n")
        .file("key/a.csv", "a,b\n1,2\n")
        .file("phase.toml", "[[files]]\nmatch = \"*\"\nphase = \"later\"\n")
        .file("front/coverage/broken.sql", format!("{head}qestion = 1\n---*/\nSELECT 1\n"))
        .file("column/coverage/broken.sql", format!("{head}{question}SELECT unit,\n  nope\nFROM projects\n"))
        .file("syntax/coverage/broken.sql", format!("{head}{question}SELECT unit\nFROMM projects p q\n"));
    refuses(
        &project,
        &["ingest", "key"],
        2,
        "key/about.toml line 3: unknown field `year`, expected one of `match`, `fiscal_year`, `region`, `department`, \
         `unit`, `phase`",
        "an entry is [[files]]",
    );
    let phase = "phase.toml names the phase \"later\"; expected initial, adjusted, executed";
    refuses(&project, &["ingest", "in", "--about", "phase.toml"], 2, phase, "[[files]]");
    refuses(&project, &["ingest", "in", "--about", "none.toml"], 2, "none.toml does not exist", "check the path");
    let front = project.run(&["queries", "--queries", "front"]);
    assert_eq!(front.code, 2);
    assert!(
        front.stderr.starts_with("error: front/coverage/broken.sql:3: unknown field `qestion`"),
        "{}",
        front.stderr
    );
    let query = |folder: &'static str| ["query", "coverage/broken", "--queries", folder];
    refuses(
        &project,
        &query("column"),
        1,
        "column/coverage/broken.sql:6: the query cannot be planned: there is no column `nope` at line 6, column 3",
        "there are: fiscal_year",
    );
    refuses(
        &project,
        &query("syntax"),
        1,
        "syntax/coverage/broken.sql:6: the SQL cannot be read: expected end of statement, found projects at line 6, \
         column 7",
        "",
    );
    let none = "the query folder `none` cannot be read: No such file or directory";
    refuses(&project, &["queries", "--queries", "none"], 2, none, "");
}

#[test]
fn a_damaged_lake() {
    let damage = |what: &dyn Fn(&Project)| {
        let project = small_lake();
        what(&project);
        project
    };
    let broken = "restore them from a backup";
    let project = damage(&|project| fs::remove_dir_all(project.path("lake/projects/_delta_log")).unwrap());
    for arguments in [["sql", "SELECT * FROM projects"], ["query", "quality/years"]] {
        let ended = project.run(&arguments);
        assert_eq!(ended.code, 1, "{}", ended.stderr);
        assert!(ended.stderr.contains("could not open table projects of the lake"), "{}", ended.stderr);
        assert!(ended.stderr.contains(broken), "{}", ended.stderr);
    }
    let project = damage(&|project| {
        for entry in fs::read_dir(project.path("lake/loads")).unwrap().map(Result::unwrap) {
            if entry.path().extension().is_some_and(|ending| ending == "parquet") {
                fs::remove_file(entry.path()).unwrap();
            }
        }
    });
    let ended = project.run(&["history"]);
    assert!(ended.code == 1 && ended.stderr.contains("could not read table loads"), "{}", ended.stderr);
    let project = damage(&|project| {
        for entry in fs::read_dir(project.path("lake/function_classes")).unwrap().map(Result::unwrap) {
            if entry.path().extension().is_some_and(|ending| ending == "parquet") {
                fs::write(entry.path(), "junk").unwrap();
            }
        }
    });
    let ended = project.run(&["sql", "SELECT name FROM function_classes"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.starts_with("error: the lake's file function_classes/part-"), "{}", ended.stderr);
    assert!(
        ended.stderr.contains(".parquet is missing or damaged") && ended.stderr.contains(broken),
        "{}",
        ended.stderr
    );
}

#[test]
fn rejected_rows_say_what_was_expected_and_found() {
    let project = Project::new()
        .file(
            "payments.csv",
            "预算年度,项目代码,资金性质,支出功能分类科目编码,实际支付金额,支付日期\n2023,,一般公共预算,2010101,abc,2023-13-45\n",
        )
        .file("total.csv", "支出决算表,,\n科目编码,科目名称,本年支出合计\n2010101,行政运行,10\n合计,,10\n");
    let said = project.data(&["ingest", "payments.csv"]);
    for line in [
        "rejected   1 row; 3 errors, 0 warnings",
        "error  payments.csv:B2  expected 项目代码; found none; hint: fill it in",
        "error  payments.csv:E2  expected an amount in 实际支付金额; found `abc`",
        "error  payments.csv:F2  expected a date in 支付日期; found `2023-13-45`",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    // strict: listed on stderr, nothing committed
    let strict = project.run(&["ingest", "payments.csv", "--lake", "strict", "--strict"]);
    assert_eq!((strict.code, strict.stdout.as_str()), (1, ""));
    assert!(strict.stderr.contains("error  payments.csv:E2"), "{}", strict.stderr);
    assert!(strict.stderr.contains("error: nothing was loaded: 3 values or rows were rejected"), "{}", strict.stderr);
    assert_eq!(project.data(&["sql", "SELECT MAX(load_id) AS newest FROM loads", "--lake", "strict"]), "newest\n0\n");
}
