//! Text frames of a live connection (`spec/api.md §5`).

use std::fmt::Write as _;

use aside_domain::Change;
use aside_domain::bus::{Audience, Check, Shared, Signal};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use crate::http::{Base64, View, WireChange};

pub const STATEMENTS: &str = r#"{"type":"statements"}"#;
pub const ACCOUNT: &str = r#"{"type":"account"}"#;

const OPENING: &str = r#"{"type":"changes","changes":["#;

/// A frame of changes, put together from parts that are encoded once for all connections.
pub struct Builder {
    text: String,
    count: usize,
}

impl Builder {
    pub fn new() -> Self {
        Self {
            text: String::from(OPENING),
            count: 0,
        }
    }

    pub const fn count(&self) -> usize {
        self.count
    }

    pub fn push(&mut self, change: &Shared<Change>, view: View) {
        let encoded = change.form(audience(view), |change| encode(change, view));
        self.push_encoded(&encoded);
    }

    fn push_encoded(&mut self, encoded: &[u8]) {
        if self.count > 0 {
            self.text.push(',');
        }
        // It is JSON that we wrote, so it is UTF-8.
        self.text
            .push_str(std::str::from_utf8(encoded).unwrap_or("null"));
        self.count += 1;
    }

    pub fn finish(mut self, next: u64) -> String {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "],\"next\":{next}}}");
        self.text
    }
}

/// A frame of changes from the store.
pub fn page(page: &[Change], view: View, next: u64) -> String {
    let mut builder = Builder::new();
    for change in page {
        builder.push_encoded(&encode(change, view));
    }
    builder.finish(next)
}

pub fn signal(signal: &Shared<Signal>, view: View) -> String {
    let frame = signal.form(audience(view), |signal| {
        let envelope = Base64(signal.envelope.clone());
        let conversation = signal.conversation;
        let frame = json!({
            "type": "signal", "conversation": conversation, "envelope": envelope
        });
        frame.to_string().into()
    });
    String::from_utf8_lossy(&frame).into_owned()
}

pub fn check(check: &Check) -> String {
    let Check {
        nonce,
        origin,
        release,
    } = check;
    json!({ "type": "check", "nonce": nonce, "origin": origin, "release": release }).to_string()
}

/// The JSON form of a [`WireChange`]. Its item goes in by itself: base64 has nothing to escape, and
/// looking for it would cost more than all the rest.
fn encode(change: &Change, view: View) -> Bytes {
    let (head, item) = WireChange::new(change, view).without_item();
    // A change always has a JSON form.
    let mut json = serde_json::to_string(&head).unwrap_or_default();
    if let Some(Base64(item)) = item {
        json.reserve_exact(item.len() * 4 / 3 + 16);
        json.pop();
        json.push_str(",\"item\":\"");
        BASE64URL_NOPAD.encode_append(&item, &mut json);
        json.push_str("\"}");
    }
    json.into()
}

const fn audience(view: View) -> Audience {
    match view {
        View::Agent => Audience::Agents,
        View::Visitor => Audience::Visitors,
    }
}
