//! Honest people talk, the service shuffles, repeats and drops: what the receiver makes of it.

use std::collections::{BTreeMap, BTreeSet};

use aside_crypto::lanes::{Delivery, Hole, Lanes, Tracked, Verdict};
use aside_protocol::inner::{Head, Sender};
use aside_protocol::session::EnvelopeKind;
use aside_protocol::{Digest, Lane, MemberId, Timestamp, VisitorId, hash};
use proptest::prelude::*;
use proptest::sample::Index;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Somebody speaks after having taken in what the others said up to a point.
#[derive(Debug, Clone)]
struct Turn {
    speaker: u8,
    /// How many of the messages so far the speaker has taken in.
    knows: Index,
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let turn = (0..4_u8, any::<Index>()).prop_map(|(speaker, knows)| Turn { speaker, knows });
    proptest::collection::vec(turn, 1..24)
}

fn lane_of(speaker: u8) -> Lane {
    Lane::new([speaker; 16])
}

fn sender_of(speaker: u8) -> Sender {
    match speaker {
        0 => Sender::Visitor(VisitorId::new([0xaa; 16])),
        n => Sender::Member(MemberId::new([n; 16])),
    }
}

/// What an honest party says: its heads are those of the first messages it has taken in.
fn conversation(turns: &[Turn]) -> Vec<Tracked> {
    let mut said: Vec<Tracked> = Vec::new();
    for turn in turns {
        let mut mind = Lanes::default();
        for (position, message) in (0..).zip(&said[..turn.knows.index(said.len() + 1)]) {
            mind.accept(message.clone(), position, NOW);
        }
        let lane = lane_of(turn.speaker);
        let before = said.iter().rev().find(|message| message.lane == lane);
        let seq = before.map_or(0, |message| message.seq + 1);
        said.push(Tracked {
            hash: hash("test", &[lane.as_ref(), &seq.to_be_bytes()]),
            generation: 0,
            kind: EnvelopeKind::Message,
            sender: sender_of(turn.speaker),
            lane,
            seq,
            prev: before.map_or(Digest::ZERO, |message| message.hash),
            heads: mind.heads(lane),
            time: NOW,
            says_seen: false,
        });
    }
    said
}

/// The messages beside the places that the service gave them.
fn placed(said: &[Tracked]) -> Vec<(u64, Tracked)> {
    (0..).zip(said.iter().cloned()).collect()
}

fn take_in(messages: &[(u64, Tracked)]) -> (Lanes, Vec<Verdict>) {
    let mut lanes = Lanes::default();
    let verdicts = messages
        .iter()
        .map(|(position, message)| lanes.accept(message.clone(), *position, NOW))
        .collect();
    (lanes, verdicts)
}

fn shuffled() -> impl Strategy<Value = (Vec<Tracked>, Vec<(u64, Tracked)>)> {
    turns().prop_flat_map(|turns| {
        let said = conversation(&turns);
        let arrival = Just(placed(&said)).prop_shuffle();
        (Just(said), arrival)
    })
}

proptest! {
    #[test]
    fn everything_honest_is_accepted_in_whatever_order_it_arrives((said, arrival) in shuffled()) {
        let (lanes, verdicts) = take_in(&arrival);
        prop_assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Accepted));
        prop_assert!(lanes.forks().is_empty());
        prop_assert!(lanes.missing().is_empty());
        prop_assert_eq!(lanes.order().len(), said.len());
    }

    #[test]
    fn the_order_shown_does_not_depend_on_the_arrival((said, arrival) in shuffled()) {
        let (shuffled, _) = take_in(&arrival);
        let (straight, _) = take_in(&placed(&said));
        prop_assert_eq!(shuffled.order(), straight.order());
    }

    #[test]
    fn a_message_is_shown_after_all_that_its_sender_knew((said, arrival) in shuffled()) {
        let mut positions: Vec<u64> = arrival.iter().map(|(position, _)| *position).collect();
        // The service orders as it likes: here, by arrival.
        positions.sort_unstable();
        let arrival: Vec<_> =
            positions.into_iter().zip(arrival).map(|(at, (_, message))| (at, message)).collect();
        let (lanes, _) = take_in(&arrival);
        let shown: BTreeMap<Digest, usize> =
            lanes.order().into_iter().enumerate().map(|(at, hash)| (hash, at)).collect();
        for message in &said {
            let known = message.heads.iter().map(|head| head.hash);
            let before = (message.seq > 0).then_some(message.prev);
            for cause in known.chain(before) {
                prop_assert!(shown[&cause] < shown[&message.hash]);
            }
        }
    }

    #[test]
    fn a_repeat_is_a_replay_and_changes_nothing((_, arrival) in shuffled()) {
        let (mut lanes, _) = take_in(&arrival);
        let before = (lanes.order(), lanes.missing());
        for (position, message) in &arrival {
            let verdict = lanes.accept(message.clone(), position + 1_000, NOW);
            prop_assert_eq!(verdict, Verdict::Replay);
        }
        prop_assert_eq!(before, (lanes.order(), lanes.missing()));
    }

    #[test]
    fn what_is_withheld_is_missing_as_soon_as_anything_points_to_it(
        (said, arrival) in shuffled(),
        withheld in proptest::collection::vec(any::<Index>(), 1..4),
    ) {
        let withheld: BTreeSet<Digest> =
            withheld.iter().map(|index| index.get(&said).hash).collect();
        let (kept, dropped): (Vec<_>, Vec<_>) =
            arrival.into_iter().partition(|(_, message)| !withheld.contains(&message.hash));
        let (lanes, _) = take_in(&kept);
        let missing = lanes.missing();
        let is_missing = |message: &Tracked| {
            missing.iter().any(|hole: &Hole| {
                hole.lane == message.lane && (hole.first..=hole.last).contains(&message.seq)
            })
        };
        for (_, message) in &dropped {
            let names = |head: &Head| head.hash == message.hash;
            let pointed_to = kept.iter().any(|(_, other)| {
                let later = other.lane == message.lane && other.seq > message.seq;
                later || other.heads.iter().any(names)
            });
            prop_assert_eq!(is_missing(message), pointed_to);
        }
        prop_assert!(kept.iter().all(|(_, message)| !is_missing(message)));
    }

    #[test]
    fn a_second_message_in_one_place_is_a_fork_and_the_first_stays(
        (_, arrival) in shuffled(),
        at in any::<Index>(),
    ) {
        let (mut lanes, _) = take_in(&arrival);
        let before = lanes.order();
        let mut twin = at.get(&arrival).1.clone();
        twin.hash = Digest::new([0xff; 32]);
        let place = (twin.lane, twin.seq);
        prop_assert_eq!(lanes.accept(twin, 1_000, NOW), Verdict::Fork);
        prop_assert!(lanes.forks().contains(&place));
        prop_assert_eq!(before, lanes.order());
    }

    #[test]
    fn delivered_is_what_the_other_side_has_named((said, arrival) in shuffled()) {
        let (lanes, _) = take_in(&arrival);
        for message in &said {
            let confirmed = said.iter().any(|other| {
                let other_side = other.sender.direction() != message.sender.direction();
                let names = |h: &Head| h.lane == message.lane && h.seq >= message.seq;
                other_side && other.heads.iter().any(names)
            });
            let expected = if confirmed { Delivery::Delivered } else { Delivery::Unconfirmed };
            prop_assert_eq!(lanes.delivery(message.lane, message.seq), Some(expected));
        }
    }
}

#[test]
fn a_delivery_is_known_only_of_what_was_accepted() {
    assert_eq!(Lanes::default().delivery(lane_of(1), 0), None);
}
