use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::{DAY, EPOCH_DAYS_MAX};
use crate::{
    DecodeError, Digest, KemPublicKey, MemberId, Object, Signature, SignedObject, Timestamp,
    WorkspaceId, label,
};

/// The key that visitors encapsulate to for a time (`spec/protocol.md` §4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochCert {
    /// The workspace.
    pub wid: WorkspaceId,
    /// Counts from 0.
    pub eid: u32,
    /// Hash of the previous epoch; for the first, the workspace id.
    pub prev: Digest,
    /// The roster that the signer went by.
    pub roster_n: u32,
    /// Its hash.
    pub roster_hash: Digest,
    /// The epoch's public key.
    pub ep_pk: KemPublicKey,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub not_after: Timestamp,
    /// The owner or admin who signed.
    pub signer: MemberId,
    /// Signature of `signer`.
    pub sig: Signature,
}

impl Object for EpochCert {
    const TYPE: u8 = 0x04;
    const HASH_LABEL: &'static str = label::EPOCH;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let epoch = Self {
            wid: reader.fixed()?,
            eid: reader.u32()?,
            prev: reader.fixed()?,
            roster_n: reader.counted("roster number")?,
            roster_hash: reader.fixed()?,
            ep_pk: reader.kem_public_key()?,
            created: reader.time()?,
            not_after: reader.time()?,
            signer: reader.fixed()?,
            sig: reader.fixed()?,
        };
        let latest = epoch.created.plus(u64::from(EPOCH_DAYS_MAX) * DAY);
        if epoch.created < epoch.not_after && epoch.not_after <= latest {
            Ok(epoch)
        } else {
            Err(DecodeError::Value("end of an epoch"))
        }
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig);
    }
}

impl SignedObject for EpochCert {
    const SIGN_LABEL: &'static str = label::EPOCH;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer.put(self.wid).u32(self.eid).put(self.prev);
        writer
            .u32(self.roster_n)
            .put(self.roster_hash)
            .put(&self.ep_pk);
        writer
            .time(self.created)
            .time(self.not_after)
            .put(self.signer);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}
