//! Succession.

use aside_protocol::Object;
use aside_protocol::limits::DAY;
use aside_protocol::statement::Roster;
use serde_json::{Value, json};

use super::world::{NOW, World};
use crate::case::{Case, fails, ok};
use crate::hex::hex;

fn object(object: &impl Object) -> Value {
    hex(object.encode()).into()
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
