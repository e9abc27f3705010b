//! Epoch wraps.

use aside_crypto::epoch::Term;
use aside_crypto::epoch::{Recipient, certify, wrap};
use aside_crypto::{EpochSecret, KemSeed};
use aside_protocol::limits::DAY;
use aside_protocol::statement::{EpochWrap, Role, WrapTarget};
use aside_protocol::{MemberId, Object};
use serde_json::{Value, json};

use super::bytes::spoiled;
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;

fn input(world: &World, wrap: &str, mid: Option<MemberId>, kem: &KemSeed) -> Value {
    json!({
        "wrap": wrap,
        "epoch": hex(world.founded.epoch.encode()),
        "roster": hex(world.founded.roster.encode()),
        "mid": mid.map(hex),
        "kem_sk": hex(kem.expose()),
    })
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub fn epoch_wrap() -> Vec<Case> {
    let mut world = World::new("epoch-wrap");
    let own = world.owner().mid(&world.wid);
    let recovery = world.founded.secrets.recovery.kem_seed();
    let [to_owner, to_recovery] = world.founded.wraps.clone();
    let owner_input =
        |wrap: &EpochWrap| input(&world, &hex(wrap.encode()), Some(own), &world.owner().kem);
    let mut cases = vec![
        ok("member", "to the owner", owner_input(&to_owner)),
        ok("recovery", "to recovery", {
            input(&world, &hex(to_recovery.encode()), None, &recovery)
        }),
    ];
    cases.extend(spoiled(&to_owner.encode(), |hex| {
        input(&world, hex, Some(own), &world.owner().kem)
    }));
    let kind = 7 + 32 + 4 + 32;
    let mut patches = vec![
        ("kind-0", "an unknown kind of recipient", kind, 0),
        ("kind-3", "an unknown kind of recipient", kind, 3),
        ("recovery-id", "recovery with an id", kind, 2),
        (
            "box-length",
            "a box of another length",
            kind + 17 + 1120 + 3,
            103,
        ),
    ];
    for (name, comment, at, to) in patches.drain(..) {
        let mut bytes = to_owner.encode();
        bytes[at] = to;
        let input = input(&world, &hex(bytes), Some(own), &world.owner().kem);
        cases.push(fails(
            &format!("malformed-{name}"),
            comment,
            "malformed",
            input,
        ));
    }
    let mut bad = |name: &str, comment: &str, expect, wrap: &EpochWrap| {
        cases.push(fails(name, comment, expect, owner_input(wrap)));
    };
    let resigned = |change: &dyn Fn(&mut EpochWrap)| {
        let mut wrap = to_owner.clone();
        change(&mut wrap);
        world.owner().sig.sign_object(wrap)
    };
    let mut forged = to_owner.clone();
    forged.sealed[0] ^= 1;
    bad(
        "signature",
        "changed after signing",
        "bad-signature",
        &forged,
    );
    let stranger = resigned(&|wrap| wrap.signer = MemberId::new([1; 16]));
    bad(
        "stranger",
        "a signer who is not on the roster",
        "not-authorised",
        &stranger,
    );
    bad(
        "recipient",
        "meant for recovery",
        "unopenable",
        &to_recovery,
    );
    bad(
        "eid",
        "of another epoch",
        "unopenable",
        &resigned(&|wrap| wrap.eid = 1),
    );
    bad(
        "wid",
        "of another workspace",
        "unopenable",
        &resigned(&|wrap| {
            wrap.wid = aside_protocol::WorkspaceId::new([1; 32]);
        }),
    );
    bad(
        "epoch-hash",
        "of another certificate",
        "unopenable",
        &resigned(&|wrap| {
            wrap.epoch_hash = aside_protocol::Digest::ZERO;
        }),
    );
    bad(
        "box",
        "a box that does not open",
        "unopenable",
        &resigned(&|wrap| wrap.sealed[60] ^= 1),
    );
    bad(
        "enc",
        "another encapsulation",
        "unopenable",
        &resigned(&|wrap| {
            wrap.enc.clone_from(&to_recovery.enc);
        }),
    );
    cases.extend(substituted(&mut world, own));
    cases
}

/// Wraps that are honest in form only.
fn substituted(world: &mut World, own: MemberId) -> Vec<Case> {
    let other = EpochSecret::generate(&mut world.rng);
    let kem_pk = world.owner().kem.public();
    let to = Recipient {
        target: WrapTarget::Member(own),
        kem_pk: &kem_pk,
    };
    let term = Term {
        created: NOW,
        not_after: NOW.plus(30 * DAY),
    };
    let owner = &world.founded.secrets.member;
    let of_other = certify(&other, None, &world.founded.roster, term, owner).unwrap();
    let mut foreign = wrap(&other, &world.founded.epoch, to, owner, &mut world.rng).unwrap();
    let for_other = wrap(&other, &of_other, to, owner, &mut world.rng).unwrap();
    let (agent, member) = world.member(Role::Agent);
    let mut roster = world.founded.roster.clone();
    roster.members.push(member);
    roster.members.sort_by_key(|member| member.mid);
    let roster = world.roster(|r| r.members = roster.members);
    let kem = &world.owner().kem;
    let input_of = |wrap: &EpochWrap| input(world, &hex(wrap.encode()), Some(own), kem);
    let foreign_input = input_of(&foreign);
    let other_input = input_of(&for_other);
    foreign.signer = agent.mid(&world.wid);
    let mut agent_input = input_of(&agent.sig.sign_object(foreign));
    agent_input["roster"] = hex(roster.encode()).into();
    let mut wrong_key = input_of(&world.founded.wraps[0]);
    wrong_key["kem_sk"] = hex(agent.kem.expose()).into();
    vec![
        fails(
            "other-secret",
            "another epoch's secret",
            "unopenable",
            foreign_input,
        ),
        fails(
            "other-epoch",
            "an honest wrap of another epoch",
            "unopenable",
            other_input,
        ),
        fails(
            "agent",
            "signed by a mere agent",
            "not-authorised",
            agent_input,
        ),
        fails("key", "another member's key", "unopenable", wrong_key),
    ]
}
