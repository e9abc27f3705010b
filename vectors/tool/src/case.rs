//! One case.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::run::run;

/// A case without its output, which [`Case::finish`] fills in.
#[derive(Debug, Clone)]
pub struct Case {
    /// Unique in its suite; the file's name.
    pub name: String,
    /// What it is about.
    pub comment: String,
    /// `ok` or an error code.
    pub expect: &'static str,
    /// The suite's input.
    pub input: Value,
}

/// A case as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The file's name.
    pub name: String,
    /// What it is about.
    pub comment: String,
    /// `ok` or an error code.
    pub expect: String,
    /// The suite's input.
    pub input: Value,
    /// The suite's output, if it is expected to be ok.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
}

/// A case that must succeed.
pub fn ok(name: &str, comment: &str, input: Value) -> Case {
    fails(name, comment, "ok", input)
}

/// A case that must fail with `expect`.
pub fn fails(name: &str, comment: &str, expect: &'static str, input: Value) -> Case {
    Case {
        name: name.to_owned(),
        comment: comment.to_owned(),
        expect,
        input,
    }
}

impl Case {
    /// Runs the case and writes it down with its output, or says what came out instead.
    pub fn finish(self, suite: &str) -> Result<String, String> {
        let (got, output) = match run(suite, &self.input) {
            Ok(output) => ("ok".to_owned(), Some(output)),
            Err(code) => (code, None),
        };
        if got != self.expect {
            return Err(format!(
                "{suite}/{} gave {got}, not {}",
                self.name, self.expect
            ));
        }
        let file = CaseFile {
            name: self.name,
            comment: self.comment,
            expect: got,
            input: self.input,
            output,
        };
        Ok(serde_json::to_string_pretty(&file).unwrap() + "\n")
    }
}
