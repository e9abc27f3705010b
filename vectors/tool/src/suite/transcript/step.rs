//! One envelope of a transcript.

use aside_protocol::{Digest, Timestamp, hash};
use serde_json::{Value, json};

use crate::hex::hex;
use crate::suite::world::NOW;
use Who::{Ada, Bob, Visitor};

/// Who sends in a transcript.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Visitor,
    Ada,
    Bob,
}

/// A message or signal of a transcript, named by its lane and number.
#[derive(Clone)]
pub struct Step {
    who: Who,
    lane: char,
    seq: u64,
    /// Distinguishes two messages of one place.
    twin: u8,
    /// Overrides the hash of the previous message.
    prev: Option<Digest>,
    generation: u16,
    heads: Vec<(char, u64, u8)>,
    signal: bool,
    seen: bool,
    time: Timestamp,
    position: Option<u64>,
}

pub fn name(lane: char, seq: u64, twin: u8) -> Digest {
    hash("transcript", &[format!("{lane}{seq}/{twin}").as_bytes()])
}

pub fn lane_bytes(lane: char) -> [u8; 16] {
    [u8::try_from(lane).unwrap(); 16]
}

pub fn say(who: Who, lane: char, seq: u64) -> Step {
    Step {
        who,
        lane,
        seq,
        twin: 0,
        prev: None,
        generation: 0,
        heads: Vec::new(),
        signal: false,
        seen: false,
        time: NOW,
        position: None,
    }
}

pub fn signal(who: Who, lane: char, seq: u64) -> Step {
    Step {
        signal: true,
        ..say(who, lane, seq)
    }
}

impl Step {
    pub fn heads(self, heads: &[(char, u64)]) -> Self {
        Self {
            heads: heads.iter().map(|(lane, seq)| (*lane, *seq, 0)).collect(),
            ..self
        }
    }

    pub fn twin_head(self, lane: char, seq: u64) -> Self {
        Self {
            heads: vec![(lane, seq, 1)],
            ..self
        }
    }

    pub fn twin(self) -> Self {
        Self { twin: 1, ..self }
    }

    pub fn prev(self, prev: Digest) -> Self {
        Self {
            prev: Some(prev),
            ..self
        }
    }

    pub fn generation(self, generation: u16) -> Self {
        Self { generation, ..self }
    }

    pub fn seen(self) -> Self {
        Self { seen: true, ..self }
    }

    pub fn at(self, millis: u64) -> Self {
        Self {
            time: Timestamp::from_millis(millis),
            ..self
        }
    }

    pub fn position(self, position: u64) -> Self {
        Self {
            position: Some(position),
            ..self
        }
    }

    pub fn input(&self, index: u64) -> Value {
        let (sender_kind, sender_id) = match self.who {
            Visitor => (0, [0xaa; 16]),
            Ada => (1, [0xbb; 16]),
            Bob => (1, [0xcc; 16]),
        };
        let honest = match self.seq.checked_sub(1) {
            Some(before) if !self.signal => name(self.lane, before, 0),
            _ => Digest::ZERO,
        };
        let heads = self.heads.iter().map(|(lane, seq, twin)| {
            json!({ "lane": hex(lane_bytes(*lane)), "seq": seq, "hash": hex(name(*lane, *seq, *twin)) })
        });
        json!({
            "hash": hex(name(self.lane, self.seq, self.twin)),
            "g": self.generation,
            "type": u8::from(self.signal),
            "sender_kind": sender_kind,
            "sender_id": hex(sender_id),
            "lane": hex(lane_bytes(self.lane)),
            "seq": self.seq,
            "prev": hex(self.prev.unwrap_or(honest)),
            "heads": heads.collect::<Vec<_>>(),
            "time": self.time,
            "seen": self.seen,
            "position": self.position.unwrap_or(index),
            "now": NOW,
        })
    }
}
