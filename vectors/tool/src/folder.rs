//! The folder that the vectors live in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Files;

/// What else lives beside the suites.
const NOT_SUITES: [&str; 2] = ["third-party", "tool"];

/// `vectors/`.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// The suites that are there: every folder that holds vectors of ours.
pub fn suites() -> BTreeSet<String> {
    let entries = fs::read_dir(root()).unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    let names = folders.map(|entry| entry.file_name().into_string().unwrap());
    names
        .filter(|name| !NOT_SUITES.contains(&name.as_str()))
        .collect()
}

/// The files of a suite, as paths below `vectors/`.
pub fn files(suite: &str) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(root().join(suite)).unwrap();
    entries
        .map(|entry| Path::new(suite).join(entry.unwrap().file_name()))
        .collect()
}

/// Paths that are missing, left over or different.
pub fn differing(expected: &Files) -> BTreeSet<PathBuf> {
    let there: BTreeSet<PathBuf> = suites().iter().flat_map(|suite| files(suite)).collect();
    let left_over = there
        .iter()
        .filter(|path| !expected.contains_key(*path))
        .cloned();
    let changed = expected
        .iter()
        .filter(|(path, text)| fs::read_to_string(root().join(path)).ok().as_ref() != Some(*text));
    left_over
        .chain(changed.map(|(path, _)| path.clone()))
        .collect()
}

/// Makes the folder hold exactly these files.
pub fn write(files: &Files) {
    for path in differing(files) {
        let target = root().join(&path);
        match files.get(&path) {
            Some(text) => {
                fs::create_dir_all(target.parent().unwrap()).unwrap();
                fs::write(target, text).unwrap();
            }
            None => fs::remove_file(target).unwrap(),
        }
    }
}
