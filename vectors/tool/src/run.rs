//! Runs a case with this implementation.

mod account;
mod object;
mod primitive;
mod session;
mod statement;
mod transcript;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// The output, or an error code.
pub type Outcome = Result<Value, String>;

type Runner = fn(&Value) -> Outcome;

/// Every suite and what runs it.
pub const SUITES: &[(&str, Runner)] = &[
    ("accept", statement::accept),
    ("account-blob", account::account_blob),
    ("account-stretch", account::account_stretch),
    ("appearance", object::appearance),
    ("body", session::body),
    ("decap", primitive::decap),
    ("device-link", account::device_link),
    ("encap", primitive::encap),
    ("envelope", object::envelope),
    ("envelope-open", session::envelope_open),
    ("epoch-cert", object::epoch_cert),
    ("epoch-wrap", statement::epoch_wrap),
    ("expand", primitive::expand),
    ("extract", primitive::extract),
    ("genesis", object::genesis),
    ("hash", primitive::hash),
    ("hello", session::hello),
    ("ids", primitive::ids),
    ("login", account::login),
    ("open", primitive::open),
    ("pad", primitive::pad),
    ("rekey", session::rekey),
    ("root-blob", account::root_blob),
    ("root-link", object::root_link),
    ("roster", object::roster),
    ("security-code", primitive::security_code),
    ("succession", statement::succession),
    ("text-forms", primitive::text_forms),
    ("transcript", transcript::transcript),
    ("verify", primitive::verify),
];

/// Runs a case of a suite.
pub fn run(suite: &str, input: &Value) -> Outcome {
    let (_, runner) = SUITES.iter().find(|(name, _)| *name == suite).unwrap();
    runner(input)
}

/// Reads a suite's input; an unknown or missing field stops the run.
fn input<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}
