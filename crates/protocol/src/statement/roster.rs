use crate::decode::{Reader, require_ascending};
use crate::encode::Writer;
use crate::limits::{EPOCH_DAYS_MAX, ISSUERS_MAX, MEMBERS_MAX};
use crate::{
    DecodeError, Digest, IssuerId, MemberId, Object, PublicKey, Refusal, Signature, SignedObject,
    Timestamp, WorkspaceId, label,
};

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Holds the root key.
    Owner = 1,
    /// May sign epochs and appearances.
    Admin = 2,
    /// Answers visitors.
    Agent = 3,
    /// Answers visitors by itself.
    Bot = 4,
}

impl Role {
    fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            1 => Ok(Self::Owner),
            2 => Ok(Self::Admin),
            3 => Ok(Self::Agent),
            4 => Ok(Self::Bot),
            _ => Err(DecodeError::Value("role")),
        }
    }

    /// Whether this role may sign epochs, wraps and appearances.
    pub const fn may_administer(self) -> bool {
        matches!(self, Self::Owner | Self::Admin)
    }
}

/// One member on a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Follows from the keys; checked by the parser.
    pub mid: MemberId,
    /// What the member may do.
    pub role: Role,
    /// Verifies the member's signatures.
    pub sig_pk: PublicKey,
    /// Hash of the key that epochs are wrapped to.
    pub kem_hash: Digest,
}

impl Member {
    /// A member of these keys.
    pub fn new(wid: &WorkspaceId, role: Role, sig_pk: PublicKey, kem_hash: Digest) -> Self {
        Self {
            mid: MemberId::of(wid, &sig_pk, &kem_hash),
            role,
            sig_pk,
            kem_hash,
        }
    }
}

/// A key of the business's own backend that vouches for visitors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Names the key.
    pub kid: IssuerId,
    /// Verifies its assertions.
    pub pk: PublicKey,
}

/// The list of members, signed by the root key (`spec/protocol.md` §4.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The workspace.
    pub wid: WorkspaceId,
    /// Counts from 1.
    pub n: u32,
    /// Hash of the previous roster; for the first, the workspace id.
    pub prev: Digest,
    /// When it was made.
    pub created: Timestamp,
    /// Number of root links before the key that signed it.
    pub root_n: u32,
    /// The lowest epoch that may still be used with it.
    pub min_epoch: u32,
    /// Ascending by id; at least one owner.
    pub members: Vec<Member>,
    /// Ascending by key id.
    pub issuers: Vec<Issuer>,
    /// Days after which conversations are erased; 0 for never.
    pub retention_days: u16,
    /// Days after which an epoch may not be used any more.
    pub epoch_max_days: u16,
    /// Signature of the root key.
    pub sig: Signature,
}

impl Roster {
    /// The member of this id.
    pub fn member(&self, mid: &MemberId) -> Option<&Member> {
        let at = self
            .members
            .binary_search_by_key(mid, |member| member.mid)
            .ok()?;
        self.members.get(at)
    }

    /// The owner or admin of this id.
    ///
    /// # Errors
    /// [`Refusal::NotAuthorised`] for anybody else.
    pub fn administrator(&self, mid: &MemberId) -> Result<&Member, Refusal> {
        let member = self
            .member(mid)
            .filter(|member| member.role.may_administer());
        member.ok_or(Refusal::NotAuthorised)
    }

    fn check(self) -> Result<Self, DecodeError> {
        require_ascending(&self.members, |m| m.mid, "members")?;
        require_ascending(&self.issuers, |i| i.kid, "issuers")?;
        let derived = |m: &Member| m.mid == MemberId::of(&self.wid, &m.sig_pk, &m.kem_hash);
        if !self.members.iter().all(derived) {
            return Err(DecodeError::Value("member id"));
        }
        if !self.members.iter().any(|m| m.role == Role::Owner) {
            return Err(DecodeError::Value("list without an owner"));
        }
        if !(1..=EPOCH_DAYS_MAX).contains(&self.epoch_max_days) {
            return Err(DecodeError::Value("days of an epoch"));
        }
        Ok(self)
    }
}

fn read_member(reader: &mut Reader<'_>) -> Result<Member, DecodeError> {
    Ok(Member {
        mid: reader.fixed()?,
        role: Role::from_byte(reader.u8()?)?,
        sig_pk: reader.fixed()?,
        kem_hash: reader.fixed()?,
    })
}

fn read_issuer(reader: &mut Reader<'_>) -> Result<Issuer, DecodeError> {
    Ok(Issuer {
        kid: reader.fixed()?,
        pk: reader.fixed()?,
    })
}

impl Object for Roster {
    const TYPE: u8 = 0x03;
    const HASH_LABEL: &'static str = label::ROSTER;

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        const MEMBER_LEN: usize = 16 + 1 + 32 + 32;
        const ISSUER_LEN: usize = 8 + 32;
        let roster = Self {
            wid: reader.fixed()?,
            n: reader.counted("roster number")?,
            prev: reader.fixed()?,
            created: reader.time()?,
            root_n: reader.u32()?,
            min_epoch: reader.u32()?,
            members: reader.list16(MEMBERS_MAX, MEMBER_LEN, "members", read_member)?,
            issuers: reader.list8(ISSUERS_MAX, ISSUER_LEN, "issuers", read_issuer)?,
            retention_days: reader.u16()?,
            epoch_max_days: reader.u16()?,
            sig: reader.fixed()?,
        };
        roster.check()
    }

    fn write(&self, writer: &mut Writer) {
        self.write_unsigned(writer);
        writer.put(self.sig);
    }
}

impl SignedObject for Roster {
    const SIGN_LABEL: &'static str = label::ROSTER;

    fn write_unsigned(&self, writer: &mut Writer) {
        writer
            .put(self.wid)
            .u32(self.n)
            .put(self.prev)
            .time(self.created);
        writer.u32(self.root_n).u32(self.min_epoch);
        writer.list16(&self.members, |w, m| {
            w.put(m.mid).u8(m.role as u8).put(m.sig_pk).put(m.kem_hash);
        });
        writer.list8(&self.issuers, |w, i| {
            w.put(i.kid).put(i.pk);
        });
        writer.u16(self.retention_days).u16(self.epoch_max_days);
    }

    fn signature(&self) -> &Signature {
        &self.sig
    }

    fn set_signature(&mut self, signature: Signature) {
        self.sig = signature;
    }
}
