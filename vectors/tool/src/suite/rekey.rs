//! Rekeys.

use aside_crypto::SignKey;
use aside_crypto::session::VisitorSession;
use aside_protocol::session::{Hello, Rekey};
use aside_protocol::{Digest, Object};
use serde_json::Value;

use super::bytes::spoiled;
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;

use super::hello::hello_input;

fn rekey_input(world: &World, hello: &Hello, before: &[&Rekey], rekey: &str) -> Value {
    let before: Vec<String> = before.iter().map(|rekey| hex(rekey.encode())).collect();
    let mut input = hello_input(world, &hex(hello.encode()));
    input["before"] = before.into();
    input["rekey"] = rekey.into();
    input
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn rekey() -> Vec<Case> {
    let mut world = World::new("rekey");
    let (mut visitor, _, hello) = world.sessions();
    let (mut other, _, _) = world.sessions();
    let accepted = world.accepted.clone();
    let mut next =
        |visitor: &mut VisitorSession| visitor.rekey(&accepted, NOW, &mut world.rng).unwrap();
    let [first, second, third] = [0; 3].map(|_| next(&mut visitor));
    let foreign = next(&mut other);
    let stranger = SignKey::generate(&mut world.rng);
    let after = |before: &[&Rekey], rekey: &Rekey| {
        rekey_input(&world, &hello, before, &hex(rekey.encode()))
    };
    let resigned = |rekey: &Rekey, change: &dyn Fn(&mut Rekey)| {
        let mut changed = rekey.clone();
        change(&mut changed);
        visitor.key().sign_object(changed)
    };
    let mut cases = vec![
        ok("first", "generation 1", after(&[], &first)),
        ok("second", "generation 2", after(&[&first], &second)),
        ok("third", "generation 3", after(&[&first, &second], &third)),
    ];
    cases.extend(spoiled(&first.encode(), |hex| {
        rekey_input(&world, &hello, &[], hex)
    }));
    let mut zero = first.encode();
    zero[7 + 32..7 + 34].fill(0);
    let twin = resigned(&first, &|rekey| rekey.nonce[0] ^= 1);
    let mut unsigned = first.clone();
    unsigned.nonce[0] ^= 1;
    cases.extend([
        fails("malformed-g-0", "generation 0", "malformed", {
            rekey_input(&world, &hello, &[], &hex(zero))
        }),
        fails(
            "replay",
            "the same bytes again",
            "replay",
            after(&[&first], &first),
        ),
        fails(
            "replay-old",
            "an older one again",
            "replay",
            after(&[&first, &second], &first),
        ),
        fails(
            "fork",
            "another one of the same generation",
            "fork",
            after(&[&first], &twin),
        ),
        fails(
            "fork-forged",
            "a forged fork raises no alarm",
            "bad-signature",
            after(&[&first], &stranger.sign_object(twin.clone())),
        ),
        fails(
            "signature",
            "changed after signing",
            "bad-signature",
            after(&[], &unsigned),
        ),
        fails(
            "stranger",
            "signed by another visitor",
            "bad-signature",
            after(&[], &foreign),
        ),
        fails("foreign-sid", "of another session", "unopenable", {
            after(&[], &resigned(&foreign, &|_| {}))
        }),
        fails(
            "leap",
            "generation 2 before generation 1",
            "unopenable",
            after(&[], &second),
        ),
        fails("prev", "does not follow the previous one", "unopenable", {
            after(&[], &resigned(&first, &|rekey| rekey.prev = Digest::ZERO))
        }),
        fails(
            "prev-sid",
            "the session id as prev of the second",
            "unopenable",
            {
                after(
                    &[&first],
                    &resigned(&second, &|rekey| rekey.prev = first.prev),
                )
            },
        ),
        fails("roster", "an unknown roster", "unopenable", {
            after(
                &[],
                &resigned(&first, &|rekey| rekey.roster_hash = Digest::ZERO),
            )
        }),
        fails("epoch", "an unknown epoch", "unopenable", {
            after(
                &[],
                &resigned(&first, &|rekey| rekey.epoch_hash = Digest::ZERO),
            )
        }),
    ]);
    cases
}
