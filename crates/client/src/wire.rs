//! The JSON of `spec/api.md`, as this client sends and reads it.

use aside_protocol::{ConversationId, MemberId, MessageId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// Bytes as base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base64(pub Vec<u8>);

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&data_encoding::BASE64URL_NOPAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes());
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Deserialize)]
pub struct Failure {
    pub code: String,
    pub message: String,
}

/// A build of the widget.
#[derive(Debug, Clone, Deserialize)]
pub struct Release {
    /// Its name.
    pub release: String,
    /// Address of the loader.
    pub loader_url: String,
    /// `sha384-…` of the loader, for the snippet.
    pub loader_integrity: String,
    /// What a site with a strict policy must allow: `sha256-…`.
    pub frame_script_hashes: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct ChallengeRequest<'a> {
    pub email: &'a str,
}

#[derive(Debug, Deserialize)]
pub struct Challenge {
    pub challenge: Base64,
}

#[derive(Debug, Serialize)]
pub struct SignUp<'a> {
    pub email: &'a str,
    pub auth_pk: Base64,
    pub challenge: Base64,
    pub time: u64,
    pub signature: Base64,
    pub device_name: &'a str,
    pub client: &'static str,
    pub genesis: Base64,
    pub roster: Base64,
    pub epoch: Base64,
    pub wraps: Vec<Base64>,
    pub appearance: Base64,
    pub kem_pk: Base64,
    pub account_blob: Base64,
    pub root_blob: Base64,
}

#[derive(Debug, Serialize)]
pub struct SignIn<'a> {
    pub email: &'a str,
    pub challenge: Base64,
    pub time: u64,
    pub signature: Base64,
    pub device_name: &'a str,
    pub client: &'static str,
}

#[derive(Debug, Deserialize)]
pub struct SignedIn {
    pub workspace: WorkspaceId,
    pub member: MemberId,
    pub account_blob: Base64,
    pub token: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Account {
    pub account_n: u32,
}

#[derive(Debug, Deserialize)]
pub struct Bundle {
    pub genesis: Base64,
    pub links: Vec<Base64>,
    pub roster: Base64,
    pub epoch: Base64,
    pub appearance: Option<Base64>,
}

#[derive(Debug, Deserialize)]
pub struct Statements {
    pub genesis: Base64,
    pub links: Vec<Base64>,
    pub rosters: Vec<Base64>,
    pub epochs: Vec<Base64>,
    pub appearance: Option<Base64>,
    pub wraps: Vec<Base64>,
    pub members: Vec<MemberKey>,
}

#[derive(Debug, Deserialize)]
pub struct MemberKey {
    pub member: MemberId,
    pub kem_pk: Base64,
}

#[derive(Debug, Serialize)]
pub struct NewEpoch {
    pub epoch: Base64,
    pub wraps: Vec<Base64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roster: Option<Base64>,
}

#[derive(Debug, Serialize)]
pub struct NewConversation {
    pub hello: Base64,
    pub message_id: MessageId,
    pub envelope: Base64,
}

#[derive(Debug, Deserialize)]
pub struct Opened {
    pub conversation: ConversationId,
    pub seq: u64,
}

#[derive(Debug, Serialize)]
pub struct NewItem {
    pub message_id: MessageId,
    pub item: Base64,
}

#[derive(Debug, Deserialize)]
pub struct Appended {
    pub seq: u64,
}

#[derive(Debug, Serialize)]
pub struct NewSignal {
    pub envelope: Base64,
}

#[derive(Debug, Serialize)]
pub struct NewStatus {
    pub status: Status,
}

/// Whether a conversation waits for somebody, as the service says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It goes on.
    Open,
    /// It is done until somebody writes.
    Closed,
}

#[derive(Debug, Deserialize)]
pub struct Page {
    pub changes: Vec<Change>,
}

/// One entry of the feed (`spec/api.md` §5), unchecked.
#[derive(Debug, Clone, Deserialize)]
pub struct Change {
    /// Number in the feed.
    pub rev: u64,
    /// Where it happened.
    pub conversation: ConversationId,
    /// Position in the conversation.
    pub seq: u64,
    /// What it is.
    pub kind: ChangeKind,
    /// The sealed object of `hello` and `item`.
    #[serde(default)]
    pub item: Option<Base64>,
    /// The status of `status`.
    #[serde(default)]
    pub status: Option<Status>,
}

/// Kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// A conversation was opened.
    Hello,
    /// An envelope or a rekey.
    Item,
    /// Closed or reopened.
    Status,
}

/// A frame of the live connection.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Frame {
    Changes {
        changes: Vec<Change>,
    },
    Signal {
        conversation: ConversationId,
        envelope: Base64,
    },
    Statements,
    Account,
    #[serde(other)]
    Other,
}
