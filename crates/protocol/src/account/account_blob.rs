use crate::decode::{Reader, require_ascending};
use crate::encode::Writer;
use crate::limits::{METHODS_MAX, OBJECT_MAX, SEALED_SECRET_LEN};
use crate::{DecodeError, Digest, MemberId, Object, PublicKey, WorkspaceId, label};

/// Names a way to unlock an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MethodId {
    /// Email, password and Secret Key.
    Password,
    /// A passkey of this id.
    Passkey([u8; 16]),
}

impl MethodId {
    /// `kind ‖ id`.
    pub fn to_bytes(self) -> [u8; 17] {
        let (kind, id) = match self {
            Self::Password => (1, [0; 16]),
            Self::Passkey(id) => (2, id),
        };
        let mut bytes = [kind; 17];
        bytes[1..].copy_from_slice(&id);
        bytes
    }

    /// Reads `kind ‖ id`.
    ///
    /// # Errors
    /// [`DecodeError::Value`] for an unknown kind or a password with an id.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match (reader.u8()?, reader.array()?) {
            (1, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) => Ok(Self::Password),
            (2, id) => Ok(Self::Passkey(id)),
            _ => Err(DecodeError::Value("unlock method")),
        }
    }
}

/// A way to unlock an account: the account data key, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// Which way.
    pub id: MethodId,
    /// The sealed key.
    pub wrapped: [u8; SEALED_SECRET_LEN],
}

/// An agent's keys, sealed (`spec/protocol.md` §7.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBlob {
    /// The workspace.
    pub wid: WorkspaceId,
    /// The member.
    pub mid: MemberId,
    /// Counts from 1.
    pub n: u32,
    /// The member's signing key.
    pub sig_pk: PublicKey,
    /// Hash of the member's KEM key.
    pub kem_hash: Digest,
    /// Ascending by kind and id.
    pub methods: Vec<Method>,
    /// The box.
    pub sealed: Vec<u8>,
}

impl AccountBlob {
    /// The context of the box.
    pub fn context(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .put(self.wid)
            .put(self.mid)
            .u32(self.n)
            .put(self.sig_pk)
            .put(self.kem_hash);
        writer.finish()
    }

    /// The context of a method's sealed key.
    pub fn method_context(wid: &WorkspaceId, mid: &MemberId, id: MethodId) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.put(wid).put(mid).put(id.to_bytes());
        writer.finish()
    }
}

fn read_method(reader: &mut Reader<'_>) -> Result<Method, DecodeError> {
    let id = MethodId::read(reader)?;
    let wrapped = reader.var_exact(SEALED_SECRET_LEN, "wrapped key")?;
    Ok(Method {
        id,
        wrapped: wrapped.try_into().map_err(|_| DecodeError::Truncated)?,
    })
}

impl Object for AccountBlob {
    const TYPE: u8 = 0x20;
    const HASH_LABEL: &'static str = label::ACCOUNT;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const METHOD_LEN: usize = 17 + 4 + SEALED_SECRET_LEN;
        let blob = Self {
            wid: reader.fixed()?,
            mid: reader.fixed()?,
            n: reader.counted("blob number")?,
            sig_pk: reader.fixed()?,
            kem_hash: reader.fixed()?,
            methods: reader.list8(METHODS_MAX, METHOD_LEN, "methods", read_method)?,
            sealed: reader.var(OBJECT_MAX, "box")?.to_vec(),
        };
        require_ascending(&blob.methods, |m| m.id, "methods")?;
        Ok(blob)
    }

    fn write(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .put(self.mid)
            .u32(self.n)
            .put(self.sig_pk)
            .put(self.kem_hash);
        writer.list8(&self.methods, |w, m| {
            w.put(m.id.to_bytes()).var(m.wrapped);
        });
        writer.var(&self.sealed);
    }
}
