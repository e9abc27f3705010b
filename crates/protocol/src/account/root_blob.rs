use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::SEALED_SECRET_LEN;
use crate::{DecodeError, MemberId, Object, PublicKey, WorkspaceId, label};

/// The root key, sealed (`spec/protocol.md` §7.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootBlob {
    /// The workspace.
    pub wid: WorkspaceId,
    /// The owner who can open it.
    pub mid: MemberId,
    /// Counts from 1.
    pub n: u32,
    /// The root key's public half.
    pub root_pk: PublicKey,
    /// The sealed key.
    pub sealed: [u8; SEALED_SECRET_LEN],
}

impl RootBlob {
    /// The context of the box.
    pub fn context(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .put(self.wid)
            .put(self.mid)
            .u32(self.n)
            .put(self.root_pk);
        writer.finish()
    }
}

impl Object for RootBlob {
    const TYPE: u8 = 0x21;
    const HASH_LABEL: &'static str = label::ROOT;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            wid: reader.fixed()?,
            mid: reader.fixed()?,
            n: reader.counted("blob number")?,
            root_pk: reader.fixed()?,
            sealed: reader
                .var_exact(SEALED_SECRET_LEN, "box of the root key")?
                .try_into()
                .map_err(|_| DecodeError::Truncated)?,
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .put(self.mid)
            .u32(self.n)
            .put(self.root_pk)
            .var(self.sealed);
    }
}
