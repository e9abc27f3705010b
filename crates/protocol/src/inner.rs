//! What an envelope's box holds (`spec/protocol.md` §6.1).

use crate::decode::{Reader, require_ascending};
use crate::encode::Writer;
use crate::limits::{BODY_MAX, HEADS_MAX};
use crate::session::{Direction, EnvelopeKind};
use crate::{DecodeError, Digest, Lane, MemberId, Timestamp, VisitorId};

/// Who says to have sent something; the signature tells whether it is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sender {
    /// The visitor of the session.
    Visitor(VisitorId),
    /// A member of the workspace.
    Member(MemberId),
}

impl Sender {
    /// The direction in which this sender sends.
    pub const fn direction(self) -> Direction {
        match self {
            Self::Visitor(_) => Direction::ToWorkspace,
            Self::Member(_) => Direction::ToVisitor,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.u8()? {
            0 => Ok(Self::Visitor(reader.fixed()?)),
            1 => Ok(Self::Member(reader.fixed()?)),
            _ => Err(DecodeError::Value("sender")),
        }
    }

    fn write(self, writer: &mut Writer) {
        match self {
            Self::Visitor(id) => writer.u8(0).put(id),
            Self::Member(id) => writer.u8(1).put(id),
        };
    }
}

/// The newest message of a lane that a sender has accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// The lane.
    pub lane: Lane,
    /// Position in the lane.
    pub seq: u64,
    /// Hash of the envelope.
    pub hash: Digest,
}

/// The fields of a message or signal, before the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inner {
    /// Who sends.
    pub sender: Sender,
    /// The sender's lane.
    pub lane: Lane,
    /// Position in the lane, from 0.
    pub seq: u64,
    /// Hash of the lane's previous envelope; zeros for the first and for signals.
    pub prev: Digest,
    /// Ascending by lane; never the own one.
    pub heads: Vec<Head>,
    /// The newest roster that the sender has accepted.
    pub roster_n: u32,
    /// The sender's claim.
    pub time: Timestamp,
    /// What `body` is (`spec/protocol.md` §6.3).
    pub body_type: u8,
    /// The body.
    pub body: Vec<u8>,
}

impl Inner {
    /// Parses the fields of an envelope of this direction and kind.
    ///
    /// # Errors
    /// [`DecodeError`]. Who opens a box reports it as `unopenable`.
    pub fn parse(
        bytes: &[u8],
        direction: Direction,
        kind: EnvelopeKind,
    ) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes)?;
        let inner = Self::read(&mut reader)?;
        reader.finish()?;
        inner.check(direction, kind)
    }

    /// The fields' bytes: the inverse of [`Inner::parse`].
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.sender.write(&mut writer);
        writer.put(self.lane).u64(self.seq).put(self.prev);
        writer.list8(&self.heads, |w, h| {
            w.put(h.lane).u64(h.seq).put(h.hash);
        });
        writer
            .u32(self.roster_n)
            .time(self.time)
            .u8(self.body_type)
            .var(&self.body);
        writer.finish()
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const HEAD_LEN: usize = 16 + 8 + 32;
        Ok(Self {
            sender: Sender::read(reader)?,
            lane: reader.fixed()?,
            seq: reader.u64()?,
            prev: reader.fixed()?,
            heads: reader.list8(HEADS_MAX, HEAD_LEN, "heads", read_head)?,
            roster_n: reader.u32()?,
            time: reader.time()?,
            body_type: reader.u8()?,
            body: reader.var(BODY_MAX, "body")?.to_vec(),
        })
    }

    fn check(self, direction: Direction, kind: EnvelopeKind) -> Result<Self, DecodeError> {
        require_ascending(&self.heads, |h| h.lane, "heads")?;
        if self.sender.direction() != direction {
            return Err(DecodeError::Value("sender"));
        }
        let begins = self.seq == 0 || kind == EnvelopeKind::Signal;
        if begins && self.prev != Digest::ZERO {
            return Err(DecodeError::Value("previous hash"));
        }
        if self.heads.iter().any(|h| h.lane == self.lane) {
            return Err(DecodeError::Value("head"));
        }
        Ok(self)
    }
}

fn read_head(reader: &mut Reader<'_>) -> Result<Head, DecodeError> {
    Ok(Head {
        lane: reader.fixed()?,
        seq: reader.u64()?,
        hash: reader.fixed()?,
    })
}
