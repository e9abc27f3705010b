//! Tells connected clients what was committed, in this process.
//!
//! A backend for several nodes forwards announcements into the same topics on every node.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use aside_protocol::{ConversationId, MemberId, WorkspaceId};
use bytes::Bytes;
use tokio::sync::Notify;

use crate::{Change, DeviceId};

/// Most events a topic keeps for a subscriber that is behind.
const EVENTS_MAX: usize = 256;
/// Most sealed bytes a topic keeps for a subscriber that is behind.
const BYTES_MAX: usize = 512 * 1024;

/// What somebody can listen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Everything in a workspace: for agents.
    Workspace(WorkspaceId),
    /// One conversation of a workspace: for its visitor.
    Conversation(WorkspaceId, ConversationId),
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A committed change.
    Change(Arc<Shared<Change>>),
    /// A sealed signal, never stored.
    Signal(Arc<Shared<Signal>>),
    /// There is a new statement.
    Statements,
    /// A newer account blob is stored for this member.
    Account(MemberId),
    /// A site reported itself.
    Check(Arc<Check>),
    /// This device's credential ended.
    Ended(DeviceId),
}

impl Event {
    /// The event of a committed change.
    pub fn change(change: Change) -> Self {
        Self::Change(Arc::new(Shared::new(change)))
    }

    fn size_bytes(&self) -> usize {
        match self {
            Self::Change(change) => match &change.value.body {
                crate::ChangeBody::Hello(item) | crate::ChangeBody::Item { item, .. } => item.len(),
                crate::ChangeBody::Status(_) => 0,
            },
            Self::Signal(signal) => signal.value.envelope.len(),
            _ => 0,
        }
    }
}

/// A value that many connections send: each form of it is encoded once, by the first that needs
/// it.
#[derive(Debug)]
pub struct Shared<T> {
    /// What is shared.
    pub value: T,
    for_agents: OnceLock<Bytes>,
    for_visitors: OnceLock<Bytes>,
}

/// For whom something is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Sees a whole workspace.
    Agents,
    /// Sees one conversation.
    Visitors,
}

impl<T> Shared<T> {
    /// Nothing is encoded yet.
    pub const fn new(value: T) -> Self {
        Self {
            value,
            for_agents: OnceLock::new(),
            for_visitors: OnceLock::new(),
        }
    }

    /// The encoded form, made by `encode` the first time.
    pub fn form(&self, audience: Audience, encode: impl FnOnce(&T) -> Bytes) -> Bytes {
        let form = match audience {
            Audience::Agents => &self.for_agents,
            Audience::Visitors => &self.for_visitors,
        };
        form.get_or_init(|| encode(&self.value)).clone()
    }
}

/// A sealed signal on its way.
#[derive(Debug)]
pub struct Signal {
    /// Where.
    pub conversation: ConversationId,
    /// An Envelope of type 1.
    pub envelope: Bytes,
}

/// A site's report that the widget runs there (`spec/api.md §6`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The nonce the agent put in the link.
    pub nonce: String,
    /// The site's origin.
    pub origin: String,
    /// The release the site embeds.
    pub release: String,
}

/// An event and who hears it.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// The workspace's agents hear everything.
    pub workspace: WorkspaceId,
    /// Who else hears it.
    pub visitors: Visitors,
    /// What happened.
    pub event: Event,
}

/// Which visitors hear an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visitors {
    /// None.
    None,
    /// The one of this conversation.
    Of(ConversationId),
    /// All of the workspace.
    All,
}

/// Carries events to subscribers.
pub trait Bus: Send + Sync {
    /// Hands events to whoever is subscribed, in this order. Never waits for a subscriber.
    fn announce(&self, announcements: Vec<Announcement>);
    /// Hears every event announced from now on.
    fn subscribe(&self, topic: Topic) -> Subscription;
}

/// The bus of a single process.
#[derive(Default)]
pub struct InProcessBus {
    topics: Arc<Topics>,
}

type Topics = Mutex<HashMap<Topic, Arc<Channel>>>;

/// One topic with at least one subscriber.
#[derive(Default)]
struct Channel {
    /// Held only to move events in or out; never across a wait.
    ring: Mutex<Ring>,
    wake: Notify,
}

