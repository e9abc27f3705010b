//! What was said in one conversation, as one side could verify it.

use std::collections::HashMap;

use aside_crypto::lanes::{Delivery, Hole, Tracked};
use aside_crypto::session::Opened;
use aside_crypto::{Lanes, Verdict};
use aside_protocol::body::{Body, Context, Text};
use aside_protocol::inner::{Head, Sender};
use aside_protocol::session::EnvelopeKind;
use aside_protocol::{Digest, Lane, Timestamp};

use crate::wire::Status;

/// A message that was opened, whose sender signed it, and which fits those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Hash of its envelope.
    pub hash: Digest,
    /// Who sent it.
    pub sender: Sender,
    /// What is said; empty if this version cannot show it.
    pub text: String,
    /// The member's display name.
    pub name: Option<String>,
    /// Where the visitor was, in its first message.
    pub context: Option<Context>,
    /// The sender's time.
    pub time: Timestamp,
    /// Its lane.
    pub lane: Lane,
    /// Its position in the lane.
    pub seq: u64,
}

/// Something new in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The visitor opened it.
    Opened,
    /// A message was accepted.
    Message(Message),
    /// A message could not be read: show that there was one.
    Unreadable,
    /// Two things contradict each other: raise the alarm.
    Fork,
    /// The other side confirmed messages, or began or ceased to type.
    Signal(Body),
    /// The visitor's browser made new keys.
    Rekeyed,
    /// The workspace published new keys and they were accepted.
    Statements,
    /// The service says that it was closed or reopened.
    Status(Status),
}

/// One conversation as one side has accepted it.
#[derive(Debug, Default)]
pub struct Log {
    lanes: Lanes,
    messages: HashMap<Digest, Message>,
    unreadable: u32,
}

impl Log {
    /// The messages in the order to show them.
    pub fn messages(&self) -> Vec<&Message> {
        self.lanes
            .order()
            .iter()
            .filter_map(|hash| self.messages.get(hash))
            .collect()
    }

    /// What is known to exist and has not arrived.
    pub fn missing(&self) -> Vec<Hole> {
        self.lanes.missing()
    }

    /// Whether something was contradicted.
    pub fn is_forked(&self) -> bool {
        !self.lanes.forks().is_empty()
    }

    /// How many messages could not be read.
    pub const fn unreadable(&self) -> u32 {
        self.unreadable
    }

    /// How far a message is known to have come.
    pub fn delivery(&self, message: &Message) -> Delivery {
        let delivery = self.lanes.delivery(message.lane, message.seq);
        delivery.unwrap_or(Delivery::Unconfirmed)
    }

    /// The heads to send from the lane `own`.
    pub(crate) fn heads(&self, own: Lane) -> Vec<Head> {
        self.lanes.heads(own)
    }

    /// Counts a message that could not be read.
    pub(crate) fn note_unreadable(&mut self) -> News {
        self.unreadable += 1;
        News::Unreadable
    }

    /// Takes an opened envelope. `None`: nothing that anybody should be told of.
    pub(crate) fn take(&mut self, opened: Opened, position: u64, now: Timestamp) -> Option<News> {
        match self.lanes.accept(Tracked::from(&opened), position, now) {
            Verdict::Accepted => Some(self.keep(opened)),
            Verdict::Fork => Some(News::Fork),
            Verdict::Unopenable => Some(self.note_unreadable()),
            Verdict::Replay | Verdict::Dropped => None,
        }
    }

    fn keep(&mut self, opened: Opened) -> News {
        if opened.kind == EnvelopeKind::Signal {
            return News::Signal(opened.body);
        }
        let said = match opened.body {
            Body::EpochUpdate(_) => return News::Statements,
            Body::Text(text) => text,
            _ => Text::default(),
        };
        let message = Message {
            hash: opened.hash,
            sender: opened.inner.sender,
            text: said.text,
            name: said.name,
            context: said.context,
            time: opened.inner.time,
            lane: opened.inner.lane,
            seq: opened.inner.seq,
        };
        self.messages.insert(message.hash, message.clone());
        News::Message(message)
    }
}
