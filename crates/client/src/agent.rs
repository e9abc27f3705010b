//! The agent's side: a device that is signed in, and every conversation of its workspace.

use std::collections::BTreeMap;

use aside_crypto::OpenError;
use aside_crypto::account::{open_account, seal_account};
use aside_crypto::workspace::rotate;
use aside_protocol::account::AccountBlob;
use aside_protocol::body::{Body, EpochUpdate, Receipt, ReceiptState, Text, Typing};
use aside_protocol::{ConversationId, MemberId, MessageId, Object, WorkspaceId};
use reqwest::Method;
use serde_json::json;

use crate::conversation::Conversation;
use crate::feed::{Event, Feed};
use crate::log::News;
use crate::login::{Credentials, Unlocked};
use crate::outbox::Outbox;
use crate::vault::Vault;
use crate::wire::{self, Base64, Change, ChangeKind, NewEpoch, NewSignal, NewStatus, SignedIn};
use crate::{ClientError, Service, Sources, Status};

/// Something new, and where.
pub type AgentNews = (ConversationId, News);

/// A signed-in device of a member.
#[derive(Debug)]
pub struct Agent {
    service: Service,
    sources: Sources,
    token: String,
    unlocked: Unlocked,
    account_n: u32,
    vault: Vault,
    conversations: BTreeMap<ConversationId, Conversation>,
    outbox: Outbox,
    feed: Feed,
}

impl Agent {
    /// Signs a device in with email, password and Secret Key. `floor` is the highest version of
    /// the account that this device has seen; 0 for a new one.
    ///
    /// # Errors
    /// [`ClientError::SignIn`]; [`ClientError::Unopenable`] for an account that is not this
    /// agent's or older than `floor`; [`ClientError::Statements`].
    pub async fn sign_in(
        service: Service,
        credentials: &Credentials,
        floor: u32,
        sources: Sources,
    ) -> Result<Self, ClientError> {
        let unlocked = Unlocked::of(credentials).await?;
        let name = &credentials.device_name;
        let signed_in = unlocked.sign_in(&service, name, sources.now()).await?;
        Self::enter(service, unlocked, signed_in, floor, sources).await
    }

    pub(crate) async fn enter(
        service: Service,
        unlocked: Unlocked,
        signed_in: SignedIn,
        floor: u32,
        sources: Sources,
    ) -> Result<Self, ClientError> {
        let token = signed_in
            .token
            .ok_or(ClientError::Answer("it holds no token"))?;
        let blob =
            AccountBlob::parse(&signed_in.account_blob.0).map_err(|_| aside_crypto::Unopenable)?;
        let account = open_account(&blob, unlocked.keys.password_method(), floor)?;
        let now = sources.now();
        let vault = Vault::open(&service, &token, account, now).await?;
        if (signed_in.workspace, signed_in.member) != (vault.wid, vault.mid) {
            return Err(ClientError::Answer("it names another member"));
        }
        Ok(Self {
            feed: Feed::new(service.clone(), token.clone(), 0),
            service,
            sources,
            token,
            unlocked,
            account_n: blob.n,
            vault,
            conversations: BTreeMap::new(),
            outbox: Outbox::default(),
        })
    }

    /// The workspace.
    pub const fn workspace(&self) -> WorkspaceId {
        self.vault.wid
    }

    /// Who this agent is.
    pub const fn member(&self) -> MemberId {
        self.vault.mid
    }

    /// The version of the account: what to give as `floor` when this device signs in again.
    pub const fn account_n(&self) -> u32 {
        self.account_n
    }

