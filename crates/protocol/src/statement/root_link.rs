use crate::decode::Reader;
use crate::encode::Writer;
use crate::limits::RECOVERY_DELAY;
use crate::statement::Genesis;
use crate::{
    DecodeError, Digest, Object, PublicKey, Refusal, Signature, Timestamp, WorkspaceId, label,
    verify,
};

/// Which key ends the reign of the old root key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSigner {
    /// The root key in force before.
    Root = 1,
    /// The recovery key of the genesis; the link must wait [`RECOVERY_DELAY`].
    Recovery = 2,
}

/// Replaces the root key (`spec/protocol.md` §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootLink {
    /// The workspace.
    pub wid: WorkspaceId,
    /// Counts from 1.
    pub n: u32,
    /// Hash of the previous link; for the first, the workspace id.
    pub prev: Digest,
    /// When it was made.
    pub created: Timestamp,
    /// Who signed beside the new key.
    pub by: LinkSigner,
    /// The root key from then on.
    pub new_root_pk: PublicKey,
    /// When it begins to count.
    pub not_before: Timestamp,
    /// Signature of `by`.
    pub sig_old: Signature,
    /// Signature of the new root key.
    pub sig_new: Signature,
}

impl RootLink {
    /// Every byte before the first signature.
    pub fn signed_part(&self) -> Vec<u8> {
        let mut writer = Writer::object(Self::TYPE);
        self.write_unsigned(&mut writer);
        writer.finish()
    }

    /// Checks both signatures, then the delay of a recovery link.
    ///
    /// # Errors
    /// [`Refusal::BadSignature`], [`Refusal::NotAuthorised`].
    pub fn verify(&self, genesis: &Genesis, root_pk: &PublicKey) -> Result<(), Refusal> {
        let old_key = match self.by {
            LinkSigner::Root => root_pk,
            LinkSigner::Recovery => &genesis.rec_sig_pk,
        };
        let signed = self.signed_part();
        verify(old_key, label::ROOT_LINK, &signed, &self.sig_old)?;
        verify(&self.new_root_pk, label::ROOT_LINK, &signed, &self.sig_new)?;
        if self.by == LinkSigner::Recovery && !self.waits() {
            return Err(Refusal::NotAuthorised);
        }
        Ok(())
    }

    fn waits(&self) -> bool {
        let earliest = self.created.as_millis().checked_add(RECOVERY_DELAY);
        earliest.is_some_and(|earliest| self.not_before.as_millis() >= earliest)
    }

    fn write_unsigned(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .u32(self.n)
            .put(self.prev)
            .time(self.created);
        writer
            .u8(self.by as u8)
            .put(self.new_root_pk)
            .time(self.not_before);
    }
}

impl Object for RootLink {
    const TYPE: u8 = 0x02;
    const HASH_LABEL: &'static str = label::ROOT_LINK;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            wid: reader.fixed()?,
            n: reader.counted("link number")?,
            prev: reader.fixed()?,
            created: reader.time()?,
            by: match reader.u8()? {
                1 => LinkSigner::Root,
                2 => LinkSigner::Recovery,
                _ => return Err(DecodeError::Value("link signer")),
            },
            new_root_pk: reader.fixed()?,
            not_before: reader.time()?,
            sig_old: reader.fixed()?,
            sig_new: reader.fixed()?,
        })
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig_old).put(self.sig_new);
    }
}
