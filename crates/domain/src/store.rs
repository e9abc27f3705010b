//! What a storage backend must do. `conformance` holds the rules as tests.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;

use aside_protocol::{ConversationId, MemberId, MessageId, SessionId, WorkspaceId};
use bytes::Bytes;

use crate::{
    Account, Bundle, Caller, Change, Conversation, Device, DeviceId, Statements, Status, TokenHash,
};

/// The cause of a failure, for the log.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// What every method returns: boxed, so that the trait can be used as an object.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Why a backend could not do what was asked. A missing row is `None`, not an error.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Something with the same identity, or the next number, is there already.
    #[error("{0} already exists")]
    Conflict(&'static str),
    /// A stored row does not decode.
    #[error("stored {what} is malformed")]
    Corrupt {
        /// Which kind of row.
        what: &'static str,
        /// Why.
        #[source]
        source: BoxError,
    },
    /// Connection, disk, shutdown.
    #[error("storage backend failed")]
    Backend(#[source] BoxError),
}

/// Storage of the service.
///
/// Every write is durable when its future resolves, and only then announced on the bus that the
/// backend was opened with, in the order of `rev`. A write whose future is dropped still happens
/// whole or not at all, and is announced if it happened.
pub trait Store: Send + Sync {
    // Workspaces and accounts

    /// Adds a workspace with its statements, its owner's account and first device, all or
    /// nothing. Conflicts: `workspace`, `email`.
    fn create_workspace(&self, new: NewWorkspace) -> Answer<'_, ()>;
    /// Removes a workspace and every row that belongs to it. False if there is none.
    fn erase_workspace(&self, workspace: WorkspaceId) -> Answer<'_, bool>;
    /// The account with this address.
    fn account_by_email(&self, email: String) -> Answer<'_, Option<Account>>;
    /// The account of this member.
    fn account(&self, workspace: WorkspaceId, member: MemberId) -> Answer<'_, Option<Account>>;
    /// Stores the next account blob. Conflict `account`: `n` is not the stored number plus one.
    fn replace_account_blob(&self, new: NewAccountBlob) -> Answer<'_, ()>;

    // Credentials

    /// Adds a device.
    fn add_device(&self, new: NewDevice) -> Answer<'_, ()>;
    /// The member's devices, oldest first.
    fn devices(&self, workspace: WorkspaceId, member: MemberId) -> Answer<'_, Vec<Device>>;
    /// Remembers that the device was heard of.
    fn touch_device(&self, device: DeviceId, at: u64) -> Answer<'_, ()>;
    /// Ends a device of this member: its credential stops working. False if there is none.
    fn end_device(
        &self,
        workspace: WorkspaceId,
        member: MemberId,
        device: DeviceId,
    ) -> Answer<'_, bool>;
    /// Whom a credential stands for.
    fn caller(&self, token: TokenHash) -> Answer<'_, Option<Caller>>;

    // Statements

    /// The newest statements.
    fn bundle(&self, workspace: WorkspaceId) -> Answer<'_, Option<Bundle>>;
    /// Every statement, and the wraps to this member.
    fn statements(
        &self,
        workspace: WorkspaceId,
        member: MemberId,
    ) -> Answer<'_, Option<Statements>>;
    /// Publishes the next epoch with its wraps, and the next roster if there is one, all or
    /// nothing. Conflicts: `epoch`, `roster`.
    fn publish_epoch(&self, new: NewEpoch) -> Answer<'_, ()>;
    /// Publishes the next appearance. Conflict: `appearance`.
    fn publish_appearance(&self, new: NewAppearance) -> Answer<'_, ()>;

    // Conversations

    /// Opens a conversation and stores its first message, all or nothing. The same request again
    /// gives the same answer. Conflict `conversation`: the id or the token is taken by other bytes.
    /// None: there is no such workspace.
    fn open_conversation(&self, new: NewConversation) -> Answer<'_, Option<Opened>>;
    /// The conversation, if there is one.
    fn conversation(&self, conversation: ConversationId) -> Answer<'_, Option<Conversation>>;
    /// Appends an item, and reopens the conversation first if it is closed. The same bytes under
    /// the same message id again give the first answer; other bytes are the conflict `message`.
    /// None: there is no such conversation.
    fn append(&self, new: NewItem) -> Answer<'_, Option<Appended>>;
    /// Sets the status; a change only if it differs. None: there is no such conversation.
    fn set_status(&self, new: NewStatus) -> Answer<'_, Option<StatusSet>>;

    // The feed

    /// At most `limit` changes of a workspace with rev above `after`, in order.
    fn workspace_changes(
        &self,
        workspace: WorkspaceId,
        after: u64,
        limit: u32,
    ) -> Answer<'_, Vec<Change>>;
    /// At most `limit` changes of a conversation with seq above `after`, in order.
    fn conversation_changes(
        &self,
        conversation: ConversationId,
        after: u64,
        limit: u32,
    ) -> Answer<'_, Vec<Change>>;

    // Operation

    /// Succeeds if the backend can read and write.
    fn ping(&self) -> Answer<'_, ()>;
    /// Finishes what was asked and closes. Later calls fail.
    fn close(&self) -> Answer<'_, ()>;
}

/// A new workspace, verified by the caller.
#[derive(Clone, Debug)]
pub struct NewWorkspace {
    /// Its id.
    pub workspace: WorkspaceId,
    /// Genesis.
    pub genesis: Bytes,
    /// Roster 1.
    pub roster: Bytes,
    /// Epoch 0.
    pub epoch: Bytes,
    /// The wraps of epoch 0.
    pub wraps: Vec<Wrap>,
    /// Appearance 1.
    pub appearance: Bytes,
    /// The owner's encapsulation key.
    pub kem_pk: Bytes,
    /// The owner's account; `account_n` is 1.
    pub account: Account,
    /// The device that signs up.
    pub device: NewDevice,
}

/// An epoch's secret sealed to somebody (`spec/protocol.md §4.5`).
#[derive(Clone, Debug)]
pub struct Wrap {
    /// The member, or `None` for recovery.
    pub to: Option<MemberId>,
    /// `EpochWrap`.
    pub body: Bytes,
}

/// A new device of a member.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Its id.
    pub device: DeviceId,
    /// The member's workspace.
    pub workspace: WorkspaceId,
    /// Whose it is.
    pub member: MemberId,
    /// Hash of its credential.
    pub token: TokenHash,
    /// Plain words.
    pub name: String,
    /// Unix milliseconds.
    pub created_at: u64,
}

