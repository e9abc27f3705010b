use crate::decode::Reader;
use crate::encode::Writer;
use crate::session::generation_info;
use crate::{
    DecodeError, Digest, Encapsulated, Object, PublicKey, SessionId, Signature, SignedObject,
    WorkspaceId, label,
};

/// Starts a new generation of a session (`spec/protocol.md` §5.3). Signed by the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rekey {
    /// The session.
    pub sid: SessionId,
    /// The new generation, from 1.
    pub generation: u16,
    /// Hash of the previous rekey; for the first, the session id.
    pub prev: Digest,
    /// The roster that the visitor accepted.
    pub roster_hash: Digest,
    /// The epoch that it encapsulated to.
    pub epoch_hash: Digest,
    /// Random.
    pub nonce: [u8; 32],
    /// Encapsulates the root of the generation.
    pub enc: Encapsulated,
    /// Signature of the visitor.
    pub sig: Signature,
}

impl Rekey {
    /// `info(g)`: what the encapsulation is bound to.
    pub fn info(&self, wid: &WorkspaceId, v_pk: &PublicKey) -> Vec<u8> {
        let statements = (&self.roster_hash, &self.epoch_hash);
        let later = Some((self.generation, &self.sid));
        generation_info(wid, statements, v_pk, &self.nonce, later)
    }
}

impl Object for Rekey {
    const TYPE: u8 = 0x11;
    const HASH_LABEL: &'static str = label::REKEY;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            sid: reader.fixed()?,
            generation: match reader.u16()? {
                0 => return Err(DecodeError::Value("generation")),
                g => g,
            },
            prev: reader.fixed()?,
            roster_hash: reader.fixed()?,
            epoch_hash: reader.fixed()?,
            nonce: reader.array()?,
            enc: reader.encapsulated()?,
            sig: reader.fixed()?,
        })
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig);
    }
}

impl SignedObject for Rekey {
    const SIGN_LABEL: &'static str = label::REKEY;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.put(self.sid).u16(self.generation).put(self.prev);
        writer
            .put(self.roster_hash)
            .put(self.epoch_hash)
            .put(self.nonce)
            .put(&self.enc);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}
