use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::SEALED_SECRET_LEN;
use crate::{
    DecodeError, Digest, Encapsulated, MemberId, Object, Signature, SignedObject, WorkspaceId,
    label,
};

/// Whom an epoch's secret is sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrapTarget {
    /// A member.
    Member(MemberId),
    /// The recovery key of the genesis.
    Recovery,
}

impl WrapTarget {
    /// `to_kind ‖ to`.
    pub fn to_bytes(self) -> [u8; 17] {
        let (kind, to) = match self {
            Self::Member(mid) => (1, *mid.as_bytes()),
            Self::Recovery => (2, [0; 16]),
        };
        let mut bytes = [kind; 17];
        bytes[1..].copy_from_slice(&to);
        bytes
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match (reader.u8()?, reader.array()?) {
            (1, mid) => Ok(Self::Member(MemberId::new(mid))),
            (2, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) => Ok(Self::Recovery),
            _ => Err(DecodeError::Value("recipient of a wrap")),
        }
    }
}

/// An epoch's secret, sealed to one recipient (`spec/protocol.md` §4.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochWrap {
    /// The workspace.
    pub wid: WorkspaceId,
    /// The epoch.
    pub eid: u32,
    /// Its hash.
    pub epoch_hash: Digest,
    /// Whom it is for.
    pub to: WrapTarget,
    /// The encapsulated key of `sealed`.
    pub enc: Encapsulated,
    /// The sealed secret.
    pub sealed: [u8; SEALED_SECRET_LEN],
    /// The owner or admin who signed.
    pub signer: MemberId,
    /// Signature of `signer`.
    pub sig: Signature,
}

impl EpochWrap {
    /// `wctx` for a recipient's key: what both the encapsulation and the seal are bound to.
    pub fn context(&self, kem_hash: &Digest) -> Vec<u8> {
        wrap_context(&self.wid, self.eid, &self.epoch_hash, self.to, kem_hash)
    }
}

/// `wctx` (`spec/protocol.md` §4.5).
pub fn wrap_context(
    wid: &WorkspaceId,
    eid: u32,
    epoch_hash: &Digest,
    to: WrapTarget,
    kem_hash: &Digest,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer
        .put(wid)
        .u32(eid)
        .put(epoch_hash)
        .put(to.to_bytes())
        .put(kem_hash);
    writer.finish()
}

impl Object for EpochWrap {
    const TYPE: u8 = 0x05;
    const HASH_LABEL: &'static str = label::WRAP;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            wid: reader.fixed()?,
            eid: reader.u32()?,
            epoch_hash: reader.fixed()?,
            to: WrapTarget::read(reader)?,
            enc: reader.encapsulated()?,
            sealed: reader
                .var_exact(SEALED_SECRET_LEN, "box of a wrap")?
                .try_into()
                .map_err(|_| DecodeError::Truncated)?,
            signer: reader.fixed()?,
            sig: reader.fixed()?,
        })
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig);
    }
}

impl SignedObject for EpochWrap {
    const SIGN_LABEL: &'static str = label::WRAP;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .u32(self.eid)
            .put(self.epoch_hash)
            .put(self.to.to_bytes());
        writer.put(&self.enc).var(self.sealed).put(self.signer);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}
