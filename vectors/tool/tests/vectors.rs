//! Every vector is run, and the folder is exactly what the tool writes.

use std::collections::BTreeSet;
use std::fs;

use aside_vectors::case::CaseFile;
use aside_vectors::folder;
use aside_vectors::run::{SUITES, run};

#[test]
fn every_suite_has_a_runner_and_every_runner_a_suite() {
    let runners: BTreeSet<String> = SUITES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folder::suites(), runners);
}

#[test]
fn every_case_gives_what_it_expects() {
    for suite in folder::suites() {
        let files = folder::files(&suite);
        assert!(!files.is_empty(), "{suite} is empty");
        for path in files {
            let text = fs::read_to_string(folder::root().join(&path)).unwrap();
            let case: CaseFile = serde_json::from_str(&text).unwrap();
            assert_eq!(path.file_stem().unwrap().to_str(), Some(case.name.as_str()));
            let outcome = run(&suite, &case.input);
            let expected = case.output.ok_or(case.expect);
            assert_eq!(outcome, expected, "{}: {}", path.display(), case.comment);
        }
    }
}

#[test]
fn negative_cases_outnumber_positive_ones() {
    let cases = folder::suites()
        .into_iter()
        .flat_map(|suite| folder::files(&suite));
    let texts = cases.map(|path| fs::read_to_string(folder::root().join(path)).unwrap());
    let (good, bad): (Vec<_>, Vec<_>) = texts.partition(|text| text.contains("\"expect\": \"ok\""));
    assert!(
        bad.len() > good.len(),
        "{} good, {} bad",
        good.len(),
        bad.len()
    );
}

#[test]
fn writing_the_vectors_again_changes_nothing() {
    let differing = folder::differing(&aside_vectors::generate());
    assert!(
        differing.is_empty(),
        "run `cargo run -p aside-vectors`: {differing:?}"
    );
}
