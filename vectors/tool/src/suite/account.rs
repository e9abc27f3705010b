//! Passwords, root blobs, logins and device links.

use aside_crypto::account::{AccountKeys, DeviceLink, Stretched, normal_email, seal_root};
use aside_crypto::{SealKey, SecretKey, SignKey};
use aside_protocol::account::RootBlob;
use aside_protocol::login::{Login, Purpose};
use aside_protocol::{Floors, MemberId, Object, WorkspaceId};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;
use crate::rng::SeededRng;

pub fn account_stretch() -> Vec<Case> {
    let mut rng = SeededRng::new("account-stretch");
    let secret_key = hex(rng.bytes::<32>());
    let input = |email: &str, password: &str| json!({ "email": email, "password": password, "secret_key": secret_key });
    vec![
        ok(
            "plain",
            "plain letters",
            input("ada@acme.example", "correct horse"),
        ),
        ok("spelling", "the same address in another spelling", {
            input("  ADA@Acme.Example\t", "correct horse")
        }),
        ok("compatible", "characters that NFKC replaces", {
            input("ａｄａ@acme.example", "ﬁve ①②③ Ａ")
        }),
        ok("accents", "an accent apart from its letter", {
            input("Jose\u{301}@acme.example", "cafe\u{301} ß İ")
        }),
    ]
}

pub fn root_blob() -> Vec<Case> {
    let mut world = World::new("root-blob");
    let blob = world.founded.root.clone();
    let key = hex(world.account.root_wrap().expose());
    let input = |blob: &str| json!({ "blob": blob, "key": key });
    let mut cases = vec![ok(
        "valid",
        "the founder's root key",
        input(&hex(blob.encode())),
    )];
    cases.extend(spoiled(&blob.encode(), input));
    let patches: [(&str, &str, usize, u8); 2] = [
        ("n-0", "counts from 1", 7 + 48 + 3, 0),
        (
            "box-length",
            "a box of another length",
            7 + 48 + 4 + 32 + 3,
            103,
        ),
    ];
    for (name, comment, at, to) in patches {
        let mut bytes = blob.encode();
        bytes[at] = to;
        cases.push(fails(
            &format!("malformed-{name}"),
            comment,
            "malformed",
            input(&hex(bytes)),
        ));
    }
    let other = SignKey::generate(&mut world.rng);
    let owner = world.owner().mid(&world.wid);
    let account = world.account.root_wrap();
    let mut foreign = seal_root(&other, &world.wid, &owner, 1, account, &mut world.rng).unwrap();
    foreign.root_pk = blob.root_pk;
    let changed = |change: &dyn Fn(&mut RootBlob)| {
        let mut blob = blob.clone();
        change(&mut blob);
        input(&hex(blob.encode()))
    };
    let shut = |name: &str, comment: &str, input: Value| fails(name, comment, "unopenable", input);
    let mut wrong_key = input(&hex(blob.encode()));
    wrong_key["key"] = hex([1; 32]).into();
    cases.extend([
        shut("key", "a wrong password", wrong_key),
        shut("box", "the box changed", changed(&|b| b.sealed[60] ^= 1)),
        shut(
            "wid",
            "another workspace",
            changed(&|b| b.wid = WorkspaceId::new([1; 32])),
        ),
        shut(
            "mid",
            "another member",
            changed(&|b| b.mid = MemberId::new([1; 16])),
        ),
        shut("n", "another version", changed(&|b| b.n = 2)),
        shut(
            "root-pk",
            "another root key outside",
            changed(&|b| b.root_pk = other.public()),
        ),
        shut(
            "foreign",
            "another root key inside",
            input(&hex(foreign.encode())),
        ),
        shut("mismatch", "a root key sealed for another public key", {
            mismatched(&blob, account, &other, &mut world.rng)
        }),
    ]);
    cases
}

/// A blob whose seal is right for the outside and holds another key.
fn mismatched(blob: &RootBlob, key: &SealKey, other: &SignKey, rng: &mut SeededRng) -> Value {
    let sealed = aside_crypto::seal::seal(key, "root", &blob.context(), other.seed(), rng);
    let blob = RootBlob {
        sealed: sealed.try_into().unwrap(),
        ..blob.clone()
    };
    json!({ "blob": hex(blob.encode()), "key": hex(key.expose()) })
}

