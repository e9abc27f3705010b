use aside_protocol::body::Body;
use aside_protocol::inner::{Head, Inner, Sender};
use aside_protocol::limits::{BODY_MAX, HEADS_MAX};
use aside_protocol::padding::{pad, unpad};
use aside_protocol::session::{Direction, Envelope, EnvelopeKind, message_context};
use aside_protocol::{
    Digest, Lane, Object, PublicKey, Signature, Timestamp, VisitorId, label, verify,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::Generations;
use crate::rosters::Lookup;
use crate::seal::{SALT_LEN, open, seal_with_salt};
use crate::{Rosters, SealKey, SignKey, Unopenable};

/// What somebody wants to send.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What the sender has accepted of the other lanes, ascending by lane.
    pub heads: Vec<Head>,
    /// The newest roster that the sender has accepted.
    pub roster_n: u32,
    /// The sender's time.
    pub time: Timestamp,
    /// What is said.
    pub body: Body,
}

/// A message or signal that was opened and whose sender signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Hash of the envelope.
    pub hash: Digest,
    /// The generation it came under.
    pub generation: u16,
    /// Message or signal.
    pub kind: EnvelopeKind,
    /// Its fields.
    pub inner: Inner,
    /// Its body.
    pub body: Body,
}

/// An envelope was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenFailure {
    /// It cannot be read, now or ever.
    #[error(transparent)]
    Unopenable(#[from] Unopenable),
    /// Its sender went by a roster that was not seen yet: fetch statements and try again.
    #[error("roster {0} has not been seen yet")]
    NeedsRoster(u32),
}

/// A draft was not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The body is longer than [`BODY_MAX`].
    #[error("message is longer than {BODY_MAX} bytes")]
    TooLong,
    /// More than [`HEADS_MAX`] heads, not ascending, or one of the own lane.
    #[error("heads are not acceptable")]
    Heads,
    /// The body and the lane are not of the same kind, or the body is of an unknown kind.
    #[error("body cannot be sent in this lane")]
    Kind,
    /// The visitor must start a new generation first.
    #[error("wait for the visitor to rekey")]
    AwaitRekey,
}

/// The lane of one process or tab: never stored, never shared.
#[derive(Debug)]
pub struct OwnLane {
    lane: Lane,
    kind: EnvelopeKind,
    next: u64,
    prev: Digest,
}

impl OwnLane {
    /// A new lane for messages or for signals.
    pub fn new(kind: EnvelopeKind, rng: &mut impl CryptoRng) -> Self {
        let mut lane = [0; 16];
        rng.fill_bytes(&mut lane);
        Self {
            lane: Lane::new(lane),
            kind,
            next: 0,
            prev: Digest::ZERO,
        }
    }

    /// Its name.
    pub const fn id(&self) -> Lane {
        self.lane
    }
}

/// Where an envelope stands.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The generation.
    pub generation: u16,
    /// The direction.
    pub direction: Direction,
    /// Message or signal.
    pub kind: EnvelopeKind,
}

/// Fields with what signs and seals them.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    /// The fields.
    pub inner: &'a Inner,
    /// The sender's key.
    pub signer: &'a SignKey,
    /// The generation's key for the direction.
    pub key: &'a SealKey,
}

pub(super) fn seal_draft(
    session: &Generations,
    signer: &SignKey,
    sender: Sender,
    own: &mut OwnLane,
    draft: Draft,
    rng: &mut impl CryptoRng,
) -> Result<Envelope, SealError> {
    let (body_type, body) = encode_body(&draft.body, own.kind)?;
    check_heads(&draft.heads, own.lane)?;
    let inner = Inner {
        sender,
        lane: own.lane,
        seq: own.next,
        prev: own.prev,
        heads: draft.heads,
        roster_n: draft.roster_n,
        time: draft.time,
        body_type,
        body,
    };
    let newest = session.newest();
    let direction = sender.direction();
    let place = Place {
        generation: newest.number,
        direction,
        kind: own.kind,
    };
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    let fields = Fields {
        inner: &inner,
        signer,
        key: newest.key(direction),
    };
    let envelope = seal_fields(session, place, fields, &salt);
    own.next += 1;
    if own.kind == EnvelopeKind::Message {
        own.prev = envelope.digest();
    }
    Ok(envelope)
}

