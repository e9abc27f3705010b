//! The visitor's side: one conversation with a pinned workspace.

use aside_crypto::SignKey;
use aside_crypto::security_code::security_code;
use aside_crypto::session::{Draft, OpenFailure, OwnLane, VisitorSession};
use aside_protocol::body::{Body, Context, Receipt, ReceiptState, Text, Typing};
use aside_protocol::session::{Envelope, EnvelopeKind, Hello, Rekey};
use aside_protocol::{ConversationId, Floors, MessageId, Object, SessionId, WorkspaceId};

use crate::feed::{Event, Feed};
use crate::log::{Log, News};
use crate::outbox::Outbox;
use crate::statements::Held;
use crate::wire::{self, Base64, Change, ChangeKind, NewSignal, NewStatus, Status};
use crate::{ClientError, Service, Sources};

/// What a site pins, and what this visitor has seen of it before.
#[derive(Debug, Clone)]
pub struct Site {
    /// The workspace id that stands in the site's page.
    pub wid: WorkspaceId,
    /// The highest statements seen so far; the default for a new visitor.
    pub floors: Floors,
    /// Where the visitor is; sealed into the first message.
    pub context: Option<Context>,
}

/// A visitor in one conversation.
#[derive(Debug)]
pub struct Visitor {
    service: Service,
    sources: Sources,
    token: String,
    held: Held,
    session: VisitorSession,
    hello: Hello,
    context: Option<Context>,
    is_opened: bool,
    lane: OwnLane,
    signals: OwnLane,
    log: Log,
    outbox: Outbox,
    feed: Feed,
}

impl Visitor {
    /// Fetches the workspace's statements, verifies them against the pin, and begins a session.
    /// Nothing is sent yet.
    ///
    /// # Errors
    /// [`ClientError::Statements`] if the statements do not verify; nothing can be sent then.
    pub async fn begin(
        service: Service,
        site: Site,
        mut sources: Sources,
    ) -> Result<Self, ClientError> {
        let bundle = fetch_bundle(&service, &site.wid).await?;
        let now = sources.now();
        let held = Held::begin(&site.wid, &bundle, &site.floors, now)?;
        let key = SignKey::generate(&mut sources.rng);
        let (session, hello) = VisitorSession::begin(held.accepted(), key, now, &mut sources.rng)?;
        let token = data_encoding::BASE64URL_NOPAD.encode(&sources.bytes::<32>());
        Ok(Self {
            feed: Feed::new(service.clone(), token.clone(), 0),
            lane: OwnLane::new(EnvelopeKind::Message, &mut sources.rng),
            signals: OwnLane::new(EnvelopeKind::Signal, &mut sources.rng),
            service,
            sources,
            token,
            held,
            session,
            hello,
            context: site.context,
            is_opened: false,
            log: Log::default(),
            outbox: Outbox::default(),
        })
    }

    /// Seals a message, keeps it in the outbox, and sends what waits there.
    ///
    /// # Errors
    /// [`ClientError`]; unless it is [`ClientError::Seal`] the message waits in the outbox.
    pub async fn say(&mut self, text: &str) -> Result<(), ClientError> {
        self.queue(text)?;
        self.flush().await
    }

    /// Seals a message and keeps it in the outbox.
    ///
    /// # Errors
    /// [`ClientError::Seal`], [`ClientError::Statements`].
    pub fn queue(&mut self, text: &str) -> Result<(), ClientError> {
        let now = self.sources.now();
        if self.is_opened && self.session.needs_rekey(self.held.accepted(), now) {
            let rekey = self
                .session
                .rekey(self.held.accepted(), now, &mut self.sources.rng)?;
            let message = MessageId::new(self.sources.bytes());
            self.outbox
                .push(self.conversation(), message, rekey.encode());
        }
        let context = if self.is_opened {
            None
        } else {
            self.context.clone()
        };
        let body = Body::Text(Text {
            text: text.to_owned(),
            name: None,
            context,
        });
        let draft = self.draft(EnvelopeKind::Message, body);
        let envelope = self
            .session
            .seal(&mut self.lane, draft, &mut self.sources.rng)?;
        let message = MessageId::new(self.sources.bytes());
        if self.is_opened {
            self.outbox
                .push(self.conversation(), message, envelope.encode());
        } else {
            let path = format!("/v1/workspaces/{}/conversations", self.held.accepted().wid);
            let place = (self.conversation(), path);
            self.outbox
                .push_opening(place, self.hello.encode(), message, envelope.encode());
            self.is_opened = true;
        }
        Ok(())
    }

    /// Sends what waits in the outbox, in order. What was acknowledged already is not doubled.
    ///
    /// # Errors
    /// [`ClientError`]; what was not acknowledged stays in the outbox.
    pub async fn flush(&mut self) -> Result<(), ClientError> {
        while let Some(sent) = self.outbox.send_first(&self.service, &self.token).await? {
            self.take_item(&sent.item, sent.seq);
        }
        Ok(())
    }