pub fn login() -> Vec<Case> {
    let mut rng = SeededRng::new("login");
    let secret_key = SecretKey::generate(&mut rng);
    let stretched = Stretched::from_bytes(rng.bytes());
    let keys = AccountKeys::derive("ada@acme.example", &stretched, &secret_key);
    let challenge: [u8; 32] = rng.bytes();
    let sign = |origin: &str, purpose: Purpose| {
        hex(keys.sign_login(&Login {
            origin,
            challenge: &challenge,
            time: NOW,
            purpose,
        }))
    };
    let origin = "https://chat.example";
    let input = |purpose: &str, signature: &str| {
        json!({
            "auth_pk": hex(keys.auth().public()),
            "origin": origin,
            "challenge": hex(challenge),
            "time": NOW,
            "purpose": purpose,
            "signature": signature,
        })
    };
    let sign_in = sign(origin, Purpose::SignIn);
    let with = |field: &str, value: Value| {
        let mut input = input("sign-in", &sign_in);
        input[field] = value;
        input
    };
    let bad =
        |name: &str, comment: &str, input: Value| fails(name, comment, "bad-signature", input);
    vec![
        ok(
            "sign-in",
            "an account that exists",
            input("sign-in", &sign_in),
        ),
        ok(
            "sign-up",
            "a new account",
            input("sign-up", &sign(origin, Purpose::SignUp)),
        ),
        bad(
            "purpose",
            "signed for another purpose",
            input("sign-up", &sign_in),
        ),
        bad("origin", "signed for another service", {
            input(
                "sign-in",
                &sign("https://chat.example.evil.example", Purpose::SignIn),
            )
        }),
        bad(
            "challenge",
            "another challenge",
            with("challenge", hex([1; 32]).into()),
        ),
        bad("time", "another time", with("time", json!(NOW.plus(1)))),
        bad(
            "key",
            "another account",
            with("auth_pk", {
                hex(SignKey::generate(&mut rng).public()).into()
            }),
        ),
        bad("zero", "all zeros", with("signature", hex([0; 64]).into())),
    ]
}

pub fn device_link() -> Vec<Case> {
    let mut rng = SeededRng::new("device-link");
    let mut link = |email: &str, floors: Floors| {
        let link = DeviceLink {
            email: normal_email(email),
            secret_key: SecretKey::generate(&mut rng),
            wid: WorkspaceId::new(rng.bytes()),
            floors,
        };
        link.to_fragment().to_string()
    };
    let seen = Floors {
        links: 1,
        roster: 2,
        epoch: Some(3),
        appearance: 4,
    };
    let valid = link("ada@acme.example", seen);
    let input = |fragment: &str| json!({ "fragment": fragment });
    let bytes = BASE64URL_NOPAD
        .decode(&valid.as_bytes()["#device/".len()..])
        .unwrap();
    let of = |bytes: &[u8]| input(&format!("#device/{}", BASE64URL_NOPAD.encode(bytes)));
    let bad = |name: &str, comment: &str, input: Value| fails(name, comment, "malformed", input);
    vec![
        ok("valid", "a device link", input(&valid)),
        ok(
            "nothing-seen",
            "no floors",
            input(&link("josé@acme.example", Floors::default())),
        ),
        bad("empty", "nothing", input("")),
        bad("prefix-only", "only the prefix", input("#device/")),
        bad(
            "prefix",
            "another prefix",
            input(&valid.replacen("#device", "#join", 1)),
        ),
        bad("no-hash", "without its number sign", input(&valid[1..])),
        bad(
            "truncated",
            "a byte is missing",
            of(&bytes[..bytes.len() - 1]),
        ),
        bad(
            "trailing",
            "a byte too many",
            of(&[bytes.as_slice(), &[0]].concat()),
        ),
        bad("padded", "padded", input(&format!("{valid}="))),
        bad(
            "alphabet",
            "the other alphabet",
            input(&valid.replacen(&valid[9..10], "+", 1)),
        ),
        bad("length", "a length above what is there", {
            of(&[&[0xff_u8; 4], &bytes[4..]].concat())
        }),
    ]
}