/// The newest events. `first` is the number of the front one, so a subscriber that wants a lower
/// number has fallen behind.
#[derive(Default)]
struct Ring {
    first: u64,
    bytes: usize,
    events: VecDeque<Event>,
}

impl Ring {
    fn end(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    fn push(&mut self, event: Event) {
        self.bytes += event.size_bytes();
        self.events.push_back(event);
        while self.events.len() > EVENTS_MAX || (self.bytes > BYTES_MAX && self.events.len() > 1) {
            if let Some(oldest) = self.events.pop_front() {
                self.bytes -= oldest.size_bytes();
                self.first += 1;
            }
        }
    }
}

impl InProcessBus {
    /// A bus without subscribers.
    pub fn new() -> Self {
        Self::default()
    }

    fn channel(&self, topic: Topic) -> Option<Arc<Channel>> {
        locked(&self.topics).get(&topic).cloned()
    }

    /// The visitors of a workspace who listen. Looks at every topic: for rare events only.
    fn visitors(&self, workspace: WorkspaceId) -> Vec<Topic> {
        let topics = locked(&self.topics);
        let of_workspace =
            |topic: &&Topic| matches!(topic, Topic::Conversation(of, _) if *of == workspace);
        topics.keys().filter(of_workspace).copied().collect()
    }
}

impl Bus for InProcessBus {
    fn announce(&self, announcements: Vec<Announcement>) {
        // Everybody is woken once, after the last event is in place.
        let mut told: HashMap<Topic, Option<Arc<Channel>>> = HashMap::new();
        for Announcement {
            workspace,
            visitors,
            event,
        } in announcements
        {
            let mut topics = vec![Topic::Workspace(workspace)];
            match visitors {
                Visitors::None => {}
                Visitors::Of(conversation) => {
                    topics.push(Topic::Conversation(workspace, conversation));
                }
                Visitors::All => topics.extend(self.visitors(workspace)),
            }
            for topic in topics {
                let channel = told.entry(topic).or_insert_with(|| self.channel(topic));
                if let Some(channel) = channel {
                    locked(&channel.ring).push(event.clone());
                }
            }
        }
        for channel in told.into_values().flatten() {
            channel.wake.notify_waiters();
        }
    }

    fn subscribe(&self, topic: Topic) -> Subscription {
        let mut topics = locked(&self.topics);
        let channel = Arc::clone(topics.entry(topic).or_default());
        let next = locked(&channel.ring).end();
        Subscription {
            topics: Arc::clone(&self.topics),
            topic,
            channel,
            next,
        }
    }
}

/// A subscriber's place in a topic. A few dozen bytes; events are shared.
pub struct Subscription {
    topics: Arc<Topics>,
    topic: Topic,
    channel: Arc<Channel>,
    next: u64,
}

/// The subscriber was so far behind that events are gone; it must read the store again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the subscriber fell behind")]
pub struct Lagged;

impl Subscription {
    /// The next event if there is one already.
    pub fn try_next(&mut self) -> Result<Option<Event>, Lagged> {
        let ring = locked(&self.channel.ring);
        let Some(offset) = self.next.checked_sub(ring.first) else {
            self.next = ring.end();
            return Err(Lagged);
        };
        let event = usize::try_from(offset)
            .ok()
            .and_then(|offset| ring.events.get(offset));
        let event = event.cloned();
        self.next += u64::from(event.is_some());
        Ok(event)
    }

    /// The next event. May be dropped and called again without losing one.
    pub async fn next(&mut self) -> Result<Event, Lagged> {
        loop {
            let channel = Arc::clone(&self.channel);
            let mut woken = std::pin::pin!(channel.wake.notified());
            woken.as_mut().enable();
            if let Some(event) = self.try_next()? {
                return Ok(event);
            }
            woken.await;
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut topics = locked(&self.topics);
        // The map's and ours: nobody else listens, and nobody can begin to while we hold the map.
        if Arc::strong_count(&self.channel) <= 2 {
            topics.remove(&self.topic);
        }
    }
}

/// The guarded value. A panic elsewhere leaves these maps consistent, so poison is ignored.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
