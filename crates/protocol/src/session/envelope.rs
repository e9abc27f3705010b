use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::OBJECT_MAX;
use crate::{DecodeError, Object, SessionId, WorkspaceId, label};

/// Which way an envelope travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the visitor.
    ToWorkspace = 0,
    /// From a member.
    ToVisitor = 1,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::ToWorkspace => Self::ToVisitor,
            Self::ToVisitor => Self::ToWorkspace,
        }
    }
}

/// Whether the service stores an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnvelopeKind {
    /// Stored.
    Message = 0,
    /// Relayed and forgotten.
    Signal = 1,
}

/// The sealed form of a message or signal: all that the service sees (`spec/protocol.md` §6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The session.
    pub sid: SessionId,
    /// The generation whose key seals it.
    pub generation: u16,
    /// Which way it travels.
    pub direction: Direction,
    /// Message or signal.
    pub kind: EnvelopeKind,
    /// The box.
    pub sealed: Vec<u8>,
}

impl Envelope {
    /// `mctx`: what the box and the signature inside are bound to.
    pub fn context(&self, wid: &WorkspaceId) -> Vec<u8> {
        message_context(wid, &self.sid, self.generation, self.direction, self.kind)
    }
}

/// `mctx` (`spec/protocol.md` §6.1).
pub fn message_context(
    wid: &WorkspaceId,
    sid: &SessionId,
    generation: u16,
    direction: Direction,
    kind: EnvelopeKind,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .put(wid)
        .put(sid)
        .u16(generation)
        .u8(direction as u8)
        .u8(kind as u8);
    writer.finish()
}

impl Object for Envelope {
    const TYPE: u8 = 0x12;
    const HASH_LABEL: &'static str = label::ENVELOPE;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sid: reader.fixed()?,
            generation: reader.u16()?,
            direction: match reader.u8()? {
                0 => Direction::ToWorkspace,
                1 => Direction::ToVisitor,
                _ => return Err(DecodeError::Value("direction")),
            },
            kind: match reader.u8()? {
                0 => EnvelopeKind::Message,
                1 => EnvelopeKind::Signal,
                _ => return Err(DecodeError::Value("envelope type")),
            },
            sealed: reader.var(OBJECT_MAX, "box")?.to_vec(),
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.put(self.sid).u16(self.generation);
        writer
            .u8(self.direction as u8)
            .u8(self.kind as u8)
            .var(&self.sealed);
    }
}
