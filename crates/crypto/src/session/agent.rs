use aside_protocol::body::Body;
use aside_protocol::inner::Sender;
use aside_protocol::session::{Envelope, Hello, Rekey};
use aside_protocol::{Digest, MemberId, Object, SignedObject, WorkspaceId, label};
use rand_core::CryptoRng;

use super::{
    Draft, Generation, Generations, OpenFailure, Opened, OwnLane, RekeyVerdict, SealError, message,
};
use crate::encap::decap;
use crate::epoch::{EpochKey, EpochKeys};
use crate::{OpenError, RootKey, Rosters, SignKey, Unopenable};

/// A session as an agent holds it.
#[derive(Debug)]
pub struct AgentSession {
    generations: Generations,
}

impl AgentSession {
    /// Opens the session of a hello.
    ///
    /// # Errors
    /// `bad-signature`; anything else, also statements that this agent has not accepted:
    /// `unopenable`.
    pub fn open_hello(
        wid: &WorkspaceId,
        hello: &Hello,
        rosters: &Rosters,
        epochs: &EpochKeys,
    ) -> Result<Self, OpenError> {
        hello.verify(&hello.v_pk)?;
        if hello.wid != *wid {
            return Err(Unopenable.into());
        }
        let epoch = known_epoch(rosters, epochs, &hello.roster_hash, &hello.epoch_hash)?;
        let seed = epoch.secret.kem_seed(wid, epoch.epoch.eid);
        let root = decap(&seed, &hello.enc, &hello.info(), label::SESSION_ROOT_EXPORT)?;
        let sid = hello.sid();
        let made_by = Digest::new(*sid.as_bytes());
        let root = RootKey::from_bytes(*root);
        let first = Generation::derive(&sid, 0, epoch.epoch.eid, made_by, root);
        Ok(Self {
            generations: Generations::new(*wid, sid, hello.v_pk, first),
        })
    }

    /// Takes a rekey.
    ///
    /// # Errors
    /// `bad-signature`; anything else: `unopenable`.
    pub fn open_rekey(
        &mut self,
        rekey: &Rekey,
        rosters: &Rosters,
        epochs: &EpochKeys,
    ) -> Result<RekeyVerdict, OpenError> {
        let Generations { wid, sid, v_pk, .. } = self.generations;
        rekey.verify(&v_pk)?;
        if rekey.sid != sid {
            return Err(Unopenable.into());
        }
        let digest = rekey.digest();
        if let Some(known) = self.generations.get(rekey.generation) {
            let same = known.made_by == digest;
            return Ok(if same {
                RekeyVerdict::Replay
            } else {
                RekeyVerdict::Fork
            });
        }
        let newest = self.generations.newest();
        let next = newest.number.checked_add(1) == Some(rekey.generation);
        if !next || rekey.prev != newest.made_by {
            return Err(Unopenable.into());
        }
        let epoch = known_epoch(rosters, epochs, &rekey.roster_hash, &rekey.epoch_hash)?;
        let seed = epoch.secret.kem_seed(&wid, epoch.epoch.eid);
        let info = rekey.info(&wid, &v_pk);
        let root = decap(&seed, &rekey.enc, &info, label::SESSION_ROOT_EXPORT)?;
        let (number, eid) = (rekey.generation, epoch.epoch.eid);
        let root = RootKey::from_bytes(*root);
        self.generations
            .push(Generation::derive(&sid, number, eid, digest, root));
        Ok(RekeyVerdict::Accepted)
    }

    /// Seals a message or signal under the newest generation.
    ///
    /// # Errors
    /// [`SealError::AwaitRekey`] if that generation's epoch is below what the newest roster
    /// allows and the draft is not an epoch update; otherwise as the visitor's.
    pub fn seal(
        &self,
        (mid, key): (&MemberId, &SignKey),
        rosters: &Rosters,
        lane: &mut OwnLane,
        draft: Draft,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        let lowest = rosters.newest().map_or(0, |roster| roster.min_epoch);
        let is_update = matches!(draft.body, Body::EpochUpdate(_));
        if self.generations.newest().eid < lowest && !is_update {
            return Err(SealError::AwaitRekey);
        }
        let sender = Sender::Member(*mid);
        message::seal_draft(&self.generations, key, sender, lane, draft, rng)
    }

    /// Opens an envelope of this session, also one of its own.
    ///
    /// # Errors
    /// [`OpenFailure`].
    pub fn open(&self, envelope: &Envelope, rosters: &Rosters) -> Result<Opened, OpenFailure> {
        message::open_envelope(&self.generations, envelope, rosters)
    }

    /// The session's keys and ids.
    pub const fn generations(&self) -> &Generations {
        &self.generations
    }
}

/// The epoch that a hello or rekey names, if the roster it names may stand beside it.
fn known_epoch<'a>(
    rosters: &Rosters,
    epochs: &'a EpochKeys,
    roster_hash: &Digest,
    epoch_hash: &Digest,
) -> Result<&'a EpochKey, Unopenable> {
    let roster = rosters.by_hash(roster_hash).ok_or(Unopenable)?;
    let epoch = epochs.by_hash(epoch_hash).ok_or(Unopenable)?;
    if epoch.epoch.roster_n <= roster.n {
        Ok(epoch)
    } else {
        Err(Unopenable)
    }
}
