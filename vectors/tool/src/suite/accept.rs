//! Acceptance and succession.

use aside_crypto::SignKey;
use aside_crypto::workspace::MemberKeys;
use aside_protocol::limits::DAY;
use aside_protocol::statement::{LinkSigner, Member, Role, Roster};
use aside_protocol::{Digest, KemPublicKey, MemberId, Object, Timestamp, WorkspaceId};
use serde_json::{Value, json};

use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;

const LEEWAY: u64 = DAY;

/// The founded workspace as an input, seen for the first time.
fn input(world: &World) -> Value {
    json!({
        "wid": hex(world.wid),
        "genesis": hex(world.founded.genesis.encode()),
        "links": [],
        "roster": hex(world.founded.roster.encode()),
        "epoch": hex(world.founded.epoch.encode()),
        "appearance": hex(world.founded.appearance.encode()),
        "floors": { "links": 0, "roster": 0, "epoch": null, "appearance": 0 },
        "now": NOW,
    })
}

fn with(world: &World, changes: &[(&str, Value)]) -> Value {
    let mut input = input(world);
    for (field, value) in changes {
        input[*field] = value.clone();
    }
    input
}

fn object(object: &impl Object) -> Value {
    hex(object.encode()).into()
}

pub fn accept() -> Vec<Case> {
    let mut world = World::new("accept");
    let mut cases = Vec::new();
    cases.extend(basics(&world));
    cases.extend(floors(&world));
    cases.extend(rosters(&mut world));
    cases.extend(epochs(&mut world));
    cases.extend(appearances(&mut world));
    cases.extend(links(&mut world));
    cases
}

fn basics(world: &World) -> Vec<Case> {
    let other = World::new("accept-other");
    let set = |field: &str, value: Value| with(world, &[(field, value)]);
    let cut = |bytes: &[u8]| Value::from(hex(&bytes[..bytes.len() - 1]));
    let spoiled_epoch = cut(&world.founded.epoch.encode());
    vec![
        ok("first", "seen for the first time", input(world)),
        ok(
            "without-appearance",
            "an appearance is optional",
            set("appearance", Value::Null),
        ),
        fails(
            "no-genesis",
            "no genesis",
            "incomplete",
            set("genesis", Value::Null),
        ),
        fails(
            "no-roster",
            "no roster",
            "incomplete",
            set("roster", Value::Null),
        ),
        fails(
            "no-epoch",
            "no epoch",
            "incomplete",
            set("epoch", Value::Null),
        ),
        fails(
            "cut-epoch",
            "an epoch that is cut off",
            "malformed",
            set("epoch", spoiled_epoch.clone()),
        ),
        fails(
            "cut-and-missing",
            "malformed wins over incomplete",
            "malformed",
            with(world, &[("genesis", Value::Null), ("epoch", spoiled_epoch)]),
        ),
        fails(
            "cut-appearance",
            "an appearance that is cut off",
            "malformed",
            set("appearance", cut(&world.founded.appearance.encode())),
        ),
        fails(
            "cut-link",
            "a link that is cut off",
            "malformed",
            set("links", json!(["00"])),
        ),
        fails(
            "swapped",
            "an epoch where the roster belongs",
            "malformed",
            set("roster", object(&world.founded.epoch)),
        ),
        fails("wid", "another workspace id", "wrong-workspace", {
            set("wid", hex(other.wid).into())
        }),
        fails("genesis", "another genesis", "wrong-workspace", {
            set("genesis", object(&other.founded.genesis))
        }),
        fails(
            "foreign-roster",
            "another workspace's roster",
            "wrong-workspace",
            set("roster", object(&other.founded.roster)),
        ),
        fails(
            "foreign-epoch",
            "another workspace's epoch",
            "wrong-workspace",
            set("epoch", object(&other.founded.epoch)),
        ),
        fails(
            "foreign-appearance",
            "another workspace's appearance",
            "wrong-workspace",
            set("appearance", object(&other.founded.appearance)),
        ),
    ]
}

