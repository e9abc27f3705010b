//! What a stored object consists of, as far as its header tells.

use aside_protocol::Object;
use aside_protocol::session::{Direction, Envelope, Hello, Rekey};
use serde::Serialize;

/// A field of a stored object.
#[derive(Debug, Serialize)]
pub struct Part {
    name: &'static str,
    size_bytes: usize,
    /// `plain` or `sealed`.
    kind: &'static str,
}

/// A stored object, cut into its fields.
#[derive(Debug)]
pub struct Anatomy {
    /// `hello`, `envelope`, `rekey` or `status`.
    pub kind: &'static str,
    /// Whose words they are.
    pub from: Option<&'static str>,
    /// Where the first sealed field begins.
    pub sealed_from: usize,
    /// The fields in order.
    pub parts: Vec<Part>,
}

/// Magic, type and suite, which every object begins with.
const MARK: (&str, usize) = ("mark and type", 7);
const WORKSPACE: (&str, usize) = ("workspace", 32);
const SESSION: (&str, usize) = ("session", 32);
const STATEMENTS: (&str, usize) = ("roster and epoch", 64);
const SALT: (&str, usize) = ("random", 32);
const ENCAPSULATED: (&str, usize) = ("key, sealed to the shop", 1120);
const SIGNATURE: (&str, usize) = ("signature", 64);

/// Cuts an object into its fields. An empty body is a change of status.
pub fn of(body: &[u8]) -> Anatomy {
    if let Ok(envelope) = Envelope::parse(body) {
        return of_envelope(&envelope);
    }
    if Hello::parse(body).is_ok() {
        let plain = [
            MARK,
            WORKSPACE,
            STATEMENTS,
            ("visitor's public key", 32),
            SALT,
        ];
        return of_keys("hello", &plain);
    }
    if Rekey::parse(body).is_ok() {
        let plain = [
            MARK,
            SESSION,
            ("generation", 2),
            ("previous keys", 32),
            STATEMENTS,
            SALT,
        ];
        return of_keys("rekey", &plain);
    }
    Anatomy {
        kind: "status",
        from: None,
        sealed_from: body.len(),
        parts: Vec::new(),
    }
}

fn of_envelope(envelope: &Envelope) -> Anatomy {
    let plain = [
        MARK,
        SESSION,
        ("generation", 2),
        ("direction", 1),
        ("stored or not", 1),
        ("length", 4),
    ];
    let (sealed_from, mut parts) = plain_parts(&plain);
    parts.push(sealed("sealed message", envelope.sealed.len()));
    let from = match envelope.direction {
        Direction::ToWorkspace => "visitor",
        Direction::ToVisitor => "workspace",
    };
    Anatomy {
        kind: "envelope",
        from: Some(from),
        sealed_from,
        parts,
    }
}

fn of_keys(kind: &'static str, plain: &[(&'static str, usize)]) -> Anatomy {
    let (sealed_from, mut parts) = plain_parts(plain);
    parts.push(sealed(ENCAPSULATED.0, ENCAPSULATED.1));
    parts.push(plain_part(&SIGNATURE));
    Anatomy {
        kind,
        from: Some("visitor"),
        sealed_from,
        parts,
    }
}

fn plain_parts(plain: &[(&'static str, usize)]) -> (usize, Vec<Part>) {
    let size = plain.iter().map(|(_, size)| size).sum();
    (size, plain.iter().map(plain_part).collect())
}

fn plain_part(&(name, size_bytes): &(&'static str, usize)) -> Part {
    Part {
        name,
        size_bytes,
        kind: "plain",
    }
}

fn sealed(name: &'static str, size_bytes: usize) -> Part {
    Part {
        name,
        size_bytes,
        kind: "sealed",
    }
}
