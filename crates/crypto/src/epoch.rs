//! Epochs: making, wrapping and opening their secrets (`spec/protocol.md` §3, §4.4, §4.5).

use aside_protocol::statement::{EpochCert, EpochWrap, Roster, WrapTarget, wrap_context};
use aside_protocol::{
    DecodeError, Digest, KemPublicKey, Object, Signature, SignedObject, Timestamp, WorkspaceId,
    label,
};
use rand_core::CryptoRng;

use crate::encap::{decap, encap};
use crate::expand::expand;
use crate::seal::{open, seal};
use crate::workspace::MemberKeys;
use crate::{EpochSecret, KemSeed, OpenError, SealKey, Unopenable};

impl EpochSecret {
    /// `ep_sk`: the epoch's X-Wing seed.
    pub fn kem_seed(&self, wid: &WorkspaceId, eid: u32) -> KemSeed {
        KemSeed::from_bytes(*self.derive(label::EPOCH_KEM, wid, eid))
    }

    /// `team_k`: seals what only the team may read.
    pub fn team_key(&self, wid: &WorkspaceId, eid: u32) -> SealKey {
        SealKey::from_bytes(*self.derive(label::TEAM, wid, eid))
    }

    fn derive(&self, label: &str, wid: &WorkspaceId, eid: u32) -> zeroize::Zeroizing<[u8; 32]> {
        expand(self.expose(), label, &[wid.as_ref(), &eid.to_be_bytes()])
    }
}

/// From when until when an epoch is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// When it is made.
    pub created: Timestamp,
    /// When it ends; at most 90 days later.
    pub not_after: Timestamp,
}

/// Makes the epoch after `previous`, or the first one.
///
/// # Errors
/// [`DecodeError`] if the term is empty or too long.
pub fn certify(
    secret: &EpochSecret,
    previous: Option<&EpochCert>,
    roster: &Roster,
    term: Term,
    signer: &MemberKeys,
) -> Result<EpochCert, DecodeError> {
    let eid = previous.map_or(0, |epoch| epoch.eid.saturating_add(1));
    let wid = roster.wid;
    let epoch = signer.sig.sign_object(EpochCert {
        wid,
        eid,
        prev: previous.map_or(Digest::new(*wid.as_bytes()), Object::digest),
        roster_n: roster.n,
        roster_hash: roster.digest(),
        ep_pk: secret.kem_seed(&wid, eid).public(),
        created: term.created,
        not_after: term.not_after,
        signer: signer.mid(&wid),
        sig: Signature::new([0; 64]),
    });
    EpochCert::parse(&epoch.encode())
}

/// Whom to wrap an epoch's secret for.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// A member or recovery.
    pub target: WrapTarget,
    /// Their public key; the caller has compared its hash with the roster's or the genesis's.
    pub kem_pk: &'a KemPublicKey,
}

/// Seals an epoch's secret to one recipient.
///
/// # Errors
/// [`DecodeError`] for a public key that no honest party has.
pub fn wrap(
    secret: &EpochSecret,
    epoch: &EpochCert,
    to: Recipient<'_>,
    signer: &MemberKeys,
    rng: &mut impl CryptoRng,
) -> Result<EpochWrap, DecodeError> {
    let context = wrap_context(
        &epoch.wid,
        epoch.eid,
        &epoch.digest(),
        to.target,
        &to.kem_pk.digest(),
    );
    let info = wrap_info(&context);
    let (enc, key) = encap(to.kem_pk, &info, label::EPOCH_WRAP_EXPORT, rng)?;
    let key = SealKey::from_bytes(*key);
    let sealed = seal(&key, label::WRAP, &context, secret.expose(), rng);
    Ok(signer.sig.sign_object(EpochWrap {
        wid: epoch.wid,
        eid: epoch.eid,
        epoch_hash: epoch.digest(),
        to: to.target,
        enc,
        sealed: sealed
            .try_into()
            .map_err(|_| DecodeError::Value("box of a wrap"))?,
        signer: signer.mid(&epoch.wid),
        sig: Signature::new([0; 64]),
    }))
}

/// An epoch that this party can open sessions of.
#[derive(Debug)]
pub struct EpochKey {
    /// The certificate.
    pub epoch: EpochCert,
    /// Its hash.
    pub hash: Digest,
    /// Its secret.
    pub secret: EpochSecret,
}

impl EpochKey {
    /// Joins a certificate and its secret.
    ///
    /// # Errors
    /// [`Unopenable`] if they do not belong together.
    pub fn new(epoch: EpochCert, secret: EpochSecret) -> Result<Self, Unopenable> {
        if secret.kem_seed(&epoch.wid, epoch.eid).public() != epoch.ep_pk {
            return Err(Unopenable);
        }
        Ok(Self {
            hash: epoch.digest(),
            epoch,
            secret,
        })
    }
}

/// Opens a wrap that is meant for `target`. `roster` is one that this party accepted and that the
/// signer went by.
///
/// # Errors
/// Not an owner or admin: `not-authorised`; `bad-signature`; anything else: `unopenable`.
pub fn open_wrap(
    wrap: &EpochWrap,
    epoch: &EpochCert,
    roster: &Roster,
    target: WrapTarget,
    kem: &KemSeed,
) -> Result<EpochKey, OpenError> {
    let signer = roster.administrator(&wrap.signer)?;
    wrap.verify(&signer.sig_pk)?;
    let place = (wrap.wid, wrap.eid, wrap.epoch_hash, wrap.to);
    if place != (epoch.wid, epoch.eid, epoch.digest(), target) || roster.wid != epoch.wid {
        return Err(Unopenable.into());
    }
    let context = wrap.context(&kem.public().digest());
    let key = decap(
        kem,
        &wrap.enc,
        &wrap_info(&context),
        label::EPOCH_WRAP_EXPORT,
    )?;
    let secret = open(
        &SealKey::from_bytes(*key),
        label::WRAP,
        &context,
        &wrap.sealed,
    )?;
    let secret = secret.as_slice().try_into().map_err(|_| Unopenable)?;
    Ok(EpochKey::new(
        epoch.clone(),
        EpochSecret::from_bytes(secret),
    )?)
}

fn wrap_info(context: &[u8]) -> Vec<u8> {
    [label::DOMAIN, label::WRAP_INFO.as_bytes(), &[0], context].concat()
}

/// The epochs that an agent can open, and their certificates.
#[derive(Debug, Default)]
pub struct EpochKeys {
    keys: Vec<EpochKey>,
}

impl EpochKeys {
    /// Keeps an epoch. A second one of the same hash is dropped.
    pub fn insert(&mut self, key: EpochKey) {
        if self.by_hash(&key.hash).is_none() {
            self.keys.push(key);
        }
    }

    /// The epoch of this hash.
    pub fn by_hash(&self, hash: &Digest) -> Option<&EpochKey> {
        self.keys.iter().find(|key| key.hash == *hash)
    }

    /// The newest epoch.
    pub fn newest(&self) -> Option<&EpochKey> {
        self.keys.iter().max_by_key(|key| key.epoch.eid)
    }
}

impl FromIterator<EpochKey> for EpochKeys {
    fn from_iter<I: IntoIterator<Item = EpochKey>>(keys: I) -> Self {
        let mut kept = Self::default();
        keys.into_iter().for_each(|key| kept.insert(key));
        kept
    }
}