fn encode_body(body: &Body, kind: EnvelopeKind) -> Result<(u8, Vec<u8>), SealError> {
    if body.kind() != kind {
        return Err(SealError::Kind);
    }
    let (body_type, bytes) = body.encode().ok_or(SealError::Kind)?;
    if bytes.len() > BODY_MAX {
        Err(SealError::TooLong)
    } else {
        Ok((body_type, bytes))
    }
}

fn check_heads(heads: &[Head], own: Lane) -> Result<(), SealError> {
    let ascending = heads.is_sorted_by(|a, b| a.lane < b.lane);
    let foreign = heads.iter().all(|head| head.lane != own);
    if ascending && foreign && heads.len() <= HEADS_MAX {
        Ok(())
    } else {
        Err(SealError::Heads)
    }
}

/// Signs and seals fields with a given salt. Sessions draw a fresh one; test vectors pass theirs.
pub fn seal_fields(
    session: &Generations,
    place: Place,
    fields: Fields<'_>,
    salt: &[u8; SALT_LEN],
) -> Envelope {
    let Place {
        generation,
        direction,
        kind,
    } = place;
    let context = message_context(&session.wid, &session.sid, generation, direction, kind);
    let inner = fields.inner.encode();
    let signature = fields
        .signer
        .sign(label::MSG, &[context.as_slice(), &inner].concat());
    let message = Zeroizing::new([inner.as_slice(), signature.as_ref()].concat());
    let padded = Zeroizing::new(pad(&message));
    let sealed = seal_with_salt(fields.key, label::MSG, &context, &padded, salt);
    Envelope {
        sid: session.sid,
        generation,
        direction,
        kind,
        sealed,
    }
}

/// Opens an envelope of a session and checks its sender (`spec/protocol.md` §6.2).
///
/// # Errors
/// [`OpenFailure`].
pub fn open_envelope(
    session: &Generations,
    envelope: &Envelope,
    rosters: &Rosters,
) -> Result<Opened, OpenFailure> {
    let Envelope {
        generation,
        direction,
        kind,
        ..
    } = *envelope;
    if envelope.sid != session.sid {
        return Err(Unopenable.into());
    }
    let key = session.get(generation).ok_or(Unopenable)?.key(direction);
    let context = envelope.context(&session.wid);
    let padded = open(key, label::MSG, &context, &envelope.sealed)?;
    let message = unpad(&padded).ok_or(Unopenable)?;
    let (fields, signature) = message.split_last_chunk().ok_or(Unopenable)?;
    let inner = Inner::parse(fields, direction, kind).map_err(|_| Unopenable)?;
    let sender = sender_key(session, &inner, rosters)?;
    let signed = Zeroizing::new([context.as_slice(), fields].concat());
    verify(&sender, label::MSG, &signed, &Signature::new(*signature)).map_err(|_| Unopenable)?;
    let body = Body::parse(kind, inner.body_type, &inner.body);
    Ok(Opened {
        hash: envelope.digest(),
        generation,
        kind,
        inner,
        body,
    })
}

fn sender_key(
    session: &Generations,
    inner: &Inner,
    rosters: &Rosters,
) -> Result<PublicKey, OpenFailure> {
    match inner.sender {
        Sender::Visitor(id) if id == VisitorId::of(&session.v_pk) => Ok(session.v_pk),
        Sender::Visitor(_) => Err(Unopenable.into()),
        Sender::Member(mid) => match rosters.sender(&mid, inner.roster_n) {
            Lookup::Member(member) => Ok(member.sig_pk),
            Lookup::Stranger => Err(Unopenable.into()),
            Lookup::NotSeen(n) => Err(OpenFailure::NeedsRoster(n)),
        },
    }
}
