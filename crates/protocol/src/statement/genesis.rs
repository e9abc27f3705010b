use crate::decode::Reader;
use crate::encode::Writer;
use crate::{DecodeError, Digest, Object, PublicKey, Timestamp, WorkspaceId, label};

/// The first statement of a workspace: its hash is the workspace id (`spec/protocol.md` §4.1).
///
/// It is not signed; it is pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The root key in force before any root link.
    pub root_pk: PublicKey,
    /// The recovery key that may sign a root link.
    pub rec_sig_pk: PublicKey,
    /// Hash of the recovery key that every epoch is wrapped to.
    pub rec_kem_hash: Digest,
    /// When it was made.
    pub created: Timestamp,
    /// Makes two workspaces of the same keys differ.
    pub nonce: [u8; 16],
}

impl Genesis {
    /// The workspace id that pins this genesis.
    pub fn wid(&self) -> WorkspaceId {
        WorkspaceId::new(*self.digest().as_bytes())
    }
}

impl Object for Genesis {
    const TYPE: u8 = 0x01;
    const HASH_LABEL: &'static str = label::WID;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            root_pk: reader.fixed()?,
            rec_sig_pk: reader.fixed()?,
            rec_kem_hash: reader.fixed()?,
            created: reader.time()?,
            nonce: reader.array()?,
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .put(self.root_pk)
            .put(self.rec_sig_pk)
            .put(self.rec_kem_hash);
        writer.time(self.created).put(self.nonce);
    }
}
