//! Whatever bytes arrive, a parser answers without a panic and without taking more memory than
//! the bytes justify; and what it takes is exactly what it would write.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test without its seeds has failed"
)]

use std::alloc::System;
use std::cell::Cell;

use aside_protocol::account::{AccountBlob, RootBlob};
use aside_protocol::body::Body;
use aside_protocol::inner::Inner;
use aside_protocol::limits::OBJECT_MAX;
use aside_protocol::padding::{pad, unpad};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, Hello, Rekey};
use aside_protocol::statement::{Appearance, EpochCert, EpochWrap, Genesis, RootLink, Roster};
use aside_protocol::{MemberId, Object, WorkspaceId};
use cap::Cap;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use proptest::{collection, prelude::*, sample::Index};

/// Memory that one parse may take: a few times the largest object.
const MEMORY_MAX: usize = 4 * OBJECT_MAX;
const CASES: u32 = 12_000;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// One change to valid bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(Index, u8),
    Large(Index),
    Cut(Index),
    Insert(Index, u8),
    Repeat(Index),
    Append(Vec<u8>),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        2 => any::<Index>().prop_map(Change::Large),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, byte)),
        1 => any::<Index>().prop_map(Change::Repeat),
        1 => collection::vec(any::<u8>(), 0..64).prop_map(Change::Append),
    ]
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    let len = bytes.len().max(1);
    match change {
        Change::Set(at, byte) => bytes
            .iter_mut()
            .skip(at.index(len))
            .take(1)
            .for_each(|b| *b = *byte),
        Change::Large(at) => bytes
            .iter_mut()
            .skip(at.index(len))
            .take(4)
            .for_each(|b| *b = 0xff),
        Change::Cut(at) => bytes.truncate(at.index(len)),
        Change::Insert(at, byte) => bytes.insert(at.index(len).min(bytes.len()), *byte),
        Change::Repeat(at) => bytes.extend_from_within(at.index(len).min(bytes.len())..),
        Change::Append(more) => bytes.extend_from_slice(more),
    }
}

/// A mutated seed three times out of four; otherwise a header and noise.
fn input(seeds: &[Vec<u8>]) -> impl Strategy<Value = Vec<u8>> + use<> {
    let mutated = (
        proptest::sample::select(seeds.to_vec()),
        collection::vec(change(), 0..4),
    );
    let mutated = mutated.prop_map(|(mut bytes, changes)| {
        for change in &changes {
            apply(&mut bytes, change);
        }
        bytes
    });
    let header = seeds[0][..7.min(seeds[0].len())].to_vec();
    let noise = collection::vec(any::<u8>(), 0..600)
        .prop_map(move |noise| [header.as_slice(), &noise].concat());
    prop_oneof![3 => mutated, 1 => noise]
}

/// Runs `check` on many inputs, each within [`MEMORY_MAX`].
fn bombard(name: &str, seeds: &[Vec<u8>], check: impl Fn(&[u8])) {
    assert!(!seeds.is_empty(), "{name} has no valid bytes to begin with");
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let runs = Cell::new(0);
    let outcome = runner.run(&input(seeds), |bytes| {
        runs.set(runs.get() + 1);
        // Beyond the limit an allocation fails, which ends the test run.
        ALLOCATOR
            .set_limit(ALLOCATOR.allocated() + MEMORY_MAX)
            .unwrap();
        check(&bytes);
        ALLOCATOR.set_limit(usize::MAX).unwrap();
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(runs.get(), CASES, "{name}");
}

fn object<T: Object>(bytes: &[u8]) {
    if let Ok(object) = T::parse(bytes) {
        assert_eq!(object.encode(), bytes);
    }
}

/// The hex strings of a field of a suite's vectors.
fn seeds(suite: &str, field: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/../../vectors/{suite}", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    let cases = paths.iter().map(|path| {
        let text = std::fs::read_to_string(path).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    });
    let valid = cases.filter(|case| case["expect"] != "malformed");
    let hex = valid.filter_map(|case| case["input"][field].as_str().map(str::to_owned));
    hex.map(|hex| data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap())
        .collect()
}

/// One test, so that no other one allocates meanwhile.
#[test]
fn no_parser_panics_or_takes_more_memory_than_its_input_justifies() {
    bombard("genesis", &seeds("genesis", "bytes"), object::<Genesis>);
    bombard(
        "root link",
        &seeds("root-link", "bytes"),
        object::<RootLink>,
    );
    bombard("roster", &seeds("roster", "bytes"), object::<Roster>);
    bombard("epoch", &seeds("epoch-cert", "bytes"), object::<EpochCert>);
    bombard("wrap", &seeds("epoch-wrap", "wrap"), object::<EpochWrap>);
    bombard(
        "appearance",
        &seeds("appearance", "bytes"),
        object::<Appearance>,
    );
    bombard("hello", &seeds("hello", "hello"), object::<Hello>);
    bombard("rekey", &seeds("rekey", "rekey"), object::<Rekey>);
    bombard("envelope", &seeds("envelope", "bytes"), object::<Envelope>);
    bombard(
        "account blob",
        &seeds("account-blob", "blob"),
        object::<AccountBlob>,
    );
    bombard("root blob", &seeds("root-blob", "blob"), object::<RootBlob>);
    bombard("padding", &seeds("pad", "padded"), |bytes| {
        if let Some(message) = unpad(bytes) {
            assert_eq!(pad(message), bytes);
        }
    });
    bombard("inner", &[inner().encode()], |bytes| {
        if let Ok(inner) = Inner::parse(bytes, Direction::ToWorkspace, EnvelopeKind::Message) {
            assert_eq!(inner.encode(), bytes);
        }
    });
    bombard("body", &seeds("body", "body"), |bytes| {
        for body_type in 0..6 {
            Body::parse(EnvelopeKind::Message, body_type, bytes);
            Body::parse(EnvelopeKind::Signal, body_type, bytes);
        }
    });
    let texts = [
        WorkspaceId::new([7; 32]).to_string(),
        MemberId::new([7; 16]).to_string(),
    ];
    bombard("text forms", &texts.map(String::into_bytes), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(wid) = text.parse::<WorkspaceId>() {
            assert_eq!(wid.to_string(), text);
        }
        if let Ok(mid) = text.parse::<MemberId>() {
            assert_eq!(mid.to_string(), text);
        }
        let _ = aside_protocol::text::parse_code("sk-text", &text);
    });
}

fn inner() -> Inner {
    use aside_protocol::inner::{Head, Sender};
    use aside_protocol::{Digest, Lane, Timestamp, VisitorId};
    let head = |n: u8| Head {
        lane: Lane::new([n; 16]),
        seq: 1,
        hash: Digest::new([n; 32]),
    };
    Inner {
        sender: Sender::Visitor(VisitorId::new([1; 16])),
        lane: Lane::new([9; 16]),
        seq: 3,
        prev: Digest::new([4; 32]),
        heads: vec![head(1), head(2)],
        roster_n: 1,
        time: Timestamp::from_millis(1_800_000_000_000),
        body_type: 1,
        body: br#"{"text":"Hello"}"#.to_vec(),
    }
}
