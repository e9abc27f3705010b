//! Test vectors for every implementation of the protocol.
//!
//! [`suite`] says what each case is about and which error it must give; [`run`] runs a case with
//! this implementation and is what the tests use, too. A case whose outcome is not the stated one
//! cannot be written.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a generator that cannot go on must stop"
)]

pub mod case;
pub mod folder;
pub mod hex;
pub mod rng;
pub mod run;
pub mod suite;

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Every vector: its path below `vectors/` and its text.
pub type Files = BTreeMap<PathBuf, String>;

/// Makes all vectors.
pub fn generate() -> Files {
    let mut files = Files::new();
    let mut wrong = Vec::new();
    for (suite, cases) in suite::all() {
        for case in cases {
            let path = PathBuf::from(suite).join(format!("{}.json", case.name));
            match case.finish(suite) {
                Ok(_) if files.contains_key(&path) => {
                    wrong.push(format!("two cases are {}", path.display()));
                }
                Ok(text) => {
                    files.insert(path, text);
                }
                Err(reason) => wrong.push(reason),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    files
}
