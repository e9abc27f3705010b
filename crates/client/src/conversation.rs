//! One conversation as an agent's device holds it.

use aside_crypto::OpenError;
use aside_crypto::security_code::security_code;
use aside_crypto::session::{AgentSession, Draft, OpenFailure, OwnLane, RekeyVerdict};
use aside_protocol::body::Body;
use aside_protocol::session::{Envelope, EnvelopeKind, Hello, Rekey};
use aside_protocol::{ConversationId, Object, Timestamp};

use crate::ClientError;
use crate::Sources;
use crate::log::{Log, News};
use crate::vault::Vault;
use crate::wire::Status;

/// One conversation as an agent's device holds it.
#[derive(Debug)]
pub struct Conversation {
    session: AgentSession,
    hello: Vec<u8>,
    lane: OwnLane,
    signals: OwnLane,
    log: Log,
    status: Status,
}

impl Conversation {
    /// Opens the session of a hello that the service handed over as this conversation's.
    pub(crate) fn open(
        id: ConversationId,
        hello: Vec<u8>,
        vault: &Vault,
        sources: &mut Sources,
    ) -> Result<Self, OpenError> {
        let parsed = Hello::parse(&hello)?;
        if ConversationId::of(&parsed.sid()) != id {
            return Err(aside_crypto::Unopenable.into());
        }
        let rosters = vault.held.rosters();
        let session = AgentSession::open_hello(&vault.wid, &parsed, rosters, &vault.epochs)?;
        Ok(Self {
            session,
            hello,
            lane: OwnLane::new(EnvelopeKind::Message, &mut sources.rng),
            signals: OwnLane::new(EnvelopeKind::Signal, &mut sources.rng),
            log: Log::default(),
            status: Status::Open,
        })
    }

    /// The conversation.
    pub fn id(&self) -> ConversationId {
        ConversationId::of(&self.session.generations().sid)
    }

    /// What was said.
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// Whether it waits for somebody, as the service says.
    pub const fn status(&self) -> Status {
        self.status
    }

    /// The words to compare with the visitor's.
    pub fn security_code(&self) -> String {
        let session = self.session.generations();
        security_code(&session.wid, &session.sid, &session.v_pk)
    }

    /// The epoch under which the visitor speaks now.
    pub fn epoch(&self) -> u32 {
        self.session.generations().newest().eid
    }

    pub(crate) fn seal(
        &mut self,
        body: Body,
        vault: &Vault,
        sources: &mut Sources,
    ) -> Result<Envelope, ClientError> {
        let own = match body.kind() {
            EnvelopeKind::Message => &mut self.lane,
            EnvelopeKind::Signal => &mut self.signals,
        };
        let draft = Draft {
            heads: self.log.heads(own.id()),
            roster_n: vault.held.accepted().roster.n,
            time: sources.now(),
            body,
        };
        let signer = (&vault.mid, &vault.account.member.sig);
        let rosters = vault.held.rosters();
        Ok(self
            .session
            .seal(signer, rosters, own, draft, &mut sources.rng)?)
    }

    /// Another hello for the same conversation contradicts the first.
    pub(crate) fn take_hello(&self, hello: &[u8]) -> Option<News> {
        (hello != self.hello).then_some(News::Fork)
    }

    pub(crate) fn take_status(&mut self, status: Status) -> News {
        self.status = status;
        News::Status(status)
    }

    /// Whether the sender of this envelope went by a roster that is not known here yet.
    pub(crate) fn needs_statements(&self, item: &[u8], vault: &Vault) -> bool {
        let Ok(envelope) = Envelope::parse(item) else {
            return Rekey::parse(item)
                .is_ok_and(|rekey| vault.epochs.by_hash(&rekey.epoch_hash).is_none());
        };
        let opened = self.session.open(&envelope, vault.held.rosters());
        matches!(opened, Err(OpenFailure::NeedsRoster(_)))
    }

    pub(crate) fn take_item(
        &mut self,
        item: &[u8],
        position: u64,
        vault: &Vault,
        now: Timestamp,
    ) -> Option<News> {
        if let Ok(rekey) = Rekey::parse(item) {
            return self.take_rekey(&rekey, vault);
        }
        let envelope = Envelope::parse(item).ok();
        let is_message = envelope.filter(|envelope| envelope.kind == EnvelopeKind::Message);
        let opened = is_message.and_then(|e| self.session.open(&e, vault.held.rosters()).ok());
        match opened {
            Some(opened) => self.log.take(opened, position, now),
            None => Some(self.log.note_unreadable()),
        }
    }

    fn take_rekey(&mut self, rekey: &Rekey, vault: &Vault) -> Option<News> {
        match self
            .session
            .open_rekey(rekey, vault.held.rosters(), &vault.epochs)
        {
            Ok(RekeyVerdict::Accepted) => Some(News::Rekeyed),
            Ok(RekeyVerdict::Replay) => None,
            Ok(RekeyVerdict::Fork) => Some(News::Fork),
            Err(_) => Some(self.log.note_unreadable()),
        }
    }

    /// A signal that does not open counts for nothing: it was never stored.
    pub(crate) fn take_signal(
        &mut self,
        envelope: &[u8],
        vault: &Vault,
        now: Timestamp,
    ) -> Option<News> {
        let envelope = Envelope::parse(envelope).ok()?;
        let is_signal = envelope.kind == EnvelopeKind::Signal;
        let opened = self.session.open(&envelope, vault.held.rosters()).ok()?;
        if is_signal {
            self.log.take(opened, u64::MAX, now)
        } else {
            None
        }
    }
}
