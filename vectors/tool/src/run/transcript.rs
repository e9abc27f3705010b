//! Lanes, heads, order, delivery.
#![expect(clippy::unnecessary_wraps, reason = "every runner has one signature")]

use aside_crypto::lanes::{Delivery, Lanes, Tracked, Verdict};
use aside_protocol::inner::{Head, Sender};
use aside_protocol::session::EnvelopeKind;
use aside_protocol::{Lane, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Outcome, input};
use crate::hex::{Hex, hex};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Transcript {
    own_lane: Hex,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    hash: Hex,
    g: u16,
    r#type: u8,
    sender_kind: u8,
    sender_id: Hex,
    lane: Hex,
    seq: u64,
    prev: Hex,
    heads: Vec<StepHead>,
    time: Timestamp,
    seen: bool,
    position: u64,
    now: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepHead {
    lane: Hex,
    seq: u64,
    hash: Hex,
}

impl Step {
    fn tracked(&self) -> Tracked {
        let head = |h: &StepHead| Head {
            lane: h.lane.fixed(),
            seq: h.seq,
            hash: h.hash.fixed(),
        };
        Tracked {
            hash: self.hash.fixed(),
            generation: self.g,
            kind: if self.r#type == 0 {
                EnvelopeKind::Message
            } else {
                EnvelopeKind::Signal
            },
            sender: match self.sender_kind {
                0 => Sender::Visitor(self.sender_id.fixed()),
                _ => Sender::Member(self.sender_id.fixed()),
            },
            lane: self.lane.fixed(),
            seq: self.seq,
            prev: self.prev.fixed(),
            heads: self.heads.iter().map(head).collect(),
            time: self.time,
            says_seen: self.seen,
        }
    }
}

pub fn transcript(value: &Value) -> Outcome {
    let Transcript { own_lane, steps } = input(value);
    let mut lanes = Lanes::default();
    let verdicts: Vec<&str> = steps
        .iter()
        .map(|step| verdict_name(lanes.accept(step.tracked(), step.position, step.now)))
        .collect();
    Ok(json!({
        "verdicts": verdicts,
        "missing": lanes.missing().iter().map(|hole| {
            json!({ "lane": hex(hole.lane), "first": hole.first, "last": hole.last })
        }).collect::<Vec<_>>(),
        "forks": lanes.forks().iter().map(|(lane, seq)| {
            json!({ "lane": hex(lane), "seq": seq })
        }).collect::<Vec<_>>(),
        "order": lanes.order().iter().map(hex).collect::<Vec<_>>(),
        "heads": lanes.heads(own_lane.fixed()).iter().map(|head| {
            json!({ "lane": hex(head.lane), "seq": head.seq, "hash": hex(head.hash) })
        }).collect::<Vec<_>>(),
        "delivery": delivery(&lanes, &steps),
    }))
}

/// How far each accepted message has come, ascending by lane and seq.
fn delivery(lanes: &Lanes, steps: &[Step]) -> Vec<Value> {
    let messages = steps.iter().filter(|step| step.r#type == 0);
    let mut places: Vec<(Lane, u64)> = messages.map(|step| (step.lane.fixed(), step.seq)).collect();
    places.sort_unstable();
    places.dedup();
    let level = |(lane, seq): &(Lane, u64)| {
        let level = delivery_name(lanes.delivery(*lane, *seq)?);
        Some(json!({ "lane": hex(lane), "seq": seq, "level": level }))
    };
    places.iter().filter_map(level).collect()
}

const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Replay => "replay",
        Verdict::Fork => "fork",
        Verdict::Unopenable => "unopenable",
        Verdict::Dropped => "dropped",
    }
}

const fn delivery_name(delivery: Delivery) -> &'static str {
    match delivery {
        Delivery::Unconfirmed => "sent",
        Delivery::Delivered => "delivered",
        Delivery::Seen => "seen",
    }
}
