use std::collections::{BTreeMap, BTreeSet, HashMap};

use aside_protocol::body::{Body, Receipt, ReceiptState};
use aside_protocol::inner::{Head, Sender};
use aside_protocol::limits::{HEADS_MAX, SIGNAL_AGE_MAX};
use aside_protocol::session::EnvelopeKind;
use aside_protocol::{Digest, Lane, Timestamp};

use super::order;
use crate::session::Opened;

/// What becomes of an opened envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// New and in its place.
    Accepted,
    /// Known already: drop it silently.
    Replay,
    /// Contradicts what was accepted: raise the alarm; the first stays.
    Fork,
    /// Cannot be right: show that a message could not be read.
    Unopenable,
    /// A signal that is too old or was overtaken: drop it silently.
    Dropped,
}

/// What the tracker needs to know of an opened envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// Hash of the envelope.
    pub hash: Digest,
    /// The generation it came under.
    pub generation: u16,
    /// Message or signal.
    pub kind: EnvelopeKind,
    /// Who sent it.
    pub sender: Sender,
    /// The lane.
    pub lane: Lane,
    /// Position in the lane.
    pub seq: u64,
    /// Hash of the lane's previous envelope.
    pub prev: Digest,
    /// What the sender had accepted.
    pub heads: Vec<Head>,
    /// The sender's time.
    pub time: Timestamp,
    /// Whether its heads were shown to a person.
    pub says_seen: bool,
}

impl From<&Opened> for Tracked {
    fn from(opened: &Opened) -> Self {
        let seen = Body::Receipt(Receipt {
            state: ReceiptState::Seen,
        });
        Self {
            hash: opened.hash,
            generation: opened.generation,
            kind: opened.kind,
            sender: opened.inner.sender,
            lane: opened.inner.lane,
            seq: opened.inner.seq,
            prev: opened.inner.prev,
            heads: opened.inner.heads.clone(),
            time: opened.inner.time,
            says_seen: opened.body == seen,
        }
    }
}

/// Messages `first..=last` of a lane that are known to exist and have not arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hole {
    /// The lane.
    pub lane: Lane,
    /// The first that is missing.
    pub first: u64,
    /// The last that is missing.
    pub last: u64,
}

/// How far a message is known to have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Delivery {
    /// The other side has not confirmed it.
    Unconfirmed,
    /// The other side has read it.
    Delivered,
    /// A person on the other side has been shown it.
    Seen,
}

/// An accepted message.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub(super) message: Tracked,
    /// Where the service put it.
    pub(super) position: u64,
    /// How many were accepted before it.
    arrival: u64,
}

/// A head that an accepted envelope named.
#[derive(Debug, Clone)]
struct Named {
    hash: Digest,
    by: Sender,
    by_message: bool,
    says_seen: bool,
}

/// The lanes of one session as one party has accepted them.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    pub(super) messages: HashMap<Lane, BTreeMap<u64, Accepted>>,
    signals: HashMap<Lane, (Sender, u64)>,
    named: HashMap<Lane, BTreeMap<u64, Vec<Named>>>,
    forks: BTreeSet<(Lane, u64)>,
    arrivals: u64,
}

impl Lanes {
    /// Judges an envelope and keeps it if it is accepted. `position` is where the service put it;
    /// it decides only between messages of which neither names the other.
    pub fn accept(&mut self, envelope: Tracked, position: u64, now: Timestamp) -> Verdict {
        let verdict = match envelope.kind {
            EnvelopeKind::Message => self.judge_message(&envelope),
            EnvelopeKind::Signal => self.judge_signal(&envelope, now),
        };
        match verdict {
            Verdict::Accepted => self.keep(envelope, position),
            Verdict::Fork => {
                self.forks.insert((envelope.lane, envelope.seq));
            }
            _ => {}
        }
        verdict
    }

    /// Places at which two different messages, or a message and a head, contradict each other.
    pub const fn forks(&self) -> &BTreeSet<(Lane, u64)> {
        &self.forks
    }

    /// What is known to exist and has not arrived; ascending, not adjacent.
    pub fn missing(&self) -> Vec<Hole> {
        let mut holes: Vec<Hole> = self.gaps().chain(self.named_and_absent()).collect();
        holes.sort_unstable();
        holes.dedup_by(|next, hole| {
            let joins = next.lane == hole.lane && next.first <= hole.last.saturating_add(1);
            if joins {
                hole.last = hole.last.max(next.last);
            }
            joins
        });
        holes
    }

    /// The newest accepted message of every lane but `own`, ascending by lane; the most recently
    /// extended ones if there are too many.
    pub fn heads(&self, own: Lane) -> Vec<Head> {
        let newest = self.messages.iter().filter(|(lane, _)| **lane != own);
        let newest = newest.filter_map(|(_, lane)| lane.last_key_value());
        let mut newest: Vec<&Accepted> = newest.map(|(_, accepted)| accepted).collect();
        newest.sort_by_key(|accepted| core::cmp::Reverse(accepted.arrival));
        newest.truncate(HEADS_MAX);
        newest.sort_by_key(|accepted| accepted.message.lane);
        let head = |m: &Tracked| Head {
            lane: m.lane,
            seq: m.seq,
            hash: m.hash,
        };
        newest
            .iter()
            .map(|accepted| head(&accepted.message))
            .collect()
    }

