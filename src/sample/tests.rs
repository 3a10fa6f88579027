//! The sample data: the same on every run, in the shape of the story, reconciled.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;
use crate::model::Money;

fn count<T>(things: &[T], holds: impl Fn(&T) -> bool) -> usize {
    things.iter().filter(|thing| holds(thing)).count()
}

#[test]
fn two_runs_and_the_committed_folder_are_equal_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    let paths = generate(&first).unwrap();
    generate(&second).unwrap();
    generate(&second).unwrap();
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    for path in &paths {
        let name = path.strip_prefix(&first).unwrap();
        let bytes = std::fs::read(path).unwrap();
        assert!(bytes == std::fs::read(second.join(name)).unwrap(), "{} differs between runs", name.display());
        let kept = std::fs::read(committed.join(name));
        assert!(kept.is_ok_and(|kept| kept == bytes), "{} differs: jixiao generate sample", name.display());
    }
    let own = paths.iter().map(|path| committed.join(path.strip_prefix(&first).unwrap())).collect();
    assert_eq!(stranger(&committed, &own).unwrap(), None);
    assert!(paths.len() <= 120, "{} files", paths.len());
    let size: u64 = paths.iter().map(|path| std::fs::metadata(path).unwrap().len()).sum();
    assert!(size < 4_000_000, "{size} bytes");
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("自评表")).unwrap();
    let other = folder.path().join("自评表/notes.txt");
    std::fs::write(&other, "mine").unwrap();
    let Err(SampleError::NotEmpty { found, .. }) = generate(folder.path()) else { panic!("not refused") };
    assert_eq!(found, other);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_district_is_the_one_the_issue_asks_for() {
    let district = district(SEED);
    assert_eq!(district.departments.len(), 10);
    let living: Vec<&Project> = district.projects.iter().filter(|project| !project.years.is_empty()).collect();
    assert!((200..=300).contains(&living.len()), "{} projects", living.len());
    let codes: BTreeSet<&str> = living.iter().map(|project| project.code.as_str()).collect();
    assert_eq!(codes.len(), living.len());
    assert!(codes.iter().all(|code| code.chars().count() == 21));
    let names: BTreeSet<(usize, usize, &str)> =
        living.iter().map(|project| (project.department, project.unit, project.name.as_str())).collect();
    assert_eq!(names.len(), living.len(), "a name without a code must still find its project");

    let first_batch: Vec<&Evaluation> = district
        .evaluations
        .iter()
        .filter(|evaluation| evaluation.year == 2019 && evaluation.evaluator == Evaluator::Finance)
        .collect();
    assert_eq!(first_batch.len(), 42);
    assert!(first_batch.iter().all(|evaluation| evaluation.agency.is_some()));
    assert_eq!(count(&district.objectives, |objective| objective.on_form), 16);
    let fund_of_labour =
        |project: &&&Project| project.department == 4 && project.template.budget == Budget::GovernmentFund;
    assert_eq!(living.iter().filter(fund_of_labour).count(), 0);
    let state_capital = |project: &&&Project| project.template.budget == Budget::StateCapital;
    assert!((2..=4).contains(&living.iter().filter(state_capital).count()));
}

#[test]
fn finance_scores_have_the_published_spread() {
    let scores: Vec<i128> = district(SEED)
        .evaluations
        .iter()
        .filter(|evaluation| evaluation.evaluator == Evaluator::Finance && evaluation.subject.kind == "项目")
        .map(|evaluation| evaluation.score)
        .collect();
    let number = i128::try_from(scores.len()).unwrap();
    let mean = scores.iter().sum::<i128>() / number;
    let variance = scores.iter().map(|score| (score - mean).pow(2)).sum::<i128>() / number;
    assert!((8000..=8400).contains(&mean), "mean {mean}");
    assert!((650 * 650..=950 * 950).contains(&variance), "variance {variance}");
}

#[test]
fn money_adds_up() {
    let district = district(SEED);
    for project in &district.projects {
        for year in &project.years {
            let total = |amount: fn(&BudgetLine) -> Money| year.lines.iter().map(amount).sum::<Money>();
            let paid: Money = year.payments.iter().map(|payment| payment.amount).sum();
            let changed: Money = year.changes.iter().map(|change| change.amount).sum();
            assert_eq!(paid, total(|line| line.executed), "{} {}", project.name, year.year);
            assert_eq!(total(|line| line.initial) + changed, total(|line| line.adjusted), "{}", project.name);
            assert!(total(|line| line.executed) <= total(|line| line.received), "{} {}", project.name, year.year);
            assert!(total(|line| line.received) <= total(|line| line.adjusted), "{} {}", project.name, year.year);
            assert!(total(|line| line.initial) >= Money::ZERO);
            let functions: BTreeSet<&str> = year.lines.iter().map(|line| line.function).collect();
            assert_eq!(functions.len(), year.lines.len(), "{}", project.name);
            let levels = [3, 5, 7].map(|level| function_names::function_name(&project.template.function[..level]));
            assert!(levels.iter().all(|name| !name.is_empty()), "{}", project.template.function);
        }
    }
}

#[test]
fn scores_add_up() {
    for evaluation in &district(SEED).evaluations {
        let sum = evaluation.parts.map(|parts| parts.iter().sum());
        assert!(sum.is_none_or(|sum: i128| sum == evaluation.score));
        assert!((0..=10_000).contains(&evaluation.score), "{}", evaluation.subject.name);
    }
    for objective in &district(SEED).objectives {
        assert_eq!(objective.indicators.iter().map(|indicator| indicator.weight).sum::<i128>(), 90);
    }
}

#[test]
fn keys_are_unique() {
    let district = district(SEED);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut note = |key: String| *seen.entry(key).or_default() += 1;
    for evaluation in &district.evaluations {
        let (subject, who) = (&evaluation.subject, evaluation.evaluator.word());
        note(format!("evaluation {} {}{} {who}", evaluation.year, subject.code, subject.name));
    }
    for finding in &district.findings {
        note(format!("finding {} {}{} {}", finding.year, finding.subject.code, finding.subject.name, finding.problem));
    }
    for used in &district.result_uses {
        note(format!("use {} {} {}", used.year, used.subject.code, used.action));
    }
    for shown in &district.disclosures {
        note(format!("disclosure {} {}{} {}", shown.year, shown.subject.code, shown.subject.name, shown.item));
    }
    for objective in &district.objectives {
        note(format!("objective {} {}", objective.year, objective.subject.code));
    }
    let twice: Vec<&String> = seen.iter().filter(|(_, number)| **number > 1).map(|(key, _)| key).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_fault_is_planted() {
    let district = district(SEED);
    let mut files = budget_exports::files(&district);
    files.extend(performance_exports::files(&district));
    files.extend(tables::files(&district));
    files.extend(forms::files(&district));
    let whole = files.clone();
    let faults = faults::plant(&district, &mut files);
    assert_eq!(faults.len(), 10);
    let touched: BTreeSet<&str> = faults.iter().map(|fault| fault.file.as_str()).collect();
    let changed: BTreeSet<&str> =
        files.iter().zip(&whole).filter(|(now, before)| now != before).map(|(now, _)| now.path.as_str()).collect();
    assert_eq!(touched, changed);
}
