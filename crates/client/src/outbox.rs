//! What still has to be sent. Everything in it is sealed already and keeps its message id, so that
//! sending it once more can never double it.

use std::collections::VecDeque;

use aside_protocol::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};

use crate::wire::{Appended, Base64, NewConversation, NewItem, Opened};
use crate::{ClientError, Service};

/// Something sealed that the service has not acknowledged yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    conversation: ConversationId,
    message: MessageId,
    /// An envelope or a rekey.
    item: Base64,
    /// The hello that opens the conversation, with the path to post it to.
    opening: Option<(String, Base64)>,
}

/// Something that the service acknowledged.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Where.
    pub conversation: ConversationId,
    /// The envelope or rekey.
    pub item: Vec<u8>,
    /// Its position.
    pub seq: u64,
}

/// What still has to be sent, in order. Serialise it to keep it over a restart: it holds no secret.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Outbox {
    waiting: VecDeque<Pending>,
}

impl Outbox {
    /// How many items wait.
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    pub(crate) fn push(&mut self, conversation: ConversationId, message: MessageId, item: Vec<u8>) {
        let item = Base64(item);
        self.waiting.push_back(Pending {
            conversation,
            message,
            item,
            opening: None,
        });
    }

    /// Adds a conversation's hello and first envelope.
    pub(crate) fn push_opening(
        &mut self,
        (conversation, path): (ConversationId, String),
        hello: Vec<u8>,
        message: MessageId,
        envelope: Vec<u8>,
    ) {
        let opening = Some((path, Base64(hello)));
        let item = Base64(envelope);
        self.waiting.push_back(Pending {
            conversation,
            message,
            item,
            opening,
        });
    }

    /// Sends the first item, and removes it once the service has acknowledged it. `None`: nothing
    /// waits. After an error the item is still there.
    pub(crate) async fn send_first(
        &mut self,
        service: &Service,
        token: &str,
    ) -> Result<Option<Sent>, ClientError> {
        let Some(first) = self.waiting.front() else {
            return Ok(None);
        };
        let seq = first.send(service, token).await?;
        let sent = self.waiting.pop_front();
        Ok(sent.map(|p| Sent {
            conversation: p.conversation,
            item: p.item.0,
            seq,
        }))
    }
}

impl Pending {
    async fn send(&self, service: &Service, token: &str) -> Result<u64, ClientError> {
        if let Some((path, hello)) = &self.opening {
            let body = NewConversation {
                hello: hello.clone(),
                message_id: self.message,
                envelope: self.item.clone(),
            };
            let opened: Opened = service.post(path, Some(token), &body).await?;
            if opened.conversation != self.conversation {
                return Err(ClientError::Answer("it names another conversation"));
            }
            return Ok(opened.seq);
        }
        let path = format!("/v1/conversations/{}/messages", self.conversation);
        let body = NewItem {
            message_id: self.message,
            item: self.item.clone(),
        };
        let appended: Appended = service.post(&path, Some(token), &body).await?;
        Ok(appended.seq)
    }
}
