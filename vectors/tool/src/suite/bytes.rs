//! Ways to spoil an object that every parser must notice.

use serde_json::{Value, json};

use crate::case::{Case, fails};
use crate::hex::hex;

/// Spoiled copies of an object: each must be `malformed`.
pub fn spoiled(object: &[u8], input: impl Fn(&str) -> Value) -> Vec<Case> {
    let changed = |at: usize, to: u8| {
        let mut bytes = object.to_vec();
        bytes[at] = to;
        bytes
    };
    let spoils = [
        ("empty", "no bytes at all", Vec::new()),
        ("header-only", "ends after the header", object[..7].to_vec()),
        (
            "half",
            "ends in the middle",
            object[..object.len() / 2].to_vec(),
        ),
        (
            "truncated",
            "the last byte is missing",
            object[..object.len() - 1].to_vec(),
        ),
        ("trailing", "one byte too many", [object, &[0]].concat()),
        ("magic", "another magic", changed(3, b'2')),
        ("type", "another object's type", changed(4, 0x7f)),
        ("suite", "suite 2", changed(6, 2)),
    ];
    let case = |(name, comment, bytes): (&str, &str, Vec<u8>)| {
        fails(
            &format!("malformed-{name}"),
            comment,
            "malformed",
            input(&hex(bytes)),
        )
    };
    spoils.into_iter().map(case).collect()
}

/// The input of a suite that only parses.
pub fn parse_input(hex: &str) -> Value {
    json!({ "bytes": hex })
}

/// A case that only parses and must be `malformed`.
pub fn malformed(name: &str, comment: &str, bytes: impl AsRef<[u8]>) -> Case {
    fails(
        &format!("malformed-{name}"),
        comment,
        "malformed",
        parse_input(&hex(bytes)),
    )
}
