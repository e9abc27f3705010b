//! Lanes, heads, order, delivery.

mod step;

use aside_protocol::Digest;
use aside_protocol::limits::SIGNAL_AGE_MAX;
use serde_json::{Value, json};
use step::Who::{Ada, Bob, Visitor};
use step::{Step, lane_bytes, say, signal};

use super::world::NOW;
use crate::case::{Case, ok};
use crate::hex::hex;

fn case(name: &str, comment: &str, steps: &[Step]) -> Case {
    let steps: Vec<Value> = (0..)
        .zip(steps)
        .map(|(index, step)| step.input(index))
        .collect();
    ok(
        name,
        comment,
        json!({ "own_lane": hex(lane_bytes('z')), "steps": steps }),
    )
}

pub fn transcript() -> Vec<Case> {
    let mut cases = accepting();
    cases.extend(refusing());
    cases.extend(missing());
    cases.extend(ordering());
    cases.extend(delivering());
    cases
}

fn accepting() -> Vec<Case> {
    let many: Vec<Step> = (0..40_u8)
        .map(|i| say(Visitor, char::from(b'!' + i), 0))
        .collect();
    vec![
        case("empty", "nothing was said", &[]),
        case("one", "one message", &[say(Visitor, 'a', 0)]),
        case(
            "talk",
            "two people answer each other",
            &[
                say(Visitor, 'a', 0),
                say(Ada, 'b', 0).heads(&[('a', 0)]),
                say(Visitor, 'a', 1).heads(&[('b', 0)]),
                say(Ada, 'b', 1).heads(&[('a', 1)]),
            ],
        ),
        case(
            "backwards",
            "a lane arrives in reverse",
            &[
                say(Visitor, 'a', 2),
                say(Visitor, 'a', 1),
                say(Visitor, 'a', 0),
            ],
        ),
        case(
            "own-lane",
            "heads leave out the own lane",
            &[say(Ada, 'z', 0), say(Visitor, 'a', 0), say(Visitor, 'a', 1)],
        ),
        case("heads-40", "forty lanes, thirty-two heads", &many),
        case(
            "generations",
            "a lane goes on under a newer generation",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 1).generation(1),
                say(Visitor, 'a', 2).generation(1),
                say(Visitor, 'a', 3).generation(3),
            ],
        ),
        case(
            "signals",
            "signals have numbers of their own",
            &[
                signal(Visitor, 's', 0),
                signal(Visitor, 's', 4),
                signal(Ada, 't', 2),
            ],
        ),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of cases")]