    /// Tells the workspace that the visitor types, or has stopped.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn type_on(&mut self, on: bool) -> Result<(), ClientError> {
        self.signal(Body::Typing(Typing { on })).await
    }

    /// Confirms every message accepted so far.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn confirm(&mut self, state: ReceiptState) -> Result<(), ClientError> {
        self.signal(Body::Receipt(Receipt { state })).await
    }

    /// Closes the conversation. Writing reopens it.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn close(&self) -> Result<(), ClientError> {
        let path = format!("/v1/conversations/{}/status", self.conversation());
        let body = NewStatus {
            status: Status::Closed,
        };
        self.service
            .send(reqwest::Method::PUT, &path, &self.token, &body)
            .await
    }

    /// Waits for the next thing that happens. Call it again after an error.
    ///
    /// # Errors
    /// [`ClientError`].
    pub async fn next(&mut self) -> Result<News, ClientError> {
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
    pub async fn catch_up(&mut self) -> Result<Vec<News>, ClientError> {
        let mut all = Vec::new();
        while let Some(event) = self.feed.ready().await? {
            all.extend(self.take_or_put_back(event).await?);
        }
        Ok(all)
    }

    /// Fetches the workspace's statements again. The next message goes under a newer epoch if
    /// there is one.
    ///
    /// # Errors
    /// [`ClientError::Statements`] if they do not verify; those held stay.
    pub async fn refresh(&mut self) -> Result<(), ClientError> {
        let bundle = fetch_bundle(&self.service, &self.held.accepted().wid).await?;
        Ok(self.held.advance(&bundle, self.sources.now())?)
    }

    /// The conversation.
    pub fn conversation(&self) -> ConversationId {
        ConversationId::of(&self.session.generations().sid)
    }

    /// The session.
    pub const fn session(&self) -> SessionId {
        self.session.generations().sid
    }

    /// What was said.
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// What still has to be sent.
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// The credential of this conversation.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// What to keep so that older statements are refused later.
    pub const fn floors(&self) -> Floors {
        self.held.accepted().floors
    }

    /// The words to compare with the agent's.
    pub fn security_code(&self) -> String {
        let session = self.session.generations();
        security_code(&session.wid, &session.sid, &session.v_pk)
    }

    fn draft(&self, kind: EnvelopeKind, body: Body) -> Draft {
        let own = match kind {
            EnvelopeKind::Message => self.lane.id(),
            EnvelopeKind::Signal => self.signals.id(),
        };
        Draft {
            heads: self.log.heads(own),
            roster_n: self.held.accepted().roster.n,
            time: self.sources.now(),
            body,
        }
    }

    async fn signal(&mut self, body: Body) -> Result<(), ClientError> {
        let draft = self.draft(EnvelopeKind::Signal, body);
        let envelope = self
            .session
            .seal(&mut self.signals, draft, &mut self.sources.rng)?;
        let path = format!("/v1/conversations/{}/signals", self.conversation());
        let body = NewSignal {
            envelope: Base64(envelope.encode()),
        };
        self.service
            .send(reqwest::Method::POST, &path, &self.token, &body)
            .await
    }

    /// What only failed for now is taken again later.
    async fn take_or_put_back(&mut self, event: Event) -> Result<Option<News>, ClientError> {
        let taken = self.take(event.clone()).await;
        if taken.as_ref().is_err_and(ClientError::is_passing) {
            self.feed.put_back(event);
        }
        taken
    }

    async fn take(&mut self, event: Event) -> Result<Option<News>, ClientError> {
        match event {
            Event::Change(change) => self.take_change(*change).await,
            Event::Signal {
                conversation,
                envelope,
            } if conversation == self.conversation() => {
                // A signal that does not open counts for nothing: it was never stored.
                let Ok(envelope) = Envelope::parse(&envelope.0) else {
                    return Ok(None);
                };
                let opened = self.session.open(&envelope, self.held.rosters());
                let now = self.sources.now();
                Ok(opened
                    .ok()
                    .and_then(|opened| self.log.take(opened, u64::MAX, now)))
            }
            Event::Statements => {
                self.refresh().await?;
                Ok(Some(News::Statements))
            }
            Event::Signal { .. } | Event::Account => Ok(None),
        }
    }

    async fn take_change(&mut self, change: Change) -> Result<Option<News>, ClientError> {
        if change.conversation != self.conversation() {
            return Ok(None);
        }
        let item = change.item.unwrap_or_default().0;
        match change.kind {
            ChangeKind::Status => Ok(change.status.map(News::Status)),
            ChangeKind::Hello if item == self.hello.encode() => Ok(None),
            ChangeKind::Hello => Ok(Some(News::Fork)),
            ChangeKind::Item => {
                if self.needs_statements(&item) {
                    self.refresh().await?;
                }
                Ok(self.take_item(&item, change.seq))
            }
        }
    }

    /// Whether the sender of this envelope went by a roster that is not known here yet.
    fn needs_statements(&self, item: &[u8]) -> bool {
        let Ok(envelope) = Envelope::parse(item) else {
            return false;
        };
        let opened = self.session.open(&envelope, self.held.rosters());
        matches!(opened, Err(OpenFailure::NeedsRoster(_)))
    }

    fn take_item(&mut self, item: &[u8], seq: u64) -> Option<News> {
        if let Ok(rekey) = Rekey::parse(item) {
            let known = self.session.generations().get(rekey.generation);
            let is_own = known.is_some_and(|known| known.made_by == rekey.digest());
            return (!is_own).then_some(News::Fork);
        }
        let envelope = Envelope::parse(item).ok();
        let is_message = envelope.filter(|envelope| envelope.kind == EnvelopeKind::Message);
        let opened = is_message.and_then(|e| self.session.open(&e, self.held.rosters()).ok());
        let Some(opened) = opened else {
            return Some(self.log.note_unreadable());
        };
        if let Body::EpochUpdate(update) = &opened.body {
            // Statements that do not verify change nothing here; the message itself is authentic.
            let now = self.sources.now();
            let _ = self.held.advance_epoch(&update.roster, &update.epoch, now);
        }
        self.log.take(opened, seq, self.sources.now())
    }
}

async fn fetch_bundle(service: &Service, wid: &WorkspaceId) -> Result<wire::Bundle, ClientError> {
    service
        .get(&format!("/v1/workspaces/{wid}/bundle"), None)
        .await
}