fn floors(world: &World) -> Vec<Case> {
    let floors = |links: u32, roster: u32, epoch: Option<u32>, appearance: u32| {
        let floors = json!({
            "links": links, "roster": roster, "epoch": epoch, "appearance": appearance,
        });
        ("floors", floors)
    };
    let at = |floor| with(world, &[floor]);
    vec![
        ok(
            "floors-equal",
            "the same numbers as before",
            at(floors(0, 1, Some(0), 1)),
        ),
        fails(
            "floor-links",
            "a link was seen",
            "rollback",
            at(floors(1, 1, Some(0), 1)),
        ),
        fails(
            "floor-roster",
            "roster 2 was seen",
            "rollback",
            at(floors(0, 2, Some(0), 1)),
        ),
        fails(
            "floor-epoch",
            "epoch 1 was seen",
            "rollback",
            at(floors(0, 1, Some(1), 1)),
        ),
        fails("floor-appearance", "appearance 2 was seen", "rollback", {
            at(floors(0, 1, Some(0), 2))
        }),
        fails(
            "appearance-gone",
            "an appearance was seen and is missing",
            "rollback",
            {
                with(
                    world,
                    &[floors(0, 1, Some(0), 1), ("appearance", Value::Null)],
                )
            },
        ),
    ]
}

/// An input with this roster and an epoch that goes by it.
fn roster_input(world: &World, roster: &Roster) -> Value {
    let epoch = object(&world.epoch_for(roster));
    with(world, &[("roster", object(roster)), ("epoch", epoch)])
}

fn rosters(world: &mut World) -> Vec<Case> {
    let next = world.roster(|roster| {
        roster.n = 2;
        roster.prev = world.founded.roster.digest();
    });
    let stranger = SignKey::generate(&mut world.rng);
    let forged = stranger.sign_object(world.founded.roster.clone());
    let early = world.roster(|roster| roster.created = NOW.plus(LEEWAY));
    let too_early = world.roster(|roster| roster.created = NOW.plus(LEEWAY + 1));
    let future_root = world.roster(|roster| roster.root_n = 1);
    let mut tampered = world.founded.roster.encode();
    let at = tampered.len() - 67;
    tampered[at] ^= 1;
    let set = |roster: &Roster| with(world, &[("roster", object(roster))]);
    vec![
        ok("roster-2", "the epoch goes by roster 1", set(&next)),
        ok(
            "roster-2-epoch",
            "the epoch goes by roster 2",
            roster_input(world, &next),
        ),
        ok(
            "roster-leeway",
            "made a day from now",
            roster_input(world, &early),
        ),
        fails(
            "roster-future",
            "made more than a day from now",
            "not-yet-valid",
            roster_input(world, &too_early),
        ),
        fails(
            "roster-forged",
            "signed by a stranger",
            "bad-signature",
            set(&forged),
        ),
        fails(
            "roster-tampered",
            "changed after signing",
            "bad-signature",
            with(world, &[("roster", hex(tampered).into())]),
        ),
        fails(
            "roster-root",
            "signed after a link that is not there",
            "broken-chain",
            set(&future_root),
        ),
    ]
}

