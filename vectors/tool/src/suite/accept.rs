//! Acceptance.

use aside_crypto::SignKey;
use aside_protocol::limits::DAY;
use aside_protocol::statement::{Member, Role, Roster};
use aside_protocol::{MemberId, Object};
use serde_json::{Value, json};

use super::epochs::epochs;
use super::links::links;
use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;

pub(super) const LEEWAY: u64 = DAY;

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

pub(super) fn with(world: &World, changes: &[(&str, Value)]) -> Value {
    let mut input = input(world);
    for (field, value) in changes {
        input[*field] = value.clone();
    }
    input
}

pub(super) fn object(object: &impl Object) -> Value {
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
pub(super) fn roster_input(world: &World, roster: &Roster) -> Value {
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

pub(super) fn team(world: &World, more: &[Member]) -> Roster {
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
    "Acme Teapot".clone_into(&mut forged.name);
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
