use crate::decode::Reader;
use crate::encode::Writer;
use crate::{
    DecodeError, Digest, Encapsulated, Object, PublicKey, SessionId, Signature, SignedObject,
    WorkspaceId, hash, label,
};

/// Opens a session (`spec/protocol.md` §5.1). Signed by the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// The workspace.
    pub wid: WorkspaceId,
    /// The roster that the visitor accepted.
    pub roster_hash: Digest,
    /// The epoch that it encapsulated to.
    pub epoch_hash: Digest,
    /// The visitor's signing key.
    pub v_pk: PublicKey,
    /// Random.
    pub nonce: [u8; 32],
    /// Encapsulates the root of generation 0.
    pub enc: Encapsulated,
    /// Signature of `v_pk`.
    pub sig: Signature,
}

impl Hello {
    /// The session id that both sides verify.
    pub fn sid(&self) -> SessionId {
        SessionId::new(*hash(label::SID, &[&self.signed_part()]).as_bytes())
    }

    /// `info(0)`: what the encapsulation of generation 0 is bound to.
    pub fn info(&self) -> Vec<u8> {
        let statements = (&self.roster_hash, &self.epoch_hash);
        generation_info(&self.wid, statements, &self.v_pk, &self.nonce, None)
    }
}

/// `info(g)` (`spec/protocol.md` §5.2). `statements` are the hashes of roster and epoch; `later`
/// is the generation and the session for every generation but the first.
pub fn generation_info(
    wid: &WorkspaceId,
    (roster_hash, epoch_hash): (&Digest, &Digest),
    v_pk: &PublicKey,
    nonce: &[u8; 32],
    later: Option<(u16, &SessionId)>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .put(label::DOMAIN)
        .put(label::SESSION_INFO)
        .u8(0)
        .put(wid);
    writer.put(roster_hash).put(epoch_hash).put(v_pk).put(nonce);
    match later {
        None => writer.u16(0).put([0; 32]),
        Some((generation, sid)) => writer.u16(generation).put(sid),
    };
    writer.finish()
}

impl Object for Hello {
    const TYPE: u8 = 0x10;
    const HASH_LABEL: &'static str = label::HELLO;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            wid: reader.fixed()?,
            roster_hash: reader.fixed()?,
            epoch_hash: reader.fixed()?,
            v_pk: reader.fixed()?,
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

impl SignedObject for Hello {
    const SIGN_LABEL: &'static str = label::HELLO;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .put(self.roster_hash)
            .put(self.epoch_hash);
        writer.put(self.v_pk).put(self.nonce).put(&self.enc);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}
