//! Shapes that several endpoints share: bytes, changes, ids in JSON.

use aside_domain::{Change, ChangeBody, Status};
use aside_protocol::{ConversationId, MessageId};
use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Bytes as base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = "base64url")]
pub struct Base64(pub Bytes);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Base64;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("base64url without padding")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Base64, E> {
                let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
                let bytes = bytes.map_err(|_| E::custom("expected base64url without padding"))?;
                Ok(Base64(bytes.into()))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Exactly N bytes as base64url without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = "base64url")]
pub struct Fixed<const N: usize>(pub [u8; N]);

impl<'de, const N: usize> Deserialize<'de> for Fixed<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Base64::deserialize(deserializer)?.0;
        let fixed = bytes.as_ref().try_into();
        fixed
            .map(Self)
            .map_err(|_| D::Error::custom(format_args!("expected {N} bytes")))
    }
}

impl<const N: usize> Serialize for Fixed<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&BASE64URL_NOPAD.encode_display(&self.0))
    }
}

/// Whether a conversation waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Status)]
pub enum WireStatus {
    /// It goes on.
    Open,
    /// It is done until somebody writes.
    Closed,
}

impl From<Status> for WireStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Open => Self::Open,
            Status::Closed => Self::Closed,
        }
    }
}

impl From<WireStatus> for Status {
    fn from(status: WireStatus) -> Self {
        match status {
            WireStatus::Open => Self::Open,
            WireStatus::Closed => Self::Closed,
        }
    }
}

/// What a change says.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The conversation was opened.
    Hello,
    /// An envelope or a rekey.
    Item,
    /// The conversation was closed or reopened.
    Status,
}

/// One entry of the change feed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct WireChange {
    /// Agents: dense in the workspace. Visitors: equal to seq.
    rev: u64,
    #[schema(value_type = String)]
    conversation: ConversationId,
    /// Dense in the conversation, from 1.
    seq: u64,
    kind: ChangeKind,
    /// Unix milliseconds, the service's claim.
    at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    message_id: Option<MessageId>,
    /// Hello: a Hello. Item: an Envelope or a Rekey.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Base64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<WireStatus>,
}

/// Which number a reader counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The workspace's rev.
    Agent,
    /// The conversation's seq; it tells nothing of other conversations.
    Visitor,
}

impl View {
    /// The number of this change for this reader.
    pub const fn rev(self, change: &Change) -> u64 {
        match self {
            Self::Agent => change.rev,
            Self::Visitor => change.seq,
        }
    }
}

impl WireChange {
    /// The change as this reader sees it.
    pub fn new(change: &Change, view: View) -> Self {
        let (kind, message_id, item, status) = match &change.body {
            ChangeBody::Hello(hello) => (ChangeKind::Hello, None, Some(hello), None),
            ChangeBody::Item { message, item } => {
                (ChangeKind::Item, Some(*message), Some(item), None)
            }
            ChangeBody::Status(status) => (ChangeKind::Status, None, None, Some(*status)),
        };
        Self {
            rev: view.rev(change),
            conversation: change.conversation,
            seq: change.seq,
            kind,
            at: change.at,
            message_id,
            item: item.cloned().map(Base64),
            status: status.map(WireStatus::from),
        }
    }

    /// The item, and the change without it.
    pub fn without_item(mut self) -> (Self, Option<Base64>) {
        let item = self.item.take();
        (self, item)
    }
}

/// Changes, and where to go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Changes {
    /// In order.
    pub changes: Vec<WireChange>,
    /// What to give as `after` next.
    pub next: u64,
}

impl Changes {
    /// A page that began after `after`.
    pub fn new(page: &[Change], view: View, after: u64) -> Self {
        let next = page.last().map_or(after, |change| view.rev(change));
        Self {
            changes: page
                .iter()
                .map(|change| WireChange::new(change, view))
                .collect(),
            next,
        }
    }
}
