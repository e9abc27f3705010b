//! Seals and encapsulations.

use aside_crypto::encap::encap as encapsulate;
use aside_crypto::seal::seal_with_salt;
use aside_crypto::{KemSeed, SealKey};
use serde_json::{Value, json};

use super::points::weak_x25519;
use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

pub fn open() -> Vec<Case> {
    let mut rng = SeededRng::new("open");
    let key: [u8; 32] = rng.bytes();
    let salt = rng.bytes();
    let seal = |message: &[u8]| {
        seal_with_salt(&SealKey::from_bytes(key), "msg", b"context", message, &salt)
    };
    let input = |key: [u8; 32], label: &str, context: &[u8], sealed: &[u8]| {
        json!({
            "key": hex(key), "label": label, "context": hex(context), "sealed": hex(sealed),
        })
    };
    let opens = |sealed: &[u8]| input(key, "msg", b"context", sealed);
    let two_chunks = rng.vec(16_384);
    let mut cases = vec![
        ok("empty", "no bytes: one empty chunk", opens(&seal(b""))),
        ok("short", "a few bytes", opens(&seal(b"Hello, world"))),
        ok(
            "almost-full",
            "one byte less than a chunk",
            opens(&seal(&two_chunks[..16_383])),
        ),
        ok(
            "full",
            "a full chunk and an empty one",
            opens(&seal(&two_chunks)),
        ),
        ok("over", "one byte more than a chunk", {
            opens(&seal(&[two_chunks.as_slice(), &[7]].concat()))
        }),
    ];
    let sealed = seal(b"Hello, world");
    let long = seal(&two_chunks);
    let mut bad = |name: &str, comment: &str, input: Value| {
        cases.push(fails(name, comment, "unopenable", input));
    };
    let other: [u8; 32] = rng.bytes();
    bad(
        "key",
        "another key",
        input(other, "msg", b"context", &sealed),
    );
    bad(
        "label",
        "another label",
        input(key, "wrap", b"context", &sealed),
    );
    bad(
        "context",
        "another context",
        input(key, "msg", b"contexT", &sealed),
    );
    let regions = [
        ("salt", 0),
        ("commitment", 24),
        ("text", 56),
        ("tag", sealed.len() - 1),
    ];
    for (name, at) in regions {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        bad(name, "one bit changed", opens(&changed));
    }
    bad("nothing", "no bytes at all", opens(&[]));
    bad("salt-only", "ends after the salt", opens(&sealed[..24]));
    bad(
        "no-chunk",
        "ends after the commitment",
        opens(&sealed[..56]),
    );
    bad("short-tag", "ends within the tag", opens(&sealed[..70]));
    bad(
        "truncated",
        "the last byte is missing",
        opens(&sealed[..sealed.len() - 1]),
    );
    bad(
        "trailing",
        "one byte too many",
        opens(&[sealed.as_slice(), &[0]].concat()),
    );
    bad(
        "last-chunk-cut",
        "the empty last chunk is missing",
        opens(&long[..long.len() - 16]),
    );
    let first = &long[56..56 + 16_400];
    let doubled = [&long[..56], first, first, &long[56 + 16_400..]].concat();
    bad(
        "chunk-doubled",
        "the first chunk stands twice",
        opens(&doubled),
    );
    let swapped = [&long[..56], &long[56 + 16_400..], first].concat();
    bad(
        "chunks-swapped",
        "the short chunk stands first",
        opens(&swapped),
    );
    cases
}

pub fn encap() -> Vec<Case> {
    let mut rng = SeededRng::new("encap");
    let pk = *KemSeed::generate(&mut rng).public().as_bytes();
    let input = |pk: &[u8]| json!({ "public_key": hex(pk) });
    let mut cases = vec![ok("valid", "the public key of a seed", input(&pk))];
    for (name, point) in weak_x25519() {
        let mut weak = pk;
        weak[1184..].copy_from_slice(&point);
        let comment = "the X25519 part is of small order";
        cases.push(fails(
            &format!("weak-{name}"),
            comment,
            "malformed",
            input(&weak),
        ));
    }
    let mut unreduced = pk;
    unreduced[..3].copy_from_slice(&[0xff; 3]);
    let comment = "a coefficient of the ML-KEM part is not reduced";
    cases.push(fails("unreduced", comment, "malformed", input(&unreduced)));
    cases
}

pub fn decap() -> Vec<Case> {
    let mut rng = SeededRng::new("decap");
    let seed: [u8; 32] = rng.bytes();
    let pk = KemSeed::from_bytes(seed).public();
    let (enc, _) = encapsulate(&pk, b"info", b"session-root", &mut rng).unwrap();
    let enc = *enc.as_bytes();
    let input = |seed: [u8; 32], enc: &[u8], info: &[u8], context: &[u8]| {
        json!({
            "seed": hex(seed), "enc": hex(enc), "info": hex(info), "export_context": hex(context),
        })
    };
    let changed = |at: usize| {
        let mut enc = enc;
        enc[at] ^= 1;
        enc
    };
    let context = b"session-root";
    let mut cases = vec![
        ok(
            "valid",
            "an encapsulation to this seed",
            input(seed, &enc, b"info", context),
        ),
        ok(
            "other-seed",
            "gives another key",
            input(rng.bytes(), &enc, b"info", context),
        ),
        ok(
            "other-info",
            "gives another key",
            input(seed, &enc, b"infO", context),
        ),
        ok(
            "other-context",
            "gives another key",
            input(seed, &enc, b"info", b"epoch-wrap"),
        ),
        ok(
            "ml-kem-changed",
            "implicit rejection",
            input(seed, &changed(0), b"info", context),
        ),
        ok(
            "x25519-changed",
            "gives another key",
            input(seed, &changed(1088), b"info", context),
        ),
        ok("empty-info", "no info", input(seed, &enc, b"", context)),
    ];
    for (name, point) in weak_x25519() {
        let mut weak = enc;
        weak[1088..].copy_from_slice(&point);
        let comment = "the X25519 part is of small order";
        let input = input(seed, &weak, b"info", context);
        cases.push(fails(&format!("weak-{name}"), comment, "unopenable", input));
    }
    cases
}