    /// The hashes of all accepted messages in the order to show them.
    pub fn order(&self) -> Vec<Digest> {
        order::display(self)
    }

    /// How far an accepted message is known to have come; `None` if there is none there.
    pub fn delivery(&self, lane: Lane, seq: u64) -> Option<Delivery> {
        let message = &self.messages.get(&lane)?.get(&seq)?.message;
        let towards = message.sender.direction().reversed();
        let named = self
            .named
            .get(&lane)
            .into_iter()
            .flat_map(|lane| lane.range(seq..));
        let confirmations = named.flat_map(|(seq, named)| named.iter().map(move |n| (*seq, n)));
        let level = confirmations
            .filter(|(seq, named)| {
                named.by.direction() == towards && !self.contradicts(lane, *seq, &named.hash)
            })
            .map(|(_, named)| {
                if named.says_seen {
                    Delivery::Seen
                } else {
                    Delivery::Delivered
                }
            })
            .max();
        Some(level.unwrap_or(Delivery::Unconfirmed))
    }

    fn judge_message(&self, message: &Tracked) -> Verdict {
        let Some(lane) = self.messages.get(&message.lane) else {
            return Verdict::Accepted;
        };
        if lane
            .first_key_value()
            .is_some_and(|(_, a)| a.message.sender != message.sender)
        {
            return Verdict::Unopenable;
        }
        if let Some(known) = lane.get(&message.seq) {
            let same = known.message.hash == message.hash;
            return if same { Verdict::Replay } else { Verdict::Fork };
        }
        let before = lane
            .range(..message.seq)
            .next_back()
            .map(|(_, a)| &a.message);
        let after = lane.range(message.seq..).next().map(|(_, a)| &a.message);
        let parted = before.is_some_and(|b| b.seq + 1 == message.seq && b.hash != message.prev)
            || after.is_some_and(|a| message.seq + 1 == a.seq && a.prev != message.hash);
        let fallen = before.is_some_and(|b| message.generation < b.generation)
            || after.is_some_and(|a| a.generation < message.generation);
        match (parted, fallen) {
            (true, _) => Verdict::Fork,
            (false, true) => Verdict::Unopenable,
            (false, false) => Verdict::Accepted,
        }
    }

    fn judge_signal(&self, signal: &Tracked, now: Timestamp) -> Verdict {
        match self.signals.get(&signal.lane) {
            Some((sender, _)) if *sender != signal.sender => Verdict::Unopenable,
            Some((_, highest)) if signal.seq <= *highest => Verdict::Dropped,
            _ if !signal.time.is_within(SIGNAL_AGE_MAX, now) => Verdict::Dropped,
            _ => Verdict::Accepted,
        }
    }

    fn keep(&mut self, envelope: Tracked, position: u64) {
        for head in &envelope.heads {
            self.note_head(head, &envelope);
        }
        if envelope.kind == EnvelopeKind::Signal {
            self.signals
                .insert(envelope.lane, (envelope.sender, envelope.seq));
            return;
        }
        let named = self
            .named
            .get(&envelope.lane)
            .and_then(|lane| lane.get(&envelope.seq));
        if named.is_some_and(|named| named.iter().any(|n| n.hash != envelope.hash)) {
            self.forks.insert((envelope.lane, envelope.seq));
        }
        let arrival = self.arrivals;
        self.arrivals += 1;
        let lane = self.messages.entry(envelope.lane).or_default();
        lane.insert(
            envelope.seq,
            Accepted {
                message: envelope,
                position,
                arrival,
            },
        );
    }

    fn note_head(&mut self, head: &Head, by: &Tracked) {
        if self.contradicts(head.lane, head.seq, &head.hash) {
            self.forks.insert((head.lane, head.seq));
        }
        let named = Named {
            hash: head.hash,
            by: by.sender,
            by_message: by.kind == EnvelopeKind::Message,
            says_seen: by.says_seen,
        };
        self.named
            .entry(head.lane)
            .or_default()
            .entry(head.seq)
            .or_default()
            .push(named);
    }

    /// Whether another message than the one of this hash was accepted at its place.
    pub(super) fn contradicts(&self, lane: Lane, seq: u64, hash: &Digest) -> bool {
        let accepted = self.messages.get(&lane).and_then(|lane| lane.get(&seq));
        accepted.is_some_and(|accepted| accepted.message.hash != *hash)
    }

    fn gaps(&self) -> impl Iterator<Item = Hole> {
        self.messages.iter().flat_map(|(lane, messages)| {
            let expected = core::iter::once(0).chain(messages.keys().map(|seq| seq + 1));
            let gaps = expected
                .zip(messages.keys())
                .filter(|(first, seq)| first < seq);
            gaps.map(|(first, seq)| Hole {
                lane: *lane,
                first,
                last: seq - 1,
            })
        })
    }

    fn named_and_absent(&self) -> impl Iterator<Item = Hole> {
        self.named.iter().flat_map(|(lane, named)| {
            let accepted = self.messages.get(lane);
            let by_message = named.iter().filter(|(_, n)| n.iter().any(|n| n.by_message));
            let absent = by_message
                .map(|(seq, _)| *seq)
                .filter(move |seq| accepted.is_none_or(|lane| !lane.contains_key(seq)));
            absent.map(|seq| Hole {
                lane: *lane,
                first: seq,
                last: seq,
            })
        })
    }
}
