//! Things to store. Bytes are arbitrary: a store does not look into them.

use aside_protocol::{ConversationId, MemberId, MessageId, SessionId, WorkspaceId};
use bytes::Bytes;

use crate::bus::{Event, Subscription};
use crate::{
    Account, DeviceId, NewConversation, NewDevice, NewItem, NewWorkspace, Store, TokenHash, Wrap,
};

pub fn workspace_id(n: u8) -> WorkspaceId {
    WorkspaceId::new([n; 32])
}

pub fn member_id(n: u8) -> MemberId {
    MemberId::new([n; 16])
}

pub fn conversation_id(n: u8) -> ConversationId {
    ConversationId::new([n; 16])
}

pub fn message_id(n: u16) -> MessageId {
    let mut bytes = [0; 16];
    bytes[..2].copy_from_slice(&n.to_be_bytes());
    MessageId::new(bytes)
}

pub fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

pub fn device(workspace: u8, n: u8) -> NewDevice {
    NewDevice {
        device: DeviceId::new([n; 16]),
        workspace: workspace_id(workspace),
        member: member_id(workspace),
        token: TokenHash::new([n; 32]),
        name: format!("device {n}"),
        created_at: 1_000 + u64::from(n),
    }
}

/// Workspace n with member n, device n and address n.
pub fn workspace(n: u8) -> NewWorkspace {
    NewWorkspace {
        workspace: workspace_id(n),
        genesis: bytes("genesis"),
        roster: bytes("roster 1"),
        epoch: bytes("epoch 0"),
        wraps: vec![
            Wrap {
                to: Some(member_id(n)),
                body: bytes("wrap 0 to the owner"),
            },
            Wrap {
                to: None,
                body: bytes("wrap 0 to recovery"),
            },
        ],
        appearance: bytes("appearance 1"),
        kem_pk: bytes("kem"),
        account: Account {
            workspace: workspace_id(n),
            member: member_id(n),
            email: format!("owner{n}@example"),
            auth_pk: [n; 32],
            account_n: 1,
            account_blob: bytes("account 1"),
            root_blob: bytes("root"),
        },
        device: device(n, n),
    }
}

/// Conversation n of a workspace, with message 0.
pub fn conversation(workspace: u8, n: u8) -> NewConversation {
    NewConversation {
        workspace: workspace_id(workspace),
        conversation: conversation_id(n),
        session: SessionId::new([n; 32]),
        token: TokenHash::new([100 + n; 32]),
        hello: bytes("hello"),
        message: message_id(0),
        envelope: bytes("first"),
        at: 5,
    }
}

pub fn item(conversation: u8, message: u16, text: &str) -> NewItem {
    NewItem {
        conversation: conversation_id(conversation),
        message: message_id(message),
        item: bytes(text),
        at: 7,
    }
}

/// Workspace 1 with conversation 1: two changes.
pub async fn begin(store: &dyn Store) {
    store.create_workspace(workspace(1)).await.unwrap();
    store
        .open_conversation(conversation(1, 1))
        .await
        .unwrap()
        .unwrap();
}

/// The revs of the changes among the events that have arrived.
pub fn arrived(events: &mut Subscription) -> Vec<u64> {
    let mut revs = Vec::new();
    while let Some(event) = events.try_next().unwrap() {
        if let Event::Change(change) = event {
            revs.push(change.value.rev);
        }
    }
    revs
}
