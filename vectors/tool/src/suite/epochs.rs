//! Acceptance of epochs.

use aside_crypto::workspace::MemberKeys;
use aside_protocol::limits::DAY;
use aside_protocol::statement::Role;
use aside_protocol::{Digest, KemPublicKey, MemberId, Timestamp};
use serde_json::json;

use super::accept::{LEEWAY, object, team, with};
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};

#[expect(clippy::too_many_lines, reason = "a list of cases")]
pub(super) fn epochs(world: &mut World) -> Vec<Case> {
    let (agent, member) = world.member(Role::Agent);
    let (admin, admin_member) = world.member(Role::Admin);
    let team = team(world, &[member, admin_member]);
    let by = |keys: &MemberKeys| {
        let mut epoch = world.epoch_for(&team);
        epoch.signer = keys.mid(&world.wid);
        keys.sig.sign_object(epoch)
    };
    let of_team = |epoch| {
        with(
            world,
            &[("roster", object(&team)), ("epoch", object(&epoch))],
        )
    };
    let set = |epoch| with(world, &[("epoch", object(&epoch))]);
    let at = |now: Timestamp| with(world, &[("now", json!(now))]);
    let raised = world.roster(|roster| roster.min_epoch = 1);
    let stale = with(
        world,
        &[
            ("roster", object(&raised)),
            ("epoch", object(&world.epoch_for(&raised))),
        ],
    );
    let end = NOW.plus(30 * DAY + LEEWAY);
    let long = world.epoch(|epoch| epoch.not_after = NOW.plus(60 * DAY));
    let long_at = |now: Timestamp| with(world, &[("epoch", object(&long)), ("now", json!(now))]);
    let short = world.epoch(|epoch| epoch.not_after = NOW.plus(DAY));
    let short_at = |now: Timestamp| with(world, &[("epoch", object(&short)), ("now", json!(now))]);
    let mut forged = world.founded.epoch.clone();
    forged.not_after = NOW.plus(29 * DAY);
    vec![
        ok("epoch-admin", "signed by an admin", of_team(by(&admin))),
        ok("epoch-last-moment", "the last moment with leeway", at(end)),
        ok(
            "epoch-5",
            "numbers may leap",
            set(world.epoch(|epoch| epoch.eid = 5)),
        ),
        fails(
            "epoch-agent",
            "signed by a mere agent",
            "not-authorised",
            of_team(by(&agent)),
        ),
        fails(
            "epoch-stranger",
            "signed by nobody on the roster",
            "not-authorised",
            set(world.epoch(|epoch| epoch.signer = MemberId::new([7; 16]))),
        ),
        fails(
            "epoch-forged",
            "changed after signing",
            "bad-signature",
            set(forged),
        ),
        fails(
            "epoch-roster-future",
            "goes by a newer roster",
            "broken-chain",
            set(world.epoch(|epoch| epoch.roster_n = 2)),
        ),
        fails(
            "epoch-roster-hash",
            "goes by another roster 1",
            "broken-chain",
            set(world.epoch(|epoch| epoch.roster_hash = Digest::ZERO)),
        ),
        fails(
            "epoch-below-minimum",
            "below what the roster allows",
            "rollback",
            stale,
        ),
        fails(
            "epoch-future",
            "made more than a day from now",
            "not-yet-valid",
            {
                set(world.epoch(|epoch| {
                    epoch.created = NOW.plus(LEEWAY + 1);
                    epoch.not_after = NOW.plus(LEEWAY + 2);
                }))
            },
        ),
        fails(
            "epoch-expired",
            "a moment after the last",
            "expired",
            at(end.plus(1)),
        ),
        ok(
            "epoch-long-valid",
            "valid for longer than the roster allows",
            long_at(end),
        ),
        fails(
            "epoch-long-expired",
            "the roster's limit counts",
            "expired",
            long_at(end.plus(1)),
        ),
        ok(
            "epoch-short-valid",
            "valid for a day",
            short_at(NOW.plus(DAY + LEEWAY)),
        ),
        fails("epoch-short-expired", "its own end counts", "expired", {
            short_at(NOW.plus(DAY + LEEWAY + 1))
        }),
        fails(
            "epoch-weak-key",
            "the X25519 part of the key is of small order",
            "malformed",
            {
                set(world.epoch(|epoch| {
                    let mut key = *epoch.ep_pk.as_bytes();
                    key[1184..].fill(0);
                    epoch.ep_pk = KemPublicKey::from_slice(&key).unwrap();
                }))
            },
        ),
    ]
}