/// The next account blob.
#[derive(Clone, Debug)]
pub struct NewAccountBlob {
    /// The member's workspace.
    pub workspace: WorkspaceId,
    /// Whose it is.
    pub member: MemberId,
    /// Its number.
    pub n: u32,
    /// `AccountBlob`.
    pub blob: Bytes,
}

/// The next epoch, verified by the caller.
#[derive(Clone, Debug)]
pub struct NewEpoch {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Its number.
    pub eid: u32,
    /// `EpochCert`.
    pub epoch: Bytes,
    /// To every member and to recovery.
    pub wraps: Vec<Wrap>,
    /// The next roster and its number.
    pub roster: Option<(u32, Bytes)>,
}

/// The next appearance, verified by the caller.
#[derive(Clone, Debug)]
pub struct NewAppearance {
    /// Whose it is.
    pub workspace: WorkspaceId,
    /// Its number.
    pub n: u32,
    /// Appearance.
    pub appearance: Bytes,
}

/// A conversation to open.
#[derive(Clone, Debug)]
pub struct NewConversation {
    /// Its workspace.
    pub workspace: WorkspaceId,
    /// Its id.
    pub conversation: ConversationId,
    /// Its session.
    pub session: SessionId,
    /// Hash of the visitor's credential.
    pub token: TokenHash,
    /// Hello.
    pub hello: Bytes,
    /// Id of the first message.
    pub message: MessageId,
    /// The first message.
    pub envelope: Bytes,
    /// Unix milliseconds.
    pub at: u64,
}

/// A conversation is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Position of the first message.
    pub seq: u64,
    /// False: it had been opened before with the same bytes.
    pub is_new: bool,
}

/// An item to append.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Where.
    pub conversation: ConversationId,
    /// The sender's id for it.
    pub message: MessageId,
    /// Envelope or Rekey.
    pub item: Bytes,
    /// Unix milliseconds.
    pub at: u64,
}

/// An item is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Its position in the conversation.
    pub seq: u64,
    /// False: it had been stored before.
    pub is_new: bool,
}

/// A status to set.
#[derive(Clone, Copy, Debug)]
pub struct NewStatus {
    /// Where.
    pub conversation: ConversationId,
    /// What.
    pub status: Status,
    /// Unix milliseconds.
    pub at: u64,
}

/// A status is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusSet {
    /// The newest position in the conversation.
    pub seq: u64,
    /// False: it was that status already.
    pub is_new: bool,
}