fn epochs(world: &mut World) -> Vec<Case> {
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

fn team(world: &World, more: &[Member]) -> Roster {
    world.roster(|roster| {
        roster.members.extend_from_slice(more);
        roster.members.sort_by_key(|member| member.mid);
    })
}

fn appearances(world: &mut World) -> Vec<Case> {
    let (agent, member) = world.member(Role::Agent);
    let team = team(world, &[member]);
    let mut by_agent = world.founded.appearance.clone();
    by_agent.signer = agent.mid(&world.wid);
    let by_agent = agent.sig.sign_object(by_agent);
    let mut forged = world.founded.appearance.clone();
    forged.name = "Acme Teapot".to_owned();
    let set = |appearance: &_| with(world, &[("appearance", object(appearance))]);
    let mut agent_input = roster_input(world, &team);
    agent_input["appearance"] = object(&by_agent);
    vec![
        ok(
            "appearance-9",
            "numbers may leap",
            set(&world.appearance(|a| a.n = 9)),
        ),
        fails(
            "appearance-forged",
            "changed after signing",
            "bad-signature",
            set(&forged),
        ),
        fails(
            "appearance-agent",
            "signed by a mere agent",
            "not-authorised",
            agent_input,
        ),
        fails(
            "appearance-stranger",
            "signed by nobody on the roster",
            "not-authorised",
            set(&world.appearance(|a| a.signer = MemberId::new([7; 16]))),
        ),
    ]
}

fn links(world: &mut World) -> Vec<Case> {
    let [first, second] = [0; 2].map(|_| SignKey::generate(&mut world.rng));
    let link = world.link(&first, |_| {});
    let next = {
        let mut next = link.clone();
        next.n = 2;
        next.prev = link.digest();
        next.new_root_pk = second.public();
        world.sign_link(next, &first, &second)
    };
    let later = world.link(&first, |link| link.not_before = NOW.plus(1));
    let recovery = |delay: u64, not_before_ago: u64| {
        world.link(&first, |link| {
            link.by = LinkSigner::Recovery;
            link.created = Timestamp::from_millis(NOW.as_millis() - not_before_ago - delay);
            link.not_before = link.created.plus(delay);
        })
    };
    let roster_by = |key: &SignKey, root_n: u32| {
        let mut roster = world.founded.roster.clone();
        roster.root_n = root_n;
        key.sign_object(roster)
    };
    let after = |links: &[&aside_protocol::statement::RootLink], roster: &Roster| {
        let links: Vec<Value> = links.iter().map(|link| object(*link)).collect();
        let mut input = roster_input(world, roster);
        input["links"] = links.into();
        input
    };
    let old = &world.founded.roster;
    let (by_first, by_second) = (roster_by(&first, 1), roster_by(&second, 2));
    let mut half_signed = link.clone();
    half_signed.sig_new = half_signed.sig_old;
    let foreign = world.link(&first, |link| link.wid = WorkspaceId::new([1; 32]));
    let by_stranger = world.sign_link(link.clone(), &second, &first);
    let quick = recovery(7 * DAY - 1, 0);
    let too_many: Vec<_> = std::iter::repeat_n(&link, 65).collect();
    let skipped = world.link(&first, |link| link.n = 2);
    let unchained = world.link(&first, |link| link.prev = Digest::ZERO);
    vec![
        ok("link", "one link", after(&[&link], &by_first)),
        ok("links-two", "two links", after(&[&link, &next], &by_second)),
        ok(
            "link-later",
            "a link that does not count yet",
            after(&[&later], old),
        ),
        ok("link-recovery", "signed by recovery a week before", {
            after(&[&recovery(7 * DAY, 0)], &by_first)
        }),
        ok("link-recovery-waiting", "signed by recovery just now", {
            let waiting = world.link(&first, |link| {
                link.by = LinkSigner::Recovery;
                link.not_before = NOW.plus(7 * DAY);
            });
            after(&[&waiting], old)
        }),
        fails(
            "link-old-roster",
            "a roster from before the link",
            "rollback",
            after(&[&link], old),
        ),
        fails(
            "link-later-roster",
            "a roster by a key that does not count yet",
            "broken-chain",
            after(&[&later], &by_first),
        ),
        fails(
            "link-old-key",
            "the old root key signs after a link",
            "bad-signature",
            after(&[&link], &roster_by(&world.founded.secrets.root, 1)),
        ),
        fails(
            "link-quick",
            "recovery that does not wait a week",
            "not-authorised",
            after(&[&quick], &by_first),
        ),
        fails(
            "link-foreign",
            "of another workspace",
            "wrong-workspace",
            after(&[&foreign], old),
        ),
        fails(
            "link-skipped",
            "begins with link 2",
            "broken-chain",
            after(&[&skipped], old),
        ),
        fails(
            "link-unchained",
            "prev is not the workspace id",
            "broken-chain",
            after(&[&unchained], old),
        ),
        fails(
            "links-swapped",
            "in the wrong order",
            "broken-chain",
            after(&[&next, &link], old),
        ),
        fails(
            "links-twice",
            "the same link twice",
            "broken-chain",
            after(&[&link, &link], old),
        ),
        fails(
            "link-stranger",
            "not signed by the root key",
            "bad-signature",
            after(&[&by_stranger], &by_first),
        ),
        fails("link-half", "not signed by the new key", "bad-signature", {
            after(&[&half_signed], &by_first)
        }),
        fails(
            "link-later-forged",
            "a link is checked before it counts",
            "bad-signature",
            {
                let mut forged = later.clone();
                forged.not_before = NOW.plus(2);
                after(&[&forged], old)
            },
        ),
        fails(
            "links-65",
            "one link too many",
            "malformed",
            after(&too_many, old),
        ),
    ]
}

pub fn succession() -> Vec<Case> {
    let world = World::new("succession");
    let input = |kind: &str, earlier: &Value, later: &Value| json!({ "kind": kind, "earlier": earlier, "later": later });
    let roster = &world.founded.roster;
    let (epoch, appearance) = (&world.founded.epoch, &world.founded.appearance);
    let next_roster = world.roster(|r| (r.n, r.prev, r.min_epoch) = (2, roster.digest(), 1));
    let far_roster = world.roster(|r| r.n = 3);
    let fallen = world.roster(|r| (r.n, r.min_epoch) = (4, 0));
    let next_epoch = world.epoch(|e| (e.eid, e.prev) = (1, epoch.digest()));
    let next_look = world.appearance(|a| (a.n, a.prev) = (2, appearance.digest()));
    let rosters = |a: &Roster, b: &Roster| input("roster", &object(a), &object(b));
    let epochs = |a: &_, b: &_| input("epoch", &object(a), &object(b));
    let looks = |a: &_, b: &_| input("appearance", &object(a), &object(b));
    vec![
        ok("roster-same", "the same roster", rosters(roster, roster)),
        ok("roster-next", "the next one", rosters(roster, &next_roster)),
        ok(
            "roster-leap",
            "one in between was not seen",
            rosters(roster, &far_roster),
        ),
        ok("epoch-next", "the next one", epochs(epoch, &next_epoch)),
        ok(
            "appearance-next",
            "the next one",
            looks(appearance, &next_look),
        ),
        fails(
            "roster-twin",
            "another roster of the same number",
            "broken-chain",
            rosters(roster, &world.roster(|r| r.retention_days = 1)),
        ),
        fails(
            "roster-prev",
            "the next one after another",
            "broken-chain",
            rosters(roster, &world.roster(|r| r.n = 2)),
        ),
        fails(
            "roster-min-epoch",
            "the lowest epoch falls",
            "broken-chain",
            rosters(&next_roster, &fallen),
        ),
        fails(
            "epoch-twin",
            "another epoch of the same number",
            "broken-chain",
            epochs(epoch, &world.epoch(|e| e.not_after = NOW.plus(DAY))),
        ),
        fails(
            "epoch-prev",
            "the next one after another",
            "broken-chain",
            epochs(epoch, &world.epoch(|e| e.eid = 1)),
        ),
        fails(
            "appearance-twin",
            "another one of the same number",
            "broken-chain",
            looks(appearance, &world.appearance(|a| a.accent = [0; 3])),
        ),
        fails(
            "appearance-prev",
            "the next one after another",
            "broken-chain",
            looks(appearance, &world.appearance(|a| a.n = 2)),
        ),
    ]
}
