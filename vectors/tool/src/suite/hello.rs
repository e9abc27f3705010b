//! Hellos.

use aside_protocol::session::Hello;
use aside_protocol::{Digest, Object, WorkspaceId};
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::World;
use crate::case::{Case, fails, ok};
use crate::hex::hex;

pub(super) fn hello_input(world: &World, hello: &str) -> Value {
    json!({
        "wid": hex(world.wid),
        "hello": hello,
        "rosters": [hex(world.founded.roster.encode())],
        "epochs": world.held_epochs(),
    })
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn hello() -> Vec<Case> {
    let mut world = World::new("hello");
    let (visitor, _, hello) = world.sessions();
    let (_, _, other) = world.sessions();
    let input = |hello: &Hello| hello_input(&world, &hex(hello.encode()));
    let resigned = |change: &dyn Fn(&mut Hello)| {
        let mut changed = hello.clone();
        change(&mut changed);
        input(&visitor.key().sign_object(changed))
    };
    let unsigned = |change: &dyn Fn(&mut Hello)| {
        let mut changed = hello.clone();
        change(&mut changed);
        input(&changed)
    };
    let mut cases = vec![
        ok("valid", "opens a session", input(&hello)),
        ok("other", "another visitor", input(&other)),
        ok(
            "other-enc",
            "somebody else's encapsulation gives a key nobody else has",
            resigned(&|hello| hello.enc.clone_from(&other.enc)),
        ),
        ok(
            "other-nonce",
            "another nonce, signed again, gives another key",
            resigned(&|hello| hello.nonce[0] ^= 1),
        ),
    ];
    cases.extend(spoiled(&hello.encode(), |hex| hello_input(&world, hex)));
    let bad =
        |name: &str, comment: &str, input: Value| fails(name, comment, "bad-signature", input);
    cases.extend([
        bad(
            "signature",
            "the signature changed",
            unsigned(&|hello| {
                let mut sig = *hello.sig.as_bytes();
                sig[40] ^= 1;
                hello.sig = sig.into();
            }),
        ),
        bad(
            "nonce",
            "another nonce",
            unsigned(&|hello| hello.nonce[0] ^= 1),
        ),
        bad(
            "v-pk",
            "another visitor's key",
            unsigned(&|hello| hello.v_pk = other.v_pk),
        ),
        bad(
            "weak-v-pk",
            "a visitor's key of small order",
            unsigned(&|hello| {
                let mut point = [0; 32];
                point[0] = 1;
                hello.v_pk = point.into();
                let mut sig = [0; 64];
                sig[0] = 1;
                hello.sig = sig.into();
            }),
        ),
        bad(
            "wid-unsigned",
            "another workspace, not signed again",
            unsigned(&|hello| {
                hello.wid = WorkspaceId::new([1; 32]);
            }),
        ),
    ]);
    let shut = |name: &str, comment: &str, input: Value| fails(name, comment, "unopenable", input);
    let newer = world.epoch(|epoch| epoch.roster_n = 2);
    let mut newer_epoch = resigned(&|hello| hello.epoch_hash = newer.digest());
    newer_epoch["epochs"][0]["epoch"] = hex(newer.encode()).into();
    let mut weak = hello.clone();
    let mut enc = *weak.enc.as_bytes();
    enc[1088..].fill(0);
    weak.enc = aside_protocol::Encapsulated::from_slice(&enc).unwrap();
    cases.extend([
        shut(
            "wid",
            "another workspace",
            resigned(&|h| h.wid = WorkspaceId::new([1; 32])),
        ),
        shut(
            "roster",
            "an unknown roster",
            resigned(&|h| h.roster_hash = Digest::ZERO),
        ),
        shut(
            "epoch",
            "an unknown epoch",
            resigned(&|h| h.epoch_hash = Digest::ZERO),
        ),
        shut(
            "epoch-newer",
            "the epoch goes by a newer roster",
            newer_epoch,
        ),
        shut(
            "weak-enc",
            "an encapsulation of small order",
            input(&visitor.key().sign_object(weak)),
        ),
    ]);
    cases
}
