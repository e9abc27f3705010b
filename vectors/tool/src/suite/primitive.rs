//! Section 2, text forms and ids.

use aside_crypto::encap::encap as encapsulate;
use aside_crypto::seal::seal_with_salt;
use aside_crypto::{KemSeed, RecoveryCode, SealKey, SecretKey, SignKey};
use aside_protocol::{ConversationId, MemberId, MessageId, WorkspaceId, padding};
use serde_json::{Value, json};

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

pub fn verify() -> Vec<Case> {
    let mut rng = SeededRng::new("verify");
    let key = SignKey::generate(&mut rng);
    let (pk, message) = (*key.public().as_bytes(), b"signed part".as_slice());
    let sig = *key.sign("roster", message).as_bytes();
    let input = |pk: [u8; 32], label: &str, message: &[u8], sig: [u8; 64]| {
        json!({
            "public_key": hex(pk), "label": label,
            "message": hex(message), "signature": hex(sig),
        })
    };
    let mut cases = vec![
        ok(
            "valid",
            "a valid signature",
            input(pk, "roster", message, sig),
        ),
        ok("valid-empty", "over no bytes", {
            input(pk, "epoch", b"", *key.sign("epoch", b"").as_bytes())
        }),
    ];
    let mut bad = |name: &str, comment: &str, input: Value| {
        cases.push(fails(name, comment, "bad-signature", input));
    };
    bad("label", "another label", input(pk, "epoch", message, sig));
    bad(
        "message",
        "another message",
        input(pk, "roster", b"signed part.", sig),
    );
    let other = *SignKey::generate(&mut rng).public().as_bytes();
    bad("key", "another key", input(other, "roster", message, sig));
    bad(
        "r",
        "R changed",
        input(pk, "roster", message, flipped(sig, 0)),
    );
    bad(
        "s",
        "S changed",
        input(pk, "roster", message, flipped(sig, 32)),
    );
    bad(
        "s-plus-order",
        "S plus the group order",
        input(pk, "roster", message, s_plus_order(sig)),
    );
    bad("zero", "all zeros", input(pk, "roster", message, [0; 64]));
    for (name, point) in weak_ed25519() {
        // With A the identity, R the identity and S = 0 hold the equation for every message.
        let mut sig_r = sig;
        sig_r[..32].copy_from_slice(&point);
        let mut sig_zero_s = [0; 64];
        sig_zero_s[..32].copy_from_slice(&point);
        bad(
            &format!("weak-r-{name}"),
            "a weak R",
            input(pk, "roster", message, sig_r),
        );
        let forged = input(point, "roster", message, sig_zero_s);
        bad(
            &format!("weak-a-{name}"),
            "a weak key with R equal to it and S zero",
            forged,
        );
    }
    cases
}

fn flipped(mut sig: [u8; 64], at: usize) -> [u8; 64] {
    sig[at] ^= 1;
    sig
}

fn s_plus_order(mut sig: [u8; 64]) -> [u8; 64] {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, order) in sig[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        let [high, low] = sum.to_be_bytes();
        (*byte, carry) = (low, u16::from(high));
    }
    sig
}

/// Names and encodings of points that must be refused as A and as R.
fn weak_ed25519() -> Vec<(String, [u8; 32])> {
    let order_8 = [
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ];
    let mut points: Vec<(String, [u8; 32])> = vec![
        ("y0".to_owned(), little(0)),
        ("y1".to_owned(), little(1)),
        ("order8a".to_owned(), unhex(order_8[0])),
        ("order8b".to_owned(), unhex(order_8[1])),
    ];
    points.push(("p-minus-1".to_owned(), near_p(0xec)));
    points.extend((0xed..=0xff).map(|low| (format!("y-{low:02x}-of-p"), near_p(low))));
    let signed = points.clone().into_iter().map(|(name, mut point)| {
        point[31] |= 0x80;
        (name + "-signed", point)
    });
    points.extend(signed.collect::<Vec<_>>());
    points
}

/// Names and encodings of small-order X25519 values, without and with the ignored top bit.
fn weak_x25519() -> Vec<(String, [u8; 32])> {
    let mut points: Vec<(String, [u8; 32])> = vec![
        ("u0".to_owned(), little(0)),
        ("u1".to_owned(), little(1)),
        (
            "order8a".to_owned(),
            unhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        ),
        (
            "order8b".to_owned(),
            unhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        ),
        ("p-minus-1".to_owned(), near_p(0xec)),
        ("p".to_owned(), near_p(0xed)),
        ("p-plus-1".to_owned(), near_p(0xee)),
    ];
    let signed = points.clone().into_iter().map(|(name, mut point)| {
        point[31] |= 0x80;
        (name + "-top-bit", point)
    });
    points.extend(signed.collect::<Vec<_>>());
    points
}

fn little(low: u8) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[0] = low;
    bytes
}

