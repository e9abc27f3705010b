//! Bodies.

use serde_json::{Value, json};

use crate::case::{Case, fails, ok};
use crate::hex::hex;

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn body() -> Vec<Case> {
    let input = |kind: u8, body_type: u8, body: &[u8]| json!({ "type": kind, "body_type": body_type, "body": hex(body) });
    let text = br#"{"text":"Hello"}"#.as_slice();
    let full = r#"{"text":"Grüß dich","name":"Ada","context":{"page":"https://shop.example/a?b#c",
        "referrer":"","agent":"Browser/1","locale":"de-AT","more":1},"more":[]}"#;
    let mut update = vec![0, 0, 0, 2, 1, 2];
    update.extend([0, 0, 0, 1, 3]);
    let mut cases = vec![
        ok("text", "text", input(0, 1, text)),
        ok(
            "text-full",
            "all fields and some unknown ones",
            input(0, 1, full.as_bytes()),
        ),
        ok(
            "text-twice",
            "a name that stands twice: the last one counts",
            input(0, 1, br#"{"text":1,"text":"a","name":"Ada","name":"Bo"}"#),
        ),
        ok(
            "text-pair",
            "a character as two escapes, and half of one that is no escape",
            input(0, 1, br#"{"text":"\ud83e\uDED6 \\ud800"}"#),
        ),
        ok("text-deep", "nested 127 deep", input(0, 1, &nested(126))),
        ok("epoch-update", "two objects", input(0, 2, &update)),
        ok("typing-on", "began to type", input(1, 3, br#"{"on":true}"#)),
        ok(
            "typing-off",
            "ceased to type",
            input(1, 3, br#"{"on":false}"#),
        ),
        ok(
            "receipt-delivered",
            "delivered",
            input(1, 4, br#"{"state":"delivered"}"#),
        ),
        ok("receipt-seen", "seen", input(1, 4, br#"{"state":"seen"}"#)),
    ];
    let mut bad = |name: &str, comment: &str, input: Value| {
        cases.push(fails(name, comment, "unknown", input));
    };
    bad("type-0", "an unknown type", input(0, 0, text));
    bad("type-5", "an unknown type", input(0, 5, text));
    bad("text-as-signal", "text in a signal", input(1, 1, text));
    bad(
        "typing-as-message",
        "typing in a message",
        input(0, 3, br#"{"on":true}"#),
    );
    bad("empty", "no bytes at all", input(0, 1, b""));
    bad("not-json", "not JSON", input(0, 1, b"Hello"));
    bad("not-utf8", "not UTF-8", input(0, 1, b"{\"text\":\"\xff\"}"));
    bad("no-text", "the text is missing", input(0, 1, b"{}"));
    bad(
        "text-number",
        "the text is a number",
        input(0, 1, br#"{"text":1}"#),
    );
    bad("array", "an array", input(0, 1, br#"["Hello"]"#));
    bad(
        "name-null",
        "null for a string",
        input(0, 1, br#"{"text":"a","name":null}"#),
    );
    bad("context-array", "an array for an object", {
        input(0, 1, br#"{"text":"a","context":["/"]}"#)
    });
    bad(
        "context-null",
        "null for an object",
        input(0, 1, br#"{"text":"a","context":null}"#),
    );
    bad("page-number", "a number for a string", {
        input(0, 1, br#"{"text":"a","context":{"page":1}}"#)
    });
    bad(
        "trailing",
        "something behind the JSON",
        input(0, 1, br#"{"text":"a"}}"#),
    );
    bad(
        "typing-string",
        "a string for a boolean",
        input(1, 3, br#"{"on":"yes"}"#),
    );
    bad(
        "receipt-other",
        "an unknown state",
        input(1, 4, br#"{"state":"read"}"#),
    );
    bad(
        "update-short",
        "an object is cut off",
        input(0, 2, &update[..10]),
    );
    bad(
        "text-half",
        "half a character",
        input(0, 1, br#"{"text":"\ud800"}"#),
    );
    bad(
        "text-half-swapped",
        "the halves of a character in the wrong order",
        input(0, 1, br#"{"text":"\uded6\ud83e"}"#),
    );
    bad("unknown-half", "half a character in an unknown name", {
        input(0, 1, br#"{"text":"a","\udc00":1}"#)
    });
    bad(
        "text-half-twice",
        "half a character in a field that a later one replaces",
        input(0, 1, br#"{"text":"\ud800","text":"a"}"#),
    );
    bad(
        "number-infinite",
        "a number that no double holds, in an unknown field",
        input(0, 1, br#"{"text":"a","more":1e999}"#),
    );
    bad(
        "text-too-deep",
        "nested 128 deep",
        input(0, 1, &nested(127)),
    );
    bad(
        "text-twice-number",
        "the last of two does not fit",
        input(0, 1, br#"{"text":"a","text":1}"#),
    );
    bad("update-trailing", "a byte too many", {
        input(0, 2, &[update.as_slice(), &[0]].concat())
    });
    cases
}

/// A text with an unknown field of this many lists inside each other.
fn nested(lists: usize) -> Vec<u8> {
    let (open, close) = ("[".repeat(lists), "]".repeat(lists));
    format!(r#"{{"text":"a","more":{open}{close}}}"#).into_bytes()
}
