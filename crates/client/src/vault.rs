//! An agent's keys: the account, the epochs, and the statements they hang on.

use std::collections::HashMap;

use aside_crypto::EpochSecret;
use aside_crypto::account::AccountSecrets;
use aside_crypto::epoch::{EpochKey, EpochKeys, Recipient, open_wrap};
use aside_protocol::statement::{EpochCert, EpochWrap, Roster, WrapTarget};
use aside_protocol::{
    DecodeError, Floors, KemPublicKey, MemberId, Object, Refusal, Timestamp, WorkspaceId,
};

use crate::statements::Held;
use crate::wire::{self, Base64};
use crate::{ClientError, Service};

/// What opens the workspace's sessions.
#[derive(Debug)]
pub(crate) struct Vault {
    pub wid: WorkspaceId,
    pub mid: MemberId,
    pub account: AccountSecrets,
    pub held: Held,
    pub epochs: EpochKeys,
    members: HashMap<MemberId, KemPublicKey>,
}

impl Vault {
    /// Fetches and verifies the statements that an account's genesis pins.
    pub async fn open(
        service: &Service,
        token: &str,
        account: AccountSecrets,
        now: Timestamp,
    ) -> Result<Self, ClientError> {
        let answer = fetch(service, token).await?;
        let wid = account.wid();
        let held = Held::begin(&wid, &newest(&answer)?, &account.floors, now)?;
        let mid = account.member.mid(&wid);
        let epochs = EpochKeys::default();
        let members = HashMap::new();
        let mut vault = Self {
            wid,
            mid,
            account,
            held,
            epochs,
            members,
        };
        vault.take(&answer)?;
        Ok(vault)
    }

    /// Fetches the statements again. If they are refused, what was held stays.
    pub async fn refresh(
        &mut self,
        service: &Service,
        token: &str,
        now: Timestamp,
    ) -> Result<(), ClientError> {
        let answer = fetch(service, token).await?;
        self.held.advance(&newest(&answer)?, now)?;
        self.take(&answer)
    }

    /// The newest floors, if they are above those of the stored account.
    pub fn raised_floors(&self) -> Option<Floors> {
        let floors = self.held.accepted().floors;
        (floors != self.account.floors).then_some(floors)
    }

    /// Everybody that a new epoch is wrapped to: the members of the roster, and recovery.
    pub fn recipients(&self) -> Result<Vec<Recipient<'_>>, ClientError> {
        let members = &self.held.accepted().roster.members;
        let mut recipients = members
            .iter()
            .map(|member| {
                let kem_pk = self.members.get(&member.mid);
                let kem_pk = kem_pk.filter(|kem_pk| kem_pk.digest() == member.kem_hash);
                let kem_pk = kem_pk.ok_or(Refusal::Incomplete)?;
                Ok(Recipient {
                    target: WrapTarget::Member(member.mid),
                    kem_pk,
                })
            })
            .collect::<Result<Vec<_>, ClientError>>()?;
        let kem_pk = &self.account.rec_kem_pk;
        recipients.push(Recipient {
            target: WrapTarget::Recovery,
            kem_pk,
        });
        Ok(recipients)
    }

    fn take(&mut self, answer: &wire::Statements) -> Result<(), ClientError> {
        let rosters = parse_all::<Roster>(&answer.rosters)?;
        let epochs = parse_all::<EpochCert>(&answer.epochs)?;
        self.held.take_history(rosters)?;
        self.held.check_epochs(&epochs)?;
        for wrap in &answer.wraps {
            self.take_wrap(&EpochWrap::parse(&wrap.0)?, &epochs)?;
        }
        for member in &answer.members {
            let kem_pk = KemPublicKey::from_slice(&member.kem_pk.0);
            self.members
                .extend(kem_pk.map(|kem_pk| (member.member, kem_pk)));
        }
        Ok(())
    }

    fn take_wrap(&mut self, wrap: &EpochWrap, epochs: &[EpochCert]) -> Result<(), ClientError> {
        if self.epochs.by_hash(&wrap.epoch_hash).is_some() {
            return Ok(());
        }
        let epoch = usize::try_from(wrap.eid)
            .ok()
            .and_then(|eid| epochs.get(eid));
        let epoch = epoch.ok_or(Refusal::BrokenChain)?;
        let roster = self.held.rosters().by_hash(&epoch.roster_hash);
        let roster = roster.ok_or(Refusal::BrokenChain)?;
        let target = WrapTarget::Member(self.mid);
        let key = open_wrap(wrap, epoch, roster, target, &self.account.member.kem)?;
        self.epochs.insert(key);
        Ok(())
    }

    /// Keeps an epoch that this agent made itself.
    pub fn keep_epoch(&mut self, epoch: EpochCert, secret: EpochSecret) -> Result<(), ClientError> {
        self.epochs.insert(EpochKey::new(epoch, secret)?);
        Ok(())
    }
}

async fn fetch(service: &Service, token: &str) -> Result<wire::Statements, ClientError> {
    service.get("/v1/statements", Some(token)).await
}

fn newest(answer: &wire::Statements) -> Result<wire::Bundle, Refusal> {
    Ok(wire::Bundle {
        genesis: answer.genesis.clone(),
        links: answer.links.clone(),
        roster: answer.rosters.last().cloned().ok_or(Refusal::Incomplete)?,
        epoch: answer.epochs.last().cloned().ok_or(Refusal::Incomplete)?,
        appearance: answer.appearance.clone(),
    })
}

fn parse_all<T: Object>(items: &[Base64]) -> Result<Vec<T>, DecodeError> {
    items.iter().map(|item| T::parse(&item.0)).collect()
}