fn near_p(low: u8) -> [u8; 32] {
    let mut bytes = [0xff; 32];
    bytes[0] = low;
    bytes[31] = 0x7f;
    bytes
}

fn unhex(text: &str) -> [u8; 32] {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    bytes.try_into().unwrap()
}

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

pub fn text_forms() -> Vec<Case> {
    let mut rng = SeededRng::new("text-forms");
    let wid = WorkspaceId::new(rng.bytes()).to_string();
    let sk = SecretKey::generate(&mut rng).to_text().to_string();
    let rec = RecoveryCode::generate(&mut rng).to_text().to_string();
    let mid = MemberId::new(rng.bytes()).to_string();
    let cv = ConversationId::new(rng.bytes()).to_string();
    let ms = MessageId::new(rng.bytes()).to_string();
    let input = |kind: &str, text: &str| json!({ "kind": kind, "text": text });
    let mut cases = vec![
        ok("wid", "a workspace id", input("workspace-id", &wid)),
        ok("sk", "a Secret Key", input("secret-key", &sk)),
        ok(
            "sk-lower",
            "in lower case",
            input("secret-key", &sk.to_lowercase()),
        ),
        ok(
            "sk-bare",
            "without hyphens",
            input("secret-key", &sk.replace('-', "")),
        ),
        ok(
            "sk-spaces",
            "with spaces",
            input("secret-key", &format!(" {} ", sk.replace('-', " "))),
        ),
        ok("rec", "a recovery code", input("recovery-code", &rec)),
        ok("mid", "a member id", input("member-id", &mid)),
        ok("cv", "a conversation id", input("conversation-id", &cv)),
        ok("ms", "a message id", input("message-id", &ms)),
    ];
    let mut bad = |name: &str, comment: &str, kind: &str, text: &str| {
        cases.push(fails(name, comment, "malformed", input(kind, text)));
    };
    bad("wid-empty", "nothing", "workspace-id", "");
    bad(
        "wid-upper",
        "upper case",
        "workspace-id",
        &wid.to_uppercase(),
    );
    bad(
        "wid-mixed",
        "one letter in upper case",
        "workspace-id",
        &upper_one(&wid),
    );
    bad(
        "wid-short",
        "the last character is missing",
        "workspace-id",
        &wid[..58],
    );
    bad(
        "wid-long",
        "one character too many",
        "workspace-id",
        &format!("{wid}a"),
    );
    bad(
        "wid-prefix",
        "another prefix",
        "workspace-id",
        &wid.replacen("as1", "as2", 1),
    );
    bad(
        "wid-typo",
        "one character changed",
        "workspace-id",
        &typo(&wid, 10),
    );
    bad(
        "wid-sum",
        "the checksum changed",
        "workspace-id",
        &typo(&wid, 57),
    );
    bad(
        "wid-space",
        "a space behind it",
        "workspace-id",
        &format!("{wid} "),
    );
    bad(
        "wid-digit",
        "a digit that is not base32",
        "workspace-id",
        &wid.replacen(&wid[5..6], "1", 1),
    );
    bad(
        "sk-typo",
        "one character changed",
        "secret-key",
        &typo(&sk, 3),
    );
    bad("sk-as-rec", "a recovery code", "secret-key", &rec);
    bad("sk-short", "a group is missing", "secret-key", &sk[..64]);
    bad(
        "sk-long",
        "a character too many",
        "secret-key",
        &format!("{sk}A"),
    );
    bad(
        "sk-dots",
        "dots between the groups",
        "secret-key",
        &sk.replace('-', "."),
    );
    bad("rec-as-sk", "a Secret Key", "recovery-code", &sk);
    bad(
        "mid-prefix",
        "a conversation's prefix",
        "member-id",
        &mid.replacen("mb_", "cv_", 1),
    );
    bad(
        "mid-bits",
        "stray trailing bits",
        "member-id",
        "mb_aaaaaaaaaaaaaaaaaaaaaaaaab",
    );
    bad("mid-upper", "upper case", "member-id", &mid.to_uppercase());
    bad(
        "cv-short",
        "a character is missing",
        "conversation-id",
        &cv[..28],
    );
    bad(
        "cv-long",
        "a character too many",
        "conversation-id",
        &format!("{cv}a"),
    );
    bad("ms-padded", "padded", "message-id", &format!("{ms}======"));
    bad("ms-empty", "only the prefix", "message-id", "ms_");
    cases
}

fn upper_one(text: &str) -> String {
    let at = text.rfind(|c: char| c.is_ascii_lowercase()).unwrap();
    format!(
        "{}{}{}",
        &text[..at],
        text[at..=at].to_uppercase(),
        &text[at + 1..]
    )
}

fn typo(text: &str, at: usize) -> String {
    let other = if text[at..].to_lowercase().starts_with('a') {
        "b"
    } else {
        "a"
    };
    format!("{}{other}{}", &text[..at], &text[at + 1..])
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
