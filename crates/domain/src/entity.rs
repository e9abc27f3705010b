//! The things the service keeps. Sealed bytes stay bytes: nothing here can open them.

use aside_protocol::{ConversationId, MemberId, MessageId, SessionId, WorkspaceId};
use bytes::Bytes;

use crate::DeviceId;

/// What a credential stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A device of a member.
    Agent {
        /// The member's workspace.
        workspace: WorkspaceId,
        /// Who it is.
        member: MemberId,
        /// From where.
        device: DeviceId,
    },
    /// The visitor of one conversation.
    Visitor {
        /// The conversation's workspace.
        workspace: WorkspaceId,
        /// The only conversation this credential opens.
        conversation: ConversationId,
    },
}

impl Caller {
    /// The workspace the caller belongs to.
    pub const fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Agent { workspace, .. } | Self::Visitor { workspace, .. } => *workspace,
        }
    }
}

/// A member's account (`spec/protocol.md §7`).
#[derive(Clone, Debug)]
pub struct Account {
    /// The workspace of the member.
    pub workspace: WorkspaceId,
    /// The member.
    pub member: MemberId,
    /// The address as normalised by the client; unique.
    pub email: String,
    /// What a sign-in is checked against.
    pub auth_pk: [u8; 32],
    /// Number of the stored account blob.
    pub account_n: u32,
    /// `AccountBlob` (§7.4).
    pub account_blob: Bytes,
    /// `RootBlob` (§7.5).
    pub root_blob: Bytes,
}

/// One signed-in place of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub device: DeviceId,
    /// Plain words chosen by the client, at most 64 bytes.
    pub name: String,
    /// When it signed in, Unix milliseconds.
    pub created_at: u64,
    /// When it was last heard of, Unix milliseconds, rounded down to minutes.
    pub last_seen_at: u64,
}

/// The newest statements a visitor needs (`spec/protocol.md §4.7`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Genesis.
    pub genesis: Bytes,
    /// Every root link, in order.
    pub links: Vec<Bytes>,
    /// The newest roster.
    pub roster: Bytes,
    /// The newest epoch.
    pub epoch: Bytes,
    /// The newest appearance.
    pub appearance: Bytes,
}

/// Everything published, for an agent.
#[derive(Clone, Debug)]
pub struct Statements {
    /// Genesis.
    pub genesis: Bytes,
    /// Every root link, in order.
    pub links: Vec<Bytes>,
    /// Every roster, in order.
    pub rosters: Vec<Bytes>,
    /// Every epoch, in order.
    pub epochs: Vec<Bytes>,
    /// The newest appearance.
    pub appearance: Bytes,
    /// The epoch wraps to this member, by epoch.
    pub wraps: Vec<Bytes>,
    /// Every member's encapsulation key.
    pub members: Vec<MemberKey>,
}

/// A member's encapsulation key; its hash is on the roster.
#[derive(Clone, Debug)]
pub struct MemberKey {
    /// The member.
    pub member: MemberId,
    /// 1,216 bytes.
    pub kem_pk: Bytes,
}

/// Whether a conversation waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It goes on.
    Open,
    /// It is done until somebody writes.
    Closed,
}

/// What the service must know of a conversation to route it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its id.
    pub conversation: ConversationId,
    /// Its session.
    pub session: SessionId,
    /// Open or closed.
    pub status: Status,
}

/// One entry of the change feed (`spec/api.md §5`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Dense number in the workspace, from 1.
    pub rev: u64,
    /// Where it happened.
    pub conversation: ConversationId,
    /// Dense number in the conversation, from 1.
    pub seq: u64,
    /// When the service took it, Unix milliseconds.
    pub at: u64,
    /// What happened.
    pub body: ChangeBody,
}

/// What a change says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeBody {
    /// The conversation was opened with this Hello.
    Hello(Bytes),
    /// An envelope or a rekey.
    Item {
        /// The sender's id for it.
        message: MessageId,
        /// The sealed object.
        item: Bytes,
    },
    /// The conversation was closed or reopened.
    Status(Status),
}