fn refusing() -> Vec<Case> {
    vec![
        case(
            "replay",
            "the same message again",
            &[say(Visitor, 'a', 0), say(Visitor, 'a', 0)],
        ),
        case(
            "fork",
            "another message in the same place: the first stays",
            &[say(Visitor, 'a', 0), say(Visitor, 'a', 0).twin()],
        ),
        case(
            "fork-prev",
            "does not follow the one before it",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 1).prev(Digest::new([1; 32])),
            ],
        ),
        case(
            "fork-next",
            "the one behind it does not follow it",
            &[
                say(Visitor, 'a', 1).prev(Digest::new([1; 32])),
                say(Visitor, 'a', 0),
            ],
        ),
        case(
            "fork-head",
            "a head names another message than the accepted one",
            &[say(Visitor, 'a', 0), say(Ada, 'b', 0).twin_head('a', 0)],
        ),
        case(
            "fork-head-of-signal",
            "a signal's head names another message than the accepted one",
            &[
                say(Visitor, 'a', 0),
                signal(Ada, 't', 0).twin_head('a', 0).seen(),
            ],
        ),
        case(
            "fork-head-of-signal-first",
            "a message is not the one that a signal's head named before",
            &[signal(Ada, 't', 0).twin_head('a', 0), say(Visitor, 'a', 0)],
        ),
        case(
            "fork-head-first",
            "a message is not the one that a head named before",
            &[say(Ada, 'b', 0).twin_head('a', 0), say(Visitor, 'a', 0)],
        ),
        case(
            "fork-replayed",
            "a fork again is a fork again",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 0).twin(),
                say(Visitor, 'a', 0).twin(),
                say(Visitor, 'a', 0),
            ],
        ),
        case(
            "foreign-lane",
            "a member speaks in the visitor's lane",
            &[
                say(Visitor, 'a', 0),
                say(Ada, 'a', 1),
                say(Ada, 'a', 0).twin(),
            ],
        ),
        case(
            "foreign-colleague",
            "a member speaks in a colleague's lane",
            &[say(Ada, 'b', 0), say(Bob, 'b', 1)],
        ),
        case(
            "generation-falls",
            "a lane falls back to an older generation",
            &[
                say(Visitor, 'a', 0).generation(2),
                say(Visitor, 'a', 1).generation(1),
            ],
        ),
        case(
            "generation-late",
            "an earlier message under a newer generation",
            &[
                say(Visitor, 'a', 3).generation(1),
                say(Visitor, 'a', 1).generation(2),
                say(Visitor, 'a', 0).generation(1),
            ],
        ),
        case(
            "fork-before-generation",
            "a fork is a fork, whatever its generation",
            &[
                say(Visitor, 'a', 0).generation(2),
                say(Visitor, 'a', 1)
                    .prev(Digest::new([1; 32]))
                    .generation(1),
            ],
        ),
        case(
            "signal-overtaken",
            "a signal that was overtaken",
            &[
                signal(Visitor, 's', 4),
                signal(Visitor, 's', 3),
                signal(Visitor, 's', 4),
            ],
        ),
        case(
            "signal-old",
            "signals at and beyond their age",
            &[
                signal(Visitor, 's', 0).at(NOW.as_millis() - SIGNAL_AGE_MAX),
                signal(Visitor, 's', 1).at(NOW.as_millis() - SIGNAL_AGE_MAX - 1),
                signal(Visitor, 's', 2).at(NOW.as_millis() + SIGNAL_AGE_MAX),
                signal(Visitor, 's', 3).at(NOW.as_millis() + SIGNAL_AGE_MAX + 1),
            ],
        ),
        case(
            "signal-old-number",
            "a signal that is too old does not use up its number",
            &[
                signal(Visitor, 's', 9).at(NOW.as_millis() - SIGNAL_AGE_MAX - 1),
                signal(Visitor, 's', 0),
            ],
        ),
        case(
            "signal-foreign",
            "a signal in another's lane",
            &[signal(Visitor, 's', 0), signal(Ada, 's', 1)],
        ),
    ]
}

fn missing() -> Vec<Case> {
    vec![
        case(
            "hole",
            "one message is missing",
            &[say(Visitor, 'a', 0), say(Visitor, 'a', 2)],
        ),
        case(
            "hole-start",
            "the first ones are missing",
            &[say(Visitor, 'a', 3)],
        ),
        case(
            "hole-large",
            "a number that nobody counts up to",
            &[say(Visitor, 'a', (1 << 53) - 1)],
        ),
        case(
            "holes",
            "two holes in one lane, one in another",
            &[say(Visitor, 'a', 1), say(Visitor, 'a', 4), say(Ada, 'b', 1)],
        ),
        case(
            "hole-filled",
            "what was missing arrives",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 2),
                say(Visitor, 'a', 1),
            ],
        ),
        case(
            "head-missing",
            "a head names what has not arrived",
            &[say(Ada, 'b', 0).heads(&[('a', 5)])],
        ),
        case(
            "head-adjacent",
            "a head extends a hole",
            &[
                say(Visitor, 'a', 3),
                say(Ada, 'b', 0).heads(&[('a', 4)]),
                say(Ada, 'b', 1).heads(&[('a', 5)]),
            ],
        ),
        case(
            "head-arrives",
            "what a head named arrives",
            &[say(Ada, 'b', 0).heads(&[('a', 0)]), say(Visitor, 'a', 0)],
        ),
        case(
            "head-refused",
            "the heads of a refused message do not count",
            &[say(Ada, 'b', 0), say(Ada, 'b', 0).twin().heads(&[('a', 0)])],
        ),
        case(
            "head-of-signal",
            "a signal's heads do not make anything missing",
            &[signal(Ada, 't', 0).heads(&[('a', 7)])],
        ),
    ]
}

