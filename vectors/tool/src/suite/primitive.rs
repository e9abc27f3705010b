//! Hashes, derivations, padding and ids.

use aside_protocol::padding;
use serde_json::json;

use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

pub fn hash() -> Vec<Case> {
    let input = |label: &str, data: &[u8]| json!({ "label": label, "data": hex(data) });
    vec![
        ok("empty", "no data", input("wid", b"")),
        ok("short", "a few bytes", input("mid", b"abc")),
        ok(
            "other-label",
            "the same bytes under another label",
            input("sid", b"abc"),
        ),
        ok(
            "label-boundary",
            "part of the label moved into the data",
            input("si", b"d\0abc"),
        ),
        ok("long", "more than one block", input("roster", &[0x5a; 300])),
    ]
}

pub fn expand() -> Vec<Case> {
    let mut rng = SeededRng::new("expand");
    let key: [u8; 32] = rng.bytes();
    let input = |label: &str, context: &[u8], length: usize| {
        json!({
            "key": hex(key), "label": label, "context": hex(context), "length": length,
        })
    };
    vec![
        ok("whole", "32 bytes", input("v2w", &[1; 34], 32)),
        ok(
            "short",
            "the first 16 of the same 32 bytes",
            input("v2w", &[1; 34], 16),
        ),
        ok(
            "other-label",
            "the same context under another label",
            input("w2v", &[1; 34], 32),
        ),
        ok("empty-context", "no context", input("rec-sig", b"", 32)),
        ok(
            "text-context",
            "an address as context",
            input("auth", b"ada@acme.example", 32),
        ),
    ]
}

pub fn extract() -> Vec<Case> {
    let mut rng = SeededRng::new("extract");
    let input = |salt: [u8; 32], ikm: &[u8]| json!({ "salt": hex(salt), "ikm": hex(ikm) });
    vec![
        ok(
            "random",
            "32 random bytes each",
            input(rng.bytes(), &rng.bytes::<32>()),
        ),
        ok("zero-salt", "a salt of zeros", input([0; 32], &[1; 32])),
    ]
}

pub fn pad() -> Vec<Case> {
    let input = |padded: &[u8]| json!({ "padded": hex(padded) });
    let lengths = [0_usize, 1, 251, 252, 253, 260, 508, 509, 4_000, 34_000];
    let mut cases: Vec<Case> = lengths
        .iter()
        .map(|len| {
            let message = SeededRng::new("pad").vec(*len);
            let comment = format!("{len} bytes");
            ok(
                &format!("length-{len}"),
                &comment,
                input(&padding::pad(&message)),
            )
        })
        .collect();
    let mut bad = |name: &str, comment: &str, padded: &[u8]| {
        cases.push(fails(name, comment, "unopenable", input(padded)));
    };
    let padded = padding::pad(&[7; 310]);
    let mut marked = padded.clone();
    *marked.last_mut().unwrap() = 1;
    let mut zeros = 250_u32.to_be_bytes().to_vec();
    zeros.resize(256, 0);
    zeros[254] = 1;
    bad("empty", "no bytes at all", &[]);
    bad("prefix-only", "ends within the length", &[0, 0, 0]);
    bad("short", "shorter than 256", &padding::pad(b"x")[..255]);
    bad(
        "one-less",
        "one zero is missing",
        &padded[..padded.len() - 1],
    );
    bad(
        "one-more",
        "one zero too many",
        &[padded.as_slice(), &[0]].concat(),
    );
    bad(
        "next-bucket",
        "zeros up to the next length",
        &[padded.as_slice(), &[0; 16]].concat(),
    );
    bad("not-zero", "the last byte is not zero", &marked);
    bad(
        "not-zero-inside",
        "a byte of the padding is not zero",
        &zeros,
    );
    bad(
        "too-long",
        "the length is above what is there",
        &[0xff; 256],
    );
    let mut wrong = vec![0; 272];
    wrong[3] = 10;
    bad("too-much", "ten bytes padded to 272", &wrong);
    cases
}

pub fn ids() -> Vec<Case> {
    let mut rng = SeededRng::new("ids");
    let mut input = || {
        json!({
            "wid": hex(rng.bytes::<32>()),
            "sid": hex(rng.bytes::<32>()),
            "sig_pk": hex(rng.bytes::<32>()),
            "kem_pk": hex(rng.bytes::<1216>()),
        })
    };
    vec![
        ok("one", "random keys", input()),
        ok("two", "other random keys", input()),
    ]
}

pub fn security_code() -> Vec<Case> {
    let mut rng = SeededRng::new("security-code");
    let mut case = |name: &str| {
        let input = json!({
            "wid": hex(rng.bytes::<32>()),
            "sid": hex(rng.bytes::<32>()),
            "v_pk": hex(rng.bytes::<32>()),
        });
        ok(name, "six words", input)
    };
    ["one", "two", "three", "four"].map(&mut case).into()
}
