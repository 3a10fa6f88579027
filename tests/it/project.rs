//! A folder of its own for each test, and the binary run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use tempfile::TempDir;

/// The stack that the program gives its threads: deep plans recurse.
const STACK_BYTES: usize = 16 << 20;

/// Runs a test on threads with the program's stack.
pub(crate) fn deep<F: Future<Output = ()>>(test: impl FnOnce() -> F + Send) {
    let run = || {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        runtime.thread_stack_size(STACK_BYTES).enable_all().build().unwrap().block_on(test());
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, run).unwrap();
        thread.join().unwrap();
    });
}

/// A folder with files, in which commands run.
pub(crate) struct Project {
    folder: TempDir,
}

/// What a command printed and how it ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs `jixiao` with these arguments in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_jixiao"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("JIXIAO_LAKE")
            .env("TZ", "Asia/Shanghai")
            .output()
            .unwrap();
        Ended::from(output)
    }

    /// Runs a command that must succeed and gives its stdout.
    pub(crate) fn data(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert_eq!(ended.code, 0, "{arguments:?}\n{}{}", ended.stdout, ended.stderr);
        ended.stdout
    }
}

/// A budget export of two projects.
pub(crate) const BUDGETS: &str = "\
预算年度,财政区划,部门代码,部门名称,单位代码,单位名称,单位级次,项目代码,项目名称,项目类别,资金性质,支出功能分类科目编码,年初批复数,变动后预算数,实际支付金额
2023,云泽区,101,云泽区教育局,101001,云泽区第一小学,2,P001,校舍维修,特定目标类,一般公共预算,2050202,100000.00,120000.00,119000.50
2023,云泽区,102,云泽区住建局,102001,云泽区住建局（本级）,1,P002,道路建设,特定目标类,政府性基金预算,2120801,500000.00,500000.00,410000.00
";

/// A folder with `budgets.csv` loaded into `lake`: load 1.
pub(crate) fn small_lake() -> Project {
    let project = Project::new().file("budgets.csv", BUDGETS);
    project.data(&["ingest", "budgets.csv"]);
    project
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The folder of real published input, where it is there; says so where it is not.
pub(crate) fn real_input() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real-input");
    let folder = std::env::var_os("JIXIAO_REAL_INPUT").map_or(default, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: no real input");
    None
}

/// The rows of CSV text, headings first.
pub(crate) fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}
