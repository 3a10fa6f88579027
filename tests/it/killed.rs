//! A load that is killed at any moment leaves the lake as it was before or as it is after, never between; and what the
//! disk or the folder refuses is said, with nothing lost.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jixiao::analysis::Catalogue;
use jixiao::engine::{Session, SessionOptions};
use jixiao::lake::{CommitOptions, Lake};
use jixiao::model::SourceRows;

use crate::project::{BUDGETS, Project, small_lake};

/// Threads that kill at once.
const HANDS: usize = 2;

/// Everything that a load changes, as text: what stands before or after, and nothing else.
const STATE: &str = "SELECT (SELECT MAX(load_id) FROM loads), (SELECT COUNT(*) FROM sources), \
    (SELECT STRING_AGG(project_code || project_name, ',' ORDER BY fiscal_year, project_code) FROM projects), \
    (SELECT SUM(executed) FROM project_budgets), (SELECT COUNT(*) FROM project_budgets), \
    (SELECT COUNT(*) FROM rejects), (SELECT COUNT(*) FROM contributions)";

/// Runs a future on a thread with the stack that planning needs.
fn wait<T: Send>(future: impl Future<Output = T> + Send) -> T {
    thread::scope(|scope| {
        let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
        thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, run).unwrap().join().unwrap()
    })
}

async fn state(root: &Path) -> String {
    let snapshot = Lake::open(root).unwrap().snapshot(None).await.unwrap();
    let views = Catalogue::default().engine_views();
    let session = Session::open(snapshot, views, SessionOptions::default()).unwrap();
    let rows = session.query(STATE, &Vec::new()).await.unwrap().rows();
    rows[0].iter().map(jixiao::engine::Cell::plain).collect::<Vec<_>>().join("|")
}

/// Whether the next load of this lake works: it sets right what the killed one left.
async fn next_load_works(root: &Path) -> bool {
    let lake = Lake::open(root).unwrap();
    let before = lake.snapshot(None).await.unwrap().load_id;
    let source = SourceRows { path: "next".to_owned(), source_id: "next".to_owned(), ..SourceRows::default() };
    let report = lake.commit(vec![source], &CommitOptions::default()).await.unwrap();
    report.load_id == Some(before + 1)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy(&from, &to) } else { fs::copy(&from, &to).map(|_| ()).unwrap() }
    }
}

fn ingest(project: &Project, lake: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jixiao"));
    command
        .args(["ingest", "budgets.csv", "more.csv", "--lake", lake])
        .current_dir(project.path(""))
        .env_remove("JIXIAO_LAKE")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// When to kill.
enum Moment {
    /// At the n-th step that the program names.
    Step(usize),
    /// After some time.
    After(Duration),
}

#[test]
fn a_load_killed_at_any_moment_is_there_or_not_there() {
    // a load that corrects a file, adds a year, shares a row with another file and rejects one
    let more = BUDGETS.replace("2023,", "2022,")
        + BUDGETS.lines().last().unwrap()
        + "\n"
        + &BUDGETS.lines().last().unwrap().replace("410000.00", "x").replace("P002", "P003")
        + "\n";
    let project = small_lake().file("more.csv", more);
    fs::write(project.path("budgets.csv"), BUDGETS.replace("119000.50", "119999.50")).unwrap();
    let base = project.path("lake");
    let before = wait(state(&base));
    copy(&base, &project.path("whole"));
    let started = Instant::now();
    assert!(ingest(&project, "whole").status().unwrap().success());
    let duration = started.elapsed();
    let after = wait(state(&project.path("whole")));
    assert_ne!(before, after);
    let moments: Vec<Moment> = (1..=28)
        .map(Moment::Step)
        .chain((1..=14).map(|part| Moment::After(duration.mul_f64(f64::from(part) / 14.0))))
        .collect();
    let next = AtomicUsize::new(0);
    let seen: Mutex<(BTreeSet<String>, usize, [usize; 2])> = Mutex::default();
    thread::scope(|scope| {
        for _ in 0..HANDS {
            thread::Builder::new()
                .stack_size(16 << 20)
                .spawn_scoped(scope, || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    while let Some(moment) = moments.get(next.fetch_add(1, Ordering::SeqCst)) {
                        let name = format!(
                            "lake-{}",
                            match moment {
                                Moment::Step(step) => format!("step-{step}"),
                                Moment::After(time) => format!("after-{}", time.as_micros()),
                            }
                        );
                        let root = project.path(&name);
                        copy(&base, &root);
                        let died = project.path(&format!("{name}.died"));
                        let mut command = ingest(&project, &name);
                        let killed = match moment {
                            Moment::Step(step) => {
                                command.env("JIXIAO_DIE_AT", step.to_string()).env("JIXIAO_DIED_AT", &died);
                                !command.status().unwrap().success()
                            }
                            Moment::After(time) => {
                                let mut child = command.spawn().unwrap();
                                thread::sleep(*time);
                                let _ = child.kill();
                                !child.wait().unwrap().success()
                            }
                        };
                        let found = runtime.block_on(state(&root));
                        assert!(found == before || found == after, "{name}: {found}\nbefore {before}\nafter {after}");
                        assert!(killed || found == after, "{name}: it ended well and is not there");
                        assert!(runtime.block_on(next_load_works(&root)), "{name}");
                        let mut seen = seen.lock().unwrap();
                        seen.0.extend(fs::read_to_string(died));
                        seen.1 += usize::from(killed);
                        seen.2[usize::from(found == after)] += 1;
                        drop(seen);
                        fs::remove_dir_all(root).unwrap();
                    }
                })
                .unwrap();
        }
    });
    let (steps, killed, [as_before, as_after]) = seen.into_inner().unwrap();
    eprintln!("{killed} killed of {}: {as_before} as before, {as_after} as after; at {steps:?}", moments.len());
    assert!(killed >= 24 && as_before > 0, "{killed} {as_before}");
    for step in ["locked", "original written", "table written", "table committed", "ledger next", "ledger committed"] {
        assert!(steps.iter().any(|seen| seen.starts_with(step)), "{step}: {steps:?}");
    }
}