    /// The credential of this device.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Every conversation that could be opened.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.conversations.values()
    }

    /// One conversation.
    pub fn conversation(&self, id: ConversationId) -> Option<&Conversation> {
        self.conversations.get(&id)
    }

    /// What still has to be sent.
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Seals a reply, keeps it in the outbox, and sends what waits there.
    ///
    /// # Errors
    /// [`ClientError::Seal`] with `AwaitRekey` if the visitor must make new keys first; after
    /// [`ClientError::Unreachable`] the reply waits in the outbox.
    pub async fn reply(&mut self, to: ConversationId, text: &str) -> Result<(), ClientError> {
        self.queue(to, text)?;
        self.flush().await
    }

    /// Seals a reply and keeps it in the outbox.
    ///
    /// # Errors
    /// [`ClientError::Seal`], [`ClientError::UnknownConversation`].
    pub fn queue(&mut self, to: ConversationId, text: &str) -> Result<(), ClientError> {
        let name = Some(self.vault.account.name.clone());
        self.queue_body(
            to,
            Body::Text(Text {
                text: text.to_owned(),
                name,
                context: None,
            }),
        )
    }

    /// Sends what waits in the outbox, in order. What was acknowledged already is not doubled.
    ///
    /// # Errors
    /// [`ClientError`]; what was not acknowledged stays in the outbox.
    pub async fn flush(&mut self) -> Result<(), ClientError> {
        while let Some(sent) = self.outbox.send_first(&self.service, &self.token).await? {
            let now = self.sources.now();
            if let Some(conversation) = self.conversations.get_mut(&sent.conversation) {
                conversation.take_item(&sent.item, sent.seq, &self.vault, now);
            }
        }
        Ok(())
    }

    /// Confirms every message accepted so far.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn confirm(
        &mut self,
        to: ConversationId,
        state: ReceiptState,
    ) -> Result<(), ClientError> {
        self.signal(to, Body::Receipt(Receipt { state })).await
    }

    /// Tells the visitor that the agent types, or has stopped.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn type_on(&mut self, to: ConversationId, on: bool) -> Result<(), ClientError> {
        self.signal(to, Body::Typing(Typing { on })).await
    }

    /// Closes or reopens a conversation.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn set_status(&self, of: ConversationId, status: Status) -> Result<(), ClientError> {
        let path = format!("/v1/conversations/{of}/status");
        self.service
            .send(Method::PUT, &path, &self.token, &NewStatus { status })
            .await
    }

    /// Waits for the next thing that happens. Call it again after an error.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn next(&mut self) -> Result<AgentNews, ClientError> {
        loop {
            let event = self.feed.next().await?;
            if let Some(news) = self.take_or_put_back(event).await? {
                return Ok(news);
            }
        }
    }

    /// Takes everything that is there now.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn catch_up(&mut self) -> Result<Vec<AgentNews>, ClientError> {
        let mut all = Vec::new();
        while let Some(event) = self.feed.ready().await? {
            all.extend(self.take_or_put_back(event).await?);
        }
        Ok(all)
    }

    /// Fetches the workspace's statements again and remembers in the account how new they are.
    ///
    /// # Errors
    /// [`ClientError::Statements`], [`ClientError::Unopenable`]; what was held stays.
    pub async fn refresh(&mut self) -> Result<(), ClientError> {
        let now = self.sources.now();
        self.vault.refresh(&self.service, &self.token, now).await?;
        self.save_floors().await
    }

    /// Publishes a new epoch. Only an owner or admin may.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn rotate(&mut self) -> Result<(), ClientError> {
        let now = self.sources.now();
        let vault = &self.vault;
        let (recipients, signer) = (vault.recipients()?, &vault.account.member);
        let rotation = rotate(
            vault.held.accepted(),
            &recipients,
            signer,
            now,
            &mut self.sources.rng,
        )?;
        let body = NewEpoch {
            epoch: Base64(rotation.key.epoch.encode()),
            wraps: rotation
                .wraps
                .iter()
                .map(|wrap| Base64(wrap.encode()))
                .collect(),
            roster: None,
        };
        self.service
            .send(Method::POST, "/v1/epochs", &self.token, &body)
            .await?;
        self.vault
            .keep_epoch(rotation.key.epoch, rotation.key.secret)?;
        self.refresh().await
    }

    /// Tells a visitor of the newest statements in a sealed message.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn announce_epoch(&mut self, to: ConversationId) -> Result<(), ClientError> {
        let newest = self.vault.held.accepted();
        let update = EpochUpdate {
            roster: newest.roster.encode(),
            epoch: newest.epoch.encode(),
        };
        self.queue_body(to, Body::EpochUpdate(update))?;
        self.flush().await
    }

    fn queue_body(&mut self, to: ConversationId, body: Body) -> Result<(), ClientError> {
        let known = self.conversations.get_mut(&to);
        let conversation = known.ok_or(ClientError::UnknownConversation)?;
        let envelope = conversation.seal(body, &self.vault, &mut self.sources)?;
        let message = MessageId::new(self.sources.bytes());
        self.outbox.push(to, message, envelope.encode());
        Ok(())
    }

    async fn signal(&mut self, to: ConversationId, body: Body) -> Result<(), ClientError> {
        let known = self.conversations.get_mut(&to);
        let conversation = known.ok_or(ClientError::UnknownConversation)?;
        let envelope = conversation.seal(body, &self.vault, &mut self.sources)?;
        let body = NewSignal {
            envelope: Base64(envelope.encode()),
        };
        let path = format!("/v1/conversations/{to}/signals");
        self.service
            .send(Method::POST, &path, &self.token, &body)
            .await
    }

    /// Stores the floors in the account, so that a new device refuses what is older.
    async fn save_floors(&mut self) -> Result<(), ClientError> {
        let Some(floors) = self.vault.raised_floors() else {
            return Ok(());
        };
        self.vault.account.floors = floors;
        let methods = [self.unlocked.keys.password_method()];
        let n = self.account_n + 1;
        let blob = seal_account(&self.vault.account, n, &methods, &mut self.sources.rng)?;
        let body = json!({ "account_blob": Base64(blob.encode()) });
        let put = self
            .service
            .send(Method::PUT, "/v1/account/blob", &self.token, &body)
            .await;
        match put {
            Ok(()) => self.account_n = n,
            // Another device was quicker; what it stored is as new as this.
            Err(error) if error.code() == Some("stale_account") => {
                let account: wire::Account =
                    self.service.get("/v1/account", Some(&self.token)).await?;
                self.account_n = self.account_n.max(account.account_n);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// What only failed for now is taken again later.
    async fn take_or_put_back(&mut self, event: Event) -> Result<Option<AgentNews>, ClientError> {
        let taken = self.take(event.clone()).await;
        if taken.as_ref().is_err_and(ClientError::is_passing) {
            self.feed.put_back(event);
        }
        taken
    }

    async fn take(&mut self, event: Event) -> Result<Option<AgentNews>, ClientError> {
        match event {
            Event::Change(change) => self.take_change(*change).await,
            Event::Signal {
                conversation: id,
                envelope,
            } => {
                let now = self.sources.now();
                let conversation = self.conversations.get_mut(&id);
                let news = conversation.and_then(|c| c.take_signal(&envelope.0, &self.vault, now));
                Ok(news.map(|news| (id, news)))
            }
            Event::Statements => {
                self.refresh().await?;
                Ok(None)
            }
            Event::Account => Ok(None),
        }
    }

    async fn take_change(&mut self, change: Change) -> Result<Option<AgentNews>, ClientError> {
        let id = change.conversation;
        let item = change.item.unwrap_or_default().0;
        if change.kind == ChangeKind::Hello && !self.conversations.contains_key(&id) {
            return self.take_hello(id, item).await.map(|news| Some((id, news)));
        }
        let conversation = self.conversations.get(&id);
        if conversation.is_some_and(|c| c.needs_statements(&item, &self.vault)) {
            self.refresh().await?;
        }
        let now = self.sources.now();
        let Some(conversation) = self.conversations.get_mut(&id) else {
            return Ok(Some((id, News::Unreadable)));
        };
        let news = match change.kind {
            ChangeKind::Hello => conversation.take_hello(&item),
            ChangeKind::Item => conversation.take_item(&item, change.seq, &self.vault, now),
            ChangeKind::Status => change.status.map(|status| conversation.take_status(status)),
        };
        Ok(news.map(|news| (id, news)))
    }

    async fn take_hello(
        &mut self,
        id: ConversationId,
        hello: Vec<u8>,
    ) -> Result<News, ClientError> {
        let mut opened = Conversation::open(id, hello.clone(), &self.vault, &mut self.sources);
        if matches!(opened, Err(OpenError::Unopenable(_))) {
            // It may go by statements that were published a moment ago.
            self.refresh().await?;
            opened = Conversation::open(id, hello, &self.vault, &mut self.sources);
        }
        Ok(match opened {
            Ok(opened) => {
                self.conversations.insert(id, opened);
                News::Opened
            }
            Err(_) => News::Unreadable,
        })
    }
}