fn ordering() -> Vec<Case> {
    vec![
        case(
            "order-service",
            "messages that do not know each other",
            &[
                say(Visitor, 'a', 0).position(3),
                say(Ada, 'b', 0).position(1),
                say(Bob, 'c', 0).position(2),
            ],
        ),
        case(
            "order-heads",
            "an answer stands after its question whatever the service says",
            &[
                say(Ada, 'b', 0).heads(&[('a', 0)]).position(1),
                say(Visitor, 'a', 0).position(2),
            ],
        ),
        case(
            "order-lane",
            "a lane keeps its order whatever the service says",
            &[
                say(Visitor, 'a', 0).position(9),
                say(Visitor, 'a', 1).position(8),
                say(Visitor, 'a', 2).position(7),
            ],
        ),
        case(
            "order-hole",
            "a lane with a hole keeps its order",
            &[
                say(Visitor, 'a', 0).position(5),
                say(Visitor, 'a', 2).position(4),
                say(Ada, 'b', 0).position(3),
            ],
        ),
        case(
            "order-mixed",
            "heads first, then the service",
            &[
                say(Visitor, 'a', 0).position(4),
                say(Ada, 'b', 0).heads(&[('a', 0)]).position(1),
                say(Bob, 'c', 0).position(2),
                say(Visitor, 'a', 1)
                    .heads(&[('b', 0), ('c', 0)])
                    .position(3),
            ],
        ),
        case(
            "order-fork",
            "a head that contradicts gives no order",
            &[
                say(Ada, 'b', 0).twin_head('a', 0).position(1),
                say(Visitor, 'a', 0).position(2),
            ],
        ),
        case(
            "order-circle",
            "a member who lies with a hole closes a circle",
            &[
                say(Ada, 'b', 5).position(1),
                say(Visitor, 'a', 0).heads(&[('b', 5)]).position(2),
                say(Ada, 'b', 3).heads(&[('a', 0)]).position(3),
                say(Visitor, 'a', 1).position(4),
            ],
        ),
    ]
}

fn delivering() -> Vec<Case> {
    vec![
        case(
            "delivered",
            "an answer confirms what it knows",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 1),
                say(Visitor, 'a', 2),
                say(Ada, 'b', 0).heads(&[('a', 1)]),
            ],
        ),
        case(
            "delivered-receipt",
            "a receipt confirms",
            &[say(Visitor, 'a', 0), signal(Ada, 't', 0).heads(&[('a', 0)])],
        ),
        case(
            "seen",
            "a receipt of what was shown",
            &[
                say(Visitor, 'a', 0),
                say(Visitor, 'a', 1),
                signal(Ada, 't', 0).heads(&[('a', 0)]).seen(),
            ],
        ),
        case(
            "seen-then-delivered",
            "a later confirmation takes nothing back",
            &[
                say(Visitor, 'a', 0),
                signal(Ada, 't', 0).heads(&[('a', 0)]).seen(),
                say(Ada, 'b', 0).heads(&[('a', 0)]),
            ],
        ),
        case(
            "colleague",
            "a colleague's confirmation does not count",
            &[say(Ada, 'b', 0), say(Bob, 'c', 0).heads(&[('b', 0)])],
        ),
        case(
            "visitor-confirms",
            "the visitor confirms two members' messages",
            &[
                say(Ada, 'b', 0),
                say(Bob, 'c', 0),
                say(Visitor, 'a', 0).heads(&[('b', 0), ('c', 0)]),
            ],
        ),
        case(
            "delivered-later",
            "a head of a later message that is missing here",
            &[say(Visitor, 'a', 0), say(Ada, 'b', 0).heads(&[('a', 3)])],
        ),
        case(
            "delivered-fork",
            "a head that contradicts confirms nothing",
            &[say(Visitor, 'a', 0), say(Ada, 'b', 0).twin_head('a', 0)],
        ),
        case(
            "dropped-receipt",
            "a receipt that is too old confirms nothing",
            &[
                say(Visitor, 'a', 0),
                signal(Ada, 't', 0)
                    .heads(&[('a', 0)])
                    .seen()
                    .at(NOW.as_millis() - SIGNAL_AGE_MAX - 1),
            ],
        ),
    ]
}
