use aside_protocol::inner::Sender;
use aside_protocol::limits::GENERATION_AGE_MAX;
use aside_protocol::session::generation_info;
use aside_protocol::session::{Envelope, Hello, Rekey};
use aside_protocol::{
    Accepted, DecodeError, Digest, Encapsulated, Object, Signature, Timestamp, VisitorId, label,
};
use rand_core::CryptoRng;

use super::{Draft, Generation, Generations, OpenFailure, Opened, OwnLane, SealError, message};
use crate::encap::encap;
use crate::{RootKey, Rosters, SignKey};

/// A session as its visitor holds it.
#[derive(Debug)]
pub struct VisitorSession {
    generations: Generations,
    key: SignKey,
    begun: Timestamp,
}

impl VisitorSession {
    /// Opens a session with a workspace whose statements were accepted.
    ///
    /// # Errors
    /// [`DecodeError`] for an epoch key that no honest workspace has.
    pub fn begin(
        statements: &Accepted,
        key: SignKey,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(Self, Hello), DecodeError> {
        let v_pk = key.public();
        let nonce = random(rng);
        let hashes = (&statements.roster_hash, &statements.epoch_hash);
        let info = generation_info(&statements.wid, hashes, &v_pk, &nonce, None);
        let (enc, root) = encapsulate(statements, &info, rng)?;
        let hello = key.sign_object(Hello {
            wid: statements.wid,
            roster_hash: statements.roster_hash,
            epoch_hash: statements.epoch_hash,
            v_pk,
            nonce,
            enc,
            sig: Signature::new([0; 64]),
        });
        let sid = hello.sid();
        let made_by = Digest::new(*sid.as_bytes());
        let first = Generation::derive(&sid, 0, statements.epoch.eid, made_by, root);
        let generations = Generations::new(statements.wid, sid, v_pk, first);
        Ok((
            Self {
                generations,
                key,
                begun: now,
            },
            hello,
        ))
    }

    /// Whether the next message needs a new generation first: a newer epoch was accepted, or the
    /// generation is a week old.
    pub fn needs_rekey(&self, statements: &Accepted, now: Timestamp) -> bool {
        let newest = self.generations.newest();
        statements.epoch.eid > newest.eid || now >= self.begun.plus(GENERATION_AGE_MAX)
    }

    /// Starts a new generation.
    ///
    /// # Errors
    /// [`DecodeError`] for an epoch key that no honest workspace has, and after 65,535
    /// generations.
    pub fn rekey(
        &mut self,
        statements: &Accepted,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Rekey, DecodeError> {
        let Generations { wid, sid, v_pk, .. } = self.generations;
        let newest = self.generations.newest();
        let number = newest
            .number
            .checked_add(1)
            .ok_or(DecodeError::Limit("generations"))?;
        let nonce = random(rng);
        let hashes = (&statements.roster_hash, &statements.epoch_hash);
        let info = generation_info(&wid, hashes, &v_pk, &nonce, Some((number, &sid)));
        let (enc, root) = encapsulate(statements, &info, rng)?;
        let rekey = self.key.sign_object(Rekey {
            sid,
            generation: number,
            prev: newest.made_by,
            roster_hash: statements.roster_hash,
            epoch_hash: statements.epoch_hash,
            nonce,
            enc,
            sig: Signature::new([0; 64]),
        });
        let eid = statements.epoch.eid;
        self.generations
            .push(Generation::derive(&sid, number, eid, rekey.digest(), root));
        self.begun = now;
        Ok(rekey)
    }

    /// Seals a message or signal under the newest generation.
    ///
    /// # Errors
    /// [`SealError`]; nothing of the lane has changed then.
    pub fn seal(
        &self,
        lane: &mut OwnLane,
        draft: Draft,
        rng: &mut impl CryptoRng,
    ) -> Result<Envelope, SealError> {
        let sender = Sender::Visitor(VisitorId::of(&self.generations.v_pk));
        message::seal_draft(&self.generations, &self.key, sender, lane, draft, rng)
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

    /// The visitor's signing key, for storage only.
    pub const fn key(&self) -> &SignKey {
        &self.key
    }
}

fn random(rng: &mut impl CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn encapsulate(
    statements: &Accepted,
    info: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<(Encapsulated, RootKey), DecodeError> {
    let (enc, root) = encap(
        &statements.epoch.ep_pk,
        info,
        label::SESSION_ROOT_EXPORT,
        rng,
    )?;
    Ok((enc, RootKey::from_bytes(*root)))
}