#[test]
fn a_creation_killed_at_any_moment_is_made_anew() {
    let project = Project::new().file("budgets.csv", BUDGETS).file("more.csv", BUDGETS.replace("2023,", "2022,"));
    let mut killed = 0;
    for step in [1, 8, 20, 30, 33, 36, 39] {
        let lake = format!("lake-{step}");
        let ended = ingest(&project, &lake).env("JIXIAO_DIE_AT", step.to_string()).status().unwrap();
        killed += usize::from(!ended.success());
        assert!(ingest(&project, &lake).status().unwrap().success(), "step {step}");
        let found = wait(state(&project.path(&lake)));
        assert!(found.starts_with("1|2|"), "step {step}: {found}");
    }
    assert!(killed >= 5, "{killed}");
}

/// A small disk of its own, gone when dropped; none where this process may not mount one.
struct Disk {
    path: std::path::PathBuf,
}

impl Disk {
    fn mount(path: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(path).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { path: path.to_owned() });
        }
        eprintln!("skipped: no disk can be mounted here");
        None
    }

    fn remount(&self, options: &str) {
        let remounted = Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(&self.path).status();
        assert!(remounted.unwrap().success(), "{options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

#[test]
fn a_full_disk_and_a_read_only_folder_lose_nothing() {
    let mut large = BUDGETS.lines().next().unwrap().to_owned() + "\n";
    let mut seed = 7_u64;
    for number in 0..9000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let (name, tail) = (seed, seed.rotate_left(17));
        let amount = seed % 1_000_000;
        writeln!(
            large,
            "2022,云泽区,101,云泽区教育局,101001,云泽区第一小学,2,L{number},{name:x}{tail:x},特定目标类,一般公共预算,\
             2050202,{amount}.00,1.00,1.00"
        )
        .unwrap();
    }
    let project = Project::new().file("budgets.csv", BUDGETS).file("large.csv", large);
    let Some(disk) = Disk::mount(&project.path("disk"), "3m") else { return };
    project.data(&["ingest", "budgets.csv", "--lake", "disk/lake"]);
    fs::write(project.path("disk/filler"), vec![1_u8; 64 << 10]).unwrap();
    let count = ["sql", "SELECT COUNT(*) AS n FROM projects", "--lake", "disk/lake"];
    let mut free = 3 << 20;
    let ended = loop {
        // fill the disk to the last page but a few, so that some of the load is written before it is full
        let used: u64 = size_of(&project.path("disk"));
        free = (free / 2).min(3 << 20);
        let filler = (3_u64 << 20).saturating_sub(used + free);
        let _ = fs::write(project.path("disk/filler"), vec![1_u8; usize::try_from(filler).unwrap() + (64 << 10)]);
        let ended = project.run(&["ingest", "large.csv", "--lake", "disk/lake"]);
        if ended.code != 0 || free < 4096 {
            break ended;
        }
        fs::remove_dir_all(project.path("disk/lake")).unwrap();
        let _ = fs::remove_file(project.path("disk/filler"));
        project.data(&["ingest", "budgets.csv", "--lake", "disk/lake"]);
    };
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("No space left on device"), "{}", ended.stderr);
    assert!(ended.stderr.contains("hint: make room on this disk"), "{}", ended.stderr);
    assert_eq!(project.data(&count), "n\n2\n", "as it was");
    disk.remount("size=64m");
    let said = project.data(&["ingest", "large.csv", "--lake", "disk/lake"]);
    assert!(said.contains("projects: 9000 rows"), "{said}");
    assert_eq!(project.data(&count), "n\n9002\n");
    // read-only: queries answer, a load says why it cannot be
    disk.remount("ro");
    assert_eq!(project.data(&count), "n\n9002\n");
    fs::write(project.path("budgets.csv"), BUDGETS.replace("410000.00", "1.00")).unwrap();
    let ended = project.run(&["ingest", "budgets.csv", "--lake", "disk/lake"]);
    assert_eq!(ended.code, 1, "{}{}", ended.stdout, ended.stderr);
    assert!(
        ended.stderr.contains("Read-only file system") && ended.stderr.contains("hint: check that"),
        "{}",
        ended.stderr
    );
    let ended = project.run(&["ingest", "budgets.csv", "--lake", "disk/new"]);
    assert!(ended.code == 1 && ended.stderr.contains("hint: check that"), "{}", ended.stderr);
    disk.remount("rw");
    project.data(&["ingest", "budgets.csv", "--lake", "disk/lake"]);
}

fn size_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let size = |entry: fs::DirEntry| {
        let about = entry.metadata().unwrap();
        if about.is_dir() { size_of(&entry.path()) } else { about.len().div_ceil(4096) * 4096 }
    };
    entries.map(size).sum()
}
